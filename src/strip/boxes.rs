//! What the containers of a web page say of the lines in them.
//!
//! The container that holds most of the sentences is the article's. What stands between two of its lines in a
//! container of its own, with links or buttons, was put there; what stands right above or below the article in its
//! container is of it, however short.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};

use super::{
    Class,
    article::alone,
    label::sure,
    look::{A_DATE, A_NUMBER, Look, Strength},
};
use crate::extract::Mark;

/// What the markup knew of each line of a page; of a text without markup, nothing.
pub(super) struct Boxes<'m> {
    marks: Vec<&'m Mark>,
    /// The container of the article.
    main: u32,
}

/// So many lines are put between two lines of an article at most.
const INSERT: usize = 14;

/// So many short lines above or below an article are of it at most: the head and the foot of a notice.
const ENDS: usize = 16;

/// `特此通告。`: a sentence that closes a notice has no more hanzi.
const CLOSING: usize = 8;

/// A sentence behind an insert has so many hanzi if it is of the article: shorter ones are advice, and calls.
const PARAGRAPH: usize = 40;

/// A headline of another article has no more hanzi.
const TEASER: usize = 45;

/// What an insert costs that stands between two lines of the article: less than a sentence is worth.
const GAP: f32 = -1.5;

/// The container with more of the sentences than all others together, if that is an article.
pub(super) fn fullest<'l>(lines: impl Iterator<Item = (&'l Look<'l>, &'l Mark)>) -> Option<u32> {
    let mut told: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut all = 0;
    for (look, mark) in lines.filter(|(look, mark)| is_sentence(look) && mark.linked < 0.5) {
        let (sentences, han) = told.entry(mark.container).or_default();
        (*sentences, *han, all) = (*sentences + 1, *han + look.han, all + look.han);
    }
    let full = |(sentences, han): (usize, usize)| sentences >= 3 && han >= 120 && han * 2 > all;
    told.into_iter().find(|(_, told)| full(*told)).map(|(container, _)| container)
}

impl<'m> Boxes<'m> {
    pub(super) fn of(marks: Vec<&'m Mark>, looks: &[Look]) -> Boxes<'m> {
        let mut told: HashMap<u32, usize> = HashMap::new();
        for (look, mark) in looks.iter().zip(&marks).filter(|(look, _)| is_sentence(look)) {
            *told.entry(mark.container).or_default() += look.han;
        }
        let most = told.into_iter().max_by_key(|(container, han)| (*han, u32::MAX - container));
        Boxes { marks, main: most.map_or(u32::MAX, |(container, _)| container) }
    }

    /// True when there is markup that says anything.
    pub(super) fn are_known(&self) -> bool {
        !self.marks.is_empty()
    }

    /// True when the container of line `n` is called that of a line above or below the headline.
    pub(super) fn is_subtitle(&self, n: usize) -> bool {
        self.marks.get(n).is_some_and(|mark| mark.subtitle && mark.linked < 0.5)
    }

    /// True when no part of line `n` is a link.
    pub(super) fn is_unlinked(&self, n: usize) -> bool {
        self.marks.get(n).is_some_and(|mark| mark.linked == 0.0)
    }

    /// True when lines `n` and `other` stand in the same container, and neither is a link.
    pub(super) fn are_one(&self, n: usize, other: usize) -> bool {
        let same = self.marks.get(n).zip(self.marks.get(other));
        same.is_some_and(|(one, other)| one.container == other.container)
            && self.is_unlinked(n)
            && self.is_unlinked(other)
    }

    fn is_main(&self, n: usize) -> bool {
        self.marks[n].container == self.main
    }

    /// What was put between two lines of the article goes, and does not end it.
    pub(super) fn inserts(&self, looks: &mut [Look]) {
        if !self.are_known() || !self.is_clean(looks) {
            return;
        }
        let own: Vec<usize> = (0..looks.len()).filter(|n| self.is_main(*n)).collect();
        for pair in own.windows(2) {
            let gap = pair[0] + 1..pair[1];
            if gap.len() > INSERT || gap.is_empty() {
                continue;
            }
            if self.is_insert(looks, gap.clone()) {
                for look in &mut looks[gap.clone()] {
                    let class = look.class.unwrap_or(Class::Related);
                    let because = if look.class.is_some() { look.because } else { PUT };
                    look.sure(class, because);
                    (look.inside, look.header, look.lean) = (true, false, 0.0);
                }
            }
        }
        // One line among the article's that names another article does not end it.
        let sentences: Vec<usize> = own.into_iter().filter(|n| is_sentence(&looks[*n])).collect();
        for pair in sentences.windows(2).filter(|pair| pair[1] - pair[0] <= INSERT) {
            let gap = &mut looks[pair[0] + 1..pair[1]];
            let known = gap.iter().filter(|look| sure(look)).count();
            let ends = |look: &Look| look.header || sure(look) && look.class == Some(Class::Footer);
            if known > 0 && !gap.iter().any(ends) {
                for look in gap.iter_mut().filter(|look| sure(look)) {
                    look.lean = look.lean.max(GAP / known as f32 - alone(look));
                }
            }
        }
    }

    /// True when nothing of the frame of the page stands in the container of the article.
    fn is_clean(&self, looks: &[Look]) -> bool {
        let frame = |look: &Look| {
            sure(look)
                && matches!(look.class, Some(Class::Navigation | Class::Breadcrumb | Class::Search))
        };
        (0..looks.len()).all(|n| !self.is_main(n) || !frame(&looks[n]))
    }

    /// True for lines in containers of their own that are links, or stand with a button.
    fn is_insert(&self, looks: &[Look], lines: Range<usize>) -> bool {
        let mut called = false;
        for n in lines.clone() {
            let (look, mark) = (&looks[n], self.marks[n]);
            let link = mark.linked >= 0.75;
            let told = look.strength == Strength::Prose && (look.ended || look.han > TEASER);
            if told && !link
                || mark.cell
                || look.class == Some(Class::Caption)
                || look.pinned
                || look.chosen
            {
                return false;
            }
            let button = matches!(
                look.class,
                Some(Class::Junk | Class::Promo | Class::Widget | Class::Related | Class::Comment)
            );
            called |= mark.favour < 0
                || sure(look) && button
                || button
                    && look.strength == Strength::Near
                    && !link
                    && !look.because.is_empty()
                    && look.because != A_NUMBER
                || n == lines.start && !link && lines.len() > 1 && calls(&look.tight);
        }
        let links = lines.clone().filter(|n| self.marks[*n].linked >= 0.75).count();
        let plain = lines.clone().filter(|n| looks[*n].strength <= Strength::Plain).count();
        called && (links > 0 || plain < lines.len())
    }

    /// Takes in who signed and the day, right below the article in a container of their own.
    fn take_signature(&self, looks: &[Look], article: &mut Range<usize>) {
        let [who, day, ..] = &looks[article.end..] else { return };
        let (n, apart) =
            (article.end, |n: usize| self.marks[n].linked == 0.0 && self.marks[n].favour >= 0);
        let signed = who.strength == Strength::Plain && (2..=25).contains(&who.han) && !who.ended;
        if signed && day.because == A_DATE && apart(n) && apart(n + 1) {
            article.end += 2;
        }
    }

    /// Takes in what stands right above and below the article in its container.
    pub(super) fn widen(&self, looks: &[Look], article: &mut Range<usize>) {
        let prose = |n: &usize| looks[*n].strength == Strength::Prose;
        if !self.are_known() || !article.clone().any(|n| prose(&n) && self.is_main(n)) {
            return;
        }
        let of = |n: usize| {
            let (look, mark) = (&looks[n], self.marks[n]);
            let tight = look.tight.trim_start_matches(['[', '(']);
            let signed = ["文/", "文|", "文丨"].iter().any(|key| tight.starts_with(key));
            let calls = tight.starts_with("更多") || tight.contains("www.");
            self.is_main(n)
                && !signed
                && !calls
                && mark.linked < 0.5
                && mark.favour >= 0
                && mark.heading != 1
                && (look.strength <= Strength::Plain || look.because == A_DATE && n >= article.end)
        };
        // A sentence below the last that was worth it is the paper's advice, or a call.
        let signs = |n: &usize| of(*n) && !(looks[*n].ended && looks[*n].han > CLOSING);
        let end = (article.end..looks.len()).take(ENDS).take_while(signs).count();
        let start = (0..article.start).rev().take(ENDS).take_while(|n| of(*n)).count();
        *article = article.start - start..article.end + end;
        self.take_signature(looks, article);
        // The article goes on where its container does, behind what is set between.
        let frame = |look: &Look| {
            let list = matches!(look.class, Some(Class::Related | Class::Comment)) && look.header;
            sure(look) && (list || matches!(look.class, Some(Class::Footer | Class::Breadcrumb)))
        };
        while let Some(n) = (article.end..looks.len()).take(INSERT).find(|n| {
            let look = &looks[*n];
            self.is_main(*n) && look.strength == Strength::Prose && look.han >= PARAGRAPH
        }) {
            if looks[article.end..n].iter().any(frame) {
                break;
            }
            article.end = n + 1;
        }
    }
}

/// Why a line of an insert goes.
const PUT: &str = "put between two lines of the article";

fn is_sentence(look: &Look) -> bool {
    look.strength == Strength::Prose && look.ended
}

/// True for what may be set above a list of other articles: `延伸·推荐`, `你也许想看`.
fn calls(tight: &str) -> bool {
    const WORDS: &[&str] = &[
        "推荐", "阅读", "延伸", "相关", "热门", "更多", "想看", "在看", "往期", "专题", "链接",
        "看点",
    ];
    tight.chars().count() <= 12 && WORDS.iter().any(|word| tight.contains(word))
}
