//! The form that puts a filter together, term by term, over the window.

use egui::{Button, ComboBox, Frame, Id, Key, Modal, RichText, Role, ScrollArea, TextEdit, Ui};

use crate::app::commands::{Command, PaneCommand};
use crate::app::filter_builder::{BuilderRow, FilterBuilder, Joiner, Subject, TermRow};
use crate::app::pane::Pane;
use crate::app::resource_explorer::filter::FilterError;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::named::{name_group, name_popup};

/// Its width where the window has room, and that of its fields, in points.
const WIDTH: f32 = 620.0;
const CHOICE_WIDTH: f32 = 96.0;
/// Most of a list of choices that is shown without scrolling, in points: all subjects.
const CHOICE_HEIGHT: f32 = 440.0;
const NAME_WIDTH: f32 = 150.0;
const VALUE_WIDTH: f32 = 180.0;

/// Most of the height of the window that its rows take.
const ROWS_SHARE: f32 = 0.5;

/// Longest text of the filter that is shown, in characters.
const CHARS: usize = 160;

/// An open form.
pub(super) struct FilterBuilderUi {
    form: FilterBuilder,
    /// Whether the value of the last row takes the keyboard at the next draw.
    wants_keyboard: bool,
}

/// Whether the form is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormState {
    Open,
    Closed,
}

impl FilterBuilderUi {
    /// The form of a pane's filter. One that cannot be read is a row of text.
    pub(super) fn new(pane: &Pane) -> Self {
        let filter = &pane.spec.filter;
        let form = FilterBuilder::read(filter).unwrap_or_else(|_| FilterBuilder {
            joiner: Joiner::All,
            rows: vec![
                BuilderRow::Text(filter.clone()),
                BuilderRow::Term(TermRow::default()),
            ],
        });
        Self {
            form,
            wants_keyboard: true,
        }
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &Ui, pane: &Pane, commands: &mut Vec<Command>) -> FormState {
        let width = WIDTH.min(ui.ctx().content_rect().width() - 48.0).max(240.0);
        let frame = Frame::popup(ui.style()).inner_margin(tokens::SPACE_4);
        let modal = Modal::new(Id::unique(("filter builder", pane.id_salt)))
            .frame(frame)
            .show(ui.ctx(), |ui| {
                ui.set_width(width);
                self.inside_ui(ui, pane, commands)
            });
        let escaped = modal.is_top_modal
            && !modal.any_popup_open
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
        if escaped {
            FormState::Closed
        } else {
            modal.inner
        }
    }

    fn inside_ui(&mut self, ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) -> FormState {
        let palette = Palette::of(ui);
        let heading = RichText::new("Build filter").size(tokens::TEXT_HEADING);
        let heading = ui.label(heading.color(palette.text_strong));
        name_popup(ui, Role::Dialog, &heading);
        ui.horizontal(|ui| {
            ui.label("Rows that match");
            for joiner in Joiner::EACH {
                ui.selectable_value(&mut self.form.joiner, joiner, joiner.label());
            }
        });
        let is_entered = self.rows_ui(ui);
        if ui.button("Add a term").clicked() {
            self.form.add();
            self.wants_keyboard = true;
        }
        ui.separator();
        let text = self.form.text();
        preview_ui(ui, &text);
        let mut state = FormState::Open;
        ui.horizontal(|ui| {
            let primary = Button::new(RichText::new("Apply").color(palette.on_accent));
            let apply = ui.add_enabled(text.is_ok(), primary.fill(palette.accent));
            if let Ok(text) = &text
                && (apply.clicked() || is_entered)
            {
                let set = PaneCommand::SetFilter(text.clone());
                commands.push(Command::Pane(pane.id, set));
                state = FormState::Closed;
            }
            if ui.button("Cancel").clicked() {
                state = FormState::Closed;
            }
        });
        state
    }

    /// Whether Enter was pressed in one of the fields.
    fn rows_ui(&mut self, ui: &mut Ui) -> bool {
        let mut removed = None;
        let mut is_entered = false;
        let last = self.form.rows.len().saturating_sub(1);
        let takes_keyboard = std::mem::take(&mut self.wants_keyboard);
        let most = ui.ctx().content_rect().height() * ROWS_SHARE;
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            for (at, row) in self.form.rows.iter_mut().enumerate() {
                ui.push_id(at, |ui| {
                    name_group(ui, &format!("Term {}", at + 1));
                    ui.horizontal_wrapped(|ui| {
                        let focus = takes_keyboard && at == last;
                        is_entered |= row_ui(ui, at, row, focus.then_some(Focus::Value));
                        let label = format!("Remove term {}", at + 1);
                        if icons::icon_button_ui(ui, Icon::Cross, &label).clicked() {
                            removed = Some(at);
                        }
                    });
                });
            }
        });
        if let Some(at) = removed {
            self.form.rows.remove(at);
        }
        is_entered
    }
}

/// What of a row takes the keyboard.
#[derive(Clone, Copy, Debug)]
enum Focus {
    Value,
}

fn row_ui(ui: &mut Ui, at: usize, row: &mut BuilderRow, focus: Option<Focus>) -> bool {
    let number = at + 1;
    match row {
        BuilderRow::Text(text) => {
            let width = CHOICE_WIDTH * 2.0 + NAME_WIDTH + VALUE_WIDTH;
            field_ui(
                ui,
                text,
                &format!("Text of term {number}"),
                "Filter text",
                width,
                focus,
            )
        }
        BuilderRow::Term(term) => term_ui(ui, number, term, focus),
    }
}

fn term_ui(ui: &mut Ui, number: usize, term: &mut TermRow, focus: Option<Focus>) -> bool {
    let label = format!("Subject of term {number}");
    let subjects: Vec<_> = Subject::all().collect();
    let said = subjects.iter().map(|subject| subject.label());
    let said: Vec<&str> = said.collect();
    if let Some(chosen) = choice_ui(ui, &label, term.subject.label(), &said) {
        term.ask_about(subjects[chosen]);
    }
    let mut is_entered = false;
    if let Some(hint) = term.subject.name_hint() {
        let label = format!("Name of term {number}");
        is_entered |= field_ui(ui, &mut term.name, &label, hint, NAME_WIDTH, None);
    }
    let label = format!("Comparison of term {number}");
    let offered = term.subject.comparisons();
    let said = offered.iter().map(|one| one.label(term.subject));
    let said: Vec<&str> = said.collect();
    if let Some(chosen) = choice_ui(ui, &label, term.comparison.label(term.subject), &said) {
        term.comparison = offered[chosen];
    }
    if term.comparison.has_value() {
        let label = format!("Value of term {number}");
        let hint = "Value, or one | another";
        is_entered |= field_ui(ui, &mut term.value, &label, hint, VALUE_WIDTH, focus);
    }
    is_entered
}

/// A list to choose one of; returns which, when another was chosen.
fn choice_ui(ui: &mut Ui, label: &str, chosen: &str, offered: &[&str]) -> Option<usize> {
    let mut wanted = None;
    let list = ComboBox::from_id_salt(label)
        .selected_text(chosen)
        .width(CHOICE_WIDTH)
        .height(CHOICE_HEIGHT)
        .show_ui(ui, |ui| {
            for (at, one) in offered.iter().enumerate() {
                if ui.selectable_label(*one == chosen, *one).clicked() {
                    wanted = Some(at);
                }
            }
        });
    list.response
        .widget_info(|| egui::WidgetInfo::labeled(Role::ComboBox, true, label));
    wanted
}

/// A field for text; returns whether Enter was pressed in it.
fn field_ui(
    ui: &mut Ui,
    text: &mut String,
    label: &str,
    hint: &str,
    width: f32,
    focus: Option<Focus>,
) -> bool {
    let field = TextEdit::singleline(text)
        .id_salt(label)
        .hint_text(hint.to_owned())
        .desired_width(width)
        .char_limit(1024);
    let response = ui.add(field).accessible_name(label);
    if focus.is_some() {
        response.request_focus();
    }
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The filter as it is written, or why it is none.
fn preview_ui(ui: &mut Ui, text: &Result<String, FilterError>) {
    let palette = Palette::of(ui);
    let said = match text {
        Ok(text) if text.is_empty() => RichText::new("No filter").color(palette.text_weak),
        Ok(text) => RichText::new(&*sanitize::line_of(text, CHARS))
            .monospace()
            .color(palette.text),
        Err(error) => RichText::new(error.to_string()).color(palette.error),
    };
    ui.label(said);
}
