//! Where a long list is scrolled to, exact at any length. Knows nothing of egui.
//!
//! A scroll offset in points loses whole pixels past a few hundred thousand rows when it is an `f32`. An anchor
//! is the first visible row and how far into it the view begins, so that it is as exact at row ten million as at
//! row one.

/// The top edge of the view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Anchor {
    /// The first row that is at least partly visible.
    pub first_row: usize,
    /// How much of it lies above the view, in points; less than a row's height.
    pub px_into_row: f32,
}

/// A list and the window on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// How many rows there are.
    pub row_count: usize,
    /// Height of each, in points.
    pub row_height: f32,
    /// Height of the view, in points.
    pub view_height: f32,
}

impl Extent {
    /// Whether everything fits into the view.
    pub fn fits(&self) -> bool {
        self.total_height() <= f64::from(self.view_height)
    }

    /// Height of all rows, in points.
    pub fn total_height(&self) -> f64 {
        self.row_count as f64 * f64::from(self.row_height)
    }

    /// Whole rows that fit into the view, at least one.
    pub fn page_rows(&self) -> usize {
        ((self.view_height / self.row_height) as usize).max(1)
    }

    /// The anchor at which the last row ends where the view ends.
    pub fn end(&self) -> Anchor {
        if self.fits() {
            return Anchor::default();
        }
        let whole = (self.view_height / self.row_height).floor();
        let rest = self.view_height - whole * self.row_height;
        let whole = whole as usize;
        if rest <= 0.0 {
            Anchor {
                first_row: self.row_count - whole,
                px_into_row: 0.0,
            }
        } else {
            Anchor {
                first_row: self.row_count - whole - 1,
                px_into_row: self.row_height - rest,
            }
        }
    }

    /// `anchor`, no further than the end.
    pub fn clamp(&self, anchor: Anchor) -> Anchor {
        let end = self.end();
        let past = anchor.first_row > end.first_row
            || (anchor.first_row == end.first_row && anchor.px_into_row > end.px_into_row);
        if past { end } else { anchor }
    }

    /// `anchor` moved by `points`, down for positive ones.
    pub fn scrolled(&self, anchor: Anchor, points: f32) -> Anchor {
        let offset = anchor.px_into_row + points;
        let rows = (offset / self.row_height).floor();
        let first_row = anchor.first_row as i64 + rows as i64;
        if first_row < 0 {
            return Anchor::default();
        }
        let px_into_row = (offset - rows * self.row_height).clamp(0.0, self.row_height.next_down());
        self.clamp(Anchor {
            first_row: first_row as usize,
            px_into_row,
        })
    }

    /// `anchor` moved no further than needed to show the whole of `row`.
    pub fn scrolled_into_view(&self, anchor: Anchor, row: usize) -> Anchor {
        let row = row.min(self.row_count.saturating_sub(1));
        let above = row < anchor.first_row || (row == anchor.first_row && anchor.px_into_row > 0.0);
        if above {
            return self.clamp(Anchor {
                first_row: row,
                px_into_row: 0.0,
            });
        }
        let bottom = (row + 1 - anchor.first_row) as f64 * f64::from(self.row_height);
        let view_bottom = f64::from(anchor.px_into_row) + f64::from(self.view_height);
        if bottom <= view_bottom {
            return self.clamp(anchor);
        }
        // The row's lower edge on the view's lower edge: the end of a list that ends with it.
        self.clamp(
            Self {
                row_count: row + 1,
                ..*self
            }
            .end(),
        )
    }

    /// How far down the view is, 0.0 at the top and 1.0 at the end.
    pub fn share(&self, anchor: Anchor) -> f64 {
        let room = self.total_height() - f64::from(self.view_height);
        let above =
            anchor.first_row as f64 * f64::from(self.row_height) + f64::from(anchor.px_into_row);
        if room <= 0.0 {
            0.0
        } else {
            (above / room).clamp(0.0, 1.0)
        }
    }

    /// The anchor at a share of the way, as [`Extent::share`] counts it.
    pub fn at_share(&self, share: f64) -> Anchor {
        let room = (self.total_height() - f64::from(self.view_height)).max(0.0);
        let above = room * share.clamp(0.0, 1.0);
        let row_height = f64::from(self.row_height);
        let first_row = (above / row_height).floor();
        let px_into_row = (above - first_row * row_height) as f32;
        self.clamp(Anchor {
            first_row: first_row as usize,
            px_into_row: px_into_row.clamp(0.0, self.row_height.next_down()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN_MILLION: Extent = Extent {
        row_count: 10_000_000,
        row_height: 22.0,
        view_height: 600.0,
    };

    #[test]
    fn half_points_add_up_exactly_at_row_nine_million() {
        let mut anchor = Anchor {
            first_row: 9_000_000,
            px_into_row: 0.0,
        };
        for _ in 0..44 {
            anchor = TEN_MILLION.scrolled(anchor, 0.5);
        }
        assert_eq!(
            anchor,
            Anchor {
                first_row: 9_000_001,
                px_into_row: 0.0
            }
        );
        for _ in 0..44 {
            anchor = TEN_MILLION.scrolled(anchor, -0.5);
        }
        assert_eq!(
            anchor,
            Anchor {
                first_row: 9_000_000,
                px_into_row: 0.0
            }
        );
    }

    #[test]
    fn the_end_shows_the_last_row_whole() {
        let end = TEN_MILLION.end();
        let last_bottom = (10_000_000 - end.first_row) as f32 * 22.0 - end.px_into_row;
        assert_eq!(last_bottom, 600.0);
        assert_eq!(TEN_MILLION.scrolled(end, 1000.0), end);
        assert_eq!(
            TEN_MILLION.scrolled(Anchor::default(), -5.0),
            Anchor::default()
        );
    }

    #[test]
    fn a_list_that_fits_does_not_scroll() {
        let short = Extent {
            row_count: 3,
            ..TEN_MILLION
        };
        assert!(short.fits());
        assert_eq!(short.scrolled(Anchor::default(), 50.0), Anchor::default());
        assert_eq!(
            short.clamp(Anchor {
                first_row: 2,
                px_into_row: 1.0
            }),
            Anchor::default()
        );
        let empty = Extent {
            row_count: 0,
            ..TEN_MILLION
        };
        assert_eq!(
            empty.scrolled_into_view(Anchor::default(), 7),
            Anchor::default()
        );
    }

    #[test]
    fn scrolling_into_view_moves_no_further_than_needed() {
        let top = Anchor {
            first_row: 100,
            px_into_row: 4.0,
        };
        assert_eq!(
            TEN_MILLION.scrolled_into_view(top, 110),
            top,
            "already in sight"
        );
        assert_eq!(
            TEN_MILLION.scrolled_into_view(top, 100),
            Anchor {
                first_row: 100,
                px_into_row: 0.0
            }
        );
        assert_eq!(
            TEN_MILLION.scrolled_into_view(top, 7),
            Anchor {
                first_row: 7,
                px_into_row: 0.0
            }
        );
        let below = TEN_MILLION.scrolled_into_view(top, 5_000_000);
        let bottom = (5_000_001 - below.first_row) as f32 * 22.0 - below.px_into_row;
        assert_eq!(bottom, 600.0);
    }

    #[test]
    fn the_thumb_reaches_every_place_and_back() {
        for first_row in [0, 1, 4_999_999, 9_999_000] {
            let anchor = Anchor {
                first_row,
                px_into_row: 11.0,
            };
            let back = TEN_MILLION.at_share(TEN_MILLION.share(anchor));
            assert_eq!(back.first_row, first_row);
            assert!((back.px_into_row - 11.0).abs() < 0.01, "{back:?}");
        }
        assert_eq!(TEN_MILLION.at_share(1.0), TEN_MILLION.end());
    }
}
