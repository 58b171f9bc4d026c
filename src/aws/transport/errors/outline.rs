//! The shape of an answer that is not what was expected, for the log: the kind of document, its length, and the
//! names of its parts. Never their values: answers contain passwords that look like any word.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use compact_str::{CompactString, format_compact};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::call_context::CallContext;
use super::text::is_html;
use crate::app::resource_explorer::source::SourceError;

/// The most names that are written.
const MAX_NAMES: usize = 8;
/// The longest name that is written, in characters. Names of members are words; longer ones are values.
const MAX_NAME_CHARS: usize = 40;

/// What an answer looks like from outside.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Outline(CompactString);

impl Outline {
    /// Of a body.
    pub(in crate::aws) fn of(body: &[u8]) -> Self {
        let text = body.trim_ascii();
        let kind = match text {
            [] => "nothing".into(),
            _ if is_html(text) => "a web page".into(),
            [b'<', ..] => root_element(text),
            [b'{', ..] => json_object(text),
            [b'[', ..] => "a JSON list".into(),
            _ if text.starts_with(b"\x1f\x8b") => "gzip".into(),
            _ if std::str::from_utf8(text).is_ok() => "plain text".into(),
            _ => CompactString::from("bytes"),
        };
        Self(format_compact!("{kind}, {} bytes", body.len()))
    }

    /// Of a part of an answer.
    pub(in crate::aws) fn of_json(part: &Value) -> Self {
        Self(match part {
            Value::Object(members) => named("a JSON object", members.keys()),
            Value::Array(items) => format_compact!("a JSON list of {}", items.len()),
            Value::String(text) => format_compact!("a text of {} bytes", text.len()),
            Value::Null => "null".into(),
            Value::Bool(_) => "a truth value".into(),
            Value::Number(_) => "a number".into(),
        })
    }

    /// Of an element.
    pub(in crate::aws) fn of_element<'a>(
        name: &str,
        children: impl Iterator<Item = &'a str>,
    ) -> Self {
        let is_name = is_name(name);
        let name = if is_name { name } else { "?" };
        Self(named(&format!("<{name}>"), children))
    }

    /// Writes it to the log, with what was asked and what is wrong with it.
    pub(in crate::aws) fn log(&self, action: &str, reason: &str) {
        tracing::warn!(action, reason, answer = %self.0, "an unexpected answer");
    }
}

impl fmt::Debug for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outline({})", self.0)
    }
}

#[expect(
    clippy::zero_sized_map_values,
    reason = "only the names of members are kept"
)]
fn json_object(text: &[u8]) -> CompactString {
    match serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(text) {
        Ok(members) => named("a JSON object", members.keys()),
        Err(_) => "something like a JSON object".into(),
    }
}

fn root_element(text: &[u8]) -> CompactString {
    let mut tags = text.split(|byte| *byte == b'<').skip(1);
    let first = tags.find(|tag| tag.first().is_some_and(u8::is_ascii_alphabetic));
    let end = |tag: &&[u8]| tag.iter().position(|b| b" \t\r\n/>".contains(b));
    let name = first.and_then(|tag| Some(&tag[..end(&tag)?]));
    let name = name.and_then(|name| std::str::from_utf8(name).ok());
    match name.filter(|name| is_name(name)) {
        Some(name) => format_compact!("XML <{name}>"),
        None => "something like XML".into(),
    }
}

/// What has these parts. Only names that look like members are written.
fn named(what: &str, names: impl Iterator<Item = impl AsRef<str>>) -> CompactString {
    let mut out = CompactString::from(what);
    let mut count = 0;
    for name in names {
        if count < MAX_NAMES && is_name(name.as_ref()) {
            out.push_str(if count == 0 { " with " } else { ", " });
            out.push_str(name.as_ref());
        }
        count += 1;
    }
    if count > MAX_NAMES {
        // Writing to a string cannot fail.
        let _ = write!(out, ", {count} in all");
    }
    out
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_NAME_CHARS
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(&b))
}

/// Keeps the answer to one typed call for its outline: the SDK hands on what it understood, and what it did not
/// understand is gone.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct OutlineKeeper(Arc<Mutex<Option<SdkBody>>>);

impl OutlineKeeper {
    /// Writes to the log what the answer looked like, and hands on what is wrong with it.
    pub(in crate::aws) fn bad_answer(&self, asked: &CallContext<'_>, reason: &str) -> SourceError {
        self.log(asked, reason);
        asked.bad_answer(reason)
    }

    /// Writes to the log what the answer looked like, and what is wrong with it or with a part of it.
    pub(in crate::aws) fn log(&self, asked: &CallContext<'_>, reason: &str) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let body = kept.as_ref().and_then(SdkBody::bytes);
        Outline::of(body.unwrap_or_default()).log(asked.action, reason);
    }
}

impl Intercept for OutlineKeeper {
    fn name(&self) -> &'static str {
        "OutlineKeeper"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // The bytes are shared, not copied. An outline is made only when an error is logged.
        let body = context.response().body().try_clone();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_outline_says_what_there_is_and_nothing_of_what_it_says() {
        let of = |body: &[u8]| Outline::of(body).0.to_string();
        assert_eq!(of(b""), "nothing, 0 bytes");
        assert_eq!(of(b"hunter2"), "plain text, 7 bytes");
        assert_eq!(of(b"\xff\x00"), "bytes, 2 bytes");
        assert_eq!(of(b"<html><title>hunter2</title>"), "a web page, 28 bytes");
        assert_eq!(
            of(br#"{"Environment":{"PASS":"hunter2"},"Next":null}"#),
            "a JSON object with Environment, Next, 46 bytes"
        );
        assert_eq!(
            of(b"<?xml version=\"1.0\"?>\n<a:List x='hunter2'><b/></a:List>"),
            "XML <a:List>, 55 bytes"
        );
        assert_eq!(of(b"{\"hunter2"), "something like a JSON object, 9 bytes");
        let long = format!("{{\"hunter2 {}\":1}}", "x".repeat(100));
        assert!(!of(long.as_bytes()).contains("hunter2"));
    }

    #[test]
    fn parts_are_outlined_by_their_members() {
        let part = json!({"FunctionName": null, "Environment": {"PASS": "hunter2"}});
        assert_eq!(
            Outline::of_json(&part).0,
            "a JSON object with FunctionName, Environment"
        );
        assert_eq!(Outline::of_json(&json!("hunter2")).0, "a text of 7 bytes");
        let many: Value = (0..20).map(|n| (format!("m{n}"), json!(n))).collect();
        assert!(Outline::of_json(&many).0.ends_with("m7, 20 in all"));
    }
}
