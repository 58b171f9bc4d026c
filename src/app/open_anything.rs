//! Finding anything by its name: what is typed, what has that name, and what choosing it does. Knows nothing of egui;
//! `ui::open_anything` draws it.

mod choice;
mod entries;
mod question;
mod ranking;
mod recognition;
mod row_search;
#[cfg(test)]
mod tests;

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use rustc_hash::FxBuildHasher;

use super::actions::Action;
use super::actions::target::ActionTarget;
use super::commands::{Command, Sought};
use super::resource_explorer::progress::PaneId;
use super::resource_explorer::tree::{RowIndex, RowsEpoch};
use super::view::AppView;
use crate::model::{AccountId, Region, StatusClass, TypeId};
use question::Question;
use recognition::Recognized;
use row_search::RowSearch;

/// Rows that are offered at most.
const MOST_ROWS: usize = 50;

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
    fn new(section: Section, title: impl Into<String>, goal: Goal) -> Self {
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

    fn noted(self, note: impl Into<String>) -> Self {
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

/// What is typed, and what has that name.
pub(crate) struct OpenAnything {
    /// As typed.
    pub(crate) text: String,
    asked: Option<String>,
    question: Question,
    others: Vec<Hit>,
    rows: RowSearch,
    hits: Vec<Hit>,
    wants_best: bool,
}

impl OpenAnything {
    /// Nothing found yet.
    pub(crate) fn new(sought: Sought) -> Self {
        let text = match sought {
            Sought::Anything => "",
            Sought::Types => ":",
        };
        Self {
            text: text.to_owned(),
            asked: None,
            question: Question::of(text),
            others: Vec::new(),
            rows: RowSearch::default(),
            hits: Vec::new(),
            wants_best: false,
        }
    }

    /// Looks for what is typed if it has changed, and takes in what another thread has found, which calls `wake`.
    pub(crate) fn sync(
        &mut self,
        view: &AppView<'_>,
        target: ActionTarget,
        wake: impl Fn() + Send + 'static,
    ) -> Found {
        let is_new = self.asked.as_deref() != Some(&*self.text);
        if is_new {
            self.asked = Some(self.text.clone());
            self.question = Question::of(&self.text);
            self.others = entries::hits(&self.question, view, target);
            self.wants_best = false;
        }
        let has_rows = self.rows.sync(&self.question, view, wake);
        if !is_new && !has_rows {
            return Found::AsBefore;
        }
        self.hits = self.rows.hits(view);
        self.hits.extend(self.asking_hits(view));
        self.hits.extend(self.others.iter().cloned());
        if is_new {
            Found::ForAnotherText
        } else {
            Found::More
        }
    }

    /// What was found, the best first.
    pub(crate) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Rows that match, offered or not.
    pub(crate) fn row_count(&self) -> usize {
        self.rows.count()
    }

    /// Whether rows are being looked through.
    pub(crate) fn is_searching(&self) -> bool {
        self.rows.is_running()
    }

    /// Chooses the first hit as soon as all rows were looked through.
    pub(crate) fn choose_best_when_found(&mut self) {
        self.wants_best = true;
    }

    /// Whether the first hit is to be chosen now; told once.
    pub(crate) fn takes_best(&mut self) -> bool {
        !self.is_searching() && std::mem::take(&mut self.wants_best)
    }

    /// What choosing a hit does.
    pub(crate) fn commands_of(hit: &Hit, target: ActionTarget, view: &AppView<'_>) -> Vec<Command> {
        match hit.disabled {
            Some(_) => Vec::new(),
            None => choice::commands_of(&hit.goal, target, view),
        }
    }

    /// What AWS can be asked for: where no row is what the text names.
    fn asking_hits(&self, view: &AppView<'_>) -> Vec<Hit> {
        let named = self.question.named.iter();
        if self.is_searching() || self.rows.has_exact() {
            return Vec::new();
        }
        named
            .filter(|named| !named.types.is_empty())
            .map(|named| entries::asking_hit(named, view))
            .collect()
    }
}

/// Whether what was found is another than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is the same.
    AsBefore,
    /// Rows came.
    More,
    /// Another text was looked for.
    ForAnotherText,
}
