//! Names that are followed by a secret.

/// The kind of value that follows a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// A header whose value has spaces and commas.
    Header,
    /// One word.
    Value,
    /// One word; the name is common, so only a long word is believed.
    LongValue,
    /// An authentication scheme, followed by a space and a token.
    Scheme,
}

impl Promise {
    /// Whether an unquoted value is what the name promises, not the next word of a sentence.
    pub(super) fn is_kept_by(self, value: &str) -> bool {
        match self {
            Self::Header | Self::Value => !value.is_empty(),
            Self::LongValue => value.len() >= 16,
            Self::Scheme => value.len() >= 8 && value.contains(|c: char| c.is_ascii_digit()),
        }
    }
}

/// The longest name that is looked at; `AWS_CONTAINER_AUTHORIZATION_TOKEN` has 33 characters.
const MAX_NAME_BYTES: usize = 48;

/// Endings of names, in lower case, without dashes and underscores.
const ENDINGS: [(&str, Promise); 19] = [
    ("authorization", Promise::Header),
    ("cookie", Promise::Header),
    ("secretaccesskey", Promise::Value),
    ("secretkey", Promise::Value),
    ("sessiontoken", Promise::Value),
    ("securitytoken", Promise::Value),
    ("accesstoken", Promise::Value),
    ("refreshtoken", Promise::Value),
    ("idtoken", Promise::Value),
    ("clientsecret", Promise::Value),
    ("privatekey", Promise::Value),
    ("devicecode", Promise::Value),
    ("password", Promise::Value),
    ("passphrase", Promise::Value),
    ("signature", Promise::Value),
    ("amzcredential", Promise::Value),
    ("apikey", Promise::Value),
    ("token", Promise::LongValue),
    ("secret", Promise::LongValue),
];

/// What `name` promises, in any spelling: `X-Amz-Security-Token`, `aws_session_token`, `sessionToken`.
pub(super) fn promise_of(name: &str) -> Option<Promise> {
    let last = *name.as_bytes().last()?;
    // Most words end here: only names that end in one of these letters can match.
    if !b"nyetdlrcNYETDLRC".contains(&last) || name.len() > MAX_NAME_BYTES {
        return None;
    }
    let mut plain = [0_u8; MAX_NAME_BYTES];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !b"-_.".contains(byte)) {
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = &plain[..length];
    if plain == b"bearer" || plain == b"basic" {
        return Some(Promise::Scheme);
    }
    ENDINGS
        .iter()
        .find(|(ending, _)| plain.ends_with(ending.as_bytes()))
        .map(|&(_, promise)| promise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        for name in [
            "X-Amz-Security-Token",
            "aws_session_token",
            "sessionToken",
            "AWS_SESSION_TOKEN",
        ] {
            assert_eq!(promise_of(name), Some(Promise::Value), "{name}");
        }
        assert_eq!(promise_of("Proxy-Authorization"), Some(Promise::Header));
        assert_eq!(promise_of("Bearer"), Some(Promise::Scheme));
    }

    #[test]
    fn every_ending_can_be_found() {
        for (ending, promise) in ENDINGS {
            assert_eq!(promise_of(ending), Some(promise), "{ending}");
        }
        assert_eq!(promise_of("basic"), Some(Promise::Scheme));
    }

    #[test]
    fn other_names_promise_nothing() {
        for name in ["", "account", "region", "tokens", "request_id", "key"] {
            assert_eq!(promise_of(name), None, "{name}");
        }
    }
}
