//! What a pane asks for and how it shows the answer: all that a split, a new window, a reconnect or a bookmark
//! takes over from a pane. Holds no rows.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Pane;
use super::known_scope::{KnownScope, ScopeEpoch};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::tree::{GroupBy, Sorting};
use crate::model::{AccountId, QueryScope};

/// Whether the side with a resource's details is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetailsSide {
    /// It is shown as soon as a row is selected.
    #[default]
    Open,
    /// It stays closed until it is asked for.
    Closed,
}

impl DetailsSide {
    /// The other one.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::Open => Self::Closed,
            Self::Closed => Self::Open,
        }
    }
}

/// What a pane asks for and how it shows the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaneSpec {
    /// What the next run asks for.
    pub scope: QueryScope,
    /// Name of the bookmark that the scope came from; empty otherwise.
    #[serde(skip)]
    pub bookmark: String,
    /// The filter as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub filter: String,
    /// Whether rows that AWS manages are shown: the program's setting at the time, and kept there.
    #[serde(skip)]
    pub show_managed: bool,
    /// Levels of the tree, outermost first; each at most once. None for a table.
    #[serde(rename = "grouping", default = "builtin_levels")]
    pub group_by: Vec<GroupBy>,
    /// Order of the rows in a group.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sorting: Sorting,
    /// Whether the details are shown beside the rows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub details: DetailsSide,
}

impl Default for PaneSpec {
    fn default() -> Self {
        Self {
            scope: QueryScope::default(),
            bookmark: String::new(),
            filter: String::new(),
            show_managed: false,
            group_by: builtin_levels(),
            sorting: Sorting::default(),
            details: DetailsSide::default(),
        }
    }
}

fn builtin_levels() -> Vec<GroupBy> {
    GroupBy::BUILTIN.to_vec()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The levels, each where it is named first.
pub(super) fn without_repeats(levels: Vec<GroupBy>) -> Vec<GroupBy> {
    let mut once = Vec::with_capacity(levels.len());
    for level in levels {
        if !once.contains(&level) {
            once.push(level);
        }
    }
    once
}

impl Pane {
    /// Changes whenever the scope of the next run does; views key what they make of it by this.
    pub fn scope_epoch(&self) -> ScopeEpoch {
        self.known_scope.epoch()
    }

    /// Sets the scope of the next run, and nothing else.
    fn put_scope(&mut self, scope: QueryScope) {
        self.known_scope = KnownScope::of(&scope);
        self.spec.scope = scope;
    }

    /// Takes over what is asked for and how it is shown. The rows stay until the next query has some.
    pub fn set_spec(&mut self, spec: PaneSpec) {
        let PaneSpec {
            scope,
            bookmark,
            filter,
            show_managed,
            group_by,
            sorting,
            details,
        } = spec;
        self.put_scope(scope);
        self.spec.bookmark = bookmark;
        self.spec.details = details;
        self.set_filter(filter);
        self.set_show_managed(show_managed);
        self.set_grouping(group_by);
        self.set_sorting(sorting);
    }

    /// Resets the pane to `spec`: no query, no rows, nothing selected. Returns what the pane was, to be dropped by
    /// another thread when it may be large.
    pub fn restart(&mut self, spec: PaneSpec) -> Self {
        let mut fresh = Self::new(self.id, spec);
        fresh.id_salt = self.id_salt;
        fresh.reveal = self.reveal;
        std::mem::replace(self, fresh)
    }

    /// Changes what the next run asks for. It is the bookmark's scope no longer.
    pub fn set_scope(&mut self, scope: QueryScope) {
        if self.spec.scope != scope {
            self.spec.bookmark.clear();
        }
        self.put_scope(scope);
    }

    /// Takes the filter as typed. A filter that cannot be read leaves the last good one in force.
    pub fn set_filter(&mut self, text: String) {
        let parsed = if text.trim().is_empty() {
            Ok(None)
        } else {
            Filter::parse(&text).map(|filter| Some(Arc::new(filter)))
        };
        match parsed {
            Ok(filter) => {
                if self.filter != filter {
                    // The chosen rows were chosen among others than are shown now.
                    self.clear_selection();
                }
                self.filter = filter;
                self.filter_error = None;
                self.tree_job.request_now();
            }
            Err(error) => self.filter_error = Some(error),
        }
        self.spec.filter = text;
    }

    /// Shows or hides rows that AWS manages.
    pub fn set_show_managed(&mut self, show: bool) {
        if self.spec.show_managed != show {
            self.spec.show_managed = show;
            self.clear_selection();
            self.tree_job.request_now();
        }
    }

    /// Sets the levels of the tree; each at most once.
    pub fn set_grouping(&mut self, group_by: Vec<GroupBy>) {
        self.spec.group_by = without_repeats(group_by);
        self.tree_job.request_now();
    }

    /// Sets the order of the rows in a group.
    pub fn set_sorting(&mut self, sorting: Sorting) {
        if self.spec.sorting != sorting {
            self.spec.sorting = sorting;
            self.tree_job.request_now();
        }
    }

    /// Names of accounts, for the order of groups.
    pub fn set_account_names(&mut self, names: Arc<HashMap<AccountId, String>>) {
        if *self.account_names != *names {
            self.account_names = names;
            self.tree_job.request();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::app::resource_explorer::tree::SortBy;

    #[test]
    fn what_is_written_is_read_again_and_defaults_take_no_room() {
        let spec = PaneSpec {
            filter: "status:stopped".into(),
            group_by: vec![GroupBy::Type, "tag:Env".parse().unwrap()],
            sorting: Sorting {
                by: SortBy::Status,
                descending: true,
            },
            details: DetailsSide::Closed,
            ..PaneSpec::default()
        };
        let written = serde_json::to_value(&spec).unwrap();
        assert_eq!(written["grouping"], json!(["type", "tag:Env"]));
        assert_eq!(serde_json::from_value::<PaneSpec>(written).unwrap(), spec);
        let plain = serde_json::to_value(PaneSpec::default()).unwrap();
        assert_eq!(plain.as_object().unwrap().len(), 2, "{plain}");
    }

    #[test]
    fn a_level_that_there_is_not_is_refused_by_name() {
        let mut written = serde_json::to_value(PaneSpec::default()).unwrap();
        written["grouping"] = json!(["account", "tags"]);
        let error = serde_json::from_value::<PaneSpec>(written).unwrap_err();
        assert!(error.to_string().contains("'tags'"), "{error}");
    }
}
