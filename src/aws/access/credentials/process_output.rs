//! What a `credential_process` prints.

use aws_credential_types::Credentials;
use serde_json::Value;

use super::time::time_of;

/// Reads the answer; an error is one sentence that quotes nothing of it.
pub(super) fn credentials_of(output: &[u8]) -> Result<Credentials, String> {
    let answer: Value =
        serde_json::from_slice(output).map_err(|_| "what it prints is not JSON".to_owned())?;
    match answer.get("Version").map(Value::as_i64) {
        Some(Some(1)) => {}
        Some(_) => return Err("it prints credentials of a Version other than 1".into()),
        None => return Err("what it prints has no Version".into()),
    }
    let text = |key: &str| {
        let value = answer.get(key).and_then(Value::as_str);
        value.map(str::trim).filter(|value| !value.is_empty())
    };
    let needed = |key: &str| text(key).ok_or_else(|| format!("what it prints has no {key}"));
    let expires = match text("Expiration") {
        Some(stamp) => match time_of(stamp) {
            Some(time) => Some(time),
            None => return Err("the Expiration that it prints is no time".into()),
        },
        None => None,
    };
    Ok(Credentials::new(
        needed("AccessKeyId")?,
        needed("SecretAccessKey")?,
        text("SessionToken").map(str::to_owned),
        expires,
        "credential_process",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_what_is_missing_is_named_without_a_quote() {
        let whole = br#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"",
                        "Expiration":"2036-01-01T00:00:00+0000"}"#;
        let given = credentials_of(whole).unwrap();
        assert_eq!((given.access_key_id(), given.session_token()), ("A", None));
        assert!(given.expiry().is_some());
        for (output, part) in [
            ("hunter2", "not JSON"),
            ("{}", "no Version"),
            (r#"{"Version":2}"#, "other than 1"),
            (r#"{"Version":1,"AccessKeyId":"A"}"#, "no SecretAccessKey"),
            (
                r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"x"}"#,
                "no time",
            ),
        ] {
            let error = credentials_of(output.as_bytes()).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
