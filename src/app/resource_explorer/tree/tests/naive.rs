//! Random rows, and the tree that they should give.

use std::sync::Arc;

use serde_json::json;

use super::super::*;
use super::{VOLUME, VPC};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::testing::entry;
use crate::model::{Properties, ResourceEntry, Tags};

/// A small generator, so that failures can be repeated.
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

pub(super) fn random_rows(seed: u64, count: usize) -> PaneRows {
    let mut dice = Dice(seed);
    let names = [
        "web",
        "Web",
        "api",
        "größe",
        "Größe",
        "",
        "zeta-10",
        "Alpha",
        "データ",
    ];
    let mut rows = PaneRows::default();
    let mut left = count;
    while left > 0 {
        let size = (dice.roll(7) as usize + 1).min(left);
        left -= size;
        let batch: Vec<ResourceEntry> = (0..size)
            .map(|at| {
                let region = ["eu-west-1", "us-east-1", "ap-south-1"][dice.roll(3) as usize];
                let ty = [VOLUME, VPC, "AWS::Lambda::Function"][dice.roll(3) as usize];
                let name = names[dice.roll(names.len() as u64) as usize];
                let mut row = entry(region, ty, &format!("id-{left}-{at}"), name);
                let team = ["web", "Core", "", "-", "?"][dice.roll(5) as usize];
                let name = row.name().to_owned();
                row.tags = match team {
                    "?" => Tags::unknown(),
                    "-" => Tags::NONE,
                    team => Tags::from_pairs([("Team", team)]),
                }
                .or_called(&name);
                row.status = ["", "running", "Stopped", "running"][dice.roll(4) as usize].into();
                row.properties = match dice.roll(6) {
                    0 => Properties::default(),
                    1 => Properties::from_json(&json!({"Other": 1})),
                    _ => {
                        let size = dice.roll(12);
                        let size = if size < 9 {
                            json!(size)
                        } else {
                            json!(format!("{size} x"))
                        };
                        let zones = ["a", "B"].map(|zone| json!({"Zone": zone}));
                        Properties::from_json(&json!({"Size": size, "Zones": zones}))
                    }
                };
                row
            })
            .collect();
        assert!(rows.push(Batch::new(batch)));
    }
    rows
}

/// Sorting by this text gives the order people expect: small letters, and every number filled up with zeros.
pub(super) fn natural_key(text: &str) -> String {
    let mut key = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = |c: char| c.is_ascii_digit();
        if is_digit(first) {
            let digits = &rest[..rest.find(|c| !is_digit(c)).unwrap_or(rest.len())];
            key += &format!("{:0>40}", digits.trim_start_matches('0'));
            rest = &rest[digits.len()..];
        } else {
            key.extend(first.to_lowercase());
            rest = &rest[first.len_utf8()..];
        }
    }
    key
}

/// A text for a tag's value that sorts as its group does.
fn tag_label(value: &TagValue) -> String {
    match value {
        TagValue::Value(value) => format!("a {}", value.to_lowercase()),
        TagValue::Missing => "b".to_owned(),
        TagValue::Unknown => "c".to_owned(),
    }
}

/// What the tree should show, the slow and obvious way: texts of groups and ids of rows.
pub(super) fn naive_lines(rows: &Rows, group_by: &[GroupBy], open: &OpenGroups) -> Vec<String> {
    let label = |entry: &ResourceEntry, by: &GroupBy| match by {
        GroupBy::Account => entry.account.to_string(),
        GroupBy::Region => entry.region.to_string(),
        GroupBy::Type => {
            format!("{} {}", entry.resource_type.service(), entry.resource_type).to_lowercase()
        }
        GroupBy::Tag(key) => tag_label(&TagValue::of(entry, key)),
        other => panic!("{other:?} is tried elsewhere"),
    };
    let mut sorted: Vec<&ResourceEntry> = rows.iter().map(|(_, entry)| entry).collect();
    sorted.sort_by_cached_key(|entry| {
        let path: Vec<String> = group_by.iter().map(|by| label(entry, by)).collect();
        (
            path,
            natural_key(entry.display_name()),
            entry.id.to_string(),
        )
    });
    let mut lines = Vec::new();
    let mut previous: Vec<NodeId> = Vec::new();
    for entry in sorted {
        let mut node = NodeId::ROOT;
        let mut path = Vec::new();
        let mut hidden = false;
        for (depth, by) in group_by.iter().enumerate() {
            node = node.child(&match by {
                GroupBy::Account => GroupKey::Account(entry.account),
                GroupBy::Region => GroupKey::Region(entry.region),
                GroupBy::Type => GroupKey::Type(entry.resource_type),
                other @ (GroupBy::Unit | GroupBy::Service | GroupBy::Value(_)) => {
                    panic!("{other:?} is tried elsewhere")
                }
                GroupBy::Tag(key) => GroupKey::Tag(Arc::new(TagGroup {
                    key: key.clone(),
                    value: TagValue::of(entry, key),
                })),
            });
            path.push(node);
            if previous.get(depth) != Some(&node) && !hidden {
                lines.push(label(entry, by));
            }
            hidden |= open.state(node, depth as u8, group_by.len() as u8) == Open::Collapsed;
        }
        if !hidden {
            lines.push(entry.id.to_string());
        }
        previous = path;
    }
    lines
}

pub(super) fn shown_lines(tree: &Tree, visible: &VisibleRows, rows: &Rows) -> Vec<String> {
    (0..visible.len())
        .filter_map(|at| visible.get(at))
        .map(|line| match line {
            VisibleRow::Resource(row) => rows.get(row).unwrap().id.to_string(),
            VisibleRow::Group(group) => match &tree.groups[group as usize].key {
                GroupKey::Account(account) => account.to_string(),
                GroupKey::Region(region) => region.to_string(),
                GroupKey::Type(ty) => format!("{} {ty}", ty.service()).to_lowercase(),
                GroupKey::Tag(tag) => tag_label(&tag.value),
                other => panic!("{other:?} is tried elsewhere"),
            },
        })
        .collect()
}
