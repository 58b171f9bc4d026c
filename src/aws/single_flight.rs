//! One question that many ask: the first caller sends it, the others wait for its answer.
//!
//! An answer is kept. A failure is handed to the callers that waited and to those of the next seconds, so that a
//! thousand rows do not send the question a thousand times; then it is sent again.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use crate::app::resource_explorer::source::SourceError;

/// How long a failure is handed out before the question is sent again.
const FAILURE_LASTS: Duration = Duration::from_secs(20);

/// An answer, or the failure to get it and when that was.
type KeptAnswer<T> = Result<T, (Instant, SourceError)>;

/// A question and what is known of its answer.
pub(in crate::aws) struct SingleFlight<T> {
    cell: Mutex<Arc<OnceCell<KeptAnswer<T>>>>,
    failure_lasts: Duration,
}

impl<T> Default for SingleFlight<T> {
    fn default() -> Self {
        Self {
            cell: Mutex::default(),
            failure_lasts: FAILURE_LASTS,
        }
    }
}

impl<T> fmt::Debug for SingleFlight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SingleFlight")
    }
}

impl<T: Clone> SingleFlight<T> {
    /// The answer. Calls `ask` if there is none and no other caller is asking. No lock is held meanwhile; when
    /// the caller that asks is dropped, the next one that waits asks.
    pub(in crate::aws) async fn get<F>(&self, ask: impl FnOnce() -> F) -> Result<T, SourceError>
    where
        F: Future<Output = Result<T, SourceError>>,
    {
        let asking = || async { ask().await.map_err(|error| (Instant::now(), error)) };
        let answered = self.cell().get_or_init(asking).await.clone();
        answered.map_err(|(_, error)| error)
    }

    fn cell(&self) -> Arc<OnceCell<KeptAnswer<T>>> {
        let mut cell = self.cell.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(cell.get(), Some(Err((at, _))) if at.elapsed() >= self.failure_lasts) {
            *cell = Arc::default();
        }
        Arc::clone(&cell)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;

    fn failed() -> SourceError {
        SourceError::Config("no".into())
    }

    #[tokio::test]
    async fn many_ask_once_and_a_success_stays() {
        let question = SingleFlight {
            failure_lasts: Duration::ZERO,
            ..SingleFlight::default()
        };
        let asked = AtomicU32::new(0);
        let ask = || async {
            asked.fetch_add(1, Relaxed);
            tokio::task::yield_now().await;
            Ok(7)
        };
        let (first, second) = tokio::join!(question.get(ask), question.get(ask));
        assert_eq!((first, second), (Ok(7), Ok(7)));
        assert_eq!(question.get(ask).await, Ok(7));
        assert_eq!(asked.load(Relaxed), 1);
    }

    #[tokio::test]
    async fn a_failure_is_no_answer_for_long() {
        let mut question = SingleFlight::default();
        let asked = AtomicU32::new(0);
        let ask = || async {
            match asked.fetch_add(1, Relaxed) {
                0 => Err(failed()),
                _ => Ok(7),
            }
        };
        assert_eq!(question.get(ask).await, Err(failed()));
        assert_eq!(question.get(ask).await, Err(failed()), "for a moment");
        assert_eq!(asked.load(Relaxed), 1);
        question.failure_lasts = Duration::ZERO;
        assert_eq!(question.get(ask).await, Ok(7));
    }

    #[tokio::test]
    async fn who_gives_up_asking_leaves_it_to_the_next() {
        let question = SingleFlight::default();
        let hanging = question.get(std::future::pending::<Result<i32, SourceError>>);
        let given_up = tokio::time::timeout(Duration::from_millis(1), hanging).await;
        assert!(given_up.is_err());
        assert_eq!(question.get(|| async { Ok(7) }).await, Ok(7));
    }
}
