//! The window without a display: drawn, clicked and typed into by label.

#![allow(
    dead_code,
    reason = "a set of primitives: not every journey needs each"
)]

use std::time::{Duration, Instant};

use awsdash::app::backend::{Backend, OnlyAccounts};
use awsdash::app::bookmarks::Bookmarks;
use awsdash::app::commands::Panel;
use awsdash::app::engine_threads;
use awsdash::app::pane::Pane;
use awsdash::app::resource_explorer::source::TimeLimits;
use awsdash::app::session::{SessionFile, SessionOf};
use awsdash::app::settings::Settings;
use awsdash::paths::AppPaths;
use awsdash::shell::frame_probe::FrameProbe;
use awsdash::shell::{AwsDash, FirstPanes, StartOptions};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// A program on the sandbox, with files of its own, and what must live as long as it.
pub(crate) struct AppHarness {
    pub harness: Harness<'static, AwsDash>,
    pub home: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl AppHarness {
    pub(crate) fn new(sandbox: &str) -> Self {
        Self::with_backend(Backend::Sandbox(
            sandbox.parse().expect("a sandbox"),
            OnlyAccounts::default(),
        ))
    }

    pub(crate) fn with_backend(backend: Backend) -> Self {
        Self::with_probe(backend, None)
    }

    pub(crate) fn with_probe(backend: Backend, frame_probe: Option<FrameProbe>) -> Self {
        Self::in_home(tempfile::tempdir().unwrap(), backend, frame_probe, None)
    }

    /// A program that keeps its session in `home`, as one that was started there before has left it.
    pub(crate) fn with_session(sandbox: &str, home: tempfile::TempDir) -> Self {
        let paths = AppPaths::under(home.path());
        let (session, said) = SessionFile::open(paths.data_dir(), SessionOf::Sandbox);
        assert!(said.is_empty(), "{said:?}");
        let backend = Backend::Sandbox(sandbox.parse().unwrap(), OnlyAccounts::default());
        Self::in_home(home, backend, None, session)
    }

    /// Ends the program; its files stay.
    pub(crate) fn end(self) -> tempfile::TempDir {
        self.home
    }

    fn in_home(
        home: tempfile::TempDir,
        backend: Backend,
        frame_probe: Option<FrameProbe>,
        session: Option<SessionFile>,
    ) -> Self {
        let runtime = engine_threads::builder().worker_threads(2).build().unwrap();
        let paths = AppPaths::under(home.path());
        std::fs::create_dir_all(paths.logs_dir()).unwrap();
        std::fs::write(
            paths.log_file(),
            "2026-11-23T12:00:00.000+00:00  INFO awsdash: the log of this test\n",
        )
        .unwrap();
        let (bookmarks, _) = Bookmarks::load(&paths.bookmarks_file());
        let options = StartOptions {
            time_limits: TimeLimits::default(),
            backend,
            paths: Some(paths),
            settings: Settings::default(),
            bookmarks,
            session,
            first_panes: FirstPanes::TwoWaiting,
            troubles: Vec::new(),
            runtime: runtime.handle().clone(),
            system_fonts: false,
            frame_probe,
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
    pub(crate) fn until(&mut self, what: &str, done: impl Fn(&AwsDash) -> bool) {
        self.until_within(what, 60, done);
    }

    /// As [`AppHarness::until`], for steps that may take longer.
    pub(crate) fn until_within(
        &mut self,
        what: &str,
        seconds: u64,
        done: impl Fn(&AwsDash) -> bool,
    ) {
        let started = Instant::now();
        while !done(self.harness.state()) {
            assert!(
                started.elapsed() < Duration::from_secs(seconds),
                "waited in vain: {what}"
            );
            self.harness.run_steps(1);
            std::thread::sleep(Duration::from_millis(5));
        }
        self.harness.run_steps(3);
    }

    /// Draws until some widget says this.
    pub(crate) fn until_shown(&mut self, part: &str) {
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

    pub(crate) fn pane(&self, at: usize) -> &Pane {
        self.harness
            .state()
            .panes()
            .nth(at)
            .expect("the pane is open")
    }

    /// Lets other threads finish, and the window take a memory sample.
    pub(crate) fn rest(&mut self) {
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(1500) {
            self.harness.run_steps(1);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Shows a panel of the first window.
    pub(crate) fn open_panel(&mut self, panel: Panel) {
        self.harness.state_mut().show_panel(panel);
        self.harness.run_steps(3);
    }

    pub(crate) fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(3);
    }

    /// Clicks the leftmost of several widgets with that label.
    pub(crate) fn click_leftmost(&mut self, label: &str) {
        let nodes = self.harness.get_all_by_label(label);
        let leftmost = nodes
            .min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()))
            .expect("it is there");
        leftmost.click();
        self.harness.run_steps(3);
    }

    pub(crate) fn key(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(3);
    }
}
