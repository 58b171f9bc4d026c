//! Further details that a service has of listed resources: one call each, or one for a few.

use std::borrow::Cow;
use std::collections::HashSet;

use compact_str::CompactString;
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::asking::Asking;
use super::request::{Places, Wire};
use super::shape;
use crate::aws::providers::native::wire::{Node, ParsedAnswer};
use crate::aws::transport::errors::Failure;
use crate::catalog::detail_pages;
use crate::catalog::native::{Detail, NativeOp, id_members};
use crate::model::{Properties, ResourceEntry};

/// Pages of one call. A resource has at most fifty tags, in most services.
const MOST_PAGES: usize = 100;

/// A resource in the form that the detail call needs.
#[derive(Debug)]
struct DetailTarget<'a> {
    entry: &'a ResourceEntry,
    properties: Value,
    /// The identifier as other calls of the service want it.
    id: CompactString,
    /// Members that the row's identifier is made of, joined by `|`.
    composed_id: &'static str,
}

/// The details of these resources, which are of one account, region and type; in their order, `None` for those
/// that the answer does not have. Resources of several parents take one call for each.
pub(super) async fn details(
    asking: &Asking<'_>,
    detail: &'static Detail,
    entries: &[&ResourceEntry],
) -> Result<Vec<Option<Properties>>, Failure> {
    let targets: Vec<DetailTarget<'_>> = entries
        .iter()
        .map(|entry| DetailTarget::new(asking.op, entry))
        .collect();
    let mut results: Vec<Option<Properties>> = vec![None; targets.len()];
    for group in groups(asking, detail, &targets)? {
        let found = all_pages(asking, detail, group.input).await?;
        match group.members.as_slice() {
            [only] if detail.tells_tags => {
                results[*only] = Some(Properties::from_json(&serde_json::json!({ "Tags": found })));
            }
            [only] if detail.batch <= 1 => {
                let first = found.into_iter().next();
                results[*only] = first.map(|value| Properties::from_json(&value));
            }
            members => {
                for &at in members {
                    let target = &targets[at];
                    let own = found.iter().find(|value| target.is_in(value));
                    // Images are nested in their identifier: `{"imageId": {"imageDigest": …}}`.
                    let own = own.or_else(|| found.iter().find(|value| target.is_below(value)));
                    results[at] = own.map(Properties::from_json);
                }
            }
        }
    }
    Ok(results)
}

/// What a call tells on all of its pages: lists one after the other, of one resource together.
async fn all_pages(
    asking: &Asking<'_>,
    detail: &Detail,
    input: Map<String, Value>,
) -> Result<Vec<Value>, Failure> {
    let wire = Wire::of_detail(asking.op, detail);
    let places = input
        .into_iter()
        .map(|(name, value)| (wire.place(&name), value))
        .collect::<Places>();
    let pages = detail_pages::token_of(asking.op.service, detail.operation);
    let mut answers: Vec<Value> = Vec::new();
    let mut tokens: HashSet<String> = HashSet::new();
    let mut next: Option<(String, Value)> = None;
    loop {
        let of_page = places.iter().cloned().chain(next.take()).collect();
        let answer = asking
            .send(&wire, detail.operation, detail.permission, &of_page)
            .await?;
        let refused = |reason: &str| {
            answer.outline().log(detail.action, reason);
            asking.bad_answer_from(detail.action, reason)
        };
        let found = results(&answer, asking.op, detail).map_err(|reason| refused(&reason))?;
        match (answers.as_mut_slice(), found) {
            ([first], found) if detail.batch <= 1 && !detail.tells_tags => {
                found.into_iter().for_each(|more| join(first, more));
            }
            (_, found) => answers.extend(found),
        }
        let Some((place, token)) = pages.and_then(|pages| {
            let token = answer.root().text(pages.path)?;
            Some((pages.place, token.into_owned()))
        }) else {
            return Ok(answers);
        };
        if token.is_empty() {
            return Ok(answers);
        }
        if tokens.len() >= MOST_PAGES || !tokens.insert(token.clone()) {
            return Err(refused("its pages would never end"));
        }
        next = Some((place.to_owned(), token.into()));
    }
}

/// Another page about the same resource: its lists go on, and the rest it repeats.
fn join(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Object(into), Value::Object(more)) => {
            for (name, more) in more {
                match into.entry(name) {
                    Entry::Vacant(free) => _ = free.insert(more),
                    Entry::Occupied(mut known) => join(known.get_mut(), more),
                }
            }
        }
        (Value::Array(into), Value::Array(more)) => into.extend(more),
        _ => {}
    }
}

/// One call: its input, and which resources it names.
#[derive(Debug)]
struct DetailCall {
    input: Map<String, Value>,
    members: Vec<usize>,
}

/// Resources whose calls differ in nothing but the list of names share one.
fn groups(
    asking: &Asking<'_>,
    detail: &Detail,
    targets: &[DetailTarget<'_>],
) -> Result<Vec<DetailCall>, Failure> {
    let template: Map<String, Value> = serde_json::from_str(detail.input).unwrap_or_default();
    let mut groups: Vec<DetailCall> = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let mut input = Map::new();
        for (name, value) in &template {
            let filled = target.fill(value).map_err(|missing| {
                let id = &target.entry.id;
                let reason =
                    format!("the list of {id} does not tell its {missing}, which the call takes");
                asking.bad_answer_from(detail.action, &reason)
            })?;
            input.insert(name.clone(), filled);
        }
        let same = groups.iter_mut().find(|group| {
            detail.batch > 1
                && group.members.len() < usize::from(detail.batch)
                && differs_in_names_alone(&template, &group.input, &input)
        });
        match same {
            Some(group) => {
                group.members.push(at);
                extend_names(&template, &mut group.input, &input);
            }
            None => groups.push(DetailCall {
                input,
                members: vec![at],
            }),
        }
    }
    Ok(groups)
}

/// A list of one placeholder takes the names of all resources: `["${id}"]`, `[{"imageDigest":"${id}"}]`.
fn takes_names(template: &Value) -> bool {
    let is_name = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.starts_with("${") && !text.starts_with("${parent.")
    };
    let Value::Array(list) = template else {
        return false;
    };
    match list.as_slice() {
        [Value::Object(members)] => !members.is_empty() && members.values().all(is_name),
        [one] => is_name(one),
        _ => false,
    }
}

fn differs_in_names_alone(
    template: &Map<String, Value>,
    a: &Map<String, Value>,
    b: &Map<String, Value>,
) -> bool {
    template
        .iter()
        .all(|(name, form)| takes_names(form) || a.get(name) == b.get(name))
}

fn extend_names(
    template: &Map<String, Value>,
    all: &mut Map<String, Value>,
    one: &Map<String, Value>,
) {
    for (name, form) in template {
        if takes_names(form)
            && let (Some(Value::Array(all)), Some(Value::Array(one))) =
                (all.get_mut(name), one.get(name))
        {
            all.extend(one.iter().cloned());
        }
    }
}

/// What errors consist of, also those that come with success.
const MEMBERS_OF_ERRORS: [&str; 6] = ["__type", "code", "error", "errors", "message", "status"];

/// The details in an answer; of one resource at most one, of several a list.
///
/// # Errors
/// Why it is not an answer to the call.
fn results(answer: &ParsedAnswer, op: &NativeOp, detail: &Detail) -> Result<Vec<Value>, String> {
    if detail.tells_tags {
        shape::of_tags(answer, op, detail)?;
    }
    if let ParsedAnswer::Json(value) = answer {
        let Value::Object(members) = value else {
            return Err("it is not an object".into());
        };
        let is_of_errors = |name: &String| {
            let name = name.to_ascii_lowercase();
            MEMBERS_OF_ERRORS.contains(&name.as_str())
        };
        if detail.result_path == "$" && members.keys().all(is_of_errors) {
            return Err("there is nothing in it".into());
        }
    }
    if let ParsedAnswer::Xml(root) = answer
        && ["Error", "ErrorResponse"].contains(&root.name.as_str())
    {
        return Err("it is an error".into());
    }
    let found = answer.root().walk(detail.result_path);
    if found.is_empty() && detail.batch > 1 {
        return Err(format!("no {} in it", detail.result_path));
    }
    let values = found.into_iter().map(Node::to_json);
    let values = values.flat_map(|value| match value {
        Value::Array(list) => list,
        other => vec![other],
    });
    let values: Vec<Value> = values.collect();
    // Each is looked for the resource that it is about.
    if detail.batch > 1 && !values.iter().all(Value::is_object) {
        return Err(format!("an item of {} is no object", detail.result_path));
    }
    Ok(values)
}

impl<'a> DetailTarget<'a> {
    fn new(op: &NativeOp, entry: &'a ResourceEntry) -> Self {
        let properties = entry.properties.to_json();
        let own = text_at(&properties, op.id_path).map(Cow::into_owned);
        // Names that are unique only below their parent are the identifier's last part.
        let whole = || match entry.id.rsplit_once('|') {
            Some((_, own)) if op.composed_id.contains('|') => own.to_owned(),
            _ => entry.id.to_string(),
        };
        let id = own.unwrap_or_else(whole);
        let bare = id.rsplit_once('/').filter(|_| op.ty.service() == "Route53");
        let id = bare.map_or(id.as_str(), |(_, bare)| bare).into();
        Self {
            entry,
            properties,
            id,
            composed_id: op.composed_id,
        }
    }

    /// A member of the identifier, for a row whose list has nothing else.
    fn part_of_id(&self, member: &str) -> Option<String> {
        let mut members = id_members(self.composed_id);
        let at = members.position(|(known, _)| known == member)?;
        let part = self.entry.id.split('|').nth(at)?;
        let is_told = self.composed_id.contains('|') && !part.is_empty();
        is_told.then(|| part.to_owned())
    }

    /// Replaces every placeholder. Fails with the one that has no value.
    fn fill(&self, template: &Value) -> Result<Value, String> {
        Ok(match template {
            Value::String(text) => self.fill_text(text)?.into(),
            Value::Array(list) => list
                .iter()
                .map(|value| self.fill(value))
                .collect::<Result<_, _>>()?,
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| Ok((name.clone(), self.fill(value)?)))
                .collect::<Result<_, String>>()?,
            other => other.clone(),
        })
    }

    fn fill_text(&self, text: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').ok_or_else(|| text.to_owned())?;
            filled += before;
            filled += &self.value(name).ok_or_else(|| name.to_owned())?;
            rest = after;
        }
        Ok(filled + rest)
    }

    fn value(&self, name: &str) -> Option<String> {
        let entry = self.entry;
        match name {
            "id" => Some(self.id.to_string()),
            "name" => Some(if entry.name().is_empty() {
                self.id.to_string()
            } else {
                self.own_name()
            }),
            "arn" => Some(entry.arn()?.into_owned()),
            "account" => Some(entry.account.to_string()),
            _ => {
                if let Some(path) = name.strip_prefix("item.") {
                    let own = text_at(&self.properties, path).map(Cow::into_owned);
                    return own.or_else(|| self.part_of_id(path));
                }
                self.of_parent(name.strip_prefix("parent.")?)
            }
        }
    }

    /// The name that the service knows: a tag may have given the row another.
    fn own_name(&self) -> String {
        if self.entry.tags.is_named_by_tag() {
            self.id.to_string()
        } else {
            self.entry.name().to_owned()
        }
    }

    /// A parameter that the list was asked with; the row keeps it among its properties.
    fn of_parent(&self, name: &str) -> Option<String> {
        let Value::Object(members) = &self.properties else {
            return None;
        };
        let mut known = members.iter();
        let (_, value) = known.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value.as_str()?.to_owned())
    }

    /// Whether an answer is about this resource: it has its identifier, name or ARN.
    fn is_in(&self, answer: &Value) -> bool {
        let Value::Object(members) = answer else {
            return false;
        };
        let arn = self.entry.arn();
        members.values().filter_map(Value::as_str).any(|text| {
            text == self.id || Some(text) == arn.as_deref() || text == self.entry.name()
        })
    }
}

impl DetailTarget<'_> {
    /// Whether one of the objects in an answer is about this resource.
    fn is_below(&self, answer: &Value) -> bool {
        let members = answer.as_object();
        let mut inner = members.into_iter().flat_map(Map::values);
        inner.any(|value| self.is_in(value))
    }
}

fn text_at<'a>(properties: &'a Value, path: &str) -> Option<Cow<'a, str>> {
    if path.is_empty() || path == "$" {
        return properties.as_str().map(Cow::Borrowed);
    }
    Node::Json(properties)
        .text(path)
        .filter(|text| !text.is_empty())
}
