//! What may stand at a place in a filter.

use compact_str::CompactString;

use super::super::*;

/// Values as they would be of rows that are there.
pub(super) struct Known;

impl Vocabulary for Known {
    fn values_of(&self, field: Field) -> Vec<CompactString> {
        match field {
            Field::Region => vec!["eu-west-1".into(), "eu-north-1".into(), "us-east-1".into()],
            Field::Status => vec!["in use".into()],
            Field::Name => vec!["a,b".into(), "größe".into()],
            _ => Vec::new(),
        }
    }

    fn tag_keys(&self) -> Vec<CompactString> {
        vec!["Environment".into(), "Owner".into(), "a=b".into()]
    }

    fn tag_values(&self, key: &str) -> Vec<CompactString> {
        match key {
            "Environment" => vec!["prod".into(), "Größe 1".into()],
            _ => Vec::new(),
        }
    }

    fn properties(&self) -> Vec<CompactString> {
        vec![
            "InstanceType".into(),
            "State.Name".into(),
            "Instance type".into(),
        ]
    }

    fn property_values(&self, path: &str) -> Vec<CompactString> {
        match path {
            "State.Name" => vec!["running".into(), "stopped".into()],
            _ => Vec::new(),
        }
    }
}

/// What is expected where `^` stands, what of the text is replaced, and by what.
fn at_caret(text: &str) -> (Expected, String, Vec<String>) {
    let offset = text.find('^').unwrap();
    let text = text.replace('^', "");
    let Completion {
        expected,
        span,
        candidates,
    } = complete(&text, offset, &Known);
    (expected, text[span].to_owned(), candidates)
}

#[test]
fn a_term_begins_with_a_field() {
    for text in ["^", "web ^", "web ^ name:x"] {
        let (expected, replaced, candidates) = at_caret(text);
        assert_eq!(
            (expected, replaced.as_str()),
            (Expected::Term, ""),
            "{text}"
        );
        assert_eq!(candidates.len(), Field::ALL.len());
    }
    let of = |text| at_caret(text).2;
    assert_eq!(of("re^"), ["region:"]);
    assert_eq!(of("!A^"), ["arn:", "account:", "age<"]);
    assert_eq!(of("(x or inst^"), ["InstanceType=", "\"Instance type\"="]);
    assert_eq!(of("nam^"), ["name:", "State.Name="]);
    assert!(of("nothing^").is_empty());
    let (_, replaced, _) = at_caret("x re^gi:eu");
    assert_eq!(replaced, "regi:eu");
    let (_, replaced, candidates) = at_caret("re^gion:eu");
    assert_eq!(
        (replaced.as_str(), candidates),
        ("region:", vec!["region:".to_owned()])
    );
}

#[test]
fn behind_a_field_stand_its_values() {
    let region = Expected::Value(Field::Region);
    let both = vec!["eu-west-1".to_owned(), "eu-north-1".to_owned()];
    assert_eq!(
        at_caret("region:EU^"),
        (region.clone(), "EU".into(), both.clone())
    );
    assert_eq!(
        at_caret("!region:us-east-1|eu^-x|z"),
        (region, "eu-x".into(), both)
    );
    assert_eq!(at_caret("managed:^").2, ["true", "false"]);
    assert_eq!(at_caret("status:^").2, ["\"in use\""]);
    assert_eq!(at_caret("status:\"in u^").2, ["\"in use\""]);
    assert_eq!(at_caret("State.Name=^").2, ["running", "stopped"]);
    assert_eq!(at_caret("!State.Name!=s^").2, ["stopped"]);
    assert_eq!(at_caret("has:t^").2, ["tags", "\"Instance type\""]);
    assert_eq!(at_caret("region:(us-east-1 eu-n^)").2, ["eu-north-1"]);
}

#[test]
fn tags_have_keys_and_the_values_of_a_key() {
    assert_eq!(
        at_caret("tag:e^=prod"),
        (Expected::TagKey, "e".into(), vec!["Environment".to_owned()])
    );
    assert_eq!(at_caret("tag:a^").2, ["\"a=b\""]);
    let value = Expected::TagValue("Environment".into());
    assert_eq!(
        at_caret("tag:Environment=^"),
        (
            value.clone(),
            String::new(),
            vec!["prod".into(), "\"Größe 1\"".into()]
        )
    );
    assert_eq!(
        at_caret("tag:Owner|Environment=p^x|y"),
        (value, "px".into(), vec!["prod".to_owned()])
    );
}

#[test]
fn a_value_in_a_list_is_replaced_without_what_stands_around_it() {
    let region = |replaced: &str, offered: &[&str]| {
        let offered: Vec<String> = offered.iter().map(|text| (*text).to_owned()).collect();
        (Expected::Value(Field::Region), replaced.to_owned(), offered)
    };
    let all = ["eu-west-1", "eu-north-1", "us-east-1"];
    let eu = ["eu-west-1", "eu-north-1"];
    for (text, replaced, offered) in [
        ("region:(eu^-* us-east-1)", "eu-*", &eu[..]),
        ("region:(eu-* us^-east-1)", "us-east-1", &all[2..]),
        ("!region:(eu-*,\u{a0} us^)", "us", &all[2..]),
        ("(x or region:(eu-* \"us^\"))", "\"us\"", &all[2..]),
        ("region:(eu-*   ^)", "", &all),
        ("region:(^)", "", &all),
        ("region:(^", "", &all),
        ("region:(x eu^ name:web", "eu", &eu),
        ("region:(x y)|eu^|z", "eu", &eu),
        ("region:(x /a|b/ eu^)", "eu", &eu),
    ] {
        assert_eq!(at_caret(text), region(replaced, offered), "{text}");
    }
    for text in ["region:(eu us)^", "region:^(eu us)", "!tag:(a \"b\")^ web"] {
        assert_eq!(
            at_caret(text),
            (Expected::Nothing, String::new(), Vec::new()),
            "{text}"
        );
    }
    let (expected, replaced, _) = at_caret("tag:(Owner Environment=p^ x)");
    assert_eq!(expected, Expected::TagValue("Environment".into()));
    assert_eq!(replaced, "p");
    assert_eq!(at_caret("name:a^").2, ["a,b"]);
    assert_eq!(
        at_caret("name:(x a^)").2,
        ["\"a,b\""],
        "a comma parts values"
    );
}

#[test]
fn words_that_join_terms_begin_others_and_an_open_quote_takes_no_more_than_its_word() {
    assert_eq!(at_caret("web or^").0, Expected::Term);
    assert!(at_caret("web or^").2.is_empty(), "nothing begins like it");
    assert_eq!(at_caret("a an^d"), (Expected::Term, "and".into(), vec![]));
    let (_, replaced, offered) = at_caret("status:\"in u^s web");
    assert_eq!(
        (replaced.as_str(), offered),
        ("\"in us", vec!["\"in use\"".into()])
    );
    assert_eq!(at_caret("status:\"in use\"^ web").1, "\"in use\"");
}
