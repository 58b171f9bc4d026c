//! The memory that the body of an answer may take while it arrives.
//!
//! The sender of a request sets memory aside for its answer and knows nothing of HTTP; the code that reads the
//! body knows nothing of budgets. The meter travels with the request's task.

use std::future::Future;
use std::sync::Arc;

use super::SourceError;

/// Memory set aside for one answer. Grows with the body.
pub trait BodyMeter: Send + Sync {
    /// What has arrived of the answer takes `bytes` in all once it has been read: its text and the values that are
    /// made of it. Called again and again while it arrives, and once at its end.
    ///
    /// # Errors
    /// [`SourceError::MemoryLimit`] when there is no room for them: reading must stop.
    fn arrived(&self, bytes: u64) -> Result<(), SourceError>;
}

tokio::task_local! {
    static METER: Arc<dyn BodyMeter>;
}

/// Runs a request whose body is counted by `meter`.
pub async fn metered<F: Future>(meter: Arc<dyn BodyMeter>, request: F) -> F::Output {
    METER.scope(meter, request).await
}

/// The meter of the request that this task runs; `None` when its caller set no memory aside.
pub fn body_meter() -> Option<Arc<dyn BodyMeter>> {
    METER.try_with(Arc::clone).ok()
}
