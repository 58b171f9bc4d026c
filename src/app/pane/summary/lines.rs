//! The lines of a summary: bars, the bars within them, and lines for the many that are small.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::app::list_cursor::{Fold, ListLines, SetPlace};
use crate::app::resource_explorer::figures::{Bar, BarKey, Summary};

/// Bars that are shown until more are asked for.
const MOST_FIRST: usize = 20;

/// The same within a bar.
const MOST_WITHIN: usize = 5;

/// How many more are shown each time.
const STEP: usize = 1000;

/// What a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SummaryLine {
    /// A bar.
    Bar(u32),
    /// A bar within a bar.
    Within(u32, u32),
    /// The bars that are not shown.
    Others,
    /// The bars within a bar that are not shown.
    OthersWithin(u32),
}

/// Which lines there are.
#[derive(Clone, Debug, Default)]
pub struct SummaryLines {
    lines: Vec<SummaryLine>,
    /// Bars whose inner ones are hidden.
    closed: HashSet<BarKey>,
    first_shown: usize,
    within_shown: HashMap<BarKey, usize>,
}

impl SummaryLines {
    /// The first lines of a summary.
    pub fn of(summary: &Summary) -> Self {
        let mut lines = Self {
            first_shown: MOST_FIRST,
            ..Self::default()
        };
        lines.list(summary);
        lines
    }

    /// Lists the lines of another summary as those of the one before were.
    pub fn list(&mut self, summary: &Summary) {
        self.lines.clear();
        for (at, bar) in (0..).zip(&summary.bars).take(self.first_shown) {
            self.lines.push(SummaryLine::Bar(at));
            if self.closed.contains(&bar.key) || bar.below.len() < 2 {
                continue;
            }
            let shown = self.shown_within(bar);
            let within = (0..shown as u32).map(|inner| SummaryLine::Within(at, inner));
            self.lines.extend(within);
            if shown < bar.below.len() {
                self.lines.push(SummaryLine::OthersWithin(at));
            }
        }
        if self.first_shown < summary.bars.len() {
            self.lines.push(SummaryLine::Others);
        }
    }

    /// Hides the bars within a bar, or shows them; shows more of those that a line stands for.
    pub fn toggle(&mut self, line: SummaryLine, summary: &Summary) {
        let key = |at: u32| summary.bars.get(at as usize).map(|bar| bar.key.clone());
        match line {
            SummaryLine::Bar(at) => {
                if let Some(key) = key(at)
                    && !self.closed.remove(&key)
                {
                    self.closed.insert(key);
                }
            }
            SummaryLine::Others => self.first_shown += STEP,
            SummaryLine::OthersWithin(at) => {
                if let Some(key) = key(at) {
                    *self.within_shown.entry(key).or_insert(MOST_WITHIN) += STEP;
                }
            }
            SummaryLine::Within(..) => return,
        }
        self.list(summary);
    }

    fn shown_within(&self, bar: &Bar) -> usize {
        let most = self.within_shown.get(&bar.key).copied();
        bar.below.len().min(most.unwrap_or(MOST_WITHIN))
    }

    /// Line `at`.
    pub fn get(&self, at: usize) -> Option<SummaryLine> {
        self.lines.get(at).copied()
    }
}

/// A summary with its lines, and what they are called.
pub struct ListedSummary<'a> {
    /// The figures.
    pub summary: &'a Summary,
    /// Which lines there are.
    pub lines: &'a SummaryLines,
    /// What the bar of a line is called.
    pub label: &'a dyn Fn(SummaryLine, &Bar) -> String,
    /// What is said of it.
    pub told: &'a dyn Fn(&Bar) -> String,
}

impl<'a> ListedSummary<'a> {
    /// The bar that a line shows, and those beside it.
    pub fn bar(&self, line: SummaryLine) -> Option<(&'a Bar, &'a [Bar])> {
        let bars = &self.summary.bars[..];
        match line {
            SummaryLine::Bar(at) => Some((bars.get(at as usize)?, bars)),
            SummaryLine::Within(at, within) => {
                let below = &bars.get(at as usize)?.below[..];
                Some((below.get(within as usize)?, below))
            }
            SummaryLine::Others | SummaryLine::OthersWithin(_) => None,
        }
    }

    /// The bars that a line stands for because they are not shown.
    pub fn others(&self, line: SummaryLine) -> &'a [Bar] {
        let bars = &self.summary.bars[..];
        let hidden = |bars: &'a [Bar], shown: usize| bars.get(shown..).unwrap_or_default();
        match line {
            SummaryLine::Others => hidden(bars, self.lines.first_shown),
            SummaryLine::OthersWithin(at) => {
                let bar = bars.get(at as usize);
                bar.map_or(&[], |bar| hidden(&bar.below, self.lines.shown_within(bar)))
            }
            SummaryLine::Bar(_) | SummaryLine::Within(..) => &[],
        }
    }
}

impl ListLines for ListedSummary<'_> {
    type Key = SummaryLine;

    fn len(&self) -> usize {
        self.lines.lines.len()
    }

    fn key_at(&self, at: usize) -> Option<SummaryLine> {
        self.lines.get(at)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        let Some(line) = self.lines.get(at) else {
            return Cow::default();
        };
        match self.bar(line) {
            Some((bar, _)) => (self.label)(line, bar).into(),
            None => format!("{} others", self.others(line).len()).into(),
        }
    }

    fn description(&self, at: usize) -> String {
        let bar = self.lines.get(at).and_then(|line| self.bar(line));
        bar.map_or_else(
            || "Enter shows more".to_owned(),
            |(bar, _)| (self.told)(bar),
        )
    }

    fn fold(&self, at: usize) -> Fold {
        match self.lines.get(at) {
            Some(SummaryLine::Bar(bar)) => {
                let has_more = |bar: &Bar| bar.below.len() > 1;
                match self.summary.bars.get(bar as usize) {
                    Some(shown) if has_more(shown) && self.lines.closed.contains(&shown.key) => {
                        Fold::Closed
                    }
                    Some(shown) if has_more(shown) => Fold::Open,
                    _ => Fold::Leaf,
                }
            }
            _ => Fold::Leaf,
        }
    }

    fn parent(&self, at: usize) -> Option<usize> {
        let around = match self.lines.get(at)? {
            SummaryLine::Within(bar, _) | SummaryLine::OthersWithin(bar) => bar,
            SummaryLine::Bar(_) | SummaryLine::Others => return None,
        };
        self.line_of(SummaryLine::Bar(around))
    }

    fn place(&self, at: usize) -> SetPlace {
        let bars = &self.summary.bars;
        let of = |level, position: u32, size| SetPlace {
            level,
            position: position as usize,
            size,
        };
        let within = |bar: u32| bars.get(bar as usize).map_or(0, |bar| bar.below.len());
        match self.lines.get(at) {
            Some(SummaryLine::Bar(bar)) => of(0, bar, bars.len()),
            Some(SummaryLine::Within(bar, inner)) => of(1, inner, within(bar)),
            Some(SummaryLine::OthersWithin(bar)) => {
                let size = within(bar);
                of(1, size.saturating_sub(1) as u32, size)
            }
            Some(SummaryLine::Others) | None => {
                of(0, bars.len().saturating_sub(1) as u32, bars.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(number: u32, below: u32) -> Bar {
        Bar {
            key: BarKey::Tag(format!("value {number}").into()),
            rows: below.max(1),
            bytes: 0.0,
            below: (0..below).map(|number| bar(number, 0)).collect(),
        }
    }

    fn summary(bars: u32, below: u32) -> Summary {
        Summary {
            bars: (0..bars).map(|number| bar(number, below)).collect(),
            ..Summary::default()
        }
    }

    fn listed<'a>(summary: &'a Summary, lines: &'a SummaryLines) -> ListedSummary<'a> {
        ListedSummary {
            summary,
            lines,
            label: &|_, bar| format!("{:?}", bar.key),
            told: &|bar| bar.rows.to_string(),
        }
    }

    #[test]
    fn of_ten_thousand_values_few_are_lines_and_the_others_are_one_that_opens() {
        let summary = summary(10_000, 8);
        let mut lines = SummaryLines::of(&summary);
        let count = |lines: &SummaryLines| listed(&summary, lines).len();
        assert_eq!(count(&lines), 20 * (1 + 5 + 1) + 1);
        let all = listed(&summary, &lines);
        assert_eq!(all.others(SummaryLine::Others).len(), 9_980);
        assert_eq!(all.others(SummaryLine::OthersWithin(3)).len(), 3);
        assert_eq!(all.name(140), "9980 others");
        lines.toggle(SummaryLine::OthersWithin(3), &summary);
        assert_eq!(count(&lines), 141 + 3 - 1);
        lines.toggle(SummaryLine::Bar(0), &summary);
        assert_eq!(count(&lines), 143 - 6);
        assert_eq!(listed(&summary, &lines).fold(0), Fold::Closed);
        assert_eq!(listed(&summary, &lines).fold(1), Fold::Open);
        for _ in 0..10 {
            lines.toggle(SummaryLine::Others, &summary);
        }
        assert!(
            listed(&summary, &lines)
                .others(SummaryLine::Others)
                .is_empty()
        );
    }

    #[test]
    fn lines_know_the_bar_around_them_and_stay_closed_when_others_come() {
        let mut summary = summary(3, 2);
        let mut lines = SummaryLines::of(&summary);
        {
            let all = listed(&summary, &lines);
            assert_eq!((all.parent(2), all.parent(0)), (Some(0), None));
            assert_eq!(all.place(2).level, 1);
            assert_eq!((all.place(2).position, all.place(2).size), (1, 2));
        }
        lines.toggle(SummaryLine::Bar(2), &summary);
        summary.bars.insert(0, bar(77, 2));
        lines.list(&summary);
        let all = listed(&summary, &lines);
        let last = all.line_of(SummaryLine::Bar(3)).unwrap();
        assert_eq!(all.fold(last), Fold::Closed);
        assert_eq!(all.line_of(SummaryLine::Within(2, 1)), Some(8));
    }
}
