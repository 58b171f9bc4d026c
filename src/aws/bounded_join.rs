//! Running futures with a bound on how many run at the same time.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Sign-ins, and other questions of the start-up, that go on at the same time.
const MOST: usize = 8;

/// Runs all jobs, at most `MOST` at a time, and hands each result with its place to `take` as soon as it is
/// there: a job that hangs does not delay the others' results.
pub(super) async fn bounded_join<T, F>(
    jobs: impl Iterator<Item = F>,
    mut take: impl FnMut(usize, T),
) where
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
    while let Some(joined) = running.join_next().await {
        match joined {
            Ok((at, result)) => take(at, result),
            Err(error) => tracing::error!(%error, "a sign-in did not finish"),
        }
    }
}

/// Runs all jobs, at most `MOST` at a time; results in the order of the jobs.
pub(super) async fn in_order<T, F>(jobs: impl Iterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut done = BTreeMap::new();
    bounded_join(jobs, |at, result| _ = done.insert(at, result)).await;
    done.into_values().collect()
}

/// Runs all jobs within the calling task, at most `MOST` at a time; results in the order of the jobs.
/// Task-locals of the caller, such as the meter of its request, hold for all of them.
pub(super) async fn in_this_task<T, F>(jobs: impl Iterator<Item = F>) -> Vec<T>
where
    F: Future<Output = T>,
{
    let mut jobs = jobs.enumerate();
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    let mut done = BTreeMap::new();
    poll_fn(|context| {
        loop {
            while running.len() < MOST
                && let Some((at, job)) = jobs.next()
            {
                running.push((at, Box::pin(job)));
            }
            if running.is_empty() {
                return Poll::Ready(());
            }
            let before = done.len();
            running.retain_mut(|(at, job)| match job.as_mut().poll(context) {
                Poll::Ready(result) => {
                    done.insert(*at, result);
                    false
                }
                Poll::Pending => true,
            });
            // Start the next jobs at once: a job that has not started wakes no task.
            if done.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    done.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_in_one_task_run_side_by_side_and_end_in_order() {
        let began = std::time::Instant::now();
        let jobs = (0..20_u64).map(|n| async move {
            tokio::time::sleep(std::time::Duration::from_millis(40 - n)).await;
            n
        });
        assert_eq!(in_this_task(jobs).await, (0..20).collect::<Vec<_>>());
        assert!(began.elapsed() < std::time::Duration::from_millis(400));
        let at_once = (0..20).map(std::future::ready);
        assert_eq!(in_this_task(at_once).await.len(), 20);
    }

    #[tokio::test]
    async fn results_come_in_the_order_of_the_jobs() {
        let jobs = (0..30_u64).map(|n| async move {
            tokio::time::sleep(std::time::Duration::from_millis(30 - n)).await;
            n
        });
        assert_eq!(in_order(jobs).await, (0..30).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn each_result_is_told_with_its_place_when_it_is_there() {
        // The first job waits until the others have been told.
        let gate = Arc::new(Semaphore::new(0));
        let jobs = (0..30_usize).map(|n| {
            let gate = Arc::clone(&gate);
            async move {
                if n == 0 {
                    gate.acquire().await.unwrap().forget();
                }
                n
            }
        });
        let mut done_at = Vec::new();
        let take = |at, n| {
            done_at.push((at, n));
            if done_at.len() == 29 {
                gate.add_permits(1);
            }
        };
        bounded_join(jobs, take).await;
        assert_eq!(done_at.last(), Some(&(0, 0)));
        assert!(done_at.iter().all(|(at, n)| at == n) && done_at.len() == 30);
    }
}
