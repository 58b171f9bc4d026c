//! The words and default keys of every action.

use std::sync::LazyLock;

use super::context::{ANYWHERE, Context};
use super::group::{ActionIcon, Group};
use super::{Action, TABLE};
use crate::app::panels::{PANELS, PanelInfo};

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

pub(super) const fn entry(
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
    pub(super) const fn listed(mut self, group: Group, section: u8) -> Self {
        self.group = group;
        self.section = section;
        self
    }

    pub(super) const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.default_keys = keys;
        self
    }

    pub(super) const fn works_in(mut self, contexts: &'static [Context]) -> Self {
        self.contexts = contexts;
        self
    }

    pub(super) const fn icon(mut self, icon: ActionIcon) -> Self {
        self.icon = Some(icon);
        self
    }
}

impl From<&PanelInfo> for ActionInfo {
    fn from(panel: &PanelInfo) -> Self {
        let action = Action::Panel(panel.panel);
        entry(action, panel.id, panel.title, panel.tooltip)
            .listed(panel.group, panel.section)
            .keys(panel.default_keys)
    }
}

/// All actions, menu by menu.
static LISTED: LazyLock<Vec<ActionInfo>> = LazyLock::new(|| {
    let panels = PANELS.iter().map(ActionInfo::from);
    let mut listed: Vec<ActionInfo> = TABLE.iter().copied().chain(panels).collect();
    listed.sort_by_key(|info| (info.group, info.section));
    listed
});

/// The same, to be found by action.
static BY_ACTION: LazyLock<Vec<ActionInfo>> = LazyLock::new(|| {
    let mut sorted = LISTED.clone();
    sorted.sort_by_key(|info| info.action);
    sorted
});

/// Every action, menu by menu in the order in which they are listed.
pub fn all() -> &'static [ActionInfo] {
    &LISTED
}

/// The words of an action.
pub fn info(action: Action) -> &'static ActionInfo {
    let at = BY_ACTION.binary_search_by_key(&action, |info| info.action);
    &BY_ACTION[at.expect("every action has its words beside it, every panel has its row")]
}

/// The action that the settings file calls `id`.
pub fn by_id(id: &str) -> Option<Action> {
    let mut all = all().iter();
    all.find(|info| info.id == id).map(|info| info.action)
}
