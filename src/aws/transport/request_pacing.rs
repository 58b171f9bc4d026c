//! Requests that the AWS side sends on its own: to answer a call of the engine, or to find out how to reach an
//! account.
//!
//! They go out through the engine's sender. Where there is no engine they are asked again by the same rules.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use super::errors::Failure;
use crate::app::resource_explorer::source::{
    Attempt, BoxFuture, Lane, RequestSender, Retries, SourceError,
};
use crate::aws::access::login::Login;
use crate::model::Region;

/// The engine's sender; none where there is no engine, as in tests. Clones share it.
#[derive(Clone, Default)]
pub(in crate::aws) struct RequestPacer(Arc<OnceLock<Arc<dyn RequestSender>>>);

/// A failed attempt, as the sender has to know it.
pub(in crate::aws) trait Failed {
    /// The engine's error for it.
    fn error(&self) -> &SourceError;
}

impl Failed for Failure {
    fn error(&self) -> &SourceError {
        &self.error
    }
}

impl Failed for SourceError {
    fn error(&self) -> &SourceError {
        self
    }
}

impl RequestPacer {
    /// Sets the sender, unless there is one: two engines over one source share its quotas.
    pub(in crate::aws) fn set(&self, sender: Arc<dyn RequestSender>) {
        self.0.get_or_init(|| sender);
    }

    /// Sends a request when it is its turn, and again where that may help.
    pub(in crate::aws) async fn ask<T, E, F>(
        &self,
        lane: Lane,
        ask: impl Fn() -> F + Send + Sync,
    ) -> Result<T, E>
    where
        T: Send,
        E: Failed + From<SourceError> + Send,
        F: Future<Output = Result<T, E>> + Send,
    {
        self.send(Some(lane), ask).await
    }

    /// As [`RequestPacer::ask`], for calls that are made before the account is known whose quota they take.
    pub(in crate::aws) async fn ask_without_lane<T, E, F>(
        &self,
        ask: impl Fn() -> F + Send + Sync,
    ) -> Result<T, E>
    where
        T: Send,
        E: Failed + From<SourceError> + Send,
        F: Future<Output = Result<T, E>> + Send,
    {
        self.send(None, ask).await
    }

    async fn send<T, E, F>(
        &self,
        lane: Option<Lane>,
        ask: impl Fn() -> F + Send + Sync,
    ) -> Result<T, E>
    where
        T: Send,
        E: Failed + From<SourceError> + Send,
        F: Future<Output = Result<T, E>> + Send,
    {
        // The sender knows nothing of answers: the attempt leaves the last one here.
        let last: Mutex<Option<Result<T, E>>> = Mutex::new(None);
        let (ask, kept) = (&ask, &last);
        let attempt = move || -> BoxFuture<'_, Result<(), SourceError>> {
            Box::pin(async move {
                let answer = ask().await;
                let outcome = match &answer {
                    Ok(_) => Ok(()),
                    Err(failure) => Err(failure.error().clone()),
                };
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                outcome
            })
        };
        let sent = match self.0.get() {
            Some(sender) => sender.send(lane, &attempt).await,
            None => send_unpaced(&attempt).await,
        };
        let answer = last.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (sent, answer) {
            (Ok(()), Some(Ok(answer))) => Ok(answer),
            (Err(_), Some(Err(failure))) => Err(failure),
            (Err(error), _) => Err(error.into()),
            (Ok(()), _) => Err(SourceError::Internal("sending a request").into()),
        }
    }
}

/// Asks without an engine: nothing paces the requests, the rests are the same.
async fn send_unpaced(attempt: Attempt<'_>) -> Result<(), SourceError> {
    let mut retries = Retries::default();
    loop {
        let sent = Instant::now();
        let Err(error) = attempt().await else {
            return Ok(());
        };
        match retries.rest_after(&error, sent.elapsed()) {
            Some(rest) => tokio::time::sleep(rest).await,
            None => return Err(error),
        }
    }
}

impl Login {
    /// Sends calls that lists depend on, such as `GetCallerIdentity`: in the lane of the account, once that is
    /// known.
    pub(in crate::aws) async fn ask<T, E, F>(
        &self,
        api: &'static str,
        region: Region,
        ask: impl Fn() -> F + Send + Sync,
    ) -> Result<T, E>
    where
        T: Send,
        E: Failed + From<SourceError> + Send,
        F: Future<Output = Result<T, E>> + Send,
    {
        match self.guard.account() {
            Some(account) => {
                let lane = Lane {
                    account,
                    region,
                    api,
                };
                self.pacer.ask(lane, ask).await
            }
            None => self.pacer.ask_without_lane(ask).await,
        }
    }
}

impl fmt::Debug for RequestPacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestPacer")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use std::time::Duration;

    use super::*;
    use crate::app::backend::access_to;
    use crate::app::resource_explorer::source::{ListJob, ResourceSource as _};
    use crate::aws::AwsSource;
    use crate::model::{Provider, QueryKey};
    use crate::sandbox::Sandbox;

    /// Notes what is sent, and sends it once.
    #[derive(Default)]
    struct Notes(Mutex<Vec<&'static str>>);

    impl RequestSender for Notes {
        fn send<'a>(
            &'a self,
            lane: Option<Lane>,
            attempt: Attempt<'a>,
        ) -> BoxFuture<'a, Result<(), SourceError>> {
            self.0.lock().unwrap().extend(lane.map(|lane| lane.api));
            attempt()
        }
    }

    fn throttled() -> SourceError {
        SourceError::Throttled {
            action: "ecs:ListClusters".into(),
            code: "ThrottlingException".into(),
            retry_after: Some(Duration::from_millis(1)),
        }
    }

    #[tokio::test]
    async fn without_an_engine_what_may_pass_is_asked_again_and_what_will_not_is_not() {
        let pacer = RequestPacer::default();
        let lane = Lane {
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            api: "ecs:ListClusters",
        };
        let asked = AtomicU32::new(0);
        let clusters = || async {
            if asked.fetch_add(1, Relaxed) < 2 {
                return Err(throttled());
            }
            Ok("clusters")
        };
        let answer: Result<_, SourceError> = pacer.ask(lane, clusters).await;
        assert_eq!((answer, asked.load(Relaxed)), (Ok("clusters"), 3));

        asked.store(0, Relaxed);
        let broken = || async {
            asked.fetch_add(1, Relaxed);
            Err::<(), _>(SourceError::Config("no".into()))
        };
        assert!(pacer.ask(lane, broken).await.is_err());
        assert_eq!(asked.load(Relaxed), 1);
    }

    #[tokio::test]
    async fn tags_of_rows_are_sent_by_the_engine() {
        let spec = "accounts=1,regions=1,resources=3000,latency=0ms";
        let sandbox = Sandbox::new(spec.parse().unwrap());
        let source = AwsSource::connect(access_to(&sandbox));
        let notes = Arc::new(Notes::default());
        source.send_through(Arc::clone(&notes) as _);
        source.accounts().await.unwrap();
        let key = QueryKey {
            account: sandbox.accounts()[0].0,
            region: sandbox.regions()[0],
            resource_type: "AWS::ECS::Service".parse().unwrap(),
        };
        for name in ["AWS::SQS::Queue"] {
            let job = ListJob {
                key: QueryKey {
                    resource_type: name.parse().unwrap(),
                    ..key
                },
                provider: Provider::Native,
            };
            source.list_page(&job, &[], None).await.unwrap();
        }
        let sent = notes.0.lock().unwrap().clone();
        assert!(sent.contains(&"tag:GetResources"), "{sent:?}");
    }
}
