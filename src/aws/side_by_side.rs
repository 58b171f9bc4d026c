//! Some things at a time.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Sign-ins, and other questions of the start-up, that go on at the same time.
const MOST: usize = 8;

/// Runs all, some at a time; results in the order given.
pub(super) async fn in_order<T, F>(jobs: impl Iterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let limit = Arc::new(Semaphore::new(MOST));
    let mut running = JoinSet::new();
    for (at, job) in jobs.enumerate() {
        let limit = Arc::clone(&limit);
        running.spawn(async move {
            let _permit = limit.acquire_owned().await;
            (at, job.await)
        });
    }
    let mut done = Vec::with_capacity(running.len());
    while let Some(joined) = running.join_next().await {
        match joined {
            Ok(result) => done.push(result),
            Err(error) => tracing::error!(%error, "a sign-in did not finish"),
        }
    }
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn results_come_in_the_order_of_the_jobs() {
        let jobs = (0..30_u64).map(|n| async move {
            tokio::time::sleep(std::time::Duration::from_millis(30 - n)).await;
            n
        });
        assert_eq!(in_order(jobs).await, (0..30).collect::<Vec<_>>());
    }
}
