//! Takes what looks like a credential out of a text.
//!
//! The last guard: nothing should log a credential to begin with. So it takes out too much rather than too
//! little, and a line without anything suspicious costs one pass over it.
//!
//! A text is read as *runs* of the characters that names and tokens are made of. A run is taken out
//! when it looks like a secret by itself (access key id, secret key, JWT, long base64), and what
//! follows a run is when the run is a name that promises a secret (`Authorization:`,
//! `X-Amz-Signature=`, `"sessionToken": "…"`, `<SecretAccessKey>…`).

use std::borrow::Cow;
use std::ops::Range;

mod names;
mod shapes;

use names::{Promise, promise_of};
use shapes::looks_secret;

/// The replacement for a secret.
pub const REDACTED: &str = "[redacted]";

/// Between a name and a quoted value there may be this much of a debug print:
/// `"authorization": HeaderValue { _private: H0("…`.
const MAX_WRAPPING_BYTES: usize = 64;

/// `text` without credentials; borrowed when there are none.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        let secret = match secret_at(text, &run) {
            Some(secret) if !secret.is_empty() => secret,
            _ => {
                at = run.end;
                continue;
            }
        };
        clean.push_str(&text[copied..secret.start]);
        clean.push_str(REDACTED);
        copied = secret.end;
        at = secret.end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// The range of the secret that `run` is or announces.
fn secret_at(text: &str, run: &Range<usize>) -> Option<Range<usize>> {
    let word = &text[run.clone()];
    if word == "-----BEGIN" {
        return private_key_at(text, run);
    }
    // A name and its value may be one run: `X-Amz-Signature=0123abc`.
    let name_end = word.find('=').unwrap_or(word.len());
    if let Some(promise) = promise_of(&word[..name_end])
        && let Some(value) = value_after(text, run.start + name_end, promise)
    {
        return Some(value);
    }
    if name_end < word.len() && name_end > 0 && name_end + 2 < word.len() {
        // `key=AKIA…`: the part after the sign may be a secret by itself.
        let value = run.start + name_end + 1..run.end;
        if looks_secret(&text[value.clone()]) {
            return Some(value);
        }
    }
    looks_secret(word).then(|| run.clone())
}

/// The next run of characters that names, keys and tokens are made of.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let start = from + bytes[from..].iter().position(|&b| is_run_byte(b))?;
    let length = bytes[start..]
        .iter()
        .position(|&b| !is_run_byte(b))
        .unwrap_or(bytes.len() - start);
    Some(start..start + length)
}

fn is_run_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=_-.~".contains(&byte)
}

/// The value behind a name that ends at `end`, if a separator follows.
fn value_after(text: &str, end: usize, promise: Promise) -> Option<Range<usize>> {
    let rest = &text[end..];
    let after_name = rest.trim_start_matches(['"', '\'', '\\', ' ']);
    let separated = if promise == Promise::Scheme && rest.starts_with(' ') {
        // `Bearer eyJ…`: the space is the separator.
        after_name
    } else {
        ["=>", "%3D", "%3d", "=", ":", ">"]
            .iter()
            .find_map(|separator| after_name.strip_prefix(separator))?
    };
    let value = separated.trim_start();
    let start = text.len() - value.len();
    let end = match quoted(value) {
        Some(range) => return Some(start + range.start..start + range.end),
        None => start + unquoted_length(value, promise),
    };
    let found = &text[start..end];
    promise.is_kept_by(found).then_some(start..end)
}

/// The inside of the first quotes, when only the wrapping of a debug print comes before them.
fn quoted(value: &str) -> Option<Range<usize>> {
    let head = &value[..value.floor_char_boundary(MAX_WRAPPING_BYTES + 1)];
    let open = head.find(['"', '\''])?;
    let wrapping = &value[..open];
    let is_wrapping = wrapping
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"_ {(:[\\".contains(&b));
    // `Some("…`, `H0("…`, `\"…`, or nothing at all; but not a value followed by a quote.
    let opens = wrapping.is_empty() || wrapping.ends_with(['(', '[', ' ', '\\', '{', ':']);
    if !is_wrapping || !opens || (wrapping.ends_with(' ') && !wrapping.contains([':', '{', '('])) {
        return None;
    }
    let escaped = wrapping.ends_with('\\');
    let quote = value.as_bytes()[open];
    let inside = &value.as_bytes()[open + 1..];
    let mut length = 0;
    while length < inside.len() {
        match inside[length] {
            b'\\' if !escaped => length += 2,
            b'\\' if inside.get(length + 1) == Some(&quote) => break,
            byte if byte == quote => break,
            _ => length += 1,
        }
    }
    let close = open + 1 + length.min(inside.len());
    // An escape may have led into the middle of a character at the end of a cut line.
    let close = value.floor_char_boundary(close);
    Some(open + 1..close)
}

/// How much of `value` belongs to it when no quotes say so.
fn unquoted_length(value: &str, promise: Promise) -> usize {
    if value.starts_with('[') {
        // Bytes in a debug print: `[104, 101, …]`.
        return value.find(']').map_or(value.len(), |at| at + 1);
    }
    let ends = |c: char| match promise {
        // `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`
        Promise::Header => matches!(c, '"' | '\'' | '}' | '<' | '\n' | '\r'),
        Promise::Value | Promise::LongValue | Promise::Scheme => {
            c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '&' | '}' | ')' | ']' | '<')
        }
    };
    value.find(ends).unwrap_or(value.len())
}

/// From the first dashes of a private key to its last ones, or to the end.
fn private_key_at(text: &str, begin: &Range<usize>) -> Option<Range<usize>> {
    let rest = &text[begin.start..];
    let title = &rest[..rest.floor_char_boundary(60)];
    if !title.contains("PRIVATE KEY") {
        return None;
    }
    let length = rest.find("-----END").map_or(rest.len(), |end| {
        let tail = &rest[end + "-----END".len()..];
        let close = tail.find("-----").map_or(tail.len(), |at| at + 5);
        end + "-----END".len() + close
    });
    Some(begin.start..begin.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const SESSION: &str = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDaa+bb/ccXYZ09";
    const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";

    /// Every form in which credentials were seen in logs: `{}` stands for the secret.
    #[test]
    fn secrets_are_taken_out_of_every_form_they_come_in() {
        let forms = [
            "aws_secret_access_key = {}",
            "AWS_SECRET_ACCESS_KEY={} awsdash list",
            "export AWS_SESSION_TOKEN='{}'",
            "Credentials { access_key_id: \"x\", secret_access_key: \"{}\", .. }",
            "secret_access_key: Some(\"{}\")",
            r#"{"SecretAccessKey": "{}", "Version": 1}"#,
            r#"{"SecretAccessKey":"{}"}"#,
            r#"body="{\"SessionToken\":\"{}\",\"x\":1}""#,
            "<SecretAccessKey>{}</SecretAccessKey>",
            "<SessionToken>{}</SessionToken>",
            "x-amz-security-token: {}",
            "X-Amz-Security-Token={}&X-Amz-Date=1",
            "X-Amz-Security-Token%3D{}%26X-Amz-Date%3D1",
            r#"headers={"x-amz-security-token": "{}"}"#,
            r#""authorization": HeaderValue { _private: H0("Bearer {}") }"#,
            "authorization: Bearer {}",
            "Authorization: Basic {}",
            "sent Bearer {} to the server",
            "accessToken={}",
            r#""refreshToken": "{}""#,
            r#""clientSecret" : "{}""#,
            "x-amz-sso_bearer_token: {}",
            "X-aws-ec2-metadata-token: {}",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN={}",
            "https://u:1@proxy?password={}&x=1",
            "just {} in the text",
            "in=({})",
        ];
        for secret in [SECRET, SESSION, JWT] {
            for form in forms {
                let line = form.replace("{}", secret);
                let clean = redact(&line);
                assert!(!clean.contains(&secret[..12]), "{line}\n{clean}");
                assert!(
                    !clean.contains(&secret[secret.len() - 8..]),
                    "{line}\n{clean}"
                );
                assert!(clean.contains(REDACTED), "{clean}");
            }
        }
    }

    #[test]
    fn short_secrets_are_taken_out_where_their_name_gives_them_away() {
        for line in [
            "X-Amz-Signature=abc123def",
            "password: hunter2",
            r#"{"deviceCode":"ABCD-EFGH"}"#,
            "cookie: hunter2",
        ] {
            let clean = redact(line);
            for secret in ["abc123def", "hunter2", "ABCD-EFGH"] {
                assert!(!clean.contains(secret), "{clean}");
            }
        }
    }

    #[test]
    fn a_signed_header_goes_whole() {
        let line = "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/\
                    eu-west-1/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=fe5f80f77d";
        assert_eq!(redact(line), "Authorization: [redacted]");
        let debug = format!("{{\"{}\"}} after", line.replace(": ", "\": \""));
        assert_eq!(redact(&debug), "{\"Authorization\": \"[redacted]\"} after");
    }

    #[test]
    fn a_signed_address_loses_its_signature_and_keeps_the_rest() {
        let line = "GET https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256\
                    &X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=0123456789abcdef&x=1 200";
        let clean = redact(line);
        assert!(clean.starts_with("GET https://b.s3.amazonaws.com/k?X-Amz-Algorithm="));
        assert!(
            clean.ends_with("X-Amz-Signature=[redacted]&x=1 200"),
            "{clean}"
        );
        assert!(!clean.contains("ASIA"), "{clean}");
    }

    #[test]
    fn access_key_ids_go_wherever_they_stand() {
        for line in [
            "key AKIAIOSFODNN7EXAMPLE used",
            "ASIAIOSFODNN7EXAMPLE",
            "key=AKIAIOSFODNN7EXAMPLE,",
            "arn/AKIAIOSFODNN7EXAMPLE/x",
            "\"AccessKeyId\":\"AKIAIOSFODNN7EXAMPLE\"",
        ] {
            let clean = redact(line);
            assert!(!clean.contains("IOSFODNN7"), "{clean}");
        }
    }

    #[test]
    fn a_private_key_goes_to_its_last_dash() {
        let line = "user data: -----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- rest";
        assert_eq!(redact(line), "user data: [redacted] rest");
        assert_eq!(redact("-----BEGIN PRIVATE KEY-----\\nMII"), REDACTED);
        let public = "-----BEGIN CERTIFICATE-----";
        assert_eq!(redact(public), public);
    }

    #[test]
    fn what_is_no_secret_stays_word_for_word() {
        for line in [
            "Memory budget initialized: total 16384 MB, limit 13107 MB (80%)",
            "query 001234567890:eu-west-1:AWS::EC2::Instance done rows=314 pages=4",
            "arn:aws:ec2:eu-west-1:001234567890:instance/i-0123456789abcdef0",
            "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
            "request_id=0a1b2c3d-4e5f-6789-abcd-ef0123456789 status=403 code=AuthFailure",
            "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "the token expired; sign in again",
            "secrets: 3 listed, no values asked for",
            "Authorization failed for ec2:DescribeInstances",
            "reading /home/user/.local/share/awsdash/logs/awsdash.log",
            "type AWS::SecretsManager::Secret in eu-west-1",
            "The security token included in the request is invalid",
            "",
        ] {
            assert!(
                matches!(redact(line), Cow::Borrowed(same) if same == line),
                "{line}"
            );
        }
    }

    #[test]
    fn broken_ends_and_odd_characters_do_no_harm() {
        for line in [
            "password:",
            "password=",
            "password=\"",
            "password=\"\\",
            "password=\"ä\\",
            "secretAccessKey: Some(",
            "authorization: ü",
            "Bearer ",
            "Bearer",
            "=====",
            "-----BEGIN",
            "-----BEGIN ääääääääääääääääääääääääääääääää PRIVATE KEY",
            "token='…",
            "\u{1f511}AKIA\u{1f511}",
        ] {
            let _ = redact(line);
            for end in 0..line.len() {
                let _ = redact(&line[..line.floor_char_boundary(end)]);
            }
        }
    }

    #[test]
    fn taking_out_twice_changes_nothing_more() {
        let once = redact("Authorization: Bearer abcdefghijklmnop123 token=\"x\"").into_owned();
        assert_eq!(redact(&once), once);
    }
}
