use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use super::*;
use crate::app::fixtures::PaneFixture;
use crate::app::pane::PaneSpec;
use crate::app::resource_explorer::progress::PaneId;

const TASK: Task = Task::new("test", "Counting");

/// What is asked.
#[derive(Clone, PartialEq)]
struct Times(Vec<usize>);

impl HeldFigures for usize {
    fn heap_bytes(&self) -> usize {
        0
    }
}

fn count(input: &FiguresInput, times: &Times, stop: &AtomicBool) -> Option<usize> {
    let is_wanted = !stop.load(Relaxed);
    is_wanted.then(|| input.tree.row_count() * times.0[0])
}

fn never(_: &FiguresInput, _: &Times, stop: &AtomicBool) -> Option<usize> {
    while !stop.load(Relaxed) {
        std::thread::yield_now();
    }
    None
}

fn settled(figures: &mut Figures<Times, usize>, pane: &Pane, factor: usize) -> usize {
    let started = Instant::now();
    while started.elapsed() < Duration::from_mins(1) {
        if let Some(rest) = figures.follow(pane, &Times(vec![factor]), TASK, count, || ()) {
            std::thread::sleep(rest);
        }
        if let Some((made, Freshness::Current)) = figures.shown(pane) {
            return *made;
        }
        std::thread::yield_now();
    }
    panic!("never made")
}

#[test]
fn figures_are_of_the_rows_that_are_shown_few_or_many() {
    for rows in [5, 5_000] {
        let mut fixture = PaneFixture::with_rows(rows, 0);
        let mut figures = Figures::default();
        assert_eq!(settled(&mut figures, fixture.pane(), 2), rows * 2);
        assert_eq!(
            settled(&mut figures, fixture.pane(), 3),
            rows * 3,
            "another question"
        );
        fixture.add_rows(vec![crate::app::fixtures::volume(1)]);
        assert_eq!(figures.shown(fixture.pane()).unwrap().1, Freshness::Older);
        assert_eq!(settled(&mut figures, fixture.pane(), 3), rows * 3 + 3);
        fixture.pane().set_filter("type:volume".into());
        fixture.settle();
        assert_eq!(settled(&mut figures, fixture.pane(), 3), 3);
    }
}

#[test]
fn figures_of_another_question_end_those_under_way() {
    let mut fixture = PaneFixture::with_rows(1_000, 0);
    let mut figures = Figures::default();
    assert_eq!(
        figures.follow(fixture.pane(), &Times(vec![1]), TASK, never, || ()),
        None
    );
    assert!(figures.is_pending());
    assert_eq!(settled(&mut figures, fixture.pane(), 2), 2_000);
}

#[test]
fn a_pane_without_rows_has_figures_of_none() {
    let pane = Pane::new(PaneId(7), PaneSpec::default());
    let mut figures = Figures::default();
    assert_eq!(settled(&mut figures, &pane, 1), 0);
}
