//! Where a request is under way, for requests that help to answer it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::app::resource_explorer::scheduler::Asker;

/// How many requests have helped to answer another, and for how long.
#[derive(Default)]
pub(super) struct HelpTime {
    pub(super) begun: AtomicU64,
    pub(super) took_ms: AtomicU64,
}

/// How requests that helped to answer another have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Help {
    /// There were none, or none was given up.
    None,
    /// One was given up after all its retries.
    GaveUp,
}

/// A request that is under way, for requests that help to answer it.
#[derive(Clone)]
pub(super) struct OngoingRequest {
    pub(super) asker: Asker,
    /// Held by the helping request that goes out in its place.
    pub(super) helping: Arc<tokio::sync::Mutex<()>>,
    /// Whether a helping request was given up after all its retries.
    pub(super) gave_up: Arc<AtomicBool>,
    pub(super) help: Arc<HelpTime>,
}

tokio::task_local! {
    pub(super) static ONGOING: OngoingRequest;
}

impl OngoingRequest {
    pub(super) fn new(asker: Asker) -> Self {
        Self {
            asker,
            helping: Arc::default(),
            gave_up: Arc::default(),
            help: Arc::default(),
        }
    }

    /// Runs an attempt of it.
    pub(super) async fn run<F: Future>(&self, attempt: F) -> F::Output {
        ONGOING.scope(self.clone(), attempt).await
    }

    /// How long requests that helped have taken. Their waiting for a turn is in it.
    pub(super) fn helped_for(&self) -> Duration {
        Duration::from_millis(self.help.took_ms.load(Ordering::Relaxed))
    }

    /// How the requests ended that helped.
    pub(super) fn help_at_end(&self) -> Help {
        if self.gave_up.load(Ordering::Relaxed) {
            Help::GaveUp
        } else {
            Help::None
        }
    }
}
