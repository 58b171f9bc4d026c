//! Policies of the organization, and the details of one account, unit or policy.

use serde_json::{Value, json};

use super::{ORGANIZATION, UNITS, listed};
use crate::sandbox::estate::Estate;
use crate::sandbox::reply::{Refusal, Reply};
use crate::sandbox::request::Request;

/// The only kind of policies that the organization has.
const KIND: &str = "SERVICE_CONTROL_POLICY";

/// Policies that people made: id and name.
const OWN: [(&str, &str); 2] = [
    ("p-sbx00001", "DenyLeavingTheOrganization"),
    ("p-sbx00002", "OnlyRegionsOfTheCompany"),
];

/// AWS's own policy, which allows everything, and two that deny something.
fn all_policies(estate: &Estate) -> Vec<Value> {
    let management = estate.accounts()[0].id;
    let full = json!({
        "Id": "p-FullAWSAccess", "Name": "FullAWSAccess", "Type": KIND, "AwsManaged": true,
        "Arn": "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
        "Description": "Allows access to every operation",
    });
    let own = OWN.map(|(id, name)| {
        let path = format!("policy/{ORGANIZATION}/service_control_policy/{id}");
        let arn = format!("arn:aws:organizations::{management}:{path}");
        json!({"Id": id, "Name": name, "Type": KIND, "AwsManaged": false, "Arn": arn})
    });
    [full].into_iter().chain(own).collect()
}

pub(super) fn policies(request: &Request, estate: &Estate) -> Reply {
    let is_asked = request.json["Filter"].as_str() == Some(KIND);
    let policies = if is_asked {
        all_policies(estate)
    } else {
        Vec::new()
    };
    Reply::json(&json!({ "Policies": policies }))
}

pub(super) fn policy(request: &Request, estate: &Estate) -> Result<Reply, Refusal> {
    let mut all = all_policies(estate).into_iter();
    let found = all.find(|policy| policy["Id"] == request.json["PolicyId"]);
    let Some(policy) = found else {
        return Err(gone("PolicyNotFoundException", "policy"));
    };
    let effect = if policy["AwsManaged"] == true {
        "Allow"
    } else {
        "Deny"
    };
    let content = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": effect, "Action": "*", "Resource": "*"}]});
    Ok(Reply::json(&json!({"Policy": {
        "PolicySummary": policy, "Content": content.to_string(),
    }})))
}

pub(super) fn account(request: &Request, estate: &Estate) -> Result<Reply, Refusal> {
    let all = estate.accounts().iter().chain([estate.suspended()]);
    let mut listed = all.map(|account| listed(estate, account));
    let found = listed.find(|account| account["Id"] == request.json["AccountId"]);
    let found = found.ok_or_else(|| gone("AccountNotFoundException", "account"))?;
    Ok(Reply::json(&json!({ "Account": found })))
}

pub(super) fn unit(request: &Request, estate: &Estate) -> Result<Reply, Refusal> {
    let wanted = request.json["OrganizationalUnitId"]
        .as_str()
        .unwrap_or_default();
    let found = UNITS.iter().find(|(id, ..)| *id == wanted);
    let (id, name, _) =
        found.ok_or_else(|| gone("OrganizationalUnitNotFoundException", "organizational unit"))?;
    let unit = super::unit(estate, id, name);
    Ok(Reply::json(&json!({ "OrganizationalUnit": unit })))
}

fn gone(code: &'static str, what: &str) -> Refusal {
    Refusal::bad(code, format!("You specified a {what} that doesn't exist."))
}
