//! What the details side shows of one resource, computed once and kept until it changes; on another thread when
//! that takes long, see [`super::reader`]. Draws nothing.

use std::sync::Arc;
use std::time::SystemTime;

use compact_str::{CompactString, format_compact};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::source::{Source, Stamp};
use super::user_data::{self, Decoded};
use crate::app::pane::tags_json;
use crate::app::resource_explorer::progress::Sighting;
use crate::catalog::types::label_of;
use crate::catalog::{columns, relations};
use crate::model::{DetailSection, Properties, Provider, ResourceEntry};
use crate::ui::widgets::outline::{Body, Outline};

/// One line of the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub label: &'static str,
    /// What is known.
    pub text: CompactString,
}

/// The result of an operation.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// An answer.
    Document(Value),
    /// An answer that people wrote as text.
    Text(String),
    /// A remark in place of an answer.
    Remark(String),
    /// Why there is no answer.
    Failed(String),
}

/// The lines of a document in one string: dropping it costs the same for any number of lines.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    text: String,
    ends: Vec<usize>,
}

impl Lines {
    fn of(text: String) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let mut ends: Vec<usize> = breaks.map(|(at, _)| at).collect();
        ends.push(text.len());
        Self { text, ends }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Line `at`.
    pub fn get(&self, at: usize) -> Option<&str> {
        let start = at
            .checked_sub(1)
            .map_or(Some(0), |before| Some(self.ends.get(before)? + 1))?;
        self.text.get(start..*self.ends.get(at)?)
    }
}

/// What is shown of the selected resource beside its documents.
#[derive(Clone, Debug)]
pub struct DetailsModel {
    /// Which row it was made of, and in which state.
    pub stamp: Stamp,
    /// The columns of its type that say something.
    pub overview: Vec<Fact>,
    /// Operations of phase 2 that answered.
    pub section_count: usize,
    /// The whole row as JSON, line by line.
    pub json: Lines,
    /// Whether the listing said nothing beside the overview.
    pub listed_nothing: bool,
    /// What the columns of its type find in the properties, in their order.
    pub(super) listed: Arc<[CompactString]>,
}

/// A resource, read whole: ready to be shown.
pub struct Read {
    /// What is shown beside documents.
    pub model: DetailsModel,
    /// The properties as AWS returned them.
    pub properties: Outline,
    /// Phase 2, operations at the outermost level, in the order the answers came.
    pub sections: Outline,
}

/// What phase 2 and other lists say of a resource, read.
pub struct ReadDetails {
    stamp: Stamp,
    overview: Vec<Fact>,
    section_count: usize,
    sections: Outline,
}

impl Source {
    /// Reads everything. Takes time in proportion to the documents.
    pub fn read(self) -> Read {
        let properties = to_json(&self.entry.properties);
        let columns = columns::of(self.entry.resource_type).iter();
        let listed: Arc<[CompactString]> = columns
            .map(|column| {
                let listed = (!column.phase2).then(|| capped(column.text(&properties)));
                listed.unwrap_or_default()
            })
            .collect();
        let row = row_json(&self.entry, &properties);
        let json = Lines::of(serde_json::to_string_pretty(&row).unwrap_or_default());
        let mut outline = Outline::of(&properties);
        outline.mark(|path, value| leads_to(&self.entry, path, value));
        let mut model = DetailsModel {
            stamp: self.stamp,
            overview: Vec::new(),
            section_count: 0,
            json,
            listed_nothing: properties.as_object().is_some_and(Map::is_empty),
            listed: Arc::clone(&listed),
        };
        let sections = model.take(self.read_details(&listed));
        Read {
            model,
            properties: outline,
            sections,
        }
    }

    /// Reads only what phase 2 and other lists say. `listed` is what the columns found in the properties.
    pub fn read_details(self, listed: &[CompactString]) -> ReadDetails {
        let answers: Vec<Option<Value>> = self
            .sections
            .iter()
            .map(|section| Some(to_json(section.answer.as_ref().ok()?)))
            .collect();
        let mut overview = overview(&self.entry, listed, &self.sections, &answers);
        overview.extend(seen_by(&self.sightings));
        let section_count = self.sections.len();
        let mut outline = Outline::default();
        for (section, answer) in self.sections.iter().zip(answers) {
            push_section(&mut outline, section.operation, content(section, answer));
        }
        // Below the operation's name, paths are those of the type's own properties.
        outline.mark(|path, value| {
            let (_, below) = path.split_once('.')?;
            leads_to(&self.entry, below, value)
        });
        ReadDetails {
            stamp: self.stamp,
            overview,
            section_count,
            sections: outline,
        }
    }
}

/// The short name of the type that a value names a resource of; `None` for the resource itself.
fn leads_to(entry: &ResourceEntry, path: &str, value: &str) -> Option<CompactString> {
    if value == entry.id {
        return None;
    }
    relations::target_of(entry.resource_type, path, value).map(label_of)
}

impl DetailsModel {
    /// Takes over what was read of phase 2; returns its outline.
    pub fn take(&mut self, read: ReadDetails) -> Outline {
        let ReadDetails {
            stamp,
            overview,
            section_count,
            sections,
        } = read;
        self.stamp = stamp;
        self.overview = overview;
        self.section_count = section_count;
        sections
    }

    /// Whether the properties were given up to free memory.
    pub fn is_evicted(&self) -> bool {
        self.stamp.evicted
    }
}

/// The document as JSON; an empty object where it is not known.
fn to_json(document: &Properties) -> Value {
    let parsed = document.with_text(|text| serde_json::from_str(text).ok());
    parsed.unwrap_or_else(|| Value::Object(Map::new()))
}

/// A fact is for reading; the whole text is among the properties.
fn capped(text: CompactString) -> CompactString {
    const MOST: usize = 2_000;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format_compact!("{}…", &text[..end]),
        None => text,
    }
}

fn push_section(outline: &mut Outline, operation: &str, content: Content) {
    let at = Some(outline.heading(operation));
    match content {
        Content::Document(value) => outline.push_document(&value, at),
        Content::Text(text) => text.lines().for_each(|line| {
            outline.push(at, CompactString::default(), Body::Line(line.into()));
        }),
        Content::Remark(text) => {
            outline.push(at, CompactString::default(), Body::Remark(text.into()));
        }
        Content::Failed(reason) => {
            outline.push(at, CompactString::default(), Body::Trouble(reason.into()));
        }
    }
}

fn overview(
    entry: &ResourceEntry,
    listed: &[CompactString],
    sections: &[DetailSection],
    answers: &[Option<Value>],
) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (column, listed) in columns::of(entry.resource_type).iter().zip(listed) {
        let text = if column.phase2 {
            let texts = answers.iter().flatten().map(|answer| column.text(answer));
            let mut texts = texts.filter(|text| !text.is_empty());
            capped(texts.next().unwrap_or_default())
        } else {
            listed.clone()
        };
        if !text.is_empty() {
            facts.push(Fact {
                label: column.label,
                text,
            });
        }
    }
    facts.push(Fact {
        label: "Listed by",
        text: listed_by(entry.provider).into(),
    });
    if !sections.is_empty() {
        let operations: Vec<&str> = sections.iter().map(|section| section.operation).collect();
        facts.push(Fact {
            label: "Details from",
            text: operations.join(", ").into(),
        });
    }
    facts
}

/// Which lists have it and when they were fetched; nothing where that is not known.
fn seen_by(sightings: &[Sighting]) -> Option<Fact> {
    let of = |sighting: &Sighting| {
        let list = match sighting.provider {
            Provider::Ec2 => "EC2's list",
            Provider::Native => "its service's list",
            Provider::CloudControl => "Cloud Control",
            Provider::Tagging => "the tagging sweep",
            Provider::Config => "Config's aggregator",
            Provider::ResourceExplorer => "Resource Explorer",
        };
        // As clock time: an age would be wrong while the text stays on the screen.
        let when = SystemTime::now().checked_sub(sighting.at.elapsed());
        let when = when.and_then(|when| Timestamp::try_from(when).ok());
        match when.map(|when| when.to_zoned_datetime(TimeZone::system())) {
            Some(when) => format!("{list} at {}", when.strftime("%H:%M:%S")),
            None => list.to_owned(),
        }
    };
    let texts: Vec<String> = sightings.iter().map(of).collect();
    (!texts.is_empty()).then(|| Fact {
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

fn content(section: &DetailSection, answer: Option<Value>) -> Content {
    match &section.answer {
        Err(reason) => Content::Failed(reason.to_string()),
        Ok(answer) if answer.is_evicted() => Content::Remark(
            "Dropped to free memory; select the resource again to reload it.".to_owned(),
        ),
        Ok(_) => content_of(section.operation, answer.unwrap_or_default()),
    }
}

fn content_of(operation: &str, answer: Value) -> Content {
    if !operation.to_ascii_lowercase().ends_with("userdata") {
        return Content::Document(answer);
    }
    let encoded = answer
        .pointer("/UserData/Value")
        .or_else(|| answer.get("UserData"))
        .or_else(|| answer.get("Value"));
    match encoded
        .and_then(Value::as_str)
        .map(|text| (text, user_data::decode(text)))
    {
        None | Some(("", _)) => Content::Remark("No user data.".to_owned()),
        Some((_, Some(Decoded::Text(text)))) => Content::Text(text),
        Some((_, Some(Decoded::Gzip(bytes)))) => {
            Content::Remark(format!("Compressed with gzip, {bytes} bytes."))
        }
        Some((_, Some(Decoded::Binary(bytes)))) => {
            Content::Remark(format!("Not text, {bytes} bytes."))
        }
        Some((_, None)) => Content::Document(answer),
    }
}

/// A row with the fields and names that the command line prints.
pub fn row_json(entry: &ResourceEntry, properties: &Value) -> Value {
    let mut row = json!({
        "account_id": &*entry.account.digits(),
        "region": entry.region.as_str(),
        "resource_type": entry.resource_type.as_str(),
        "resource_id": entry.id.as_str(),
        "display_name": entry.display_name(),
        "arn": entry.arn(),
        "status": entry.status.as_str(),
        "tags": tags_json(&entry.tags),
        "properties": properties,
    });
    if let Some(owner) = entry.owner() {
        row["owner_account_id"] = owner.to_string().into();
    }
    row
}

#[cfg(test)]
mod tests;
