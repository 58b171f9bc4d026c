//! Commands about accounts and the ways to them, and starting over on another backend.

use std::sync::Arc;

use super::access_watch::AccessWatch;
use super::{AwsDash, engine_on};
use crate::app::backend::{Backend, OnlyAccounts, access_of};
use crate::app::commands::AccessCommand;
use crate::app::credential_search::credential_search_report;
use crate::app::jobs::drop_in_background;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::{Freshness, INBOX_MESSAGES};
use crate::app::settings::AccessSetup;
use crate::app::view::{ConnectReport, Directory};
use crate::aws::AccessOptions;
use crate::sandbox::SandboxSpec;

impl AwsDash {
    /// Asks accounts, signs in, or connects otherwise.
    pub(super) fn execute_access(&mut self, command: AccessCommand) {
        match command {
            AccessCommand::Reload => self.reload_directory(),
            AccessCommand::Retry => self.engine.check_paused_accounts(),
            AccessCommand::SignIn(name) => self.engine.sign_in(name.into()),
            AccessCommand::CancelSignIn(name) => self.engine.cancel_sign_in(&name),
            AccessCommand::Set(setup) => self.set_access(setup),
            AccessCommand::OpenSandbox => self.reconnect(Backend::Sandbox(
                SandboxSpec::default(),
                OnlyAccounts::default(),
            )),
            AccessCommand::ConnectAws => self.reconnect(Backend::Aws(access_of(&self.settings))),
        }
    }

    fn set_access(&mut self, setup: AccessSetup) {
        let endpoint_url = match &self.backend {
            Backend::Aws(options) => options.endpoint_url.clone(),
            Backend::Sandbox(..) => None,
        };
        self.settings.set_access(setup);
        self.save_settings();
        let options = AccessOptions {
            endpoint_url,
            ..access_of(&self.settings)
        };
        self.reconnect(Backend::Aws(options));
    }

    /// Starts over on another backend: panes keep what they ask for and how they show it, nothing of the old rows
    /// stays.
    fn reconnect(&mut self, backend: Backend) {
        let connected = backend.connect();
        let ids: Vec<PaneId> = self.panes.keys().copied().collect();
        ids.iter().for_each(|id| self.engine.close(*id));
        let (sender, inbox) = tokio::sync::mpsc::channel(INBOX_MESSAGES);
        self.engine = engine_on(
            connected.source,
            sender,
            &self.runtime,
            &self.wake,
            &self.settings,
        );
        self.engine.set_time_limits(self.time_limits);
        self.hidden_panes.clear();
        self.inbox = inbox;
        self.backend = backend;
        self.sandbox = connected.sandbox;
        for pane in self.panes.values_mut() {
            let spec = pane.spec.clone();
            drop_in_background(pane.restart(spec));
            pane.set_row_facts(self.engine.row_facts());
        }
        self.windows
            .values_mut()
            .for_each(|window| window.ui.forget_drawn());
        self.describe_access();
        self.reload_directory();
    }

    /// Looks for credential sources, for the first screen.
    pub(super) fn describe_access(&mut self) {
        self.connect = match &self.backend {
            Backend::Aws(_) => credential_search_report(),
            Backend::Sandbox(..) => ConnectReport::default(),
        };
    }

    fn reload_directory(&mut self) {
        self.forget_directory();
        self.engine.load_directory(Freshness::Refresh);
    }

    /// Forgets accounts and regions; which types the source can list is known without asking.
    pub(super) fn forget_directory(&mut self) {
        self.background.access = AccessWatch::default();
        self.directory = Directory {
            loading: true,
            accounts_revision: self.directory.accounts_revision + 1,
            listable: Arc::new(self.engine.listable_types()),
            ..Default::default()
        };
    }
}
