//! Panes on the engine without a window: queried, selected and closed as a person does, without drawing. What
//! egui keeps of ids in debug builds would hide what the program itself keeps.

#![allow(dead_code, reason = "a set of primitives: not every test needs each")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use awsdash::app::backend::Backend;
use awsdash::app::engine_threads;
use awsdash::app::memory_report::{MemoryReport, OwnBytes, report, shown};
use awsdash::app::pane::{Pane, PaneSpec, QueryState};
use awsdash::app::resource_explorer::progress::{PaneId, QueryProgress};
use awsdash::app::resource_explorer::query_engine::{Freshness, INBOX_MESSAGES, QueryEngine};
use awsdash::model::QueryScope;

/// An engine on the sandbox and its panes.
pub(crate) struct Headless {
    pub engine: QueryEngine,
    pub panes: Vec<Pane>,
    inbox: tokio::sync::mpsc::Receiver<QueryProgress>,
    next: u64,
    own: OwnBytes,
    runtime: tokio::runtime::Runtime,
}

impl Headless {
    pub(crate) fn new(sandbox: &str) -> Self {
        let runtime = engine_threads::builder().worker_threads(2).build().unwrap();
        let source = Backend::Sandbox(sandbox.parse().expect("a sandbox"), Default::default())
            .connect()
            .source;
        let (sender, inbox) = tokio::sync::mpsc::channel(INBOX_MESSAGES);
        let handle = runtime.handle().clone();
        let engine = QueryEngine::new(source, handle, sender, Arc::new(|| ())).showing_ahead();
        Self {
            engine,
            panes: Vec::new(),
            inbox,
            next: 1,
            own: OwnBytes::default(),
            runtime,
        }
    }

    pub(crate) fn open(&mut self, scope: &QueryScope) -> PaneId {
        let id = PaneId(self.next);
        self.next += 1;
        let pane = Pane::new(
            id,
            PaneSpec {
                scope: scope.clone().into(),
                ..PaneSpec::default()
            },
        );
        self.panes.push(pane);
        id
    }

    pub(crate) fn pane(&mut self, id: PaneId) -> &mut Pane {
        let mut panes = self.panes.iter_mut();
        panes.find(|pane| pane.id == id).expect("the pane is open")
    }

    pub(crate) fn run(&mut self, id: PaneId) {
        let scope = self.pane(id).spec.scope.to_scope();
        let generation = self.engine.start(id, scope, Freshness::UseCache);
        self.pane(id).begin(generation);
    }

    pub(crate) fn close(&mut self, id: PaneId) {
        self.engine.close(id);
        self.panes.retain(|pane| pane.id != id);
    }

    /// One turn of what the window does between two frames.
    pub(crate) fn step(&mut self) {
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| ());
        while let Ok(progress) = self.inbox.try_recv() {
            let mut panes = self.panes.iter_mut();
            if let Some(pane) = panes.find(|pane| pane.id == progress.pane) {
                pane.apply(progress);
            }
        }
        for pane in &mut self.panes {
            pane.update_tree(&wake);
        }
    }

    /// Goes on until every pane has ended and shows a tree over all its rows.
    pub(crate) fn settle(&mut self) {
        let started = Instant::now();
        let busy = |pane: &Pane| pane.state == QueryState::Running || pane.tree_is_pending();
        while self.panes.iter().any(busy) {
            assert!(started.elapsed() < Duration::from_hours(1), "it never ends");
            self.step();
            std::thread::sleep(Duration::from_millis(2));
        }
        // Cancelled tasks drop their last page.
        std::thread::sleep(Duration::from_millis(50));
        self.step();
    }

    /// The memory report.
    pub(crate) fn report(&self) -> MemoryReport {
        let of_pane = |pane: &Pane| {
            [
                shown("Trees and lines".into(), pane.tree_bytes()),
                shown("Ledgers".into(), pane.ledger.heap_bytes() as u64),
            ]
        };
        let lines = self.panes.iter().flat_map(of_pane).collect();
        report(&self.engine, lines, &self.own)
    }
}
