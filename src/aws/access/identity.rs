//! Who the credentials are: what STS says, never what a file claims.

use std::time::Duration;

use super::login::Login;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;
use crate::aws::transport::partition;
use crate::model::AccountId;

/// How often a question of the start-up is asked when the service says "too fast".
const MAX_TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(300);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The answer of `GetCallerIdentity`.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Identity {
    /// The account the credentials belong to.
    pub account: AccountId,
    /// The user or role session.
    pub arn: String,
}

impl Identity {
    /// The partition in the ARN, `aws`.
    pub(in crate::aws) fn partition(&self) -> &str {
        self.arn.split(':').nth(1).unwrap_or("aws")
    }
}

/// Asks STS, in the login's home region.
pub(in crate::aws) async fn identity(login: &Login) -> Result<Identity, SourceError> {
    let sts = clients::sts(login);
    patiently(|| async {
        let endpoint = login.endpoint_name("STS", "sts", login.home);
        let asked = login.asked("sts:GetCallerIdentity", login.home, &endpoint);
        let answer = sts.get_caller_identity().send().await;
        let answer = answer.map_err(|error| asked.explain(CallError::new(error)).error)?;
        let account = answer.account().unwrap_or_default();
        let account = account
            .parse()
            .map_err(|_| asked.bad_answer("no account number in it"))?;
        let who = Identity {
            account,
            arn: answer.arn().unwrap_or_default().to_owned(),
        };
        partition::learn(account, login.home, who.partition());
        Ok(who)
    })
    .await
}

/// Asks again, later and later, while the service says "too fast". For the few questions that the
/// scheduler does not pace.
pub(in crate::aws) async fn patiently<T, F>(ask: impl Fn() -> F) -> Result<T, SourceError>
where
    F: Future<Output = Result<T, SourceError>>,
{
    let mut pause = FIRST_PAUSE;
    let mut tries = 1;
    loop {
        match ask().await {
            Err(SourceError::Throttled { retry_after, .. }) if tries < MAX_TRIES => {
                tokio::time::sleep(retry_after.unwrap_or(pause).min(LONGEST_PAUSE)).await;
                pause *= 2;
                tries += 1;
            }
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn throttled() -> SourceError {
        SourceError::Throttled {
            action: "sts:GetCallerIdentity".into(),
            code: "Throttling".into(),
            retry_after: Some(Duration::from_millis(1)),
        }
    }

    #[tokio::test]
    async fn throttled_questions_are_asked_again_and_others_are_not() {
        let asked = Cell::new(0);
        let answer = patiently(|| async {
            asked.set(asked.get() + 1);
            if asked.get() < 3 {
                Err(throttled())
            } else {
                Ok(asked.get())
            }
        });
        assert_eq!(answer.await, Ok(3));

        asked.set(0);
        let answer = patiently(|| async {
            asked.set(asked.get() + 1);
            Err::<(), _>(SourceError::Config("no".into()))
        });
        assert!(answer.await.is_err());
        assert_eq!(asked.get(), 1);

        asked.set(0);
        let answer = patiently(|| async {
            asked.set(asked.get() + 1);
            Err::<(), _>(throttled())
        });
        assert_eq!(answer.await, Err(throttled()));
        assert_eq!(asked.get(), MAX_TRIES);
    }
}
