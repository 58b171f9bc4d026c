//! How long a request may take. All limits are here, side by side.

use std::time::Duration;

/// How long the parts of a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimits {
    /// Until there is a connection.
    pub connect: Duration,
    /// From the request to the beginning of the answer.
    pub first_byte: Duration,
    /// One sending of a request, to the end of its answer.
    pub attempt: Duration,
    /// A request with all that the SDK does for it, to the end of its answer.
    pub request: Duration,
    /// What a request may have taken in all when it is sent again after a fault: one that hung is not.
    pub retry_within: Duration,
}

impl TimeLimits {
    /// Those in force. A request that is never answered ends within a minute.
    pub const IN_FORCE: Self = Self {
        connect: Duration::from_secs(5),
        first_byte: Duration::from_secs(20),
        attempt: Duration::from_secs(40),
        request: Duration::from_secs(48),
        retry_within: Duration::from_secs(8),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_is_never_answered_ends_within_a_minute() {
        let TimeLimits {
            connect,
            first_byte,
            attempt,
            request,
            retry_within,
        } = TimeLimits::IN_FORCE;
        assert!(connect < first_byte && first_byte < attempt && attempt < request);
        assert!(retry_within + request < Duration::from_secs(60));
    }
}
