//! The four journeys of a person at the window, by label and without a display: launch, browse in
//! panes, open the log window, hit the limit and clear the cache.

use std::time::{Duration, Instant};

use awsdash::app::backend::Backend;
use awsdash::app::bookmarks::Bookmarks;
use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::pane::{Pane, QueryState};
use awsdash::app::paths::AppPaths;
use awsdash::app::resource_explorer::memory_budget::MemoryBudget;
use awsdash::app::settings::Settings;
use awsdash::app::{AwsDash, StartOptions};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// A program on the sandbox, with files of its own, and what has to live as long as it.
struct Stage {
    harness: Harness<'static, AwsDash>,
    home: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    fn new(sandbox: &str) -> Self {
        Self::with_backend(Backend::Sandbox(sandbox.parse().expect("a sandbox")))
    }

    fn with_backend(backend: Backend) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::under(home.path());
        std::fs::create_dir_all(paths.logs_dir()).unwrap();
        std::fs::write(
            paths.log_file(),
            "2026-11-23T12:00:00.000+00:00  INFO awsdash: the log of this test\n",
        )
        .unwrap();
        let (bookmarks, _) = Bookmarks::load(&paths.bookmarks_file());
        let options = StartOptions {
            backend,
            paths: Some(paths),
            settings: Settings::default(),
            bookmarks,
            troubles: Vec::new(),
            runtime: runtime.handle().clone(),
            system_fonts: false,
        };
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_max_steps(64)
            .build_eframe(|cc| AwsDash::new(&cc.egui_ctx, options));
        Self {
            harness,
            home,
            _runtime: runtime,
        }
    }

    /// Draws until `done` holds; a query runs on other threads meanwhile.
    fn until(&mut self, what: &str, done: impl Fn(&AwsDash) -> bool) {
        let started = Instant::now();
        while !done(self.harness.state()) {
            assert!(
                started.elapsed() < Duration::from_mins(1),
                "waited in vain: {what}"
            );
            self.harness.run_steps(1);
            std::thread::sleep(Duration::from_millis(5));
        }
        self.harness.run_steps(3);
    }

    /// Draws until some widget says this.
    fn until_shown(&mut self, part: &str) {
        let started = Instant::now();
        while self.harness.query_all_by_label_contains(part).count() == 0 {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "never shown: {part}"
            );
            self.harness.run_steps(1);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn pane(&self, at: usize) -> &Pane {
        self.harness
            .state()
            .panes()
            .nth(at)
            .expect("the pane is open")
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(3);
    }

    /// Clicks the one of several widgets of that name that stands furthest to the left.
    fn click_leftmost(&mut self, label: &str) {
        let nodes = self.harness.get_all_by_label(label);
        let leftmost = nodes
            .min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()))
            .expect("it is there");
        leftmost.click();
        self.harness.run_steps(3);
    }

    fn key(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(3);
    }
}

#[test]
fn launch_shows_two_panes_the_sandbox_label_and_the_accounts() {
    let mut stage = Stage::new("accounts=3,resources=500,latency=0ms");
    stage.until("accounts", |app| {
        app.engine().directory().accounts.len() == 3
    });
    stage.harness.run_steps(30);
    stage.harness.get_by_label("Sandbox: simulated AWS");
    assert_eq!(stage.harness.state().panes().count(), 2);
    assert_eq!(stage.harness.get_all_by_label("Run").count(), 2);
    for menu in ["File", "View", "Pane", "Cache", "Help"] {
        stage.harness.get_by_label(menu);
    }
}

#[test]
fn without_credentials_the_greeting_offers_two_ways_on() {
    // No file, no variable: what a person has on the first day. The test runner's process is its own.
    let nowhere = tempfile::tempdir().unwrap();
    let options = awsdash::aws::AccessOptions {
        profiles: vec!["nobody".into()],
        ..Default::default()
    };
    let _keep = nowhere;
    let mut stage = Stage::with_backend(Backend::Aws(options));
    stage.until("an answer", |app| {
        let known = app.engine().directory();
        known.error.is_some() || !known.broken.is_empty()
    });
    stage.until_shown("Open the sandbox");
    stage.harness.get_by_label("Connect with your credentials");
    stage.click("Open the sandbox");
    stage.until("the sandbox's accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    stage.harness.run_steps(30);
    stage.harness.get_by_label("Sandbox: simulated AWS");
}

#[test]
fn browsing_two_panes_shows_rows_details_and_filters() {
    let mut stage = Stage::new("accounts=2,regions=2,resources=600,latency=0ms");
    stage.click_leftmost("Run");
    stage.until("the first query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    assert_eq!(stage.pane(0).rows.len(), 600);
    assert_eq!(stage.pane(0).ledger.failures(), 0);
    assert_eq!(stage.pane(1).rows.len(), 0, "a pane's query is its own");

    stage.click_leftmost("Filter");
    stage
        .harness
        .get_all_by_label("Filter")
        .min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()))
        .unwrap()
        .type_text("type:vpc");
    stage.harness.run_steps(5);
    let vpcs = stage.pane(0).tree.row_count();
    assert!(vpcs > 0 && vpcs < 600, "{vpcs}");

    let tree = stage.harness.get_all_by_label("Resources").next().unwrap();
    tree.focus();
    stage.harness.run_steps(2);
    stage.key(egui::Modifiers::COMMAND, egui::Key::CloseBracket);
    for _ in 0..6 {
        stage.key(egui::Modifiers::NONE, egui::Key::ArrowDown);
    }
    stage.until("a selected row", |app| {
        app.panes().next().unwrap().selected.is_some()
    });
    let selected = stage.pane(0).selected_entry().unwrap();
    assert_eq!(selected.resource_type.service(), "EC2");
    stage.harness.run_steps(5);
    stage.harness.get_by_label("Copy ARN");

    stage.key(egui::Modifiers::COMMAND, egui::Key::T);
    assert_eq!(stage.harness.state().panes().count(), 3);
    stage.key(egui::Modifiers::COMMAND, egui::Key::W);
    assert_eq!(stage.harness.state().panes().count(), 2);
}

#[test]
fn the_log_window_opens_at_the_end_and_closes() {
    let mut stage = Stage::new("resources=100,latency=0ms");
    stage.key(egui::Modifiers::COMMAND, egui::Key::L);
    assert!(stage.harness.state().log_is_open());
    stage.until_shown("the log of this test");
    let log = AppPaths::under(stage.home.path()).log_file();
    let mut text = std::fs::read_to_string(&log).unwrap();
    text += "2026-11-23T12:00:01.000+00:00  WARN awsdash: a line that came later\n";
    std::fs::write(&log, text).unwrap();
    stage.until_shown("a line that came later");
    stage.harness.get_by_label("Pause");
    stage.key(egui::Modifiers::COMMAND, egui::Key::L);
    assert!(!stage.harness.state().log_is_open());
}

#[test]
fn at_the_limit_every_pane_stops_rows_stay_and_clearing_lets_the_next_query_run() {
    let mut stage = Stage::new("accounts=3,resources=60000,latency=0ms");
    stage.until("accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    stage.harness.run_steps(5);
    let budget = MemoryBudget::get();
    let room = format!("{}MB", budget.current_usage_mb() + 96);
    budget.set_limit(Some(room.parse().unwrap()));

    for node in stage.harness.get_all_by_label("Run").collect::<Vec<_>>() {
        node.click();
    }
    stage.until("both panes stopped", |app| {
        app.panes()
            .all(|pane| pane.state == QueryState::MemoryLimit)
    });
    let rows = stage.pane(0).rows.len() + stage.pane(1).rows.len();
    assert!(rows > 0, "what was loaded stays");
    let exact = format!(
        " MB / {} MB ({}% of system RAM)",
        awsdash_grouped(budget.limit_mb()),
        budget.limit_percent()
    );
    for pane in stage.harness.state().panes() {
        let text = &pane.messages.last().expect("the pane says why").text;
        assert!(
            text.starts_with("Memory limit exceeded: ") && text.ends_with(&exact),
            "{text}"
        );
    }
    for way_out in ["Clear cache", "Close pane", "Narrow scope", "Raise limit"] {
        assert!(
            stage.harness.get_all_by_label(way_out).count() > 0,
            "{way_out} is not offered"
        );
    }

    let before = budget
        .snapshot()
        .counted_bytes
        .expect("the allocator counts");
    stage.click_leftmost("Clear cache");
    stage.until("the cache cleared", |app| {
        app.notices()
            .iter()
            .any(|notice| notice.text.starts_with("Cache cleared: gave back"))
    });
    let after = budget.snapshot().counted_bytes.unwrap();
    assert!(after < before, "{before} → {after}");
    assert_eq!(
        stage.pane(0).rows.len() + stage.pane(1).rows.len(),
        rows,
        "rows stay"
    );
    assert!(budget.check_usage().is_ok(), "there is room again");

    // The next query, of a narrower scope, runs to its end.
    let id = stage.pane(0).id;
    let mut narrow = stage.pane(0).scope.clone();
    narrow.types = ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect();
    stage.harness.state_mut().ask(id, narrow);
    stage.until("the next query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    assert!(!stage.pane(0).rows.is_empty());
    budget.set_limit(None);
}

/// `12500` → `12,500`, spelled again so that the program's own spelling is held to it.
fn awsdash_grouped(number: u64) -> String {
    let text = number.to_string();
    let parts: Vec<&str> = text
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| std::str::from_utf8(part).unwrap())
        .collect();
    parts.join(",")
}
