//! Two-byte encodings read past a bad byte. An ordinary decoder loses step
//! there and reads the rest of the run from its second bytes on; here every
//! way to step is weighed, and the best is taken.

use std::sync::OnceLock;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030};

use crate::plausible;

/// What it costs to give up a byte, in bits: more than a rare character, less
/// than two of them. 20 and 30 give the same readings.
const LOST: f32 = 26.0;

/// What it costs at the ends, where a cut text has half a character.
const LOST_AT_END: f32 = 4.0;

/// How much is weighed at a time, in bytes.
const WINDOW: usize = 4096;

const LOST_CHAR: char = char::REPLACEMENT_CHARACTER;

/// A two-byte encoding, and every pair of it.
pub(super) struct Pairs {
    encoding: &'static Encoding,
    /// By the two bytes; U+FFFD where there is no character.
    chars: Vec<char>,
}

/// The best reading of some bytes.
pub(super) struct Reading {
    pub(super) text: String,
    pub(super) bits: f32,
}

/// One place between two bytes, as it is best come to.
#[derive(Clone, Copy)]
struct Place {
    bits: f32,
    /// The character that ends here, and its length in bytes.
    ch: char,
    len: u8,
}

impl Pairs {
    /// None for an encoding that is not of this kind.
    pub(super) fn of(encoding: &'static Encoding) -> Option<&'static Pairs> {
        static TABLES: [OnceLock<Pairs>; 3] = [const { OnceLock::new() }; 3];
        let at = [GB18030, BIG5, EUC_KR].iter().position(|e| *e == encoding)?;
        Some(TABLES[at].get_or_init(|| Pairs::new(encoding)))
    }

    fn new(encoding: &'static Encoding) -> Pairs {
        let mut chars = vec![LOST_CHAR; 0x8000];
        let leads = 0x81..=0xFE_u8;
        let pairs: Vec<[u8; 2]> = leads.flat_map(|l| (0x40..=0xFE).map(move |t| [l, t])).collect();
        // All at once, one a line: a decoder takes its time to begin.
        let bytes: Vec<u8> = pairs.iter().flat_map(|[l, t]| [*l, *t, b'\n']).collect();
        let text = encoding.decode_without_bom_handling(&bytes).0;
        for ([lead, trail], line) in pairs.into_iter().zip(text.split('\n')) {
            let mut line = line.chars();
            if let (Some(ch), None) = (line.next(), line.next()) {
                chars[index(lead, trail)] = ch;
            }
        }
        Pairs { encoding, chars }
    }

    /// The character at the start of `bytes`, and its length.
    fn first(&self, bytes: &[u8]) -> Option<(char, u8)> {
        match *bytes {
            [ascii @ ..0x80, ..] => Some((ascii.into(), 1)),
            [0x80, ..] if self.encoding == GB18030 => Some(('€', 1)),
            [0x81..=0xFE, b'0'..=b'9', 0x81..=0xFE, b'0'..=b'9', ..]
                if self.encoding == GB18030 =>
            {
                let text = self.encoding.decode_without_bom_handling(&bytes[..4]).0;
                text.chars().next().filter(|ch| *ch != LOST_CHAR).map(|ch| (ch, 4))
            }
            [lead @ 0x81..=0xFE, trail @ 0x40..=0xFE, ..] => {
                let ch = self.chars[index(lead, trail)];
                (ch != LOST_CHAR).then_some((ch, 2))
            }
            _ => None,
        }
    }

    /// Reads `bytes`. A byte that no reading can use becomes U+FFFD.
    pub(super) fn read(&self, bytes: &[u8]) -> Reading {
        let mut reading = Reading { text: String::new(), bits: 0.0 };
        let mut rest = bytes;
        let mut before = '\n';
        while !rest.is_empty() {
            let is_first = rest.len() == bytes.len();
            let window = &rest[..rest.len().min(WINDOW)];
            let taken = self.window(window, is_first, rest.len() <= WINDOW, before, &mut reading);
            before = reading.text.chars().next_back().unwrap_or('\n');
            rest = &rest[taken..];
        }
        reading
    }

    /// Reads one window, and says how many bytes of it were read.
    fn window(
        &self,
        bytes: &[u8],
        is_first: bool,
        is_last: bool,
        before: char,
        reading: &mut Reading,
    ) -> usize {
        let unreached = Place { bits: f32::INFINITY, ch: LOST_CHAR, len: 0 };
        let mut places = vec![unreached; bytes.len() + 1];
        places[0] = Place { bits: 0.0, ch: before, len: 0 };
        for at in 0..bytes.len() {
            let here = places[at];
            if here.bits.is_infinite() {
                continue;
            }
            let mut offer = |ch, len: u8, cost: f32| {
                let place = &mut places[at + usize::from(len)];
                if here.bits + cost < place.bits {
                    *place = Place { bits: here.bits + cost, ch, len };
                }
            };
            if let Some((ch, len)) = self.first(&bytes[at..]) {
                offer(ch, len, plausible::step(here.ch, ch));
            }
            let at_end = (is_first && at == 0) || (is_last && at + 1 == bytes.len());
            if bytes[at] >= 0x80 {
                offer(LOST_CHAR, 1, if at_end { LOST_AT_END } else { LOST });
            }
        }
        // A window that is not the last ends where it is best to.
        let end = if is_last {
            bytes.len()
        } else {
            let last = bytes.len() - 3..=bytes.len();
            last.min_by(|a, b| places[*a].bits.total_cmp(&places[*b].bits)).unwrap_or(bytes.len())
        };
        reading.bits += places[end].bits;
        let mut chars = Vec::new();
        let mut at = end;
        while at > 0 {
            chars.push(places[at].ch);
            at -= usize::from(places[at].len);
        }
        reading.text.extend(chars.into_iter().rev());
        end
    }
}

fn index(lead: u8, trail: u8) -> usize {
    usize::from(lead & 0x7F) << 8 | usize::from(trail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        Pairs::of(GB18030).unwrap().read(bytes).text
    }

    #[test]
    fn sound_bytes_are_read_as_any_decoder_reads_them() {
        let text = "国务院总理3日会见来访的客人，双方就㐂和𠮷等问题交换了意见。€ abc\n";
        let bytes = GB18030.encode(text).0;
        assert_eq!(read(&bytes), text);
        assert_eq!(read(b""), "");
    }

    #[test]
    fn a_lost_byte_costs_one_character() {
        let text = "国务院总理会见来访的客人，双方交换了意见。";
        let bytes = GB18030.encode(text).0.into_owned();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged.remove(at);
            let read = read(&damaged);
            assert_eq!(read.matches(LOST_CHAR).count(), 1, "{at}: {read}");
            assert_eq!(read.chars().count(), text.chars().count(), "{at}: {read}");
        }
    }

    #[test]
    fn a_long_run_is_read_in_windows() {
        let text = "国务院总理会见来访的客人，双方交换了意见。".repeat(500);
        let bytes = GB18030.encode(&text).0;
        assert!(read(&bytes[1..]).ends_with(&text[3..]));
    }

    #[test]
    fn anything_is_read() {
        let bytes: Vec<u8> = (0..=255).cycle().step_by(7).take(9000).collect();
        for encoding in [GB18030, BIG5, EUC_KR] {
            Pairs::of(encoding).unwrap().read(&bytes);
        }
    }
}
