//! A row as JSON, as `awsdash list` prints it.

use serde_json::{Map, Value, json};

use crate::model::{Details, ResourceEntry};

/// The row with tags, properties and, when there are any, phase 2 details by operation.
pub fn row_json(entry: &ResourceEntry, details: Option<&Details>) -> Value {
    let tags: Map<String, Value> = entry
        .tags
        .iter()
        .map(|tag| (tag.key.to_string(), Value::from(tag.value)))
        .collect();
    let mut row = json!({
        "account_id": entry.account,
        "region": entry.region,
        "resource_type": entry.resource_type,
        "resource_id": entry.id.as_str(),
        "display_name": entry.display_name(),
        "arn": entry.arn(),
        "status": entry.status.as_str(),
        "tags": tags,
        "properties": entry.properties.to_json(),
    });
    if entry.managed {
        row["managed"] = true.into();
    }
    if let Some(details) = details {
        row["details"] = details_json(details);
    }
    row
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
