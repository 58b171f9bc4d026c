//! From an ARN to what it names, by `arn_to_type.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::{CompactString, format_compact};

use super::glob;
use super::table::{count_bytes, packed, rows, unpack};
use crate::app::resource_explorer::state::{AccountId, Region, TypeId};

/// What an ARN says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnFacts<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// `ec2`, `s3`.
    pub service: &'a str,
    /// `None` where the ARN names none.
    pub region: Option<Region>,
    /// `None` where the ARN names none, or names AWS itself.
    pub account: Option<AccountId>,
    /// Everything after the fifth colon.
    pub resource: &'a str,
    /// What it is; `awsdash:SERVICE:KIND` for what the tables do not know.
    pub resource_type: TypeId,
    /// The identifier, as Cloud Control takes it where that is known.
    pub id: CompactString,
}

struct Pattern {
    has_region: bool,
    has_account: bool,
    glob: &'static str,
    template: &'static str,
    ty: TypeId,
    identifier: &'static str,
}

static PATTERNS: LazyLock<HashMap<&'static str, Vec<Pattern>>> = LazyLock::new(|| {
    let mut patterns: HashMap<&'static str, Vec<Pattern>> = HashMap::new();
    let table = rows(unpack(packed!("arn_to_type")));
    for [
        service,
        has_region,
        has_account,
        glob,
        template,
        ty,
        identifier,
    ] in table
    {
        patterns.entry(service).or_default().push(Pattern {
            has_region: has_region == "yes",
            has_account: has_account == "yes",
            glob,
            template,
            ty: ty.parse().expect("the build checked the type"),
            identifier,
        });
    }
    count_bytes(
        patterns
            .values()
            .map(|list| list.len() * size_of::<Pattern>())
            .sum(),
    );
    patterns
});

/// What an ARN names. `None` for a text that is not an ARN.
pub fn resolve(arn: &str) -> Option<ArnFacts<'_>> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let well_formed = prefix == "arn"
        && partition.starts_with("aws")
        && !service.is_empty()
        && plain(service)
        && !resource.is_empty()
        && !resource.contains(char::is_control);
    if !well_formed {
        return None;
    }
    // Log groups are told with a trailing `:*`, which means "and what is in it".
    let named = resource.strip_suffix(":*").unwrap_or(resource);
    let known = PATTERNS.get(service).into_iter().flatten().find(|pattern| {
        pattern.has_region != region.is_empty()
            && (pattern.has_account || account.is_empty())
            && glob::matches(pattern.glob, named)
    });
    // Some services leave out or add the region against their own documentation.
    let known = known.or_else(|| {
        PATTERNS
            .get(service)
            .into_iter()
            .flatten()
            .find(|pattern| glob::matches(pattern.glob, named))
    });
    let (resource_type, id) = match known {
        Some(pattern) => (pattern.ty, identifier(pattern, arn, named)),
        None => (unknown_type(service, named), last_part(named).into()),
    };
    Some(ArnFacts {
        partition,
        service,
        region: region.parse().ok(),
        account: account.parse().ok(),
        resource,
        resource_type,
        id,
    })
}

/// The part of a type's ARNs before the identifier, such as `instance/`, when that is all there is.
pub(super) fn resource_prefix(service: &str, ty: TypeId) -> Option<&'static str> {
    let pattern = PATTERNS
        .get(service)?
        .iter()
        .find(|pattern| pattern.ty == ty)?;
    let prefix = pattern.glob.strip_suffix('*')?;
    (!prefix.contains('*')).then_some(prefix)
}

/// Fills the identifier's template with what the ARN holds.
fn identifier(pattern: &Pattern, arn: &str, resource: &str) -> CompactString {
    if pattern.identifier == "arn" {
        return arn.into();
    }
    let names: Vec<&str> = pattern
        .template
        .split("${")
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect();
    let mut values: Vec<&str> = Vec::with_capacity(names.len());
    glob::visit(pattern.glob, resource, |_, value| values.push(value));
    let value_of = |name: &str| {
        names
            .iter()
            .position(|known| *known == name)
            .and_then(|at| values.get(at).copied())
    };
    let wanted = pattern.identifier.trim_end_matches('~');
    let filled: Option<Vec<&str>> = wanted
        .split('|')
        .map(|part| value_of(part.strip_prefix("${")?.strip_suffix('}')?))
        .collect();
    match filled {
        Some(parts) if !parts.is_empty() => parts.join("|").into(),
        _ => values
            .last()
            .copied()
            .unwrap_or_else(|| last_part(resource))
            .into(),
    }
}

/// A type for what the tables do not know: its service and the kind its ARN names.
fn unknown_type(service: &str, resource: &str) -> TypeId {
    let kind = resource
        .trim_start_matches('/')
        .split_once(['/', ':'])
        .map_or("", |(kind, _)| kind);
    let usable = !kind.is_empty()
        && kind.len() <= 40
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && kind.starts_with(|first: char| first.is_ascii_alphabetic());
    let kind = if usable { kind } else { "Unmapped" };
    let name = format_compact!("awsdash:{service}:{kind}");
    name.parse()
        .unwrap_or_else(|_| "awsdash:Unknown:Unmapped".parse().expect("a valid type"))
}

fn last_part(resource: &str) -> &str {
    resource
        .rsplit(['/', ':'])
        .find(|part| !part.is_empty())
        .unwrap_or(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_many_services_are_known() {
        for (arn, ty, id) in [
            (
                "arn:aws:ec2:eu-west-1:001234567890:instance/i-0abc",
                "AWS::EC2::Instance",
                "i-0abc",
            ),
            (
                "arn:aws:ec2:eu-west-1:001234567890:natgateway/nat-1",
                "AWS::EC2::NatGateway",
                "nat-1",
            ),
            (
                "arn:aws:ec2:eu-west-1:001234567890:elastic-ip/eipalloc-1",
                "AWS::EC2::EIP",
                "eipalloc-1",
            ),
            (
                "arn:aws:ec2:eu-west-1:001234567890:dedicated-host/h-1",
                "AWS::EC2::Host",
                "h-1",
            ),
            (
                "arn:aws:ec2:eu-west-1:001234567890:vpc-flow-log/fl-1",
                "AWS::EC2::FlowLog",
                "fl-1",
            ),
            ("arn:aws:s3:::my-bucket", "AWS::S3::Bucket", "my-bucket"),
            (
                "arn:aws:iam::001234567890:role/service-role/Deploy",
                "AWS::IAM::Role",
                "service-role/Deploy",
            ),
            (
                "arn:aws:lambda:eu-west-1:001234567890:function:pay",
                "AWS::Lambda::Function",
                "pay",
            ),
            (
                "arn:aws:lambda:eu-west-1:001234567890:function:pay:3",
                "AWS::Lambda::Version",
                "arn:aws:lambda:eu-west-1:001234567890:function:pay:3",
            ),
            (
                "arn:aws:logs:eu-west-1:001234567890:log-group:/aws/lambda/pay:*",
                "AWS::Logs::LogGroup",
                "/aws/lambda/pay",
            ),
            (
                "arn:aws:dynamodb:eu-west-1:001234567890:table/orders",
                "AWS::DynamoDB::Table",
                "orders",
            ),
        ] {
            let facts = resolve(arn).unwrap_or_else(|| panic!("{arn}"));
            assert_eq!(
                (facts.resource_type.as_str(), &*facts.id),
                (ty, id),
                "{arn}"
            );
        }
    }

    #[test]
    fn types_of_further_services_are_known() {
        for (arn, ty) in [
            ("arn:aws:sqs:eu-west-1:001234567890:jobs", "AWS::SQS::Queue"),
            (
                "arn:aws:sns:eu-west-1:001234567890:alerts",
                "AWS::SNS::Topic",
            ),
            (
                "arn:aws:rds:eu-west-1:001234567890:db:main",
                "AWS::RDS::DBInstance",
            ),
            (
                "arn:aws:kms:eu-west-1:001234567890:alias/app",
                "AWS::KMS::Alias",
            ),
            (
                "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3",
                "AWS::ApiGateway::RestApi",
            ),
            (
                "arn:aws:ecs:eu-west-1:001234567890:service/main/web",
                "AWS::ECS::Service",
            ),
            (
                "arn:aws:secretsmanager:eu-west-1:001234567890:secret:db-AbCdEf",
                "AWS::SecretsManager::Secret",
            ),
            (
                "arn:aws:states:eu-west-1:001234567890:stateMachine:order",
                "AWS::StepFunctions::StateMachine",
            ),
            (
                "arn:aws:cloudformation:eu-west-1:001234567890:stack/web/1a2b",
                "AWS::CloudFormation::Stack",
            ),
            (
                "arn:aws:elasticloadbalancing:eu-west-1:001234567890:loadbalancer/app/web/50dc6c495c0c9188",
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
            ),
        ] {
            assert_eq!(resolve(arn).unwrap().resource_type.as_str(), ty, "{arn}");
        }
    }

    #[test]
    fn the_parts_are_told_apart() {
        let facts = resolve("arn:aws-cn:ec2:cn-north-1:001234567890:vpc/vpc-1").unwrap();
        assert_eq!((facts.partition, facts.service), ("aws-cn", "ec2"));
        assert_eq!(facts.region.unwrap().as_str(), "cn-north-1");
        assert_eq!(facts.account.unwrap().as_str(), "001234567890");
        let bucket = resolve("arn:aws:s3:::b").unwrap();
        assert_eq!((bucket.region, bucket.account), (None, None));
        let owned_by_aws = resolve("arn:aws:ec2:eu-west-1:AWS:prefix-list/pl-1").unwrap();
        assert_eq!(owned_by_aws.account, None);
        assert_eq!(owned_by_aws.resource_type.as_str(), "AWS::EC2::PrefixList");
    }

    #[test]
    fn what_maps_to_nothing_is_kept_under_its_service() {
        let unknown = resolve("arn:aws:hologram:eu-west-1:001234567890:projector/p-1").unwrap();
        assert_eq!(
            (unknown.resource_type.as_str(), &*unknown.id),
            ("awsdash:hologram:projector", "p-1")
        );
        let odd = resolve("arn:aws:hologram:eu-west-1:001234567890:p-1").unwrap();
        assert_eq!(odd.resource_type.as_str(), "awsdash:hologram:Unmapped");
    }

    #[test]
    fn what_is_not_an_arn_is_refused() {
        for text in [
            "",
            "arn",
            "arn:aws:s3:::",
            "arn:aws:s3::x",
            "urn:aws:s3:::b",
            "arn:x:s3:::b",
            "arn:aws::a:b:c",
        ] {
            assert_eq!(resolve(text), None, "{text}");
        }
    }

    #[test]
    fn ec2_prefixes_lead_back_to_their_types() {
        let ty: TypeId = "AWS::EC2::NatGateway".parse().unwrap();
        assert_eq!(resource_prefix("ec2", ty), Some("natgateway/"));
    }
}
