//! The role of the container or the machine that the program runs in.

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use super::machine::MachineRole;
use crate::aws::access::login::Login;
use crate::aws::access::plan::MachinePlan;
use crate::aws::transport::partition::sdk_region;

/// The role of the container.
pub(super) fn container(base: &Login) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(of_container(base))
}

/// The role of the container, or else that of the machine.
pub(super) fn either(machine: MachinePlan, base: &Login) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Either {
        container: of_container(base),
        machine: MachineRole::new(machine, base),
    })
}

#[derive(Debug)]
struct Either {
    container: EcsCredentialsProvider,
    machine: MachineRole,
}

impl ProvideCredentials for Either {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            match self.container.provide_credentials().await {
                Err(CredentialsError::CredentialsNotLoaded(_)) => {}
                given => return given,
            }
            let found = self.machine.find().await;
            let found = found.map_err(CredentialsError::provider_error)?;
            found.ok_or_else(|| CredentialsError::not_loaded("no role of a machine"))
        })
    }
}

fn of_container(base: &Login) -> EcsCredentialsProvider {
    let mut conf = ProviderConfig::without_region().with_region(Some(sdk_region(base.home)));
    if let Some(http) = base.config.http_client() {
        conf = conf.with_http_client(http);
    }
    if let Some(retries) = base.config.retry_config() {
        conf = conf.with_retry_config(retries.clone());
    }
    if let Some(timeouts) = base.config.timeout_config() {
        conf = conf.with_timeout_config(timeouts.clone());
    }
    EcsCredentialsProvider::builder().configure(&conf).build()
}
