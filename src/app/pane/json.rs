//! A row as JSON, as `awsdash list` prints it.

use serde_json::{Map, Value, json};

use crate::model::{Details, ResourceEntry, Tags};

/// The row with tags, properties and, when there are any, phase 2 details by operation.
pub fn row_json(entry: &ResourceEntry, details: Option<&Details>) -> Value {
    let mut row = json!({
        "account_id": entry.account,
        "region": entry.region,
        "resource_type": entry.resource_type,
        "resource_id": entry.id.as_str(),
        "display_name": entry.display_name(),
        "arn": entry.arn(),
        "status": entry.status.as_str(),
        "tags": tags_json(&entry.tags),
        "properties": entry.properties.to_json(),
    });
    if entry.managed {
        row["managed"] = true.into();
    }
    if let Some(owner) = entry.owner() {
        row["owner_account_id"] = owner.to_string().into();
    }
    if let Some(details) = details {
        row["details"] = details_json(details);
    }
    row
}

/// Tags by key; `null` where they are not known, which is not the same as none.
pub fn tags_json(tags: &Tags) -> Value {
    if !tags.are_known() {
        return Value::Null;
    }
    let pairs = tags.iter();
    let pairs = pairs.map(|tag| (tag.key.to_owned(), Value::from(tag.value)));
    Value::Object(pairs.collect())
}

/// Answers by operation. Failed operations are under `errors`, with the reason, so that a refusal is not taken
/// for an answer.
pub fn details_json(details: &Details) -> Value {
    let (mut answers, mut errors) = (Map::new(), Map::new());
    for section in &details.sections {
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
    use crate::model::{DetailSection, Properties};

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
        assert_eq!(details_json(&details), wanted);
    }
}
