//! Which accounts may list an organization: its management account and delegated administrators.

use std::time::Duration;

use compact_str::format_compact;
use serde_json::{Value, json};

use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::discovery::Access;
use crate::aws::single_flight::SingleFlight;
use crate::aws::transport::errors::{Failure, Outline};
use crate::aws::transport::signed::{DESCRIBE_ORGANIZATION, Input};
use crate::model::{AccountId, ResourceEntry, TypeId};

/// How long the question may take.
const WITHIN: Duration = Duration::from_millis(800);

/// What an account is to its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum OrganizationRole {
    /// It manages it.
    Management,
    /// It is a member of one that this account manages.
    Member(AccountId),
    /// There is none.
    Alone,
    /// It may not ask.
    Unknown,
}

async fn in_time(access: &Access) -> Result<OrganizationRole, SourceError> {
    let asked = tokio::time::timeout(WITHIN, ask(access)).await;
    let asked = asked.unwrap_or_else(|_| Err(DESCRIBE_ORGANIZATION.too_late(&access.login).into()));
    asked.map_err(|failure| failure.error)
}

async fn ask(access: &Access) -> Result<OrganizationRole, Failure> {
    let login = &access.login;
    let ask = || {
        let input = Input {
            json: json!({}),
            ..Input::default()
        };
        DESCRIBE_ORGANIZATION.call(login, login.home, input)
    };
    let asked = login.ask(DESCRIBE_ORGANIZATION.action, login.home, ask);
    let body = match asked.await {
        Ok(body) => body,
        Err(failure) => {
            return match failure.error {
                SourceError::Denied { .. } => Ok(OrganizationRole::Unknown),
                SourceError::Unsupported { .. } => Ok(OrganizationRole::Alone),
                _ => Err(failure),
            };
        }
    };
    let described = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let management = described["Organization"]["MasterAccountId"].as_str();
    let Some(management) = management.and_then(|digits| digits.parse().ok()) else {
        let reason = "no management account in it";
        Outline::of(&body).log(DESCRIBE_ORGANIZATION.action, reason);
        return Err(DESCRIBE_ORGANIZATION.unreadable(&reason).into());
    };
    Ok(if management == access.account {
        OrganizationRole::Management
    } else {
        OrganizationRole::Member(management)
    })
}

/// Whether resources of a type are an organization's.
pub(in crate::aws) fn is_of_organization(ty: TypeId) -> bool {
    ty.service() == "Organizations"
}

/// What an account is to its organization.
///
/// An account whose role is not known in time is asked all the same: AWS refuses it if it may not list the
/// organization, and what it lists tells its role ([`OrganizationRole::or_told_by`]).
pub(in crate::aws) async fn role_of(
    access: &Access,
    known: &SingleFlight<OrganizationRole>,
) -> Result<OrganizationRole, SourceError> {
    match known.get(|| in_time(access)).await {
        Err(error @ SourceError::SignIn { .. }) => Err(error),
        Err(error) => {
            let account = access.account;
            tracing::info!(%account, %error, "what it is to its organization is not known");
            Ok(OrganizationRole::Unknown)
        }
        known => known,
    }
}

impl OrganizationRole {
    /// The role that listed rows tell where the question for it was not answered: AWS writes the management
    /// account into the ARN of everything that is an organization's.
    pub(in crate::aws) fn or_told_by(self, rows: &[ResourceEntry]) -> Self {
        match self {
            Self::Unknown => {
                let management = rows.iter().find_map(ResourceEntry::owner);
                management.map_or(self, Self::Member)
            }
            known => known,
        }
    }

    /// Why the organization's resources are not listed in this account. What a member lists belongs to the
    /// management account: where that is reached, only that one is asked.
    pub(in crate::aws) fn elsewhere(
        self,
        is_reached: impl Fn(AccountId) -> bool,
    ) -> Option<SourceError> {
        let sentence = match self {
            Self::Member(management) if is_reached(management) => {
                format_compact!("the organization is listed in its management account {management}")
            }
            Self::Alone => "the account is in no organization".into(),
            Self::Management | Self::Member(_) | Self::Unknown => return None,
        };
        Some(SourceError::Elsewhere(sentence))
    }

    /// Organizations refuses members that are not delegated administrators, with any policy. A refusal that
    /// names the caller is one that a policy can lift.
    pub(in crate::aws) fn explain(self, failure: Failure) -> Failure {
        let Self::Member(management) = self else {
            return failure;
        };
        match failure.error {
            SourceError::Denied {
                principal: None, ..
            } => SourceError::Elsewhere(format_compact!(
                "the organization is told to its management account {management} and to \
                 delegated administrators only"
            ))
            .into(),
            _ => failure,
        }
    }
}
