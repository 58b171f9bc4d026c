//! An outcome as a shape and a word, and the age of an answer.

use std::time::Duration;

use crate::app::resource_explorer::ledger::Outcome;
use crate::model::StatusClass;
use crate::text::durations;

/// The shape that goes with an outcome's colour, as rows of the tree have it.
pub(super) fn shape_of(outcome: Outcome) -> StatusClass {
    match outcome {
        Outcome::Complete => StatusClass::Ok,
        Outcome::Partial
        | Outcome::Throttled
        | Outcome::SignIn
        | Outcome::Denied
        | Outcome::MemoryLimit => StatusClass::Warn,
        Outcome::Failed => StatusClass::Error,
        Outcome::Unsupported
        | Outcome::RegionNotEnabled
        | Outcome::NotOffered
        | Outcome::NotAsked
        | Outcome::Cancelled => StatusClass::Off,
    }
}

/// In a word or two, for a cell.
pub(super) fn word_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unsupported => "not here",
        Outcome::RegionNotEnabled => "not enabled",
        Outcome::NotOffered => "not offered",
        Outcome::SignIn => "sign-in",
        Outcome::MemoryLimit => "memory",
        other => other.label(),
    }
}

/// `cached 5 min`: how old an answer was that came from the cache.
pub(super) fn age_text(age: Duration) -> String {
    format!("cached {}", durations::age(age))
}
