//! What a table remembers between frames: which columns there are, how wide they are, and how far it is scrolled
//! sideways.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::columns_menu::ColumnsMenu;
use super::layout::{self, Layout};
use crate::app::columns;
use crate::app::pane::Pane;
use crate::app::pane::figures::Figures;
use crate::app::pane::totals::{TableFigures, percentile_95};
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, RowIndex, Tree};
use crate::catalog::types::label_of;
use crate::model::{ResourceEntry, TypeId};
use crate::ui::pane::cells::CellCache;

/// How far an arrow key scrolls sideways, in points.
const KEY_STEP: f32 = 96.0;

/// How many rows are looked at to find out which widths there are.
const SAMPLE: usize = 512;

/// Advance of a letter in points, to tell widths before anything is drawn.
const LETTER: f32 = 7.0;

/// The same of numbers and of what is written in lower case and digits.
const NARROW_LETTER: f32 = 6.5;

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
    /// What columns come to.
    pub(super) figures: Figures<Arc<[ColumnId]>, TableFigures>,
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
        let types = pane.visible_types();
        if types != self.types {
            // What is in the columns of other types needs other room.
            self.natural.clear();
        }
        self.usual = columns::usual(&types);
        self.types = types;
        let shown = self.columns(pane).to_vec();
        let own = shown.iter().filter(|column| !column.reads_properties());
        for column in own {
            let width = width_of(pane, column);
            if width > 0 {
                self.natural
                    .insert(column.clone(), width as f32 * letter_of(column));
            }
        }
    }

    /// Widths that were found in properties; those that a column has already stay, so that nothing moves twice.
    pub(super) fn take_widths(&mut self, pane: &Pane, columns: &[ColumnId]) {
        let Some((made, _)) = self.figures.shown(pane) else {
            return;
        };
        for (column, width) in columns.iter().zip(&made.widths) {
            if *width > 0 && !self.natural.contains_key(column) {
                let points = *width as f32 * letter_of(column);
                self.natural.insert(column.clone(), points);
            }
        }
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

/// Advance of a letter of a column in points.
fn letter_of(column: &ColumnId) -> f32 {
    match column {
        ColumnId::Builtin(BuiltinColumn::Name | BuiltinColumn::Id) => LETTER,
        _ => NARROW_LETTER,
    }
}

/// How many characters fit nineteen of twenty values of a column; all of them for ids, which are of no use when cut.
fn width_of(pane: &Pane, column: &ColumnId) -> usize {
    let order = &pane.tree.order;
    let step = order.len().div_ceil(SAMPLE).max(1);
    let rows = order.iter().step_by(step);
    let entries = rows.filter_map(|row| pane.rows.get(*row));
    let chars = |text: &str| text.chars().count();
    let width = |entry: &ResourceEntry| match column {
        ColumnId::Builtin(BuiltinColumn::Name) => chars(entry.display_name()),
        ColumnId::Builtin(BuiltinColumn::Id) => chars(&entry.id),
        ColumnId::Builtin(BuiltinColumn::Status) => chars(&entry.status),
        ColumnId::Builtin(BuiltinColumn::Region) => chars(entry.region.as_str()),
        ColumnId::Builtin(BuiltinColumn::Type) => chars(&label_of(entry.resource_type)),
        ColumnId::Tag(key) => entry.tags.get(key.as_str()).map_or(0, chars),
        ColumnId::Builtin(BuiltinColumn::Account)
        | ColumnId::Catalog(_)
        | ColumnId::Property(_)
        | ColumnId::Other(_) => 0,
    };
    let mut widths: Vec<usize> = entries.map(width).filter(|width| *width > 0).collect();
    match column {
        ColumnId::Builtin(BuiltinColumn::Id) => widths.into_iter().max().unwrap_or(0),
        _ => percentile_95(&mut widths),
    }
}
