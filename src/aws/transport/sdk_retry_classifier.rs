//! Errors that the SDK must not retry by itself.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

use super::errors::{error_code, is_html, is_throttling};

/// Leaves throttling to the scheduler, which slows the whole lane down instead of one request, and treats a web
/// page as an answer that will not improve.
#[derive(Debug)]
pub(in crate::aws) struct LeaveToScheduler;

impl ClassifyRetry for LeaveToScheduler {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let refuse = context.response().is_some_and(|answer| {
            let body = answer.body().bytes().unwrap_or_default();
            let code = error_code(answer);
            answer.status().as_u16() == 429
                || code.is_some_and(|code| is_throttling(&code))
                || is_html(body)
        });
        if refuse {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "LeaveToScheduler"
    }
}
