//! Properties as compact bytes: parsed only for the row that is looked at.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::Value;

use super::packing::{Packed, Parcel, pack_together};

/// A JSON document at rest, packed together with others of its kind.
///
/// The default is nothing known. When memory runs short a document can be evicted: the row stays, and the document is asked of
/// AWS again when somebody looks at it.
#[derive(Default)]
pub struct Properties(Mutex<Held>);

/// Flat, so that a row has three words for it and not four.
#[derive(Clone, Default)]
enum Held {
    #[default]
    Nothing,
    /// Given up to free memory.
    Evicted,
    /// Text number `at` of a parcel.
    Text { parcel: Arc<Parcel>, at: u16 },
}

impl Held {
    fn packed(&self) -> Option<Packed> {
        match self {
            Self::Text { parcel, at } => Some(Packed {
                parcel: Arc::clone(parcel),
                at: *at,
            }),
            Self::Nothing | Self::Evicted => None,
        }
    }
}

impl From<Packed> for Held {
    fn from(Packed { parcel, at }: Packed) -> Self {
        Self::Text { parcel, at }
    }
}

impl Clone for Properties {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
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

    /// Packs documents that came together. `family` is what documents that look alike have in common: the
    /// resource type of rows, the operation of answers; empty for none.
    pub fn pack_together<'a>(family: &'static str, documents: impl Iterator<Item = &'a Self>) {
        let unpacked = documents.filter_map(|document| {
            let packed = document.lock().packed()?;
            packed.is_unpacked().then_some((document, packed))
        });
        pack_together(family, unpacked, |document, packed| {
            *document.lock() = packed.into();
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
        Some(self.lock().packed()?.alone(family))
    }

    /// The document; an empty object when nothing is known or it was evicted.
    pub fn to_json(&self) -> Value {
        let parsed = self.with_text(|text| serde_json::from_str(text).ok());
        parsed.unwrap_or_else(|| Value::Object(Default::default()))
    }

    /// Looks at the document as compact JSON text; at an empty text when nothing is known or it was
    /// evicted. Documents that came together are looked at fastest one after the other.
    pub fn with_text<R>(&self, look: impl FnOnce(&str) -> R) -> R {
        // Nobody else has to wait for it to be unpacked.
        let packed = self.lock().packed();
        match packed {
            Some(packed) => packed.look(look),
            None => look(""),
        }
    }

    /// Bytes of the document as text, or some kilobytes where it is shorter.
    pub fn text_bytes_at_most(&self) -> usize {
        let packed = self.lock().packed();
        packed.map_or(0, |packed| packed.text_bytes_at_most())
    }

    /// Whether nothing was ever known.
    pub fn is_empty(&self) -> bool {
        matches!(*self.lock(), Held::Nothing)
    }

    /// Whether the document was given up to free memory.
    pub fn is_evicted(&self) -> bool {
        matches!(*self.lock(), Held::Evicted)
    }

    /// Gives the document up; returns the bytes freed, once all it is packed with are given up.
    pub fn evict(&self) -> usize {
        let mut held = self.lock();
        let Some(packed) = held.packed() else {
            return 0;
        };
        *held = Held::Evicted;
        packed.heap_bytes()
    }

    /// Puts an evicted document back.
    pub fn restore(&self, family: &'static str, value: &Value) {
        *self.lock() = Packed::unpacked(value.to_string()).alone(family).into();
    }

    /// Bytes this document takes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.lock().packed().map_or(0, |packed| packed.heap_bytes())
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl From<Packed> for Properties {
    fn from(packed: Packed) -> Self {
        Self(Mutex::new(packed.into()))
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
    fn a_document_costs_a_row_three_words_beside_its_bytes() {
        assert_eq!(size_of::<Properties>(), 3 * size_of::<usize>());
    }
}
