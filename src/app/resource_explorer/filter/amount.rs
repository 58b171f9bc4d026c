//! What `<` and `>` compare with: numbers, sizes, ages and dates.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// A value that others can be more or less than.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Amount {
    /// `500`
    Number(f64),
    /// `1GB`, in bytes.
    Bytes(f64),
    /// `30d`, in seconds.
    Age(f64),
    /// A day, a month or a moment: seconds since 1970 of its beginning and its end.
    Date(When),
}

/// A stretch of time that a date names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// From the first to the second, in seconds since 1970.
    Between(i64, i64),
    /// The day that is this many days ago.
    DaysAgo(u8),
    /// The moment of the question.
    Now,
}

/// Names of units, in lower case, and how many bytes they have.
const SIZES: [(&str, f64); 11] = [
    ("kib", 1024.0),
    ("mib", 1_048_576.0),
    ("gib", 1_073_741_824.0),
    ("tib", 1_099_511_627_776.0),
    ("pib", 1_125_899_906_842_624.0),
    ("kb", 1e3),
    ("mb", 1e6),
    ("gb", 1e9),
    ("tb", 1e12),
    ("pb", 1e15),
    ("b", 1.0),
];

const DAY: f64 = 86_400.0;

/// Names of stretches of time and how many seconds they have. A month is thirty days, a year 365.
const TIMES: [(&str, f64); 19] = [
    ("s", 1.0),
    ("sec", 1.0),
    ("min", 60.0),
    ("m", 60.0),
    ("h", 3600.0),
    ("hour", 3600.0),
    ("hours", 3600.0),
    ("d", DAY),
    ("day", DAY),
    ("days", DAY),
    ("w", 7.0 * DAY),
    ("week", 7.0 * DAY),
    ("weeks", 7.0 * DAY),
    ("mo", 30.0 * DAY),
    ("month", 30.0 * DAY),
    ("months", 30.0 * DAY),
    ("y", 365.0 * DAY),
    ("year", 365.0 * DAY),
    ("years", 365.0 * DAY),
];

impl Amount {
    /// Reads an amount; `None` where the text is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        match lower.as_str() {
            "now" => return Some(Self::Date(When::Now)),
            "today" => return Some(Self::Date(When::DaysAgo(0))),
            "yesterday" => return Some(Self::Date(When::DaysAgo(1))),
            _ => {}
        }
        if let Some((from, to)) = date(text) {
            return Some(Self::Date(When::Between(from, to)));
        }
        let is_digit = |c: char| c.is_ascii_digit() || c == '.';
        let unit_at = lower
            .char_indices()
            .find(|(at, c)| !is_digit(*c) && (*at > 0 || *c != '-'));
        let Some((unit_at, _)) = unit_at else {
            return number(&lower).map(Self::Number);
        };
        let number = number(&lower[..unit_at])?;
        let unit = lower[unit_at..].trim_start();
        let of = |units: &[(&str, f64)]| {
            let found = units.iter().find(|(name, _)| *name == unit);
            found.map(|(_, factor)| number * factor)
        };
        of(&SIZES)
            .map(Self::Bytes)
            .or_else(|| of(&TIMES).map(Self::Age))
    }
}

/// Digits, with a point or a minus sign; nothing that is endless.
pub(super) fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number { text.parse().ok() } else { None }
}

impl When {
    /// Beginning and end, in seconds since 1970, asked at `now`.
    pub(super) fn range(self, now: i64) -> (i64, i64) {
        match self {
            Self::Between(from, to) => (from, to),
            Self::Now => (now, now),
            Self::DaysAgo(days) => {
                let today = Timestamp::from_second(now).unwrap_or_default();
                let day = TimeZone::system().to_datetime(today).date();
                let day = day.saturating_sub(i32::from(days).days());
                day_range(day, &TimeZone::system()).unwrap_or((now, now))
            }
        }
    }
}

/// `2026-11`, `2026-11-01` in the zone of the machine, or a moment.
fn date(text: &str) -> Option<(i64, i64)> {
    let zone = TimeZone::system();
    let is_date = text.len() >= 7 && text.as_bytes()[4] == b'-';
    if !is_date || !text.is_ascii() {
        return None;
    }
    if text.len() == 7 {
        let first: Date = format!("{text}-01").parse().ok()?;
        let (from, _) = day_range(first, &zone)?;
        let (_, to) = day_range(first.last_of_month(), &zone)?;
        return Some((from, to));
    }
    if text.len() == 10 {
        return day_range(text.parse().ok()?, &zone);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some((moment.as_second(), moment.as_second()));
    }
    let moment: jiff::civil::DateTime = text.parse().ok()?;
    let second = zone.to_timestamp(moment).ok()?.as_second();
    Some((second, second))
}

/// The first second of a day, and the last.
fn day_range(day: Date, zone: &TimeZone) -> Option<(i64, i64)> {
    let start_of = |day: Date| {
        let start = zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
        Some(start.as_second())
    };
    Some((start_of(day)?, start_of(day.tomorrow().ok()?)? - 1))
}

/// The moment that a text of AWS names, in seconds since 1970.
pub(super) fn moment_of_text(text: &str) -> Option<i64> {
    let looks_like_one = text.len() >= 10 && text.as_bytes()[4] == b'-';
    if !looks_like_one {
        return None;
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    let date: Date = text.parse().ok()?;
    Some(
        TimeZone::UTC
            .to_timestamp(date.at(0, 0, 0, 0))
            .ok()?
            .as_second(),
    )
}

/// The moment that a number of AWS names: seconds since 1970, or thousandths of them.
pub(super) fn moment_of_number(number: f64) -> Option<i64> {
    // Before 1973 in thousandths, after 5000 in seconds: neither is a moment of AWS.
    const SECONDS: std::ops::Range<f64> = 1e8..1e11;
    const THOUSANDTHS: std::ops::Range<f64> = 1e11..1e14;
    match number {
        number if SECONDS.contains(&number) => Some(number as i64),
        number if THOUSANDTHS.contains(&number) => Some((number / 1000.0) as i64),
        _ => None,
    }
}
