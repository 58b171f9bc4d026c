//! Lists that have to be asked for parent by parent: what each of their calls is asked with.

mod choices;

use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::{CompactString, format_compact};
use serde_json::{Map, Value};

use super::listing::{BesideDocuments, Listing, ParentInput, ParentType, Values, can_list};
use super::page;
use crate::app::resource_explorer::source::{ListCalls, ListParameter, Page, Rows, SourceError};
use crate::aws::providers::native::{self, is_offered};
use crate::aws::session::AccountSession;
use crate::aws::transport::errors::Failure;
use crate::catalog::absent::{self, Absent};
use crate::catalog::types;
use crate::model::{Provider, QueryKey, ResourceEntry, TypeId};
use choices::{Choice, ParentValue, linked};

/// The types whose resources a list has to be asked with.
pub(in crate::aws) fn parent_types(ty: TypeId) -> Vec<TypeId> {
    let mut types = Vec::new();
    for input in inputs_of(ty) {
        if let Values::Of(parent) = input.values
            && !types.contains(&parent.ty)
        {
            types.push(parent.ty);
        }
    }
    types
}

/// Whether the documents of a type hold what the lists of its children are asked with. `first` is the provider
/// that lists it: services have identifiers of other forms than the schema's.
pub(in crate::aws) fn needs_documents(ty: TypeId, first: Option<Provider>) -> bool {
    match NEEDED.get(&ty) {
        None | Some(BesideDocuments::Arn) => false,
        Some(BesideDocuments::SchemaIdentifier) => first != Some(Provider::CloudControl),
        Some(BesideDocuments::Nothing) => true,
    }
}

/// By parent type, which row facts besides the document have all values that its children's lists need.
static NEEDED: LazyLock<HashMap<TypeId, BesideDocuments>> = LazyLock::new(|| {
    let mut needed = HashMap::new();
    for info in types::all() {
        let has_several = parent_types(info.id).len() > 1;
        for input in inputs_of(info.id) {
            let Values::Of(parent) = input.values else {
                continue;
            };
            let beside = match parent.beside_documents() {
                _ if has_several => BesideDocuments::Nothing,
                beside => beside,
            };
            let known = needed.entry(parent.ty).or_insert(beside);
            *known = (*known).max(beside);
        }
    }
    needed
});

fn inputs_of(ty: TypeId) -> Vec<ParentInput> {
    match can_list(ty) {
        Some(Listing::UnderParents(inputs)) => inputs,
        _ => Vec::new(),
    }
}

/// One page of one call of a list.
pub(in crate::aws) async fn children(
    session: &AccountSession,
    key: &QueryKey,
    input: &[ListParameter],
    token: Option<&str>,
) -> Result<Page, Failure> {
    let model = model_of(key.resource_type, input);
    match page(session, key, model.as_ref(), token).await {
        Err(failure) if token.is_none() && is_parent_gone(input, &failure.error) => {
            Ok(Page::default())
        }
        page => page,
    }
}

/// The model that a call holds; `None` for a list that is asked with nothing.
fn model_of(ty: TypeId, input: &[ListParameter]) -> Option<Value> {
    if input.is_empty() {
        return None;
    }
    let inputs = inputs_of(ty);
    let mut model = Map::new();
    for part in input {
        let known = inputs.iter().find(|known| known.property == part.name);
        let value = known.map_or_else(
            || part.value.as_str().into(),
            |known| known.in_model(&part.value),
        );
        model.insert(part.name.to_owned(), value);
    }
    Some(Value::Object(model))
}

fn is_parent_gone(input: &[ListParameter], error: &SourceError) -> bool {
    match error {
        SourceError::Service { code, .. } if !input.is_empty() => {
            absent::of("cloudcontrol", "ListResources", code) == Some(Absent::Parent)
        }
        _ => false,
    }
}

/// The calls that a list takes under these parents: one for every combination of its inputs' values. Where one
/// row has several inputs, they are taken from that row; rows of several types are combined unless they say that
/// they do not belong together.
pub(in crate::aws) fn calls(key: &QueryKey, parents: &[Rows]) -> ListCalls {
    let inputs = inputs_of(key.resource_type);
    let mut calls = ListCalls::one();
    if inputs.is_empty() {
        return calls;
    }
    let mut choices = vec![Choice::default()];
    let mut candidates: Vec<Vec<ParentValue<'_>>> = Vec::new();
    for at in 0..inputs.len() {
        candidates.push(parent_values(
            key.resource_type,
            &inputs,
            at,
            parents,
            &mut calls,
        ));
    }
    let candidates = linked(candidates);
    for (input, values) in inputs.iter().zip(&candidates) {
        let constants = input.constants(key.account);
        let constants: Vec<CompactString> = constants
            .into_iter()
            .filter(|value| is_offered(value, key.region))
            .collect();
        let wider = choices.iter().flat_map(|choice| {
            let candidates = choice.with_rows(input, values);
            // A constant that a row has as well is asked for once.
            let is_candidate =
                |value: &CompactString| candidates.iter().any(|choice| choice.ends_with(value));
            let constants = constants.iter().filter(|value| !is_candidate(value));
            let constants: Vec<Choice<'_>> = constants
                .map(|value| choice.with(input, value, None))
                .collect();
            candidates.into_iter().chain(constants)
        });
        choices = wider.collect();
    }
    calls.inputs = choices.into_iter().map(Choice::into_input).collect();
    calls
}

/// The rows with values of one input. Rows that should have one and do not become gaps: otherwise their children
/// would be missing in silence.
fn parent_values<'a>(
    ty: TypeId,
    inputs: &[ParentInput],
    at: usize,
    parents: &'a [Rows],
    calls: &mut ListCalls,
) -> Vec<ParentValue<'a>> {
    let Values::Of(parent) = &inputs[at].values else {
        return Vec::new();
    };
    let has_others =
        |input: &ParentInput| matches!(&input.values, Values::Of(other) if other.ty != parent.ty);
    let mut candidates = Vec::new();
    let rows = parents.iter().flat_map(|rows| rows.iter());
    for row in rows.filter(|row| row.resource_type == parent.ty) {
        let Some(value) = value_of(ty, parent, row) else {
            let (ty, id, property) = (row.resource_type, &row.id, inputs[at].property);
            calls.add_silent(id, format_compact!("{ty} {id} does not tell {property}"));
            continue;
        };
        let links = inputs.iter().map(|input| {
            let is_other = has_others(input);
            is_other.then(|| input.link_in(row)).flatten()
        });
        let links = links.collect();
        candidates.push(ParentValue { row, value, links });
    }
    candidates
}

/// What a row tells as a parent of this type.
fn value_of(ty: TypeId, parent: &ParentType, row: &ResourceEntry) -> Option<CompactString> {
    // A native list's form of the value goes first, if the type has one.
    let guessed = || match native::derived_call(ty) {
        None => parent.end_of_arn(row),
        Some(_) => None,
    };
    parent.value_of(row).or_else(guessed)
}

/// Whether a row does not tell what a list under it is asked with.
pub(in crate::aws) fn is_silent(ty: TypeId, row: &ResourceEntry) -> bool {
    let inputs = inputs_of(ty);
    let mut needed = inputs.iter().filter_map(|input| match &input.values {
        Values::Of(parent) => Some(parent),
        _ => None,
    });
    needed.any(|parent| parent.ty == row.resource_type && value_of(ty, parent, row).is_none())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::model::testing;
    use crate::model::{ArnText, Properties, Provider, StatusClass, Tags};

    fn key(ty: &str) -> QueryKey {
        testing::key("eu-west-1", ty)
    }

    fn rows(ty: &str, properties: &[Value]) -> Rows {
        let row = |properties: &Value| {
            let key = key(ty);
            ResourceEntry {
                account: key.account,
                region: key.region,
                resource_type: key.resource_type,
                provider: Provider::Native,
                status_class: StatusClass::Unknown,
                managed: false,
                id: "id".into(),
                status: Default::default(),
                arn: ArnText::NONE,
                tags: Tags::NONE,
                properties: Properties::from_json(properties),
            }
        };
        Arc::new(properties.iter().map(row).collect())
    }

    fn asked(ty: &str, parents: &[Rows]) -> Vec<Value> {
        let key = key(ty);
        let calls = calls(&key, parents);
        let inputs = calls.inputs.iter();
        inputs
            .map(|input| model_of(key.resource_type, input).unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_list_is_asked_once_for_each_parent() {
        let clusters = [json!({"Name": "a"}), json!({"Name": "b"})];
        let ty = "AWS::EKS::Nodegroup";
        assert_eq!(
            asked(ty, &[rows("AWS::EKS::Cluster", &clusters)]),
            [json!({"ClusterName": "a"}), json!({"ClusterName": "b"})]
        );
        assert!(asked(ty, &[]).is_empty(), "no parent, no children");
        let parents = parent_types(ty.parse().unwrap());
        assert_eq!(parents, ["AWS::EKS::Cluster".parse().unwrap()]);
    }

    #[test]
    fn a_parent_that_does_not_tell_its_value_is_a_gap_and_no_empty_list() {
        let ty = "AWS::AppSync::DataSource";
        let silent = [rows(
            "AWS::AppSync::GraphQLApi",
            &[json!({"name": "no id"}), json!({"apiId": "a"})],
        )];
        let calls = calls(&key(ty), &silent);
        assert_eq!(calls.gaps.parents.map(|gap| gap.count), Some(1));
        assert_eq!(asked(ty, &silent), [json!({"ApiId": "a"})]);
    }

    #[test]
    fn choices_need_no_parent() {
        let ty = "AWS::WAFv2::WebACL";
        assert!(parent_types(ty.parse().unwrap()).is_empty());
        assert_eq!(asked(ty, &[]), [json!({"Scope": "REGIONAL"})]);
        let home = QueryKey {
            region: "us-east-1".parse().unwrap(),
            ..key(ty)
        };
        assert_eq!(
            calls(&home, &[]).inputs.len(),
            2,
            "CloudFront is managed there"
        );
    }

    #[test]
    fn each_api_is_asked_with_its_own_types_and_with_each_constant_once() {
        let apis = rows(
            "AWS::AppSync::GraphQLApi",
            &[json!({"apiId": "a"}), json!({"apiId": "b"})],
        );
        let types = rows(
            "AWS::AppSync::Type",
            &[
                json!({"name": "Own", "apiId": "a"}),
                json!({"name": "Query", "apiId": "a"}),
                json!({"name": "Other", "apiId": "b"}),
            ],
        );
        let asked = asked("AWS::AppSync::Resolver", &[apis, types]);
        let pairs: Vec<String> = asked
            .iter()
            .map(|model| format!("{} {}", model["ApiId"], model["TypeName"]).replace('"', ""))
            .collect();
        assert_eq!(
            pairs,
            [
                "a Own",
                "a Query",
                "a Mutation",
                "a Subscription",
                "b Other",
                "b Query",
                "b Mutation",
                "b Subscription"
            ]
        );
    }
}
