//! Makes lines of bytes as they come.

use super::limits::MAX_LINE_BYTES;
use super::line::{Place, RawLine};

/// Collects bytes until a line is whole. Holds no more than [`MAX_LINE_BYTES`] of it.
#[derive(Debug)]
pub(super) struct Assembler {
    /// Where the next byte is.
    next: Place,
    /// Where the line in the making begins.
    begin: Place,
    head: Vec<u8>,
    /// Bytes of this line beyond those in `head`.
    cut_bytes: u64,
}

impl Assembler {
    /// Begins with the byte at `place`, which must be the first of a line.
    pub(super) fn at(place: Place) -> Self {
        Self {
            next: place,
            begin: place,
            head: Vec::new(),
            cut_bytes: 0,
        }
    }

    /// Where the next byte is expected.
    pub(super) fn next(&self) -> Place {
        self.next
    }

    /// Takes bytes in and hands every whole line to `emit`.
    pub(super) fn feed(&mut self, mut bytes: &[u8], emit: &mut dyn FnMut(RawLine)) {
        while let Some(at) = bytes.iter().position(|&byte| byte == b'\n') {
            self.push(&bytes[..at]);
            self.next.offset += 1;
            emit(self.finish());
            bytes = &bytes[at + 1..];
        }
        self.push(bytes);
    }

    /// The unfinished line, if there is one: no more of it will come.
    pub(super) fn flush(&mut self) -> Option<RawLine> {
        (self.begin != self.next).then(|| self.finish())
    }

    /// The line in the making.
    pub(super) fn unfinished(&self) -> Option<String> {
        (!self.head.is_empty()).then(|| self.text())
    }

    fn push(&mut self, bytes: &[u8]) {
        let room = MAX_LINE_BYTES - self.head.len();
        let kept = bytes.len().min(room);
        self.head.extend_from_slice(&bytes[..kept]);
        self.cut_bytes += (bytes.len() - kept) as u64;
        self.next.offset += bytes.len() as u64;
    }

    fn finish(&mut self) -> RawLine {
        let line = RawLine {
            text: self.text().into(),
            place: self.begin,
        };
        self.begin = self.next;
        self.head.clear();
        self.cut_bytes = 0;
        line
    }

    fn text(&self) -> String {
        text_of(&self.head, self.cut_bytes)
    }
}

/// The text of a line of which `cut_bytes` more bytes follow those in `head`.
pub(super) fn text_of(head: &[u8], cut_bytes: u64) -> String {
    if cut_bytes == 0 {
        let head = head.strip_suffix(b"\r").unwrap_or(head);
        return String::from_utf8_lossy(head).into_owned();
    }
    // The cut may have gone through a character.
    let whole = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        _ => head,
    };
    format!(
        "{} … [{cut_bytes} more bytes]",
        String::from_utf8_lossy(whole)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Place = Place {
        generation: 0,
        offset: 100,
    };

    fn lines(pieces: &[&[u8]]) -> (Vec<(u64, String)>, Assembler) {
        let mut assembler = Assembler::at(START);
        let mut lines = Vec::new();
        for piece in pieces {
            assembler.feed(piece, &mut |line| {
                lines.push((line.place.offset, line.text.into()));
            });
        }
        (lines, assembler)
    }

    #[test]
    fn a_line_is_whole_when_its_end_has_come() {
        let (found, mut assembler) = lines(&[b"on", b"e\ntw", b"o\r\n\nthr"]);
        let expected = [(100, "one"), (104, "two"), (109, "")];
        assert_eq!(found, expected.map(|(at, text)| (at, text.to_owned())));
        assert_eq!(assembler.unfinished().as_deref(), Some("thr"));
        assert_eq!(assembler.flush().unwrap().place.offset, 110);
        assert!(assembler.flush().is_none());
        assert_eq!(assembler.next().offset, 113);
    }

    #[test]
    fn characters_split_between_two_reads_come_out_whole_and_others_do_no_harm() {
        let (found, _) = lines(&[b"\xc3", b"\xa4\n\xff!\n"]);
        assert_eq!(found[0].1, "ä");
        assert_eq!(found[1].1, "\u{fffd}!");
    }

    #[test]
    fn a_long_line_is_cut_and_says_so_and_the_next_one_is_where_it_is() {
        let long = "ä".repeat(MAX_LINE_BYTES);
        let (found, _) = lines(&[b"x", long.as_bytes(), b"\nnext\n"]);
        let expected = format!(" … [{} more bytes]", MAX_LINE_BYTES + 1);
        assert!(found[0].1.ends_with(&expected), "{}", &found[0].1[8000..]);
        assert!(!found[0].1.contains('\u{fffd}'));
        assert_eq!(found[1], (100 + 2 + long.len() as u64, "next".into()));
    }
}
