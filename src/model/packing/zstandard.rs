//! The calls of Zstandard that blocks need.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use zstd_safe::{CCtx, CParameter, DCtx, compress_bound, get_frame_content_size};

/// The fastest; the next ones save a fiftieth.
const LEVEL: i32 = 1;

/// The most bytes that packing keeps for the next call.
const KEPT_BYTES: usize = 1 << 20;

/// Bytes of all buffers.
static BUFFER_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Bytes of buffers that threads keep for packing and unpacking, without Zstandard's own.
pub(super) fn buffer_bytes() -> usize {
    BUFFER_BYTES.load(Relaxed)
}

/// A buffer that a thread keeps for the next call, counted in [`BUFFER_BYTES`].
#[derive(Default)]
struct Buffer(Vec<u8>);

impl Buffer {
    fn resize(&mut self, bytes: usize) -> &mut [u8] {
        let before = self.0.capacity();
        self.0.resize(bytes, 0);
        BUFFER_BYTES.fetch_add(self.0.capacity() - before, Relaxed);
        &mut self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        BUFFER_BYTES.fetch_sub(self.0.capacity(), Relaxed);
    }
}

/// Packs texts, and keeps context and buffer.
#[derive(Default)]
pub(super) struct Packer {
    context: CCtx<'static>,
    room: Buffer,
}

impl Packer {
    /// `texts`, packed; `None` when Zstandard fails, and the texts stay as they are.
    pub(super) fn pack(
        &mut self,
        texts: &[u8],
        dictionary: Option<&'static [u8]>,
    ) -> Option<Box<[u8]>> {
        // Never smaller than before: bytes that are there need not be zeroed again.
        let bytes = compress_bound(texts.len()).max(self.room.0.len());
        let room = self.room.resize(bytes);
        let level = CParameter::CompressionLevel(LEVEL);
        self.context.set_parameter(level).ok()?;
        if let Some(dictionary) = dictionary {
            // Holds for one call.
            self.context.ref_prefix(dictionary).ok()?;
        }
        let written = self.context.compress2(room, texts).ok()?;
        Some(room[..written].into())
    }

    /// Whether the buffer is small enough to be kept.
    pub(super) fn is_small(&self) -> bool {
        self.room.0.capacity() + self.context.sizeof() <= KEPT_BYTES
    }
}

/// Unpacks texts, and keeps the last result.
#[derive(Default)]
pub(super) struct Unpacker {
    context: DCtx<'static>,
    unpacked: Buffer,
}

impl Unpacker {
    /// Unpacks what was packed against the same dictionary. Nothing is unpacked when it was not.
    pub(super) fn unpack(&mut self, packed: &[u8], dictionary: Option<&'static [u8]>) {
        let written = self.try_to_unpack(packed, dictionary);
        self.unpacked.0.truncate(written.unwrap_or(0));
    }

    fn try_to_unpack(&mut self, packed: &[u8], dictionary: Option<&'static [u8]>) -> Option<usize> {
        let room = self.unpacked.resize(unpacked_bytes(packed)?);
        if let Some(dictionary) = dictionary {
            self.context.ref_prefix(dictionary).ok()?;
        }
        self.context.decompress(room, packed).ok()
    }

    /// The last result.
    pub(super) fn unpacked(&self) -> &[u8] {
        &self.unpacked.0
    }
}

/// How many bytes a packed text unpacks to.
pub(super) fn unpacked_bytes(packed: &[u8]) -> Option<usize> {
    let bytes = get_frame_content_size(packed).ok()??;
    usize::try_from(bytes).ok()
}
