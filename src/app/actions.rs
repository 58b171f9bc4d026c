//! Everything a person can do, as data: what each action is called, where its keys work, when it is available, and
//! the command it becomes. Menus, tooltips, help, keys and settings read it from here. Knows nothing of egui.

pub mod availability;
pub mod chord;
pub mod context;
pub mod effect;
pub mod keymap;
pub mod registry;
#[cfg(test)]
mod tests;

use super::commands::WindowId;
use super::resource_explorer::progress::PaneId;

/// One thing that a person can do. [`registry::info`] says it in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the registry says each in words")]
pub enum Action {
    NewWindow,
    NewPane,
    ClosePane,
    ReopenPane,
    CloseWindow,
    SaveBookmark,
    Settings,
    Quit,
    SplitRight,
    SplitDown,
    NextPane,
    PreviousPane,
    Bookmarks,
    Accounts,
    Requests,
    Memory,
    Log,
    ShowManaged,
    ThemeSystem,
    ThemeDark,
    ThemeLight,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    EditScope,
    FocusFilter,
    ClearFilter,
    Run,
    Refresh,
    RetryFailed,
    Continue,
    Stop,
    ToggleDetails,
    ToggleLedger,
    ExpandAll,
    CollapseAll,
    SelectAll,
    CopyArns,
    CopyIds,
    CopyNames,
    CopyJson,
    ClearCache,
    ClearTagCache,
    UnloadDetails,
    Keyboard,
    Connect,
    About,
    ListDown,
    ListUp,
    ListPageDown,
    ListPageUp,
    ListFirst,
    ListLast,
    ListOutwards,
    ListInwards,
    ListOpen,
}

/// How many actions there are.
pub const ACTION_COUNT: usize = Action::ListOpen as usize + 1;

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionTarget {
    /// The window that the action was asked for in.
    pub window: WindowId,
    /// The pane of that window that it goes to.
    pub pane: Option<PaneId>,
}

impl ActionTarget {
    /// For actions that concern a pane alone, in whatever window it is.
    pub fn of_pane(pane: PaneId) -> Self {
        Self {
            window: WindowId::ROOT,
            pane: Some(pane),
        }
    }
}
