//! How Cloud Control lists a type: by itself, or once for each parent.

use compact_str::{CompactString, format_compact};
use serde_json::{Value, json};

use crate::catalog::types;
use crate::model::{AccountId, Provider, ResourceEntry, TypeId};

/// How a type is listed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) enum Listing {
    /// With its type name only.
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
    Of(ParentType),
    /// These.
    OneOf(Vec<&'static str>),
    /// The account's number.
    Account,
}

/// A type whose resources have children of another.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws) struct ParentType {
    /// Their type.
    pub ty: TypeId,
    /// Their property with the value.
    pub property: &'static str,
    /// The model holds an object with the value under this name.
    pub within: Option<&'static str>,
    /// What is listed can have children of the same type: the list goes on below each.
    pub goes_deeper: bool,
    /// Values that every parent has besides.
    pub also: Vec<&'static str>,
}

/// What still has a parent's value when its document was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BesideDocuments {
    /// Its ARN.
    Arn,
    /// Its identifier, as far as that is the one of the schema.
    SchemaIdentifier,
    Nothing,
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

/// How Cloud Control lists a type; `None` where it does not, or where the values to ask with are not known.
pub(in crate::aws) fn can_list(ty: TypeId) -> Option<Listing> {
    let facts = types::get(ty).filter(|_| !is_revealing(ty))?.cloud_control;
    if facts.list == "yes" {
        return Some(Listing::Plain);
    }
    facts.list.strip_prefix("needs:")?;
    let inputs: Option<Vec<ParentInput>> = facts.parent.split(';').map(input).collect();
    // A type that is listed under itself alone has no first call.
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
fn parent(source: &'static str) -> Option<ParentType> {
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
    // Any other remark says that the property is not quite the value.
    if !remark.is_empty() && within.is_none() && !goes_deeper {
        return None;
    }
    let ty: TypeId = ty.parse().ok()?;
    types::get(ty)?;
    Some(ParentType {
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

    /// The values that no parent has: they are the same under every parent.
    pub(super) fn constants(&self, account: AccountId) -> Vec<CompactString> {
        match &self.values {
            Values::Account => vec![(&*account.digits()).into()],
            Values::OneOf(values) => values.iter().map(|value| (*value).into()).collect(),
            Values::Of(parent) => parent.also.iter().map(|value| (*value).into()).collect(),
        }
    }

    /// A value as the model holds it.
    pub(super) fn in_model(&self, value: &str) -> Value {
        match &self.values {
            Values::Of(ParentType {
                within: Some(name), ..
            }) => json!({ *name: value }),
            _ => json!(value),
        }
    }

    /// The value of this input in a row of another input's parent, such as the API that a type belongs to.
    /// `None` when the row lacks it.
    pub(super) fn link_in(&self, row: &ResourceEntry) -> Option<CompactString> {
        let Values::Of(parent) = &self.values else {
            return None;
        };
        let by_kind = format_compact!("{}{}", parent.ty.kind(), parent.property);
        // Every resource has an `Id`, an `Arn` and a `Name` of its own.
        let is_plain = ["Id", "Arn", "Name"].contains(&parent.property);
        let by_property = (!is_plain).then_some(parent.property);
        let names = [Some(self.property), Some(by_kind.as_str()), by_property];
        let mut names = names.into_iter().flatten();
        let document = row.properties.to_json();
        names.find_map(|name| value_in(&document, name).or_else(|| identifier_part(row, name)))
    }
}

impl ParentType {
    /// What has the value besides the documents of the parents.
    pub(super) fn beside_documents(&self) -> BesideDocuments {
        let is_arn = self.property.to_ascii_lowercase().ends_with("arn");
        let primary_id = types::get(self.ty).map_or("", |info| info.primary_id);
        if is_arn {
            BesideDocuments::Arn
        } else if primary_id.split('|').any(|part| part == self.property) {
            BesideDocuments::SchemaIdentifier
        } else {
            BesideDocuments::Nothing
        }
    }

    fn arn_of(&self, row: &ResourceEntry) -> Option<CompactString> {
        let is_arn = self.property.to_ascii_lowercase().ends_with("arn");
        Some(row.arn().filter(|_| is_arn)?.into())
    }

    /// The value in a row: a property, a part of its identifier, or its ARN. Services may spell the property
    /// with other capitals.
    pub(super) fn value_of(&self, row: &ResourceEntry) -> Option<CompactString> {
        let by_schema = row.provider == Provider::CloudControl;
        let part = || identifier_part(row, self.property);
        if by_schema && let Some(part) = part() {
            return Some(part);
        }
        value_in(&row.properties.to_json(), self.property)
            .or_else(part)
            .or_else(|| self.arn_of(row))
    }

    /// The last part of the ARN, for an identifier that is no ARN: Cloud Control may give a resource's ARN and
    /// nothing else.
    pub(super) fn end_of_arn(&self, row: &ResourceEntry) -> Option<CompactString> {
        let is_id = self.property.ends_with("Id") && row.provider == Provider::CloudControl;
        let arn = row.arn().filter(|_| is_id)?;
        let end = arn.rsplit(['/', ':']).next()?;
        (!end.is_empty()).then(|| end.into())
    }
}

fn value_in(document: &Value, property: &str) -> Option<CompactString> {
    let mut members = document.as_object()?.iter();
    let same = |name: &str| name.eq_ignore_ascii_case(property);
    let (_, value) = members.find(|(name, value)| same(name) && !value.is_null())?;
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(format_compact!("{number}")),
        _ => None,
    }
}

/// The part of a row's identifier that is this property.
fn identifier_part(row: &ResourceEntry, property: &str) -> Option<CompactString> {
    let names = types::get(row.resource_type)?.primary_id.split('|');
    if names.clone().count() != row.id.split('|').count() {
        return None;
    }
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
        assert_eq!((plain, under, unknown_input, not), (1_290, 360, 32, 325));
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
    fn inputs_that_cannot_be_filled_are_not_listed() {
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
        let model = |input: &ParentInput, row: &ResourceEntry| {
            let Values::Of(parent) = &input.values else {
                panic!("{input:?}");
            };
            Some(input.in_model(&parent.value_of(row)?))
        };
        let cluster = row("AWS::EKS::Cluster", "main", &json!({}));
        let input = &inputs("AWS::EKS::Nodegroup")[0];
        assert_eq!(model(input, &cluster), Some(json!("main")));

        let arn = "arn:aws:glue:eu-west-1:001234567890:schema/a/b";
        let schema = row("AWS::Glue::Schema", arn, &json!({"Arn": arn}));
        let input = &inputs("AWS::Glue::SchemaVersion")[0];
        assert_eq!(model(input, &schema), Some(json!({"SchemaArn": arn})));

        let resolver = inputs("AWS::AppSync::Resolver");
        assert_eq!(
            resolver[1].constants(account),
            ["Query", "Mutation", "Subscription"]
        );
        let catalog = &inputs("AWS::Glue::Connection")[0];
        assert_eq!(catalog.constants(account), ["001234567890"]);
    }

    #[test]
    fn an_identifier_that_is_an_arn_tells_the_id_at_its_end() {
        let arn = "arn:aws:cases:eu-west-1:001234567890:domain/d-1";
        let mut domain = row("AWS::Cases::Domain", arn, &json!({}));
        domain.arn = ArnText::of(arn, arn);
        let input = &inputs("AWS::Cases::Case")[0];
        let Values::Of(parent) = &input.values else {
            panic!("{input:?}");
        };
        assert_eq!(parent.value_of(&domain), None);
        assert_eq!(parent.end_of_arn(&domain).as_deref(), Some("d-1"));
    }
}
