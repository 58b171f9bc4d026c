//! The simulated AWS itself: checks each request and passes it to the service it is for.

mod inventory;
#[cfg(test)]
mod testing;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::client::SandboxClient;
use super::estate::{Estate, Place};
use super::faults::{BadPattern, DenyPattern, Fate, Faults, Network};
use super::identity::{Identity, expired, not_validated, unsigned};
use super::quotas::Quotas;
use super::reply::{Refusal, Reply, request_id};
use super::request::{RawRequest, Request};
use super::service::Service;
use super::spec::SandboxSpec;
use super::{cloudcontrol, ec2, indexes, native, organizations, s3, sts, tagging};
use crate::model::AccountId;

/// The simulated AWS. Make one, give its [`Sandbox::http_client`] to the SDK, sign in with
/// [`super::credentials`].
pub struct Sandbox {
    spec: SandboxSpec,
    estate: Estate,
    faults: Faults,
    quotas: Option<Quotas>,
}

/// An answer on its way back.
pub(super) struct HttpAnswer {
    pub(super) reply: Reply,
    pub(super) request_id: String,
    /// Bytes of the answer before anything was cut off.
    pub(super) whole_length: usize,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sandbox({})", self.spec)
    }
}

impl Sandbox {
    /// A sandbox as described. Patterns in [`SandboxSpec::deny`] that cannot be read are left out
    /// with a warning in the log; a spec that was read from text has none.
    pub fn new(spec: SandboxSpec) -> Arc<Self> {
        Arc::new(Self {
            estate: Estate::new(&spec),
            faults: Faults::new(&spec),
            quotas: spec.quotas.then(Quotas::default),
            spec,
        })
    }

    /// Calls beyond AWS's quotas; 0 without `quotas=aws`.
    pub fn calls_over_quota(&self) -> u64 {
        self.quotas.as_ref().map_or(0, Quotas::refused)
    }

    /// What it was made from.
    pub fn spec(&self) -> &SandboxSpec {
        &self.spec
    }

    /// The HTTP client to give to the SDK.
    pub fn http_client(self: &Arc<Self>) -> SharedHttpClient {
        SharedHttpClient::new(SandboxClient(Arc::clone(self)))
    }

    pub(super) fn account_index(&self, account: AccountId) -> Option<usize> {
        self.estate.account_index(account)
    }

    /// Calls that reached the sandbox.
    pub fn calls(&self) -> u64 {
        self.faults.calls()
    }

    /// Calls by IAM action, such as `ec2:DescribeInstances`.
    pub fn calls_by_action(&self) -> BTreeMap<String, u64> {
        self.faults.calls_by_action()
    }

    /// Calls that would have changed something. Each was refused.
    pub fn writes_seen(&self) -> u64 {
        self.faults.writes()
    }

    /// Replaces the patterns of calls that are refused as not allowed.
    ///
    /// # Errors
    /// If one cannot be read; then nothing changes.
    pub fn set_denied(&self, patterns: &[&str]) -> Result<(), BadPattern> {
        let patterns: Result<Vec<DenyPattern>, BadPattern> =
            patterns.iter().map(|pattern| pattern.parse()).collect();
        self.faults.set_denied(patterns?);
        Ok(())
    }

    /// From now on, this share (0.0–1.0) of calls is refused as too fast. STS never is.
    pub fn set_throttle(&self, share: f64) {
        self.faults.set_throttle(share);
    }

    /// From now on, answers take this long.
    pub fn set_latency(&self, latency: Duration) {
        self.faults.set_latency(latency);
    }

    /// From now on, this share (0.0–1.0) of the answers of EC2, Organizations, tagging and
    /// Cloud Control is cut off in the middle.
    pub fn set_broken_pages(&self, share: f64) {
        self.faults.set_broken_pages(share);
    }

    /// From now on, this share (0.0–1.0) of calls is answered with a web page, as a captive portal
    /// does.
    pub fn set_html(&self, share: f64) {
        self.faults.set_html(share);
    }

    /// What the network does from now on.
    pub fn set_network(&self, network: Network) {
        self.faults.set_network(network);
    }

    /// All credentials expire now: the base identity's until [`Sandbox::renew`], those of roles
    /// that were assumed so far for good.
    pub fn expire_now(&self) {
        self.faults.expire_now();
    }

    /// The base identity signs in again.
    pub fn renew(&self) {
        self.faults.renew();
    }

    pub(super) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Answers a request.
    ///
    /// # Errors
    /// If the request is for a region that does not exist: its host name has no address.
    pub(super) fn answer(&self, raw: RawRequest<'_>) -> Result<HttpAnswer, ConnectorError> {
        let request = Request::read(raw);
        let call = self.faults.count_call(&request.action);
        if let Some(signature) = &request.signature {
            let mut known = self.estate.regions().iter();
            let only_there = request
                .native
                .is_some_and(|op| op.home_region == signature.region);
            if !only_there && !known.any(|region| region.name == signature.region) {
                let reason = format!("failed to lookup address information: {}", raw.uri);
                return Err(ConnectorError::io(reason.into()));
            }
        }
        let fate = self.faults.fate(call);
        let reply = match fate {
            Fate::Html => Reply::html(),
            fate => self
                .reply(&request, fate, call)
                .unwrap_or_else(|refusal| refusal.reply(request.service, call)),
        };
        let reply = s3::as_sent(&request, reply, &self.estate);
        tracing::trace!(call, action = %request.action, status = reply.status, "sandbox");
        let whole_length = reply.body.len();
        let is_page = matches!(
            request.service,
            Service::Ec2
                | Service::Tagging
                | Service::CloudControl
                | Service::Organizations
                | Service::ResourceExplorer
                | Service::Unknown
        );
        let reply = if fate == Fate::Cut && reply.status == 200 && is_page {
            reply.cut()
        } else {
            reply
        };
        Ok(HttpAnswer {
            reply,
            request_id: request_id(call).to_string(),
            whole_length,
        })
    }

    /// Checks a request as AWS does, then passes it on.
    fn reply(&self, request: &Request, fate: Fate, call: u64) -> Result<Reply, Refusal> {
        let (who, place) = self.admit(request)?;
        let service = request.service;
        let action = request.action.as_str();
        let denied = || Refusal::denied(service, &who.arn(&self.estate), action);
        if request.is_write() {
            self.faults.count_write();
            return Err(denied());
        }
        let account = (place.account, place.owner());
        if self.faults.denies(
            action,
            (account.0, &*account.1.digits()),
            place.region_name(),
        ) {
            return Err(denied());
        }
        let digits = account.1.digits();
        let of_account = (account.0, &*digits);
        if self
            .faults
            .answers_oddly(action, of_account, place.region_name())
        {
            return Ok(Reply::odd());
        }
        let now = std::time::Instant::now();
        let is_over = |quotas: &Quotas| !quotas.admits(account.0, place.region, action, now);
        if self.quotas.as_ref().is_some_and(is_over) {
            return Err(Refusal::throttled(service));
        }
        if fate == Fate::Throttle && service != Service::Sts {
            return Err(Refusal::throttled(service));
        }
        if action == "iam:ListAccountAliases" {
            return Ok(organizations::aliases(&who, &self.estate));
        }
        if let Some(reply) = indexes::answer(request, place, &self.spec) {
            return reply;
        }
        if let Some(op) = request.native {
            return native::answer(request, op, place);
        }
        if let Some(call) = request.detail {
            return native::detail::answer(request, call, place);
        }
        match service {
            Service::Ec2 => ec2::answer(request, place, call),
            Service::Sts => sts::answer(request, &who, &self.estate, &self.faults, call),
            Service::Organizations => organizations::answer(request, &who, &self.estate),
            Service::Tagging => tagging::answer(request, place),
            Service::CloudControl => cloudcontrol::answer(request, &who, place, &self.faults, call),
            Service::S3 => s3::answer(request, &who, &self.estate),
            Service::ResourceExplorer | Service::Unknown => {
                Err(Refusal::unknown_operation(service, &request.operation))
            }
        }
    }

    /// Checks caller and region: unsigned, unknown and expired callers are refused, and every caller in a region
    /// that is not enabled.
    fn admit(&self, request: &Request) -> Result<(Identity, Place<'_>), Refusal> {
        let service = request.service;
        let Some(signature) = &request.signature else {
            return Err(unsigned(service));
        };
        let who = Identity::of_key(&signature.access_key, &self.estate)
            .ok_or_else(|| not_validated(service))?;
        let has_expired = match &who {
            Identity::Base => self.faults.base_has_expired(),
            Identity::Role(session) => {
                SystemTime::now() >= session.ends
                    || self.faults.session_is_revoked(session.issued)
                    || self.faults.is_signed_out(session.account)
            }
        };
        // AWS cannot read a token in a region that is not enabled, let alone see that it expired.
        let region = match (self.estate.region_index(&signature.region), request.native) {
            (Some(region), _) => region,
            // Some services answer from one region, which need not be among those simulated.
            (None, Some(op)) if op.home_region == signature.region => 0,
            (None, _) => return Err(not_validated(service)),
        };
        if has_expired {
            return Err(expired(service));
        }
        let place = self.estate.place(who.account(), region);
        Ok((who, place))
    }
}
