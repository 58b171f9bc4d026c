//! The selected row by what it is about, which outlives the query that listed it.

use super::Pane;
use crate::model::ResourceIdentity;

impl Pane {
    /// Selects the row of a resource as soon as a list has it.
    pub fn select_when_listed(&mut self, resource: ResourceIdentity) {
        self.reselect = Some(resource);
    }

    /// What the selected row is about, also while the list that has it is still awaited.
    pub fn identity_of_selected(&self) -> Option<ResourceIdentity> {
        let selected = self.selected_entry().map(ResourceIdentity::from);
        selected.or_else(|| self.reselect.clone())
    }
}
