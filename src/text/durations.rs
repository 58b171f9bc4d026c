//! Spans of time as people read them.

use std::time::Duration;

use compact_str::{CompactString, format_compact};

/// How long something took: `12.3 s`, `4 min 05 s`, `2 h 04 min`.
pub fn precise(time: Duration) -> CompactString {
    match time.as_secs() {
        0..60 => format_compact!("{:.1} s", time.as_secs_f64()),
        seconds @ 60..3_600 => format_compact!("{} min {:02} s", seconds / 60, seconds % 60),
        seconds => format_compact!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

/// How old something is, in one unit: `5 s`, `12 min`, `3 h`, `41 d`.
pub fn age(time: Duration) -> CompactString {
    match time.as_secs() {
        seconds @ 0..60 => format_compact!("{seconds} s"),
        seconds @ 60..3_600 => format_compact!("{} min", seconds / 60),
        seconds @ 3_600..86_400 => format_compact!("{} h", seconds / 3_600),
        seconds => format_compact!("{} d", seconds / 86_400),
    }
}

/// How long something will take, in steps, so that it does not flicker: `40 s`, `2 min`, `1.5 h`.
pub fn estimate(time: Duration) -> CompactString {
    match time.as_secs_f64() {
        seconds if seconds <= 50.0 => format_compact!("{} s", (seconds / 10.0).ceil() as u64 * 10),
        seconds if seconds <= 59.0 * 60.0 => format_compact!("{} min", (seconds / 60.0).ceil()),
        seconds => format_compact!("{:.1} h", seconds / 3_600.0),
    }
}

/// How long something still holds: `less than a minute`, `12 min`, `2 h 04 min`.
pub fn remaining(time: Duration) -> CompactString {
    let minutes = time.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than a minute".into(),
        (0, minutes) => format_compact!("{minutes} min"),
        (hours, minutes) => format_compact!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn what_a_query_took_is_told_to_the_second() {
        let times = [0.04, 59.94, 60.0, 245.0, 3_599.9, 7_440.0];
        assert_eq!(
            times.map(|time| precise(secs(time))),
            [
                "0.0 s",
                "59.9 s",
                "1 min 00 s",
                "4 min 05 s",
                "59 min 59 s",
                "2 h 04 min"
            ]
        );
    }

    #[test]
    fn ages_are_read_at_a_glance() {
        let ages = [0.0, 59.0, 60.0, 3_599.0, 7_200.0, 86_399.0, 3_542_400.0];
        assert_eq!(
            ages.map(|time| age(secs(time))),
            ["0 s", "59 s", "1 min", "59 min", "2 h", "23 h", "41 d"]
        );
    }

    #[test]
    fn an_estimate_moves_in_steps_and_never_says_sixty_minutes() {
        let times = [11.0, 40.0, 50.1, 60.0, 61.0, 3_541.0, 5_400.0];
        assert_eq!(
            times.map(|time| estimate(secs(time))),
            ["20 s", "40 s", "1 min", "1 min", "2 min", "1.0 h", "1.5 h"]
        );
    }

    #[test]
    fn what_remains_of_a_session_is_told_in_minutes() {
        let times = [0.0, 59.0, 60.0, 7_440.0];
        assert_eq!(
            times.map(|time| remaining(secs(time))),
            [
                "less than a minute",
                "less than a minute",
                "1 min",
                "2 h 04 min"
            ]
        );
    }
}
