//! A term of a filter, ready to be asked about rows.

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use super::ast::{Pattern, Term};
use super::compare::{Comparison, Presence};
use super::field::Field;
use super::identifiers::IdentifierWord;
use super::names::{Names, plural};
use super::needle::Needle;
use super::span::Spanned;
use super::verdict::Verdict;
use crate::model::tags::Tag as ResourceTag;
use crate::model::{AccountId, ArnParts, ResourceEntry, TypeId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TagNeedle {
    pub(super) key: Needle,
    pub(super) value: Option<Needle>,
}

impl TagNeedle {
    pub(super) fn is(&self, tag: ResourceTag<'_>) -> bool {
        let value = self.value.as_ref();
        self.key.matches_whole(tag.key) && value.is_none_or(|value| value.matches_whole(tag.value))
    }
}

/// What is looked for in texts: one of the needles must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sought {
    pub(super) needles: Vec<Needle>,
    /// Accounts whose name or alias has a needle.
    accounts: FxHashSet<AccountId>,
    /// Needles that may be identifiers in properties, where it looks everywhere.
    pub(super) identifiers: Vec<IdentifierWord>,
    /// Types whose short name is a needle.
    types: FxHashSet<TypeId>,
    names: Names,
}

impl Sought {
    fn new(field: Option<Field>, patterns: &[Spanned<Pattern>], names: &Names) -> Self {
        let mut sought = Self {
            needles: Vec::new(),
            accounts: FxHashSet::default(),
            identifiers: Vec::new(),
            types: FxHashSet::default(),
            names: names.clone(),
        };
        for pattern in patterns {
            let needle = Needle::of(&pattern.node);
            let Pattern::Text(text) = &pattern.node else {
                sought.needles.push(needle);
                continue;
            };
            // Rows have the digits of a number that the window shows in groups.
            let typed = AccountId::from_typed(text).ok();
            let account = typed.filter(|_| text.contains('-'));
            let account = account.map(|account| Needle::new(&account.digits()));
            match (field, account) {
                (Some(Field::Account), Some(account)) => sought.needles.push(account),
                (None, Some(account)) => sought.needles.extend([needle, account]),
                _ => sought.needles.push(needle),
            }
            if field.is_none() {
                sought.identifiers.extend(IdentifierWord::of(text));
            }
            if field == Some(Field::Type) {
                sought.types.extend(names.types.types_called(text));
            }
        }
        let called = names
            .accounts
            .iter()
            .filter(|(_, words)| words.iter().any(|word| sought.is_in(word)));
        sought.accounts = called.map(|(account, _)| *account).collect();
        sought
    }

    /// Whether a text has one of the needles.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.needles.iter().any(|needle| needle.matches(text))
    }

    /// Whether an account's number, name or alias has one of the needles.
    pub(super) fn is_in_account(&self, account: AccountId) -> bool {
        self.is_in(&account.digits()) || self.accounts.contains(&account)
    }

    /// Whether what a type is called has one of the needles.
    pub(super) fn is_in_type(&self, ty: TypeId) -> bool {
        if self.is_in(ty.as_str()) || self.types.contains(&ty) {
            return true;
        }
        let label = self.names.types.label(ty);
        self.is_in(&label) || self.is_in(&plural(&label))
    }
}

/// Where a term looks, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// Everywhere but in the properties.
    Anywhere(Sought),
    /// In one field.
    In(Field, Sought),
    /// In the tags.
    Tag(Vec<TagNeedle>),
    /// Whether it has tags.
    HasTags,
    /// Whether a field of the row itself says anything.
    HasField(Field),
    /// Whether it has a property.
    HasProperty(Presence),
    /// A property, a field or a moment is compared.
    Compare(Comparison, Option<FieldValue>),
}

/// The field that is compared, where one has the name, and what accounts and types are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldValue {
    field: Field,
    names: Names,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) test: Test,
    negated: bool,
}

impl Condition {
    /// Makes a term ready.
    pub(super) fn of(term: &Term, names: &Names) -> Self {
        let test = match term {
            Term::Untagged => Test::HasTags,
            Term::Has(what) => has(&what.node, names),
            Term::Compare { left, op, values } => {
                let compared = Comparison::new(&left.node, *op, values, names);
                let field = compared.field().map(|field| FieldValue {
                    field,
                    names: names.clone(),
                });
                Test::Compare(compared, field)
            }
            Term::Text {
                field,
                alternatives,
            } => text(field.as_ref().map(|field| field.node), alternatives, names),
        };
        let negated = *term == Term::Untagged;
        Self { test, negated }
    }

    /// What the term says of a row, at a moment in seconds since 1970.
    pub(super) fn verdict(&self, entry: &ResourceEntry, now: i64) -> Verdict {
        let holds = match &self.test {
            Test::Compare(..) | Test::HasProperty(_) => return self.deep_verdict(entry, now),
            Test::Tag(tags) => {
                let mut of_row = entry.tags.iter();
                of_row.any(|tag| tags.iter().any(|wanted| wanted.is(tag)))
            }
            Test::HasTags => !entry.tags.is_empty(),
            Test::HasField(field) => has_field(*field, entry),
            Test::In(field, sought) => is_in_field(*field, sought, entry),
            Test::Anywhere(sought) => {
                is_in_row(sought, entry) || sought.identifiers.iter().any(|word| word.is_of(entry))
            }
        };
        self.verdict_given(holds, entry)
    }

    /// What the properties decide.
    pub(super) fn deep_verdict(&self, entry: &ResourceEntry, now: i64) -> Verdict {
        let verdict = match &self.test {
            Test::HasProperty(presence) => presence.verdict(entry),
            Test::Compare(compared, Some(field)) => field.verdict(compared, entry, now),
            Test::Compare(compared, None) => compared.verdict(entry, now),
            _ => Verdict::Unknown,
        };
        verdict.negated_if(self.negated)
    }

    /// The verdict, where what is known of the row does or does not hold.
    pub(super) fn verdict_given(&self, holds: bool, entry: &ResourceEntry) -> Verdict {
        let lacks_identifiers = || self.identifiers().iter().any(IdentifierWord::is_telling);
        let is_open = self.looks_at_tags() && !entry.tags.are_known()
            || entry.properties.is_evicted() && lacks_identifiers()
            || matches!(self.test, Test::In(Field::Properties, _))
                && (entry.properties.is_evicted() || entry.properties.is_empty());
        let verdict = if !holds && is_open {
            Verdict::Unknown
        } else {
            Verdict::of(holds)
        };
        verdict.negated_if(self.negated)
    }

    fn looks_at_tags(&self) -> bool {
        matches!(self.test, Test::Tag(_) | Test::Anywhere(_) | Test::HasTags)
    }

    /// Words that may be identifiers in properties.
    pub(super) fn identifiers(&self) -> &[IdentifierWord] {
        match &self.test {
            Test::Anywhere(sought) => &sought.identifiers,
            _ => &[],
        }
    }

    /// Whether it says something else of a row as time goes by.
    pub(super) fn depends_on_time(&self) -> bool {
        matches!(&self.test, Test::Compare(compared, _) if compared.depends_on_time())
    }

    /// Whether it asks for accounts.
    pub(super) fn is_about_accounts(&self) -> bool {
        match &self.test {
            Test::In(Field::Account, _) => true,
            Test::Compare(_, Some(compared)) => compared.field == Field::Account,
            _ => false,
        }
    }

    /// Whether it cannot do without the properties of rows.
    pub(super) fn is_deep(&self) -> bool {
        matches!(
            self.test,
            Test::In(Field::Properties, _) | Test::HasProperty(_) | Test::Compare(..)
        )
    }
}

fn text(field: Option<Field>, alternatives: &[Spanned<Pattern>], names: &Names) -> Test {
    let tags = alternatives
        .iter()
        .filter_map(|pattern| match &pattern.node {
            Pattern::Tag { key, value } => Some(TagNeedle {
                key: Needle::new(&key.node),
                value: value.as_ref().map(|value| Needle::new(&value.node)),
            }),
            Pattern::Text(_) | Pattern::Regex(_) | Pattern::Fuzzy(_) => None,
        });
    match field {
        Some(Field::Tag) => Test::Tag(tags.collect()),
        Some(field) => Test::In(field, Sought::new(Some(field), alternatives, names)),
        None => Test::Anywhere(Sought::new(None, alternatives, names)),
    }
}

fn has(what: &str, names: &Names) -> Test {
    if what.eq_ignore_ascii_case("tags") {
        return Test::HasTags;
    }
    match Field::of_name(what) {
        Some(Field::Tag) => Test::HasTags,
        Some(field @ (Field::Name | Field::Arn | Field::Status)) => Test::HasField(field),
        _ => Test::HasProperty(Presence::new(what, names)),
    }
}

fn has_field(field: Field, entry: &ResourceEntry) -> bool {
    match field {
        Field::Name => entry.is_named(),
        Field::Arn => !matches!(entry.arn.parts(), ArnParts::None),
        Field::Status => !entry.status.is_empty(),
        _ => true,
    }
}

impl FieldValue {
    /// The field decides; where it does not have a value that is asked for, a property of the same name may.
    fn verdict(&self, compared: &Comparison, entry: &ResourceEntry, now: i64) -> Verdict {
        let is = self.is(compared, entry);
        if is || compared.is_unequal() {
            return Verdict::of(is != compared.is_unequal());
        }
        match compared.verdict(entry, now) {
            Verdict::Unknown => Verdict::Fails,
            known => known,
        }
    }

    fn is(&self, compared: &Comparison, entry: &ResourceEntry) -> bool {
        let is = |text: &str| compared.is_one_of(text);
        match self.field {
            Field::Name => is(entry.name()),
            Field::Id => is(&entry.id),
            Field::Arn => with_arn(entry, is),
            Field::Type => {
                let ty = entry.resource_type;
                is(ty.as_str()) || is(&self.names.types.label(ty))
            }
            Field::Account => {
                let words = self.names.accounts.get(&entry.account);
                is(&entry.account.digits())
                    || is(&entry.account.grouped())
                    || words.is_some_and(|words| words.iter().any(|word| is(word)))
            }
            Field::Region => is(entry.region.as_str()),
            Field::Status => is(&entry.status),
            Field::Managed => is(managed_word(entry)),
            Field::Tag | Field::Properties => false,
        }
    }
}

pub(super) fn is_in_field(field: Field, sought: &Sought, entry: &ResourceEntry) -> bool {
    match field {
        Field::Name => sought.is_in(entry.name()),
        Field::Id => sought.is_in(&entry.id),
        Field::Arn => with_arn(entry, |arn| sought.is_in(arn)),
        Field::Type => sought.is_in_type(entry.resource_type),
        Field::Account => sought.is_in_account(entry.account),
        Field::Region => sought.is_in(entry.region.as_str()),
        Field::Status => sought.is_in(&entry.status),
        Field::Tag => false,
        Field::Managed => {
            let mut needles = sought.needles.iter();
            needles.any(|needle| needle.matches_whole(managed_word(entry)))
        }
        Field::Properties => entry.properties.with_text(|text| sought.is_in(text)),
    }
}

fn managed_word(entry: &ResourceEntry) -> &'static str {
    if entry.managed { "true" } else { "false" }
}

/// Whether a row says it anywhere but in its properties.
pub(super) fn is_in_row(sought: &Sought, entry: &ResourceEntry) -> bool {
    sought.is_in(entry.name())
        || sought.is_in(&entry.id)
        || sought.is_in_type(entry.resource_type)
        || sought.is_in_account(entry.account)
        || sought.is_in(entry.region.as_str())
        || sought.is_in(&entry.status)
        || entry
            .tags
            .iter()
            .any(|tag| sought.is_in(tag.key) || sought.is_in(tag.value))
        || with_arn(entry, |arn| sought.is_in(arn))
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
