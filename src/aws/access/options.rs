//! What a person asked for: which credentials, which accounts, which endpoint.

use std::fmt;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::model::{AccountId, Region};

/// How to get in. The default is what the AWS CLI does without any option.
#[derive(Clone, Default)]
pub struct AccessOptions {
    /// Profiles of the config files, in order of preference; `*` and `?` match any text. Empty: the
    /// default chain (environment, `AWS_PROFILE` or `default`, container and instance roles).
    pub profiles: Vec<String>,
    /// Only these accounts; empty for all that the credentials reach.
    pub accounts: Vec<AccountId>,
    /// And accounts that are called like this: a name or an alias. Case does not matter.
    pub account_names: Vec<String>,
    /// A role (name, or path and name; `{account_id}` and `{account_name}` are filled in) to assume in each of [`AccessOptions::accounts`], or in every
    /// active account of the organization when none are named.
    pub role: Option<String>,
    /// Only accounts of these organizational units and those below them: names, paths of names, or ids.
    /// Empty for all. Only with a role.
    pub units: Vec<String>,
    /// The region of account-wide calls, before what profile and environment say.
    pub home_region: Option<Region>,
    /// Goes before every other setting of an endpoint.
    pub endpoint_url: Option<String>,
    /// Takes the place of the network.
    pub http_client: Option<SharedHttpClient>,
    /// Key id and secret to use instead of any profile.
    pub static_credentials: Option<(String, String)>,
    /// Whether the answers come from the built-in simulated AWS.
    pub sandbox: bool,
}

impl AccessOptions {
    /// Whether every account is meant that can be reached.
    pub(in crate::aws) fn means_all(&self) -> bool {
        self.accounts.is_empty() && self.account_names.is_empty()
    }

    /// Whether it says which credentials to use, or how to go on from them.
    pub fn names_a_way(&self) -> bool {
        !self.profiles.is_empty()
            || self.role.is_some()
            || !self.units.is_empty()
            || self.static_credentials.is_some()
    }
}

impl fmt::Debug for AccessOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessOptions")
            .field("profiles", &self.profiles)
            .field("accounts", &self.accounts)
            .field("account_names", &self.account_names)
            .field("role", &self.role)
            .field("units", &self.units)
            .field("home_region", &self.home_region)
            .field("sandbox", &self.sandbox)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_debug_form_shows_no_secret() {
        let options = AccessOptions {
            static_credentials: Some(("AKIDEXAMPLE".into(), "wJalrSecret".into())),
            ..Default::default()
        };
        let text = format!("{options:?}");
        assert!(
            !text.contains("AKIDEXAMPLE") && !text.contains("wJalr"),
            "{text}"
        );
    }
}
