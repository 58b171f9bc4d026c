//! Accounts that are signed out of: their sessions count as expired until the next sign-in.

use super::Sandbox;
use crate::model::AccountId;

impl Sandbox {
    /// From now on every call in the name of this account is refused as expired, and no new credentials are
    /// issued for it. Unknown accounts are ignored.
    pub fn sign_out(&self, account: AccountId) {
        if let Some(index) = self.account_index(account) {
            self.faults().sign_out(index);
        }
    }

    /// The account can be used again.
    pub fn sign_in(&self, account: AccountId) {
        if let Some(index) = self.account_index(account) {
            self.faults().sign_in(index);
        }
    }
}
