//! `awsdash list`: one query on standard output.
//!
//! The query runs on the engine's threads; this thread prints. A reader that is slow slows the
//! query down, for the inbox between them is bounded.

mod ledger_file;
mod listing;
mod progress_line;
mod row_filter;
mod rows;
mod signals;
mod summary;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, sleep_until};

use super::args::{GlobalArgs, ListArgs};
use super::connect::{connect, runtime};
use super::exit::Exit;
use super::startup::Startup;
use super::values::{only_accounts, regions_of, types_of};
use crate::app::backend::OnlyAccounts;
use crate::app::resource_explorer::progress::{PaneId, QueryProgress};
use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
use crate::model::{QueryScope, Selection};

use ledger_file::LedgerFile;
use listing::Listing;
use summary::StoppedBy;

/// The only pane there is.
const PANE: PaneId = PaneId(0);

/// Pages that may wait to be printed. What waits is still printed after a Ctrl-C: this is how late
/// the end comes.
const INBOX_PAGES: usize = 16;

/// How often the progress line is drawn again.
const REDRAW_EVERY: Duration = Duration::from_millis(100);

/// Lists what was asked for, and says how it went.
pub(super) fn run(args: ListArgs, global: &GlobalArgs, startup: &Startup) -> anyhow::Result<Exit> {
    // Before the query: an hour of listing must not end because the file's folder is missing.
    let ledger_file = args
        .ledger
        .as_deref()
        .map(LedgerFile::prepare)
        .transpose()?;
    let scope = scope_of(&args, global);
    let runtime = runtime()?;
    let (inbox, messages) = mpsc::channel(INBOX_PAGES);
    let engine = QueryEngine::with_budget(
        connect(global, startup),
        runtime.handle().clone(),
        inbox,
        Arc::new(|| {}),
        startup.budget,
        startup.settings.max_requests_in_flight,
    );
    engine.set_time_limits(startup.time_limits);
    engine.release_sweeps();
    let mut listing = Listing::new(&args, &engine);
    let query = RunningQuery {
        engine: engine.clone(),
        messages,
        timeout: args.timeout,
    };
    runtime.block_on(query.run(scope, &mut listing));
    // Tasks that still run are not waited for.
    runtime.shutdown_background();
    listing.finish(&engine);
    if let Some(file) = ledger_file {
        file.write(listing.ledger(), listing.broken())?;
    }
    listing.report()
}

fn scope_of(args: &ListArgs, global: &GlobalArgs) -> QueryScope {
    let OnlyAccounts { numbers, names } = only_accounts(&global.accounts);
    // A name is resolved by the source, which then reports no other account.
    let accounts = if numbers.is_empty() || !names.is_empty() {
        Selection::All
    } else {
        numbers.into_iter().collect()
    };
    QueryScope {
        accounts,
        regions: regions_of(&args.regions),
        types: types_of(&args.types),
        details: args.details.clone(),
        smart: args.smart,
    }
}

/// A query and what can stop it.
struct RunningQuery {
    engine: QueryEngine,
    messages: mpsc::Receiver<QueryProgress>,
    timeout: Option<Duration>,
}

impl RunningQuery {
    /// Runs the query and hands every message on, until nothing of it runs any more.
    async fn run(mut self, scope: QueryScope, listing: &mut Listing) {
        let mut signals = signals::listen();
        let never = Instant::now() + Duration::from_secs(u32::MAX.into());
        let deadline = self
            .timeout
            .and_then(|timeout| Instant::now().checked_add(timeout))
            .unwrap_or(never);
        let mut redraw = tokio::time::interval(REDRAW_EVERY);
        redraw.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let generation = self.engine.start(PANE, scope, Freshness::UseCache);
        loop {
            tokio::select! {
                biased;
                Some(by) = signals.recv() => self.stop(listing, by),
                () = sleep_until(deadline), if listing.stopped_by().is_none() => {
                    self.stop(listing, StoppedBy::Timeout);
                }
                _ = redraw.tick() => listing.draw_progress(),
                message = self.messages.recv() => match message {
                    Some(message) if message.generation == generation => listing.take(message),
                    Some(_) => {}
                    None => return,
                },
            }
            if listing.is_finished() {
                return;
            }
            if listing.reader_is_gone() && listing.stopped_by().is_none() {
                self.stop(listing, StoppedBy::Reader);
            }
        }
    }

    fn stop(&self, listing: &mut Listing, by: StoppedBy) {
        listing.stop(by);
        self.engine.cancel(PANE);
    }
}
