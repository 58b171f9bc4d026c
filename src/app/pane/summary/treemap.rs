//! Places of areas in a rectangle, each as large as what it stands for and none much longer than wide: the squarified
//! treemap of Bruls, Huizing and van Wijk. The same values always lie in the same places.

/// A rectangle: left, top, width, height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// From the left.
    pub left: f32,
    /// From the top.
    pub top: f32,
    /// To the right of that.
    pub width: f32,
    /// Below that.
    pub height: f32,
}

/// A place for each weight, in their order, which is the largest first. What weighs nothing has no room.
pub fn places(weights: &[f64], area: Area) -> Vec<Area> {
    let sum: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
    let mut placed = vec![Area::default(); weights.len()];
    if sum <= 0.0 || area.width <= 0.0 || area.height <= 0.0 {
        return placed;
    }
    let scale = f64::from(area.width) * f64::from(area.height) / sum;
    let sizes: Vec<f64> = weights
        .iter()
        .map(|weight| weight.max(0.0) * scale)
        .collect();
    let (mut rest, mut from) = (area, 0);
    while from < sizes.len() {
        let side = f64::from(rest.width.min(rest.height));
        if side <= 0.0 || sizes[from] <= 0.0 {
            break;
        }
        let to = end_of_row(&sizes, from, side);
        let (row, left) = lay_row(&sizes[from..to], rest);
        placed[from..to].copy_from_slice(&row);
        rest = left;
        from = to;
    }
    placed
}

/// One past the last of the areas from `from` on that lie beside each other along a side: another is added as long
/// as none becomes longer for it.
fn end_of_row(sizes: &[f64], from: usize, side: f64) -> usize {
    let worst = |to: usize| {
        let row = &sizes[from..to];
        let sum: f64 = row.iter().sum();
        let depth = sum / side;
        let ratio = |size: &f64| {
            let length = size / depth;
            (length / depth).max(depth / length)
        };
        row.iter().map(ratio).fold(0.0, f64::max)
    };
    let mut to = from + 1;
    while to < sizes.len() && sizes[to] > 0.0 && worst(to + 1) <= worst(to) {
        to += 1;
    }
    to
}

/// The places of a row along the shorter side, and what is left beside it.
fn lay_row(sizes: &[f64], area: Area) -> (Vec<Area>, Area) {
    let sum: f64 = sizes.iter().sum();
    let is_wide = area.width >= area.height;
    let side = f64::from(if is_wide { area.height } else { area.width });
    let depth = (sum / side) as f32;
    let mut at = if is_wide { area.top } else { area.left };
    let row = sizes.iter().map(|size| {
        let length = (size / f64::from(depth)) as f32;
        let (start, end) = (at, at + length);
        at = end;
        if is_wide {
            Area {
                left: area.left,
                top: start,
                width: depth,
                height: length,
            }
        } else {
            Area {
                left: start,
                top: area.top,
                width: length,
                height: depth,
            }
        }
    });
    let row = row.collect();
    let left = if is_wide {
        Area {
            left: area.left + depth,
            width: (area.width - depth).max(0.0),
            ..area
        }
    } else {
        Area {
            top: area.top + depth,
            height: (area.height - depth).max(0.0),
            ..area
        }
    };
    (row, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area {
        left: 10.0,
        top: 20.0,
        width: 600.0,
        height: 400.0,
    };

    fn size(area: &Area) -> f32 {
        area.width * area.height
    }

    #[test]
    fn areas_are_as_large_as_their_weights_lie_inside_and_do_not_overlap() {
        let weights: Vec<f64> = (1..=60).rev().map(|n| f64::from(n * n)).collect();
        let placed = places(&weights, AREA);
        let sum: f64 = weights.iter().sum();
        for (area, weight) in placed.iter().zip(&weights) {
            let wanted = weight / sum * f64::from(size(&AREA));
            assert!((f64::from(size(area)) - wanted).abs() < wanted * 0.01 + 1.0);
            assert!(
                area.left >= 9.99 && area.left + area.width <= 610.1,
                "{area:?}"
            );
            assert!(
                area.top >= 19.99 && area.top + area.height <= 420.1,
                "{area:?}"
            );
        }
        let overlap = |one: &Area, other: &Area| {
            let along =
                |a: f32, a_len: f32, b: f32, b_len: f32| (a + a_len).min(b + b_len) - a.max(b);
            along(one.left, one.width, other.left, other.width) > 0.1
                && along(one.top, one.height, other.top, other.height) > 0.1
        };
        for (at, one) in placed.iter().enumerate() {
            assert!(placed[at + 1..].iter().all(|other| !overlap(one, other)));
        }
        assert_eq!(placed, places(&weights, AREA), "always the same");
    }

    #[test]
    fn areas_of_the_paper_are_nearly_square() {
        let placed = places(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], AREA);
        let longest = placed
            .iter()
            .map(|area| (area.width / area.height).max(area.height / area.width));
        assert!(longest.fold(0.0, f32::max) < 3.0, "{placed:?}");
    }

    #[test]
    fn nothing_takes_no_room() {
        assert_eq!(places(&[], AREA), []);
        let placed = places(&[5.0, 0.0, -1.0, f64::MIN_POSITIVE], AREA);
        assert!((size(&placed[0]) - size(&AREA)).abs() < 1.0);
        assert_eq!(placed[1], Area::default());
        assert_eq!(places(&[1.0], Area::default()), [Area::default()]);
    }
}
