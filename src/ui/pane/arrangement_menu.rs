//! The menu that says how rows are arranged: levels of the tree, and the order within a group.

use egui::{Key, Popup, PopupCloseBehavior, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::level_list::levels_ui;
use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::{Pane, View};
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, GroupBy, Sorting};
use crate::model::{TagKey, tags};
use crate::text::sanitize;
use crate::ui::tokens::Palette;
use crate::ui::widgets::icons::{self, Icon};

/// Width of the menu in points.
const MENU_WIDTH: f32 = 220.0;

/// How many keys of tags are offered at once; typing finds the others.
const MOST_KEYS: usize = 6;

/// Longest label of a level, in characters.
pub(super) const MOST_KEY_CHARS: usize = 24;

/// Draws the button and, while it is open, the menu.
pub(super) fn arrangement_menu_ui(
    ui: &mut Ui,
    pane: &Pane,
    opens: bool,
    tag_field: &mut TagField,
    commands: &mut Vec<Command>,
) {
    let levels: Vec<String> = pane.spec.group_by.iter().map(GroupBy::label).collect();
    let label = match pane.spec.view {
        View::Tree if !levels.is_empty() => format!("Group: {}", levels.join(" › ")),
        _ => "Order of rows".to_owned(),
    };
    let button = icons::icon_button_ui(ui, Icon::ChevronDown, &label);
    if opens {
        Popup::open_id(ui.ctx(), Popup::default_response_id(&button));
    }
    let popup = Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(MENU_WIDTH);
            levels_ui(ui, pane, commands);
            tag_field_ui(ui, pane, tag_field, commands);
            ui.separator();
            sorting_ui(ui, pane, commands);
        });
    if popup.is_none() {
        *tag_field = TagField::default();
    }
}

/// Where a person names the tag of a new level.
#[derive(Debug, Default)]
pub(super) struct TagField {
    text: String,
    /// The keys of the tags that rows have; read once while the menu is open.
    keys: Option<Vec<String>>,
}

/// A field for the key of a tag, and the keys there are that contain what was typed.
fn tag_field_ui(ui: &mut Ui, pane: &Pane, field: &mut TagField, commands: &mut Vec<Command>) {
    let edit = TextEdit::singleline(&mut field.text)
        .hint_text("Group by a tag: its key")
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Group by a tag: its key"));
    let mut chosen = (response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)))
        .then(|| field.text.trim().to_owned());
    let keys = field.keys.get_or_insert_with(tags::keys);
    let typed = field.text.trim().to_lowercase();
    let is_offered = |key: &&String| {
        let is_used =
            |level: &GroupBy| matches!(level, GroupBy::Tag(used) if used.as_str() == *key);
        key.to_lowercase().contains(&typed) && !pane.spec.group_by.iter().any(is_used)
    };
    for key in keys.iter().filter(is_offered).take(MOST_KEYS) {
        let label = format!("Tag {}", sanitize::line_of(key, MOST_KEY_CHARS));
        if ui.button(label).clicked() {
            chosen = Some(key.clone());
        }
    }
    if let Some(key) = chosen.as_deref().and_then(TagKey::new) {
        let mut levels = pane.spec.group_by.clone();
        levels.push(GroupBy::Tag(key));
        commands.push(Command::Pane(pane.id, PaneCommand::SetGrouping(levels)));
        field.text.clear();
    }
}

fn sorting_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(RichText::new("Rows").small().color(palette.text_weak));
    let first = pane.spec.sorting.first();
    let mut wanted = first.clone();
    for column in BuiltinColumn::ALL {
        let label = match column {
            BuiltinColumn::Id => "By ID".to_owned(),
            other => format!("By {}", other.label().to_lowercase()),
        };
        ui.radio_value(&mut wanted.by, column.into(), label);
    }
    if !matches!(first.by, ColumnId::Builtin(_)) {
        let label = sanitize::line_of(&first.by.label(), MOST_KEY_CHARS);
        ui.radio_value(&mut wanted.by, first.by.clone(), format!("By {label}"));
    }
    ui.checkbox(&mut wanted.descending, "Last first");
    if wanted != *first {
        let sorting = Sorting::new([wanted]);
        commands.push(Command::Pane(pane.id, PaneCommand::SetSorting(sorting)));
    }
}
