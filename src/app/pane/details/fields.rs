//! The overview of a resource: what the columns of its type say, and who told of it.

use std::borrow::Cow;
use std::time::SystemTime;

use compact_str::CompactString;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::app::resource_explorer::progress::RowSource;
use crate::catalog::columns;
use crate::model::{DetailSection, Provider, ResourceEntry};
use crate::text::truncate;

/// One line of the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is about.
    pub label: &'static str,
    /// What is known.
    pub text: CompactString,
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
    sections: &[DetailSection],
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
            fields.push(Field {
                label: column.label,
                text,
            });
        }
    }
    fields.push(Field {
        label: "Listed by",
        text: listed_by(entry.provider).into(),
    });
    if !sections.is_empty() {
        let operations: Vec<&str> = sections.iter().map(|section| section.operation).collect();
        fields.push(Field {
            label: "Details from",
            text: operations.join(", ").into(),
        });
    }
    fields
}

/// Which lists have it and when they were fetched; nothing where that is not known.
pub(super) fn seen_by(sources: &[RowSource]) -> Option<Field> {
    let of = |source: &RowSource| {
        let list = match source.provider {
            Provider::Ec2 => "EC2's list",
            Provider::Native => "its service's list",
            Provider::CloudControl => "Cloud Control",
            Provider::Tagging => "the tagging sweep",
            Provider::Config => "Config's aggregator",
            Provider::ResourceExplorer => "Resource Explorer",
        };
        // As clock time: an age would be wrong while the text stays on the screen.
        let when = SystemTime::now().checked_sub(source.at.elapsed());
        let when = when.and_then(|when| Timestamp::try_from(when).ok());
        match when.map(|when| when.to_zoned_datetime(TimeZone::system())) {
            Some(when) => format!("{list} at {}", when.strftime("%H:%M:%S")),
            None => list.to_owned(),
        }
    };
    let texts: Vec<String> = sources.iter().map(of).collect();
    (!texts.is_empty()).then(|| Field {
        label: "Seen by",
        text: texts.join(", ").into(),
    })
}

fn listed_by(provider: Provider) -> &'static str {
    match provider {
        Provider::Ec2 => "Amazon EC2",
        Provider::Native => "its own service",
        Provider::CloudControl => "AWS Cloud Control",
        Provider::Tagging => "the tagging service, which sees tags only",
        Provider::Config => "an aggregator of AWS Config",
        Provider::ResourceExplorer => "AWS Resource Explorer, which sees names and tags only",
    }
}
