//! Places of a table's columns.

use std::sync::Arc;

use egui::Rangef;

use crate::app::columns::is_number;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId};
use crate::catalog::columns::ColumnKind;
use crate::ui::tokens;

/// Between the contents of two columns, in points.
const GAP: f32 = tokens::SPACE_3;

/// From the left edge to the first column: room for the dot of the status, in points.
const GUTTER: f32 = 24.0;

/// Narrowest and widest that a column may be made, in points.
const WIDTHS: std::ops::RangeInclusive<f32> = 40.0..=1200.0;

/// Around what is in a column, so that little more is not cut, in points.
const PADDING: f32 = tokens::SPACE_2;

/// Widest that the name is made where there is room left, in points.
const NAME_WIDEST: f32 = 420.0;

/// The width that a column is to have.
pub(super) struct Wanted {
    /// Chosen by a person.
    pub chosen: Option<f32>,
    /// Otherwise.
    pub usual: f32,
    /// Whether what is in it is aligned to the right edge.
    pub is_number: bool,
}

/// A column at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub column: ColumnId,
    /// What is drawn in it, from the left edge of the view, as far as it is scrolled.
    pub range: Rangef,
    /// Whether it stays where it is when others are scrolled.
    pub is_pinned: bool,
    pub is_number: bool,
    /// Which of the columns that are read from properties it is.
    pub cell: Option<usize>,
}

/// All columns at their places.
#[derive(Default)]
pub(super) struct Layout {
    pub placed: Vec<Placed>,
    /// The columns that are read from properties.
    pub read: Arc<[ColumnId]>,
    /// Where columns that are not pinned begin.
    pub pinned_right: f32,
    pub width: f32,
    pub scroll: f32,
    total: f32,
}

impl Layout {
    pub(super) fn new(
        columns: Vec<ColumnId>,
        wanted: Vec<Wanted>,
        pinned: usize,
        width: f32,
        scroll: f32,
    ) -> Self {
        let mut widths: Vec<f32> = wanted
            .iter()
            .map(|wanted| wanted.chosen.unwrap_or(wanted.usual))
            .map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end()))
            .collect();
        let total = |widths: &[f32]| GUTTER + widths.iter().map(|width| width + GAP).sum::<f32>();
        let left = width - total(&widths);
        let name = columns.iter().position(|column| *column == ColumnId::NAME);
        if let Some(name) = name.filter(|name| left > 0.0 && wanted[*name].chosen.is_none()) {
            widths[name] = (widths[name] + left).min(NAME_WIDEST.max(widths[name]));
        }
        let total = total(&widths);
        let scroll = scroll.clamp(0.0, (total - width).max(0.0));
        let pinned_width = GUTTER
            + widths
                .iter()
                .take(pinned)
                .map(|width| width + GAP)
                .sum::<f32>();
        // Pinned columns that leave no room for others are not pinned.
        let pinned = if pinned_width > width * 0.7 {
            0
        } else {
            pinned
        };
        let (mut placed, mut read, mut at) = (Vec::new(), Vec::new(), GUTTER);
        let mut pinned_right = 0.0;
        for (number, ((column, width), wanted)) in
            columns.into_iter().zip(widths).zip(wanted).enumerate()
        {
            let is_pinned = number < pinned;
            let cell = column.reads_properties().then(|| {
                read.push(column.clone());
                read.len() - 1
            });
            let left = if is_pinned { at } else { at - scroll };
            placed.push(Placed {
                column,
                range: Rangef::new(left, left + width),
                is_pinned,
                is_number: wanted.is_number,
                cell,
            });
            at += width + GAP;
            if is_pinned {
                pinned_right = at - GAP / 2.0;
            }
        }
        Self {
            placed,
            read: read.into(),
            pinned_right,
            width,
            scroll,
            total,
        }
    }

    /// By how much the columns are wider than the view.
    pub(super) fn overflow(&self) -> f32 {
        (self.total - self.width).max(0.0)
    }

    /// The columns of which something can be seen.
    pub(super) fn visible(&self) -> impl Iterator<Item = &Placed> {
        let from = self.pinned_right;
        self.placed.iter().filter(move |placed| {
            placed.range.min < self.width && (placed.is_pinned || placed.range.max > from)
        })
    }

    /// The column at a place of the view.
    pub(super) fn column_at(&self, x: f32) -> Option<&Placed> {
        let hit = |placed: &&Placed| placed.range.expand(GAP / 2.0).contains(x);
        let pinned = self.placed.iter().filter(|placed| placed.is_pinned);
        let others = self
            .placed
            .iter()
            .filter(|placed| !placed.is_pinned && x >= self.pinned_right);
        pinned.chain(others).find(hit)
    }
}

/// The width of a column until a person chooses another.
pub(super) fn usual_width(
    column: &ColumnId,
    kind: Option<ColumnKind>,
    natural: Option<f32>,
) -> f32 {
    let by_content =
        |least: f32, most: f32| natural.map(|width| (width + PADDING).clamp(least, most));
    let width = match column {
        ColumnId::Builtin(BuiltinColumn::Name) => by_content(160.0, 280.0).unwrap_or(160.0),
        ColumnId::Builtin(BuiltinColumn::Id) => by_content(96.0, 480.0).unwrap_or(96.0),
        ColumnId::Builtin(BuiltinColumn::Status) => by_content(72.0, 160.0).unwrap_or(80.0),
        ColumnId::Builtin(BuiltinColumn::Account | BuiltinColumn::Region) => {
            by_content(72.0, 160.0).unwrap_or(104.0)
        }
        ColumnId::Builtin(BuiltinColumn::Type) => by_content(96.0, 240.0).unwrap_or(144.0),
        ColumnId::Tag(_) | ColumnId::Property(_) | ColumnId::Catalog(_) => {
            // What numbers come to has room below them.
            let least = if kind.is_some_and(is_number) {
                84.0
            } else {
                56.0
            };
            by_content(least, 280.0).unwrap_or_else(|| by_kind(kind))
        }
        ColumnId::Other(_) => 128.0,
    };
    // The heading has room, with the mark of its direction.
    width.max(column.label().chars().count().min(24) as f32 * 6.5 + 16.0)
}

/// The width of a column of properties before anything is known of what is in it.
fn by_kind(kind: Option<ColumnKind>) -> f32 {
    match kind {
        Some(ColumnKind::Ip | ColumnKind::Cidr | ColumnKind::Date) => 120.0,
        Some(ColumnKind::Id(_)) => 168.0,
        Some(ColumnKind::Arn) => 240.0,
        Some(kind) if is_number(kind) => 84.0,
        Some(ColumnKind::Bool) => 72.0,
        Some(_) | None => 120.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(pinned: usize, width: f32, scroll: f32) -> Layout {
        let columns = ["name", "status", "property:Size", "id"];
        let columns: Vec<ColumnId> = columns.iter().map(|name| name.parse().unwrap()).collect();
        let wanted = columns.iter().map(|column| Wanted {
            chosen: None,
            usual: usual_width(column, None, Some(150.0)),
            is_number: false,
        });
        let wanted = wanted.collect();
        Layout::new(columns, wanted, pinned, width, scroll)
    }

    #[test]
    fn columns_never_overlap_and_the_last_can_be_reached() {
        for width in [240.0, 300.0, 500.0, 800.0, 1600.0] {
            for pinned in 0..=4 {
                let end = layout(pinned, width, f32::MAX);
                let mut right = 0.0;
                for placed in end.placed.iter().filter(|placed| placed.is_pinned) {
                    assert!(placed.range.min >= right);
                    right = placed.range.max;
                }
                let last = end.placed.last().unwrap();
                assert!(last.range.max <= width + 0.5, "{width}: {:?}", end.placed);
                assert!(end.placed.windows(2).all(|pair| {
                    pair[0].is_pinned != pair[1].is_pinned || pair[0].range.max < pair[1].range.min
                }));
            }
        }
    }

    #[test]
    fn a_wide_view_gives_the_name_what_is_left_and_a_pinned_column_stays() {
        let wide = layout(0, 1600.0, 50.0);
        assert_eq!((wide.scroll, wide.overflow()), (0.0, 0.0));
        assert_eq!(wide.placed[0].range.span(), NAME_WIDEST);
        let narrow = layout(1, 400.0, 100.0);
        assert_eq!(narrow.placed[0].range.min, GUTTER);
        assert!(narrow.placed[1].range.min < narrow.pinned_right);
        assert_eq!(
            narrow.column_at(GUTTER + 4.0).unwrap().column,
            ColumnId::NAME
        );
        assert!(narrow.visible().count() <= 4);
    }
}
