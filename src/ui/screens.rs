//! Every state of the window that a person meets, with fixed contents: what the audit walks and pictures show.

mod fixtures;
mod typing;

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, HarnessBuilder};

use crate::app::commands::{Command, Panel, WindowId};
use crate::app::notifications::{Notifications, Severity};
use crate::app::pane::{DetailsSide, View};
use crate::app::requests::ApiUse;
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::tree::{Open, RowIndex};
use crate::app::settings::Theme;
use crate::app::view::AppView;
use crate::ui::fixtures::{DEV, PANE, PaneFixture, account, denied, instance};
use crate::ui::{WindowUi, theme, window_ui};

use fixtures::{
    bookmarked, marked_accounts, messages, no_accounts, summary, summary_of_many, summary_of_sizes,
};
use typing::{filtered_in_parts, open_the_builder, type_a_field, type_a_wrong_filter};

/// A window that tests draw.
pub(super) struct Scene {
    pub fixture: PaneFixture,
    pub window: WindowUi,
    notifications: Notifications,
    commands: Vec<Command>,
    theme: Theme,
    dressed: bool,
}

pub(super) type Window = Harness<'static, Scene>;

/// One state of the window.
pub(super) struct Screen {
    pub name: &'static str,
    /// In points.
    pub size: [f32; 2],
    fixture: fn() -> PaneFixture,
    reach: fn(&mut Window),
}

/// What every query took.
const ELAPSED: Duration = Duration::from_millis(1200);

/// The size of most pictures, in points.
const SIZE: [f32; 2] = [800.0, 480.0];

impl Screen {
    const fn new(name: &'static str, fixture: fn() -> PaneFixture, reach: fn(&mut Window)) -> Self {
        Self {
            name,
            size: SIZE,
            fixture,
            reach,
        }
    }

    const fn sized(mut self, size: [f32; 2]) -> Self {
        self.size = size;
        self
    }

    /// The window in this state.
    pub(super) fn open(
        &self,
        theme: Theme,
        adapt: impl FnOnce(HarnessBuilder<Scene>) -> HarnessBuilder<Scene>,
    ) -> Window {
        let mut fixture = (self.fixture)();
        if fixture.pane().elapsed().is_some() {
            fixture.pane().set_elapsed(ELAPSED);
        }
        let scene = Scene {
            fixture,
            window: WindowUi::new(WindowId::ROOT, vec![PANE]),
            notifications: Notifications::default(),
            commands: Vec::new(),
            theme,
            dressed: false,
        };
        let builder = adapt(Harness::builder().with_size(self.size));
        let mut window = builder.build_ui_state(draw, scene);
        window.run_steps(3);
        (self.reach)(&mut window);
        window.run_steps(3);
        // Nothing is lit by chance.
        window.remove_cursor();
        window.run_steps(2);
        window
    }
}

fn draw(ui: &mut egui::Ui, scene: &mut Scene) {
    if !std::mem::replace(&mut scene.dressed, true) {
        theme::apply(ui.ctx(), scene.theme, 1.0);
        ui.ctx().all_styles_mut(|style| style.animation_time = 0.0);
        ui.ctx().request_repaint_of(ui.ctx().viewport_id());
    }
    let view = AppView {
        notifications: &scene.notifications,
        ..scene.fixture.view()
    };
    window_ui(ui, &mut scene.window, &view, &mut scene.commands);
    // What panes do by themselves is done; the rest is not what a picture shows.
    for command in std::mem::take(&mut scene.commands) {
        if let Command::Pane(PANE, command) = command {
            let _ = scene.fixture.pane().apply_command(command);
        }
    }
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(3);
}

fn selected() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    let rows = &fixture.pane().rows;
    let row = rows
        .iter()
        .find(|(_, entry)| entry.display_name() == "web-2")
        .map(|(row, _): (RowIndex, _)| row);
    fixture.pane().select_only(row);
    fixture.pane().spec.details = DetailsSide::Open;
    fixture
}

fn rows() -> PaneFixture {
    PaneFixture::with_rows(6, 4)
}

fn failed() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    let reset = SourceError::Network {
        endpoint: "ec2.us-east-1.amazonaws.com".into(),
        reason: "connection reset".into(),
    };
    fixture.outcome("us-east-1", Outcome::Failed, Some(reset));
    fixture
}

fn filtered() -> PaneFixture {
    let mut fixture = filtered_by("i-0fedcba987654321f");
    let volume = "AWS::EC2::Volume".parse().expect("a type");
    fixture.pane().asked.types = [volume].into_iter().collect();
    fixture
}

fn filtered_by(filter: &str) -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().set_filter(filter.into());
    fixture.settle();
    fixture
}

fn found() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    let filter = "web- status:stop or dev id:vol-*";
    fixture.pane().set_filter(filter.into());
    fixture.settle();
    fixture
}

fn table() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    fixture.pane().set_view(View::Table);
    fixture.settle();
    fixture
}

fn one_type() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    fixture.pane().set_view(View::Table);
    fixture.pane().set_filter("type:instance".into());
    fixture.settle();
    fixture
}

fn totals_with_gaps() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(0, 8);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    fixture.pane().set_view(View::Table);
    fixture.settle();
    fixture
}

fn summary_of_nothing() -> PaneFixture {
    let mut fixture = filtered();
    fixture.pane().set_view(View::Summary);
    fixture.settle();
    fixture
}

fn many_selected() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    fixture.pane().select_all();
    fixture
}

fn closed_groups() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    fixture.pane().set_all_groups(Open::Collapsed);
    fixture
}

fn long_names() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(2, 0);
    let mut entry = instance(77);
    let name = "partner-cron-production-worker-of-the-night-shift-in-a-name-that-goes-on";
    entry.tags = crate::model::Tags::NONE.or_called(name);
    fixture.add_rows(vec![entry]);
    fixture
}

fn paused() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(1, 1);
    let expired = SourceError::SignIn {
        via: "default".into(),
        reason: "the sign-in has expired".into(),
    };
    fixture.directory.paused.insert(account(DEV), expired);
    let names = &mut fixture.directory.sign_in_names;
    names.insert("default".into(), "corp".into());
    fixture
}

fn busy() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(1, 1);
    let api = |api, per_second, throttled| ApiUse {
        api,
        per_second,
        throttled,
        ..ApiUse::default()
    };
    fixture.requests = vec![
        api("ec2:DescribeInstances", 12.0, 3),
        api("s3:ListBuckets", 0.4, 0),
    ];
    fixture
}

fn nothing(_: &mut Window) {}

/// Finds what is typed, once all rows were looked through on another thread.
fn find(window: &mut Window, text: &str) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::P);
    window.run_steps(3);
    let field = window.get_by_role_and_label(Role::TextInput, "Open anything");
    field.type_text(text);
    let is_searching = |window: &Window| {
        let told = window.query_by_label_contains("Looking through");
        told.is_some()
    };
    window.run_steps(3);
    let started = Instant::now();
    while is_searching(window) && started.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(2));
        window.run_steps(2);
    }
}

fn panel(window: &mut Window, panel: Panel) {
    window.state_mut().window.show(panel);
}

/// All of them.
pub(super) const SCREENS: &[Screen] = &[
    Screen::new("idle", PaneFixture::new, nothing),
    Screen::new("rows", rows, nothing),
    Screen::new("cursor", selected, |window| {
        window.get_by_label("Resources").focus();
        window.run_steps(2);
    }),
    Screen::new("table", table, nothing),
    Screen::new("table_narrow", table, nothing).sized([320.0, 400.0]),
    Screen::new("table_of_one_type", one_type, nothing).sized([1300.0, 400.0]),
    Screen::new("table_columns", one_type, |window| {
        click(window, "Columns");
    }),
    Screen::new("table_with_gaps", totals_with_gaps, nothing).sized([1100.0, 400.0]),
    Screen::new("summary", summary, |window| {
        window.get_by_label("Bars").focus();
        window.run_steps(2);
    })
    .sized([1100.0, 480.0]),
    Screen::new("summary_narrow", summary_of_many, nothing).sized([320.0, 440.0]),
    Screen::new("summary_with_gaps", summary_of_many, nothing).sized([1100.0, 600.0]),
    Screen::new("summary_of_sizes", summary_of_sizes, nothing).sized([640.0, 600.0]),
    Screen::new("summary_of_nothing", summary_of_nothing, nothing),
    Screen::new("tree", fixtures::aged, nothing).sized([680.0, 400.0]),
    Screen::new("tree_wide", fixtures::aged, nothing).sized([1300.0, 400.0]),
    Screen::new("tree_at_360", fixtures::aged, nothing).sized([376.0, 440.0]),
    Screen::new("tree_at_300", fixtures::aged, nothing).sized([316.0, 440.0]),
    Screen::new("account_marks", marked_accounts, nothing),
    Screen::new("many_selected", many_selected, nothing),
    Screen::new("closed_groups", closed_groups, nothing),
    Screen::new("long_names", long_names, nothing),
    Screen::new("found", found, nothing),
    Screen::new("found_in_table", found, |window| {
        window.state_mut().fixture.pane().set_view(View::Table);
        window.state_mut().fixture.settle();
        window.run_steps(3);
    }),
    Screen::new("filter_hides_all", filtered, nothing),
    Screen::new(
        "filter_has_a_fruitless_term",
        || filtered_by("web running nowhere"),
        nothing,
    ),
    Screen::new("filter_is_wrong", || filtered_by("foo:bar"), nothing),
    Screen::new("filter_is_mended", rows, type_a_wrong_filter),
    Screen::new("filter_builder", filtered_in_parts, open_the_builder),
    Screen::new("filter_suggestions", rows, type_a_field),
    Screen::new("messages", messages, nothing),
    Screen::new("messages_whole", messages, |window| click(window, "1 more")),
    Screen::new("overview", selected, nothing),
    Screen::new("properties", selected, |window| {
        click(window, "Properties tab");
    }),
    Screen::new("tags", selected, |window| click(window, "Tags tab")),
    Screen::new("details_over_rows", selected, nothing).sized([500.0, 480.0]),
    Screen::new("details_of_several", selected, |window| {
        window.state_mut().fixture.pane().select_all();
    }),
    Screen::new("json", selected, |window| click(window, "JSON tab")),
    Screen::new("failed", failed, nothing),
    Screen::new("ledger", failed, |window| {
        window.state_mut().window.toggle_ledger(PANE);
    }),
    Screen::new("failures", failed, |window| {
        let label = "2 failed";
        window
            .get_all_by_label_contains(label)
            .next()
            .expect(label)
            .click();
        window.run_steps(3);
    }),
    Screen::new("scope_picker", rows, |window| {
        window.state_mut().window.edit_scope(PANE);
    }),
    Screen::new("open_anything", bookmarked, |window| find(window, "web")),
    Screen::new("open_anything_actions", rows, |window| find(window, ">")),
    Screen::new("open_anything_asks", rows, |window| {
        find(window, "arn:aws:lambda:us-east-1:176031372159:function:pay");
    }),
    Screen::new("open_anything_finds_none", rows, |window| {
        find(window, "no such thing");
    }),
    Screen::new("row_menu", rows, |window| {
        window.get_by_label("web-2").click_secondary();
        window.run_steps(3);
    }),
    Screen::new("bookmarks", bookmarked, |window| {
        panel(window, Panel::Bookmarks)
    }),
    Screen::new("memory", rows, |window| panel(window, Panel::Memory)),
    Screen::new("requests", busy, |window| panel(window, Panel::Requests)),
    Screen::new("keyboard", rows, |window| panel(window, Panel::Keyboard)),
    Screen::new("connect", fixtures::failed_sources, |window| {
        panel(window, Panel::Connect)
    }),
    Screen::new("accounts", paused, |window| panel(window, Panel::Accounts)),
    Screen::new("settings", rows, |window| panel(window, Panel::Settings)),
    Screen::new("no_accounts", no_accounts, nothing),
    Screen::new("toasts", rows, |window| {
        let told = &mut window.state_mut().notifications;
        told.push(Severity::Success, "ARN copied.".into(), Instant::now());
        told.push(Severity::Error, "It failed.".into(), Instant::now());
    }),
];
