//! What an action becomes: commands, or a key that every list knows.

use super::Action;
use super::target::ActionTarget;
use crate::app::commands::{
    AppCommand, CacheCommand, Command, CopyCommand, Neighbor, PaneCommand, PanelCommand,
    QueryCommand, Sought, SplitDirection, TileCommand, WindowCommand,
};
use crate::app::pane::table_text::CopiedRows;
use crate::app::pane::{CopyField, DetailsSide, Pane};
use crate::app::panels::{Panel, PanelKey};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::Open;
use crate::app::row_commands::{cli_command, terraform_import};
use crate::app::settings::{Setting, Theme};
use crate::app::view::AppView;
use crate::catalog::console;

/// How much one step of the zoom changes.
const ZOOM_STEP: f32 = 0.1;

/// A key that lists act on, whatever keys a person has chosen for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKey {
    /// Down by a line.
    Down,
    /// Up by a line.
    Up,
    /// Down by a page.
    PageDown,
    /// Up by a page.
    PageUp,
    /// To the first line.
    First,
    /// To the last line.
    Last,
    /// Close the group, or go to the one around it.
    Outwards,
    /// Open the group, or go to its first line.
    Inwards,
    /// Close the group and all below it.
    OutwardsAll,
    /// Open the group and all below it.
    InwardsAll,
    /// Open or close the group; show the details of a resource.
    Open,
}

/// The key of a list that `action` stands for; `None` for actions that become commands.
pub fn list_key(action: Action) -> Option<ListKey> {
    Some(match action {
        Action::ListDown => ListKey::Down,
        Action::ListUp => ListKey::Up,
        Action::ListPageDown => ListKey::PageDown,
        Action::ListPageUp => ListKey::PageUp,
        Action::ListFirst => ListKey::First,
        Action::ListLast => ListKey::Last,
        Action::ListOutwards => ListKey::Outwards,
        Action::ListInwards => ListKey::Inwards,
        Action::ListOutwardsAll => ListKey::OutwardsAll,
        Action::ListInwardsAll => ListKey::InwardsAll,
        Action::ListOpen => ListKey::Open,
        _ => return None,
    })
}

/// Whether `action` gives a text field the keyboard, so that what is typed behind it is meant for the field.
pub fn leads_to_field(action: Action) -> bool {
    matches!(
        action,
        Action::OpenAnything
            | Action::OpenTypes
            | Action::SaveBookmark
            | Action::EditScope
            | Action::FocusFilter
            | Action::BuildFilter
    )
}

/// The commands that `action` becomes; none while it is not available.
pub fn commands_of(action: Action, target: ActionTarget, view: &AppView<'_>) -> Vec<Command> {
    if let Some(command) = of_program(action, view).or_else(|| of_window(action, target)) {
        return vec![command];
    }
    let pane = target.pane.and_then(|id| view.panes.get(&id));
    pane.map_or_else(Vec::new, |pane| match row_text(action, pane, view) {
        Some((what, text)) => vec![Command::Copy(CopyCommand::Text { what, text })],
        None => of_pane(action, pane),
    })
}

/// What an action takes of the row of the cursor for another program.
pub(super) fn row_text(
    action: Action,
    pane: &Pane,
    view: &AppView<'_>,
) -> Option<(&'static str, String)> {
    let entry = pane.selected_entry()?;
    match action {
        Action::CopyCliCommand => {
            let mut accounts = view.directory.accounts.iter();
            let account = accounts.find(|info| info.id == entry.account);
            Some(("CLI command", cli_command(entry, account)?))
        }
        Action::CopyTerraform => Some(("Terraform import", terraform_import(entry)?)),
        _ => None,
    }
}

fn of_program(action: Action, view: &AppView<'_>) -> Option<Command> {
    Some(match action {
        Action::Panel(panel) => of_panel(panel),
        Action::NewWindow => Command::App(AppCommand::NewWindow),
        Action::Quit => Command::App(AppCommand::Quit),
        Action::ShowManaged => Command::App(AppCommand::Set(Setting::ShowManaged(
            !view.settings.show_managed,
        ))),
        Action::ThemeSystem => Command::App(AppCommand::Set(Setting::Theme(Theme::System))),
        Action::ThemeDark => Command::App(AppCommand::Set(Setting::Theme(Theme::Dark))),
        Action::ThemeContrast => Command::App(AppCommand::Set(Setting::Theme(Theme::Contrast))),
        Action::ThemeLight => Command::App(AppCommand::Set(Setting::Theme(Theme::Light))),
        Action::ZoomIn => zoom(view.settings.ui_scale + ZOOM_STEP),
        Action::ZoomOut => zoom(view.settings.ui_scale - ZOOM_STEP),
        Action::ZoomReset => zoom(1.0),
        Action::ClearCache => Command::Cache(CacheCommand::Clear),
        Action::ClearTagCache => Command::Cache(CacheCommand::ClearTags),
        _ => return None,
    })
}

fn of_panel(panel: Panel) -> Command {
    Command::Panel(match panel.info().key {
        PanelKey::Toggles => PanelCommand::Toggle(panel),
        PanelKey::Shows => PanelCommand::Show(panel),
    })
}

fn zoom(scale: f32) -> Command {
    Command::App(AppCommand::Set(Setting::UiScale(scale)))
}

fn of_window(action: Action, target: ActionTarget) -> Option<Command> {
    let add = |direction| WindowCommand::AddPane {
        from: target.pane,
        direction,
    };
    let command = match action {
        Action::NewPane => add(SplitDirection::Tab),
        Action::SplitRight => add(SplitDirection::Right),
        Action::SplitDown => add(SplitDirection::Down),
        Action::ReopenPane => WindowCommand::ReopenPane,
        Action::NextPane => WindowCommand::FocusPane(Neighbor::Next),
        Action::PreviousPane => WindowCommand::FocusPane(Neighbor::Previous),
        Action::NextTab => WindowCommand::FocusPane(Neighbor::NextTab),
        Action::PreviousTab => WindowCommand::FocusPane(Neighbor::PreviousTab),
        Action::FullScreen => WindowCommand::ToggleFullScreen,
        Action::CloseWindow => WindowCommand::Close,
        // Nothing is left to close but the window itself.
        Action::ClosePane if target.pane.is_none() => WindowCommand::Close,
        Action::SaveBookmark => WindowCommand::StartBookmark,
        Action::OpenAnything => WindowCommand::OpenAnything(Sought::Anything),
        Action::OpenTypes => WindowCommand::OpenAnything(Sought::Types),
        _ => WindowCommand::FocusPane(Neighbor::Number(number_of(action)?)),
    };
    Some(Command::Window(target.window, command))
}

/// The number of the pane that an action brings to the front.
pub(super) fn number_of(action: Action) -> Option<u8> {
    Some(match action {
        Action::Pane1 => 1,
        Action::Pane2 => 2,
        Action::Pane3 => 3,
        Action::Pane4 => 4,
        Action::Pane5 => 5,
        Action::Pane6 => 6,
        Action::Pane7 => 7,
        Action::Pane8 => 8,
        Action::Pane9 => 9,
        _ => return None,
    })
}

fn of_pane(action: Action, pane: &Pane) -> Vec<Command> {
    let id = pane.id;
    let show = |command| Command::Pane(id, command);
    let copy = |field| Command::Copy(CopyCommand::Selected { pane: id, field });
    vec![match action {
        Action::ClosePane => Command::Tile(id, TileCommand::Close),
        Action::EditScope => Command::Tile(id, TileCommand::EditScope),
        Action::FocusFilter => Command::Tile(id, TileCommand::FocusFilter),
        Action::BuildFilter => Command::Tile(id, TileCommand::BuildFilter),
        Action::ToggleLedger => Command::Tile(id, TileCommand::ToggleLedger),
        Action::RenameTab => Command::Tile(id, TileCommand::Rename),
        Action::ShowSorting => Command::Tile(id, TileCommand::ShowSorting),
        Action::OpenConsole => return open_console(pane),
        Action::Run => Command::Query(id, QueryCommand::Run),
        Action::Refresh => Command::Query(id, QueryCommand::Refresh),
        Action::RetryFailed => Command::Query(id, QueryCommand::Retry(pane.retryable_keys())),
        Action::Continue => Command::Query(id, QueryCommand::Continue),
        Action::Stop => return stop(pane),
        Action::ToggleDetails => return toggle_details(pane),
        Action::ClearFilter => show(PaneCommand::SetFilter(String::new())),
        Action::ToggleView => show(PaneCommand::SetView(pane.spec.view.next())),
        Action::ExpandAll => show(PaneCommand::SetAllGroups(Open::Expanded)),
        Action::CollapseAll => show(PaneCommand::SetAllGroups(Open::Collapsed)),
        Action::SelectAll => show(PaneCommand::SelectAll),
        Action::CopyArns => copy(CopyField::ArnOrId),
        Action::CopyIds => copy(CopyField::Id),
        Action::CopyNames => copy(CopyField::Name),
        Action::CopyTable => Command::Copy(CopyCommand::Table {
            pane: id,
            rows: CopiedRows::Selected,
            columns: Vec::new(),
        }),
        Action::CopyJson => return copy_json(id, pane),
        Action::UnloadDetails => Command::Cache(CacheCommand::DropDetails(id)),
        _ => return Vec::new(),
    }]
}

/// A selection of several goes first, and only the next time the query is stopped. With nothing to stop the details
/// are closed.
fn stop(pane: &Pane) -> Vec<Command> {
    if !pane.selection.is_empty() {
        vec![Command::Pane(pane.id, PaneCommand::ClearSelection)]
    } else if pane.is_running() {
        vec![Command::Query(pane.id, QueryCommand::Cancel)]
    } else if pane.spec.details == DetailsSide::Open && pane.cursor.is_some() {
        let closed = PaneCommand::SetDetails(DetailsSide::Closed);
        vec![Command::Pane(pane.id, closed)]
    } else {
        Vec::new()
    }
}

/// The details side needs a row: the first one is selected.
fn toggle_details(pane: &Pane) -> Vec<Command> {
    let is_shown = pane.spec.details == DetailsSide::Open && pane.cursor.is_some();
    let side = if is_shown {
        DetailsSide::Closed
    } else {
        DetailsSide::Open
    };
    let mut commands = vec![Command::Pane(pane.id, PaneCommand::SetDetails(side))];
    if side == DetailsSide::Open && pane.cursor.is_none() {
        commands.push(Command::Pane(pane.id, PaneCommand::MoveSelection(1)));
    }
    commands
}

fn open_console(pane: &Pane) -> Vec<Command> {
    let url = pane.selected_entry().and_then(console::link_of_row);
    let open = |url| Command::App(AppCommand::OpenPage(url));
    url.map(open).into_iter().collect()
}

fn copy_json(id: PaneId, pane: &Pane) -> Vec<Command> {
    let copy = |row| Command::Copy(CopyCommand::RowJson { pane: id, row });
    pane.cursor.map(copy).into_iter().collect()
}

#[cfg(test)]
mod tests;
