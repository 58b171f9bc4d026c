//! Resource ids that can be read backwards.
//!
//! An id's sixteen hexadecimal digits are place, kind and ordinal, scrambled by a keyed bijection.
//! So ids look random and never collide, and a request that names one leads to its resource without
//! a table of a million ids.

use std::fmt;

use super::kind::Kind;
use super::values::put_hex;
use crate::sandbox::xml::Put;

const ROUNDS: [u64; 2] = [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53];
const BACK: [u64; 2] = [inverse(ROUNDS[0]), inverse(ROUNDS[1])];
/// Constant bits inside every id: a made-up id is recognised as such.
const MARK: u64 = 0x2A;

/// The inverse of an odd number modulo 2^64, by Newton's method.
const fn inverse(odd: u64) -> u64 {
    let mut guess = odd;
    let mut step = 0;
    while step < 6 {
        guess = guess.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(guess)));
        step += 1;
    }
    guess
}

/// Where a resource is: number of its account and region, its kind, and its number among those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Locator {
    pub(crate) account: usize,
    pub(crate) region: usize,
    pub(crate) kind: Kind,
    pub(crate) ordinal: u32,
}

impl Locator {
    /// As sixteen hexadecimal digits' worth of bits.
    pub(crate) fn scrambled(self, key: u64) -> u64 {
        let mut bits = (self.account as u64 & 0x3FFF) << 50
            | (self.region as u64 & 0x3F) << 44
            | (self.kind as u64 & 0x3F) << 38
            | MARK << 32
            | u64::from(self.ordinal);
        bits ^= key;
        for round in ROUNDS {
            bits ^= bits >> 32;
            bits = bits.wrapping_mul(round);
        }
        bits ^ (bits >> 32)
    }

    /// The locator that was scrambled to `bits`; `None` if none was.
    pub(crate) fn unscrambled(mut bits: u64, key: u64) -> Option<Self> {
        for round in BACK.iter().rev() {
            bits ^= bits >> 32;
            bits = bits.wrapping_mul(*round);
        }
        bits = (bits ^ (bits >> 32)) ^ key;
        if (bits >> 32) & 0x3F != MARK {
            return None;
        }
        Some(Self {
            account: (bits >> 50) as usize,
            region: (bits >> 44) as usize & 0x3F,
            kind: Kind::from_index((bits >> 38) as usize & 0x3F)?,
            ordinal: bits as u32,
        })
    }
}

/// A resource id, such as `i-0ab1…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id {
    pub(crate) prefix: &'static str,
    pub(crate) bits: u64,
}

impl Id {
    /// The bits of an id of `kind`, if the text has its form.
    pub(crate) fn bits_of(kind: Kind, text: &str) -> Option<u64> {
        let digits = text.strip_prefix(kind.info().prefix)?.strip_prefix('0')?;
        let lower = digits
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        (digits.len() == 16 && lower)
            .then(|| u64::from_str_radix(digits, 16).ok())
            .flatten()
    }
}

impl Put for Id {
    fn put(&self, out: &mut String) {
        out.push_str(self.prefix);
        out.push('0');
        put_hex(self.bits, 16, out);
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}0{:016x}", self.prefix, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_spot_and_a_made_up_one_nowhere() {
        for ordinal in [0, 1, 77, 999_999, u32::MAX] {
            let locator = Locator {
                account: 9_999,
                region: 33,
                kind: Kind::Snapshot,
                ordinal,
            };
            let id = Id {
                prefix: "snap-",
                bits: locator.scrambled(7),
            };
            let bits = Id::bits_of(Kind::Snapshot, &id.to_string()).unwrap();
            assert_eq!(Locator::unscrambled(bits, 7), Some(locator));
            assert_ne!(Locator::unscrambled(bits, 8), Some(locator));
        }
        let found = (0..1_000_u64)
            .filter(|&made_up| Locator::unscrambled(made_up, 7).is_some())
            .count();
        assert!(found < 50, "{found}");
        assert_eq!(Id::bits_of(Kind::Volume, "vol-1234"), None);
        assert_eq!(Id::bits_of(Kind::Volume, "i-0ffffffffffffffff"), None);
    }
}
