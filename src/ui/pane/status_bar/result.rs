//! What was found, in words: the first thing that a pane's foot says.

use crate::app::pane::Pane;
use crate::app::resource_explorer::ledger::Outcome;
use crate::text::durations;
use crate::text::numbers::grouped;

/// `1,953 rows`, `≥ 18 of 1,953 rows`, `≥ 12 found at 40 %`; nothing before a query was asked.
pub(super) fn rows_text(pane: &Pane) -> String {
    if pane.rows.is_empty() && pane.ledger.is_empty() {
        return String::new();
    }
    let (rows, incomplete) = pane.shown_rows();
    let mark = if incomplete { "≥ " } else { "" };
    if let Some(searched) = pane.tree.searched {
        let share = u64::from(searched.rows) * 100 / u64::from(searched.of.max(1));
        return format!("{mark}{} found at {share} %", grouped(rows));
    }
    let all = pane.rows.len();
    if pane.is_filtered() && all > rows {
        return format!("{mark}{} of {} rows", grouped(rows), grouped(all));
    }
    let noun = if rows == 1 && !incomplete {
        "row"
    } else {
        "rows"
    };
    format!("{mark}{} {noun}", grouped(rows))
}

/// `5 selected`; nothing while there is only the cursor.
pub(super) fn selected_text(pane: &Pane) -> String {
    if pane.selection.is_empty() {
        return String::new();
    }
    format!("{} selected", grouped(pane.selected_count()))
}

/// `cache 85 %`: the share of this query's lists that came from the cache.
pub(super) fn cache_text(pane: &Pane) -> String {
    match (pane.counts.cache_hits, pane.counts.phase1_total) {
        (0, _) | (_, 0) => String::new(),
        (hits, total) => format!("cache {} %", u64::from(hits) * 100 / u64::from(total)),
    }
}

/// `throttled 3`: how often AWS asked to slow down.
pub(super) fn throttled_text(pane: &Pane) -> String {
    match pane.counts.throttled {
        0 => String::new(),
        times => format!("throttled {}", grouped(times)),
    }
}

/// `72 % · about 20 s left` while a query runs, else how long it took.
pub(super) fn time_text(pane: &Pane) -> String {
    let elapsed = || pane.elapsed().map(durations::precise);
    if !pane.is_running() {
        return elapsed().unwrap_or_default().into();
    }
    let (done, total) = pane.progress();
    if waiting_keys(pane) > 0 && u64::from(waiting_keys(pane)) >= total - done {
        return "waiting for a sign-in".to_owned();
    }
    let left = pane
        .eta
        .text()
        .or_else(|| elapsed().map(String::from))
        .unwrap_or_default();
    match total {
        0 => left,
        total => format!("{} % · {left}", done * 100 / total),
    }
}

/// Query keys that wait for a sign-in and go on by themselves.
pub(super) fn waiting_keys(pane: &Pane) -> u32 {
    if pane.is_running() {
        pane.ledger.tally().of(Outcome::SignIn) as u32
    } else {
        0
    }
}

/// What was refused or broke; what only waits is not of it.
pub(super) fn failed_text(pane: &Pane) -> Option<(String, Trouble)> {
    let tally = pane.ledger.tally();
    let failed =
        (pane.ledger.failures() + pane.broken.len()).saturating_sub(waiting_keys(pane) as usize);
    let denied = tally.denied();
    match failed {
        0 => None,
        failed if failed == denied => {
            Some((format!("{} denied", grouped(failed)), Trouble::Denied))
        }
        failed => Some((format!("{} failed", grouped(failed)), Trouble::Failed)),
    }
}

/// What kind of trouble there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// AWS refused, for want of a permission.
    Denied,
    /// Something broke.
    Failed,
}
