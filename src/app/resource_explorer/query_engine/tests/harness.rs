//! An engine over a scripted source, what a test receives of it, and scopes and rows to ask and answer with.

use super::*;

/// A meter whose reading the test sets, in MiB.
pub(super) struct TestMeter(pub(super) AtomicU64);

impl MemoryMeter for TestMeter {
    fn total_bytes(&self) -> Option<u64> {
        Some(1000 << 20)
    }
    fn counted_bytes(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed) << 20)
    }
    fn rss_bytes(&self) -> Option<u64> {
        None
    }
    fn available_bytes(&self) -> Option<u64> {
        None
    }
    fn return_to_system(&self) {}
}

pub(super) struct Harness {
    pub(super) engine: QueryEngine,
    pub(super) source: Arc<Scripted>,
    pub(super) inbox: mpsc::Receiver<QueryProgress>,
    pub(super) meter: Arc<TestMeter>,
}

/// The messages of a query, put together.
#[derive(Default)]
pub(super) struct Received {
    pub(super) rows: Vec<Batch>,
    pub(super) taken_back: usize,
    pub(super) ledger: BTreeMap<QueryKey, LedgerEntry>,
    pub(super) details: Vec<String>,
    /// How many resources got details of their own.
    pub(super) attributes: usize,
    pub(super) failures: Vec<DetailsFailure>,
    pub(super) memory_limit: Option<String>,
    pub(super) troubles: Vec<String>,
    pub(super) counts: PhaseCounts,
    pub(super) finished: Option<FinishReason>,
    pub(super) lists_without_details: u32,
}

impl Received {
    fn take(&mut self, event: ProgressEvent) {
        match event {
            ProgressEvent::Rows(batch) => self.rows.push(batch),
            ProgressEvent::Replaced { taken_back, shown } => {
                self.rows.retain(|batch| !taken_back.contains(&batch.id()));
                self.taken_back += taken_back.len();
                self.rows.extend(shown);
            }
            ProgressEvent::Outcome(entry) => _ = self.ledger.insert(entry.key, entry),
            ProgressEvent::Outcomes(entries) => {
                let lines = entries.into_iter().map(|entry| (entry.key, entry));
                self.ledger.extend(lines);
            }
            ProgressEvent::Recounted(keys) => {
                for (key, rows) in keys {
                    let line = self.ledger.remove(&key);
                    let line = line.map(|line| (key, line.with_rows(rows)));
                    self.ledger.extend(line);
                }
            }
            ProgressEvent::DetailsFailed(failure) => self.failures.push(failure),
            ProgressEvent::Details(updates) => {
                let told = updates.iter().filter(|update| {
                    update.section.operation == "DescribeAttribute" && update.section.answer.is_ok()
                });
                self.attributes += told.count();
                self.details.extend(
                    updates
                        .iter()
                        .map(|update| update.section.operation.to_owned()),
                );
            }
            ProgressEvent::RegionsAssumed {
                account,
                regions,
                error,
            } => self
                .troubles
                .push(regions_assumed(account, &regions, &error)),
            ProgressEvent::PlanFailed(error) => self.troubles.push(error.to_string()),
            ProgressEvent::DetailsLeft { lists } => self.lists_without_details = lists,
            ProgressEvent::MemoryLimit(text) => self.memory_limit = Some(text),
            ProgressEvent::Finished(reason) => self.finished = Some(reason),
            _ => {}
        }
    }

    pub(super) fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .rows
            .iter()
            .flat_map(|batch| batch.iter())
            .map(|row| &*row.id)
            .collect();
        ids.sort_unstable();
        ids
    }
}

impl Harness {
    pub(super) fn new(source: Scripted) -> Self {
        let source = Arc::new(source);
        let meter = Arc::new(TestMeter(AtomicU64::new(10)));
        let budget = Box::leak(Box::new(MemoryBudget::with_meter(meter.clone(), None)));
        let (sender, inbox) = mpsc::channel(INBOX_MESSAGES);
        let runtime = tokio::runtime::Handle::current();
        let engine =
            QueryEngine::with_budget(source.clone(), runtime, sender, Arc::new(|| {}), budget, 64);
        Self {
            engine,
            source,
            inbox,
            meter,
        }
    }

    /// Starts a query that may use the cache, and receives everything up to its end.
    pub(super) async fn query(&mut self, scope: QueryScope) -> Received {
        let generation = self.engine.start(PANE, scope, Freshness::UseCache);
        self.receive(generation).await
    }

    /// Everything up to the end of one query.
    pub(super) async fn receive(&mut self, generation: Generation) -> Received {
        self.receive_after(generation, Vec::new()).await
    }

    /// As [`Harness::receive`], with what was shown before.
    pub(super) async fn receive_after(
        &mut self,
        generation: Generation,
        shown: Vec<Batch>,
    ) -> Received {
        let mut received = Received {
            rows: shown,
            ..Received::default()
        };
        while received.finished.is_none() {
            let next = tokio::time::timeout(Duration::from_secs(10), self.inbox.recv()).await;
            let progress = next
                .expect("the query says nothing any more")
                .expect("the engine is gone");
            if progress.generation != generation {
                continue;
            }
            received.counts = progress.counts.unwrap_or(received.counts);
            received.take(progress.event);
        }
        received
    }
}

pub(super) fn scope(types: &[&str]) -> QueryScope {
    QueryScope {
        types: types
            .iter()
            .map(|ty| ty.parse::<TypeId>().unwrap())
            .collect(),
        details: DetailDepth::None,
        ..Default::default()
    }
}

pub(super) fn smart(types: &[&str]) -> QueryScope {
    QueryScope {
        smart: true,
        ..scope(types)
    }
}

pub(super) fn with_details(types: &[&str]) -> QueryScope {
    QueryScope {
        details: DetailDepth::All,
        ..scope(types)
    }
}

/// AWS does not allow an action.
pub(super) fn denied(action: &str) -> SourceError {
    SourceError::Denied {
        action: action.into(),
        code: "AccessDenied".into(),
        principal: None,
    }
}

pub(super) fn run<T>(test: impl AsyncFnOnce() -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test())
}

pub(super) fn volumes(ids: &[&str]) -> Vec<ResourceEntry> {
    ids.iter()
        .map(|id| entry("eu-west-1", VOLUME, id, ""))
        .collect()
}

pub(super) fn sweep_key(region: &str) -> QueryKey {
    key(region, TypeId::tagged().as_str())
}

pub(super) fn tagged(region: &str, ty: &str, id: &str) -> ResourceEntry {
    ResourceEntry {
        provider: Provider::Tagging,
        ..entry(region, ty, id, "")
    }
}
