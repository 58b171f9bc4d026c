//! The time limit of a list, as far as a single request of it is concerned.

use std::pin::pin;
use std::sync::atomic::Ordering;

use super::ongoing_request::OngoingRequest;
use crate::app::resource_explorer::source::{SourceError, TimeLeft, TimeLimit};

/// The answer, if it comes in the time that its list has left. The time of requests that help does not count.
pub(super) async fn in_time<T>(
    time_left: Option<TimeLeft>,
    action: &'static str,
    ongoing: &OngoingRequest,
    answer: impl Future<Output = Result<T, SourceError>>,
) -> Result<T, SourceError> {
    let Some(TimeLeft { left, of }) = time_left else {
        return answer.await;
    };
    let mut answer = pin!(answer);
    if let Ok(answer) = tokio::time::timeout(left, &mut answer).await {
        return answer;
    }
    if ongoing.help.begun.load(Ordering::Relaxed) > 0 {
        // The time went to other requests, which have limits of their own.
        return answer.await;
    }
    Err(SourceError::TimeLimit {
        action: action.into(),
        limit: TimeLimit::List,
        after: of,
    })
}
