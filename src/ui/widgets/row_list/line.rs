//! One line of a list: its ground and its menu.

use egui::{FocusDirection, Id, Key, Popup, Rect, Response, SetOpenCommand, StrokeKind, Ui, vec2};

use crate::ui::tokens::{self, Palette};

/// A line that is drawn now.
pub struct Line {
    /// Its number.
    pub at: usize,
    /// Its place.
    pub rect: Rect,
    /// The pointer's doings with it.
    pub response: Response,
    /// Whether the cursor is on it.
    pub is_cursor: bool,
    /// Whether it is selected.
    pub is_selected: bool,
    /// Whether the list has the keyboard.
    pub has_keyboard: bool,
    pub(super) list: Id,
    pub(super) menu: Menu,
}

/// How a line's menu is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Menu {
    /// By the pointer, if at all.
    Pointer,
    /// By a key, now.
    KeyNow,
    /// By a key in the pass before this one, which found its size.
    Enter,
    /// By a key, before.
    Key,
}

/// How the menu of the line that shows `key` is opened; forgets a menu that was closed.
pub(super) fn menu_of<K: PartialEq>(
    ui: &Ui,
    wanted: &mut Option<(K, u64)>,
    key: K,
    response: &Response,
) -> Menu {
    match wanted {
        Some((wanted_key, pass)) if *wanted_key == key => {
            let now = ui.ctx().cumulative_pass_nr();
            if *pass == now {
                return Menu::KeyNow;
            }
            if *pass + 1 == now {
                return Menu::Enter;
            }
            let is_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(response));
            if is_open && !response.secondary_clicked() {
                return Menu::Key;
            }
            *wanted = None;
            Menu::Pointer
        }
        _ => Menu::Pointer,
    }
}

impl Line {
    /// Selection, pointer and cursor.
    pub(super) fn paint_ground(&self, ui: &Ui) {
        let palette = Palette::of(ui);
        let fill = match (self.is_selected, self.has_keyboard) {
            (true, true) => Some(palette.row_selected),
            (true, false) => Some(palette.row_selected_idle),
            (false, _) => self.response.hovered().then_some(palette.row_hover),
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(self.rect, 0.0, fill);
        }
        if self.is_cursor && self.has_keyboard {
            let stroke = (tokens::LINE_FOCUS, palette.accent);
            let inside = self.rect.shrink2(vec2(1.0, 0.0));
            ui.painter()
                .rect_stroke(inside, 2.0, stroke, StrokeKind::Inside);
        }
    }

    /// Whether a click hit this part of the line.
    pub fn clicked_in(&self, part: Rect) -> bool {
        let pointer = self.response.interact_pointer_pos();
        self.response.clicked_by(egui::PointerButton::Primary)
            && pointer.is_some_and(|pointer| part.contains(pointer))
    }

    /// The line's menu: by the other button at the pointer, by a key below the line.
    pub fn context_menu(&self, add: impl FnOnce(&mut Ui)) {
        let popup = match self.menu {
            Menu::Pointer => Popup::context_menu(&self.response),
            Menu::KeyNow => Popup::menu(&self.response).open_memory(SetOpenCommand::Bool(true)),
            Menu::Enter => {
                // The first entry gets the keyboard, as Down on the anchor of a menu gives it.
                let ctx = &self.response.ctx;
                ctx.memory_mut(|memory| memory.move_focus(FocusDirection::Down));
                Popup::menu(&self.response).open_memory(None)
            }
            Menu::Key => Popup::menu(&self.response).open_memory(None),
        };
        popup.anchor_widget(self.list).show(|ui| {
            add(ui);
            // A click closes a menu, a key on its entry does not by itself.
            if ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space)) {
                ui.close();
            }
        });
    }
}
