//! Services whose lists the catalog describes row by row: answered from the same rows, generically.
//!
//! Resources of the estate are listed; other types have none, which each service answers in its own way. This
//! proves scale and faults. It does not prove that requests and answers are right, since both sides are written
//! from the same rows.

pub(super) mod detail;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::estate::values::mix;
use super::estate::{Kind, Place};
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::token;
use super::xml::Xml;
use crate::catalog::absent;
use crate::catalog::arn;
use crate::catalog::native::{self, ItemKind, NativeOp, Protocol, id_members};

/// Items of a page when the request names no page size.
const DEFAULT_PAGE: u64 = 100;

type ByName = HashMap<(&'static str, &'static str), Vec<&'static NativeOp>>;

static BY_NAME: LazyLock<ByName> = LazyLock::new(|| {
    let mut known = ByName::new();
    let mut ops: Vec<_> = native::all().collect();
    ops.sort_by_key(|op| op.ty);
    for op in ops {
        known
            .entry((op.signing_name, op.operation))
            .or_default()
            .push(op);
    }
    known
});

/// The row that a request by name was written from: of several with one call, the one whose constant
/// input the request has.
pub(crate) fn by_name(
    request: &Request,
    service: &str,
    operation: &str,
) -> Option<&'static NativeOp> {
    let ops = BY_NAME.get(&(service_name(service)?, operation_name(operation)?))?;
    // Two load balancing services share a name and differ in the version of their interface.
    let version = request.params.get("Version");
    let is_of_version = |op: &&NativeOp| version.is_none_or(|version| version == op.api_version);
    best(request, ops.iter().copied().filter(is_of_version))
}

/// Of several rows with one call: the one whose constant input the request has, most of it first; then
/// the one whose path has the fewest places to fill; then the one whose type the estate has.
fn best(
    request: &Request,
    ops: impl Iterator<Item = &'static NativeOp>,
) -> Option<&'static NativeOp> {
    ops.filter_map(|op| Some((fixed_input(request, op)?, op)))
        .min_by_key(|(fixed, op)| {
            let unknown = Kind::of_type(op.ty.as_str()).is_none();
            (Reverse(*fixed), op.uri.matches('{').count(), unknown, op.ty)
        })
        .map(|(_, op)| op)
}

fn service_name(text: &str) -> Option<&'static str> {
    BY_NAME
        .keys()
        .map(|(service, _)| *service)
        .find(|name| *name == text)
}

fn operation_name(text: &str) -> Option<&'static str> {
    BY_NAME
        .keys()
        .map(|(_, operation)| *operation)
        .find(|name| *name == text)
}

/// The row that a request by method and path was written from.
pub(crate) fn by_path(request: &Request, service: &str) -> Option<&'static NativeOp> {
    let fitting = native::all().filter(|op| {
        op.signing_name == service
            && matches!(op.protocol, Protocol::RestJson | Protocol::RestXml)
            && op.method == request.method
            && fits(op.uri, &request.path)
    });
    best(request, fitting)
}

fn fits(template: &str, path: &str) -> bool {
    let template = template.split('?').next().unwrap_or(template);
    let (wanted, parts): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    wanted.len() == parts.len()
        && wanted
            .iter()
            .zip(parts)
            .all(|(part, filled)| *part == filled || part.starts_with('{') && !filled.is_empty())
}

/// How many constant parameters of a row the request has; `None` when it has one of them otherwise.
fn fixed_input(request: &Request, op: &NativeOp) -> Option<usize> {
    let fixed: Map<String, Value> = serde_json::from_str(op.fixed).unwrap_or_default();
    let seen = fixed
        .iter()
        .filter(|(place, _)| !place.starts_with("uri:") && !place.starts_with("header:"));
    seen.map(|(place, value)| {
        let wanted = |value: &Value| {
            let text = value.as_str();
            text.map_or_else(|| value.to_string(), str::to_owned)
        };
        let given = given(request, place)?;
        // A list in a query is its values, one parameter each.
        let is_wanted = match value {
            Value::Array(values) if place.starts_with("query:") => {
                values.iter().any(|value| given == wanted(value))
            }
            value => given == wanted(value) || wanted(value).contains("${account}"),
        };
        is_wanted.then_some(1)
    })
    .sum()
}

/// The value of a parameter of the request by its place.
fn given(request: &Request, place: &str) -> Option<String> {
    let (kind, name) = place.split_once(':')?;
    match kind {
        "query" => request.query.get(name).map(str::to_owned),
        "form" => request.params.get(name).map(str::to_owned),
        "body" | "payload" => match &request.json[name] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        },
        _ => None,
    }
}

fn place_of(op: &NativeOp, parameter: &str) -> String {
    let bound: Map<String, Value> = serde_json::from_str(op.bind).unwrap_or_default();
    if let Some(place) = bound.get(parameter).and_then(Value::as_str) {
        return place.to_owned();
    }
    let kind = match op.protocol {
        Protocol::Query => "form",
        Protocol::RestJson | Protocol::RestXml if op.method == "GET" => "query",
        _ => "body",
    };
    format!("{kind}:{parameter}")
}

/// Answers a list call.
pub(crate) fn answer(
    request: &Request,
    op: &'static NativeOp,
    place: Place<'_>,
) -> Result<Reply, Refusal> {
    if op.item_kind == ItemKind::Single
        && let Some(code) = absent::code_of_itself(op.service, op.operation)
    {
        let message = format!("{} is not set up in this account.", op.service);
        return Err(Refusal::new(404, code, message));
    }
    let list = mix(op
        .action
        .bytes()
        .fold(0x4E41, |sum, byte| mix(sum ^ u64::from(byte))));
    let first_token = op.token_in.split(',').next().unwrap_or_default();
    let from = match given(request, &place_of(op, first_token)).filter(|text| !text.is_empty()) {
        None => 0,
        Some(text) => token::position(list, &text)
            .ok_or_else(|| Refusal::bad("ValidationException", "The token is not valid."))?,
    };
    let size = given(request, &place_of(op, op.page_size_param)).and_then(|text| text.parse().ok());
    let size: u64 = size.unwrap_or(DEFAULT_PAGE).max(1);
    let kind = Kind::of_type(op.ty.as_str()).filter(|kind| !kind.is_ec2());
    let count = kind.map_or(0, |kind| u64::from(place.count(kind)));
    // A list without paging returns everything at once.
    let end = if op.token_in.is_empty() {
        count
    } else {
        count.min(from + size)
    };
    let items: Vec<Fields> = kind
        .into_iter()
        .flat_map(|kind| (from..end).map(move |ordinal| fields(op, place, kind, ordinal as u32)))
        .collect();
    let next = (end < count).then(|| token::token(list, end));
    Ok(match op.protocol {
        Protocol::Query | Protocol::RestXml => xml(op, &items, next.as_deref()),
        _ => Reply::json(&json_answer(op, items, next)),
    })
}

/// One item: its text where items are texts, else values by path.
struct Fields(Vec<(&'static str, Value)>);

fn fields(op: &'static NativeOp, place: Place<'_>, kind: Kind, ordinal: u32) -> Fields {
    let mut arn = String::new();
    place.put_arn(kind, ordinal, &mut arn);
    let facts = arn::resolve(&arn);
    let name = facts
        .as_ref()
        .map_or_else(String::new, |facts| facts.id.to_string());
    let name = match name.rsplit_once("secret:") {
        Some((_, secret)) => secret.to_owned(),
        None => name,
    };
    let id = match kind {
        Kind::Queue => format!(
            "https://sqs.{}.amazonaws.com/{}/{name}",
            place.region_name(),
            place.owner()
        ),
        _ if op.id_path == op.arn_path => arn.clone(),
        _ => name.clone(),
    };
    if op.item_kind == ItemKind::Text {
        return Fields(vec![("$", id.into())]);
    }
    // An identifier of several members has one property for each, as of schedules: group and name.
    let members = id_members(op.composed_id).map(|(member, _)| member);
    let members = members.zip(name.split('|'));
    let is_composed = name.contains('|') && op.composed_id.contains('|');
    let mut fields: Vec<(&'static str, Value)> = Vec::new();
    if is_composed {
        fields.extend(members.map(|(member, part)| (member, part.into())));
    }
    if fields.iter().all(|(known, _)| *known != op.id_path) {
        fields.push((op.id_path, id.into()));
    }
    let mut put = |path: &'static str, value: Value| {
        if !path.is_empty() && !fields.iter().any(|(known, _)| *known == path) {
            fields.push((path, value));
        }
    };
    put(op.name_path, called(place, kind, ordinal).into());
    put(op.arn_path, arn.into());
    if !op.tags_path.is_empty() {
        put(op.tags_path, tags(op, place, kind, ordinal));
    }
    Fields(fields)
}

/// The name that people see, which is not always the end of the ARN.
fn called(place: Place<'_>, kind: Kind, ordinal: u32) -> String {
    match kind {
        Kind::Key => place.name(kind, ordinal),
        Kind::Bucket => place.bucket_name(ordinal),
        kind => place.unique_name(kind, ordinal),
    }
}

/// As the service writes them: a map under `tags`, pairs elsewhere.
fn tags(op: &NativeOp, place: Place<'_>, kind: Kind, ordinal: u32) -> Value {
    let mut pairs = Vec::new();
    place.each_tag(kind, ordinal, |key, value| {
        pairs.push((key.to_owned(), value.to_owned()));
    });
    if !place.is_tagged(kind, ordinal) {
        pairs.clear();
    }
    if op.tags_path == "tags" {
        return pairs
            .into_iter()
            .map(|(key, value)| (key, value.into()))
            .collect::<Map<_, _>>()
            .into();
    }
    pairs
        .into_iter()
        .map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect()
}

fn json_answer(op: &NativeOp, items: Vec<Fields>, next: Option<String>) -> Value {
    let list: Vec<Value> = items
        .into_iter()
        .map(|Fields(fields)| {
            let mut item = Value::Object(Map::new());
            for (path, value) in fields {
                put(&mut item, path, value);
            }
            item
        })
        .collect();
    let mut answer = Value::Object(Map::new());
    put(&mut answer, op.result_path, list.into());
    if let Some(next) = next {
        for path in op.token_out.split(',') {
            put(&mut answer, path, next.as_str().into());
        }
        put(&mut answer, op.more_results, true.into());
    }
    answer
}

/// Puts a value at a path; `$` is the whole.
fn put(root: &mut Value, path: &str, value: Value) {
    if path.is_empty() {
        return;
    }
    let mut at = root;
    for part in path.split('.').filter(|part| *part != "$") {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[part];
    }
    *at = value;
}

fn xml(op: &NativeOp, items: &[Fields], next: Option<&str>) -> Reply {
    let mut x = Xml::document(4096);
    x.root(
        &format!("{}Response", op.operation),
        "https://sandbox.invalid/doc/",
        |x| {
            let (containers, element) = op
                .result_path
                .rsplit_once('.')
                .unwrap_or(("", op.result_path));
            nested(x, containers, |x| {
                for Fields(fields) in items {
                    x.within(element, |x| {
                        for (path, value) in fields {
                            item_xml(x, path, value);
                        }
                    });
                }
            });
            for (path, text) in [
                (op.token_out, next),
                (op.more_results, next.map(|_| "true")),
            ] {
                if let Some(text) = text.filter(|_| !path.is_empty()) {
                    nested(x, path, |x| x.text(text));
                }
            }
        },
    );
    Reply::xml(x)
}

fn item_xml(x: &mut Xml, path: &str, value: &Value) {
    match value {
        Value::String(text) if path == "$" => x.text(text),
        Value::String(text) => nested(x, path, |x| x.text(text)),
        Value::Array(pairs) => {
            let (containers, element) = path.rsplit_once('.').unwrap_or((path, "member"));
            nested(x, containers, |x| {
                for pair in pairs {
                    x.within(element, |x| {
                        for key in ["Key", "Value"] {
                            x.within(key, |x| x.text(pair[key].as_str().unwrap_or_default()));
                        }
                    });
                }
            });
        }
        _ => {}
    }
}

/// Elements within each other, along a path.
fn nested(x: &mut Xml, path: &str, inside: impl FnOnce(&mut Xml)) {
    fn go<'a>(
        x: &mut Xml,
        mut parts: impl Iterator<Item = &'a str>,
        inside: Box<dyn FnOnce(&mut Xml) + '_>,
    ) {
        match parts.next() {
            None => inside(x),
            Some(part) => {
                let rest: Vec<&str> = parts.collect();
                x.within(part, |x| go(x, rest.into_iter(), inside));
            }
        }
    }
    go(
        x,
        path.split('.').filter(|part| !part.is_empty()),
        Box::new(inside),
    );
}
