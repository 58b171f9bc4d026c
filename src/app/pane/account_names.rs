//! What the directory knows of accounts, as groups of rows are called and ordered by it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Pane;
use crate::model::AccountId;

impl Pane {
    /// The organizational units of accounts, for groups by them.
    pub(crate) fn set_account_units(&mut self, units: Arc<HashMap<AccountId, Arc<str>>>) {
        if *self.account_units != *units {
            self.account_units = units;
            self.tree_job.request();
        }
    }

    /// Names of accounts, for the order of groups.
    pub fn set_account_names(&mut self, names: Arc<HashMap<AccountId, String>>) {
        if *self.account_names != *names {
            self.account_names = names;
            self.tree_job.request();
        }
    }
}
