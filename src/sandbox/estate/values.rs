//! Small values that resources are made of: dice, time stamps, addresses.

use std::fmt;

use crate::sandbox::xml::Put;

/// The latest moment at which anything in the estate was created: 2026-10-01T00:00:00Z, in seconds.
const LATEST_SECS: u64 = 1_790_812_800;

/// Spreads 64 bits so that neighbours have nothing in common. A bijection.
pub(crate) fn mix(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// The dice of one resource: the same salt always rolls the same number.
#[derive(Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// 64 bits for a purpose.
    pub(crate) fn roll(self, salt: u64) -> u64 {
        mix(self.0 ^ salt.wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    /// A number below `limit`; 0 when there is nothing below.
    pub(crate) fn below(self, salt: u64, limit: u32) -> u32 {
        ((u128::from(self.roll(salt)) * u128::from(limit)) >> 64) as u32
    }

    /// One of several.
    pub(crate) fn pick<T: Copy, const N: usize>(self, salt: u64, from: &[T; N]) -> T {
        from[self.below(salt, N as u32) as usize]
    }

    /// Whether this one is among a share (0.0–1.0) of all.
    pub(crate) fn among(self, salt: u64, share: f64) -> bool {
        is_among(self.roll(salt), share)
    }

    /// A moment within the `days` before the estate was frozen.
    pub(crate) fn moment(self, salt: u64, days: u32) -> Stamp {
        Stamp(LATEST_SECS - u64::from(self.below(salt, days.max(1) * 86_400)))
    }

    /// A number of seventeen hexadecimal digits behind a prefix, for ids of no resource of their own.
    pub(crate) fn code(self, salt: u64, prefix: &'static str) -> Code {
        Code(prefix, self.roll(salt))
    }
}

/// Whether a hash falls into a share (0.0–1.0) of all hashes.
pub(crate) fn is_among(hash: u64, share: f64) -> bool {
    ((hash >> 11) as f64) < share * (1_u64 << 53) as f64
}

/// A moment, in seconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp(pub(crate) u64);

impl Stamp {
    /// `seconds` later.
    pub(crate) fn plus(self, seconds: u64) -> Self {
        Self(self.0 + seconds)
    }

    /// Year, month, day (proleptic Gregorian).
    fn date(self) -> (u64, u64, u64) {
        // Days are counted from 0000-03-01, so that leap days come last in their year.
        let days = self.0 / 86_400 + 719_468;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        (year, month, day)
    }
}

impl Put for Stamp {
    fn put(&self, out: &mut String) {
        let (year, month, day) = self.date();
        let secs = self.0 % 86_400;
        year.put(out);
        for (mark, part) in [
            ('-', month),
            ('-', day),
            ('T', secs / 3_600),
            (':', secs / 60 % 60),
            (':', secs % 60),
        ] {
            out.push(mark);
            out.push(char::from(b'0' + (part / 10) as u8));
            out.push(char::from(b'0' + (part % 10) as u8));
        }
        out.push_str(".000Z");
    }
}

/// A prefix and seventeen hexadecimal digits.
#[derive(Clone, Copy)]
pub(crate) struct Code(&'static str, u64);

impl Put for Code {
    fn put(&self, out: &mut String) {
        out.push_str(self.0);
        out.push('0');
        put_hex(self.1, 16, out);
    }
}

/// The lowest `digits` (1–16) hexadecimal digits of `bits`.
pub(crate) fn put_hex(bits: u64, digits: u32, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'0'; 16];
    for (at, digit) in text.iter_mut().rev().enumerate() {
        *digit = HEX[(bits >> (4 * at)) as usize & 15];
    }
    let from = text.len().saturating_sub(digits as usize);
    out.push_str(std::str::from_utf8(&text[from..]).unwrap_or_default());
}

/// Hexadecimal digits of a number, as fingerprints and keys have them.
#[derive(Clone, Copy)]
pub(crate) struct Hex(pub(crate) u64, pub(crate) u32);

impl Put for Hex {
    fn put(&self, out: &mut String) {
        put_hex(self.0, self.1, out);
    }
}

/// A number with a fixed count of decimal digits.
#[derive(Clone, Copy)]
pub(crate) struct Padded(pub(crate) u32, pub(crate) usize);

impl Put for Padded {
    fn put(&self, out: &mut String) {
        let Self(number, width) = *self;
        let digits = number.checked_ilog10().unwrap_or(0) as usize + 1;
        out.extend(std::iter::repeat_n('0', width.saturating_sub(digits)));
        number.put(out);
    }
}

/// A number that follows seven others in a UUID.
#[derive(Clone, Copy)]
pub(crate) struct Uuid(pub(crate) u64);

impl Put for Uuid {
    fn put(&self, out: &mut String) {
        let (high, low) = (mix(self.0), mix(self.0 ^ 0x55));
        put_hex(high >> 32, 8, out);
        for part in [high >> 16, high, low >> 48] {
            out.push('-');
            put_hex(part, 4, out);
        }
        out.push('-');
        put_hex(low, 12, out);
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(36);
        self.put(&mut text);
        f.write_str(&text)
    }
}

/// An IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ip(pub(crate) u32);

impl Ip {
    /// As host names spell it, with `separator` between the numbers.
    pub(crate) fn put_with(self, separator: char, out: &mut String) {
        let [a, b, c, d] = self.0.to_be_bytes();
        u32::from(a).put(out);
        for part in [b, c, d] {
            out.push(separator);
            u32::from(part).put(out);
        }
    }
}

impl Put for Ip {
    fn put(&self, out: &mut String) {
        self.put_with('.', out);
    }
}

/// An IPv4 address with dashes, as in `ip-10-0-0-1`.
#[derive(Clone, Copy)]
pub(crate) struct DashedIp(pub(crate) Ip);

impl Put for DashedIp {
    fn put(&self, out: &mut String) {
        self.0.put_with('-', out);
    }
}

/// A MAC address made of the lowest 40 bits.
#[derive(Clone, Copy)]
pub(crate) struct Mac(pub(crate) u64);

impl Put for Mac {
    fn put(&self, out: &mut String) {
        out.push_str("06");
        for byte in 0..5 {
            out.push(':');
            put_hex(self.0 >> (8 * byte), 2, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: impl Put) -> String {
        let mut out = String::new();
        value.put(&mut out);
        out
    }

    #[test]
    fn moments_are_written_as_aws_writes_them() {
        assert_eq!(text(Stamp(0)), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(Stamp(951_782_399)), "2000-02-28T23:59:59.000Z");
        assert_eq!(text(Stamp(951_868_799)), "2000-02-29T23:59:59.000Z");
        assert_eq!(text(Stamp(LATEST_SECS)), "2026-10-01T00:00:00.000Z");
    }

    #[test]
    fn addresses_and_numbers_have_their_usual_shape() {
        assert_eq!(text(Ip(0x0A00_1005)), "10.0.16.5");
        assert_eq!(text(DashedIp(Ip(0x0A00_1005))), "10-0-16-5");
        assert_eq!(text(Padded(7, 2)), "07");
        assert_eq!(text(Padded(123, 2)), "123");
        assert_eq!(text(Mac(0)), "06:00:00:00:00:00");
        assert_eq!(text(Uuid(1)).len(), 36);
    }

    #[test]
    fn dice_are_fair_enough_and_never_change() {
        let hits = (0..10_000).filter(|&n| Dice::new(n).among(3, 0.25)).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
        assert!((0..1_000).all(|n| Dice::new(n).below(1, 7) < 7));
        assert_eq!(Dice::new(5).below(1, 0), 0);
        assert_eq!(Dice::new(9).roll(4), Dice::new(9).roll(4));
        assert!((0..100).all(|n| !Dice::new(n).among(1, 0.0) && Dice::new(n).among(1, 1.0)));
    }
}
