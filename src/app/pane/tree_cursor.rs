//! The keyboard cursor of a tree, and where a key moves it.

use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::{NodeId, Open, RowIndex, VisibleRow};

/// A line by what it shows, so that it is found again when lines come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// A group.
    Group(NodeId),
    /// A resource; valid for one [`Pane::rows_epoch`].
    Row(RowIndex),
}

/// A key, by what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NavKey {
    /// Down by lines; negative is up.
    Lines(i64),
    /// To the first line.
    First,
    /// To the last line.
    Last,
    /// Close the group, or go to the group around it.
    Outwards,
    /// Open the group, or go to its first line.
    Inwards,
    /// Open or close the group; show the details of a resource.
    Act,
}

/// The effect of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The cursor moves to this line.
    MoveTo(usize),
    /// The group opens or closes.
    Toggle(NodeId),
    /// The details of the row are wanted.
    ShowDetails(RowIndex),
    /// Nothing.
    None,
}

/// What line `at` shows.
pub fn key_at(pane: &Pane, at: usize) -> Option<RowKey> {
    match pane.visible.get(at)? {
        VisibleRow::Group(index) => pane
            .tree
            .groups
            .get(index as usize)
            .map(|group| RowKey::Group(group.id)),
        VisibleRow::Resource(row) => Some(RowKey::Row(row)),
    }
}

/// The line that shows `key`. Looks at `guess` first; searching takes time in proportion to the
/// lines, so this is for key presses and new trees, not for every frame.
pub fn line_of(pane: &Pane, key: RowKey, guess: Option<usize>) -> Option<usize> {
    if let Some(guess) = guess.filter(|&at| key_at(pane, at) == Some(key)) {
        return Some(guess);
    }
    match key {
        RowKey::Row(row) => pane.visible.position_of_row(row),
        RowKey::Group(id) => {
            let index = pane.tree.groups.iter().position(|group| group.id == id)?;
            pane.visible.position_of_group(index as u32)
        }
    }
}

/// Where `step` leads from line `from`; from outside the list when there is no cursor yet.
pub fn step(pane: &Pane, from: Option<usize>, step: NavKey) -> Effect {
    let count = pane.visible.len();
    if count == 0 {
        return Effect::None;
    }
    match step {
        NavKey::First => Effect::MoveTo(0),
        NavKey::Last => Effect::MoveTo(count - 1),
        NavKey::Lines(lines) => {
            let start = from.map_or(if lines > 0 { -1 } else { count as i64 }, |at| at as i64);
            Effect::MoveTo((start + lines).clamp(0, count as i64 - 1) as usize)
        }
        NavKey::Outwards | NavKey::Inwards | NavKey::Act => {
            from.map_or(Effect::None, |at| step_at(pane, at, step))
        }
    }
}

fn step_at(pane: &Pane, at: usize, step: NavKey) -> Effect {
    let around = || {
        let line = pane.visible.line_around(at);
        line.map_or(Effect::None, Effect::MoveTo)
    };
    match (pane.visible.get(at), step) {
        (Some(VisibleRow::Resource(row)), NavKey::Act) => Effect::ShowDetails(row),
        (Some(VisibleRow::Resource(_)), NavKey::Outwards) => around(),
        (Some(VisibleRow::Group(index)), step) => {
            let Some(group) = pane.tree.groups.get(index as usize) else {
                return Effect::None;
            };
            match (
                pane.open.state(group.id, group.depth, pane.tree.levels),
                step,
            ) {
                (Open::Expanded, NavKey::Outwards)
                | (Open::Collapsed, NavKey::Inwards)
                | (_, NavKey::Act) => Effect::Toggle(group.id),
                (Open::Collapsed, NavKey::Outwards) => around(),
                (Open::Expanded, NavKey::Inwards) if at + 1 < pane.visible.len() => {
                    Effect::MoveTo(at + 1)
                }
                _ => Effect::None,
            }
        }
        _ => Effect::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::World;

    // dev / us-east-1 / Volume / 2 rows, then prod / eu-west-1 / Instance / 3 rows.
    fn world() -> World {
        World::with_rows(3, 2)
    }

    #[test]
    fn arrows_and_pages_stop_at_the_ends() {
        let mut world = world();
        let pane = world.pane();
        assert_eq!(pane.visible.len(), 11);
        assert_eq!(step(pane, None, NavKey::Lines(1)), Effect::MoveTo(0));
        assert_eq!(step(pane, None, NavKey::Lines(-1)), Effect::MoveTo(10));
        assert_eq!(step(pane, Some(9), NavKey::Lines(20)), Effect::MoveTo(10));
        assert_eq!(step(pane, Some(3), NavKey::First), Effect::MoveTo(0));
        assert_eq!(step(pane, Some(3), NavKey::Last), Effect::MoveTo(10));
    }

    #[test]
    fn left_closes_or_goes_outwards_and_right_opens_or_goes_inwards() {
        let mut world = world();
        let pane = world.pane();
        assert_eq!(
            step(pane, Some(4), NavKey::Outwards),
            Effect::MoveTo(2),
            "from a row to its type"
        );
        let Some(RowKey::Group(ty)) = key_at(pane, 2) else {
            panic!("line 2 is the type group")
        };
        assert_eq!(step(pane, Some(2), NavKey::Outwards), Effect::Toggle(ty));
        assert_eq!(step(pane, Some(2), NavKey::Inwards), Effect::MoveTo(3));
        pane.toggle_group(ty);
        assert_eq!(step(pane, Some(2), NavKey::Inwards), Effect::Toggle(ty));
        assert_eq!(
            step(pane, Some(2), NavKey::Outwards),
            Effect::MoveTo(1),
            "from a closed group to the one around it"
        );
        assert_eq!(step(pane, Some(0), NavKey::Outwards).min_toggle(), Some(0));
    }

    impl Effect {
        /// 0 for a toggle, to compare without naming the group.
        fn min_toggle(self) -> Option<u8> {
            matches!(self, Self::Toggle(_)).then_some(0)
        }
    }

    #[test]
    fn a_line_is_found_by_what_it_shows() {
        let mut world = world();
        let pane = world.pane();
        for at in 0..pane.visible.len() {
            let key = key_at(pane, at).unwrap();
            assert_eq!(line_of(pane, key, None), Some(at));
            assert_eq!(
                line_of(pane, key, Some(0)),
                Some(at),
                "a wrong guess does no harm"
            );
        }
    }

    #[test]
    fn enter_acts_on_what_the_line_shows() {
        let mut world = world();
        let pane = world.pane();
        assert!(matches!(
            step(pane, Some(0), NavKey::Act),
            Effect::Toggle(_)
        ));
        assert!(matches!(
            step(pane, Some(3), NavKey::Act),
            Effect::ShowDetails(_)
        ));
    }
}
