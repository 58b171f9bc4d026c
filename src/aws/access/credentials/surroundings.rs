//! The role of the container or the machine that the program runs in.

use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::SharedCredentialsProvider;

use crate::aws::access::login::Login;
use crate::aws::transport::partition::sdk_region;

/// A desktop has no instance metadata: do not wait for it.
const INSTANCE_METADATA_TIMEOUT: Duration = Duration::from_secs(1);

/// The role of the container.
pub(super) fn container(base: &Login) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(of_container(&conf(base)))
}

/// The role of the machine.
pub(super) fn machine(base: &Login) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(of_machine(&conf(base)))
}

/// The role of the container, or else that of the machine.
pub(super) fn either(base: &Login) -> SharedCredentialsProvider {
    let conf = conf(base);
    let chain = CredentialsProviderChain::first_try("EcsContainer", of_container(&conf))
        .or_else("Ec2InstanceMetadata", of_machine(&conf));
    SharedCredentialsProvider::new(chain)
}

fn conf(base: &Login) -> ProviderConfig {
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
    conf
}

fn of_container(conf: &ProviderConfig) -> EcsCredentialsProvider {
    EcsCredentialsProvider::builder().configure(conf).build()
}

fn of_machine(conf: &ProviderConfig) -> ImdsCredentialsProvider {
    let client = imds::Client::builder()
        .configure(conf)
        .max_attempts(1)
        .connect_timeout(INSTANCE_METADATA_TIMEOUT)
        .read_timeout(INSTANCE_METADATA_TIMEOUT)
        .operation_timeout(INSTANCE_METADATA_TIMEOUT * 2)
        .build();
    ImdsCredentialsProvider::builder()
        .imds_client(client)
        .configure(conf)
        .build()
}
