//! Takes the text of a filter apart: words, signs of negation, parentheses, and the words `and`, `or`, `not`.

use std::iter::Peekable;
use std::str::CharIndices;

use super::span::Span;

/// One character of a word, without the quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) c: char,
    /// Whether it stood between quotes: then it is text, whatever it means elsewhere.
    pub(super) quoted: bool,
    /// Its first byte.
    pub(super) at: usize,
}

impl Letter {
    /// Whether it is `c` outside of quotes.
    pub(super) fn is_sign(&self, c: char) -> bool {
        self.c == c && !self.quoted
    }

    /// One past its last byte.
    pub(super) fn end(&self) -> usize {
        self.at + self.c.len_utf8()
    }
}

/// A word of a filter.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) letters: Vec<Letter>,
    /// With its quotes.
    pub(super) span: Span,
    /// Lists of values, with their parentheses.
    pub(super) lists: Vec<Span>,
}

impl Word {
    /// Whether a byte of the text is between the parentheses of a list.
    pub(super) fn is_in_list(&self, offset: usize) -> bool {
        let mut lists = self.lists.iter();
        lists.any(|list| list.start < offset && offset < list.end)
    }
}

/// A part of a filter.
#[derive(Clone, Debug)]
pub(super) enum Token {
    /// `(`
    Open(Span),
    /// `)`
    Close(Span),
    /// `and`
    And(Span),
    /// `or`
    Or(Span),
    /// `!` or `-` before a term, or the word `not`.
    Not(Span),
    Word(Word),
}

impl Token {
    /// Where it stands.
    pub(super) fn span(&self) -> &Span {
        match self {
            Self::Open(span)
            | Self::Close(span)
            | Self::And(span)
            | Self::Or(span)
            | Self::Not(span) => span,
            Self::Word(word) => &word.span,
        }
    }
}

/// The parts of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    pub(super) tokens: Vec<Token>,
    /// Where a quote stands that is never closed.
    pub(super) open_quote: Option<usize>,
    /// Where a list in parentheses begins that is never closed.
    pub(super) open_list: Option<usize>,
}

/// Takes `text` apart. A quote that is never closed reaches to the end.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer {
        chars: text.char_indices().peekable(),
        text,
        found: Tokens::default(),
        depth: 0,
    };
    lexer.read();
    lexer.found
}

struct Lexer<'a> {
    chars: Peekable<CharIndices<'a>>,
    text: &'a str,
    found: Tokens,
    /// Parentheses around terms that are open.
    depth: usize,
}

impl Lexer<'_> {
    fn read(&mut self) {
        let mut after_not = false;
        while let Some(&(at, c)) = self.chars.peek() {
            let next = self.text[at + c.len_utf8()..].chars().next();
            let begins = next.is_some_and(|next| !next.is_whitespace() && next != ')');
            let token = match c {
                c if c.is_whitespace() => {
                    self.chars.next();
                    after_not = false;
                    continue;
                }
                '(' => {
                    self.depth += 1;
                    Token::Open(at..at + 1)
                }
                ')' => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close(at..at + 1)
                }
                '!' if !after_not => Token::Not(at..at + 1),
                '-' if !after_not && begins => Token::Not(at..at + 1),
                _ => {
                    let word = self.word(at);
                    after_not = false;
                    self.found.tokens.push(keyword_or(word));
                    continue;
                }
            };
            self.chars.next();
            after_not = matches!(token, Token::Not(_));
            self.found.tokens.push(token);
        }
    }

    fn word(&mut self, start: usize) -> Word {
        let mut word = Word {
            letters: Vec::new(),
            span: start..start,
            lists: Vec::new(),
        };
        let mut inner = 0usize;
        let ends = if self.depth > 0 { "|)" } else { "|" };
        while let Some(&(at, c)) = self.chars.peek() {
            let quoted = self.found.open_quote.is_some();
            if !quoted && (c.is_whitespace() || c == ')' && inner == 0 && self.depth > 0) {
                break;
            }
            let is_start = word.letters.last().is_none_or(|last| starts_value(*last));
            if !quoted && c == '/' && is_start && self.regex(&mut word, ends) {
                continue;
            }
            self.chars.next();
            word.span.end = at + c.len_utf8();
            match c {
                '"' => self.found.open_quote = if quoted { None } else { Some(at) },
                '(' if !quoted && word.letters.last().is_some_and(is_before_list) => {
                    self.list(&mut word, at);
                    // Only another alternative belongs to the word still.
                    let next = self.chars.peek().map(|(_, next)| *next);
                    if inner == 0 && next != Some('|') {
                        break;
                    }
                }
                _ => {
                    match c {
                        '(' if !quoted => inner += 1,
                        ')' if !quoted => inner = inner.saturating_sub(1),
                        _ => {}
                    }
                    word.letters.push(Letter { c, quoted, at });
                }
            }
        }
        word
    }

    /// `/…/` up to the last slash before a space, if a word or an alternative ends behind it. Its letters are
    /// text, but for the slashes.
    fn regex(&mut self, word: &mut Word, ends: &str) -> bool {
        let Some(&(start, _)) = self.chars.peek() else {
            return false;
        };
        let rest = &self.text[start..];
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let ends_here = |at: &usize| {
            let after = rest[at + 1..].chars().next();
            *at > 1 && after.is_none_or(|c| c.is_whitespace() || ends.contains(c))
        };
        let slashes = rest[..end].char_indices().filter(|(_, c)| *c == '/');
        let mut ends = slashes.map(|(at, _)| at).filter(ends_here);
        let Some(close) = ends.find(|at| !rest[..*at].ends_with('\\')) else {
            return false;
        };
        while let Some((at, c)) = self.chars.next_if(|(at, _)| *at <= start + close) {
            let is_slash = at == start || at == start + close;
            word.letters.push(Letter {
                c,
                quoted: !is_slash,
                at,
            });
            word.span.end = at + c.len_utf8();
        }
        true
    }

    /// A list behind `:` or `=`: its spaces and commas become the sign between alternatives.
    fn list(&mut self, word: &mut Word, open: usize) {
        let first = word.letters.len();
        let mut gap = None;
        while let Some(&(at, c)) = self.chars.peek() {
            let quoted = self.found.open_quote.is_some();
            let is_gap = !quoted && (c.is_whitespace() || c == ',' || c == '|');
            let is_start = gap.is_some() || word.letters.len() == first;
            if !quoted && c == '/' && is_start {
                separate(word, first, &mut gap);
                if self.regex(word, "|),") {
                    continue;
                }
            }
            self.chars.next();
            word.span.end = at + c.len_utf8();
            match c {
                '"' => {
                    separate(word, first, &mut gap);
                    self.found.open_quote = if quoted { None } else { Some(at) };
                }
                ')' if !quoted => {
                    word.lists.push(open..word.span.end);
                    return;
                }
                _ if is_gap => gap = gap.or(Some(at)),
                _ => {
                    separate(word, first, &mut gap);
                    word.letters.push(Letter { c, quoted, at });
                }
            }
        }
        // It goes on behind the end of the text.
        word.lists.push(open..word.span.end + 1);
        self.found.open_list = Some(open);
    }
}

/// Puts the sign between alternatives where there was a gap.
fn separate(word: &mut Word, first: usize, gap: &mut Option<usize>) {
    if let Some(at) = gap.take().filter(|_| word.letters.len() > first) {
        word.letters.push(Letter {
            c: '|',
            quoted: false,
            at,
        });
    }
}

fn starts_value(last: Letter) -> bool {
    [':', '=', '|'].iter().any(|sign| last.is_sign(*sign))
}

fn is_before_list(last: &Letter) -> bool {
    [':', '=', '<', '>'].iter().any(|sign| last.is_sign(*sign))
}

fn keyword_or(word: Word) -> Token {
    if word.letters.iter().any(|letter| letter.quoted) {
        return Token::Word(word);
    }
    let text = text_of(&word.letters).to_ascii_lowercase();
    match text.as_str() {
        "and" => Token::And(word.span),
        "or" => Token::Or(word.span),
        "not" => Token::Not(word.span),
        _ => Token::Word(word),
    }
}

/// What the letters say.
pub(super) fn text_of(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.c).collect()
}
