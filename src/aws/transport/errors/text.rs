//! Texts of errors, made fit to be shown and logged.

use std::error::Error;

use compact_str::CompactString;

use crate::text::truncate;

/// The longest message that is kept, in characters.
const MAX_CHARS: usize = 300;

/// Where messages begin to quote the request, signature and all.
const CUT_AT: [&str; 4] = [
    "The Canonical String",
    "Encoded authorization failure message",
    "The String-to-Sign",
    "Credential should be",
];

/// One line, bounded, without key ids, tokens or quoted requests.
pub(in crate::aws) fn scrub(message: &str) -> CompactString {
    let end = CUT_AT.iter().filter_map(|mark| message.find(mark)).min();
    let message = &message[..end.unwrap_or(message.len())];
    let mut clean = CompactString::default();
    // Whether the word before says that a secret comes next.
    let mut is_announced = false;
    for (at, word) in message.split_whitespace().enumerate() {
        if at > 0 {
            clean.push(' ');
        }
        let is_sign = matches!(word, "=" | ":" | "=>");
        match named_value(word) {
            _ if is_announced && is_sign => clean.push_str(word),
            _ if is_announced || looks_secret(word) => {
                clean.push_str(HIDDEN);
                is_announced = false;
            }
            Some((name, value)) => {
                clean.push_str(name);
                is_announced = value.is_empty();
                if !is_announced {
                    clean.push_str(HIDDEN);
                }
            }
            None => {
                clean.push_str(word);
                is_announced = announces(word, message);
            }
        }
        // No character takes more than four bytes: what follows is cut off anyway.
        if clean.len() > 4 * MAX_CHARS {
            break;
        }
    }
    truncate::to_chars(&clean, MAX_CHARS).into()
}

/// What stands in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// What names of secrets have in them.
const SECRET_NAMES: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "authorization",
];

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

/// `password=x` and `"token":"x"`: up to the sign, and what follows it. The value may be the next word.
fn named_value(word: &str) -> Option<(&str, &str)> {
    let mut signs = word.match_indices(['=', ':']);
    let (at, _) = signs.find(|(at, _)| is_secret_name(&word[..*at]))?;
    let (name, value) = word.split_at(at + 1);
    Some((name, value))
}

/// Whether a word is a secret's name before a sign that stands alone: `password = x`.
fn announces(word: &str, message: &str) -> bool {
    if !is_secret_name(word) {
        return false;
    }
    let mut words = message.split_whitespace();
    let after = words.find(|known| *known == word).and(words.next());
    after.is_some_and(|next| matches!(next, "=" | ":" | "=>"))
}

/// Access key ids, and anything as long and as random as a secret or a token.
fn looks_secret(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let key_id = core.len() >= 16
        && ["AKIA", "ASIA", "AROA", "AIDA"]
            .iter()
            .any(|prefix| core.starts_with(prefix))
        && core
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let token = core.len() >= 40
        && core
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b))
        && core.bytes().any(|b| b.is_ascii_digit())
        && core.bytes().any(|b| b.is_ascii_uppercase());
    key_id || token
}

/// An error and its causes in one line, each said once.
pub(in crate::aws) fn chain(error: &(dyn Error + 'static)) -> CompactString {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    scrub(&text)
}

/// The user or role that was refused, if the message names it: `User: ARN is not authorized to perform: ...`.
pub(super) fn principal(message: &str) -> Option<CompactString> {
    let after = message.split("User: ").nth(1)?;
    let arn = after.split_whitespace().next()?;
    arn.starts_with("arn:").then(|| CompactString::from(arn))
}

/// Whether a body is a web page.
pub(in crate::aws) fn is_html(body: &[u8]) -> bool {
    let start = body
        .iter()
        .position(|b| !b.is_ascii_whitespace())
        .unwrap_or(0);
    let head: Vec<u8> = body[start..]
        .iter()
        .take(15)
        .map(u8::to_ascii_lowercase)
        .collect();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}

/// The title of a web page.
pub(in crate::aws) fn html_title(body: &[u8]) -> Option<CompactString> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let lower = text.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let end = start + lower[start..].find("</title>")?;
    let title = scrub(&text[start..end]);
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_one_bounded_line_without_secrets() {
        let message = "The key AKIAIOSFODNN7EXAMPLE\n is wrong, token \
                       FwoGZXIvYXdzEBYaDHqa0AP1YourTokenIsVeryLong4b2Q= refused";
        assert_eq!(
            scrub(message),
            "The key [hidden] is wrong, token [hidden] refused"
        );
        let quoted = "Signature differs. The Canonical String for this request was 'POST /x'";
        assert_eq!(scrub(quoted), "Signature differs.");
        assert!(scrub(&"word ".repeat(1000)).chars().count() <= MAX_CHARS);
        assert_eq!(
            scrub("subnet-0123456789abcdef0 has no eni"),
            "subnet-0123456789abcdef0 has no eni"
        );
    }

    #[test]
    fn what_follows_the_name_of_a_secret_is_hidden() {
        for (message, clean) in [
            (
                "bad login: password=hunter2 for me",
                "bad login: password=[hidden] for me",
            ),
            ("password: hunter2 is wrong", "password: [hidden] is wrong"),
            (
                "Password = hunter2, user = me",
                "Password = [hidden] user = me",
            ),
            (
                "{\"client_secret\":\"hunter2\"}",
                "{\"client_secret\":[hidden]",
            ),
            (
                "GET /x?access_token=hunter2&y=1 failed",
                "GET /x?access_token=[hidden] failed",
            ),
            ("the token has expired", "the token has expired"),
            (
                "the security token is invalid: sign in",
                "the security token is invalid: sign in",
            ),
        ] {
            assert_eq!(scrub(message), clean);
        }
    }

    #[test]
    fn the_refused_principal_is_read_from_the_message() {
        let message = "You are not authorized to perform this operation. User: \
                       arn:aws:sts::001234567890:assumed-role/audit/me is not authorized to \
                       perform: ec2:DescribeImages with an explicit deny in a service control policy";
        let arn = "arn:aws:sts::001234567890:assumed-role/audit/me";
        assert_eq!(principal(message).as_deref(), Some(arn));
        assert_eq!(
            principal("You are not authorized to perform this operation."),
            None
        );
    }

    #[test]
    fn web_pages_are_recognised() {
        assert!(is_html(b"\n <!DOCTYPE html><html>") && is_html(b"<HTML lang=en>"));
        assert!(!is_html(b"<?xml version=\"1.0\"?><Response/>") && !is_html(b""));
        assert_eq!(
            html_title(b"<html><Title>Sign  in</title>").as_deref(),
            Some("Sign in")
        );
    }
}
