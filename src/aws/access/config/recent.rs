//! The configuration, read again when what was read is no longer fresh: a thousand profiles are prepared at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Configuration;

/// How long what was read serves those who ask next.
const FRESH_FOR: Duration = Duration::from_secs(1);

/// When it was read, and what.
type Reading = (Instant, Arc<Configuration>);

/// What was read last.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct RecentConfiguration(Arc<Mutex<Option<Reading>>>);

impl RecentConfiguration {
    /// The configuration as it is, or was a moment ago.
    pub(in crate::aws) async fn get(&self) -> Arc<Configuration> {
        if let Some(fresh) = self.fresh() {
            return fresh;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "reads small files, and is waited for here"
        )]
        let read = tokio::task::spawn_blocking(Configuration::read).await;
        let read = Arc::new(read.unwrap_or_default());
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((Instant::now(), Arc::clone(&read)));
        read
    }

    fn fresh(&self) -> Option<Arc<Configuration>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, read) = last.as_ref()?;
        (at.elapsed() < FRESH_FOR).then(|| Arc::clone(read))
    }
}
