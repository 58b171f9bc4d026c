//! What a page of the AWS console is about.

use super::{Form, Recognized, of_arn, of_id};
use crate::model::Region;
use crate::model::percent::decoded_exactly;

const HOSTS: [&str; 3] = [
    "console.aws.amazon.com",
    "console.amazonaws.cn",
    "console.amazonaws-us-gov.com",
];

/// What comes before a name in the address of a page, and what the name is of.
const NAMES: [(&str, &str); 18] = [
    ("/s3/buckets/", "AWS::S3::Bucket"),
    ("/s3/object/", "AWS::S3::Bucket"),
    ("#/functions/", "AWS::Lambda::Function"),
    ("#/roles/details/", "AWS::IAM::Role"),
    ("#/roles/", "AWS::IAM::Role"),
    ("#/users/details/", "AWS::IAM::User"),
    ("#/users/", "AWS::IAM::User"),
    ("#table?name=", "AWS::DynamoDB::Table"),
    ("item-explorer?table=", "AWS::DynamoDB::Table"),
    ("#tables:selected=", "AWS::DynamoDB::Table"),
    ("#database:id=", "AWS::RDS::DBInstance"),
    ("/ecs/v2/clusters/", "AWS::ECS::Cluster"),
    ("/eks/home#/clusters/", "AWS::EKS::Cluster"),
    ("#/clusters/", "AWS::ECS::Cluster"),
    ("#logsV2:log-groups/log-group/", "AWS::Logs::LogGroup"),
    ("#/distributions/", "AWS::CloudFront::Distribution"),
    ("#ListRecordSets/", "AWS::Route53::HostedZone"),
    (
        "/secretsmanager/secret?name=",
        "AWS::SecretsManager::Secret",
    ),
];

/// Whether a host is the console.
pub(super) fn is_console(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_below = |known: &&str| {
        let before = host.strip_suffix(known);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    HOSTS.iter().any(is_below)
}

/// What a page is about; `path` is all that comes after the host.
pub(super) fn recognize(host: &str, path: &str) -> Option<Recognized> {
    let first = host.split('.').next().filter(|first| first.contains('-'));
    let region = region_of_query(path).or_else(|| first?.parse().ok());
    let named = arn_or_id_in(path).or_else(|| name_in_path(path))?;
    let region = named.region.or(region);
    // Buckets, and what belongs to an account as a whole, are in no region.
    let is_placed = !named.types.iter().any(|ty| is_of_account(ty.as_str()));
    Some(named.in_region(region.filter(|_| is_placed)))
}

fn is_of_account(ty: &str) -> bool {
    let services = [
        "AWS::S3::",
        "AWS::IAM::",
        "AWS::CloudFront::",
        "AWS::Route53::",
    ];
    services.iter().any(|service| ty.starts_with(service))
}

/// Codes in the address, read up to three times: pages of logs write `$252F` for a slash.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..3 {
        let marked = text.replace("$25", "%25").replace("$2F", "%2F");
        match decoded_exactly(&marked) {
            Some(read) if read != text => text = read,
            _ => break,
        }
    }
    text
}

fn region_of_query(path: &str) -> Option<Region> {
    let after = path.split_once("region=")?.1;
    let end = after.find(['&', '#', '/', '?']).unwrap_or(after.len());
    after[..end].parse().ok()
}

/// The ARN or the EC2 id that is written in an address; the last, for it is the innermost.
fn arn_or_id_in(path: &str) -> Option<Recognized> {
    let path = decoded(path);
    if let Some(at) = path.find("arn:aws") {
        let rest = &path[at..];
        let end = rest.find(['?', '&', '#', ' ', ';']).unwrap_or(rest.len());
        return of_arn(&rest[..end]);
    }
    let is_of_id = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    path.rsplit(|letter| !is_of_id(letter)).find_map(of_id)
}

fn name_in_path(path: &str) -> Option<Recognized> {
    let (prefix, ty) = NAMES.iter().find(|(prefix, _)| path.contains(prefix))?;
    let rest = path.split_once(prefix)?.1;
    let end = rest.find(['?', '&', '#', '/', ';']).unwrap_or(rest.len());
    let name = decoded(&rest[..end]);
    (!name.is_empty()).then(|| Recognized::new(Form::Name, &name, &[*ty]))
}
