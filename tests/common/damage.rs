//! Damage done to clean text by real codecs, so that the truth is known.

use std::{collections::HashMap, fs, path::Path, sync::LazyLock};

use encoding_rs::{BIG5, Encoding, GB18030, GBK, WINDOWS_1252};

/// Does one kind of damage to a text.
///
/// # Panics
///
/// If there is no such kind.
pub(crate) fn apply(how: &str, text: &str) -> String {
    match how {
        "traditional" => traditional(text),
        "gloss" => gloss(text),
        "slip" => lines(text, |line| slip(&traditional(line), Loss::Marked)),
        "slip-unmarked" => lines(text, |line| slip(&traditional(line), Loss::Silent)),
        "fold" => text.chars().map(folded).collect(),
        "utf8-as-gbk" => GB18030.decode_without_bom_handling(text.as_bytes()).0.into_owned(),
        "utf8-as-cp1252" => WINDOWS_1252.decode(text.as_bytes()).0.into_owned(),
        "utf8-as-latin1" => text.bytes().map(char::from).collect(),
        "gbk-as-cp1252" => WINDOWS_1252.decode(&exactly(GBK, text)).0.into_owned(),
        "gbk-as-latin1" => exactly(GBK, text).into_iter().map(char::from).collect(),
        "big5-as-gbk" => GB18030.decode_without_bom_handling(&big5(text)).0.into_owned(),
        "entities" => text.chars().map(entity).collect(),
        "entities-twice" => text
            .chars()
            .map(entity)
            .collect::<String>()
            .replace('&', "&amp;")
            .replace("&amp;amp;", "&amp;"),
        "entities-hex" => han_as(text, |c| format!("&#x{:x};", c as u32)),
        "unicode-escapes" => han_as(text, |c| format!("\\u{:04x}", c as u32)),
        "percent-u-escapes" => han_as(text, |c| format!("%u{:04X}", c as u32)),
        "zero-width" => every(text, 9, "\u{200b}"),
        "soft-hyphens" => every(text, 13, "\u{ad}"),
        "controls" => every(text, 17, "\u{8}"),
        "nbsp" => text.replace('\u{3000}', "\u{a0}\u{a0}").replace(' ', "\u{a0}"),
        "crlf" => text.replace('\n', "\r\n"),
        "radicals" => text.chars().map(radical).collect(),
        "wide-digits" => text.chars().map(wide_digit).collect(),
        _ => panic!("there is no damage called '{how}'"),
    }
}

/// The bytes of a text.
///
/// # Panics
///
/// If there is no such encoding, or it lacks a character of the text.
pub(crate) fn encode(encoding: &str, text: &str) -> Vec<u8> {
    match encoding {
        "utf-8" => text.as_bytes().to_vec(),
        "utf-8-bom" => ["\u{feff}", text].concat().into_bytes(),
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-16le-bom" => encode("utf-16le", &["\u{feff}", text].concat()),
        "hz" => hz(text),
        "big5" => big5(text),
        label => {
            let encoding = Encoding::for_label(label.as_bytes());
            exactly(encoding.unwrap_or_else(|| panic!("no encoding '{label}'")), text)
        }
    }
}

/// Simplified to traditional, one character at a time, as the machines behind
/// glossed pages do it: the first choice of OpenCC's table, but for some
/// characters that they leave and some that they write otherwise.
fn traditional(text: &str) -> String {
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/opencc/STCharacters.txt");
        let rows = fs::read_to_string(file).expect("OpenCC's table is there");
        let first = |row: &str| {
            let (from, to) = row.split_once('\t')?;
            let mut to = to.split(' ').next()?.chars();
            Some((from.chars().next()?, to.next().filter(|_| to.next().is_none())?))
        };
        let mut table: HashMap<char, char> = rows.lines().filter_map(first).collect();
        table.retain(|from, to| from != to && !LEFT.contains(*from) && in_gbk(*to));
        table.extend(OTHERWISE.chars().zip(WRITTEN.chars()));
        table
    });
    text.chars().map(|c| TABLE.get(&c).copied().unwrap_or(c)).collect()
}

/// Characters that glossed pages leave simplified, by observation.
const LEFT: &str = "后里云干只于余采志征制系游占周面布并范斗丑松升郁岳谷杰杯群峰床秘表出么注卷扎岩吃症奸才朴曲克伙冬沈借刮夸了家仆回板";
const OTHERWISE: &str = "发准台历尽当复钟获汇坛团脏签着尝弥须纤线为众";
const WRITTEN: &str = "發準臺歷盡當復鐘獲匯壇團臟簽著嘗彌須纖線為眾";

/// Characters that glossed pages gloss, with the reading they give, whatever
/// the context. The list is of the size and the kind of the observed ones.
const GLOSSED: [(char, &str); 45] = [
    ('執', "zhí"),
    ('現', "xiàn"),
    ('網', "wǎng"),
    ('責', "zé"),
    ('衛', "wèi"),
    ('導', "dǎo"),
    ('認', "rèn"),
    ('續', "xù"),
    ('設', "shè"),
    ('穩', "wěn"),
    ('區', "qū"),
    ('調', "diào"),
    ('關', "guān"),
    ('當', "dāng"),
    ('發', "fā"),
    ('業', "yè"),
    ('環', "huán"),
    ('節', "jié"),
    ('結', "jié"),
    ('戰', "zhàn"),
    ('嚴', "yán"),
    ('標', "biāo"),
    ('數', "shù"),
    ('創', "chuàng"),
    ('態', "tài"),
    ('領', "lǐng"),
    ('預', "yù"),
    ('統', "tǒng"),
    ('經', "jīng"),
    ('內', "nèi"),
    ('務', "wù"),
    ('鄉', "xiāng"),
    ('監', "jiān"),
    ('準', "zhǔn"),
    ('礎', "chǔ"),
    ('構', "gòu"),
    ('權', "quán"),
    ('負', "fù"),
    ('據', "jù"),
    ('質', "zhì"),
    ('規', "guī"),
    ('聯', "lián"),
    ('鎮', "zhèn"),
    ('產', "chǎn"),
    ('農', "nóng"),
];

fn gloss(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if let Some((_, reading)) = GLOSSED.iter().find(|(key, _)| *key == c) {
            out.push_str(&format!("({reading})"));
        }
    }
    out
}

/// What a decoder does with a lead byte whose trail byte is gone.
#[derive(Clone, Copy, PartialEq)]
enum Loss {
    /// One `?`, which eats the byte that stands there.
    Marked,
    /// Nothing is seen of it.
    Silent,
}

/// Glosses put in, and punctuation folded, on the bytes of GBK without regard
/// for where its characters begin.
fn slip(line: &str, loss: Loss) -> String {
    let mut bytes = exactly(GBK, line);
    for (key, reading) in GLOSSED {
        let key = exactly(GBK, &key.to_string());
        let glossed = [&key[..], b"(", &exactly(GBK, reading), b")"].concat();
        bytes = replaced(&bytes, &key, &glossed);
    }
    if loss == Loss::Silent {
        for sign in b"!?,:;()" {
            bytes = replaced(&bytes, &[0xA3, sign + 0x80], &[*sign]);
        }
        return read_slipped(&bytes, loss);
    }
    // The text is cut at these three signs, wherever two bytes look like one.
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while at + 1 < bytes.len() {
        if let [0xA3, sign @ (0xA1 | 0xBF | 0xBB)] = bytes[at..at + 2] {
            out += &read_slipped(&bytes[from..at], loss);
            out.push((sign - 0x80) as char);
            at += 2;
            from = at;
        } else {
            at += 1;
        }
    }
    out + &read_slipped(&bytes[from..], loss)
}

fn read_slipped(bytes: &[u8], loss: Loss) -> String {
    let (mut out, mut at) = (String::new(), 0);
    while let Some(&lead) = bytes.get(at) {
        let trail = bytes.get(at + 1).copied().unwrap_or(0);
        if lead < 0x80 {
            out.push(lead as char);
            at += 1;
            continue;
        }
        let pair = &bytes[at..bytes.len().min(at + 2)];
        let (read, bad) = GBK.decode_without_bom_handling(pair);
        match read.chars().next() {
            // User-defined pairs vanish.
            Some('\u{E000}'..='\u{F8FF}') if trail >= 0x40 => at += 2,
            Some(c) if !bad && trail >= 0x40 => {
                out.push(c);
                at += 2;
            }
            _ if loss == Loss::Silent => at += 1,
            _ => {
                out.push('?');
                at += 2;
            }
        }
    }
    out
}

fn replaced(bytes: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        if rest.starts_with(what) {
            out.extend(with);
            rest = &rest[what.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

fn lines(text: &str, change: impl Fn(&str) -> String) -> String {
    text.lines().map(|line| change(line) + "\n").collect()
}

fn folded(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
        '\u{3000}' => ' ',
        c => c,
    }
}

fn entity(c: char) -> String {
    let name = match c {
        '“' => "&ldquo;",
        '”' => "&rdquo;",
        '‘' => "&lsquo;",
        '’' => "&rsquo;",
        '—' => "&mdash;",
        '…' => "&hellip;",
        '·' => "&middot;",
        '&' => "&amp;",
        '\u{3000}' => "&emsp;",
        '，' | '。' | '：' | '、' | '《' | '》' => return format!("&#{};", c as u32),
        c => return c.to_string(),
    };
    name.to_owned()
}

fn han_as(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { write(c) }).collect()
}

/// Puts `what` behind every `n`-th character of Han.
fn every(text: &str, n: usize, what: &str) -> String {
    let (mut out, mut seen) = (String::new(), 0);
    for c in text.chars() {
        out.push(c);
        seen += usize::from(matches!(c, '\u{4E00}'..='\u{9FFF}'));
        if seen == n {
            out += what;
            seen = 0;
        }
    }
    out
}

fn radical(c: char) -> char {
    let (plain, radicals) = (
        "一人入八力又口土大女子小山川工己干日月木水火生田白目石立竹米老而耳自色行見角言谷走足身車里金長門雨非青面音食首香馬高魚鳥鹿麻黃黑",
        "⼀⼈⼊⼋⼒⼜⼝⼟⼤⼥⼦⼩⼭⼮⼯⼰⼲⽇⽉⽊⽔⽕⽣⽥⽩⽬⽯⽴⽵⽶⽼⽽⽿⾃⾊⾏⾒⾓⾔⾕⾛⾜⾝⾞⾥⾦⾧⾨⾬⾮⾭⾯⾳⾷⾸⾹⾺⾼⿂⿃⿅⿇⿈⿊",
    );
    plain.chars().zip(radicals.chars()).find(|(p, _)| *p == c).map_or(c, |(_, r)| r)
}

fn wide_digit(c: char) -> char {
    if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c }
}

fn in_gbk(c: char) -> bool {
    !GBK.encode(c.encode_utf8(&mut [0; 4])).2
}

fn exactly(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lacking) = encoding.encode(text);
    assert!(!lacking, "{} lacks a character of {text}", encoding.name());
    bytes.into_owned()
}

/// Big5 with the Hong Kong characters, which `encoding_rs` reads but will not write.
fn big5(text: &str) -> Vec<u8> {
    static TABLE: LazyLock<HashMap<char, [u8; 2]>> = LazyLock::new(|| {
        let pairs = (0x87..=0xFE_u8).flat_map(|lead| (0x40..=0xFE).map(move |trail| [lead, trail]));
        let read = |pair: [u8; 2]| {
            let (text, bad) = BIG5.decode_without_bom_handling(&pair);
            Some((text.chars().next().filter(|_| !bad && text.chars().count() == 1)?, pair))
        };
        pairs.filter_map(read).collect()
    });
    let mut out = Vec::new();
    for c in text.chars() {
        let mut utf8 = [0; 4];
        let (plain, _, lacking) = BIG5.encode(c.encode_utf8(&mut utf8));
        if lacking {
            out.extend(TABLE.get(&c).unwrap_or_else(|| panic!("Big5-HKSCS lacks {c}")));
        } else {
            out.extend(&*plain);
        }
    }
    out
}

/// GB2312 in seven bits, between `~{` and `~}`.
fn hz(text: &str) -> Vec<u8> {
    let (mut out, mut inside) = (Vec::new(), false);
    for c in text.chars() {
        let bytes = exactly(GBK, &c.to_string());
        if inside == c.is_ascii() {
            out.extend(if inside { b"~}" } else { b"~{" });
            inside = !inside;
        }
        match bytes[..] {
            [b'~'] => out.extend(b"~~"),
            [byte] => out.push(byte),
            _ => out.extend(bytes.iter().map(|byte| byte & 0x7F)),
        }
    }
    out
}
