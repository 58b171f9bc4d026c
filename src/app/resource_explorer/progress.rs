//! What a running query sends to its pane.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use super::batch_store::{Batch, BatchId};
use super::ledger::LedgerEntry;
use super::memory_budget::Reservation;
use super::query_engine::details::DetailsFailure;
use super::source::{BrokenAccess, SourceError};
use crate::model::{
    AccountId, DetailSection, Fingerprint, Provider, QueryKey, Region, ResourceEntry,
    ResourceIdentity,
};

/// A pane, for as long as the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaneId(pub u64);

/// Numbers the queries of a pane, so that a late page of a superseded query is recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u64);

impl Generation {
    /// One that no query of the process has had, of whichever engine: what a view keeps by generation is never
    /// taken for that of another query.
    pub(super) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Relaxed))
    }
}

/// How far a query has come. Small and whole: every message carries all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhaseCounts {
    /// Query keys listed.
    pub phase1_done: u32,
    /// Query keys to list.
    pub phase1_total: u32,
    /// Query keys enriched.
    pub phase2_done: u32,
    /// Query keys to enrich; 0 when the scope asks for no details.
    pub phase2_total: u32,
    /// Lists answered from the cache.
    pub cache_hits: u32,
    /// Requests that were throttled.
    pub throttled: u32,
    /// Requests sent.
    pub requests: u32,
}

/// Answers of phase 2 about one resource.
#[derive(Clone, Debug)]
pub struct DetailUpdate {
    /// Which resource.
    pub resource: Fingerprint,
    /// What was found out.
    pub section: DetailSection,
}

/// How a query ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishReason {
    /// It ran to its end; the ledger says what is missing.
    Done,
    /// The person stopped it, or a newer query took its place.
    Cancelled,
    /// The memory budget stopped it.
    MemoryLimit,
    /// It could not start: no account could be reached.
    NothingReached,
}

/// What happened.
#[derive(Debug)]
pub enum ProgressEvent {
    /// The plan is made: totals are known.
    Started,
    /// Rows of one query key arrived; they are [`QueryProgress::resources`] as well.
    Rows(Batch),
    /// Rows that were shown ahead of their list give way to what the list has.
    Replaced {
        /// These go, which came before.
        taken_back: Vec<BatchId>,
        /// These come, each of one query key.
        shown: Vec<Batch>,
    },
    /// A query key ended.
    Outcome(LedgerEntry),
    /// Query keys that ended together: what a query that was stopped had still to ask.
    Outcomes(Vec<LedgerEntry>),
    /// A key with rows is complete: all its rows were sent, and the answers of phase 2 if it was asked.
    KeyComplete {
        /// Which.
        key: QueryKey,
        /// Whether phase 2 was asked about it.
        enriched: bool,
    },
    /// Query keys that ended before have so many rows by now: others gave or took some.
    Recounted(Vec<(QueryKey, u64)>),
    /// Phase 2 answers.
    Details(Vec<DetailUpdate>),
    /// Which lists have the row that is opened, and how old they are.
    Seen {
        /// Which row.
        identity: ResourceIdentity,
        /// The row's own list first.
        sources: Vec<RowSource>,
    },
    /// A profile or role leads to no account.
    AccessBroken(BrokenAccess),
    /// An account's own list of regions is not known: these were assumed, and it may have others.
    RegionsAssumed {
        /// Whose.
        account: AccountId,
        /// Those that are asked.
        regions: Vec<Region>,
        /// Why it did not.
        error: SourceError,
    },
    /// A request failed that belongs to no query key (accounts).
    PlanFailed(SourceError),
    /// A phase 2 operation gave no answer for resources of a key; the rows are there, their details are not.
    DetailsFailed(DetailsFailure),
    /// Nothing is asked for the moment, and why: the machine is low on memory.
    Waiting(String),
    /// The credentials of an account stopped working: its lists wait until they work again. Their
    /// ledger lines say so meanwhile.
    AccountPaused {
        /// Whose lists wait.
        account: AccountId,
        /// Why, and what to do.
        error: SourceError,
    },
    /// The credentials work again: the account's lists go on.
    AccountResumed {
        /// Whose lists go on.
        account: AccountId,
        /// The keys that waited: their lines of the ledger are not their ends.
        keys: Vec<QueryKey>,
    },
    /// Every list has ended.
    Phase1Complete,
    /// The query was stopped before all that it would ask was known: the ledger has no line of the rest.
    PlanUnfinished,
    /// The query was stopped before it had all details.
    DetailsLeft {
        /// How many lists that have ended with rows lack some.
        lists: u32,
    },
    /// Every enrichment has ended.
    Phase2Complete,
    /// The budget closed: the exact message for the person.
    MemoryLimit(String),
    /// Nothing of the query runs any more.
    Finished(FinishReason),
}

/// The sentence for an account whose regions were assumed.
pub fn regions_assumed(account: AccountId, regions: &[Region], error: &SourceError) -> String {
    let codes: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
    format!(
        "The regions of account {account} are not known, so it may have others than these {}: {}. \
         {error}. Name regions to be sure of them.",
        regions.len(),
        codes.join(", ")
    )
}

/// One list that has a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowSource {
    /// Whose list.
    pub provider: Provider,
    /// When the list was fetched.
    pub at: Instant,
}

/// One message from a query to its pane.
#[derive(Debug)]
pub struct QueryProgress {
    /// Whose query.
    pub pane: PaneId,
    /// Which query of that pane.
    pub generation: Generation,
    /// The rows of a page, shared with the cache and every pane that asked. Empty for other events.
    pub resources: Arc<Vec<ResourceEntry>>,
    /// What happened.
    pub event: ProgressEvent,
    /// How far the query has come; `None` when the message is not of the query itself.
    pub counts: Option<PhaseCounts>,
    /// Memory set aside for the page while it travels; given back when the message is dropped.
    pub reservation: Option<Reservation>,
}
