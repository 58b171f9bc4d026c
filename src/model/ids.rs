//! Account numbers and query keys.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::names::{Region, TypeId};

/// A twelve-digit AWS account number. A value always has twelve digits, leading zeros included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(u64);

/// The digits of an account number as a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountDigits([u8; 12]);

impl Deref for AccountDigits {
    type Target = str;

    fn deref(&self) -> &str {
        // They are digits.
        std::str::from_utf8(&self.0).unwrap_or("000000000000")
    }
}

impl AsRef<str> for AccountDigits {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for AccountDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

/// Why a text is not an account number.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not an account number; account numbers have twelve digits")]
pub struct BadAccountId(pub String);

impl AccountId {
    /// The twelve digits.
    pub fn digits(self) -> AccountDigits {
        let mut digits = [b'0'; 12];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            // Below ten.
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        AccountDigits(digits)
    }

    /// The number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The number as a person writes it: twelve digits, or as [`Self::grouped`] shows them.
    ///
    /// # Errors
    /// For any other text.
    pub fn from_typed(text: &str) -> Result<Self, BadAccountId> {
        let groups: Vec<&str> = text.split('-').collect();
        if groups.len() == 3 && groups.iter().all(|group| group.len() == 4) {
            return groups.concat().parse();
        }
        text.parse()
    }

    /// The digits in groups of four, as AWS shows them: `1760-3137-2159`.
    pub fn grouped(self) -> String {
        let digits = self.digits();
        format!("{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..])
    }
}

impl FromStr for AccountId {
    type Err = BadAccountId;

    fn from_str(text: &str) -> Result<Self, BadAccountId> {
        let has_twelve = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| has_twelve);
        number
            .map(Self)
            .ok_or_else(|| BadAccountId(text.chars().take(64).collect()))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.digits())
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.digits())
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
        assert_eq!(size_of::<AccountId>(), size_of::<u64>());
    }

    #[test]
    fn leading_zeros_survive() {
        let id: AccountId = "001234567890".parse().unwrap();
        assert_eq!(id.to_string(), "001234567890");
        assert_eq!(id.grouped(), "0012-3456-7890");
        assert_eq!(AccountId::from_typed("0012-3456-7890"), Ok(id));
        assert_eq!(AccountId::from_typed("001234567890"), Ok(id));
        for text in [
            "0012-34567890",
            "0012-3456-789",
            "-0012-3456-7890",
            "0012 3456 7890",
        ] {
            assert!(AccountId::from_typed(text).is_err(), "{text}");
        }
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
