//! The menus that actions are listed in, and their pictures.

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
