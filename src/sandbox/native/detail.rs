//! Details that a service returns of resources by name: the fields of its list, one by one or several at once.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{Fields, fields, fits, given, item_xml, nested, put};
use crate::catalog::native::{self, Detail, ItemKind, NativeOp, Protocol};
use crate::model::percent::decoded_form;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::reply::{Refusal, Reply};
use crate::sandbox::request::Request;
use crate::sandbox::xml::Xml;

/// One call, with the row it is of.
type Call = (&'static NativeOp, &'static Detail);

static CALLS: LazyLock<Vec<Call>> = LazyLock::new(|| {
    let mut calls: Vec<Call> = native::all()
        .flat_map(|op| op.details().map(move |detail| (op, detail)))
        .collect();
    // Of several rows with one call, the one whose type the estate has.
    calls.sort_by_key(|(op, _)| (Kind::of_type(op.ty.as_str()).is_none(), op.ty));
    calls
});

static BY_NAME: LazyLock<HashMap<(&'static str, &'static str), Call>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for &(op, detail) in &*CALLS {
        known
            .entry((op.signing_name, detail.operation))
            .or_insert((op, detail));
    }
    known
});

/// The call that a request names.
pub(crate) fn by_name(service: &str, operation: &str) -> Option<Call> {
    let mut known = BY_NAME.iter();
    let found = known.find(|((known, name), _)| *known == service && *name == operation);
    found.map(|(_, call)| *call)
}

/// The call whose method and path a request has.
pub(crate) fn by_path(request: &Request, service: &str) -> Option<Call> {
    let mut calls = CALLS.iter();
    let found = calls.find(|(op, detail)| {
        op.signing_name == service
            && matches!(op.protocol, Protocol::RestJson | Protocol::RestXml)
            && detail.method == request.method
            && fits(detail.uri, &request.path)
    });
    found.copied()
}

/// Answers it. An unknown name is an error when it is the only one, and left out among several.
pub(crate) fn answer(
    request: &Request,
    (op, detail): Call,
    place: Place<'_>,
) -> Result<Reply, Refusal> {
    let gone = || {
        let message = format!("{} does not know it.", op.service);
        Refusal::new(404, "ResourceNotFoundException", message)
    };
    let kind = Kind::of_type(op.ty.as_str()).filter(|kind| !kind.is_ec2());
    let names = names(request, op, detail);
    if detail.tells_tags {
        // One call for all types of a service: the ARN has the type.
        let by_arn = names.iter().find_map(|name| place.find_arn(name));
        let by_name = || {
            let kind = kind?;
            let mut names = names.iter();
            names.find_map(|name| Some((kind, find(op, place, kind, name)?)))
        };
        let (kind, ordinal) = by_arn.or_else(by_name).ok_or_else(gone)?;
        return Ok(tags_of(op, detail, place, kind, ordinal));
    }
    let kind = kind.ok_or_else(gone)?;
    let found = names.iter().filter_map(|name| find(op, place, kind, name));
    let items: Vec<Fields> = found
        .map(|ordinal| detail_fields(op, place, kind, ordinal))
        .collect();
    let is_list = detail.batch > 1;
    if items.is_empty() && !is_list {
        return Err(gone());
    }
    Ok(match op.protocol {
        Protocol::Query | Protocol::RestXml => xml(detail, &items),
        _ => Reply::json(&json(detail, items, is_list)),
    })
}

/// The tags of one, where the call has them.
fn tags_of(
    op: &'static NativeOp,
    detail: &Detail,
    place: Place<'_>,
    kind: Kind,
    ordinal: u32,
) -> Reply {
    let mut pairs = Vec::new();
    if place.is_tagged(kind, ordinal) {
        place.each_tag(kind, ordinal, |key, value| {
            pairs.push((key.to_owned(), value.to_owned()));
        });
    }
    if !matches!(op.protocol, Protocol::Query | Protocol::RestXml) {
        let mut answer = Value::Object(Map::new());
        let pairs = pairs.into_iter();
        put(
            &mut answer,
            detail.result_path,
            pairs
                .map(|(key, value)| serde_json::json!({"Key": key, "Value": value}))
                .collect(),
        );
        return Reply::json(&answer);
    }
    let mut x = Xml::document(1024);
    let name = format!("{}Response", detail.operation);
    x.root(&name, "https://sandbox.invalid/doc/", |x| {
        let (above, item) = detail
            .result_path
            .rsplit_once('.')
            .unwrap_or(("", detail.result_path));
        nested(x, above, |x| {
            for (key, value) in &pairs {
                x.within(item, |x| {
                    x.within("Key", |x| x.text(key));
                    x.within("Value", |x| x.text(value));
                });
            }
        });
    });
    Reply::xml(x)
}

/// The fields of one resource; a list of bare names has no others to repeat.
fn detail_fields(op: &'static NativeOp, place: Place<'_>, kind: Kind, ordinal: u32) -> Fields {
    let Fields(listed) = fields(op, place, kind, ordinal);
    if op.item_kind != ItemKind::Text {
        return Fields(listed);
    }
    let mut arn = String::new();
    place.put_arn(kind, ordinal, &mut arn);
    let name = listed.into_iter().map(|(_, name)| ("name", name));
    Fields(name.chain([("arn", arn.into())]).collect())
}

/// The names in a request, from the places where the catalog puts identifiers.
fn names(request: &Request, op: &NativeOp, detail: &Detail) -> Vec<String> {
    let input: Map<String, Value> = serde_json::from_str(detail.input).unwrap_or_default();
    let bind: Map<String, Value> = serde_json::from_str(detail.bind).unwrap_or_default();
    let mut names = Vec::new();
    for (parameter, template) in &input {
        let template = template.to_string();
        let is_name = ["${id}", "${name}", "${arn}", "${item."]
            .iter()
            .any(|place| template.contains(place));
        if !is_name {
            continue;
        }
        let bound = bind.get(parameter).and_then(Value::as_str);
        let place = bound.map_or_else(
            || match op.protocol {
                Protocol::Query => format!("form:{parameter}"),
                Protocol::RestJson | Protocol::RestXml if detail.method == "GET" => {
                    format!("query:{parameter}")
                }
                _ => format!("body:{parameter}"),
            },
            str::to_owned,
        );
        match place.split_once(':') {
            Some(("uri", name)) => names.extend(in_path(detail.uri, &request.path, name)),
            Some(("form", name)) if name.strip_suffix(".N").is_some() => {
                let stem = name.strip_suffix(".N").unwrap_or(name);
                let numbered = (1..).map(|at| request.params.get(&format!("{stem}.{at}")));
                names.extend(numbered.map_while(|name| name.map(str::to_owned)));
            }
            Some(("body", name)) => match &request.json[name] {
                Value::Array(list) => {
                    names.extend(
                        list.iter()
                            .filter_map(|name| Some(name.as_str()?.to_owned())),
                    );
                }
                _ => names.extend(given(request, &place)),
            },
            _ => names.extend(given(request, &place)),
        }
    }
    names
}

/// The value of a placeholder in a path, decoded.
fn in_path(template: &str, path: &str, name: &str) -> Option<String> {
    let template = template.split('?').next().unwrap_or(template);
    let mut parts = template.split('/').zip(path.split('/'));
    let (_, filled) =
        parts.find(|(wanted, _)| wanted.trim_end_matches("+}").trim_matches(['{', '}']) == name)?;
    Some(decoded_form(filled.as_bytes()))
}

fn find(op: &'static NativeOp, place: Place<'_>, kind: Kind, name: &str) -> Option<u32> {
    if let Some((found, ordinal)) = place.find_arn(name)
        && found == kind
    {
        return Some(ordinal);
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    if let Some(ordinal) = place.find_name(kind, last) {
        return Some(ordinal);
    }
    (0..place.count(kind)).find(|ordinal| {
        let Fields(fields) = fields(op, place, kind, *ordinal);
        let mut texts = fields.iter().filter_map(|(_, value)| value.as_str());
        texts.any(|text| text == name || text.rsplit('/').next() == Some(name))
    })
}

fn json(detail: &Detail, items: Vec<Fields>, is_list: bool) -> Value {
    let mut items = items.into_iter().map(|Fields(fields)| {
        let mut item = Value::Object(Map::new());
        for (path, value) in fields {
            put(&mut item, path, value);
        }
        item
    });
    let result = if is_list {
        items.collect()
    } else {
        items.next().unwrap_or_default()
    };
    let mut answer = Value::Object(Map::new());
    put(&mut answer, detail.result_path, result);
    answer
}

fn xml(detail: &Detail, items: &[Fields]) -> Reply {
    let mut x = Xml::document(1024);
    let name = format!("{}Response", detail.operation);
    x.root(&name, "https://sandbox.invalid/doc/", |x| {
        let path = detail.result_path.trim_start_matches('$');
        for Fields(fields) in items {
            nested(x, path, |x| {
                for (path, value) in fields {
                    item_xml(x, path, value);
                }
            });
        }
    });
    Reply::xml(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_paths_where_the_template_says() {
        let template = "/restapis/{restapi_id}/stages/{stage_name}";
        let path = "/restapis/ab%2Fc/stages/prod";
        assert_eq!(in_path(template, path, "restapi_id").unwrap(), "ab/c");
        assert_eq!(in_path(template, path, "stage_name").unwrap(), "prod");
        assert_eq!(in_path(template, path, "other"), None);
    }

    #[test]
    fn a_call_is_found_by_its_name() {
        let (op, detail) = by_name("ecs", "DescribeClusters").unwrap();
        assert_eq!(op.ty.as_str(), "AWS::ECS::Cluster");
        assert!(detail.batch > 1 && op.item_kind == ItemKind::Text);
        assert!(by_name("ecs", "DeleteCluster").is_none());
    }
}
