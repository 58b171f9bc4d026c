//! What a pane tells its person.

use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::state::QueryKey;

/// A way out that a message offers as a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// Give back what is cached.
    ClearCache,
    /// Close this pane.
    ClosePane,
    /// Ask for less.
    NarrowScope,
    /// Allow more memory.
    RaiseLimit,
    /// Ask again.
    Retry,
    /// See how to connect.
    Connect,
}

impl WayOut {
    /// As the button says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ClearCache => "Clear cache",
            Self::ClosePane => "Close pane",
            Self::NarrowScope => "Narrow scope",
            Self::RaiseLimit => "Raise limit",
            Self::Retry => "Retry",
            Self::Connect => "How to connect",
        }
    }
}

/// One message, with its ways out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneMessage {
    /// How bad it is; decides colour and icon.
    pub outcome: Outcome,
    /// What happened, where, and what to do: one sentence or two.
    pub text: String,
    /// Buttons.
    pub ways_out: Vec<WayOut>,
    /// The query keys it is about, for [`WayOut::Retry`].
    pub keys: Vec<QueryKey>,
}
