//! Sets of characters.

use crate::phrases::decode;

/// A set of characters of the basic plane, one bit each.
pub(crate) struct CharSet(Box<[u64; 1024]>);

impl CharSet {
    /// True when `ch` is in the set.
    pub(crate) fn holds(&self, ch: char) -> bool {
        let code = u32::from(ch) as usize;
        self.0.get(code / 64).is_some_and(|word| word & 1 << (code % 64) != 0)
    }

    /// Where the first character of the set stands in `text`, in bytes.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let (code, len) = decode(bytes, at);
            if self.0.get(code as usize / 64).is_some_and(|word| word & 1 << (code % 64) != 0) {
                return Some(at);
            }
            at += len;
        }
        None
    }
}

impl FromIterator<char> for CharSet {
    /// Characters outside the basic plane are left out.
    fn from_iter<T: IntoIterator<Item = char>>(chars: T) -> CharSet {
        let mut bits = Box::new([0; 1024]);
        for code in chars.into_iter().map(u32::from).filter(|code| *code < 0x1_0000) {
            bits[code as usize / 64] |= 1 << (code % 64);
        }
        CharSet(bits)
    }
}
