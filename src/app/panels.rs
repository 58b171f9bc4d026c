//! Every panel as data: what it is called, and the action that shows it.
//!
//! A new panel has a row here, a file of its own below `ui/panels/`, and its line in `ui/panels.rs`.

use super::actions::group::Group;

/// Panels and windows that are shown or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// Settings.
    Settings,
    /// Saved scopes.
    Bookmarks,
    /// Every account, profile and role: identity, source, time left, last error.
    Accounts,
    /// How fast which API is asked.
    Requests,
    /// Which part of the program holds how much memory.
    Memory,
    /// The log window.
    Log,
    /// Every action with its keys.
    Keyboard,
    /// How to connect to AWS: what was looked for and where.
    Connect,
    /// Version and licence.
    About,
}

/// Where a panel is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelPlace {
    /// Above the panes; Escape closes it.
    Floating,
    /// At the left edge of the window.
    Left,
    /// In a native window of its own.
    OwnWindow,
}

/// What the action of a panel does while it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelKey {
    /// Hides it.
    Toggles,
    /// Brings it to the front.
    Shows,
}

/// A panel in words.
#[derive(Clone, Copy, Debug)]
pub struct PanelInfo {
    /// Which panel.
    pub panel: Panel,
    /// The name of its action in the settings file; never changes.
    pub id: &'static str,
    /// What it and its action are called.
    pub title: &'static str,
    /// What its action does, in one sentence without a stop.
    pub tooltip: &'static str,
    /// The menu that its action is listed in.
    pub group: Group,
    /// The section of that menu.
    pub section: u8,
    /// Keys of its action until a person chooses others.
    pub default_keys: &'static [&'static str],
    /// What its action does while it is shown.
    pub key: PanelKey,
    /// Where it is drawn.
    pub place: PanelPlace,
}

/// Every panel, in the order of [`Panel`].
pub const PANELS: &[PanelInfo] = &[
    PanelInfo {
        panel: Panel::Settings,
        id: "panel.settings",
        title: "Settings",
        tooltip: "Show or hide the settings",
        group: Group::File,
        section: 1,
        default_keys: &["ctrl+comma"],
        key: PanelKey::Toggles,
        place: PanelPlace::Floating,
    },
    PanelInfo {
        panel: Panel::Bookmarks,
        id: "panel.bookmarks",
        title: "Bookmarks",
        tooltip: "Show or hide the bookmarks",
        group: Group::View,
        section: 1,
        default_keys: &["ctrl+b"],
        key: PanelKey::Toggles,
        place: PanelPlace::Left,
    },
    PanelInfo {
        panel: Panel::Accounts,
        id: "panel.accounts",
        title: "Accounts",
        tooltip: "Show or hide identity, time left and sign-in of each account",
        group: Group::View,
        section: 1,
        default_keys: &["ctrl+shift+a"],
        key: PanelKey::Toggles,
        place: PanelPlace::Floating,
    },
    PanelInfo {
        panel: Panel::Requests,
        id: "panel.requests",
        title: "Requests",
        tooltip: "Show or hide how fast which API is asked",
        group: Group::View,
        section: 1,
        default_keys: &["ctrl+shift+r"],
        key: PanelKey::Toggles,
        place: PanelPlace::Floating,
    },
    PanelInfo {
        panel: Panel::Memory,
        id: "panel.memory",
        title: "Memory",
        tooltip: "Show or hide who holds how much memory",
        group: Group::View,
        section: 1,
        default_keys: &["ctrl+shift+m", "ctrl+m"],
        key: PanelKey::Toggles,
        place: PanelPlace::Floating,
    },
    PanelInfo {
        panel: Panel::Log,
        id: "panel.log",
        title: "Log",
        tooltip: "Open or close the log window",
        group: Group::View,
        section: 1,
        default_keys: &["ctrl+l"],
        key: PanelKey::Toggles,
        place: PanelPlace::OwnWindow,
    },
    PanelInfo {
        panel: Panel::Keyboard,
        id: "help.keyboard",
        title: "Keyboard shortcuts",
        tooltip: "Show or hide every key",
        group: Group::Help,
        section: 0,
        default_keys: &["f1", "question"],
        key: PanelKey::Toggles,
        place: PanelPlace::Floating,
    },
    PanelInfo {
        panel: Panel::Connect,
        id: "help.connect",
        title: "How to connect",
        tooltip: "Show where credentials were looked for, and what to do next",
        group: Group::Help,
        section: 0,
        default_keys: &[],
        key: PanelKey::Shows,
        place: PanelPlace::Floating,
    },
    PanelInfo {
        panel: Panel::About,
        id: "help.about",
        title: "About awsdash",
        tooltip: "Show the version and the licence",
        group: Group::Help,
        section: 0,
        default_keys: &[],
        key: PanelKey::Shows,
        place: PanelPlace::Floating,
    },
];

impl Panel {
    /// Its row of the table.
    pub fn info(self) -> &'static PanelInfo {
        &PANELS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_has_its_row() {
        for info in PANELS {
            assert_eq!(info.panel.info().id, info.id);
        }
        assert_eq!(PANELS.len(), Panel::About as usize + 1);
    }
}
