//! The source for AWS, as the engine uses it, against the simulated AWS.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use awsdash::app::resource_explorer::source::{DetailReach, ListJob, ResourceSource, SourceError};
use awsdash::aws::AwsSource;
use awsdash::model::{
    AccountId, DetailDepth, Provider, QueryKey, Region, ResourceEntry, StatusClass, TypeId,
};
use awsdash::sandbox::Sandbox;

#[path = "support/sandbox.rs"]
mod sandbox;

use sandbox::source_on;

fn harness(spec: &str) -> (Arc<Sandbox>, Arc<AwsSource>) {
    source_on(&format!("{spec},latency=0ms"))
}

fn ty(name: &str) -> TypeId {
    name.parse().unwrap()
}

fn job(source: &AwsSource, account: AccountId, region: Region, ty: TypeId) -> ListJob {
    ListJob {
        key: QueryKey {
            account,
            region,
            resource_type: ty,
        },
        provider: source.provider_of(ty).expect("it can be listed"),
    }
}

/// Every row of a list, page by page, under each of its parents.
async fn list(source: &AwsSource, job: ListJob) -> Result<Vec<ResourceEntry>, SourceError> {
    let mut parents = Vec::new();
    for parent in source.parents(&job) {
        parents.push(Arc::new(Box::pin(list(source, parent)).await?));
    }
    let mut rows = Vec::new();
    let mut due = source.calls(&job, &parents).inputs;
    while let Some(input) = due.pop() {
        let mut token = None;
        loop {
            let page = source.list_page(&job, &input, token).await?;
            rows.extend(page.entries);
            due.extend(page.below);
            token = page.next;
            if token.is_none() {
                break;
            }
        }
    }
    Ok(rows)
}

/// Types that the sandbox lists by calls of their services; Cloud Control has tests of its own.
fn played(source: &AwsSource) -> Vec<TypeId> {
    let all = source.listable_types().into_iter();
    all.filter(|ty| source.provider_of(*ty) != Some(Provider::CloudControl))
        .collect()
}

fn distinct_arns(rows: &[ResourceEntry]) -> usize {
    let arns: HashSet<String> = rows
        .iter()
        .map(|row| row.arn().expect("an ARN").into())
        .collect();
    arns.len()
}

#[tokio::test]
async fn every_account_of_the_organization_is_reached_by_its_number() {
    let (sandbox, source) = harness("accounts=23,resources=100");
    let list = source.accounts().await.unwrap();
    assert!(list.broken.is_empty(), "{:?}", list.broken);
    let reached: BTreeMap<AccountId, String> = list
        .accounts
        .iter()
        .map(|info| (info.id, info.name.to_string()))
        .collect();
    assert_eq!(reached, sandbox.accounts().into_iter().collect());
    assert!(!reached.contains_key(&sandbox.suspended_account()));
    assert!(source.is_sandbox());
}

#[tokio::test]
async fn regions_are_those_of_the_account() {
    let (sandbox, source) = harness("disabled_regions=2");
    let account = sandbox.accounts()[0].0;
    let regions = source.regions(account).await.unwrap();
    let of = |enabled: bool| -> HashSet<Region> {
        regions
            .regions
            .iter()
            .filter(|info| info.enabled == enabled)
            .map(|info| info.region)
            .collect()
    };
    assert_eq!(of(true), sandbox.regions().into_iter().collect());
    assert_eq!(of(false), sandbox.disabled_regions().into_iter().collect());
}

#[tokio::test]
async fn all_lists_have_exactly_what_there_is() {
    let (sandbox, source) = harness("accounts=2,regions=2,resources=9000,seed=5");
    let mut listed_types = HashSet::new();
    for (account, _) in sandbox.accounts() {
        for region in sandbox.regions() {
            for ty in played(&source) {
                if source.is_global(ty) {
                    continue;
                }
                let rows = list(&source, job(&source, account, region, ty))
                    .await
                    .unwrap();
                let expected = sandbox.expected_count(account, region, ty);
                assert_eq!(rows.len() as u64, expected, "{account} {region} {ty}");
                assert_eq!(distinct_arns(&rows), rows.len(), "{ty}");
                for row in &rows {
                    assert_eq!(
                        (row.account, row.region, row.resource_type),
                        (account, region, ty)
                    );
                    // Some services list bare names.
                    let is_ec2 = row.provider == Provider::Ec2;
                    assert!(!row.id.is_empty() && (!is_ec2 || !row.properties.is_empty()));
                }
                if expected > 0 {
                    listed_types.insert(ty);
                }
            }
        }
    }
    // What EC2 lists, and what other services do; what is global is listed once, elsewhere.
    assert_eq!(listed_types.len(), 29 + 58);
    assert_eq!(sandbox.writes_seen(), 0);
}

#[tokio::test]
async fn global_types_are_listed_once_and_buckets_where_they_are() {
    let (sandbox, source) = harness("accounts=2,regions=3,resources=9000,seed=5");
    for (account, _) in sandbox.accounts() {
        let listed = async |name: &str| {
            assert!(source.is_global(ty(name)), "{name}");
            let job = job(&source, account, Region::global(), ty(name));
            list(&source, job).await.unwrap()
        };
        let roles = listed("AWS::IAM::Role").await;
        let expected = sandbox.expected_count(account, Region::global(), ty("AWS::IAM::Role"));
        assert_eq!(roles.len() as u64, expected);
        assert!(roles.iter().all(|role| role.region.is_global()));
        let buckets = listed("AWS::S3::Bucket").await;
        for region in sandbox.regions() {
            let here = buckets.iter().filter(|bucket| bucket.region == region);
            let expected = sandbox.expected_count(account, region, ty("AWS::S3::Bucket"));
            assert_eq!(here.count() as u64, expected, "{region}");
        }
    }
}

#[tokio::test]
async fn rows_are_named_tagged_and_classed() {
    let (sandbox, source) = harness("accounts=1,regions=1,resources=4000");
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    let rows = list(
        &source,
        job(&source, account, region, ty("AWS::EC2::Instance")),
    )
    .await
    .unwrap();
    assert!(
        rows.iter()
            .any(|row| !row.name().is_empty() && row.tags.get("Name") == Some(row.name()))
    );
    assert!(rows.iter().all(|row| !row.status.is_empty()));
    assert!(
        rows.iter()
            .all(|row| row.status_class != StatusClass::Unknown)
    );
    let prefix = format!("arn:aws:ec2:{region}:{account}:instance/i-");
    assert!(
        rows.iter()
            .all(|row| row.arn().unwrap().starts_with(&prefix))
    );
    let properties = rows[0].properties.to_json();
    assert_eq!(properties["InstanceId"], rows[0].id.as_str());
    assert!(properties["State"]["Code"].is_number());
}

#[tokio::test]
async fn a_sweep_sees_every_tagged_resource_where_it_lives() {
    let (sandbox, source) = harness("accounts=2,regions=3,resources=6000,seed=3");
    for (account, _) in sandbox.accounts() {
        let mut by_arn: HashSet<String> = HashSet::new();
        for region in sandbox.regions() {
            let rows = list(&source, job(&source, account, region, TypeId::tagged()))
                .await
                .unwrap();
            let expected = sandbox.expected_count(account, region, TypeId::tagged());
            assert_eq!(rows.len() as u64, expected, "{account} {region}");
            for row in rows {
                assert_eq!((row.provider, row.account), (Provider::Tagging, account));
                let is_bucket = row.resource_type == ty("AWS::S3::Bucket");
                let global = source.is_global(row.resource_type) && !is_bucket;
                let home = if global { Region::global() } else { region };
                assert_eq!(row.region, home, "{:?}", row.arn());
                assert!(
                    by_arn.insert(row.arn().unwrap().into()),
                    "{:?} twice",
                    row.arn()
                );
            }
        }
    }
}

#[tokio::test]
async fn what_ec2_and_the_sweep_both_see_is_one_resource() {
    let (sandbox, source) = harness("accounts=1,regions=1,resources=3000,untagged=0");
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    let swept = list(&source, job(&source, account, region, TypeId::tagged()))
        .await
        .unwrap();
    let mut swept_by_type: BTreeMap<TypeId, HashSet<String>> = BTreeMap::new();
    for row in swept {
        let arns = swept_by_type.entry(row.resource_type).or_default();
        arns.insert(row.arn().unwrap().into());
    }
    let mut common = 0;
    for ty in played(&source) {
        let place = if source.is_global(ty) {
            Region::global()
        } else {
            region
        };
        let rows = list(&source, job(&source, account, place, ty))
            .await
            .unwrap();
        let own: HashSet<String> = rows.iter().map(|row| row.arn().unwrap().into()).collect();
        let Some(swept) = swept_by_type.get(&ty) else {
            continue;
        };
        assert!(
            swept.is_subset(&own),
            "{ty}: {:?}",
            swept.difference(&own).next()
        );
        common += 1;
    }
    assert!(common > 20, "{common}");
}

#[tokio::test]
async fn details_are_fetched_in_bulk_and_one_by_one() {
    let (sandbox, source) = harness("accounts=1,regions=1,resources=3000");
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    for ty in played(&source) {
        let job = job(&source, account, region, ty);
        let rows = list(&source, job).await.unwrap();
        let ids: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        for op in source.detail_ops(ty, &DetailDepth::All) {
            match op.reach {
                DetailReach::Bulk => {
                    let mut token = None;
                    loop {
                        let page = source.bulk_details(&job.key, op, token).await.unwrap();
                        for (id, answer) in page.answers {
                            assert!(ids.contains(id.as_str()), "{} of {id}", op.operation);
                            assert!(!answer.is_empty());
                        }
                        token = page.next;
                        if token.is_none() {
                            break;
                        }
                    }
                }
                DetailReach::PerResource | DetailReach::Batch(_) => {
                    let Some(row) = rows.iter().find(|row| source.has_detail(row, op)) else {
                        continue;
                    };
                    let answer = source.resource_detail(row, op).await;
                    let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", op.operation));
                    assert!(answer.to_json().get("RequestId").is_none());
                }
            }
        }
    }
    assert_eq!(sandbox.writes_seen(), 0);
}

#[tokio::test]
async fn an_evicted_row_can_be_asked_for_again() {
    let (sandbox, source) = harness("accounts=1,regions=1,resources=2000");
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    for ty in played(&source) {
        let rows = list(&source, job(&source, account, region, ty))
            .await
            .unwrap();
        let Some(row) = rows.last() else { continue };
        match source.reload(row).await {
            Ok(value) => assert_eq!(value, row.properties.to_json(), "{ty}"),
            Err(error) => panic!("{ty}: {error}"),
        }
    }
}

#[tokio::test]
async fn denials_throttling_and_regions_are_told_apart() {
    let (sandbox, source) = harness("accounts=2,disabled_regions=1,deny=ec2:DescribeImages");
    let (account, region) = (sandbox.accounts()[1].0, sandbox.regions()[0]);
    let ask = |region, name| list(&source, job(&source, account, region, ty(name)));
    let denied = ask(region, "AWS::EC2::Image").await.unwrap_err();
    let SourceError::Denied {
        action, principal, ..
    } = &denied
    else {
        panic!("{denied:?}");
    };
    assert_eq!(action, "ec2:DescribeImages");
    assert!(
        principal
            .as_deref()
            .is_some_and(|arn| arn.contains(&*account.digits())),
        "{principal:?}"
    );

    let disabled = sandbox.disabled_regions()[0];
    let error = ask(disabled, "AWS::EC2::VPC").await.unwrap_err();
    assert_eq!(error, SourceError::RegionNotEnabled(disabled));

    sandbox.set_throttle(1.0);
    let throttled = ask(region, "AWS::EC2::VPC").await.unwrap_err();
    assert!(
        matches!(throttled, SourceError::Throttled { .. }),
        "{throttled:?}"
    );
}
