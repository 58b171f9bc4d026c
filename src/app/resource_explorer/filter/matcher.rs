//! A filter at work on many rows. What rows have in common is looked at once: the account, region and type
//! of a page, a status, a set of tags, the beginning of an ARN.

use rustc_hash::{FxHashMap, FxHashSet};

use jiff::Timestamp;

use super::Filter;
use super::condition::{Condition, Sought, TagNeedle, Test, is_in_field, with_arn};
use super::field::Field;
use super::identifiers::{BatchIdentifiers, IdentifierWord, InBatch};
use super::kept_verdicts::KeptVerdicts;
use super::needle::Needle;
use super::verdict::Verdict;
use crate::model::{ArnParts, QueryKey, ResourceEntry, Tags, tags};

/// Answers the same as [`Filter::verdict`], faster the more rows it is asked about. The rows must stay
/// alive while it is used: it knows what they share by its address.
pub struct Matcher<'a> {
    filter: &'a Filter,
    terms: Vec<CompiledTerm<'a>>,
    /// Ages are counted from here, in seconds since 1970.
    now: i64,
    unsearched: u32,
    undecided: u32,
}

impl<'a> Matcher<'a> {
    /// A matcher that has seen no row yet. `texts` are those of the filter, or nothing where the rows are too
    /// few for it to pay; they must have been found while the rows were there.
    pub fn new(filter: &'a Filter, texts: Option<&'a SharedTexts>) -> Self {
        let texts = |at: usize| texts.and_then(|texts| texts.0.get(at));
        let terms = filter.terms.iter().enumerate();
        Self {
            filter,
            terms: terms
                .map(|(at, term)| CompiledTerm::new(&term.node, texts(at)))
                .collect(),
            now: Timestamp::now().as_second(),
            unsearched: 0,
            undecided: 0,
        }
    }

    /// Whether a row is let through.
    pub fn matches(&mut self, entry: &ResourceEntry) -> bool {
        self.matches_at(entry, Place::default())
    }

    /// As [`Matcher::matches`], for a row whose place is known. [`Matcher::enter`] was called for its batch.
    pub fn matches_at(&mut self, entry: &ResourceEntry, place: Place<'_>) -> bool {
        let (terms, now) = (&mut self.terms, self.now);
        let mut of_term = |at: usize| {
            let kept = place.kept.iter().find(|(term, _)| *term == at);
            let Some((_, kept)) = kept else {
                return terms[at].verdict(entry, now, place);
            };
            kept.get(place.row).unwrap_or_else(|| {
                let verdict = terms[at].verdict(entry, now, place);
                kept.put(place.row, verdict);
                verdict
            })
        };
        let verdict = self.filter.root.verdict(&mut of_term);
        self.count(verdict, entry)
    }

    /// The next rows are of this batch.
    pub fn enter(&mut self, batch: &BatchIdentifiers) {
        for term in &mut self.terms {
            let words = term.term.identifiers().iter();
            term.in_batch.clear();
            term.in_batch.extend(words.map(|word| batch.have(word)));
        }
    }

    /// As [`Matcher::matches`], for a row that was made for this question: nothing of it is remembered.
    pub fn matches_alone(&mut self, entry: &ResourceEntry) -> bool {
        let (terms, now) = (&self.terms, self.now);
        let verdict = |at: usize| terms[at].term.verdict(entry, now);
        let verdict = self.filter.root.verdict(&mut { verdict });
        self.count(verdict, entry)
    }

    /// Counts a row that cannot be decided on, and says whether it is let through.
    fn count(&mut self, verdict: Verdict, entry: &ResourceEntry) -> bool {
        if verdict == Verdict::Unknown {
            let looks = |term: &Condition| term.is_deep() || !term.identifiers().is_empty();
            let wants = self.terms.iter().any(|term| looks(term.term));
            if wants && entry.properties.is_evicted() {
                self.unsearched += 1;
            } else {
                self.undecided += 1;
            }
        }
        verdict == Verdict::Passes
    }

    /// How many rows it could not decide on since it was last asked: their tags or properties are not known.
    pub fn take_undecided(&mut self) -> u32 {
        std::mem::take(&mut self.undecided)
    }

    /// How many rows it could not look into since it was last asked: their properties were given up.
    pub fn take_unsearched(&mut self) -> u32 {
        std::mem::take(&mut self.unsearched)
    }
}

/// Where a row stands, and what is known of it by that.
#[derive(Clone, Copy, Default)]
pub struct Place<'a> {
    /// The identifiers of its batch, and where in that it stands; without them its properties are read.
    pub identifiers: Option<(&'a BatchIdentifiers, usize)>,
    /// Its number among all.
    pub row: u32,
    /// What terms said of rows before, by the place of the term.
    pub kept: &'a [(usize, KeptVerdicts)],
}

/// A term's answers for values that rows share, by the address of the value. Keeps the last few hundred: values
/// that many rows have are nearly always among them.
struct SharedAnswers {
    answers: Box<[(usize, bool); SharedAnswers::PLACES]>,
}

impl Default for SharedAnswers {
    fn default() -> Self {
        // No value has this address.
        Self {
            answers: Box::new([(usize::MAX, false); Self::PLACES]),
        }
    }
}

impl SharedAnswers {
    const PLACES: usize = 512;

    fn answer(&mut self, address: usize, find_out: impl FnOnce() -> bool) -> bool {
        // Addresses are multiples of eight, and neighbours are often some multiples apart.
        let place = &mut self.answers[((address / 8) ^ (address / 4096)) % Self::PLACES];
        if place.0 != address {
            *place = (address, find_out());
        }
        place.1
    }
}

/// For each term of a filter the shared tag strings that match, by address. The strings are searched once,
/// before the rows are.
pub struct SharedTexts(Vec<FxHashSet<usize>>);

impl SharedTexts {
    /// Searches the shared strings.
    pub fn of(filter: &Filter) -> Self {
        let of_term = |term: &Condition| match &term.test {
            Test::Anywhere(sought) => tags::places_of(|text| sought.is_in(text)),
            _ => FxHashSet::default(),
        };
        let terms = filter.terms.iter();
        Self(terms.map(|term| of_term(&term.node)).collect())
    }
}

/// Where a needle is in the beginning that ARNs share.
#[derive(Clone)]
enum InPrefix {
    /// All of it.
    Whole,
    /// The beginning ends with this many bytes of the needle; the id may go on with the rest.
    Begun(Vec<usize>),
    /// Only a search of the whole ARN decides.
    Unknown,
}

struct CompiledTerm<'a> {
    term: &'a Condition,
    /// Addresses of the shared strings that match; `None` if they were not searched.
    texts: Option<&'a FxHashSet<usize>>,
    key: Option<(QueryKey, bool)>,
    /// What the batch has of each word that may be an identifier.
    in_batch: Vec<InBatch>,
    statuses: SharedAnswers,
    tag_sets: SharedAnswers,
    prefixes: FxHashMap<usize, Vec<InPrefix>>,
    prefix: Option<(usize, Vec<InPrefix>)>,
    /// Whether the key of the tag called `Name` is looked for, or a part of it.
    is_name_key: bool,
}

impl<'a> CompiledTerm<'a> {
    fn new(term: &'a Condition, texts: Option<&'a FxHashSet<usize>>) -> Self {
        let is_name_key = match &term.test {
            Test::Anywhere(sought) | Test::In(_, sought) => sought.is_in("Name"),
            Test::Tag(wanted) => wanted.iter().any(|tag| tag.key.matches_whole("Name")),
            _ => false,
        };
        Self {
            term,
            texts,
            key: None,
            in_batch: Vec::new(),
            statuses: SharedAnswers::default(),
            tag_sets: SharedAnswers::default(),
            prefixes: FxHashMap::default(),
            prefix: None,
            is_name_key,
        }
    }

    fn verdict(&mut self, entry: &ResourceEntry, now: i64, place: Place<'_>) -> Verdict {
        let term = self.term;
        let holds = match &term.test {
            Test::Tag(wanted) => self.has_tag(wanted, &entry.tags),
            Test::Anywhere(sought) => {
                self.is_anywhere(sought, entry)
                    || self.is_identifier(&sought.identifiers, entry, place.identifiers)
            }
            Test::In(field @ (Field::Account | Field::Region | Field::Type), sought) => self
                .is_in_key(entry, |key| match field {
                    Field::Account => sought.is_in_account(key.account),
                    Field::Region => sought.is_in(key.region.as_str()),
                    _ => sought.is_in_type(key.resource_type),
                }),
            Test::In(field, sought) => is_in_field(*field, sought, entry),
            _ => return term.verdict(entry, now),
        };
        term.verdict_given(holds, entry)
    }

    /// Whether one of the words is an identifier in the properties.
    fn is_identifier(
        &self,
        words: &[IdentifierWord],
        entry: &ResourceEntry,
        known: Option<(&BatchIdentifiers, usize)>,
    ) -> bool {
        match known {
            None => words.iter().any(|word| word.is_of(entry)),
            Some((batch, at)) => {
                let mut words = words.iter().zip(&self.in_batch);
                words.any(|(word, have)| batch.row_has(at, word, *have, entry))
            }
        }
    }

    /// An answer that all rows of a page share.
    fn is_in_key(
        &mut self,
        entry: &ResourceEntry,
        find_out: impl FnOnce(QueryKey) -> bool,
    ) -> bool {
        let key = entry.key();
        match self.key {
            Some((same, answer)) if same == key => answer,
            _ => {
                let answer = find_out(key);
                self.key = Some((key, answer));
                answer
            }
        }
    }

    fn has_tag(&mut self, wanted: &[TagNeedle], tags: &Tags) -> bool {
        let is = |tag| wanted.iter().any(|wanted| wanted.is(tag));
        self.tag_sets
            .answer(tags.set_address(), || tags.shared_set().any(is))
            || self.is_name_key && tags.name_tag().is_some_and(is)
    }

    fn is_anywhere(&mut self, sought: &Sought, entry: &ResourceEntry) -> bool {
        let needles = &sought.needles[..];
        let any = |text: &str| sought.is_in(text);
        let in_key = self.is_in_key(entry, |key| {
            sought.is_in_type(key.resource_type)
                || sought.is_in_account(key.account)
                || any(key.region.as_str())
        });
        in_key
            || any(entry.name())
            || any(&entry.id)
            || self
                .statuses
                .answer(address_of(&entry.status), || any(&entry.status))
            || self.is_in_tags(needles, &entry.tags)
            // The row's name is the value of its `Name` tag, and was compared as the name.
            || self.is_name_key && entry.tags.is_named_by_tag()
            || self.is_in_arn(needles, entry)
    }

    fn is_in_tags(&mut self, needles: &[Needle], tags: &Tags) -> bool {
        if self.texts.is_some_and(FxHashSet::is_empty) {
            return false;
        }
        let is = |text: &str| match self.texts {
            Some(texts) => texts.contains(&address_of(text)),
            None => needles.iter().any(|needle| needle.matches(text)),
        };
        self.tag_sets.answer(tags.set_address(), || {
            tags.shared_set().any(|tag| is(tag.key) || is(tag.value))
        })
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
        // Needles within the id were found when the id was compared.
        let mut pairs = needles.iter().zip(stand);
        pairs.any(|(needle, stand)| match stand {
            InPrefix::Whole => true,
            InPrefix::Begun(taken) => needle.text().is_some_and(|text| {
                let mut rests = taken.iter().map(|&taken| &text.as_bytes()[taken..]);
                rests.any(|rest| starts_with_folded(entry.id.as_bytes(), rest))
            }),
            InPrefix::Unknown => with_arn(entry, |arn| needle.matches(arn)),
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
