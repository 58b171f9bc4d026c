//! Which accounts wait, and how long credentials are good for. The former has a revision; the latter changes without
//! an event, and is looked up twice a second while the panel is open.

use std::time::Instant;

use super::background_work::SAMPLE_EVERY;

/// Whether a panel shows what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AccessPanel {
    /// One does.
    Open,
    /// None does.
    Closed,
}

/// What was read last.
#[derive(Default)]
pub(super) struct AccessWatch {
    revision: Option<u64>,
    read: Option<Instant>,
}

impl AccessWatch {
    /// Whether to read again, which is taken to be done then: something changed, or the panel that shows it has
    /// shown the same for long enough.
    pub(super) fn must_read(&mut self, revision: u64, panel: AccessPanel, now: Instant) -> bool {
        let is_old = || {
            let age = self.read.map(|read| now.saturating_duration_since(read));
            age.is_none_or(|age| age >= SAMPLE_EVERY)
        };
        let must = self.revision != Some(revision) || panel == AccessPanel::Open && is_old();
        if must {
            self.revision = Some(revision);
            self.read = Some(now);
        }
        must
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// How often a thousand frames within 16 s read what is known of access.
    fn reads(panel: AccessPanel, revision_at: impl Fn(u64) -> u64) -> usize {
        let mut watch = AccessWatch::default();
        let started = Instant::now();
        let mut must_read = |frame| {
            let now = started + Duration::from_millis(16) * frame as u32;
            watch.must_read(revision_at(frame), panel, now)
        };
        (0..1_000).filter(|frame| must_read(*frame)).count()
    }

    #[test]
    fn a_thousand_frames_read_access_once_if_nothing_changes() {
        assert_eq!(reads(AccessPanel::Closed, |_| 7), 1);
    }

    #[test]
    fn each_change_is_read_in_the_frame_that_sees_it() {
        assert_eq!(reads(AccessPanel::Closed, |frame| frame / 100), 10);
    }

    #[test]
    fn while_the_accounts_are_shown_they_are_read_twice_a_second_at_most() {
        let read = reads(AccessPanel::Open, |_| 7);
        assert!((30..=33).contains(&read), "{read} reads in 16 s");
    }
}
