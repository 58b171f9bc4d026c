//! The line above a summary: by what it counts, what it counts, and all together.

use egui::{
    Button, FontId, PopupCloseBehavior, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::Pane;
use crate::app::pane::summary::{SummarySpec, gaps_of, spoken_amount};
use crate::app::resource_explorer::figures::{Dimension, Summary, Weight};
use crate::model::{TagKey, tags};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::focus_ring::scroll_to_focus;
use crate::ui::widgets::truncated::{Elided, Side, layout};

/// How many keys of tags are offered at once; typing finds the others.
const MOST_KEYS: usize = 12;

/// Longest name of a dimension, in characters.
const MOST_CHARS: usize = 24;

/// Width of a menu, in points.
const MENU_WIDTH: f32 = 200.0;

/// What the line remembers between frames.
#[derive(Default)]
pub(super) struct HeadUi {
    search: String,
    /// The keys of all tags; read once while a menu is open.
    keys: Option<Vec<String>>,
}

/// Draws the line.
pub(super) fn head_ui(
    ui: &mut Ui,
    pane: &Pane,
    summary: Option<&Summary>,
    state: &mut HeadUi,
    commands: &mut Vec<Command>,
) {
    let spec = &pane.spec.summary;
    let mut wanted = spec.clone();
    let mut is_open = false;
    ui.add_space(tokens::SPACE_1);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens::SPACE_1;
        ui.add_space(tokens::SPACE_2);
        let by = format!("By {}", sanitize::line_of(&spec.by.label(), MOST_CHARS));
        is_open |= menu_ui(ui, &by, |ui| {
            if let Some(by) = dimensions_ui(ui, state, Some(&spec.by)) {
                if wanted.then.as_ref() == Some(&by) {
                    wanted.then = Some(spec.by.clone());
                }
                wanted.by = by;
            }
        });
        let then = match &spec.then {
            Some(then) => format!("then {}", sanitize::line_of(&then.label(), MOST_CHARS)),
            None => "then nothing".to_owned(),
        };
        is_open |= menu_ui(ui, &then, |ui| {
            if ui
                .selectable_label(spec.then.is_none(), "Nothing")
                .clicked()
            {
                wanted.then = None;
                ui.close();
            }
            if let Some(then) = dimensions_ui(ui, state, spec.then.as_ref()) {
                wanted.then = Some(then).filter(|then| *then != spec.by);
            }
        });
        for (weight, text, hover) in [
            (Weight::Rows, "Rows", "Bars say how many rows there are"),
            (
                Weight::Size,
                "Sizes",
                "Bars say how large resources are together, of types that have a size",
            ),
        ] {
            let button = Button::selectable(spec.weight == weight, text);
            if ui.add(button).on_hover_text(hover).clicked() {
                wanted.weight = weight;
            }
        }
        if let Some(summary) = summary {
            all_ui(ui, pane, spec, summary);
        }
    });
    if !is_open {
        *state = HeadUi::default();
    }
    if wanted != *spec {
        let command = PaneCommand::SetSummary(wanted);
        commands.push(Command::Pane(pane.id, command));
    }
}

/// A button with a menu; returns whether that is open.
fn menu_ui(ui: &mut Ui, text: &str, add: impl FnOnce(&mut Ui)) -> bool {
    let button = ui.button(text);
    let popup = egui::Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(MENU_WIDTH);
            add(ui);
        });
    popup.is_some()
}

/// Lists the dimensions; returns the one that was chosen.
fn dimensions_ui(ui: &mut Ui, state: &mut HeadUi, now: Option<&Dimension>) -> Option<Dimension> {
    let mut chosen = None;
    for dimension in Dimension::BUILTIN {
        let is_now = now == Some(&dimension);
        if ui.selectable_label(is_now, dimension.label()).clicked() {
            chosen = Some(dimension);
        }
    }
    ui.separator();
    let edit = TextEdit::singleline(&mut state.search)
        .hint_text("By a tag: its key")
        .desired_width(f32::INFINITY);
    let field = ui.add(edit);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "By a tag: its key"));
    let typed = state.search.trim().to_lowercase();
    let keys = state.keys.get_or_insert_with(tags::keys);
    let mut found: Vec<&str> = keys.iter().map(String::as_str).collect();
    found.retain(|key| key.to_lowercase().contains(&typed));
    let typed_key = state.search.trim();
    if !typed_key.is_empty() && !found.contains(&typed_key) {
        found.push(typed_key);
    }
    ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
        for key in found.into_iter().take(MOST_KEYS) {
            let Some(key) = TagKey::new(key) else {
                continue;
            };
            let dimension = Dimension::Tag(key);
            let text = sanitize::line_of(&dimension.label(), MOST_CHARS);
            if ui.selectable_label(now == Some(&dimension), text).clicked() {
                chosen = Some(dimension);
            }
        }
        scroll_to_focus(ui);
    });
    if chosen.is_some() {
        ui.close();
    }
    chosen
}

/// All rows together, at the right where there is room.
fn all_ui(ui: &mut Ui, pane: &Pane, spec: &SummarySpec, summary: &Summary) {
    let gaps = gaps_of(summary, spec.weight, pane.gaps());
    let text = spoken_amount(summary.rows, summary.bytes, spec.weight, gaps);
    let palette = Palette::of(ui);
    let width = ui.available_width() - tokens::SPACE_2;
    let font = FontId::proportional(tokens::TEXT_SMALL);
    let (rect, response) =
        ui.allocate_exact_size(vec2(width.max(0.0), tokens::CONTROL_HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    let is_cut = layout(ui.painter(), &text, font.clone(), palette.text_weak, width).1;
    if !is_cut {
        Elided::new(&text, font, palette.text_weak)
            .side(Side::Right)
            .paint(ui.painter(), rect.left_center(), width);
    }
    response.on_hover_text(text);
}
