//! How long a call may take, and how often it is sent.

use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::identity::SharedIdentityCache;

use crate::app::resource_explorer::source::TimeLimits;

const LIMITS: TimeLimits = TimeLimits::IN_FORCE;

/// A sign-in helper (`credential_process`, Identity Center) may take its time.
const CREDENTIALS_TIMEOUT: Duration = Duration::from_secs(30);
/// Attempts in all; only what the network lost is sent again.
const MAX_ATTEMPTS: u32 = 2;

pub(super) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(MAX_ATTEMPTS)
        .with_initial_backoff(Duration::from_millis(200))
}

pub(super) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(LIMITS.connect)
        .read_timeout(LIMITS.first_byte)
        .operation_attempt_timeout(LIMITS.attempt)
        .operation_timeout(LIMITS.request)
        .build()
}

pub(super) fn stalled_streams() -> StalledStreamProtectionConfig {
    StalledStreamProtectionConfig::enabled()
        .grace_period(LIMITS.first_byte)
        .build()
}

pub(super) fn identity_cache() -> SharedIdentityCache {
    IdentityCache::lazy()
        .load_timeout(CREDENTIALS_TIMEOUT)
        .build()
}
