//! Lists and details, page by page.

use std::collections::BTreeSet;

use serde_json::json;

use super::{BASE, account, job, page, sweep};
use crate::app::resource_explorer::source::{DetailReach, ResourceSource, SourceError};
use crate::aws::testing::{Fixture, Seen, caller, regions};
use crate::model::{DetailDepth, Provider, TypeId};

fn network(list: impl Fn(&Seen) -> String + Send + Sync + 'static) -> Fixture {
    Fixture::new(move |seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "DescribeRegions" => regions(&[
            ("us-east-1", "opt-in-not-required"),
            ("ap-east-1", "opted-in"),
        ]),
        _ => (200, list(seen)),
    })
}

fn vpcs(seen: &Seen) -> String {
    let (id, next) = match seen.field("NextToken") {
        None => ("vpc-1", "<nextToken>more</nextToken>"),
        Some(_) => ("vpc-2", ""),
    };
    format!(
        "<DescribeVpcsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>r</requestId><vpcSet><item><vpcId>{id}</vpcId><state>available</state>\
         <cidrBlock>10.0.0.0/16</cidrBlock><isDefault>true</isDefault>\
         <tagSet><item><key>Name</key><value>net {id}</value></item></tagSet>\
         <brandNewField>kept</brandNewField></item></vpcSet>{next}</DescribeVpcsResponse>"
    )
}

#[tokio::test]
async fn pages_follow_each_other_and_properties_are_whole() {
    let fixture = network(|seen| {
        assert_eq!(seen.operation(), "DescribeVpcs");
        assert_eq!(seen.region(), "eu-west-1");
        assert_eq!(seen.field("MaxResults"), Some("1000"));
        vpcs(seen)
    });
    let source = fixture.source();
    let first = page(&source, job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap();
    assert_eq!(first.next.as_deref(), Some("more"));
    let row = &first.entries[0];
    assert_eq!((row.id.as_str(), row.name()), ("vpc-1", "net vpc-1"));
    assert_eq!(row.account, account(BASE));
    assert_eq!(row.provider, Provider::Ec2);
    let properties = row.properties.to_json();
    assert_eq!(properties["CidrBlock"], "10.0.0.0/16");
    assert_eq!(properties["IsDefault"], true);
    assert_eq!(properties["BrandNewField"], "kept");
    let last = page(&source, job("eu-west-1", "AWS::EC2::VPC"), Some("more"))
        .await
        .unwrap();
    assert_eq!((last.next, last.entries[0].id.as_str()), (None, "vpc-2"));
}

#[tokio::test]
async fn one_resource_can_be_asked_for_again() {
    let fixture = network(|seen| {
        if seen.field("VpcId.1").is_some() {
            assert_eq!(seen.field("MaxResults"), None);
        }
        vpcs(seen)
    });
    let source = fixture.source();
    let rows = page(&source, job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap();
    let again = source.reload(&rows.entries[0]).await.unwrap();
    assert_eq!(again, rows.entries[0].properties.to_json());
    let mut gone = rows.entries[0].clone();
    gone.id = "vpc-9".into();
    assert!(
        source
            .reload(&gone)
            .await
            .unwrap_err()
            .to_string()
            .contains("vpc-9")
    );
}

#[tokio::test]
async fn the_same_page_again_is_an_error_and_not_an_endless_list() {
    let fixture = network(|_| {
        vpcs(&Seen {
            method: String::new(),
            uri: String::new(),
            target: String::new(),
            authorization: String::new(),
            body: String::new(),
        })
    });
    let source = fixture.source();
    let error = page(&source, job("eu-west-1", "AWS::EC2::VPC"), Some("more"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("the same page again"), "{error}");
}

#[tokio::test]
async fn own_images_are_listed_with_those_that_are_deprecated_or_disabled() {
    let fixture = network(|seen| {
        assert_eq!(seen.field("Owner.1"), Some("self"));
        assert_eq!(seen.field("IncludeDeprecated"), Some("true"));
        assert_eq!(seen.field("IncludeDisabled"), Some("true"));
        "<DescribeImagesResponse><imagesSet/></DescribeImagesResponse>".to_owned()
    });
    let page = page(&fixture.source(), job("eu-west-1", "AWS::EC2::Image"), None)
        .await
        .unwrap();
    assert!(page.entries.is_empty() && page.next.is_none());
}

#[tokio::test]
async fn prefix_lists_of_aws_are_not_among_ones_own() {
    let fixture = network(|_| {
        let list = |id: &str, owner: &str| {
            format!("<item><prefixListId>{id}</prefixListId><ownerId>{owner}</ownerId></item>")
        };
        format!(
            "<DescribeManagedPrefixListsResponse><prefixListSet>{}{}</prefixListSet>\
             </DescribeManagedPrefixListsResponse>",
            list("pl-1", "AWS"),
            list("pl-2", "009999999999")
        )
    });
    let page = page(
        &fixture.source(),
        job("eu-west-1", "AWS::EC2::PrefixList"),
        None,
    )
    .await
    .unwrap();
    assert_eq!(page.entries.len(), 1);
    assert_eq!(page.entries[0].id, "pl-2");
}

fn swept(seen: &Seen) -> String {
    let tagged = |arn: &str| json!({"ResourceARN": arn, "Tags": [{"Key": "Name", "Value": "n"}]});
    match seen.operation() {
        "GetResources" => {
            let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
            assert_eq!(body["ResourcesPerPage"], 100);
            assert!(body.get("TagFilters").is_none() && body.get("ResourceTypeFilters").is_none());
            match body["PaginationToken"].as_str() {
                // Short and empty pages with a token are not the last.
                None => json!({"PaginationToken": "t1", "ResourceTagMappingList": []}),
                Some(_) => json!({"PaginationToken": "", "ResourceTagMappingList": [
                    tagged("arn:aws:s3:::listed"), tagged("arn:aws:s3:::asked"),
                    tagged("arn:aws:s3:::secret"),
                    tagged("arn:aws:sqs:us-east-1:001234567890:jobs"),
                ]}),
            }
            .to_string()
        }
        uri if uri.contains("asked?location") => {
            "<LocationConstraint xmlns=\"x\">eu-central-1</LocationConstraint>".to_owned()
        }
        uri if uri.contains("max-buckets") => "<ListAllMyBucketsResult><Buckets><Bucket>\
             <Name>listed</Name><BucketRegion>ap-east-1</BucketRegion></Bucket></Buckets>\
             </ListAllMyBucketsResult>"
            .to_owned(),
        _ => "<Error><Code>AccessDenied</Code></Error>".to_owned(),
    }
}

#[tokio::test]
async fn a_sweep_goes_past_empty_pages_and_places_buckets() {
    let fixture = network(swept);
    let source = fixture.source();
    let first = page(&source, sweep("us-east-1"), None).await.unwrap();
    assert_eq!(
        (first.entries.len(), first.next.as_deref()),
        (0, Some("t1"))
    );
    let last = page(&source, sweep("us-east-1"), Some("t1")).await.unwrap();
    assert_eq!(last.next, None);
    let places: Vec<(&str, &str)> = last
        .entries
        .iter()
        .map(|row| (row.id.as_str(), row.region.as_str()))
        .collect();
    let expected = [
        ("listed", "ap-east-1"),
        ("asked", "eu-central-1"),
        ("secret", "global"),
    ];
    assert_eq!(places[..3], expected);
    assert!(
        matches!(last.gaps.regions, Some(SourceError::BadAnswer { .. })),
        "{:?}",
        last.gaps
    );
    let sent = fixture.sent();
    page(&source, sweep("us-east-1"), Some("t1")).await.unwrap();
    assert_eq!(fixture.sent(), sent + 1, "buckets are asked for once");
}

#[tokio::test]
async fn regions_come_from_the_account_and_are_asked_once() {
    let fixture = network(vpcs);
    let source = fixture.source();
    let regions = source.regions(account(BASE)).await.unwrap();
    assert_eq!(regions.assumed, None);
    let codes: Vec<_> = regions
        .regions
        .iter()
        .map(|info| (info.region.as_str(), info.enabled))
        .collect();
    assert_eq!(codes, [("ap-east-1", true), ("us-east-1", true)]);
    let sent = fixture.sent();
    source.regions(account(BASE)).await.unwrap();
    assert_eq!(fixture.sent(), sent);
    source.accounts().await.unwrap();
    source.regions(account(BASE)).await.unwrap();
    assert_eq!(fixture.sent(), sent + 2, "STS and EC2");
}

#[test]
fn depth_decides_which_details_are_asked() {
    let source = Fixture::new(|_| caller(BASE)).source();
    let instance: TypeId = "AWS::EC2::Instance".parse().unwrap();
    let ops = |depth: &DetailDepth| -> Vec<(&str, DetailReach)> {
        let ops = source.detail_ops(instance, depth);
        ops.into_iter().map(|op| (op.operation, op.reach)).collect()
    };
    assert!(ops(&DetailDepth::None).is_empty());
    let bulk = ops(&DetailDepth::Bulk);
    assert!(bulk.iter().all(|(_, reach)| *reach == DetailReach::Bulk));
    assert!(bulk.contains(&("DescribeInstanceStatus", DetailReach::Bulk)));
    let all = ops(&DetailDepth::All);
    assert_eq!(all[..bulk.len()], bulk);
    assert!(all.contains(&(
        "DescribeInstanceAttribute:userData",
        DetailReach::PerResource
    )));
    let chosen = DetailDepth::Chosen(BTreeSet::from(
        ["DescribeInstanceAttribute:userData".into()],
    ));
    assert_eq!(ops(&chosen).len(), bulk.len() + 1);
    let whole = DetailDepth::Chosen(BTreeSet::from(["DescribeInstanceAttribute".into()]));
    assert_eq!(ops(&whole), all);
}

#[test]
fn lanes_are_the_actions_whose_quota_is_spent() {
    let source = Fixture::new(|_| caller(BASE)).source();
    let job = job("eu-west-1", "AWS::EC2::VPC");
    assert_eq!(source.list_lane(&job).api, "ec2:DescribeVpcs");
    assert_eq!(
        source.list_lane(&sweep("eu-west-1")).api,
        "tag:GetResources"
    );
    let vpc: TypeId = "AWS::EC2::VPC".parse().unwrap();
    let ops = source.detail_ops(vpc, &DetailDepth::All);
    for op in ops {
        assert_eq!(
            source.detail_lane(&job.key, op).api,
            "ec2:DescribeVpcAttribute"
        );
    }
}

#[test]
fn the_source_says_who_lists_what() {
    let source = Fixture::new(|_| caller(BASE)).source();
    let of = |ty: &str| source.provider_of(ty.parse().unwrap());
    assert_eq!(of("AWS::EC2::Instance"), Some(Provider::Ec2));
    assert_eq!(of("AWS::SQS::Queue"), Some(Provider::Native));
    assert_eq!(of("AWS::Organizations::Account"), Some(Provider::Native));
    assert_eq!(of("AWS::IAM::Policy"), None);
    assert_eq!(
        source.provider_of(TypeId::tagged()),
        Some(Provider::Tagging)
    );
    assert_eq!(of("awsdash:EC2::CoipPool"), Some(Provider::Ec2));
    let listable = source.listable_types();
    let distinct: BTreeSet<_> = listable.iter().collect();
    assert_eq!(listable.len(), distinct.len());
    assert!(listable.len() > 400, "{}", listable.len());
    assert!(!source.is_global("AWS::EC2::VPC".parse().unwrap()));
}
