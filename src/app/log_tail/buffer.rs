//! The loaded lines, bounded, and which of them pass the filter.

use std::collections::VecDeque;

use super::filter::LineFilter;
use super::inbox::Older;
use super::limits::TailLimits;
use super::line::{LogLine, Place, RawLine};

/// Lines with consecutive numbers, and the numbers of those that pass the filter.
#[derive(Debug)]
pub(super) struct LineBuffer {
    limits: TailLimits,
    lines: VecDeque<LogLine>,
    held_bytes: usize,
    dropped_lines: u64,
    /// Where the first loaded line begins, or would begin.
    front: Option<Place>,
    /// The number that the next new line gets.
    next_ordinal: i64,
    filter: LineFilter,
    /// Numbers of lines that pass, ascending.
    matching: VecDeque<i64>,
    /// Lines with numbers in this range have been through the filter: `from..to`. Lines before it
    /// are gone through backwards, lines after it forwards.
    filtered_from: i64,
    filtered_to: i64,
}

impl LineBuffer {
    pub(super) fn new(limits: TailLimits) -> Self {
        Self {
            limits,
            lines: VecDeque::new(),
            held_bytes: 0,
            dropped_lines: 0,
            front: None,
            next_ordinal: 0,
            filter: LineFilter::default(),
            matching: VecDeque::new(),
            filtered_from: 0,
            filtered_to: 0,
        }
    }

    /// The first line will be the one at `place`.
    pub(super) fn begin_at(&mut self, place: Place) {
        if self.lines.is_empty() {
            self.front = Some(place);
        }
    }

    /// Adds new lines at the end; `lost_lines` before them were dropped on the way here.
    pub(super) fn append(&mut self, lost_lines: u64, lines: VecDeque<RawLine>) {
        if lost_lines > 0 {
            // What was lost came after everything in here, and the oldest lines go first.
            self.drop_oldest(self.lines.len());
            self.dropped_lines += lost_lines;
            self.next_ordinal += i64::try_from(lost_lines).unwrap_or(i64::MAX / 2);
            self.filtered_from = self.next_ordinal;
            self.filtered_to = self.next_ordinal;
            self.front = lines.front().map(|line| line.place);
        }
        for line in lines {
            let line = line.numbered(self.next_ordinal);
            self.next_ordinal += 1;
            if self.front.is_none() {
                self.front = Some(line.place);
            }
            self.held_bytes += line.held_bytes();
            self.lines.push_back(line);
        }
        self.keep_within(self.limits.max_lines, self.limits.limit_bytes);
    }

    /// Puts older lines before the first one, as many as there is room for; returns how many. Those
    /// that do not go on from the first line, because it is another by now, are left out.
    pub(super) fn prepend(&mut self, older: Older) -> usize {
        if self.front != Some(older.before) {
            return 0;
        }
        let mut added = 0;
        let mut next = self.first_ordinal();
        let mut start = Some(older.start);
        for line in older.lines.into_iter().rev() {
            if self.is_full() {
                start = None;
                break;
            }
            next -= 1;
            let line = line.numbered(next);
            self.held_bytes += line.held_bytes();
            self.lines.push_front(line);
            added += 1;
        }
        let first = self.lines.front().map(|line| line.place);
        self.front = start.or(first).or(self.front);
        added
    }

    /// Puts up to `count` lines through the filter; returns whether others still wait.
    pub(super) fn filter_some(&mut self, count: usize) -> bool {
        for _ in 0..count {
            // New lines first: they are what a person sees.
            if self.filtered_to < self.next_ordinal {
                if self.passes(self.filtered_to) {
                    self.matching.push_back(self.filtered_to);
                }
                self.filtered_to += 1;
            } else if self.filtered_from > self.first_ordinal() {
                self.filtered_from -= 1;
                if self.passes(self.filtered_from) {
                    self.matching.push_front(self.filtered_from);
                }
            } else {
                return false;
            }
        }
        self.filtered_to < self.next_ordinal || self.filtered_from > self.first_ordinal()
    }

    pub(super) fn filter(&self) -> &LineFilter {
        &self.filter
    }

    pub(super) fn set_filter(&mut self, filter: LineFilter) {
        if filter == self.filter {
            return;
        }
        self.filter = filter;
        self.matching.clear();
        self.filtered_from = self.next_ordinal;
        self.filtered_to = self.next_ordinal;
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    pub(super) fn dropped_lines(&self) -> u64 {
        self.dropped_lines
    }

    pub(super) fn front(&self) -> Option<Place> {
        self.front
    }

    /// Whether no older line fits any more.
    pub(super) fn is_full(&self) -> bool {
        self.lines.len() >= self.limits.max_lines || self.held_bytes >= self.limits.limit_bytes
    }

    pub(super) fn matching_len(&self) -> usize {
        self.matching.len()
    }

    pub(super) fn matching(&self, index: usize) -> Option<&LogLine> {
        self.line(*self.matching.get(index)?)
    }

    /// The first index whose line has `ordinal` or a higher number.
    pub(super) fn matching_index_of(&self, ordinal: i64) -> usize {
        self.matching.partition_point(|&other| other < ordinal)
    }

    /// The number that follows all lines that have been through the filter.
    pub(super) fn matching_end(&self) -> i64 {
        self.filtered_to
    }

    /// How many lines from number `ordinal` on pass the filter.
    pub(super) fn matching_from(&self, ordinal: i64) -> usize {
        self.matching.len() - self.matching_index_of(ordinal)
    }

    /// Drops the oldest lines until at most `limit_bytes` are held; returns the bytes given back.
    pub(super) fn shrink_to(&mut self, limit_bytes: usize) -> usize {
        let before = self.held_bytes;
        self.keep_within(usize::MAX, limit_bytes);
        self.lines.shrink_to_fit();
        self.matching.shrink_to_fit();
        before - self.held_bytes
    }

    /// How many lines there are before `ordinal` and before the newest `kept`.
    fn lines_before(&self, ordinal: i64, kept: usize) -> usize {
        let before = ordinal.saturating_sub(self.first_ordinal()).max(0);
        let before = usize::try_from(before).unwrap_or(usize::MAX);
        before.min(self.lines.len().saturating_sub(kept))
    }

    /// Bytes of the lines before `ordinal` and before the newest `kept`, about: by their share of all lines.
    pub(super) fn bytes_before(&self, ordinal: i64, kept: usize) -> usize {
        let lines = self.lines_before(ordinal, kept);
        (self.held_bytes as u128 * lines as u128 / self.lines.len().max(1) as u128) as usize
    }

    /// Drops the lines before `ordinal` and before the newest `kept`.
    pub(super) fn drop_before(&mut self, ordinal: i64, kept: usize) {
        self.drop_oldest(self.lines_before(ordinal, kept));
        self.lines.shrink_to_fit();
        self.matching.shrink_to_fit();
    }

    fn keep_within(&mut self, max_lines: usize, limit_bytes: usize) {
        let mut excess_bytes = self.held_bytes.saturating_sub(limit_bytes);
        let too_many = self.lines.len().saturating_sub(max_lines);
        let too_large = self
            .lines
            .iter()
            .take_while(|line| {
                let goes = excess_bytes > 0;
                excess_bytes = excess_bytes.saturating_sub(line.held_bytes());
                goes
            })
            .count();
        self.drop_oldest(too_many.max(too_large));
    }

    fn drop_oldest(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        for line in self.lines.drain(..count) {
            self.held_bytes -= line.held_bytes();
        }
        self.dropped_lines += count as u64;
        let first = self.first_ordinal();
        let gone = self.matching_index_of(first);
        self.matching.drain(..gone);
        self.filtered_from = self.filtered_from.max(first);
        self.filtered_to = self.filtered_to.max(first);
        // Without a line it is not known where older ones would end.
        self.front = self.lines.front().map(|line| line.place);
    }

    fn first_ordinal(&self) -> i64 {
        self.next_ordinal - self.lines.len() as i64
    }

    fn line(&self, ordinal: i64) -> Option<&LogLine> {
        let index = ordinal.checked_sub(self.first_ordinal())?;
        self.lines.get(usize::try_from(index).ok()?)
    }

    fn passes(&self, ordinal: i64) -> bool {
        self.line(ordinal)
            .is_some_and(|line| self.filter.matches(line))
    }
}
