//! Decoders turned round: from the character that stands in a text to the bytes it was
//! read from; and encodings of pairs as tables.

use std::sync::OnceLock;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS};

use super::codecs::{Wrong, is_in_core_of_big5};

/// Bytes 0x80 to 0xFF of the two code pages that browsers do not know.
const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// Where GB18030 of 2000 and 2005 had a private-use character and the table of
/// browsers has a real one. Python and Java still decode to the former.
const OLD_GB18030: &[(u16, u16)] = &[
    (0xE78D, 0xA6D9),
    (0xE78E, 0xA6DA),
    (0xE78F, 0xA6DB),
    (0xE790, 0xA6DC),
    (0xE791, 0xA6DD),
    (0xE792, 0xA6DE),
    (0xE793, 0xA6DF),
    (0xE794, 0xA6EC),
    (0xE795, 0xA6ED),
    (0xE796, 0xA6F3),
    (0xE7C7, 0xA8BC),
    (0xE81E, 0xFE59),
    (0xE826, 0xFE61),
    (0xE82B, 0xFE66),
    (0xE82C, 0xFE67),
    (0xE832, 0xFE6D),
    (0xE843, 0xFE7E),
    (0xE854, 0xFE90),
    (0xE864, 0xFEA0),
];

/// What Unicode's own table of Big5, and so Python, has from 0xC6A1 on, where
/// browsers have the same in another order.
const UNICODE_BIG5: &str = "ヾゝゞ々ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶДЕЁЖЗИЙКЛМУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽";
/// The private-use characters that Windows gives the codes of Big5 that are
/// free for its users: the first of them, and the first and the last code
/// (Microsoft's end-user-defined characters of code page 950).
const WINDOWS_BIG5: &[(u32, u16, u16)] = &[
    (0xE000, 0xFA40, 0xFEFE),
    (0xE311, 0x8E40, 0xA0FE),
    (0xEEB8, 0x8140, 0x8DFE),
    (0xF6B1, 0xC6A1, 0xC8FE),
];
/// Single bytes that Shift_JIS does not have, and what Windows makes of them.
const WINDOWS_SHIFT_JIS: &[(u16, u16)] =
    &[(0xF8F0, 0xA0), (0xF8F1, 0xFD), (0xF8F2, 0xFE), (0xF8F3, 0xFF)];

/// The codes of Big5 from one on, in order.
fn big5_codes(first: u16) -> impl Iterator<Item = u16> {
    (first..=0xFEFE).filter(|code| matches!(code & 0xFF, 0x40..=0x7E | 0xA1..=0xFE))
}

/// What two bytes are in an encoding of pairs, by the lead without its high bit
/// and the trail.
pub(super) struct Pairs(Box<[char]>);

static PAIRED: [&Encoding; 4] = [GB18030, BIG5, SHIFT_JIS, EUC_KR];

/// Two bytes that cannot be read.
const NONE: char = '\0';
/// Two bytes that are more than one character.
const SEVERAL: char = '\u{1}';

impl Pairs {
    /// None for an encoding of single bytes.
    pub(super) fn of(encoding: &'static Encoding) -> Option<&'static Pairs> {
        PAIRED.iter().position(|paired| *paired == encoding).map(Pairs::nth)
    }

    /// Of [`PAIRED`]. Built when it is first asked for.
    #[inline]
    pub(super) fn nth(nth: usize) -> &'static Pairs {
        static PAIRS: [OnceLock<Pairs>; PAIRED.len()] = [const { OnceLock::new() }; PAIRED.len()];
        PAIRS[nth].get_or_init(|| Pairs::read(PAIRED[nth]))
    }

    fn read(encoding: &'static Encoding) -> Pairs {
        let leads = 0x81..=0xFE_u8;
        let codes: Vec<[u8; 2]> = leads.flat_map(|l| (0x40..=0xFE).map(move |t| [l, t])).collect();
        // All at once, one a line: a decoder takes its time to begin.
        let bytes: Vec<u8> = codes.iter().flat_map(|[l, t]| [*l, *t, b'\n']).collect();
        let text = encoding.decode_without_bom_handling(&bytes).0;
        let mut pairs = Pairs(vec![NONE; 0x80 << 8].into_boxed_slice());
        for ([lead, trail], line) in codes.into_iter().zip(text.split('\n')) {
            let mut chars = line.chars();
            let ch = match (chars.next(), chars.next()) {
                _ if line.contains(char::REPLACEMENT_CHARACTER) => continue,
                (Some(ch), None) => ch,
                _ => SEVERAL,
            };
            pairs.0[index(lead, trail)] = ch;
        }
        pairs
    }

    /// Whether they can be read.
    pub(super) fn has(&self, lead: u8, trail: u8) -> bool {
        self.0[index(lead, trail)] != NONE
    }

    /// The one character that they are.
    #[inline]
    pub(super) fn one(&self, lead: u8, trail: u8) -> Option<char> {
        let ch = self.0[index(lead, trail)];
        (ch > SEVERAL).then_some(ch)
    }
}

#[inline]
fn index(lead: u8, trail: u8) -> usize {
    usize::from(lead & 0x7F) << 8 | usize::from(trail)
}

/// From a character to the one or two bytes it was read from.
pub(in crate::repair) struct Inverse {
    pages: Box<[u16; 1024]>,
    cells: Vec<[u16; 64]>,
    /// Characters beyond the basic plane, in order.
    astral: Vec<(char, u16)>,
    /// The other bytes of characters that are in a set twice, in order.
    twice: Vec<(char, u16)>,
}

impl Inverse {
    /// The byte, or the two bytes, that `ch` was read from; zero if there are
    /// none. ASCII is not asked for: it is itself everywhere.
    #[inline]
    pub(in crate::repair) fn get(&self, ch: char) -> u16 {
        let code = ch as usize;
        match self.pages.get(code / 64) {
            Some(page) => self.cells[usize::from(*page)][code % 64],
            None => match self.astral.binary_search_by_key(&ch, |(ch, _)| *ch) {
                Ok(at) => self.astral[at].1,
                Err(_) => 0,
            },
        }
    }

    /// The other bytes that `ch` may have been read from: Shift_JIS has the
    /// extensions of IBM twice, GBK the euro sign. Zero if there are none.
    pub(in crate::repair) fn other(&self, ch: char) -> u16 {
        let found = self.twice.binary_search_by_key(&ch, |(ch, _)| *ch);
        found.map_or(0, |at| self.twice[at].1)
    }

    pub(super) fn of(wrong: Wrong) -> Self {
        let mut inverse = Inverse {
            pages: Box::new([0; 1024]),
            cells: vec![[0; 64]],
            astral: Vec::new(),
            twice: Vec::new(),
        };
        let Some(encoding) = wrong.encoding() else {
            let upper = if wrong == Wrong::Ibm437 { IBM437 } else { IBM850 };
            for (byte, ch) in (0x80..=0xFF).zip(upper.chars()) {
                inverse.put(ch, byte);
            }
            return inverse;
        };
        for byte in 0x80..=0xFF_u8 {
            inverse.learn(encoding, byte);
        }
        match wrong {
            Wrong::Windows1252 => {
                for byte in 0x80..=0x9F_u8 {
                    inverse.put(char::from(byte), byte.into());
                }
            }
            // Windows and many old programs.
            Wrong::Gbk => inverse.put('€', 0x80),
            _ => {}
        }
        if let Some(pairs) = Pairs::of(encoding) {
            let leads = (0x81..=0xFE)
                .filter(|lead| wrong != Wrong::Windows950 || is_in_core_of_big5(*lead));
            for (lead, trail) in
                leads.flat_map(|lead| (0x40..=0xFE).map(move |trail| (lead, trail)))
            {
                if let Some(ch) = pairs.one(lead, trail) {
                    inverse.put(ch, u16::from_be_bytes([lead, trail]));
                }
            }
        }
        let mut also = |ch: u32, code| {
            inverse.put(char::from_u32(ch).expect("private use, no surrogate"), code);
        };
        match wrong {
            Wrong::Gbk => OLD_GB18030.iter().for_each(|(ch, code)| also((*ch).into(), *code)),
            Wrong::ShiftJis => {
                WINDOWS_SHIFT_JIS.iter().for_each(|(ch, code)| also((*ch).into(), *code));
            }
            Wrong::Windows950 => {
                UNICODE_BIG5.chars().zip(big5_codes(0xC6A1)).for_each(|(ch, c)| also(ch as u32, c));
                for (ch, first, last) in WINDOWS_BIG5 {
                    let codes = big5_codes(*first).take_while(|code| code <= last);
                    (*ch..).zip(codes).for_each(|(ch, code)| also(ch, code));
                }
            }
            _ => {}
        }
        inverse.astral.sort_unstable();
        inverse.twice.sort_unstable();
        inverse
    }

    fn learn(&mut self, encoding: &'static Encoding, byte: u8) {
        let byte_alone = [byte];
        let text = encoding.decode_without_bom_handling_and_without_replacement(&byte_alone);
        let mut chars = text.iter().flat_map(|text| text.chars());
        if let (Some(ch), None) = (chars.next(), chars.next()) {
            self.put(ch, byte.into());
        }
    }

    /// The first bytes that a character is known by stay.
    fn put(&mut self, ch: char, code: u16) {
        let at = ch as usize;
        if at < 0x80 {
            return;
        }
        let Some(page) = self.pages.get_mut(at / 64) else {
            if self.astral.iter().all(|(known, _)| *known != ch) {
                self.astral.push((ch, code));
            }
            return;
        };
        if *page == 0 {
            self.cells.push([0; 64]);
            *page = self.cells.len() as u16 - 1;
        }
        let cell = &mut self.cells[usize::from(*page)][at % 64];
        match *cell {
            0 => *cell = code,
            known if known != code => self.twice.push((ch, code)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_together_as_each_by_itself() {
        for encoding in [GB18030, BIG5, SHIFT_JIS, EUC_KR] {
            let pairs = Pairs::of(encoding).unwrap();
            for (lead, trail) in (0x81..=0xFE).flat_map(|l| (0x40..=0xFE).map(move |t| (l, t))) {
                let bytes = [lead, trail];
                let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
                let alone = text.map_or(NONE, |text| match text.chars().count() {
                    1 => text.chars().next().unwrap(),
                    _ => SEVERAL,
                });
                assert_eq!(pairs.0[index(lead, trail)], alone, "{} {bytes:X?}", encoding.name());
            }
        }
    }
}
