//! Fetches with several subscribers.

use super::*;
use crate::app::resource_explorer::scheduler::Priority;
use crate::app::resource_explorer::testing::{entry, key};

const ASKER: Asker = Asker {
    query: 1,
    priority: Priority::Listing,
};

fn sweep() -> (ListId, ListJob) {
    let key = key("eu-west-1", "awsdash:Tagging:Sweep");
    let provider = Provider::Tagging;
    (ListId::shown(key), ListJob { key, provider })
}

fn page(id: &str) -> Vec<Batch> {
    vec![Batch::new(vec![entry(
        "eu-west-1",
        "AWS::EC2::Volume",
        id,
        "",
    )])]
}

async fn next_id(subscriber: &mut Subscriber) -> String {
    match subscriber.next().await {
        FetchUpdate::Page(batch) => batch[0].id.to_string(),
        FetchUpdate::End(..) => "end".to_owned(),
    }
}

/// Joins the fetch of the sweep; where that is not possible, begins one that has `ids`.
fn join(fetches: &SharedFetches, ids: &[&str]) -> Subscriber {
    let (id, job) = sweep();
    fetches.join_or_begin(id, ASKER, || {
        let fetch = SharedFetch::new(ASKER, fetches.retention_of(&job));
        ids.iter().for_each(|id| fetch.add(page(id)));
        fetch
    })
}

#[tokio::test]
async fn rows_of_a_sweep_are_released_when_read_and_a_later_query_has_all_of_them() {
    let fetches = SharedFetches::default();
    fetches.release_sweeps();
    let mut first = join(&fetches, &["a", "b"]);
    let mut second = join(&fetches, &[]);
    assert_eq!(next_id(&mut first).await, "a");
    assert_eq!(next_id(&mut second).await, "a", "the other has not read it");
    drop(second);
    assert_eq!(next_id(&mut first).await, "b");
    assert_eq!(first.shared.fetch.pages().batches, [], "nothing is held");
    assert!(first.shared.fetch.pages().whole().is_none());
    let (id, _) = sweep();
    assert!(fetches.join_running(&id, Accepts::AnyAge, ASKER).is_none());
    let mut third = join(&fetches, &["a", "b"]);
    assert_eq!(next_id(&mut third).await, "a");
}

#[tokio::test]
async fn rows_stay_for_queries_that_join_unless_told_otherwise() {
    let fetches = SharedFetches::default();
    let mut first = join(&fetches, &["a"]);
    assert_eq!(next_id(&mut first).await, "a");
    let mut second = join(&fetches, &["x"]);
    assert_eq!(next_id(&mut second).await, "a");
}
