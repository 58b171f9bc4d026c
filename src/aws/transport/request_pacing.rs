//! Requests that the engine does not know of, because they only help to answer others: paced in its lanes
//! all the same.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::errors::Failure;
use crate::app::resource_explorer::source::{Lane, Pacer, SourceError};
use crate::aws::access::discovery::Access;
use crate::model::Region;

/// How often such a request is sent at most, where the service says "slower".
const TRIES: u32 = 6;

/// The first rest after "slower", where nobody paces.
const REST: Duration = Duration::from_millis(250);

/// Who paces them; nobody where there is no engine, as in tests. Clones share it.
#[derive(Clone, Default)]
pub(in crate::aws) struct Pace(Arc<OnceLock<Arc<dyn Pacer>>>);

/// Where requests of an account wait that are sent to a region.
pub(in crate::aws) fn lane(access: &Access, region: Region, api: &'static str) -> Lane {
    Lane {
        account: access.account,
        region,
        api,
    }
}

impl Pace {
    /// From now on it is `pacer`, unless there was another one before: two engines over one source share
    /// its quotas.
    pub(in crate::aws) fn set(&self, pacer: Arc<dyn Pacer>) {
        self.0.get_or_init(|| pacer);
    }

    /// Asks when it is time to, and again where the service says "slower".
    pub(in crate::aws) async fn ask<T, F>(
        &self,
        lane: Lane,
        ask: impl Fn() -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut tries = 1;
        loop {
            if let Some(pacer) = self.0.get() {
                pacer.turn_within(lane).await;
            }
            let answer = ask().await;
            let Err(Failure {
                error: SourceError::Throttled { retry_after, .. },
                ..
            }) = &answer
            else {
                return answer;
            };
            if tries == TRIES {
                return answer;
            }
            match self.0.get() {
                Some(pacer) => pacer.throttled(lane, *retry_after),
                None => tokio::time::sleep(retry_after.unwrap_or(REST * tries)).await,
            }
            tries += 1;
        }
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pace")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;
    use crate::app::backend::access_to;
    use crate::app::resource_explorer::source::{BoxFuture, ListJob, ResourceSource as _};
    use crate::aws::AwsSource;
    use crate::model::{Provider, QueryKey};
    use crate::sandbox::Sandbox;

    #[derive(Default)]
    struct Notes {
        turns: Mutex<Vec<&'static str>>,
        throttled: AtomicU32,
    }

    impl Pacer for Notes {
        fn turn_within(&self, lane: Lane) -> BoxFuture<'_, ()> {
            self.turns.lock().unwrap().push(lane.api);
            Box::pin(std::future::ready(()))
        }

        fn throttled(&self, _lane: Lane, _retry_after: Option<Duration>) {
            self.throttled.fetch_add(1, Relaxed);
        }
    }

    fn clusters() -> Lane {
        Lane {
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            api: "ecs:ListClusters",
        }
    }

    #[tokio::test]
    async fn who_is_told_to_slow_down_waits_for_another_turn_and_gives_up_in_the_end() {
        let (pace, notes) = (Pace::default(), Arc::new(Notes::default()));
        pace.set(Arc::clone(&notes) as _);
        let asked = AtomicU32::new(0);
        let answer_after = |refusals: u32| {
            asked.store(0, Relaxed);
            let asked = &asked;
            move || async move {
                if asked.fetch_add(1, Relaxed) < refusals {
                    return Err(Failure::from(SourceError::Throttled {
                        action: "ecs:ListClusters".into(),
                        code: "ThrottlingException".into(),
                        retry_after: None,
                    }));
                }
                Ok("clusters")
            }
        };
        assert_eq!(
            pace.ask(clusters(), answer_after(2)).await.ok(),
            Some("clusters")
        );
        assert_eq!(notes.turns.lock().unwrap().len(), 3);
        assert_eq!(notes.throttled.load(Relaxed), 2);
        assert!(pace.ask(clusters(), answer_after(100)).await.is_err());
        assert_eq!(asked.load(Relaxed), TRIES);
    }

    #[tokio::test]
    async fn tags_of_rows_take_turns_of_their_own() {
        let spec = "accounts=1,regions=1,resources=3000,latency=0ms";
        let sandbox = Sandbox::new(spec.parse().unwrap());
        let source = AwsSource::connect(access_to(&sandbox));
        let notes = Arc::new(Notes::default());
        source.pace_by(Arc::clone(&notes) as _);
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
        let turns = notes.turns.lock().unwrap().clone();
        assert!(turns.contains(&"tag:GetResources"), "{turns:?}");
    }
}
