//! Something that has the name that is looked for, and what choosing it leads to.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use rustc_hash::FxBuildHasher;

use crate::app::actions::Action;
use crate::app::recognition::Recognized;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::{RowIndex, RowsEpoch};
use crate::model::{AccountId, Region, StatusClass, TypeId};

/// Rows that are offered at most.
pub(super) const MOST_ROWS: usize = 50;

/// What a hit is; hits of one kind stand together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Section {
    /// Rows of panes, and what can be asked for.
    Resources,
    /// Resource types.
    Types,
    /// Accounts.
    Accounts,
    /// Regions.
    Regions,
    /// Bookmarks.
    Bookmarks,
    /// Actions.
    Actions,
    /// Lines of the settings.
    Settings,
    /// Panels.
    Panels,
}

impl Section {
    /// What it is called.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Resources => "Resources",
            Self::Types => "Types",
            Self::Accounts => "Accounts",
            Self::Regions => "Regions",
            Self::Bookmarks => "Bookmarks",
            Self::Actions => "Actions",
            Self::Settings => "Settings",
            Self::Panels => "Panels",
        }
    }
}

/// What a hit leads to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Goal {
    /// A row of a pane.
    Row {
        pane: PaneId,
        row: RowIndex,
        epoch: RowsEpoch,
    },
    /// What a text names, asked of AWS.
    Ask(Box<Recognized>),
    Type(TypeId),
    Account(AccountId),
    Region(Region),
    Bookmark(String),
    Action(Action),
    /// The settings.
    Settings,
}

/// Something that has the name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    pub(crate) section: Section,
    pub(crate) title: String,
    /// What tells it from others of that name.
    pub(crate) note: String,
    /// Its keys, if it has some.
    pub(crate) keys: String,
    /// The status of a row.
    pub(crate) status: Option<StatusClass>,
    /// Why it cannot be chosen now.
    pub(crate) disabled: Option<&'static str>,
    pub(crate) goal: Goal,
}

impl Hit {
    pub(super) fn new(section: Section, title: impl Into<String>, goal: Goal) -> Self {
        Self {
            section,
            title: title.into(),
            note: String::new(),
            keys: String::new(),
            status: None,
            disabled: None,
            goal,
        }
    }

    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// Tells it from other hits.
    pub(crate) fn key(&self) -> u64 {
        let mut hasher = FxBuildHasher.build_hasher();
        (self.section, &self.title, &self.note).hash(&mut hasher);
        if let Goal::Row { pane, row, .. } = &self.goal {
            (pane, row).hash(&mut hasher);
        }
        hasher.finish()
    }
}
