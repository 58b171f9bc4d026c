//! Going to a row wherever it is: it is selected, a filter that hides it is cleared, and groups around it open.

use super::Pane;
use crate::app::resource_explorer::tree::{Open, RowIndex, RowsEpoch, Tree};

impl Pane {
    /// Selects a row, and shows it as soon as the tree has it. Nothing changes when rows were replaced since.
    pub fn go_to(&mut self, row: RowIndex, epoch: RowsEpoch) {
        if epoch != self.rows_epoch {
            return;
        }
        let Some(entry) = self.rows.get(row) else {
            return;
        };
        let filter = self.filter.as_ref();
        let is_hidden = filter.is_some_and(|filter| !filter.matches(&self.complete(entry)));
        if is_hidden {
            self.set_filter(String::new());
        }
        self.select_only(Some(row));
        self.sought = Some((epoch, row));
        self.scroll_to_sought();
    }

    /// Scrolls to the row that is sought, if the tree has it by now.
    pub(super) fn scroll_to_sought(&mut self) {
        let Some((epoch, row)) = self.sought else {
            return;
        };
        if epoch != self.rows_epoch || self.cursor != Some(row) {
            self.sought = None;
            return;
        }
        let Some(at) = self.tree.order.iter().position(|listed| *listed == row) else {
            return;
        };
        self.sought = None;
        let closed: Vec<_> = groups_around(&self.tree, at as u32)
            .filter(|&index| {
                let group = &self.tree.groups[index as usize];
                self.open.state(group.id, group.depth, self.tree.levels) == Open::Collapsed
            })
            .collect();
        if !closed.is_empty() {
            for index in closed {
                self.open.toggle(self.tree.groups[index as usize].id);
            }
            self.rebuild_visible_rows();
        }
        if let Some(line) = self.visible.position_of_row(row) {
            self.scroll_request = (self.scroll_request.0 + 1, line);
        }
    }
}

/// The groups around a place of the tree's order, the innermost first.
fn groups_around(tree: &Tree, at: u32) -> impl Iterator<Item = u32> {
    let parent = |index: &u32| tree.groups[*index as usize].parent;
    std::iter::successors(tree.group_of_position(at), parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::PaneFixture;

    fn row_called(pane: &Pane, name: &str) -> RowIndex {
        let mut rows = pane.rows.iter();
        let found = rows.find(|(_, entry)| entry.display_name() == name);
        found.expect("it is listed").0
    }

    #[test]
    fn a_row_in_closed_groups_that_a_filter_hides_is_selected_and_visible() {
        let mut fixture = PaneFixture::with_rows(6, 4);
        fixture.pane().set_all_groups(Open::Collapsed);
        fixture.pane().set_filter("no-such-row".into());
        fixture.settle();
        let pane = fixture.pane();
        let (row, before) = (row_called(pane, "web-2"), pane.scroll_request.0);
        pane.go_to(row, pane.rows_epoch());
        assert_eq!(pane.cursor, Some(row));
        fixture.settle();
        let pane = fixture.pane();
        assert_eq!(pane.spec.filter, "");
        let line = pane
            .visible
            .position_of_row(row)
            .expect("its groups are open");
        assert_eq!(pane.scroll_request, (before + 1, line));
    }

    #[test]
    fn groups_beside_it_stay_closed() {
        let mut fixture = PaneFixture::with_rows(6, 4);
        fixture.pane().set_all_groups(Open::Collapsed);
        let pane = fixture.pane();
        let row = row_called(pane, "web-2");
        pane.go_to(row, pane.rows_epoch());
        let of_volumes = pane
            .rows
            .iter()
            .find(|(_, entry)| entry.region.as_str() == "us-east-1");
        let (other, _) = of_volumes.expect("a volume");
        assert_eq!(pane.visible.position_of_row(other), None);
        assert!(pane.visible.position_of_row(row).is_some());
    }

    #[test]
    fn a_row_of_a_query_before_is_not_taken_for_one_of_now() {
        let mut fixture = PaneFixture::with_rows(3, 2);
        let pane = fixture.pane();
        pane.go_to(RowIndex(1), RowsEpoch::next());
        assert_eq!(pane.cursor, None);
    }
}
