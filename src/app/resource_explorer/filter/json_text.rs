//! Reading compact JSON text without building a tree of it: the values at a path, and all strings.

use std::borrow::Cow;

/// A value at a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Text(Cow<'a, str>),
    /// A number as it is written.
    Number(&'a str),
    Bool(bool),
    /// An object: it is there, and has no text.
    Object,
}

/// Steps to a value, folded as [`fold_key`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PropertyPath(Box<[Box<str>]>);

impl PropertyPath {
    /// Members with dots between them; `[]` behind one says nothing.
    pub(super) fn parse(text: &str) -> Self {
        let steps = text.split('.').map(fold_key);
        Self(
            steps
                .filter(|step| !step.is_empty())
                .map(Into::into)
                .collect(),
        )
    }

    /// Calls `found` with each value that the path leads to in a compact JSON text. Lists on the way, and at
    /// its end, are gone through.
    pub(super) fn visit(&self, text: &str, found: &mut dyn FnMut(Scalar<'_>)) {
        if !self.0.is_empty() {
            Reader { text, at: 0 }.walk(&self.0, found);
        }
    }

    /// As [`PropertyPath::visit`], for all members at the top whose folded name is wanted.
    pub(super) fn visit_top(
        text: &str,
        wanted: &dyn Fn(&str) -> bool,
        found: &mut dyn FnMut(Scalar<'_>),
    ) {
        let mut reader = Reader { text, at: 0 };
        reader.members(&mut |reader, key| {
            if wanted(&fold_key(key)) {
                reader.walk(&[], found);
            } else {
                reader.skip();
            }
        });
    }
}

/// The name of a member in lower case, without what parts words.
pub(super) fn fold_key(text: &str) -> String {
    let letters = text.chars().filter(|c| !is_between_words(*c));
    letters.flat_map(char::to_lowercase).collect()
}

fn is_between_words(c: char) -> bool {
    matches!(c, '_' | '-' | ' ' | '[' | ']')
}

/// Whether a member's name is a folded one.
fn is_key(name: &str, folded: &str) -> bool {
    if name.is_ascii() && folded.is_ascii() {
        let mut wanted = folded.bytes();
        let letters = name
            .bytes()
            .filter(|byte| !is_between_words(char::from(*byte)));
        let mut letters = letters.map(|byte| byte.to_ascii_lowercase());
        return letters.all(|byte| wanted.next() == Some(byte)) && wanted.next().is_none();
    }
    fold_key(name) == folded
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes along `steps` in the value that stands here, and past it.
    fn walk(&mut self, steps: &[Box<str>], found: &mut dyn FnMut(Scalar<'_>)) {
        match (self.peek(), steps) {
            (Some(b'['), _) => self.elements(&mut |reader| reader.walk(steps, found)),
            (Some(b'{'), [step, rest @ ..]) => self.members(&mut |reader, key| {
                if is_key(key, step) {
                    reader.walk(rest, found);
                } else {
                    reader.skip();
                }
            }),
            (Some(b'{'), []) => {
                found(Scalar::Object);
                self.skip();
            }
            (_, []) => {
                if let Some(scalar) = self.scalar() {
                    found(scalar);
                }
            }
            (_, _) => self.skip(),
        }
    }

    fn members(&mut self, each: &mut dyn FnMut(&mut Self, &'a str)) {
        if self.peek() != Some(b'{') {
            return;
        }
        self.at += 1;
        while self.peek() == Some(b'"') {
            let key = self.string();
            // The colon.
            self.at += 1;
            each(self, key);
            if self.peek() != Some(b',') {
                break;
            }
            self.at += 1;
        }
        // The brace.
        self.at += 1;
    }

    fn elements(&mut self, each: &mut dyn FnMut(&mut Self)) {
        self.at += 1;
        while self.peek().is_some_and(|byte| byte != b']') {
            let before = self.at;
            each(self);
            if self.peek() == Some(b',') {
                self.at += 1;
            }
            if self.at == before {
                break;
            }
        }
        // The bracket.
        self.at += 1;
    }

    fn scalar(&mut self) -> Option<Scalar<'a>> {
        match self.peek()? {
            b'"' => Some(Scalar::Text(unescaped(self.string()))),
            _ => match self.bare() {
                "true" => Some(Scalar::Bool(true)),
                "false" => Some(Scalar::Bool(false)),
                "null" | "" => None,
                number => Some(Scalar::Number(number)),
            },
        }
    }

    /// A number or a word, up to what ends it.
    fn bare(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find([',', '}', ']']).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// The inside of a string, with its escapes, and past it.
    fn string(&mut self) -> &'a str {
        let start = self.at + 1;
        let end = end_of_string(self.text.as_bytes(), start);
        self.at = end + 1;
        self.text.get(start..end).unwrap_or_default()
    }

    /// Past the value that stands here.
    fn skip(&mut self) {
        let bytes = self.text.as_bytes();
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at = end_of_string(bytes, self.at + 1) + 1;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 && byte != b',' {
                return;
            }
        }
    }
}

/// Where the quote stands that ends a string whose inside begins at `from`.
pub(super) fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(rest) = bytes.get(at..) {
        match memchr::memchr2(b'"', b'\\', rest) {
            None => return bytes.len(),
            Some(found) if rest[found] == b'"' => return at + found,
            Some(found) => at += found + 2,
        }
    }
    bytes.len()
}

fn unescaped(inside: &str) -> Cow<'_, str> {
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    match serde_json::from_str(&format!("\"{inside}\"")) {
        Ok(text) => Cow::Owned(text),
        Err(_) => Cow::Borrowed(inside),
    }
}
