//! What a pane's rows answer: whether that is the scope as it is now, and how old they are.

use std::time::Duration;

use super::asked::Answer;
use super::{Pane, QueryState};
use crate::model::QueryScope;

impl Pane {
    /// A query of `asked` begins: its answers count, and none before them.
    pub(super) fn begin_answer(&mut self, asked: &QueryScope) {
        let is_own = *self.spec.scope == *asked;
        self.answer = Answer {
            scope: is_own.then(|| self.spec.scope.epoch()),
            oldest: None,
        };
    }

    /// Whether a query of the scope as it is now was asked. What was asked before a change is not asked again by
    /// itself.
    pub fn has_asked_its_scope(&self) -> bool {
        self.state != QueryState::Idle && self.answer.scope == Some(self.spec.scope.epoch())
    }

    /// How old the oldest answer is that the rows come from.
    pub fn answer_age(&self) -> Option<Duration> {
        self.answer.oldest.map(|oldest| oldest.elapsed())
    }

    /// The scope was set: it may be the one that was asked.
    pub(super) fn follow_asked_scope(&mut self) {
        if self.state != QueryState::Idle && *self.spec.scope == self.asked {
            self.answer.scope = Some(self.spec.scope.epoch());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::{PaneFixture, region};
    use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
    use crate::app::resource_explorer::progress::{Generation, ProgressEvent};
    use crate::app::resource_explorer::testing::key;

    #[test]
    fn a_scope_is_asked_until_it_is_another_one_and_again_when_it_comes_back() {
        let mut fixture = PaneFixture::new();
        assert!(!fixture.pane().has_asked_its_scope(), "nothing was asked");
        fixture.pane().begin(Generation(1));
        assert!(fixture.pane().has_asked_its_scope());
        let asked = fixture.pane().spec.scope.to_scope();
        let scope = QueryScope {
            regions: [region("eu-west-1")].into_iter().collect(),
            ..asked.clone()
        };
        fixture.pane().set_scope(scope);
        assert!(!fixture.pane().has_asked_its_scope());
        fixture.pane().set_scope(asked);
        assert!(fixture.pane().has_asked_its_scope());
    }

    #[test]
    fn the_age_is_that_of_the_oldest_answer() {
        let mut fixture = PaneFixture::new();
        fixture.pane().begin(Generation(1));
        assert_eq!(fixture.pane().answer_age(), None);
        let minutes = |age: u64| Duration::from_mins(age);
        for age in [2, 9, 4] {
            let key = key("eu-west-1", "AWS::EC2::Volume");
            let entry = LedgerEntry {
                cached_age: Some(minutes(age)),
                ..LedgerEntry::new(key, Outcome::Complete)
            };
            fixture.event(ProgressEvent::Outcome(entry));
        }
        let age = fixture.pane().answer_age().unwrap();
        assert!((minutes(9)..minutes(10)).contains(&age), "{age:?}");
        fixture.pane().begin(Generation(2));
        assert_eq!(fixture.pane().answer_age(), None);
    }
}
