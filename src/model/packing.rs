//! JSON documents packed with Zstandard, many of one kind together in a [`Block`].
//!
//! Two instances differ in a few ids and addresses; what they have in common is in a block once, and in the
//! dictionary of their kind that blocks are packed against. A document of 900 bytes takes some 105
//! that way, some 210 in a block of its own, and 480 without a dictionary. Reading one unpacks its block in
//! some thirty microseconds; each thread keeps the block it unpacked last, so the next document of that block
//! costs nothing.

mod dictionaries;
mod zstandard;

use std::cell::Cell;
use std::sync::{Arc, Weak};

use zstandard::{Packer, Unpacker};

/// A block is full at this many bytes of text. Twice as much saves a twentieth of the memory and makes reading
/// a document half as slow again.
const BLOCK_BYTES: usize = 64 << 10;

/// Unpacked blocks of more bytes than this are not kept for the next document.
const MAX_DECODED_BYTES: usize = 4 * BLOCK_BYTES;

/// Ends every text of a block. JSON text has no control characters, except as escapes.
const END: u8 = 0;

/// Documents of one kind.
pub(super) struct Block {
    how: How,
    count: u16,
    bytes: Box<[u8]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// As they are.
    Plain,
    /// Packed; against the dictionary of this number where there is one.
    Packed(Option<u16>),
}

/// Bytes of the dictionaries, and of the blocks that threads keep unpacked.
pub fn packing_bytes() -> u64 {
    dictionaries::dictionary_bytes() + zstandard::buffer_bytes() as u64
}

/// One JSON document of a block.
#[derive(Clone)]
pub struct Packed {
    pub(super) block: Arc<Block>,
    /// Which text of the block.
    pub(super) at: u16,
}

impl Block {
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
        let dictionary = dictionaries::of(family, texts);
        let mut packer = PACKER.take().unwrap_or_default();
        let packed = packer.pack(texts, dictionary.map(|(_, dictionary)| dictionary));
        if packer.is_small() {
            PACKER.set(Some(packer));
        }
        match packed.filter(|packed| packed.len() < texts.len()) {
            Some(bytes) => Self {
                how: How::Packed(dictionary.map(|(number, _)| number)),
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

    /// Bytes of all texts; exact for a block of one.
    fn text_bytes(&self) -> usize {
        match self.how {
            How::Plain => self.bytes.len(),
            How::Packed(_) => zstandard::unpacked_bytes(&self.bytes).unwrap_or(0),
        }
    }

    /// Calls `read` with text number `at`, or with an empty text if there is none.
    fn read<R>(self: &Arc<Self>, at: u16, read: impl FnOnce(&str) -> R) -> R {
        let How::Packed(dictionary) = self.how else {
            return read(self.nth(&self.bytes, at));
        };
        // Taken out while in use: `read` may read another document.
        let decoded = DECODED.take();
        let DecodedBlock { mut unpacker, .. } = match decoded {
            Some(decoded) if decoded.block.as_ptr() == Arc::as_ptr(self) => {
                let seen = read(self.nth(decoded.unpacker.unpacked(), at));
                DECODED.set(Some(decoded));
                return seen;
            }
            other => other.unwrap_or_default(),
        };
        unpacker.unpack(&self.bytes, dictionary.and_then(dictionaries::numbered));
        let seen = read(self.nth(unpacker.unpacked(), at));
        if unpacker.unpacked().len() <= MAX_DECODED_BYTES {
            let block = Arc::downgrade(self);
            DECODED.set(Some(DecodedBlock { block, unpacker }));
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

/// The block that a thread unpacked last.
#[derive(Default)]
struct DecodedBlock {
    /// The `Weak` also keeps the address from being given to another block.
    block: Weak<Block>,
    unpacker: Unpacker,
}

thread_local!(static DECODED: Cell<Option<DecodedBlock>> = const { Cell::new(None) });

impl Packed {
    /// An unpacked text, in a plain block.
    pub(super) fn unpacked(text: String) -> Self {
        Self {
            block: Arc::new(Block::plain(text)),
            at: 0,
        }
    }

    /// Whether it was never packed.
    pub(super) fn is_unpacked(&self) -> bool {
        self.block.how == How::Plain && self.block.count == 1
    }

    /// Packs it in a block of its own.
    pub(super) fn in_own_block(self, family: &'static str) -> Self {
        if !self.is_unpacked() {
            return self;
        }
        Self {
            block: Arc::new(Block::packed(family, &self.block.bytes, 1)),
            at: 0,
        }
    }

    /// Bytes on the heap: its share of the block.
    pub fn heap_bytes(&self) -> usize {
        self.block.share()
    }

    /// Bytes of the text; an upper bound if it shares a small block.
    pub(super) fn text_bytes_at_most(&self) -> usize {
        self.block.text_bytes()
    }

    /// Calls `read` with the text.
    pub(super) fn read<R>(&self, read: impl FnOnce(&str) -> R) -> R {
        self.block.read(self.at, read)
    }
}

/// Packs the texts of a `family` in blocks and hands each to `put` with its owner, in the order of `texts`.
pub(super) fn pack_together<T>(
    family: &'static str,
    texts: impl Iterator<Item = (T, Packed)>,
    mut put: impl FnMut(T, Packed),
) {
    let mut gathered: Vec<u8> = Vec::with_capacity(BLOCK_BYTES);
    let mut waiting: Vec<T> = Vec::new();
    let mut flush = |gathered: &mut Vec<u8>, waiting: &mut Vec<T>| {
        let count = waiting.len() as u16;
        if count == 1 {
            gathered.pop_if(|last| *last == END);
        }
        if count > 0 {
            let block = Arc::new(Block::packed(family, gathered, count));
            for (at, owner) in (0..).zip(waiting.drain(..)) {
                let block = Arc::clone(&block);
                put(owner, Packed { block, at });
            }
        }
        gathered.clear();
    };
    for (owner, text) in texts {
        let bytes = &text.block.bytes;
        if gathered.len() + bytes.len() > BLOCK_BYTES {
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
        packed.read(str::to_owned)
    }

    #[test]
    fn documents_of_a_family_come_back_whole_and_take_a_fraction() {
        let documents: Vec<String> = (0..1000).map(document).collect();
        let packed = together("packing-test", &documents);
        // In any order: one block after the other, and from one to another.
        for at in (0..1000).chain((0..1000).map(|at| at * 389 % 1000)) {
            assert_eq!(text(&packed[at]), documents[at]);
        }
        let all: usize = packed.iter().map(Packed::heap_bytes).sum();
        assert!(all < documents.concat().len() / 4, "{all}");
        // A dictionary is there by now: even a block of one is small.
        let alone = Packed::unpacked(document(7)).in_own_block("packing-test");
        assert_eq!(text(&alone), document(7));
        assert!(
            alone.heap_bytes() < document(7).len() * 2 / 3,
            "{}",
            alone.heap_bytes()
        );
        assert!(dictionaries::dictionary_bytes() > 0);
        assert!(
            packing_bytes() > dictionaries::dictionary_bytes(),
            "a buffer"
        );
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
                assert!(packed.text_bytes_at_most() <= whole.len().max(BLOCK_BYTES + 10));
            }
        }
    }

    #[test]
    fn letters_of_several_bytes_may_be_cut_by_a_sample_but_not_by_a_text() {
        let whole = "größe · 大きさ · ".repeat(200);
        for _ in 0..3 {
            let packed = Packed::unpacked(whole.clone()).in_own_block("packing-letters");
            assert_eq!(text(&packed), whole);
        }
    }

    #[test]
    fn while_one_is_looked_at_another_can_be() {
        let texts: Vec<String> = (0..500).map(document).collect();
        let packed = together("packing-nested", &texts);
        packed[0].read(|outer| {
            packed[499].read(|inner| assert_eq!((outer, inner), (&*texts[0], &*texts[499])));
            assert_eq!(outer, texts[0]);
        });
        assert_eq!(text(&packed[1]), texts[1]);
    }

    #[test]
    fn a_parcel_lives_as_long_as_one_of_its_texts() {
        let texts: Vec<String> = (0..3).map(document).collect();
        let mut packed = together("packing-lives", &texts);
        let block = Arc::downgrade(&packed[0].block);
        assert_eq!(text(&packed[0]), texts[0]);
        packed.truncate(1);
        assert!(block.upgrade().is_some());
        packed.clear();
        assert!(
            block.upgrade().is_none(),
            "having looked at it does not hold it"
        );
    }
}
