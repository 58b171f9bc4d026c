//! Saved scopes: load, rename, delete, save the present one.

use std::borrow::Cow;
use std::hash::BuildHasher as _;

use egui::{Align, Button, FontId, Key, Label, Layout, RichText, TextEdit, Ui, UiBuilder};
use rustc_hash::FxBuildHasher;

use crate::app::bookmarks::{Bookmark, Bookmarks};
use crate::app::commands::{BookmarkCommand, Command};
use crate::app::list_cursor::ListLines;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use crate::model::QueryScope;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{Icon, icon_button_ui};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::row_list::{Line, ListEvent, ListKind, ListShape, RowList};
use crate::ui::widgets::truncated::Elided;
use crate::ui::widgets::virtual_rows::row_start;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct BookmarksUi {
    /// Name of a bookmark to be, while it is typed.
    saving: Option<String>,
    /// Which bookmark is being renamed, and its name as typed.
    renaming: Option<(String, String)>,
    /// Which bookmark waits for a yes before it is deleted.
    deleting: Option<String>,
    /// Whether what a line asks for takes the keyboard at the next draw.
    wants_focus: bool,
    /// Whether the list has the keyboard again, for what a line asked is answered.
    gives_keyboard_back: bool,
    list: RowList<u64>,
}

impl BookmarksUi {
    /// Opens the field for the name of a new bookmark.
    pub(super) fn start_saving(&mut self) {
        self.saving = Some(String::new());
        self.wants_focus = true;
    }
}

impl BookmarksUi {
    fn begin(&mut self, doing: Doing, name: &str, commands: &mut Vec<Command>) {
        match doing {
            Doing::Load => commands.push(Command::Bookmark(BookmarkCommand::Load {
                name: name.to_owned(),
            })),
            Doing::Rename => {
                self.deleting = None;
                self.renaming = Some((name.to_owned(), name.to_owned()));
                self.wants_focus = true;
            }
            Doing::Delete => {
                self.renaming = None;
                self.deleting = Some(name.to_owned());
                self.wants_focus = true;
            }
        }
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
    list_ui(ui, state, view, commands);
}

/// What the panel does to a bookmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    /// Puts it into the focused pane and runs it.
    Load,
    /// Asks for another name.
    Rename,
    /// Asks whether to delete it.
    Delete,
}

fn list_ui(ui: &mut Ui, state: &mut BookmarksUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let lines = BookmarkLines(view.bookmarks);
    let shape = ListShape {
        label: "Saved bookmarks",
        kind: ListKind::Plain,
        row_height: tokens::CONTROL_HEIGHT,
        lines_id: ui.scope_id().with("bookmark"),
    };
    let mut list = std::mem::take(&mut state.list);
    let mut asked: Option<(usize, Doing)> = None;
    let output = list.show(ui, shape, &lines, |ui, line| {
        let Some(bookmark) = lines.get(line.at) else {
            return;
        };
        let builder = UiBuilder::new().max_rect(line.rect).id_salt(&bookmark.name);
        let mut inside = ui.new_child(builder);
        let doing = bookmark_ui(&mut inside, state, line, bookmark, commands);
        asked = doing.map(|doing| (line.at, doing)).or(asked);
    });
    for event in output.events {
        match event {
            ListEvent::Clicked { line, .. } | ListEvent::Activated(line) => {
                asked = asked.or(Some((line, Doing::Load)));
            }
            _ => {}
        }
    }
    if std::mem::take(&mut state.gives_keyboard_back) {
        list.focus();
    }
    state.list = list;
    if let Some((line, doing)) = asked
        && let Some(bookmark) = lines.get(line)
    {
        state.begin(doing, &bookmark.name, commands);
    }
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

/// Draws what is in a line; returns what is to be done to its bookmark.
fn bookmark_ui(
    ui: &mut Ui,
    state: &mut BookmarksUi,
    line: &Line,
    bookmark: &Bookmark,
    commands: &mut Vec<Command>,
) -> Option<Doing> {
    let name = bookmark.name.as_str();
    if matches!(&state.renaming, Some((renamed, _)) if renamed == name) {
        renaming_ui(ui, state, name, commands);
        return None;
    }
    if state.deleting.as_deref() == Some(name) {
        deleting_ui(ui, state, name, commands);
        return None;
    }
    let mut doing = None;
    ui.allocate_ui_with_layout(
        line.rect.size(),
        Layout::left_to_right(Align::Center),
        |ui| {
            // The line itself says the name.
            let end = LineEnd::new(ui, line.response.id.with("buttons"));
            let room = ui.available_rect_before_wrap();
            let start = row_start(room, tokens::SPACE_1);
            let right = room.left() + end.room(ui);
            let font = FontId::proportional(tokens::TEXT_BODY);
            let text = Elided::new(name, font, Palette::of(ui).text);
            text.paint(ui.painter(), start, right - start.x);
            end.show(ui, |ui| {
                if icon_button_ui(ui, Icon::Pencil, &format!("Rename {name}")).clicked() {
                    doing = Some(Doing::Rename);
                }
                if icon_button_ui(ui, Icon::Cross, &format!("Delete {name}")).clicked() {
                    doing = Some(Doing::Delete);
                }
            });
        },
    );
    line.context_menu(|ui| {
        for (label, what) in [
            ("Load and run", Doing::Load),
            ("Rename", Doing::Rename),
            ("Delete", Doing::Delete),
        ] {
            if ui.button(label).clicked() {
                doing = Some(what);
            }
        }
    });
    line.response.clone().on_hover_ui(|ui| {
        let scope: &QueryScope = &bookmark.spec.scope;
        ui.label(format!(
            "{name}\nLoad into the focused pane and run\n{scope}"
        ));
    });
    doing
}

fn renaming_ui(ui: &mut Ui, state: &mut BookmarksUi, name: &str, commands: &mut Vec<Command>) {
    let Some((_, typed)) = &mut state.renaming else {
        return;
    };
    let field = TextEdit::singleline(typed)
        .char_limit(80)
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("New name");
    if std::mem::take(&mut state.wants_focus) {
        response.request_focus();
        return;
    }
    if !response.lost_focus() {
        return;
    }
    let (entered, escaped) = ui.input(|input| {
        (
            input.key_pressed(Key::Enter),
            input.key_pressed(Key::Escape),
        )
    });
    if entered && typed.trim() != name {
        commands.push(Command::Bookmark(BookmarkCommand::Rename {
            name: name.to_owned(),
            new_name: typed.trim().to_owned(),
        }));
    }
    state.renaming = None;
    state.gives_keyboard_back = entered || escaped;
}

fn deleting_ui(ui: &mut Ui, state: &mut BookmarksUi, name: &str, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let delete = ui.button("Delete");
        let cancel = ui.button("Cancel");
        ui.add(Label::new(format!("{name}?")).truncate());
        if std::mem::take(&mut state.wants_focus) {
            cancel.request_focus();
        }
        if delete.clicked() {
            commands.push(Command::Bookmark(BookmarkCommand::Delete {
                name: name.to_owned(),
            }));
        }
        if delete.clicked() || cancel.clicked() {
            state.deleting = None;
            state.gives_keyboard_back = true;
        }
    });
}

/// The lines, as they are walked by keys and read out.
struct BookmarkLines<'a>(&'a Bookmarks);

impl<'a> BookmarkLines<'a> {
    fn get(&self, at: usize) -> Option<&'a Bookmark> {
        self.0.at(at)
    }
}

impl ListLines for BookmarkLines<'_> {
    /// A hash of the name.
    type Key = u64;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<u64> {
        self.get(at)
            .map(|bookmark| FxBuildHasher.hash_one(&bookmark.name))
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.get(at).map_or("", |bookmark| &bookmark.name).into()
    }

    fn description(&self, at: usize) -> String {
        let scope_of = |bookmark: &Bookmark| QueryScope::to_string(&bookmark.spec.scope);
        self.get(at).map(scope_of).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
