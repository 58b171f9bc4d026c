//! From an ARN to what it names, by `arn_to_type.tsv`.

mod form;

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use compact_str::{CompactString, format_compact};

use super::table::{count_bytes, packed, rows, unpack};
use crate::model::{AccountId, Region, TypeId};

/// What an ARN says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnFacts<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// `ec2`, `s3`.
    pub service: &'a str,
    /// `None` where the ARN names none.
    pub region: Option<Region>,
    /// `None` where the ARN names none, or names AWS itself.
    pub account: Option<AccountId>,
    /// Everything after the fifth colon.
    pub resource: &'a str,
    /// What it is; `awsdash:SERVICE:KIND` for what the tables do not know.
    pub resource_type: TypeId,
    /// The identifier, as Cloud Control takes it where that is known.
    pub id: CompactString,
}

struct Pattern {
    has_region: bool,
    has_account: bool,
    /// The form of the resource part, see [`form`].
    form: &'static str,
    template: &'static str,
    ty: TypeId,
    identifier: &'static str,
}

static PATTERNS: LazyLock<HashMap<&'static str, Vec<Pattern>>> = LazyLock::new(|| {
    let mut patterns: HashMap<&'static str, Vec<Pattern>> = HashMap::new();
    let table = rows(unpack(packed!("arn_to_type")));
    for [
        service,
        has_region,
        has_account,
        form,
        template,
        ty,
        identifier,
    ] in table
    {
        patterns.entry(service).or_default().push(Pattern {
            has_region: has_region == "yes",
            has_account: has_account == "yes",
            form,
            template,
            ty: ty.parse().expect("the build checked the type"),
            identifier,
        });
    }
    count_bytes(
        patterns
            .values()
            .map(|list| list.capacity() * size_of::<Pattern>())
            .sum(),
    );
    patterns
});

/// What an ARN names. `None` for a text that is not an ARN.
pub fn resolve(arn: &str) -> Option<ArnFacts<'_>> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let well_formed = prefix == "arn"
        && partition.starts_with("aws")
        && !service.is_empty()
        && plain(service)
        && !resource.is_empty()
        && !resource.contains(char::is_control);
    if !well_formed {
        return None;
    }
    // ARNs of log groups end in `:*`, which means "and what is in it".
    let named = match resource.strip_suffix(":*") {
        Some(group) if service == "logs" => group,
        _ => resource,
    };
    let patterns = PATTERNS.get(service).map_or(&[][..], Vec::as_slice);
    let placed = patterns.iter().filter(|pattern| {
        pattern.has_region != region.is_empty() && (pattern.has_account || account.is_empty())
    });
    let known = placed
        .clone()
        .find(|pattern| form::fits(pattern.form, named));
    // Some services leave out or add region or account against their own documentation. A pattern that fits any
    // text is no evidence then.
    let known = known.or_else(|| {
        let mut named_kinds = patterns
            .iter()
            .filter(|pattern| !pattern.form.starts_with('*'));
        named_kinds.find(|pattern| form::fits(pattern.form, named))
    });
    let (resource_type, id) = match known {
        Some(pattern) if service == "ssm" && named.starts_with("parameter/") => {
            (pattern.ty, parameter_name(named))
        }
        Some(pattern) => (pattern.ty, identifier(pattern, arn, named)),
        None => (
            unknown_type(service, kind_of(placed, named)),
            last_part(named).into(),
        ),
    };
    Some(ArnFacts {
        partition,
        service,
        region: region.parse().ok(),
        account: account.parse().ok(),
        resource,
        resource_type,
        id,
    })
}

/// Types whose ARNs have one form.
static AMBIGUOUS: LazyLock<HashMap<TypeId, Vec<TypeId>>> = LazyLock::new(|| {
    let mut forms: HashMap<(&str, &str), Vec<TypeId>> = HashMap::new();
    for (service, patterns) in PATTERNS.iter() {
        for pattern in patterns {
            let types = forms.entry((service, pattern.form)).or_default();
            if !types.contains(&pattern.ty) {
                types.push(pattern.ty);
            }
        }
    }
    let mut ambiguous: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    for types in forms.values().filter(|types| types.len() > 1) {
        for ty in types {
            let others = types.iter().filter(|other| *other != ty);
            ambiguous.entry(*ty).or_default().extend(others);
        }
    }
    count_bytes(ambiguous.len() * size_of::<(TypeId, Vec<TypeId>)>());
    ambiguous
});

/// Other types whose ARNs have the same form: the ARN alone does not show which it is.
pub fn ambiguous_with(ty: TypeId) -> &'static [TypeId] {
    AMBIGUOUS.get(&ty).map_or(&[], Vec::as_slice)
}

/// The pattern of each type's ARNs, where one place is all there is to fill.
static SIMPLE: LazyLock<HashMap<TypeId, (&'static str, &'static Pattern)>> = LazyLock::new(|| {
    let mut simple = HashMap::new();
    for (service, patterns) in PATTERNS.iter() {
        for pattern in patterns {
            if pattern.template.matches("${").count() == 1 {
                simple.entry(pattern.ty).or_insert((*service, pattern));
            }
        }
    }
    count_bytes(simple.capacity() * (size_of::<(TypeId, (&str, &Pattern))>() + 1));
    simple
});

/// The ARN of a resource whose list does not have it, where its identifier is all that the ARN needs. `region`
/// is `None` for a resource without one. `None` if the ARN would not resolve to the type.
pub fn arn_of(
    ty: TypeId,
    partition: &str,
    region: Option<Region>,
    account: AccountId,
    id: &str,
) -> Option<String> {
    let (service, pattern) = SIMPLE.get(&ty)?;
    // A queue is identified by its address; the ARN has its last part.
    let id = if id.contains("://") {
        last_part(id)
    } else {
        id
    };
    let (before, rest) = pattern.template.split_once("${")?;
    let (_, after) = rest.split_once('}')?;
    // Names that are paths share their first slash with the ARN: `parameter/app/db`.
    let id = match id.strip_prefix('/') {
        Some(path) if before.ends_with('/') => path,
        _ => id,
    };
    let region = if pattern.has_region {
        region?.to_string()
    } else {
        String::new()
    };
    let account = if pattern.has_account {
        account.to_string()
    } else {
        String::new()
    };
    let arn = format!("arn:{partition}:{service}:{region}:{account}:{before}{id}{after}");
    let leads_back = resolve(&arn).is_some_and(|facts| {
        let named = facts.resource_type;
        named == ty || ambiguous_with(ty).contains(&named)
    });
    leads_back.then_some(arn)
}

/// The part of a type's ARNs before the identifier, such as `instance/`, when that is all there is.
pub(super) fn resource_prefix(service: &str, ty: TypeId) -> Option<&'static str> {
    let pattern = PATTERNS
        .get(service)?
        .iter()
        .find(|pattern| pattern.ty == ty)?;
    let prefix = pattern.form.strip_suffix('*')?;
    (!prefix.contains('*')).then_some(prefix)
}

/// Whether ARNs of this type name their region, and their account.
pub(super) fn names_place(service: &str, ty: TypeId) -> Option<(bool, bool)> {
    let patterns = PATTERNS.get(service)?;
    let pattern = patterns.iter().find(|pattern| pattern.ty == ty)?;
    Some((pattern.has_region, pattern.has_account))
}

/// A parameter's name begins with a slash when there is any other in it; the ARN has that one once.
fn parameter_name(resource: &str) -> CompactString {
    let name = resource.trim_start_matches("parameter/");
    if name.contains('/') {
        format_compact!("/{name}")
    } else {
        name.into()
    }
}

/// Fills the identifier's template with what the ARN holds.
fn identifier(pattern: &Pattern, arn: &str, resource: &str) -> CompactString {
    if pattern.identifier == "arn" {
        return arn.into();
    }
    let names: Vec<&str> = pattern
        .template
        .split("${")
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect();
    let values = form::holes(pattern.form, resource).unwrap_or_default();
    let value_of = |name: &str| {
        let at = names.iter().position(|known| *known == name)?;
        let value = values.get(at).copied()?;
        // IAM puts the path before the name; the name alone identifies.
        Some(if name.ends_with("WithPath") {
            last_part(value)
        } else {
            value
        })
    };
    let wanted = pattern.identifier.trim_end_matches('~');
    // `ou-${Id}`: text before the placeholder belongs to the identifier.
    let part = |part: &str| {
        let (before, name) = part.strip_suffix('}')?.split_once("${")?;
        Some(format_compact!("{before}{}", value_of(name)?))
    };
    let filled: Option<Vec<CompactString>> = wanted.split('|').map(part).collect();
    match filled {
        Some(parts) if !parts.is_empty() => parts.join("|").into(),
        _ => values
            .last()
            .copied()
            .unwrap_or_else(|| last_part(resource))
            .into(),
    }
}

/// Types made up from ARNs so far, by service and kind.
static MADE_UP: LazyLock<RwLock<HashMap<CompactString, TypeId>>> = LazyLock::new(Default::default);

/// How many types ARNs can make up: names of types stay for the life of the process, and an ARN
/// whose first part is a name instead of a kind must not fill the table of names.
const MOST_MADE_UP: usize = 4096;

/// What an ARN that no pattern fits calls its resource: what comes after the parent that it lies below, else
/// its first part. Empty where that is a name.
fn kind_of<'p, 'a>(parents: impl Iterator<Item = &'p Pattern>, resource: &'a str) -> &'a str {
    let below = parents.filter_map(|pattern| Some((pattern, form::below(pattern.form, resource)?)));
    // The longest parent is the nearest.
    let nearest = below.min_by_key(|(_, rest)| rest.len());
    let own = match nearest {
        // Below a bare name there may be anything.
        Some((pattern, _)) if pattern.form.starts_with('*') => return "",
        Some((_, rest)) => rest,
        None => resource.trim_start_matches('/'),
    };
    match own.split_once(['/', ':']) {
        Some((kind, _)) => kind,
        // `apis/x/cors`; after a colon comes a version or an alias, which is no kind.
        None if nearest.is_some() && resource.trim_end_matches(own).ends_with('/') => own,
        None => "",
    }
}

/// A type for a resource that no table knows: its service and the kind in its ARN.
fn unknown_type(service: &str, kind: &str) -> TypeId {
    let usable = kind.len() <= 40
        && kind.starts_with(|first: char| first.is_ascii_alphabetic())
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let kind = if usable { kind } else { "Unmapped" };
    let name = format_compact!("awsdash:{service}:{kind}");
    let read = MADE_UP.read().unwrap_or_else(PoisonError::into_inner);
    match read.get(&name) {
        Some(ty) => return *ty,
        None if read.len() >= MOST_MADE_UP => return nameless(),
        None => drop(read),
    }
    let ty = name.parse().unwrap_or_else(|_| nameless());
    MADE_UP
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(name, ty);
    ty
}

/// The type of resources that cannot have one of their own.
fn nameless() -> TypeId {
    "awsdash:Unknown:Unmapped".parse().expect("a valid type")
}

fn last_part(resource: &str) -> &str {
    resource
        .rsplit(['/', ':'])
        .find(|part| !part.is_empty())
        .unwrap_or(resource)
}

#[cfg(test)]
mod tests;
