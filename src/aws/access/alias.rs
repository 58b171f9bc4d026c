//! The alias of an account: the name that stands in its sign-in address.

use compact_str::CompactString;

use super::login::Login;
use crate::aws::transport::signed::{Input, LIST_ACCOUNT_ALIASES};

/// The account's alias; empty when it has none or when it may not be known. It is a name to show and
/// nothing depends on it.
pub(in crate::aws) async fn alias(login: &Login) -> CompactString {
    let answer = LIST_ACCOUNT_ALIASES.call(login, login.home, Input::default());
    match answer.await {
        Ok(body) => read(&String::from_utf8_lossy(&body)).into(),
        Err(failure) => {
            tracing::debug!(via = %login.via, error = %failure.error, "the account's alias is not known");
            CompactString::default()
        }
    }
}

/// The first alias of an answer; an account has at most one, of letters, digits and dashes.
fn read(xml: &str) -> &str {
    let list = xml
        .split_once("<AccountAliases>")
        .map_or("", |(_, rest)| rest);
    let first = list.split_once("<member>").map_or("", |(_, rest)| rest);
    let alias = first.split_once("</member>").map_or("", |(alias, _)| alias);
    let is_alias = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if alias.chars().all(is_alias) {
        alias
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alias_is_read_and_nothing_else_is_taken_for_one() {
        let answer = |inner: &str| {
            format!("<R><ListAccountAliasesResult><AccountAliases>{inner}</AccountAliases></R>")
        };
        assert_eq!(read(&answer("<member>acme-prod</member>")), "acme-prod");
        assert_eq!(read(&answer("")), "");
        assert_eq!(read(&answer("<member>a&lt;b</member>")), "");
        assert_eq!(read("<html><member>x</member></html>"), "");
    }
}
