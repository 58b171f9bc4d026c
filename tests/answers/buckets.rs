//! The regions of buckets, from every answer that has them.

use std::collections::BTreeMap;

use crate::prelude::*;

const REGIONS: &[&str] = &["us-east-1", "eu-west-1"];
const HOMES: [(&str, &str); 3] = [
    ("plain", "us-east-1"),
    ("irish", "eu-west-1"),
    ("denied", "eu-west-1"),
];

/// Which answer has the region of a bucket.
#[derive(Clone, Copy, PartialEq)]
enum Tells {
    List,
    Location,
    Head(u16),
    Nobody,
}

fn buckets(tells: Tells) -> ScriptedAws {
    ScriptedAws::with_regions(REGIONS, move |r| {
        if r.service != "s3" {
            return None;
        }
        let name = r.path.trim_matches('/');
        if name.is_empty() {
            let bucket = |(name, home): (&str, &str)| {
                let region = if tells == Tells::List {
                    format!("<BucketRegion>{home}</BucketRegion>")
                } else {
                    String::new()
                };
                format!(
                    "<Bucket><Name>{name}</Name><CreationDate>2024-01-01T00:00:00.000Z</CreationDate>{region}</Bucket>"
                )
            };
            let buckets = HOMES.map(bucket).concat();
            return Some(xml(&format!(
                "<ListAllMyBucketsResult><Buckets>{buckets}</Buckets></ListAllMyBucketsResult>"
            )));
        }
        let home = HOMES.iter().find(|(bucket, _)| *bucket == name)?.1;
        if r.query.contains_key("location") {
            let told = if home == "us-east-1" { "" } else { home };
            return Some(if tells == Tells::Location {
                xml(&format!(
                    "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{told}</LocationConstraint>"
                ))
            } else {
                s3_error(403, "AccessDenied")
            });
        }
        if r.method == "HEAD" {
            let (status, header) = match tells {
                Tells::Head(status) => (status, Some(home)),
                _ => (403, None),
            };
            let answer = Answer::of(status, "application/xml", "");
            return Some(match header {
                Some(home) => answer.header("x-amz-bucket-region", home),
                None => answer,
            });
        }
        Some(s3_error(403, "AccessDenied"))
    })
}

fn places(ended: &Ended) -> BTreeMap<String, String> {
    let place = |row: &Value| (text(&row["resource_id"]), text(&row["region"]));
    ended.rows.iter().map(place).collect()
}

#[test]
fn whoever_tells_the_region_of_a_bucket_is_heard() {
    let homes: BTreeMap<String, String> = HOMES
        .map(|(name, home)| (name.to_owned(), home.to_owned()))
        .into();
    for (what, tells) in [
        ("the list", Tells::List),
        ("GetBucketLocation", Tells::Location),
        ("HeadBucket 200", Tells::Head(200)),
        ("HeadBucket 301", Tells::Head(301)),
        ("HeadBucket 403", Tells::Head(403)),
        ("HeadBucket 400", Tells::Head(400)),
    ] {
        let ended = list(&buckets(tells), "AWS::S3::Bucket")
            .regions("all")
            .run();
        assert_eq!(places(&ended), homes, "{what}: {ended}");
        ended.assert_whole(3);
    }
}

#[test]
fn buckets_whose_region_nobody_tells_are_shown_and_that_is_said() {
    let ended = list(&buckets(Tells::Nobody), "AWS::S3::Bucket")
        .regions("all")
        .run();
    ended.assert_lacking(3, &["region"]);
}

#[test]
fn a_choice_of_regions_holds_for_buckets() {
    for tells in [Tells::List, Tells::Location, Tells::Head(403)] {
        let ended = list(&buckets(tells), "AWS::S3::Bucket")
            .regions("eu-west-1")
            .run();
        let names: Vec<String> = ended.all("resource_id");
        assert_eq!(names, ["denied", "irish"], "{ended}");
    }
}
