//! Pictures of screens, compared with images that were looked at: dark and light, at one pixel for each point and at
//! one and a half.
//!
//! They are painted on the processor from what egui tessellates, so they need no graphics driver and are the same
//! on every machine. After a change that is meant, update the images, look at those that changed, and commit
//! them: `AWSDASH_UPDATE_SNAPSHOTS=1 cargo test --lib ui::snapshots`.

mod canvas;
mod image_file;
mod texture;

use std::cell::RefCell;
use std::rc::Rc;

use egui::accesskit::Role;
use egui::{Rect, TexturesDelta};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Node, TestRenderer};

use super::screens::{SCREENS, Window};
use crate::app::settings::Theme;
use canvas::Canvas;
use texture::Textures;

/// What a picture shows of a screen.
enum Shown {
    Everything,
    /// The part of the window that has this role and name.
    Part(Role, &'static str),
}

use Shown::{Everything, Part};

const DETAILS: Shown = Part(Role::Complementary, "Resource details");

/// A screen by its name, and what is shown of it.
const PICTURES: &[(&str, Shown)] = &[
    ("idle", Everything),
    ("rows", Everything),
    ("cursor", Everything),
    ("table", Everything),
    ("table_narrow", Part(Role::Main, "Panes")),
    ("table_of_one_type", Part(Role::Main, "Panes")),
    ("table_columns", Everything),
    ("table_with_gaps", Part(Role::Main, "Panes")),
    ("summary", Part(Role::Main, "Panes")),
    ("summary_narrow", Part(Role::Main, "Panes")),
    ("summary_with_gaps", Part(Role::Main, "Panes")),
    ("summary_of_sizes", Part(Role::Main, "Panes")),
    ("summary_of_nothing", Part(Role::Main, "Panes")),
    ("tree", Part(Role::Main, "Panes")),
    ("tree_wide", Part(Role::Main, "Panes")),
    ("tree_at_360", Part(Role::Main, "Panes")),
    ("tree_at_300", Part(Role::Main, "Panes")),
    ("account_marks", Part(Role::Tree, "Resources")),
    ("many_selected", Part(Role::Tree, "Resources")),
    ("closed_groups", Part(Role::Tree, "Resources")),
    ("long_names", Part(Role::Tree, "Resources")),
    ("filter_hides_all", Part(Role::Main, "Panes")),
    ("filter_is_wrong", Part(Role::Main, "Panes")),
    ("filter_has_a_fruitless_term", Part(Role::Main, "Panes")),
    ("found", Part(Role::Main, "Panes")),
    ("found_in_table", Part(Role::Main, "Panes")),
    ("filter_is_mended", Part(Role::Main, "Panes")),
    ("filter_builder", Part(Role::Dialog, "Build filter")),
    ("messages", Part(Role::Main, "Panes")),
    ("messages_whole", Part(Role::Main, "Panes")),
    ("filter_suggestions", Part(Role::Main, "Panes")),
    ("properties", DETAILS),
    ("tags", DETAILS),
    ("overview", DETAILS),
    ("details_over_rows", Everything),
    ("details_of_several", DETAILS),
    ("json", DETAILS),
    ("ledger", Part(Role::Group, "Ledger panel")),
    ("failures", Part(Role::Alert, "What failed")),
    ("scope_picker", Part(Role::Dialog, "Scope")),
    ("open_anything", Everything),
    ("open_anything_actions", Everything),
    ("open_anything_asks", Part(Role::Dialog, "Open anything")),
    (
        "open_anything_finds_none",
        Part(Role::Dialog, "Open anything"),
    ),
    ("bookmarks", Part(Role::Group, "Bookmarks panel")),
    ("memory", Part(Role::Window, "Memory")),
    ("connect", Part(Role::Window, "How to connect")),
    ("accounts", Part(Role::Window, "Accounts")),
    ("settings", Part(Role::Window, "Settings")),
    ("no_accounts", Everything),
    ("toasts", Everything),
];

/// Those at one and a half pixels for each point.
const FINE: &[(&str, Shown)] = &[
    ("cursor", Everything),
    ("json", DETAILS),
    ("failures", Part(Role::Alert, "What failed")),
    ("ledger", Part(Role::Group, "Ledger panel")),
    ("scope_picker", Part(Role::Dialog, "Scope")),
    ("accounts", Part(Role::Window, "Accounts")),
];

/// Those in high contrast.
const CONTRAST: &[(&str, Shown)] = &[
    ("cursor", Everything),
    ("summary", Part(Role::Main, "Panes")),
    ("settings", Part(Role::Window, "Settings")),
];

/// Between the window and what is drawn in a test.
const MARGIN: f32 = 8.0;

/// Keeps the textures of a window, for when it is painted.
#[derive(Clone, Default)]
struct Keeper(Rc<RefCell<Textures>>);

impl TestRenderer for Keeper {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.borrow_mut().apply(delta);
        delta.clear();
    }
}

impl Shown {
    fn place(&self, window: &Window) -> Rect {
        let all = window.ctx.content_rect().shrink(MARGIN);
        match self {
            Self::Everything => all,
            Self::Part(role, name) => {
                let part = window.get_by_role_and_label(*role, name);
                let inside = || part.children_recursive().filter_map(|node| bounds(&node));
                let place = bounds(&part)
                    .or_else(|| inside().reduce(Rect::union).map(|rect| rect.expand(MARGIN)));
                place.expect(name).intersect(all)
            }
        }
    }
}

/// egui says where controls are, and not where the parts are that group them.
fn bounds(node: &Node<'_>) -> Option<Rect> {
    node.accesskit_node()
        .bounding_box()
        .is_some()
        .then(|| node.rect())
}

fn picture(name: &str, shown: &Shown, theme: Theme, scale: f32) -> Canvas {
    let keeper = Keeper::default();
    let renderer = keeper.clone();
    let screen = SCREENS.iter().find(|screen| screen.name == name);
    let window = screen.expect(name).open(theme, |builder| {
        builder.with_pixels_per_point(scale).renderer(renderer)
    });
    let mut canvas = Canvas::new(shown.place(&window), scale);
    let shapes = window.output().shapes.clone();
    for primitive in &window.ctx.tessellate(shapes, scale) {
        canvas.paint(primitive, &keeper.0.borrow());
    }
    canvas
}

fn check(pictures: &[(&str, Shown)], theme: Theme, scale: f32, suffix: &str) {
    let mut differ = Vec::new();
    for (name, shown) in pictures {
        let canvas = picture(name, shown, theme, scale);
        differ.extend(image_file::compare(&format!("{name}{suffix}"), &canvas).err());
    }
    assert!(
        differ.is_empty(),
        "{} pictures differ; how to update them is said in src/ui/snapshots.rs\n{}",
        differ.len(),
        differ.join("\n")
    );
}

#[test]
fn screens_look_as_they_did_dark() {
    check(PICTURES, Theme::Dark, 1.0, "_dark");
}

#[test]
fn screens_look_as_they_did_light() {
    check(PICTURES, Theme::Light, 1.0, "_light");
}

#[test]
fn screens_look_as_they_did_dark_on_a_finer_display() {
    check(FINE, Theme::Dark, 1.5, "_dark_fine");
}

#[test]
fn screens_look_as_they_did_light_on_a_finer_display() {
    check(FINE, Theme::Light, 1.5, "_light_fine");
}

#[test]
fn screens_look_as_they_did_in_high_contrast() {
    check(CONTRAST, Theme::Contrast, 1.0, "_contrast");
}
