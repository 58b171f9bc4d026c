//! Account numbers and query keys.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ptr;
use std::str::FromStr;
use std::sync::{LazyLock, RwLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::names::{Region, TypeId};

/// Twelve digits.
type Digits = [u8; 12];

/// Every account number that was met. People have a thousand of them at most, and rows have millions.
static KNOWN: LazyLock<RwLock<HashSet<&'static Digits>>> = LazyLock::new(Default::default);

/// A twelve-digit AWS account number. Who holds one holds twelve digits, leading zeros and all.
///
/// The digits are stored once for the life of the process: equal numbers are the same place.
#[derive(Clone, Copy)]
pub struct AccountId(&'static Digits);

impl PartialEq for AccountId {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for AccountId {}

impl Hash for AccountId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.0, state);
    }
}

impl Ord for AccountId {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other {
            Ordering::Equal
        } else {
            self.0.cmp(other.0)
        }
    }
}

impl PartialOrd for AccountId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn stored(digits: Digits) -> &'static Digits {
    if let Some(known) = KNOWN.read().expect("account table poisoned").get(&digits) {
        return known;
    }
    let mut known = KNOWN.write().expect("account table poisoned");
    if let Some(known) = known.get(&digits) {
        return known;
    }
    let stored: &'static Digits = Box::leak(Box::new(digits));
    known.insert(stored);
    stored
}

/// Why a text is not an account number.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not an account number; account numbers have twelve digits")]
pub struct BadAccountId(pub String);

impl AccountId {
    /// The twelve digits.
    pub fn as_str(self) -> &'static str {
        std::str::from_utf8(self.0).unwrap_or("000000000000")
    }

    /// The digits in groups of four, as people read them: `1760 3137 2159`.
    pub fn grouped(self) -> String {
        let digits = self.as_str();
        format!("{} {} {}", &digits[..4], &digits[4..8], &digits[8..])
    }
}

impl FromStr for AccountId {
    type Err = BadAccountId;

    fn from_str(text: &str) -> Result<Self, BadAccountId> {
        match <[u8; 12]>::try_from(text.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(stored(digits))),
            _ => Err(BadAccountId(text.chars().take(64).collect())),
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The unit of phase 1: one account, one region, one resource type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct QueryKey {
    /// Whose resources.
    pub account: AccountId,
    /// Where; [`Region::global`] for global types.
    pub region: Region,
    /// Which kind.
    pub resource_type: TypeId,
}

impl QueryKey {
    /// The tagging sweep of the same place.
    pub fn sweep(self) -> Self {
        Self {
            resource_type: TypeId::tagged(),
            ..self
        }
    }
}

impl fmt::Display for QueryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.account, self.region, self.resource_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_and_stand_in_order() {
        let of = |text: &str| text.parse::<AccountId>().unwrap();
        let later = of("300000000001");
        assert_eq!(of("200000000001"), of("200000000001"));
        assert_ne!(of("200000000001"), later);
        assert!(of("200000000001") < later, "whichever was met first");
        assert_eq!(size_of::<AccountId>(), size_of::<usize>());
    }

    #[test]
    fn leading_zeros_survive() {
        let id: AccountId = "001234567890".parse().unwrap();
        assert_eq!(id.to_string(), "001234567890");
        assert_eq!(id.grouped(), "0012 3456 7890");
    }

    #[test]
    fn anything_but_twelve_digits_is_refused() {
        for bad in [
            "",
            "12345678901",
            "1234567890123",
            "12345678901a",
            "１２３４５６７８９０１２",
        ] {
            assert!(bad.parse::<AccountId>().is_err(), "{bad}");
        }
    }
}
