//! A term of a filter, ready to be asked about rows.

use std::cell::RefCell;

use super::ast::{Pattern, Term};
use super::field::Field;
use super::needle::Needle;
use super::verdict::Verdict;
use crate::model::tags::Tag as ResourceTag;
use crate::model::{AccountId, ArnParts, ResourceEntry};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TagNeedle {
    pub key: Needle,
    pub value: Option<Needle>,
}

impl TagNeedle {
    pub(super) fn is(&self, tag: ResourceTag<'_>) -> bool {
        let value = self.value.as_ref();
        self.key.matches_whole(tag.key) && value.is_none_or(|value| value.matches_whole(tag.value))
    }
}

/// Where a term looks, and for what: one of the needles must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// Everywhere but in the properties.
    Anywhere(Vec<Needle>),
    /// In one field.
    In(Field, Vec<Needle>),
    /// In the tags.
    Tag(Vec<TagNeedle>),
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    negated: bool,
    pub test: Test,
}

impl Condition {
    /// Makes a term ready.
    pub(super) fn of(term: &Term) -> Self {
        let field = term.field.as_ref().map(|field| field.node);
        let (mut needles, mut tags) = (Vec::new(), Vec::new());
        for pattern in &term.alternatives {
            match &pattern.node {
                Pattern::Tag { key, value } => tags.push(TagNeedle {
                    key: Needle::new(&key.node),
                    value: value.as_ref().map(|value| Needle::new(&value.node)),
                }),
                Pattern::Text(text) => {
                    // Rows have the digits of a number that the window shows in groups.
                    let typed = AccountId::from_typed(text).ok();
                    let account = typed.filter(|_| text.contains('-'));
                    let account = account.map(|account| Needle::new(&account.digits()));
                    match (field, account) {
                        (Some(Field::Account), Some(account)) => needles.push(account),
                        (None, Some(account)) => needles.extend([Needle::new(text), account]),
                        _ => needles.push(Needle::new(text)),
                    }
                }
            }
        }
        let test = match field {
            None => Test::Anywhere(needles),
            Some(Field::Tag) => Test::Tag(tags),
            Some(field) => Test::In(field, needles),
        };
        Self {
            negated: term.negated,
            test,
        }
    }

    pub(super) fn verdict(&self, entry: &ResourceEntry) -> Verdict {
        let holds = match &self.test {
            Test::Tag(tags) => {
                let mut of_row = entry.tags.iter();
                of_row.any(|tag| tags.iter().any(|wanted| wanted.is(tag)))
            }
            Test::In(field, needles) => needles
                .iter()
                .any(|needle| field_matches(*field, needle, entry)),
            Test::Anywhere(needles) => needles.iter().any(|needle| row_matches(needle, entry)),
        };
        self.verdict_given(holds, entry)
    }

    /// The verdict, where what is known of the row does or does not hold.
    pub(super) fn verdict_given(&self, holds: bool, entry: &ResourceEntry) -> Verdict {
        let verdict = if !holds && self.looks_at_tags() && !entry.tags.are_known() {
            Verdict::Unknown
        } else {
            Verdict::of(holds)
        };
        verdict.negated_if(self.negated)
    }

    fn looks_at_tags(&self) -> bool {
        matches!(self.test, Test::Tag(_) | Test::Anywhere(_))
    }
}

pub(super) fn field_matches(field: Field, needle: &Needle, entry: &ResourceEntry) -> bool {
    match field {
        Field::Name => needle.matches(entry.name()),
        Field::Id => needle.matches(&entry.id),
        Field::Arn => with_arn(entry, |arn| needle.matches(arn)),
        Field::Type => needle.matches(entry.resource_type.as_str()),
        Field::Account => needle.matches(&entry.account.digits()),
        Field::Region => needle.matches(entry.region.as_str()),
        Field::Status => needle.matches(&entry.status),
        Field::Tag => false,
        Field::Managed => needle.matches_whole(if entry.managed { "true" } else { "false" }),
        Field::Properties => entry.properties.with_text(|text| needle.matches(text)),
    }
}

/// Whether a row says it anywhere but in its properties.
pub(super) fn row_matches(needle: &Needle, entry: &ResourceEntry) -> bool {
    needle.matches(entry.name())
        || needle.matches(&entry.id)
        || needle.matches(entry.resource_type.as_str())
        || needle.matches(&entry.account.digits())
        || needle.matches(entry.region.as_str())
        || needle.matches(&entry.status)
        || entry
            .tags
            .iter()
            .any(|tag| needle.matches(tag.key) || needle.matches(tag.value))
        || with_arn(entry, |arn| needle.matches(arn))
}

/// Looks at the whole ARN of a row; `false` when it has none.
pub(super) fn with_arn(entry: &ResourceEntry, look: impl FnOnce(&str) -> bool) -> bool {
    thread_local! {
        static WHOLE: RefCell<String> = const { RefCell::new(String::new()) };
    }
    match entry.arn.parts() {
        ArnParts::None => false,
        ArnParts::Whole(arn) => look(arn),
        ArnParts::Prefix(prefix) => WHOLE.with_borrow_mut(|whole| {
            whole.clear();
            whole.push_str(prefix);
            whole.push_str(&entry.id);
            look(whole)
        }),
    }
}
