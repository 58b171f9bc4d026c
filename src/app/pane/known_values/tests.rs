use super::*;
use crate::app::fixtures::{PaneFixture, instance};
use crate::model::Tags;

fn values(fixture: &mut PaneFixture, expected: &Expected) -> Vec<(String, Option<u32>)> {
    let mut known = KnownValues::default();
    known.follow(fixture.pane(), expected, || {});
    let texts = known.shown().iter();
    texts
        .map(|(value, rows)| (value.to_string(), *rows))
        .collect()
}

#[test]
fn values_of_fields_are_counted_in_all_rows_whatever_the_filter_shows() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().set_filter("no-such-row".into());
    fixture.settle();
    assert_eq!(
        values(&mut fixture, &Expected::Value(Field::Type)),
        [
            ("EC2 Instance".to_owned(), Some(3)),
            ("EBS Volume".to_owned(), Some(2))
        ]
    );
    let regions = values(&mut fixture, &Expected::Value(Field::Region));
    assert_eq!(regions.iter().filter_map(|(_, rows)| *rows).sum::<u32>(), 5);
}

#[test]
fn tags_have_keys_and_values_and_properties_have_paths() {
    let mut fixture = PaneFixture::with_rows(1, 1);
    let mut tagged = instance(90);
    tagged.tags = Tags::from_pairs([("Team", "payments")]).or_called("with");
    fixture.add_rows(vec![tagged]);
    let keys = values(&mut fixture, &Expected::TagKey);
    assert!(keys.contains(&("Team".to_owned(), Some(1))), "{keys:?}");
    let of_team = values(&mut fixture, &Expected::TagValue("team".into()));
    assert_eq!(of_team, [("payments".to_owned(), Some(1))]);
    let paths = values(&mut fixture, &Expected::Term);
    assert!(
        !paths.is_empty() && paths.iter().all(|(_, rows)| rows.is_none()),
        "{paths:?}"
    );
    let (path, _) = &paths[0];
    let of_path = values(&mut fixture, &Expected::PropertyValue(path.clone()));
    assert!(!of_path.is_empty(), "{path}");
}

#[test]
fn many_rows_are_counted_by_another_thread() {
    let mut fixture = PaneFixture::with_copies(10_000, 1);
    let mut known = KnownValues::default();
    let expected = Expected::Value(Field::Region);
    let (woken, wait) = std::sync::mpsc::channel();
    let wake = move || woken.send(()).expect("the test waits");
    known.follow(fixture.pane(), &expected, wake);
    assert!(known.shown().is_empty());
    wait.recv().unwrap();
    known.follow(fixture.pane(), &expected, || {});
    let all: u32 = known.shown().iter().filter_map(|(_, rows)| *rows).sum();
    assert_eq!(all, 10_000);
}
