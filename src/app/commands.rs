//! Everything a person can ask for, whether by menu, key, or click, as a tree: who carries a command out is its
//! first level, and none is without one.
//!
//! Drawing code returns commands and changes nothing else; `AwsDash` carries them out.

use super::jobs::JobId;
use super::notifications::NotificationId;
use super::pane::ledger_text::LedgerText;
use super::pane::table_text::CopiedRows;
use super::pane::{CopyField, PaneSpec};
use super::resource_explorer::progress::PaneId;
use super::resource_explorer::tree::{ColumnId, RowIndex};
use super::settings::{AccessSetup, Setting};
use crate::model::QueryKey;

pub use super::pane::commands::{PaneCommand, PaneEffect};
pub use super::panels::Panel;

/// A native window of the program. [`WindowId::ROOT`] is the one that opened first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowId(pub u64);

impl WindowId {
    /// The window that opened first. Closing it ends the program.
    pub const ROOT: Self = Self(0);
}

/// Where a new pane goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitDirection {
    /// To the right of the pane it came from.
    Right,
    /// Below it.
    Down,
    /// As another tab beside it.
    Tab,
}

/// A pane beside another in the order of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbor {
    /// The one after it; after the last the first.
    Next,
    /// The one before it; before the first the last.
    Previous,
    /// The tab after it in its group; after the last the first.
    NextTab,
    /// The tab before it in its group; before the first the last.
    PreviousTab,
    /// The pane of this number in the window, from 1.
    Number(u8),
}

/// What is looked for by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Whatever has the name.
    Anything,
    /// Types alone.
    Types,
    /// What this id, ARN or name is of: its row is shown if there is one, and only one.
    Reference(String),
}

/// What a person asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Of the program as a whole.
    App(AppCommand),
    /// Of one window.
    Window(WindowId, WindowCommand),
    /// Of a panel of the window that the command comes from, or of the log window.
    Panel(PanelCommand),
    /// Of a pane's place in its window.
    Tile(PaneId, TileCommand),
    /// Of what a pane shows and how.
    Pane(PaneId, PaneCommand),
    /// Of a pane's query.
    Query(PaneId, QueryCommand),
    /// Of what is kept in memory.
    Cache(CacheCommand),
    /// Of the clipboard.
    Copy(CopyCommand),
    /// Of bookmarks.
    Bookmark(BookmarkCommand),
    /// Of accounts and the ways to them.
    Access(AccessCommand),
}

/// What the program as a whole does.
#[derive(Clone, Debug, PartialEq)]
pub enum AppCommand {
    /// Opens another native window with a pane of its own.
    NewWindow,
    /// Ends the program.
    Quit,
    /// Opens an address in the browser.
    OpenPage(String),
    /// Takes a notification off the screen.
    DismissNotification(NotificationId),
    /// Changes a setting, which is remembered.
    Set(Setting),
    /// Gives up work on another thread, if that may be given up.
    CancelJob(JobId),
}

/// What one window does.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowCommand {
    /// Opens a pane like `from` beside it, or one with the default scope where there is room.
    AddPane {
        /// The pane that it is like.
        from: Option<PaneId>,
        /// Where it goes.
        direction: SplitDirection,
    },
    /// Opens a pane that asks and shows what the pane closed last did.
    ReopenPane,
    /// Brings another pane to the front and gives it the keyboard.
    FocusPane(Neighbor),
    /// Asks for a name to save the focused pane's question under.
    StartBookmark,
    /// Opens the field that finds anything by its name.
    OpenAnything(Sought),
    /// Opens a pane in a tab beside another, asks for this and runs.
    Ask {
        /// The pane that it opens beside.
        beside: Option<PaneId>,
        /// What it asks for and shows.
        spec: Box<PaneSpec>,
    },
    /// Fills the screen, or leaves it.
    ToggleFullScreen,
    /// Closes the window and its panes; ends the program for the first one.
    Close,
}

/// What a panel does.
#[derive(Clone, Debug, PartialEq)]
pub enum PanelCommand {
    /// Shows it, or hides it if it is shown.
    Toggle(Panel),
    /// Shows it and brings it to the front.
    Show(Panel),
}

/// What becomes of a pane as a part of its window.
#[derive(Clone, Debug, PartialEq)]
pub enum TileCommand {
    /// Another pane opens beside it, asks for this and runs.
    OpenBeside(Box<PaneSpec>),
    /// It is closed, and what only it holds is dropped.
    Close,
    /// Keyboard commands go to it from now on.
    Focus,
    /// As [`Self::Focus`]; its tab comes to the front and its rows get the keyboard.
    Show,
    /// Its scope picker opens.
    EditScope,
    /// What an id, an ARN or a name of it stands for is opened: its row, or what can be asked of AWS.
    Follow(String),
    /// Its filter gets the keyboard.
    FocusFilter,
    /// The form that puts its filter together opens.
    BuildFilter,
    /// Its ledger is shown, or hidden if it is shown.
    ToggleLedger,
    /// Its tab becomes a field for another name.
    Rename,
    /// The menu of its order and groups opens.
    ShowSorting,
}

/// What becomes of what is kept in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum CacheCommand {
    /// Drops cached lists, details and tags, and gives the memory back to the system.
    Clear,
    /// Drops tags that nothing shows any more.
    ClearTags,
    /// Drops the pane's phase 2 details, keeping its rows.
    DropDetails(PaneId),
}

/// What goes to the clipboard.
#[derive(Clone, Debug, PartialEq)]
pub enum CopyCommand {
    /// A text.
    Text {
        /// Names it in the confirmation.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// A row with its properties, tags and details as JSON.
    RowJson {
        /// Whose row.
        pane: PaneId,
        /// Which row.
        row: RowIndex,
    },
    /// A line for each selected row.
    Selected {
        /// Whose rows.
        pane: PaneId,
        /// What of each row.
        field: CopyField,
    },
    /// Rows of a table, a line for each, with tabs between the columns.
    Table {
        /// Whose rows.
        pane: PaneId,
        /// Which of them.
        rows: CopiedRows,
        /// Which columns; none are those of the table.
        columns: Vec<ColumnId>,
    },
    /// How the lists of a pane ended.
    Ledger {
        /// Whose ledger.
        pane: PaneId,
        /// What of it.
        text: LedgerText,
    },
}

/// What becomes of bookmarks.
#[derive(Clone, Debug, PartialEq)]
pub enum BookmarkCommand {
    /// Saves what a pane asks and shows under a name.
    Save {
        /// Which pane.
        pane: PaneId,
        /// As typed.
        name: String,
    },
    /// Puts a bookmark into the focused pane and runs it.
    Load {
        /// Which bookmark.
        name: String,
    },
    /// Gives a bookmark another name.
    Rename {
        /// Which bookmark.
        name: String,
        /// As typed.
        new_name: String,
    },
    /// Deletes a bookmark.
    Delete {
        /// Which bookmark.
        name: String,
    },
}

/// What becomes of accounts and the ways to them.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessCommand {
    /// Asks accounts and regions again.
    Reload,
    /// Asks now whether accounts that wait for a sign-in work again.
    Retry,
    /// Begins the sign-in of this name.
    SignIn(String),
    /// Gives the sign-in of this name up.
    CancelSignIn(String),
    /// Saves how accounts are reached, and connects again.
    Set(AccessSetup),
    /// Starts over on the built-in sandbox.
    OpenSandbox,
    /// Starts over on AWS with the person's credentials.
    ConnectAws,
}

/// What becomes of a pane's query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryCommand {
    /// Runs the pane's scope; what the cache knows is used.
    Run,
    /// Runs the pane's scope and asks AWS again for all of it.
    Refresh,
    /// Stops the query; rows stay.
    Cancel,
    /// Asks these keys again, without touching other rows.
    Retry(Vec<QueryKey>),
    /// Asks what the query had not asked when it was stopped.
    Continue,
}
