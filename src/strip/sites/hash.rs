//! Hashes that stay what they are: saved statistics are read by later versions.

/// One hash of two.
pub(super) fn mixed(a: u64, b: u64) -> u64 {
    let mut sum = Sum(a);
    sum.add(b);
    sum.finish()
}

/// One hash of several names.
pub(super) fn hash(parts: &[&[u8]]) -> u64 {
    let mut sum = Sum::default();
    for part in parts {
        part.iter().for_each(|byte| sum.add((*byte).into()));
        sum.add(0x100);
    }
    sum.finish()
}

/// FNV-1a, mixed at the end as SplitMix64 does: saved statistics need a hash that stays what it is.
pub(super) struct Sum(u64);

impl Default for Sum {
    fn default() -> Self {
        Sum(0xCBF2_9CE4_8422_2325)
    }
}

impl Sum {
    pub(super) fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x100_0000_01B3);
    }

    pub(super) fn finish(self) -> u64 {
        let n = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        n ^ n >> 31
    }
}
