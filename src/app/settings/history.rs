//! Texts that were used before: the last one first, each once, and not too many.

/// Most texts that are kept.
const MOST: usize = 50;

/// Longer texts are not kept, in bytes.
const LONGEST: usize = 4096;

/// Puts a text first.
pub(super) fn remember(history: &mut Vec<String>, text: String) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    history.retain(|kept| kept != text);
    history.insert(0, text.to_owned());
    bound(history);
}

/// Leaves out what is too much.
pub(super) fn bound(history: &mut Vec<String>) {
    history.retain(|kept| kept.len() <= LONGEST);
    history.truncate(MOST);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_last_is_first_and_nothing_is_there_twice() {
        let mut history = Vec::new();
        for text in ["web", "db", " web ", "", "  ", &"x".repeat(LONGEST + 1)] {
            remember(&mut history, text.to_owned());
        }
        assert_eq!(history, ["web", "db"]);
        (0..80).for_each(|n| remember(&mut history, n.to_string()));
        assert_eq!((history.len(), history[0].as_str()), (MOST, "79"));
    }
}
