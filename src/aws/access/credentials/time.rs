//! Times of expiry, in the forms that helpers and older tools write them.

use std::time::{Duration, SystemTime};

/// Reads `2026-11-23T12:00:00Z`, also with `UTC`, with an offset as `+00:00` or `+0000`, with a blank instead of
/// `T`, or without any zone, which means UTC.
pub(in crate::aws::access) fn time_of(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    let bare = ["Z", "z", "UTC", "GMT"]
        .iter()
        .find_map(|zone| text.strip_suffix(zone));
    let stamp = match bare {
        Some(local) => format!("{}Z", local.trim_end()),
        None => with_offset(text),
    };
    let stamp: jiff::Timestamp = stamp.replacen(' ', "T", 1).parse().ok()?;
    let seconds = u64::try_from(stamp.as_second()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// With a colon in the offset, and `Z` where there is none.
fn with_offset(text: &str) -> String {
    let Some(sign) = text.rfind(['+', '-']).filter(|at| *at > "2026-01-01".len()) else {
        return format!("{text}Z");
    };
    let (local, offset) = (text[..sign].trim_end(), &text[sign..]);
    match offset.len() {
        5 if !offset.contains(':') => format!("{local}{}:{}", &offset[..3], &offset[3..]),
        3 => format!("{local}{offset}:00"),
        _ => format!("{local}{offset}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form_that_tools_write() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(2_082_801_600);
        for text in [
            "2036-01-01T12:00:00Z",
            "2036-01-01T12:00:00UTC",
            "2036-01-01 12:00:00 UTC",
            "2036-01-01T12:00:00+0000",
            "2036-01-01T12:00:00.000+00:00",
            "2036-01-01T14:00:00+02",
            "2036-01-01T07:00:00-05:00",
            "2036-01-01T12:00:00",
        ] {
            assert_eq!(time_of(text), Some(noon), "{text}");
        }
        for text in ["", "soon", "2036-13-01T00:00:00Z"] {
            assert_eq!(time_of(text), None, "{text}");
        }
    }
}
