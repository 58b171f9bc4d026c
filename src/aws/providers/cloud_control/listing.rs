//! How Cloud Control lists a type: by itself, or once for each parent.

use compact_str::CompactString;
use serde_json::{Value, json};

use crate::catalog::types;
use crate::model::{AccountId, ResourceEntry, TypeId};

/// How a type is listed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) enum Listing {
    /// With nothing but its name.
    Plain,
    /// With a model that holds all of these.
    UnderParents(Vec<ParentInput>),
}

/// A property that a list has to be asked with.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) struct ParentInput {
    /// What the model calls it.
    pub property: &'static str,
    /// Where its values come from.
    pub values: Values,
}

/// The values of an input.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) enum Values {
    /// Those of the resources of another type.
    Of(Parent),
    /// These.
    OneOf(Vec<&'static str>),
    /// The account's number.
    Account,
}

/// A type whose resources have children of another.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) struct Parent {
    /// Their type.
    pub ty: TypeId,
    /// Their property with the value.
    pub property: &'static str,
    /// The model holds an object with the value under this name.
    pub within: Option<&'static str>,
    /// What is listed can have children as well: a list goes on below it.
    pub goes_deeper: bool,
    /// Values that every parent has besides.
    pub also: Vec<&'static str>,
}

/// Types whose properties hold a secret: key values, stream keys, client secrets. They are neither listed
/// nor read this way.
const REVEALING: [&str; 5] = [
    "AWS::ApiGateway::ApiKey",
    "AWS::AppSync::ApiKey",
    "AWS::Cognito::UserPoolClient",
    "AWS::IVS::StreamKey",
    "AWS::SSM::Parameter",
];

/// Whether the type's properties hold a secret.
pub(super) fn is_revealing(ty: TypeId) -> bool {
    REVEALING.contains(&ty.as_str())
}

/// How Cloud Control lists a type; `None` where it does not, or where nobody knows what to ask with.
pub(in crate::aws) fn can_list(ty: TypeId) -> Option<Listing> {
    let facts = types::get(ty).filter(|_| !is_revealing(ty))?.cloud_control;
    if facts.list == "yes" {
        return Some(Listing::Plain);
    }
    facts.list.strip_prefix("needs:")?;
    let inputs: Option<Vec<ParentInput>> = facts.parent.split(';').map(input).collect();
    // A type below itself alone has no beginning.
    let inputs = inputs.filter(|inputs| inputs.iter().all(|input| !input.is_of(ty)))?;
    Some(Listing::UnderParents(inputs))
}

fn input(text: &'static str) -> Option<ParentInput> {
    let (property, source) = text.split_once('=')?;
    let values = match source.split_once(':') {
        Some(("enum", values)) => Values::OneOf(values.split('|').collect()),
        Some(("const", values)) => Values::OneOf(values.split(',').collect()),
        Some(("AWS", _)) => Values::Of(parent(source)?),
        None if source == "account-id" => Values::Account,
        // `?`, `any resource ARN`, `native:…`: no list of ours has the values.
        _ => return None,
    };
    Some(ParentInput { property, values })
}

/// `AWS::Service::Kind.Property`, constants after `|`, a remark in parentheses.
fn parent(source: &'static str) -> Option<Parent> {
    let (source, remark) = match source.split_once(" (") {
        Some((source, remark)) => (source, remark.trim_end_matches(')')),
        None => (source, ""),
    };
    let (source, also) = source.split_once("|const:").unwrap_or((source, ""));
    let (ty, property) = source.split_once('.')?;
    let within = remark
        .strip_prefix("object {")
        .map(|it| it.trim_end_matches('}'));
    let goes_deeper = remark.starts_with("then recurse");
    // A remark that says something else says that the property is not quite the value.
    if !remark.is_empty() && within.is_none() && !goes_deeper {
        return None;
    }
    let ty: TypeId = ty.parse().ok()?;
    types::get(ty)?;
    Some(Parent {
        ty,
        property,
        within,
        goes_deeper,
        also: also.split(',').filter(|value| !value.is_empty()).collect(),
    })
}

impl ParentInput {
    fn is_of(&self, ty: TypeId) -> bool {
        matches!(&self.values, Values::Of(parent) if parent.ty == ty)
    }

    /// Whether a row that should tell a value does not.
    pub(in crate::aws) fn is_silent(&self, row: &ResourceEntry) -> bool {
        match &self.values {
            Values::Of(parent) if parent.ty == row.resource_type => parent.value_of(row).is_none(),
            _ => false,
        }
    }

    /// The input's values when `parents` are the resources it may come from. Resources of other
    /// types do not count, nor do those that do not say the property.
    pub(in crate::aws) fn values(
        &self,
        account: AccountId,
        parents: &[ResourceEntry],
    ) -> Vec<Value> {
        match &self.values {
            Values::Account => vec![json!(account.as_str())],
            Values::OneOf(values) => values.iter().map(|value| json!(value)).collect(),
            Values::Of(parent) => {
                let of_type = parents.iter().filter(|row| row.resource_type == parent.ty);
                let own = of_type.filter_map(|row| parent.value_of(row));
                own.chain(parent.also.iter().map(|value| json!(value)))
                    .collect()
            }
        }
    }
}

impl Parent {
    /// Services spell the property their own way; the letters are the same.
    fn told(&self, row: &ResourceEntry) -> Option<Value> {
        let Value::Object(members) = row.properties.to_json() else {
            return None;
        };
        let same = |name: &str| name.eq_ignore_ascii_case(self.property);
        let mut members = members.into_iter();
        let (_, value) = members.find(|(name, value)| same(name) && !value.is_null())?;
        Some(value)
    }

    fn arn_of(&self, row: &ResourceEntry) -> Option<Value> {
        let is_arn = self.property.to_ascii_lowercase().ends_with("arn");
        Some(json!(row.arn().filter(|_| is_arn)?.as_ref()))
    }

    fn value_of(&self, row: &ResourceEntry) -> Option<Value> {
        let value = self
            .told(row)
            .or_else(|| identifier_part(row, self.property).map(|part| json!(part.as_str())))
            .or_else(|| self.arn_of(row))?;
        Some(match self.within {
            Some(name) => json!({ name: value }),
            None => value,
        })
    }
}

/// The part of a row's identifier that is this property.
fn identifier_part(row: &ResourceEntry, property: &str) -> Option<CompactString> {
    let names = types::get(row.resource_type)?.primary_id.split('|');
    let mut parts = names.zip(row.id.split('|'));
    parts
        .find(|(name, _)| *name == property)
        .map(|(_, part)| part.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArnText, Properties, Provider, StatusClass, Tags};

    fn listing(ty: &str) -> Option<Listing> {
        can_list(ty.parse().unwrap())
    }

    fn inputs(ty: &str) -> Vec<ParentInput> {
        match listing(ty) {
            Some(Listing::UnderParents(inputs)) => inputs,
            other => panic!("{ty}: {other:?}"),
        }
    }

    fn row(ty: &str, id: &str, properties: &Value) -> ResourceEntry {
        ResourceEntry {
            account: "001234567890".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            resource_type: ty.parse().unwrap(),
            provider: Provider::CloudControl,
            status_class: StatusClass::Unknown,
            managed: false,
            id: id.into(),
            status: Default::default(),
            arn: ArnText::NONE,
            tags: Tags::NONE.or_called(id),
            properties: Properties::from_json(properties),
        }
    }

    #[test]
    fn every_row_of_the_table_is_listed_plainly_under_parents_or_not_at_all() {
        let (mut plain, mut under, mut unknown_input, mut not) = (0, 0, 0, 0);
        for info in types::all() {
            match can_list(info.id) {
                Some(Listing::Plain) => plain += 1,
                Some(Listing::UnderParents(inputs)) => {
                    assert!(!inputs.is_empty(), "{}", info.id);
                    let asked: Vec<_> = inputs.iter().map(|input| input.property).collect();
                    let needed = info.cloud_control.list.trim_start_matches("needs:");
                    assert_eq!(asked.join(","), needed, "{}", info.id);
                    under += 1;
                }
                None if info.cloud_control.list.starts_with("needs:") => unknown_input += 1,
                None => not += 1,
            }
        }
        assert_eq!((plain, under, unknown_input, not), (1_290, 360, 32, 261));
        assert_eq!(plain + under + unknown_input + not, types::all().len());
    }

    #[test]
    fn every_form_of_input_is_read() {
        assert_eq!(listing("AWS::SQS::Queue"), Some(Listing::Plain));
        assert_eq!(listing("AWS::CodeBuild::Project"), None);
        assert_eq!(listing("awsdash:foo:bar"), None);
        let [stage] = &inputs("AWS::ApiGateway::Stage")[..] else {
            panic!("one input");
        };
        let Values::Of(parent) = &stage.values else {
            panic!("{stage:?}");
        };
        assert_eq!(parent.ty.as_str(), "AWS::ApiGateway::RestApi");
        assert_eq!(
            (stage.property, parent.property),
            ("RestApiId", "RestApiId")
        );
        let scope = &inputs("AWS::WAFv2::WebACL")[0].values;
        assert_eq!(*scope, Values::OneOf(vec!["CLOUDFRONT", "REGIONAL"]));
        let namespace = &inputs("AWS::QuickSight::Group")[0].values;
        assert_eq!(*namespace, Values::OneOf(vec!["default"]));
        let table = inputs("AWS::Glue::TableOptimizer");
        assert_eq!((table.len(), &table[0].values), (4, &Values::Account));
        let Values::Of(deeper) = &inputs("AWS::Organizations::OrganizationalUnit")[0].values else {
            panic!("under a root");
        };
        assert!(deeper.goes_deeper);
    }

    #[test]
    fn inputs_that_nobody_can_fill_are_not_listed() {
        for ty in [
            "AWS::RTBFabric::Link",                   // ?
            "AWS::Lambda::LayerVersion",              // native:
            "AWS::LakeFormation::TagAssociation",     // object filter
            "AWS::SSM::ServiceSetting",               // const setting ids
            "AWS::EntityResolution::PolicyStatement", // any
            "AWS::AmplifyUIBuilder::Theme",           // a remark
            "AWS::DataZone::DomainUnit",              // below itself
            "AWS::AppFabric::AppAuthorization",       // a parent that no table has
        ] {
            assert_eq!(listing(ty), None, "{ty}");
        }
    }

    #[test]
    fn values_come_from_rows_identifiers_and_the_table() {
        let account = "001234567890".parse().unwrap();
        let cluster = row("AWS::EKS::Cluster", "main", &json!({}));
        let other = row("AWS::ECS::Cluster", "other", &json!({"Name": "no"}));
        let rows = [cluster, other];
        let input = &inputs("AWS::EKS::Nodegroup")[0];
        assert_eq!(input.values(account, &rows), [json!("main")]);

        let arn = "arn:aws:glue:eu-west-1:001234567890:schema/a/b";
        let rows = [row("AWS::Glue::Schema", arn, &json!({"Arn": arn}))];
        let input = &inputs("AWS::Glue::SchemaVersion")[0];
        assert_eq!(input.values(account, &rows), [json!({"SchemaArn": arn})]);

        let resolver = inputs("AWS::AppSync::Resolver");
        let roots = resolver[1].values(account, &[]);
        assert_eq!(
            roots,
            [json!("Query"), json!("Mutation"), json!("Subscription")]
        );
        let catalog = &inputs("AWS::Glue::Connection")[0];
        assert_eq!(catalog.values(account, &[]), [json!("001234567890")]);
    }
}
