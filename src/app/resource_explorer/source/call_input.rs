//! What the calls of a list are asked with: which parent's children, which choice.

use compact_str::CompactString;

use super::{Gaps, SourceError};
use crate::model::heap;

/// A parameter of a list call and its value: `cluster` and the ARN of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListParameter {
    /// As the service names it.
    pub name: &'static str,
    /// The parent's value, or the choice.
    pub value: CompactString,
}

/// All parameters of one call. It names its parent by the parent's own identifier, so it stays right when the
/// list of parents changes.
pub type CallInput = Box<[ListParameter]>;

/// Calls of a list.
#[derive(Debug, Default)]
pub struct ListCalls {
    /// What each of them is asked with.
    pub inputs: Vec<CallInput>,
    /// Parents that lack the value that their children's list is asked with.
    pub gaps: Gaps,
}

impl ListCalls {
    /// The one call of a list that takes no parameters.
    pub fn one() -> Self {
        Self {
            inputs: vec![CallInput::default()],
            gaps: Gaps::default(),
        }
    }

    /// One more parent whose children cannot be asked for.
    pub fn add_silent(&mut self, parent: &str, reason: CompactString) {
        self.gaps
            .add_parent(parent, SourceError::Unsupported { reason });
    }
}

/// The input as a person reads it: `cluster=main`.
pub fn name_of(input: &[ListParameter]) -> String {
    let parts = input.iter();
    let parts: Vec<String> = parts
        .map(|part| format!("{}={}", part.name, part.value))
        .collect();
    parts.join(", ")
}

/// Bytes of an input on the heap.
pub fn heap_bytes_of(input: &[ListParameter]) -> usize {
    let texts = input.iter().map(|part| heap::of_text(&part.value));
    size_of_val(input) + texts.sum::<usize>()
}
