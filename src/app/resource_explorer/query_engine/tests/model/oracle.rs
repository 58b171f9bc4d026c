//! What must be true of a window whenever nothing of its query runs: rows and ledger together are the truth.

use std::collections::{BTreeMap, BTreeSet};

use super::window::{Window, arn_of};
use super::world::{FIRST, NEW_THERE, PLAIN, REGIONS, SECOND, Truth, World, is, of};
use crate::app::resource_explorer::progress::FinishReason;
use crate::app::resource_explorer::tree::{
    GroupBy, GroupKey, PaneRows, Tree, TreeInput, build_tree,
};
use crate::model::{DetailDepth, Fingerprint, QueryKey, QueryScope, Selection};

/// A window, the world that it shows, and what it was asked for.
pub(super) struct Oracle<'a> {
    pub window: &'a Window,
    pub world: &'a World,
    pub scope: &'a QueryScope,
}

impl Oracle<'_> {
    /// What must be true whenever nothing runs.
    pub(super) fn check(&self) -> Result<(), String> {
        self.nothing_is_invented()?;
        self.lines_count_what_is_shown()?;
        self.what_is_missing_is_told()?;
        self.counts_say_that_there_may_be_more()?;
        self.details_are_there_or_refused()
    }

    fn nothing_is_invented(&self) -> Result<(), String> {
        let real: BTreeSet<String> = self.world.truths.iter().map(Truth::arn).collect();
        let mut shown = self.window.arns().into_iter();
        match shown.find(|arn| !real.contains(arn)) {
            Some(arn) => Err(format!("{arn} does not exist")),
            None => Ok(()),
        }
    }

    fn lines_count_what_is_shown(&self) -> Result<(), String> {
        let mut shown: BTreeMap<QueryKey, u64> = BTreeMap::new();
        for row in self.window.rows() {
            let key = if row.provider.is_sweep() {
                row.key()
            } else {
                self.world.list_of(row)
            };
            *shown.entry(key).or_default() += 1;
        }
        let lines = self.window.ledger.iter();
        for line in lines.filter(|line| !line.key.resource_type.is_of_many()) {
            let rows = shown.remove(&line.key).unwrap_or_default();
            if rows != line.rows {
                return Err(format!(
                    "the line of {} says {:?} and {} rows, {rows} are shown",
                    line.key, line.outcome, line.rows
                ));
            }
        }
        match shown.first_key_value() {
            Some((key, rows)) if !self.window.lacks_lines => {
                Err(format!("{rows} rows of {key}, and no line of the ledger"))
            }
            _ => Ok(()),
        }
    }

    /// Resources that were asked for and are not shown.
    fn missing(&self) -> impl Iterator<Item = &Truth> {
        let shown = self.window.arns();
        let missing = self.world.truths.iter();
        missing.filter(move |truth| self.is_asked(truth) && !shown.contains(&truth.arn()))
    }

    /// Whether a list or a sweep that is asked sees a resource.
    fn can_be_seen(&self, truth: &Truth) -> bool {
        self.world.lists(self.scope, &truth.row) || truth.is_tagged
    }

    /// The key whose line speaks for a resource.
    fn list_of(&self, truth: &Truth) -> QueryKey {
        if self.world.lists(self.scope, &truth.row) {
            self.world.list_of(&truth.row)
        } else {
            truth.row.key()
        }
    }

    fn what_is_missing_is_told(&self) -> Result<(), String> {
        if self.window.lacks_lines {
            return Ok(());
        }
        let is_told = |key: &QueryKey| {
            let line = self.window.ledger.get(key);
            line.is_some_and(|line| line.outcome.is_incomplete())
        };
        for truth in self.missing() {
            let list = self.list_of(truth);
            // What has no list is seen by sweeps alone.
            let has_list = self.world.lists(self.scope, &truth.row);
            let is_told = is_told(&list)
                || !has_list && (is_told(&sweep_of(truth)) || !self.can_be_seen(truth));
            if !is_told {
                let says = self.window.ledger.get(&list).map(|line| line.outcome);
                return Err(format!(
                    "{} is missing, and {list} says {says:?}",
                    truth.arn()
                ));
            }
        }
        Ok(())
    }

    /// Every count above something that is missing has its ≥.
    fn counts_say_that_there_may_be_more(&self) -> Result<(), String> {
        if self.window.lacks_lines {
            // Then every count has it.
            return Ok(());
        }
        let tree = self.tree();
        for truth in self.missing().filter(|truth| self.can_be_seen(truth)) {
            let list = self.list_of(truth);
            let path = [
                GroupKey::Account(list.account),
                GroupKey::Region(list.region),
                GroupKey::Type(list.resource_type),
            ];
            let mut parent = None;
            for step in path {
                let mut groups = tree.groups.iter().enumerate();
                let group = groups.find(|(_, group)| group.parent == parent && group.key == step);
                // Where there is no group, there is no count that could be wrong.
                let Some((at, group)) = group else { break };
                if group.incomplete == 0 {
                    return Err(format!(
                        "{} is missing, and {step:?} says {} without ≥",
                        truth.arn(),
                        group.count()
                    ));
                }
                parent = u32::try_from(at).ok();
            }
        }
        Ok(())
    }

    fn tree(&self) -> Tree {
        let mut rows = PaneRows::default();
        for batch in &self.window.batches {
            assert!(rows.push(batch.clone()), "a small world");
        }
        build_tree(&TreeInput {
            rows: rows.clone(),
            group_by: GroupBy::BUILTIN.to_vec(),
            lists: self.window.ledger.lines().clone(),
            ..TreeInput::default()
        })
    }

    /// A query that ran to its end has asked for the details of everything that a list gave.
    fn details_are_there_or_refused(&self) -> Result<(), String> {
        let asks = self.scope.details != DetailDepth::None && !self.window.was_retried;
        if !asks || self.window.finished != Some(FinishReason::Done) {
            return Ok(());
        }
        let listed = self.window.rows();
        let listed = listed.filter(|row| is(row.resource_type, PLAIN) && !row.provider.is_sweep());
        for row in listed {
            let is_there = self.window.detailed.contains(&Fingerprint::from(row));
            if !is_there && !self.window.without_details.contains(&row.key()) {
                return Err(format!("nothing is told of the details of {}", arn_of(row)));
            }
        }
        Ok(())
    }

    /// Rows of before that a retry may take away: what only a sweep took for a type that is asked for.
    pub(super) fn may_vanish(&self, arn: &str) -> bool {
        let truth = self.world.truths.iter().find(|truth| truth.arn() == arn);
        truth.is_none_or(|truth| {
            let ty = truth.row.resource_type;
            (is(ty, FIRST) || is(ty, SECOND)) && !self.is_asked(truth)
        })
    }

    /// What must be true once everything has answered.
    pub(super) fn check_whole(&self) -> Result<(), String> {
        for truth in self.missing() {
            if self.can_be_seen(truth) && !self.scope.smart {
                let line = self.window.ledger.get(&self.world.list_of(&truth.row));
                let line = line.map(|line| (line.outcome, line.rows));
                return Err(format!("{} is missing at the end: {line:?}", truth.arn()));
            }
        }
        let mut lines = self.window.ledger.iter();
        match lines.find(|line| line.is_retryable()) {
            Some(line) => Err(format!(
                "{} ended {:?}: {:?}",
                line.key,
                line.outcome,
                line.why()
            )),
            None => Ok(()),
        }
    }

    /// Whether the scope asks for a resource.
    fn is_asked(&self, truth: &Truth) -> bool {
        let Selection::Only(types) = &self.scope.types else {
            return true;
        };
        let ty = truth.row.resource_type;
        let asks_sweeps = self.scope.smart || types.iter().any(|ty| ty.is_tagged_sweep());
        // The catalog does not know of it there: only a sweep that is asked for can show it.
        let is_new = is(ty, NEW_THERE) && truth.row.region == of(REGIONS[0]);
        if types.contains(&ty) && !is_new {
            return true;
        }
        asks_sweeps && !is(ty, SECOND)
    }
}

/// The sweep that sees a resource.
fn sweep_of(truth: &Truth) -> QueryKey {
    let key = truth.row.key().sweep();
    if key.region.is_global() {
        let region = of(REGIONS[1]);
        return QueryKey { region, ..key };
    }
    key
}
