//! What a filter says of a row: yes, no, or that it cannot be known.

/// What a filter, or a term of it, says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It lets the row through.
    Passes,
    /// It keeps the row back.
    Fails,
    /// It looks at tags or properties of the row that are not known, and nothing else decides.
    Unknown,
}

impl Verdict {
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Passes } else { Self::Fails }
    }

    /// Of a term with `!` before it, where this is the one without.
    pub(super) fn negated_if(self, negated: bool) -> Self {
        match (self, negated) {
            (Self::Passes, true) => Self::Fails,
            (Self::Fails, true) => Self::Passes,
            (same, _) => same,
        }
    }

    /// Of two terms that must both hold.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Passes, Self::Passes) => Self::Passes,
        }
    }

    /// Of two terms of which one must hold.
    pub(super) fn or(self, other: Self) -> Self {
        self.negated_if(true)
            .and(other.negated_if(true))
            .negated_if(true)
    }
}
