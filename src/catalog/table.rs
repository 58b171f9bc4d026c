//! Unpacks embedded tables. `build.rs` has checked every row, so reading them cannot fail.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The packed table of that name.
macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".lz4"))
    };
}
pub(super) use packed;

static LOADED_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Bytes held by the tables unpacked so far: their text and the indices over it.
pub fn loaded_bytes() -> usize {
    LOADED_BYTES.load(Ordering::Relaxed)
}

/// Counts what an index over a table takes.
pub(super) fn count_bytes(bytes: usize) {
    LOADED_BYTES.fetch_add(bytes, Ordering::Relaxed);
}

/// The text of a table, kept for the life of the process.
pub(super) fn unpack(packed: &[u8]) -> &'static str {
    let bytes =
        lz4_flex::block::decompress_size_prepended(packed).expect("the build packed this table");
    let text = String::from_utf8(bytes).expect("the build read this table as text");
    count_bytes(text.len());
    Box::leak(text.into_boxed_str())
}

/// The rows of an unpacked table, with as many fields as the build kept. The build writes `^` for what is
/// as in the row above.
pub(super) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    let mut above = [""; N];
    text.lines().map(move |line| {
        let mut fields = line.split('\t');
        for known in &mut above {
            match fields.next().expect("the build counted the columns") {
                "^" => {}
                field => *known = field,
            }
        }
        debug_assert!(fields.next().is_none(), "more columns than asked for");
        above
    })
}

#[cfg(test)]
#[path = "../../build/packing.rs"]
mod packing;
#[cfg(test)]
#[path = "../../build/rows.rs"]
mod rows;
#[cfg(test)]
#[path = "../../build/tables.rs"]
mod tables;
#[cfg(test)]
mod tests;
