//! Cloud Control over the whole client code, against the sandbox.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::app::resource_explorer::source::{ListJob, ResourceSource, SourceError};
use crate::aws::providers::cloud_control::{GET_RESOURCE, Listing, can_list, can_read};
use crate::aws::{AccessOptions, AwsSource};
use crate::catalog::types;
use crate::model::{AccountId, Provider, QueryKey, Region, ResourceEntry, TypeId};
use crate::sandbox::{Sandbox, SandboxSpec, credentials};

struct World {
    sandbox: Arc<Sandbox>,
    source: Arc<AwsSource>,
    account: AccountId,
}

fn world(text: &str) -> World {
    let mut spec: SandboxSpec = text.parse().unwrap();
    spec.latency = Duration::ZERO;
    let sandbox = Sandbox::new(spec);
    let (key, secret) = credentials();
    let source = AwsSource::connect(AccessOptions {
        http_client: Some(sandbox.http_client()),
        static_credentials: Some((key.into(), secret.into())),
        ..Default::default()
    });
    let account = sandbox.accounts()[0].0;
    World {
        sandbox,
        source,
        account,
    }
}

impl World {
    fn job(&self, region: Region, ty: TypeId, provider: Provider) -> ListJob {
        let key = QueryKey {
            account: self.account,
            region,
            resource_type: ty,
        };
        ListJob { key, provider }
    }

    async fn all(&self, job: ListJob) -> Result<Vec<ResourceEntry>, SourceError> {
        self.source.whole_list(job).await
    }

    async fn list(&self, region: &str, ty: &str) -> Result<Vec<ResourceEntry>, SourceError> {
        let (region, ty) = (region.parse().unwrap(), ty.parse().unwrap());
        self.all(self.job(region, ty, Provider::CloudControl)).await
    }
}

fn region_of(ty: TypeId) -> Region {
    let is_global = types::get(ty).unwrap().is_global;
    let home = "us-east-1".parse().unwrap();
    if is_global { Region::global() } else { home }
}

#[tokio::test]
async fn every_type_pages_to_exactly_what_there_is_and_each_can_be_read() {
    let world = world("resources=40000,accounts=1,regions=2,untagged=0.2");
    let all = world.sandbox.cloud_control_types();
    let services: BTreeSet<&str> = all.iter().map(|ty| ty.service()).collect();
    assert!(all.len() >= 25 && services.len() >= 15, "{all:?}");
    let mut several_pages = 0;
    for ty in all {
        // A type whose properties are secret is not asked for at all.
        if matches!(can_list(ty), None | Some(Listing::UnderParents(_))) {
            continue;
        }
        let region = region_of(ty);
        let job = world.job(region, ty, Provider::CloudControl);
        let rows = world.all(job).await.unwrap();
        let expected = world.sandbox.cloud_control_count(world.account, region, ty);
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(
            (rows.len() as u64, ids.len()),
            (expected, rows.len()),
            "{ty}"
        );
        assert!(expected > 0, "{ty}");
        several_pages += usize::from(rows.len() > 100);
        assert!(can_read(ty), "{ty}");
        for row in [&rows[0], &rows[rows.len() - 1]] {
            assert!(!row.name().is_empty() && row.arn().is_some(), "{row:?}");
            let given = world
                .source
                .resource_detail(row, GET_RESOURCE)
                .await
                .unwrap();
            let (given, listed) = (given.to_json(), row.properties.to_json());
            for (name, value) in listed.as_object().unwrap() {
                assert_eq!(given[name], *value, "{ty} {name}");
            }
        }
    }
    assert!(several_pages >= 3, "{several_pages}");
}

#[tokio::test]
async fn what_the_sweep_shows_are_the_same_resources_under_the_same_arns() {
    let world = world("resources=20000,accounts=1,regions=2,untagged=0.2");
    let home = "us-east-1".parse().unwrap();
    let sweep = world.job(home, TypeId::tagged(), Provider::Tagging);
    let mut swept: BTreeMap<&str, BTreeMap<String, ResourceEntry>> = BTreeMap::new();
    for row in world.all(sweep).await.unwrap() {
        let of_type = swept.entry(row.resource_type.as_str()).or_default();
        of_type.insert(row.arn().unwrap().into_owned(), row);
    }
    let mut compared = 0;
    for ty in world.sandbox.cloud_control_types() {
        let Some(tagged) = swept.get(ty.as_str()) else {
            continue;
        };
        if can_list(ty).is_none() {
            continue;
        }
        let rows = world
            .all(world.job(region_of(ty), ty, Provider::CloudControl))
            .await;
        let rows = rows.unwrap();
        let mut met = 0;
        for row in &rows {
            let Some(twin) = tagged.get(&*row.arn().unwrap()) else {
                assert!(
                    row.tags.is_empty() || ty.as_str() == "AWS::S3::Bucket",
                    "{row:?}"
                );
                continue;
            };
            met += 1;
            assert_eq!(
                (row.region, row.account),
                (twin.region, twin.account),
                "{ty}"
            );
            if !row.tags.is_empty() {
                assert_eq!(row.tags.iter().count(), twin.tags.iter().count(), "{ty}");
                assert!(
                    twin.tags
                        .iter()
                        .all(|tag| row.tags.get(tag.key) == Some(tag.value))
                );
            }
        }
        assert_eq!(met, tagged.len(), "{ty}: each of the sweep is met");
        if ty.as_str() != "AWS::S3::Bucket" {
            assert!(rows.len() > tagged.len(), "{ty}: some have no tags");
        }
        compared += 1;
    }
    assert!(compared >= 6, "{compared}");
}

#[tokio::test]
async fn children_are_listed_under_their_parents() {
    let world = world("resources=20000,accounts=1,regions=1");
    let ty: TypeId = "AWS::ElasticLoadBalancingV2::Listener".parse().unwrap();
    let rows = world.list("us-east-1", ty.as_str()).await.unwrap();
    let parents: BTreeSet<String> = rows
        .iter()
        .map(|row| row.properties.to_json()["LoadBalancerArn"].to_string())
        .collect();
    assert!(parents.len() > 1, "{parents:?}");
    let region = "us-east-1".parse().unwrap();
    assert_eq!(
        rows.len() as u64,
        world.sandbox.cloud_control_count(world.account, region, ty)
    );
}

#[tokio::test]
async fn what_is_not_played_is_unsupported_as_it_is_at_aws() {
    let world = world("");
    let error = world
        .list("us-east-1", "AWS::Kinesis::Stream")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("UnsupportedActionException"),
        "{error}"
    );
}

#[tokio::test]
async fn the_knobs_reach_cloud_control() {
    let world = world("");
    let ty = "AWS::Logs::LogGroup";
    world.list("us-east-1", ty).await.unwrap();
    for (pattern, action) in [
        (
            "cloudformation:ListResources",
            "cloudformation:ListResources",
        ),
        ("logs:DescribeLogGroups", "logs:DescribeLogGroups"),
    ] {
        world.sandbox.set_denied(&[pattern]).unwrap();
        let error = world.list("us-east-1", ty).await.unwrap_err();
        let SourceError::Denied {
            action: given,
            principal,
            ..
        } = &error
        else {
            panic!("{error:?}");
        };
        assert!(given == action && principal.is_some(), "{error:?}");
        let other = world.list("us-east-1", "AWS::Lambda::Function").await;
        assert_eq!(other.is_ok(), pattern.starts_with("logs"), "{pattern}");
    }
    world.sandbox.set_denied(&[]).unwrap();
    world.sandbox.set_throttle(1.0);
    let error = world.list("us-east-1", ty).await.unwrap_err();
    assert!(matches!(error, SourceError::Throttled { .. }), "{error:?}");
    world.sandbox.set_throttle(0.0);
    world.sandbox.set_broken_pages(1.0);
    let error = world.list("us-east-1", ty).await.unwrap_err();
    assert!(matches!(error, SourceError::BadAnswer { .. }), "{error:?}");
    world.sandbox.set_broken_pages(0.0);
    world.sandbox.set_html(1.0);
    let error = world.list("us-east-1", ty).await.unwrap_err();
    assert!(matches!(error, SourceError::BadAnswer { .. }), "{error:?}");
    world.sandbox.set_html(0.0);
    world.list("us-east-1", ty).await.unwrap();
    assert_eq!(world.sandbox.writes_seen(), 0);
}
