//! The SDK's error, taken apart.

use std::error::Error;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use compact_str::CompactString;

use super::answer_fault::{AnswerFault, SlowAnswer};
use super::outline::Outline;
use super::text::{chain, html_title, is_html, scrub};
use super::wire::{bucket_region, error_code, error_message, request_id, retry_after};
use crate::app::resource_explorer::source::{SourceError, TimeLimit};
use crate::aws::transport::read_only::Refusal;
use crate::model::Region;

/// Why a call has no usable answer, independent of the operation.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) enum CallError {
    /// The read-only guard refused it.
    Refused(Refusal),
    /// There are no credentials, for a reason we know already.
    Explained(Box<SourceError>),
    /// There are no credentials.
    Credentials {
        missing: bool,
        reason: CompactString,
    },
    /// There was no connection in time.
    TimedOut,
    /// There was no answer in time.
    TooSlow(TimeLimit, Duration),
    /// The request did not get through.
    Connection(CompactString),
    /// The service answered with an error.
    Answered(Box<ErrorResponse>),
    /// The service answered with success, but not with what the API promises.
    Unreadable {
        /// What is wrong with it.
        reason: CompactString,
        /// What it looks like, for the log.
        outline: Outline,
    },
}

/// An error answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::aws) struct ErrorResponse {
    /// HTTP status.
    pub status: u16,
    /// AWS's error code, if the answer had one.
    pub code: Option<CompactString>,
    /// AWS's message as it came; only for reading, show it through [`scrub`].
    pub message: String,
    /// AWS's request id.
    pub request_id: Option<CompactString>,
    /// How long the service asks us to wait.
    pub retry_after: Option<Duration>,
    /// Whether the answer was a web page, and its title.
    pub page: Option<CompactString>,
    /// The region that S3 says the bucket is in.
    pub bucket_region: Option<CompactString>,
}

impl CallError {
    /// Takes an SDK error apart.
    pub(in crate::aws) fn new<E>(error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        if let Some(answer) = error.raw_response() {
            let meta = error.as_service_error().map(ProvideErrorMetadata::meta);
            return Self::from_answer(answer, meta, &error);
        }
        match error {
            SdkError::TimeoutError(_) => Self::TimedOut,
            SdkError::DispatchFailure(failure) if failure.is_timeout() => Self::TimedOut,
            other => Self::from_causes(&other),
        }
    }

    /// The region that an error answer of S3 names.
    pub(in crate::aws) fn bucket_region(&self) -> Option<Region> {
        match self {
            Self::Answered(answer) => answer.bucket_region.as_ref()?.parse().ok(),
            _ => None,
        }
    }

    fn from_answer(
        answer: &HttpResponse,
        meta: Option<&ErrorMetadata>,
        error: &(dyn Error + 'static),
    ) -> Self {
        let status = answer.status().as_u16();
        let body = answer.body().bytes().unwrap_or_default();
        if (200..300).contains(&status) {
            // The SDK's own message quotes the text that it could not parse.
            tracing::debug!(error = %chain(error), "the SDK cannot read an answer");
            return Self::Unreadable {
                reason: "it has not the form that the API promises".into(),
                outline: Outline::of(body),
            };
        }
        let page = is_html(body).then(|| html_title(body).unwrap_or_default());
        let code = meta.and_then(ErrorMetadata::code).map(str::to_owned);
        let message = meta.and_then(ErrorMetadata::message).map(str::to_owned);
        Self::Answered(Box::new(ErrorResponse {
            status,
            code: code.or_else(|| error_code(answer)).map(CompactString::from),
            message: message
                .or_else(|| error_message(answer))
                .unwrap_or_default(),
            request_id: request_id(answer).map(CompactString::from),
            retry_after: retry_after(answer, SystemTime::now()),
            page,
            bucket_region: bucket_region(answer).map(CompactString::from),
        }))
    }

    /// Without an answer: what stopped it is somewhere among the causes.
    fn from_causes(error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(cause) = next {
            if let Some(refusal) = cause.downcast_ref::<Refusal>() {
                return Self::Refused(refusal.clone());
            }
            if let Some(explained) = cause.downcast_ref::<SourceError>() {
                return Self::Explained(Box::new(explained.clone()));
            }
            if let Some(fault) = cause.downcast_ref::<AnswerFault>() {
                return Self::Unreadable {
                    reason: scrub(&fault.reason),
                    outline: fault.outline.clone(),
                };
            }
            if let Some(SlowAnswer { limit, after }) = cause.downcast_ref() {
                return Self::TooSlow(*limit, *after);
            }
            if let Some(credentials) = cause.downcast_ref::<CredentialsError>() {
                return Self::from_credentials(credentials);
            }
            next = cause.source();
        }
        Self::Connection(last_causes(error))
    }

    fn from_credentials(error: &CredentialsError) -> Self {
        match Self::from_inner(error.source()) {
            Some(inner) => inner,
            None => {
                let reason = chain(error);
                // The chain asks the instance role last, so an error of IMDS means that no source had
                // credentials.
                let missing = matches!(error, CredentialsError::CredentialsNotLoaded(_))
                    || reason.contains("IMDS");
                Self::Credentials { missing, reason }
            }
        }
    }

    fn from_inner(mut next: Option<&(dyn Error + 'static)>) -> Option<Self> {
        while let Some(cause) = next {
            if let Some(explained) = cause.downcast_ref::<SourceError>() {
                return Some(Self::Explained(Box::new(explained.clone())));
            }
            if let Some(refusal) = cause.downcast_ref::<Refusal>() {
                return Some(Self::Refused(refusal.clone()));
            }
            next = cause.source();
        }
        None
    }
}

/// The innermost two causes: what is around them only says that something failed.
fn last_causes(error: &(dyn Error + 'static)) -> CompactString {
    let mut causes: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        let text = cause.to_string();
        causes.retain(|outer| !outer.contains(&text));
        causes.push(text);
        next = cause.source();
    }
    let from = causes.len().saturating_sub(2);
    scrub(&causes[from..].join(": "))
}

/// The error of a service that we speak to without its crate.
#[derive(Debug)]
pub(in crate::aws) struct WireError(pub ErrorMetadata);

impl std::fmt::Display for WireError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.message().unwrap_or("error answer"))
    }
}

impl Error for WireError {}

impl ProvideErrorMetadata for WireError {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}
