//! What a pane tells in the one line below its rows: its banners, several of one cause as one, what is wrong with its
//! filter, and which rows that leaves open.

use super::Pane;
use super::banners::{Banner, BannerAction, BannerId, BannerKind};
use crate::app::resource_explorer::ledger::Outcome;
use crate::text::numbers::{counted, grouped};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaneMessage {
    /// What happened, where, and what to do.
    pub text: String,
    /// How bad it is; decides the colour.
    pub outcome: Outcome,
    /// Buttons.
    pub actions: Vec<BannerAction>,
    /// The banners that are put away with it; none where it stays while it is true.
    pub dismisses: Vec<BannerId>,
}

impl PaneMessage {
    fn note(outcome: Outcome, text: String) -> Self {
        Self {
            text,
            outcome,
            actions: Vec::new(),
            dismisses: Vec::new(),
        }
    }

    fn of_banner(banner: &Banner) -> Self {
        let dismisses = banner.kind.can_be_dismissed().then_some(banner.id);
        Self {
            text: banner.text.clone(),
            outcome: banner.outcome,
            actions: banner.actions.clone(),
            dismisses: dismisses.into_iter().collect(),
        }
    }

    /// One message in place of several of one cause.
    fn of_many(banners: &[&Banner], cause: Cause) -> Option<Self> {
        let [first, _, ..] = banners else {
            return banners.first().map(|banner| Self::of_banner(banner));
        };
        let count = banners.len();
        let text = match cause {
            Cause::SignIn => format!(
                "{count} accounts wait for a sign-in; what is asked of them goes on by itself once you have signed in."
            ),
            Cause::Regions => format!(
                "The regions of {count} accounts could not be read; the default ones were asked."
            ),
        };
        Some(Self {
            text,
            outcome: first.outcome,
            actions: first.actions.clone(),
            dismisses: banners.iter().map(|banner| banner.id).collect(),
        })
    }
}

/// Why there may be many banners that say the same of different accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    SignIn,
    Regions,
}

fn cause_of(banner: &Banner) -> Option<Cause> {
    match banner.kind {
        BannerKind::Paused(_) => Some(Cause::SignIn),
        BannerKind::RegionsAssumed(_) => Some(Cause::Regions),
        _ => None,
    }
}

impl Pane {
    /// What it has to tell, the most urgent first.
    pub(crate) fn messages(&self) -> Vec<PaneMessage> {
        let mut told = Vec::new();
        let mut messages = Vec::new();
        for banner in self.banners.iter().rev() {
            match cause_of(banner) {
                None => messages.push(PaneMessage::of_banner(banner)),
                Some(cause) if told.contains(&cause) => {}
                Some(cause) => {
                    told.push(cause);
                    let all = self.banners.iter();
                    let all: Vec<&Banner> =
                        all.filter(|one| cause_of(one) == Some(cause)).collect();
                    messages.extend(PaneMessage::of_many(&all, cause));
                }
            }
        }
        let left_open = self
            .unsearched_text()
            .into_iter()
            .chain(self.undecided_text());
        messages.extend(left_open.map(|text| PaneMessage::note(Outcome::Partial, text)));
        messages
    }

    /// Why its filter cannot be read; `None` where that stands in the place of its rows.
    pub(crate) fn filter_message(&self) -> Option<PaneMessage> {
        let error = self.filter_error.as_ref();
        let error = error.filter(|_| !self.visible.is_empty())?;
        Some(PaneMessage::note(
            Outcome::Partial,
            format!("The filter before it is in force: {error}"),
        ))
    }

    /// How many rows a search could not look into: there may be more matches.
    fn unsearched_text(&self) -> Option<String> {
        let unsearched = self.tree.unsearched as usize;
        (unsearched > 0).then(|| {
            format!(
                "The properties of {} were dropped to free memory and could not be searched; Refresh loads them again.",
                counted(unsearched, "row")
            )
        })
    }

    /// How many rows may match or not, as their tags or properties are not known: they are not shown.
    fn undecided_text(&self) -> Option<String> {
        let undecided = self.tree.undecided as usize;
        let rows = if undecided == 1 { "row is" } else { "rows is" };
        (undecided > 0).then(|| {
            format!(
                "Whether the filter means {} {rows} open, as it asks for tags or properties that are not known; not shown.",
                grouped(undecided)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::{DEV, PROD, PaneFixture, account};

    fn paused(name: &str) -> Banner {
        let kind = BannerKind::Paused(account(name));
        let banner = Banner::new(kind, Outcome::SignIn, format!("{name} is paused."));
        banner.offering([BannerAction::Accounts])
    }

    #[test]
    fn accounts_that_wait_for_a_sign_in_are_one_message_and_go_together() {
        let mut fixture = PaneFixture::with_rows(1, 0);
        let pane = fixture.pane();
        pane.show_banner(paused(PROD));
        assert_eq!(pane.messages().len(), 1);
        assert!(pane.messages()[0].text.contains("is paused"));
        pane.show_banner(Banner::memory_limit("Memory limit exceeded".into()));
        pane.show_banner(paused(DEV));
        let said = pane.messages();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].text.starts_with("2 accounts wait for a sign-in"),
            "{said:?}"
        );
        assert_eq!(said[0].actions, [BannerAction::Accounts]);
        for id in &said[0].dismisses {
            pane.dismiss_banner(*id);
        }
        assert_eq!(pane.messages(), said[1..]);
    }

    #[test]
    fn a_filter_that_cannot_be_read_says_so_where_rows_are_shown() {
        let mut fixture = PaneFixture::with_rows(2, 0);
        fixture.pane().set_filter("nmae:x".into());
        fixture.settle();
        let said = fixture.pane().filter_message().expect("a message");
        assert!(said.text.contains("did you mean name:?"), "{}", said.text);
        assert!(said.dismisses.is_empty());
        fixture.pane().set_filter("name:x".into());
        fixture.settle();
        assert_eq!(fixture.pane().filter_message(), None);
    }
}
