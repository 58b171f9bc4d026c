use std::time::{Duration, Instant};

use serde_json::json;

use super::*;
use crate::app::fixtures::{self, World};
use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::model::{DetailSection, Fingerprint, Properties};

fn select(world: &mut World, name: &str) {
    let rows = &world.pane().rows;
    let row = rows.iter().find(|(_, entry)| entry.display_name() == name);
    let row = row.map(|(row, _)| row);
    world.pane().selected = row;
}

fn until_update(reader: &mut Reader, pane: &Pane) -> ReaderUpdate {
    let started = Instant::now();
    loop {
        match reader.sync(pane, || ()) {
            ReaderUpdate::None => {
                assert!(started.elapsed() < Duration::from_secs(60), "never read");
                std::thread::sleep(Duration::from_millis(5));
            }
            update => return update,
        }
    }
}

#[test]
fn a_row_is_read_once_and_what_phase_2_says_joins_it() {
    let mut world = World::with_rows(2, 0);
    select(&mut world, "web-1");
    let mut reader = Reader::default();
    assert!(matches!(
        reader.sync(world.pane(), || ()),
        ReaderUpdate::Row(..)
    ));
    assert!(matches!(
        reader.sync(world.pane(), || ()),
        ReaderUpdate::None
    ));
    let say = |world: &mut World, name: &str| {
        let rows = &world.pane().rows;
        let (_, entry) = rows
            .iter()
            .find(|(_, entry)| entry.display_name() == name)
            .unwrap();
        let section = DetailSection {
            operation: "DescribeInstanceStatus",
            answer: Ok(Properties::from_json(&json!({"A": 1}))),
        };
        let resource = Fingerprint::from(entry);
        world.event(ProgressEvent::Details(vec![DetailUpdate {
            resource,
            section,
        }]));
    };
    say(&mut world, "web-2");
    assert!(
        matches!(reader.sync(world.pane(), || ()), ReaderUpdate::None),
        "of another row"
    );
    say(&mut world, "web-1");
    assert!(matches!(
        reader.sync(world.pane(), || ()),
        ReaderUpdate::Details(_)
    ));
    assert_eq!(reader.model().unwrap().section_count, 1);
    world.pane().selected = None;
    reader.sync(world.pane(), || ());
    assert!(reader.model().is_none());
}

#[test]
fn a_large_document_is_read_elsewhere_while_the_one_before_stays() {
    let mut world = World::with_rows(2, 0);
    world.add_rows(vec![fixtures::laden("laden", 5 << 20)]);
    let mut reader = Reader::default();
    select(&mut world, "web-1");
    reader.sync(world.pane(), || ());
    select(&mut world, "laden");
    assert!(matches!(
        reader.sync(world.pane(), || ()),
        ReaderUpdate::None
    ));
    assert_eq!(reader.shown(world.pane()), Shown::Before);
    let before = reader.model().unwrap().overview.iter();
    assert!(before.clone().any(|field| field.text == "t3.large"));
    let ReaderUpdate::Row(properties, _) = until_update(&mut reader, world.pane()) else {
        panic!("another row")
    };
    assert!(properties.len() > MANY_LINES);
    assert_eq!(reader.shown(world.pane()), Shown::Row);
    assert!(reader.model().unwrap().json.len() > MANY_LINES);
    drop_tree(properties);
}

#[test]
fn what_was_read_of_a_row_that_is_not_wanted_any_more_is_not_shown() {
    let mut world = World::with_rows(2, 0);
    world.add_rows(vec![fixtures::laden("laden", 1 << 20)]);
    let mut reader = Reader::default();
    select(&mut world, "laden");
    reader.sync(world.pane(), || ());
    select(&mut world, "web-2");
    let ReaderUpdate::Row(..) = until_update(&mut reader, world.pane()) else {
        panic!("another row")
    };
    let stamp = Stamp::of(world.pane()).unwrap();
    assert_eq!(reader.model().unwrap().stamp, stamp);
}
