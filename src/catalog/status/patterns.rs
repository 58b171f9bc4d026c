//! What a status means by its wording, for values that no row of the resource's type knows.

use std::sync::LazyLock;

use super::super::table::{count_bytes, rows};
use super::{class_named, table};
use crate::model::StatusClass;
use crate::model::glob;

/// A pattern as it is and without its hyphens.
type Pattern = (&'static str, String, StatusClass);

/// In the order of the table: the first that fits counts.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let patterns: Vec<Pattern> = rows(table())
        .filter(|row: &[&str; 6]| row[0] == "*")
        .map(|[_, _, pattern, class, _, _]| (pattern, pattern.replace('-', ""), class_named(class)))
        .collect();
    count_bytes(patterns.len() * (size_of::<Pattern>() + 16));
    patterns
});

/// By the patterns for any type, on the value in lower case with hyphens between its words.
pub(super) fn class_of(text: &str) -> StatusClass {
    let spelled = spelled(text);
    let bare = spelled.replace('-', "");
    let hit = PATTERNS
        .iter()
        .find(|(with, without, _)| glob::matches(with, &spelled) || glob::matches(without, &bare));
    hit.map_or(StatusClass::Unknown, |(_, _, class)| *class)
}

/// `CREATE_FAILED`, `createFailed` and `Create failed` → `create-failed`.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut after_lower = false;
    for c in text.chars().take(200) {
        if matches!(c, '_' | ' ' | '.' | '-') {
            out.push('-');
            after_lower = false;
            continue;
        }
        if c.is_uppercase() && after_lower {
            out.push('-');
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_fall_through_to_the_patterns() {
        for (value, class) in [
            ("CREATE_FAILED", StatusClass::Error),
            ("TimedOut", StatusClass::Error),
            ("updateRollbackCompleted", StatusClass::Warn),
            ("brand-new-word", StatusClass::Unknown),
        ] {
            assert_eq!(class_of(value), class, "{value}");
        }
    }
}
