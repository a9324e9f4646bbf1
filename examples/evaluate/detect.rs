//! How often the encoding is found: by length, and by noise.

use std::{collections::BTreeMap, path::Path, time::Instant};

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1254,
};
use zhclean::{Hint, decode};

use crate::corpus::{Corpus, Dice};

/// Bytes of a sample, and how many samples of that length.
const LENGTHS: [(usize, usize); 8] =
    [(6, 1000), (8, 1000), (16, 1000), (32, 1000), (64, 1000), (128, 500), (512, 300), (4096, 100)];

const NOISE_LENGTHS: [(usize, usize); 3] = [(128, 300), (512, 300), (4096, 100)];

/// How a text becomes bytes; none for a character that is not in the encoding.
type Codec = fn(char, &mut Vec<u8>) -> Option<()>;

const SIMPLIFIED: [(&str, Codec, &str, &str); 6] = [
    ("utf-8", utf8, "utf-8", ""),
    ("gbk", gbk, "gb18030", ""),
    ("gb18030, 4 bytes", gb18030, "gb18030", "㛃䶮㙍㑇䝼㽏䜣㤅𠮷𣲗𬭎𬱖𫖯"),
    ("utf-16le", utf16le, "utf-16le", ""),
    ("utf-16be", utf16be, "utf-16be", ""),
    ("hz", hz, "hz-gb-2312", ""),
];

const TRADITIONAL: [(&str, Codec, &str, &str); 5] = [
    ("utf-8", utf8, "utf-8", ""),
    ("big5", big5, "big5", ""),
    ("big5-hkscs", hkscs, "big5", "嘅啲咗嚟喺冇咁嗰瞓攞冚咪噃囉嗌"),
    ("gbk", gbk, "gb18030", ""),
    ("utf-16le", utf16le, "utf-16le", ""),
];

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let [folder, only @ ..] = args else {
        return Err("detect wants a folder of .txt files, and speed for that alone".into());
    };
    let corpus = &Corpus::read(Path::new(folder)).map_err(|e| e.to_string())?;
    if only == ["speed"] {
        speed(corpus);
        return Ok(());
    }
    for (script, lines, codecs) in [
        ("simplified", &corpus.simplified, &SIMPLIFIED[..]),
        ("traditional", &corpus.traditional, &TRADITIONAL[..]),
    ] {
        if lines.is_empty() {
            continue;
        }
        println!("\n{script}: found, % of samples of so many bytes");
        print!("{:18}", "");
        LENGTHS.iter().for_each(|(length, _)| print!("{length:>7}"));
        println!();
        for &(name, codec, expected, sprinkled) in codecs {
            let mut dice = Dice::new(1);
            print!("{name:18}");
            let mut confused = BTreeMap::new();
            for (length, samples) in LENGTHS {
                let sample = |dice: &mut Dice| excerpt(lines, length, codec, sprinkled, dice);
                let bytes: Vec<_> = (0..samples).map(|_| sample(&mut dice)).collect();
                print!("{:7.1}", share(&bytes, expected, &mut confused));
            }
            println!("  {}", told(&confused));
        }
    }
    noise(corpus);
    foreign(corpus);
    speed(corpus);
    Ok(())
}

fn noise(corpus: &Corpus) {
    for (lines, codec, other, expected) in [
        (&corpus.simplified, gbk as Codec, utf8 as Codec, "gb18030"),
        (&corpus.traditional, big5, utf8, "big5"),
        (&corpus.simplified, utf8, gbk, "utf-8"),
    ] {
        if lines.is_empty() {
            continue;
        }
        println!("\n{expected} with noise: found, % of samples of so many bytes");
        for (name, damage) in NOISES {
            print!("{name:18}");
            let mut confused = BTreeMap::new();
            for (length, samples) in NOISE_LENGTHS {
                let mut dice = Dice::new(2);
                let bytes: Vec<_> =
                    (0..samples).map(|_| damage(lines, length, codec, other, &mut dice)).collect();
                print!("{:7.1}", share(&bytes, expected, &mut confused));
            }
            println!("  {}", told(&confused));
        }
    }
}

type Damage = fn(&[String], usize, Codec, Codec, &mut Dice) -> Vec<u8>;

const NOISES: [(&str, Damage); 6] = [
    ("both ends cut", |lines, length, codec, _, dice| {
        let bytes = block(lines, length + 64, codec, dice);
        let start = 1 + dice.below(39);
        bytes[start..(start + length).min(bytes.len())].to_vec()
    }),
    ("one bad byte", |lines, length, codec, _, dice| spoilt(lines, length, codec, dice, 0)),
    ("1 % bad bytes", |lines, length, codec, _, dice| spoilt(lines, length, codec, dice, 100)),
    ("one byte lost", |lines, length, codec, _, dice| {
        let mut bytes = block(lines, length, codec, dice);
        let high: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] >= 0x80).collect();
        bytes.remove(*dice.pick(&high));
        bytes
    }),
    ("one foreign line", |lines, length, codec, other, dice| {
        let start = dice.below(lines.len());
        let mut parts: Vec<Vec<u8>> = Vec::new();
        let mut chars = 0;
        while parts.len() < 3 || chars < length {
            let line = &lines[(start + parts.len()) % lines.len()];
            chars += line.chars().count();
            parts.push(encoded(line, codec));
        }
        // Not so long that it is the other lines that are foreign.
        let middle = parts.len() / 2;
        let line: String = lines[(start + middle) % lines.len()].chars().take(length / 6).collect();
        parts[middle] = encoded(&line, other);
        let mut bytes = parts.join(&b'\n');
        bytes.truncate(length + 200);
        bytes
    }),
    ("90 % ASCII", |lines, length, codec, _, dice| {
        // A title in ASCII is in every encoding.
        let title = loop {
            let line: String = dice.pick(lines).chars().take((length / 24).max(4)).collect();
            if !line.is_ascii() {
                break line;
            }
        };
        let mut bytes = b"<html><head><title>".to_vec();
        bytes.extend(encoded(&title, codec));
        bytes.extend(
            b"</title><meta name=\"viewport\" content=\"width=device-width\">\
              <script src=\"/js/main.js\"></script></head><body><div class=\"wrap\">",
        );
        while bytes.len() + 20 < length {
            let page = dice.below(9999);
            bytes.extend(format!("<a href=\"/news/2008/index_{page}.html\"></a>").bytes());
        }
        bytes.truncate(length.max(60));
        bytes
    }),
];

fn spoilt(lines: &[String], length: usize, codec: Codec, dice: &mut Dice, every: usize) -> Vec<u8> {
    let mut bytes = block(lines, length, codec, dice);
    // At the last line rather than in it when all that is left would be ASCII.
    if !bytes[..length].is_ascii() {
        bytes.truncate(length);
    }
    let high: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] >= 0x80).collect();
    let times = high.len().checked_div(every).unwrap_or(1).max(1);
    for _ in 0..times {
        bytes[*dice.pick(&high)] = *dice.pick(&[0xFF, 0x80, b' ', b'?']);
    }
    bytes
}

/// Whole lines, at least `length` bytes of them.
fn block(lines: &[String], length: usize, codec: Codec, dice: &mut Dice) -> Vec<u8> {
    let mut at = dice.below(lines.len());
    let mut bytes = Vec::new();
    while bytes.len() < length {
        bytes.extend(encoded(&lines[at % lines.len()], codec));
        bytes.push(b'\n');
        // A block in which nothing can be damaged says nothing.
        if bytes.is_ascii() {
            bytes.clear();
        }
        at += 1;
    }
    bytes
}

/// At most `length` bytes, cut between characters; half of them from the start
/// of a line. Characters that are `sprinkled` stand among the first.
fn excerpt(
    lines: &[String],
    length: usize,
    codec: Codec,
    sprinkled: &str,
    dice: &mut Dice,
) -> Vec<u8> {
    let sprinkled: Vec<char> = sprinkled.chars().collect();
    loop {
        let mut bytes = Vec::new();
        let mut text: Vec<char> = dice.pick(lines).chars().collect();
        if length > 128 {
            let at = dice.below(lines.len());
            text = lines
                .iter()
                .cycle()
                .skip(at)
                .take(length / 8)
                .flat_map(|l| l.chars().chain(['\n']))
                .collect();
        } else if dice.below(2) == 0 {
            let start = dice.below(text.len().saturating_sub(length / 2));
            text.drain(..start);
        }
        if !sprinkled.is_empty() {
            let every = 40.min(text.len().max(2) - 1).min((length / 4).max(1));
            let count = text.len() / 60 + 1;
            for i in 0..count {
                let at = (i * 60 + dice.below(every)).min(text.len());
                text.insert(at, *dice.pick(&sprinkled));
            }
        }
        for ch in text {
            let before = bytes.len();
            let _ = codec(ch, &mut bytes);
            let closing = if bytes.starts_with(b"~{") { 2 } else { 0 };
            if bytes.len() + closing > length {
                bytes.truncate(before);
                break;
            }
        }
        if bytes.starts_with(b"~{") {
            bytes.extend(b"~}");
        }
        if (!bytes.is_ascii() || bytes.starts_with(b"~{")) && bytes.len() * 4 >= length * 3 {
            return bytes;
        }
    }
}

fn encoded(text: &str, codec: Codec) -> Vec<u8> {
    let mut bytes = Vec::new();
    for ch in text.chars() {
        let _ = codec(ch, &mut bytes);
    }
    bytes
}

fn share(samples: &[Vec<u8>], expected: &str, confused: &mut BTreeMap<&'static str, usize>) -> f64 {
    let mut right = 0;
    for bytes in samples {
        let found = decode(bytes, Hint::default()).1.encoding;
        if found == expected {
            right += 1;
        } else {
            *confused.entry(found).or_default() += 1;
            if std::env::var_os("SHOW").is_some() && bytes.len() < 200 {
                println!("\n    {expected} {found} {}", bytes.escape_ascii());
            }
        }
    }
    100.0 * f64::from(right) / samples.len() as f64
}

fn told(confused: &BTreeMap<&'static str, usize>) -> String {
    let mut confused: Vec<_> = confused.iter().collect();
    confused.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    confused.iter().take(4).map(|(name, n)| format!("{name} {n} ")).collect()
}

/// Lines of other languages in their own encodings: what matters is that none is
/// taken for Chinese.
fn foreign(corpus: &Corpus) {
    println!("\nother languages, a line each: read right, taken for Chinese, of so many");
    for (language, lines) in &corpus.foreign {
        let encodings: &[&'static Encoding] = match language.as_str() {
            "ja" => &[SHIFT_JIS, EUC_JP],
            "ko" => &[EUC_KR],
            "ru" => &[WINDOWS_1251, KOI8_R],
            "fr" => &[WINDOWS_1252],
            "cs" => &[WINDOWS_1250],
            "tr" => &[WINDOWS_1254],
            _ => continue,
        };
        for encoding in encodings {
            let (mut right, mut chinese, mut all) = (0, 0, 0);
            for line in lines {
                let (bytes, _, lost) = encoding.encode(line);
                if lost || bytes.is_ascii() {
                    continue;
                }
                let (text, decoded) = decode(&bytes, Hint::default());
                all += 1;
                right += usize::from(text == *line);
                if std::env::var_os("SHOW").is_some() && text != *line {
                    println!("    {} {line}\n         {text}", decoded.encoding);
                }
                chinese += usize::from(matches!(decoded.encoding, "gb18030" | "big5" | "euc-tw"));
            }
            println!("{language:4} {:14} {right:6} {chinese:4} {all:6}", encoding.name());
        }
    }
}

/// The time that this thread has run, in seconds: other work on the machine
/// does not count. By the clock where the system does not tell.
fn running_time(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|t| t.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or(start.elapsed().as_secs_f64(), |n| n / 1e9)
}

fn speed(corpus: &Corpus) {
    println!("\nspeed, MB/s of input: detection and decoding; the decoder alone");
    let clock = Instant::now();
    for (name, lines, codec, encoding) in [
        ("gbk", &corpus.simplified, gbk as Codec, GB18030),
        ("big5", &corpus.traditional, big5, BIG5),
        ("utf-8", &corpus.simplified, utf8, encoding_rs::UTF_8),
    ] {
        for length in [1024, 4096, 65536, 4 << 20] {
            if lines.is_empty() {
                continue;
            }
            let mut dice = Dice::new(3);
            let count = ((4 << 20) / length).min(400);
            let documents: Vec<_> =
                (0..count).map(|_| block(lines, length, codec, &mut dice)).collect();
            let bytes: usize = documents.iter().map(Vec::len).sum();
            let rate = |work: &dyn Fn(&[u8]) -> usize| {
                let best = (0..3).map(|_| {
                    let (start, mut times, mut seconds) = (running_time(clock), 0, 0.0);
                    while seconds < 0.1 {
                        let read: usize = documents.iter().map(|d| work(d)).sum();
                        assert!(read > 0);
                        times += 1;
                        seconds = running_time(clock) - start;
                    }
                    (bytes * times) as f64 / 1e6 / seconds
                });
                best.fold(0.0, f64::max)
            };
            let ours = rate(&|d| decode(d, Hint::default()).0.len());
            let theirs = rate(&|d| encoding.decode_without_bom_handling(d).0.len());
            println!("{name:8} {length:>8} bytes {ours:8.0} {theirs:8.0}");
        }
    }
}

fn by(encoding: &'static Encoding, ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    let mut buffer = [0; 4];
    let (encoded, _, lost) = encoding.encode(ch.encode_utf8(&mut buffer));
    if lost {
        return None;
    }
    bytes.extend_from_slice(&encoded);
    Some(())
}

fn utf8(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    bytes.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
    Some(())
}

fn gbk(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    by(GBK, ch, bytes)
}

fn gb18030(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    by(GB18030, ch, bytes)
}

fn big5(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    by(BIG5, ch, bytes)
}

/// encoding_rs writes no HKSCS; it reads it, so its table is turned round.
fn hkscs(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    static TABLE: std::sync::OnceLock<BTreeMap<char, [u8; 2]>> = std::sync::OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let leads = 0x87..=0xFE_u8;
        let pairs = leads.flat_map(|lead| (0x40..=0xFE_u8).map(move |trail| [lead, trail]));
        let one = |pair: [u8; 2]| {
            let text = BIG5.decode_without_bom_handling(&pair).0;
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none()).map(|ch| (ch, pair))
        };
        pairs.filter_map(one).collect()
    });
    by(BIG5, ch, bytes).or_else(|| table.get(&ch).map(|pair| bytes.extend(pair)))
}

fn utf16le(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    bytes.extend(ch.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_le_bytes()));
    Some(())
}

fn utf16be(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    bytes.extend(ch.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
    Some(())
}

/// Only what GB 2312 has, in one escape.
fn hz(ch: char, bytes: &mut Vec<u8>) -> Option<()> {
    let mut pair = Vec::new();
    by(GBK, ch, &mut pair)?;
    let [row @ 0xA1..=0xF7, column @ 0xA1..=0xFE] = pair[..] else { return None };
    if bytes.is_empty() {
        bytes.extend(b"~{");
    }
    bytes.extend([row & 0x7F, column & 0x7F]);
    Some(())
}
