//! What a table remembers between frames: which columns there are, how wide they are, and how far it is scrolled
//! sideways.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Weak};

use super::columns_menu::ColumnsMenu;
use super::layout::{self, Layout};
use crate::app::columns;
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, RowIndex, Tree};
use crate::model::TypeId;
use crate::ui::pane::cells::CellCache;
use crate::ui::tokens;

/// How far an arrow key scrolls sideways, in points.
const KEY_STEP: f32 = 96.0;

/// How many rows are looked at to find out which types and widths there are.
const SAMPLE: usize = 512;

/// Advance of a letter in points, to tell widths before anything is drawn.
const LETTER: f32 = 7.0;

/// What a table remembers between frames.
#[derive(Default)]
pub(in crate::ui::pane) struct TableUi {
    /// What the rest was made for.
    tree: Weak<Tree>,
    pub(super) types: Vec<TypeId>,
    usual: Vec<ColumnId>,
    /// Widths that what is in columns asks for.
    pub(super) natural: HashMap<ColumnId, f32>,
    pub(super) layout: Layout,
    pub(super) scroll: f32,
    /// The column whose heading is dragged.
    pub(super) moved: Option<ColumnId>,
    /// The column whose edge is dragged, and its width meanwhile.
    pub(super) resized: Option<(ColumnId, f32)>,
    /// The cell whose menu is open.
    pub(super) pointed: Option<(RowIndex, ColumnId)>,
    pub(super) menu: ColumnsMenu,
}

impl TableUi {
    /// Scrolls sideways by arrow keys.
    pub(in crate::ui::pane) fn scroll_by_columns(&mut self, by: i64) {
        self.scroll += by as f32 * KEY_STEP;
    }

    /// The columns that are shown, in order.
    pub(super) fn columns<'a>(&'a self, pane: &'a Pane) -> &'a [ColumnId] {
        if pane.spec.columns.is_empty() {
            &self.usual
        } else {
            &pane.spec.columns
        }
    }

    /// Finds out what there is to show when the tree is another one.
    fn follow(&mut self, pane: &Pane) {
        if std::ptr::eq(self.tree.as_ptr(), Arc::as_ptr(&pane.tree)) {
            return;
        }
        self.tree = Arc::downgrade(&pane.tree);
        let order = &pane.tree.order;
        let step = order.len().div_ceil(SAMPLE).max(1);
        let mut types = BTreeSet::new();
        let (mut name, mut id) = (0, 0);
        for entry in order
            .iter()
            .step_by(step)
            .filter_map(|row| pane.rows.get(*row))
        {
            types.insert(entry.resource_type);
            name = name.max(entry.display_name().chars().count());
            id = id.max(entry.id.chars().count());
        }
        self.natural.insert(ColumnId::NAME, name as f32 * LETTER);
        let widest_id = id as f32 * LETTER + tokens::SPACE_2;
        self.natural.insert(BuiltinColumn::Id.into(), widest_id);
        self.types = types.into_iter().collect();
        self.usual = columns::usual(&self.types);
    }

    /// Puts the columns into their places for a view of this width; cells are those of these columns from now on.
    pub(super) fn lay_out(&mut self, pane: &Pane, cells: &mut CellCache, width: f32) {
        self.follow(pane);
        let columns = self.columns(pane).to_vec();
        let width_of = |column: &ColumnId| match &self.resized {
            Some((resized, width)) if resized == column => Some(*width),
            _ => pane
                .spec
                .column_widths
                .get(column)
                .map(|width| f32::from(*width)),
        };
        let widths = columns.iter().map(|column| {
            let natural = self.natural.get(column).copied();
            let kind = columns::kind_of(column, &self.types);
            layout::Wanted {
                chosen: width_of(column),
                usual: layout::usual_width(column, kind, natural),
                is_number: kind.is_some_and(columns::is_number),
            }
        });
        let widths = widths.collect();
        let pinned = usize::from(pane.spec.pinned);
        self.layout = Layout::new(columns, widths, pinned, width, self.scroll);
        self.scroll = self.layout.scroll;
        cells.set_columns(Some(Arc::clone(&self.layout.read)));
    }
}
