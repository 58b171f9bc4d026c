//! Sentences about a run, on standard error.

use std::io::{self, Write as _};

use crate::app::resource_explorer::source::{AccountList, BrokenAccess};
use crate::text::sanitize::escaped;

/// One sentence on a line of its own, safe for a terminal.
pub(super) fn say(sentence: &str) {
    // With standard error closed the sentence cannot be shown.
    let _ = writeln!(io::stderr(), "{}", escaped(sentence));
}

/// A profile or role that leads to no account, as a sentence that names it.
pub(super) fn broken_access(broken: &BrokenAccess) -> String {
    let (via, reason) = (&broken.via, broken.error.to_string());
    if via.is_empty() || reason.contains(via.as_str()) {
        reason
    } else {
        format!("{via}: {reason}")
    }
}

/// Prints every profile and role that failed.
pub(super) fn say_broken(list: &AccountList) {
    for broken in &list.broken {
        say(&broken_access(broken));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::source::SourceError;

    #[test]
    fn a_broken_way_in_is_named_once() {
        let broken = |reason: &str| BrokenAccess {
            via: "staging".into(),
            error: SourceError::Config(reason.into()),
        };
        assert_eq!(
            broken_access(&broken("no such profile")),
            "staging: no such profile"
        );
        let named = "the profile 'staging' is nowhere";
        assert_eq!(broken_access(&broken(named)), named);
    }
}
