//! Properties as compact bytes: parsed only for the row that is looked at.

use std::fmt;

use serde_json::Value;

/// Below this size compression costs more than it gives.
const COMPRESS_FROM_BYTES: usize = 256;

/// A JSON document at rest: plain text when small, LZ4 when that is smaller.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Properties(Option<Stored>);

#[derive(Clone, PartialEq, Eq)]
enum Stored {
    Plain(Box<[u8]>),
    Lz4(Box<[u8]>),
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
            return Self::EMPTY;
        }
        let plain = value.to_string().into_bytes();
        if plain.len() >= COMPRESS_FROM_BYTES {
            let packed = lz4_flex::compress_prepend_size(&plain);
            if packed.len() < plain.len() {
                return Self(Some(Stored::Lz4(packed.into_boxed_slice())));
            }
        }
        Self(Some(Stored::Plain(plain.into_boxed_slice())))
    }

    /// The document; an empty object when nothing is known.
    pub fn to_json(&self) -> Value {
        let parsed = match &self.0 {
            None => None,
            Some(Stored::Plain(bytes)) => serde_json::from_slice(bytes).ok(),
            Some(Stored::Lz4(bytes)) => lz4_flex::decompress_size_prepended(bytes)
                .ok()
                .and_then(|plain| serde_json::from_slice(&plain).ok()),
        };
        parsed.unwrap_or_else(|| Value::Object(Default::default()))
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Bytes this document takes on the heap.
    pub fn heap_bytes(&self) -> usize {
        match &self.0 {
            None => 0,
            Some(Stored::Plain(bytes) | Stored::Lz4(bytes)) => bytes.len(),
        }
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
}
