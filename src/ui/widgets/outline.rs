//! A JSON document as a tree that opens, closes and can be searched; draws visible lines only.

use egui::{Color32, FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::elided::Elided;
use super::icons::{self, Icon};
use super::virtual_rows::{RowKeys, RowsShape, VirtualRows};
use crate::app::json_tree::{Body, JsonTree, Node, OpenPaths};
use crate::catalog::types::label_of;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 20.0;

/// A JSON tree on the screen: what is open, what is searched for, how far it is scrolled.
#[derive(Default)]
pub struct OutlineUi {
    tree: JsonTree,
    open: OpenPaths,
    search: String,
    visible: Vec<u32>,
    /// Lines that a search found.
    found: Vec<u32>,
    rows: VirtualRows,
}

/// What a person asked a line for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineClick {
    /// This text on the clipboard; what it is first.
    Copy(&'static str, String),
}

impl OutlineUi {
    /// Shows another document, and returns the one before. What was open by name stays open.
    pub fn set(&mut self, tree: JsonTree, open_above: u16) -> JsonTree {
        let before = std::mem::replace(&mut self.tree, tree);
        self.open.open_above = open_above;
        self.refresh();
        before
    }

    /// Shows only what matches, from the next draw on; everything for an empty text.
    pub fn set_search(&mut self, search: &str) {
        if self.search != search {
            search.clone_into(&mut self.search);
            self.refresh();
        }
    }

    fn refresh(&mut self) {
        self.visible = self.tree.visible(&self.open, &self.search);
        self.found = self.tree.found(&self.search);
    }

    /// Draws the tree into all the space that `ui` has left.
    pub fn show(&mut self, ui: &mut Ui, label: &str) -> Option<OutlineClick> {
        let shape = RowsShape {
            label,
            row_count: self.visible.len(),
            row_height: LINE_HEIGHT,
            keys: RowKeys::Scroll,
        };
        let searching = !self.search.trim().is_empty();
        let base = ui.scope_id().with(label);
        let (mut toggled, mut click) = (None, None);
        let Self {
            tree,
            open,
            visible,
            found,
            rows,
            ..
        } = self;
        rows.show(ui, shape, |ui, line, rect| {
            let Some((at, node)) = visible.get(line).and_then(|&at| Some((at, tree.get(at)?)))
            else {
                return;
            };
            // While searching everything found is open.
            let icon = if searching || open.is_open(node) {
                Icon::ChevronDown
            } else {
                Icon::ChevronRight
            };
            let is_found = if found.binary_search(&at).is_ok() {
                Found::Yes
            } else {
                Found::No
            };
            let response = line_ui(ui, base.with(at), rect, node, icon, is_found);
            if response.clicked() && node.body.opens() && !searching {
                toggled = Some(at);
            }
            response.context_menu(|ui| {
                let is_text = matches!(node.body, Body::EmbeddedJson(_));
                if (is_text || !node.body.opens()) && ui.button("Copy value").clicked() {
                    click = Some(OutlineClick::Copy("value", node.body.text().into_owned()));
                }
                if ui.button("Copy path").clicked() {
                    click = Some(OutlineClick::Copy("path", tree.path_text(at)));
                }
            });
        });
        if let Some(node) = toggled.and_then(|at| tree.get(at)) {
            open.toggle(node);
            self.refresh();
        }
        click
    }
}

/// Whether a search found a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Yes,
    No,
}

fn line_ui(ui: &Ui, id: Id, rect: Rect, node: &Node, icon: Icon, found: Found) -> egui::Response {
    let palette = Palette::of(ui);
    let response = ui.interact(rect, id, Sense::CLICK);
    let text = node.body.text();
    response.widget_info(|| {
        let text = sanitize::excerpt(&text);
        let name = if node.name.is_empty() {
            text.clone()
        } else {
            sanitize::excerpt(&node.name)
        };
        let mut info = WidgetInfo::labeled(Role::TreeItem, true, name);
        info.current_text_value = Some(match &node.link {
            None => text.into_owned(),
            Some(link) => format!("{text} → {}", label_of(link.ty)),
        });
        info
    });
    if found == Found::Yes {
        ui.painter()
            .rect_filled(rect, 0.0, palette.row_selected_idle);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, palette.row_hover);
    }
    let middle = rect.center().y;
    let mut x = rect.left() + f32::from(node.depth) * tokens::INDENT;
    if node.body.opens() {
        icons::paint(
            ui.painter(),
            icon,
            pos2(x + 7.0, middle),
            10.0,
            palette.text_weak,
        );
    }
    x += tokens::INDENT;
    let mono = FontId::monospace(tokens::TEXT_MONO);
    if !node.name.is_empty() {
        let color = if node.body == Body::Heading {
            palette.text_strong
        } else {
            palette.accent
        };
        let name = Elided::new(&node.name, mono.clone(), color).paint(
            ui.painter(),
            pos2(x, middle),
            rect.right() - x,
        );
        x = name.rect.right() + tokens::SPACE_2;
    }
    let painted = Elided::new(&text, mono, color_of(palette, &node.body)).paint(
        ui.painter(),
        pos2(x, middle),
        rect.right() - x,
    );
    let after = painted.rect.right() + tokens::SPACE_2;
    if let Some(link) = &node.link
        && after < rect.right()
    {
        let mark = format!("→ {}", label_of(link.ty));
        let font = FontId::monospace(tokens::TEXT_SMALL);
        Elided::new(&mark, font, palette.text_weak).paint(
            ui.painter(),
            pos2(after, middle),
            rect.right() - after,
        );
    }
    if painted.cut && response.hovered() {
        response.on_hover_text_at_pointer(sanitize::excerpt(&text))
    } else {
        response
    }
}

fn color_of(palette: &Palette, body: &Body) -> Color32 {
    match body {
        Body::Object(_) | Body::Array(_) | Body::Null => palette.text_faint,
        Body::Heading | Body::Text(_) | Body::EmbeddedJson(_) | Body::Line(_) => palette.text,
        Body::Number(_) => palette.ok,
        Body::Bool(_) => palette.warn,
        Body::Note(_) => palette.text_weak,
        Body::Error(_) => palette.error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;
    use serde_json::json;

    #[test]
    fn a_click_opens_a_member_and_a_search_finds_what_is_closed() {
        let mut state = OutlineUi::default();
        state.set(
            JsonTree::of(&json!({ "Placement": { "Tenancy": "default" }, "Ids": [1, 2] })),
            0,
        );
        let mut harness = Harness::new_ui_state(
            |ui, state: &mut OutlineUi| {
                state.show(ui, "Properties");
            },
            state,
        );
        assert!(harness.query_by_label("Tenancy").is_none());
        harness.get_by_label("Placement").click();
        harness.run();
        assert_eq!(
            harness.get_by_label("Tenancy").value().as_deref(),
            Some("default")
        );
        harness.get_by_label("Placement").click();
        harness.run();
        harness.state_mut().set_search("tenan");
        harness.run();
        assert!(harness.query_by_label("Tenancy").is_some());
        assert!(harness.query_by_label("Ids").is_none());
    }
}
