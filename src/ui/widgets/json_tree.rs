//! A JSON document as a tree that opens, closes and can be searched; draws visible lines only.

mod lines;

use egui::{Color32, CursorIcon, FontId, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::icons::{self, Icon};
use super::row_list::{Line, ListEvent, ListKind, ListShape, RowList, copies};
use super::truncated::Elided;
use crate::app::json_tree::{Body, JsonTree, Link, Node, OpenPaths};
use crate::catalog::types::label_of;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};

use lines::OutlineLines;

/// Height of a line, in points.
const LINE_HEIGHT: f32 = 20.0;

/// A JSON tree on the screen: what is open, what is searched for, how far it is scrolled.
#[derive(Default)]
pub struct JsonTreeUi {
    tree: JsonTree,
    /// Lines of the document itself; those of others follow.
    own_lines: usize,
    open: OpenPaths,
    search: String,
    visible: Vec<u32>,
    /// Lines that a search found.
    found: Vec<u32>,
    list: RowList<u32>,
}

/// What a person asked a line for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonTreeClick {
    /// This text on the clipboard; what it is first.
    Copy(&'static str, String),
    /// The resource that this text names.
    Open(String),
}

impl JsonTreeUi {
    /// Shows another document, and returns what was shown before. What was open by name stays open.
    pub fn set(&mut self, tree: JsonTree) -> JsonTree {
        let mut before = JsonTree::default();
        self.own_lines = tree.len();
        self.change(|shown| before = std::mem::replace(shown, tree));
        before
    }

    /// Shows other lines after those of the document, and returns the ones before.
    pub fn set_rest(&mut self, rest: JsonTree) -> Vec<Node> {
        let (mut before, from) = (Vec::new(), self.own_lines);
        self.change(|shown| {
            before = shown.take_from(from);
            shown.append(rest);
        });
        before
    }

    /// The cursor stays on what is called the same.
    fn change(&mut self, change: impl FnOnce(&mut JsonTree)) {
        let key = self.list.cursor().key();
        let path = key.and_then(|at| Some(self.tree.get(at)?.path));
        self.list.cursor_mut().clear();
        change(&mut self.tree);
        self.refresh();
        let same = path.and_then(|path| self.tree.index_of_path(path));
        if let Some(at) = same
            && let Ok(line) = self.visible.binary_search(&at)
        {
            self.list.cursor_mut().put(at, line);
        }
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

    fn lines(&self) -> OutlineLines<'_> {
        OutlineLines {
            tree: &self.tree,
            open: &self.open,
            visible: &self.visible,
            is_searching: !self.search.trim().is_empty(),
        }
    }

    /// Draws the outline into all the space that `ui` has left.
    pub fn show(&mut self, ui: &mut Ui, label: &str) -> Option<JsonTreeClick> {
        let shape = ListShape {
            label,
            kind: ListKind::Tree,
            row_height: LINE_HEIGHT,
            lines_id: ui.scope_id().with(label),
        };
        let mut list = std::mem::take(&mut self.list);
        let lines = self.lines();
        let mut click = None;
        let output = list.show(ui, shape, &lines, |ui, line| {
            let Some((at, node)) = lines.node(line.at) else {
                return;
            };
            let is_found = if self.found.binary_search(&at).is_ok() {
                Found::Yes
            } else {
                Found::No
            };
            if line_ui(ui, line, node, lines.icon(node), is_found) == LineClick::Link {
                click = node.link.as_deref().map(opened);
            }
            line.context_menu(|ui| {
                if let Some(link) = &node.link
                    && ui.button(format!("Open {}", label_of(link.ty))).clicked()
                {
                    click = Some(opened(link));
                }
                if lines.has_value(node) && ui.button("Copy value").clicked() {
                    click = Some(JsonTreeClick::Copy("value", node.body.text().into_owned()));
                }
                if ui.button("Copy path").clicked() {
                    click = Some(JsonTreeClick::Copy("path", self.tree.path_text(at)));
                }
            });
        });
        if output.has_keyboard && copies(ui) {
            let line = list.cursor().line_if_unmoved(&lines);
            let node = line.and_then(|line| Some(lines.node(line)?.1));
            if let Some(node) = node.filter(|node| lines.has_value(node)) {
                click = Some(JsonTreeClick::Copy("value", node.body.text().into_owned()));
            }
        }
        self.list = list;
        for event in output.events {
            if let ListEvent::Activated(line) = event
                && let Some(link) = self.link_at(line)
            {
                click = Some(opened(link));
                continue;
            }
            if let ListEvent::Clicked { line, .. }
            | ListEvent::Activated(line)
            | ListEvent::Marked(line)
            | ListEvent::ToggleFold(line) = event
            {
                self.toggle(line);
            }
        }
        click
    }

    /// The resource that a line names, if it has nothing to open or close.
    fn link_at(&self, line: usize) -> Option<&Link> {
        let node = self.tree.get(*self.visible.get(line)?)?;
        node.link.as_deref().filter(|_| !node.body.opens())
    }

    /// Opens or closes a line. While searching everything found is open.
    fn toggle(&mut self, line: usize) {
        if !self.search.trim().is_empty() {
            return;
        }
        let node = self.visible.get(line).and_then(|&at| self.tree.get(at));
        if let Some(node) = node.filter(|node| node.body.opens()) {
            self.open.toggle(node);
            self.refresh();
        }
    }
}

/// Whether a search found a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Yes,
    No,
}

/// What of a line was clicked that is not the line itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineClick {
    None,
    Link,
}

fn opened(link: &Link) -> JsonTreeClick {
    JsonTreeClick::Open(link.id.to_string())
}

fn line_ui(ui: &Ui, line: &Line, node: &Node, icon: Option<Icon>, found: Found) -> LineClick {
    let palette = Palette::of(ui);
    let (rect, text) = (line.rect, node.body.text());
    if found == Found::Yes {
        ui.painter()
            .rect_filled(rect, 0.0, palette.row_selected_idle);
    }
    let middle = rect.center().y;
    let mut x = rect.left() + f32::from(node.depth) * tokens::INDENT;
    if let Some(icon) = icon {
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
    if painted.cut && line.response.hovered() {
        let response = line.response.clone();
        response.on_hover_text_at_pointer(sanitize::excerpt(&text));
    }
    match &node.link {
        Some(link) => link_ui(ui, line, link, painted.rect),
        None => LineClick::None,
    }
}

/// What the value of a line names, after the value; both lead there.
fn link_ui(ui: &Ui, line: &Line, link: &Link, value: Rect) -> LineClick {
    let (palette, rect) = (Palette::of(ui), line.rect);
    let after = value.right() + tokens::SPACE_2;
    let label = label_of(link.ty);
    let at = pos2(after, rect.center().y);
    let font = FontId::monospace(tokens::TEXT_SMALL);
    let id = line.response.id.with("link");
    let reach = Rect::from_x_y_ranges(value.left()..=rect.right(), rect.y_range());
    // The list has the keyboard as a whole; Enter follows the link of its line.
    let response = ui.interact(reach, id, Sense::CLICK);
    response.widget_info(|| {
        let name = format!("Open {label} {}", sanitize::line_of(&link.id, 80));
        WidgetInfo::labeled(Role::Link, true, name)
    });
    let color = if response.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        palette.accent
    } else {
        palette.text_weak
    };
    if after < rect.right() {
        let mark = format!("→ {label}");
        Elided::new(&mark, font, color).paint(ui.painter(), at, rect.right() - after);
    }
    if response.clicked() {
        LineClick::Link
    } else {
        LineClick::None
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
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    use serde_json::json;

    #[test]
    fn a_click_opens_a_member_and_a_search_finds_what_is_closed() {
        let mut state = JsonTreeUi::default();
        state.set(JsonTree::of(
            &json!({ "Placement": { "Tenancy": "default" }, "Ids": [1, 2] }),
        ));
        let mut harness = Harness::new_ui_state(
            |ui, state: &mut JsonTreeUi| {
                state.show(ui, "Properties");
            },
            state,
        );
        assert!(harness.query_by_label("Tenancy").is_none());
        harness.get_by_label("Placement").click();
        harness.run();
        let node = harness.get_by_label("Tenancy").accesskit_node();
        assert_eq!(node.data().description(), Some("default"));
        assert_eq!((node.level(), node.position_in_set()), (Some(1), Some(0)));
        harness.get_by_label("Placement").click();
        harness.run();
        assert!(harness.query_by_label("Tenancy").is_none());
        // The click gave the list the keyboard.
        harness.key_press(egui::Key::ArrowRight);
        harness.run();
        harness.key_press(egui::Key::ArrowRight);
        harness.run();
        assert!(harness.get_by_label("Tenancy").is_focused());
        harness.key_press(egui::Key::ArrowLeft);
        harness.run();
        harness.key_press(egui::Key::ArrowLeft);
        harness.run();
        assert!(harness.query_by_label("Tenancy").is_none());
        harness.state_mut().set_search("tenan");
        harness.run();
        assert!(harness.query_by_label("Tenancy").is_some());
        assert!(harness.query_by_label("Ids").is_none());
    }
}
