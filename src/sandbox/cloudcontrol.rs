//! Cloud Control: many services behind two calls. Lists what the tagging service shows, the same resources under
//! the same ARNs, and some that have no tags.

mod from_estate;
mod generated;
mod registry;
mod singletons;

use serde_json::{Map, Value, json};

use super::estate::Place;
use super::estate::values::{Uuid, mix};
use super::faults::Faults;
use super::identity::Identity;
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::service::Service;
use super::token;
use crate::catalog::types;
use crate::model::{Region, TypeId};
use registry::{CloudControlType, ListedProperties, REGISTRY, Under};

const MOST_PER_PAGE: u64 = 100;
const USUAL_PER_PAGE: u64 = 20;
/// Resources looked at for one page, at most: a list under a parent may have short pages.
const MOST_LOOKED_AT: u32 = 2_000;

/// Answers a Cloud Control request. `call` is its number.
pub(crate) fn answer(
    request: &Request,
    who: &Identity,
    place: Place<'_>,
    faults: &Faults,
    call: u64,
) -> Result<Reply, Refusal> {
    let ty = match request.operation.as_str() {
        "ListResources" | "GetResource" => type_of(request, place)?,
        other => return Err(Refusal::unknown_operation(Service::CloudControl, other)),
    };
    let is_list = request.operation == "ListResources";
    let action = if is_list { ty.list } else { ty.read };
    // The called service has policies of its own.
    let account = place.owner();
    if faults.denies(
        action,
        (place.account, &*account.digits()),
        place.region_name(),
    ) {
        let Refusal { message, .. } =
            Refusal::denied(Service::CloudControl, &who.arn(place.estate), action);
        let (service, id) = (ty.service, Uuid(call));
        return Err(Refusal::bad(
            "GeneralServiceException",
            format!("{message} (Service: {service}, Status Code: 403, Request ID: {id})"),
        ));
    }
    let answer = if is_list {
        list(request, place, ty)?
    } else {
        read(request, place, ty)?
    };
    Ok(Reply {
        content_type: "application/x-amz-json-1.0",
        ..Reply::json(&answer)
    })
}

/// The types that the sandbox's Cloud Control answers for.
pub(crate) fn type_names() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().map(|ty| ty.type_name)
}

/// How many resources of a type there are, of all parents together; `None` for a type that it does not answer
/// for.
pub(crate) fn count(place: Place<'_>, type_name: &str) -> Option<u32> {
    let ty = REGISTRY.iter().find(|ty| ty.type_name == type_name)?;
    Some((ty.count)(place))
}

/// The type that is asked for, if it exists here and the sandbox answers for it.
fn type_of(request: &Request, place: Place<'_>) -> Result<&'static CloudControlType, Refusal> {
    let name = request.json["TypeName"].as_str().unwrap_or_default();
    let region: Option<Region> = place.region_name().parse().ok();
    let known = name
        .parse::<TypeId>()
        .ok()
        .filter(|_| name.starts_with("AWS::"))
        .and_then(types::get)
        .filter(|info| region.is_some_and(|region| info.exists_in(region)));
    if known.is_none() {
        return Err(Refusal::new(
            404,
            "TypeNotFoundException",
            format!("The type '{name}' cannot be found."),
        ));
    }
    let ty = REGISTRY.iter().find(|ty| ty.type_name == name);
    ty.ok_or_else(|| {
        let operation = if request.operation == "ListResources" {
            "LIST"
        } else {
            "READ"
        };
        Refusal::bad(
            "UnsupportedActionException",
            format!("Resource type {name} does not support {operation} action"),
        )
    })
}

fn list(request: &Request, place: Place<'_>, ty: &CloudControlType) -> Result<Value, Refusal> {
    let invalid = |what: &str| Refusal::bad("ValidationException", format!("{what} is invalid"));
    let json = &request.json;
    let model = model_of(json)?;
    let wanted = wanted(ty, &model)?;
    let size = match json["MaxResults"].as_u64() {
        None => USUAL_PER_PAGE,
        Some(size) if (1..=MOST_PER_PAGE).contains(&size) => size,
        Some(_) => return Err(invalid("MaxResults")),
    };
    let list = list_number(place, ty, wanted.as_deref());
    let from = match json["NextToken"].as_str() {
        None | Some("") => 0,
        Some(text) => token::position(list, text).ok_or_else(|| invalid("NextToken"))? as u32,
    };
    let (mut found, mut at, count) = (Vec::new(), from, (ty.count)(place));
    while at < count && (found.len() as u64) < size && at - from < MOST_LOOKED_AT {
        let properties = (ty.properties)(place, at);
        if is_wanted(ty, &properties, wanted.as_deref()) {
            let listed = listed_properties(ty, &properties).to_string();
            found.push(json!({"Identifier": (ty.id)(place, at), "Properties": listed}));
        }
        at += 1;
    }
    let mut answer = json!({"TypeName": ty.type_name, "ResourceDescriptions": found});
    if at < count {
        answer["NextToken"] = token::token(list, u64::from(at)).into();
    }
    Ok(answer)
}

fn model_of(json: &Value) -> Result<Value, Refusal> {
    let Some(text) = json["ResourceModel"].as_str() else {
        return Ok(Value::Null);
    };
    serde_json::from_str(text)
        .map_err(|_| Refusal::bad("InvalidRequestException", "ResourceModel is not valid JSON"))
}

/// The value that the model has for what this type lists under.
fn wanted(ty: &CloudControlType, model: &Value) -> Result<Option<String>, Refusal> {
    let Some(property) = ty.under.property() else {
        return Ok(None);
    };
    match (model[property].as_str(), ty.under) {
        (Some(value), _) => Ok(Some(value.to_owned())),
        (None, Under::Needs(_)) => Err(Refusal::bad(
            "InvalidRequestException",
            format!(
                "Missing or invalid ResourceModel property in {} list handler request input.\
                 Required property:  [#: required key [{property}] not found]",
                ty.type_name
            ),
        )),
        (None, _) => Ok(None),
    }
}

fn is_wanted(ty: &CloudControlType, properties: &Value, wanted: Option<&str>) -> bool {
    match (ty.under.property(), wanted) {
        (Some(property), Some(wanted)) => properties[property].as_str() == Some(wanted),
        _ => true,
    }
}

/// Tokens differ between types, places and parents.
fn list_number(place: Place<'_>, ty: &CloudControlType, wanted: Option<&str>) -> u64 {
    let bytes = ty.type_name.bytes().chain(wanted.unwrap_or("").bytes());
    let text = bytes.fold(0xCC, |hash, byte| mix(hash ^ u64::from(byte)));
    mix(text ^ (place.account as u64) << 8 ^ place.region as u64)
}

/// The properties that a list returns of a resource.
fn listed_properties(ty: &CloudControlType, properties: &Value) -> Value {
    match ty.listed {
        ListedProperties::All => properties.clone(),
        ListedProperties::Only(names) => {
            let known = names
                .iter()
                .map(|name| ((*name).to_owned(), properties[*name].clone()));
            Value::Object(known.collect::<Map<_, _>>())
        }
    }
}

fn read(request: &Request, place: Place<'_>, ty: &CloudControlType) -> Result<Value, Refusal> {
    let name = ty.type_name;
    let identifier = request.json["Identifier"].as_str().unwrap_or_default();
    let mut all = 0..(ty.count)(place);
    let found = all.find(|&ordinal| (ty.id)(place, ordinal) == identifier);
    let Some(ordinal) = found else {
        return Err(Refusal::bad(
            "ResourceNotFoundException",
            format!("Resource of type '{name}' with identifier '{identifier}' was not found."),
        ));
    };
    let properties = (ty.properties)(place, ordinal).to_string();
    Ok(json!({
        "TypeName": name,
        "ResourceDescription": {"Identifier": identifier, "Properties": properties},
    }))
}
