//! What filters say of rows, against the plainest way to find out: over parsed documents, with nothing kept.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::*;
use super::language::Dice;
use crate::app::resource_explorer::testing::entry;
use crate::model::{Properties, ResourceEntry, Tags};

fn row(number: usize) -> ResourceEntry {
    let kind = ["Volume", "Instance"][number % 2];
    let name = ["web", "api-7", "", "größe"][number % 4];
    let ty = format!("AWS::EC2::{kind}");
    let mut row = entry(
        ["eu-west-1", "us-east-1"][number / 2 % 2],
        &ty,
        &format!("x-{number}"),
        name,
    );
    row.status = ["in-use", "stopped", ""][number % 3].into();
    row.tags = match number % 4 {
        0 => Tags::unknown().or_called(name),
        1 => Tags::from_pairs([("Env", "prod"), ("Team", "a")]).or_called(name),
        2 => Tags::NONE.or_called(name),
        _ => Tags::from_pairs([("Env", "dev")]).or_called(name),
    };
    row.properties = Properties::from_json(&match number % 5 {
        0 => json!({"Size": 8, "Encrypted": false, "State": {"Name": "x\"y"}}),
        1 => json!({"Size": "500", "Groups": [{"Id": "sg-1"}, {"Id": "sg-2"}], "Encrypted": true}),
        2 => json!({}),
        3 => json!({"Sizes": [1, 2], "size": 20, "State": null, "InstanceType": "t3.large"}),
        _ => json!({"State": {"Name": "running", "Code": 16}, "Deep": [[{"Size": 1}], 5]}),
    });
    if number % 7 == 6 {
        _ = row.properties.evict();
    }
    row
}

/// Yes, no, or not known.
type Truth = Option<bool>;

/// Terms, and what they mean, spelled out.
type Meaning = (&'static str, fn(&ResourceEntry) -> Truth);

fn known(row: &ResourceEntry) -> Option<Value> {
    let is_known = !row.properties.is_empty() && !row.properties.is_evicted();
    is_known.then(|| row.properties.to_json())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// All values at a path, whatever the case of its steps.
fn values(value: &Value, path: &[&str]) -> Vec<Value> {
    match (value, path) {
        (Value::Array(elements), _) => elements.iter().flat_map(|one| values(one, path)).collect(),
        (Value::Object(members), [step, rest @ ..]) => {
            let of = members
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(step));
            of.flat_map(|(_, value)| values(value, rest)).collect()
        }
        (Value::Null, _) | (_, [_, ..]) => Vec::new(),
        (value, []) => vec![value.clone()],
    }
}

fn at(row: &ResourceEntry, path: &[&str], is: impl Fn(&str) -> bool) -> Truth {
    let found = values(&known(row)?, path);
    Some(found.iter().filter_map(text).any(|text| is(&text)))
}

fn number(row: &ResourceEntry, path: &[&str], is: impl Fn(f64) -> bool) -> Truth {
    at(row, path, |text| text.parse().is_ok_and(&is))
}

fn tag(row: &ResourceEntry, is: impl Fn(&str, &str) -> bool) -> Truth {
    let holds = row.tags.iter().any(|tag| is(tag.key, tag.value));
    if holds || row.tags.are_known() {
        Some(holds)
    } else {
        None
    }
}

const MEANINGS: [Meaning; 18] = [
    ("name:api*", |row| Some(row.name().starts_with("api"))),
    ("region:(eu-* us-west-2)", |row| {
        Some(row.region.as_str().starts_with("eu-"))
    }),
    ("status=stopped", |row| Some(row.status == "stopped")),
    ("status!=stopped", |row| Some(row.status != "stopped")),
    ("has:status", |row| Some(!row.status.is_empty())),
    ("type:instance", |row| {
        Some(row.resource_type.as_str().ends_with("Instance"))
    }),
    ("tag:Env", |row| tag(row, |key, _| key == "Env")),
    ("tag:Env=prod|Team", |row| {
        tag(row, |key, value| {
            (key, value) == ("Env", "prod") || key == "Team"
        })
    }),
    ("has:tags", |row| tag(row, |_, _| true)),
    ("untagged", |row| tag(row, |_, _| true).map(|has| !has)),
    ("Size>=20", |row| {
        number(row, &["size"], |size| size >= 20.0)
    }),
    ("size<20", |row| number(row, &["size"], |size| size < 20.0)),
    ("Size=8", |row| number(row, &["size"], |size| size == 8.0)),
    ("Groups.Id=sg-2", |row| {
        at(row, &["groups", "id"], |id| id == "sg-2")
    }),
    ("State.Name=run*|x*", |row| {
        at(row, &["state", "name"], |name| {
            name.starts_with("run") || name.starts_with('x')
        })
    }),
    ("Encrypted=false", |row| {
        at(row, &["encrypted"], |is| is == "false")
    }),
    ("InstanceType=/^t\\d/", |row| {
        at(row, &["instancetype"], |ty| ty.starts_with("t3"))
    }),
    ("InstanceType!=t3.large", |row| {
        let found = values(&known(row)?, &["instancetype"]);
        Some(!found.is_empty() && !found.contains(&json!("t3.large")))
    }),
];

/// A filter and what it means.
fn compose(dice: &mut Dice, depth: usize, row: &ResourceEntry, out: &mut String) -> Truth {
    let choice = if depth == 0 { 9 } else { dice.below(8) };
    match choice {
        0 | 1 => {
            out.push('(');
            let left = compose(dice, depth - 1, row, out);
            out.push_str(if choice == 0 { " " } else { " or " });
            let right = compose(dice, depth - 1, row, out);
            out.push(')');
            let deciding = choice == 1;
            match (left, right) {
                (Some(one), _) | (_, Some(one)) if one == deciding => Some(deciding),
                (Some(_), Some(_)) => Some(!deciding),
                _ => None,
            }
        }
        2 => {
            out.push_str(["!(", "-(", "not ("][dice.below(3)]);
            let inner = compose(dice, depth - 1, row, out);
            out.push(')');
            inner.map(|holds| !holds)
        }
        _ => {
            let (text, meaning) = MEANINGS[dice.below(MEANINGS.len())];
            out.push_str(text);
            meaning(row)
        }
    }
}

#[test]
fn filters_say_what_the_plainest_evaluation_says() {
    let mut dice = Dice(99);
    let mut seen: HashMap<Verdict, usize> = HashMap::new();
    for round in 0..4_000 {
        let row = row(round % 140);
        let mut text = String::new();
        let expected = match compose(&mut dice, 3, &row, &mut text) {
            None => Verdict::Unknown,
            Some(true) => Verdict::Passes,
            Some(false) => Verdict::Fails,
        };
        let filter = Filter::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(filter.verdict(&row), expected, "{text}: {row:?}");
        let mut matcher = Matcher::new(&filter, None);
        assert_eq!(matcher.matches(&row), expected == Verdict::Passes, "{text}");
        *seen.entry(expected).or_default() += 1;
    }
    assert!(
        seen.len() == 3 && seen.values().all(|count| *count > 200),
        "{seen:?}"
    );
}

fn dated(properties: &Value) -> ResourceEntry {
    let mut row = entry("eu-west-1", "AWS::EC2::Instance", "i-1", "");
    row.properties = Properties::from_json(properties);
    row
}

fn ago(days: i64) -> String {
    let now = Timestamp::now().as_second();
    Timestamp::from_second(now - days * 86_400)
        .unwrap()
        .to_string()
}

#[test]
fn ages_and_dates_are_compared_with_what_aws_calls_them() {
    let row = dated(&json!({"LaunchTime": ago(10), "LastModifiedDate": ago(2)}));
    for yes in [
        "created<30d",
        "created>1d",
        "age<2w",
        "launched>2020-01-01",
        "launched<today",
        "modified<3d",
        "changed>yesterday or changed<yesterday",
        "LaunchTime<11d",
        "created>=9d age<=11d",
        "!launched<1d",
    ] {
        assert_eq!(
            Filter::parse(yes).unwrap().verdict(&row),
            Verdict::Passes,
            "{yes}"
        );
    }
    for no in [
        "created<1d",
        "launched<2020-01-01",
        "launched>now",
        "modified>3d",
        "LaunchTime>1y",
    ] {
        assert_eq!(
            Filter::parse(no).unwrap().verdict(&row),
            Verdict::Fails,
            "{no}"
        );
    }
    let seconds = Timestamp::now().as_second() - 3 * 86_400;
    for moment in [
        json!(seconds),
        json!(seconds * 1000),
        json!(seconds as f64),
        json!(ago(3)),
    ] {
        let row = dated(&json!({"creationTime": moment, "Size": 1}));
        assert!(
            Filter::parse("created>2d created<4d")
                .unwrap()
                .matches(&row),
            "{row:?}"
        );
    }
    let dateless = dated(&json!({"Size": 1}));
    for unknown in ["created<30d", "!created<30d", "modified>1d"] {
        assert_eq!(
            Filter::parse(unknown).unwrap().verdict(&dateless),
            Verdict::Unknown
        );
    }
    assert_eq!(
        Filter::parse("launched<30d").unwrap().verdict(&dateless),
        Verdict::Fails
    );
}

#[test]
fn regular_expressions_and_letters_in_order_are_found() {
    let row = entry(
        "eu-west-1",
        "AWS::EC2::Volume",
        "vol-1",
        "payments-production-7",
    );
    let shows = |text: &str| Filter::parse(text).unwrap().matches(&row);
    for yes in [
        "/PROD.*-\\d$/",
        "name:/^pay/",
        "~payprod",
        "name:~pymnts",
        "!/^x/",
        "/aws::ec2/",
    ] {
        assert!(shows(yes), "{yes}");
    }
    for no in ["/^prod/", "~zzz", "name:~nop7", "!~payprod"] {
        assert!(!shows(no), "{no}");
    }
}

#[test]
fn what_was_looked_for_is_marked_where_it_stands() {
    let filter = Filter::parse("größe WEB -1 name:/b.$/ id:x").unwrap();
    assert_eq!(
        filter.marks_in(Field::Name, "Web-GRÖSSE-Größe-1-bx"),
        [0..3, 12..19, 22..24]
    );
    assert!(
        Filter::parse("!web tag:x")
            .unwrap()
            .marks_in(Field::Name, "web x")
            .is_empty()
    );
    let word = Filter::parse("10.0.32.6").unwrap();
    let whole = word.marks_in(Field::Properties, "10.0.32.6");
    assert_eq!(whole.first(), Some(&(0..9)));
    assert!(word.marks_in(Field::Properties, "10.0.32.61").is_empty());
}

#[test]
fn names_of_accounts_are_found_and_what_they_are_not_is_none_of_them() {
    let row = row(1);
    let mut words = AccountWords::default();
    words.insert(row.account, vec!["Production".into(), "live".into()]);
    let names = Names {
        accounts: Arc::new(words),
        ..Names::default()
    };
    let shows = |text: &str| Filter::of(&Ast::parse(text).unwrap(), &names).matches(&row);
    assert!(
        shows("account:prod")
            && shows("LIVE")
            && shows("account=production")
            && shows("!account:dev")
    );
    assert!(!shows("account:dev") && !shows("!live") && !shows("account=prod"));
}
