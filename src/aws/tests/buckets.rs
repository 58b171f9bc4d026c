//! Regions of buckets: every answer that has one is believed, and a bucket whose region no answer has is
//! reported.

use super::{BASE, job, page, sweep};
use crate::app::resource_explorer::source::{ListJob, Page, ResourceSource as _, SourceError};
use crate::aws::AwsSource;
use crate::aws::testing::{Fixture, Seen, caller};
use crate::model::{Provider, Region};

const DENIED: &str = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

/// Buckets whose regions are not in the list.
const NAMES: &str = "<ListAllMyBucketsResult><Buckets><Bucket><Name>plain</Name></Bucket>\
    <Bucket><Name>irish</Name></Bucket></Buckets></ListAllMyBucketsResult>";

/// S3 without regions in its list; `about` answers what is asked about one bucket.
fn network(about: fn(&Seen) -> (u16, String)) -> Fixture {
    Fixture::new(move |seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "GetResources" => (200, r#"{"ResourceTagMappingList":[]}"#.to_owned()),
        _ if seen.uri.ends_with("/plain") || seen.uri.ends_with("/irish") => about(seen),
        _ if seen.uri.ends_with("location") => about(seen),
        _ => (200, NAMES.to_owned()),
    })
}

fn home_of(seen: &Seen) -> &'static str {
    if seen.uri.contains("/irish") {
        "eu-west-1"
    } else {
        "us-east-1"
    }
}

fn head_of(seen: &Seen) -> Option<(&'static str, &'static str)> {
    (seen.method == "HEAD").then(|| ("x-amz-bucket-region", home_of(seen)))
}

fn buckets() -> ListJob {
    let mut job = job("us-east-1", "AWS::S3::Bucket");
    job.key.region = Region::global();
    job.provider = Provider::Native;
    job
}

fn places(page: &Page) -> Vec<(&str, &str)> {
    let rows = page.entries.iter();
    rows.map(|row| (row.id.as_str(), row.region.as_str()))
        .collect()
}

async fn listed(source: &AwsSource) -> Page {
    page(source, buckets(), None).await.unwrap()
}

const PLACED: [(&str, &str); 2] = [("plain", "us-east-1"), ("irish", "eu-west-1")];

#[tokio::test]
async fn the_head_of_a_bucket_tells_its_region_whatever_its_status() {
    for status in [200, 301, 400, 403, 404] {
        let about = match status {
            200 => |seen: &Seen| (if seen.method == "HEAD" { 200 } else { 403 }, DENIED.into()),
            301 => |seen: &Seen| (if seen.method == "HEAD" { 301 } else { 403 }, DENIED.into()),
            400 => |seen: &Seen| (if seen.method == "HEAD" { 400 } else { 403 }, DENIED.into()),
            403 => |_: &Seen| (403, DENIED.into()),
            _ => |seen: &Seen| (if seen.method == "HEAD" { 404 } else { 403 }, DENIED.into()),
        };
        let page = listed(&network(about).with_header_of(head_of).source()).await;
        assert_eq!(places(&page), PLACED, "{status}");
        assert!(page.gaps.regions.is_none(), "{status}");
    }
}

#[tokio::test]
async fn a_refusal_that_names_the_region_in_its_body_is_an_answer() {
    let fixture = network(|seen| {
        let body = format!(
            "<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong</Message>\
             <Region>{}</Region></Error>",
            home_of(seen)
        );
        (400, body)
    });
    let page = listed(&fixture.source()).await;
    assert_eq!(places(&page), PLACED);
    assert!(page.gaps.is_empty(), "{:?}", page.gaps);
}

#[tokio::test]
async fn a_bucket_whose_region_no_answer_tells_is_shown_without_a_region_and_that_is_said() {
    let fixture = network(|_| (403, DENIED.into()));
    let source = fixture.source();
    let page = listed(&source).await;
    assert_eq!(places(&page), [("plain", "global"), ("irish", "global")]);
    let Some(SourceError::Denied { action, .. }) = &page.gaps.regions else {
        panic!("{:?}", page.gaps);
    };
    assert_eq!(action, "s3:GetBucketLocation");
    assert!(!page.gaps.costs_rows());
    let sent = fixture.sent();
    listed(&source).await;
    assert!(
        fixture.sent() <= sent + 2,
        "a failure is not asked for again at once"
    );
}

#[tokio::test]
async fn a_list_of_buckets_that_failed_is_no_answer_about_them() {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    static IS_DOWN: AtomicBool = AtomicBool::new(true);
    let fixture = Fixture::new(|seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "GetResources" => {
            let body =
                r#"{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:s3:::irish","Tags":[]}]}"#;
            (200, body.to_owned())
        }
        _ if IS_DOWN.load(SeqCst) => (403, DENIED.into()),
        _ if seen.uri.ends_with("location") => {
            (200, "<LocationConstraint>EU</LocationConstraint>".into())
        }
        _ => (403, DENIED.into()),
    });
    let source = fixture.source();
    let first = page(&source, sweep("us-east-1"), None).await.unwrap();
    assert_eq!(places(&first), [("irish", "global")]);
    assert!(first.gaps.regions.is_some());
    IS_DOWN.store(false, SeqCst);
    source.accounts().await.unwrap();
    let second = page(&source, sweep("us-east-1"), None).await.unwrap();
    assert_eq!(places(&second), [("irish", "eu-west-1")]);
    assert!(second.gaps.is_empty());
}
