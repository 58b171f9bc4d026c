//! AWS Organizations, as the management account sees it.

mod details;

use serde_json::{Value, json};

use super::estate::{AccountFacts, Estate};
use super::identity::Identity;
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::service::Service;
use super::token;
use super::xml::Xml;

/// Accounts on a page, at most.
const MOST_PER_PAGE: usize = 20;
/// The list number in page tokens of `ListAccounts`.
const LIST: u64 = 0x0A66;
/// The list number in page tokens of `ListAccountsForParent`.
const BELOW: u64 = 0x0A67;
const ORGANIZATION: &str = "o-sandbox001";

/// Answers an Organizations request. Members may not ask: the management account may.
pub(crate) fn answer(request: &Request, who: &Identity, estate: &Estate) -> Result<Reply, Refusal> {
    let operation = request.operation.as_str();
    if who.account() != 0 && operation != "DescribeOrganization" {
        let action = request.action.as_str();
        return Err(Refusal::denied(
            Service::Organizations,
            &who.arn(estate),
            action,
        ));
    }
    match operation {
        "ListAccounts" => list_accounts(request, estate),
        "DescribeOrganization" => Ok(describe(estate)),
        "ListRoots" => Ok(roots(estate)),
        "ListOrganizationalUnitsForParent" => units_below(request, estate),
        "ListAccountsForParent" => accounts_below(request, estate),
        "DescribeAccount" => details::account(request, estate),
        "DescribeOrganizationalUnit" => details::unit(request, estate),
        "DescribePolicy" => details::policy(request, estate),
        "ListPolicies" => Ok(details::policies(request, estate)),
        "ListTagsForResource" => Ok(Reply::json(&json!({"Tags": []}))),
        other => Err(Refusal::unknown_operation(Service::Organizations, other)),
    }
}

fn describe(estate: &Estate) -> Reply {
    let management = &estate.accounts()[0];
    Reply::json(&json!({"Organization": {
        "Id": ORGANIZATION,
        "Arn": format!("arn:aws:organizations::{}:organization/{ORGANIZATION}", management.id),
        "FeatureSet": "ALL",
        "MasterAccountId": management.id,
        "MasterAccountArn": arn(estate, management),
        "MasterAccountEmail": email(management),
        "AvailablePolicyTypes": [],
    }}))
}

/// The units: id, name and the id of their parent.
const UNITS: [(&str, &str, &str); 5] = [
    ("ou-sbx1-00000001", "Security", ROOT),
    ("ou-sbx1-00000002", "Infrastructure", ROOT),
    ("ou-sbx1-00000003", "Workloads", ROOT),
    ("ou-sbx1-00000004", "Prod", "ou-sbx1-00000003"),
    ("ou-sbx1-00000005", "Non-prod", "ou-sbx1-00000003"),
];
const ROOT: &str = "r-sbx1";

/// The unit of an account, by its purpose.
fn parent_of(estate: &Estate, account: &AccountFacts) -> &'static str {
    let is_for = |purposes: &[&str]| purposes.iter().any(|of| account.name.starts_with(of));
    if account == &estate.accounts()[0] {
        ROOT
    } else if is_for(&["security", "log-archive"]) {
        UNITS[0].0
    } else if is_for(&["shared", "network", "backup"]) {
        UNITS[1].0
    } else if is_for(&["production", "data-platform", "acquired"]) {
        UNITS[3].0
    } else {
        UNITS[4].0
    }
}

/// The alias of an account: `sandbox-` and its name.
pub(crate) fn aliases(who: &Identity, estate: &Estate) -> Reply {
    let account = &estate.accounts()[who.account()];
    let mut x = Xml::document(512);
    x.root(
        "ListAccountAliasesResponse",
        "https://iam.amazonaws.com/doc/2010-05-08/",
        |x| {
            x.within("ListAccountAliasesResult", |x| {
                x.within("AccountAliases", |x| {
                    x.within("member", |x| x.text(format!("sandbox-{}", account.name)));
                });
            });
        },
    );
    Reply::xml(x)
}

fn roots(estate: &Estate) -> Reply {
    let management = estate.accounts()[0].id;
    let arn = format!("arn:aws:organizations::{management}:root/{ORGANIZATION}/{ROOT}");
    Reply::json(&json!({"Roots": [{"Id": ROOT, "Arn": arn, "Name": "Root"}]}))
}

/// The parent that a request names, which has to be there.
fn parent(request: &Request) -> Result<&'static str, Refusal> {
    let wanted = request.json["ParentId"].as_str().unwrap_or_default();
    let mut known = UNITS.iter().map(|(id, ..)| *id).chain([ROOT]);
    known.find(|id| *id == wanted).ok_or_else(|| {
        let message = "You specified parent that doesn't exist.";
        Refusal::bad("ParentNotFoundException", message)
    })
}

fn unit(estate: &Estate, id: &str, name: &str) -> Value {
    let management = estate.accounts()[0].id;
    let arn = format!("arn:aws:organizations::{management}:ou/{ORGANIZATION}/{id}");
    json!({"Id": id, "Arn": arn, "Name": name})
}

fn units_below(request: &Request, estate: &Estate) -> Result<Reply, Refusal> {
    let parent = parent(request)?;
    let below = UNITS.iter().filter(|(_, _, above)| *above == parent);
    let units: Vec<Value> = below.map(|(id, name, _)| unit(estate, id, name)).collect();
    Ok(Reply::json(&json!({ "OrganizationalUnits": units })))
}

fn accounts_below(request: &Request, estate: &Estate) -> Result<Reply, Refusal> {
    let parent = parent(request)?;
    let invalid = || Refusal::bad("InvalidInputException", "NextToken is not valid.");
    let from = match request.json["NextToken"].as_str() {
        None => 0,
        Some(text) => token::position(BELOW, text).ok_or_else(invalid)? as usize,
    };
    let all = estate.accounts().iter().chain([estate.suspended()]);
    let here: Vec<&AccountFacts> = all
        .filter(|account| parent_of(estate, account) == parent)
        .collect();
    let to = here.len().min(from + MOST_PER_PAGE);
    let page: Vec<Value> = here[from.min(to)..to]
        .iter()
        .map(|account| listed(estate, account))
        .collect();
    let mut body = json!({ "Accounts": page });
    if to < here.len() {
        body["NextToken"] = token::token(BELOW, to as u64).into();
    }
    Ok(Reply::json(&body))
}

fn arn(estate: &Estate, account: &AccountFacts) -> String {
    let management = estate.accounts()[0].id;
    format!(
        "arn:aws:organizations::{management}:account/{ORGANIZATION}/{}",
        account.id
    )
}

fn email(account: &AccountFacts) -> String {
    format!("aws+{}@example.com", account.id)
}

/// Positions 0.. are the accounts, the closed one second to last; after the first page comes one
/// that is empty, as AWS is known to do.
fn list_accounts(request: &Request, estate: &Estate) -> Result<Reply, Refusal> {
    let invalid =
        |what: &str| Refusal::bad("InvalidInputException", format!("{what} is not valid."));
    let size = match &request.json["MaxResults"] {
        Value::Null => MOST_PER_PAGE,
        wanted => wanted
            .as_u64()
            .map(|wanted| wanted as usize)
            .filter(|wanted| (1..=MOST_PER_PAGE).contains(wanted))
            .ok_or_else(|| invalid("MaxResults"))?,
    };
    let mut accounts: Vec<&AccountFacts> = estate.accounts().iter().collect();
    accounts.insert(accounts.len().saturating_sub(1), estate.suspended());
    let position = match &request.json["NextToken"] {
        Value::Null => 0,
        text => text
            .as_str()
            .and_then(|text| token::position(LIST, text))
            .ok_or_else(|| invalid("NextToken"))?,
    };
    // The lowest bit of a position says whether the empty page is still to come.
    let (from, is_empty) = ((position >> 1) as usize, position & 1 == 1);
    let to = if is_empty {
        from
    } else {
        (from + size).min(accounts.len())
    };
    let page: Vec<Value> = accounts[from.min(to)..to]
        .iter()
        .map(|account| listed(estate, account))
        .collect();
    let mut body = json!({"Accounts": page});
    if from == 0 && !is_empty {
        body["NextToken"] = token::token(LIST, (to as u64) << 1 | 1).into();
    } else if to < accounts.len() {
        body["NextToken"] = token::token(LIST, (to as u64) << 1).into();
    }
    Ok(Reply::json(&body))
}

fn listed(estate: &Estate, account: &AccountFacts) -> Value {
    let status = if account == estate.suspended() {
        "SUSPENDED"
    } else {
        "ACTIVE"
    };
    json!({
        "Id": account.id,
        "Arn": arn(estate, account),
        "Email": email(account),
        "Name": account.name,
        "Status": status,
        "State": status,
        "JoinedMethod": "CREATED",
        "JoinedTimestamp": 1_577_836_800.0,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sandbox::Sandbox;

    #[test]
    fn the_organization_lists_every_account_past_an_empty_page() {
        for count in [1, 3, 20, 21, 45] {
            let spec = format!("accounts={count}").parse().unwrap();
            let sandbox = Sandbox::new(spec);
            let (mut ids, mut empty, mut suspended) = (HashSet::new(), 0, 0);
            let mut body = json!({});
            loop {
                let target = Some("AWSOrganizationsV20161128.ListAccounts");
                let (status, text) = sandbox.ask(
                    "organizations",
                    "https://organizations.us-east-1.amazonaws.com/",
                    target,
                    &body.to_string(),
                );
                assert_eq!(status, 200, "{text}");
                let page: Value = serde_json::from_str(&text).unwrap();
                let accounts = page["Accounts"].as_array().unwrap();
                assert!(accounts.len() <= 20);
                empty += usize::from(accounts.is_empty());
                for account in accounts {
                    suspended += usize::from(account["Status"] == "SUSPENDED");
                    assert!(ids.insert(account["Id"].as_str().unwrap().to_owned()));
                }
                match page["NextToken"].as_str() {
                    Some(token) => body = json!({"NextToken": token}),
                    None => break,
                }
            }
            assert_eq!((ids.len(), empty, suspended), (count + 1, 1, 1));
        }
    }
}
