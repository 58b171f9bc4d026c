//! From the options on the command line to a source.

use std::sync::Arc;

use anyhow::Context as _;

use super::args::GlobalArgs;
use super::notes;
use super::startup::Startup;
use super::values::only_accounts;
use crate::app::backend::{Backend, OnlyAccounts};
use crate::app::engine_threads;
use crate::app::resource_explorer::source::ResourceSource;
use crate::aws::AccessOptions;

/// What the options say to connect to.
pub fn backend_of(global: &GlobalArgs) -> Backend {
    let only = only_accounts(&global.accounts);
    match &global.sandbox {
        // Numbers alone narrow the scope: there it costs nothing to enter every account.
        Some(spec) if only.names.is_empty() => {
            Backend::Sandbox(spec.clone(), OnlyAccounts::default())
        }
        Some(spec) => Backend::Sandbox(spec.clone(), only),
        None => Backend::Aws(AccessOptions {
            profiles: global.profiles.clone(),
            accounts: only.numbers,
            account_names: only.names,
            role: global.role.clone(),
            units: global.units.clone(),
            endpoint_url: global.endpoint_url.clone(),
            ..AccessOptions::default()
        }),
    }
}

/// The source behind the options, with the time limits in force. Sends nothing yet.
pub(super) fn connect(global: &GlobalArgs, startup: &Startup) -> Arc<dyn ResourceSource> {
    let connected = backend_of(global).connect();
    if let Some(spec) = connected.sandbox {
        notes::say(&format!("Simulated AWS ({spec}): nothing of this is real"));
    }
    connected.source.set_time_limits(startup.time_limits);
    connected.source
}

/// Where requests run.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    engine_threads::builder()
        .build()
        .context("threads cannot be started; close other programs and try again")
}
