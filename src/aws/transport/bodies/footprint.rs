//! How much memory an answer takes once it has been read, estimated from its bytes.

/// Text is held about three times while an answer is read: as it came, as it is read, as it is kept.
const COPIES_OF_TEXT: u64 = 3;
/// What a member or an item of a JSON document takes beside its text: its place in a map, its key.
const BYTES_PER_JSON_VALUE: u64 = 160;
/// What half an element takes: each has two tags.
const BYTES_PER_XML_TAG: u64 = 80;

/// Counts the memory that a document will take. Values are counted by the marks around them, also where those
/// are inside of texts: the count is rather too high than too low.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Footprint {
    text: u64,
    json_values: u64,
    xml_tags: u64,
}

impl Footprint {
    /// Counts a piece of the document.
    pub(super) fn add(&mut self, piece: &[u8]) {
        let (mut values, mut tags) = (0_u64, 0_u64);
        for byte in piece {
            values += u64::from(matches!(byte, b',' | b'{' | b'['));
            tags += u64::from(*byte == b'<');
        }
        self.text += piece.len() as u64;
        self.json_values += values;
        self.xml_tags += tags;
    }

    /// Bytes in all.
    pub(super) fn bytes(&self) -> u64 {
        self.text * COPIES_OF_TEXT
            + self.json_values * BYTES_PER_JSON_VALUE
            + self.xml_tags * BYTES_PER_XML_TAG
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_values_take_more_than_one_long_text() {
        let of = |document: &[u8]| {
            let mut footprint = Footprint::default();
            footprint.add(document);
            footprint.bytes() / document.len() as u64
        };
        assert_eq!(of(&[b'x'; 1000]), 3);
        assert!(of(&b"{},".repeat(1000)) > 100);
        assert!(of(&b"<a>1</a>".repeat(1000)) > 20);
    }
}
