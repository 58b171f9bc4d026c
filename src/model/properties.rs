//! Properties as compact bytes: parsed only for the row that is looked at.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use arc_swap::ArcSwapOption;
use serde_json::Value;

use super::packing::{Block, Packed, pack_together};

/// A JSON document, packed together with others of its kind. Two words.
///
/// The default is "nothing known". When memory runs short a document can be evicted: the row stays, and the
/// document is asked of AWS again when a person opens the row.
#[derive(Default)]
pub struct Properties {
    /// Read without a lock: a search reads those of a million rows.
    block: ArcSwapOption<Block>,
    /// The index of the text in the block. It does not change while others read the document: one that is
    /// evicted and put back comes in a block of its own, where it is the only one.
    at: u16,
    /// Given up to free memory, while there is no block.
    evicted: AtomicBool,
}

impl Clone for Properties {
    fn clone(&self) -> Self {
        Self {
            block: ArcSwapOption::new(self.block.load_full()),
            at: self.at,
            evicted: AtomicBool::new(self.evicted.load(Relaxed)),
        }
    }
}

impl From<Packed> for Properties {
    fn from(Packed { block, at }: Packed) -> Self {
        Self {
            block: ArcSwapOption::new(Some(block)),
            at,
            evicted: AtomicBool::new(false),
        }
    }
}

impl Properties {
    /// Takes a document as it is, until it is packed. `null` and `{}` are nothing known.
    pub fn from_json(value: &Value) -> Self {
        let nothing = match value {
            Value::Null => true,
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if nothing {
            Self::default()
        } else {
            Packed::unpacked(value.to_string()).into()
        }
    }

    /// Packs documents that came together. `family` names documents that look alike: the resource type of rows,
    /// the operation of answers; empty for none.
    pub fn pack_together<'a>(family: &'static str, documents: impl Iterator<Item = &'a mut Self>) {
        let unpacked = documents.filter_map(|document| {
            let packed = document.packed_text()?;
            packed.is_unpacked().then_some((document, packed))
        });
        pack_together(family, unpacked, |document, packed| {
            *document = packed.into();
        });
    }

    /// Packs a document that came alone, or the copy of one.
    #[must_use]
    pub fn packed(self, family: &'static str) -> Self {
        match self.into_packed(family) {
            Some(packed) => packed.into(),
            None => Self::default(),
        }
    }

    /// The document, packed; `None` when nothing is known or it was evicted.
    pub fn into_packed(self, family: &'static str) -> Option<Packed> {
        Some(self.packed_text()?.in_own_block(family))
    }

    /// The document; an empty object when nothing is known or it was evicted.
    pub fn to_json(&self) -> Value {
        let parsed = self.with_text(|text| serde_json::from_str(text).ok());
        parsed.unwrap_or_else(|| Value::Object(Default::default()))
    }

    /// Reads the document as compact JSON text; an empty text when nothing is known or it was evicted. Reading
    /// the documents of one block one after the other unpacks it once.
    pub fn with_text<R>(&self, read: impl FnOnce(&str) -> R) -> R {
        match self.packed_text() {
            Some(packed) => packed.read(read),
            None => read(""),
        }
    }

    /// Bytes of the document as text, or some kilobytes where it is shorter.
    pub fn text_bytes_at_most(&self) -> usize {
        self.packed_text()
            .map_or(0, |packed| packed.text_bytes_at_most())
    }

    /// Whether nothing was ever known.
    pub fn is_empty(&self) -> bool {
        self.block.load().is_none() && !self.evicted.load(Relaxed)
    }

    /// Whether the document was given up to free memory.
    pub fn is_evicted(&self) -> bool {
        self.block.load().is_none() && self.evicted.load(Relaxed)
    }

    /// Gives the document up; returns the bytes freed, which is when all documents of its block are given up.
    pub fn evict(&self) -> usize {
        if self.block.load().is_none() {
            return 0;
        }
        // Set first: a reader that finds no block must see that the document was evicted, not that it was never
        // known.
        self.evicted.store(true, Relaxed);
        let given_up = self.block.swap(None);
        given_up.map_or(0, |block| block.share())
    }

    /// Puts an evicted document back.
    pub fn restore(&self, family: &'static str, value: &Value) {
        let Packed { block, .. } = Packed::unpacked(value.to_string()).in_own_block(family);
        self.block.store(Some(block));
    }

    /// Bytes this document takes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let block = self.block.load();
        block.as_ref().map_or(0, |block| block.share())
    }

    fn packed_text(&self) -> Option<Packed> {
        let block = self.block.load_full()?;
        Some(Packed { block, at: self.at })
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Properties({} bytes)", self.heap_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn small_and_large_documents_come_back_whole() {
        let small = json!({"State": "available"});
        let large = json!({"Rules": vec![json!({"Cidr": "10.0.0.0/8", "Port": 443}); 100]});
        for document in [small, large.clone()] {
            assert_eq!(Properties::from_json(&document).to_json(), document);
        }
        assert!(
            Properties::from_json(&large).packed("").heap_bytes() < large.to_string().len() / 4
        );
    }

    #[test]
    fn nothing_known_takes_no_heap() {
        for nothing in [Value::Null, json!({})] {
            let stored = Properties::from_json(&nothing);
            assert!(stored.is_empty());
            assert_eq!(stored.heap_bytes(), 0);
            assert_eq!(stored.to_json(), json!({}));
        }
    }

    #[test]
    fn an_evicted_document_is_gone_and_can_be_put_back() {
        let document = json!({"Description": "x".repeat(1000)});
        let stored = Properties::from_json(&document);
        assert!(stored.evict() > 0);
        assert!(stored.is_evicted() && !stored.is_empty());
        assert_eq!((stored.to_json(), stored.evict()), (json!({}), 0));
        stored.restore("", &document);
        assert_eq!(stored.to_json(), document);
        let nothing = Properties::default();
        assert_eq!(nothing.evict(), 0);
        assert!(nothing.is_empty() && !nothing.is_evicted());
    }

    #[test]
    fn a_document_that_others_are_packed_with_comes_back_alone() {
        let document = |number: usize| json!({"Number": number, "Text": "x".repeat(100)});
        let mut stored: Vec<_> = (0..9)
            .map(|number| Properties::from_json(&document(number)))
            .collect();
        Properties::pack_together("properties-alone", stored.iter_mut());
        stored[7].evict();
        stored[7].restore("properties-alone", &document(77));
        let numbers = stored.iter().map(|one| one.to_json()["Number"].clone());
        assert_eq!(numbers.collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6, 77, 8]);
    }

    #[test]
    fn a_document_costs_a_row_two_words_beside_its_bytes() {
        assert_eq!(size_of::<Properties>(), 2 * size_of::<usize>());
    }
}
