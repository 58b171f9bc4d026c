//! Documents at rest: LZ4, each against a sample of the documents it looks like.
//!
//! Two instances differ in a few ids and addresses; what they have in common is in the sample once, and
//! not in each of them. A document of 900 bytes takes some 200 that way, where LZ4 alone gets to 750. A
//! sample is made of the first documents of its family and never changes: what was packed against it is
//! unpacked against it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use lz4_flex::block;

/// Twice as much would save another tenth, and would make packing twice as slow.
const SAMPLE_BYTES: usize = 4096;

/// Families with a sample, at most; documents of others are packed each by itself. With a sample for
/// every type and every operation of the catalog there would be some three thousand.
const MAX_SAMPLES: u16 = 4096;

/// Shorter texts are not worth the header.
const PACK_FROM_BYTES: usize = 32;

/// What stands before a text: how it is packed, in two bytes, and its length unless it is plain.
const PLAIN: u16 = 0;
const ALONE: u16 = 1;
const FIRST_SAMPLE: u16 = 2;

/// A text at rest.
#[derive(Clone)]
pub struct Packed(Box<[u8]>);

impl Packed {
    /// Packs `text`, a document like others of its `family`; the family is empty for a text like no other.
    pub fn new(family: &'static str, text: &str) -> Self {
        if text.len() >= PACK_FROM_BYTES {
            let (how, sample) = match sample_for(family, text) {
                Some((number, sample)) => (FIRST_SAMPLE + number, Some(sample)),
                None => (ALONE, None),
            };
            let packed = pack(how, text.as_bytes(), sample.as_deref().unwrap_or_default());
            if packed.len() < text.len() {
                return Self(packed.into_boxed_slice());
            }
        }
        let plain = [&PLAIN.to_le_bytes(), text.as_bytes()].concat();
        Self(plain.into_boxed_slice())
    }

    /// In the place of a text that was given up. Takes no memory.
    pub(super) fn gone() -> Self {
        Self(Box::default())
    }

    pub(super) fn is_gone(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.0.len()
    }

    /// The text; empty when it was given up.
    pub fn text(&self) -> String {
        self.unpack().unwrap_or_default()
    }

    fn unpack(&self) -> Option<String> {
        let (how, rest) = self.0.split_first_chunk()?;
        let text = match u16::from_le_bytes(*how) {
            PLAIN => rest.to_vec(),
            how => {
                let (length, rest) = read_length(rest)?;
                let sample = how.checked_sub(FIRST_SAMPLE).and_then(sample);
                let sample = sample.as_deref().unwrap_or_default();
                block::decompress_with_dict(rest, length, sample).ok()?
            }
        };
        String::from_utf8(text).ok()
    }
}

fn pack(how: u16, text: &[u8], sample: &[u8]) -> Vec<u8> {
    let mut packed = how.to_le_bytes().to_vec();
    write_length(&mut packed, text.len());
    let header = packed.len();
    packed.resize(header + block::get_maximum_output_size(text.len()), 0);
    let written = block::compress_into_with_dict(text, &mut packed[header..], sample);
    // The room is as large as it can ever take.
    packed.truncate(header + written.expect("the room is large enough"));
    packed
}

/// Seven bits in each byte, the lowest first; the top bit says that more follow.
fn write_length(into: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        into.push(length as u8 | 0x80);
        length >>= 7;
    }
    into.push(length as u8);
}

fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0)?;
    let (length, rest) = bytes.split_at(last + 1);
    let more = |sum: usize, byte: &u8| sum << 7 | usize::from(byte & 0x7f);
    Some((length.iter().rev().fold(0, more), rest))
}

#[derive(Default)]
struct Samples {
    families: HashMap<&'static str, Family>,
    ready: Vec<Arc<[u8]>>,
}

enum Family {
    /// Not enough to be of use yet.
    Gathering(Vec<u8>),
    /// By its place in [`Samples::ready`].
    Ready(u16),
}

static SAMPLES: LazyLock<RwLock<Samples>> = LazyLock::new(RwLock::default);

/// Bytes of all samples. They stay for the life of the process: at most [`MAX_SAMPLES`] of
/// [`SAMPLE_BYTES`].
pub fn sample_bytes() -> u64 {
    let samples = SAMPLES.read().unwrap_or_else(PoisonError::into_inner);
    let gathering = samples.families.values().map(|family| match family {
        Family::Gathering(bytes) => bytes.capacity(),
        Family::Ready(_) => 0,
    });
    let ready = samples.ready.iter().map(|sample| sample.len());
    gathering.chain(ready).sum::<usize>() as u64
}

fn sample(number: u16) -> Option<Arc<[u8]>> {
    let samples = SAMPLES.read().unwrap_or_else(PoisonError::into_inner);
    samples.ready.get(usize::from(number)).cloned()
}

/// The sample of a family; while it has none, `text` becomes a part of it.
fn sample_for(family: &'static str, text: &str) -> Option<(u16, Arc<[u8]>)> {
    if family.is_empty() {
        return None;
    }
    {
        let samples = SAMPLES.read().unwrap_or_else(PoisonError::into_inner);
        match samples.families.get(family) {
            Some(Family::Ready(number)) => {
                return Some((*number, Arc::clone(&samples.ready[usize::from(*number)])));
            }
            None if samples.families.len() >= usize::from(MAX_SAMPLES) => return None,
            Some(Family::Gathering(_)) | None => {}
        }
    }
    let mut samples = SAMPLES.write().unwrap_or_else(PoisonError::into_inner);
    samples.gather(family, text);
    None
}

impl Samples {
    fn gather(&mut self, family: &'static str, text: &str) {
        let next = self.ready.len() as u16;
        let known = self.families.entry(family);
        let family = known.or_insert_with(|| Family::Gathering(Vec::new()));
        let Family::Gathering(bytes) = family else {
            return;
        };
        let room = SAMPLE_BYTES - bytes.len();
        bytes.extend_from_slice(&text.as_bytes()[..text.len().min(room)]);
        if bytes.len() == SAMPLE_BYTES {
            self.ready.push(std::mem::take(bytes).into());
            *family = Family::Ready(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: usize) -> String {
        format!(
            r#"{{"VolumeId":"vol-{number:017x}","State":"in-use","VolumeType":"gp3","Encrypted":true,"Attachments":[{{"Device":"/dev/xvda","InstanceId":"i-{:017x}"}}]}}"#,
            number * 7919
        )
    }

    #[test]
    fn documents_of_a_family_come_back_whole_and_take_a_fraction() {
        let packed: Vec<Packed> = (0..100)
            .map(|number| Packed::new("packing-test", &document(number)))
            .collect();
        for (number, packed) in packed.iter().enumerate() {
            assert_eq!(packed.text(), document(number));
        }
        let last = packed.last().unwrap().heap_bytes();
        assert!(last < document(99).len() / 3, "{last}");
        assert!(sample_bytes() >= SAMPLE_BYTES as u64);
    }

    #[test]
    fn every_text_comes_back_whatever_its_length() {
        for length in [0, 1, 31, 32, 33, 127, 128, 4095, 4096, 20_000, 300_000] {
            let text: String = (0..length)
                .map(|at| (b'a' + (at % 23) as u8) as char)
                .collect();
            for family in ["", "packing-lengths"] {
                let packed = Packed::new(family, &text);
                assert_eq!(packed.text(), text, "{family} {length}");
                assert!(packed.heap_bytes() <= text.len() + 2);
            }
        }
    }

    #[test]
    fn letters_of_several_bytes_may_be_cut_by_a_sample_but_not_by_a_text() {
        let text = "größe · 大きさ · ".repeat(200);
        for _ in 0..3 {
            assert_eq!(Packed::new("packing-letters", &text).text(), text);
        }
    }
}
