//! EUC-TW, which no browser reads: CNS 11643 beside ASCII. Planes 1 and 2 hold
//! what Big5 holds, nearly in its order; the rarer planes are not read.

use encoding_rs::BIG5;

use crate::tables::cns11643::{PLANE_1, PLANE_2};

/// Reads `bytes`; what is not in planes 1 and 2 becomes U+FFFD.
pub(super) fn read(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let taken = match *rest {
            [0x8E, plane @ 0xA1..=0xB0, row @ 0xA1..=0xFE, column @ 0xA1..=0xFE, ..] => {
                push(&mut text, plane - 0xA0, row, column);
                4
            }
            [row @ 0xA1..=0xFE, column @ 0xA1..=0xFE, ..] => {
                push(&mut text, 1, row, column);
                2
            }
            _ => {
                text.push(if first < 0x80 { first.into() } else { char::REPLACEMENT_CHARACTER });
                1
            }
        };
        rest = &rest[taken..];
    }
    text
}

/// Reads one character of a plane; `row` and `column` count from 0xA1.
pub(super) fn push(text: &mut String, plane: u8, row: u8, column: u8) {
    match big5(plane, row, column) {
        Some(pair) => text.push_str(&BIG5.decode_without_bom_handling(&pair).0),
        None => text.push(char::REPLACEMENT_CHARACTER),
    }
}

fn big5(plane: u8, row: u8, column: u8) -> Option<[u8; 2]> {
    let runs: &[(u16, u16, u16)] = match plane {
        1 => &PLANE_1,
        2 => &PLANE_2,
        _ => return None,
    };
    let (row, column) = (row.checked_sub(0xA1)?, column.checked_sub(0xA1)?);
    let place = u16::from(row) * 94 + u16::from(column);
    let run = runs.partition_point(|(first, ..)| *first <= place).checked_sub(1)?;
    let (first, last, pointer) = runs[run];
    if place > last {
        return None;
    }
    let pointer = pointer + place - first;
    let (lead, trail) = (pointer / 157 + 0x81, pointer % 157);
    let trail = if trail < 63 { trail + 0x40 } else { trail - 63 + 0xA1 };
    Some([u8::try_from(lead).ok()?, u8::try_from(trail).ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_planes_are_read() {
        // 中華, and 乂 of plane 2; as the GNU C library writes them.
        let bytes = b"\xC4\xE3\xE5\xC9 \x8E\xA2\xA1\xA1\n";
        let text = read(bytes);
        assert!(!text.contains(char::REPLACEMENT_CHARACTER), "{text}");
    }

    #[test]
    fn what_is_in_no_plane_is_marked_and_the_rest_is_read() {
        assert_eq!(read(b"a\xFF\x80b\xFE\xFE"), "a\u{FFFD}\u{FFFD}b\u{FFFD}");
        assert_eq!(read(b"\x8E\xA5\xA1\xA1"), "\u{FFFD}");
        assert_eq!(read(b"\xC4"), "\u{FFFD}");
    }

    #[test]
    fn every_run_ends_before_the_next_begins() {
        for runs in [&PLANE_1[..], &PLANE_2[..]] {
            assert!(runs.iter().all(|(first, last, _)| first <= last));
            assert!(runs.windows(2).all(|two| two[0].1 < two[1].0));
        }
    }
}
