//! How an answer begins that is not what was expected: for the log, where whoever wants to know why finds
//! it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use compact_str::CompactString;

use super::classify::Asked;
use super::text::hide_secrets;
use crate::app::resource_explorer::source::SourceError;

/// The most of an answer that goes to the log, in characters.
const MAX_CHARS: usize = 200;

/// Services whose answers hand out credentials. Nothing of these is ever written down.
const OF_CREDENTIALS: [&str; 5] = ["sts", "sso", "sso-oauth", "sso-oidc", "signin"];

/// The beginning of an answer, one line, without what looks like a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::aws) struct Head(CompactString);

impl Head {
    /// The beginning of a body.
    pub(in crate::aws) fn of(body: &[u8]) -> Self {
        // A character takes four bytes at most.
        let beginning = &body[..body.len().min(MAX_CHARS * 4)];
        let text: String = String::from_utf8_lossy(beginning)
            .chars()
            .take(MAX_CHARS)
            .collect();
        Self(hide_secrets(&text))
    }

    /// Writes it to the log, with what was asked and what is wrong with it.
    pub(in crate::aws) fn log(&self, action: &str, reason: &str) {
        let service = action.split(':').next().unwrap_or_default();
        if OF_CREDENTIALS.contains(&service) {
            return;
        }
        tracing::warn!(action, reason, head = %self.0, "an unexpected answer");
    }
}

/// Only the log shows it.
impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Head({} bytes)", self.0.len())
    }
}

/// Keeps how the answer to one typed call begins: the SDK hands on what it understood, and what it did not
/// understand is gone.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct HeadKeeper(Arc<Mutex<Head>>);

impl HeadKeeper {
    /// Writes to the log how the answer began, and hands on what is wrong with it.
    pub(in crate::aws) fn bad_answer(&self, asked: &Asked<'_>, reason: &str) -> SourceError {
        let head = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        head.log(asked.action, reason);
        asked.bad_answer(reason)
    }
}

impl Intercept for HeadKeeper {
    fn name(&self) -> &'static str {
        "HeadKeeper"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(body) = context.response().body().bytes() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Head::of(body);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_short_and_holds_no_secret() {
        let long = "word ".repeat(1_000);
        assert!(Head::of(long.as_bytes()).0.chars().count() <= MAX_CHARS);
        let head =
            Head::of(b"<A>\n <Key>AKIAIOSFODNN7EXAMPLE</Key> {\"k\":\"AKIAIOSFODNN7EXAMPLE\"}");
        assert!(
            !head.0.contains("AKIA") && head.0.starts_with("<A>"),
            "{}",
            head.0
        );
        // Cut in the middle of a character.
        assert!(
            Head::of(&"ü".repeat(1_000).as_bytes()[..999])
                .0
                .starts_with('ü')
        );
        assert_eq!(Head::of(b""), Head::default());
    }
}
