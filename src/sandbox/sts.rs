//! STS: `GetCallerIdentity` and `AssumeRole`.

use std::time::{Duration, SystemTime};

use super::estate::Estate;
use super::estate::values::{Dice, Hex, Stamp};
use super::faults::Faults;
use super::identity::{Identity, Session, expired};
use super::reply::{Refusal, Reply, STS_NAMESPACE, request_id};
use super::request::Request;
use super::service::Service;
use super::xml::Xml;
use crate::model::AccountId;

/// Answers an STS request.
pub(crate) fn answer(
    request: &Request,
    who: &Identity,
    estate: &Estate,
    faults: &Faults,
    call: u64,
) -> Result<Reply, Refusal> {
    match request.operation.as_str() {
        "GetCallerIdentity" => Ok(caller_identity(who, estate, call)),
        "AssumeRole" => assume_role(request, who, estate, faults, call),
        other => Err(Refusal::unknown_operation(Service::Sts, other)),
    }
}

fn caller_identity(who: &Identity, estate: &Estate, call: u64) -> Reply {
    let mut x = Xml::document(512);
    x.root("GetCallerIdentityResponse", STS_NAMESPACE, |x| {
        x.within("GetCallerIdentityResult", |x| {
            x.el("Arn", who.arn(estate));
            x.el("UserId", who.user_id());
            x.el("Account", estate.accounts()[who.account()].id);
        });
        metadata(x, call);
    });
    Reply::xml(x)
}

fn metadata(x: &mut Xml, call: u64) {
    x.within("ResponseMetadata", |x| x.el("RequestId", request_id(call)));
}

/// The account and name of `arn:aws:iam::123456789012:role/path/Name`.
fn role_of(arn: &str) -> Option<(AccountId, &str)> {
    let rest = arn.strip_prefix("arn:aws:iam::")?;
    let (account, role) = rest.split_once(':')?;
    let name = role.strip_prefix("role/")?.rsplit('/').next()?;
    (!name.is_empty()).then_some((account.parse().ok()?, name))
}

fn assume_role(
    request: &Request,
    who: &Identity,
    estate: &Estate,
    faults: &Faults,
    call: u64,
) -> Result<Reply, Refusal> {
    let arn = request.params.get("RoleArn").unwrap_or_default();
    let name = request.params.get("RoleSessionName").unwrap_or_default();
    let invalid = |what: &str| Refusal::bad("ValidationError", format!("{what} is invalid"));
    let (account, role) = role_of(arn).ok_or_else(|| invalid("RoleArn"))?;
    let seconds = match request.params.get("DurationSeconds") {
        None => 3_600,
        Some(text) => text
            .parse()
            .ok()
            .filter(|seconds| (900..=43_200).contains(seconds))
            .ok_or_else(|| invalid("DurationSeconds"))?,
    };
    if name.len() < 2 {
        return Err(invalid("RoleSessionName"));
    }
    // Accounts that are closed or not ours refuse in the same words as a role that is missing.
    let index = estate.account_index(account).ok_or_else(|| {
        let who = who.arn(estate);
        let message =
            format!("User: {who} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        Refusal::new(403, "AccessDenied", message)
    })?;
    if faults.is_signed_out(index) {
        return Err(expired(Service::Sts));
    }
    let session = Session::start(index, faults.session_length(Duration::from_secs(seconds)));
    let key = session.access_key(account);
    let dice = Dice::new(call);
    let mut x = Xml::document(1_024);
    x.root("AssumeRoleResponse", STS_NAMESPACE, |x| {
        x.within("AssumeRoleResult", |x| {
            x.within("AssumedRoleUser", |x| {
                x.el("AssumedRoleId", ("AROASANDBOXEXPLORER00:", name));
                x.el(
                    "Arn",
                    ("arn:aws:sts::", account, ":assumed-role/", role, "/", name),
                );
            });
            x.within("Credentials", |x| {
                x.el("AccessKeyId", key.as_str());
                x.el(
                    "SecretAccessKey",
                    ("sandbox", Hex(dice.roll(1), 16), Hex(dice.roll(2), 16)),
                );
                x.el("SessionToken", ("SandboxToken", Hex(dice.roll(3), 16)));
                x.el("Expiration", stamp(session.ends));
            });
        });
        metadata(x, call);
    });
    Ok(Reply::xml(x))
}

fn stamp(time: SystemTime) -> Stamp {
    Stamp(
        time.duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_arns_are_taken_apart() {
        let (account, role) = role_of("arn:aws:iam::001234567890:role/ops/Reader").unwrap();
        assert_eq!((&*account.digits(), role), ("001234567890", "Reader"));
        for bad in [
            "",
            "Reader",
            "arn:aws:iam::1:role/Reader",
            "arn:aws:iam::001234567890:user/x",
        ] {
            assert_eq!(role_of(bad), None, "{bad}");
        }
    }
}
