//! The client factory: the only place that builds SDK clients.
//!
//! A client is built when it is first needed and kept while it is used: thousands of accounts times regions
//! would otherwise hold gigabytes. The clients of a session go with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::aws::access::login::Login;
use crate::aws::transport::partition::sdk_region;
use crate::aws::transport::read_only::ReadOnlyGuard;
use crate::aws::transport::sdk_retry_classifier::LeaveToScheduler;
use crate::model::Region;

/// Sessions times regions whose clients are kept, of all sessions together. A list of one type goes over all
/// accounts and regions before the next type: with fewer places than those, every list would build its client
/// again.
const MOST_KEPT: usize = 1024;

/// Clients that were not used for so long are dropped.
const IDLE: Duration = Duration::from_secs(120);

/// What the three clients of an account in a region take, as measured once they have been used.
const SET_BYTES: u64 = 48 * 1024;

/// The clients of all sessions.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct ClientPool(Arc<Mutex<PooledClients>>);

#[derive(Debug, Default)]
struct PooledClients {
    sets: HashMap<(SessionId, Region), LastUse>,
    /// Sessions that were made.
    sessions: u64,
    /// When idle clients were last looked for.
    looked: Option<Instant>,
}

/// Identifies a session of a pool; two sessions of one account differ.
type SessionId = u64;

#[derive(Debug)]
struct LastUse {
    set: Arc<ClientSet>,
    at: Instant,
}

/// The clients of one session.
#[derive(Debug)]
pub(in crate::aws) struct SessionClients {
    pool: ClientPool,
    session: SessionId,
    login: Login,
}

/// The clients of one session in one region.
#[derive(Debug)]
pub(in crate::aws) struct ClientSet {
    region: Region,
    login: Login,
    ec2: OnceLock<aws_sdk_ec2::Client>,
    tagging: OnceLock<aws_sdk_resourcegroupstagging::Client>,
    cloud_control: OnceLock<aws_sdk_cloudcontrol::Client>,
}

impl ClientPool {
    /// The clients of a new session, which calls with this login.
    pub(in crate::aws) fn session(&self, login: &Login) -> SessionClients {
        let mut kept = self.lock();
        kept.sessions += 1;
        SessionClients {
            pool: self.clone(),
            session: kept.sessions,
            login: login.clone(),
        }
    }

    /// Bytes of all clients, about. Drops those that are idle.
    pub(in crate::aws) fn held_bytes(&self) -> u64 {
        let mut kept = self.lock();
        kept.drop_idle(Instant::now());
        kept.sets.len() as u64 * SET_BYTES
    }

    fn lock(&self) -> MutexGuard<'_, PooledClients> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PooledClients {
    /// Looks through the sets now and then, not for each that is built.
    fn drop_idle(&mut self, now: Instant) {
        let is_due = |looked: Instant| now.duration_since(looked) >= IDLE / 4;
        if self.looked.is_none_or(is_due) {
            self.looked = Some(now);
            let is_used = |used: &mut LastUse| now.duration_since(used.at) < IDLE;
            self.sets.retain(|_, used| is_used(used));
        }
    }

    /// Drops the quarter that was used longest ago, so that not every set that is built has to look.
    fn make_room(&mut self) {
        if self.sets.len() < MOST_KEPT {
            return;
        }
        let mut uses: Vec<Instant> = self.sets.values().map(|used| used.at).collect();
        let (_, &mut last_to_go, _) = uses.select_nth_unstable(MOST_KEPT / 4);
        self.sets.retain(|_, used| used.at > last_to_go);
    }
}

impl SessionClients {
    /// The clients in a region.
    pub(in crate::aws) fn of(&self, region: Region) -> Arc<ClientSet> {
        let now = Instant::now();
        let mut kept = self.pool.lock();
        if let Some(used) = kept.sets.get_mut(&(self.session, region)) {
            used.at = now;
            return Arc::clone(&used.set);
        }
        kept.drop_idle(now);
        kept.make_room();
        let set = Arc::new(ClientSet {
            region,
            login: self.login.clone(),
            ec2: OnceLock::new(),
            tagging: OnceLock::new(),
            cloud_control: OnceLock::new(),
        });
        let used = LastUse {
            set: Arc::clone(&set),
            at: now,
        };
        kept.sets.insert((self.session, region), used);
        set
    }
}

impl Drop for SessionClients {
    fn drop(&mut self) {
        let session = self.session;
        self.pool.lock().sets.retain(|(of, _), _| *of != session);
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

/// A client of Identity Center's portal, that is not kept. Its one call, which is not signed, is a request for
/// credentials: it passes the wall below all clients as those of the SDK's own chain do.
pub(in crate::aws) fn sso(config: &aws_config::SdkConfig, region: Region) -> aws_sdk_sso::Client {
    let config = aws_sdk_sso::config::Builder::from(config)
        .region(sdk_region(region))
        .retry_classifier(LeaveToScheduler);
    aws_sdk_sso::Client::from_conf(config.build())
}

/// As [`sso_oidc`], in another region than that of the settings.
pub(in crate::aws) fn sso_oidc_in(
    config: &aws_config::SdkConfig,
    region: Region,
) -> aws_sdk_ssooidc::Client {
    let config = config.to_builder().region(sdk_region(region));
    sso_oidc(&config.build())
}

/// A client of Identity Center's sign-in service, that is not kept. Its calls are not signed.
pub(in crate::aws) fn sso_oidc(config: &aws_config::SdkConfig) -> aws_sdk_ssooidc::Client {
    let config = aws_sdk_ssooidc::config::Builder::from(config).interceptor(ReadOnlyGuard);
    aws_sdk_ssooidc::Client::from_conf(config.build())
}

/// A client without the first guard, for the test of the second one.
#[cfg(test)]
pub(in crate::aws) fn ec2_without_guard(login: &Login) -> aws_sdk_ec2::Client {
    aws_sdk_ec2::Client::from_conf((&login.config).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::testing::{Fixture, caller};

    async fn pool() -> (ClientPool, Login) {
        let fixture = Fixture::new(|_| caller("001234567890"));
        (ClientPool::default(), fixture.login().await)
    }

    fn region(number: usize) -> Region {
        format!("eu-west-{number}").parse().unwrap()
    }

    #[tokio::test]
    async fn clients_of_more_places_than_before_are_kept_while_they_are_used() {
        let (pool, login) = pool().await;
        let session = pool.session(&login);
        let first: Vec<_> = (0..200).map(|n| session.of(region(n))).collect();
        let again: Vec<_> = (0..200).map(|n| session.of(region(n))).collect();
        let same = first.iter().zip(&again).all(|(a, b)| Arc::ptr_eq(a, b));
        assert!(same);
        assert_eq!(pool.held_bytes(), 200 * SET_BYTES);
    }

    #[tokio::test]
    async fn there_are_never_more_than_the_pool_holds_and_idle_ones_go() {
        let (pool, login) = pool().await;
        let sessions: Vec<_> = (0..MOST_KEPT).map(|_| pool.session(&login)).collect();
        for session in &sessions {
            session.of(region(1));
            session.of(region(2));
            assert!(pool.lock().sets.len() <= MOST_KEPT);
        }
        let later = Instant::now() + IDLE;
        pool.lock().drop_idle(later);
        assert_eq!(pool.held_bytes(), 0);
    }

    #[tokio::test]
    async fn clients_go_with_their_session_and_belong_to_it_alone() {
        let (pool, login) = pool().await;
        let (before, after) = (pool.session(&login), pool.session(&login));
        let (old, new) = (before.of(region(1)), after.of(region(1)));
        assert!(!Arc::ptr_eq(&old, &new));
        drop(before);
        assert_eq!(pool.held_bytes(), SET_BYTES);
        assert!(Arc::ptr_eq(&after.of(region(1)), &new));
    }
}
