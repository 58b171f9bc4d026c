//! What the summary of a pane shows: how much there is of each kind, as lines with bars. Knows nothing of egui.

pub mod bar_filter;
pub mod lines;
pub mod treemap;

use std::sync::atomic::AtomicBool;

use compact_str::{CompactString, format_compact};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::app::jobs::Task;
use crate::app::labels::AccountNames;
use crate::app::pane::totals::Gaps;
use crate::app::resource_explorer::figures::{
    AgeBand, Bar, BarKey, Dimension, FiguresInput, Summary, Weight, summarize,
};
use crate::app::resource_explorer::source::AccountInfo;
use crate::catalog::types::label_of;
use crate::text::bytes::in_largest_unit;
use crate::text::numbers::{grouped, plural};

/// Making it.
pub const SUMMARY: Task = Task::new("summary", "Counting rows").cancellable();

/// By what a summary counts, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummarySpec {
    /// By what first.
    pub by: Dimension,
    /// By what within that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Dimension>,
    /// What the length of a bar is.
    #[serde(default)]
    pub weight: Weight,
}

impl Default for SummarySpec {
    fn default() -> Self {
        Self {
            by: Dimension::Type,
            then: Some(Dimension::Region),
            weight: Weight::Rows,
        }
    }
}

impl SummarySpec {
    /// The dimensions, each once.
    pub fn dimensions(&self) -> Vec<Dimension> {
        let then = self.then.clone().filter(|then| *then != self.by);
        [self.by.clone()].into_iter().chain(then).collect()
    }
}

/// Counts the rows that are shown.
pub fn summary_of(input: &FiguresInput, spec: &SummarySpec, stop: &AtomicBool) -> Option<Summary> {
    let now = Timestamp::now().as_second();
    summarize(input, &spec.dimensions(), spec.weight, now, stop)
}

/// Whether there may be more than a summary says; `rows` is whether rows are missing.
pub fn gaps_of(summary: &Summary, weight: Weight, rows: Gaps) -> Gaps {
    match weight {
        Weight::Size if summary.size_unknown > 0 => Gaps::Some,
        Weight::Size | Weight::Rows => rows,
    }
}

/// What a bar is called.
pub fn bar_label(
    key: &BarKey,
    of: &Dimension,
    names: &mut AccountNames,
    accounts: &[AccountInfo],
) -> CompactString {
    match key {
        BarKey::Type(ty) => label_of(*ty),
        BarKey::Service(service) => (*service).into(),
        BarKey::Account(id) => match names.name(accounts, *id) {
            "" => id.grouped().into(),
            name => name.into(),
        },
        BarKey::Region(region) => region.as_str().into(),
        BarKey::Tag(text) if text.is_empty() => "(empty)".into(),
        BarKey::Status(text) | BarKey::Tag(text) => text.clone(),
        BarKey::Age(band) => age_label(*band).into(),
        BarKey::Missing => match of {
            Dimension::Tag(key) => format_compact!("Without tag {key}"),
            _ => "No status".into(),
        },
        BarKey::Unknown => match of {
            Dimension::Tag(_) => "Tags not known".into(),
            _ => "No date told".into(),
        },
    }
}

fn age_label(band: AgeBand) -> &'static str {
    match band {
        AgeBand::Day => "Less than a day",
        AgeBand::Week => "1 to 7 days",
        AgeBand::Month => "7 to 30 days",
        AgeBand::Quarter => "30 to 90 days",
        AgeBand::Year => "90 to 365 days",
        AgeBand::Older => "A year and more",
    }
}

/// `≥ 57` or `1.2 TiB`.
pub fn weight_text(bar: &Bar, weight: Weight, gaps: Gaps) -> CompactString {
    amount_text(bar.rows, bar.bytes, weight, gaps)
}

/// `≥ 57` or `1.2 TiB`.
pub fn amount_text(rows: u32, bytes: f64, weight: Weight, gaps: Gaps) -> CompactString {
    let sign = match gaps {
        Gaps::Some => "≥ ",
        Gaps::None => "",
    };
    match weight {
        Weight::Rows => format_compact!("{sign}{}", grouped(rows)),
        Weight::Size if bytes <= 0.0 => "–".into(),
        Weight::Size => format_compact!("{sign}{}", in_largest_unit(bytes)),
    }
}

/// `≥ 57 rows` or `1.2 TiB in 57 rows`.
pub fn spoken_amount(rows: u32, bytes: f64, weight: Weight, gaps: Gaps) -> String {
    let counted = format!(
        "{} {}",
        amount_text(rows, bytes, Weight::Rows, gaps),
        plural(rows, "row")
    );
    match weight {
        Weight::Rows => counted,
        Weight::Size => format!("{} in {counted}", amount_text(rows, bytes, weight, gaps)),
    }
}
