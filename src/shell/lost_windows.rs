//! Further windows that another program has destroyed without asking: none takes the program along.
//!
//! On X11 such a window is still known to the window library when it is drawn next, and asking the system where it
//! lies ends in a panic. Where the system has told of it before (see [`super::event_loop`]), the window is not
//! drawn any more; where it has not, that panic is taken for what it says.

use egui::{Ui, ViewportBuilder, ViewportId};

use crate::app::crash_note;

/// What became of drawing a further window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// It is there.
    Open,
    /// A person wants it closed.
    CloseRequested,
    /// The system does not have it any more.
    Lost,
}

/// Draws a window other than the first. What goes wrong in `draw` itself is no lost window.
pub(super) fn draw_further(
    ctx: &egui::Context,
    id: ViewportId,
    builder: ViewportBuilder,
    mut draw: impl FnMut(&mut Ui),
) -> Drawn {
    let shown = crash_note::survive(|| {
        ctx.show_viewport_immediate(id, builder, |ui, _class| {
            crash_note::end_with(|| draw(ui));
            ui.input(|input| input.viewport().close_requested())
        })
    });
    match shown {
        Ok(false) => Drawn::Open,
        Ok(true) => Drawn::CloseRequested,
        Err(crash_note::Survived) => Drawn::Lost,
    }
}
