//! The parts of the details, of which one is shown.

/// What the details side shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DetailsTab {
    /// The columns of its type.
    #[default]
    Overview,
    /// Everything the list call returned and what phase 2 found, as a tree.
    Properties,
    /// Its tags.
    Tags,
    /// The row as text.
    Json,
}

impl DetailsTab {
    pub(super) const ALL: [Self; 4] = [Self::Overview, Self::Properties, Self::Tags, Self::Json];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Properties => "Properties",
            Self::Tags => "Tags",
            Self::Json => "JSON",
        }
    }
}
