//! Positions of the columns of a tree's rows: the same for every row, so that they line up.

use egui::Rangef;

use crate::app::resource_explorer::tree::{BuiltinColumn, GroupBy, GroupKey};
use crate::model::ResourceEntry;
use crate::ui::tokens;

/// Between two columns, in points.
const GAP: f32 = tokens::SPACE_2;

const STATUS_WIDTH: f32 = 80.0;

/// Narrowest column that is worth drawing, in points.
const CELL_MIN: f32 = 88.0;
const CELL_MAX: f32 = 168.0;

/// Positions in points from the left edge of the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowColumns {
    /// Where the name ends.
    pub name_right: f32,
    /// The id, when there is room.
    pub id: Option<Rangef>,
    /// The status in words, when there is room.
    pub status: Option<Rangef>,
    /// Where the columns of the type begin.
    pub cells_left: f32,
    /// Width of each of them, the gap included.
    pub cell_width: f32,
    /// How many there is room for.
    pub cell_count: usize,
}

impl RowColumns {
    /// For a view of `width` points whose rows begin at `indent`, with room for up to `wanted_cells`.
    pub fn new(width: f32, indent: f32, wanted_cells: usize) -> Self {
        let name_right = (width * 0.26)
            .max(indent + 132.0)
            .min((width - tokens::SPACE_2).max(indent));
        let id_width = (width * 0.2).clamp(128.0, 172.0);
        // The status goes before the id when there is room for one, though it is drawn after it.
        let status_fits = width >= 300.0 && name_right + GAP + STATUS_WIDTH <= width;
        let id_fits = status_fits
            && width >= 440.0
            && name_right + id_width + STATUS_WIDTH + 2.0 * GAP <= width;
        // The name takes the remaining width.
        let name_right = match (status_fits, id_fits) {
            (false, _) => (width - tokens::SPACE_2).max(name_right),
            (true, false) => (width - tokens::SPACE_2 - STATUS_WIDTH - GAP).max(name_right),
            (true, true) => name_right,
        };
        let mut left = name_right + GAP;
        let mut column = |wanted: f32| {
            let range = Rangef::new(left, left + wanted);
            left += wanted + GAP;
            range
        };
        let id = id_fits.then(|| column(id_width));
        let status = status_fits.then(|| column(STATUS_WIDTH));
        let room = (width - tokens::SPACE_2 - left).max(0.0);
        let cell_count = ((room / CELL_MIN) as usize).min(wanted_cells);
        let cell_width = if cell_count == 0 {
            0.0
        } else {
            (room / cell_count as f32).clamp(CELL_MIN, CELL_MAX)
        };
        Self {
            name_right,
            id,
            status,
            cells_left: left,
            cell_width,
            cell_count,
        }
    }

    /// The position of column `at`, when there is room for it.
    pub fn cell(&self, at: usize) -> Option<Rangef> {
        let left = self.cells_left + at as f32 * self.cell_width;
        (at < self.cell_count).then(|| Rangef::new(left, left + self.cell_width - GAP))
    }
}

/// A column for a level that no group of the tree says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelColumn {
    /// The account's name, else its number.
    Account,
    /// The region code.
    Region,
    /// What the type is called.
    Type,
}

impl LevelColumn {
    /// The levels that are not among `group_by`.
    pub fn ungrouped(group_by: &[GroupBy]) -> impl Iterator<Item = Self> {
        let all = [Self::Account, Self::Region, Self::Type];
        all.into_iter()
            .filter(|column| !group_by.contains(&column.level()))
    }

    fn level(self) -> GroupBy {
        match self {
            Self::Account => GroupBy::Account,
            Self::Region => GroupBy::Region,
            Self::Type => GroupBy::Type,
        }
    }

    /// The heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Region => "Region",
            Self::Type => "Type",
        }
    }

    /// What a click on the heading sorts by.
    pub fn sort_by(self) -> BuiltinColumn {
        match self {
            Self::Account => BuiltinColumn::Account,
            Self::Region => BuiltinColumn::Region,
            Self::Type => BuiltinColumn::Type,
        }
    }

    /// What the row has in it.
    pub fn key(self, entry: &ResourceEntry) -> GroupKey {
        self.level().group_of(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_overlap_or_leave_the_view() {
        for width in [120.0, 280.0, 320.0, 500.0, 800.0, 1280.0, 2560.0_f32] {
            for indent in [4.0, 52.0] {
                let columns = RowColumns::new(width, indent, 8);
                let mut right = columns.name_right;
                let cells = (0..columns.cell_count).filter_map(|at| columns.cell(at));
                for range in columns.id.into_iter().chain(columns.status).chain(cells) {
                    assert!(range.min >= right, "{width}: {columns:?}");
                    assert!(range.max <= width + 0.5, "{width}: {columns:?}");
                    right = range.max;
                }
            }
        }
    }

    #[test]
    fn a_narrow_view_keeps_the_name_and_gives_up_the_rest() {
        let columns = RowColumns::new(260.0, 52.0, 5);
        assert_eq!(
            (columns.id, columns.status, columns.cell_count),
            (None, None, 0)
        );
        assert!(columns.name_right >= 180.0);
    }
}
