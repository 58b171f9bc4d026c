//! What owns the window: the event loop's side of the program.
//!
//! [`AwsDash`] owns everything. `logic` drains the engine's inbox and looks after memory; `ui` has the windows
//! drawn and gathers [`Command`]s, which are carried out after drawing.

mod access_commands;
mod access_watch;
mod background_work;
mod bookmark_commands;
mod clipboard;
mod dispatch;
mod event_loop;
mod first_window;
mod for_tests;
pub mod frame_probe;
mod frames;
mod icon;
mod lost_windows;
mod memory_watch;
mod notify;
mod pane_tiles;
mod preferences;
mod purge;
mod queries;
mod saving;
mod session;
mod update;
mod windows;

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use egui::ViewportId;
use egui::text_edit::TextEditState;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::app::actions::keymap::KeyMap;
use crate::app::backend::{Backend, Connected};
use crate::app::bookmarks::Bookmarks;
use crate::app::commands::WindowId;
use crate::app::memory_report::MemoryReport;
use crate::app::notifications::Notifications;
use crate::app::pane::{Pane, PaneSpec};
use crate::app::requests::ApiUse;
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::resource_explorer::progress::{PaneId, QueryProgress};
use crate::app::resource_explorer::query_engine::{Freshness, INBOX_MESSAGES, QueryEngine, Waker};
use crate::app::resource_explorer::source::{ResourceSource, TimeLimits};
use crate::app::session::{KeptSession, SessionFile};
use crate::app::settings::Settings;
use crate::app::view::{AppView, ConnectReport, Directory, MemorySample};
use crate::paths::AppPaths;
use crate::ui::theme;
use background_work::{BackgroundWork, Copying};
pub use first_window::run_window;
use frame_probe::FrameProbe;
use saving::Saving;
use windows::{LogView, Window};

/// How often an account that waits for a sign-in is checked.
const CHECK_ACCESS_EVERY: Duration = Duration::from_secs(15);

/// What the first window begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPanes {
    /// Two panes that wait to be run.
    TwoWaiting,
    /// One that is run at once, with its groups open.
    OneRunning,
}

/// What the program is started with.
pub struct StartOptions {
    /// AWS or the sandbox.
    pub backend: Backend,
    /// Where files go; `None` when there is no folder for them.
    pub paths: Option<AppPaths>,
    /// Settings as read from their file.
    pub settings: Settings,
    /// How long answers and lists may take: as typed, as kept, or by default.
    pub time_limits: TimeLimits,
    /// Bookmarks as read from their file.
    pub bookmarks: Bookmarks,
    /// What was open last, and where it is written down; `None` to open new panes and write nothing.
    pub session: Option<SessionFile>,
    /// What the first window has when no session is opened.
    pub first_panes: FirstPanes,
    /// Failures before the window opened: one sentence each.
    pub troubles: Vec<String>,
    /// The handle of the tokio runtime.
    pub runtime: Handle,
    /// Whether fonts of the system are used for glyphs that ours lack. Off in tests and screenshots, where text
    /// must not differ from machine to machine.
    pub system_fonts: bool,
    /// Writes down what each frame costs, if that was asked for.
    pub frame_probe: Option<FrameProbe>,
}

/// The program.
pub struct AwsDash {
    ctx: egui::Context,
    runtime: Handle,
    backend: Backend,
    engine: QueryEngine,
    inbox: mpsc::Receiver<QueryProgress>,
    wake: Waker,
    /// Set while a repaint was asked for and not yet drawn.
    wake_pending: Arc<AtomicBool>,
    panes: BTreeMap<PaneId, Pane>,
    next_pane: u64,
    windows: BTreeMap<WindowId, Window>,
    next_window: u64,
    focused: Option<PaneId>,
    /// What the panes asked that were closed last, the latest at the end.
    closed_panes: VecDeque<PaneSpec>,
    /// The hidden panes that the engine was given.
    hidden_panes: HashSet<PaneId>,
    log: Option<LogView>,
    settings: Settings,
    keymap: KeyMap,
    time_limits: TimeLimits,
    bookmarks: Bookmarks,
    paths: Option<AppPaths>,
    log_path: Option<PathBuf>,
    directory: Directory,
    connect: ConnectReport,
    sandbox: Option<String>,
    notifications: Notifications,
    memory_report: MemoryReport,
    requests: Vec<ApiUse>,
    memory_history: VecDeque<MemorySample>,
    background: BackgroundWork,
    frame_probe: Option<FrameProbe>,
    saving: Saving,
    session: KeptSession,
    /// A long text that another thread writes for the clipboard.
    copying: Option<Copying>,
    started: Instant,
    /// Whether the first window was made to fit its monitor.
    is_fitted: bool,
    quitting: bool,
}

impl AwsDash {
    /// The program with its windows: those of the last session, else one with new panes.
    pub fn new(ctx: &egui::Context, options: StartOptions) -> Self {
        let Connected { source, sandbox } = options.backend.connect();
        let wake_pending = Arc::new(AtomicBool::new(false));
        let wake = waker(ctx, &wake_pending);
        let (sender, inbox) = mpsc::channel(INBOX_MESSAGES);
        let engine = engine_on(source, sender, &options.runtime, &wake, &options.settings);
        engine.set_time_limits(options.time_limits);
        engine.load_directory(Freshness::UseCache);
        theme::apply_settings(ctx, &options.settings);
        let log_path = options.paths.as_ref().map(AppPaths::log_file);
        let mut app = Self {
            ctx: ctx.clone(),
            runtime: options.runtime,
            backend: options.backend,
            engine,
            inbox,
            wake,
            wake_pending,
            panes: BTreeMap::new(),
            next_pane: 1,
            windows: BTreeMap::new(),
            next_window: 1,
            focused: None,
            closed_panes: VecDeque::new(),
            hidden_panes: HashSet::new(),
            log: None,
            keymap: options.settings.keymap().0,
            settings: options.settings,
            time_limits: options.time_limits,
            bookmarks: options.bookmarks,
            paths: options.paths,
            log_path,
            directory: Directory::default(),
            connect: ConnectReport::default(),
            sandbox,
            notifications: Notifications::default(),
            memory_report: MemoryReport::default(),
            requests: Vec::new(),
            memory_history: VecDeque::new(),
            background: BackgroundWork::default(),
            frame_probe: options.frame_probe,
            saving: Saving::default(),
            session: KeptSession {
                file: options.session,
                ..KeptSession::default()
            },
            copying: None,
            started: Instant::now(),
            is_fitted: false,
            quitting: false,
        };
        options
            .troubles
            .into_iter()
            .for_each(|text| _ = app.notify_error(text));
        app.forget_directory();
        if !app.open_session() {
            app.open_first_window(options.first_panes);
        }
        app.describe_access();
        app
    }

    fn new_pane(&mut self, spec: PaneSpec) -> PaneId {
        let id = PaneId(self.next_pane);
        self.next_pane += 1;
        let mut pane = Pane::new(id, spec);
        pane.id_salt = self.free_id_salt();
        // Undo in a text field of this pane must not bring back text of a closed one.
        self.ctx
            .data_mut(|data| data.remove_by_type::<TextEditState>());
        pane.set_account_names(self.account_names());
        pane.set_account_units(self.account_units());
        pane.set_account_words(&self.account_words());
        pane.set_row_facts(self.engine.row_facts());
        self.panes.insert(id, pane);
        id
    }

    /// The smallest number that no open pane has.
    fn free_id_salt(&self) -> usize {
        let is_free = |salt: &usize| self.panes.values().all(|pane| pane.id_salt != *salt);
        (0..=self.panes.len())
            .find(is_free)
            .expect("one more than there are panes")
    }

    fn view(&self) -> AppView<'_> {
        AppView {
            panes: &self.panes,
            focused: self.focused,
            directory: &self.directory,
            budget: MemoryBudget::get().snapshot(),
            memory: &self.memory_report,
            memory_history: &self.memory_history,
            cache: self.memory_report.cache,
            bookmarks: &self.bookmarks,
            settings: &self.settings,
            keymap: &self.keymap,
            closed_panes: self.closed_panes.len(),
            jobs: self.job_lines(),
            notifications: &self.notifications,
            connect: &self.connect,
            sandbox: self.sandbox.as_deref(),
            log_path: self.log_path.as_deref(),
            requests: &self.requests,
            now: SystemTime::now(),
            running: self.panes.values().filter(|pane| pane.is_running()).count(),
        }
    }
}

impl Drop for AwsDash {
    /// Also when the window library panics: what was changed just before is not lost.
    fn drop(&mut self) {
        self.save_at_the_end();
    }
}

/// An engine that asks `source`, as the settings say.
fn engine_on(
    source: Arc<dyn ResourceSource>,
    inbox: mpsc::Sender<QueryProgress>,
    runtime: &Handle,
    wake: &Waker,
    settings: &Settings,
) -> QueryEngine {
    QueryEngine::with_budget(
        source,
        runtime.clone(),
        inbox,
        Arc::clone(wake),
        MemoryBudget::get(),
        settings.max_requests_in_flight,
    )
    .showing_ahead()
    .waiting_for_sign_in(CHECK_ACCESS_EVERY)
}

/// Asks for a frame of the first window: the others are drawn with it, and a window that is being drawn, or drawn
/// last, may be closed by then.
fn waker(ctx: &egui::Context, pending: &Arc<AtomicBool>) -> Waker {
    let (ctx, pending) = (ctx.clone(), Arc::clone(pending));
    Arc::new(move || {
        // Many pages cause one repaint.
        if !pending.swap(true, Ordering::AcqRel) {
            ctx.request_repaint_of(ViewportId::ROOT);
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use egui::{RawInput, ViewportInfo};

    use super::*;

    #[test]
    fn a_wake_while_another_window_is_drawn_repaints_the_first() {
        let ctx = egui::Context::default();
        let asked: Arc<Mutex<Vec<ViewportId>>> = Arc::default();
        let seen = Arc::clone(&asked);
        ctx.set_request_repaint_callback(move |info| seen.lock().unwrap().push(info.viewport_id));
        let wake = waker(&ctx, &Arc::default());
        let other = ViewportId::from_hash_of("another window");
        let input = RawInput {
            viewport_id: other,
            viewports: [(other, ViewportInfo::default())].into_iter().collect(),
            ..RawInput::default()
        };
        let mut output = ctx.run_ui(input, |_| {
            asked.lock().unwrap().clear();
            wake();
            assert_eq!(*asked.lock().unwrap(), [ViewportId::ROOT]);
        });
        // Nothing is painted here.
        output.textures_delta.clear();
    }
}
