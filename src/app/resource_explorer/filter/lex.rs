//! Takes the text of a filter apart into words: what stands between spaces outside of quotes.

use super::span::Span;

/// One character of a word, without the quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub c: char,
    /// Whether it stood between quotes: then it is text, whatever it means elsewhere.
    pub quoted: bool,
    /// Its first byte.
    pub at: usize,
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
    pub letters: Vec<Letter>,
    /// With its quotes.
    pub span: Span,
}

/// The words of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub words: Vec<Word>,
    /// Where a quote stands that is never closed.
    pub open_quote: Option<usize>,
}

/// Takes `text` apart. A quote that is never closed reaches to the end.
pub(super) fn words(text: &str) -> Words {
    let mut found = Words::default();
    let mut word: Option<Word> = None;
    for (at, c) in text.char_indices() {
        let quoted = found.open_quote.is_some();
        if c.is_whitespace() && !quoted {
            found.words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_with(|| Word {
            letters: Vec::new(),
            span: at..at,
        });
        word.span.end = at + c.len_utf8();
        if c == '"' {
            found.open_quote = if quoted { None } else { Some(at) };
        } else {
            word.letters.push(Letter { c, quoted, at });
        }
    }
    found.words.extend(word);
    found
}

/// What the letters say.
pub(super) fn text_of(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.c).collect()
}
