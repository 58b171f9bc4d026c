//! How deep phase 2 goes, as the picker offers it.

/// How deep phase 2 goes, as the picker offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Nothing.
    None,
    /// Calls that answer for many.
    Bulk,
    /// Named operations.
    Operations,
    /// Everything.
    All,
}

impl Depth {
    /// All of them, from shallow to deep.
    pub const ALL: [Self; 4] = [Self::None, Self::Bulk, Self::Operations, Self::All];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "List only",
            Self::Bulk => "Quick details",
            Self::Operations => "Chosen operations",
            Self::All => "Everything",
        }
    }

    /// What it costs.
    pub fn hover(self) -> &'static str {
        match self {
            Self::None => "Only what the list calls say",
            Self::Bulk => "Calls that answer for many resources at once: cheap",
            Self::Operations => "Bulk calls, and the operations you name",
            Self::All => "Every operation for every resource: one call each, slow for large scopes",
        }
    }
}
