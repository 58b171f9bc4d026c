//! A row as JSON: on the command line, on the clipboard and in the details.

use serde_json::{Map, Value, json};

use crate::model::{DetailSection, Details, ResourceEntry, Tags};

/// The fields that every row has, in their order, and at the end the one that it has when details were asked for.
pub const ROW_FIELDS: &[&str] = &[
    "account_id",
    "region",
    "resource_type",
    "resource_id",
    "display_name",
    "arn",
    "status",
    "tags",
    "properties",
    DETAILS,
];

/// The field of phase 2 details.
pub(super) const DETAILS: &str = "details";

/// The row with tags, properties and, when there are any, phase 2 details by operation.
pub fn row_json(entry: &ResourceEntry, details: Option<&Details>) -> Value {
    let mut row = listed_json(entry, entry.properties.to_json());
    if let Some(details) = details {
        row[DETAILS] = details_json(&details.sections);
    }
    row
}

/// What the row's list says: the row without details. `properties` are those of the row.
pub(super) fn listed_json(entry: &ResourceEntry, properties: Value) -> Value {
    let values = [
        json!(entry.account),
        json!(entry.region),
        json!(entry.resource_type),
        entry.id.as_str().into(),
        entry.display_name().into(),
        json!(entry.arn()),
        entry.status.as_str().into(),
        tags_json(&entry.tags),
        properties,
    ];
    let names = ROW_FIELDS.iter().map(|name| (*name).to_owned());
    let mut row: Map<String, Value> = names.zip(values).collect();
    if entry.managed {
        row.insert("managed".to_owned(), true.into());
    }
    if let Some(owner) = entry.owner() {
        row.insert("owner_account_id".to_owned(), owner.to_string().into());
    }
    row.into()
}

/// Tags by key; `null` where they are not known, which is not the same as none.
fn tags_json(tags: &Tags) -> Value {
    if !tags.are_known() {
        return Value::Null;
    }
    let pairs = tags.iter();
    let pairs = pairs.map(|tag| (tag.key.to_owned(), Value::from(tag.value)));
    Value::Object(pairs.collect())
}

/// Answers by operation. Failed operations are under `errors`, with the reason, so that a refusal is not taken
/// for an answer.
pub(super) fn details_json(sections: &[DetailSection]) -> Value {
    let (mut answers, mut errors) = (Map::new(), Map::new());
    for section in sections {
        let operation = section.operation.to_owned();
        match &section.answer {
            Ok(properties) => answers.insert(operation, properties.to_json()),
            Err(reason) => errors.insert(operation, reason.as_str().into()),
        };
    }
    if !errors.is_empty() {
        answers.insert("errors".to_owned(), errors.into());
    }
    Value::Object(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Properties;

    #[test]
    fn a_refusal_is_no_answer_of_its_operation() {
        let answer = Properties::from_json(&json!({"KeyState": "Enabled"}));
        let mut details = Details::default();
        for (operation, answer) in [
            ("DescribeKey", Ok(answer)),
            ("ListResourceTags", Err("denied".into())),
        ] {
            details.put(DetailSection { operation, answer });
        }
        let wanted = json!({"DescribeKey": {"KeyState": "Enabled"}, "errors": {"ListResourceTags": "denied"}});
        assert_eq!(details_json(&details.sections), wanted);
    }
}
