//! Positions of the columns of a tree's rows: the same for every row, so that they line up.

use egui::Rangef;

use crate::app::resource_explorer::tree::{BuiltinColumn, GroupBy, GroupKey};
use crate::model::ResourceEntry;
use crate::ui::tokens;

/// Between two columns, and at the right edge, in points.
const GAP: f32 = tokens::SPACE_2;

/// The narrowest name that others make room for, and the one before an id gets any, in points.
const NAME_LEAST: f32 = 200.0;
const NAME_BEFORE_ID: f32 = 240.0;

const STATUS_WIDTH: f32 = 76.0;
const CELL_WIDTH: f32 = 96.0;
const AGE_WIDTH: f32 = 44.0;

/// The narrowest column in a pane that has room for one only.
const CELL_LEAST: f32 = 72.0;

/// The room that an id of EC2 takes.
const ID_LEAST: f32 = 150.0;

/// From where names of rows begin to what groups say of theirs, and the farthest end of their counts, in points.
const FIGURES_INDENT: f32 = 96.0;
const COUNT_RIGHT_MOST: f32 = 530.0;

/// Below this width groups are indented by half.
const NARROW: f32 = 420.0;

/// From the beginning of a line to its name: room for the dot of the status, in points.
pub(super) const NAME_INDENT: f32 = 20.0;

/// Positions in points from the left edge of the view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowColumns {
    /// How far each level is indented.
    pub step: f32,
    /// Where names begin and end.
    pub name: Rangef,
    /// The status in words, when there is room.
    pub status: Option<Rangef>,
    /// Where the columns of the type begin.
    cells_left: f32,
    /// Width of each of them.
    cell_width: f32,
    /// How many there is room for.
    pub cell_count: usize,
    /// How old the resource is, when there is room.
    pub age: Option<Rangef>,
    /// The id, when there is room for whole ones.
    pub id: Option<Rangef>,
    /// Where groups say what their rows come to.
    pub figures_left: f32,
    /// Where the counts of groups end: no further from their names than an eye follows.
    pub count_right: f32,
}

/// What is left of a line beside the narrowest name.
struct Room(f32);

impl Room {
    /// Takes a column of this width, and the gap before it, if so much is left beside `spare`.
    fn take(&mut self, width: f32, spare: f32) -> bool {
        let fits = self.0 >= width + GAP + spare;
        if fits {
            self.0 -= width + GAP;
        }
        fits
    }

    /// Takes what is left, up to `most`.
    fn take_up_to(&mut self, most: f32) -> f32 {
        let taken = self.0.clamp(0.0, most);
        self.0 -= taken;
        taken
    }
}

impl RowColumns {
    /// For a view of `width` points that shows rows below `levels` of groups, with room for up to `wanted` columns
    /// beside name, status, age and id.
    pub(super) fn new(width: f32, levels: u8, wanted: usize) -> Self {
        let step = if width < NARROW {
            tokens::INDENT / 2.0
        } else {
            tokens::INDENT
        };
        let name_left = tokens::SPACE_1 + f32::from(levels) * step + NAME_INDENT;
        let all = (width - GAP - name_left).max(0.0);
        let mut room = Room(all - NAME_LEAST);
        // Each is there from some width on; none goes while the view grows.
        let mut cell_width = (room.0 - GAP).min(CELL_WIDTH);
        let has_first = wanted == 0 || (cell_width >= CELL_LEAST && room.take(cell_width, 0.0));
        let has_status = has_first && room.take(STATUS_WIDTH, 0.0);
        let mut cell_count = usize::from(has_first && wanted > 0);
        while has_status && cell_count < wanted && room.take(CELL_WIDTH, 0.0) {
            cell_count += 1;
        }
        let has_usual = has_status && cell_count == wanted;
        let has_age = has_usual && room.take(AGE_WIDTH, 0.0);
        let has_id = has_age && room.take(ID_LEAST, NAME_BEFORE_ID - NAME_LEAST);
        let (mut name, mut id) = (all.min(NAME_LEAST), ID_LEAST);
        if has_id {
            name += room.take_up_to(120.0);
            id += room.take_up_to(200.0);
            // An id of another resource fits then.
            let each = room.take_up_to(54.0 * wanted as f32) / wanted.max(1) as f32;
            cell_width += if wanted == 0 { 0.0 } else { each };
            name += room.take_up_to(160.0);
            id += room.take_up_to(290.0);
        } else {
            name += room.take_up_to(f32::INFINITY);
        }
        let mut left = name_left;
        let mut column = |width: f32| {
            let range = Rangef::new(left, left + width);
            left += width + GAP;
            range
        };
        let name = column(name);
        let status = has_status.then(|| column(STATUS_WIDTH));
        let mut cells = (0..cell_count).map(|_| column(cell_width));
        let cells_left = cells.next().map_or(0.0, |first| first.min);
        cells.for_each(drop);
        Self {
            step,
            name,
            status,
            cells_left,
            cell_width,
            cell_count,
            age: has_age.then(|| column(AGE_WIDTH)),
            id: has_id.then(|| column(id)),
            figures_left: name_left + FIGURES_INDENT,
            count_right: (width - GAP).min(COUNT_RIGHT_MOST),
        }
    }

    /// The position of column `at`, when there is room for it.
    pub(super) fn cell(&self, at: usize) -> Option<Rangef> {
        let left = self.cells_left + at as f32 * (self.cell_width + GAP);
        (at < self.cell_count).then(|| Rangef::new(left, left + self.cell_width))
    }

    /// Where a line `depth` levels in begins.
    pub(super) fn indent(&self, depth: u8) -> f32 {
        tokens::SPACE_1 + f32::from(depth) * self.step
    }
}

/// A column for a level that no group of the tree says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LevelColumn {
    /// The account's name, else its number.
    Account,
    /// The region code.
    Region,
    /// What the type is called.
    Type,
}

impl LevelColumn {
    /// The levels that are not among `group_by`.
    pub(super) fn ungrouped(group_by: &[GroupBy]) -> impl Iterator<Item = Self> {
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
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Region => "Region",
            Self::Type => "Type",
        }
    }

    /// What a click on the heading sorts by.
    pub(super) fn sort_by(self) -> BuiltinColumn {
        match self {
            Self::Account => BuiltinColumn::Account,
            Self::Region => BuiltinColumn::Region,
            Self::Type => BuiltinColumn::Type,
        }
    }

    /// What the row has in it.
    pub(super) fn key(self, entry: &ResourceEntry) -> GroupKey {
        match self {
            Self::Account => GroupKey::Account(entry.account),
            Self::Region => GroupKey::Region(entry.region),
            Self::Type => GroupKey::Type(entry.resource_type),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(width: f32) -> RowColumns {
        RowColumns::new(width, 3, 2)
    }

    #[test]
    fn columns_never_overlap_or_leave_the_view_nor_take_room_from_the_name() {
        for width in (120..2600).step_by(20) {
            for levels in [0, 3] {
                for wanted in [0, 1, 2, 5] {
                    let width = width as f32;
                    let columns = RowColumns::new(width, levels, wanted);
                    let mut right = columns.name.max;
                    let is_whole = columns.name.span() >= NAME_LEAST;
                    let cells = (0..columns.cell_count).filter_map(|at| columns.cell(at));
                    let (status, last) = (columns.status, [columns.age, columns.id]);
                    for range in status
                        .into_iter()
                        .chain(cells)
                        .chain(last.into_iter().flatten())
                    {
                        assert!(is_whole && range.min >= right, "{width}: {columns:?}");
                        assert!(range.max <= width + 0.5, "{width}: {columns:?}");
                        right = range.max;
                    }
                    let id = columns.id.map_or(ID_LEAST, |id| id.span());
                    assert!(id >= ID_LEAST, "{width}: {columns:?}");
                }
            }
        }
    }

    #[test]
    fn the_wider_a_view_the_more_of_a_row_it_shows() {
        let parts = |width| {
            let columns = columns(width);
            let (status, age) = (columns.status.is_some(), columns.age.is_some());
            (columns.cell_count, status, age, columns.id.is_some())
        };
        assert_eq!(parts(290.0), (0, false, false, false));
        assert_eq!(parts(350.0), (1, false, false, false));
        assert_eq!(parts(520.0), (1, true, false, false));
        assert_eq!(parts(630.0), (2, true, true, false));
        assert_eq!(parts(900.0), (2, true, true, true));
        assert_eq!(parts(2500.0), (2, true, true, true));
    }
}
