//! Documents that are the text of a value, such as the policies that IAM returns.

use serde_json::Value;

use crate::model::percent::decoded_exactly;

/// The longest text that is looked into, in bytes: IAM's policies have at most 10,240 characters, state
/// machines a megabyte.
pub(super) const MAX_EMBEDDED_BYTES: usize = 1 << 20;

/// The document in a text: JSON, or JSON encoded for a URL, as IAM gives policies. `None` for any other
/// text, and for documents without members.
pub(super) fn embedded_json(text: &str) -> Option<Value> {
    if text.len() > MAX_EMBEDDED_BYTES {
        return None;
    }
    let trimmed = text.trim();
    let plain = if trimmed.starts_with(['{', '[']) {
        trimmed.into()
    } else if trimmed.starts_with("%7B") || trimmed.starts_with("%7b") {
        decoded_exactly(trimmed)?
    } else {
        return None;
    };
    let value: Value = serde_json::from_str(&plain).ok()?;
    let has_members = match &value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    };
    has_members.then_some(value)
}
