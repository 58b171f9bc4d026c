//! The columns of each type, from `columns.tsv`.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use compact_str::{CompactString, ToCompactString, format_compact};
use serde_json::Value;

use super::ec2;
use super::path::Path;
use super::table::{count_bytes, packed, rows, unpack};
use crate::model::TypeId;
use crate::text::bytes::in_largest_unit;

/// How a column's values are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// As it is.
    Text,
    /// An IP address.
    Ip,
    /// A range of addresses.
    Cidr,
    /// The id of a resource of this type.
    Id(TypeId),
    /// An ARN.
    Arn,
    /// A number.
    Number,
    /// A number of bytes.
    Bytes,
    /// A number of GiB.
    Gib,
    /// A number of MiB.
    Mib,
    /// A share in percent.
    Percent,
    /// A number of seconds.
    Seconds,
    /// A moment.
    Date,
    /// Yes or no.
    Bool,
    /// A list of which the length counts.
    List,
}

/// How many values of a list are written out in one cell.
const MOST_SHOWN: usize = 32;

/// One column of a type.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it is called.
    pub label: &'static str,
    /// Where its value is.
    pub path: Path,
    /// How its value is shown.
    pub kind: ColumnKind,
    /// Whether only phase 2 has it.
    pub phase2: bool,
    /// Whether it belongs into a table, or only into an overview.
    pub in_table: bool,
}

static COLUMNS: LazyLock<HashMap<TypeId, Vec<Column>>> = LazyLock::new(|| {
    let mut columns: HashMap<TypeId, Vec<Column>> = HashMap::new();
    for [ty, label, native, cloud_control, kind, note, in_table] in rows(unpack(packed!("columns")))
    {
        // A property that native answers lack may be in Cloud Control's.
        let path = if native.is_empty() {
            cloud_control
        } else {
            native
        };
        let ty: TypeId = ty.parse().expect("the build checked the type");
        columns.entry(ty).or_default().push(Column {
            label,
            path: path_of(ty, path),
            kind: kind_of(kind),
            phase2: note.starts_with("phase2"),
            in_table: in_table == "yes",
        });
    }
    columns.values_mut().for_each(Vec::shrink_to_fit);
    let bytes = |column: &Column| size_of::<Column>() + column.path.bytes();
    count_bytes(columns.values().flatten().map(bytes).sum::<usize>());
    count_bytes(columns.capacity() * (size_of::<(TypeId, Vec<Column>)>() + 1));
    columns
});

/// A path of the tables in the names that properties have: EC2's tables use wire names.
pub(super) fn path_of(ty: TypeId, path: &'static str) -> Path {
    let shape = ec2::ops::list_of(ty).and_then(|op| op.element);
    let translated = shape.and_then(|shape| ec2::steps(shape, path));
    translated.map_or_else(|| Path::parse(path), Path::from_iter)
}

fn kind_of(kind: &str) -> ColumnKind {
    match kind {
        "ip" => ColumnKind::Ip,
        "cidr" => ColumnKind::Cidr,
        "arn" => ColumnKind::Arn,
        "number" => ColumnKind::Number,
        "bytes" => ColumnKind::Bytes,
        "gib" => ColumnKind::Gib,
        "mib" => ColumnKind::Mib,
        "percent" => ColumnKind::Percent,
        "seconds" => ColumnKind::Seconds,
        "date" => ColumnKind::Date,
        "bool" => ColumnKind::Bool,
        "list" => ColumnKind::List,
        other => match other.strip_prefix("id:").and_then(|ty| ty.parse().ok()) {
            Some(ty) => ColumnKind::Id(ty),
            None => ColumnKind::Text,
        },
    }
}

/// The columns of a type, in order; none for types the table does not know.
pub fn of(ty: TypeId) -> &'static [Column] {
    COLUMNS.get(&ty).map_or(&[], Vec::as_slice)
}

/// The columns that a table can fill from the listing alone.
pub fn table_columns(ty: TypeId) -> impl Iterator<Item = &'static Column> {
    of(ty)
        .iter()
        .filter(|column| column.in_table && !column.phase2)
}

impl Column {
    /// The value in words; empty when there is none.
    pub fn text(&self, properties: &Value) -> CompactString {
        if self.kind == ColumnKind::List {
            return self.count_text(properties);
        }
        if self.kind == ColumnKind::Bool && self.path.is_list() {
            return self.any_text(properties);
        }
        let (mut text, mut shown, mut more) = (CompactString::default(), 0, 0);
        self.path.visit(properties, &mut |value| {
            let part = self.value_text(value);
            if part.is_empty() {
                return;
            }
            if shown == MOST_SHOWN {
                more += 1;
                return;
            }
            if shown > 0 {
                text.push_str(", ");
            }
            text.push_str(&part);
            shown += 1;
        });
        if more > 0 {
            let _ = write!(text, ", +{more} more");
        }
        text
    }

    /// Whether any element of a list says yes.
    fn any_text(&self, properties: &Value) -> CompactString {
        let mut text = CompactString::default();
        self.path.visit(properties, &mut |value| {
            let part = self.value_text(value);
            if text.is_empty() || part == "yes" {
                text = part;
            }
        });
        text
    }

    /// How many elements a list has.
    fn count_text(&self, properties: &Value) -> CompactString {
        let (mut count, mut seen) = (0usize, false);
        self.path.visit(properties, &mut |value| {
            seen = true;
            count += match value {
                Value::Array(elements) => elements.len(),
                Value::Object(members) if !self.path.is_list() => members.len(),
                _ => 1,
            };
        });
        if seen {
            count.to_compact_string()
        } else {
            CompactString::default()
        }
    }

    fn value_text(&self, value: &Value) -> CompactString {
        match (self.kind, value) {
            (_, Value::Null) => CompactString::default(),
            (_, Value::Bool(true)) => "yes".into(),
            (_, Value::Bool(false)) => "no".into(),
            (ColumnKind::Bool, Value::String(text)) if text == "true" => "yes".into(),
            (ColumnKind::Bool, Value::String(text)) if text == "false" => "no".into(),
            (ColumnKind::Gib, value) => with_unit(value, "GiB"),
            (ColumnKind::Mib, value) => with_unit(value, "MiB"),
            (ColumnKind::Seconds, value) => with_unit(value, "s"),
            (ColumnKind::Percent, Value::Number(number)) => format_compact!("{number} %"),
            (ColumnKind::Bytes, value) => bytes_text(value),
            (ColumnKind::Date, value) => date_text(value),
            (_, value) => plain_text(value),
        }
    }
}

fn plain_text(value: &Value) -> CompactString {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Array(elements) => {
            let mut text = CompactString::default();
            for element in elements {
                let comma = if text.is_empty() { "" } else { ", " };
                let _ = write!(text, "{comma}{}", plain_text(element));
            }
            text
        }
        other => other.to_compact_string(),
    }
}

fn with_unit(value: &Value, unit: &str) -> CompactString {
    format_compact!("{} {unit}", plain_text(value))
}

fn bytes_text(value: &Value) -> CompactString {
    let bytes = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    let Some(bytes) = bytes else {
        return plain_text(value);
    };
    in_largest_unit(bytes)
}

/// `2026-11-03 14:05`, in UTC.
fn date_text(value: &Value) -> CompactString {
    match moment(value) {
        Some(moment) => moment.strftime("%Y-%m-%d %H:%M").to_compact_string(),
        None => plain_text(value),
    }
}

/// The moment a value names. AWS writes moments as ISO 8601, or as seconds since 1970.
pub(super) fn moment(value: &Value) -> Option<jiff::Timestamp> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(seconds) => {
            jiff::Timestamp::from_millisecond((seconds.as_f64()? * 1000.0) as i64).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn texts(ty: &str, properties: &Value) -> Vec<(&'static str, String)> {
        let shown = of(ty.parse().unwrap())
            .iter()
            .map(|column| (column.label, column.text(properties).to_string()));
        shown.filter(|(_, text)| !text.is_empty()).collect()
    }

    #[test]
    fn columns_read_the_properties_by_their_model_names() {
        let instance = json!({"InstanceType": "t3.large", "PublicIpAddress": "192.0.2.7",
            "Placement": {"AvailabilityZone": "eu-west-1a"},
            "SecurityGroups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}]});
        assert_eq!(
            texts("AWS::EC2::Instance", &instance),
            [
                ("Instance type", "t3.large".into()),
                ("Public IP", "192.0.2.7".into()),
                ("Zone", "eu-west-1a".into()),
                ("Security groups", "sg-1, sg-2".into())
            ]
        );
    }

    #[test]
    fn values_are_shown_with_their_units_and_lists_by_their_length() {
        let volume = json!({"Size": 8, "Encrypted": false, "Attachments": [{"InstanceId": "i-1"}]});
        let shown = texts("AWS::EC2::Volume", &volume);
        assert!(shown.contains(&("Size", "8 GiB".into())));
        assert!(shown.contains(&("Encrypted", "no".into())));
        assert!(shown.contains(&("Attached to", "i-1".into())));
        let table = json!({"Associations": [{"Main": false}, {"Main": true}, {"Main": false}]});
        assert!(texts("AWS::EC2::RouteTable", &table).contains(&("Main", "yes".into())));
        let routes: Vec<_> = (0..40)
            .map(|n| json!({"IpRanges": [{"CidrIp": n.to_string()}]}))
            .collect();
        let wide = texts("AWS::EC2::SecurityGroup", &json!({"IpPermissions": routes}));
        assert!(
            wide.iter().any(|(_, text)| text.ends_with("31, +8 more")),
            "{wide:?}"
        );
        let group = json!({"IpPermissions": [{}, {}], "IpPermissionsEgress": []});
        assert!(texts("AWS::EC2::SecurityGroup", &group).contains(&("Inbound rules", "2".into())));
    }

    #[test]
    fn moments_and_sizes_are_written_for_people() {
        assert_eq!(
            date_text(&json!("2026-11-03T14:05:59.000Z")),
            "2026-11-03 14:05"
        );
        assert_eq!(date_text(&json!("not a date")), "not a date");
        assert_eq!(bytes_text(&json!(1536)), "1.5 KiB");
        assert_eq!(bytes_text(&json!("12")), "12 B");
    }

    #[test]
    fn every_ec2_column_of_the_table_finds_its_place_in_the_model() {
        let mut lost = Vec::new();
        for [ty, _, wire, ..] in rows::<7>(unpack(packed!("columns"))) {
            let ty: TypeId = ty.parse().unwrap();
            if let Some(op) = ec2::ops::list_of(ty) {
                let found = op.element.and_then(|shape| ec2::steps(shape, wire));
                if found.is_none() {
                    lost.push(format!("{ty} {wire}"));
                }
            } else if ty.service() == "EC2" {
                lost.push(format!("{ty} has no list call"));
            }
        }
        assert_eq!(lost, [""; 0]);
    }
}
