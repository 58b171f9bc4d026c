//! Words that are secrets by the look of them, without a name to say so.

/// Prefixes of access key ids: long-lived, temporary, STS bearer, context-specific.
const KEY_PREFIXES: [&str; 4] = ["AKIA", "ASIA", "ABIA", "ACCA"];

/// A secret access key has exactly this many characters.
const SECRET_KEY_CHARS: usize = 40;

/// Base64 of this length is a token; session and SSO tokens have hundreds of characters.
const LONG_BASE64_CHARS: usize = 64;

/// Whether a run of name and token characters holds a secret.
pub(super) fn looks_secret(word: &str) -> bool {
    if word.len() < 16 {
        return false;
    }
    holds_key_id(word) || is_jwt(word) || is_secret_key(word) || is_long_base64(word)
}

/// `AKIA` and twelve or more capitals and digits (AWS issues sixteen).
fn holds_key_id(word: &str) -> bool {
    KEY_PREFIXES.iter().any(|prefix| {
        word.match_indices(prefix).any(|(at, _)| {
            let starts_word = at == 0 || !word.as_bytes()[at - 1].is_ascii_alphanumeric();
            let tail = &word.as_bytes()[at + prefix.len()..];
            let length = tail
                .iter()
                .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                .count();
            starts_word && length >= 12
        })
    })
}

/// Base64 of `{"`, and at least one more part.
fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() >= 32 && word.contains('.')
}

/// Forty characters of base64 with capitals, small letters and digits in a mix that neither hex
/// digests nor paths have. A name in camel case comes close, but seldom has two digits.
fn is_secret_key(word: &str) -> bool {
    let word = word.trim_end_matches(['.', '=']);
    word.len() == SECRET_KEY_CHARS
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
        && (word.contains(['+', '/']) || word.bytes().filter(u8::is_ascii_digit).count() > 1)
        && is_mixed(word)
}

/// A long stretch without anything that separates words.
fn is_long_base64(word: &str) -> bool {
    word.len() >= LONG_BASE64_CHARS
        && word
            .split(['.', '~'])
            .any(|part| part.len() >= LONG_BASE64_CHARS && is_mixed(part))
}

/// Whether capitals, small letters and digits take turns as they do at random: names and paths,
/// too, have all three, but change between them seldom.
fn is_mixed(word: &str) -> bool {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        b'a'..=b'z' => 2,
        _ => 3,
    };
    let has = |wanted: u8| word.bytes().any(|byte| class(byte) == wanted);
    let changes = word
        .as_bytes()
        .windows(2)
        .filter(|pair| {
            let (before, after) = (class(pair[0]), class(pair[1]));
            before != after && before != 3 && after != 3
        })
        .count();
    has(0) && has(1) && has(2) && changes * 4 >= word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_tokens_are_recognised() {
        let long = "FwoGZXIvYXdzEBYaDKk3b0R6Xq8yT1v2Nw".repeat(3);
        for secret in [
            "AKIAIOSFODNN7EXAMPLE",
            "x/ASIAIOSFODNN7EXAMPLE/y",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x",
            &long,
        ] {
            assert!(looks_secret(secret), "{secret}");
        }
    }

    #[test]
    fn names_paths_digests_and_ids_are_not() {
        for harmless in [
            "AKIA",
            "MAKIAVELLIANPRINCE",
            "AWSServiceRoleForApplicationAutoScaling1",
            "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "/home/user/projects/awsdash/src/app/Logging2",
            "my-production-application-load-balancer-eu-west-1-Blue-2024-with-a-long-name",
            "us-east-1_aBcDeFgHi",
            "================================================================",
        ] {
            assert!(!looks_secret(harmless), "{harmless}");
        }
    }
}
