//! The table of cues in `data/cues`, and where they stand in a line.

use std::{collections::BTreeMap, sync::LazyLock};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use foldhash::{HashMap, HashMapExt as _};

use super::{
    Class, pairs,
    scan::{self, Sights},
    shadow::{Shadow, is_han, is_letter},
};

const TABLE: &str = include_str!("../../data/cues/lines.tsv");

/// The most hanzi that a line with a cue may have when its row says nothing.
const SHORT: usize = 30;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub(super) pattern: &'static str,
    pub(super) class: Class,
    anchor: Anchor,
    /// Means something only beside other furniture.
    pub(super) near: bool,
    /// Holds in whole sentences too.
    sentence: bool,
    /// Five digits or more must stand in the line.
    digits: bool,
    /// A separator or a colon must follow.
    separated: bool,
    most: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    Token,
    Line,
    Start,
    End,
    In,
}

/// What a line was measured to hold, for the guards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measures {
    pub(super) han: usize,
    pub(super) digits: usize,
    pub(super) sentence: bool,
}

struct Table {
    /// Those that stand for a whole token or line.
    whole: HashMap<&'static str, Cue>,
    /// The length of the longest of them, in bytes.
    longest: usize,
    /// Those that are looked for inside, the rows of one pattern together.
    inside: Vec<Vec<Cue>>,
    search: CharwiseDoubleArrayAhoCorasick<u32>,
}

static CUES: LazyLock<Table> = LazyLock::new(|| {
    let mut whole = HashMap::new();
    let mut inside: BTreeMap<&'static str, Vec<Cue>> = BTreeMap::new();
    for cue in rows() {
        match cue.anchor {
            Anchor::Token | Anchor::Line => {
                whole.insert(cue.pattern, cue);
            }
            _ => inside.entry(cue.pattern).or_default().push(cue),
        }
    }
    let inside: Vec<Vec<Cue>> = inside.into_values().collect();
    let search = CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::Standard)
        .build_with_values(inside.iter().zip(0..).map(|(rows, n)| (rows[0].pattern, n)))
        .expect("no pattern is empty, and none is there twice");
    let longest = whole.keys().map(|pattern| pattern.len()).max().unwrap_or(0);
    Table { whole, longest, inside, search }
});

fn rows() -> impl Iterator<Item = Cue> {
    TABLE.lines().filter(|row| !row.starts_with('#')).map(|row| {
        let (pattern, cue) = row_of(row).unwrap_or_else(|e| panic!("{e}"));
        Cue { pattern, ..cue.unwrap_or_else(|| panic!("our own cues keep nothing: {row}")) }
    })
}

/// A pattern and what it marks; nothing if lines with it are to stay.
pub(super) fn row_of(row: &str) -> Result<(&str, Option<Cue>), String> {
    let mut columns = row.split('\t');
    let mut next = || columns.next().unwrap_or_default();
    let (pattern, class, anchor, guards) = (next(), next(), next(), next());
    if pattern.is_empty() {
        return Err(format!("no pattern in '{row}'"));
    }
    let anchor = match anchor {
        "token" => Anchor::Token,
        "line" => Anchor::Line,
        "start" => Anchor::Start,
        "end" => Anchor::End,
        "in" => Anchor::In,
        _ => {
            return Err(format!(
                "no anchor '{anchor}' in '{row}': token, line, start, end, in, css"
            ));
        }
    };
    let keeps = class == "keep";
    let Some(class) = Class::named(class).or(keeps.then_some(Class::Junk)) else {
        return Err(format!(
            "no class '{class}' in '{row}': nav, search, paging, breadcrumb, widget, promo, comment, related, meta, \
             caption, footer, junk, keep"
        ));
    };
    let mut cue = Cue {
        pattern: "",
        class,
        anchor,
        near: false,
        sentence: keeps,
        digits: false,
        separated: false,
        most: if keeps { usize::MAX } else { SHORT },
    };
    for guard in guards.split(',').filter(|guard| !guard.is_empty()) {
        match guard {
            "near" => cue.near = true,
            "sentence" => cue.sentence = true,
            "digits" => cue.digits = true,
            "separated" => cue.separated = true,
            _ => cue.most = guard.parse().map_err(|_| format!("no guard '{guard}' in '{row}'"))?,
        }
    }
    Ok((pattern, Some(cue).filter(|_| !keeps)))
}

/// Every pattern, and whether it is looked for as a whole token or line.
pub(super) fn patterns() -> impl Iterator<Item = (&'static str, bool)> {
    rows().map(|cue| (cue.pattern, matches!(cue.anchor, Anchor::Token | Anchor::Line)))
}

/// The patterns that hold in whole sentences too.
pub(super) fn in_sentences() -> impl Iterator<Item = &'static str> {
    rows().filter(|cue| cue.sentence).map(|cue| cue.pattern)
}

impl Cue {
    pub(super) fn holds(&self, line: Measures) -> bool {
        line.han <= self.most
            && (self.sentence || !line.sentence)
            && (!self.digits || line.digits >= 5)
    }
}

/// The cue that says most about a line: one that needs no company before one that does.
pub(super) fn of_line(shadow: &Shadow, line: Measures, sights: &Sights) -> Option<Cue> {
    let tight = shadow.tight.as_str();
    let word = if sights.may_hold(scan::WORD) { whole(tight) } else { None };
    let mut best: Option<Cue> = word.filter(|cue| cue.holds(line));
    if !sights.may_hold(scan::CUE) {
        return best;
    }
    for found in CUES.search.find_overlapping_iter(tight) {
        let rows = &CUES.inside[found.value() as usize];
        if !rows.iter().any(|cue| cue.holds(line)) || quoted(&tight[..found.start()]) {
            continue;
        }
        for cue in rows {
            let better = best.is_none_or(|old| old.near && !cue.near);
            if better && cue.holds(line) && cue.fits(tight, found.start()..found.end()) {
                best = Some(*cue);
            }
        }
    }
    best
}

impl Cue {
    /// True when `found`, a place in `tight`, is where the cue must stand.
    pub(super) fn fits(&self, tight: &str, found: std::ops::Range<usize>) -> bool {
        let rest = tight[found.end..].trim_end_matches(['。', '!', '.']);
        let whole = || tight[..found.start].chars().all(ornament) && rest.is_empty();
        let separated = rest.is_empty() || rest.starts_with([':', '>', '|', '-', '/']);
        (separated || !self.separated)
            && match self.anchor {
                Anchor::Start => {
                    tight[..found.start].chars().take(5).all(ornament) && found.start < 16
                }
                Anchor::End => rest.is_empty(),
                Anchor::Token | Anchor::Line => whole(),
                Anchor::In => true,
            }
    }
}

/// What may stand before the start of a line's words: arrows, counts, brackets.
fn ornament(ch: char) -> bool {
    ch.is_ascii_digit()
        || matches!(ch, '>' | '[' | '<' | '«' | '◎' | '-' | '*' | '#' | '▶' | '【' | '|')
}

/// True when a quotation is open at the end of `before`: somebody speaks of it.
fn quoted(before: &str) -> bool {
    let marks = before.chars().rfind(|ch| matches!(ch, '“' | '”' | '「' | '」'));
    matches!(marks, Some('“' | '「')) && !before.starts_with(['“', '「'])
}

/// The cue that `token` is, ornaments and counts beside it left out.
pub(super) fn whole(token: &str) -> Option<Cue> {
    let cues = &*CUES;
    let known = |word: &str| {
        let short = (1..=cues.longest).contains(&word.len());
        if short { cues.whole.get(word).copied() } else { None }
    };
    let less = |word: &str, outer: &str| {
        if word.len() < outer.len() { known(word) } else { None }
    };
    known(token).or_else(|| {
        // What begins and ends with hanzi has no ornaments beside it.
        let plain = |ch: Option<char>| ch.is_some_and(is_han);
        if plain(token.chars().next()) && plain(token.chars().next_back()) {
            return None;
        }
        let bare = token.trim_matches(|ch: char| !is_han(ch) && !is_letter(ch));
        // 19:00新闻 is of a programme.
        if begins_with_time(bare) {
            return None;
        }
        less(bare, token).or_else(|| {
            let counted = bare
                .trim_matches(|ch: char| !is_han(ch) && (ch.is_ascii_digit() || !is_letter(ch)));
            // 23人评论: how many have pressed the button.
            let deed = counted.trim_start_matches(['万', '人', '次', '条', '个']);
            less(counted, bare).or_else(|| less(deed, counted))
        })
    })
}

/// True when `token` begins with a time of day.
fn begins_with_time(token: &str) -> bool {
    let rest = token.trim_start_matches(|ch: char| ch.is_ascii_digit());
    let minutes = rest.strip_prefix(':').unwrap_or_default();
    rest.len() < token.len() && minutes.starts_with(|ch: char| ch.is_ascii_digit())
}

/// The longest word of menus that `text` begins with, and where it ends. One character alone is a word only in rows.
pub(super) fn word_at_start(text: &str) -> Option<(usize, Cue)> {
    if !pairs::begins_word(text) {
        return None;
    }
    let cues = &*CUES;
    let longest = text.floor_char_boundary(cues.longest);
    let ends = text[..longest].char_indices().rev().map(|(at, ch)| at + ch.len_utf8());
    let mut ends = ends.take_while(|end| text[..*end].chars().nth(1).is_some());
    ends.find_map(|end| Some((end, *cues.whole.get(&text[..end])?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_written_as_the_shadow_of_a_line() {
        for cue in rows() {
            assert_eq!(Shadow::of(cue.pattern).tight, cue.pattern);
        }
    }
}
