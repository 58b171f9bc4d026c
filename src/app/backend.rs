//! What the program is connected to: AWS with the person's credentials, or the built-in sandbox.

use std::sync::Arc;

use crate::app::resource_explorer::source::ResourceSource;
use crate::app::settings::{AccessSetup, Settings};
use crate::aws::{AccessOptions, AwsSource};
use crate::model::AccountId;
use crate::sandbox::{self, Sandbox, SandboxSpec};

/// Where rows come from.
#[derive(Clone, Debug)]
pub enum Backend {
    /// AWS, reached as these options say.
    Aws(AccessOptions),
    /// The simulated AWS, and which of its accounts.
    Sandbox(SandboxSpec, OnlyAccounts),
}

/// The accounts that are meant; none for all.
#[derive(Clone, Debug, Default)]
pub struct OnlyAccounts {
    /// By number.
    pub numbers: Vec<AccountId>,
    /// By name or alias.
    pub names: Vec<String>,
}

/// A source and how the window labels it.
pub struct Connected {
    /// Answers the engine.
    pub source: Arc<dyn ResourceSource>,
    /// What the sandbox label says; `None` on AWS.
    pub sandbox: Option<String>,
}

impl Backend {
    /// Makes the source. Does no I/O: accounts are asked for afterwards.
    pub fn connect(&self) -> Connected {
        match self {
            Self::Aws(options) => Connected {
                source: AwsSource::connect(options.clone()),
                sandbox: None,
            },
            Self::Sandbox(spec, only) => {
                let sandbox = Sandbox::new(spec.clone());
                let access = AccessOptions {
                    accounts: only.numbers.clone(),
                    account_names: only.names.clone(),
                    ..access_to(&sandbox)
                };
                Connected {
                    source: AwsSource::connect(access),
                    sandbox: Some(spec.to_string()),
                }
            }
        }
    }
}

/// What the settings say of how accounts are reached.
pub fn access_of(settings: &Settings) -> AccessOptions {
    let AccessSetup {
        profiles,
        role,
        units,
    } = settings.access();
    AccessOptions {
        profiles,
        role,
        units,
        ..AccessOptions::default()
    }
}

/// How the real client code reaches the simulation: its credentials, its HTTP layer, and a role into
/// every account of its organization.
pub fn access_to(sandbox: &Arc<Sandbox>) -> AccessOptions {
    let (key_id, secret) = sandbox::credentials();
    AccessOptions {
        role: Some("OrganizationAccountAccessRole".into()),
        home_region: sandbox.regions().first().copied(),
        http_client: Some(sandbox.http_client()),
        static_credentials: Some((key_id.into(), secret.into())),
        sandbox: true,
        ..AccessOptions::default()
    }
}
