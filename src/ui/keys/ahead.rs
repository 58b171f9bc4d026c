//! What is typed ahead of a text field: keys behind a chord that gives a field the keyboard wait until it has it.

use egui::{Context, Event, Id, Ui};

/// The field has the keyboard two frames after the chord. Without one in the third, what waits is dropped: to a list,
/// letters would be commands.
const MOST_FRAMES: u8 = 3;

/// What waits in one window.
#[derive(Clone, Debug, Default)]
struct Ahead {
    events: Vec<Event>,
    /// What had the keyboard when the chord was pressed.
    before: Option<Id>,
    /// Frames since then.
    frames: u8,
}

fn place_of(ctx: &Context) -> Id {
    Id::unique(("typed ahead", ctx.viewport_id()))
}

/// Whether an event acts on what has the keyboard.
pub(super) fn is_typed(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { pressed: true, .. }
            | Event::Text(_)
            | Event::Paste(_)
            | Event::Ime(_)
            | Event::Copy
            | Event::Cut
    )
}

/// Lets `events`, and those of the next frames, wait for a field that is about to have the keyboard.
pub(super) fn wait(ctx: &Context, events: Vec<Event>) {
    let ahead = Ahead {
        events,
        before: ctx.memory(|memory| memory.focused()),
        frames: 0,
    };
    let place = place_of(ctx);
    ctx.data_mut(|data| data.insert_temp(place, ahead));
}

/// Gives what waits to the field that has the keyboard now; until one has it, what this frame brings waits as well. To
/// be called before a window is drawn.
pub fn give_typed_ahead(ui: &Ui) {
    let ctx = ui.ctx();
    let place = place_of(ctx);
    let Some(mut ahead) = ctx.data_mut(|data| data.remove_temp::<Ahead>(place)) else {
        return;
    };
    let has_field = ctx.text_edit_focused();
    let is_there = has_field && ctx.memory(|memory| memory.focused()) != ahead.before;
    ahead.frames += 1;
    if is_there || ahead.frames >= MOST_FRAMES {
        if has_field {
            ui.input_mut(|input| _ = input.events.splice(0..0, ahead.events));
        }
        return;
    }
    ui.input_mut(|input| {
        let events = std::mem::take(&mut input.events);
        let (typed, others): (Vec<_>, Vec<_>) = events.into_iter().partition(is_typed);
        ahead.events.extend(typed);
        input.events = others;
    });
    if !ahead.events.is_empty() {
        ctx.request_repaint_of(ctx.viewport_id());
    }
    ctx.data_mut(|data| data.insert_temp(place, ahead));
}
