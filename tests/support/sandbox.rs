//! The engine on a sandbox of its own: the real client code, and no window.

#![allow(dead_code, reason = "a set of primitives: not every test needs each")]

use std::sync::Arc;

use awsdash::app::backend::access_to;
use awsdash::app::resource_explorer::progress::QueryProgress;
use awsdash::app::resource_explorer::query_engine::{INBOX_MESSAGES, QueryEngine};
use awsdash::aws::AwsSource;
use awsdash::sandbox::Sandbox;
use tokio::sync::mpsc::{Receiver, channel};

/// A sandbox, and the source that asks it.
pub(crate) fn source_on(spec: &str) -> (Arc<Sandbox>, Arc<AwsSource>) {
    let sandbox = Sandbox::new(spec.parse().expect("a sandbox"));
    let source = AwsSource::connect(access_to(&sandbox));
    (sandbox, source)
}

/// A sandbox, an engine over it, and the messages of its queries. To be called in a runtime.
pub(crate) fn engine_on(spec: &str) -> (Arc<Sandbox>, QueryEngine, Receiver<QueryProgress>) {
    let (sandbox, source) = source_on(spec);
    let (sender, inbox) = channel(INBOX_MESSAGES);
    let runtime = tokio::runtime::Handle::current();
    let engine = QueryEngine::new(source, runtime, sender, Arc::new(|| {}));
    (sandbox, engine, inbox)
}
