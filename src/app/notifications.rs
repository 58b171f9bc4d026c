//! What the program has to tell a person beside the rows: confirmations that go by themselves, errors that stay
//! until they are dismissed. Those that are gone stay in a bounded history.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long a confirmation is shown.
pub const SHOWN_FOR: Duration = Duration::from_secs(8);

/// How many notifications are kept, shown or not.
pub const MAX_NOTIFICATIONS: usize = 200;

/// Which notification; never used twice in a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotificationId(u64);

/// How much a notification matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Confirms what was done; goes by itself.
    Success,
    /// Something failed; stays until it is dismissed.
    Error,
}

/// Whether a notification is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Shown,
    /// Its time was up, or it was dismissed.
    Gone,
}

/// One message of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Which one.
    pub id: NotificationId,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence or two.
    pub text: String,
    /// When it was made.
    pub created: Instant,
    /// How long it is shown; until it is dismissed if there is no limit.
    pub ttl: Option<Duration>,
    state: State,
}

/// All notifications, oldest first.
#[derive(Debug, Default)]
pub struct Notifications {
    list: VecDeque<Notification>,
    next: u64,
}

impl Notifications {
    /// Shows a notification. One of the same text that is still shown makes room for it.
    pub fn push(&mut self, severity: Severity, text: String, now: Instant) -> NotificationId {
        self.list
            .retain(|one| !(one.is_shown() && one.severity == severity && one.text == text));
        if self.list.len() >= MAX_NOTIFICATIONS {
            // Those that are still shown go last.
            let gone = self.list.iter().position(|one| !one.is_shown());
            self.list.remove(gone.unwrap_or(0));
        }
        let id = NotificationId(self.next);
        self.next += 1;
        self.list.push_back(Notification {
            id,
            severity,
            text,
            created: now,
            ttl: match severity {
                Severity::Success => Some(SHOWN_FOR),
                Severity::Error => None,
            },
            state: State::Shown,
        });
        id
    }

    /// Takes a notification off the screen; it stays in the history.
    pub fn dismiss(&mut self, id: NotificationId) {
        for one in self.list.iter_mut().filter(|one| one.id == id) {
            one.state = State::Gone;
        }
    }

    /// Takes off the screen what has been there for its time. Returns when the next one is due.
    pub fn expire(&mut self, now: Instant) -> Option<Duration> {
        let mut next: Option<Duration> = None;
        for one in &mut self.list {
            let (State::Shown, Some(ttl)) = (one.state, one.ttl) else {
                continue;
            };
            let left = ttl.saturating_sub(now.saturating_duration_since(one.created));
            if left.is_zero() {
                one.state = State::Gone;
            } else {
                next = Some(next.map_or(left, |next| next.min(left)));
            }
        }
        next
    }

    /// Those on the screen, oldest first.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &Notification> {
        self.list.iter().filter(|one| one.is_shown())
    }

    /// All that are kept, oldest first.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &Notification> {
        self.list.iter()
    }
}

impl Notification {
    /// Whether it is on the screen.
    pub fn is_shown(&self) -> bool {
        self.state == State::Shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(notifications: &Notifications) -> Vec<&str> {
        let texts = notifications.shown().map(|one| one.text.as_str());
        texts.collect()
    }

    #[test]
    fn confirmations_that_expire_together_take_no_error_with_them() {
        let start = Instant::now();
        let mut notifications = Notifications::default();
        notifications.push(Severity::Success, "ID copied.".into(), start);
        notifications.push(Severity::Success, "ARN copied.".into(), start);
        notifications.push(Severity::Error, "Settings were not saved.".into(), start);
        assert_eq!(notifications.expire(start), Some(SHOWN_FOR));
        assert_eq!(notifications.expire(start + SHOWN_FOR), None);
        assert_eq!(shown(&notifications), ["Settings were not saved."]);
        assert_eq!(notifications.history().count(), 3);
    }

    #[test]
    fn one_is_dismissed_by_its_id_whatever_went_before_it() {
        let now = Instant::now();
        let mut notifications = Notifications::default();
        let first = notifications.push(Severity::Error, "a".into(), now);
        let second = notifications.push(Severity::Error, "b".into(), now);
        notifications.push(Severity::Error, "c".into(), now);
        notifications.dismiss(first);
        notifications.dismiss(second);
        notifications.dismiss(second);
        assert_eq!(shown(&notifications), ["c"]);
    }

    #[test]
    fn a_confirmation_that_is_said_again_is_shown_once_and_for_its_whole_time() {
        let start = Instant::now();
        let later = start + SHOWN_FOR / 2;
        let mut notifications = Notifications::default();
        notifications.push(Severity::Success, "ARN copied.".into(), start);
        notifications.push(Severity::Success, "ARN copied.".into(), later);
        assert_eq!(shown(&notifications), ["ARN copied."]);
        notifications.expire(start + SHOWN_FOR);
        assert_eq!(shown(&notifications), ["ARN copied."]);
        notifications.expire(later + SHOWN_FOR);
        assert_eq!(notifications.shown().count(), 0);
        notifications.push(Severity::Success, "ARN copied.".into(), later + SHOWN_FOR);
        assert_eq!(shown(&notifications), ["ARN copied."]);
    }

    #[test]
    fn the_history_is_bounded_and_shown_errors_leave_it_last() {
        let now = Instant::now();
        let mut notifications = Notifications::default();
        notifications.push(Severity::Error, "an error".into(), now);
        for n in 0..2 * MAX_NOTIFICATIONS {
            let id = notifications.push(Severity::Success, format!("{n} copied."), now);
            notifications.dismiss(id);
        }
        assert_eq!(notifications.history().count(), MAX_NOTIFICATIONS);
        assert_eq!(shown(&notifications), ["an error"]);
    }
}
