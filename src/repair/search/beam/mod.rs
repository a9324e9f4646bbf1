//! GBK and Big5 found again behind the characters of another decoder of pairs.
//!
//! Such a decoder may lose a byte or a pair and then goes on, maybe out of
//! step, and nothing in the bytes says where the next character begins. So the
//! readings are searched side by side: at each character of the line it is
//! either taken for damaged or for clean, and the model says what is cheapest.

mod lists;
mod trace;

use self::lists::Lists;
use super::{
    codecs::{Right, Wrong},
    inverse::Inverse,
    utf8::Run,
};
use crate::plausible::Sign;

/// Readings kept side by side. Twice as many find 0.3 % more on the channels
/// with marks, at twice the time.
const WIDTH: usize = 24;
/// A reading so much dearer than the best is not kept, in bits. With twice as much
/// no line more is repaired.
const FAR: f32 = 24.0;
/// Of those, the ones that may lose a byte: each tries hundreds of characters.
const LOSERS: usize = 8;
/// And of those that have lost a first byte, by itself or with the byte before, as many as try
/// the characters that the second allows.
const GUESSING: usize = 8;
/// Candidates for a lost character that go on to the next step.
const OFFERS: usize = 4;
/// More marks than one in so many characters, and nothing can be read of it.
const SOUP: usize = 5;
/// The price of a change between clean and damaged.
const SWITCH: f32 = 11.0;
/// A mark may stand for one byte or for two.
const LOSS: f32 = 1.0;
/// What a first byte is worth that has no second yet, so that readings in the
/// middle of a character are not preferred.
const HALF: f32 = 6.0;
#[derive(Clone, Copy, PartialEq)]
enum Pending {
    Nothing,
    Lead(u8),
    /// Its first byte was lost by itself.
    LostLead,
    /// Its first byte was lost together with the byte before.
    SwallowedLead,
}

#[derive(Clone, Copy)]
struct Reader {
    cost: f32,
    last: Sign,
    pending: Pending,
    damaged: bool,
    /// The last thing it wrote.
    trail: u32,
}

#[derive(Clone, Copy)]
struct Written {
    before: u32,
    what: Source,
    damaged: bool,
    /// Where the character that completed it starts in the line.
    at: u32,
}

#[derive(Clone, Copy)]
enum Source {
    Known(char),
    /// One byte is lost, the second.
    FromLead(u8),
    /// One byte is lost, the first; the decoder had nothing for the two.
    FromTrail(u8),
    /// The first is lost, and may be any.
    FromAnyTrail(u8),
    /// Both are lost.
    Whole,
}

struct Search {
    right: Right,
    lists: &'static Lists,
    written: Vec<Written>,
    /// Readers between the two bytes of a character.
    middle: Vec<Reader>,
    /// Candidates for a lost character, and their steps.
    offers: Vec<(f32, Sign)>,
    /// Of readers that have a first byte the cheapest with each.
    halves: Vec<Halves>,
    at: u32,
}

/// The cheapest of several ways to come to the same.
#[derive(Clone, Copy)]
struct Cheapest {
    cost: f32,
    trail: u32,
}

impl Cheapest {
    const NONE: Cheapest = Cheapest { cost: f32::INFINITY, trail: 0 };

    fn offer(&mut self, cost: f32, reader: &Reader) {
        if cost < self.cost {
            *self = Cheapest { cost, trail: reader.trail };
        }
    }

    fn is_any(&self) -> bool {
        self.cost < f32::INFINITY
    }
}

struct Halves {
    lead: u8,
    /// The character that it begins.
    sign: Sign,
    from: Cheapest,
}

/// The damaged stretches of a line in its cheapest reading.
pub(super) fn runs(line: &str, wrong: Wrong, right: Right) -> Vec<Run> {
    if line.matches(char::REPLACEMENT_CHARACTER).count() * SOUP > line.chars().count() {
        return Vec::new();
    }
    let inverse = wrong.inverse();
    let start = Written { before: 0, what: Source::Known('\n'), damaged: false, at: 0 };
    let lists = Lists::of(wrong, right);
    let mut search = Search {
        right,
        lists,
        written: vec![start],
        middle: Vec::new(),
        offers: Vec::new(),
        halves: Vec::new(),
        at: 0,
    };
    let start = Reader {
        cost: 0.0,
        last: Sign::of('\n'),
        pending: Pending::Nothing,
        damaged: false,
        trail: 0,
    };
    let (mut readers, mut next) = (vec![start], Vec::new());
    for (at, ch) in line.char_indices() {
        search.at = at as u32;
        search.read(ch, inverse, &readers, &mut next);
        prune(&mut next);
        if next.is_empty() {
            return Vec::new();
        }
        std::mem::swap(&mut readers, &mut next);
        next.clear();
    }
    let best = readers
        .iter()
        .filter(|reader| reader.pending == Pending::Nothing)
        .min_by(|a, b| end(a).total_cmp(&end(b)));
    best.map_or(Vec::new(), |best| search.trace(best.trail, line))
}

fn end(reader: &Reader) -> f32 {
    reader.cost + reader.last.to(Sign::of('\n'))
}

impl Search {
    /// Every way to go on with `ch`, from each of the readers.
    fn read(&mut self, ch: char, inverse: &Inverse, readers: &[Reader], next: &mut Vec<Reader>) {
        let (code, other) = match ch {
            char::REPLACEMENT_CHARACTER => (0, 0),
            '\0'..='\x7F' => (ch as u16, 0),
            _ => (inverse.get(ch), inverse.other(ch)),
        };
        let shown = Sign::of(ch);
        let [first, second] = if code > 0xFF { code.to_be_bytes() } else { [code as u8, 0] };
        // The pair that it is in step.
        let pair = if code > 0xFF { self.right.pair(first, second) } else { None };
        let in_step = pair.or((ch.is_ascii() && code != 0).then_some(ch)).map(Sign::of);
        let (mut clean, mut whole) = (Cheapest::NONE, Cheapest::NONE);
        self.halves.clear();
        let mut guessing = [0; 2];
        for (n, reader) in readers.iter().enumerate() {
            let price = if reader.damaged { 0.0 } else { SWITCH };
            let damaged = Reader { cost: reader.cost + price, damaged: true, ..*reader };
            match reader.pending {
                Pending::Nothing => {
                    clean.offer(reader.cost + SWITCH - price + reader.last.to(shown), reader);
                    match in_step {
                        Some(sign) => whole.offer(damaged.cost + reader.last.to(sign), reader),
                        None if (1..0x100).contains(&code) => self.byte(damaged, first, next),
                        None => {}
                    }
                }
                Pending::Lead(lead) if code != 0 => {
                    let known = self.halves.iter().position(|half| half.lead == lead);
                    let at = known.or_else(|| {
                        let sign = Sign::of(self.right.pair(lead, first)?);
                        self.halves.push(Halves { lead, sign, from: Cheapest::NONE });
                        Some(self.halves.len() - 1)
                    });
                    if let Some(half) = at.map(|at| &mut self.halves[at]) {
                        half.from.offer(reader.cost + reader.last.to(half.sign), reader);
                    }
                }
                Pending::LostLead | Pending::SwallowedLead if code != 0 => {
                    let count = &mut guessing[usize::from(reader.pending == Pending::LostLead)];
                    *count += 1;
                    if *count <= GUESSING {
                        self.feed(damaged, code, next);
                    }
                }
                _ => {}
            }
            if other != 0 {
                self.feed(damaged, other, next);
            }
            if n < LOSERS && matches!(ch, char::REPLACEMENT_CHARACTER | '?') {
                let price = if ch == '?' { LOSS + 3.0 } else { LOSS };
                self.lose(damaged, price, next);
            }
        }
        if clean.is_any() {
            next.push(self.written(clean, shown, false));
        }
        if let Some(sign) = in_step.filter(|_| whole.is_any()) {
            next.push(self.written(whole, sign, true));
        }
        let halves = std::mem::take(&mut self.halves);
        for half in &halves {
            let reader = self.written(half.from, half.sign, true);
            match code {
                ..0x100 => next.push(reader),
                _ => self.byte(reader, second, next),
            }
        }
        self.halves = halves;
    }

    /// The reader that has read `sign` from its bytes, or takes it as it stands.
    fn written(&mut self, from: Cheapest, sign: Sign, damaged: bool) -> Reader {
        let what = Source::Known(sign.ch);
        self.written.push(Written { before: from.trail, what, damaged, at: self.at });
        let trail = self.written.len() as u32 - 1;
        Reader { cost: from.cost, last: sign, pending: Pending::Nothing, damaged, trail }
    }

    fn feed(&mut self, reader: Reader, code: u16, next: &mut Vec<Reader>) {
        if code < 0x100 {
            return self.byte(reader, code as u8, next);
        }
        let mut middle = std::mem::take(&mut self.middle);
        self.byte(reader, (code >> 8) as u8, &mut middle);
        for reader in middle.drain(..) {
            self.byte(reader, code as u8, next);
        }
        self.middle = middle;
    }

    fn byte(&mut self, reader: Reader, byte: u8, next: &mut Vec<Reader>) {
        match reader.pending {
            Pending::Nothing if byte < 0x80 => {
                self.write(reader, byte.into(), next);
            }
            Pending::Nothing if (0x81..=0xFE).contains(&byte) => {
                next.push(Reader { pending: Pending::Lead(byte), ..reader });
            }
            Pending::Nothing => {}
            Pending::Lead(lead) => {
                if let Some(ch) = self.right.pair(lead, byte) {
                    self.write(reader, ch, next);
                }
            }
            Pending::LostLead => self.guess(reader, Source::FromTrail(byte), next),
            Pending::SwallowedLead => self.guess(reader, Source::FromAnyTrail(byte), next),
        }
    }

    /// One byte is lost here, or two.
    fn lose(&mut self, reader: Reader, price: f32, next: &mut Vec<Reader>) {
        let reader = Reader { cost: reader.cost + price, ..reader };
        match reader.pending {
            Pending::Nothing => {
                next.push(Reader { pending: Pending::LostLead, ..reader });
                self.guess(reader, Source::Whole, next);
            }
            Pending::Lead(lead) => {
                let mut middle = Vec::new();
                self.guess(reader, Source::FromLead(lead), &mut middle);
                next.extend_from_slice(&middle);
                let swallowed = |r| Reader { pending: Pending::SwallowedLead, ..r };
                next.extend(middle.into_iter().map(swallowed));
            }
            Pending::LostLead | Pending::SwallowedLead => self.guess(reader, Source::Whole, next),
        }
    }

    fn guess(&mut self, reader: Reader, source: Source, next: &mut Vec<Reader>) {
        let lists = self.lists;
        let mut best = std::mem::take(&mut self.offers);
        best.extend(lists.of_source(source).iter().map(|next| (reader.last.to(*next), *next)));
        if best.len() > OFFERS {
            best.select_nth_unstable_by(OFFERS, |a, b| a.0.total_cmp(&b.0));
            best.truncate(OFFERS);
        }
        for (step, sign) in best.drain(..) {
            self.put(reader, step, sign, source, next);
        }
        self.offers = best;
    }

    fn write(&mut self, reader: Reader, ch: char, next: &mut Vec<Reader>) {
        let sign = Sign::of(ch);
        self.put(reader, reader.last.to(sign), sign, Source::Known(ch), next);
    }

    fn put(&mut self, reader: Reader, step: f32, sign: Sign, what: Source, next: &mut Vec<Reader>) {
        let damaged = reader.damaged;
        self.written.push(Written { before: reader.trail, what, damaged, at: self.at });
        next.push(Reader {
            cost: reader.cost + step,
            last: sign,
            pending: Pending::Nothing,
            damaged,
            trail: self.written.len() as u32 - 1,
        });
    }
}

/// Keeps the cheapest reader in each state, and the cheapest of those.
fn prune(readers: &mut Vec<Reader>) {
    let rank = |r: &Reader| r.cost + if r.pending == Pending::Nothing { 0.0 } else { HALF };
    readers.sort_unstable_by(|a, b| rank(a).total_cmp(&rank(b)));
    let mut kept = 0;
    let far = readers.first().map_or(0.0, rank) + FAR;
    for n in 0..readers.len() {
        let new = readers[n];
        if rank(&new) > far {
            break;
        }
        let known = readers[..kept].iter().any(|r| {
            r.last.ch == new.last.ch && r.pending == new.pending && r.damaged == new.damaged
        });
        if !known {
            readers[kept] = new;
            kept += 1;
            if kept == WIDTH {
                break;
            }
        }
    }
    readers.truncate(kept);
}
