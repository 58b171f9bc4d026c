//! `credential_process`: a program that prints credentials.
//!
//! For all logins together it runs once at a time per profile, once per expiry, and after a failure not again until
//! a person asks: it may open a browser or send a message to a phone. Its children end with it.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use compact_str::format_compact;
use tokio::process::{Child, Command};

use super::origin::CredentialOrigin;
use super::process_output::credentials_of;
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::config::environment::Environment;
use crate::aws::access::plan::ProcessPlan;
use crate::aws::transport::errors::scrub;

/// How long a helper may take when no setting says otherwise: a person may have to confirm something.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// The variable that sets another time.
const TIME_LIMIT_VARIABLE: &str = "AWSDASH_CREDENTIAL_PROCESS_SECONDS";

/// Credentials that expire sooner than this are asked for again, once.
const BEFORE_EXPIRY: Duration = Duration::from_secs(10);

/// The helpers of all profiles, and what they gave last.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Helpers {
    last_runs: Arc<Mutex<HashMap<String, Arc<LastRun>>>>,
    time_limit: Duration,
}

/// The last run of one helper; the lock is held while it runs.
#[derive(Debug, Default)]
struct LastRun(tokio::sync::Mutex<Option<Result<Answer, SourceError>>>);

#[derive(Clone, Debug)]
struct Answer {
    credentials: Credentials,
    /// From when on it is asked again.
    until: Option<SystemTime>,
}

impl Default for Helpers {
    fn default() -> Self {
        Self {
            last_runs: Arc::default(),
            time_limit: TIME_LIMIT,
        }
    }
}

impl Helpers {
    /// Helpers that may take as long as the environment says.
    pub(in crate::aws) fn of_environment(env: &Environment) -> Self {
        let seconds = env.get(TIME_LIMIT_VARIABLE);
        let seconds = seconds.and_then(|text| text.parse().ok());
        let time_limit = seconds.map_or(TIME_LIMIT, Duration::from_secs);
        Self::within(time_limit.max(Duration::from_secs(1)))
    }

    fn within(time_limit: Duration) -> Self {
        Self {
            time_limit,
            ..Self::default()
        }
    }

    /// A person asks: what failed is tried again, once.
    pub(in crate::aws) fn ask_again(&self) {
        let mut last_runs = self
            .last_runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // One that runs just now is the answer.
        last_runs.retain(|_, last| {
            last.0
                .try_lock()
                .map_or(true, |run| matches!(&*run, Some(Ok(_))))
        });
    }

    fn last_run(&self, plan: &ProcessPlan) -> Arc<LastRun> {
        let key = format!("{}\0{}", plan.profile, plan.command.join("\0"));
        let mut last_runs = self
            .last_runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(last_runs.entry(key).or_default())
    }

    async fn credentials(&self, plan: &ProcessPlan) -> Result<Credentials, SourceError> {
        let last_run = self.last_run(plan);
        let mut last = last_run.0.lock().await;
        match &*last {
            Some(Ok(answer)) if answer.until.is_none_or(|until| SystemTime::now() < until) => {
                return Ok(answer.credentials.clone());
            }
            Some(Err(error)) => return Err(error.clone()),
            _ => {}
        }
        let answer = self.run(plan).await.map(Answer::new);
        let given = answer.as_ref().map(|answer| answer.credentials.clone());
        let given = given.map_err(Clone::clone);
        *last = Some(answer);
        given
    }

    async fn run(&self, plan: &ProcessPlan) -> Result<Credentials, SourceError> {
        let failed = |reason: &str| SourceError::SignIn {
            via: plan.profile.as_str().into(),
            reason: format_compact!("credential_process ({}) {reason}", plan.place),
        };
        tracing::info!(profile = %plan.profile, "the credential_process is started");
        let running = started(&plan.command)
            .map_err(|error| failed(&format!("cannot be started: {error}; check its path")))?;
        let finished = tokio::time::timeout(self.time_limit, running.output()).await;
        let output = match finished {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => return Err(failed(&format!("cannot be waited for: {error}"))),
            Err(_) => {
                let secs = self.time_limit.as_secs();
                return Err(failed(&format!(
                    "did not answer within {secs} s and was ended; {TIME_LIMIT_VARIABLE} sets a longer time"
                )));
            }
        };
        if !output.status.success() {
            let said = scrub(&String::from_utf8_lossy(&output.stderr));
            let said = if said.is_empty() {
                String::new()
            } else {
                format!(": {said}")
            };
            return Err(failed(&format!("failed ({}){said}", output.status)));
        }
        credentials_of(&output.stdout)
            .map_err(|reason| failed(&format!("gave no credentials: {reason}")))
    }
}

impl Answer {
    fn new(credentials: Credentials) -> Self {
        let until = credentials.expiry().map(|expiry| {
            let early = expiry.checked_sub(BEFORE_EXPIRY);
            // Credentials that are given for a moment only are used to their end.
            early
                .filter(|early| *early > SystemTime::now())
                .unwrap_or(expiry)
        });
        Self { credentials, until }
    }
}

/// A helper in a process group of its own, which ends with this value.
struct Running {
    child: Child,
    #[cfg(unix)]
    group: Option<rustix::process::Pid>,
}

fn started(command: &[String]) -> std::io::Result<Running> {
    let [program, arguments @ ..] = command else {
        return Err(std::io::Error::other("it is empty"));
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let child = command.spawn()?;
    Ok(Running {
        #[cfg(unix)]
        group: child
            .id()
            .and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())),
        child,
    })
}

impl Running {
    async fn output(mut self) -> std::io::Result<std::process::Output> {
        use tokio::io::AsyncReadExt as _;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        let read_out = async {
            match stdout {
                Some(mut pipe) => pipe.read_to_end(&mut out).await.map(drop),
                None => Ok(()),
            }
        };
        let read_err = async {
            match stderr {
                Some(mut pipe) => pipe.read_to_end(&mut err).await.map(drop),
                None => Ok(()),
            }
        };
        let (status, from_out, from_err) = tokio::join!(self.child.wait(), read_out, read_err);
        from_out?;
        from_err?;
        // What it leaves running on purpose, as an agent, is its own affair.
        #[cfg(unix)]
        {
            self.group = None;
        }
        Ok(std::process::Output {
            status: status?,
            stdout: out,
            stderr: err,
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = self.group {
            // Fails when all of the group have ended.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// The credentials of a helper.
#[derive(Debug)]
pub(super) struct HelperOutput {
    plan: Plan,
    helpers: Helpers,
}

/// A plan without a `Debug` form of its own: arguments may be secret.
struct Plan(ProcessPlan);

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.profile)
    }
}

impl HelperOutput {
    pub(super) fn new(plan: ProcessPlan, helpers: &Helpers) -> Self {
        Self {
            plan: Plan(plan),
            helpers: helpers.clone(),
        }
    }
}

impl CredentialOrigin for HelperOutput {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>> {
        Box::pin(self.helpers.credentials(&self.plan.0))
    }
}

#[cfg(test)]
#[path = "process_tests.rs"]
mod tests;
