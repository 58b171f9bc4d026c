//! The part of S3 that lists buckets and their regions.

use super::estate::{Estate, Kind, Place};
use super::identity::Identity;
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::service::Service;
use super::token;
use super::xml::Xml;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
const MOST_PER_PAGE: usize = 10_000;
/// The list number in its page tokens.
const LIST: u64 = 0x53;

/// Answers an S3 request.
pub(crate) fn answer(request: &Request, who: &Identity, estate: &Estate) -> Result<Reply, Refusal> {
    match (request.operation.as_str(), request.bucket.as_deref()) {
        ("ListAllMyBuckets", None) => list_buckets(request, who, estate),
        ("GetBucketLocation", Some(bucket)) => location(bucket, who, estate),
        // `HEAD`: what it says stands in its headers.
        ("ListBucket", Some(bucket)) => {
            own(bucket, who, estate).map(|_| Reply::xml(Xml::document(0)))
        }
        (other, _) => Err(Refusal::unknown_operation(Service::S3, other)),
    }
}

fn buckets<'a>(who: &Identity, estate: &'a Estate) -> impl Iterator<Item = (Place<'a>, u32)> {
    let account = who.account();
    estate
        .places()
        .filter(move |place| place.account == account)
        .flat_map(|place| (0..place.count(Kind::Bucket)).map(move |bucket| (place, bucket)))
}

fn list_buckets(request: &Request, who: &Identity, estate: &Estate) -> Result<Reply, Refusal> {
    let invalid = |what: &str| Refusal::bad("InvalidArgument", format!("{what} is invalid"));
    let from = match request.params.get("continuation-token") {
        None => 0,
        Some(text) => token::position(LIST, text).ok_or_else(|| invalid("ContinuationToken"))?,
    };
    let size = match request.params.get("max-buckets") {
        None => MOST_PER_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=MOST_PER_PAGE).contains(size))
            .ok_or_else(|| invalid("MaxBuckets"))?,
    };
    // Regions are returned only to callers that page, as AWS does.
    let tells_region = ["max-buckets", "continuation-token", "bucket-region"]
        .iter()
        .any(|key| request.params.get(key).is_some());
    let only_region = request.params.get("bucket-region");
    let mut rest = buckets(who, estate)
        .filter(|(place, _)| only_region.is_none_or(|region| place.region_name() == region))
        .skip(from as usize);
    let mut x = Xml::document(64 * 1024);
    x.root("ListAllMyBucketsResult", NAMESPACE, |x| {
        x.within("Owner", |x| x.el("ID", estate.accounts()[who.account()].id));
        x.within("Buckets", |x| {
            for (place, bucket) in rest.by_ref().take(size) {
                x.within("Bucket", |x| {
                    x.el("Name", place.bucket_name(bucket));
                    x.el("CreationDate", place.created(Kind::Bucket, bucket));
                    if tells_region {
                        x.el("BucketRegion", place.region_name());
                    }
                });
            }
        });
        if rest.next().is_some() {
            x.el("ContinuationToken", token::token(LIST, from + size as u64));
        }
    });
    Ok(Reply::xml(x))
}

/// An answer as S3 sends it: each about a bucket names its region, refusals included, and one to `HEAD` has no body.
pub(crate) fn as_sent(request: &Request, mut reply: Reply, estate: &Estate) -> Reply {
    if request.service != Service::S3 {
        return reply;
    }
    let bucket = request.bucket.as_deref();
    let place = bucket.and_then(|bucket| place_of(bucket, estate));
    reply.bucket_region = place.map(|place| place.region_name().to_owned());
    if request.method == "HEAD" {
        reply.body.clear();
    }
    reply
}

/// Where a bucket of any account is, decoded from the end of its name.
fn place_of<'a>(name: &str, estate: &'a Estate) -> Option<Place<'a>> {
    let bits = u64::from_str_radix(name.rsplit('-').next()?, 16).ok()?;
    let (place, bucket) = estate.find_anywhere(Kind::Bucket, bits)?;
    (place.bucket_name(bucket) == name).then_some(place)
}

/// Where a bucket of the caller is.
fn own<'a>(name: &str, who: &Identity, estate: &'a Estate) -> Result<Place<'a>, Refusal> {
    let Some(place) = place_of(name, estate) else {
        let message = "The specified bucket does not exist";
        return Err(Refusal::new(404, "NoSuchBucket", message));
    };
    if place.account != who.account() {
        return Err(Refusal::new(403, "AccessDenied", "Access Denied"));
    }
    Ok(place)
}

/// The region of a bucket.
fn location(name: &str, who: &Identity, estate: &Estate) -> Result<Reply, Refusal> {
    let place = own(name, who, estate)?;
    let mut x = Xml::document(256);
    x.root("LocationConstraint", NAMESPACE, |x| {
        if place.region_name() != "us-east-1" {
            x.text(place.region_name());
        }
    });
    Ok(Reply::xml(x))
}

#[cfg(test)]
mod tests {
    use crate::model::TypeId;
    use crate::sandbox::Sandbox;

    #[test]
    fn buckets_are_listed_once_and_each_tells_its_region() {
        let sandbox = Sandbox::new("accounts=2,resources=6000".parse().unwrap());
        let home = "https://s3.us-east-1.amazonaws.com/";
        let (status, text) = sandbox.ask("s3", &format!("{home}?max-buckets=10000"), None, "");
        assert_eq!(status, 200);
        let between = |text: &str, tag: &str| -> Vec<String> {
            let tag = format!("<{tag}>");
            let parts = text.split(tag.as_str()).skip(1);
            parts
                .map(|part| part.split('<').next().unwrap().to_owned())
                .collect()
        };
        let names = between(&text, "Name");
        let regions = between(&text, "BucketRegion");
        let account = sandbox.accounts()[0].0;
        let bucket: TypeId = "AWS::S3::Bucket".parse().unwrap();
        let everywhere = sandbox.regions().into_iter();
        let expected: u64 = everywhere
            .map(|region| sandbox.expected_count(account, region, bucket))
            .sum();
        assert_eq!((names.len() as u64, regions.len()), (expected, names.len()));
        for (name, region) in names.iter().zip(&regions) {
            let (_, text) = sandbox.ask("s3", &format!("{home}{name}?location"), None, "");
            assert_eq!(
                text.contains(region.as_str()),
                region != "us-east-1",
                "{text}"
            );
        }
        let (status, _) = sandbox.ask("s3", &format!("{home}no-such-bucket?location"), None, "");
        assert_eq!(status, 404);
        for (name, region) in names.iter().zip(&regions).take(9) {
            let head = sandbox.head("s3", &format!("{home}{name}"));
            assert_eq!((head.status, head.body.as_str()), (200, ""), "{name}");
            assert_eq!(head.bucket_region.as_ref(), Some(region), "{name}");
        }
        let head = sandbox.head("s3", &format!("{home}no-such-bucket"));
        assert_eq!((head.status, head.body.as_str()), (404, ""));
        assert_eq!(head.bucket_region, None);
        let (_, first) = sandbox.ask("s3", &format!("{home}?max-buckets=3"), None, "");
        assert_eq!(between(&first, "Name"), names[..3]);
        let token = &between(&first, "ContinuationToken")[0];
        let next = format!("{home}?max-buckets=3&continuation-token={token}");
        let (_, second) = sandbox.ask("s3", &next, None, "");
        assert_eq!(between(&second, "Name"), names[3..6]);
    }
}
