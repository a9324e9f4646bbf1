//! What stands behind the private codes of GBK and of the Hong Kong supplement.

/// The places that GBK lent, and the characters they have in GB 18030 now.
const MAINLAND: [(char, &str); 3] = [
    ('\u{E7C7}', "ḿǹ"),
    ('\u{E7E7}', "〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻"),
    (
        '\u{E815}',
        "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻",
    ),
];

/// Rows of the private area as Windows laid Big5's user-defined rows into it:
/// the first place, and the lead byte that it belongs to. 157 places a row.
const ROWS: [(u32, u32, u8); 3] =
    [(0xE000, 0xE310, 0xFA), (0xE311, 0xEEB7, 0x8E), (0xEEB8, 0xF6B0, 0x81)];
const ROW: u32 = 157;

/// The character that GBK had put at `ch`.
pub(crate) fn mainland(ch: char) -> Option<char> {
    MAINLAND.iter().find_map(|(first, real)| {
        let at = (ch as usize).checked_sub(*first as usize)?;
        real.chars().nth(at)
    })
}

/// The character that the Hong Kong supplement has at the code of Big5 that
/// Windows shows as `ch`.
pub(crate) fn hong_kong(ch: char) -> Option<char> {
    let (first, _, lead) =
        ROWS.into_iter().find(|(first, last, _)| (*first..=*last).contains(&(ch as u32)))?;
    let (row, cell) = ((ch as u32 - first) / ROW, (ch as u32 - first) % ROW);
    let trail = if cell < 63 { 0x40 + cell } else { 0xA1 + cell - 63 };
    let bytes = [lead + row as u8, trail as u8];
    let text = encoding_rs::BIG5.decode_without_bom_handling_and_without_replacement(&bytes)?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sets_are_read_at_their_places() {
        assert_eq!(mainland('\u{E863}'), Some('䶮'));
        assert_eq!(mainland('\u{E864}'), Some('龻'));
        assert_eq!(mainland('\u{E865}'), None);
        assert_eq!(hong_kong('\u{E547}'), Some('嚟'));
        assert_eq!(hong_kong('\u{ECD9}'), Some('咗'));
        assert_eq!(hong_kong('\u{F8FF}'), None);
    }

    #[test]
    fn no_private_code_is_out_of_bounds() {
        ('\u{E000}'..='\u{F8FF}')
            .for_each(|ch| assert!(mainland(ch) != Some('\0') && hong_kong(ch) != Some('\0')));
    }
}
