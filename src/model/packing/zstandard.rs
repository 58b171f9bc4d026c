//! Zstandard, as far as parcels need it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use zstd_safe::{CCtx, CParameter, DCtx, compress_bound, get_frame_content_size};

/// The fastest; the next ones save a fiftieth.
const LEVEL: i32 = 1;

/// What packing may keep for the next time, in bytes.
const KEPT_BYTES: usize = 1 << 20;

/// Bytes of all buffers.
static BUFFER_BYTES: AtomicUsize = AtomicUsize::new(0);

/// Bytes that threads keep at hand for packing and unpacking, without Zstandard's own.
pub(super) fn buffer_bytes() -> usize {
    BUFFER_BYTES.load(Relaxed)
}

/// Room that a thread keeps for the next time, and that is accounted for.
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

/// Packs, and keeps what it needs for that.
#[derive(Default)]
pub(super) struct Packer {
    context: CCtx<'static>,
    room: Buffer,
}

impl Packer {
    /// `texts`, packed; `None` when that is refused, which leaves them as they are.
    pub fn pack(&mut self, texts: &[u8], sample: Option<&'static [u8]>) -> Option<Box<[u8]>> {
        // Never less than before: what is there need not be written over with zeros again.
        let bytes = compress_bound(texts.len()).max(self.room.0.len());
        let room = self.room.resize(bytes);
        let level = CParameter::CompressionLevel(LEVEL);
        self.context.set_parameter(level).ok()?;
        if let Some(sample) = sample {
            // Counts for one call.
            self.context.ref_prefix(sample).ok()?;
        }
        let written = self.context.compress2(room, texts).ok()?;
        Some(room[..written].into())
    }

    /// Whether it is worth keeping for the next time.
    pub fn is_small(&self) -> bool {
        self.room.0.capacity() + self.context.sizeof() <= KEPT_BYTES
    }
}

/// Unpacks, and keeps what it has unpacked last.
#[derive(Default)]
pub(super) struct Unpacker {
    context: DCtx<'static>,
    unpacked: Buffer,
}

impl Unpacker {
    /// Unpacks what was packed against the same sample. Nothing is unpacked when it was not.
    pub fn unpack(&mut self, packed: &[u8], sample: Option<&'static [u8]>) {
        let written = self.try_to_unpack(packed, sample);
        self.unpacked.0.truncate(written.unwrap_or(0));
    }

    fn try_to_unpack(&mut self, packed: &[u8], sample: Option<&'static [u8]>) -> Option<usize> {
        let room = self.unpacked.resize(unpacked_bytes(packed)?);
        if let Some(sample) = sample {
            self.context.ref_prefix(sample).ok()?;
        }
        self.context.decompress(room, packed).ok()
    }

    /// What was unpacked last.
    pub fn unpacked(&self) -> &[u8] {
        &self.unpacked.0
    }
}

/// How many bytes unpacking gives.
pub(super) fn unpacked_bytes(packed: &[u8]) -> Option<usize> {
    let bytes = get_frame_content_size(packed).ok()??;
    usize::try_from(bytes).ok()
}
