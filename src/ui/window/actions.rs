//! What shortcuts and menu items of a window ask the program for.

use super::WindowUi;
use crate::app::commands::{
    AppCommand, CacheCommand, Command, PaneCommand, Panel, PanelCommand, QueryCommand,
    SplitDirection, TileCommand, WindowCommand,
};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::Open;
use crate::app::view::AppView;
use crate::ui::keys::Action;

/// Turns a shortcut or menu item into what the program understands.
pub(super) fn act(
    window: &mut WindowUi,
    view: &AppView<'_>,
    action: Action,
    commands: &mut Vec<Command>,
) {
    let target = window.target(view);
    let add = |direction| {
        Command::Window(
            window.id,
            WindowCommand::AddPane {
                from: target,
                direction,
            },
        )
    };
    match action {
        Action::NewWindow => commands.push(Command::App(AppCommand::NewWindow)),
        Action::NewPane => commands.push(add(SplitDirection::Tab)),
        Action::ReopenPane => commands.push(Command::Window(window.id, WindowCommand::ReopenPane)),
        Action::SplitRight => commands.push(add(SplitDirection::Right)),
        Action::SplitDown => commands.push(add(SplitDirection::Down)),
        Action::NextPane => commands.push(Command::Window(window.id, WindowCommand::FocusNextPane)),
        Action::Bookmarks => commands.push(Command::Panel(PanelCommand::Toggle(Panel::Bookmarks))),
        Action::Log => commands.push(Command::Panel(PanelCommand::Toggle(Panel::Log))),
        Action::Memory => commands.push(Command::Panel(PanelCommand::Toggle(Panel::Memory))),
        Action::Requests => commands.push(Command::Panel(PanelCommand::Toggle(Panel::Requests))),
        Action::Accounts => commands.push(Command::Panel(PanelCommand::Toggle(Panel::Accounts))),
        Action::Settings => commands.push(Command::Panel(PanelCommand::Toggle(Panel::Settings))),
        Action::Keyboard => commands.push(Command::Panel(PanelCommand::Toggle(Panel::About))),
        Action::ClearCache => commands.push(Command::Cache(CacheCommand::Clear)),
        Action::ClearTagCache => commands.push(Command::Cache(CacheCommand::ClearTags)),
        Action::ZoomIn => commands.push(Command::App(AppCommand::SetUiScale(
            view.settings.ui_scale + 0.1,
        ))),
        Action::ZoomOut => commands.push(Command::App(AppCommand::SetUiScale(
            view.settings.ui_scale - 0.1,
        ))),
        Action::ZoomReset => commands.push(Command::App(AppCommand::SetUiScale(1.0))),
        Action::Quit => commands.push(Command::App(AppCommand::Quit)),
        Action::SaveBookmark => {
            window.bookmarks.start_saving();
            commands.push(Command::Panel(PanelCommand::Show(Panel::Bookmarks)));
        }
        Action::ClosePane
        | Action::Run
        | Action::Refresh
        | Action::CancelQuery
        | Action::EditScope
        | Action::FocusFilter
        | Action::ExpandAll
        | Action::CollapseAll
        | Action::SelectAll => {
            if let Some(pane) = target {
                act_on_pane(window, pane, view, action, commands);
            }
        }
    }
}

fn act_on_pane(
    window: &mut WindowUi,
    pane: PaneId,
    view: &AppView<'_>,
    action: Action,
    commands: &mut Vec<Command>,
) {
    let shown = view.panes.get(&pane);
    let running = shown.is_some_and(|pane| pane.is_running());
    let chosen = shown.is_some_and(|pane| !pane.selection.is_empty());
    match action {
        Action::ClosePane => commands.push(Command::Tile(pane, TileCommand::Close)),
        Action::Run => commands.push(Command::Query(pane, QueryCommand::Run)),
        Action::Refresh => commands.push(Command::Query(pane, QueryCommand::Refresh)),
        // Escape first drops the chosen rows, and only the next one stops the query.
        Action::CancelQuery if chosen => {
            commands.push(Command::Pane(pane, PaneCommand::ClearSelection))
        }
        Action::CancelQuery if running => commands.push(Command::Query(pane, QueryCommand::Cancel)),
        Action::EditScope => window.tiles.state_mut(pane).edit_scope(),
        Action::FocusFilter => window.tiles.state_mut(pane).focus_filter(),
        Action::SelectAll => commands.push(Command::Pane(pane, PaneCommand::SelectAll)),
        Action::ExpandAll => commands.push(Command::Pane(
            pane,
            PaneCommand::SetAllGroups(Open::Expanded),
        )),
        Action::CollapseAll => commands.push(Command::Pane(
            pane,
            PaneCommand::SetAllGroups(Open::Collapsed),
        )),
        _ => {}
    }
}
