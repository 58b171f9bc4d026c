//! Credentials: which profiles and roles lead to an account, which endpoints answer, and whether the clocks
//! agree.

use std::collections::BTreeMap;

use super::check::Check;
use crate::app::backend::Backend;
use crate::app::resource_explorer::source::{AccountList, BrokenAccess, SourceError};
use crate::aws::AwsSource;
use crate::aws::report::{Probe, doctor_checks};
use crate::cli::args::GlobalArgs;
use crate::cli::connect::{backend_of, runtime};
use crate::cli::notes::broken_access;
use crate::cli::startup::Startup;

const NAME: &str = "credentials";

/// From this difference on the clock gets a warning, in seconds.
const CLOCK_WARN_SECS: u64 = 60;

/// Beyond this AWS accepts no request, in seconds.
const CLOCK_FAIL_SECS: u64 = 300;

/// Asks STS for our identity, with every profile and role.
pub(super) fn checks(global: &GlobalArgs, startup: &Startup) -> anyhow::Result<Vec<Check>> {
    let backend = backend_of(global);
    let source = backend.connect().source;
    source.set_time_limits(startup.time_limits);
    let (list, probes) =
        runtime()?.block_on(async { tokio::join!(source.accounts(), probes(&backend)) });
    let mut checks = match list {
        Ok(list) => of_accounts(&list),
        Err(error) => vec![Check::fail(NAME, error.to_string(), advice(&error))],
    };
    checks.extend(endpoints(&probes));
    checks.extend(clock(&probes));
    Ok(checks)
}

/// What answers on the network; the simulated AWS has none, and our own clock.
async fn probes(backend: &Backend) -> Vec<Probe> {
    match backend {
        Backend::Aws(options) => doctor_checks(&AwsSource::connect(options.clone())).await,
        Backend::Sandbox(..) => Vec::new(),
    }
}

/// One line per address that was asked: an answer, even a refusal, shows that the network reaches it.
fn endpoints(probes: &[Probe]) -> Vec<Check> {
    const NAME: &str = "endpoint";
    let mut asked: BTreeMap<&str, Option<&SourceError>> = BTreeMap::new();
    for probe in probes.iter().filter(|probe| !probe.endpoint.is_empty()) {
        let blocked = probe.outcome.as_ref().err().filter(|error| {
            matches!(
                error,
                SourceError::Network { .. }
                    | SourceError::TimeLimit { .. }
                    | SourceError::BadAnswer { .. }
            )
        });
        let known = asked.entry(&probe.endpoint).or_insert(blocked);
        *known = known.and(blocked);
    }
    let check = |(endpoint, blocked): (&str, Option<&SourceError>)| match blocked {
        None => Check::ok(NAME, format!("{endpoint} answers")),
        Some(error) => Check::fail(NAME, error.to_string(), advice(error)),
    };
    asked.into_iter().map(check).collect()
}

/// The difference of the clocks, from the answer that shows the largest; `None` without an answer.
fn clock(probes: &[Probe]) -> Option<Check> {
    const NAME: &str = "clock";
    let ahead = probes
        .iter()
        .filter_map(|probe| probe.clock_ahead_secs)
        .max_by_key(|secs| secs.unsigned_abs())?;
    let secs = ahead.unsigned_abs();
    let way = if ahead < 0 { "behind" } else { "ahead of" };
    let found = format!("{secs} s {way} AWS's");
    let advice = "set the clock by the network, for example: timedatectl set-ntp true";
    Some(match secs {
        0..CLOCK_WARN_SECS => Check::ok(NAME, found),
        CLOCK_WARN_SECS..=CLOCK_FAIL_SECS => Check::warn(NAME, found, advice),
        _ => {
            let found = format!("{found}; beyond five minutes AWS accepts no request");
            Check::fail(NAME, found, advice)
        }
    })
}

fn of_accounts(list: &AccountList) -> Vec<Check> {
    let reached = list.accounts.iter().map(|account| {
        let name = if account.name.is_empty() {
            "no name"
        } else {
            account.name.as_str()
        };
        Check::ok(
            NAME,
            format!(
                "{} leads to account {} ({name})",
                account.via,
                account.id.grouped()
            ),
        )
    });
    let failed = |broken: &BrokenAccess| {
        let (found, advice) = (broken_access(broken), advice(&broken.error));
        if list.accounts.is_empty() {
            Check::fail(NAME, found, advice)
        } else {
            Check::warn(NAME, found, advice)
        }
    };
    let checks: Vec<Check> = reached.chain(list.broken.iter().map(failed)).collect();
    if checks.is_empty() {
        let advice = "run `aws configure`, or try the simulated AWS: `awsdash --sandbox`";
        return vec![Check::fail(NAME, "no account is reached", advice)];
    }
    checks
}

fn advice(error: &SourceError) -> &'static str {
    match error {
        SourceError::SignIn { .. } => {
            "sign in again (`aws sso login`, `aws configure`), or try the simulated AWS: `awsdash --sandbox`"
        }
        SourceError::Network { .. } | SourceError::TimeLimit { .. } => {
            "check the network, proxy variables (HTTPS_PROXY) and AWS_ENDPOINT_URL"
        }
        SourceError::BadAnswer { .. } => {
            "something else answers in place of AWS: check AWS_ENDPOINT_URL, proxies and captive portals"
        }
        SourceError::Denied { .. } => "ask for permission to this action, or use another role",
        SourceError::Config(_) => {
            "check the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name"
        }
        SourceError::MemoryLimit(_) => "raise the memory limit, or close what else uses memory",
        SourceError::Internal(_) => "look into the log, and report this as a bug of awsdash",
        SourceError::Throttled { .. }
        | SourceError::Gone { .. }
        | SourceError::Unsupported { .. }
        | SourceError::RegionNotEnabled(_)
        | SourceError::Elsewhere(_)
        | SourceError::NotAsked(_)
        | SourceError::Service { .. }
        | SourceError::Fault { .. } => "try again in a minute",
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::Finding;
    use super::*;
    use crate::app::resource_explorer::source::AccountInfo;

    fn broken() -> BrokenAccess {
        BrokenAccess {
            via: "old".into(),
            error: SourceError::SignIn {
                via: "old".into(),
                reason: "the session has expired".into(),
            },
        }
    }

    #[test]
    fn one_account_that_is_reached_makes_the_others_warnings() {
        let mut list = AccountList {
            accounts: vec![AccountInfo {
                id: "001234567890".parse().unwrap(),
                name: "prod".into(),
                alias: Default::default(),
                unit: Default::default(),
                via: "profile prod".into(),
            }],
            broken: vec![broken()],
        };
        let findings = |list: &AccountList| -> Vec<Finding> {
            of_accounts(list)
                .iter()
                .map(|check| check.finding)
                .collect()
        };
        assert_eq!(findings(&list), [Finding::Ok, Finding::Warn]);
        list.accounts.clear();
        assert_eq!(findings(&list), [Finding::Fail]);
        list.broken.clear();
        assert_eq!(findings(&list), [Finding::Fail]);
    }

    fn probe(error: Option<SourceError>, clock_ahead_secs: Option<i64>) -> Probe {
        Probe {
            via: "prod".into(),
            endpoint: "sts.eu-west-1.amazonaws.com".into(),
            outcome: error.map_or(Ok("001234567890".parse().unwrap()), Err),
            clock_ahead_secs,
        }
    }

    #[test]
    fn a_clock_is_judged_by_what_aws_tolerates() {
        for (ahead, finding) in [
            (-3, Finding::Ok),
            (90, Finding::Warn),
            (-90, Finding::Warn),
            (4000, Finding::Fail),
        ] {
            let check = clock(&[probe(None, Some(0)), probe(None, Some(ahead))]).unwrap();
            assert_eq!(check.finding, finding, "{ahead}: {}", check.found);
        }
        assert_eq!(clock(&[probe(None, None)]), None);
    }

    #[test]
    fn a_refusal_is_an_answer_but_silence_and_web_pages_are_none() {
        let finding = |error| endpoints(&[probe(error, None)])[0].finding;
        let denied = SourceError::Denied {
            action: "sts:GetCallerIdentity".into(),
            code: "AccessDenied".into(),
            principal: None,
        };
        let silence = SourceError::Network {
            endpoint: "sts.eu-west-1.amazonaws.com".into(),
            reason: "connection refused".into(),
        };
        assert_eq!(finding(None), Finding::Ok);
        assert_eq!(finding(Some(denied)), Finding::Ok);
        assert_eq!(finding(Some(silence.clone())), Finding::Fail);
        let both = endpoints(&[probe(Some(silence), None), probe(None, None)]);
        assert_eq!((both.len(), both[0].finding), (1, Finding::Ok));
    }

    #[test]
    fn what_to_do_depends_on_what_went_wrong() {
        let checks = of_accounts(&AccountList {
            accounts: vec![],
            broken: vec![broken()],
        });
        assert!(checks[0].found.contains("expired"));
        assert!(checks[0].advice.as_deref().unwrap().contains("sign in"));
    }
}
