//! Paths in a Rust source, without those in comments and strings.
//!
//! Not a parser: a tokenizer and one rule for `a::b::{c, d::e}`. That is enough to find which module names
//! which, and it reads the whole project in a few milliseconds.

/// One path as it is written, `use` groups taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPath {
    /// Line of its first segment, from 1.
    pub line: usize,
    /// `["crate", "app", "settings"]`; a glob is `"*"`.
    pub segments: Vec<String>,
    /// Whether it is a declaration or a mention.
    pub mention: Mention,
}

/// Where a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mention {
    /// In a `use` or `extern crate` declaration.
    Declaration,
    /// Anywhere else.
    Code,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Sep,
    Punct(char),
}

struct Located {
    line: usize,
    token: Token,
}

/// Every path and every lone word of `source`, in order.
pub(crate) fn named_paths(source: &str) -> Vec<NamedPath> {
    let tokens = tokens_of(source);
    let mut found = Vec::new();
    let mut mention = Mention::Code;
    let mut at = 0;
    while let Some(Located { token, .. }) = tokens.get(at) {
        match token {
            Token::Word(word) if opens_declaration(word, tokens.get(at + 1)) => {
                mention = Mention::Declaration;
                at += if word == "extern" { 2 } else { 1 };
            }
            Token::Word(word) if word == "as" && mention == Mention::Declaration => at += 2,
            Token::Word(_) => at = path_at(&tokens, at, &[], mention, &mut found),
            Token::Punct(';') => {
                mention = Mention::Code;
                at += 1;
            }
            Token::Sep | Token::Punct(_) => at += 1,
        }
    }
    found
}

/// `use` (but not the `use<'a>` of a bound) and `extern crate` (but not `extern "C"`).
fn opens_declaration(word: &str, next: Option<&Located>) -> bool {
    let next = next.map(|located| &located.token);
    match word {
        "use" => next != Some(&Token::Punct('<')),
        "extern" => matches!(next, Some(Token::Word(word)) if word == "crate"),
        _ => false,
    }
}

/// Reads the path that starts at `at` behind `prefix`; returns where to go on.
fn path_at(
    tokens: &[Located],
    mut at: usize,
    prefix: &[String],
    mention: Mention,
    found: &mut Vec<NamedPath>,
) -> usize {
    let line = tokens[at].line;
    let mut segments = prefix.to_vec();
    loop {
        match tokens.get(at).map(|located| &located.token) {
            Some(Token::Word(word)) => segments.push(word.clone()),
            Some(Token::Punct('*')) if at > 0 && tokens[at - 1].token == Token::Sep => {
                segments.push("*".into());
            }
            Some(Token::Punct('{')) if mention == Mention::Declaration => {
                return group_at(tokens, at, &segments, mention, found);
            }
            _ => break,
        }
        at += 1;
        if tokens.get(at).map(|located| &located.token) != Some(&Token::Sep) {
            break;
        }
        at += 1;
    }
    found.push(NamedPath {
        line,
        segments,
        mention,
    });
    at
}

/// Reads `{a, b::c}` behind `prefix`; returns where to go on.
fn group_at(
    tokens: &[Located],
    mut at: usize,
    prefix: &[String],
    mention: Mention,
    found: &mut Vec<NamedPath>,
) -> usize {
    at += 1;
    while let Some(located) = tokens.get(at) {
        match &located.token {
            Token::Punct('}') => return at + 1,
            Token::Word(word) if word == "as" => at += 2,
            Token::Word(_) => at = path_at(tokens, at, prefix, mention, found),
            Token::Punct('*') => {
                let mut segments = prefix.to_vec();
                segments.push("*".into());
                found.push(NamedPath {
                    line: located.line,
                    segments,
                    mention,
                });
                at += 1;
            }
            Token::Punct('{') => at = group_at(tokens, at, prefix, mention, found),
            Token::Sep | Token::Punct(_) => at += 1,
        }
    }
    at
}

fn tokens_of(source: &str) -> Vec<Located> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = match skip_at(&chars, at) {
            Some(end) => end,
            None if is_word(chars[at]) => {
                let end = (at..chars.len())
                    .find(|&i| !is_word(chars[i]))
                    .unwrap_or(chars.len());
                tokens.push(Located {
                    line,
                    token: Token::Word(chars[at..end].iter().collect()),
                });
                end
            }
            None if chars[at..].starts_with(&[':', ':']) => {
                tokens.push(Located {
                    line,
                    token: Token::Sep,
                });
                at + 2
            }
            None => {
                tokens.push(Located {
                    line,
                    token: Token::Punct(chars[at]),
                });
                at + 1
            }
        };
        line += chars[at..end].iter().filter(|&&c| c == '\n').count();
        at = end;
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the blank, comment, string or character literal that starts at `at` ends.
fn skip_at(chars: &[char], at: usize) -> Option<usize> {
    let rest = &chars[at..];
    let here = rest[0];
    if here.is_whitespace() {
        return Some(at + 1);
    }
    if rest.starts_with(&['/', '/']) {
        return Some(find_from(chars, at, |rest| rest[0] == '\n'));
    }
    if rest.starts_with(&['/', '*']) {
        return Some(block_comment_end(chars, at));
    }
    if here == '"' {
        return Some(quoted_end(chars, at + 1, '"'));
    }
    let starts_word = at == 0 || !is_word(chars[at - 1]);
    if starts_word && matches!(here, 'r' | 'b' | 'c') {
        if let Some(end) = raw_string_end(chars, at) {
            return Some(end);
        }
        if here == 'r' && rest.get(1) == Some(&'#') {
            return Some(at + 2); // r#type: the word follows
        }
    }
    if here == '\'' {
        let is_char = rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'');
        return Some(if is_char {
            quoted_end(chars, at + 1, '\'')
        } else {
            at + 1 // a lifetime
        });
    }
    None
}

fn find_from(chars: &[char], at: usize, hit: impl Fn(&[char]) -> bool) -> usize {
    (at..chars.len())
        .find(|&i| hit(&chars[i..]))
        .unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i < chars.len() {
        if chars[i..].starts_with(&['/', '*']) {
            (depth, i) = (depth + 1, i + 2);
        } else if chars[i..].starts_with(&['*', '/']) {
            (depth, i) = (depth - 1, i + 2);
            if depth == 0 {
                break;
            }
        } else {
            i += 1;
        }
    }
    i
}

fn quoted_end(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of `r"…"`, `r#"…"#`, `br"…"`, `b"…"`, `c"…"`, if one starts here.
fn raw_string_end(chars: &[char], at: usize) -> Option<usize> {
    let prefix = (at..chars.len().min(at + 2))
        .take_while(|&i| matches!(chars[i], 'r' | 'b' | 'c'))
        .count();
    let raw = chars[at..at + prefix].contains(&'r');
    let quote = (at + prefix..chars.len()).find(|&i| chars[i] != '#')?;
    let hashes = quote - at - prefix;
    if chars[quote] != '"' || (hashes > 0 && !raw) {
        return None;
    }
    if !raw {
        return Some(quoted_end(chars, quote + 1, '"'));
    }
    let end = find_from(chars, quote + 1, |rest| {
        rest[0] == '"' && rest[1..].iter().take_while(|&&c| c == '#').count() >= hashes
    });
    Some((end + 1 + hashes).min(chars.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(source: &str) -> Vec<String> {
        named_paths(source)
            .into_iter()
            .filter(|path| path.segments.len() > 1 || path.mention == Mention::Declaration)
            .map(|path| path.segments.join("::"))
            .collect()
    }

    #[test]
    fn groups_are_taken_apart() {
        assert_eq!(
            paths("use a::{b, c::{self, D as E}, *};\nuse f as g; pub(crate) use {h::i, ::j::k};"),
            ["a::b", "a::c::self", "a::c::D", "a::*", "f", "h::i", "j::k"]
        );
    }

    #[test]
    fn mentions_in_code_count_and_braces_of_code_are_no_groups() {
        assert_eq!(
            paths("fn f(x: &'a t::U) -> v::W<x::Y> { t::z::<u8>(); if a == B::C { d::e() } }"),
            ["t::U", "v::W", "x::Y", "t::z", "B::C", "d::e"]
        );
    }

    #[test]
    fn comments_and_strings_do_not_count() {
        let source = r##"
            // a::b
            /* c::d /* e::f */ g::h */
            let s = "i::j \" k::l"; let c = '"'; let r = r#"m::n " o::p"#; let b = b"q::r";
            let q = '\''; let l: &'static str = s::t;
        "##;
        assert_eq!(paths(source), ["s::t"]);
    }

    #[test]
    fn lines_are_counted_through_everything_that_is_skipped() {
        let found = named_paths("/* \n */ let s = \"\n\n\";\na::b();");
        let path = found.iter().find(|path| path.segments.len() == 2).unwrap();
        assert_eq!(path.line, 5);
    }
}
