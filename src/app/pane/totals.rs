//! What the line below a table says of each column.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use compact_str::{CompactString, ToCompactString as _, format_compact};
use serde::{Deserialize, Serialize};

use crate::app::columns;
use crate::app::jobs::Task;
use crate::app::resource_explorer::figures::{
    ColumnTotals, FiguresInput, MOST_DISTINCT, Numbers, column_totals,
};
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, Measure};
use crate::text::bytes::in_largest_unit;
use crate::text::numbers::{counted, grouped};

/// Making them.
pub const TOTALS: Task = Task::new("totals", "Adding columns up").cancellable();

/// How many rows are looked at for the width of columns.
const SAMPLE: usize = 256;

/// What is said of all values of a column together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// How many rows have a value.
    Count,
    /// How many values there are.
    Distinct,
    /// All together; of yes and no, how many say yes.
    Sum,
    /// The smallest or the oldest.
    Least,
    /// The largest or the newest.
    Most,
}

/// Whether there may be more than was added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// All that there is was added up.
    None,
    /// Rows or values are missing.
    Some,
}

/// What columns have together, and what they need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableFigures {
    /// In the order of the columns.
    pub totals: Vec<ColumnTotals>,
    /// How many characters fit nineteen of twenty values.
    pub widths: Vec<usize>,
}

/// Adds up the columns of a table.
pub fn table_figures(
    input: &FiguresInput,
    columns: &Arc<[ColumnId]>,
    stop: &AtomicBool,
) -> Option<TableFigures> {
    let widths = columns.iter().map(|column| width_of(input, column));
    Some(TableFigures {
        widths: widths.collect(),
        totals: column_totals(input, columns, stop)?,
    })
}

/// How many characters fit nineteen of twenty values of a column that is read from properties.
fn width_of(input: &FiguresInput, column: &ColumnId) -> usize {
    if !column.reads_properties() {
        return 0;
    }
    let order = &input.tree.order;
    let step = order.len().div_ceil(SAMPLE).max(1);
    let rows = order.iter().step_by(step);
    let entries = rows.filter_map(|row| input.input.rows.get(*row));
    let mut widths: Vec<usize> = entries
        .map(|entry| {
            let properties = entry.properties.to_json();
            let text = columns::text(column, entry.resource_type, &properties);
            text.chars().count()
        })
        .filter(|width| *width > 0)
        .collect();
    percentile_95(&mut widths)
}

/// What nineteen of twenty do not pass; 0 of none.
pub fn percentile_95(widths: &mut [usize]) -> usize {
    widths.sort_unstable();
    let at = (widths.len() * 19).div_ceil(20);
    widths.get(at.saturating_sub(1)).copied().unwrap_or(0)
}

impl Aggregate {
    /// What there is to say of a column.
    pub fn offered(totals: &ColumnTotals) -> &'static [Self] {
        match totals.numbers.map(|numbers| numbers.measure) {
            None => &[Self::Count, Self::Distinct],
            Some(Measure::Flag) => &[Self::Count, Self::Sum],
            Some(Measure::Moment | Measure::Percent) => {
                &[Self::Count, Self::Distinct, Self::Least, Self::Most]
            }
            Some(Measure::Number | Measure::Bytes | Measure::Seconds) => &[
                Self::Count,
                Self::Distinct,
                Self::Sum,
                Self::Least,
                Self::Most,
            ],
        }
    }

    /// What is said until a person chooses; `None` for nothing.
    pub fn usual(column: &ColumnId, totals: &ColumnTotals) -> Option<Self> {
        match column {
            ColumnId::Builtin(BuiltinColumn::Name) => return Some(Self::Count),
            _ if totals.count == 0 => return None,
            // All ids differ.
            ColumnId::Builtin(BuiltinColumn::Id) | ColumnId::Other(_) => return None,
            _ => {}
        }
        Some(match totals.numbers.map(|numbers| numbers.measure) {
            None => Self::Distinct,
            Some(Measure::Moment | Measure::Percent | Measure::Seconds) => Self::Most,
            Some(Measure::Number | Measure::Bytes | Measure::Flag) => Self::Sum,
        })
    }

    /// As the menu of a column lists it.
    pub fn label(self, totals: &ColumnTotals) -> &'static str {
        let measure = totals.numbers.map(|numbers| numbers.measure);
        match (self, measure) {
            (Self::Count, _) => "Count",
            (Self::Distinct, _) => "Different values",
            (Self::Sum, Some(Measure::Flag)) => "How many say yes",
            (Self::Sum, _) => "Sum",
            (Self::Least, Some(Measure::Moment)) => "Oldest",
            (Self::Least, _) => "Smallest",
            (Self::Most, Some(Measure::Moment)) => "Newest",
            (Self::Most, _) => "Largest",
        }
    }

    /// The figure, and what it is of: `sum`, `1.2 TiB`. With gaps, `≥` or `≤` stands before it.
    pub fn text(self, column: &ColumnId, totals: &ColumnTotals, gaps: Gaps) -> TotalText {
        let figure = self.figure(totals);
        let has_gaps = gaps == Gaps::Some || totals.unknown > 0;
        let is_capped = self == Self::Distinct && totals.distinct >= MOST_DISTINCT;
        let sign = match self {
            Self::Least if has_gaps => "≤ ",
            // What is negative could make it less.
            Self::Sum if has_gaps && totals.numbers.is_some_and(|all| all.least < 0.0) => "? ",
            _ if has_gaps || is_capped => "≥ ",
            _ => "",
        };
        let short = format_compact!("{sign}{figure}");
        let measure = totals.numbers.map(|numbers| numbers.measure);
        let long = match (self, measure) {
            (Self::Count, _) if *column == ColumnId::NAME => {
                format_compact!("{sign}{}", counted(totals.count, "row"))
            }
            (Self::Count, _) => format_compact!("{sign}{}", counted(totals.count, "value")),
            (Self::Distinct, _) => {
                format_compact!("{sign}{}", counted(totals.distinct, noun_of(column)))
            }
            (Self::Sum, Some(Measure::Flag)) => format_compact!("{short} yes"),
            (Self::Sum, _) => format_compact!("sum {short}"),
            (Self::Least, Some(Measure::Moment)) => format_compact!("oldest {short}"),
            (Self::Least, _) => format_compact!("min {short}"),
            (Self::Most, Some(Measure::Moment)) => format_compact!("newest {short}"),
            (Self::Most, _) => format_compact!("max {short}"),
        };
        TotalText { long, short }
    }

    fn figure(self, totals: &ColumnTotals) -> CompactString {
        let of = |which: fn(Numbers) -> f64| {
            let numbers = totals.numbers;
            numbers.map_or_else(
                || "–".into(),
                |numbers| amount(which(numbers), numbers.measure),
            )
        };
        match self {
            Self::Count => grouped(totals.count),
            Self::Distinct => grouped(totals.distinct),
            Self::Sum => of(|numbers| numbers.sum),
            Self::Least => of(|numbers| numbers.least),
            Self::Most => of(|numbers| numbers.most),
        }
    }
}

/// What the different values of a column are called.
fn noun_of(column: &ColumnId) -> &'static str {
    match column {
        ColumnId::Builtin(BuiltinColumn::Account) => "account",
        ColumnId::Builtin(BuiltinColumn::Region) => "region",
        ColumnId::Builtin(BuiltinColumn::Type) => "type",
        _ => "kind",
    }
}

/// A figure with and without what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalText {
    /// `sum 1.2 TiB`
    pub long: CompactString,
    /// `1.2 TiB`
    pub short: CompactString,
}

fn amount(number: f64, measure: Measure) -> CompactString {
    match measure {
        Measure::Bytes => in_largest_unit(number),
        Measure::Moment => day(number),
        Measure::Percent => format_compact!("{} %", plain(number)),
        Measure::Seconds => format_compact!("{} s", plain(number)),
        Measure::Number | Measure::Flag => plain(number),
    }
}

/// `2026-11-03`; what is no moment as a number.
fn day(seconds: f64) -> CompactString {
    // Some services count in thousandths.
    let seconds = if seconds > 1e11 {
        seconds / 1e3
    } else {
        seconds
    };
    match jiff::Timestamp::from_second(seconds as i64) {
        Ok(moment) => moment.strftime("%Y-%m-%d").to_compact_string(),
        Err(_) => plain(seconds),
    }
}

/// `1,234`, `0.25`: at most two digits after the point.
fn plain(number: f64) -> CompactString {
    let sign = if number < 0.0 { "-" } else { "" };
    let size = number.abs();
    if size >= 1e15 {
        return format_compact!("{number:.3e}");
    }
    let hundredths = (size * 100.0).round() as u64;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => format_compact!("{sign}{}", grouped(whole)),
        part if part % 10 == 0 => format_compact!("{sign}{}.{}", grouped(whole), part / 10),
        part => format_compact!("{sign}{}.{part:02}", grouped(whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(measure: Measure, sum: f64, least: f64, most: f64) -> ColumnTotals {
        ColumnTotals {
            count: 57,
            unknown: 0,
            distinct: 8,
            numbers: Some(Numbers {
                measure,
                sum,
                least,
                most,
            }),
        }
    }

    #[test]
    fn each_kind_of_column_says_what_it_comes_to() {
        let text = |aggregate: Aggregate, totals: &ColumnTotals, gaps| {
            let column: ColumnId = "column:Size".parse().unwrap();
            aggregate.text(&column, totals, gaps).long.to_string()
        };
        let size = totals(Measure::Bytes, 1.2e12, 1024.0, 2e9);
        assert_eq!(text(Aggregate::Sum, &size, Gaps::None), "sum 1.1 TiB");
        assert_eq!(text(Aggregate::Sum, &size, Gaps::Some), "sum ≥ 1.1 TiB");
        assert_eq!(text(Aggregate::Least, &size, Gaps::Some), "min ≤ 1.0 KiB");
        let moments = totals(Measure::Moment, 0.0, 0.0, 1_796_083_200_000.0);
        assert_eq!(
            text(Aggregate::Most, &moments, Gaps::None),
            "newest 2026-12-01"
        );
        assert_eq!(
            text(Aggregate::Least, &moments, Gaps::None),
            "oldest 1970-01-01"
        );
        let flags = totals(Measure::Flag, 12.0, 0.0, 1.0);
        assert_eq!(text(Aggregate::Sum, &flags, Gaps::Some), "≥ 12 yes");
        let numbers = totals(Measure::Number, -1234.5, -2.25, 0.0);
        assert_eq!(text(Aggregate::Sum, &numbers, Gaps::None), "sum -1,234.5");
        assert_eq!(text(Aggregate::Sum, &numbers, Gaps::Some), "sum ? -1,234.5");
        assert_eq!(text(Aggregate::Least, &numbers, Gaps::None), "min -2.25");
        assert_eq!(text(Aggregate::Distinct, &numbers, Gaps::None), "8 kinds");
        let rows = Aggregate::Count.text(&ColumnId::NAME, &size, Gaps::Some);
        assert_eq!(
            (rows.long.as_str(), rows.short.as_str()),
            ("≥ 57 rows", "≥ 57")
        );
        let capped = ColumnTotals {
            distinct: MOST_DISTINCT,
            ..ColumnTotals::default()
        };
        assert_eq!(
            text(Aggregate::Distinct, &capped, Gaps::None),
            "≥ 100,000 kinds"
        );
    }

    #[test]
    fn what_is_usual_is_offered() {
        let columns = ["name", "status", "column:Size", "tag:Team"];
        for column in columns.map(|name| name.parse::<ColumnId>().unwrap()) {
            for measure in [
                Measure::Number,
                Measure::Bytes,
                Measure::Percent,
                Measure::Seconds,
                Measure::Moment,
                Measure::Flag,
            ] {
                let texts = ColumnTotals {
                    count: 1,
                    ..ColumnTotals::default()
                };
                for totals in [totals(measure, 1.0, 1.0, 1.0), texts] {
                    let usual = Aggregate::usual(&column, &totals).unwrap();
                    assert!(
                        Aggregate::offered(&totals).contains(&usual),
                        "{column} {measure:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn one_long_value_in_twenty_makes_no_column_wide() {
        let mut widths = vec![8; 19];
        widths.push(400);
        assert_eq!(percentile_95(&mut widths), 8);
        assert_eq!(percentile_95(&mut [3, 9]), 9);
        assert_eq!(percentile_95(&mut []), 0);
    }
}
