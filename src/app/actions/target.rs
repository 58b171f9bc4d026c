//! What an action is done to.

use crate::app::commands::WindowId;
use crate::app::resource_explorer::progress::PaneId;

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
