//! The words and default keys of every action, menu by menu.

mod menus;
mod panes;

use std::sync::LazyLock;

use super::context::{ANYWHERE, Context};
use super::{ACTION_COUNT, Action};

/// Where an action is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Panes, windows, bookmarks, settings.
    File,
    /// What the window shows and how large.
    View,
    /// The scope, query and rows of a pane.
    Pane,
    /// What is kept in memory.
    Cache,
    /// Keys and ways to AWS.
    Help,
    /// Moving in lists; no menu has it.
    List,
}

impl Group {
    /// All groups, in the order of the menu bar.
    pub const ALL: [Self; 6] = [
        Self::File,
        Self::View,
        Self::Pane,
        Self::Cache,
        Self::Help,
        Self::List,
    ];

    /// What its menu is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::View => "View",
            Self::Pane => "Pane",
            Self::Cache => "Cache",
            Self::Help => "Help",
            Self::List => "In lists",
        }
    }
}

/// The picture of an action, for buttons that have no room for words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionIcon {
    /// A plus.
    Add,
    /// A cross.
    Close,
    /// Two sheets.
    Copy,
    /// A magnifying glass.
    Search,
}

/// An action in words.
#[derive(Clone, Copy, Debug)]
pub struct ActionInfo {
    /// Which action.
    pub action: Action,
    /// Its name in the settings file; never changes.
    pub id: &'static str,
    /// As menus and help call it.
    pub title: &'static str,
    /// What it does, in one sentence without a stop.
    pub tooltip: &'static str,
    /// Its picture, if it has one.
    pub icon: Option<ActionIcon>,
    /// The menu that it is listed in.
    pub group: Group,
    /// Actions of one section of a menu stand together.
    pub section: u8,
    /// What may have the keyboard when its keys are pressed.
    pub contexts: &'static [Context],
    /// Its keys until a person chooses others, the one that menus show first.
    pub default_keys: &'static [&'static str],
}

const fn entry(
    action: Action,
    id: &'static str,
    title: &'static str,
    tooltip: &'static str,
) -> ActionInfo {
    ActionInfo {
        action,
        id,
        title,
        tooltip,
        icon: None,
        group: Group::File,
        section: 0,
        contexts: ANYWHERE,
        default_keys: &[],
    }
}

impl ActionInfo {
    const fn listed(mut self, group: Group, section: u8) -> Self {
        self.group = group;
        self.section = section;
        self
    }

    const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.default_keys = keys;
        self
    }

    const fn works_in(mut self, contexts: &'static [Context]) -> Self {
        self.contexts = contexts;
        self
    }

    const fn icon(mut self, icon: ActionIcon) -> Self {
        self.icon = Some(icon);
        self
    }
}

static TABLE: LazyLock<Vec<ActionInfo>> = LazyLock::new(|| {
    let mut table = [menus::MENUS.as_slice(), panes::PANES.as_slice()].concat();
    table.sort_by_key(|info| info.action);
    assert_eq!(table.len(), ACTION_COUNT, "an action lacks its words");
    table
});

/// Every action, menu by menu in the order in which they are listed.
pub fn all() -> &'static [ActionInfo] {
    &TABLE
}

/// The words of an action.
pub fn info(action: Action) -> &'static ActionInfo {
    &TABLE[action as usize]
}

/// The action that the settings file calls `id`.
pub fn by_id(id: &str) -> Option<Action> {
    let mut all = all().iter();
    all.find(|info| info.id == id).map(|info| info.action)
}
