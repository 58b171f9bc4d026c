//! Carrying out what a person asked for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::AwsDash;
use super::backend::{Backend, OnlyAccounts, access_of};
use super::commands::{Command, Panel, SplitDirection, WindowId};
use super::engine_threads::return_to_system;
use super::memory_report::shown;
use super::notifications::{NotificationId, Severity};
use super::off_thread::drop_in_background;
use super::pane::{Pane, PaneSpec, QueryState, Rest};
use super::resource_explorer::memory_budget::{
    HolderUse, MemoryBudget, MemoryLimit, Pressure, grouped,
};
use super::resource_explorer::progress::PaneId;
use super::resource_explorer::query_engine::Freshness;
use super::resource_explorer::source::TimeLimits;
use super::view::{ConnectReport, Directory};
use crate::aws::AccessOptions;
use crate::model::{AccountId, QueryKey, QueryScope};
use crate::sandbox::SandboxSpec;

/// How many closed panes can be opened again.
const MAX_CLOSED_PANES: usize = 20;

impl AwsDash {
    /// Carries out one command.
    pub(super) fn execute(&mut self, ctx: &egui::Context, command: Command) {
        tracing::debug!(?command, "command");
        match command {
            Command::AddPane {
                window,
                from,
                direction,
            } => self.add_pane(window, from, direction),
            Command::ClosePane(pane) => self.close_pane(pane),
            Command::FocusPane(pane) => self.focused = Some(pane),
            Command::ShowPane(pane) => self.show_pane(pane),
            Command::ReopenPane(window) => self.reopen_pane(window),
            Command::FocusNextPane(window) => self.focus_next_pane(window),
            Command::NewWindow => self.open_window(),
            Command::CloseWindow(window) => self.close_window(window),
            Command::TogglePanel(_) => self.toggle_log(),
            Command::ShowPanel(_) => self.show_log(ctx),
            Command::Quit => self.quitting = true,

            Command::SetScope { pane, scope } => self.set_scope(pane, scope),
            Command::Run(pane) => self.run(pane, Freshness::UseCache),
            Command::Refresh(pane) => self.run(pane, Freshness::Refresh),
            Command::Cancel(pane) => self.engine.cancel(pane),
            Command::Retry { pane, keys } => self.retry(pane, keys),
            Command::Continue(pane) => self.go_on(pane),
            Command::ReloadDirectory => self.reload_directory(),
            Command::SignIn(name) => self.engine.sign_in(name.into()),
            Command::OpenPage(url) => ctx.open_url(egui::OpenUrl::new_tab(url)),
            Command::CancelSignIn(name) => self.engine.cancel_sign_in(&name),
            Command::RetryAccess => self.engine.check_paused_accounts(),

            Command::ClearCache => self.clear_cache(),
            Command::ClearTagCache => self.clear_tag_cache(),
            Command::SetMemoryLimit(text) => self.set_memory_limit(text),
            Command::SetTimeLimits(limits) => self.set_time_limits(limits),

            Command::SaveBookmark { .. }
            | Command::LoadBookmark { .. }
            | Command::RenameBookmark { .. }
            | Command::DeleteBookmark { .. } => self.execute_bookmark(command),

            Command::Copy { what, text } => self.copy(ctx, what, text),
            Command::CopyRowJson { pane, row } => self.copy_row_json(ctx, pane, row),
            Command::CopyChosen { pane, field } => self.copy_chosen(ctx, pane, field),
            Command::CopyLedger { pane, text } => self.copy_ledger(ctx, pane, text),
            Command::SetTheme(theme) => {
                self.settings.theme = theme;
                self.apply_looks(ctx);
            }
            Command::SetUiScale(scale) => {
                self.settings.ui_scale = scale.clamp(0.5, 3.0);
                self.apply_looks(ctx);
            }
            Command::ShowManaged(show) => {
                self.settings.show_managed = show;
                self.panes
                    .values_mut()
                    .for_each(|pane| pane.set_show_managed(show));
                self.save_settings();
            }
            Command::SetAccess(setup) => {
                let endpoint_url = match &self.backend {
                    Backend::Aws(options) => options.endpoint_url.clone(),
                    Backend::Sandbox(..) => None,
                };
                self.settings.set_access(setup);
                self.save_settings();
                let options = AccessOptions {
                    endpoint_url,
                    ..access_of(&self.settings)
                };
                self.reconnect(Backend::Aws(options));
            }
            Command::OpenSandbox => self.reconnect(Backend::Sandbox(
                SandboxSpec::default(),
                OnlyAccounts::default(),
            )),
            Command::ConnectAws => self.reconnect(Backend::Aws(access_of(&self.settings))),
            Command::DismissNotification(id) => self.notifications.dismiss(id),
            other => self.execute_in_pane(other),
        }
    }

    /// Commands that change how one pane shows what it has.
    fn execute_in_pane(&mut self, command: Command) {
        match command {
            Command::SetGrouping { pane, group_by } => {
                self.with_pane(pane, |pane| pane.set_grouping(group_by))
            }
            Command::SetSorting { pane, sorting } => {
                self.with_pane(pane, |pane| pane.set_sorting(sorting))
            }
            Command::SetFilter { pane, text } => self.with_pane(pane, |pane| pane.set_filter(text)),
            Command::ToggleGroup { pane, group } => {
                self.with_pane(pane, |pane| pane.toggle_group(group))
            }
            Command::SetAllGroups { pane, open } => {
                self.with_pane(pane, |pane| pane.set_all_groups(open))
            }
            Command::Select { pane, row } => {
                self.with_pane(pane, |pane| pane.select_only(row));
                self.fetch_selected(pane);
            }
            Command::ToggleRow { pane, row } => {
                self.with_pane(pane, |pane| pane.toggle_row(row));
                self.fetch_selected(pane);
            }
            Command::SelectRange { pane, to, before } => {
                self.with_pane(pane, |pane| pane.select_range(to, before));
                self.fetch_selected(pane);
            }
            Command::SelectAll(pane) => self.with_pane(pane, |pane| pane.select_all()),
            Command::ClearSelection(pane) => self.with_pane(pane, |pane| pane.clear_selection()),
            Command::MoveSelection { pane, lines } => {
                self.with_pane(pane, |pane| pane.move_selection(lines));
                self.fetch_selected(pane);
            }
            Command::SetDetails { pane, side } => {
                self.with_pane(pane, |pane| pane.spec.details = side);
            }
            Command::DropDetails(pane) => self.drop_details(pane),
            Command::DismissMessage(pane) => self.with_pane(pane, |pane| pane.messages.clear()),
            other => tracing::error!(?other, "a command that nobody carries out"),
        }
    }

    /// Does something with a pane, if it is open.
    pub fn with_pane(&mut self, id: PaneId, act: impl FnOnce(&mut Pane)) {
        if let Some(pane) = self.panes.get_mut(&id) {
            act(pane);
        }
    }

    pub(super) fn add_pane(
        &mut self,
        window: WindowId,
        from: Option<PaneId>,
        direction: SplitDirection,
    ) {
        self.add_pane_of(self.spec_like(from), window, from, direction);
    }

    fn add_pane_of(
        &mut self,
        spec: PaneSpec,
        window: WindowId,
        from: Option<PaneId>,
        direction: SplitDirection,
    ) {
        let pane = self.new_pane(spec);
        if let Some(window) = self.windows.get_mut(&window) {
            window.ui.add_pane(pane, from, direction);
        }
        self.show_pane(pane);
    }

    fn reopen_pane(&mut self, window: WindowId) {
        if let Some(spec) = self.closed_panes.pop_back() {
            self.add_pane_of(spec, window, self.focused, SplitDirection::Tab);
        }
    }

    /// Keyboard commands go to the pane, its tab comes to the front, and its rows get the keyboard.
    fn show_pane(&mut self, pane: PaneId) {
        self.focused = Some(pane);
        let mut windows = self.windows.values_mut();
        if let Some(window) = windows.find(|window| window.ui.panes().contains(&pane)) {
            window.ui.show_pane(pane);
        }
    }

    pub(super) fn close_pane(&mut self, pane: PaneId) {
        self.engine.close(pane);
        let closed = self.panes.remove(&pane);
        if let Some(closed) = &closed {
            self.closed_panes.push_back(closed.spec.clone());
            while self.closed_panes.len() > MAX_CLOSED_PANES {
                self.closed_panes.pop_front();
            }
        }
        self.windows
            .values_mut()
            .for_each(|window| window.ui.remove_pane(pane));
        if self.focused == Some(pane) {
            self.focused = self
                .windows
                .values()
                .find_map(|window| window.ui.panes().first().copied());
        }
        // Its batches may be the last that keep strings and pages alive. Dropping a million rows takes longer
        // than a frame.
        let threads = self.runtime.clone();
        self.runtime.spawn_blocking(move || {
            drop(closed);
            return_to_system(&threads);
        });
    }

    fn focus_next_pane(&mut self, window: WindowId) {
        let Some(window) = self.windows.get(&window) else {
            return;
        };
        let panes = window.ui.panes();
        let at = panes.iter().position(|pane| Some(*pane) == self.focused);
        let next = panes.get(at.map_or(0, |at| (at + 1) % panes.len().max(1)));
        if let Some(next) = next {
            self.show_pane(*next);
        }
    }

    pub(super) fn set_scope(&mut self, pane: PaneId, scope: QueryScope) {
        self.with_pane(pane, |pane| pane.set_scope(scope));
    }

    pub(super) fn run(&mut self, id: PaneId, freshness: Freshness) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        if pane.spec.scope.is_empty() {
            return;
        }
        // Short of memory, what the new query replaces goes first, or it could never start.
        if MemoryBudget::get().pressure() >= Pressure::Soft && pane.state != QueryState::Running {
            let replaced = pane.give_up_rows();
            self.run_after_release(id, freshness, replaced);
            return;
        }
        self.start(id, freshness);
    }

    /// Starts the query of a pane.
    pub(super) fn start(&mut self, id: PaneId, freshness: Freshness) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        let generation = self.engine.start(id, pane.spec.scope.clone(), freshness);
        pane.begin(generation);
    }

    /// Asks only the lists that have not ended; the whole scope if not all of them are known. The cache has
    /// those that have ended.
    fn go_on(&mut self, id: PaneId) {
        match self.panes.get(&id).map(Pane::rest) {
            Some(Rest::Lists(keys)) => self.retry(id, keys),
            Some(Rest::Unplanned) => self.run(id, Freshness::UseCache),
            None => {}
        }
    }

    pub(super) fn retry(&mut self, id: PaneId, keys: Vec<QueryKey>) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        if keys.is_empty() {
            return;
        }
        if !pane.is_running() {
            let shown = pane.batches_of_query();
            let generation = self.engine.retry(id, pane.asked.clone(), keys, shown);
            pane.begin_retry(generation);
        } else if self.engine.retry_within(id, &keys).is_none() {
            // The query's last messages, with rows and lines that the retry needs, are still to come.
            pane.retry_at_end(keys);
        }
    }

    fn fetch_selected(&mut self, id: PaneId) {
        let Some(pane) = self.panes.get(&id) else {
            return;
        };
        let Some((batch, at)) = pane.selected.and_then(|row| pane.rows.place(row)) else {
            return;
        };
        self.engine
            .fetch_details(id, pane.generation, batch.clone(), at, &pane.spec.scope);
    }

    fn reload_directory(&mut self) {
        self.forget_directory();
        self.engine.load_directory(Freshness::Refresh);
    }

    /// Forgets accounts and regions; which types the source can list is known without asking.
    pub(super) fn forget_directory(&mut self) {
        self.directory = Directory {
            loading: true,
            listable: Arc::new(self.engine.listable_types()),
            ..Default::default()
        };
    }

    fn clear_tag_cache(&mut self) {
        let bytes = self.engine.clear_tag_cache();
        self.notify_success(format!(
            "Tag cache cleared: gave back {:.1} MB of tags that nothing shows any more.",
            bytes as f64 / 1_048_576.0
        ));
    }

    fn set_memory_limit(&mut self, text: Option<String>) {
        let parsed = text.as_deref().map(str::parse::<MemoryLimit>).transpose();
        match parsed {
            Ok(limit) => {
                MemoryBudget::get().set_limit(limit);
                self.settings.memory_limit = limit;
                self.save_settings();
                if !self.says_that_the_limit_is_too_low() {
                    let limit_mb = MemoryBudget::get().limit_mb();
                    self.notify_success(format!("Memory limit: {} MB.", grouped(limit_mb)));
                }
            }
            Err(error) => {
                self.notify_error(error.to_string());
            }
        }
    }

    fn set_time_limits(&mut self, limits: TimeLimits) {
        self.time_limits = limits;
        self.engine.set_time_limits(limits);
        self.settings.time_limits = (limits != TimeLimits::default()).then_some(limits);
        self.save_settings();
    }

    fn apply_looks(&mut self, ctx: &egui::Context) {
        crate::ui::theme::apply(ctx, self.settings.theme, self.settings.ui_scale);
        self.save_settings();
    }

    /// Starts over on another backend: panes keep what they ask for and how they show it, nothing of the old rows
    /// stays.
    fn reconnect(&mut self, backend: Backend) {
        let connected = backend.connect();
        let ids: Vec<PaneId> = self.panes.keys().copied().collect();
        ids.iter().for_each(|id| self.engine.close(*id));
        let (sender, inbox) = tokio::sync::mpsc::channel(super::INBOX_MESSAGES);
        self.engine = super::QueryEngine::with_budget(
            connected.source,
            self.runtime.clone(),
            sender,
            Arc::clone(&self.wake),
            MemoryBudget::get(),
            self.settings.max_requests_in_flight,
        )
        .showing_ahead()
        .waiting_for_sign_in(super::CHECK_ACCESS_EVERY);
        self.engine.set_time_limits(self.time_limits);
        self.hidden_panes.clear();
        self.inbox = inbox;
        self.backend = backend;
        self.sandbox = connected.sandbox;
        for pane in self.panes.values_mut() {
            let spec = pane.spec.clone();
            drop_in_background(pane.restart(spec));
            pane.set_row_facts(self.engine.row_facts());
        }
        self.windows
            .values_mut()
            .for_each(|window| window.ui.forget_drawn());
        self.describe_access();
        self.reload_directory();
    }

    /// Looks for credential sources, for the first screen.
    pub(super) fn describe_access(&mut self) {
        self.connect = match &self.backend {
            Backend::Aws(_) => super::greeting::looked_for(),
            Backend::Sandbox(..) => ConnectReport::default(),
        };
    }

    pub(super) fn account_names(&self) -> Arc<HashMap<AccountId, String>> {
        Arc::new(
            self.directory
                .accounts
                .iter()
                .map(|info| (info.id, info.name.to_string()))
                .collect(),
        )
    }

    pub(super) fn started_recently(&self) -> bool {
        self.started.elapsed() < std::time::Duration::from_secs(60)
    }

    /// What panes and their ledgers take, as they know without adding anything up.
    pub(super) fn window_lines(&self) -> Vec<HolderUse> {
        let of_pane = |pane: &Pane| {
            let line = |what: &str, bytes| shown(format!("Pane {}: {what}", pane.id.0), bytes);
            [
                line("tree and lines", pane.tree_bytes()),
                line("ledger", pane.ledger.heap_bytes() as u64),
            ]
        };
        let textures = self.ctx.tex_manager();
        let textures = textures.read();
        let glyphs: usize = textures
            .allocated()
            .map(|(_, texture)| texture.bytes_used())
            .sum();
        let mut lines: Vec<HolderUse> = self.panes.values().flat_map(of_pane).collect();
        lines.push(shown("Glyphs".into(), glyphs as u64));
        lines
    }

    pub(super) fn notify_success(&mut self, text: String) {
        let now = Instant::now();
        self.notifications.push(Severity::Success, text, now);
    }

    pub(super) fn notify_error(&mut self, text: String) -> NotificationId {
        tracing::warn!("{text}");
        let now = Instant::now();
        self.notifications.push(Severity::Error, text, now)
    }

    pub(super) fn save_settings(&mut self) {
        let Some(paths) = &self.paths else { return };
        if let Err(error) = self.settings.save(&paths.settings_file()) {
            self.notify_error(error.to_string());
        }
    }

    pub(super) fn panel_is_open(&self, panel: Panel) -> bool {
        match panel {
            Panel::Log => self.log.is_some(),
            panel => self.windows.values().any(|window| window.ui.shows(panel)),
        }
    }
}
