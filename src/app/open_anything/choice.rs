//! What choosing a hit does.

use super::hit::Goal;
use crate::app::actions::effect;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{
    BookmarkCommand, Command, PaneCommand, PanelCommand, TileCommand, WindowCommand,
};
use crate::app::pane::PaneSpec;
use crate::app::panels::Panel;
use crate::app::recognition::Recognized;
use crate::app::view::AppView;
use crate::model::{QueryScope, Selection};

pub(super) fn commands_of(goal: &Goal, target: ActionTarget, view: &AppView<'_>) -> Vec<Command> {
    let only = |change: &dyn Fn(&mut QueryScope)| {
        let mut spec = spec_of(target, view);
        let mut scope = spec.scope.to_scope();
        change(&mut scope);
        spec.scope = scope.into();
        vec![ask(target, spec)]
    };
    match goal {
        Goal::Row { pane, row, epoch } => vec![
            Command::Tile(*pane, TileCommand::Show),
            Command::Pane(
                *pane,
                PaneCommand::GoTo {
                    row: *row,
                    epoch: *epoch,
                },
            ),
        ],
        Goal::Ask(named) => vec![ask(target, spec_for(named, target, view))],
        Goal::Type(ty) => only(&|scope| scope.types = Selection::from_iter([*ty])),
        Goal::Account(account) => only(&|scope| scope.accounts = Selection::from_iter([*account])),
        Goal::Region(region) => only(&|scope| scope.regions = Selection::from_iter([*region])),
        Goal::Bookmark(name) => vec![Command::Bookmark(BookmarkCommand::Load {
            name: name.clone(),
        })],
        Goal::Action(action) => effect::commands_of(*action, target, view),
        Goal::Settings => vec![Command::Panel(PanelCommand::Show(Panel::Settings))],
    }
}

fn ask(target: ActionTarget, spec: PaneSpec) -> Command {
    let (beside, spec) = (target.pane, Box::new(spec));
    Command::Window(target.window, WindowCommand::Ask { beside, spec })
}

/// As the pane that the keyboard is in shows things, without what it hides. What it asks nothing of is asked whole.
fn spec_of(target: ActionTarget, view: &AppView<'_>) -> PaneSpec {
    let pane = target.pane.and_then(|id| view.panes.get(&id));
    let like = pane.map(|pane| pane.spec.clone()).unwrap_or_default();
    let mut scope = like.scope.to_scope();
    let whole = QueryScope::default();
    if scope.accounts.is_empty() {
        scope.accounts = whole.accounts;
    }
    if scope.regions.is_empty() {
        scope.regions = whole.regions;
    }
    PaneSpec {
        scope: scope.into(),
        filter: String::new(),
        bookmark: String::new(),
        title: String::new(),
        ..like
    }
}

/// The smallest scope that can have what a text names, and a filter for it.
fn spec_for(named: &Recognized, target: ActionTarget, view: &AppView<'_>) -> PaneSpec {
    let like = spec_of(target, view);
    PaneSpec {
        scope: named.scope(like.scope.details.clone()).into(),
        filter: named.filter(),
        ..like
    }
}
