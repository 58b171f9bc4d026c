//! Everything a person can ask for, whether by menu, key, or click.
//!
//! Drawing code returns commands and changes nothing else; `AwsDash` carries them out.

use super::notifications::NotificationId;
use super::pane::ledger_text::LedgerText;
use super::pane::{Before, CopyField, DetailsSide};
use super::resource_explorer::progress::PaneId;
use super::resource_explorer::source::TimeLimits;
use super::resource_explorer::tree::{GroupBy, NodeId, Open, RowIndex, Sorting};
use super::settings::AccessSetup;
use super::settings::Theme;
use crate::model::{QueryKey, QueryScope};

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

/// Panels and windows that are shown or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// The log window.
    Log,
    /// Which part of the program holds how much memory.
    Memory,
    /// Saved scopes.
    Bookmarks,
    /// Keys, version, licence.
    About,
    /// How to connect to AWS: what was looked for and where.
    Connect,
    /// Every account, profile and role: identity, source, time left, last error.
    Accounts,
    /// How fast which API is asked.
    Requests,
    /// Settings.
    Settings,
}

/// What a person asked for.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant explains its fields")]
pub enum Command {
    /// A new pane beside `from`, with its scope; in `window`'s empty space when `from` is `None`.
    AddPane {
        window: WindowId,
        from: Option<PaneId>,
        direction: SplitDirection,
    },
    /// Closes a pane and drops what only it holds.
    ClosePane(PaneId),
    /// A new pane that asks and shows what the pane closed last did.
    ReopenPane(WindowId),
    /// Keyboard commands go to this pane from now on.
    FocusPane(PaneId),
    /// As [`Self::FocusPane`]; its tab comes to the front and its rows get the keyboard.
    ShowPane(PaneId),
    /// Focuses the next pane of the window.
    FocusNextPane(WindowId),
    /// Another native window with a pane of its own.
    NewWindow,
    /// Closes a window and its panes; ends the program for the root window.
    CloseWindow(WindowId),
    /// Shows or hides a panel of the window that the command comes from, or the log window.
    TogglePanel(Panel),
    /// Shows a panel of the window that the command comes from, or the log window, and brings it to the front.
    ShowPanel(Panel),
    /// Ends the program.
    Quit,

    /// Changes what a pane asks for; does not run it.
    SetScope { pane: PaneId, scope: QueryScope },
    /// Runs the pane's scope; what the cache knows is used.
    Run(PaneId),
    /// Runs the pane's scope and asks AWS again for all of it.
    Refresh(PaneId),
    /// Stops the pane's query; rows stay.
    Cancel(PaneId),
    /// Asks these keys again, without touching other rows.
    Retry { pane: PaneId, keys: Vec<QueryKey> },
    /// Ask what a pane's query had not asked when it was stopped.
    Continue(PaneId),
    /// Asks accounts and regions again.
    ReloadDirectory,
    /// Asks now whether accounts that wait for a sign-in work again.
    RetryAccess,
    /// Begins the sign-in of this name.
    SignIn(String),
    /// Opens an address in the browser.
    OpenPage(String),
    /// Gives the sign-in of this name up.
    CancelSignIn(String),

    /// Levels of the pane's tree.
    SetGrouping {
        pane: PaneId,
        group_by: Vec<GroupBy>,
    },
    /// Sets the order of a pane's rows.
    SetSorting {
        /// Which pane.
        pane: PaneId,
        /// By what, and in which direction.
        sorting: Sorting,
    },
    /// Shows or hides what AWS itself manages, in every pane; remembered.
    ShowManaged(bool),
    /// The filter as typed.
    SetFilter { pane: PaneId, text: String },
    /// Opens or closes a group.
    ToggleGroup { pane: PaneId, group: NodeId },
    /// Opens or closes every group.
    SetAllGroups { pane: PaneId, open: Open },
    /// Selects a row and fetches its details.
    Select { pane: PaneId, row: Option<RowIndex> },
    /// Chooses a row beside those that are chosen, or no longer.
    ToggleRow { pane: PaneId, row: RowIndex },
    /// Chooses the lines from the last click to line `to`.
    SelectRange {
        pane: PaneId,
        to: usize,
        before: Before,
    },
    /// Chooses every row that is shown, and those still to come.
    SelectAll(PaneId),
    /// Back to the one row that was pointed at last.
    ClearSelection(PaneId),
    /// Moves the selection by visible lines; negative is up.
    MoveSelection { pane: PaneId, lines: i64 },
    /// Opens or closes the side with the details of the selected row.
    SetDetails { pane: PaneId, side: DetailsSide },
    /// Drops the pane's phase 2 details, keeping its rows.
    DropDetails(PaneId),
    /// Hides a pane's message.
    DismissMessage(PaneId),

    /// Puts a text on the clipboard; `what` names it in the confirmation.
    Copy { what: &'static str, text: String },
    /// Opens the details of a pane's row as JSON on the clipboard.
    CopyRowJson { pane: PaneId, row: RowIndex },
    /// Puts a line for each chosen row on the clipboard.
    CopyChosen { pane: PaneId, field: CopyField },
    /// Puts how the lists of a pane ended on the clipboard.
    CopyLedger { pane: PaneId, text: LedgerText },

    /// Drops cached lists, details and tags, and gives the memory back to the system.
    ClearCache,
    /// Drops tags that nothing shows any more.
    ClearTagCache,
    /// Saves how accounts are reached, and connects again.
    SetAccess(AccessSetup),
    /// As typed; `None` goes back to 80 % of RAM.
    SetMemoryLimit(Option<String>),

    /// Saves a pane's scope under a name.
    SaveBookmark { pane: PaneId, name: String },
    /// Puts a bookmark's scope into the focused pane and runs it.
    LoadBookmark { name: String },
    /// Gives a bookmark another name.
    RenameBookmark { name: String, new_name: String },
    /// Deletes a bookmark.
    DeleteBookmark { name: String },

    /// How long answers and lists may take from now on.
    SetTimeLimits(TimeLimits),
    /// Dark, light, or as the system has it.
    SetTheme(Theme),
    /// Size of everything, 1.0 is normal.
    SetUiScale(f32),
    /// Starts over on the built-in sandbox.
    OpenSandbox,
    /// Starts over on AWS with the person's credentials.
    ConnectAws,
    /// Takes a notification off the screen.
    DismissNotification(NotificationId),
}
