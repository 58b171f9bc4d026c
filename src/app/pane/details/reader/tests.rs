use std::time::{Duration, Instant};

use serde_json::json;

use super::*;
use crate::app::fixtures::{self, PaneFixture};
use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::model::{DetailSection, Fingerprint, Properties};

fn select(fixture: &mut PaneFixture, name: &str) {
    let rows = &fixture.pane().rows;
    let row = rows.iter().find(|(_, entry)| entry.display_name() == name);
    let row = row.map(|(row, _)| row);
    fixture.pane().cursor = row;
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
    let mut fixture = PaneFixture::with_rows(2, 0);
    select(&mut fixture, "web-1");
    let mut reader = Reader::default();
    assert!(matches!(
        reader.sync(fixture.pane(), || ()),
        ReaderUpdate::Row(..)
    ));
    assert!(matches!(
        reader.sync(fixture.pane(), || ()),
        ReaderUpdate::None
    ));
    let say = |fixture: &mut PaneFixture, name: &str| {
        let rows = &fixture.pane().rows;
        let (_, entry) = rows
            .iter()
            .find(|(_, entry)| entry.display_name() == name)
            .unwrap();
        let section = DetailSection {
            operation: "DescribeInstanceStatus",
            answer: Ok(Properties::from_json(&json!({"A": 1}))),
        };
        let resource = Fingerprint::from(entry);
        fixture.event(ProgressEvent::Details(vec![DetailUpdate {
            resource,
            section,
        }]));
    };
    say(&mut fixture, "web-2");
    assert!(
        matches!(reader.sync(fixture.pane(), || ()), ReaderUpdate::None),
        "of another row"
    );
    say(&mut fixture, "web-1");
    assert!(matches!(
        reader.sync(fixture.pane(), || ()),
        ReaderUpdate::Details(_)
    ));
    assert_eq!(reader.model().unwrap().section_count, 1);
    fixture.pane().cursor = None;
    reader.sync(fixture.pane(), || ());
    assert!(reader.model().is_none());
}

#[test]
fn a_large_document_is_read_elsewhere_while_the_one_before_stays() {
    let mut fixture = PaneFixture::with_rows(2, 0);
    fixture.add_rows(vec![fixtures::laden("laden", 5 << 20)]);
    let mut reader = Reader::default();
    select(&mut fixture, "web-1");
    reader.sync(fixture.pane(), || ());
    select(&mut fixture, "laden");
    assert!(matches!(
        reader.sync(fixture.pane(), || ()),
        ReaderUpdate::None
    ));
    assert_eq!(reader.shown(fixture.pane()), Shown::Before);
    let before = reader.model().unwrap().overview.iter();
    assert!(before.clone().any(|field| field.text == "t3.large"));
    let ReaderUpdate::Row(properties, _) = until_update(&mut reader, fixture.pane()) else {
        panic!("another row")
    };
    assert!(properties.len() > MANY_LINES);
    assert_eq!(reader.shown(fixture.pane()), Shown::Row);
    assert!(reader.model().unwrap().json.len() > MANY_LINES);
    drop_tree(properties);
}

#[test]
fn what_was_read_of_a_row_that_is_not_wanted_any_more_is_not_shown() {
    let mut fixture = PaneFixture::with_rows(2, 0);
    fixture.add_rows(vec![fixtures::laden("laden", 1 << 20)]);
    let mut reader = Reader::default();
    select(&mut fixture, "laden");
    reader.sync(fixture.pane(), || ());
    select(&mut fixture, "web-2");
    let ReaderUpdate::Row(..) = until_update(&mut reader, fixture.pane()) else {
        panic!("another row")
    };
    let stamp = Stamp::of(fixture.pane()).unwrap();
    assert_eq!(reader.model().unwrap().stamp, stamp);
}
