//! Who told of a resource: the lists that have it, and the operations that phase 2 asked.

use std::time::{Instant, SystemTime};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::fields::Field;
use crate::app::resource_explorer::progress::RowSource;
use crate::model::{DetailSection, Provider, ResourceEntry};
use crate::text::numbers::counted;

/// Who told of a resource, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcesText {
    /// How many calls, and when the last list was fetched.
    pub title: String,
    /// Each of them.
    pub fields: Vec<Field>,
}

impl SourcesText {
    pub(super) fn of(
        entry: &ResourceEntry,
        sections: &[DetailSection],
        sources: &[RowSource],
    ) -> Self {
        let calls = sources.len().max(1) + sections.len();
        let last = sources.iter().map(|source| source.at).max();
        let title = match last.and_then(clock_time) {
            Some(time) => format!("Sources ({}, {time})", counted(calls, "call")),
            None => format!("Sources ({})", counted(calls, "call")),
        };
        let mut fields = vec![Field::plain("Listed by", listed_by(entry.provider))];
        if !sections.is_empty() {
            let operations: Vec<&str> = sections.iter().map(|section| section.operation).collect();
            fields.push(Field::plain("Details from", operations.join(", ")));
        }
        fields.extend(seen_by(sources));
        Self { title, fields }
    }
}

/// As clock time: an age would be wrong while the text stays on the screen.
fn clock_time(at: Instant) -> Option<String> {
    let when = SystemTime::now().checked_sub(at.elapsed())?;
    let when = Timestamp::try_from(when).ok()?;
    let local = when.to_zoned_datetime(TimeZone::system());
    Some(local.strftime("%H:%M:%S").to_string())
}

/// Which lists have it and when they were fetched; nothing where that is not known.
fn seen_by(sources: &[RowSource]) -> Option<Field> {
    let of = |source: &RowSource| {
        let list = match source.provider {
            Provider::Ec2 => "EC2's list",
            Provider::Native => "its service's list",
            Provider::CloudControl => "Cloud Control",
            Provider::Tagging => "the tagging sweep",
            Provider::Config => "Config's aggregator",
            Provider::ResourceExplorer => "Resource Explorer",
        };
        match clock_time(source.at) {
            Some(time) => format!("{list} at {time}"),
            None => list.to_owned(),
        }
    };
    let texts: Vec<String> = sources.iter().map(of).collect();
    (!texts.is_empty()).then(|| Field::plain("Seen by", texts.join(", ")))
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
