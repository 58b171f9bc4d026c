//! The caller: the base identity, and the roles it can assume. An access key id encodes account, issue and end
//! of its session, so the sandbox keeps no table of sessions. Unknown and unsigned callers are refused in each
//! service's own words.

use std::time::{Duration, SystemTime};

use super::estate::Estate;
use super::reply::Refusal;
use super::service::Service;
use crate::model::AccountId;

const BASE_KEY: &str = "AKIASANDBOXBASE00001";
const BASE_SECRET: &str = "sandbox/secret/that/opens/nothing/real00";
const ROLE_KEY_PREFIX: &str = "ASIASANDBOX";
/// Digits of a moment in milliseconds, base 36: enough until the year 5188.
const LENGTH_OF_MILLIS: usize = 9;

/// The access key id and secret of the base identity, which lives in the first account. They open
/// nothing outside of the sandbox.
pub fn credentials() -> (&'static str, &'static str) {
    (BASE_KEY, BASE_SECRET)
}

/// The identity of an access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// The base identity.
    Base,
    /// A role that was assumed.
    Role(Session),
}

/// A role session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// Number of the account.
    pub(crate) account: usize,
    pub(crate) issued: SystemTime,
    pub(crate) ends: SystemTime,
}

impl Session {
    /// A session from now on.
    pub(crate) fn start(account: usize, length: Duration) -> Self {
        let issued = SystemTime::now();
        Self {
            account,
            issued,
            ends: issued + length,
        }
    }

    /// The access key id: account, issue and end.
    pub(crate) fn access_key(&self, account: AccountId) -> String {
        format!(
            "{ROLE_KEY_PREFIX}{account}{}{}",
            millis_text(self.issued),
            millis_text(self.ends)
        )
    }
}

impl Identity {
    /// The identity of an access key; `None` if the sandbox did not issue it.
    pub(crate) fn of_key(key: &str, estate: &Estate) -> Option<Self> {
        if key == BASE_KEY {
            return Some(Self::Base);
        }
        let rest = key.strip_prefix(ROLE_KEY_PREFIX)?;
        let account: AccountId = rest.get(..12)?.parse().ok()?;
        let issued = rest.get(12..12 + LENGTH_OF_MILLIS)?;
        let ends = rest.get(12 + LENGTH_OF_MILLIS..)?;
        Some(Self::Role(Session {
            account: estate.account_index(account)?,
            issued: millis_time(issued)?,
            ends: millis_time(ends)?,
        }))
    }

    /// The number of the account.
    pub(crate) fn account(&self) -> usize {
        match self {
            Self::Base => 0,
            Self::Role(session) => session.account,
        }
    }

    /// The ARN of the caller.
    pub(crate) fn arn(&self, estate: &Estate) -> String {
        let account = estate.accounts()[self.account()].id;
        match self {
            Self::Base => format!("arn:aws:iam::{account}:user/explorer"),
            Self::Role(_) => format!("arn:aws:sts::{account}:assumed-role/Explorer/awsdash"),
        }
    }

    /// The unique id of the caller.
    pub(crate) fn user_id(&self) -> &'static str {
        match self {
            Self::Base => "AIDASANDBOXEXPLORER00",
            Self::Role(_) => "AROASANDBOXEXPLORER00:awsdash",
        }
    }
}

/// Milliseconds in base 36.
fn millis_text(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    let mut millis = since.unwrap_or_default().as_millis();
    let mut digits = [b'0'; LENGTH_OF_MILLIS];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(millis % 36) as usize];
        millis /= 36;
    }
    digits.into_iter().map(char::from).collect()
}

fn millis_time(text: &str) -> Option<SystemTime> {
    if text.len() != LENGTH_OF_MILLIS || text.starts_with(['+', '-']) {
        return None;
    }
    let millis = u64::from_str_radix(text, 36).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis))
}

/// What a service answers to a request without a signature.
pub(super) fn unsigned(service: Service) -> Refusal {
    match service {
        Service::Ec2 => Refusal::bad(
            "MissingParameter",
            "The request must contain the parameter AWSAccessKeyId",
        ),
        Service::S3 => Refusal::new(403, "AccessDenied", "Access Denied"),
        _ => Refusal::new(
            403,
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        ),
    }
}

/// What a service answers to a key that it does not know.
pub(super) fn not_validated(service: Service) -> Refusal {
    let invalid = "The security token included in the request is invalid.";
    match service {
        Service::Ec2 => Refusal::new(
            401,
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
        ),
        Service::Sts => Refusal::new(403, "InvalidClientTokenId", invalid),
        Service::S3 => Refusal::new(403, "InvalidAccessKeyId", invalid),
        _ => Refusal::bad("UnrecognizedClientException", invalid),
    }
}

/// What a service answers to a session that is over.
pub(super) fn expired(service: Service) -> Refusal {
    let message = "The security token included in the request is expired";
    match service {
        Service::Ec2 => Refusal::bad("RequestExpired", "Request has expired."),
        Service::Sts => Refusal::new(403, "ExpiredToken", message),
        Service::S3 => Refusal::bad("ExpiredToken", message),
        _ => Refusal::bad("ExpiredTokenException", message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::spec::SandboxSpec;

    #[test]
    fn an_access_key_says_whose_it_is_and_how_long() {
        let estate = Estate::new(&SandboxSpec::default());
        let session = Session::start(2, Duration::from_secs(60));
        let key = session.access_key(estate.accounts()[2].id);
        let Some(Identity::Role(read)) = Identity::of_key(&key, &estate) else {
            panic!("{key} was not understood");
        };
        assert_eq!(read.account, 2);
        let length = read.ends.duration_since(read.issued).unwrap();
        assert_eq!(length, Duration::from_secs(60));
    }

    #[test]
    fn made_up_keys_have_no_identity() {
        let estate = Estate::new(&SandboxSpec::default());
        for key in [
            "",
            "AKIAIOSFODNN7EXAMPLE",
            "ASIASANDBOX",
            "ASIASANDBOX999999999999000000000000000000",
            "ASIASANDBOXüüüüüüüüü",
        ] {
            assert_eq!(Identity::of_key(key, &estate), None, "{key}");
        }
        assert_eq!(
            Identity::of_key(credentials().0, &estate),
            Some(Identity::Base)
        );
    }
}
