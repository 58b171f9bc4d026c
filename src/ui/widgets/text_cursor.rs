//! Where the program puts the cursor of a text field.

use egui::text::{CCursor, CCursorRange};
use egui::{Context, Id, TextEdit};

/// Puts it behind `before`, the beginning of the field's text.
pub(crate) fn put_behind(ctx: &Context, field: Id, before: &str) {
    set(ctx, field, CCursorRange::one(end_of(before)));
}

/// Selects all of the field's `text`: what is typed next replaces it.
pub(crate) fn select_all(ctx: &Context, field: Id, text: &str) {
    set(
        ctx,
        field,
        CCursorRange::two(CCursor::default(), end_of(text)),
    );
}

fn end_of(text: &str) -> CCursor {
    CCursor::new(text.chars().count())
}

fn set(ctx: &Context, field: Id, range: CCursorRange) {
    let mut state = TextEdit::load_state(ctx, field).unwrap_or_default();
    state.cursor.set_char_range(Some(range));
    state.store(ctx, field);
}
