//! What a line is weighed by: each kind of damage that it can have, against what stands there.

use std::{cell::OnceCell, ops::Range};

use super::{
    super::around::{is_quoted, speaks_of},
    beam,
    chosen::{Written, sure, write},
    codecs::{Right, Wrong},
    fill::weigh,
    found::Found,
    kinds::{Kind, LOST, UTF8_ONCE_MORE},
    layers::{LAYER, deeper},
    letters::Makers,
    pairs, units,
    utf8::{self, Run},
};
use crate::plausible::{self, Sign};

/// How much cheaper a repair must be than what stands there, in bits.
pub(super) const MARGIN: f32 = 22.0;
/// The same in a text where the same damage has been repaired elsewhere.
const KNOWN_MARGIN: f32 = 8.0;
/// A reading dearer than this, in bits a sign, is not Chinese.
pub(super) const MAX_BITS: f32 = 13.0;
/// Most clean lines cost less than this, in bits a sign; hardly any misreading does.
const FLUENT: f32 = 10.0;
/// How much better a decoder must explain a line than one that is met more
/// often, in bits. More finds more behind windows-1252, and takes ISO-8859-15,
/// which has eight characters of its own, for it.
const RARER: f32 = 2.0;
/// The same where what stands there is no text of any language.
const MAX_BITS_OF_NOISE: f32 = 16.0;
/// So many characters of three bytes behind letters with accents, or Cyrillic
/// ones, are UTF-8 and nothing else.
const PROOF_OF_LETTERS: usize = 2;
/// Letters with accents in damaged Latin text are pairs: one in seven parses by
/// accident, six in a row do not.
const PROOF_OF_PAIRS: usize = 6;
/// The same behind hanzi; three more for each place where a byte is lost.
const PROOF: usize = 3;
/// A stretch of misread pairs costs so much more than 13 bits a character, all in
/// all: of 2,800 damaged lines the cheapest cost 19 more, of 1,900 clean ones
/// that have a character to wake the rule nine in ten cost less.
pub(super) const DEAR: f32 = 14.0;
const DEAR_IF_KNOWN: f32 = 6.0;
/// Sentences are rarely longer, in bytes.
pub(super) const SENTENCE: usize = 400;
/// What is shorter, in bytes, is weighed by itself; else the line is, once.
const SHORT: usize = 64;
/// How far around such a stretch, in bytes, the search begins and ends.
const AROUND: usize = 96;

/// A line that says one of these shows damage, it does not suffer from it.
const ABOUT: &[&str] =
    &["乱码", "亂碼", "编码", "編碼", "字符集", "mojibake", "charset", "encoding"];

/// It says so no further off than this, in bytes: a paragraph. Files may be one line.
const NEAR: usize = 2_000;

pub(super) struct Judge<'l> {
    line: &'l str,
    /// It speaks of damage somewhere.
    speaks: OnceCell<bool>,
    /// What is only likely is wanted, too.
    guesses: bool,
    known: &'l [Kind],
    /// The decoders of one byte a character that can have made the line: of pairs, of UTF-8.
    makers: [OnceCell<Makers>; 2],
    /// What [`Judge::dear_parts`] found.
    dear: OnceCell<Vec<Range<usize>>>,
    /// What the line costs up to each of its characters.
    costs: OnceCell<Vec<f32>>,
}

impl<'l> Judge<'l> {
    pub(super) fn new(line: &'l str, guesses: bool, known: &'l [Kind]) -> Self {
        Judge {
            line,
            speaks: OnceCell::new(),
            guesses,
            known,
            makers: Default::default(),
            dear: OnceCell::new(),
            costs: OnceCell::new(),
        }
    }

    /// The best repairs of the line, of one kind of `own` or of `rivals`.
    pub(super) fn best(&self, own: &[Kind], rivals: &[Kind]) -> Vec<Found> {
        // GBK and Big5 find something of their own in UTF-8 that was misread.
        let utf8: &[Kind] = match own[0] {
            (_, Right::Utf8) => &[],
            (wrong, _) if wrong.is_single() => &[UTF8_ONCE_MORE],
            _ => LOST,
        };
        let best = self.better(own, Vec::new());
        // Where there is nothing to repair no rival is asked.
        if best.is_empty() || self.is_settled(&best) {
            return best;
        }
        self.better(utf8, self.better(rivals, best))
    }

    /// The best repairs of one kind of `kinds`, if they are better than `best`. The kind
    /// that was found last is tried first, and may settle it.
    fn better(&self, kinds: &[Kind], mut best: Vec<Found>) -> Vec<Found> {
        let latest = self.known.first().filter(|kind| kinds.contains(kind));
        let others = kinds.iter().filter(|kind| Some(*kind) != latest);
        for kind in latest.into_iter().chain(others) {
            if let [whole] = &best[..]
                && whole.is_whole(self.line)
                && !self.tells_apart(whole, kind.0, kind.1)
            {
                continue;
            }
            let repairs = self.of_kind(kind.0, kind.1);
            let total = |repairs: &[Found]| repairs.iter().map(|f| f.margin).sum::<f32>();
            let rarer = if best.is_empty() { 0.0 } else { RARER };
            if total(&repairs) > total(&best) + rarer {
                best = repairs;
            }
            if self.is_settled(&best) {
                break;
            }
        }
        best
    }

    /// The whole line is explained by what was found last.
    fn is_settled(&self, best: &[Found]) -> bool {
        matches!(best, [one] if one.is_whole(self.line)
            && self.known.first() == Some(&(one.wrong, one.right)))
    }

    /// False when another kind of damage can explain the line no better than `whole`
    /// does: its decoder makes the same of the same bytes, or has not all of the characters.
    fn tells_apart(&self, whole: &Found, wrong: Wrong, right: Right) -> bool {
        let (one, other) = (whole.wrong.inverse(), wrong.inverse());
        let mut differs = whole.right != right;
        for ch in self.line.chars().filter(|ch| !ch.is_ascii()) {
            let code = other.get(ch);
            if code == 0 && ch != char::REPLACEMENT_CHARACTER {
                return false;
            }
            differs |= code != one.get(ch);
        }
        differs
    }

    pub(super) fn of_kind(&self, wrong: Wrong, right: Right) -> Vec<Found> {
        if wrong.is_single() {
            let which = &self.makers[usize::from(right == Right::Utf8)];
            if !which.get_or_init(|| Makers::of(self.line, right)).has(wrong) {
                return Vec::new();
            }
        }
        let others = matches!(wrong, Wrong::Big5 | Wrong::ShiftJis | Wrong::EucKr);
        if right == Right::Utf8 && others && !units::may_be_paired_utf8(self.line, wrong) {
            return Vec::new();
        }
        if right == Right::Utf8 {
            let units = units::units(self.line, wrong);
            let runs = utf8::runs(self.line, &units, wrong);
            return runs.into_iter().filter_map(|run| self.weigh(run, wrong, right)).collect();
        }
        if wrong.is_single() {
            return self.pairs(wrong, right);
        }
        let mut found = Vec::new();
        for part in self.dear_parts() {
            if !units::may_be_paired(&self.line[part.clone()], wrong) {
                continue;
            }
            let runs = beam::runs(&self.line[part.clone()], wrong, right).into_iter();
            let runs = runs.map(|run| Run {
                start: part.start + run.start,
                end: part.start + run.end,
                ..run
            });
            found.extend(runs.filter_map(|run| self.weigh(run, wrong, right)));
        }
        found
    }

    /// The best of the readings of each stretch of pairs; in a text with such damage
    /// elsewhere the first that is beyond doubt.
    fn pairs(&self, wrong: Wrong, right: Right) -> Vec<Found> {
        let units = units::units(self.line, wrong);
        let known = self.known.contains(&(wrong, right));
        let mut all = Vec::new();
        let mut at = 0;
        while let Some(start) = pairs::next(&units, at) {
            at = start + 1;
            let mut best: Option<Found> = None;
            for (run, end) in pairs::runs(self.line, &units, start, right) {
                at = at.max(end);
                let Some(found) = self.weigh(run, wrong, right) else { continue };
                let settled = known && found.proven && found.is_whole(self.line);
                if settled || best.as_ref().is_none_or(|best| found.margin >= best.margin) {
                    best = Some(found);
                }
                if settled {
                    break;
                }
            }
            all.extend(best);
        }
        all
    }

    /// The parts of the line that are dear enough to be worth the search for pairs.
    fn dear_parts(&self) -> &[Range<usize>] {
        self.dear.get_or_init(|| {
            let enough = if self.known.is_empty() { DEAR } else { DEAR_IF_KNOWN };
            let mut parts: Vec<Range<usize>> = Vec::new();
            let (mut more, mut start) = (0.0_f32, 0);
            let steps = plausible::steps(self.line.chars());
            for ((at, ch), step) in self.line.char_indices().zip(steps) {
                more += step - MAX_BITS;
                if more <= 0.0 {
                    (more, start) = (0.0, at + ch.len_utf8());
                } else if more >= enough {
                    let from = self.line.floor_char_boundary(start.saturating_sub(AROUND));
                    let to = self.line.ceil_char_boundary((at + AROUND).min(self.line.len()));
                    match parts.last_mut() {
                        Some(part) if from <= part.end => part.end = to,
                        _ => parts.push(from..to),
                    }
                }
            }
            parts
        })
    }

    /// Weighs one stretch against what stands there.
    fn weigh(&self, run: Run, wrong: Wrong, right: Right) -> Option<Found> {
        let range = run.start..run.end;
        if self.is_shown(&range) {
            return None;
        }
        // No text has these, but what a decoder of pairs had made before may.
        let private = run.places.iter().any(|place| place.is_private());
        let after = self.line[range.end..].chars().next().unwrap_or('\n');
        let old = self.cost(&range);
        let (new, choices) = weigh(self.before(range.start), &run.places, after);
        let enough = sure(wrong, &self.line[range.clone()], choices.len(), run.signs);
        let Written { text: with, filled, open, sure } =
            write(&run.places, &choices, enough, self.guesses);
        // What is read must be something: marks for what is lost may be fewer, and are as lost, and
        // two encodings of pairs have marks in the same places.
        let shown = &self.line[range.clone()];
        let pairs = !wrong.is_single() && right != Right::Utf8;
        let is_read = |ch: char| match pairs {
            true => !ch.is_ascii() && ch.is_alphanumeric() && !shown.contains(ch),
            false => !ch.is_ascii() && ch != char::REPLACEMENT_CHARACTER,
        };
        if !with.chars().any(is_read) {
            return None;
        }
        let mut margin = old - new - LAYER;
        let per_sign = (new - ascii_cost(&with)) / run.signs as f32;
        let known = self.known.contains(&(wrong, right));
        let strict = right == Right::Utf8 && choices.is_empty();
        let long = match right {
            Right::Utf8 => run.places.iter().filter(|place| place.is_long()).count(),
            _ => 0,
        };
        let proof = if wrong.is_single() { PROOF_OF_LETTERS } else { PROOF };
        let many = strict && wrong.is_single() && run.signs >= PROOF_OF_PAIRS;
        let proven = right == Right::Utf8 && (many || long >= proof + 3 * choices.len());
        let limit = match (right, wrong) {
            // No text of another kind parses so often.
            _ if proven => f32::INFINITY,
            _ if strict => MAX_BITS_OF_NOISE,
            (
                _,
                Wrong::Windows1252
                | Wrong::Latin9
                | Wrong::Ibm437
                | Wrong::Ibm850
                | Wrong::MacRoman,
            ) => MAX_BITS_OF_NOISE,
            _ => MAX_BITS,
        };
        let doubtful = private || per_sign > limit || margin < MARGIN;
        if doubtful && (strict || proven) && run.signs >= 4 {
            let (bits, layers) = deeper(&with, 2);
            if layers == 0 || bits > limit.min(MAX_BITS_OF_NOISE) * with.chars().count() as f32 {
                return None;
            }
            margin = margin.max(old - bits - LAYER * (layers + 1) as f32);
        } else if private || per_sign > limit {
            return None;
        }
        // What the text was misread as elsewhere needs less to be believed here.
        let fluent = choices.is_empty()
            && (known && per_sign <= MAX_BITS || margin >= MARGIN && per_sign <= FLUENT);
        let needed = if known { KNOWN_MARGIN } else { MARGIN };
        (margin >= needed).then_some(Found {
            range,
            wrong,
            right,
            with,
            margin,
            proven: proven || fluent,
            filled,
            open,
            sure,
        })
    }

    /// What a stretch of the line costs where it stands, with the step to what follows.
    fn cost(&self, range: &Range<usize>) -> f32 {
        let mut before = Sign::of(self.line[..range.start].chars().next_back().unwrap_or('\n'));
        if range.len() < SHORT {
            let after = self.line[range.end..].chars().next().unwrap_or('\n');
            let stretch = self.line[range.clone()].chars().chain([after]).map(Sign::of);
            return stretch.map(|next| std::mem::replace(&mut before, next).to(next)).sum();
        }
        let costs = self.costs.get_or_init(|| {
            let (mut sum, mut last) = (0.0, Sign::of('\n'));
            let mut costs = vec![0.0; self.line.len() + 2];
            for (at, ch) in self.line.char_indices() {
                let next = Sign::of(ch);
                sum += last.to(next);
                last = next;
                costs[at + ch.len_utf8()] = sum;
            }
            costs[self.line.len() + 1] = sum + last.to(Sign::of('\n'));
            costs
        });
        let after = self.line[range.end..].chars().next().map_or(1, char::len_utf8);
        costs[range.end + after] - costs[range.start]
    }

    /// What stands before `at` in the line, as far back as a sentence may reach.
    fn before(&self, at: usize) -> &str {
        &self.line[self.line.floor_char_boundary(at.saturating_sub(SENTENCE))..at]
    }

    /// True when the stretch is shown as an example.
    fn is_shown(&self, range: &Range<usize>) -> bool {
        let from = self.line.floor_char_boundary(range.start.saturating_sub(NEAR));
        let to = self.line.ceil_char_boundary((range.end + NEAR).min(self.line.len()));
        let (before, after) = (&self.line[from..range.start], &self.line[range.end..to]);
        is_quoted(self.line, range)
            || *self.speaks.get_or_init(|| speaks_of(self.line, ABOUT))
                && (speaks_of(before, ABOUT) || speaks_of(after, ABOUT))
    }
}

/// What the ASCII of `text` costs by itself, roughly: it stands in both
/// readings and says nothing about either.
fn ascii_cost(text: &str) -> f32 {
    text.bytes().filter(u8::is_ascii).map(|byte| plausible::alone(byte.into())).sum()
}
