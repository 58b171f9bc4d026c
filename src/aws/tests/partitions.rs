//! The hosts of lists in each partition, and the ARNs of their rows.

use std::sync::{Arc, Mutex};

use crate::app::resource_explorer::source::{ListJob, ResourceSource as _};
use crate::aws::testing::{Fixture, caller, regions};
use crate::aws::{AccessOptions, AwsSource};
use crate::model::{Provider, QueryKey, ResourceEntry};

/// An account is of one partition, and what STS said of it is kept for the whole process: each test has its own.
fn account_of(home: &str) -> &'static str {
    match home.split('-').next() {
        Some("us") if home.starts_with("us-gov-") => "001234567891",
        Some("us") if home.starts_with("us-iso") => "001234567892",
        Some("cn") => "001234567893",
        Some("eusc") => "001234567894",
        _ => "001234567890",
    }
}

/// One list of a service's own in a partition: the host that was called, the region it was signed for, and the
/// rows.
async fn asked(
    home: &str,
    region: &str,
    ty: &str,
    answer: &str,
) -> (String, String, Vec<ResourceEntry>) {
    let seen = Arc::new(Mutex::new(None));
    let (kept, answer) = (Arc::clone(&seen), answer.to_owned());
    let own_region = home.to_owned();
    let account = account_of(home);
    let fixture = Fixture::new(move |seen| match seen.operation() {
        "GetCallerIdentity" => caller(account),
        "DescribeRegions" => regions(&[(own_region.as_str(), "opt-in-not-required")]),
        _ => {
            let host = seen.uri.trim_start_matches("https://");
            let host = host.split(['/', '?']).next().unwrap_or_default().to_owned();
            // The first call is the list; later ones ask for tags.
            let mut kept = kept.lock().unwrap();
            kept.get_or_insert((host, seen.region().to_owned()));
            (200, answer.clone())
        }
    });
    let source = AwsSource::connect(AccessOptions {
        home_region: Some(home.parse().unwrap()),
        ..fixture.options()
    });
    let job = ListJob {
        key: QueryKey {
            account: account.parse().unwrap(),
            region: region.parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        },
        provider: Provider::Native,
    };
    let page = source.list_page(&job, &[], None).await.unwrap();
    let (host, signed) = seen.lock().unwrap().take().expect("a request");
    (host, signed, page.entries)
}

async fn place(home: &str, region: &str, ty: &str, answer: &str) -> (String, String) {
    let (host, signed, _) = asked(home, region, ty, answer).await;
    (host, signed)
}

const ROLES: &str =
    "<ListRolesResponse><ListRolesResult><Roles/></ListRolesResult></ListRolesResponse>";
const ZONES: &str = "<ListHostedZonesResponse><HostedZones><HostedZone><Id>/hostedzone/Z1</Id>\
                     <Name>example.com.</Name></HostedZone></HostedZones></ListHostedZonesResponse>";
const DISTRIBUTIONS: &str = "<DistributionList><Items/></DistributionList>";
const FUNCTIONS: &str = "{\"Functions\": []}";

fn at(host: &str, region: &str) -> (String, String) {
    (host.to_owned(), region.to_owned())
}

#[tokio::test]
async fn global_services_are_asked_where_their_partition_has_them() {
    for (home, host, region) in [
        ("eu-west-1", "iam.amazonaws.com", "us-east-1"),
        ("us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        (
            "cn-northwest-1",
            "iam.cn-north-1.amazonaws.com.cn",
            "cn-north-1",
        ),
        (
            "us-iso-east-1",
            "iam.us-iso-east-1.c2s.ic.gov",
            "us-iso-east-1",
        ),
        (
            "eusc-de-east-1",
            "iam.eusc-de-east-1.amazonaws.eu",
            "eusc-de-east-1",
        ),
    ] {
        assert_eq!(
            place(home, "global", "AWS::IAM::Role", ROLES).await,
            at(host, region)
        );
    }
    for (home, host, region) in [
        ("eu-west-1", "route53.amazonaws.com", "us-east-1"),
        (
            "us-gov-east-1",
            "route53.us-gov.amazonaws.com",
            "us-gov-west-1",
        ),
        ("cn-north-1", "route53.amazonaws.com.cn", "cn-northwest-1"),
    ] {
        let asked = place(home, "global", "AWS::Route53::HostedZone", ZONES).await;
        assert_eq!(asked, at(host, region));
    }
    for (home, host, region) in [
        ("eu-west-1", "cloudfront.amazonaws.com", "us-east-1"),
        (
            "cn-north-1",
            "cloudfront.cn-northwest-1.amazonaws.com.cn",
            "cn-northwest-1",
        ),
    ] {
        let ty = "AWS::CloudFront::Distribution";
        assert_eq!(
            place(home, "global", ty, DISTRIBUTIONS).await,
            at(host, region)
        );
    }
}

#[tokio::test]
async fn regional_services_end_as_their_partition_does() {
    for (region, host) in [
        ("eu-west-1", "lambda.eu-west-1.amazonaws.com"),
        ("us-gov-west-1", "lambda.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "lambda.cn-north-1.amazonaws.com.cn"),
        // A region opened after this was written.
        ("eu-moon-1", "lambda.eu-moon-1.amazonaws.com"),
        ("us-gov-moon-1", "lambda.us-gov-moon-1.amazonaws.com"),
        ("cn-moon-1", "lambda.cn-moon-1.amazonaws.com.cn"),
    ] {
        let asked = place(region, region, "AWS::Lambda::Function", FUNCTIONS).await;
        assert_eq!(asked, at(host, region));
    }
    let ty = "AWS::DataZone::Domain";
    let asked = place("cn-north-1", "cn-north-1", ty, "{\"items\": []}").await;
    let host = "datazone.cn-north-1.api.amazonwebservices.com.cn";
    assert_eq!(asked, at(host, "cn-north-1"));
}

#[tokio::test]
async fn what_a_list_names_without_its_arn_is_of_the_partition_that_was_asked() {
    for (home, partition) in [
        ("eu-west-1", "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
    ] {
        let (_, _, rows) = asked(home, "global", "AWS::Route53::HostedZone", ZONES).await;
        let arn = rows[0].arn().unwrap().into_owned();
        assert_eq!(arn, format!("arn:{partition}:route53:::hostedzone/Z1"));
    }
}
