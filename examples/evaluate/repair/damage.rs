//! Text decoded wrongly, by the codecs that do it.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_8859_15, KOI8_R, MACINTOSH, SHIFT_JIS,
    UTF_16BE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};

/// One way to damage a text, and what can be asked of its repair.
pub(crate) struct Class {
    pub name: String,
    /// Nothing is lost, so that everything can be repaired.
    pub lossless: bool,
    /// The scripts whose text can be damaged so.
    pub script: Needs,
    steps: Vec<(Encoder, Decoder)>,
    part: Part,
}

/// How much of a text is damaged.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Whole,
    /// Only the second half.
    Half,
    /// All of it, and its first byte is lost.
    Cut,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Needs {
    Any,
    Simplified,
    Traditional,
}

#[derive(Clone, Copy, PartialEq)]
enum Encoder {
    Utf8,
    Gbk,
    Big5,
    /// Little-endian.
    Utf16,
}

#[derive(Clone, Copy)]
enum Decoder {
    /// As browsers do.
    Whatwg(&'static Encoding),
    Latin1,
    Upper(&'static str),
    /// windows-1252 that has nothing for its five holes.
    Holes(Hole),
    GbkWindows,
    GbkPython(&'static str),
    /// The private-use characters stripped later.
    GbkPrivateGone,
    /// One mark for each bad byte, as Python does.
    Strict(&'static Encoding, &'static str),
}

#[derive(Clone, Copy)]
enum Hole {
    Query,
    Fffd,
    Gone,
}

const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// Every class that is measured.
pub(crate) fn classes() -> Vec<Class> {
    use Decoder::*;
    use Encoder::*;
    let mut all = Vec::new();
    let mut add = |name: &str, lossless, script, steps: &[(Encoder, Decoder)]| {
        all.push(Class {
            name: name.into(),
            lossless,
            script,
            steps: steps.to_vec(),
            part: Part::Whole,
        });
    };
    let single: [(&str, Decoder); 12] = [
        ("latin1", Latin1),
        ("cp1252", Whatwg(WINDOWS_1252)),
        ("latin9", Whatwg(ISO_8859_15)),
        ("cp1254", Whatwg(WINDOWS_1254)),
        ("cp1250", Whatwg(WINDOWS_1250)),
        ("cp1251", Whatwg(WINDOWS_1251)),
        ("macroman", Whatwg(MACINTOSH)),
        ("koi8r", Whatwg(KOI8_R)),
        ("cp866", Whatwg(IBM866)),
        ("cp437", Upper(IBM437)),
        ("cp850", Upper(IBM850)),
        ("cp1252?", Holes(Hole::Query)),
    ];
    for (name, decoder) in single {
        let hole = name.ends_with('?');
        add(&format!("utf8>{name}"), !hole, Needs::Any, &[(Utf8, decoder)]);
        add(&format!("gbk>{name}"), !hole, Needs::Simplified, &[(Gbk, decoder)]);
        add(&format!("big5>{name}"), !hole, Needs::Traditional, &[(Big5, decoder)]);
    }
    add("utf8>cp1252-fffd", false, Needs::Any, &[(Utf8, Holes(Hole::Fffd))]);
    add("utf8>cp1252-gone", false, Needs::Any, &[(Utf8, Holes(Hole::Gone))]);
    add("utf8>gbk", false, Needs::Any, &[(Utf8, Whatwg(GB18030))]);
    add("utf8>gbk-windows", false, Needs::Any, &[(Utf8, GbkWindows)]);
    add("utf8>gbk-python", false, Needs::Any, &[(Utf8, GbkPython("\u{FFFD}"))]);
    add("utf8>gbk-python?", false, Needs::Any, &[(Utf8, GbkPython("?"))]);
    add("utf8>gbk-ignore", false, Needs::Any, &[(Utf8, GbkPython(""))]);
    add("utf8>gbk-private-gone", false, Needs::Any, &[(Utf8, GbkPrivateGone)]);
    add("utf8>sjis", false, Needs::Any, &[(Utf8, Whatwg(SHIFT_JIS))]);
    add("utf8>euckr", false, Needs::Any, &[(Utf8, Whatwg(EUC_KR))]);
    add("utf16>cp1252", true, Needs::Any, &[(Utf16, Whatwg(WINDOWS_1252))]);
    add("utf16-swapped", false, Needs::Any, &[(Utf16, Whatwg(UTF_16BE))]);
    add("big5>gbk", true, Needs::Traditional, &[(Big5, Whatwg(GB18030))]);
    add("gbk>big5", false, Needs::Simplified, &[(Gbk, Whatwg(BIG5))]);
    add("gbk>big5-python", false, Needs::Simplified, &[(Gbk, Strict(BIG5, "\u{FFFD}"))]);
    add("gbk>big5?", false, Needs::Simplified, &[(Gbk, Strict(BIG5, "?"))]);
    add("gbk>sjis", false, Needs::Simplified, &[(Gbk, Whatwg(SHIFT_JIS))]);
    add("gbk>sjis-python", false, Needs::Simplified, &[(Gbk, Strict(SHIFT_JIS, "\u{FFFD}"))]);
    add("gbk>euckr", false, Needs::Simplified, &[(Gbk, Whatwg(EUC_KR))]);
    add("gbk>euckr-python", false, Needs::Simplified, &[(Gbk, Strict(EUC_KR, "\u{FFFD}"))]);
    add("big5>sjis", false, Needs::Traditional, &[(Big5, Whatwg(SHIFT_JIS))]);
    add("big5>euckr", false, Needs::Traditional, &[(Big5, Whatwg(EUC_KR))]);
    let twice = (Utf8, Whatwg(WINDOWS_1252));
    add("utf8>cp1252 x2", true, Needs::Any, &[twice; 2]);
    add("utf8>cp1252 x3", true, Needs::Any, &[twice; 3]);
    add("utf8>gbk x2", false, Needs::Any, &[(Utf8, Whatwg(GB18030)); 2]);
    add("gbk>cp1252 utf8>cp1252", true, Needs::Simplified, &[(Gbk, Whatwg(WINDOWS_1252)), twice]);
    add(
        "gbk>cp1252 utf8>gbk",
        true,
        Needs::Simplified,
        &[(Gbk, Whatwg(WINDOWS_1252)), (Utf8, Whatwg(GB18030))],
    );
    let parts: [(&str, bool, Needs, Encoder, Decoder); 8] = [
        ("half utf8>cp1252", true, Needs::Any, Utf8, Whatwg(WINDOWS_1252)),
        ("half gbk>cp1252", true, Needs::Simplified, Gbk, Whatwg(WINDOWS_1252)),
        ("half utf8>gbk", false, Needs::Any, Utf8, Whatwg(GB18030)),
        ("half utf8>gbk-windows", false, Needs::Any, Utf8, GbkWindows),
        ("cut utf8>cp1252", false, Needs::Any, Utf8, Whatwg(WINDOWS_1252)),
        ("cut utf8>gbk", false, Needs::Any, Utf8, Whatwg(GB18030)),
        ("cut gbk", false, Needs::Any, Gbk, Whatwg(GBK)),
        ("cut gbk>cp1252", false, Needs::Simplified, Gbk, Whatwg(WINDOWS_1252)),
    ];
    for (name, lossless, script, encoder, decoder) in parts {
        let steps = vec![(encoder, decoder)];
        let part = if name.starts_with("half") { Part::Half } else { Part::Cut };
        all.push(Class { name: name.into(), lossless, script, steps, part });
    }
    all
}

impl Class {
    /// The damaged text; nothing if the first encoding cannot hold it.
    pub(crate) fn apply(&self, text: &str) -> Option<String> {
        if self.part == Part::Half {
            let cut = text.char_indices().nth(text.chars().count() / 2)?.0;
            return Some(text[..cut].to_owned() + &self.damage(&text[cut..])?);
        }
        self.damage(text)
    }

    fn damage(&self, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for (encoder, decoder) in &self.steps {
            let mut bytes = match encoder {
                Encoder::Utf8 => text.into_bytes(),
                Encoder::Gbk => encode(GBK, &text)?,
                Encoder::Big5 => encode(BIG5, &text)?,
                Encoder::Utf16 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            };
            if self.part == Part::Cut {
                bytes.remove(0);
            }
            text = decoder.decode(&bytes);
        }
        Some(text)
    }
}

fn encode(encoding: &'static Encoding, text: &str) -> Option<Vec<u8>> {
    let (bytes, _, lost) = encoding.encode(text);
    (!lost).then(|| bytes.into_owned())
}

impl Decoder {
    fn decode(self, bytes: &[u8]) -> String {
        let upper = |byte: u8, table: &str| match byte {
            0x80.. => table.chars().nth(usize::from(byte - 0x80)).expect("128 characters"),
            _ => byte.into(),
        };
        match self {
            Decoder::Whatwg(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Decoder::Latin1 => bytes.iter().map(|b| char::from(*b)).collect(),
            Decoder::Upper(table) => bytes.iter().map(|b| upper(*b, table)).collect(),
            Decoder::Holes(hole) => holes(bytes, hole),
            Decoder::GbkWindows => gbk_windows(bytes),
            Decoder::GbkPrivateGone => {
                let text = GB18030.decode_without_bom_handling(bytes).0;
                text.replace(|ch| ('\u{E000}'..='\u{F8FF}').contains(&ch), "")
            }
            Decoder::GbkPython(mark) => strict(bytes, mark, |pair| {
                let text = GB18030.decode_without_bom_handling_and_without_replacement(pair)?;
                let ch = text.chars().next()?;
                (!('\u{E000}'..='\u{F8FF}').contains(&ch) && ch != '€').then_some(ch)
            }),
            Decoder::Strict(encoding, mark) => strict(bytes, mark, |bytes| {
                let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
                let ch = text.chars().next()?;
                (!('\u{E000}'..='\u{F8FF}').contains(&ch)).then_some(ch)
            }),
        }
    }
}

fn holes(bytes: &[u8], hole: Hole) -> String {
    let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let gone = |ch: char| ('\u{80}'..='\u{9F}').contains(&ch);
    match hole {
        Hole::Query => text.replace(gone, "?"),
        Hole::Fffd => text.replace(gone, "\u{FFFD}"),
        Hole::Gone => text.replace(gone, "").replace('\u{A0}', " "),
    }
}

/// Takes a lead byte and the ASCII after it for one bad character.
fn gbk_windows(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(lead) = bytes.get(at) {
        at += 1;
        match lead {
            0..=0x7F => out.push(char::from(*lead)),
            0x80 => out.push('€'),
            _ => {
                let pair = [*lead, bytes.get(at).copied().unwrap_or(0)];
                at += 1;
                let text = GB18030.decode_without_bom_handling_and_without_replacement(&pair);
                match text.filter(|text| pair[1] >= 0x40 && text.chars().count() == 1) {
                    Some(text) => out.push_str(&text),
                    None => out.push('?'),
                }
            }
        }
    }
    out
}

fn strict(bytes: &[u8], mark: &str, decode: impl Fn(&[u8]) -> Option<char>) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            out.push(char::from(bytes[at]));
            at += 1;
        } else if let Some(ch) = decode(&bytes[at..=at]) {
            out.push(ch);
            at += 1;
        } else if let Some(ch) = bytes.get(at..at + 2).and_then(&decode) {
            out.push(ch);
            at += 2;
        } else {
            out.push_str(mark);
            at += 1;
        }
    }
    out
}
