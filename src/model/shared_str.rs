//! A string with a reference count.

use arcstr::ArcStr;

/// A string shared by all who hold an equal one; one pointer wide.
pub type SharedStr = ArcStr;

/// Bytes that a string takes on the heap, its counts among them.
pub(super) fn heap_bytes_of(text: &SharedStr) -> usize {
    text.len() + 2 * size_of::<usize>()
}
