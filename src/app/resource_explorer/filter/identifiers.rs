//! Identifiers in properties: ids, ARNs, addresses and names of other resources, which a bare word finds when it is
//! one of them, whole. Unpacking the properties of a million rows takes a second; their identifiers are kept as
//! numbers of four bytes, which are gone through in milliseconds.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::json_text::end_of_string;
use crate::model::ResourceEntry;

/// Shorter and longer texts are no identifiers.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=512;

/// Ends of members' names whose values are identifiers whatever they look like.
const ENDINGS: [&str; 8] = ["Id", "Ids", "id", "Arn", "Arns", "arn", "Name", "Names"];

/// Calls `found` with each identifier of a compact JSON text, and with the parts of one that are used alone: what
/// an ARN ends with, the address of a range.
fn each_identifier<'a>(text: &'a str, mut found: impl FnMut(&'a str)) {
    each_string(text, |key, value| {
        if !is_identifier(key, value) {
            return;
        }
        found(value);
        if let Some(part) = last_part(value).filter(|part| LENGTHS.contains(&part.len())) {
            found(part);
        }
    });
}

/// Stands for the identifiers of a row whose properties were given up when the index was made.
const GIVEN_UP: u32 = 0;

/// In a batch with more rows than this that have the number of a word, no row is looked at again: that another
/// identifier has the same number by chance is one in a thousand million for each.
const MOST_VERIFIED: usize = 16;

/// A word that may be an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IdentifierWord {
    /// In lower case.
    folded: Box<str>,
    number: u32,
}

impl IdentifierWord {
    /// The word; `None` where no identifier looks like it.
    pub(super) fn of(word: &str) -> Option<Self> {
        let folded = word.to_lowercase();
        let may_be = LENGTHS.contains(&folded.len())
            && !folded.contains(|c: char| c.is_whitespace() || c == '*');
        may_be.then(|| Self {
            number: number_of(&folded),
            folded: folded.into(),
        })
    }

    /// Whether it can hardly be anything but an identifier.
    pub(super) fn is_telling(&self) -> bool {
        self.folded.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Whether the properties of a row have it.
    pub(super) fn is_of(&self, entry: &ResourceEntry) -> bool {
        entry
            .properties
            .with_text(|text| has_identifier(text, &self.folded))
    }
}

/// What a batch has of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InBatch {
    /// No row has it.
    None,
    /// So few that each is looked at again.
    Few,
    Many,
}

/// The identifiers of the rows of a batch, as numbers.
#[derive(Debug, Default)]
pub struct BatchIdentifiers {
    /// Where those of each row end.
    ends: Box<[u32]>,
    numbers: Box<[u32]>,
}

impl BatchIdentifiers {
    /// Goes through the properties of the rows of a batch.
    pub fn of(rows: &[ResourceEntry]) -> Self {
        let mut ends = Vec::with_capacity(rows.len());
        let mut numbers = Vec::new();
        for row in rows {
            let first = numbers.len();
            if row.properties.is_evicted() {
                numbers.push(GIVEN_UP);
            } else {
                row.properties.with_text(|text| {
                    each_identifier(text, |one| numbers.push(number_of_text(one)));
                });
                numbers[first..].sort_unstable();
                let mut kept = first;
                for at in first..numbers.len() {
                    if at == first || numbers[at] != numbers[kept - 1] {
                        numbers[kept] = numbers[at];
                        kept += 1;
                    }
                }
                numbers.truncate(kept);
            }
            ends.push(numbers.len() as u32);
        }
        Self {
            ends: ends.into(),
            numbers: numbers.into(),
        }
    }

    fn of_row(&self, at: usize) -> &[u32] {
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        &self.numbers[start..end]
    }

    /// What the batch has of a word.
    pub(super) fn have(&self, word: &IdentifierWord) -> InBatch {
        let is = |number: &&u32| **number == word.number || **number == GIVEN_UP;
        match self
            .numbers
            .iter()
            .filter(is)
            .take(MOST_VERIFIED + 1)
            .count()
        {
            0 => InBatch::None,
            count if count <= MOST_VERIFIED => InBatch::Few,
            _ => InBatch::Many,
        }
    }

    /// Whether the row at a place has a word; `entry` is that row.
    pub(super) fn row_has(
        &self,
        at: usize,
        word: &IdentifierWord,
        have: InBatch,
        entry: &ResourceEntry,
    ) -> bool {
        if have == InBatch::None {
            return false;
        }
        match self.of_row(at) {
            // They may be back by now.
            [GIVEN_UP] => word.is_of(entry),
            numbers => {
                numbers.contains(&word.number)
                    && (have == InBatch::Many || entry.properties.is_evicted() || word.is_of(entry))
            }
        }
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        size_of_val(&*self.ends) + size_of_val(&*self.numbers)
    }
}

/// The number of an identifier in lower case; never that of one that was given up.
fn number_of(folded: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(folded.as_bytes());
    let hash = hasher.finish();
    ((hash ^ hash >> 32) as u32).max(GIVEN_UP + 1)
}

fn number_of_text(text: &str) -> u32 {
    const LONGEST: usize = 128;
    let mut lower = [0; LONGEST];
    match lower.get_mut(..text.len()) {
        Some(lower) if text.is_ascii() => {
            lower.copy_from_slice(text.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).map_or(GIVEN_UP + 1, number_of)
        }
        _ => number_of(&text.to_lowercase()),
    }
}

/// Whether a compact JSON text has `word`, folded to lower case, as an identifier.
fn has_identifier(text: &str, word: &str) -> bool {
    let mut has = false;
    each_identifier(text, |one| has = has || is_folded(one, word));
    has
}

fn is_folded(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        return text.eq_ignore_ascii_case(folded);
    }
    text.chars().flat_map(char::to_lowercase).eq(folded.chars())
}

fn is_identifier(key: &str, value: &str) -> bool {
    if !LENGTHS.contains(&value.len()) || value.bytes().any(|byte| byte <= b' ' || byte == b'\\') {
        return false;
    }
    let is_named = || ENDINGS.iter().any(|ending| key.ends_with(ending));
    (value.bytes().any(|byte| byte.is_ascii_digit()) && !is_moment(value)) || is_named()
}

/// `2026-11-03T…`
fn is_moment(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes[..4].iter().all(u8::is_ascii_digit)
}

fn last_part(value: &str) -> Option<&str> {
    if value.starts_with("arn:") {
        return value.rsplit([':', '/']).next();
    }
    let (address, prefix) = value.split_once('/')?;
    let is_range = prefix.len() <= 3 && prefix.bytes().all(|byte| byte.is_ascii_digit());
    is_range.then_some(address)
}

/// Calls `found` with each string of a compact JSON text and the name of the member that it, or the list it is
/// in, belongs to. Strings are as they are written, with their escapes.
fn each_string<'a>(text: &'a str, mut found: impl FnMut(&'a str, &'a str)) {
    let bytes = text.as_bytes();
    let (mut at, mut key) = (0, "");
    while let Some(start) = bytes.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
        let start = at + start + 1;
        let end = end_of_string(bytes, start);
        let inside = text.get(start..end).unwrap_or_default();
        at = end + 1;
        if bytes.get(at) == Some(&b':') {
            key = inside;
        } else {
            found(key, inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::entry;
    use crate::model::Properties;
    use serde_json::json;

    fn row(properties: &serde_json::Value) -> ResourceEntry {
        let mut row = entry("eu-west-1", "AWS::EC2::Instance", "i-1", "");
        row.properties = Properties::from_json(properties);
        row
    }

    fn identifiers(properties: &serde_json::Value) -> Vec<String> {
        let mut all = Vec::new();
        each_identifier(&properties.to_string(), |one| all.push(one.to_owned()));
        all
    }

    #[test]
    fn ids_addresses_arns_and_names_are_identifiers_and_words_and_moments_are_not() {
        let properties = json!({"PrivateIpAddress": "10.0.32.6", "LaunchTime": "2026-11-03T14:05:59Z",
            "Description": "the 2nd one", "Architecture": "arm64", "Tenancy": "default", "Port": 443,
            "SecurityGroups": [{"GroupId": "sg-12345678", "GroupName": "web"}, {"GroupName": "default"}],
            "Roles": ["arn:aws:iam::001234567890:role/ops/Admin"], "Cidr": "10.1.0.0/16", "Quoted": "a\"b7"});
        assert_eq!(
            identifiers(&properties),
            [
                "10.0.32.6",
                "arm64",
                "sg-12345678",
                "default",
                "arn:aws:iam::001234567890:role/ops/Admin",
                "Admin",
                "10.1.0.0/16",
                "10.1.0.0"
            ]
        );
    }

    #[test]
    fn a_batch_knows_its_identifiers_as_its_rows_do() {
        let rows: Vec<_> = (0..300)
            .map(|n| row(&json!({"Ip": format!("10.0.{}.{}", n / 7, n % 7), "VpcId": "vpc-0ABC", "Same": ["x-1", "X-1"]})))
            .collect();
        rows[5].properties.evict();
        let batch = BatchIdentifiers::of(&rows);
        rows[8].properties.evict();
        for text in [
            "10.0.1.1",
            "10.0.1.2",
            "10.0.1",
            "VPC-0abc",
            "x-1",
            "nowhere-1",
        ] {
            let Some(word) = IdentifierWord::of(text) else {
                assert_eq!(text, "x-1", "too short");
                continue;
            };
            let have = batch.have(&word);
            for (at, row) in rows.iter().enumerate() {
                let is = batch.row_has(at, &word, have, row);
                match at {
                    5 => assert!(!is),
                    8 => assert_eq!(
                        is,
                        ["10.0.1.1", "VPC-0abc"].contains(&text),
                        "{text}: it was known"
                    ),
                    _ => assert_eq!(is, word.is_of(row), "{text} {at}"),
                }
            }
        }
        assert!(batch.heap_bytes() < 300 * 16);
    }
}
