//! From a failed call to the engine's error for it.

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::call_context::{CallContext, SignIn};
use super::call_error::{CallError, ErrorResponse};
use super::codes::{Class, class_of_answer};
use super::outline::Outline;
use super::text::{principal, scrub};
use crate::app::resource_explorer::source::SourceError;

/// An explained failure.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) struct Failure {
    /// The engine's error.
    pub error: SourceError,
    /// Whether that is certain.
    pub doubt: Doubt,
}

/// Whether an error may mean something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum Doubt {
    /// It is what it says.
    None,
    /// "Not a valid token" is also what a region says that the account has not enabled.
    RegionMayBeDisabled,
    /// The answer comes from an endpoint without this service.
    NoSuchService,
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self {
            error,
            doubt: Doubt::None,
        }
    }
}

impl CallContext<'_> {
    /// The engine's error for a failed call.
    pub(in crate::aws) fn explain(&self, error: CallError) -> Failure {
        match error {
            CallError::Refused(refusal) => SourceError::Config(refusal.to_string().into()).into(),
            CallError::Explained(error) => (*error).into(),
            CallError::Credentials { missing, reason } => self
                .sign_in(&self.without_credentials(missing, &reason))
                .into(),
            CallError::TimedOut => self.network("it took too long").into(),
            CallError::TooSlow(limit, after) => SourceError::TimeLimit {
                action: self.action.into(),
                limit,
                after,
            }
            .into(),
            CallError::Connection(reason) => self.network(&reason).into(),
            CallError::Unreadable { reason, outline } => {
                outline.log(self.action, &reason);
                self.bad_answer(&reason).into()
            }
            CallError::Answered(answer) => self.explain_answer(&answer),
        }
    }

    /// An answer that is not what the API promises; the shape of the part that is wrong goes to the log.
    pub(in crate::aws) fn bad_answer_in(&self, reason: &str, part: &Value) -> SourceError {
        Outline::of_json(part).log(self.action, reason);
        self.bad_answer(reason)
    }

    fn explain_answer(&self, answer: &ErrorResponse) -> Failure {
        let action: CompactString = self.action.into();
        let Some(code) = answer.code.clone() else {
            let error = self.without_code(answer);
            let doubt = match error {
                SourceError::Unsupported { .. } => Doubt::NoSuchService,
                _ => Doubt::None,
            };
            return Failure { error, doubt };
        };
        let class = class_of_answer(answer, &code);
        let error = match class {
            Class::Denied => SourceError::Denied {
                action,
                code,
                principal: principal(&answer.message),
            },
            Class::Throttled => SourceError::Throttled {
                action,
                code,
                retry_after: answer.retry_after,
            },
            Class::SignIn => self.sign_in(&self.not_accepted(&code)),
            Class::TokenRefused => {
                return Failure {
                    error: self.sign_in(&self.not_accepted(&code)),
                    doubt: Doubt::RegionMayBeDisabled,
                };
            }
            Class::NotEnabled => SourceError::RegionNotEnabled(self.region),
            Class::Unsupported => SourceError::Unsupported {
                reason: format_compact!("{} ({code})", self.action),
            },
            Class::Fault => SourceError::Fault {
                action,
                code,
                message: scrub(&answer.message),
                request_id: answer.request_id.clone(),
                retry_after: answer.retry_after,
            },
            Class::LimitExceeded | Class::Other => SourceError::Service {
                action,
                code,
                message: scrub(&answer.message),
                request_id: answer.request_id.clone(),
            },
        };
        error.into()
    }

    /// An error answer without AWS's error code does not come from the service itself.
    fn without_code(&self, answer: &ErrorResponse) -> SourceError {
        let status = answer.status;
        match (status, &answer.page) {
            (429, _) => SourceError::Throttled {
                action: self.action.into(),
                code: "HTTP 429".into(),
                retry_after: answer.retry_after,
            },
            (404 | 405 | 500 | 501, Some(_)) | (404 | 405 | 501, None) => {
                SourceError::Unsupported {
                    reason: format_compact!(
                        "{} is not known at {} (HTTP {status})",
                        self.action,
                        self.endpoint
                    ),
                }
            }
            (500.., _) => SourceError::Fault {
                action: self.action.into(),
                code: format_compact!("HTTP {status}"),
                message: format_compact!("{} answers HTTP {status}", self.endpoint),
                request_id: answer.request_id.clone(),
                retry_after: answer.retry_after,
            },
            (_, Some(title)) => self.bad_answer(&format!(
                "a web page (HTTP {status}, \"{title}\") instead of an answer; \
                 a proxy or a sign-in page may be in the way"
            )),
            (_, None) => self.bad_answer(&format!("HTTP {status} without an error code")),
        }
    }

    fn network(&self, reason: &str) -> SourceError {
        SourceError::Network {
            endpoint: self.endpoint.into(),
            reason: scrub(reason),
        }
    }

    fn sign_in(&self, reason: &str) -> SourceError {
        SourceError::SignIn {
            via: self.via.into(),
            reason: reason.into(),
        }
    }

    fn not_accepted(&self, code: &str) -> String {
        let what = match code {
            "ExpiredToken"
            | "ExpiredTokenException"
            | "RequestExpired"
            | "TokenRefreshRequired" => "the credentials have expired",
            "RequestTimeTooSkewed" => {
                return format!(
                    "the clock of this machine is wrong ({code}); set it and try again"
                );
            }
            _ => "AWS does not accept the credentials",
        };
        format!("{what} ({code}); {}", self.sign_in.advice())
    }

    fn without_credentials(&self, missing: bool, reason: &str) -> String {
        match (self.sign_in, missing) {
            (SignIn::DefaultChain, true) => "no credentials found in the environment, in the \
                 config files or from a role of this machine; choose a profile, set keys, or run \
                 `aws configure`"
                .to_owned(),
            (SignIn::Profile(name), true) => format!(
                "the profile {name} has no credentials: no keys, role, process or sign-in are \
                 configured for it"
            ),
            (how, _) => format!(
                "the credentials cannot be loaded: {reason}; {}",
                how.advice()
            ),
        }
    }
}
