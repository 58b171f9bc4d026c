//! The accounts of an organization.

use std::collections::HashSet;

use compact_str::CompactString;
use serde_json::{Value, json};

use super::identity::patiently;
use super::login::Login;
use super::signed::{Input, LIST_ACCOUNTS};
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::state::AccountId;

/// The largest page the service gives.
const PAGE_SIZE: u32 = 20;

/// An active account of the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// Account number.
    pub id: AccountId,
    /// Account name.
    pub name: CompactString,
}

/// Every active account of the organization that the login belongs to. Suspended accounts and those
/// on their way out are left out.
pub(super) async fn members(login: &Login) -> Result<Vec<Member>, SourceError> {
    let mut members = Vec::new();
    let mut tokens_seen = HashSet::new();
    let mut token: Option<String> = None;
    loop {
        let page = patiently(|| page(login, token.as_deref())).await?;
        members.extend(
            page["Accounts"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(member),
        );
        // Pages may be empty and still not the last.
        match page["NextToken"].as_str().filter(|next| !next.is_empty()) {
            None => return Ok(members),
            Some(next) if !tokens_seen.insert(next.to_owned()) => {
                return Err(SourceError::BadAnswer {
                    action: LIST_ACCOUNTS.action.into(),
                    reason: "the same page again and again".into(),
                });
            }
            Some(next) => token = Some(next.to_owned()),
        }
    }
}

async fn page(login: &Login, token: Option<&str>) -> Result<Value, SourceError> {
    let mut json = json!({"MaxResults": PAGE_SIZE});
    if let Some(token) = token {
        json["NextToken"] = token.into();
    }
    let input = Input {
        json,
        ..Default::default()
    };
    let body = LIST_ACCOUNTS.call(login, login.home, input).await;
    let body = body.map_err(|failure| failure.error)?;
    let unreadable = |reason: &dyn std::fmt::Display| SourceError::BadAnswer {
        action: LIST_ACCOUNTS.action.into(),
        reason: super::errors::scrub(&reason.to_string()),
    };
    let page: Value = serde_json::from_slice(&body).map_err(|error| unreadable(&error))?;
    if page["Accounts"].is_array() {
        Ok(page)
    } else {
        Err(unreadable(&"no list of accounts in it"))
    }
}

fn member(account: &Value) -> Option<Member> {
    // `State` has taken the place of `Status`.
    let state = account["State"]
        .as_str()
        .or_else(|| account["Status"].as_str());
    (state == Some("ACTIVE")).then_some(())?;
    Some(Member {
        id: account["Id"].as_str()?.parse().ok()?,
        name: account["Name"].as_str().unwrap_or_default().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_active_accounts_are_members() {
        let active = json!({"Id": "001234567890", "Name": "prod", "Status": "ACTIVE"});
        assert_eq!(member(&active).unwrap().name, "prod");
        let leaving = json!({"Id": "001234567890", "Status": "ACTIVE", "State": "PENDING_CLOSURE"});
        assert_eq!(member(&leaving), None);
        assert_eq!(
            member(&json!({"Id": "001234567890", "Status": "SUSPENDED"})),
            None
        );
        assert_eq!(member(&json!({"Id": "12", "Status": "ACTIVE"})), None);
    }
}
