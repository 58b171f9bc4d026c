//! Lists that are yet to be planned while others run.

use tokio::sync::mpsc;

use crate::app::resource_explorer::query_engine::planning::discovery::{
    AccountDiscovery, DiscoveredAccounts,
};
use crate::app::resource_explorer::source::ListJob;

/// Where more lists come from.
pub(crate) enum JobsToCome<'a> {
    /// No more will come.
    None,
    /// Accounts, as they are reached: all of their lists.
    Accounts(&'a mut AccountDiscovery),
    /// The rounds of a smart query, as their indexes and sweeps have ended: what these give reason to ask for.
    Rounds(mpsc::Receiver<Vec<ListJob>>),
    /// No more will come to these indexes or sweeps of a round. The lists that run beside them take the retries
    /// and fetch details.
    Round,
}

/// What has come.
pub(crate) enum More {
    /// Accounts, for which nothing is planned yet.
    Accounts(DiscoveredAccounts),
    /// Lists.
    Jobs(Vec<ListJob>),
}

impl JobsToCome<'_> {
    /// Whether no more will come.
    pub(crate) fn is_complete(&self) -> bool {
        match self {
            Self::None | Self::Round => true,
            Self::Accounts(discovery) => discovery.is_complete(),
            Self::Rounds(_) => false,
        }
    }

    /// Whether other lists of the query run beside these.
    pub(crate) fn is_round(&self) -> bool {
        matches!(self, Self::Round)
    }

    /// The next ones; `None` when those were the last; waits for ever once that was said. Dropping the future
    /// loses nothing.
    pub(crate) async fn next(&mut self) -> Option<More> {
        if self.is_complete() {
            std::future::pending::<()>().await;
        }
        match self {
            Self::None | Self::Round => None,
            Self::Accounts(discovery) => discovery.next().await.map(More::Accounts),
            Self::Rounds(rounds) => {
                let jobs = rounds.recv().await;
                if jobs.is_none() {
                    *self = Self::None;
                }
                jobs.map(More::Jobs)
            }
        }
    }

    /// The lists of what has come. Run it to its end: they are expected from now on.
    pub(crate) async fn plan(&mut self, more: More) -> Vec<ListJob> {
        match (self, more) {
            (Self::Accounts(discovery), More::Accounts(found)) => discovery.plan(found).await,
            (_, More::Jobs(jobs)) => jobs,
            (_, More::Accounts(_)) => Vec::new(),
        }
    }
}
