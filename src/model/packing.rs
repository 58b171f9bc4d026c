//! JSON documents packed with Zstandard, many of one kind together in a block, the [`Parcel`].
//!
//! Two instances differ in a few ids and addresses; what they have in common is in a parcel once, and in the
//! dictionary of their kind (a "sample") that parcels are packed against. A document of 900 bytes takes some 105
//! that way, some 210 in a parcel of its own, and 480 without a dictionary. Reading one unpacks its parcel in
//! some thirty microseconds; each thread keeps the parcel it unpacked last, so the next document of that parcel
//! costs nothing.

mod samples;
mod zstandard;

use std::cell::Cell;
use std::sync::{Arc, Weak};

use zstandard::{Packer, Unpacker};

/// A parcel is full at this many bytes of text. Twice as much saves a twentieth of the memory and makes reading
/// a document half as slow again.
const PARCEL_BYTES: usize = 64 << 10;

/// Unpacked parcels of more bytes than this are not kept for the next document.
const AT_HAND_BYTES: usize = 4 * PARCEL_BYTES;

/// Ends every text of a parcel. JSON text has no control characters, except as escapes.
const END: u8 = 0;

/// Documents of one kind.
pub(super) struct Parcel {
    how: How,
    count: u16,
    bytes: Box<[u8]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// As they are.
    Plain,
    /// Packed; against the sample of this number where there is one.
    Packed(Option<u16>),
}

/// Bytes of the dictionaries, and of the parcels that threads keep unpacked.
pub fn packing_bytes() -> u64 {
    samples::sample_bytes() + zstandard::buffer_bytes() as u64
}

/// One JSON document of a parcel.
#[derive(Clone)]
pub struct Packed {
    pub(super) parcel: Arc<Parcel>,
    /// Which text of the parcel.
    pub(super) at: u16,
}

impl Parcel {
    /// A text as it is.
    fn plain(text: String) -> Self {
        Self {
            how: How::Plain,
            count: 1,
            bytes: text.into_bytes().into(),
        }
    }

    /// Packs `count` texts of a `family`; the family is empty for texts unlike all others.
    fn packed(family: &'static str, texts: &[u8], count: u16) -> Self {
        thread_local!(static PACKER: Cell<Option<Packer>> = const { Cell::new(None) });
        let sample = samples::of(family, texts);
        let mut packer = PACKER.take().unwrap_or_default();
        let packed = packer.pack(texts, sample.map(|(_, sample)| sample));
        if packer.is_small() {
            PACKER.set(Some(packer));
        }
        match packed.filter(|packed| packed.len() < texts.len()) {
            Some(bytes) => Self {
                how: How::Packed(sample.map(|(number, _)| number)),
                count,
                bytes,
            },
            None => Self {
                how: How::Plain,
                count,
                bytes: texts.into(),
            },
        }
    }

    /// Bytes of one text on the heap.
    pub(super) fn share(&self) -> usize {
        let counts = 2 * size_of::<usize>();
        (counts + size_of::<Self>() + self.bytes.len()) / usize::from(self.count)
    }

    /// Bytes of all texts; exact for a parcel of one.
    fn text_bytes(&self) -> usize {
        match self.how {
            How::Plain => self.bytes.len(),
            How::Packed(_) => zstandard::unpacked_bytes(&self.bytes).unwrap_or(0),
        }
    }

    /// Calls `look` with text number `at`, or with an empty text if there is none.
    fn look<R>(self: &Arc<Self>, at: u16, look: impl FnOnce(&str) -> R) -> R {
        let How::Packed(sample) = self.how else {
            return look(self.nth(&self.bytes, at));
        };
        // Taken out while in use: `look` may read another document.
        let at_hand = AT_HAND.take();
        let AtHand { mut unpacker, .. } = match at_hand {
            Some(at_hand) if at_hand.parcel.as_ptr() == Arc::as_ptr(self) => {
                let seen = look(self.nth(at_hand.unpacker.unpacked(), at));
                AT_HAND.set(Some(at_hand));
                return seen;
            }
            other => other.unwrap_or_default(),
        };
        unpacker.unpack(&self.bytes, sample.and_then(samples::numbered));
        let seen = look(self.nth(unpacker.unpacked(), at));
        if unpacker.unpacked().len() <= AT_HAND_BYTES {
            let parcel = Arc::downgrade(self);
            AT_HAND.set(Some(AtHand { parcel, unpacker }));
        }
        seen
    }

    fn nth<'a>(&self, texts: &'a [u8], at: u16) -> &'a str {
        let text = match self.count {
            1 => Some(texts),
            _ => texts.split(|byte| *byte == END).nth(at.into()),
        };
        let text = text.and_then(|text| std::str::from_utf8(text).ok());
        text.unwrap_or_default()
    }
}

/// The parcel that a thread unpacked last.
#[derive(Default)]
struct AtHand {
    /// The `Weak` also keeps the address from being given to another parcel.
    parcel: Weak<Parcel>,
    unpacker: Unpacker,
}

thread_local!(static AT_HAND: Cell<Option<AtHand>> = const { Cell::new(None) });

impl Packed {
    /// An unpacked text, in a plain parcel.
    pub(super) fn unpacked(text: String) -> Self {
        Self {
            parcel: Arc::new(Parcel::plain(text)),
            at: 0,
        }
    }

    /// Whether it was never packed.
    pub(super) fn is_unpacked(&self) -> bool {
        self.parcel.how == How::Plain && self.parcel.count == 1
    }

    /// Packs it in a parcel of its own.
    pub(super) fn alone(self, family: &'static str) -> Self {
        if !self.is_unpacked() {
            return self;
        }
        Self {
            parcel: Arc::new(Parcel::packed(family, &self.parcel.bytes, 1)),
            at: 0,
        }
    }

    /// Bytes on the heap: its share of the parcel.
    pub fn heap_bytes(&self) -> usize {
        self.parcel.share()
    }

    /// Bytes of the text; an upper bound if it shares a small parcel.
    pub(super) fn text_bytes_at_most(&self) -> usize {
        self.parcel.text_bytes()
    }

    /// Calls `look` with the text.
    pub(super) fn look<R>(&self, look: impl FnOnce(&str) -> R) -> R {
        self.parcel.look(self.at, look)
    }
}

/// Packs the texts of a `family` in parcels and hands each to `put` with its owner, in the order of `texts`.
pub(super) fn pack_together<T>(
    family: &'static str,
    texts: impl Iterator<Item = (T, Packed)>,
    mut put: impl FnMut(T, Packed),
) {
    let mut gathered: Vec<u8> = Vec::with_capacity(PARCEL_BYTES);
    let mut waiting: Vec<T> = Vec::new();
    let mut flush = |gathered: &mut Vec<u8>, waiting: &mut Vec<T>| {
        let count = waiting.len() as u16;
        if count == 1 {
            gathered.pop_if(|last| *last == END);
        }
        if count > 0 {
            let parcel = Arc::new(Parcel::packed(family, gathered, count));
            for (at, owner) in (0..).zip(waiting.drain(..)) {
                let parcel = Arc::clone(&parcel);
                put(owner, Packed { parcel, at });
            }
        }
        gathered.clear();
    };
    for (owner, text) in texts {
        let bytes = &text.parcel.bytes;
        if gathered.len() + bytes.len() > PARCEL_BYTES {
            flush(&mut gathered, &mut waiting);
        }
        gathered.extend_from_slice(bytes);
        gathered.push(END);
        waiting.push(owner);
    }
    flush(&mut gathered, &mut waiting);
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

    fn together(family: &'static str, texts: &[String]) -> Vec<Packed> {
        let mut packed: Vec<Option<Packed>> = vec![None; texts.len()];
        let each = texts.iter().cloned().map(Packed::unpacked).enumerate();
        pack_together(family, each, |at, text| packed[at] = Some(text));
        packed.into_iter().map(Option::unwrap).collect()
    }

    fn text(packed: &Packed) -> String {
        packed.look(str::to_owned)
    }

    #[test]
    fn documents_of_a_family_come_back_whole_and_take_a_fraction() {
        let documents: Vec<String> = (0..1000).map(document).collect();
        let packed = together("packing-test", &documents);
        // In any order: one parcel after the other, and from one to another.
        for at in (0..1000).chain((0..1000).map(|at| at * 389 % 1000)) {
            assert_eq!(text(&packed[at]), documents[at]);
        }
        let all: usize = packed.iter().map(Packed::heap_bytes).sum();
        assert!(all < documents.concat().len() / 4, "{all}");
        // A sample is there by now: even a parcel of one is small.
        let alone = Packed::unpacked(document(7)).alone("packing-test");
        assert_eq!(text(&alone), document(7));
        assert!(
            alone.heap_bytes() < document(7).len() * 2 / 3,
            "{}",
            alone.heap_bytes()
        );
        assert!(samples::sample_bytes() > 0);
        assert!(packing_bytes() > samples::sample_bytes(), "a buffer");
    }

    #[test]
    fn every_text_comes_back_whatever_its_length_and_neighbours() {
        let lengths = [0, 1, 31, 127, 128, 4096, 16_383, 16_384, 20_000, 5 << 20, 2];
        let of = |length: usize| {
            (0..length)
                .map(|at| (b'a' + (at % 23) as u8) as char)
                .collect()
        };
        let texts: Vec<String> = lengths.into_iter().map(of).collect();
        for family in ["", "packing-lengths"] {
            for (packed, whole) in together(family, &texts).iter().zip(&texts) {
                assert_eq!(text(packed), *whole, "{family} {}", whole.len());
                assert!(packed.text_bytes_at_most() >= whole.len());
                assert!(packed.text_bytes_at_most() <= whole.len().max(PARCEL_BYTES + 10));
            }
        }
    }

    #[test]
    fn letters_of_several_bytes_may_be_cut_by_a_sample_but_not_by_a_text() {
        let whole = "größe · 大きさ · ".repeat(200);
        for _ in 0..3 {
            let packed = Packed::unpacked(whole.clone()).alone("packing-letters");
            assert_eq!(text(&packed), whole);
        }
    }

    #[test]
    fn while_one_is_looked_at_another_can_be() {
        let texts: Vec<String> = (0..500).map(document).collect();
        let packed = together("packing-nested", &texts);
        packed[0].look(|outer| {
            packed[499].look(|inner| assert_eq!((outer, inner), (&*texts[0], &*texts[499])));
            assert_eq!(outer, texts[0]);
        });
        assert_eq!(text(&packed[1]), texts[1]);
    }

    #[test]
    fn a_parcel_lives_as_long_as_one_of_its_texts() {
        let texts: Vec<String> = (0..3).map(document).collect();
        let mut packed = together("packing-lives", &texts);
        let parcel = Arc::downgrade(&packed[0].parcel);
        assert_eq!(text(&packed[0]), texts[0]);
        packed.truncate(1);
        assert!(parcel.upgrade().is_some());
        packed.clear();
        assert!(
            parcel.upgrade().is_none(),
            "having looked at it does not hold it"
        );
    }
}
