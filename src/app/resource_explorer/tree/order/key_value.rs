//! Values of columns as they are compared: numbers as numbers, moments and sizes too, everything else as people
//! order texts.

use std::cmp::Ordering;

use compact_str::CompactString;

use super::natural_order;
use crate::app::resource_explorer::property_path::Found;
use crate::app::resource_explorer::tree::input::{Measure, ValueKind};

/// Longest text that is kept of a value, in bytes. Longer ones that begin alike count as equal.
const MAX_BYTES: usize = 128;

/// Units of sizes in texts, and their bytes.
const UNITS: [(&str, f64); 9] = [
    ("B", 1.0),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
];

/// One value. Numbers come before texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::app::resource_explorer) enum KeyValue {
    /// A number, in bits that compare as it does.
    Number(u64),
    /// Anything else.
    Text(CompactString),
}

impl KeyValue {
    pub(super) fn number(number: f64) -> Self {
        // Minus zero is zero.
        let bits = (number + 0.0).to_bits();
        let is_negative = bits >> 63 == 1;
        Self::Number(if is_negative { !bits } else { bits | 1 << 63 })
    }

    /// The number, if it is one.
    pub(in crate::app::resource_explorer) fn as_number(&self) -> Option<f64> {
        let Self::Number(bits) = self else {
            return None;
        };
        let is_negative = bits >> 63 == 0;
        Some(f64::from_bits(if is_negative {
            !bits
        } else {
            bits & !(1 << 63)
        }))
    }

    pub(super) fn text(text: &str) -> Self {
        let mut end = text.len().min(MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self::Text(text[..end].into())
    }

    /// What stands in properties, as a column of this kind has it; `None` for what is no value.
    pub(super) fn of(found: Found<'_>, kind: ValueKind) -> Option<Self> {
        let number = match (found, kind) {
            (Found::Text(""), _) => return None,
            (Found::Text(text), ValueKind::Flag) => match text {
                "true" => 1.0,
                "false" => 0.0,
                other => return Some(Self::text(other)),
            },
            (Found::Text(text), ValueKind::Number { scale }) => match leading_number(text) {
                Some((number, _)) => number * scale,
                None => return Some(Self::text(text)),
            },
            (Found::Text(text), ValueKind::Date | ValueKind::Plain | ValueKind::Count) => {
                match moment(text).or_else(|| size(text)) {
                    Some(number) => number,
                    None => return Some(Self::text(text)),
                }
            }
            (Found::Number(number), ValueKind::Number { scale }) => number * scale,
            (Found::Number(number), _) => number,
            (Found::Flag(flag), _) => f64::from(u8::from(flag)),
            (Found::Count(count), _) => count as f64,
        };
        Some(Self::number(number))
    }

    /// What a number says that was made of this.
    pub(super) fn measure_of(found: Found<'_>, kind: ValueKind) -> Measure {
        match (kind, found) {
            (ValueKind::Date, _) => Measure::Moment,
            (ValueKind::Flag, _) | (ValueKind::Plain, Found::Flag(_)) => Measure::Flag,
            (ValueKind::Plain, Found::Text(text)) if moment(text).is_some() => Measure::Moment,
            (ValueKind::Plain, Found::Text(_)) => Measure::Bytes,
            (ValueKind::Plain | ValueKind::Number { .. } | ValueKind::Count, _) => Measure::Number,
        }
    }

    /// What decides the order nearly always.
    pub(super) fn prefix(&self) -> u128 {
        match self {
            Self::Number(bits) => u128::from(*bits) << 56,
            Self::Text(text) => 1 << 127 | natural_order::prefix(text) >> 1,
        }
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            // Texts that differ in case alone stay apart, so that the order is the same however they came.
            (Self::Text(a), Self::Text(b)) => natural_order::compare(a, b).then_with(|| a.cmp(b)),
            _ => self.cmp(other),
        }
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Self::Text(text) if text.is_heap_allocated() => text.capacity(),
            Self::Text(_) | Self::Number(_) => 0,
        }
    }
}

/// `512` of `512 GiB`, and what follows it.
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let number = text[..end].parse().ok()?;
    Some((number, text[end..].trim_start()))
}

/// A size in bytes: `512 GiB`.
fn size(text: &str) -> Option<f64> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.ends_with('B') {
        return None;
    }
    let (number, unit) = leading_number(text)?;
    let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(number * scale)
}

/// A moment in seconds since 1970. AWS writes them as ISO 8601.
fn moment(text: &str) -> Option<f64> {
    let looks_so = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if !looks_so || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.as_millisecond() as f64 / 1000.0);
    }
    let day: jiff::civil::Date = text.parse().ok()?;
    let midnight = jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0));
    Some(midnight.ok()?.as_second() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> KeyValue {
        KeyValue::of(Found::Text(text), ValueKind::Plain).unwrap()
    }

    #[test]
    fn values_stand_by_what_they_mean() {
        let number = |number| KeyValue::of(Found::Number(number), ValueKind::Plain).unwrap();
        let in_order = [
            number(-2.5),
            number(-0.0),
            number(0.5),
            number(9.0),
            number(10.0),
            plain("512 MiB"),
            plain("2 GiB"),
            plain("10 GiB"),
            plain("10.0.0.9"),
            plain("10.0.0.10"),
            plain("web-2"),
            plain("Web-10"),
        ];
        for pair in in_order.windows(2) {
            assert_eq!(pair[0].compare(&pair[1]), Ordering::Less, "{pair:?}");
            assert!(pair[0].prefix() <= pair[1].prefix(), "{pair:?}");
        }
        assert_eq!(number(0.0), number(-0.0));
        for number in [-2.5, 0.0, 9.0, f64::MAX, f64::MIN] {
            assert_eq!(KeyValue::number(number).as_number(), Some(number));
        }
        let moments = [
            "2026-11-03T14:05:59.000Z",
            "2026-11-03T16:06:00+02:00",
            "2026-11-04",
        ];
        let moments = moments.map(plain);
        assert!(
            moments
                .iter()
                .all(|moment| matches!(moment, KeyValue::Number(_)))
        );
        assert!(
            moments.is_sorted_by(|a, b| a.compare(b).is_lt()),
            "{moments:?}"
        );
    }

    #[test]
    fn units_count_where_the_column_has_one() {
        let gib = ValueKind::Number { scale: 1024.0 };
        let of = |found| KeyValue::of(found, gib).unwrap();
        assert_eq!(of(Found::Number(2.0)), of(Found::Text("2")));
        assert_eq!(of(Found::Text("85%")), KeyValue::number(85.0 * 1024.0));
        assert_eq!(of(Found::Text("none")), KeyValue::text("none"));
        assert_eq!(KeyValue::of(Found::Text(""), gib), None);
        let flag = |text| KeyValue::of(Found::Text(text), ValueKind::Flag).unwrap();
        assert!(flag("false") < flag("true"));
    }

    #[test]
    fn a_text_of_a_megabyte_is_kept_by_its_beginning() {
        let KeyValue::Text(text) = plain(&"ö".repeat(1 << 20)) else {
            panic!("a text");
        };
        assert_eq!(text.len(), MAX_BYTES);
        for odd in [
            "",
            "-",
            "2026",
            "2026-11-",
            "ö026-11-03",
            "1 B2",
            "9999-99-99T00:00:00Z",
        ] {
            let _ = KeyValue::of(Found::Text(odd), ValueKind::Plain);
        }
    }
}
