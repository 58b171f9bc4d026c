//! Reads pieces of a file that end or begin at a line.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use super::assembler::{Assembler, text_of};
use super::limits::MAX_LINE_BYTES;
use super::line::{Place, RawLine};

/// Bytes from `from` to `to`, fewer if the file ends before.
pub(super) fn read_range(mut file: &File, from: u64, to: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity(usize::try_from(to - from).unwrap_or(0));
    file.take(to - from).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where the first line begins that starts in the last `chunk_bytes` of `length` bytes, and how much
/// had to be read to find out.
pub(super) fn tail_start(file: &File, length: u64, chunk_bytes: u64) -> io::Result<(u64, u64)> {
    let from = length.saturating_sub(chunk_bytes);
    if from == 0 {
        return Ok((0, 0));
    }
    let bytes = read_range(file, from, length)?;
    let start = match bytes.iter().position(|&byte| byte == b'\n') {
        Some(end) => from + end as u64 + 1,
        // One line is longer than all that: begin in its midst.
        None => from,
    };
    Ok((start, bytes.len() as u64))
}

/// The lines in the `chunk_bytes` before `before`, the oldest first, and where the first begins.
pub(super) fn lines_before(
    file: &File,
    before: Place,
    chunk_bytes: u64,
) -> io::Result<(Vec<RawLine>, Place)> {
    let place = |offset| Place { offset, ..before };
    let from = before.offset.saturating_sub(chunk_bytes);
    let bytes = read_range(file, from, before.offset)?;
    let first_end = bytes.iter().position(|&byte| byte == b'\n');
    let skipped = match first_end {
        _ if from == 0 => 0,
        Some(end) if end + 1 < bytes.len() => end + 1,
        _ => {
            // Nothing but the end of a line that begins before: show a piece of it.
            let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let head = &bytes[..bytes.len().min(MAX_LINE_BYTES)];
            let cut_bytes = (bytes.len() - head.len()) as u64;
            let piece = RawLine {
                text: format!("… {}", text_of(head, cut_bytes)).into(),
                place: place(from),
            };
            return Ok((vec![piece], place(from)));
        }
    };
    let start = place(from + skipped as u64);
    let mut assembler = Assembler::at(start);
    let mut lines = Vec::new();
    assembler.feed(&bytes[skipped..], &mut |line| lines.push(line));
    lines.extend(assembler.flush());
    Ok((lines, start))
}
