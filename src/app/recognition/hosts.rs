//! What a host of AWS belongs to.

use super::{Form, Recognized, bucket_called, interface_of};
use crate::model::Region;

/// Domains of AWS.
const DOMAINS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

/// What a host and the path below it name.
pub(super) fn recognize(host: &str, path: &str) -> Option<Recognized> {
    let host = host.split(':').next()?.to_ascii_lowercase();
    if let Some(address) = host
        .strip_prefix("ip-")
        .or_else(|| host.strip_prefix("ec2-"))
    {
        return of_machine(address);
    }
    if host.strip_suffix(".cloudfront.net").is_some() {
        let distribution = ["AWS::CloudFront::Distribution"];
        return Some(Recognized::new(Form::Name, &host, &distribution));
    }
    let below = DOMAINS
        .iter()
        .find_map(|domain| host.strip_suffix(domain))?;
    let labels: Vec<&str> = below.split('.').collect();
    let region = labels.iter().find_map(|label| region_of(label));
    let mut path = path.split(['/', '?', '#']).filter(|part| !part.is_empty());
    let named = of_bucket(&labels, path.clone())
        .or_else(|| of_queue(&labels, &mut path))
        .or_else(|| of_image(&labels, path))
        .or_else(|| of_endpoint(&labels, &host))?;
    Some(named.in_region(region))
}

/// A label that has the form of a region: `eu-west-1`, and `eu-west-1a` too.
fn region_of(label: &str) -> Option<Region> {
    let parts: Vec<&str> = label.split('-').collect();
    let is_number = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |text: &&str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    let (last, words) = parts.split_last()?;
    let is_region = (2..=3).contains(&words.len())
        && words[0].len() == 2
        && words.iter().all(is_word)
        && is_number(last);
    is_region.then(|| label.parse().ok()).flatten()
}

/// `10-0-32-6.eu-west-1.compute.internal`.
fn of_machine(host: &str) -> Option<Recognized> {
    let mut labels = host.split('.');
    let address = labels.next()?.replace('-', ".");
    let address: std::net::Ipv4Addr = address.parse().ok()?;
    Some(interface_of(address.into()).in_region(labels.find_map(region_of)))
}

/// `logs.s3.eu-west-1`, or `s3.eu-west-1` with the bucket in the path.
fn of_bucket<'a>(labels: &[&str], mut path: impl Iterator<Item = &'a str>) -> Option<Recognized> {
    let is_s3 = |label: &&str| *label == "s3" || label.starts_with("s3-");
    let at = labels.iter().position(is_s3)?;
    // A bucket's list is that of all regions.
    match &labels[..at] {
        [] => path.next().map(bucket_called),
        bucket => Some(bucket_called(&bucket.join("."))),
    }
}

/// `sqs.eu-west-1` with account and name in the path.
fn of_queue<'a>(labels: &[&str], path: &mut impl Iterator<Item = &'a str>) -> Option<Recognized> {
    if *labels.first()? != "sqs" {
        return None;
    }
    let account = path.next()?.parse().ok()?;
    let queue = Recognized::new(Form::Name, path.next()?, &["AWS::SQS::Queue"]);
    Some(queue.in_account(Some(account)))
}

/// `176031372159.dkr.ecr.eu-west-1` with the repository in the path.
fn of_image<'a>(labels: &[&str], path: impl Iterator<Item = &'a str>) -> Option<Recognized> {
    let [account, "dkr", "ecr", ..] = labels else {
        return None;
    };
    let account = account.parse().ok()?;
    let image = path.collect::<Vec<_>>().join("/");
    let repository = image
        .split([':', '@'])
        .next()
        .filter(|name| !name.is_empty())?;
    let repository = Recognized::new(Form::Name, repository, &["AWS::ECR::Repository"]);
    Some(repository.in_account(Some(account)))
}

/// Endpoints whose first label is a name, by the label of their service.
const ENDPOINTS: [(&str, &[&str]); 5] = [
    (
        "elb",
        &[
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::ElasticLoadBalancing::LoadBalancer",
        ],
    ),
    ("rds", &["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]),
    ("redshift", &["AWS::Redshift::Cluster"]),
    (
        "execute-api",
        &["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"],
    ),
    ("es", &["AWS::OpenSearchService::Domain"]),
];

fn of_endpoint(labels: &[&str], host: &str) -> Option<Recognized> {
    let is_service = |label: &&str| labels[1..].contains(label);
    let (service, types) = ENDPOINTS.iter().find(|(service, _)| is_service(service))?;
    let name = match *service {
        // The whole host is a property of the load balancer; its first label is more than the name.
        "elb" => host,
        _ => labels.first()?,
    };
    Some(Recognized::new(Form::Name, name, types))
}
