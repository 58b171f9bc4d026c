//! The time that an answer may take.

use std::future::Future;

use aws_smithy_runtime_api::client::http::HttpConnectorFuture;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use tokio::time::{Instant, timeout};

use crate::app::resource_explorer::source::{TimeLimit, TimeLimits};
use crate::aws::transport::errors::SlowAnswer;

/// Runs from the moment in which a request is sent.
pub(super) struct AnswerClock {
    limits: TimeLimits,
    sent: Instant,
}

impl AnswerClock {
    pub(super) fn start(limits: TimeLimits) -> Self {
        Self {
            limits,
            sent: Instant::now(),
        }
    }

    /// The beginning of the answer, if it comes in time.
    pub(super) async fn head(
        &self,
        arriving: HttpConnectorFuture,
    ) -> Result<HttpResponse, ConnectorError> {
        let head = timeout(self.limits.first_byte, arriving).await;
        head.unwrap_or_else(|_| Err(self.passed(TimeLimit::FirstByte)))
    }

    /// The whole answer, if it comes in time. The SDK sends again at once what was lost on the way, but not what
    /// took half of the time before it was: both together would take too long.
    pub(super) async fn whole(
        &self,
        answer: impl Future<Output = Result<HttpResponse, ConnectorError>>,
    ) -> Result<HttpResponse, ConnectorError> {
        match timeout(self.limits.page, answer).await {
            Err(_) => Err(self.passed(TimeLimit::Page)),
            Ok(Err(error)) if error.is_io() && self.sent.elapsed() > self.limits.page / 2 => {
                Err(ConnectorError::other(Box::new(error), None))
            }
            Ok(answer) => answer,
        }
    }

    /// The SDK does not send again what took too long; the engine's sender may.
    fn passed(&self, limit: TimeLimit) -> ConnectorError {
        let after = self.limits.get(limit);
        ConnectorError::other(Box::new(SlowAnswer { limit, after }), None)
    }
}
