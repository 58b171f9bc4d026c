//! The alias of an account: the name in its sign-in address.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::login::Login;
use crate::aws::transport::signed::{Input, LIST_ACCOUNT_ALIASES};
use crate::catalog::xml;
use crate::model::AccountId;

/// Aliases that are asked for at the same time.
const MOST: usize = 8;

/// Aliases that are asked for while accounts are reached. Dropping it ends the asking.
pub(in crate::aws) struct Aliases {
    running: JoinSet<Option<(AccountId, CompactString)>>,
    limit: Arc<Semaphore>,
    asked: HashSet<AccountId>,
    /// Accounts whose alias is known, or known not to exist.
    answered: usize,
}

impl Default for Aliases {
    fn default() -> Self {
        Self {
            running: JoinSet::new(),
            limit: Arc::new(Semaphore::new(MOST)),
            asked: HashSet::new(),
            answered: 0,
        }
    }
}

impl Aliases {
    /// Begins to ask for an account's alias, once.
    pub(in crate::aws) fn ask(&mut self, account: AccountId, login: &Login) {
        if !self.asked.insert(account) {
            return;
        }
        let (limit, login) = (Arc::clone(&self.limit), login.clone());
        self.running.spawn(async move {
            let _permit = limit.acquire_owned().await;
            Some((account, alias(&login).await?))
        });
    }

    /// The next alias that comes; `None` when all have come, or none did for so long.
    pub(in crate::aws) async fn next(
        &mut self,
        quiet: Duration,
    ) -> Option<(AccountId, CompactString)> {
        loop {
            let joined = tokio::time::timeout(quiet, self.running.join_next()).await;
            if let Ok(named) = joined.ok()??
                && let Some(named) = named
            {
                self.answered += 1;
                return Some(named);
            }
        }
    }

    /// How many of the accounts asked about may have an alias that is not known.
    pub(in crate::aws) fn unknown(&self) -> usize {
        self.asked.len() - self.answered
    }
}

/// The account's alias, empty when it has none; `None` when that is not known. It is a name to show and
/// nothing depends on it.
async fn alias(login: &Login) -> Option<CompactString> {
    let ask = || LIST_ACCOUNT_ALIASES.call(login, login.home, Input::default());
    let answer = login.ask(LIST_ACCOUNT_ALIASES.action, login.home, ask);
    match answer.await {
        Ok(body) => read(&body),
        Err(failure) => {
            tracing::debug!(via = %login.via, error = %failure.error, "the account's alias is not known");
            None
        }
    }
}

/// The first alias of an answer, empty when there is none; `None` when the list of aliases is not in it. An account
/// has at most one, of letters, digits and dashes.
fn read(body: &[u8]) -> Option<CompactString> {
    let (mut first, mut is_listed) = (None, false);
    let read = xml::each_element(
        body,
        "ListAccountAliasesResponse",
        |element, text| match element {
            "member" if first.is_none() => first = Some(CompactString::from(text)),
            "AccountAliases" => is_listed = true,
            _ => {}
        },
    );
    let is_alias = |text: &CompactString| {
        let mut letters = text.bytes();
        letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
    };
    (read.is_ok() && is_listed).then(|| first.filter(is_alias).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alias_is_read_and_nothing_else_is_taken_for_one() {
        let named = |aliases: &str| {
            let body = format!(
                "<ListAccountAliasesResponse><ListAccountAliasesResult>{aliases}\
                 </ListAccountAliasesResult></ListAccountAliasesResponse>"
            );
            read(body.as_bytes())
        };
        let aliases = |inner: &str| named(&format!("<AccountAliases>{inner}</AccountAliases>"));
        assert_eq!(
            aliases("<member>acme-prod</member>").as_deref(),
            Some("acme-prod")
        );
        assert_eq!(aliases("").as_deref(), Some(""));
        assert_eq!(aliases("<member>a&lt;b</member>").as_deref(), Some(""));
        assert_eq!(named(""), None, "no list is not an empty one");
        assert_eq!(read(b"<html><member>x</member></html>"), None);
        assert_eq!(read(b"<ListAccountAliasesResponse><AccountAliases/>"), None);
    }
}
