//! Who asks, and how urgently.

/// How urgent a request is; the first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The identity of an account, and its credentials. Other requests wait for these while they hold their
    /// places, so some places are kept for them; they themselves wait for no other request.
    Access,
    /// Details of the row that a person has opened.
    Looking,
    /// Phase 1.
    Listing,
    /// Phase 2 of all other rows.
    Enriching,
    /// All requests of a pane that is hidden behind another one.
    Hidden,
}

impl Priority {
    /// From the most urgent on.
    pub const ALL: [Self; 5] = [
        Self::Access,
        Self::Looking,
        Self::Listing,
        Self::Enriching,
        Self::Hidden,
    ];
}

/// On whose behalf a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Which query; queries take turns.
    pub query: u64,
    /// How urgent.
    pub priority: Priority,
}
