//! The overview of a resource: what the columns of its type say, and which of it names other resources.

use std::borrow::Cow;

use compact_str::CompactString;
use serde_json::Value;

use crate::app::recognition::is_reference;
use crate::catalog::columns::{self, ColumnKind};
use crate::model::ResourceEntry;
use crate::text::truncate;

/// Stands between the values of one field.
const BETWEEN: &str = ", ";

/// One line of the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is about.
    pub label: &'static str,
    /// What is known.
    pub text: CompactString,
    /// The text in parts, where some of them name other resources; otherwise the text as one part.
    pub parts: Vec<FieldPart>,
}

/// A part of what a field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPart {
    /// What it says.
    pub text: CompactString,
    /// Whether that is the id, the ARN or the name of another resource.
    pub is_reference: bool,
}

impl Field {
    /// A field that names no other resource.
    pub(super) fn plain(label: &'static str, text: impl Into<CompactString>) -> Self {
        let text = text.into();
        let parts = vec![FieldPart {
            text: text.clone(),
            is_reference: false,
        }];
        Self { label, text, parts }
    }

    /// What a column of `entry` says.
    fn of_column(
        label: &'static str,
        kind: ColumnKind,
        text: CompactString,
        of: &ResourceEntry,
    ) -> Self {
        let is_own = |part: &str| part == of.id || of.arn().is_some_and(|arn| arn == part);
        let named = matches!(kind, ColumnKind::Id(_));
        let parts = text.split(BETWEEN).map(|part| FieldPart {
            text: part.into(),
            is_reference: !is_own(part) && (named && !part.starts_with('+') || is_reference(part)),
        });
        let parts: Vec<FieldPart> = parts.collect();
        if parts.iter().any(|part| part.is_reference) {
            Self { label, text, parts }
        } else {
            Self::plain(label, text)
        }
    }
}

/// What the columns of its type find in the properties of a row, in their order.
pub(super) fn listed_texts(entry: &ResourceEntry, properties: &Value) -> Vec<CompactString> {
    let columns = columns::of(entry.resource_type).iter();
    let texts = columns.map(|column| {
        let listed = (!column.phase2).then(|| capped(column.text(properties)));
        listed.unwrap_or_default()
    });
    texts.collect()
}

/// A field is for reading; the whole text is among the properties.
pub(super) fn capped(text: CompactString) -> CompactString {
    const MOST: usize = 2_000;
    match truncate::to_chars(&text, MOST) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cut) => cut.into(),
    }
}

pub(super) fn overview(
    entry: &ResourceEntry,
    listed: &[CompactString],
    answers: &[Option<Value>],
) -> Vec<Field> {
    let mut fields = Vec::new();
    for (column, listed) in columns::of(entry.resource_type).iter().zip(listed) {
        let text = if column.phase2 {
            let texts = answers.iter().flatten().map(|answer| column.text(answer));
            let mut texts = texts.filter(|text| !text.is_empty());
            capped(texts.next().unwrap_or_default())
        } else {
            listed.clone()
        };
        if !text.is_empty() {
            fields.push(Field::of_column(column.label, column.kind, text, entry));
        }
    }
    fields
}
