//! What a request was, for the words of its failure.

use super::text::scrub;
use crate::app::resource_explorer::source::SourceError;
use crate::model::Region;

/// What was asked when a call failed.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct CallContext<'a> {
    /// IAM action, `ec2:DescribeInstances`.
    pub action: &'a str,
    /// Where.
    pub region: Region,
    /// Profile or role.
    pub via: &'a str,
    /// How a person gets credentials there.
    pub sign_in: &'a SignIn,
    /// Host or address that was called.
    pub endpoint: &'a str,
}

/// How a person gets credentials, for the advice in errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::aws) enum SignIn {
    /// Environment, `AWS_PROFILE`, machine roles.
    DefaultChain,
    /// A profile with keys, a process or a role.
    Profile(String),
    /// A profile that signs in through IAM Identity Center.
    Sso(String),
    /// A profile that signs in with `aws login`.
    Console(String),
    /// Credentials given by the program itself.
    Fixed,
}

impl SignIn {
    /// What to do, as an instruction.
    pub(super) fn advice(&self) -> String {
        match self {
            Self::DefaultChain => {
                "sign in again (aws sso login, or new keys in the environment), or choose a profile"
                    .to_owned()
            }
            Self::Profile(name) => format!("renew the credentials of profile {name}"),
            Self::Sso(name) => format!("run `aws sso login --profile {name}`"),
            Self::Console(name) => format!("run `aws login --profile {name}`"),
            Self::Fixed => "restart with valid credentials".to_owned(),
        }
    }
}

impl CallContext<'_> {
    /// An answer that is not what the API promises.
    pub(in crate::aws) fn bad_answer(&self, reason: &str) -> SourceError {
        SourceError::BadAnswer {
            action: self.action.into(),
            reason: scrub(reason),
        }
    }
}
