//! How old a resource is, as rows say it.

use std::time::{Duration, SystemTime};

use compact_str::CompactString;
use jiff::Timestamp;

use crate::text::durations;

/// How long before `now` the moment was, given in seconds since 1970; nothing for what is still to come.
pub(crate) fn age_at(now: SystemTime, created: i64) -> Option<CompactString> {
    let since = Duration::from_secs(u64::try_from(created).ok()?);
    let since = SystemTime::UNIX_EPOCH.checked_add(since)?;
    now.duration_since(since).ok().map(durations::age)
}

/// The moment itself: `2026-11-27 03:12 UTC`.
pub(crate) fn moment_text(created: i64) -> String {
    let moment = Timestamp::from_second(created).ok();
    moment.map_or_else(String::new, |moment| {
        moment.strftime("%Y-%m-%d %H:%M UTC").to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_one_unit_and_what_is_still_to_come_has_none() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_565_920);
        assert_eq!(age_at(now, 1_764_565_920 - 41 * 86_400).unwrap(), "41 d");
        assert_eq!(age_at(now, 1_764_565_921), None);
        assert_eq!(age_at(now, -1), None);
        assert_eq!(age_at(now, i64::MAX), None);
        assert_eq!(moment_text(1_764_565_920), "2025-12-01 05:12 UTC");
        assert_eq!(moment_text(i64::MAX), "");
    }
}
