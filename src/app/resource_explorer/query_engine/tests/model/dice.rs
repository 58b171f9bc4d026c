//! Numbers from a seed, the same on every machine.

/// SplitMix64.
pub(super) struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) % sides
    }

    /// Whether something happens that happens so often in a hundred.
    pub(super) fn happens(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}
