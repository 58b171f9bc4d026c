//! A filter at work on many rows. What rows have in common is looked at once: the account, region and type
//! of a page, a status, a set of tags, the beginning of an ARN.

use std::collections::HashMap;

use super::needle::Needle;
use super::{Field, Filter, TagNeedle, Term, Test};
use crate::app::resource_explorer::state::{ArnParts, QueryKey, ResourceEntry, Tags};

/// Answers the same as [`Filter::matches`], faster the more rows it is asked about. The rows must stay
/// alive while it is used: it knows what they share by its address.
pub struct Matcher<'a> {
    terms: Vec<TermAtWork<'a>>,
    unsearched: u32,
}

impl<'a> Matcher<'a> {
    /// A matcher that has seen no row yet.
    pub fn new(filter: &'a Filter) -> Self {
        Self {
            terms: filter.terms.iter().map(TermAtWork::new).collect(),
            unsearched: 0,
        }
    }

    /// Whether a row is let through.
    pub fn matches(&mut self, entry: &ResourceEntry) -> bool {
        let unsearched = &mut self.unsearched;
        let mut terms = self.terms.iter_mut();
        terms.all(|term| {
            *unsearched += u32::from(term.cannot_see(entry));
            term.holds(entry) != term.term.negated
        })
    }

    /// Fetches what it will look at of rows that come next. Each name lies in a place of its own: asked
    /// for together, they arrive together, and not one after the other.
    pub fn prepare(&self, entries: &[ResourceEntry]) {
        let reads_names = |term: &TermAtWork<'_>| {
            matches!(&term.term.test, Test::Text(Field::Any | Field::Name, _))
        };
        if self.terms.iter().any(reads_names) {
            let last_bytes = entries.iter().map(|entry| entry.name().as_bytes().last());
            let sum = last_bytes.fold(0_u8, |sum, byte| sum ^ byte.copied().unwrap_or(0));
            std::hint::black_box(sum);
        }
    }

    /// How many rows it could not look into since it was last asked: their properties were given up.
    pub fn take_unsearched(&mut self) -> u32 {
        std::mem::take(&mut self.unsearched)
    }
}

/// An answer, and the address of what it is about. Rows of a page follow each other.
#[derive(Default)]
struct Known {
    last: Option<(usize, bool)>,
    all: HashMap<usize, bool>,
}

impl Known {
    fn answer(&mut self, address: usize, find_out: impl FnOnce() -> bool) -> bool {
        match self.last {
            Some((last, answer)) if last == address => answer,
            _ => {
                let answer = *self.all.entry(address).or_insert_with(find_out);
                self.last = Some((address, answer));
                answer
            }
        }
    }
}

/// How a needle stands to the beginning of ARNs.
#[derive(Clone)]
enum InPrefix {
    /// It is in there.
    Whole,
    /// The beginning ends with this many bytes of the needle; the id may go on with the rest.
    Begun(Vec<usize>),
    /// Only the whole ARN will tell.
    Unknown,
}

struct TermAtWork<'a> {
    term: &'a Term,
    key: Option<(QueryKey, bool)>,
    statuses: Known,
    tag_sets: Known,
    prefixes: HashMap<usize, Vec<InPrefix>>,
    prefix: Option<(usize, Vec<InPrefix>)>,
    /// Whether the key of the tag called `Name` is looked for, or a part of it.
    is_name_key: bool,
}

impl<'a> TermAtWork<'a> {
    fn new(term: &'a Term) -> Self {
        let is_name_key = match &term.test {
            Test::Text(_, needles) => needles.iter().any(|needle| needle.matches("Name")),
            Test::Tag(wanted) => wanted.iter().any(|tag| tag.key.matches_whole("Name")),
        };
        Self {
            term,
            key: None,
            statuses: Known::default(),
            tag_sets: Known::default(),
            prefixes: HashMap::new(),
            prefix: None,
            is_name_key,
        }
    }

    fn cannot_see(&self, entry: &ResourceEntry) -> bool {
        let wants = matches!(self.term.test, Test::Text(Field::Properties, _));
        wants && entry.properties.is_evicted()
    }

    fn holds(&mut self, entry: &ResourceEntry) -> bool {
        match &self.term.test {
            Test::Tag(wanted) => self.has_tag(wanted, &entry.tags),
            Test::Text(Field::Any, needles) => self.is_anywhere(needles, entry),
            Test::Text(..) => self.term.holds(entry),
        }
    }

    fn has_tag(&mut self, wanted: &[TagNeedle], tags: &Tags) -> bool {
        let is = |tag| wanted.iter().any(|wanted| wanted.is(tag));
        self.tag_sets
            .answer(tags.set_address(), || tags.shared_set().any(is))
            || self.is_name_key && tags.name_tag().is_some_and(is)
    }

    fn is_anywhere(&mut self, needles: &[Needle], entry: &ResourceEntry) -> bool {
        let any = |text: &str| needles.iter().any(|needle| needle.matches(text));
        let key = entry.key();
        let in_key = match self.key {
            Some((same, answer)) if same == key => answer,
            _ => {
                let answer = any(key.resource_type.as_str())
                    || any(key.account.as_str())
                    || any(key.region.as_str());
                self.key = Some((key, answer));
                answer
            }
        };
        in_key
            || any(entry.name())
            || any(&entry.id)
            || self
                .statuses
                .answer(address_of(&entry.status), || any(&entry.status))
            || self.tag_sets.answer(entry.tags.set_address(), || {
                let mut tags = entry.tags.shared_set();
                tags.any(|tag| any(tag.key) || any(tag.value))
            })
            // Its value was looked at: the row is called by it.
            || self.is_name_key && entry.tags.is_named_by_tag()
            || self.is_in_arn(needles, entry)
    }

    fn is_in_arn(&mut self, needles: &[Needle], entry: &ResourceEntry) -> bool {
        let prefix = match entry.arn.parts() {
            ArnParts::None => return false,
            ArnParts::Whole(arn) => return needles.iter().any(|needle| needle.matches(arn)),
            ArnParts::Prefix(prefix) => prefix,
        };
        let address = address_of(prefix);
        if !matches!(&self.prefix, Some((last, _)) if *last == address) {
            let known = self.prefixes.entry(address).or_insert_with(|| {
                let stands = |needle| InPrefix::of(needle, prefix);
                needles.iter().map(stands).collect()
            });
            self.prefix = Some((address, known.clone()));
        }
        let Some((_, stand)) = &self.prefix else {
            return false;
        };
        // What is in the id alone was found there.
        let mut pairs = needles.iter().zip(stand);
        pairs.any(|(needle, stand)| match stand {
            InPrefix::Whole => true,
            InPrefix::Begun(taken) => needle.text().is_some_and(|text| {
                let mut rests = taken.iter().map(|&taken| &text.as_bytes()[taken..]);
                rests.any(|rest| starts_with_folded(entry.id.as_bytes(), rest))
            }),
            InPrefix::Unknown => super::with_arn(entry, |arn| needle.matches(arn)),
        })
    }
}

impl InPrefix {
    fn of(needle: &Needle, prefix: &str) -> Self {
        let Some(text) = needle.text().filter(|text| text.is_ascii()) else {
            return Self::Unknown;
        };
        if needle.matches(prefix) {
            return Self::Whole;
        }
        let ends_with = |taken: &usize| {
            let (start, prefix) = (&text.as_bytes()[..*taken], prefix.as_bytes());
            let rest = prefix.len().checked_sub(start.len());
            rest.is_some_and(|rest| prefix[rest..].eq_ignore_ascii_case(start))
        };
        Self::Begun((1..text.len()).filter(ends_with).collect())
    }
}

fn starts_with_folded(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len())
        .is_some_and(|text| text.eq_ignore_ascii_case(start))
}

fn address_of(text: &str) -> usize {
    text.as_ptr().addr()
}
