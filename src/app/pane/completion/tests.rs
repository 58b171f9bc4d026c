use super::*;
use crate::app::fixtures::{PaneFixture, instance};
use crate::app::resource_explorer::filter::{Ast, FilterErrorKind};

fn at_caret(fixture: &mut PaneFixture, text: &str) -> (Suggestions, String) {
    let offset = text.find('^').expect("a caret");
    let text = text.replace('^', "");
    let mut completer = Completer::default();
    let found = completer.at(fixture.pane(), &text, offset, || {});
    (found.clone(), text)
}

#[test]
fn a_suggestion_says_how_many_rows_have_it_and_is_written_in_place() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    let (found, text) = at_caret(&mut fixture, "type:^ web");
    assert_eq!(found.lines[0].text, "\"EC2 Instance\"");
    assert_eq!(found.lines[0].rows, Some(3));
    let (written, caret) = found.accepted(&text, &found.lines[0]);
    assert_eq!(written, "type:\"EC2 Instance\" web");
    assert_eq!(&written[caret..], " web");
    let (found, text) = at_caret(&mut fixture, "reg^");
    assert_eq!(
        found.accepted(&text, &found.lines[0]),
        ("region:".to_owned(), 7)
    );
    let (found, _) = at_caret(&mut fixture, "region:eu-west-1 ^");
    assert!(!found.is_begun, "nothing is in the way of who types on");
}

/// Filters that people write, and parts of them put together.
fn queries() -> Vec<String> {
    let terms = [
        "production",
        "10.0.32.6",
        "untagged",
        "arn:aws:s3:::acme-logs",
        "account:production",
        "type:\"ec2 instance\"",
        "!region:eu-west-1",
        "region:(eu-* us-east-1)",
        "tag:Environment=prod|staging",
        "!tag:Owner",
        "has:tags",
        "InstanceType=t3.*",
        "Size>=500",
        "created<30d",
        "launched>2026-11-01",
        "size>1GB",
        "name:/^web-\\d+$/",
        "~pymnts",
        "\"größe 1\"",
        "State.Name=running",
        "managed:true",
        "status:in-use|available",
        "-x",
        "tag:\"a b\"=c",
    ];
    let alone = terms.iter().map(|term| (*term).to_owned());
    let pairs = terms.iter().zip(terms.iter().skip(1));
    let both = pairs.clone().map(|(a, b)| format!("{a} {b}"));
    let either = pairs.clone().map(|(a, b)| format!("({a} or {b}) not {a}"));
    let not_both = pairs.map(|(a, b)| format!("web and !({b} {a})"));
    alone.chain(both).chain(either).chain(not_both).collect()
}

#[test]
fn at_every_offset_of_a_hundred_filters_each_suggestion_can_be_read_or_says_what_is_missing() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    let queries = queries();
    assert!(queries.len() >= 90, "{}", queries.len());
    let mut wrong = Vec::new();
    let mut completer = Completer::default();
    for query in &queries {
        assert!(Ast::parse(query).is_ok(), "{query}");
        for offset in 0..=query.len() {
            let found = completer.at(fixture.pane(), query, offset, || {});
            for line in &found.lines {
                let (written, _) = found.accepted(query, line);
                let Err(error) = Ast::parse(&written) else {
                    continue;
                };
                let lacks = matches!(
                    error.kind,
                    FilterErrorKind::Empty { .. }
                        | FilterErrorKind::NoAmount { .. }
                        | FilterErrorKind::OneAmount { .. }
                );
                if !lacks {
                    wrong.push(format!("{query} at {offset}: {written}: {error}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

#[test]
fn suggestions_are_made_again_when_rows_come_and_not_for_every_frame() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    let mut completer = Completer::default();
    let rows = |completer: &mut Completer, fixture: &mut PaneFixture| {
        completer.at(fixture.pane(), "type:", 5, || {}).lines[0].rows
    };
    assert_eq!(rows(&mut completer, &mut fixture), Some(3));
    let made = completer.values.revision();
    assert_eq!(rows(&mut completer, &mut fixture), Some(3));
    assert_eq!(completer.values.revision(), made);
    fixture.add_rows(vec![instance(4)]);
    assert_eq!(rows(&mut completer, &mut fixture), Some(4));
}
