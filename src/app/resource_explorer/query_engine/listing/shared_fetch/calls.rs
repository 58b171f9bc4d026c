//! The calls that a list takes: one, or one for each parent and choice. A call that fails costs the rows of its
//! parent, not the list.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::app::resource_explorer::source::{
    CallInput, Gaps, ListCalls, ListParameter, SourceError, heap_bytes_of, name_of,
};
use crate::model::{TypeId, heap};

/// How many calls may be refused before the first answer. One refusal may be about one parent; this many in a
/// row have a common cause.
const MOST_REFUSED_AT_FIRST: u32 = 20;

/// How many parents in a row may go without an answer although each was asked several times: the service
/// does not answer at all.
const MOST_UNANSWERED: u32 = 3;

/// What to do after a call that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterRefusal {
    /// Ask under the next parent.
    NextCall,
    /// Nothing would be answered any more: what is left counts as lost.
    GiveUp,
    /// It is about the list as a whole.
    EndList,
}

/// A list of parents that is not whole, and why.
#[derive(Debug)]
pub(super) struct MissingParents {
    pub of: TypeId,
    pub why: SourceError,
}

impl MissingParents {
    /// As a gap of the children's list names it.
    fn name(&self) -> String {
        format!("the list of {}", self.of)
    }
}

/// The calls of one list.
pub(super) struct Calls {
    /// Those that have yet to be made, the next one last.
    due: Vec<CallInput>,
    /// Fingerprints of all that were ever due: a parent that comes twice is asked once.
    known: HashSet<u128>,
    gaps: Gaps,
    refusals: Refusals,
    /// Bytes of the calls of all lists.
    counted: Arc<AtomicUsize>,
    own_bytes: usize,
}

#[derive(Default)]
struct Refusals {
    has_answer: bool,
    in_a_row: u32,
    first: Option<SourceError>,
}

impl Calls {
    /// None yet. Their bytes are counted in `counted`.
    pub(super) fn new(counted: &Arc<AtomicUsize>) -> Self {
        Self {
            due: Vec::new(),
            known: HashSet::new(),
            gaps: Gaps::default(),
            refusals: Refusals::default(),
            counted: Arc::clone(counted),
            own_bytes: 0,
        }
    }

    /// Calls under parents that have arrived.
    pub(super) fn add(&mut self, calls: ListCalls) {
        let ListCalls { inputs, gaps } = calls;
        if let Some(silent) = &gaps.parents {
            self.refusals.note(&silent.first);
        }
        self.gaps.extend(gaps);
        self.add_inputs(inputs);
    }

    /// A parent that could not be read, so that its children cannot be asked for.
    pub(super) fn add_unread(&mut self, parent: &str, error: SourceError) {
        self.refusals.note(&error);
        self.gaps.add_parent(parent, error);
    }

    /// Calls for resources below rows of the same list.
    pub(super) fn add_inputs(&mut self, inputs: Vec<CallInput>) {
        let (known, due) = (&mut self.known, &mut self.due);
        let before = due.len();
        due.extend(
            inputs
                .into_iter()
                .filter(|input| known.insert(fingerprint(input))),
        );
        due[before..].reverse();
        self.count();
    }

    /// The next one; `None` until more are added.
    pub(super) fn next(&mut self) -> Option<CallInput> {
        self.due.pop()
    }

    /// A call has given a page.
    pub(super) fn answered(&mut self) {
        self.refusals.has_answer = true;
        self.refusals.in_a_row = 0;
    }

    /// A call was refused, at its first page or later.
    pub(super) fn refused(&mut self, input: &[ListParameter], error: SourceError) -> AfterRefusal {
        if input.is_empty() || self.refusals.concern_the_list(&error) {
            return AfterRefusal::EndList;
        }
        tracing::debug!(under = %name_of(input), %error, "not listed under a parent");
        self.refusals.note(&error);
        let most = match (error.is_transient(), self.refusals.has_answer) {
            (true, _) => MOST_UNANSWERED,
            (false, false) => MOST_REFUSED_AT_FIRST,
            (false, true) => u32::MAX,
        };
        self.gaps.add_parent(&name_of(input), error);
        if self.refusals.in_a_row < most {
            AfterRefusal::NextCall
        } else {
            AfterRefusal::GiveUp
        }
    }

    /// What is left is not asked for any more.
    pub(super) fn give_up(&mut self) {
        let left = u32::try_from(self.due.len()).unwrap_or(u32::MAX);
        if let (Some(input), Some(why)) = (self.due.last(), &self.refusals.first) {
            self.gaps.add_parents(left, &name_of(input), why.clone());
        }
        self.due.clear();
    }

    /// What the list lacks so far, when it ends before its calls do.
    pub(super) fn gaps_so_far(&mut self) -> Gaps {
        std::mem::take(&mut self.gaps)
    }

    /// What the list lacks at its end, with what is missing of the lists of its parents.
    ///
    /// # Errors
    /// The first refusal, when no call was answered.
    pub(super) fn end(&mut self, missing: Option<MissingParents>) -> Result<Gaps, SourceError> {
        let mut gaps = std::mem::take(&mut self.gaps);
        let mut first = self.refusals.first.take();
        if let Some(missing) = missing {
            gaps.add_parent(&missing.name(), missing.why.clone());
            first.get_or_insert(missing.why);
        }
        match first {
            Some(error) if !self.refusals.has_answer => Err(error),
            _ => Ok(gaps),
        }
    }

    fn count(&mut self) {
        let inputs = self.due.iter().map(|input| heap_bytes_of(input));
        let due = self.due.capacity() * size_of::<CallInput>() + inputs.sum::<usize>();
        let bytes = due + heap::of_set(&self.known);
        self.counted.fetch_add(bytes, Ordering::Relaxed);
        self.counted.fetch_sub(self.own_bytes, Ordering::Relaxed);
        self.own_bytes = bytes;
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        self.counted.fetch_sub(self.own_bytes, Ordering::Relaxed);
    }
}

impl Refusals {
    fn note(&mut self, error: &SourceError) {
        self.in_a_row += 1;
        self.first.get_or_insert_with(|| error.clone());
    }

    /// Whether an error would be the same under every parent.
    fn concern_the_list(&self, error: &SourceError) -> bool {
        match error {
            SourceError::SignIn { .. }
            | SourceError::RegionNotEnabled(_)
            | SourceError::Config(_)
            | SourceError::NotAsked(_)
            | SourceError::MemoryLimit(_)
            | SourceError::Internal(_) => true,
            SourceError::Unsupported { .. } | SourceError::Elsewhere(_) => !self.has_answer,
            _ => false,
        }
    }
}

/// Of 128 bits: two different calls must never be taken for one.
fn fingerprint(input: &[ListParameter]) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, input).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
