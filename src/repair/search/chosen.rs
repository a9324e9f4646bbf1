//! What is written where bytes are lost: a character from the probability on that
//! its way to be lost asks for, and U+FFFD below.

use super::{
    codecs::Wrong,
    fill::{Choice, Place},
};

/// Lost characters are filled in from this probability on. Chosen so that about
/// one sentence in a hundred comes out wrong (of Shift_JIS two, of strict GBK
/// decoders three), for each of the ways to lose bytes: the last of a run read by
/// pairs; the same with a character of ASCII taken along; where hanzi are pairs
/// themselves, or more are lost than one sign in so many ([`SOME`]); where a
/// decoder has holes; where nothing marks the place.
const SURE_OF_LAST: f32 = 0.92;
const SURE_OF_EATEN: f32 = 0.88;
const SURE: f32 = 0.95;
const SURE_OF_MANY: f32 = 0.98;
const SURE_WITHOUT_MARK: f32 = 0.99;
const SOME: usize = 12;
/// A character of ASCII is taken for not eaten only from this on: the model
/// knows the marks of Chinese better than those of ASCII.
const NONE_EATEN: f32 = 0.98;
/// A hanzi before damage that may be clean stays from this on.
const KEPT: f32 = 0.02;
/// And for those who ask for guesses, from this.
const GUESS: f32 = 0.5;

/// A stretch as it is written.
pub(super) struct Written {
    pub(super) text: String,
    /// The lost characters that were filled in.
    pub(super) filled: String,
    /// How many stay open.
    pub(super) open: usize,
    /// Every filled character is sure enough for those who want no guesses.
    pub(super) sure: bool,
}

/// From which probability on a character that `wrong` lost is filled in, if
/// something marks its place. So many of the `signs` of the stretch that is
/// `shown` are lost.
pub(super) fn sure(wrong: Wrong, shown: &str, lost: usize, signs: usize) -> f32 {
    match wrong {
        Wrong::Gbk if lost * SOME > signs.max(SOME) => SURE,
        Wrong::Gbk if shown.contains('?') => SURE_OF_EATEN,
        Wrong::Gbk => SURE_OF_LAST,
        Wrong::Big5 | Wrong::Windows950 => SURE,
        _ => SURE_OF_MANY,
    }
}

/// Writes `places` as they were chosen; what is `enough` to be filled in, see [`sure`].
pub(super) fn write(places: &[Place], choices: &[Choice], enough: f32, guesses: bool) -> Written {
    let text = String::with_capacity(places.len() * 3);
    let mut written = Written { text, filled: String::new(), open: 0, sure: true };
    let mut choices = choices.iter();
    for place in places {
        let choice = match place {
            Place::Known(ch) => {
                written.text.push(*ch);
                continue;
            }
            Place::Open(_) | Place::Doubtful(..) => {
                choices.next().expect("one choice for each open place")
            }
        };
        if let Place::Doubtful(shown, _) = place
            && choice.shown >= KEPT
        {
            written.text.push(*shown);
            continue;
        }
        let enough = if place.is_marked() { enough } else { SURE_WITHOUT_MARK };
        let least = if guesses { GUESS } else { enough };
        let mut put = |ch: char, share: f32| {
            if share >= least {
                written.text.push(ch);
                written.filled.push(ch);
                written.sure &= share >= enough;
            } else {
                written.text.push(char::REPLACEMENT_CHARACTER);
                written.open += 1;
            }
        };
        put(choice.reading.first, choice.first);
        match choice.reading.second {
            // Which digit it was nobody can know.
            Some('0') => put('0', 0.0),
            Some(ch) => put(ch, choice.second),
            None if choice.second < NONE_EATEN => put(' ', 0.0),
            None => {}
        }
    }
    written
}
