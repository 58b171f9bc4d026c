//! Account numbers and query keys.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::names::{Region, TypeId};

/// A twelve-digit AWS account number. Who holds one holds twelve digits, leading zeros and all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId([u8; 12]);

/// Why a text is not an account number.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not an account number; account numbers have twelve digits")]
pub struct BadAccountId(pub String);

impl AccountId {
    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("000000000000")
    }

    /// The digits in groups of four, as people read them: `1760 3137 2159`.
    pub fn grouped(&self) -> String {
        let digits = self.as_str();
        format!("{} {} {}", &digits[..4], &digits[4..8], &digits[8..])
    }
}

impl FromStr for AccountId {
    type Err = BadAccountId;

    fn from_str(text: &str) -> Result<Self, BadAccountId> {
        match <[u8; 12]>::try_from(text.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
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
