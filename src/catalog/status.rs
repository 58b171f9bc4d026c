//! What a resource's status is and what it means, by `status.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::{CompactString, ToCompactString};
use serde_json::Value;

use super::columns::path_of;
use super::glob;
use super::path::Path;
use super::table::{count_bytes, packed, rows, unpack};
use crate::app::resource_explorer::state::{StatusClass, TypeId};

/// Class of a value, and what to call it when the value itself says little.
#[derive(Clone, Copy)]
struct Meaning {
    class: StatusClass,
    text: &'static str,
}

/// One place where a type tells its status.
struct Source {
    path_text: &'static str,
    path: Path,
    values: HashMap<&'static str, Meaning>,
    globs: Vec<(&'static str, Meaning)>,
    present: Option<Meaning>,
    absent: Option<Meaning>,
    /// Looked at as well: it can make the status worse, not replace it.
    also: bool,
}

#[derive(Default)]
struct Statuses {
    types: HashMap<TypeId, Vec<Source>>,
    /// For values that no type row knows: patterns in their order, with and without hyphens.
    any: Vec<(&'static str, String, StatusClass)>,
}

static STATUSES: LazyLock<Statuses> = LazyLock::new(load);

/// The status as AWS spells it (or as the table words it) and its class. Empty when the type has none.
pub fn of(ty: TypeId, properties: &Value) -> (CompactString, StatusClass) {
    let Some(sources) = STATUSES.types.get(&ty) else {
        return Default::default();
    };
    let mut status: Option<(CompactString, StatusClass)> = None;
    for source in sources {
        let Some(found) = source.read(properties) else {
            continue;
        };
        match &mut status {
            None => status = Some(found),
            Some(known) if source.also && badness(found.1) > badness(known.1) => *known = found,
            Some(_) => {}
        }
    }
    status.unwrap_or_default()
}

impl Source {
    /// The worst of the values at the path.
    fn read(&self, properties: &Value) -> Option<(CompactString, StatusClass)> {
        let mut worst: Option<(CompactString, StatusClass)> = None;
        let (mut values, mut bad) = (0, 0);
        self.path.visit(properties, &mut |value| {
            let text = match value {
                Value::String(text) => text.as_str().into(),
                other => other.to_compact_string(),
            };
            if text.is_empty() {
                return;
            }
            let found = self.meaning(text);
            values += 1;
            bad += usize::from(found.1 == StatusClass::Warn);
            if worst
                .as_ref()
                .is_none_or(|worst| badness(found.1) > badness(worst.1))
            {
                worst = Some(found);
            }
        });
        match &mut worst {
            // One of several is a warning, all of them is a failure.
            Some(worst) if self.also && values > 1 && bad == values => worst.1 = StatusClass::Error,
            Some(_) => {}
            None => {
                worst = self
                    .absent
                    .map(|meaning| (meaning.text.into(), meaning.class))
            }
        }
        worst
    }

    fn meaning(&self, text: CompactString) -> (CompactString, StatusClass) {
        let known = self
            .values
            .get(&*text)
            .or_else(|| {
                self.globs
                    .iter()
                    .find(|(glob, _)| glob::matches(glob, &text))
                    .map(|(_, meaning)| meaning)
            })
            .or(self.present.as_ref());
        match known {
            Some(meaning) if meaning.text.is_empty() => (text, meaning.class),
            Some(meaning) => (meaning.text.into(), meaning.class),
            None => {
                let class = class_of_any(&text);
                (text, class)
            }
        }
    }
}

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

/// By the patterns for any type, on the value in lower case with hyphens between its words.
fn class_of_any(text: &str) -> StatusClass {
    let spelled = spelled(text);
    let bare = spelled.replace('-', "");
    let hit = STATUSES
        .any
        .iter()
        .find(|(with, without, _)| glob::matches(with, &spelled) || glob::matches(without, &bare));
    hit.map_or(StatusClass::Unknown, |(_, _, class)| *class)
}

/// `CREATE_FAILED`, `createFailed` and `Create failed` → `create-failed`.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut after_lower = false;
    for c in text.chars().take(200) {
        if matches!(c, '_' | ' ' | '.' | '-') {
            out.push('-');
            after_lower = false;
            continue;
        }
        if c.is_uppercase() && after_lower {
            out.push('-');
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        out.extend(c.to_lowercase());
    }
    out
}

fn load() -> Statuses {
    let mut statuses = Statuses::default();
    for [ty, path, value, class, note, text] in rows(unpack(packed!("status"))) {
        let class = class_named(class);
        if ty == "*" {
            statuses.any.push((value, value.replace('-', ""), class));
            continue;
        }
        // What only phase 2 knows is not absent from a listing: it was not asked.
        if note.contains("phase2") {
            continue;
        }
        let ty: TypeId = ty.parse().expect("the build checked the type");
        let sources = statuses.types.entry(ty).or_default();
        let at = sources
            .iter()
            .position(|source| source.path_text == path)
            .unwrap_or_else(|| {
                sources.push(Source {
                    path_text: path,
                    path: path_of(ty, path),
                    values: HashMap::new(),
                    globs: Vec::new(),
                    present: None,
                    absent: None,
                    also: note.starts_with("derived: also"),
                });
                sources.len() - 1
            });
        sources[at].learn(value, Meaning { class, text });
    }
    count_bytes(
        statuses
            .types
            .values()
            .flatten()
            .map(|source| size_of::<Source>() + source.values.len() * 48)
            .sum(),
    );
    statuses
}

impl Source {
    fn learn(&mut self, value: &'static str, meaning: Meaning) {
        match value {
            "<present>" => self.present = Some(meaning),
            "<absent>" => self.absent = Some(meaning),
            // Rules about time, such as `<30d`: the value is shown, its class stays open.
            rule if rule.starts_with('<') => {}
            glob if glob.contains('*') => self.globs.push((glob, meaning)),
            value => _ = self.values.insert(value, meaning),
        }
    }
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
mod tests {
    use super::*;
    use serde_json::json;

    fn status(ty: &str, properties: Value) -> (String, StatusClass) {
        let (text, class) = of(ty.parse().unwrap(), &properties);
        (text.to_string(), class)
    }

    #[test]
    fn a_types_own_rows_decide() {
        assert_eq!(
            status("AWS::EC2::Instance", json!({"State": {"Name": "running"}})),
            ("running".into(), StatusClass::Ok)
        );
        assert_eq!(
            status("AWS::EC2::Instance", json!({"State": {"Name": "stopped"}})),
            ("stopped".into(), StatusClass::Off)
        );
        assert_eq!(
            status("AWS::EC2::Volume", json!({"State": "available"})),
            ("available".into(), StatusClass::Off)
        );
        assert_eq!(
            status("AWS::EC2::VPC", json!({"State": "available"})),
            ("available".into(), StatusClass::Ok)
        );
    }

    #[test]
    fn what_is_there_or_not_is_a_status_too() {
        let used = json!({"AssociationId": "eipassoc-1"});
        assert_eq!(
            status("AWS::EC2::EIP", used),
            ("associated".into(), StatusClass::Ok)
        );
        assert_eq!(
            status("AWS::EC2::EIP", json!({})),
            ("unassociated".into(), StatusClass::Off)
        );
        assert_eq!(
            status("AWS::EC2::InternetGateway", json!({"Attachments": []})),
            ("detached".into(), StatusClass::Off)
        );
    }

    #[test]
    fn a_tunnel_that_is_down_is_a_warning_and_all_down_a_failure() {
        let connection = |tunnels: [&str; 2]| json!({"State": "available", "VgwTelemetry": tunnels.map(|status| json!({"Status": status}))});
        assert_eq!(
            status("AWS::EC2::VPNConnection", connection(["UP", "UP"])).1,
            StatusClass::Ok
        );
        assert_eq!(
            status("AWS::EC2::VPNConnection", connection(["UP", "DOWN"])).1,
            StatusClass::Warn
        );
        assert_eq!(
            status("AWS::EC2::VPNConnection", connection(["DOWN", "DOWN"])).1,
            StatusClass::Error
        );
    }

    #[test]
    fn unknown_values_fall_through_to_the_patterns() {
        for (value, class) in [
            ("CREATE_FAILED", StatusClass::Error),
            ("TimedOut", StatusClass::Error),
            ("updateRollbackCompleted", StatusClass::Warn),
            ("brand-new-word", StatusClass::Unknown),
        ] {
            assert_eq!(class_of_any(value), class, "{value}");
        }
    }

    #[test]
    fn a_type_without_rows_has_no_status() {
        assert_eq!(
            status("AWS::EC2::SecurityGroup", json!({"State": "x"})),
            (String::new(), StatusClass::Unknown)
        );
    }
}
