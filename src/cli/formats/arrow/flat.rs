//! FlatBuffers, as far as Arrow needs them: tables read where they stand, and
//! numbers overwritten there, so that all that is not understood is kept.
//!
//! A table begins with the distance back to its list of slots; a slot holds how
//! far into the table a field lies, or 0 for one left at its default. Offsets
//! lead forward from where they stand. Every step is checked: a file may be
//! built to lead nowhere.

/// A table in `bytes`.
#[derive(Clone, Copy)]
pub(super) struct Table<'b> {
    bytes: &'b [u8],
    at: usize,
    slots: usize,
    /// How long the list of slots is, in bytes.
    len: usize,
}

/// Where the elements of a vector begin, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vector {
    pub(super) at: usize,
    pub(super) len: usize,
}

impl<'b> Table<'b> {
    /// The one that `bytes` is about.
    pub(super) fn root(bytes: &'b [u8]) -> Option<Table<'b>> {
        Table::at(bytes, forward(bytes, 0)?)
    }

    fn at(bytes: &'b [u8], at: usize) -> Option<Table<'b>> {
        let back = i32::from_le_bytes(read(bytes, at)?);
        let slots = usize::try_from(i64::try_from(at).ok()? - i64::from(back)).ok()?;
        let len = u16::from_le_bytes(read(bytes, slots)?).into();
        Some(Table { bytes, at, slots, len })
    }

    /// Where the field in the `n`th slot stands, if it does.
    pub(super) fn place(&self, n: usize) -> Option<usize> {
        let slot = 4 + 2 * n;
        if slot + 2 > self.len {
            return None;
        }
        let offset = u16::from_le_bytes(read(self.bytes, self.slots + slot)?);
        (offset != 0).then(|| self.at + usize::from(offset))
    }

    pub(super) fn byte(&self, n: usize) -> u8 {
        self.place(n).and_then(|at| self.bytes.get(at)).copied().unwrap_or(0)
    }

    pub(super) fn short(&self, n: usize) -> i16 {
        self.place(n).and_then(|at| read(self.bytes, at)).map_or(0, i16::from_le_bytes)
    }

    pub(super) fn int(&self, n: usize) -> i32 {
        self.place(n).and_then(|at| read(self.bytes, at)).map_or(0, i32::from_le_bytes)
    }

    pub(super) fn long(&self, n: usize) -> i64 {
        self.place(n).and_then(|at| long(self.bytes, at)).unwrap_or(0)
    }

    pub(super) fn table(&self, n: usize) -> Option<Table<'b>> {
        Table::at(self.bytes, forward(self.bytes, self.place(n)?)?)
    }

    /// The vector in the `n`th slot, of elements of `size` bytes; `None` if it is
    /// not there, or not all of it.
    pub(super) fn vector(&self, n: usize, size: usize) -> Option<Vector> {
        let start = forward(self.bytes, self.place(n)?)?;
        let len = u32::from_le_bytes(read(self.bytes, start)?) as usize;
        let at = start + 4;
        let fits = len.checked_mul(size)?.checked_add(at)? <= self.bytes.len();
        fits.then_some(Vector { at, len })
    }

    /// The text in the `n`th slot; empty if there is none.
    pub(super) fn text(&self, n: usize) -> &'b str {
        let Some(Vector { at, len }) = self.vector(n, 1) else { return "" };
        str::from_utf8(&self.bytes[at..at + len]).unwrap_or("")
    }

    /// The tables of the vector in the `n`th slot: `None` for one that leads nowhere.
    pub(super) fn tables(&self, n: usize) -> impl Iterator<Item = Option<Table<'b>>> {
        let bytes = self.bytes;
        let Vector { at, len } = self.vector(n, 4).unwrap_or(Vector { at: 0, len: 0 });
        (0..len).map(move |nth| Table::at(bytes, forward(bytes, at + 4 * nth)?))
    }
}

/// The number of eight bytes at `at`.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<i64> {
    read(bytes, at).map(i64::from_le_bytes)
}

/// The number of four bytes at `at`.
pub(super) fn int(bytes: &[u8], at: usize) -> Option<i32> {
    read(bytes, at).map(i32::from_le_bytes)
}

/// Puts `number` there, if there is room.
#[must_use]
pub(super) fn set_long(bytes: &mut [u8], at: usize, number: i64) -> Option<()> {
    let end = at.checked_add(8)?;
    bytes.get_mut(at..end)?.copy_from_slice(&number.to_le_bytes());
    Some(())
}

/// Puts a vector of pairs behind all the rest, and makes the offset at `place`
/// lead there: that is how one becomes longer.
#[must_use]
pub(super) fn append_pairs(bytes: &mut Vec<u8>, place: usize, pairs: &[(i64, i64)]) -> Option<()> {
    // The numbers stand on a bound of eight bytes, and their count before them.
    while bytes.len() % 8 != 4 {
        bytes.push(0);
    }
    let offset = u32::try_from(bytes.len().checked_sub(place)?).ok()?;
    bytes.get_mut(place..place + 4)?.copy_from_slice(&offset.to_le_bytes());
    bytes.extend(u32::try_from(pairs.len()).ok()?.to_le_bytes());
    for (first, second) in pairs {
        bytes.extend(first.to_le_bytes());
        bytes.extend(second.to_le_bytes());
    }
    Some(())
}

fn forward(bytes: &[u8], at: usize) -> Option<usize> {
    at.checked_add(u32::from_le_bytes(read(bytes, at)?) as usize)
}

fn read<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of a short 7, a text and a vector of two longs.
    fn sample() -> Vec<u8> {
        let mut bytes = vec![16, 0, 0, 0];
        // The slots: their length, the table's, and where the three fields lie.
        bytes.extend([12, 0, 16, 0, 4, 0, 8, 0, 0, 0, 12, 0]);
        bytes.extend(12_i32.to_le_bytes());
        bytes.extend([7, 0, 0, 0]);
        bytes.extend(8_u32.to_le_bytes());
        bytes.extend(12_u32.to_le_bytes());
        bytes.extend([2, 0, 0, 0, b'a', b'b', 0, 0]);
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend(5_i64.to_le_bytes());
        bytes.extend((-6_i64).to_le_bytes());
        bytes
    }

    #[test]
    fn fields_are_read_where_they_stand() {
        let bytes = sample();
        let table = Table::root(&bytes).unwrap();
        assert_eq!((table.short(0), table.text(1), table.long(2)), (7, "ab", 0));
        let vector = table.vector(3, 8).unwrap();
        assert_eq!(vector.len, 2);
        assert_eq!(long(&bytes, vector.at + 8), Some(-6));
        assert_eq!((table.long(9), table.text(9)), (0, ""));
    }

    #[test]
    fn a_vector_grows_at_the_end() {
        let mut bytes = sample();
        let place = Table::root(&bytes).unwrap().place(3).unwrap();
        append_pairs(&mut bytes, place, &[(1, 2), (3, 4), (5, 6)]).unwrap();
        let vector = Table::root(&bytes).unwrap().vector(3, 16).unwrap();
        assert_eq!((vector.len, vector.at % 8), (3, 0));
        assert_eq!(long(&bytes, vector.at + 40), Some(6));
    }

    #[test]
    fn what_leads_nowhere_is_not_followed() {
        let whole = sample();
        for cut in 0..whole.len() {
            let Some(table) = Table::root(&whole[..cut]) else { continue };
            assert!(table.vector(3, 8).is_none());
        }
        for at in 0..whole.len() {
            for byte in [0, 1, 0x7F, 0x80, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                let Some(table) = Table::root(&bytes) else { continue };
                for n in 0..5 {
                    let _ = (table.text(n), table.vector(n, 16), table.tables(n).count());
                }
            }
        }
    }
}
