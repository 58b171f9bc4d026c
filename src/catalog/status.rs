//! What a resource's status is and what it means, by `status.tsv`.

mod patterns;

use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::{CompactString, ToCompactString};
use serde_json::Value;

use super::columns::{moment, path_of};
use super::path::Path;
use super::table::{count_bytes, packed, rows, unpack};
use crate::model::glob;
use crate::model::{StatusClass, TypeId};

/// The class of a value, and a word for values that are not clear themselves.
#[derive(Clone, Copy)]
struct Meaning {
    class: StatusClass,
    text: &'static str,
}

/// One property with a type's status.
struct StatusProperty {
    path_text: &'static str,
    path: Path,
    values: HashMap<&'static str, Meaning>,
    globs: Vec<(&'static str, Meaning)>,
    present: Option<Meaning>,
    absent: Option<Meaning>,
    more_than_none: Option<Meaning>,
    dates: Dates,
    /// Looked at as well: it can make the status worse, not replace it.
    also: bool,
    /// A class for the case that all of several values are the same.
    all_same: Option<(&'static str, StatusClass)>,
}

/// What it means that a date is past, near or far.
#[derive(Clone, Copy, Default)]
struct Dates {
    past: Option<Meaning>,
    within_days: Option<(i64, Meaning)>,
    later: Option<Meaning>,
}

static STATUSES: LazyLock<HashMap<TypeId, Vec<StatusProperty>>> = LazyLock::new(load);

/// The status as AWS spells it (or as the table words it) and its class. Empty when the type has none.
pub fn of(ty: TypeId, properties: &Value) -> (CompactString, StatusClass) {
    let Some(sources) = STATUSES.get(&ty) else {
        return Default::default();
    };
    let mut status: Option<(CompactString, StatusClass)> = None;
    for source in sources {
        let Some(found) = source.read(properties) else {
            continue;
        };
        match &mut status {
            None => status = Some(found),
            Some(known) if source.also && says_more(&found, known) => *known = found,
            Some(_) => {}
        }
    }
    status.unwrap_or_default()
}

fn says_more(found: &(CompactString, StatusClass), known: &(CompactString, StatusClass)) -> bool {
    let (found_rank, known_rank) = (badness(found.1), badness(known.1));
    found_rank > known_rank || (known.0.is_empty() && found_rank == known_rank)
}

impl StatusProperty {
    fn new(ty: TypeId, path: &'static str, note: &'static str) -> Self {
        let mut remarks = note.trim_start_matches("derived: ").split("; ");
        Self {
            path_text: path,
            path: path_of(ty, path),
            values: HashMap::new(),
            globs: Vec::new(),
            present: None,
            absent: None,
            more_than_none: None,
            dates: Dates::default(),
            also: remarks.clone().any(|remark| remark == "also"),
            all_same: remarks.find_map(all_same),
        }
    }

    fn learn(&mut self, value: &'static str, note: &str, meaning: Meaning) {
        let days = value
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('d'));
        match value {
            "<present>" => self.present = Some(meaning),
            // A property that only phase 2 returns is not absent from a list.
            "<absent>" if note.contains("phase2") => {}
            "<absent>" => self.absent = Some(meaning),
            "<past>" => self.dates.past = Some(meaning),
            "<later>" => self.dates.later = Some(meaning),
            ">0" => self.more_than_none = Some(meaning),
            glob if glob.contains('*') => self.globs.push((glob, meaning)),
            value => match days.and_then(|days| days.parse().ok()) {
                Some(days) => self.dates.within_days = Some((days, meaning)),
                None => _ = self.values.insert(value, meaning),
            },
        }
    }

    /// The worst of the values at the path.
    fn read(&self, properties: &Value) -> Option<(CompactString, StatusClass)> {
        let mut worst: Option<(CompactString, StatusClass)> = None;
        let (mut count, mut same) = (0, 0);
        self.path.visit(properties, &mut |value| {
            let text = match value {
                Value::String(text) => text.as_str().into(),
                other => other.to_compact_string(),
            };
            if text.is_empty() {
                return;
            }
            count += 1;
            same += usize::from(self.all_same.is_some_and(|(value, _)| text == value));
            let found = self.meaning(value, text);
            let is_worse = |worst: &(_, StatusClass)| one_of_many(found.1) > one_of_many(worst.1);
            if worst.as_ref().is_none_or(is_worse) {
                worst = Some(found);
            }
        });
        if let (Some((_, class)), Some((_, all))) = (&mut worst, self.all_same)
            && count > 1
            && same == count
        {
            *class = all;
        }
        worst.or_else(|| {
            let absent = self.absent?;
            Some((absent.text.into(), absent.class))
        })
    }

    fn meaning(&self, value: &Value, text: CompactString) -> (CompactString, StatusClass) {
        let by_glob = || {
            let mut globs = self.globs.iter();
            globs
                .find(|(glob, _)| glob::matches(glob, &text))
                .map(|(_, meaning)| *meaning)
        };
        let more_than_none = || self.more_than_none.filter(|_| value.as_f64() > Some(0.0));
        let known = self.values.get(&*text).copied();
        let known = known.or_else(by_glob).or_else(more_than_none);
        let known = known.or_else(|| self.dates.meaning(value)).or(self.present);
        match known {
            Some(meaning) if meaning.text.is_empty() => (text, meaning.class),
            Some(meaning) => (meaning.text.into(), meaning.class),
            None => {
                let class = patterns::class_of(&text);
                (text, class)
            }
        }
    }
}

impl Dates {
    fn meaning(self, value: &Value) -> Option<Meaning> {
        let later = self.later?;
        let seconds_left = moment(value)?.as_second() - jiff::Timestamp::now().as_second();
        match self.within_days {
            _ if seconds_left < 0 => self.past,
            Some((days, soon)) if seconds_left < days * 24 * 60 * 60 => Some(soon),
            _ => Some(later),
        }
    }
}

/// The remark `one DOWN = warn, all DOWN = error`: its second half.
fn all_same(remark: &'static str) -> Option<(&'static str, StatusClass)> {
    let rule = remark
        .split(", ")
        .find_map(|part| part.strip_prefix("all "))?;
    let (value, class) = rule.split_once(" = ")?;
    Some((value, class_named(class)))
}

/// Which of two properties decides: switched off ranks above working.
fn badness(class: StatusClass) -> u8 {
    match class {
        StatusClass::Ok => 0,
        StatusClass::Unknown => 1,
        StatusClass::Off => 2,
        StatusClass::Busy => 3,
        StatusClass::Warn => 4,
        StatusClass::Error => 5,
    }
}

/// Which of several parts of one resource decides: a part that is off says nothing about one that
/// works.
fn one_of_many(class: StatusClass) -> u8 {
    match class {
        StatusClass::Unknown | StatusClass::Off => 0,
        StatusClass::Ok => 1,
        StatusClass::Busy | StatusClass::Warn | StatusClass::Error => badness(class),
    }
}

fn load() -> HashMap<TypeId, Vec<StatusProperty>> {
    let mut types: HashMap<TypeId, Vec<StatusProperty>> = HashMap::new();
    for [ty, path, value, class, note, text] in rows(table()).filter(|row| row[0] != "*") {
        let ty: TypeId = ty.parse().expect("the build checked the type");
        let sources = types.entry(ty).or_default();
        let known = sources.iter().position(|source| source.path_text == path);
        let at = known.unwrap_or_else(|| {
            sources.push(StatusProperty::new(ty, path, note));
            sources.len() - 1
        });
        let class = class_named(class);
        sources[at].learn(value, note, Meaning { class, text });
    }
    let sources = types.values().flatten();
    let value = size_of::<(&str, Meaning)>() + 1;
    let bytes = |source: &StatusProperty| {
        size_of::<StatusProperty>()
            + source.path.bytes()
            + source.values.capacity() * value
            + source.globs.capacity() * value
    };
    count_bytes(sources.map(bytes).sum());
    types
}

/// The rows of types, and of patterns for any type under `*`.
fn table() -> &'static str {
    static TABLE: LazyLock<&str> = LazyLock::new(|| unpack(packed!("status")));
    &TABLE
}

fn class_named(class: &str) -> StatusClass {
    match class {
        "ok" => StatusClass::Ok,
        "busy" => StatusClass::Busy,
        "warn" => StatusClass::Warn,
        "error" => StatusClass::Error,
        "off" => StatusClass::Off,
        _ => StatusClass::Unknown,
    }
}

#[cfg(test)]
mod tests;
