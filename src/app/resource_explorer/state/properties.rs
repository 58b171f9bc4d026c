//! Properties as compact bytes: parsed only for the row that is looked at.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::Value;

/// Below this size compression costs more than it gives.
const COMPRESS_FROM_BYTES: usize = 256;

/// A JSON document at rest: plain text when small, LZ4 when that is smaller. Clones share it.
///
/// When memory runs short a document can be evicted: the row stays, and the document is asked of
/// AWS again when somebody looks at it.
#[derive(Clone, Default)]
pub struct Properties(Option<Arc<Slot>>);

struct Slot(Mutex<Stored>);

enum Stored {
    Plain(Box<[u8]>),
    Lz4(Box<[u8]>),
    Evicted,
}

impl Stored {
    fn new(value: &Value) -> Self {
        let plain = value.to_string().into_bytes();
        if plain.len() >= COMPRESS_FROM_BYTES {
            let packed = lz4_flex::compress_prepend_size(&plain);
            if packed.len() < plain.len() {
                return Self::Lz4(packed.into_boxed_slice());
            }
        }
        Self::Plain(plain.into_boxed_slice())
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Plain(bytes) | Self::Lz4(bytes) => bytes.len(),
            Self::Evicted => 0,
        }
    }

    fn text(&self) -> Option<String> {
        let plain = match self {
            Self::Plain(bytes) => bytes.to_vec(),
            Self::Lz4(bytes) => lz4_flex::decompress_size_prepended(bytes).ok()?,
            Self::Evicted => return None,
        };
        String::from_utf8(plain).ok()
    }

    fn parse(&self) -> Option<Value> {
        serde_json::from_str(&self.text()?).ok()
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Stored> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Properties {
    /// Nothing known.
    pub const EMPTY: Self = Self(None);

    /// Stores a document. `null` and `{}` are nothing known.
    pub fn from_json(value: &Value) -> Self {
        let nothing = match value {
            Value::Null => true,
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if nothing {
            Self::EMPTY
        } else {
            Self(Some(Arc::new(Slot(Mutex::new(Stored::new(value))))))
        }
    }

    /// The document; an empty object when nothing is known or it was evicted.
    pub fn to_json(&self) -> Value {
        let parsed = self.0.as_ref().and_then(|slot| slot.lock().parse());
        parsed.unwrap_or_else(|| Value::Object(Default::default()))
    }

    /// Looks at the document as compact JSON text; at an empty text when nothing is known or it was
    /// evicted.
    pub fn with_text<R>(&self, look: impl FnOnce(&str) -> R) -> R {
        let text = self.0.as_ref().and_then(|slot| slot.lock().text());
        look(text.as_deref().unwrap_or_default())
    }

    /// Whether nothing was ever known.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the document was given up to free memory.
    pub fn is_evicted(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|slot| matches!(*slot.lock(), Stored::Evicted))
    }

    /// Gives the document up, for all who share it; returns the bytes freed.
    pub fn evict(&self) -> usize {
        let Some(slot) = &self.0 else { return 0 };
        let mut stored = slot.lock();
        let freed = stored.bytes();
        *stored = Stored::Evicted;
        freed
    }

    /// Puts an evicted document back, for all who share it.
    pub fn restore(&self, value: &Value) {
        if let Some(slot) = &self.0 {
            *slot.lock() = Stored::new(value);
        }
    }

    /// Bytes this document takes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |slot| {
            size_of::<Slot>() + 2 * size_of::<usize>() + slot.lock().bytes()
        })
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
        assert!(Properties::from_json(&large).heap_bytes() < large.to_string().len() / 4);
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
    fn an_evicted_document_is_gone_for_all_and_can_be_put_back_for_all() {
        let document = json!({"Description": "x".repeat(1000)});
        let stored = Properties::from_json(&document);
        let shared = stored.clone();
        assert!(stored.evict() > 0);
        assert!(shared.is_evicted() && !shared.is_empty());
        assert_eq!(shared.to_json(), json!({}));
        shared.restore(&document);
        assert_eq!(stored.to_json(), document);
    }
}
