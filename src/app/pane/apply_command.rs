//! What commands do to a pane. The program and the tests of drawing both come this way.

use super::Pane;
use crate::app::commands::{PaneCommand, PaneEffect};

impl Pane {
    /// Carries a command out, and says what is left for the program to do.
    pub fn apply_command(&mut self, command: PaneCommand) -> PaneEffect {
        match command {
            PaneCommand::SetScope(scope) => self.set_scope(scope),
            PaneCommand::SetGrouping(levels) => self.set_grouping(levels),
            PaneCommand::SetSorting(sorting) => self.set_sorting(sorting),
            PaneCommand::SetView(view) => self.set_view(view),
            PaneCommand::SetFilter(text) => self.set_filter(text),
            PaneCommand::ToggleGroup(group) => self.toggle_group(group),
            PaneCommand::SetAllGroups(open) => self.set_all_groups(open),
            PaneCommand::Select(row) => {
                self.select_only(row);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::ToggleRow(row) => {
                self.toggle_row(row);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::SelectRange { to, before } => {
                self.select_range(to, before);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::MoveSelection(lines) => {
                self.move_selection(lines);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::SelectAll => self.select_all(),
            PaneCommand::ClearSelection => self.clear_selection(),
            PaneCommand::SetDetails(side) => self.spec.details = side,
            PaneCommand::DismissBanner(id) => self.dismiss_banner(id),
        }
        PaneEffect::None
    }
}
