//! Carrying out what a person asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::AwsDash;
use super::background_work::Copying;
use super::windows::viewport_of;
use crate::app::commands::{
    AppCommand, CacheCommand, Command, CopyCommand, PaneCommand, PaneEffect, Panel, PanelCommand,
    QueryCommand, Sought, TileCommand, WindowCommand, WindowId,
};
use crate::app::filter_names::account_words;
use crate::app::jobs::JobId;
use crate::app::resource_explorer::filter::AccountWords;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::model::AccountId;
use crate::text::bytes::megabytes;

impl AwsDash {
    /// Carries out one command.
    pub(super) fn execute(&mut self, ctx: &egui::Context, command: Command) {
        tracing::debug!(?command, "command");
        match command {
            Command::App(command) => self.execute_in_app(ctx, command),
            Command::Window(window, command) => self.execute_in_window(ctx, window, command),
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
            AppCommand::Set(setting) => self.change_setting(ctx, setting),
            AppCommand::CancelJob(id) => self.cancel_job(id),
        }
    }

    fn execute_in_window(&mut self, ctx: &egui::Context, window: WindowId, command: WindowCommand) {
        match command {
            WindowCommand::AddPane { from, direction } => self.add_pane(window, from, direction),
            WindowCommand::ReopenPane => self.reopen_pane(window),
            WindowCommand::FocusPane(neighbor) => self.focus_neighbor(window, neighbor),
            WindowCommand::StartBookmark => {
                if let Some(window) = self.windows.get_mut(&window) {
                    window.ui.start_bookmark();
                }
            }
            WindowCommand::OpenAnything(sought) => {
                if let Some(window) = self.windows.get_mut(&window) {
                    window.ui.open_anything(sought);
                }
            }
            WindowCommand::Ask { beside, spec } => self.open_tab(*spec, window, beside),
            WindowCommand::ToggleFullScreen => toggle_full_screen(ctx, window),
            WindowCommand::Close => self.close_window(window),
        }
    }

    fn execute_on_tile(&mut self, pane: PaneId, command: TileCommand) {
        let mut holders = self.windows.values_mut();
        let holder = holders.find(|window| window.ui.panes().contains(&pane));
        match (command, holder) {
            (TileCommand::OpenBeside(spec), Some(window)) => {
                let window = window.ui.id();
                self.open_beside(*spec, window, pane);
            }
            (TileCommand::Close, _) => self.close_pane(pane),
            (TileCommand::Focus, _) => self.focused = Some(pane),
            (TileCommand::Show, _) => self.show_pane(pane),
            (TileCommand::EditScope, Some(window)) => window.ui.edit_scope(pane),
            (TileCommand::Follow(text), Some(window)) => {
                window.ui.open_anything(Sought::Reference(text));
            }
            (TileCommand::FocusFilter, Some(window)) => window.ui.focus_filter(pane),
            (TileCommand::BuildFilter, Some(window)) => window.ui.build_filter(pane),
            (TileCommand::ToggleLedger, Some(window)) => window.ui.toggle_ledger(pane),
            (TileCommand::Rename, Some(window)) => window.ui.rename_tab(pane),
            (TileCommand::ShowSorting, Some(window)) => window.ui.show_sorting(pane),
            (
                TileCommand::OpenBeside(_)
                | TileCommand::EditScope
                | TileCommand::Follow(_)
                | TileCommand::FocusFilter
                | TileCommand::Rename
                | TileCommand::ShowSorting
                | TileCommand::BuildFilter
                | TileCommand::ToggleLedger,
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
            CopyCommand::Selected { pane, field } => self.copy_selected(ctx, pane, field),
            CopyCommand::Table {
                pane,
                rows,
                columns,
            } => self.copy_table(ctx, pane, rows, columns),
            CopyCommand::Ledger { pane, text } => self.copy_ledger(ctx, pane, text),
        }
    }

    fn clear_tag_cache(&mut self) {
        let bytes = self.engine.clear_tag_cache();
        self.notify_success(format!(
            "Tag cache cleared: freed {} of tags that nothing shows any more.",
            megabytes(bytes)
        ));
    }

    /// Names and aliases of accounts, for filters.
    pub(super) fn account_words(&self) -> Arc<AccountWords> {
        Arc::new(account_words(&self.directory.accounts))
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

    pub(super) fn account_units(&self) -> Arc<HashMap<AccountId, Arc<str>>> {
        let known = self.directory.accounts.iter();
        let known = known.filter(|info| !info.unit.is_empty());
        Arc::new(
            known
                .map(|info| (info.id, info.unit.as_str().into()))
                .collect(),
        )
    }

    pub(super) fn started_recently(&self) -> bool {
        self.started.elapsed() < std::time::Duration::from_secs(60)
    }

    /// Gives work up that a person may give up.
    fn cancel_job(&mut self, id: JobId) {
        let is_it = |copying: &Copying| copying.text.line().id == id;
        if self.copying.as_ref().is_some_and(is_it) {
            self.copying = None;
        }
    }

    pub(super) fn panel_is_open(&self, panel: Panel) -> bool {
        match panel {
            Panel::Log => self.log.is_some(),
            panel => self.windows.values().any(|window| window.ui.shows(panel)),
        }
    }
}

/// Fills the screen with a window, or gives it back its size.
fn toggle_full_screen(ctx: &egui::Context, window: WindowId) {
    let viewport = viewport_of(window);
    let is_full = ctx.input_for(viewport, |input| input.viewport().fullscreen);
    let fill = egui::ViewportCommand::Fullscreen(!is_full.unwrap_or(false));
    ctx.send_viewport_cmd_to(viewport, fill);
}
