//! What a service's own list has to be asked with: values of its parents, and choices that the service wants
//! made. Sends nothing: the engine brings the parents' rows.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::wire::Node;
use crate::app::resource_explorer::source::{CallInput, ListCalls, ListParameter, Rows};
use crate::catalog::native::{self, NativeOp};
use crate::catalog::types;
use crate::model::{Provider, Region, ResourceEntry, TypeId};

/// One parameter that a list needs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Need {
    /// One call for each of these values.
    Choice(&'static str, &'static str),
    /// One call for each resource of this type.
    Parent(&'static str, TypeId, &'static str),
}

/// The types that a list is asked under. Parents bring their own parents along, so those are not among them.
pub(in crate::aws) fn parent_types(ty: TypeId) -> Vec<TypeId> {
    let needs = native::of(ty).map(needs_of).unwrap_or_default();
    let types = types_in(&needs);
    let is_above = |ty: TypeId| types.iter().any(|other| stands_under(*other, ty));
    types.iter().copied().filter(|ty| !is_above(*ty)).collect()
}

/// Types whose documents hold what the lists of their children are asked with.
pub(in crate::aws) fn needs_documents(ty: TypeId) -> bool {
    static NEEDED: LazyLock<BTreeSet<TypeId>> = LazyLock::new(|| {
        let mut needed = BTreeSet::new();
        for op in native::all() {
            let needs = needs_of(op);
            for need in &needs {
                let Need::Parent(_, ty, how) = *need else {
                    continue;
                };
                let brings = parent_types(op.ty).contains(&ty) && types_in(&needs).len() > 1;
                let is_composed = native::of(ty).is_some_and(|op| op.composed_id.contains('|'));
                if brings || is_composed || !["id", "arn"].contains(&how) {
                    needed.insert(ty);
                }
            }
        }
        needed
    });
    NEEDED.contains(&ty)
}

/// The calls that a list takes under these parents.
pub(in crate::aws) fn calls(op: &'static NativeOp, region: Region, parents: &[Rows]) -> ListCalls {
    let needs = needs_of(op);
    let mut calls = ListCalls {
        inputs: vec![CallInput::default()],
        ..ListCalls::default()
    };
    for ty in parent_types(op.ty) {
        let rows = parents.iter().flat_map(|rows| rows.iter());
        let wanted = wanted_of(ty, &needs);
        let mut found: Vec<CallInput> = Vec::new();
        for row in rows.filter(|row| row.resource_type == ty) {
            match parameters_of(row, &wanted) {
                Ok(parameters) => found.push(parameters),
                Err(lacking) => {
                    let reason = format_compact!("{ty} {} does not tell {lacking}", row.id);
                    calls.add_silent(&row.id, reason);
                }
            }
        }
        calls.inputs = combined(&calls.inputs, &found);
    }
    for need in &needs {
        if let Need::Choice(name, values) = *need {
            let offered = values.split('|').filter(|value| is_offered(value, region));
            let choice = |value: &str| -> CallInput {
                let value = value.into();
                Box::new([ListParameter { name, value }])
            };
            let choices: Vec<CallInput> = offered.map(choice).collect();
            calls.inputs = combined(&calls.inputs, &choices);
        }
    }
    for input in &mut calls.inputs {
        let place = |part: &ListParameter| needs.iter().position(|need| need.name() == part.name);
        input.sort_by_key(place);
    }
    calls
}

/// Whether a row does not tell what a list under it is asked with.
pub(in crate::aws) fn is_silent(ty: TypeId, row: &ResourceEntry) -> bool {
    let needs = native::of(ty).map(needs_of).unwrap_or_default();
    parameters_of(row, &wanted_of(row.resource_type, &needs)).is_err()
}

/// The same call for what is below an item: the item takes the place of the parent.
pub(super) fn below(input: &[ListParameter], item: &str) -> CallInput {
    let mut input: CallInput = input.into();
    if let Some(first) = input.first_mut() {
        first.value = item.into();
    }
    input
}

/// The value of a parameter, by its name in CloudFormation, which differs in case at most.
pub(super) fn value_of<'a>(input: &'a [ListParameter], name: &str) -> Option<&'a str> {
    let mut parts = input.iter();
    let found = parts.find(|part| part.name.eq_ignore_ascii_case(name))?;
    Some(&found.value)
}

/// Every input with every other.
fn combined(inputs: &[CallInput], others: &[CallInput]) -> Vec<CallInput> {
    let with = |input: &CallInput| {
        let input = input.clone();
        others
            .iter()
            .map(move |other| input.iter().chain(other.iter()).cloned().collect())
    };
    inputs.iter().flat_map(with).collect()
}

impl Need {
    fn name(&self) -> &'static str {
        match self {
            Self::Choice(name, _) | Self::Parent(name, ..) => name,
        }
    }
}

/// One parameter whose value a parent's row has.
#[derive(Clone, Copy, Debug)]
struct WantedParameter {
    name: &'static str,
    from: From,
}

#[derive(Clone, Copy, Debug)]
enum From {
    /// The row itself: `id`, `name`, `arn` or a place in its item.
    Itself(&'static str),
    /// What the row was listed under, by the parameter that its own list calls it.
    ItsParent(&'static str),
}

/// The parameters whose values rows of a type have: those of the type itself, and those of its parents.
fn wanted_of(ty: TypeId, needs: &[Need]) -> Vec<WantedParameter> {
    let above = native::of(ty).map(needs_of).unwrap_or_default();
    let wanted = needs.iter().filter_map(|need| match *need {
        Need::Choice(..) => None,
        Need::Parent(name, of, how) if of == ty => Some(WantedParameter {
            name,
            from: From::Itself(how),
        }),
        Need::Parent(name, of, how) => above.iter().find_map(|need| match *need {
            Need::Parent(same, parent, by) if (parent, by) == (of, how) => Some(WantedParameter {
                name,
                from: From::ItsParent(same),
            }),
            _ => None,
        }),
    });
    wanted.collect()
}

/// The values that one row has.
///
/// The parameter whose value the row lacks.
fn parameters_of(
    row: &ResourceEntry,
    wanted: &[WantedParameter],
) -> Result<CallInput, &'static str> {
    let parent_row = ParentRow::new(row);
    let parameters = wanted.iter().map(|wanted| {
        let value = match wanted.from {
            From::Itself(how) => parent_row.own(how),
            From::ItsParent(name) => parent_row.part(name).or_else(|| parent_row.at(name)),
        };
        let name = wanted.name;
        let value = value.filter(|value| !value.is_empty()).ok_or(name)?;
        Ok(ListParameter { name, value })
    });
    parameters.collect()
}

/// A parent's row, as the source of parameter values.
struct ParentRow<'a> {
    row: &'a ResourceEntry,
    op: Option<&'static NativeOp>,
    /// Parsed when it is first needed: most rows have all values in their identifiers.
    document: std::cell::OnceCell<Value>,
}

impl<'a> ParentRow<'a> {
    fn new(row: &'a ResourceEntry) -> Self {
        Self {
            row,
            op: native::of(row.resource_type),
            document: std::cell::OnceCell::new(),
        }
    }

    /// `id`, `name`, `arn` or a place in the item.
    fn own(&self, how: &str) -> Option<CompactString> {
        match how {
            "id" => self.id(),
            "name" => self.name(),
            "arn" => {
                let found = || self.at(self.op?.arn_path);
                self.row.arn().map(Into::into).or_else(found)
            }
            place => {
                let place = place.trim_start_matches(['$', '.']);
                self.at(place)
                    .or_else(|| self.part(place))
                    .or_else(|| self.end_of_arn(place))
            }
        }
    }

    fn id(&self) -> Option<CompactString> {
        let Some(op) = self.op.filter(|op| !op.id_path.is_empty()) else {
            return Some(self.row.id.clone());
        };
        if self.row.provider == Provider::Native && !self.row.id.contains('|') {
            return Some(self.row.id.clone());
        }
        let member = last_member(op.id_path);
        let found = || self.at(op.id_path).or_else(|| self.at(member));
        let found = self.part(member).or_else(found).or_else(|| self.own_part());
        let whole = || (!self.row.id.contains('|')).then(|| self.row.id.clone());
        let name = || whole().filter(|id| !id.starts_with("arn:"));
        found
            .or_else(name)
            .or_else(|| self.end_of_arn(member))
            .or_else(whole)
    }

    fn name(&self) -> Option<CompactString> {
        let path = self.op.map_or("", |op| op.name_path);
        let info = types::get(self.row.resource_type);
        let by_schema = || self.at(info?.cloud_control.name_prop);
        let shown = || {
            let is_own = !self.row.tags.is_named_by_tag() && !self.row.name().is_empty();
            is_own.then(|| self.row.name().into())
        };
        let found = self.at(path).or_else(by_schema);
        found
            .or_else(|| self.part(last_member(path)))
            .or_else(shown)
            .or_else(|| self.id())
    }

    /// A place in the document. Services and schemas spell names alike up to their case.
    fn at(&self, path: &str) -> Option<CompactString> {
        if path.is_empty() || path == "$" {
            return None;
        }
        let document = self.document.get_or_init(|| self.row.properties.to_json());
        let exact = Node::Json(document).text(path).map(Cow::into_owned);
        let found = exact.or_else(|| {
            let mut members = document.as_object()?.iter();
            let (_, value) = members.find(|(name, _)| name.eq_ignore_ascii_case(path))?;
            Some(value.as_str()?.to_owned())
        })?;
        (!found.is_empty()).then(|| found.into())
    }

    /// The names of the identifier's parts, if there are as many names as parts.
    fn names(&self) -> Option<Vec<&'static str>> {
        let composed = match (self.row.provider, self.op) {
            (Provider::Native, Some(op)) => op.composed_id,
            _ => types::get(self.row.resource_type)?.primary_id,
        };
        let names: Vec<&str> = native::id_members(composed).map(|(name, _)| name).collect();
        let fits = self.row.id.split('|').count() == names.len() && !composed.is_empty();
        // A service's list may use another identifier than the schema's, where that has a single part.
        let is_sure = names.len() > 1 || self.row.provider == Provider::CloudControl;
        (fits && is_sure).then_some(names)
    }

    /// The part of the identifier of that name.
    fn part(&self, name: &str) -> Option<CompactString> {
        let at = self
            .names()?
            .into_iter()
            .position(|part| part.eq_ignore_ascii_case(name))?;
        let part = self.row.id.split('|').nth(at)?;
        (!part.is_empty()).then(|| part.into())
    }

    /// The part of the identifier that names no parent, if there is just one.
    fn own_part(&self) -> Option<CompactString> {
        let needs = self.op.map(needs_of).unwrap_or_default();
        let is_parent = |name: &str| {
            needs
                .iter()
                .any(|need| need.name().eq_ignore_ascii_case(name))
        };
        let names = self.names().filter(|names| names.len() > 1)?;
        let mut own = names
            .iter()
            .enumerate()
            .filter(|(_, name)| !is_parent(name));
        match (own.next(), own.next()) {
            (Some((at, _)), None) => self.row.id.split('|').nth(at).map(Into::into),
            _ => None,
        }
    }

    /// The last part of the ARN, for an identifier that is no ARN itself: Cloud Control may give a resource's
    /// ARN and nothing else.
    fn end_of_arn(&self, member: &str) -> Option<CompactString> {
        let wants_arn = member.to_ascii_lowercase().ends_with("arn");
        if wants_arn || self.row.provider != Provider::CloudControl {
            return None;
        }
        let arn = self.row.arn()?;
        let end = arn.rsplit(['/', ':']).next()?;
        (!end.is_empty()).then(|| end.into())
    }
}

fn last_member(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Reads `param=Type:id;other=enum:A|B`.
fn needs_of(op: &NativeOp) -> Vec<Need> {
    let parts = op.needs_parent.split(';').filter(|part| !part.is_empty());
    parts
        .map(|part| read_need(part).expect("the build checked needs_parent"))
        .collect()
}

fn types_in(needs: &[Need]) -> Vec<TypeId> {
    let mut types = Vec::new();
    for need in needs {
        if let Need::Parent(_, ty, _) = need
            && !types.contains(ty)
        {
            types.push(*ty);
        }
    }
    types
}

/// Whether a type's own list is asked with values of another type.
pub(super) fn stands_under(ty: TypeId, above: TypeId) -> bool {
    let needs = native::of(ty).map(needs_of).unwrap_or_default();
    types_in(&needs).contains(&above)
}

fn read_need(part: &'static str) -> Option<Need> {
    let (name, from) = part.split_once('=')?;
    let choice = from
        .strip_prefix("enum:")
        .or_else(|| from.strip_prefix("const:"));
    if let Some(values) = choice {
        return Some(Need::Choice(name, values));
    }
    let (ty, how) = match from.split_once(":$") {
        Some((ty, _)) => (ty, &from[ty.len() + 1..]),
        None => from.rsplit_once(':')?,
    };
    Some(Need::Parent(name, ty.parse().ok()?, how))
}

/// What belongs to CloudFront is managed from us-east-1, also where its resources are used in other regions.
pub(in crate::aws) fn is_offered(choice: &str, region: Region) -> bool {
    choice != "CLOUDFRONT" || region.as_str() == "us-east-1"
}

#[cfg(test)]
mod tests;
