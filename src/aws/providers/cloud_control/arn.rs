//! The ARN of a row: given, or put together when every part is known.

use compact_str::CompactString;
use serde_json::Value;

use super::rows::ResourceDescription;
use crate::aws::transport::partition::partition_of;
use crate::catalog::arn;
use crate::catalog::types::{self, CloudControl, TypeInfo};
use crate::model::ArnText;

/// The ARN property; else an identifier that is the ARN; else the type's pattern, filled; else none.
pub(super) fn of(info: &TypeInfo, described: ResourceDescription<'_>) -> ArnText {
    let facts = &info.cloud_control;
    if facts.arn_prop == CloudControl::ARN_OF_OTHER {
        return ArnText::NONE;
    }
    let given = described.text(facts.arn_prop);
    let given = given.or_else(|| described.part(info, facts.arn_prop));
    // A resource whose only identifier is an ARN has that one, under any name that the schema gives it.
    let given =
        given.or_else(|| is_own(info, described.identifier).then_some(described.identifier));
    match given.filter(|arn| is_arn(arn)) {
        Some(arn) => ArnText::of(canonical(arn), described.identifier),
        None => filled(info, described)
            .map_or(ArnText::NONE, |arn| ArnText::of(&arn, described.identifier)),
    }
}

/// Whether an ARN that identifies a resource may be its own: a policy is identified by the ARN of what it is
/// attached to.
fn is_own(info: &TypeInfo, arn: &str) -> bool {
    arn::resolve(arn).is_some_and(|facts| {
        let named = facts.resource_type;
        named == info.id
            || types::get(named).is_none()
            || arn::ambiguous_with(info.id).contains(&named)
    })
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && !text.contains('|')
}

/// Log groups are listed with a trailing `:*`, which means "and what is in it"; the tagging service leaves that
/// out, and one resource must have one ARN.
fn canonical(arn: &str) -> &str {
    let is_group = arn.split(':').nth(2) == Some("logs");
    let group = arn.strip_suffix(":*").filter(|_| is_group);
    group.unwrap_or(arn)
}

impl<'a> ResourceDescription<'a> {
    fn text(&self, property: &str) -> Option<&'a str> {
        let value = self.properties.get(property).and_then(Value::as_str);
        value.filter(|text| !text.is_empty())
    }

    /// The part of the identifier that is this property.
    pub(super) fn part(&self, info: &TypeInfo, property: &str) -> Option<&'a str> {
        let names = info.primary_id.split('|');
        let mut parts = names.zip(self.identifier.split('|'));
        parts
            .find(|(name, _)| *name == property)
            .map(|(_, part)| part)
    }

    /// A property by its name, or by what patterns make of it: `ClusterName` for the `Name` of a
    /// cluster.
    fn value(&self, info: &TypeInfo, name: &str) -> Option<&'a str> {
        let of = |name: &str| self.part(info, name).or_else(|| self.text(name));
        let of_kind = || of(name.strip_prefix(info.id.kind())?);
        // An address such as `QueueUrl` ends with the `QueueName`.
        let of_address = || {
            let address = of(&format!("{}Url", name.strip_suffix("Name")?))?;
            address.rsplit('/').next().filter(|last| !last.is_empty())
        };
        of(name).or_else(of_kind).or_else(of_address)
    }
}

/// The pattern with all of its places filled; `None` when one is not known.
fn filled(info: &TypeInfo, described: ResourceDescription<'_>) -> Option<CompactString> {
    let pattern = info.cloud_control.arn_pattern;
    let mut parts = pattern.split("${");
    let mut arn = CompactString::from(parts.next()?);
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        match name {
            "Partition" => arn.push_str(partition_of(described.account, described.region)),
            "Region" => arn.push_str(described.region.as_str()),
            "Account" => arn.push_str(&described.account.digits()),
            name => push_own(info, described, name, &mut arn)?,
        }
        arn.push_str(rest);
    }
    is_arn(&arn).then_some(arn)
}

fn push_own(
    info: &TypeInfo,
    described: ResourceDescription<'_>,
    name: &str,
    arn: &mut CompactString,
) -> Option<()> {
    let value = if let Some(name) = name.strip_suffix("WithPath") {
        // IAM: `/a/b/` and the name. Without `Path` it is not known whether the ARN has a path.
        let path = described.text("Path")?;
        arn.push_str(path.trim_start_matches('/'));
        let own = described.value(info, name);
        own.or_else(|| described.text(info.cloud_control.name_prop))?
    } else if let Some(name) = name.strip_suffix("WithoutLeadingSlash") {
        let own = described.value(info, name);
        let own = own.or_else(|| described.text(info.cloud_control.name_prop));
        own?.trim_start_matches('/')
    } else {
        described.value(info, name)?
    };
    arn.push_str(value);
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    fn arn(ty: &str, region: &str, identifier: &str, properties: &Value) -> Option<String> {
        let info = types::get(ty.parse().unwrap()).unwrap();
        let described = ResourceDescription {
            account: "001234567890".parse().unwrap(),
            region: region.parse().unwrap(),
            identifier,
            properties,
        };
        of(info, described).with_id(identifier).map(Into::into)
    }

    #[test]
    fn an_arn_that_is_told_is_taken() {
        let given = json!({"Arn": "arn:aws:sqs:eu-west-1:009999999999:jobs"});
        assert_eq!(
            arn("AWS::SQS::Queue", "eu-west-1", "https://x/jobs", &given).unwrap(),
            "arn:aws:sqs:eu-west-1:009999999999:jobs"
        );
        let group = json!({"Arn": "arn:aws:logs:eu-west-1:001234567890:log-group:/a:*"});
        assert_eq!(
            arn("AWS::Logs::LogGroup", "eu-west-1", "/a", &group).unwrap(),
            "arn:aws:logs:eu-west-1:001234567890:log-group:/a"
        );
        let secret = "arn:aws:secretsmanager:eu-west-1:001234567890:secret:a-123456";
        let found = arn(
            "AWS::SecretsManager::Secret",
            "eu-west-1",
            secret,
            &json!({}),
        );
        assert_eq!(found.unwrap(), secret);
        let service = "arn:aws:ecs:eu-west-1:001234567890:service/main/web";
        let both = format!("{service}|arn:aws:ecs:eu-west-1:001234567890:cluster/main");
        assert_eq!(
            arn("AWS::ECS::Service", "eu-west-1", &both, &json!({})).unwrap(),
            service
        );
    }

    #[test]
    fn a_pattern_is_filled_when_every_part_is_known() {
        for (ty, region, id, properties, expected) in [
            (
                "AWS::Logs::LogGroup",
                "cn-north-1",
                "/aws/app",
                json!({}),
                Some("arn:aws-cn:logs:cn-north-1:001234567890:log-group:/aws/app"),
            ),
            (
                "AWS::ApiGateway::RestApi",
                "eu-west-1",
                "a1b2",
                json!({}),
                Some("arn:aws:apigateway:eu-west-1::/restapis/a1b2"),
            ),
            (
                "AWS::CloudFront::Distribution",
                "us-east-1",
                "E1",
                json!({}),
                Some("arn:aws:cloudfront::001234567890:distribution/E1"),
            ),
            (
                "AWS::EKS::Cluster",
                "eu-west-1",
                "main",
                json!({}),
                Some("arn:aws:eks:eu-west-1:001234567890:cluster/main"),
            ),
            (
                "AWS::SSM::Parameter",
                "eu-west-1",
                "/app/key",
                json!({}),
                Some("arn:aws:ssm:eu-west-1:001234567890:parameter/app/key"),
            ),
            (
                "AWS::SQS::Queue",
                "eu-west-1",
                "https://x/jobs",
                json!({}),
                Some("arn:aws:sqs:eu-west-1:001234567890:jobs"),
            ),
            // The documents have the role's path or nothing; a certificate authority's id is in none of its
            // properties.
            ("AWS::IAM::Role", "us-east-1", "r", json!({}), None),
            (
                "AWS::ACMPCA::CertificateAuthority",
                "eu-west-1",
                "x",
                json!({}),
                None,
            ),
        ] {
            assert_eq!(
                arn(ty, region, id, &properties).as_deref(),
                expected,
                "{ty}"
            );
        }
    }
}
