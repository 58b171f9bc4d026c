//! How long a connection may take, and how often a call is sent. How long its answer may take is watched below
//! all clients, where a person's limits are known.

use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::identity::SharedIdentityCache;

/// Until there is a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Each source of credentials has a limit of its own; this one is above all of them.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(60 * 60);
/// Attempts in all; only what the network lost is sent again.
const MAX_ATTEMPTS: u32 = 2;

pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(Duration::from_millis(200))
}

pub(super) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .build()
}

/// Bodies are in memory before the SDK sees them: it has no stream to watch.
pub(super) fn stalled_streams() -> StalledStreamProtectionConfig {
    StalledStreamProtectionConfig::disabled()
}

pub(super) fn identity_cache() -> SharedIdentityCache {
    IdentityCache::lazy()
        .load_timeout(CREDENTIALS_TIMEOUT)
        .build()
}
