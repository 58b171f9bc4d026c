//! From tiles to a layout that can be written down, and back.

use egui::Id;
use egui_tiles::{Container, Linear, LinearDir, Tile, TileId, Tiles, Tree};

use super::PaneTiles;
use crate::app::commands::WindowId;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::session::{Layout, Part};

impl PaneTiles {
    /// Panes as `layout` has them.
    pub fn of_layout(window: WindowId, layout: &Layout<PaneId>) -> Self {
        let mut tiles = Tiles::default();
        let root = insert(&mut tiles, layout);
        let id = Id::unique(("panes", window.0));
        Self::of_tree(window, Tree::new(id, root, tiles))
    }

    /// How the panes lie; `None` when there are none.
    pub fn layout(&self) -> Option<Layout<PaneId>> {
        layout_of(&self.tree.tiles, self.tree.root?)
    }
}

fn insert(tiles: &mut Tiles<PaneId>, layout: &Layout<PaneId>) -> TileId {
    match layout {
        Layout::Tabs { front, panes } => {
            let children: Vec<TileId> = panes.iter().map(|pane| tiles.insert_pane(*pane)).collect();
            let front = children.get(*front).copied();
            let tabs = tiles.insert_tab_tile(children);
            if let (Some(front), Some(Tile::Container(Container::Tabs(container)))) =
                (front, tiles.get_mut(tabs))
            {
                container.set_active(front);
            }
            tabs
        }
        Layout::Row(parts) => insert_linear(tiles, LinearDir::Horizontal, parts),
        Layout::Column(parts) => insert_linear(tiles, LinearDir::Vertical, parts),
    }
}

fn insert_linear(tiles: &mut Tiles<PaneId>, dir: LinearDir, parts: &[Part<PaneId>]) -> TileId {
    let children: Vec<TileId> = parts
        .iter()
        .map(|part| insert(tiles, &part.layout))
        .collect();
    let mut linear = Linear::new(dir, children.clone());
    for (child, part) in children.into_iter().zip(parts) {
        // A share of nothing, or of more than there is, would hide the others.
        if part.share.is_finite() && part.share > 0.0 {
            linear.shares.set_share(child, part.share);
        }
    }
    tiles.insert_container(linear)
}

fn layout_of(tiles: &Tiles<PaneId>, tile: TileId) -> Option<Layout<PaneId>> {
    match tiles.get(tile)? {
        Tile::Pane(pane) => Some(Layout::Tabs {
            front: 0,
            panes: vec![*pane],
        }),
        Tile::Container(Container::Tabs(tabs)) => {
            // Panes alone lie in tabs: parts cannot be dragged into them.
            let panes: Vec<(TileId, PaneId)> = tabs
                .children
                .iter()
                .filter_map(|child| Some((*child, *tiles.get_pane(child)?)))
                .collect();
            if panes.is_empty() {
                let mut children = tabs.children.iter();
                return children.find_map(|child| layout_of(tiles, *child));
            }
            let front = panes
                .iter()
                .position(|(tile, _)| Some(*tile) == tabs.active);
            Some(Layout::Tabs {
                front: front.unwrap_or(0),
                panes: panes.into_iter().map(|(_, pane)| pane).collect(),
            })
        }
        Tile::Container(Container::Linear(linear)) => {
            let parts: Vec<Part<PaneId>> = linear
                .children
                .iter()
                .filter_map(|child| {
                    Some(Part {
                        share: linear.shares[*child],
                        layout: layout_of(tiles, *child)?,
                    })
                })
                .collect();
            match linear.dir {
                _ if parts.is_empty() => None,
                LinearDir::Horizontal => Some(Layout::Row(parts)),
                LinearDir::Vertical => Some(Layout::Column(parts)),
            }
        }
        Tile::Container(Container::Grid(grid)) => {
            let parts: Vec<Part<PaneId>> = grid
                .children()
                .filter_map(|child| {
                    Some(Part {
                        share: 1.0,
                        layout: layout_of(tiles, *child)?,
                    })
                })
                .collect();
            (!parts.is_empty()).then_some(Layout::Row(parts))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_laid_out_is_told_as_it_was() {
        let tabs = |front, panes: &[u64]| Layout::Tabs {
            front,
            panes: panes.iter().map(|pane| PaneId(*pane)).collect(),
        };
        let part = |share, layout| Part { share, layout };
        let layout = Layout::Row(vec![
            part(1.0, tabs(1, &[1, 2])),
            part(
                3.0,
                Layout::Column(vec![part(0.5, tabs(0, &[3])), part(1.5, tabs(0, &[4]))]),
            ),
        ]);
        let tiles = PaneTiles::of_layout(WindowId::ROOT, &layout);
        assert_eq!(tiles.layout(), Some(layout));
        assert_eq!(tiles.panes().len(), 4);
        // A share that would hide the neighbours is not taken over.
        let wide = Layout::Row(vec![
            part(f32::INFINITY, tabs(0, &[1])),
            part(1.0, tabs(0, &[2])),
        ]);
        let tiles = PaneTiles::of_layout(WindowId::ROOT, &wide);
        assert!(matches!(tiles.layout(), Some(Layout::Row(parts)) if parts[0].share == 1.0));
    }
}
