//! What the sandbox should look like: `accounts=5,resources=100000,latency=20ms`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use super::estate::MOST_REGIONS;
use super::faults::{BadPattern, DenyPattern};
use crate::text::truncate;

/// The most accounts a sandbox can have; resource ids have room for no more.
const MOST_ACCOUNTS: usize = 10_000;

/// What the sandbox should look like. Text form: `key=value` pairs separated by commas; an empty
/// text is the default.
#[derive(Clone, Debug, PartialEq)]
pub struct SandboxSpec {
    /// Accounts, the management account included. At least 1.
    pub accounts: usize,
    /// Regions enabled in every account; the first is `us-east-1`. At least 1.
    pub regions: usize,
    /// Resources in all accounts and regions together, those of other services than EC2 included.
    pub resources: u64,
    /// Another seed gives another estate.
    pub seed: u64,
    /// How long every answer takes.
    pub latency: Duration,
    /// Share (0.0–1.0) of calls refused as too fast.
    pub throttle: f64,
    /// Calls refused as not allowed: `ec2:DescribeImages`, `ec2:*@2` (third account),
    /// `ec2:DescribeVolumes@*:eu-central-1`.
    pub deny: Vec<String>,
    /// Calls whose answers lack their content; written like [`SandboxSpec::deny`].
    pub odd: Vec<String>,
    /// Regions that exist but are not enabled.
    pub disabled_regions: usize,
    /// When credentials expire: the base identity's after this time, a role's this long after it
    /// was assumed (but an hour at most).
    pub expire: Option<Duration>,
    /// How long after that the next sign-in happens; `None` for never.
    pub renew: Option<Duration>,
    /// Share (0.0–1.0) of answers that are cut off in the middle.
    pub broken_pages: f64,
    /// Share (0.0–1.0) of EC2 resources without any tag.
    pub untagged: f64,
    /// Whether calls beyond AWS's own limits per account, region and action are refused.
    pub quotas: bool,
    /// How far Resource Explorer is set up.
    pub explorer: Explorer,
    /// Whether the management account has a Config aggregator for all accounts.
    pub config: bool,
}

/// How far Resource Explorer is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Explorer {
    /// Not at all.
    #[default]
    None,
    /// An index in every region of every account.
    Local,
    /// And one in `us-east-1` that has the account's others.
    Account,
    /// And a view of the management account's that shows all accounts.
    Organization,
}

impl Explorer {
    const NAMED: [(&str, Self); 4] = [
        ("none", Self::None),
        ("local", Self::Local),
        ("account", Self::Account),
        ("organization", Self::Organization),
    ];
}

impl Default for SandboxSpec {
    fn default() -> Self {
        Self {
            accounts: 3,
            regions: 4,
            resources: 2_000,
            seed: 1,
            latency: Duration::from_millis(15),
            throttle: 0.0,
            deny: Vec::new(),
            odd: Vec::new(),
            disabled_regions: 2,
            expire: None,
            renew: None,
            broken_pages: 0.0,
            untagged: 0.1,
            quotas: false,
            explorer: Explorer::None,
            config: false,
        }
    }
}

/// Why a text does not describe a sandbox.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadSpec {
    /// Not `key=value`.
    #[error("'{0}' in the sandbox description is not key=value; {KEYS_SENTENCE}")]
    NotAPair(String),
    /// No such key.
    #[error("the sandbox has no setting '{0}'; {KEYS_SENTENCE}")]
    UnknownKey(String),
    /// The value does not fit the key.
    #[error("sandbox setting {key}={value} cannot be used: {wants}; {KEYS_SENTENCE}")]
    BadValue {
        /// The setting.
        key: String,
        /// As written.
        value: String,
        /// What would fit.
        wants: String,
    },
}

const KEYS_SENTENCE: &str = "settings are accounts, regions, resources, seed, latency, throttle, \
    deny and odd (may be repeated), disabled_regions, expire, renew, broken_pages, untagged, quotas, explorer, config";

impl FromStr for SandboxSpec {
    type Err = BadSpec;

    fn from_str(text: &str) -> Result<Self, BadSpec> {
        let mut spec = Self::default();
        for pair in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (key, value) = pair
                .split_once('=')
                .ok_or_else(|| BadSpec::NotAPair(shortened(pair)))?;
            spec.set(key.trim(), value.trim())?;
        }
        let all = spec.regions + spec.disabled_regions;
        if all > MOST_REGIONS {
            return Err(BadSpec::BadValue {
                key: "regions".into(),
                value: spec.regions.to_string(),
                wants: format!(
                    "regions and disabled_regions make {all}, the sandbox knows {MOST_REGIONS}"
                ),
            });
        }
        Ok(spec)
    }
}

impl SandboxSpec {
    fn set(&mut self, key: &str, value: &str) -> Result<(), BadSpec> {
        let setting = Setting { key, value };
        match key {
            "accounts" => self.accounts = setting.number(1, MOST_ACCOUNTS as u64)? as usize,
            "regions" => self.regions = setting.number(1, MOST_REGIONS as u64)? as usize,
            "resources" => self.resources = setting.number(0, 100_000_000)?,
            "seed" => self.seed = setting.number(0, u64::MAX)?,
            "latency" => self.latency = setting.time()?,
            "throttle" => self.throttle = setting.share()?,
            "deny" | "odd" => {
                let pattern: DenyPattern = value
                    .parse()
                    .map_err(|reason: BadPattern| setting.bad(&reason.to_string()))?;
                let patterns = match key {
                    "odd" => &mut self.odd,
                    _ => &mut self.deny,
                };
                patterns.push(pattern.to_string());
            }
            "disabled_regions" => {
                self.disabled_regions = setting.number(0, MOST_REGIONS as u64)? as usize;
            }
            "expire" => self.expire = Some(setting.time()?),
            "renew" => self.renew = Some(setting.time()?),
            "broken_pages" => self.broken_pages = setting.share()?,
            "untagged" => self.untagged = setting.share()?,
            "quotas" => {
                self.quotas = match value {
                    "aws" => true,
                    "none" => false,
                    _ => return Err(setting.bad("aws or none is wanted")),
                }
            }
            "explorer" => {
                let named = Explorer::NAMED.iter().find(|(name, _)| *name == value);
                let wanted = || setting.bad("none, local, account or organization is wanted");
                self.explorer = named.ok_or_else(wanted)?.1;
            }
            "config" => {
                self.config = match value {
                    "organization" => true,
                    "none" => false,
                    _ => return Err(setting.bad("organization or none is wanted")),
                }
            }
            _ => return Err(BadSpec::UnknownKey(shortened(key))),
        }
        Ok(())
    }
}

/// One setting as it is written.
#[derive(Clone, Copy)]
struct Setting<'t> {
    key: &'t str,
    value: &'t str,
}

impl Setting<'_> {
    fn bad(self, wants: &str) -> BadSpec {
        BadSpec::BadValue {
            key: self.key.into(),
            value: shortened(self.value),
            wants: wants.into(),
        }
    }

    fn number(self, from: u64, to: u64) -> Result<u64, BadSpec> {
        let number = self.value.replace('_', "").parse().ok();
        number
            .filter(|n| (from..=to).contains(n))
            .ok_or_else(|| self.bad(&format!("a whole number from {from} to {to} is wanted")))
    }

    fn share(self) -> Result<f64, BadSpec> {
        let share = match self.value.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().map(|n| n / 100.0),
            None => self.value.parse(),
        };
        share
            .ok()
            .filter(|share| (0.0..=1.0).contains(share))
            .ok_or_else(|| self.bad("a share such as 0.1 or 10% is wanted"))
    }

    fn time(self) -> Result<Duration, BadSpec> {
        humantime::parse_duration(self.value)
            .map_err(|_| self.bad("a time such as 20ms or 2min is wanted"))
    }
}

fn shortened(text: &str) -> String {
    truncate::to_chars(text, 64).into()
}

impl fmt::Display for SandboxSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            accounts,
            regions,
            resources,
            seed,
            latency,
            throttle,
            deny,
            odd,
            disabled_regions,
            expire,
            renew,
            broken_pages,
            untagged,
            quotas,
            explorer,
            config,
        } = self;
        write!(
            f,
            "accounts={accounts},regions={regions},resources={resources},seed={seed},latency={}",
            written(*latency)
        )?;
        write!(
            f,
            ",throttle={throttle},disabled_regions={disabled_regions},broken_pages={broken_pages},untagged={untagged}"
        )?;
        if let Some(expire) = expire {
            write!(f, ",expire={}", written(*expire))?;
        }
        if let Some(renew) = renew {
            write!(f, ",renew={}", written(*renew))?;
        }
        if *quotas {
            f.write_str(",quotas=aws")?;
        }
        for (name, known) in Explorer::NAMED {
            if known == *explorer && known != Explorer::None {
                write!(f, ",explorer={name}")?;
            }
        }
        if *config {
            f.write_str(",config=organization")?;
        }
        deny.iter()
            .try_for_each(|pattern| write!(f, ",deny={pattern}"))?;
        odd.iter()
            .try_for_each(|pattern| write!(f, ",odd={pattern}"))
    }
}

/// A time without the spaces that humantime puts between its parts.
fn written(time: Duration) -> String {
    humantime::format_duration(time)
        .to_string()
        .replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_text_is_the_default() {
        assert_eq!("".parse(), Ok(SandboxSpec::default()));
    }

    #[test]
    fn a_spec_survives_being_written_and_read() {
        let text = "accounts=5,resources=100_000,seed=7,latency=1s20ms,throttle=5%,expire=90s,renew=2m,\
                    deny=ec2:DescribeImages,deny=ec2:*@2:eu-central-1,untagged=0.25,regions=17,\
                    explorer=account,config=organization,odd=glue:ListJobs@0";
        let spec: SandboxSpec = text.parse().unwrap();
        assert_eq!(spec.resources, 100_000);
        assert_eq!((spec.deny.len(), spec.odd.len()), (2, 1));
        assert_eq!(spec.latency, Duration::from_millis(1020));
        assert_eq!(spec.to_string().parse(), Ok(spec));
    }

    #[test]
    fn a_bad_spec_names_what_is_wrong_and_what_there_is() {
        for (text, culprit) in [
            ("acounts=3", "'acounts'"),
            ("accounts=0", "accounts=0"),
            ("accounts", "'accounts'"),
            ("latency=fast", "latency=fast"),
            ("throttle=2", "throttle=2"),
            ("throttle=NaN", "throttle=NaN"),
            ("deny=DescribeImages", "deny=DescribeImages"),
            ("regions=30,disabled_regions=30", "60"),
        ] {
            let error = text.parse::<SandboxSpec>().unwrap_err().to_string();
            assert!(error.contains(culprit), "{error}");
            assert!(error.contains("broken_pages"), "{error}");
        }
    }
}
