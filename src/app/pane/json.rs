//! A row as JSON, as `awsdash list` prints it.

use serde_json::{Value, json};

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

/// Answers by operation; what failed is `{"error": "..."}`.
pub fn details_json(details: &Details) -> Value {
    let sections = details.sections.iter().map(|section| {
        let answer = match &section.answer {
            Ok(properties) => properties.to_json(),
            Err(reason) => json!({ "error": reason.as_str() }),
        };
        (section.operation.to_owned(), answer)
    });
    Value::Object(sections.collect())
}
