//! Carrying out what a person asked for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::AwsDash;
use super::background_work::Copying;
use crate::app::actions::{keymap, registry};
use crate::app::commands::{
    AppCommand, CacheCommand, Command, CopyCommand, Neighbor, PaneCommand, PaneEffect, Panel,
    PanelCommand, QueryCommand, SplitDirection, TileCommand, WindowCommand, WindowId,
};
use crate::app::engine_threads::return_to_system;
use crate::app::jobs::{Job, JobId, JobLine, drop_and_then};
use crate::app::memory_report::shown;
use crate::app::notifications::{NotificationId, Severity};
use crate::app::pane::{Pane, PaneSpec, QueryState, Rest};
use crate::app::resource_explorer::memory_budget::{
    HolderUse, MemoryBudget, MemoryLimit, Pressure,
};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::app::resource_explorer::source::TimeLimits;
use crate::app::settings::Settings;
use crate::model::{AccountId, QueryKey, QueryScope};
use crate::text::bytes::megabytes;
use crate::text::numbers::grouped;

/// How many closed panes can be opened again.
const MAX_CLOSED_PANES: usize = 20;

impl AwsDash {
    /// Carries out one command.
    pub(super) fn execute(&mut self, ctx: &egui::Context, command: Command) {
        tracing::debug!(?command, "command");
        match command {
            Command::App(command) => self.execute_in_app(ctx, command),
            Command::Window(window, command) => self.execute_in_window(window, command),
            // Other panels are a matter of their window, which took its commands out.
            Command::Panel(PanelCommand::Toggle(_)) => self.toggle_log(),
            Command::Panel(PanelCommand::Show(_)) => self.show_log(ctx),
            Command::Tile(pane, command) => self.execute_on_tile(pane, command),
            Command::Pane(pane, command) => self.execute_in_pane(pane, command),
            Command::Query(pane, command) => self.execute_query(pane, command),
            Command::Cache(CacheCommand::Clear) => self.clear_cache(),
            Command::Cache(CacheCommand::ClearTags) => self.clear_tag_cache(),
            Command::Cache(CacheCommand::DropDetails(pane)) => self.drop_details(pane),
            Command::Copy(command) => self.execute_copy(ctx, command),
            Command::Bookmark(command) => self.execute_bookmark(command),
            Command::Access(command) => self.execute_access(command),
        }
    }

    fn execute_in_app(&mut self, ctx: &egui::Context, command: AppCommand) {
        match command {
            AppCommand::NewWindow => self.open_window(),
            AppCommand::Quit => self.quitting = true,
            AppCommand::OpenPage(url) => ctx.open_url(egui::OpenUrl::new_tab(url)),
            AppCommand::DismissNotification(id) => self.notifications.dismiss(id),
            AppCommand::ShowManaged(show) => {
                self.settings.show_managed = show;
                self.panes
                    .values_mut()
                    .for_each(|pane| pane.set_show_managed(show));
                self.save_settings();
            }
            AppCommand::SetTheme(theme) => {
                self.settings.theme = theme;
                self.apply_looks(ctx);
            }
            AppCommand::SetUiScale(scale) => {
                self.settings.ui_scale = scale.clamp(0.5, 3.0);
                self.apply_looks(ctx);
            }
            AppCommand::CancelJob(id) => self.cancel_job(id),
            AppCommand::SetKeys { action, chords } => {
                let id = registry::info(action).id.to_owned();
                let keys = keymap::override_of(&chords);
                self.change_keys(|settings| _ = settings.keys.insert(id, keys));
            }
            AppCommand::ResetKeys(action) => {
                let id = registry::info(action).id;
                self.change_keys(|settings| _ = settings.keys.shift_remove(id));
            }
            AppCommand::SetLetterKeys(are_keys) => {
                self.change_keys(|settings| settings.letter_keys = are_keys);
            }
            AppCommand::SetMemoryLimit(text) => self.set_memory_limit(text),
            AppCommand::SetTimeLimits(limits) => self.set_time_limits(limits),
        }
    }

    fn execute_in_window(&mut self, window: WindowId, command: WindowCommand) {
        match command {
            WindowCommand::AddPane { from, direction } => self.add_pane(window, from, direction),
            WindowCommand::ReopenPane => self.reopen_pane(window),
            WindowCommand::FocusPane(neighbor) => self.focus_neighbor(window, neighbor),
            WindowCommand::StartBookmark => {
                if let Some(window) = self.windows.get_mut(&window) {
                    window.ui.start_bookmark();
                }
            }
            WindowCommand::Close => self.close_window(window),
        }
    }

    fn execute_on_tile(&mut self, pane: PaneId, command: TileCommand) {
        let mut holders = self.windows.values_mut();
        let holder = holders.find(|window| window.ui.panes().contains(&pane));
        match (command, holder) {
            (TileCommand::Close, _) => self.close_pane(pane),
            (TileCommand::Focus, _) => self.focused = Some(pane),
            (TileCommand::Show, _) => self.show_pane(pane),
            (TileCommand::EditScope, Some(window)) => window.ui.edit_scope(pane),
            (TileCommand::FocusFilter, Some(window)) => window.ui.focus_filter(pane),
            (TileCommand::ToggleLedger, Some(window)) => window.ui.toggle_ledger(pane),
            (
                TileCommand::EditScope | TileCommand::FocusFilter | TileCommand::ToggleLedger,
                None,
            ) => {}
        }
    }

    fn execute_in_pane(&mut self, id: PaneId, command: PaneCommand) {
        let effect = match self.panes.get_mut(&id) {
            Some(pane) => pane.apply_command(command),
            None => PaneEffect::None,
        };
        match effect {
            PaneEffect::None => {}
            PaneEffect::FetchDetails => self.fetch_selected(id),
        }
    }

    fn execute_query(&mut self, pane: PaneId, command: QueryCommand) {
        match command {
            QueryCommand::Run => self.run(pane, Freshness::UseCache),
            QueryCommand::Refresh => self.run(pane, Freshness::Refresh),
            QueryCommand::Cancel => self.engine.cancel(pane),
            QueryCommand::Retry(keys) => self.retry(pane, keys),
            QueryCommand::Continue => self.go_on(pane),
        }
    }

    fn execute_copy(&mut self, ctx: &egui::Context, command: CopyCommand) {
        match command {
            CopyCommand::Text { what, text } => self.copy(ctx, what, text),
            CopyCommand::RowJson { pane, row } => self.copy_row_json(ctx, pane, row),
            CopyCommand::Chosen { pane, field } => self.copy_chosen(ctx, pane, field),
            CopyCommand::Ledger { pane, text } => self.copy_ledger(ctx, pane, text),
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
        self.close_empty_windows();
        if self.focused == Some(pane) {
            self.focused = self
                .windows
                .values()
                .find_map(|window| window.ui.panes().first().copied());
        }
        // Its batches may be the last that keep strings and pages alive. Dropping a million rows takes longer
        // than a frame.
        let threads = self.runtime.clone();
        drop_and_then(closed, move || return_to_system(&threads));
    }

    fn focus_neighbor(&mut self, window: WindowId, neighbor: Neighbor) {
        let Some(window) = self.windows.get(&window) else {
            return;
        };
        let panes = window.ui.panes();
        let at = panes.iter().position(|pane| Some(*pane) == self.focused);
        let count = panes.len().max(1);
        let step = match neighbor {
            Neighbor::Next => 1,
            Neighbor::Previous => count - 1,
        };
        let next = panes.get(at.map_or(0, |at| (at + step) % count));
        if let Some(next) = next {
            self.show_pane(*next);
        }
    }

    pub(super) fn set_scope(&mut self, pane: PaneId, scope: QueryScope) {
        self.with_pane(pane, |pane| pane.set_scope(scope));
    }

    /// Asks for what a pane's scope says by now.
    pub(super) fn run(&mut self, id: PaneId, freshness: Freshness) {
        if let Some(pane) = self.panes.get(&id) {
            self.run_scope(id, pane.spec.scope.clone(), freshness);
        }
    }

    fn run_scope(&mut self, id: PaneId, scope: QueryScope, freshness: Freshness) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        if scope.is_empty() {
            return;
        }
        // Short of memory, what the new query replaces goes first, or it could never start.
        if MemoryBudget::get().pressure() >= Pressure::Soft && pane.state != QueryState::Running {
            let replaced = pane.give_up_rows();
            self.run_after_release(id, scope, freshness, replaced);
            return;
        }
        self.start(id, scope, freshness);
    }

    /// Starts the query of a pane.
    pub(super) fn start(&mut self, id: PaneId, scope: QueryScope, freshness: Freshness) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        let generation = self.engine.start(id, scope.clone(), freshness);
        pane.begin_scope(generation, scope);
    }

    /// Asks only the lists that have not ended; the whole scope if not all of them are known, or if others lack
    /// details. The cache has what has ended.
    fn go_on(&mut self, id: PaneId) {
        let Some(pane) = self.panes.get(&id) else {
            return;
        };
        match pane.rest() {
            Rest::Lists {
                keys,
                without_details: 0,
            } => self.retry(id, keys),
            Rest::Lists { .. } | Rest::Unplanned => {
                let scope = pane.asked.clone();
                self.run_scope(id, scope, Freshness::UseCache);
            }
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
            let generation = self
                .engine
                .retry(id, pane.asked.clone(), keys.clone(), shown);
            pane.begin_retry(generation, &keys);
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

    fn clear_tag_cache(&mut self) {
        let bytes = self.engine.clear_tag_cache();
        self.notify_success(format!(
            "Tag cache cleared: freed {} of tags that nothing shows any more.",
            megabytes(bytes)
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

    /// Work under way on other threads.
    pub(super) fn job_lines(&self) -> Vec<JobLine> {
        let work = &self.housekeeping;
        let copying = self.copying.iter().map(|copying| copying.text.line());
        let trees = self.panes.values().filter_map(Pane::tree_line);
        let purges = work.purges.iter().map(Job::line);
        let releases = work.after_release.iter().map(|query| query.released.line());
        let lines = copying.chain(trees).chain(purges).chain(releases);
        lines.chain(self.saving.lines()).collect()
    }

    /// Gives work up that a person may give up.
    fn cancel_job(&mut self, id: JobId) {
        let is_it = |copying: &Copying| copying.text.line().id == id;
        if self.copying.as_ref().is_some_and(is_it) {
            self.copying = None;
        }
    }

    fn change_keys(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        self.keymap = self.settings.keymap().0;
        self.save_settings();
    }

    pub(super) fn panel_is_open(&self, panel: Panel) -> bool {
        match panel {
            Panel::Log => self.log.is_some(),
            panel => self.windows.values().any(|window| window.ui.shows(panel)),
        }
    }
}
