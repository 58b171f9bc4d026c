//! Saved scopes: load, rename, delete, save the present one.

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui};

use crate::app::commands::{BookmarkCommand, Command};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use crate::model::QueryScope;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{Icon, icon_button_ui};

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct BookmarksUi {
    /// Name of a bookmark to be, while it is typed.
    saving: Option<String>,
    /// Which bookmark is being renamed, and its name as typed.
    renaming: Option<(String, String)>,
    /// Which bookmark waits for a yes before it is deleted.
    deleting: Option<String>,
    wants_focus: bool,
}

impl BookmarksUi {
    /// Opens the field for the name of a new bookmark.
    pub(super) fn start_saving(&mut self) {
        self.saving = Some(String::new());
        self.wants_focus = true;
    }
}

/// Draws the panel. `first` is the pane whose scope is saved when none has focus.
pub(super) fn bookmarks_ui(
    ui: &mut Ui,
    state: &mut BookmarksUi,
    first: Option<PaneId>,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    ui.label(
        RichText::new("Bookmarks")
            .color(palette.text_strong)
            .strong(),
    );
    ui.add_space(tokens::SPACE_1);
    saving_ui(ui, state, view.focused.or(first), commands);
    ui.add_space(tokens::SPACE_2);
    if view.bookmarks.is_empty() {
        ui.weak("A bookmark keeps a pane's scope under a name, so that you can ask for it again with one click.");
        return;
    }
    let count = view.bookmarks.len();
    let area = ScrollArea::vertical().auto_shrink(false);
    area.show_rows(ui, tokens::CONTROL_HEIGHT, count, |ui, shown| {
        for bookmark in view.bookmarks.iter().skip(shown.start).take(shown.len()) {
            // The id goes with the bookmark, whatever is drawn above it.
            ui.push_id(&bookmark.name, |ui| {
                bookmark_ui(ui, state, &bookmark.name, &bookmark.spec.scope, commands);
            });
        }
    });
}

fn saving_ui(
    ui: &mut Ui,
    state: &mut BookmarksUi,
    pane: Option<PaneId>,
    commands: &mut Vec<Command>,
) {
    let Some(pane) = pane else { return };
    let Some(name) = &mut state.saving else {
        if ui.button("Save this scope").clicked() {
            state.start_saving();
        }
        return;
    };
    let field = TextEdit::singleline(name)
        .hint_text("Name")
        .char_limit(80)
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Bookmark name");
    if std::mem::take(&mut state.wants_focus) {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let cancelled = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    let ready = !name.trim().is_empty();
    let mut save = entered && ready;
    let mut close = cancelled;
    ui.horizontal(|ui| {
        save |= ui
            .add_enabled(ready, Button::new("Save bookmark"))
            .clicked();
        close |= ui.button("Cancel").clicked();
    });
    if save {
        commands.push(Command::Bookmark(BookmarkCommand::Save {
            pane,
            name: name.trim().to_owned(),
        }));
    }
    if save || close {
        state.saving = None;
    }
}

fn bookmark_ui(
    ui: &mut Ui,
    state: &mut BookmarksUi,
    name: &str,
    scope: &QueryScope,
    commands: &mut Vec<Command>,
) {
    if let Some((_, typed)) = state
        .renaming
        .as_mut()
        .filter(|(renamed, _)| renamed == name)
    {
        let response = ui
            .add(TextEdit::singleline(typed).char_limit(80))
            .accessible_name("New name");
        let ended = response.lost_focus();
        let entered = ended && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && typed.trim() != name {
            commands.push(Command::Bookmark(BookmarkCommand::Rename {
                name: name.to_owned(),
                new_name: typed.trim().to_owned(),
            }));
        }
        if ended {
            state.renaming = None;
        } else {
            response.request_focus();
        }
        return;
    }
    if state.deleting.as_deref() == Some(name) {
        ui.horizontal(|ui| {
            ui.label(format!("Delete {name}?"));
            if ui.button("Delete").clicked() {
                commands.push(Command::Bookmark(BookmarkCommand::Delete {
                    name: name.to_owned(),
                }));
                state.deleting = None;
            } else if ui.button("Cancel").clicked() {
                state.deleting = None;
            }
        });
        return;
    }
    ui.horizontal(|ui| {
        let room = ui.available_width() - 2.0 * tokens::CONTROL_HEIGHT - tokens::SPACE_3;
        let load = Button::new(name)
            .truncate()
            .min_size(egui::vec2(room, tokens::CONTROL_HEIGHT));
        let response = ui.add_sized([room, tokens::CONTROL_HEIGHT], load);
        if response
            .on_hover_ui(|ui| {
                ui.label(format!("Load into the focused pane and run\n{scope}"));
            })
            .clicked()
        {
            commands.push(Command::Bookmark(BookmarkCommand::Load {
                name: name.to_owned(),
            }));
        }
        if icon_button_ui(ui, Icon::Pencil, &format!("Rename {name}")).clicked() {
            state.renaming = Some((name.to_owned(), name.to_owned()));
        }
        if icon_button_ui(ui, Icon::Cross, &format!("Delete {name}")).clicked() {
            state.deleting = Some(name.to_owned());
        }
    });
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::bookmarks::{Bookmarks, MAX_BOOKMARKS};
    use crate::app::pane::PaneSpec;
    use crate::ui::fixtures::World;

    #[test]
    fn of_a_thousand_bookmarks_those_in_view_are_laid_out() {
        let mut world = World::new();
        world.bookmarks = Bookmarks::without_file();
        for n in 0..MAX_BOOKMARKS {
            let name = format!("bookmark {n}");
            world.bookmarks.add(&name, PaneSpec::default()).unwrap();
        }
        let mut state = BookmarksUi::default();
        let mut harness = Harness::builder()
            .with_size([240.0, 400.0])
            .build_ui(move |ui| {
                bookmarks_ui(ui, &mut state, None, &world.view(), &mut Vec::new());
            });
        harness.run_steps(3);
        harness.get_by_label("bookmark 0");
        let drawn = harness.get_all_by_label_contains("bookmark ").count();
        // Each has a button to rename and one to delete.
        assert!(drawn <= 3 * 20, "{drawn}");
    }
}
