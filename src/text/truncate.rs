//! Text cut to a length, with "…" where it is cut.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Ends a text that is cut.
pub const ELLIPSIS: char = '…';

/// `text` in at most `most_chars` characters, of which the last is an ellipsis where it is cut.
pub fn to_chars(text: &str, most_chars: usize) -> Cow<'_, str> {
    // Looks no further into a long text than it shows.
    if text.char_indices().nth(most_chars).is_none() {
        return text.into();
    }
    let Some(kept) = most_chars.checked_sub(1) else {
        return "".into();
    };
    text.chars().take(kept).chain([ELLIPSIS]).collect()
}

/// `text` in at most `columns` of a terminal; what is cut off is shown by an ellipsis.
pub fn to_columns(text: &str, columns: usize) -> Cow<'_, str> {
    if columns_of(text) <= columns {
        return text.into();
    }
    let Some(mut room) = columns.checked_sub(1) else {
        return "".into();
    };
    let kept = text.chars().take_while(|c| {
        let width = c.width().unwrap_or(0);
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    });
    let mut kept: String = kept.collect();
    kept.push(ELLIPSIS);
    kept.into()
}

/// Columns of a terminal that `text` takes.
pub fn columns_of(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_has_as_many_letters_as_may_be() {
        assert_eq!(to_chars("payments", 8), "payments");
        assert_eq!(to_chars("payments", 5), "paym…");
        assert_eq!(to_chars("größe", 4), "grö…");
        assert_eq!(to_chars("payments", 1), "…");
        assert_eq!(to_chars("payments", 0), "");
        assert_eq!(to_chars("", 0), "");
    }

    #[test]
    fn cut_text_fits_whatever_its_letters_are_wide() {
        assert_eq!(to_columns("payments", 8), "payments");
        assert_eq!(to_columns("payments", 5), "paym…");
        for columns in 0..9 {
            assert!(columns_of(&to_columns("東京東京 web", columns)) <= columns);
        }
    }
}
