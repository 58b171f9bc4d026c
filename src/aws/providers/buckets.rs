//! Which region a bucket is in: its ARN does not say.
//!
//! One list per account names most of them; the rest is asked one by one. What nobody will tell is
//! remembered as unknown, so that a sweep does not ask again for every page.

use std::collections::HashMap;

use compact_str::CompactString;
use tokio::sync::OnceCell;

use crate::aws::access::discovery::Access;
use crate::aws::transport::partition::partition;
use crate::aws::transport::request_pacing::{Pace, lane};
use crate::aws::transport::signed::{GET_BUCKET_LOCATION, Input, LIST_BUCKETS};
use crate::catalog::xml;
use crate::model::Region;
use crate::model::percent::encoded;

/// Pages of ListBuckets, 1,000 buckets each; an account has 10,000 buckets unless AWS allows more.
const MAX_PAGES: usize = 1_000;

/// Buckets of one account.
#[derive(Debug, Default)]
pub(in crate::aws) struct Buckets {
    pace: Pace,
    listed: OnceCell<HashMap<CompactString, Region>>,
    asked: tokio::sync::Mutex<HashMap<CompactString, Option<Region>>>,
}

impl Buckets {
    /// Buckets that are asked for at this pace.
    pub(in crate::aws) fn at(pace: Pace) -> Self {
        Self {
            pace,
            ..Self::default()
        }
    }

    /// The region of a bucket, or `None` when the account may not know it.
    pub(in crate::aws) async fn region_of(&self, access: &Access, bucket: &str) -> Option<Region> {
        let listed = self.listed.get_or_init(|| list(access, &self.pace)).await;
        if let Some(region) = listed.get(bucket) {
            return Some(*region);
        }
        // Held while asking: two pages that need the same bucket ask once.
        let mut asked = self.asked.lock().await;
        if let Some(region) = asked.get(bucket) {
            return *region;
        }
        let region = locate(access, bucket, &self.pace).await;
        asked.insert(bucket.into(), region);
        region
    }
}

/// Every bucket that the list gives a region for; as many pages as could be had.
async fn list(access: &Access, pace: &Pace) -> HashMap<CompactString, Region> {
    let mut buckets = HashMap::new();
    let mut query = "max-buckets=1000".to_owned();
    for _ in 0..MAX_PAGES {
        let home = access.login.home;
        let ask = || {
            let query = query.clone();
            let input = Input {
                query,
                ..Default::default()
            };
            LIST_BUCKETS.call(&access.login, home, input)
        };
        let body = match pace.ask(lane(access, home, LIST_BUCKETS.action), ask).await {
            Ok(body) => body,
            Err(failure) => {
                tracing::info!(account = %access.account, error = %failure.error, "buckets cannot be listed");
                break;
            }
        };
        let Some(page) = parse_buckets(&body) else {
            tracing::warn!(account = %access.account, "the list of buckets cannot be read");
            break;
        };
        buckets.extend(page.buckets);
        match page.next {
            Some(token) => {
                query = format!("max-buckets=1000&continuation-token={}", encoded(&token))
            }
            None => break,
        }
    }
    buckets
}

async fn locate(access: &Access, bucket: &str, pace: &Pace) -> Option<Region> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    if bucket.is_empty() || !bucket.bytes().all(plain) {
        return None;
    }
    let input = || Input {
        path: format!("/{bucket}"),
        query: "location".to_owned(),
        ..Default::default()
    };
    // The main region answers for buckets of all others.
    let main = match partition(access.login.home) {
        "aws" => "us-east-1".parse().ok()?,
        _ => access.login.home,
    };
    let ask = || GET_BUCKET_LOCATION.call(&access.login, main, input());
    match pace
        .ask(lane(access, main, GET_BUCKET_LOCATION.action), ask)
        .await
    {
        Ok(body) => parse_location(&body),
        Err(failure) => {
            tracing::info!(account = %access.account, error = %failure.error, "a bucket's region is not known");
            None
        }
    }
}

#[derive(Debug, Default, PartialEq)]
struct BucketPage {
    buckets: Vec<(CompactString, Region)>,
    next: Option<String>,
}

/// Reads a page; `None` when it is not a complete list of buckets.
fn parse_buckets(body: &[u8]) -> Option<BucketPage> {
    let mut page = BucketPage::default();
    let (mut name, mut region) = (CompactString::default(), None);
    let read = xml::each_element(
        body,
        "ListAllMyBucketsResult",
        |element, text| match element {
            "Name" => name = text.into(),
            "BucketRegion" => region = text.parse().ok(),
            "ContinuationToken" if !text.is_empty() => page.next = Some(text.to_owned()),
            "Bucket" => {
                let name = std::mem::take(&mut name);
                if let Some(region) = region.take() {
                    page.buckets.push((name, region));
                }
            }
            _ => {}
        },
    );
    read.is_ok().then_some(page)
}

fn parse_location(body: &[u8]) -> Option<Region> {
    let mut constraint = String::new();
    xml::each_element(body, "LocationConstraint", |_, text| {
        constraint = text.to_owned();
    })
    .ok()?;
    match constraint.as_str() {
        "" => "us-east-1".parse().ok(),
        "EU" => "eu-west-1".parse().ok(),
        region => region.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_come_with_their_regions_and_the_next_token() {
        let body = b"<?xml version=\"1.0\"?><ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
            <Owner><ID>x</ID></Owner><Buckets>\
            <Bucket><Name>a</Name><BucketRegion>eu-west-1</BucketRegion></Bucket>\
            <Bucket><Name>b</Name></Bucket>\
            <Bucket><Name>c</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets>\
            <ContinuationToken>x&amp;y=</ContinuationToken></ListAllMyBucketsResult>";
        let page = parse_buckets(body).unwrap();
        let named: Vec<_> = page
            .buckets
            .iter()
            .map(|(name, region)| (name.as_str(), region.as_str()))
            .collect();
        assert_eq!(named, [("a", "eu-west-1"), ("c", "us-east-1")]);
        assert_eq!(page.next.as_deref(), Some("x&y="));
    }

    #[test]
    fn a_list_cut_short_or_of_something_else_is_no_list() {
        assert_eq!(
            parse_buckets(b"<ListAllMyBucketsResult><Buckets><Bucket><Name>a</Name>"),
            None
        );
        assert_eq!(parse_buckets(b"<html><body>Sign in</body></html>"), None);
        assert_eq!(parse_buckets(b""), None);
    }

    #[test]
    fn the_oldest_regions_have_names_of_their_own() {
        let of = |text: &str| {
            let body = format!("<LocationConstraint xmlns=\"x\">{text}</LocationConstraint>");
            parse_location(body.as_bytes()).unwrap()
        };
        assert_eq!(of("").as_str(), "us-east-1");
        assert_eq!(of("EU").as_str(), "eu-west-1");
        assert_eq!(of("ap-southeast-2").as_str(), "ap-southeast-2");
        assert_eq!(
            parse_location(b"<LocationConstraint/>").unwrap().as_str(),
            "us-east-1"
        );
    }
}
