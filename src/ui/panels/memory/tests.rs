use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::plot::Scale;
use super::*;
use crate::app::commands::{CacheCommand, PanelCommand, TileCommand};
use crate::app::view::MemorySample;
use crate::ui::fixtures::{PANE, PaneFixture};

const MB: u64 = 1 << 20;

fn samples(seconds: u64, rss_mb: u64, limit_mb: u64) -> VecDeque<MemorySample> {
    let sample = |at: u64| MemorySample {
        at: Duration::from_secs(at),
        rss_bytes: rss_mb * MB,
        counted_bytes: rss_mb * MB / 2,
        limit_bytes: limit_mb * MB,
        purged_bytes: 0,
    };
    (0..=seconds).map(sample).collect()
}

fn panel(fixture: PaneFixture) -> (Harness<'static>, Rc<RefCell<Vec<Command>>>) {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let (commands, mut state) = (Rc::clone(&asked), MemoryUi::default());
    let harness = Harness::builder()
        .with_size([WIDTH, 640.0])
        .build_ui(move |ui| {
            memory_ui(ui, &mut state, &fixture.view(), &mut commands.borrow_mut());
        });
    (harness, asked)
}

#[test]
fn the_scale_has_round_numbers_and_the_limit_only_where_it_is_near() {
    let near = Scale::of(&samples(600, 700, 1000)).unwrap();
    assert_eq!(near.lines_mb(), [0.0, 500.0, 1000.0, 1500.0]);
    assert_eq!(near.marks_min(), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
    let far = Scale::of(&samples(60, 150, 13_107)).unwrap();
    assert_eq!(far.lines_mb(), [0.0, 50.0, 100.0, 150.0, 200.0]);
    assert_eq!(far.marks_min(), [0.0, 0.25, 0.5, 0.75, 1.0]);
    assert!(Scale::of(&VecDeque::new()).is_none());
}

#[test]
fn where_there_is_nothing_to_give_back_buttons_say_so() {
    let mut fixture = PaneFixture::new();
    fixture.cache = Default::default();
    let (mut harness, asked) = panel(fixture);
    harness.run();
    for label in ["Clear cache", "Unload details"] {
        let node = harness.get_by_label(label);
        assert!(node.accesskit_node().is_disabled(), "{label}");
        node.click();
    }
    harness.run();
    assert!(asked.borrow().is_empty());
    harness.get_by_label("Clear cache").hover();
    harness.run();
    assert!(harness.query_by_label("Nothing is cached.").is_some());
}

#[test]
fn every_way_out_asks_for_what_it_says() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.cache.details = 3;
    let (mut harness, asked) = panel(fixture);
    harness.run();
    for label in [
        "Clear cache",
        "Raise limit…",
        "Unload details",
        "Close pane",
    ] {
        harness.get_by_label(label).click();
        harness.run();
    }
    assert_eq!(
        *asked.borrow(),
        [
            Command::Cache(CacheCommand::Clear),
            Command::Panel(PanelCommand::Show(Panel::Settings)),
            Command::Cache(CacheCommand::DropDetails(PANE)),
            Command::Tile(PANE, TileCommand::Close),
        ]
    );
}
