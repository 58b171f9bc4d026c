//! Who is told of an organization: its management account, and whom that has delegated it to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use compact_str::format_compact;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::app::resource_explorer::source::SourceError;
use crate::aws::AwsSource;
use crate::aws::access::discovery::Access;
use crate::aws::transport::errors::{Failure, Head};
use crate::aws::transport::signed::{DESCRIBE_ORGANIZATION, Input};
use crate::model::{AccountId, TypeId};

/// What an account is to its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum Standing {
    /// It manages it.
    Management,
    /// It is a member of one that this account manages.
    Member(AccountId),
    /// There is none.
    Alone,
    /// It may not ask.
    Unknown,
}

/// What each account is, asked once.
#[derive(Debug, Default)]
pub(in crate::aws) struct Standings {
    known: Mutex<HashMap<AccountId, Arc<OnceCell<Standing>>>>,
}

impl Standings {
    /// Forgets everything.
    pub(in crate::aws) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<AccountId, Arc<OnceCell<Standing>>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn of(&self, access: &Access) -> Result<Standing, Failure> {
        let cell = Arc::clone(self.lock().entry(access.account).or_default());
        let standing = cell.get_or_try_init(|| ask(access)).await?;
        Ok(*standing)
    }
}

async fn ask(access: &Access) -> Result<Standing, Failure> {
    let login = &access.login;
    let input = Input {
        json: json!({}),
        ..Input::default()
    };
    let body = match DESCRIBE_ORGANIZATION.call(login, login.home, input).await {
        Ok(body) => body,
        Err(failure) => {
            return match failure.error {
                SourceError::Denied { .. } => Ok(Standing::Unknown),
                SourceError::Unsupported { .. } => Ok(Standing::Alone),
                _ => Err(failure),
            };
        }
    };
    let told = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let management = told["Organization"]["MasterAccountId"].as_str();
    let Some(management) = management.and_then(|digits| digits.parse().ok()) else {
        let reason = "no management account in it";
        Head::of(&body).log(DESCRIBE_ORGANIZATION.action, reason);
        return Err(DESCRIBE_ORGANIZATION.unreadable(&reason).into());
    };
    Ok(if management == access.account {
        Standing::Management
    } else {
        Standing::Member(management)
    })
}

/// Whether resources of a type are an organization's.
pub(in crate::aws) fn is_of_organization(ty: TypeId) -> bool {
    ty.service() == "Organizations"
}

impl AwsSource {
    /// Whether an organization's resources may be listed with an account's credentials. What a member lists
    /// belongs to the management account: where that can be asked, it is asked alone.
    pub(in crate::aws) async fn may_list_organization(
        &self,
        access: &Access,
    ) -> Result<Standing, Failure> {
        let standing = self.standings.of(access).await?;
        let elsewhere = match standing {
            Standing::Member(management) if self.known(management).is_some() => {
                format_compact!("the organization is listed in its management account {management}")
            }
            Standing::Alone => "the account is in no organization".into(),
            Standing::Management | Standing::Member(_) | Standing::Unknown => return Ok(standing),
        };
        Err(SourceError::Elsewhere(elsewhere).into())
    }
}

impl Standing {
    /// Whom nobody has delegated the organization to is refused, whatever its policies say. A refusal that
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
