//! Which lines of a page are the article.

use std::ops::Range;

use foldhash::HashSet;

use super::{
    Class,
    headline::{can_head, titles},
    label::sure,
    look::{A_DATE, A_ROW, IN_A_FIGURE, Look, Strength},
};

/// So much worth is an article: two sentences.
const ENOUGH: f32 = 4.0;

/// The contiguous run of lines that is worth most. Empty when there is no article.
pub(super) fn article(looks: &[Look]) -> Range<usize> {
    let (mut met, mut trust) = (0.0, 1.0_f32);
    let best = best_run(looks.iter().enumerate().map(|(n, look)| {
        let insert = met > ENOUGH && resumes(looks, n);
        let worth = if insert { INSERT } else { worth(look) };
        if worth > 0.0 {
            met += worth;
            return worth * trust;
        }
        // Below such a line, once there was an article, sentences are readers' or other articles'.
        if met > ENOUGH && sure(look) && !insert {
            trust = trust.min(match look.class {
                Some(Class::Comment) if look.header => 0.2,
                Some(Class::Related) if look.header => 0.5,
                Some(Class::Footer) => 0.4,
                _ => 1.0,
            });
        }
        worth
    }));
    if !best.is_empty() && looks[best.clone()].iter().any(|look| look.strength == Strength::Prose) {
        return best;
    }
    // A poem, a list, a programme: the longest run of lines that are nothing known.
    best_run(looks.iter().map(|look| match look.strength {
        Strength::Prose | Strength::Plain => 1.0,
        Strength::Near => -0.5,
        Strength::Sure => -3.0,
    }))
}

/// True when a link or a header of links at `header` only interrupts: below a link stands a paragraph, below a header a few
/// headlines, no day and no name among them, then a paragraph, and right below that another or who wrote it all. What other articles begin with is one
/// sentence, and what readers say has names and days.
fn resumes(looks: &[Look], header: usize) -> bool {
    let open = |look: &Look| look.tight.ends_with(['…', '.']);
    let headline = |look: &&Look| look.strength == Strength::Plain && !look.ended;
    if looks[header].class != Some(Class::Related) || !sure(&looks[header]) {
        return false;
    }
    // 下一篇: the next article stands below it.
    if looks[header].tight.contains("下一篇") {
        return false;
    }
    let below = &looks[header + 1..];
    // 延伸阅读：新桥通车: with its headline on its own line only a heading stands below it.
    let link = !looks[header].header;
    let most = if link { 1 } else { INSERTED };
    let count = below.iter().take(most).take_while(headline).count();
    let [first, second, ..] = &below[count..] else { return false };
    let sentence = first.strength == Strength::Prose && first.ended && !open(first);
    let another = second.strength <= Strength::Plain && second.ended && !open(second);
    sentence
        && (another || closes(second) || link && first.han >= PARAGRAPH)
        && first.han.max(second.han) >= PARAGRAPH
}

/// `责任编辑：王工`: who edited it stands below an article.
fn closes(look: &Look) -> bool {
    let credits = look.credits.as_ref();
    sure(look) && credits.is_some_and(|found| found.editor.is_some() && found.date.is_none())
}

/// So many headlines are set between paragraphs.
const INSERTED: usize = 4;

/// So many hanzi has the longer of the two lines below them.
const PARAGRAPH: usize = 40;

/// What is set between paragraphs speaks against the article as buttons do.
const INSERT: f32 = -1.5;

/// A page of photographs: their captions are the article.
pub(super) fn caption_page(looks: &mut [Look]) {
    if looks.iter().any(|look| look.strength == Strength::Prose) {
        return;
    }
    let long = |look: &Look| look.class == Some(Class::Caption) && look.han >= 30 && look.comma;
    for look in looks.iter_mut().filter(|look| long(look)) {
        (look.strength, look.class, look.because) = (Strength::Prose, None, "");
    }
}

/// Where the captions of figures say more than all the rest, they are the article.
pub(super) fn figures(looks: &mut [Look]) {
    let captions = |look: &Look| look.because == IN_A_FIGURE && look.ended && look.han >= 12;
    let prose = |look: &Look| look.strength == Strength::Prose;
    let told = looks.iter().filter(|look| captions(look)).map(|look| look.han).sum::<usize>();
    let rest = looks.iter().filter(|look| prose(look)).map(|look| look.han).sum::<usize>();
    if told > rest {
        for look in looks.iter_mut().filter(|look| captions(look)) {
            (look.strength, look.class, look.because) = (Strength::Prose, None, "");
        }
    }
}

/// Triangles mark captions, and the items of a list: those stand together.
pub(super) fn items(looks: &mut [Look]) {
    let marked = |n: usize| {
        let look = looks.get(n)?;
        (matches!(look.because, "▲" | "△" | "▼") && !look.tight.contains("图/"))
            .then_some(look.because)
    };
    let item = |n: &usize| {
        let mark = marked(*n);
        mark.is_some() && (mark == marked(n + 1) || *n > 0 && mark == marked(n - 1))
    };
    let found: Vec<usize> = (0..looks.len()).filter(item).collect();
    for n in found {
        let look = &mut looks[n];
        look.strength = if look.ended { Strength::Prose } else { Strength::Plain };
        (look.class, look.because) = (None, "");
    }
}

/// What, when, where and whom to call is said line by line in the middle of an article, below a sentence and above
/// one, or above who signs: what some of these lines hold is of the list. At the foot of a page no sentence follows.
pub(super) fn lists(looks: &mut [Look]) {
    let mut n = 0;
    while n < looks.len() {
        let end = n + looks[n..].iter().take_while(|look| is_entry(look)).count();
        if end - n >= LIST && enclosed(looks, n..end) {
            for look in &mut looks[n..end] {
                look.strength = look.strength.min(Strength::Near);
                keep(look);
            }
        }
        n = end.max(n + 1);
    }
}

/// A row of words right below a sentence begins a table, if another sentence follows and nothing that is surely
/// furniture stands between.
pub(super) fn tables(looks: &mut [Look]) {
    let sentence =
        |look: &Look| look.strength == Strength::Prose && look.ended && look.han >= SENTENCE;
    let sentences: Vec<usize> = (0..looks.len()).filter(|n| sentence(&looks[*n])).collect();
    for pair in sentences.windows(2) {
        let rows = &mut looks[pair[0] + 1..pair[1]];
        let known = |look: &Look| look.strength == Strength::Sure || look.because == A_DATE;
        let set = rows.len() <= TABLE && rows.first().is_some_and(|look| look.because == A_ROW);
        if set && !rows.iter().any(known) {
            rows.iter_mut().for_each(keep);
        }
    }
}

/// A table has no more lines.
const TABLE: usize = 8;

/// So many hanzi has a sentence above or below a table.
const SENTENCE: usize = 20;

/// However long a list is, it does not end the article.
fn keep(look: &mut Look) {
    if look.strength == Strength::Near {
        (look.strength, look.class, look.because) = (Strength::Plain, None, "");
    }
    if look.strength == Strength::Plain {
        look.lean += ENTRY;
    }
}

/// So many lines are a list.
const LIST: usize = 3;

/// So much speaks for an entry of a list as speaks against any other short line.
const ENTRY: f32 = 0.35;

/// So many lines may stand below a list before the next sentence, or sign it above the day.
const SIGNED: usize = 3;

/// `联系人：王工`: what is said, and of what.
fn is_entry(look: &Look) -> bool {
    if look.strength == Strength::Prose || look.header || look.han > 30 {
        return false;
    }
    // Eight hanzi and the colon.
    let head = &look.tight.as_bytes()[..look.tight.len().min(25)];
    let key = memchr::memchr(b':', head);
    key.is_some_and(|key| (2..=8).contains(&look.tight[..key].chars().count()))
}

/// True when a list stands between sentences, and at least half of it is nothing else that is known.
fn enclosed(looks: &[Look], list: Range<usize>) -> bool {
    let plain = |look: &&Look| look.strength == Strength::Plain;
    let sentence = |look: Option<&Look>| {
        look.is_some_and(|look| look.strength == Strength::Prose && look.ended)
    };
    let unknown = looks[list.clone()].iter().filter(plain).count();
    let below = looks[list.end..].iter().take_while(plain).count();
    let next = looks.get(list.end + below);
    let signed = below > 0 && next.is_some_and(|look| look.because == A_DATE);
    unknown * 2 >= list.len()
        && sentence(list.start.checked_sub(1).map(|above| &looks[above]))
        && below <= SIGNED
        && (sentence(next) || signed)
}

/// How much a line speaks for being inside the article.
///
/// Found by hand on the development sites; a sentence of 16 hanzi outweighs
/// two short lines, a header of related links outweighs three such sentences.
fn worth(look: &Look) -> f32 {
    let alone = alone(look);
    if alone > 0.0 { alone * look.weight + look.lean } else { alone + look.lean }
}

/// The same by its words alone.
pub(super) fn alone(look: &Look) -> f32 {
    match look.strength {
        Strength::Prose if !look.ended && look.han < 45 => (look.han as f32).sqrt() * 0.25,
        Strength::Prose => (look.han.min(140) as f32).sqrt() * 0.5,
        Strength::Plain if look.ended && look.comma => 0.4,
        Strength::Plain if look.ended => -0.05,
        Strength::Plain if look.han >= 24 => -0.2,
        Strength::Plain => -0.35,
        Strength::Near => -0.9,
        Strength::Sure => match look.class {
            Some(Class::Caption) => -0.1,
            Some(Class::Meta) => -0.9,
            Some(Class::Junk) => -0.3,
            Some(Class::Widget | Class::Promo) => -1.5,
            Some(Class::Comment) if look.header => -8.0,
            Some(Class::Related) if look.header => -6.0,
            Some(Class::Footer | Class::Related | Class::Comment) => -5.0,
            _ => -2.0,
        },
    }
}

/// A headline that reads like a sentence (`……！`) looks like the first of the article: the dates and buttons
/// below it tell. Takes it out of the article.
pub(super) fn behead(looks: &[Look], article: &mut Range<usize>) -> Option<usize> {
    let first = article.clone().find(|n| looks[*n].strength == Strength::Prose)?;
    let again = |n: usize| first + n < looks.len() && looks[first + n].tight == looks[first].tight;
    let next = if again(1) { first + 2 } else { first + 1 };
    let below = looks.get(next)?;
    let marks = sure(below) && !matches!(below.class, Some(Class::Caption | Class::Junk));
    let dated = below.class == Some(Class::Meta);
    let rest = looks[next..article.end.max(next)].iter().any(|l| l.strength == Strength::Prose);
    if !can_head(&looks[first]) || !rest || !(marks || dated) {
        return None;
    }
    let furniture = |n: &usize| looks[*n].strength >= Strength::Near;
    article.start = (next..article.end).find(|n| !furniture(n)).unwrap_or(next);
    Some(first)
}

/// A headline in the middle of what looked like the article: a window that opens before the page (`我司杂志提供免费订阅……`)
/// holds sentences, too. The title of the browser's window names the headline, and a date or a source stands below it.
/// Takes what is above out of the article.
/// The head of the page may name it, too.
pub(super) fn uncover(
    looks: &[Look],
    article: &mut Range<usize>,
    told: &HashSet<String>,
) -> Option<usize> {
    let window: Vec<&str> =
        looks.iter().take(WINDOW).flat_map(|look| titles(&look.tight)).collect();
    let meta = |look: &Look| look.class == Some(Class::Meta) && sure(look);
    let furniture = |look: &Look| look.strength >= Strength::Near;
    let below = if window.is_empty() { 1 } else { 2 };
    let named = |n: &usize| {
        let look = &looks[*n];
        let dated = looks[n + 1..].iter().take(below).any(meta);
        can_head(look)
            && look.han >= 6
            && (dated && (below == 1 || window.contains(&&*look.tight))
                || told.contains(&*look.tight))
    };
    // Where nothing names it the first that may be one is not far.
    let reach = if window.is_empty() && told.is_empty() { REACH } else { looks.len() };
    let head = article.clone().skip(1).take(reach).find(named)?;
    let prose = |lines: Range<usize>| {
        let lines = looks[lines].iter().filter(|look| look.strength == Strength::Prose);
        lines.fold((0, 0), |(lines, han), look| (lines + 1, han + look.han))
    };
    let (above, below) = (prose(article.start..head), prose(head + 1..article.end));
    // One sentence with a button below it, and all the rest behind the headline and its day.
    let button = || looks[article.start..head].iter().any(furniture);
    let told = told.contains(&*looks[head].tight);
    let window = above.1 * 3 <= below.1 && (!window.is_empty() || told)
        || above.0 == 1 && above.1 * 8 <= below.1 && button();
    if !window {
        return None;
    }
    article.start = (head + 1..article.end).find(|n| !furniture(&looks[*n])).unwrap_or(head + 1);
    Some(head)
}

/// How many lines of a window that opens before the page are looked through for a headline that nothing names.
const REACH: usize = 12;

/// The title of the window is one of the first lines.
const WINDOW: usize = 3;

fn best_run(worth: impl Iterator<Item = f32>) -> Range<usize> {
    let (mut best, mut run) = ((0.0, 0..0), (0.0, 0));
    for (n, worth) in worth.enumerate() {
        if run.0 <= 0.0 {
            run = (0.0, n);
        }
        run.0 += worth;
        if run.0 > best.0 {
            best = (run.0, run.1..n + 1);
        }
    }
    best.1
}
