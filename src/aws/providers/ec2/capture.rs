//! What AWS really answered, kept as it came until it is read.

use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;

use crate::app::resource_explorer::source::BoxFuture;
use crate::aws::transport::errors::{CallError, Outline, scrub};
use crate::catalog::ec2::{PageRest, ops, read_items, xml};

/// What one page is asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Ask {
    /// Where to go on.
    pub token: Option<String>,
    /// Only these resources.
    pub ids: Option<Vec<String>>,
}

impl Ask {
    /// The page size, which EC2 does not take together with ids.
    pub(super) fn limit(&self, most: i32) -> Option<i32> {
        self.ids.is_none().then_some(most)
    }

    /// The same, with the most that the catalog says `operation` takes.
    pub(super) fn limit_of(&self, operation: &str) -> Option<i32> {
        let (_, most) = ops::get(operation)?.page_size;
        self.limit(i32::try_from(most?).ok()?)
    }
}

/// The answer to a call as JSON, or why there is none.
pub(super) type AnswerAsJson = BoxFuture<'static, Result<Value, CallError>>;

/// A page of a list as it came, or why there is none.
pub(super) type AnswerAsPage = BoxFuture<'static, Result<Answer, CallError>>;

/// The body of an answer as it came.
#[derive(Debug)]
pub(in crate::aws) struct Answer {
    operation: &'static str,
    body: SdkBody,
}

impl Answer {
    /// Hands each listed item to `each` and returns the rest of the answer. Items before an error are not a page.
    pub(in crate::aws) fn read_items(
        &self,
        each: &mut dyn FnMut(Value),
    ) -> Result<Value, CallError> {
        let PageRest {
            answer,
            missing_list,
        } = read_items(self.bytes(), self.operation, each)
            .map_err(|error| self.unreadable(&error.to_string()))?;
        match missing_list {
            None => Ok(answer),
            Some(list) => Err(self.unreadable(&format!("no {list} in it"))),
        }
    }

    /// The whole of it.
    fn to_json(&self) -> Result<Value, CallError> {
        let read = xml::to_json(self.bytes(), self.operation);
        read.map_err(|error| self.unreadable(&error.to_string()))
    }

    fn bytes(&self) -> &[u8] {
        self.body.bytes().unwrap_or_default()
    }

    fn unreadable(&self, reason: &str) -> CallError {
        CallError::Unreadable {
            reason: scrub(reason),
            outline: Outline::of(self.bytes()),
        }
    }
}

/// Keeps the body of an answer.
#[derive(Clone, Debug)]
pub(super) struct Capture {
    operation: &'static str,
    body: Arc<Mutex<Option<SdkBody>>>,
}

impl Capture {
    /// For one call of an operation.
    pub(super) fn new(operation: &'static str) -> Self {
        Self {
            operation,
            body: Arc::default(),
        }
    }

    fn body(&self) -> MutexGuard<'_, Option<SdkBody>> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer, given how the typed call ended.
    pub(super) fn finish<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<Answer, CallError>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        sent.map_err(CallError::new)?;
        match self.body().take() {
            Some(body) => Ok(Answer {
                operation: self.operation,
                body,
            }),
            None => Err(CallError::Unreadable {
                reason: "the answer has no body".into(),
                outline: Outline::default(),
            }),
        }
    }

    /// The whole answer, given how the typed call ended.
    pub(super) fn finish_json<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<Value, CallError>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        self.finish(sent)?.to_json()
    }
}

impl Intercept for Capture {
    fn name(&self) -> &'static str {
        "Capture"
    }

    /// Takes the body in the SDK's place. The SDK gets an empty answer: its own parsed copy would take many times
    /// the memory and is not used.
    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        if !response.status().is_success() {
            return Ok(());
        }
        let nothing = SdkBody::from(format!("<{}Response/>", self.operation));
        let body = std::mem::replace(response.body_mut(), nothing);
        *self.body() = Some(body);
        Ok(())
    }
}
