//! AWS Organizations, as the management account sees it.

use serde_json::{Value, json};

use super::estate::{AccountFacts, Estate};
use super::identity::Identity;
use super::reply::{Refusal, Reply};
use super::request::{Request, Service};
use super::token;

/// Accounts on a page, at most.
const MOST_PER_PAGE: usize = 20;
/// Tokens of `ListAccounts` are told apart from those of other lists by this number.
const LIST: u64 = 0x0A66;
const ORGANIZATION: &str = "o-sandbox001";

/// Answers an Organizations request. Members may not ask: the management account may.
pub(crate) fn answer(request: &Request, who: &Identity, estate: &Estate) -> Result<Reply, Refusal> {
    let operation = request.operation.as_str();
    if who.account() != 0 && operation == "ListAccounts" {
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
