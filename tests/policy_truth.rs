//! The actions that are sent, against the policy that is printed for them.

use std::collections::BTreeSet;
use std::time::Duration;

use awsdash::app::policy::{Needs, Policy};
use awsdash::app::resource_explorer::progress::{FinishReason, PaneId, ProgressEvent};
use awsdash::app::resource_explorer::query_engine::Freshness;
use awsdash::app::resource_explorer::source::ResourceSource as _;
use awsdash::aws::{AccessOptions, AwsSource, INDEX_ACTIONS, ROLE_ACTIONS, actions_for};
use awsdash::catalog::permissions::action_of;
use awsdash::model::{DetailDepth, Provider, QueryScope, TypeId};

#[path = "support/sandbox.rs"]
mod sandbox;

use sandbox::engine_on;

/// The IAM actions of everything that a query sent to a sandbox of its own.
async fn sent(scope: QueryScope) -> BTreeSet<String> {
    let spec = "accounts=2,regions=1,resources=1200,latency=0ms,seed=11";
    let (sandbox, engine, mut inbox) = engine_on(spec);
    engine.start(PaneId(1), scope, Freshness::UseCache);
    let ended = tokio::time::timeout(Duration::from_mins(4), async {
        while let Some(progress) = inbox.recv().await {
            if let ProgressEvent::Finished(reason) = progress.event {
                return Some(reason);
            }
        }
        None
    });
    assert_eq!(ended.await.unwrap(), Some(FinishReason::Done));
    assert_eq!(sandbox.writes_seen(), 0);
    let calls = sandbox.calls_by_action().into_keys();
    calls
        .map(|call| {
            let (service, operation) = call.split_once(':').expect("a service");
            action_of(service, operation)
        })
        .collect()
}

/// What is sent and not in the policy of the scope.
fn beyond(sent: &BTreeSet<String>, scope: &QueryScope, types: &[TypeId]) -> Vec<String> {
    let mut reads: BTreeSet<String> = actions_for(types.iter().copied(), &scope.details)
        .into_iter()
        .chain(ROLE_ACTIONS.iter().copied())
        .map(str::to_owned)
        .collect();
    if scope.smart {
        let sweep = actions_for([TypeId::tagged()], &scope.details).into_iter();
        reads.extend(
            sweep
                .chain(INDEX_ACTIONS.iter().copied())
                .map(str::to_owned),
        );
    }
    let roles = BTreeSet::from(["arn:aws:iam::*:role/Reader".to_owned()]);
    let policy = Policy::of(&Needs { reads, roles });
    let allowed: Vec<String> = policy
        .documents
        .iter()
        .flat_map(|document| document["Statement"].as_array().unwrap())
        .flat_map(|statement| match &statement["Action"] {
            serde_json::Value::Array(actions) => actions.clone(),
            one => vec![one.clone()],
        })
        .map(|action| action.as_str().unwrap().to_owned())
        .collect();
    let covers = |allowed: &String, action: &str| match allowed.strip_suffix('*') {
        Some(family) => action.starts_with(family),
        None => allowed == action,
    };
    sent.iter()
        // It needs no permission.
        .filter(|action| *action != "sts:GetCallerIdentity")
        .filter(|action| !allowed.iter().any(|allowed| covers(allowed, action)))
        .cloned()
        .collect()
}

async fn check(types: &[TypeId], details: DetailDepth, smart: bool) -> BTreeSet<String> {
    let scope = QueryScope {
        types: types.iter().copied().collect(),
        details,
        smart,
        ..QueryScope::default()
    };
    let sent = sent(scope.clone()).await;
    assert_eq!(beyond(&sent, &scope, types), [""; 0], "{:?}", scope.details);
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_a_list_of_all_types_sends_is_in_its_policy_at_every_depth() {
    // Cloud Control allows ten calls a second, so of the types that only it lists every twentieth is tried.
    let source = AwsSource::connect(AccessOptions::default());
    let by_cloud_control = |ty: &TypeId| source.provider_of(*ty) == Some(Provider::CloudControl);
    let all = source.listable_types().into_iter();
    let (long_tail, mut types): (Vec<_>, Vec<_>) = all.partition(by_cloud_control);
    types.extend(long_tail.into_iter().step_by(20));
    let depths = [DetailDepth::None, DetailDepth::Bulk, DetailDepth::All];
    let mut sent = Vec::new();
    for depth in depths {
        sent.push(check(&types, depth, false).await);
    }
    // Without any call the test would prove nothing.
    assert!(sent[0].len() > 100, "{}", sent[0].len());
    assert!(sent[2].len() > sent[1].len() && sent[1].len() > sent[0].len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_narrow_scope_sends_nothing_beyond_its_own_policy() {
    for name in [
        "AWS::EC2::Volume",
        "AWS::EKS::Cluster",
        "AWS::IAM::Role",
        "AWS::ECS::Service",
        "AWS::S3::Bucket",
        "AWS::AppConfig::Environment",
        "AWS::CloudWatch::Alarm",
    ] {
        let types = [name.parse().unwrap()];
        for depth in [DetailDepth::None, DetailDepth::All] {
            let sent = check(&types, depth, false).await;
            assert!(sent.len() > 2, "{name}: {sent:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_smart_scope_sends_nothing_beyond_its_policy() {
    let types: Vec<TypeId> = awsdash::catalog::types::default_set().collect();
    let sent = check(&types, DetailDepth::Bulk, true).await;
    assert!(sent.contains("tag:GetResources"), "{sent:?}");
}
