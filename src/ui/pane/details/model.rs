//! What the details side shows of one resource, worked out once and kept until it changes.
//! Draws nothing.

use std::time::SystemTime;

use compact_str::CompactString;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::user_data::{self, Decoded};
use crate::app::pane::Pane;
use crate::app::resource_explorer::progress::Sighting;
use crate::app::resource_explorer::state::{DetailSection, Provider, ResourceEntry, TypeId};
use crate::app::resource_explorer::tree::RowIndex;
use crate::catalog::types::label_of;
use crate::catalog::{columns, relations};
use crate::ui::widgets::outline::{Body, Outline};

/// One line of the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub label: &'static str,
    /// What is known.
    pub text: CompactString,
}

/// One operation of phase 2.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The AWS operation.
    pub operation: &'static str,
    /// What came of it.
    pub content: Content,
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// An answer.
    Document(Value),
    /// An answer that people wrote as text.
    Text(String),
    /// A remark in place of an answer.
    Remark(String),
    /// Why there is no answer.
    Failed(String),
}

/// What changed since the model was looked at last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing.
    Nothing,
    /// Phase 2 said something.
    Details,
    /// Another row, or its properties came or went.
    Row,
}

/// Everything about the selected resource.
#[derive(Clone, Debug)]
pub struct DetailsModel {
    row: RowIndex,
    epoch: u64,
    revision: u64,
    evicted: bool,
    resource_type: TypeId,
    id: CompactString,
    /// The properties as AWS returned them.
    pub properties: Value,
    /// The columns of its type that say something.
    pub overview: Vec<Fact>,
    /// Phase 2, in the order the answers came.
    pub sections: Vec<Section>,
    /// The whole row as JSON, line by line.
    pub json_lines: Vec<String>,
}

impl DetailsModel {
    /// Makes `kept` fit the pane's selected row. Parses only when the row, its properties or its
    /// details changed.
    pub fn follow(kept: &mut Option<Self>, pane: &Pane) -> News {
        let (Some(row), Some(entry)) = (pane.selected, pane.selected_entry()) else {
            *kept = None;
            return News::Row;
        };
        let evicted = entry.properties.is_evicted();
        let same = kept.as_ref().is_some_and(|model| {
            model.row == row && model.epoch == pane.rows_epoch() && model.evicted == evicted
        });
        match kept.as_mut().filter(|_| same) {
            Some(model) if model.revision == pane.details_revision => News::Nothing,
            Some(model) => {
                model.take_details(pane, entry);
                News::Details
            }
            None => {
                let properties = entry.properties.to_json();
                let json_lines = pretty_lines(&row_json(entry, &properties));
                let (overview, sections) = (Vec::new(), Vec::new());
                let epoch = pane.rows_epoch();
                let mut model = Self {
                    row,
                    epoch,
                    revision: 0,
                    evicted,
                    resource_type: entry.resource_type,
                    id: entry.id.clone(),
                    properties,
                    overview,
                    sections,
                    json_lines,
                };
                model.take_details(pane, entry);
                *kept = Some(model);
                News::Row
            }
        }
    }

    /// The properties, with the types that their values lead to.
    pub fn properties_outline(&self) -> Outline {
        let mut outline = Outline::of(&self.properties);
        outline.mark(|path, value| self.leads_to(path, value));
        outline
    }

    /// The short name of the type of what a value names; the resource itself is no way to go.
    fn leads_to(&self, path: &str, value: &str) -> Option<CompactString> {
        if value == self.id {
            return None;
        }
        relations::target_of(self.resource_type, path, value).map(label_of)
    }

    /// Every section as one outline: operations at the outermost level.
    pub fn sections_outline(&self) -> Outline {
        let mut outline = Outline::default();
        for section in &self.sections {
            let at = Some(outline.heading(section.operation));
            match &section.content {
                Content::Document(value) => outline.push_document(value, at),
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
        // Below the operation's name stand properties of the same type.
        outline.mark(|path, value| {
            let (_, below) = path.split_once('.')?;
            self.leads_to(below, value)
        });
        outline
    }

    /// Whether the properties were given up to free memory.
    pub fn is_evicted(&self) -> bool {
        self.evicted
    }

    fn take_details(&mut self, pane: &Pane, entry: &ResourceEntry) {
        let details = pane.details_of(entry);
        let sections = details
            .map(|details| details.sections.as_slice())
            .unwrap_or_default();
        self.revision = pane.details_revision;
        self.overview = overview(entry, &self.properties, sections);
        self.overview.extend(seen_by(pane.sightings_of(entry)));
        self.sections = sections.iter().map(section).collect();
    }
}

fn overview(entry: &ResourceEntry, properties: &Value, sections: &[DetailSection]) -> Vec<Fact> {
    let answers: Vec<Value> = sections
        .iter()
        .filter_map(|section| section.answer.as_ref().ok())
        .map(|answer| answer.to_json())
        .collect();
    let mut facts = Vec::new();
    for column in columns::of(entry.resource_type) {
        let text = if column.phase2 {
            answers
                .iter()
                .map(|answer| column.text(answer))
                .find(|text| !text.is_empty())
                .unwrap_or_default()
        } else {
            column.text(properties)
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
        // The clock's time, which stays true while the text stands there.
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

fn section(section: &DetailSection) -> Section {
    let content = match &section.answer {
        Err(reason) => Content::Failed(reason.to_string()),
        Ok(answer) if answer.is_evicted() => Content::Remark(
            "Dropped to free memory; select the resource again to ask anew.".to_owned(),
        ),
        Ok(answer) => content_of(section.operation, answer.to_json()),
    };
    Section {
        operation: section.operation,
        content,
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
    let tags: Map<String, Value> = entry
        .tags
        .iter()
        .map(|tag| (tag.key.to_string(), Value::from(tag.value)))
        .collect();
    json!({
        "account_id": entry.account.as_str(),
        "region": entry.region.as_str(),
        "resource_type": entry.resource_type.as_str(),
        "resource_id": entry.id.as_str(),
        "display_name": entry.display_name(),
        "arn": entry.arn(),
        "status": entry.status.as_str(),
        "tags": tags,
        "properties": properties,
    })
}

fn pretty_lines(value: &Value) -> Vec<String> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
    use crate::app::resource_explorer::state::{Properties, ResourceIdentity};
    use crate::ui::fixtures::World;

    fn with_details(answers: Vec<(&'static str, Result<Value, &str>)>) -> World {
        let mut world = World::with_rows(2, 0);
        let row = world.pane().visible_rows().next().unwrap();
        world.pane().selected = Some(row);
        let identity = ResourceIdentity::from(world.pane().selected_entry().unwrap());
        let updates = answers
            .into_iter()
            .map(|(operation, answer)| DetailUpdate {
                identity: identity.clone(),
                section: DetailSection {
                    operation,
                    answer: answer
                        .map(|value| Properties::from_json(&value))
                        .map_err(CompactString::from),
                },
            })
            .collect();
        world.event(ProgressEvent::Details(updates));
        world
    }

    impl Pane {
        fn visible_rows(&self) -> impl Iterator<Item = RowIndex> {
            (0..self.visible.len()).filter_map(|at| match self.visible.get(at)? {
                crate::app::resource_explorer::tree::VisibleRow::Resource(row) => Some(row),
                crate::app::resource_explorer::tree::VisibleRow::Group(_) => None,
            })
        }
    }

    fn model(world: &mut World) -> DetailsModel {
        let mut kept = None;
        DetailsModel::follow(&mut kept, world.pane());
        kept.unwrap()
    }

    #[test]
    fn user_data_is_decoded_and_errors_are_kept_as_text() {
        let mut world = with_details(vec![
            (
                "DescribeInstanceAttribute:userData",
                Ok(json!({"UserData": {"Value": "IyEvYmluL3NoCg=="}})),
            ),
            (
                "DescribeInstanceStatus",
                Err("not allowed: ec2:DescribeInstanceStatus"),
            ),
        ]);
        let model = model(&mut world);
        assert_eq!(
            model.sections[0].content,
            Content::Text("#!/bin/sh\n".into())
        );
        assert!(
            matches!(&model.sections[1].content, Content::Failed(why) if why.contains("not allowed"))
        );
    }

    #[test]
    fn the_overview_says_what_the_columns_and_the_sources_say() {
        let mut world = with_details(vec![]);
        let model = model(&mut world);
        let text_of = |label| {
            model
                .overview
                .iter()
                .find(|fact| fact.label == label)
                .map(|fact| fact.text.as_str())
        };
        assert_eq!(text_of("Instance type"), Some("t3.large"));
        assert_eq!(text_of("Listed by"), Some("Amazon EC2"));
        assert_eq!(
            text_of("Public IP"),
            None,
            "what AWS did not say takes no line"
        );
        assert!(
            model
                .json_lines
                .iter()
                .any(|line| line.contains("\"account_id\": \"176031372159\""))
        );
    }

    #[test]
    fn values_that_name_other_resources_say_of_which_type() {
        let mut world = with_details(vec![(
            "DescribeInstances",
            Ok(json!({"Groups": ["sg-0123456789abcdef0"], "Note": "sg-"})),
        )]);
        let model = model(&mut world);
        let marked = |outline: &Outline| {
            let nodes = (0..).map_while(|at| outline.get(at));
            let marked = nodes.filter(|node| !node.leads_to.is_empty());
            marked
                .map(|node| format!("{} → {}", node.name, node.leads_to))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            marked(&model.properties_outline()),
            ["VpcId → VPC", "VolumeId → EBS Volume"]
        );
        assert_eq!(marked(&model.sections_outline()), ["[0] → Security Group"]);
    }

    #[test]
    fn a_row_is_parsed_once_and_details_join_without_parsing_it_again() {
        let mut world = with_details(vec![]);
        let mut kept = None;
        DetailsModel::follow(&mut kept, world.pane());
        let lines = kept.as_ref().unwrap().json_lines.as_ptr();
        let identity = ResourceIdentity::from(world.pane().selected_entry().unwrap());
        let section = DetailSection {
            operation: "DescribeInstanceStatus",
            answer: Ok(Properties::from_json(&json!({"A": 1}))),
        };
        world.event(ProgressEvent::Details(vec![DetailUpdate {
            identity,
            section,
        }]));
        DetailsModel::follow(&mut kept, world.pane());
        let model = kept.as_ref().unwrap();
        assert_eq!(model.json_lines.as_ptr(), lines);
        assert_eq!(model.sections.len(), 1);
        world.pane().selected = None;
        DetailsModel::follow(&mut kept, world.pane());
        assert!(kept.is_none());
    }
}
