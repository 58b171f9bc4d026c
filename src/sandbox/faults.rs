//! Injected faults: refusals, throttling, cut answers, expiry. All of it can be changed while the sandbox runs,
//! and all of it is decided by a hash of seed and call number.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use thiserror::Error;

use super::estate::values::{is_among, mix};
use super::spec::SandboxSpec;

/// Which calls are refused as not allowed: `service:action@account:region`. `*` stands for
/// anything; accounts are given by number from 0 or by their twelve digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DenyPattern {
    action: String,
    account: String,
    region: String,
}

/// Why a text is not a pattern of calls.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("a pattern such as ec2:DescribeImages, ec2:*@2 or ec2:*@*:eu-west-1 is wanted")]
pub struct BadPattern;

impl FromStr for DenyPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let (action, place) = text.split_once('@').unwrap_or((text, "*"));
        let (account, region) = place.split_once(':').unwrap_or((place, "*"));
        let (service, operation) = action.split_once(':').ok_or(BadPattern)?;
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'*' || b == b'-')
        };
        let account_ok = account == "*" || account.bytes().all(|b| b.is_ascii_digit());
        if [service, operation, account, region].into_iter().all(plain) && account_ok {
            Ok(Self {
                action: action.into(),
                account: account.into(),
                region: region.into(),
            })
        } else {
            Err(BadPattern)
        }
    }
}

impl fmt::Display for DenyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.action)?;
        match (self.account.as_str(), self.region.as_str()) {
            ("*", "*") => Ok(()),
            (account, "*") => write!(f, "@{account}"),
            (account, region) => write!(f, "@{account}:{region}"),
        }
    }
}

impl DenyPattern {
    /// Whether the pattern covers a call: `account` by number and digits.
    fn matches(&self, action: &str, account: (usize, &str), region: &str) -> bool {
        let whose = self.account == "*"
            || self.account == account.1
            || self.account.parse() == Ok(account.0);
        whose && glob(&self.action, action) && glob(&self.region, region)
    }
}

/// Whether `text` matches a pattern in which `*` stands for any characters. Case does not count,
/// as in IAM.
fn glob(pattern: &str, text: &str) -> bool {
    fn rest_matches(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', pattern)) => {
                (0..=text.len()).any(|skipped| rest_matches(pattern, &text[skipped..]))
            }
            Some((wanted, pattern)) => text.split_first().is_some_and(|(found, text)| {
                found.eq_ignore_ascii_case(wanted) && rest_matches(pattern, text)
            }),
        }
    }
    rest_matches(pattern.as_bytes(), text.as_bytes())
}

/// What the network between the SDK and the sandbox does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// Carries every request.
    #[default]
    Up,
    /// Refuses every connection.
    Down,
    /// Swallows every request; no answer ever comes.
    Silent,
}

/// The faults in force.
#[derive(Clone, Debug)]
struct FaultSettings {
    latency: Duration,
    throttle: f64,
    broken_pages: f64,
    html: f64,
    deny: Vec<DenyPattern>,
    odd: Vec<DenyPattern>,
    network: Network,
    expire: Option<Duration>,
    renew: Option<Duration>,
    /// When the base identity signed in.
    signed_in: SystemTime,
    /// Role sessions from before this moment are expired.
    sessions_from: SystemTime,
    /// Whether the base identity was made to expire.
    base_expired: bool,
    /// Numbers of the accounts that refuse every call until a sign-in.
    signed_out: BTreeSet<usize>,
}

/// What happens to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is answered.
    Answer,
    /// It is refused as too fast.
    Throttle,
    /// It gets a web page instead of an answer.
    Html,
    /// Its answer is cut off in the middle.
    Cut,
}

/// The sandbox's settings and counters.
pub(crate) struct Faults {
    seed: u64,
    settings: Mutex<FaultSettings>,
    counts: Mutex<CallCounts>,
}

#[derive(Default)]
struct CallCounts {
    calls: u64,
    writes: u64,
    by_action: BTreeMap<String, u64>,
}

impl Faults {
    pub(crate) fn new(spec: &SandboxSpec) -> Self {
        let settings = FaultSettings {
            latency: spec.latency,
            throttle: spec.throttle,
            broken_pages: spec.broken_pages,
            html: 0.0,
            deny: patterns(&spec.deny),
            odd: patterns(&spec.odd),
            network: Network::Up,
            expire: spec.expire,
            renew: spec.renew,
            signed_in: SystemTime::now(),
            sessions_from: SystemTime::UNIX_EPOCH,
            base_expired: false,
            signed_out: BTreeSet::new(),
        };
        Self {
            seed: spec.seed,
            settings: Mutex::new(settings),
            counts: Mutex::default(),
        }
    }

    fn settings(&self) -> MutexGuard<'_, FaultSettings> {
        self.settings
            .lock()
            .unwrap_or_else(|held| held.into_inner())
    }

    fn counts(&self) -> MutexGuard<'_, CallCounts> {
        self.counts.lock().unwrap_or_else(|held| held.into_inner())
    }

    /// Counts a call and gives it its number, from 1.
    pub(crate) fn count_call(&self, action: &str) -> u64 {
        let mut counts = self.counts();
        counts.calls += 1;
        match counts.by_action.get_mut(action) {
            Some(count) => *count += 1,
            None => {
                counts.by_action.insert(action.into(), 1);
            }
        }
        counts.calls
    }

    pub(crate) fn count_write(&self) {
        self.counts().writes += 1;
    }

    pub(crate) fn calls(&self) -> u64 {
        self.counts().calls
    }

    pub(crate) fn writes(&self) -> u64 {
        self.counts().writes
    }

    pub(crate) fn calls_by_action(&self) -> BTreeMap<String, u64> {
        self.counts().by_action.clone()
    }

    /// What happens to a call.
    pub(crate) fn fate(&self, call: u64) -> Fate {
        let settings = self.settings();
        let hash = |salt: u64| mix(mix(self.seed ^ salt) ^ call);
        if is_among(hash(1), settings.throttle) {
            Fate::Throttle
        } else if is_among(hash(2), settings.html) {
            Fate::Html
        } else if is_among(hash(3), settings.broken_pages) {
            Fate::Cut
        } else {
            Fate::Answer
        }
    }

    /// Whether policy refuses a call; `account` by number and digits.
    pub(crate) fn denies(&self, action: &str, account: (usize, &str), region: &str) -> bool {
        let settings = self.settings();
        settings
            .deny
            .iter()
            .any(|pattern| pattern.matches(action, account, region))
    }

    /// Whether a call is answered with something else; `account` by number and digits.
    pub(crate) fn answers_oddly(&self, action: &str, account: (usize, &str), region: &str) -> bool {
        let settings = self.settings();
        settings
            .odd
            .iter()
            .any(|pattern| pattern.matches(action, account, region))
    }

    pub(crate) fn latency_and_network(&self) -> (Duration, Network) {
        let settings = self.settings();
        (settings.latency, settings.network)
    }

    /// Whether the base identity's credentials are no longer good.
    pub(crate) fn base_has_expired(&self) -> bool {
        let settings = self.settings();
        let age = settings.signed_in.elapsed().unwrap_or_default();
        let is_over = |after: Duration| {
            let signs_in_again = settings.renew.map(|renew| after + renew);
            age >= after && signs_in_again.is_none_or(|again| age < again)
        };
        settings.base_expired || settings.expire.is_some_and(is_over)
    }

    /// How long a role session handed out now is good for.
    pub(crate) fn session_length(&self, asked: Duration) -> Duration {
        self.settings()
            .expire
            .map_or(asked, |expire| expire.min(asked))
    }

    /// Whether a session that was handed out at `issued` was revoked since.
    pub(crate) fn session_is_revoked(&self, issued: SystemTime) -> bool {
        issued < self.settings().sessions_from
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        self.settings().latency = latency;
    }

    pub(crate) fn set_throttle(&self, share: f64) {
        self.settings().throttle = share;
    }

    pub(crate) fn set_broken_pages(&self, share: f64) {
        self.settings().broken_pages = share;
    }

    pub(crate) fn set_html(&self, share: f64) {
        self.settings().html = share;
    }

    pub(crate) fn set_network(&self, network: Network) {
        self.settings().network = network;
    }

    pub(crate) fn set_denied(&self, deny: Vec<DenyPattern>) {
        self.settings().deny = deny;
    }

    pub(crate) fn expire_now(&self) {
        let mut settings = self.settings();
        settings.base_expired = true;
        // A session's age is kept in whole milliseconds.
        settings.sessions_from = SystemTime::now() + Duration::from_millis(1);
    }

    pub(crate) fn sign_out(&self, account: usize) {
        self.settings().signed_out.insert(account);
    }

    pub(crate) fn sign_in(&self, account: usize) {
        self.settings().signed_out.remove(&account);
    }

    /// Whether an account refuses every call until a sign-in.
    pub(crate) fn is_signed_out(&self, account: usize) -> bool {
        self.settings().signed_out.contains(&account)
    }

    pub(crate) fn renew(&self) {
        let mut settings = self.settings();
        settings.base_expired = false;
        settings.signed_in = SystemTime::now();
    }
}

/// The patterns that can be read: all of them when the spec was made from text.
fn patterns(texts: &[String]) -> Vec<DenyPattern> {
    let read = |text: &String| match text.parse() {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            tracing::warn!(pattern = %text, %reason, "sandbox: a pattern of calls left out");
            None
        }
    };
    texts.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests;
