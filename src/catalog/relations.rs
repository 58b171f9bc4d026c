//! Which property of a type names a resource of which other type, from `relationships.tsv`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};
use super::{arn, ec2_id};
use crate::model::TypeId;

/// One property that names another resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Where it is: `NetworkInterfaces[].SubnetId`; `{}` stands for any key of a map.
    pub path: &'static str,
    /// The type that it names.
    pub target: TypeId,
    /// Which of the target's properties it holds, `|` between several: `Arn|KeyId`.
    pub target_property: &'static str,
}

struct Relations {
    all: Vec<Relation>,
    of_types: HashMap<TypeId, Range<u16>>,
}

static RELATIONS: LazyLock<Relations> = LazyLock::new(|| {
    let mut all: Vec<(TypeId, Relation)> = rows(unpack(packed!("relationships")))
        .map(|[ty, path, target, target_property]| {
            let parse = |name: &str| name.parse().expect("the build checked the type");
            let (ty, target) = (parse(ty), parse(target));
            (
                ty,
                Relation {
                    path,
                    target,
                    target_property,
                },
            )
        })
        .collect();
    all.sort_by_key(|(ty, _)| *ty);
    let mut of_types: HashMap<TypeId, Range<u16>> = HashMap::new();
    for (at, (ty, _)) in (0u16..).zip(&all) {
        of_types.entry(*ty).or_insert(at..at).end = at + 1;
    }
    let mut all: Vec<Relation> = all.into_iter().map(|(_, relation)| relation).collect();
    all.shrink_to_fit();
    count_bytes(
        all.capacity() * size_of::<Relation>()
            + of_types.capacity() * (size_of::<(TypeId, Range<u16>)>() + 1),
    );
    Relations { all, of_types }
});

/// The properties of a type that name other resources; one that may name resources of several types
/// is there once for each.
pub fn of(ty: TypeId) -> &'static [Relation] {
    let relations = &*RELATIONS;
    let range = relations.of_types.get(&ty).cloned().unwrap_or_default();
    &relations.all[usize::from(range.start)..usize::from(range.end)]
}

/// The type of what a value at `path` names, in a resource of type `ty`. Elements of lists may be
/// numbered in the path or not: `SecurityGroups[0].GroupId`, `SecurityGroups[].GroupId`.
pub fn target_of(ty: TypeId, path: &str, value: &str) -> Option<TypeId> {
    if value.is_empty() {
        return None;
    }
    // The form of the value decides before the table.
    if let Some(named) = ec2_id::type_of(value) {
        return Some(named);
    }
    let mut fitting = of(ty)
        .iter()
        .filter(|relation| same_place(relation.path, path))
        .filter(|relation| relation.fits(value));
    let first = fitting.next()?;
    let named = arn::resolve(value).map(|facts| facts.resource_type);
    match named.filter(|named| !named.is_named_by_us()) {
        Some(named) => Some(named),
        None => Some(first.target),
    }
}

impl Relation {
    /// Whether a value can be what the relation says it is.
    fn fits(&self, value: &str) -> bool {
        let mut properties = self.target_property.split('|');
        if value.starts_with("arn:") {
            return properties.any(|property| property.to_ascii_lowercase().ends_with("arn"));
        }
        if self.target_property == "AliasName" {
            return value.starts_with("alias/");
        }
        // Some relations name something that is no identifier: a version, an address.
        let names = ["id", "name", "identifier", "url", "identity"];
        properties.any(|property| {
            let property = property.to_ascii_lowercase();
            names.iter().any(|end| property.ends_with(end))
        })
    }
}

/// Whether both paths lead to the same property: elements of lists and maps are not compared.
fn same_place(known: &str, asked: &str) -> bool {
    let mut asked = steps(asked);
    for step in steps(known) {
        let (name, is_map) = match step.strip_suffix("{}") {
            Some(name) => (name, true),
            None => (step, false),
        };
        if asked.next() != Some(name) || (is_map && asked.next().is_none()) {
            return false;
        }
    }
    asked.next().is_none()
}

/// Names of members, without the elements between them.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.')
        .map(|step| step.split_once('[').map_or(step, |(name, _)| name))
        .filter(|step| !step.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(ty: &str, path: &str, value: &str) -> Option<&'static str> {
        target_of(ty.parse().unwrap(), path, value).map(TypeId::as_str)
    }

    #[test]
    fn a_property_leads_to_the_type_that_it_names() {
        let function = "AWS::Lambda::Function";
        let role = "arn:aws:iam::001234567890:role/service/run";
        assert_eq!(target(function, "Role", role), Some("AWS::IAM::Role"));
        let group = "sg-0123456789abcdef0";
        assert_eq!(
            target(function, "VpcConfig.SecurityGroupIds[1]", group),
            Some("AWS::EC2::SecurityGroup")
        );
        assert_eq!(
            target(function, "LoggingConfig.LogGroup", "/aws/lambda/x"),
            Some("AWS::Logs::LogGroup")
        );
        assert_eq!(target(function, "Runtime", "nodejs"), None);
        assert_eq!(target(function, "Role", ""), None);
    }

    #[test]
    fn a_property_of_several_types_goes_by_its_value() {
        let function = "AWS::Lambda::Function";
        let path = "DeadLetterConfig.TargetArn";
        let queue = "arn:aws-us-gov:sqs:us-gov-west-1:001234567890:jobs";
        let topic = "arn:aws-cn:sns:cn-north-1:001234567890:jobs";
        assert_eq!(target(function, path, queue), Some("AWS::SQS::Queue"));
        assert_eq!(target(function, path, topic), Some("AWS::SNS::Topic"));

        let (instance, key) = ("AWS::EC2::Instance", "BlockDeviceMappings[0].Ebs.KmsKeyId");
        let id = "1234abcd-12ab-34cd-56ef-1234567890ab";
        assert_eq!(target(instance, key, id), Some("AWS::KMS::Key"));
        assert_eq!(
            target(instance, key, "alias/disks"),
            Some("AWS::KMS::Alias")
        );
    }

    #[test]
    fn any_key_of_a_map_is_the_same_place() {
        let role = "arn:aws:iam::001234567890:role/alert";
        let profile = "AWS::IoT::SecurityProfile";
        let place = "AlertTargets.SNS.RoleArn";
        assert_eq!(target(profile, place, role), Some("AWS::IAM::Role"));
        assert_eq!(target(profile, "AlertTargets.RoleArn", role), None);
    }

    #[test]
    fn what_does_not_identify_leads_nowhere() {
        let instance = "AWS::EC2::Instance";
        assert_eq!(target(instance, "LaunchTemplate.Version", "7"), None);
    }

    #[test]
    fn relations_are_many_and_those_of_a_type_stand_together() {
        let count = RELATIONS.all.len();
        assert!(count > 2_800, "{count}");
        let by_type: usize = RELATIONS.of_types.keys().map(|ty| of(*ty).len()).sum();
        assert_eq!(by_type, count);
        assert!(of("awsdash:foo:bar".parse().unwrap()).is_empty());
    }
}
