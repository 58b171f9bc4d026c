//! Zstandard, as far as parcels need it.

use zstd_safe::{CCtx, CParameter, DCtx, compress_bound, get_frame_content_size};

/// The fastest; the next ones save a fiftieth.
const LEVEL: i32 = 1;

/// What packing may keep for the next time, in bytes.
const KEPT_BYTES: usize = 1 << 20;

/// Packs, and keeps what it needs for that.
#[derive(Default)]
pub(super) struct Packer {
    context: CCtx<'static>,
    room: Vec<u8>,
}

impl Packer {
    /// `texts`, packed; `None` when that is refused, which leaves them as they are.
    pub fn pack(&mut self, texts: &[u8], sample: Option<&'static [u8]>) -> Option<Box<[u8]>> {
        let bound = compress_bound(texts.len());
        if self.room.len() < bound {
            self.room.resize(bound, 0);
        }
        let level = CParameter::CompressionLevel(LEVEL);
        self.context.set_parameter(level).ok()?;
        if let Some(sample) = sample {
            // Counts for one call.
            self.context.ref_prefix(sample).ok()?;
        }
        let written = self.context.compress2(&mut self.room[..], texts).ok()?;
        Some(self.room[..written].into())
    }

    /// Whether it is worth keeping for the next time.
    pub fn is_small(&self) -> bool {
        self.room.len() + self.context.sizeof() <= KEPT_BYTES
    }
}

/// Unpacks, and keeps what it has unpacked last.
#[derive(Default)]
pub(super) struct Unpacker {
    context: DCtx<'static>,
    unpacked: Vec<u8>,
}

impl Unpacker {
    /// Unpacks what was packed against the same sample. Nothing is unpacked when it was not.
    pub fn unpack(&mut self, packed: &[u8], sample: Option<&'static [u8]>) {
        let written = self.try_to_unpack(packed, sample);
        self.unpacked.truncate(written.unwrap_or(0));
    }

    fn try_to_unpack(&mut self, packed: &[u8], sample: Option<&'static [u8]>) -> Option<usize> {
        self.unpacked.resize(unpacked_bytes(packed)?, 0);
        if let Some(sample) = sample {
            self.context.ref_prefix(sample).ok()?;
        }
        self.context.decompress(&mut self.unpacked[..], packed).ok()
    }

    /// What was unpacked last.
    pub fn unpacked(&self) -> &[u8] {
        &self.unpacked
    }
}

/// How many bytes unpacking gives.
pub(super) fn unpacked_bytes(packed: &[u8]) -> Option<usize> {
    let bytes = get_frame_content_size(packed).ok()??;
    usize::try_from(bytes).ok()
}
