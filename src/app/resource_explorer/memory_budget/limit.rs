//! A memory limit as a person types it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

const MIB: f64 = crate::text::bytes::MIB as f64;

/// `2GB`, `1.5 GiB`, `800MB` or `50%`. MB and GB are MiB and GiB, as the whole program shows them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum MemoryLimit {
    /// A number of bytes.
    Bytes(u64),
    /// A share of RAM, above 0 and at most 80 percent.
    Percent(f64),
}

/// Why a text is not a memory limit.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadLimit {
    /// Not a number with a unit.
    #[error(
        "'{0}' is not a memory limit; write a size such as 2GB or 800MB, or a share of RAM such as 50%"
    )]
    Shape(String),
    /// Zero or less.
    #[error("a memory limit must be above zero; '{0}' is not")]
    NotPositive(String),
    /// More than the program ever uses.
    #[error(
        "'{0}' is above 80%; awsdash never uses more than 80% of RAM, so name a lower share or leave the limit out"
    )]
    TooMuch(String),
}

impl MemoryLimit {
    /// In bytes, on a machine with `total_bytes` of RAM.
    pub fn bytes_of(self, total_bytes: u64) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Percent(percent) => (total_bytes as f64 * percent / 100.0) as u64,
        }
    }
}

impl FromStr for MemoryLimit {
    type Err = BadLimit;

    fn from_str(text: &str) -> Result<Self, BadLimit> {
        let shape = || BadLimit::Shape(text.chars().take(40).collect());
        let trimmed = text.trim();
        let unit_at = trimmed
            .find(|c: char| !c.is_ascii_digit() && !".+-".contains(c))
            .ok_or_else(shape)?;
        let (number, unit) = trimmed.split_at(unit_at);
        let number: f64 = number.parse().map_err(|_| shape())?;
        if number <= 0.0 {
            return Err(BadLimit::NotPositive(trimmed.into()));
        }
        let factor = match unit.trim().to_ascii_lowercase().as_str() {
            "%" if number > 80.0 => return Err(BadLimit::TooMuch(trimmed.into())),
            "%" => return Ok(Self::Percent(number)),
            "k" | "kb" | "kib" => MIB / 1024.0,
            "m" | "mb" | "mib" => MIB,
            "g" | "gb" | "gib" => MIB * 1024.0,
            "t" | "tb" | "tib" => MIB * 1024.0 * 1024.0,
            _ => return Err(shape()),
        };
        Ok(Self::Bytes((number * factor) as u64))
    }
}

impl TryFrom<String> for MemoryLimit {
    type Error = BadLimit;

    fn try_from(text: String) -> Result<Self, BadLimit> {
        text.parse()
    }
}

impl From<MemoryLimit> for String {
    fn from(limit: MemoryLimit) -> Self {
        limit.to_string()
    }
}

impl fmt::Display for MemoryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Bytes(bytes) if (bytes as f64 % (MIB * 1024.0)) == 0.0 => {
                write!(f, "{}GB", bytes as f64 / (MIB * 1024.0))
            }
            Self::Bytes(bytes) => write!(f, "{}MB", bytes as f64 / MIB),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_shares_are_understood_and_come_back() {
        for (text, bytes) in [
            ("2GB", 2 << 30),
            ("1.5 GiB", 3 << 29),
            ("800mb", 800 << 20),
            ("50%", 8 << 30),
        ] {
            let limit: MemoryLimit = text.parse().unwrap();
            assert_eq!(limit.bytes_of(16 << 30), bytes, "{text}");
            assert_eq!(limit.to_string().parse::<MemoryLimit>().unwrap(), limit);
        }
    }

    #[test]
    fn nonsense_is_refused_with_what_to_write_instead() {
        for text in ["", "lots", "2", "GB", "2XB", "--3GB", "1e9GB"] {
            assert!(
                matches!(text.parse::<MemoryLimit>(), Err(BadLimit::Shape(_))),
                "{text}"
            );
        }
        assert!(matches!(
            "0GB".parse::<MemoryLimit>(),
            Err(BadLimit::NotPositive(_))
        ));
        assert!(matches!(
            "-1GB".parse::<MemoryLimit>(),
            Err(BadLimit::NotPositive(_))
        ));
        assert!(matches!(
            "81%".parse::<MemoryLimit>(),
            Err(BadLimit::TooMuch(_))
        ));
    }
}
