//! How panes lie in a window: tabs in rows and columns.

use serde::{Deserialize, Serialize};

/// A part of a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout<P> {
    /// Panes behind each other.
    Tabs {
        /// The pane in front, by its place in the list.
        #[serde(default)]
        front: usize,
        /// From left to right.
        panes: Vec<P>,
    },
    /// Parts side by side.
    Row(Vec<Part<P>>),
    /// Parts one below the other.
    Column(Vec<Part<P>>),
}

/// A part and how much of the room it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part<P> {
    /// Its share, relative to its neighbours.
    pub share: f32,
    /// What lies in it.
    pub layout: Layout<P>,
}

impl<P> Layout<P> {
    /// The panes, part by part.
    pub fn panes(&self) -> Vec<&P> {
        match self {
            Self::Tabs { panes, .. } => panes.iter().collect(),
            Self::Row(parts) | Self::Column(parts) => {
                parts.iter().flat_map(|part| part.layout.panes()).collect()
            }
        }
    }

    /// The same with other panes, in the same order. Panes for which there are none are left out, and parts that
    /// have none then.
    pub fn map<Q>(self, other: &mut impl FnMut(P) -> Option<Q>) -> Option<Layout<Q>> {
        let mut parts = |parts: Vec<Part<P>>| -> Option<Vec<Part<Q>>> {
            let parts: Vec<Part<Q>> = parts
                .into_iter()
                .filter_map(|part| {
                    Some(Part {
                        share: part.share,
                        layout: part.layout.map(other)?,
                    })
                })
                .collect();
            (!parts.is_empty()).then_some(parts)
        };
        match self {
            Self::Tabs { front, panes } => {
                let mut kept_front = 0;
                let mut kept = Vec::with_capacity(panes.len());
                for (at, pane) in panes.into_iter().enumerate() {
                    if let Some(pane) = other(pane) {
                        if at == front {
                            kept_front = kept.len();
                        }
                        kept.push(pane);
                    }
                }
                (!kept.is_empty()).then_some(Layout::Tabs {
                    front: kept_front,
                    panes: kept,
                })
            }
            Self::Row(row) => parts(row).map(Layout::Row),
            Self::Column(column) => parts(column).map(Layout::Column),
        }
    }
}
