//! Asks in the name of an account: the request waits while its account waits for a sign-in.

use std::sync::Arc;

use super::auth::access_polling::pause;
use super::auth::paused_accounts::MAX_RESUMES_WITHOUT_ANSWER;
use super::context::EngineContext;
use super::request::{Answered, NoAnswer, OnSignIn, Request};
use crate::app::resource_explorer::source::SourceError;

impl EngineContext {
    /// Sends a request until it is answered or given up. While its account waits for a sign-in, so does the
    /// request.
    pub(super) async fn ask<T, F>(
        self: &Arc<Self>,
        request: &Request<'_>,
        attempt: impl Fn() -> F,
    ) -> Result<Answered<T>, NoAnswer>
    where
        F: Future<Output = Result<T, SourceError>>,
    {
        let account = request.lane.map(|lane| lane.account);
        let account = account.filter(|_| request.on_sign_in == OnSignIn::Wait);
        let mut resumes_without_answer = 0;
        loop {
            if let Some(account) = account {
                self.pauses.until_resumed(account).await;
            }
            match (self.sender.send(request, &attempt).await, account) {
                (Err(NoAnswer::Failed(error)), Some(account))
                    if self.pauses.waits_for(&error)
                        && resumes_without_answer < MAX_RESUMES_WITHOUT_ANSWER =>
                {
                    resumes_without_answer += 1;
                    pause(self, account, error);
                }
                (sent, _) => return sent,
            }
        }
    }
}
