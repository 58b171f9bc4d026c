//! Which region a bucket is in: its ARN does not say.
//!
//! One list per account has the regions of most; the rest is asked one by one, with every call whose answer has
//! the region. What is known is kept. A region that no call returns is asked for again later; until then the
//! bucket is reported as a gap.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;

use crate::app::resource_explorer::source::{Gaps, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::bounded_join::in_this_task;
use crate::aws::page_trail::PageTrail;
use crate::aws::single_flight::SingleFlight;
use crate::aws::transport::errors::Failure;
use crate::aws::transport::partition::partition;
use crate::aws::transport::request_pacing::RequestPacer;
use crate::aws::transport::signed::{
    BucketAnswer, GET_BUCKET_LOCATION, HEAD_BUCKET, Input, LIST_BUCKETS, SignedOperation,
};
use crate::catalog::xml;
use crate::model::percent::encoded;
use crate::model::{Region, ResourceEntry};

/// Buckets of one account.
#[derive(Debug, Default)]
pub(in crate::aws) struct Buckets {
    pacer: RequestPacer,
    /// The regions known so far.
    known: Mutex<HashMap<CompactString, Region>>,
    /// The list of all buckets.
    listed: SingleFlight<()>,
    /// Buckets that the list gives no region for.
    asked: Mutex<HashMap<CompactString, Arc<SingleFlight<Region>>>>,
}

impl Buckets {
    /// Asks with this pacing.
    pub(in crate::aws) fn at(pacer: RequestPacer) -> Self {
        Self {
            pacer,
            ..Self::default()
        }
    }

    /// Sets the regions of the buckets among rows, which have none yet. Why some regions are not known is added
    /// to the page's gaps.
    pub(in crate::aws) async fn place(
        &self,
        access: &Access,
        rows: &mut [ResourceEntry],
        gaps: &mut Gaps,
    ) {
        let is_unplaced = |row: &ResourceEntry| {
            row.region.is_global() && row.resource_type.as_str() == "AWS::S3::Bucket"
        };
        let asked = rows.iter().filter(|row| is_unplaced(row)).map(|row| {
            let bucket = row.id.clone();
            async move { self.region_of(access, &bucket).await }
        });
        let located = in_this_task(asked).await;
        for (row, located) in rows.iter_mut().filter(|row| is_unplaced(row)).zip(located) {
            match located {
                Ok(region) => row.region = region,
                Err(error) => {
                    gaps.regions.get_or_insert(error);
                }
            }
        }
    }

    /// The region of a bucket.
    ///
    /// # Errors
    /// Why no call returns it.
    async fn region_of(&self, access: &Access, bucket: &str) -> Result<Region, SourceError> {
        if let Some(region) = self.known().get(bucket) {
            return Ok(*region);
        }
        // Callers that may not list the buckets may still ask for each.
        let listed = self.listed.get(|| self.list(access)).await;
        if let Some(region) = self.known().get(bucket) {
            return Ok(*region);
        }
        if let Err(error @ SourceError::SignIn { .. }) = listed {
            return Err(error);
        }
        let question = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(asked.entry(bucket.into()).or_default())
        };
        let region = question.get(|| locate(access, bucket, &self.pacer)).await?;
        self.known().insert(bucket.into(), region);
        Ok(region)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<CompactString, Region>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps every bucket that the list gives a region for, page by page.
    async fn list(&self, access: &Access) -> Result<(), SourceError> {
        let mut query = "max-buckets=1000".to_owned();
        let mut trail = PageTrail::default();
        loop {
            let home = access.login.home;
            let ask = || {
                let query = query.clone();
                let input = Input {
                    query,
                    ..Default::default()
                };
                LIST_BUCKETS.call(&access.login, home, input)
            };
            let lane = access.lane(home, LIST_BUCKETS.action);
            let body = self.pacer.ask(lane, ask).await.map_err(|failure| {
                tracing::info!(account = %access.account, error = %failure.error, "buckets cannot be listed");
                failure.error
            })?;
            let Some(page) = parse_buckets(&body) else {
                return Err(LIST_BUCKETS.unreadable(&"not a complete list of buckets"));
            };
            let names = page.buckets.iter().map(|(name, _)| name);
            let followed = page.next.as_deref().map(|next| trail.follow(names, next));
            let followed = followed.transpose();
            self.known().extend(page.buckets);
            followed.map_err(|reason| LIST_BUCKETS.unreadable(&reason))?;
            match page.next {
                Some(token) => {
                    query = format!("max-buckets=1000&continuation-token={}", encoded(&token));
                }
                None => return Ok(()),
            }
        }
    }
}

/// Asks for the location, which auditing policies allow, then for the bucket itself: S3 names its region with
/// every answer, refusals included.
async fn locate(
    access: &Access,
    bucket: &str,
    pacer: &RequestPacer,
) -> Result<Region, SourceError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    if bucket.is_empty() || !bucket.bytes().all(plain) {
        return Err(GET_BUCKET_LOCATION.unreadable(&"not the name of a bucket"));
    }
    let location = about(access, bucket, pacer, &GET_BUCKET_LOCATION).await;
    let refused = match location {
        Ok(BucketAnswer { region, body }) => match parse_location(&body).or(region) {
            Some(region) => return Ok(region),
            None => GET_BUCKET_LOCATION.unreadable(&"no location in it"),
        },
        Err(failure) => failure.error,
    };
    match about(access, bucket, pacer, &HEAD_BUCKET).await {
        Ok(BucketAnswer {
            region: Some(region),
            ..
        }) => Ok(region),
        answer => {
            let error = answer.err().map(|failure| failure.error);
            tracing::info!(account = %access.account, %refused, ?error, "a bucket's region is not known");
            Err(refused)
        }
    }
}

async fn about(
    access: &Access,
    bucket: &str,
    pacer: &RequestPacer,
    operation: &'static SignedOperation,
) -> Result<BucketAnswer, Failure> {
    // The main region answers for buckets of all others.
    let main = match partition(access.login.home) {
        "aws" => "us-east-1".parse().unwrap_or(access.login.home),
        _ => access.login.home,
    };
    let query = match operation.name {
        "GetBucketLocation" => "location",
        _ => "",
    };
    let ask = || {
        let input = Input {
            path: format!("/{bucket}"),
            query: query.to_owned(),
            ..Default::default()
        };
        operation.call_about_bucket(&access.login, main, input)
    };
    pacer.ask(access.lane(main, operation.action), ask).await
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
