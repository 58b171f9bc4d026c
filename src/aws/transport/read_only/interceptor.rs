//! The first wall: on every client, before a request is written.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use super::Refusal;
use super::operations::{is_native_list, is_read, service_of_sdk_name};

/// Refuses every operation that is not on the list, and every one that has no name.
#[derive(Debug)]
pub(in crate::aws) struct ReadOnlyGuard;

impl Intercept for ReadOnlyGuard {
    fn name(&self) -> &'static str {
        "ReadOnlyGuard"
    }

    // Not `read_before_execution`: the operation has no name there yet.
    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(metadata) = config.load::<Metadata>() else {
            return Err(Refusal::new("an operation without a name").into());
        };
        let (service, operation) = (metadata.service(), metadata.name());
        match service_of_sdk_name(service) {
            Some(prefix) if is_read(prefix, operation) => Ok(()),
            None if is_native_list(service, operation) => Ok(()),
            Some(prefix) => Err(Refusal::new(format!("{prefix}:{operation}")).into()),
            None => Err(Refusal::new(format!("{service}:{operation}")).into()),
        }
    }
}
