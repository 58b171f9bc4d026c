//! What the details side shows of one resource, computed once and kept until it changes; on another thread when
//! that takes long, see [`super::reader`].

use std::sync::Arc;

use compact_str::CompactString;
use serde_json::{Map, Value, json};

use super::fields::{Field, listed_texts, overview};
use super::lines::{JsonLines, Lines};
use super::sections::section_tree;
use super::source::{Source, Stamp};
use super::sources::SourcesText;
use crate::app::json_tree::{JsonTree, Link};
use crate::app::pane::json::{DETAILS, details_json, listed_json};
use crate::app::recognition::referred_type;
use crate::app::resource_explorer::filter::created;
use crate::catalog::relations;
use crate::model::{DetailSection, Properties, ResourceEntry};

/// What is shown of the selected resource beside its documents.
#[derive(Clone, Debug)]
pub struct DetailsModel {
    /// Which row it was made of, and in which state.
    pub stamp: Stamp,
    /// The columns of its type that say something.
    pub overview: Vec<Field>,
    /// Who told of it.
    pub sources: SourcesText,
    /// When it was made, in seconds since 1970, where its properties tell.
    pub created: Option<i64>,
    /// Operations of phase 2 that answered.
    pub section_count: usize,
    /// The whole row as JSON with its details, line by line.
    pub json: JsonLines,
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
    pub properties: JsonTree,
    /// Phase 2, operations at the outermost level, in the order the answers came.
    pub sections: JsonTree,
}

/// What phase 2 and other lists say of a resource, read.
pub struct ReadDetails {
    stamp: Stamp,
    overview: Vec<Field>,
    sources: SourcesText,
    section_count: usize,
    sections: JsonTree,
    json: Option<Lines>,
}

impl Source {
    /// Reads everything. Takes time in proportion to the documents.
    pub fn read(self) -> Read {
        let properties = to_json(&self.entry.properties);
        let listed: Arc<[CompactString]> = listed_texts(&self.entry, &properties).into();
        let json = JsonLines::of(&listed_json(&self.entry, properties.clone()));
        let mut tree = JsonTree::of(&properties);
        tree.set_links(|path, value| link_of(&self.entry, path, value));
        let mut model = DetailsModel {
            stamp: self.stamp,
            overview: Vec::new(),
            sources: SourcesText::default(),
            created: self.entry.properties.with_text(created),
            section_count: 0,
            json,
            listed_nothing: properties.as_object().is_some_and(Map::is_empty),
            listed: Arc::clone(&listed),
        };
        let sections = model.take(self.read_details(&listed));
        Read {
            model,
            properties: tree,
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
        let overview = overview(&self.entry, listed, &answers);
        let sources = SourcesText::of(&self.entry, &self.sections, &self.sources);
        let section_count = self.sections.len();
        let json = (section_count > 0).then(|| details_lines(&self.sections));
        let mut tree = section_tree(&self.sections, answers);
        // Below the operation's name, paths are those of the type's own properties.
        tree.set_links(|path, value| {
            let (_, below) = path.split_once('.')?;
            link_of(&self.entry, below, value)
        });
        ReadDetails {
            stamp: self.stamp,
            overview,
            sources,
            section_count,
            sections: tree,
            json,
        }
    }
}

/// The resource that a value names; `None` for the resource itself.
fn link_of(entry: &ResourceEntry, path: &str, value: &str) -> Option<Link> {
    if value == entry.id {
        return None;
    }
    let known = relations::target_of(entry.resource_type, path, value);
    let is_own = || entry.arn().is_some_and(|arn| arn == value);
    let ty = known.or_else(|| referred_type(value).filter(|_| !is_own()))?;
    Some(Link::new(ty, value))
}

impl DetailsModel {
    /// Takes over what was read of phase 2; returns its tree.
    pub fn take(&mut self, read: ReadDetails) -> JsonTree {
        let ReadDetails {
            stamp,
            overview,
            sources,
            section_count,
            sections,
            json,
        } = read;
        self.stamp = stamp;
        self.overview = overview;
        self.sources = sources;
        self.section_count = section_count;
        self.json.set_details(json);
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

/// The field of phase 2 details, line by line, in the braces that it has in the row.
fn details_lines(sections: &[DetailSection]) -> Lines {
    let field = json!({ DETAILS: details_json(sections) });
    Lines::of(serde_json::to_string_pretty(&field).unwrap_or_default())
}
