//! How accounts are told apart at a glance: a colour, a letter where there are more accounts than colours, and a mark
//! for production.

use std::collections::HashMap;

use super::resource_explorer::source::AccountInfo;
use crate::model::AccountId;

/// How many colours there are for accounts.
pub const COLORS: u8 = 10;

/// Words in names of accounts that mean production, until a person chooses others.
pub const PRODUCTION_WORDS: [&str; 3] = ["prod", "production", "live"];

/// Words before one of those that turn it round.
const NEGATIONS: [&str; 4] = ["non", "no", "not", "pre"];

/// What an account is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Its name says production.
    Production,
    /// Anything else.
    #[default]
    Other,
}

/// The look of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountMark {
    /// Which colour, below [`COLORS`]; production has one of its own.
    pub color: u8,
    /// How many accounts of the same colour come before it.
    pub nth: u8,
    /// What it is for.
    pub stage: Stage,
}

impl AccountMark {
    /// The letter beside the colour, where another account has the same.
    pub fn letter(self) -> Option<char> {
        let nth = self.nth.checked_sub(1)?;
        Some(char::from(b'B' + nth.min(24)))
    }
}

/// The looks of all accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountMarks(HashMap<AccountId, AccountMark>);

impl AccountMarks {
    /// Of these accounts; names with one of the words are production. Each has the colour that its number gives, or
    /// the next that fewer have: with ten accounts no two have the same.
    pub fn of(accounts: &[AccountInfo], words: &[String]) -> Self {
        let mut sorted: Vec<&AccountInfo> = accounts.iter().collect();
        // Not by the order in which they were reached, which differs from start to start.
        sorted.sort_unstable_by_key(|info| info.id.digits().to_string());
        let mut used = [0_u8; COLORS as usize];
        let mut production = 0_u8;
        let marks = sorted.into_iter().map(|info| {
            if is_production(&info.name, words) {
                let nth = production;
                production = production.saturating_add(1);
                let mark = AccountMark {
                    color: 0,
                    nth,
                    stage: Stage::Production,
                };
                return (info.id, mark);
            }
            let wanted = color_of(info.id);
            let least = used.iter().copied().min().unwrap_or(0);
            let free = (0..COLORS).map(|by| (wanted + by) % COLORS);
            let mut free = free.filter(|color| used[usize::from(*color)] == least);
            let color = free.next().unwrap_or(wanted);
            let nth = used[usize::from(color)];
            used[usize::from(color)] = nth.saturating_add(1);
            let mark = AccountMark {
                color,
                nth,
                stage: Stage::Other,
            };
            (info.id, mark)
        });
        Self(marks.collect())
    }

    /// Of one account; of one that is in no directory the colour that its number gives.
    pub fn mark_of(&self, account: AccountId) -> AccountMark {
        let known = self.0.get(&account).copied();
        known.unwrap_or_else(|| AccountMark {
            color: color_of(account),
            nth: 0,
            stage: Stage::Other,
        })
    }
}

/// The same in every window and every run.
fn color_of(account: AccountId) -> u8 {
    // FNV-1a: short, and stable across platforms and releases.
    let hash = account
        .digits()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash % u64::from(COLORS)) as u8
}

/// Whether one of the words stands in a name as a word: `acme-prod`, not `product` nor `non-prod`.
fn is_production(name: &str, words: &[String]) -> bool {
    let name = name.to_lowercase();
    let parts: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let is_meant = |(at, part): (usize, &&str)| {
        let before = at.checked_sub(1).map(|before| parts[before]);
        words.iter().any(|word| word.to_lowercase() == **part)
            && before.is_none_or(|before| !NEGATIONS.contains(&before))
    };
    parts.iter().enumerate().any(is_meant)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn accounts(names: impl IntoIterator<Item = String>) -> Vec<AccountInfo> {
        let of = |(number, name): (usize, String)| AccountInfo {
            id: format!("{:012}", number * 7_919).parse().unwrap(),
            name: name.as_str().into(),
            alias: Default::default(),
            unit: Default::default(),
            via: "default".into(),
        };
        names.into_iter().enumerate().map(of).collect()
    }

    fn words() -> Vec<String> {
        PRODUCTION_WORDS.map(String::from).to_vec()
    }

    #[test]
    fn no_two_accounts_look_alike_and_up_to_ten_differ_by_colour() {
        for count in [10, 12, 40, 200] {
            let accounts = accounts((0..count).map(|number| format!("team {number}")));
            let marks = AccountMarks::of(&accounts, &words());
            let looks: HashSet<_> = accounts
                .iter()
                .map(|info| marks.mark_of(info.id))
                .map(|mark| (mark.color, mark.letter()))
                .collect();
            assert_eq!(looks.len(), count);
            let letters = looks.iter().filter(|(_, letter)| letter.is_some()).count();
            assert_eq!(letters, count - 10);
            let mut turned = accounts.clone();
            turned.reverse();
            assert_eq!(
                AccountMarks::of(&turned, &words()),
                marks,
                "in either order of arrival"
            );
        }
    }

    #[test]
    fn production_is_known_by_the_words_of_its_name() {
        let names = [
            ("prod", true),
            ("acme-PROD-eu", true),
            ("Production (old)", true),
            ("live", true),
            ("product-search", false),
            ("non-prod", false),
            ("pre prod", false),
            ("alive", false),
            ("", false),
        ];
        for (name, wanted) in names {
            assert_eq!(is_production(name, &words()), wanted, "{name}");
        }
        let own = [String::from("Main")];
        assert!(is_production("main-account", &own) && !is_production("prod", &own));
        let two = accounts(["prod-a", "prod-b"].map(String::from));
        let marks = AccountMarks::of(&two, &words());
        let letters = two.iter().map(|info| marks.mark_of(info.id).letter());
        assert_eq!(letters.collect::<Vec<_>>(), [None, Some('B')]);
    }
}
