//! The encodings that can be read, and what they are called.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::{escapes, euc_tw, utf16};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// One that browsers know. GBK is read as GB18030, whose table keeps the
    /// pairs of the private use areas: nothing that was slipped is lost.
    Web(&'static Encoding),
    Utf32Le,
    Utf32Be,
    EucTw,
    Hz,
    Iso2022Cn,
    Utf7,
}

/// What browsers call otherwise, or do not know; without `-`, `_` and spaces.
const LABELS: [(&str, Charset); 27] = [
    ("utf16", Charset::Web(UTF_16LE)),
    ("utf16le", Charset::Web(UTF_16LE)),
    ("utf16be", Charset::Web(UTF_16BE)),
    ("utf32", Charset::Utf32Le),
    ("utf32le", Charset::Utf32Le),
    ("utf32be", Charset::Utf32Be),
    ("ucs4", Charset::Utf32Be),
    ("utf8", Charset::Web(UTF_8)),
    ("utf8sig", Charset::Web(UTF_8)),
    ("cp65001", Charset::Web(UTF_8)),
    ("gb180302000", Charset::Web(GB18030)),
    ("gb180302005", Charset::Web(GB18030)),
    ("gb180302022", Charset::Web(GB18030)),
    ("cp936", Charset::Web(GB18030)),
    ("euccn", Charset::Web(GB18030)),
    ("cp950", Charset::Web(encoding_rs::BIG5)),
    ("big5hkscs2008", Charset::Web(encoding_rs::BIG5)),
    ("cp932", Charset::Web(encoding_rs::SHIFT_JIS)),
    ("cp949", Charset::Web(encoding_rs::EUC_KR)),
    ("cp1252", Charset::Web(encoding_rs::WINDOWS_1252)),
    ("euctw", Charset::EucTw),
    ("xeuctw", Charset::EucTw),
    ("hz", Charset::Hz),
    ("hzgb2312", Charset::Hz),
    ("iso2022cn", Charset::Iso2022Cn),
    ("iso2022cnext", Charset::Iso2022Cn),
    ("utf7", Charset::Utf7),
];

/// The names of the encodings that browsers know, as they are reported.
const NAMES: [&str; 39] = [
    "utf-8",
    "gb18030",
    "big5",
    "utf-16le",
    "utf-16be",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "iso-2022-jp",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "ibm866",
    "x-mac-cyrillic",
    "x-user-defined",
    "replacement",
];

impl Charset {
    pub(super) const UTF_8: Charset = Charset::Web(UTF_8);
    pub(super) const GB18030: Charset = Charset::Web(GB18030);
    pub(super) const BIG5: Charset = Charset::Web(encoding_rs::BIG5);

    /// The encoding that `label` names, in any of the spellings in use.
    pub(super) fn of_label(label: &str) -> Option<Charset> {
        let plain: String = label.chars().filter(|ch| !matches!(ch, '-' | '_' | ' ')).collect();
        let plain = plain.to_ascii_lowercase();
        if let Some((_, charset)) = LABELS.iter().find(|(name, _)| *name == plain) {
            return Some(*charset);
        }
        let encoding = Encoding::for_label_no_replacement(label.as_bytes())
            .or_else(|| Encoding::for_label_no_replacement(plain.as_bytes()))?;
        Some(Charset::Web(if encoding == GBK { GB18030 } else { encoding }))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Charset::Web(encoding) => NAMES
                .into_iter()
                .find(|name| name.eq_ignore_ascii_case(encoding.name()))
                .unwrap_or("unknown"),
            Charset::Utf32Le => "utf-32le",
            Charset::Utf32Be => "utf-32be",
            Charset::EucTw => "euc-tw",
            Charset::Hz => "hz-gb-2312",
            Charset::Iso2022Cn => "iso-2022-cn",
            Charset::Utf7 => "utf-7",
        }
    }

    /// Reads `bytes` to the end, with U+FFFD for each thing that cannot be read.
    pub(super) fn read(self, bytes: &[u8]) -> Cow<'_, str> {
        self.read_and_tell(bytes).0
    }

    /// The same, and whether something could not be read.
    pub(super) fn read_and_tell(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        let text: Cow<'_, str> = match self {
            Charset::Web(encoding) => return encoding.decode_without_bom_handling(bytes),
            Charset::Utf32Le => utf16::read_utf32(bytes, u32::from_le_bytes).into(),
            Charset::Utf32Be => utf16::read_utf32(bytes, u32::from_be_bytes).into(),
            Charset::EucTw => euc_tw::read(bytes).into(),
            Charset::Hz => escapes::read_hz(bytes).into(),
            Charset::Iso2022Cn => escapes::read_iso_2022_cn(bytes).into(),
            Charset::Utf7 => escapes::read_utf7(bytes).into(),
        };
        let is_lossy = text.contains(char::REPLACEMENT_CHARACTER);
        (text, is_lossy)
    }

    /// True where a byte below 0x80 that follows another such byte is ASCII, so
    /// that a text can be cut into lines before it is read.
    pub(super) fn keeps_ascii(self) -> bool {
        match self {
            Charset::Web(encoding) => encoding.is_ascii_compatible(),
            Charset::EucTw => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_in_every_spelling() {
        for (label, name) in [
            ("GB2312", "gb18030"),
            ("gbk", "gb18030"),
            ("x-gbk", "gb18030"),
            ("GB 18030", "gb18030"),
            ("cp936", "gb18030"),
            ("Big5-HKSCS", "big5"),
            ("utf8", "utf-8"),
            ("UTF_16LE", "utf-16le"),
            ("HZ-GB-2312", "hz-gb-2312"),
            ("EUC_TW", "euc-tw"),
            ("Shift-JIS", "shift_jis"),
            ("latin1", "windows-1252"),
        ] {
            assert_eq!(Charset::of_label(label).map(Charset::name), Some(name), "{label}");
        }
        assert_eq!(Charset::of_label("klingon"), None);
        assert_eq!(Charset::of_label(""), None);
    }
}
