//! The client factory: the only place that builds SDK clients.
//!
//! A client is built when it is first needed and kept until enough others have been used since:
//! thousands of accounts times regions would otherwise hold gigabytes.

use std::sync::{Arc, Mutex, OnceLock};

use crate::aws::access::login::{Login, sdk_region};
use crate::aws::transport::read_only::ReadOnlyGuard;
use crate::aws::transport::sdk_retry_classifier::LeaveToScheduler;
use crate::model::{AccountId, Region};

/// Accounts times regions whose clients are kept.
const MAX_KEPT: usize = 64;

/// What the three clients of an account in a region take, as measured once they have been used.
const SET_BYTES: u64 = 48 * 1024;

/// Clients by account and region, the most recently used last.
#[derive(Debug, Default)]
pub(in crate::aws) struct Clients {
    kept: Mutex<Vec<Arc<ClientSet>>>,
}

/// The clients of one account in one region.
#[derive(Debug)]
pub(in crate::aws) struct ClientSet {
    account: AccountId,
    region: Region,
    login: Login,
    ec2: OnceLock<aws_sdk_ec2::Client>,
    tagging: OnceLock<aws_sdk_resourcegroupstagging::Client>,
    cloud_control: OnceLock<aws_sdk_cloudcontrol::Client>,
}

impl Clients {
    /// The clients of an account in a region.
    pub(in crate::aws) fn of(
        &self,
        account: AccountId,
        region: Region,
        login: &Login,
    ) -> Arc<ClientSet> {
        let mut kept = self
            .kept
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let found = kept
            .iter()
            .position(|set| set.account == account && set.region == region);
        let set = match found {
            Some(at) => kept.remove(at),
            None => Arc::new(ClientSet {
                account,
                region,
                login: login.clone(),
                ec2: OnceLock::new(),
                tagging: OnceLock::new(),
                cloud_control: OnceLock::new(),
            }),
        };
        if kept.len() >= MAX_KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&set));
        set
    }

    /// Bytes of all clients, about.
    pub(in crate::aws) fn held_bytes(&self) -> u64 {
        let kept = self
            .kept
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        kept.len() as u64 * SET_BYTES
    }

    /// Forgets all clients, because the credentials behind them were renewed.
    pub(in crate::aws) fn clear(&self) {
        self.kept
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clear();
    }
}

impl ClientSet {
    /// EC2.
    pub(in crate::aws) fn ec2(&self) -> &aws_sdk_ec2::Client {
        self.ec2.get_or_init(|| ec2(&self.login, self.region))
    }

    /// The tagging service.
    pub(in crate::aws) fn tagging(&self) -> &aws_sdk_resourcegroupstagging::Client {
        self.tagging.get_or_init(|| {
            let config = aws_sdk_resourcegroupstagging::config::Builder::from(&self.login.config)
                .region(sdk_region(self.region))
                .interceptor(ReadOnlyGuard)
                .retry_classifier(LeaveToScheduler);
            aws_sdk_resourcegroupstagging::Client::from_conf(config.build())
        })
    }

    /// Cloud Control.
    pub(in crate::aws) fn cloud_control(&self) -> &aws_sdk_cloudcontrol::Client {
        self.cloud_control.get_or_init(|| {
            let config = aws_sdk_cloudcontrol::config::Builder::from(&self.login.config)
                .region(sdk_region(self.region))
                .interceptor(ReadOnlyGuard)
                .retry_classifier(LeaveToScheduler);
            aws_sdk_cloudcontrol::Client::from_conf(config.build())
        })
    }
}

/// An EC2 client that is not kept.
pub(in crate::aws) fn ec2(login: &Login, region: Region) -> aws_sdk_ec2::Client {
    let config = aws_sdk_ec2::config::Builder::from(&login.config)
        .region(sdk_region(region))
        .interceptor(ReadOnlyGuard)
        .retry_classifier(LeaveToScheduler);
    aws_sdk_ec2::Client::from_conf(config.build())
}

/// An STS client in the home region, that is not kept.
pub(in crate::aws) fn sts(login: &Login) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::config::Builder::from(&login.config)
        .region(sdk_region(login.home))
        .interceptor(ReadOnlyGuard)
        .retry_classifier(LeaveToScheduler);
    aws_sdk_sts::Client::from_conf(config.build())
}

/// A client of Identity Center's sign-in service, that is not kept. Its calls are not signed.
pub(in crate::aws) fn sso_oidc(config: &aws_config::SdkConfig) -> aws_sdk_ssooidc::Client {
    let config = aws_sdk_ssooidc::config::Builder::from(config).interceptor(ReadOnlyGuard);
    aws_sdk_ssooidc::Client::from_conf(config.build())
}

/// What a careless change might build, for the test of the second wall.
#[cfg(test)]
pub(in crate::aws) fn ec2_without_guard(login: &Login) -> aws_sdk_ec2::Client {
    aws_sdk_ec2::Client::from_conf((&login.config).into())
}
