//! The filter language: which rows to show. Shared by the window and `awsdash list`.
//!
//! Terms are separated by spaces and all must hold. A bare term is looked for in name, id, ARN, type,
//! account, region, status and tags, without regard to case. `field:value` looks in one field; `*` in a value matches
//! anything and then the whole field must match. `!term` holds when the term does not. `a|b` is one
//! or the other. `"quoted text"` keeps spaces. `tag:Key` asks for the key, `tag:Key=value` for both.
//! `properties:text` looks into everything that the list call returned, which takes longer.
//!
//! A term about tags has no answer for a row whose tags are not known: neither it nor its opposite lets the
//! row through. See [`Verdict`].

mod matcher;
mod needle;

use std::cell::RefCell;

use thiserror::Error;

use needle::Needle;

use crate::model::tags::Tag as ResourceTag;
use crate::model::{ArnParts, ResourceEntry};

pub use matcher::{Matcher, SharedTexts};

/// Where a term looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Any,
    Name,
    Id,
    Arn,
    Type,
    Account,
    Region,
    Status,
    Tag,
    Managed,
    Properties,
}

/// Fields by the names a person types.
const FIELDS: [(&str, Field); 10] = [
    ("name", Field::Name),
    ("id", Field::Id),
    ("arn", Field::Arn),
    ("type", Field::Type),
    ("account", Field::Account),
    ("region", Field::Region),
    ("status", Field::Status),
    ("tag", Field::Tag),
    ("managed", Field::Managed),
    ("properties", Field::Properties),
];

/// Why a filter cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FilterError {
    /// No such field.
    #[error(
        "unknown field '{name}' at column {column}; fields are name, id, arn, type, account, region, status, tag, managed and properties \
         (put the term in quotes to look for it as text)"
    )]
    UnknownField {
        /// As typed.
        name: String,
        /// First character is column 1.
        column: usize,
    },
    /// `field:` with nothing behind it, or a lone `!`.
    #[error("nothing to look for at column {column}; write a word after '{before}'")]
    Empty {
        /// The text before the gap.
        before: String,
        /// First character is column 1.
        column: usize,
    },
    /// `a|` or `a | b`.
    #[error(
        "an alternative is missing at column {column}; write a|b without spaces, or quote the |"
    )]
    EmptyAlternative {
        /// First character is column 1.
        column: usize,
    },
    /// A quote that is never closed.
    #[error("the quote at column {column} is never closed; add a closing \"")]
    OpenQuote {
        /// First character is column 1.
        column: usize,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TagNeedle {
    key: Needle,
    value: Option<Needle>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Text(Field, Vec<Needle>),
    Tag(Vec<TagNeedle>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    negated: bool,
    test: Test,
}

/// What a filter, or a term of it, says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It lets the row through.
    Passes,
    /// It keeps the row back.
    Fails,
    /// It looks at tags of the row that are not known, and nothing else decides.
    Unknown,
}

impl Verdict {
    fn of(holds: bool) -> Self {
        if holds { Self::Passes } else { Self::Fails }
    }

    /// Of a term with `!` before it, where this is the one without.
    fn negated_if(self, negated: bool) -> Self {
        match (self, negated) {
            (Self::Passes, true) => Self::Fails,
            (Self::Fails, true) => Self::Passes,
            (same, _) => same,
        }
    }

    /// Of two terms that must both hold.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Passes, Self::Passes) => Self::Passes,
        }
    }
}

/// The verdict of all terms together. Those behind one that fails are not asked.
fn verdict_of(terms: impl Iterator<Item = Verdict>) -> Verdict {
    let mut all = Verdict::Passes;
    for term in terms {
        all = all.and(term);
        if all == Verdict::Fails {
            break;
        }
    }
    all
}

/// A filter, ready to be asked about rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<Term>,
}

impl Filter {
    /// Reads a filter. An empty text lets every row through.
    ///
    /// # Errors
    /// [`FilterError`] with the column and what is allowed there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let terms = words(text)?
            .into_iter()
            .map(|word| Term::parse(&word))
            .collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether it has a term about rows that AWS manages: `managed:`.
    pub fn asks_for_managed(&self) -> bool {
        let of_managed = |term: &Term| matches!(term.test, Test::Text(Field::Managed, _));
        self.terms.iter().any(of_managed)
    }

    /// Whether it looks into properties, which takes longer than all the rest together.
    pub fn looks_into_properties(&self) -> bool {
        let deep = |term: &Term| matches!(term.test, Test::Text(Field::Properties, _));
        self.terms.iter().any(deep)
    }

    /// What it says of a row. Allocates nothing, but for a buffer that each thread keeps.
    pub fn verdict(&self, entry: &ResourceEntry) -> Verdict {
        let terms = self.terms.iter();
        verdict_of(terms.map(|term| term.verdict(entry)))
    }

    /// Whether a row is shown.
    pub fn matches(&self, entry: &ResourceEntry) -> bool {
        self.verdict(entry) == Verdict::Passes
    }
}

/// One word of the text: its characters, which of them were quoted, and where it starts.
struct Word {
    chars: Vec<(char, bool)>,
    column: usize,
}

fn words(text: &str) -> Result<Vec<Word>, FilterError> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote = None;
    for (at, c) in text.chars().enumerate() {
        if c == '"' {
            quote = if quote.is_some() { None } else { Some(at + 1) };
            word.get_or_insert(Word {
                chars: Vec::new(),
                column: at + 1,
            });
        } else if c.is_whitespace() && quote.is_none() {
            words.extend(word.take());
        } else {
            let word = word.get_or_insert(Word {
                chars: Vec::new(),
                column: at + 1,
            });
            word.chars.push((c, quote.is_some()));
        }
    }
    if let Some(column) = quote {
        return Err(FilterError::OpenQuote { column });
    }
    words.extend(word);
    Ok(words)
}

impl Term {
    fn parse(word: &Word) -> Result<Self, FilterError> {
        let negated = word.chars.first() == Some(&('!', false));
        let chars = &word.chars[usize::from(negated)..];
        let column = word.column + usize::from(negated);
        // Only a plain word before the colon names a field: `arn:aws:s3:::x` in quotes is text.
        let colon = chars.iter().position(|&c| c == (':', false));
        let (field, value) = match colon {
            None => (Field::Any, chars),
            Some(at) => {
                let name: String = chars[..at].iter().map(|(c, _)| c).collect();
                let known = FIELDS
                    .iter()
                    .find(|(field, _)| field.eq_ignore_ascii_case(&name));
                match known {
                    Some((_, field)) => (*field, &chars[at + 1..]),
                    // `AWS::EC2::VPC` and ARNs are text, however many colons they have.
                    None if chars.iter().filter(|(c, _)| *c == ':').count() > 1 => {
                        (Field::Any, chars)
                    }
                    None => return Err(FilterError::UnknownField { name, column }),
                }
            }
        };
        let alternatives = split_unquoted(value, '|');
        if alternatives.len() > 1 && alternatives.iter().any(Vec::is_empty) {
            return Err(FilterError::EmptyAlternative { column });
        }
        if alternatives.iter().any(Vec::is_empty) {
            let before: String = word.chars[..word.chars.len() - value.len()]
                .iter()
                .map(|(c, _)| c)
                .collect();
            return Err(FilterError::Empty { before, column });
        }
        let test = match field {
            Field::Tag => Test::Tag(alternatives.iter().map(|tag| TagNeedle::new(tag)).collect()),
            field => Test::Text(
                field,
                alternatives
                    .iter()
                    .map(|text| Needle::new(&text_of(text)))
                    .collect(),
            ),
        };
        Ok(Self { negated, test })
    }

    fn verdict(&self, entry: &ResourceEntry) -> Verdict {
        let holds = match &self.test {
            Test::Tag(tags) => {
                let mut of_row = entry.tags.iter();
                of_row.any(|tag| tags.iter().any(|wanted| wanted.is(tag)))
            }
            Test::Text(field, needles) => needles
                .iter()
                .any(|needle| field_matches(*field, needle, entry)),
        };
        self.verdict_given(holds, entry)
    }

    /// The verdict, where what is known of the row does or does not hold.
    fn verdict_given(&self, holds: bool, entry: &ResourceEntry) -> Verdict {
        let verdict = if !holds && self.looks_at_tags() && !entry.tags.are_known() {
            Verdict::Unknown
        } else {
            Verdict::of(holds)
        };
        verdict.negated_if(self.negated)
    }

    fn looks_at_tags(&self) -> bool {
        matches!(self.test, Test::Tag(_) | Test::Text(Field::Any, _))
    }
}

impl TagNeedle {
    fn is(&self, tag: ResourceTag<'_>) -> bool {
        let value = self.value.as_ref();
        self.key.matches_whole(tag.key) && value.is_none_or(|value| value.matches_whole(tag.value))
    }

    fn new(text: &[(char, bool)]) -> Self {
        match text.iter().position(|&c| c == ('=', false)) {
            None => Self {
                key: Needle::new(&text_of(text)),
                value: None,
            },
            Some(at) => Self {
                key: Needle::new(&text_of(&text[..at])),
                value: Some(Needle::new(&text_of(&text[at + 1..]))),
            },
        }
    }
}

fn field_matches(field: Field, needle: &Needle, entry: &ResourceEntry) -> bool {
    let arn = || with_arn(entry, |arn| needle.matches(arn));
    match field {
        Field::Name => needle.matches(entry.name()),
        Field::Id => needle.matches(&entry.id),
        Field::Arn => arn(),
        Field::Type => needle.matches(entry.resource_type.as_str()),
        Field::Account => needle.matches(&entry.account.digits()),
        Field::Region => needle.matches(entry.region.as_str()),
        Field::Status => needle.matches(&entry.status),
        Field::Tag => false,
        Field::Managed => needle.matches_whole(if entry.managed { "true" } else { "false" }),
        Field::Properties => entry.properties.with_text(|text| needle.matches(text)),
        Field::Any => {
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
                || arn()
        }
    }
}

/// Looks at the whole ARN of a row; `false` when it has none.
fn with_arn(entry: &ResourceEntry, look: impl FnOnce(&str) -> bool) -> bool {
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

fn text_of(chars: &[(char, bool)]) -> String {
    chars.iter().map(|(c, _)| c).collect()
}

fn split_unquoted(chars: &[(char, bool)], separator: char) -> Vec<Vec<(char, bool)>> {
    chars
        .split(|&c| c == (separator, false))
        .map(<[_]>::to_vec)
        .collect()
}

#[cfg(test)]
mod tests;
