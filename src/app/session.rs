//! What was open when the program ended: windows, how their panes lie, what each asks and how it shows the answer,
//! and which row was selected. Holds no rows, and asks nothing by itself.

mod file;
mod layout;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::pane::PaneSpec;
use crate::model::{AccountId, QueryKey, Region, ResourceIdentity, TypeId};

pub use file::{SessionFile, SessionOf};
pub use layout::{Layout, Part};

/// Everything that was open.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Session {
    /// The windows; the first one first.
    pub windows: Vec<SavedWindow>,
    /// Which pane had the keyboard: its place among all, window by window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focused: Option<usize>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// The session of this program, if it keeps one.
#[derive(Debug, Default)]
pub struct KeptSession {
    /// Where it is written down.
    pub file: Option<SessionFile>,
    /// What is open, as it was after the last frame in which something happened: during a panic the windows may be
    /// lent out.
    pub latest: Session,
}

/// One window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedWindow<P = SavedPane> {
    /// Its panes and how they lie.
    pub layout: Layout<P>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// One pane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPane {
    /// What it asks for and how it shows the answer.
    #[serde(flatten)]
    pub spec: PaneSpec,
    /// The bookmark that its scope came from; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bookmark: String,
    /// The selected row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected: Option<SavedRow>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    other: Map<String, Value>,
}

/// A row by what it is about, which is the same in every query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SavedRow {
    /// It has an ARN.
    Arn {
        /// Which.
        arn: String,
    },
    /// It has none.
    Keyed {
        /// Whose it is.
        account: AccountId,
        /// Where.
        region: Region,
        /// Which kind.
        resource_type: TypeId,
        /// Its id.
        id: String,
    },
}

impl From<&ResourceIdentity> for SavedRow {
    fn from(identity: &ResourceIdentity) -> Self {
        match identity {
            ResourceIdentity::Arn(arn) => Self::Arn {
                arn: arn.to_string(),
            },
            ResourceIdentity::Keyed(key, id) => Self::Keyed {
                account: key.account,
                region: key.region,
                resource_type: key.resource_type,
                id: id.to_string(),
            },
        }
    }
}

impl From<SavedRow> for ResourceIdentity {
    fn from(row: SavedRow) -> Self {
        match row {
            SavedRow::Arn { arn } => Self::Arn(arn.into()),
            SavedRow::Keyed {
                account,
                region,
                resource_type,
                id,
            } => {
                let key = QueryKey {
                    account,
                    region,
                    resource_type,
                };
                Self::Keyed(key, id.into())
            }
        }
    }
}

impl SavedWindow {
    /// A window.
    pub fn new(layout: Layout<SavedPane>) -> Self {
        Self {
            layout,
            other: Map::new(),
        }
    }
}

impl SavedPane {
    /// A pane.
    pub fn new(spec: PaneSpec, selected: Option<SavedRow>) -> Self {
        Self {
            bookmark: spec.bookmark.clone(),
            spec,
            selected,
            other: Map::new(),
        }
    }

    /// What it asked for and how.
    pub fn into_spec(self, show_managed: bool) -> PaneSpec {
        PaneSpec {
            bookmark: self.bookmark,
            show_managed,
            ..self.spec
        }
    }
}

impl Session {
    /// What is open now. What the session before had that this version does not know stays beside it.
    pub fn new(windows: Vec<SavedWindow>, focused: Option<usize>, before: &Self) -> Self {
        Self {
            windows,
            focused,
            other: before.other.clone(),
        }
    }

    /// Whether nothing was open.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }
}
