//! Properties as compact bytes: parsed only for the row that is looked at.

use std::fmt;
use std::sync::{Mutex, MutexGuard};

use serde_json::Value;

use super::packing::Packed;

/// A JSON document at rest, packed against others of its kind.
///
/// The default is nothing known. When memory runs short a document can be evicted: the row stays, and the document is asked of
/// AWS again when somebody looks at it.
#[derive(Default)]
pub struct Properties(Mutex<Option<Packed>>);

impl Clone for Properties {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
    }
}

impl Properties {
    /// Stores a document. `null` and `{}` are nothing known. `family` is what documents that look alike
    /// have in common: the resource type of a row, the operation of an answer; empty for none.
    pub fn from_json(family: &'static str, value: &Value) -> Self {
        let nothing = match value {
            Value::Null => true,
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if nothing {
            Self::default()
        } else {
            Packed::new(family, &value.to_string()).into()
        }
    }

    /// The document as it is stored; `None` when nothing is known or it was evicted.
    pub fn into_packed(self) -> Option<Packed> {
        let held = self.0.into_inner();
        let held = held.unwrap_or_else(|poisoned| poisoned.into_inner());
        held.filter(|packed| !packed.is_gone())
    }

    /// The document; an empty object when nothing is known or it was evicted.
    pub fn to_json(&self) -> Value {
        let parsed = self.with_text(|text| serde_json::from_str(text).ok());
        parsed.unwrap_or_else(|| Value::Object(Default::default()))
    }

    /// Looks at the document as compact JSON text; at an empty text when nothing is known or it was
    /// evicted.
    pub fn with_text<R>(&self, look: impl FnOnce(&str) -> R) -> R {
        let text = self.lock().as_ref().map(Packed::text);
        look(text.as_deref().unwrap_or_default())
    }

    /// Whether nothing was ever known.
    pub fn is_empty(&self) -> bool {
        self.lock().is_none()
    }

    /// Whether the document was given up to free memory.
    pub fn is_evicted(&self) -> bool {
        self.lock().as_ref().is_some_and(Packed::is_gone)
    }

    /// Gives the document up; returns the bytes freed.
    pub fn evict(&self) -> usize {
        let mut held = self.lock();
        let Some(packed) = &mut *held else { return 0 };
        std::mem::replace(packed, Packed::gone()).heap_bytes()
    }

    /// Puts an evicted document back.
    pub fn restore(&self, family: &'static str, value: &Value) {
        *self.lock() = Some(Packed::new(family, &value.to_string()));
    }

    /// Bytes this document takes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.lock().as_ref().map_or(0, Packed::heap_bytes)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Packed>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl From<Packed> for Properties {
    fn from(packed: Packed) -> Self {
        Self(Mutex::new(Some(packed)))
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
            assert_eq!(Properties::from_json("", &document).to_json(), document);
        }
        assert!(Properties::from_json("", &large).heap_bytes() < large.to_string().len() / 4);
    }

    #[test]
    fn nothing_known_takes_no_heap() {
        for nothing in [Value::Null, json!({})] {
            let stored = Properties::from_json("", &nothing);
            assert!(stored.is_empty());
            assert_eq!(stored.heap_bytes(), 0);
            assert_eq!(stored.to_json(), json!({}));
        }
    }

    #[test]
    fn an_evicted_document_is_gone_and_can_be_put_back() {
        let document = json!({"Description": "x".repeat(1000)});
        let stored = Properties::from_json("", &document);
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
