//! The dictionaries of packing: the first documents of each kind, which later ones are packed against.
//!
//! A dictionary never changes, and stays for the life of the process: what was packed against it needs it to be
//! unpacked.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// Bytes of a dictionary. Four times as many would save another tenth.
const DICTIONARY_BYTES: usize = 4096;

/// Families with a dictionary, at most; documents of others are packed without. With a dictionary for every type and
/// every operation of the catalog there would be some three thousand.
const MAX_DICTIONARIES: u16 = 4096;

#[derive(Default)]
struct Dictionaries {
    families: HashMap<&'static str, Family>,
    ready: Vec<&'static [u8]>,
}

enum Family {
    /// Too few texts so far.
    Gathering(Vec<u8>),
    /// The index in [`Dictionaries::ready`].
    Ready(u16),
}

static DICTIONARIES: LazyLock<RwLock<Dictionaries>> = LazyLock::new(RwLock::default);

/// Bytes of all dictionaries: at most [`MAX_DICTIONARIES`] of [`DICTIONARY_BYTES`].
pub(super) fn dictionary_bytes() -> u64 {
    let dictionaries = DICTIONARIES.read().unwrap_or_else(PoisonError::into_inner);
    let gathering = dictionaries.families.values().map(|family| match family {
        Family::Gathering(bytes) => bytes.capacity(),
        Family::Ready(_) => 0,
    });
    let ready = dictionaries.ready.iter().map(|dictionary| dictionary.len());
    gathering.chain(ready).sum::<usize>() as u64
}

/// The dictionary with this number.
pub(super) fn numbered(number: u16) -> Option<&'static [u8]> {
    let dictionaries = DICTIONARIES.read().unwrap_or_else(PoisonError::into_inner);
    dictionaries.ready.get(usize::from(number)).copied()
}

/// The dictionary of a family, with its number; while it is not complete, `texts` are added to it.
pub(super) fn of(family: &'static str, texts: &[u8]) -> Option<(u16, &'static [u8])> {
    if family.is_empty() {
        return None;
    }
    {
        let dictionaries = DICTIONARIES.read().unwrap_or_else(PoisonError::into_inner);
        match dictionaries.families.get(family) {
            Some(Family::Ready(number)) => {
                return Some((*number, dictionaries.ready[usize::from(*number)]));
            }
            None if dictionaries.families.len() >= usize::from(MAX_DICTIONARIES) => return None,
            Some(Family::Gathering(_)) | None => {}
        }
    }
    let mut dictionaries = DICTIONARIES.write().unwrap_or_else(PoisonError::into_inner);
    dictionaries.gather(family, texts);
    None
}

impl Dictionaries {
    fn gather(&mut self, family: &'static str, texts: &[u8]) {
        let next = self.ready.len() as u16;
        let known = self.families.entry(family);
        let family = known.or_insert_with(|| Family::Gathering(Vec::new()));
        let Family::Gathering(bytes) = family else {
            return;
        };
        let room = DICTIONARY_BYTES - bytes.len();
        bytes.extend_from_slice(&texts[..texts.len().min(room)]);
        if bytes.len() == DICTIONARY_BYTES {
            let dictionary = std::mem::take(bytes).into_boxed_slice();
            self.ready.push(Box::leak(dictionary));
            *family = Family::Ready(next);
        }
    }
}
