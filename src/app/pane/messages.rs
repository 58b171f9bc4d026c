//! The messages of a pane.

use std::collections::BTreeMap;

use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::FinishReason;
use crate::app::resource_explorer::query_engine::details::DetailsFailure;
use crate::model::QueryKey;

/// What a message offers to do, as a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// Give back what is cached.
    ClearCache,
    /// Close this pane.
    ClosePane,
    /// Ask for less.
    NarrowScope,
    /// Allow more memory.
    RaiseLimit,
    /// Ask again.
    Retry,
    /// Ask what a stopped query has not asked.
    Continue,
    /// See how to connect.
    Connect,
    /// See the accounts, and sign in.
    Accounts,
}

impl WayOut {
    /// As the button says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ClearCache => "Clear cache",
            Self::ClosePane => "Close pane",
            Self::NarrowScope => "Narrow scope",
            Self::RaiseLimit => "Raise limit",
            Self::Retry => "Retry",
            Self::Continue => "Continue",
            Self::Connect => "How to connect",
            Self::Accounts => "Accounts",
        }
    }
}

/// What a stopped query has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Not all that it would ask was known.
    Unplanned,
    /// Lists, and details of lists.
    Lists {
        /// The lists that have not ended.
        keys: Vec<QueryKey>,
        /// How many that have ended lack details.
        without_details: u32,
    },
}

impl Rest {
    /// What is left, and what that means; `None` when nothing is. The memory limit has a message of its own, which
    /// says that lists were stopped.
    pub(super) fn message(&self, reason: FinishReason, planned: u32) -> Option<PaneMessage> {
        let is_cancelled = reason == FinishReason::Cancelled;
        let text = match self {
            Self::Unplanned if is_cancelled => {
                "Cancelled before all accounts and regions had answered: there may be more than is shown."
                    .to_owned()
            }
            Self::Unplanned => return None,
            Self::Lists {
                keys,
                without_details,
            } => {
                let left = keys.len();
                // Keys that only sweeps answer are no lists of their own.
                let all = left.max(planned as usize);
                let lists = (left > 0 && is_cancelled).then(|| {
                    format!(
                        "Cancelled: {left} of {all} lists have not ended, so there may be more than is shown."
                    )
                });
                let details = (*without_details > 0).then(|| match without_details {
                    1 => "The details of 1 list were not fetched.".to_owned(),
                    many => format!("The details of {many} lists were not fetched."),
                });
                let parts: Vec<String> = lists.into_iter().chain(details).collect();
                if parts.is_empty() {
                    return None;
                }
                parts.join(" ")
            }
        };
        Some(PaneMessage {
            outcome: Outcome::Cancelled,
            text,
            ways_out: vec![WayOut::Continue],
            keys: Vec::new(),
        })
    }
}

/// One message, with its buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneMessage {
    /// How bad it is; decides colour and icon.
    pub outcome: Outcome,
    /// What happened, where, and what to do: one sentence or two.
    pub text: String,
    /// Buttons.
    pub ways_out: Vec<WayOut>,
    /// The query keys it is about, for [`WayOut::Retry`].
    pub keys: Vec<QueryKey>,
}

/// Calls of phase 2 that failed, gathered into one message however many they are.
#[derive(Debug, Default)]
pub(super) struct FailedDetails(BTreeMap<String, FailedCalls>);

#[derive(Debug)]
struct FailedCalls {
    /// How often, by list.
    times: BTreeMap<QueryKey, usize>,
    first: DetailsFailure,
}

impl FailedDetails {
    const OPENING: &str = "Details are incomplete.";

    pub(super) fn record(&mut self, failure: DetailsFailure) {
        let times = failure.count + failure.not_asked;
        let key = failure.key;
        let calls = self.0.entry(failure.operation.to_owned());
        let calls = calls.or_insert_with(|| FailedCalls {
            times: BTreeMap::new(),
            first: failure,
        });
        *calls.times.entry(key).or_default() += times;
    }

    /// Forgets calls of lists that are asked again with their details.
    pub(super) fn forget(&mut self, keys: &[QueryKey]) {
        for calls in self.0.values_mut() {
            keys.iter().for_each(|key| _ = calls.times.remove(key));
        }
        self.0.retain(|_, calls| !calls.times.is_empty());
    }

    /// Puts the message where it was before, or before all that are more urgent.
    pub(super) fn say(&self, messages: &mut Vec<PaneMessage>) {
        let Some(message) = self.message() else {
            return;
        };
        let before = messages
            .iter_mut()
            .find(|said| said.text.starts_with(Self::OPENING));
        match before {
            Some(before) => *before = message,
            None => messages.insert(0, message),
        }
    }

    fn message(&self) -> Option<PaneMessage> {
        const MOST_NAMED: usize = 3;
        let (_, calls) = self.0.first_key_value()?;
        let mut text = Self::OPENING.to_owned();
        for (operation, calls) in self.0.iter().take(MOST_NAMED) {
            let times = match calls.times.values().sum() {
                1usize => "once".to_owned(),
                times => format!("{times} times"),
            };
            text += &format!(" {operation} failed {times}: {}.", calls.first);
        }
        if self.0.len() > MOST_NAMED {
            text += &format!(" {} more operations failed.", self.0.len() - MOST_NAMED);
        }
        Some(PaneMessage {
            outcome: Outcome::from(&calls.first.error),
            text,
            ways_out: Vec::new(),
            keys: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::source::SourceError;
    use crate::app::resource_explorer::testing::key;

    #[test]
    fn failed_details_are_one_message_that_counts() {
        let mut failed = FailedDetails::default();
        let mut messages = Vec::new();
        failed.say(&mut messages);
        assert!(messages.is_empty());
        for operation in ["DescribeB", "DescribeA", "DescribeB"] {
            failed.record(DetailsFailure {
                key: key("eu-west-1", "AWS::EC2::Volume"),
                operation,
                resources: vec!["vol-1".into()],
                count: 1,
                not_asked: 0,
                error: SourceError::Config("no".into()),
            });
            failed.say(&mut messages);
        }
        assert_eq!(messages.len(), 1);
        assert!(
            messages[0].text.contains("DescribeA failed once")
                && messages[0].text.contains("DescribeB failed 2 times")
                && messages[0]
                    .text
                    .contains("AWS::EC2::Volume vol-1 in 001234567890 eu-west-1"),
            "{}",
            messages[0].text
        );
    }
}
