//! Why a request has no answer.

use std::time::Duration;

use compact_str::CompactString;
use thiserror::Error;

use super::TimeLimit;
use crate::model::Region;
use crate::model::heap;

/// Why a request has no answer. One variant per different reaction.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SourceError {
    /// The caller may not do this. Never retried.
    #[error("not allowed: {action} ({code})")]
    Denied {
        /// IAM action, `ec2:DescribeInstances`.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// The user or role that was refused, when AWS said.
        principal: Option<CompactString>,
    },
    /// Too fast. Retried later, slower.
    #[error("throttled: {action} ({code})")]
    Throttled {
        /// IAM action.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// How long the service asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The credentials are missing, expired or not accepted.
    #[error("{via}: {reason}")]
    SignIn {
        /// Profile or role.
        via: CompactString,
        /// What is wrong and what to do about it, one sentence.
        reason: CompactString,
    },
    /// The service or operation does not exist here.
    #[error("not available here: {reason}")]
    Unsupported {
        /// What was not available.
        reason: CompactString,
    },
    /// The account has not enabled the region.
    #[error("region {0} is not enabled in this account")]
    RegionNotEnabled(Region),
    /// No answer: name resolution, connection, time-out, TLS.
    #[error("no connection to {endpoint}: {reason}")]
    Network {
        /// Where to.
        endpoint: CompactString,
        /// What happened.
        reason: CompactString,
    },
    /// An answer or a list took longer than a person lets it.
    #[error("{action}: {}", limit.sentence(*after))]
    TimeLimit {
        /// IAM action.
        action: CompactString,
        /// Which limit passed.
        limit: TimeLimit,
        /// How long that is.
        after: Duration,
    },
    /// An answer that is not what the API promises: HTML, cut short, wrong shape.
    #[error("unexpected answer from {action}: {reason}")]
    BadAnswer {
        /// IAM action.
        action: CompactString,
        /// What was wrong with it.
        reason: CompactString,
    },
    /// The service refused for a reason of its own.
    #[error("{action} failed: {code}: {message}")]
    Service {
        /// IAM action.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// AWS's message, shortened.
        message: CompactString,
        /// AWS's request id, for support.
        request_id: Option<CompactString>,
    },
    /// The service failed for a reason that passes by itself: HTTP 5xx with any code. Retried.
    #[error("{action} failed: {code}: {message}")]
    Fault {
        /// IAM action.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// AWS's message, shortened.
        message: CompactString,
        /// AWS's request id, for support.
        request_id: Option<CompactString>,
        /// How long the service asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The configuration cannot be used.
    #[error("{0}")]
    Config(CompactString),
    /// There is nothing of the type here: what there is of it belongs to another account, or to none.
    #[error("{0}")]
    Elsewhere(CompactString),
    /// The call was not made, for this reason.
    #[error("{0}")]
    NotAsked(CompactString),
    /// The resource was there when it was listed and is gone now. Nothing went wrong.
    #[error("gone since it was listed: {action} ({code})")]
    Gone {
        /// IAM action.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
    },
    /// The answer takes more memory than the budget allows.
    #[error("{0}")]
    MemoryLimit(CompactString),
    /// A bug in this program.
    #[error("internal error in awsdash while {0}; the log says more")]
    Internal(&'static str),
}

impl SourceError {
    /// Bytes of its texts on the heap.
    pub fn heap_bytes(&self) -> usize {
        let texts: [Option<&CompactString>; 4] = match self {
            Self::Denied {
                action,
                code,
                principal,
            } => [Some(action), Some(code), principal.as_ref(), None],
            Self::Throttled { action, code, .. } | Self::Gone { action, code } => {
                [Some(action), Some(code), None, None]
            }
            Self::SignIn {
                via: first,
                reason: second,
            }
            | Self::Network {
                endpoint: first,
                reason: second,
            }
            | Self::BadAnswer {
                action: first,
                reason: second,
            } => [Some(first), Some(second), None, None],
            Self::Service {
                action,
                code,
                message,
                request_id,
            }
            | Self::Fault {
                action,
                code,
                message,
                request_id,
                ..
            } => [Some(action), Some(code), Some(message), request_id.as_ref()],
            Self::Unsupported { reason: text }
            | Self::Config(text)
            | Self::Elsewhere(text)
            | Self::NotAsked(text)
            | Self::MemoryLimit(text) => [Some(text), None, None, None],
            Self::TimeLimit { action, .. } => [Some(action), None, None, None],
            Self::RegionNotEnabled(_) | Self::Internal(_) => [None; 4],
        };
        texts.into_iter().flatten().map(heap::of_text).sum()
    }

    /// How long the service asks us to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after, .. } | Self::Fault { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether sending the same request again may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Network { .. } | Self::Fault { .. } => true,
            // The next answer may come in time; a page that is too long for its limit stays so.
            Self::TimeLimit { limit, .. } => *limit == TimeLimit::FirstByte,
            Self::Denied { .. }
            | Self::Service { .. }
            | Self::SignIn { .. }
            | Self::Unsupported { .. }
            | Self::RegionNotEnabled(_)
            | Self::BadAnswer { .. }
            | Self::Config(_)
            | Self::Elsewhere(_)
            | Self::NotAsked(_)
            | Self::Gone { .. }
            | Self::MemoryLimit(_)
            | Self::Internal(_) => false,
        }
    }
}
