use std::time::Duration;

use super::*;

/// Lines by name; one that is indented belongs to the last one before it that is less so.
struct Lines(Vec<(&'static str, usize, Fold)>);

impl ListLines for Lines {
    type Key = &'static str;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<&'static str> {
        self.0.get(at).map(|line| line.0)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.0[at].0.into()
    }

    fn fold(&self, at: usize) -> Fold {
        self.0[at].2
    }

    fn parent(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|&above| self.0[above].1 < self.0[at].1)
    }
}

fn tree() -> Lines {
    Lines(vec![
        ("dev", 0, Fold::Closed),
        ("prod", 0, Fold::Open),
        ("us-east-1", 1, Fold::Open),
        ("web-1", 2, Fold::Leaf),
        ("web-2", 2, Fold::Leaf),
    ])
}

fn at(line: usize) -> ListCursor<&'static str> {
    let mut cursor = ListCursor::default();
    cursor.put(tree().key_at(line).unwrap(), line);
    cursor
}

#[test]
fn arrows_and_pages_stop_at_the_ends() {
    let lines = tree();
    let mut cursor = ListCursor::default();
    assert_eq!(cursor.step(&lines, NavKey::Lines(1)), Effect::MoveTo(0));
    assert_eq!(cursor.step(&lines, NavKey::Lines(20)), Effect::MoveTo(4));
    assert_eq!(cursor.step(&lines, NavKey::Lines(-3)), Effect::MoveTo(1));
    assert_eq!(cursor.step(&lines, NavKey::First), Effect::MoveTo(0));
    assert_eq!(cursor.step(&lines, NavKey::Last), Effect::MoveTo(4));
    assert_eq!(cursor.key(), Some("web-2"));
    let mut fresh = ListCursor::default();
    assert_eq!(fresh.step(&lines, NavKey::Lines(-1)), Effect::MoveTo(4));
    let none = Lines(Vec::new());
    assert_eq!(fresh.step(&none, NavKey::Last), Effect::None);
}

#[test]
fn left_closes_or_goes_outwards_and_right_opens_or_goes_inwards() {
    let lines = tree();
    assert_eq!(at(4).step(&lines, NavKey::Outwards), Effect::MoveTo(2));
    assert_eq!(at(2).step(&lines, NavKey::Outwards), Effect::ToggleFold(2));
    assert_eq!(at(2).step(&lines, NavKey::Inwards), Effect::MoveTo(3));
    assert_eq!(at(0).step(&lines, NavKey::Inwards), Effect::ToggleFold(0));
    assert_eq!(at(0).step(&lines, NavKey::Outwards), Effect::Sideways(-1));
    assert_eq!(at(3).step(&lines, NavKey::Inwards), Effect::Sideways(1));
}

#[test]
fn the_cursor_is_found_again_when_lines_come_above_it() {
    let mut cursor = at(3);
    let mut more = tree();
    more.0.insert(0, ("build", 0, Fold::Closed));
    assert_eq!(cursor.line_if_unmoved(&more), None);
    assert_eq!(cursor.find(&more), Some(4));
    assert_eq!(cursor.line_if_unmoved(&more), Some(4));
    more.0.remove(4);
    assert_eq!(cursor.find(&more), None, "its line is gone");
}

#[test]
fn typing_leads_to_the_line_that_begins_with_it() {
    let lines = tree();
    let start = Instant::now();
    let after = |millis| start + Duration::from_millis(millis);
    let mut cursor = at(0);
    assert_eq!(cursor.type_text(&lines, "W", start), Some(3));
    assert_eq!(
        cursor.type_text(&lines, "w", after(200)),
        Some(4),
        "the next"
    );
    assert_eq!(
        cursor.type_text(&lines, "w", after(400)),
        Some(3),
        "and round"
    );
    let mut cursor = at(0);
    for (letter, millis) in [("w", 0), ("e", 50), ("b", 100), ("-", 150), ("2", 200)] {
        cursor.type_text(&lines, letter, after(millis));
    }
    assert_eq!(cursor.key(), Some("web-2"));
    assert_eq!(
        cursor.type_text(&lines, "p", after(3_000)),
        Some(1),
        "a new name"
    );
    assert_eq!(cursor.type_text(&lines, "/", after(9_000)), None);
    assert_eq!(cursor.type_text(&lines, "q", after(9_000)), None);
    assert_eq!(cursor.key(), Some("prod"), "it stays where it was");
}

#[test]
fn a_letter_looks_at_a_bounded_number_of_lines() {
    struct Million(std::cell::Cell<usize>);
    impl ListLines for Million {
        type Key = usize;
        fn len(&self) -> usize {
            1_000_000
        }
        fn key_at(&self, at: usize) -> Option<usize> {
            Some(at)
        }
        fn name(&self, _at: usize) -> Cow<'_, str> {
            self.0.set(self.0.get() + 1);
            "row".into()
        }
    }
    let lines = Million(Default::default());
    let mut cursor = ListCursor::default();
    assert_eq!(cursor.type_text(&lines, "x", Instant::now()), None);
    assert!(lines.0.get() <= 50_000, "{}", lines.0.get());
}
