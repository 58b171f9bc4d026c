//! From text that a person types to resource types.

use std::fmt;
use std::sync::LazyLock;

use super::super::table::{count_bytes, packed, rows, unpack};
use crate::model::TypeId;

/// A short name such as `sg`.
#[derive(Clone, Debug)]
pub struct Alias {
    /// What is typed, in lower case.
    pub alias: &'static str,
    /// What it means, the most likely first.
    pub types: Vec<TypeId>,
    /// What it means beyond the type, such as `filter Type=application` for `alb`; may be empty.
    pub note: &'static str,
}

/// No type has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownType {
    /// What was asked for, shortened.
    pub text: String,
    /// Up to three types that may have been meant.
    pub near: Vec<TypeId>,
}

impl fmt::Display for UnknownType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is not a resource type", self.text)?;
        for (position, ty) in self.near.iter().enumerate() {
            let lead = if position == 0 {
                "; did you mean "
            } else {
                " or "
            };
            write!(f, "{lead}{ty}")?;
        }
        let end = if self.near.is_empty() { ";" } else { "?" };
        write!(f, "{end} `awsdash types` lists all")
    }
}

impl std::error::Error for UnknownType {}

static ALIASES: LazyLock<Vec<Alias>> = LazyLock::new(|| {
    let aliases: Vec<Alias> = rows(unpack(packed!("short_names")))
        .map(|[alias, types, note]| Alias {
            alias,
            types: types
                .split(',')
                .filter_map(|name| name.parse().ok())
                .collect(),
            note,
        })
        .collect();
    let bytes = |alias: &Alias| size_of::<Alias>() + alias.types.capacity() * size_of::<TypeId>();
    count_bytes(aliases.iter().map(bytes).sum());
    aliases
});

/// All short names, in the table's order.
pub fn aliases() -> &'static [Alias] {
    &ALIASES
}

/// The type that `text` most likely means; see [`find_all`].
///
/// # Errors
/// When no type has this name; the error names those that come close.
pub fn find(text: &str) -> Result<TypeId, UnknownType> {
    find_all(text).map(|types| types[0])
}

/// The types that `text` names: a full name (`AWS::EC2::Instance`, or without `AWS::`), in any case, or a short
/// name (`ec2`, `sg`), which may mean several. At least one.
///
/// # Errors
/// When no type has this name; the error names those that come close.
pub fn find_all(text: &str) -> Result<Vec<TypeId>, UnknownType> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let full = || {
        let named = |name: &str| {
            let mut all = super::all().iter();
            all.find(|info| info.id.as_str().eq_ignore_ascii_case(name))
        };
        let info = named(&lower).or_else(|| named(&format!("aws::{lower}")))?;
        Some(info.id)
    };
    let alias = ALIASES.iter().find(|alias| alias.alias == lower);
    if let Some(alias) = alias.filter(|alias| !alias.types.is_empty()) {
        return Ok(alias.types.clone());
    }
    if let Some(ty) = full() {
        return Ok(vec![ty]);
    }
    // Types named after ARNs are not in the catalog.
    if let (true, Ok(ty)) = (text.starts_with("awsdash:"), text.parse()) {
        return Ok(vec![ty]);
    }
    Err(UnknownType {
        near: near(&lower),
        text: text.chars().take(64).collect(),
    })
}

fn near(text: &str) -> Vec<TypeId> {
    const LONGEST: usize = 80;
    if text.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let limit = (text.len() / 3).clamp(1, 4);
    let mut found: Vec<(usize, TypeId)> = Vec::new();
    for alias in aliases() {
        if let (Some(&ty), Some(far)) = (alias.types.first(), distance(text, alias.alias, limit)) {
            found.push((far, ty));
        }
    }
    for info in super::all() {
        let (ty, name) = (info.id, info.id.as_str().to_ascii_lowercase());
        let kind = name.rsplit(':').next().unwrap_or(&name);
        let whole = distance(text, &name, limit);
        let part = distance(text, kind, limit)
            .or((text.len() > 3 && kind.contains(text)).then_some(limit));
        if let Some(far) = whole.into_iter().chain(part).min() {
            found.push((far, ty));
        }
    }
    found.sort_by_key(|(far, ty)| {
        (
            *far,
            super::get(*ty).and_then(|info| info.tier).unwrap_or(9),
            ty.as_str(),
        )
    });
    let mut near = Vec::new();
    for (_, ty) in found {
        if !near.contains(&ty) && near.len() < 3 {
            near.push(ty);
        }
    }
    near
}

/// How many letters have to change, unless it is more than `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.bytes().enumerate() {
            let changed = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().filter(|far| *far <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> &'static str {
        find(text).unwrap().as_str()
    }

    #[test]
    fn full_and_short_names_are_found_in_any_case() {
        assert_eq!(name("AWS::EC2::Instance"), "AWS::EC2::Instance");
        assert_eq!(name("aws::ec2::instance"), "AWS::EC2::Instance");
        assert_eq!(name("EC2::Volume"), "AWS::EC2::Volume");
        assert_eq!(name(" SG "), "AWS::EC2::SecurityGroup");
        assert_eq!(name("ec2"), "AWS::EC2::Instance");
        assert_eq!(name("awsdash:foo:widget"), "awsdash:foo:widget");
    }

    #[test]
    fn a_short_name_may_stand_for_several_types() {
        let types = find_all("snapshot").unwrap();
        assert!(types.len() > 1);
        assert_eq!(types[0].as_str(), "AWS::EC2::Snapshot");
    }

    #[test]
    fn what_is_unknown_names_near_matches() {
        let error = find("AWS::EC2::Instnace").unwrap_err();
        assert_eq!(error.near[0].as_str(), "AWS::EC2::Instance");
        assert!(error.near.len() <= 3);
        let text = error.to_string();
        assert!(text.contains("did you mean AWS::EC2::Instance"), "{text}");
        assert!(text.ends_with("`awsdash types` lists all"), "{text}");

        let error = find("qqqqqqqqqqqqqqq").unwrap_err().to_string();
        assert_eq!(
            error,
            "'qqqqqqqqqqqqqqq' is not a resource type; `awsdash types` lists all"
        );
        assert!(find("").unwrap_err().near.is_empty());
        assert!(find(&"ü".repeat(500)).unwrap_err().text.chars().count() == 64);
    }
}
