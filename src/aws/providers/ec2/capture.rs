//! Keeping what AWS really answered.

use std::error::Error;
use std::sync::{Arc, Mutex};

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
use crate::catalog::ec2::{missing_list, ops, xml};

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

/// Turns the body of an answer into JSON.
#[derive(Clone, Debug)]
pub(super) struct Capture {
    operation: &'static str,
    answer: Arc<Mutex<Option<Result<Value, CallError>>>>,
}

impl Capture {
    /// For one call of an operation.
    pub(super) fn new(operation: &'static str) -> Self {
        Self {
            operation,
            answer: Arc::default(),
        }
    }

    /// The answer, given how the typed call ended.
    pub(super) fn finish<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<Value, CallError>
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        sent.map_err(CallError::new)?;
        let mut answer = self
            .answer
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        match answer.take() {
            Some(read) => read,
            None => Err(CallError::Unreadable {
                reason: "the answer has no body".into(),
                outline: Outline::default(),
            }),
        }
    }
}

impl Capture {
    fn read(&self, body: &[u8]) -> Result<Value, CallError> {
        let read = xml::to_json(body, self.operation).map_err(|error| error.to_string());
        let whole = read.and_then(|value| match missing_list(&value, self.operation) {
            None => Ok(value),
            Some(list) => Err(format!("no {list} in it")),
        });
        whole.map_err(|reason| CallError::Unreadable {
            reason: scrub(&reason),
            outline: Outline::of(body),
        })
    }
}

impl Intercept for Capture {
    fn name(&self) -> &'static str {
        "Capture"
    }

    /// Reads the body in the SDK's place. The SDK gets an empty answer: its own parsed copy would take as much
    /// memory again and is not used.
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
        let answer = self.read(body.bytes().unwrap_or_default());
        *self
            .answer
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(answer);
        Ok(())
    }
}
