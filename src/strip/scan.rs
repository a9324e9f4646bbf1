//! What stands in a line, found in one pass over its characters.
//!
//! Most lines hold nothing that any cue, key or shape could begin with. Two characters side by side are enough
//! to tell: a table says of each pair whether something begins so, and what does not stand in the line is not
//! looked for.

use super::{
    pairs::{ALONE, FIRST, OPENING, PAIRS, Pairs, THEN},
    shadow::is_han,
    tokens,
};

/// A cue that is looked for inside of lines may stand there.
pub(super) const CUE: u8 = 1;
/// A word that is a token of menus may stand there, not behind other letters.
pub(super) const WORD: u8 = 1 << 1;
/// The key of a credit may stand there, not behind other letters, or a role.
pub(super) const KEY: u8 = 1 << 2;
/// People may be named by their places in a picture.
pub(super) const PLACE: u8 = 1 << 3;
/// Ways to get in touch may be named.
pub(super) const CONTACT: u8 = 1 << 4;
/// An arrow stands there.
pub(super) const ARROW: u8 = 1 << 5;
/// A full stop of Latin writing stands there.
pub(super) const DOT: u8 = 1 << 6;

/// What was seen in a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sights {
    pub(super) han: usize,
    /// Marks that end sentences.
    pub(super) stops: usize,
    pub(super) commas: usize,
    pub(super) digits: usize,
    /// Spaces and marks that part the words of menus.
    pub(super) gaps: usize,
    /// All that parts tokens: these and commas, brackets, colons.
    pub(super) separators: usize,
    found: u8,
}

impl Sights {
    /// True when one of `what` may stand in the line.
    pub(super) fn may_hold(&self, what: u8) -> bool {
        self.found & what != 0
    }

    /// True when the line is a sentence by its marks and its length.
    pub(super) fn are_prose(&self) -> bool {
        let &Sights { han, stops, commas, .. } = self;
        han >= 12 && stops > 0 || han >= 40 && commas > 0 || han >= 25 && commas > 1
    }
}

/// A pass over a line.
pub(super) struct Scan {
    pairs: &'static Pairs,
    sights: Sights,
    after_han: bool,
    /// The last character that was no space, in the shadow.
    tight: char,
    /// What begins with the pair before this one.
    before: u8,
    /// Nothing that words are written with stands before the character `tight`; before the next one.
    opens: bool,
    open: bool,
    /// Letters of the token so far, no digits.
    token: usize,
}

impl Scan {
    pub(super) fn new() -> Scan {
        Scan {
            pairs: &PAIRS,
            sights: Sights::default(),
            after_han: false,
            tight: ' ',
            before: 0,
            opens: true,
            open: true,
            token: 0,
        }
    }

    /// The next character, and its shadow.
    #[inline]
    pub(super) fn see(&mut self, ch: char, folded: char) {
        if is_han(ch) {
            return self.see_han(folded);
        }
        self.see_mark(ch, folded);
        self.after_han = false;
        if folded != ' ' {
            self.pair(folded);
        }
        self.open = !folded.is_ascii_alphabetic();
    }

    /// The next character, which is of Chinese writing, by its shadow.
    #[inline]
    pub(super) fn see_han(&mut self, folded: char) {
        self.sights.han += 1;
        self.token += 1;
        self.after_han = true;
        self.pair(folded);
        // A day ends with this one.
        self.open = folded == '日';
    }

    #[inline]
    fn pair(&mut self, folded: char) {
        let begun = self.pairs.begins(self.tight, folded);
        let opens = if self.opens { WORD | OPENING } else { 0 };
        self.sights.found |= begun & (ALONE | opens);
        self.sights.found |= (self.before / FIRST) & (begun / THEN) & CUE;
        self.opens = self.open;
        (self.before, self.tight) = (begun, folded);
    }

    /// The next character, where only hanzi, stops and commas count.
    #[inline]
    pub(super) fn count(&mut self, ch: char) {
        if is_han(ch) {
            self.sights.han += 1;
            self.after_han = true;
        } else {
            self.punctuate(ch);
            self.after_han = false;
        }
    }

    /// What was seen so far.
    pub(super) fn sights(&self) -> &Sights {
        &self.sights
    }

    #[inline]
    fn punctuate(&mut self, ch: char) {
        match mark_of(ch) {
            Mark::Stop => self.sights.stops += 1,
            Mark::StopBehindHan => self.sights.stops += usize::from(self.after_han),
            Mark::Comma => self.sights.commas += 1,
            Mark::CommaBehindHan => self.sights.commas += usize::from(self.after_han),
            Mark::None => {}
        }
    }

    #[inline]
    fn see_mark(&mut self, ch: char, folded: char) {
        self.punctuate(ch);
        let kind = kind(folded);
        let sights = &mut self.sights;
        sights.digits += usize::from(kind & DIGIT != 0);
        sights.gaps += usize::from(kind & GAP != 0);
        sights.found |= (kind >> 8) as u8;
        self.token += usize::from(kind & LETTER != 0);
        if kind & PARTS != 0 {
            self.sights.separators += 1;
            self.end_token();
        }
    }

    #[inline]
    fn end_token(&mut self) {
        if self.token == 1 {
            self.sights.found |= WORD;
        }
        self.token = 0;
    }

    pub(super) fn finish(mut self) -> Sights {
        self.end_token();
        self.sights.found |= self.sights.found / OPENING * KEY;
        self.sights
    }
}

/// What a mark says of the line it stands in.
pub(super) enum Mark {
    Stop,
    Comma,
    StopBehindHan,
    CommaBehindHan,
    None,
}

/// What `ch` says of the line it stands in.
#[inline]
pub(super) fn mark_of(ch: char) -> Mark {
    match ch {
        '。' | '！' | '？' => Mark::Stop,
        '，' | '、' => Mark::Comma,
        '!' | '?' | ';' | '；' | '…' => Mark::StopBehindHan,
        ',' => Mark::CommaBehindHan,
        _ => Mark::None,
    }
}

const DIGIT: u16 = 1;
const LETTER: u16 = 1 << 1;
const GAP: u16 = 1 << 2;
const PARTS: u16 = 1 << 3;

/// What a character that is none of Chinese writing counts as, and in the upper byte what is found with it.
#[inline]
fn kind(folded: char) -> u16 {
    match KINDS.get(folded as usize) {
        Some(kind) => *kind,
        None => kind_of(folded),
    }
}

static KINDS: [u16; 128] = {
    let mut kinds = [0; 128];
    let mut n = 0;
    while n < kinds.len() {
        kinds[n] = kind_of(n as u8 as char);
        n += 1;
    }
    kinds
};

const fn kind_of(folded: char) -> u16 {
    let kind = match folded {
        '0'..='9' => DIGIT,
        'a'..='z' => LETTER,
        ' ' | '|' | '/' | '·' | '﹒' => GAP,
        '>' => (ARROW as u16) << 8,
        '.' => (DOT as u16) << 8,
        '@' => (CONTACT as u16) << 8,
        '。' | '“' | '”' | '‘' | '’' | '《' | '》' | '「' | '」' | '…' | '—' | '、' | '，'
        | '•' => 0,
        // Cues of one character are none of those above.
        _ if !folded.is_ascii() => (CUE as u16) << 8,
        _ => 0,
    };
    if tokens::is_separator(folded) { kind | PARTS } else { kind }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{cues, keys, shadow::Shadow},
        *,
    };

    #[test]
    fn every_cue_and_every_key_is_seen_wherever_it_stands() {
        let mut shadow = Shadow::default();
        for (pattern, whole) in cues::patterns() {
            for line in [pattern.to_owned(), format!("桥 {pattern}"), format!("桥|{pattern}|")] {
                let sights = shadow.cast(&line);
                assert!(sights.may_hold(if whole { WORD } else { CUE }), "{line}");
            }
        }
        for line in keys::words().map(|key| format!("桥 {key}：河")) {
            assert!(shadow.cast(&line).may_hold(KEY), "{line}");
        }
    }

    #[test]
    fn in_most_sentences_nothing_is_seen() {
        let sights = Shadow::default().cast("记忆里的老桥，总在雨后升起薄雾。");
        assert!(!sights.may_hold(!0));
    }
}
