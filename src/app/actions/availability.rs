//! Whether an action can be done now, and if not, why.

use std::borrow::Cow;

use super::effect::{number_of, row_text};
use super::target::ActionTarget;
use super::{Action, registry};
use crate::app::commands::WindowId;
use crate::app::pane::{Pane, QueryState};
use crate::app::settings::{Theme, UI_SCALE_RANGE};
use crate::app::view::AppView;
use crate::catalog::console;
use crate::text::numbers::grouped;

/// Whether an action can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Enabled,
    /// It is shown, and cannot be done for this reason.
    Disabled(&'static str),
    /// It is not shown: it makes no sense here.
    Hidden,
}

/// Whether what an action switches is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl Availability {
    /// Enabled, unless `reason` speaks against it.
    fn unless(is_missing: bool, reason: &'static str) -> Self {
        if is_missing {
            Self::Disabled(reason)
        } else {
            Self::Enabled
        }
    }
}

/// Whether `action` can be done to `target` now.
pub fn availability(action: Action, target: ActionTarget, view: &AppView<'_>) -> Availability {
    let pane = target.pane.and_then(|id| view.panes.get(&id));
    match action {
        Action::ReopenPane => Availability::unless(view.closed_panes == 0, "No pane was closed"),
        Action::ClosePane => Availability::unless(
            pane.is_none() && target.window == WindowId::ROOT,
            "This window has no pane",
        ),
        Action::NextPane
        | Action::PreviousPane
        | Action::NextTab
        | Action::PreviousTab
        | Action::RenameTab => Availability::unless(pane.is_none(), "This window has no pane"),
        // Menus list no panes that are not there.
        _ if number_of(action).is_some_and(|number| usize::from(number) > view.panes.len()) => {
            Availability::Hidden
        }
        // The first window ends the program, for which there is Quit.
        Action::CloseWindow if target.window == WindowId::ROOT => Availability::Hidden,
        Action::ZoomIn => Availability::unless(
            view.settings.ui_scale >= *UI_SCALE_RANGE.end(),
            "It is the largest size",
        ),
        Action::ZoomOut => Availability::unless(
            view.settings.ui_scale <= *UI_SCALE_RANGE.start(),
            "It is the smallest size",
        ),
        Action::CopyCliCommand | Action::CopyTerraform => match pane {
            Some(pane) if row_text(action, pane, view).is_some() => Availability::Enabled,
            Some(pane) if pane.cursor.is_some() => {
                Availability::Disabled("It does not know this type, or not one of it alone")
            }
            _ => Availability::Disabled("No row is selected"),
        },
        Action::SaveBookmark
        | Action::EditScope
        | Action::FocusFilter
        | Action::BuildFilter
        | Action::ClearFilter
        | Action::Run
        | Action::Refresh
        | Action::RetryFailed
        | Action::Continue
        | Action::Stop
        | Action::ToggleDetails
        | Action::ToggleLedger
        | Action::ToggleView
        | Action::ShowSorting
        | Action::OpenConsole
        | Action::ExpandAll
        | Action::CollapseAll
        | Action::SelectAll
        | Action::CopyArns
        | Action::CopyIds
        | Action::CopyNames
        | Action::CopyJson
        | Action::UnloadDetails => match pane {
            Some(pane) => of_pane(action, pane),
            None => Availability::Disabled("This window has no pane"),
        },
        _ => Availability::Enabled,
    }
}

fn of_pane(action: Action, pane: &Pane) -> Availability {
    let is_stopped = matches!(pane.state, QueryState::Cancelled | QueryState::MemoryLimit);
    let (is_missing, reason) = match action {
        Action::Run | Action::Refresh if pane.spec.scope.is_empty() => (true, "The scope is empty"),
        Action::RetryFailed => (
            !pane.can_retry_some(),
            "Nothing failed that can be asked again",
        ),
        Action::Continue => (!is_stopped, "No query was stopped"),
        Action::Stop => (
            !pane.is_running() && pane.selection.is_empty(),
            "No query is running",
        ),
        Action::ClearFilter => (pane.spec.filter.is_empty(), "There is no filter"),
        Action::ToggleDetails => (
            pane.cursor.is_none() && pane.visible.is_empty(),
            "There are no rows",
        ),
        Action::ExpandAll | Action::CollapseAll | Action::SelectAll => {
            (pane.visible.is_empty(), "There are no rows")
        }
        Action::CopyArns | Action::CopyIds | Action::CopyNames | Action::CopyTable => {
            (pane.selected_count() == 0, "No row is selected")
        }
        Action::CopyJson => (pane.cursor.is_none(), "No row is selected"),
        Action::OpenConsole => match pane.selected_entry() {
            None => (true, "No row is selected"),
            Some(entry) => (
                console::link_of_row(entry).is_none(),
                "The AWS console has no page that is known for this row",
            ),
        },
        Action::UnloadDetails => (pane.rows.is_empty(), "There are no rows"),
        _ => return Availability::Enabled,
    };
    Availability::unless(is_missing, reason)
}

/// What `action` is called with as many rows selected as there are: `Copy ARN`, `Copy 40 ARNs`.
pub fn title(action: Action, target: ActionTarget, view: &AppView<'_>) -> Cow<'static, str> {
    let title = registry::info(action).title;
    let (one, many) = match action {
        Action::CopyArns => ("Copy ARN", "ARNs"),
        Action::CopyIds => ("Copy ID", "IDs"),
        Action::CopyNames => ("Copy name", "names"),
        _ => return title.into(),
    };
    let pane = target.pane.and_then(|id| view.panes.get(&id));
    match pane.map_or(0, Pane::selected_count) {
        0 => title.into(),
        1 => one.into(),
        count => format!("Copy {} {many}", grouped(count)).into(),
    }
}

/// Whether what `action` switches is on; `None` if it is no switch.
pub fn switch(action: Action, view: &AppView<'_>) -> Option<Switch> {
    let is_on = match action {
        Action::ShowManaged => view.settings.show_managed,
        Action::ThemeSystem => view.settings.theme == Theme::System,
        Action::ThemeDark => view.settings.theme == Theme::Dark,
        Action::ThemeContrast => view.settings.theme == Theme::Contrast,
        Action::ThemeLight => view.settings.theme == Theme::Light,
        _ => return None,
    };
    Some(if is_on { Switch::On } else { Switch::Off })
}
