//! Two versions of the list become one.

use super::{Bookmark, MAX_BOOKMARKS, free_name};

/// The result of a merge.
pub(super) struct Merged {
    pub(super) list: Vec<Bookmark>,
    /// What to tell the person, if anything.
    pub(super) notice: Option<String>,
}

/// `ours` with what `theirs` changed since `base`: what they added is added, what they deleted or
/// changed is deleted or changed if we left it alone. What both changed is kept twice.
pub(super) fn merge(base: &[Bookmark], ours: &[Bookmark], theirs: &[Bookmark]) -> Merged {
    let mut list = Vec::with_capacity(ours.len());
    let mut changes = 0_usize;
    for our in ours {
        let untouched = find(base, &our.name) == Some(our);
        match find(theirs, &our.name) {
            Some(their) if untouched && their != our => {
                changes += 1;
                list.push(their.clone());
            }
            None if untouched => changes += 1,
            _ => list.push(our.clone()),
        }
    }
    for their in theirs {
        let known = find(base, &their.name) == Some(their);
        if known || list.contains(their) {
            continue;
        }
        changes += 1;
        let mut added = their.clone();
        added.name = free_name(&list, &their.name);
        list.push(added);
    }
    // Over the limit by what others added: the file keeps them all the same, so that no change is lost.
    let over = list.len().saturating_sub(MAX_BOOKMARKS);
    let notice = match (changes, over) {
        (0, _) => None,
        (_, 0) => {
            Some("bookmarks were changed in another window or by hand; both were merged".into())
        }
        (_, over) => Some(format!(
            "bookmarks were changed in another window or by hand; both were merged, and {over} of \
             them are too many: delete some"
        )),
    };
    Merged { list, notice }
}

fn find<'a>(list: &'a [Bookmark], name: &str) -> Option<&'a Bookmark> {
    list.iter().find(|bookmark| bookmark.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    use crate::app::pane::PaneSpec;

    /// `a:x` is the bookmark `a` with the filter `x`.
    fn list(text: &str) -> Vec<Bookmark> {
        text.split_whitespace()
            .map(|item| {
                let (name, filter) = item.split_once(':').unwrap_or((item, ""));
                Bookmark {
                    name: name.replace('_', " "),
                    spec: PaneSpec {
                        filter: filter.into(),
                        ..PaneSpec::default()
                    },
                    created: Timestamp::UNIX_EPOCH,
                    other: Default::default(),
                }
            })
            .collect()
    }

    #[test]
    fn the_side_that_changed_a_field_decides_it() {
        for (base, ours, theirs, merged) in [
            ("a b", "a b", "a b", "a b"),
            ("a b", "a b c", "a b d", "a b c d"),
            ("a b", "a", "a b", "a"),
            ("a b", "a b", "a", "a"),
            ("a b", "a b", "a:x b", "a:x b"),
            ("a b", "a:x b", "a b", "a:x b"),
            ("a b", "a:x b", "b", "a:x b"),
            ("a b", "b", "a:x b", "b a:x"),
            ("a", "a:x", "a:y", "a:x a_2:y"),
            ("a", "renamed", "a", "renamed"),
            ("", "a", "a:y", "a a_2:y"),
            ("", "a", "a", "a"),
            ("a", "a", "", ""),
        ] {
            let result = merge(&list(base), &list(ours), &list(theirs));
            assert_eq!(result.list, list(merged), "{base} | {ours} | {theirs}");
        }
    }

    #[test]
    fn only_a_change_by_others_is_told() {
        assert!(merge(&list("a"), &list("a b"), &list("a")).notice.is_none());
        assert!(merge(&list("a"), &list("a"), &list("a b")).notice.is_some());
    }
}
