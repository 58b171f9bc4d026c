//! What AWS itself puts into accounts, from `managed.tsv`: default parameter groups, `alias/aws/*`,
//! service-linked roles. The account's owner neither made them nor can delete them, so they are hidden unless
//! asked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::path::Path;
use super::table::{count_bytes, packed, rows, unpack};
use crate::model::glob;
use crate::model::{ResourceEntry, TypeId};

/// Which part of a resource shows that AWS manages it.
enum MatchedPart {
    Id,
    Name,
    Arn,
    Property(Path),
}

/// A pattern that AWS-managed resources of a type match.
struct ManagedPattern {
    part: MatchedPart,
    glob: &'static str,
}

static PATTERNS: LazyLock<HashMap<TypeId, Vec<ManagedPattern>>> = LazyLock::new(|| {
    let mut patterns: HashMap<TypeId, Vec<ManagedPattern>> = HashMap::new();
    for [ty, part, glob] in rows(unpack(packed!("managed"))) {
        let part = match part {
            "id" => MatchedPart::Id,
            "name" => MatchedPart::Name,
            "arn" => MatchedPart::Arn,
            path => MatchedPart::Property(Path::parse(path.trim_start_matches("prop:"))),
        };
        let ty: TypeId = ty.parse().expect("the build checked the type");
        patterns
            .entry(ty)
            .or_default()
            .push(ManagedPattern { part, glob });
    }
    count_bytes(
        patterns
            .values()
            .map(|patterns| patterns.len() * size_of::<ManagedPattern>())
            .sum(),
    );
    patterns
});

/// Whether an ARN names a resource that AWS owns and that is the same in every account.
pub fn belongs_to_aws(arn: &str) -> bool {
    arn.split(':').nth(4) == Some("aws")
}

/// Unpacks the table, which otherwise happens at the first use.
pub fn load() {
    LazyLock::force(&PATTERNS);
}

/// Whether AWS manages this resource. `properties` are the row's, before they were packed.
pub fn is_managed(entry: &ResourceEntry, properties: &Value) -> bool {
    let arn = entry.arn();
    if arn.as_deref().is_some_and(belongs_to_aws) {
        return true;
    }
    let patterns = PATTERNS.get(&entry.resource_type).into_iter().flatten();
    patterns.into_iter().any(|pattern| match &pattern.part {
        MatchedPart::Id => glob::matches(pattern.glob, &entry.id),
        MatchedPart::Name => glob::matches(pattern.glob, entry.display_name()),
        MatchedPart::Arn => arn
            .as_deref()
            .is_some_and(|arn| glob::matches(pattern.glob, arn)),
        MatchedPart::Property(path) => {
            let value = path.first(properties).and_then(Value::as_str);
            value.is_some_and(|text| glob::matches(pattern.glob, text))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{ArnText, Properties, Provider, StatusClass, Tags};

    fn managed(ty: &str, id: &str, arn: &str, properties: &Value) -> bool {
        let entry = ResourceEntry {
            account: "001234567890".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            resource_type: ty.parse().unwrap(),
            provider: Provider::Native,
            status_class: StatusClass::Unknown,
            managed: false,
            id: id.into(),
            status: Default::default(),
            arn: ArnText::of(arn, id),
            tags: Tags::NONE,
            properties: Properties::default(),
        };
        is_managed(&entry, properties)
    }

    #[test]
    fn what_aws_made_is_told_from_what_people_made() {
        let none = json!({});
        assert!(managed("AWS::KMS::Alias", "alias/aws/ebs", "", &none));
        assert!(!managed("AWS::KMS::Alias", "alias/app", "", &none));
        assert!(managed(
            "AWS::RDS::DBParameterGroup",
            "default.mysql8.0",
            "",
            &none
        ));
        assert!(!managed(
            "AWS::RDS::DBParameterGroup",
            "defaults",
            "",
            &none
        ));
        let policy = "AWS::IAM::ManagedPolicy";
        assert!(managed(
            policy,
            "x",
            "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
            &none
        ));
        assert!(!managed(
            policy,
            "x",
            "arn:aws:iam::001234567890:policy/aws/mine",
            &none
        ));
        let linked = "arn:aws:iam::001234567890:role/aws-service-role/x.amazonaws.com/R";
        assert!(managed("AWS::IAM::Role", "R", linked, &none));
        let document =
            |owner: &str| managed("AWS::SSM::Document", "x", "", &json!({"Owner": owner}));
        assert!(document("Amazon") && !document("001234567890"));
    }

    #[test]
    fn an_arn_of_no_account_but_aws_is_aws_own_whatever_its_type() {
        let arn = "arn:aws:ram::aws:permission/AWSRAMDefaultPermissionSubnet";
        assert!(managed("AWS::RAM::Permission", "x", arn, &json!({})));
        let bucket = "arn:aws:s3:::aws";
        assert!(!managed("AWS::S3::Bucket", "aws", bucket, &json!({})));
    }

    #[test]
    fn every_sign_is_of_a_type_that_the_catalog_has() {
        assert!(PATTERNS.len() > 30);
        for ty in PATTERNS.keys() {
            assert!(crate::catalog::types::get(*ty).is_some(), "{ty}");
        }
    }
}
