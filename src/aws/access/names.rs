//! Finding accounts by name or alias.

use std::collections::BTreeSet;

use compact_str::{CompactString, format_compact};

use super::options::AccessOptions;
use crate::app::resource_explorer::source::{AccountInfo, SourceError};
use crate::aws::access::discovery::Discovery;
use crate::model::AccountId;

/// Whether an account is called like this. Case does not matter.
pub(in crate::aws) fn is_called(wanted: &str, name: &str) -> bool {
    !name.is_empty() && wanted.to_lowercase() == name.to_lowercase()
}

/// Keeps only the accounts asked for by number or by name. A name that fits no account or several is added to
/// the failures, with the number of accounts whose alias is not known: one of them may have it.
pub(in crate::aws) fn keep_named(
    options: &AccessOptions,
    found: &mut Discovery<'_>,
    unknown_aliases: usize,
) {
    if options.account_names.is_empty() {
        return;
    }
    let all = found.list().accounts;
    let mut kept: BTreeSet<AccountId> = options.accounts.iter().copied().collect();
    for wanted in &options.account_names {
        match the_one_called(wanted, &all) {
            Ok(account) => _ = kept.insert(account),
            Err(mut sentence) => {
                if unknown_aliases > 0 {
                    sentence.push_str(&format!(
                        "; the aliases of {unknown_aliases} accounts could not be read \
                         (iam:ListAccountAliases)"
                    ));
                }
                found.fail(
                    &format!("account '{wanted}'"),
                    SourceError::Config(sentence),
                );
            }
        }
    }
    found.accounts.retain(|account, _| kept.contains(account));
}

/// The account of this name or alias.
///
/// # Errors
/// Why there is not one, in a sentence.
fn the_one_called(wanted: &str, all: &[AccountInfo]) -> Result<AccountId, CompactString> {
    let is_it =
        |info: &&AccountInfo| is_called(wanted, &info.name) || is_called(wanted, &info.alias);
    let called: Vec<&AccountInfo> = all.iter().filter(is_it).collect();
    match called.as_slice() {
        [one] => Ok(one.id),
        [] => Err(
            "no account that can be reached has this name or alias; `awsdash accounts` lists them"
                .into(),
        ),
        several => {
            let candidates = several.iter().map(|info| match info.alias.as_str() {
                "" => format!("{} ({})", info.id, info.name),
                alias => format!("{} ({}, alias {alias})", info.id, info.name),
            });
            let candidates: Vec<String> = candidates.collect();
            Err(format_compact!(
                "{} accounts are called like this: {}; name one by its number",
                several.len(),
                candidates.join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(digits: &str, name: &str, alias: &str) -> AccountInfo {
        AccountInfo {
            id: digits.parse().unwrap(),
            name: name.into(),
            alias: alias.into(),
            unit: CompactString::default(),
            via: CompactString::default(),
        }
    }

    #[test]
    fn an_account_is_found_by_name_or_alias_and_never_guessed() {
        let all = [
            info("001234567890", "prod", "acme-prod"),
            info("111122223333", "Billing", "prod"),
            info("222233334444", "", "sandbox"),
        ];
        let of = |wanted| the_one_called(wanted, &all);
        assert_eq!(of("acme-prod"), Ok(all[0].id));
        assert_eq!(of("BILLING"), Ok(all[1].id));
        assert_eq!(of("sandbox"), Ok(all[2].id));
        let ambiguous = of("prod").unwrap_err();
        for part in [
            "001234567890 (prod, alias acme-prod)",
            "111122223333 (Billing, alias prod)",
        ] {
            assert!(ambiguous.contains(part), "{ambiguous}");
        }
        for nobody in ["", "pro", "acme"] {
            assert!(of(nobody).unwrap_err().contains("no account"), "{nobody}");
        }
    }
}
