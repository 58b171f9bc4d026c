//! Credentials: which ways in lead to an account.

use super::check::Check;
use crate::app::resource_explorer::source::{AccountList, BrokenAccess, SourceError};
use crate::cli::args::GlobalArgs;
use crate::cli::connect::{connect, runtime};
use crate::cli::notes::broken_access;

const NAME: &str = "credentials";

/// Asks who we are, by every way in.
pub fn checks(global: &GlobalArgs) -> anyhow::Result<Vec<Check>> {
    let source = connect(global);
    Ok(match runtime()?.block_on(source.accounts()) {
        Ok(list) => of_accounts(&list),
        Err(error) => vec![Check::fail(NAME, error.to_string(), advice(&error))],
    })
}

fn of_accounts(list: &AccountList) -> Vec<Check> {
    let reached = list.accounts.iter().map(|account| {
        let name = if account.name.is_empty() {
            "no name"
        } else {
            account.name.as_str()
        };
        Check::ok(
            NAME,
            format!("{} leads to account {} ({name})", account.via, account.id),
        )
    });
    let failed = |broken: &BrokenAccess| {
        let (found, advice) = (broken_access(broken), advice(&broken.error));
        if list.accounts.is_empty() {
            Check::fail(NAME, found, advice)
        } else {
            Check::warn(NAME, found, advice)
        }
    };
    let checks: Vec<Check> = reached.chain(list.broken.iter().map(failed)).collect();
    if checks.is_empty() {
        let advice = "run `aws configure`, or try the simulated AWS: `awsdash --sandbox`";
        return vec![Check::fail(NAME, "no account is reached", advice)];
    }
    checks
}

fn advice(error: &SourceError) -> &'static str {
    match error {
        SourceError::SignIn { .. } => {
            "sign in again (`aws sso login`, `aws configure`), or try the simulated AWS: `awsdash --sandbox`"
        }
        SourceError::Network { .. } => {
            "check the network, proxy variables (HTTPS_PROXY) and AWS_ENDPOINT_URL"
        }
        SourceError::BadAnswer { .. } => {
            "something else answers in place of AWS: check AWS_ENDPOINT_URL, proxies and captive portals"
        }
        SourceError::Denied { .. } => "ask for permission to this action, or use another role",
        SourceError::Config(_) => {
            "check the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name"
        }
        SourceError::Throttled { .. }
        | SourceError::Unsupported { .. }
        | SourceError::RegionNotEnabled(_)
        | SourceError::Service { .. } => "try again in a minute",
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::Finding;
    use super::*;
    use crate::app::resource_explorer::source::AccountInfo;

    fn broken() -> BrokenAccess {
        BrokenAccess {
            via: "old".into(),
            error: SourceError::SignIn {
                via: "old".into(),
                reason: "the session has expired".into(),
            },
        }
    }

    #[test]
    fn one_account_that_is_reached_makes_the_others_warnings() {
        let mut list = AccountList {
            accounts: vec![AccountInfo {
                id: "001234567890".parse().unwrap(),
                name: "prod".into(),
                via: "profile prod".into(),
            }],
            broken: vec![broken()],
        };
        let findings = |list: &AccountList| -> Vec<Finding> {
            of_accounts(list)
                .iter()
                .map(|check| check.finding)
                .collect()
        };
        assert_eq!(findings(&list), [Finding::Ok, Finding::Warn]);
        list.accounts.clear();
        assert_eq!(findings(&list), [Finding::Fail]);
        list.broken.clear();
        assert_eq!(findings(&list), [Finding::Fail]);
    }

    #[test]
    fn what_to_do_depends_on_what_went_wrong() {
        let checks = of_accounts(&AccountList {
            accounts: vec![],
            broken: vec![broken()],
        });
        assert!(checks[0].found.contains("expired"));
        assert!(checks[0].advice.as_deref().unwrap().contains("sign in"));
    }
}
