//! The decoders that were used by mistake, and what the bytes really were.

use std::sync::OnceLock;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, IBM866, ISO_8859_15, KOI8_R, MACINTOSH, SHIFT_JIS,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};

use super::inverse::{Inverse, Pairs};

/// A decoder that was used by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::repair) enum Wrong {
    /// Latin-1 as well: they differ in U+0080 to U+009F, and both are undone.
    Windows1252,
    Latin9,
    Windows1254,
    Windows1250,
    Windows1251,
    MacRoman,
    Koi8R,
    Ibm866,
    Ibm437,
    Ibm850,
    Gbk,
    Big5,
    /// Big5 without what Hong Kong added, and with its kana in another order.
    Windows950,
    ShiftJis,
    EucKr,
}

/// What the bytes really were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::repair) enum Right {
    Utf8,
    Gbk,
    Big5,
}

/// What every Big5 has: marks, and the two levels of hanzi.
pub(super) fn is_in_core_of_big5(lead: u8) -> bool {
    matches!(lead, 0xA1..=0xC5 | 0xC9..=0xF9)
}

impl Wrong {
    /// Its name in a report.
    pub(in crate::repair) fn name(self) -> &'static str {
        match self {
            Wrong::Windows1252 => "windows-1252",
            Wrong::Latin9 => "ISO-8859-15",
            Wrong::Windows1254 => "windows-1254",
            Wrong::Windows1250 => "windows-1250",
            Wrong::Windows1251 => "windows-1251",
            Wrong::MacRoman => "MacRoman",
            Wrong::Koi8R => "KOI8-R",
            Wrong::Ibm866 => "IBM866",
            Wrong::Ibm437 => "IBM437",
            Wrong::Ibm850 => "IBM850",
            Wrong::Gbk => "GBK",
            Wrong::Big5 => "Big5",
            Wrong::Windows950 => "windows-950",
            Wrong::ShiftJis => "Shift_JIS",
            Wrong::EucKr => "EUC-KR",
        }
    }

    pub(in crate::repair) fn is_single(self) -> bool {
        self.encoding().is_none_or(Encoding::is_single_byte)
    }

    /// Whether it has a character for these two bytes.
    pub(in crate::repair) fn has(self, lead: u8, trail: u8) -> bool {
        self.encoding().is_some_and(|encoding| match Pairs::of(encoding) {
            Some(pairs) if lead >= 0x81 && trail >= 0x40 => pairs.has(lead, trail),
            _ => {
                let bytes = [lead, trail];
                encoding.decode_without_bom_handling_and_without_replacement(&bytes).is_some()
            }
        })
    }

    /// Whether every decoder of the name has one: GBK without its private use,
    /// Big5 without what Hong Kong and others added. Of Shift_JIS, which loses
    /// step at every single byte, it is never said.
    pub(in crate::repair) fn always_has(self, lead: u8, trail: u8) -> bool {
        let core = match self {
            Wrong::Gbk => {
                return Right::Gbk.pair(lead, trail).is_some_and(|ch| !is_private(ch));
            }
            Wrong::Big5 | Wrong::Windows950 => is_in_core_of_big5(lead),
            Wrong::ShiftJis => false,
            _ => true,
        };
        core && self.has(lead, trail)
    }

    /// The table that turns it round, built when it is first asked for.
    pub(in crate::repair) fn inverse(self) -> &'static Inverse {
        static INVERSES: [OnceLock<Inverse>; 15] = [const { OnceLock::new() }; 15];
        INVERSES[self as usize].get_or_init(|| Inverse::of(self))
    }

    pub(super) fn encoding(self) -> Option<&'static Encoding> {
        Some(match self {
            Wrong::Windows1252 => WINDOWS_1252,
            Wrong::Latin9 => ISO_8859_15,
            Wrong::Windows1254 => WINDOWS_1254,
            Wrong::Windows1250 => WINDOWS_1250,
            Wrong::Windows1251 => WINDOWS_1251,
            Wrong::MacRoman => MACINTOSH,
            Wrong::Koi8R => KOI8_R,
            Wrong::Ibm866 => IBM866,
            Wrong::Ibm437 | Wrong::Ibm850 => return None,
            // Keeps every pair, those of private use too.
            Wrong::Gbk => GB18030,
            Wrong::Big5 | Wrong::Windows950 => BIG5,
            Wrong::ShiftJis => SHIFT_JIS,
            Wrong::EucKr => EUC_KR,
        })
    }
}

impl Right {
    /// `bytes` read as this, if all of them can be.
    pub(in crate::repair) fn decode(self, bytes: &[u8]) -> Option<String> {
        let encoding = match self {
            Right::Utf8 => return std::str::from_utf8(bytes).ok().map(str::to_owned),
            Right::Gbk => GB18030,
            Right::Big5 => BIG5,
        };
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    }

    /// The character that two bytes are, in the two sets that go by pairs.
    #[inline]
    pub(in crate::repair) fn pair(self, lead: u8, trail: u8) -> Option<char> {
        let pairs = match self {
            Right::Utf8 => return None,
            Right::Gbk => Pairs::nth(0),
            Right::Big5 => Pairs::nth(1),
        };
        if lead >= 0x81 { pairs.one(lead, trail) } else { None }
    }

    /// The two bytes of `ch` in the sets that go by pairs; zero if it has none.
    #[cfg(test)]
    pub(in crate::repair) fn code(self, ch: char) -> u16 {
        match self {
            Right::Utf8 => 0,
            Right::Gbk => Wrong::Gbk.inverse().get(ch),
            Right::Big5 => Wrong::Big5.inverse().get(ch),
        }
    }

    /// Its name in a report.
    pub(in crate::repair) fn name(self) -> &'static str {
        match self {
            Right::Utf8 => "UTF-8",
            Right::Gbk => "GBK",
            Right::Big5 => "Big5",
        }
    }
}

fn is_private(ch: char) -> bool {
    matches!(ch, '\u{E000}'..='\u{F8FF}')
}
