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
