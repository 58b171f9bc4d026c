//! The dictionaries of packing: the first documents of each kind, which later ones are packed against.
//!
//! A sample never changes, and stays for the life of the process: what was packed against it needs it to be
//! unpacked.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// Bytes of a sample. Four times as many would save another tenth.
const SAMPLE_BYTES: usize = 4096;

/// Families with a sample, at most; documents of others are packed without. With a sample for every type and
/// every operation of the catalog there would be some three thousand.
const MAX_SAMPLES: u16 = 4096;

#[derive(Default)]
struct Samples {
    families: HashMap<&'static str, Family>,
    ready: Vec<&'static [u8]>,
}

enum Family {
    /// Too few texts so far.
    Gathering(Vec<u8>),
    /// The index in [`Samples::ready`].
    Ready(u16),
}

static SAMPLES: LazyLock<RwLock<Samples>> = LazyLock::new(RwLock::default);

/// Bytes of all samples: at most [`MAX_SAMPLES`] of [`SAMPLE_BYTES`].
pub(super) fn sample_bytes() -> u64 {
    let samples = SAMPLES.read().unwrap_or_else(PoisonError::into_inner);
    let gathering = samples.families.values().map(|family| match family {
        Family::Gathering(bytes) => bytes.capacity(),
        Family::Ready(_) => 0,
    });
    let ready = samples.ready.iter().map(|sample| sample.len());
    gathering.chain(ready).sum::<usize>() as u64
}

/// The sample with this number.
pub(super) fn numbered(number: u16) -> Option<&'static [u8]> {
    let samples = SAMPLES.read().unwrap_or_else(PoisonError::into_inner);
    samples.ready.get(usize::from(number)).copied()
}

/// The sample of a family, with its number; while it is not complete, `texts` are added to it.
pub(super) fn of(family: &'static str, texts: &[u8]) -> Option<(u16, &'static [u8])> {
    if family.is_empty() {
        return None;
    }
    {
        let samples = SAMPLES.read().unwrap_or_else(PoisonError::into_inner);
        match samples.families.get(family) {
            Some(Family::Ready(number)) => {
                return Some((*number, samples.ready[usize::from(*number)]));
            }
            None if samples.families.len() >= usize::from(MAX_SAMPLES) => return None,
            Some(Family::Gathering(_)) | None => {}
        }
    }
    let mut samples = SAMPLES.write().unwrap_or_else(PoisonError::into_inner);
    samples.gather(family, texts);
    None
}

impl Samples {
    fn gather(&mut self, family: &'static str, texts: &[u8]) {
        let next = self.ready.len() as u16;
        let known = self.families.entry(family);
        let family = known.or_insert_with(|| Family::Gathering(Vec::new()));
        let Family::Gathering(bytes) = family else {
            return;
        };
        let room = SAMPLE_BYTES - bytes.len();
        bytes.extend_from_slice(&texts[..texts.len().min(room)]);
        if bytes.len() == SAMPLE_BYTES {
            let sample = std::mem::take(bytes).into_boxed_slice();
            self.ready.push(Box::leak(sample));
            *family = Family::Ready(next);
        }
    }
}
