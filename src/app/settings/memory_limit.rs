//! A memory limit as a person types it: `2GB`, `1.5 GiB`, `50%`.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// No limit may be higher than this share of RAM.
pub const MAX_PERCENT: u64 = 80;

const MB: f64 = 1024.0 * 1024.0;

/// A limit on the memory that the program takes. Displays as it was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct MemoryLimit {
    typed: String,
    amount: Amount,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Amount {
    Bytes(u64),
    Percent(f64),
}

/// Why a text is not a memory limit.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadMemoryLimit {
    /// Not a number with a unit.
    #[error(
        "'{0}' is not an amount of memory; use a number with a unit, such as 2GB, 2048MB or 50%"
    )]
    Nonsense(String),
    /// Nothing, or less.
    #[error("'{0}' leaves no memory at all; use at least 1MB or 1%")]
    TooSmall(String),
    /// Over 80 % of RAM, as a percentage.
    #[error(
        "'{0}' is too much: the program never takes more than 80% of the memory; use 80% or less"
    )]
    PercentTooLarge(String),
    /// Over 80 % of this machine's RAM.
    #[error(
        "'{typed}' is too much: the program never takes more than 80% of the memory, \
         which is {max_mb} MB here; use {max_mb}MB or less"
    )]
    TooLarge {
        /// The limit as typed.
        typed: String,
        /// 80 % of RAM in MiB.
        max_mb: u64,
    },
}

impl MemoryLimit {
    /// The limit in bytes on a machine with `total_bytes` of memory. Fails when it is over 80 % of
    /// them.
    pub fn resolve(&self, total_bytes: u64) -> Result<u64, BadMemoryLimit> {
        let max_bytes = max_limit_bytes(total_bytes);
        let bytes = match self.amount {
            Amount::Bytes(bytes) => bytes,
            Amount::Percent(percent) => {
                return Ok(((total_bytes as f64 * percent / 100.0) as u64).min(max_bytes));
            }
        };
        if bytes > max_bytes {
            return Err(BadMemoryLimit::TooLarge {
                typed: self.typed.clone(),
                max_mb: max_bytes >> 20,
            });
        }
        Ok(bytes)
    }
}

/// 80 % of `total_bytes`.
fn max_limit_bytes(total_bytes: u64) -> u64 {
    total_bytes / 100 * MAX_PERCENT + total_bytes % 100 * MAX_PERCENT / 100
}

impl FromStr for MemoryLimit {
    type Err = BadMemoryLimit;

    fn from_str(text: &str) -> Result<Self, BadMemoryLimit> {
        let typed: String = text.trim().chars().take(64).collect();
        let nonsense = || BadMemoryLimit::Nonsense(typed.clone());
        let unit_at = typed
            .find(|c: char| c.is_ascii_alphabetic() || c == '%')
            .ok_or_else(nonsense)?;
        let (number, unit) = typed.split_at(unit_at);
        let number = number.trim();
        // Only what people write: no exponents, no infinity.
        let plain = number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
        let number: f64 = number.parse().ok().filter(|_| plain).ok_or_else(nonsense)?;
        let amount = match unit.trim().to_ascii_lowercase().as_str() {
            "%" if number > MAX_PERCENT as f64 => {
                return Err(BadMemoryLimit::PercentTooLarge(typed));
            }
            "%" if number >= 1.0 => Amount::Percent(number),
            "m" | "mb" | "mib" if number >= 1.0 => Amount::Bytes((number * MB) as u64),
            "g" | "gb" | "gib" if number * 1024.0 >= 1.0 => {
                Amount::Bytes((number * 1024.0 * MB) as u64)
            }
            "t" | "tb" | "tib" if number * 1024.0 * 1024.0 >= 1.0 => {
                Amount::Bytes((number * 1024.0 * 1024.0 * MB) as u64)
            }
            "%" | "m" | "mb" | "mib" | "g" | "gb" | "gib" | "t" | "tb" | "tib" => {
                return Err(BadMemoryLimit::TooSmall(typed));
            }
            _ => return Err(nonsense()),
        };
        Ok(Self { typed, amount })
    }
}

impl fmt::Display for MemoryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.typed)
    }
}

impl Serialize for MemoryLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u64 = 1 << 30;

    fn resolved(text: &str) -> u64 {
        let limit: MemoryLimit = text.parse().unwrap();
        assert_eq!(limit.to_string(), text.trim());
        limit.resolve(16 * GB).unwrap()
    }

    #[test]
    fn units_are_binary_whether_or_not_they_say_so() {
        assert_eq!(resolved("2GB"), 2 * GB);
        assert_eq!(resolved("2048MB"), 2 * GB);
        assert_eq!(resolved("2 gib"), 2 * GB);
        assert_eq!(resolved("1.5 GiB"), 3 * GB / 2);
        assert_eq!(resolved(" 512m "), GB / 2);
    }

    #[test]
    fn percentages_are_of_the_machines_memory() {
        assert_eq!(resolved("50%"), 8 * GB);
        assert_eq!(resolved("80 %"), 16 * GB * 8 / 10);
        assert_eq!(resolved("12.5%"), 2 * GB);
        assert_eq!(resolved("1%"), 16 * GB / 100);
    }

    #[test]
    fn each_mistake_has_its_own_sentence() {
        type Check = fn(&BadMemoryLimit) -> bool;
        let cases: [(&[&str], Check); 3] = [
            (
                &[
                    "", "much", "2", "GB", "2 XB", "1e9MB", "infMB", "NaN%", "2GB 3", "1.2.3GB",
                    "50%%",
                ],
                |error| matches!(error, BadMemoryLimit::Nonsense(_)),
            ),
            (
                &["0GB", "0%", "-1GB", "-50%", "0.5%", "0.5MB", "0.0000001GB"],
                |error| matches!(error, BadMemoryLimit::TooSmall(_)),
            ),
            (&["81%", "100%", "80.5%", "1000000%"], |error| {
                matches!(error, BadMemoryLimit::PercentTooLarge(_))
            }),
        ];
        for (texts, is_expected) in cases {
            for text in texts {
                let error = text.parse::<MemoryLimit>().unwrap_err();
                assert!(is_expected(&error), "{text}: {error}");
                assert!(error.to_string().contains("; use"), "{error}");
            }
        }
    }

    #[test]
    fn an_amount_over_80_percent_of_the_machine_says_how_much_is_possible() {
        let limit: MemoryLimit = "15GB".parse().unwrap();
        let error = limit.resolve(16 * GB).unwrap_err().to_string();
        assert!(error.contains("use 13107MB or less"), "{error}");
        assert_eq!(
            "13107MB".parse::<MemoryLimit>().unwrap().resolve(16 * GB),
            Ok(13107 << 20)
        );
        assert!(
            "900TB"
                .parse::<MemoryLimit>()
                .unwrap()
                .resolve(u64::MAX)
                .is_ok()
        );
    }
}
