//! From what each line looks like by itself to what it is on this page.
//!
//! The article is the best contiguous run of lines. A line that is no
//! furniture by itself is dropped only when a sure piece of furniture on its
//! side of the article licenses it. Sure furniture is always dropped; so the
//! text that remains holds no licence, and reading it again drops nothing.

use std::ops::Range;

use foldhash::HashSet;

use super::{
    Class, Label,
    article::{article, behead, caption_page, figures, items, lists, tables, uncover},
    boxes::Boxes,
    headline::{is_of_figures, repeats, title},
    look::{A_DATE, A_NUMBER, AN_ACCOUNT, Look, Strength},
};

/// What was decided of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) label: Label,
    /// The class of furniture it is dropped as.
    pub(super) dropped: Option<Class>,
    pub(super) because: &'static str,
}

const KEPT: Verdict = Verdict { label: Label::Body, dropped: None, because: "" };

/// Labels the lines of a page, none of which is blank.
///
/// What they say of each other is written into `looks`; `named` has what the head of the page calls the headline.
pub(super) fn label(
    looks: &mut [Look],
    boxes: &Boxes<'_>,
    named: &HashSet<String>,
) -> Vec<Verdict> {
    let mut verdicts = vec![KEPT; looks.len()];
    let marked = boxes.are_known();
    figures(looks);
    caption_page(looks);
    items(looks);
    lists(looks);
    tables(looks);
    boxes.inserts(looks);
    let chosen = chosen(looks);
    let selected = chosen.is_some();
    let mut article = chosen.unwrap_or_else(|| article(looks));
    let head = uncover(looks, &mut article, named).or_else(|| behead(looks, &mut article));
    if !selected {
        boxes.widen(looks, &mut article);
    }
    promote(looks, &article);
    let looks = &*looks;
    let licensed = marked || looks.iter().any(sure);
    let title = title(looks, &article, licensed, named).or(head);
    if licensed {
        inside(looks, article.clone(), &mut verdicts);
        above(looks, &article, title, &mut verdicts);
        below(looks, article.clone(), marked, &mut verdicts);
        if let Some(title) = title {
            account(looks, title, &mut verdicts);
        }
        // What a selector of the caller's leaves outside goes because of that.
        if marked && !selected {
            outside(looks, boxes, &article, title, &mut verdicts);
        }
    }
    if let Some(title) = title {
        repeats(looks, title, &article, &mut verdicts);
        verdicts[title] = Verdict { label: Label::Title, dropped: None, because: "the headline" };
    }
    verdicts
}

/// From the first to the last line that the caller's selectors call the article.
fn chosen(looks: &[Look]) -> Option<Range<usize>> {
    let first = looks.iter().position(|look| look.chosen)?;
    let last = looks.iter().rposition(|look| look.chosen)?;
    Some(first..last + 1)
}

/// Lines of menus stand in rows: three that are nothing by themselves license each other.
const ROW: usize = 3;

/// So many lines of furniture in all are no frame of a page.
const FEW: usize = 2;

/// So many lines of a word or two, one below the other, are a menu, if some of the words are known.
const MENU: usize = 6;

/// A menu above the article: most of its words only this site has.
fn menus(looks: &mut [Look], article: &Range<usize>) {
    let word = |look: &Look| {
        let plain =
            matches!(look.strength, Strength::Plain | Strength::Near) && look.because != A_DATE;
        plain && look.han <= 6 && !look.ended && !look.comma && !look.pinned && !look.first_heading
    };
    let mut n = 0;
    while n < article.start {
        let run = looks[n..article.start].iter().take_while(|look| word(look)).count();
        // The last may be a short headline.
        let known = looks[n..n + run].iter().filter(|look| look.class == Some(Class::Navigation));
        if run > MENU && known.count() >= 2 {
            for look in &mut looks[n..n + run - 1] {
                let because = if look.class.is_some() { look.because } else { AMONG };
                look.sure(look.class.unwrap_or(Class::Navigation), because);
            }
        }
        n += run.max(1);
    }
}

/// Makes those lines sure that stand in a row outside the article.
fn promote(looks: &mut [Look], article: &Range<usize>) {
    menus(looks, article);
    let mut n = 0;
    while n < looks.len() {
        let bound = if n < article.start { article.start } else { looks.len() };
        if looks[n].strength != Strength::Near || article.contains(&n) {
            n += 1;
            continue;
        }
        // Who signs a notice puts the day below, and the number of the first part stands above it.
        if signs(looks, article, n) || numbers(looks, article, n) {
            n += 1;
            continue;
        }
        let end = (n..bound).find(|m| looks[*m].strength < Strength::Near).unwrap_or(bound);
        let litter = looks[n..end].iter().all(|look| look.class == Some(Class::Junk));
        let touches = n > 0 && sure(&looks[n - 1]);
        // Rows of numbers may be a table.
        let row = end - n >= ROW && looks[n..end].iter().any(|look| look.because != A_NUMBER);
        if row || litter && end - n >= 2 || touches {
            for look in &mut looks[n..end] {
                look.strength = Strength::Sure;
            }
        }
        n = end;
    }
}

/// The day below the name of who signed, behind the article.
fn signs(looks: &[Look], article: &Range<usize>, n: usize) -> bool {
    let signed = |look: &Look| look.strength == Strength::Plain && look.han <= 25 && !look.ended;
    n >= article.end
        && looks[n].because == A_DATE
        && (article.end.saturating_sub(1)..n).next_back().is_some_and(|m| signed(&looks[m]))
        && !looks[article.end..n].iter().any(sure)
}

/// The number of the first part of an article whose other parts have numbers too, with its heading or without.
fn numbers(looks: &[Look], article: &Range<usize>, n: usize) -> bool {
    let number = |look: &Look| look.because == A_NUMBER;
    let heading =
        |look: &Look| look.strength == Strength::Plain && look.han <= HEADING && !look.ended;
    let opens = n + 1 == article.start || n + 2 == article.start && heading(&looks[n + 1]);
    opens && number(&looks[n]) && looks[article.clone()].iter().any(number)
}

/// The heading of a part has no more hanzi.
const HEADING: usize = 20;

pub(super) fn sure(look: &Look) -> bool {
    look.strength == Strength::Sure
}

pub(super) fn drop(verdict: &mut Verdict, class: Class, because: &'static str) {
    *verdict = Verdict { label: class.label(), dropped: Some(class), because };
}

fn drop_itself(look: &Look, verdict: &mut Verdict) {
    drop(verdict, look.class.unwrap_or(Class::Navigation), look.because);
}

/// Between the first and the last line of the article.
fn inside(looks: &[Look], article: Range<usize>, verdicts: &mut [Verdict]) {
    let mut n = article.start;
    while n < article.end {
        let look = &looks[n];
        if sure(look) && look.inside {
            drop_itself(look, &mut verdicts[n]);
            if look.header {
                n = list(looks, n + 1..article.end, look.class, verdicts);
                continue;
            }
        }
        n += 1;
    }
    // `广告` between two paragraphs is the mark of one.
    let prose = |n: usize| looks[n].strength == Strength::Prose && looks[n].ended;
    for n in article.start + 1..article.end.saturating_sub(1) {
        if matches!(&*looks[n].tight, "广告" | "ad") && prose(n - 1) && prose(n + 1) {
            drop_itself(&looks[n], &mut verdicts[n]);
        }
    }
    let dropped = |n: usize, verdicts: &[Verdict]| {
        verdicts[n].dropped.is_some_and(|class| !matches!(class, Class::Caption | Class::Meta))
    };
    // Buttons stand together: those that touch a sure one fall with it.
    let button = |n: usize| looks[n].strength == Strength::Near && looks[n].because != A_DATE;
    // Two of them and nothing else between two paragraphs are buttons by themselves.
    let pressed = |n: usize| {
        button(n) && looks[n].class == Some(Class::Widget) && looks[n].because != A_NUMBER
    };
    for n in article.clone().skip(1) {
        if pressed(n - 1) && pressed(n) && looks[n - 1].tight != looks[n].tight {
            drop_itself(&looks[n - 1], &mut verdicts[n - 1]);
            drop_itself(&looks[n], &mut verdicts[n]);
        }
    }
    for n in article.clone().skip(1) {
        if button(n) && dropped(n - 1, verdicts) {
            drop_itself(&looks[n], &mut verdicts[n]);
        }
    }
    for n in article.clone().rev().skip(1) {
        if button(n) && dropped(n + 1, verdicts) {
            drop_itself(&looks[n], &mut verdicts[n]);
        }
    }
}

/// The headlines below a header such as 相关阅读, in the middle of an article. Gives the line after them.
fn list(
    looks: &[Look],
    lines: Range<usize>,
    class: Option<Class>,
    verdicts: &mut [Verdict],
) -> usize {
    let start = lines.start;
    let mut end = start;
    for n in lines.take(12) {
        let look = &looks[n];
        if look.strength == Strength::Prose || look.ended || look.han > 45 {
            // What stands right above the next paragraph may be its heading.
            end = if n > start && looks[n - 1].han < 16 { n - 1 } else { n };
            break;
        }
        end = start;
    }
    for verdict in &mut verdicts[start..end] {
        drop(verdict, class.unwrap_or(Class::Related), "below a header of other articles");
    }
    end.max(start)
}

/// Above the article: the headline and what stands with it stay.
fn above(looks: &[Look], article: &Range<usize>, title: Option<usize>, verdicts: &mut [Verdict]) {
    let head = 0..article.start;
    let Some(last) = head.clone().rev().find(|n| sure(&looks[*n])) else { return };
    let first = title.filter(|n| *n < last).unwrap_or(last);
    // One or two lines between the furniture and the headline belong to it.
    let kickers = title.map_or(0..0, |title| {
        let above = (0..title).rev();
        let run = above.take_while(|n| looks[*n].strength < Strength::Near).count();
        if run <= 2 { title - run..title } else { 0..0 }
    });
    let menu = head
        .clone()
        .any(|n| sure(&looks[n]) && !matches!(looks[n].class, Some(Class::Meta | Class::Caption)));
    for n in head {
        let look = &looks[n];
        // The number of the first part stands right above it.
        let part = n + 1 == article.start && look.because == A_NUMBER || numbers(looks, article, n);
        if sure(look) || look.strength == Strength::Near && n <= last + 1 && !part {
            drop_itself(look, &mut verdicts[n]);
            continue;
        }
        if n > last {
            continue;
        }
        // Between the title of the window and the headline there are only menus.
        let framed = (title.unwrap_or(n)..n).next().is_some_and(|t| {
            looks[n + 1..article.start].iter().any(|look| look.tight == looks[t].tight)
        });
        let kicker = kickers.contains(&n) && look.han >= 6 && !is_of_figures(look);
        let below = title.is_some_and(|title| n > title);
        let framed = framed
            && look.strength == Strength::Plain
            && look.tight != looks[title.unwrap_or(n)].tight;
        // Without a menu nothing but dates and names stands above: what is left is of the article.
        let series = look.tight.starts_with('—') || !menu && (below || look.han >= 6);
        let next = title.is_some_and(|title| n == title + 1) && look.han >= 6;
        let spared = kicker
            || series
            || below && (next || look.han >= 8 || look.strength == Strength::Prose);
        if spared && !framed {
            verdicts[n].label = Label::Subtitle;
        } else if n < first || below {
            drop(&mut verdicts[n], Class::Navigation, AMONG);
        }
    }
}

/// Why a line goes that is nothing by itself.
const AMONG: &str = "among menus above the article";

/// An account beside its author, below the headline and what stands with it.
fn account(looks: &[Look], title: usize, verdicts: &mut [Verdict]) {
    let below = (title + 1..looks.len()).find(|n| looks[*n].strength < Strength::Near);
    if let Some(n) = below.filter(|n| looks[*n].because == AN_ACCOUNT) {
        drop(&mut verdicts[n], Class::Meta, looks[n].because);
    }
}

/// Below the article: from the first sure piece of furniture on, everything goes.
fn below(looks: &[Look], article: Range<usize>, marked: bool, verdicts: &mut [Verdict]) {
    let tail = article.end..looks.len();
    let furniture = |look: &&Look| look.strength >= Strength::Near;
    let starts = |n: usize| {
        let beside = looks[n + 1..(n + 5).min(looks.len())].iter().filter(furniture).count();
        let near = looks[n].strength == Strength::Near && !signs(looks, &article, n);
        sure(&looks[n]) || near && (beside > 0 || n + 1 == looks.len())
    };
    // Right below the article captions go, and say nothing of what is below them.
    let captions =
        tail.clone().take_while(|n| looks[*n].class == Some(Class::Caption) && sure(&looks[*n]));
    let captions = captions.count();
    for n in tail.clone().take(captions) {
        drop_itself(&looks[n], &mut verdicts[n]);
    }
    let tail = tail.start + captions..tail.end;
    let Some(mut first) = tail.clone().find(|n| starts(*n)) else { return };
    let sures = looks[first..].iter().filter(|look| sure(look)).count();
    let all = looks[first..].iter().filter(furniture).count();
    if sures == 0 && all < ROW && !looks.iter().any(sure) {
        return;
    }
    // One line or two, and most of what is below them sentences, are no frame of a page: nothing goes with them.
    let few = looks.iter().filter(furniture).count() <= FEW;
    let sentence = |look: &&Look| look.strength == Strength::Prose && look.ended;
    let below = &looks[first + 1..];
    if few && !marked && below.iter().filter(sentence).count() * 2 > below.len() {
        for n in tail.filter(|n| sure(&looks[*n])) {
            drop_itself(&looks[n], &mut verdicts[n]);
        }
        return;
    }
    // Tags stand between the last sentence and the buttons, one word a line. A letter ends with its day.
    let tags = (tail.start..first).rev().take_while(|n| is_tag(&looks[*n])).count();
    let caption = looks[first].class == Some(Class::Caption);
    if tags > ROW && !caption && !looks[first - 1].tight.ends_with('日') {
        first -= tags;
    }
    // Who wrote it, and captions, stand among articles too: they alone say nothing of what is below them.
    let says = |look: &Look| {
        let author = |look: &Look| {
            look.credits.as_ref().is_some_and(|c| c.author.is_some() && c.editor.is_none())
        };
        sure(look) && look.class != Some(Class::Caption) && !author(look)
    };
    let ends = marked || looks[first..].iter().any(says);
    let mut list = Class::Navigation;
    for n in first..tail.end {
        let look = &looks[n];
        if look.strength >= Strength::Near {
            drop_itself(look, &mut verdicts[n]);
            if let Some(class @ (Class::Related | Class::Comment | Class::Footer)) = look.class {
                list = class;
            }
        } else if ends {
            drop(&mut verdicts[n], list, "below the article, among furniture");
        }
    }
}

/// A word, no title in brackets (〈平信〉), and no row of a table.
fn is_tag(look: &Look) -> bool {
    let other = |ch: char| matches!(ch, '〈' | '《' | '「' | '“') || ch.is_ascii_digit();
    look.han <= 5 && !look.ended && !look.tight.contains(other)
}

/// What the markup was asked about needs no licence: outside the article only the headline stays.
fn outside(
    looks: &[Look],
    boxes: &Boxes<'_>,
    article: &Range<usize>,
    title: Option<usize>,
    verdicts: &mut [Verdict],
) {
    // What is called so and stands beside the headline, or right below it, or right above it in its container, and is no link.
    let subtitle = |n: usize| {
        let (Some(title), look) = (title, &looks[n]) else { return false };
        let beside = n.abs_diff(title) <= 3 && boxes.is_subtitle(n) && look.han >= 4;
        let below = n == title + 1 && (6..=40).contains(&look.han) && boxes.is_unlinked(n);
        let above = n + 1 == title && look.han >= 6 && boxes.are_one(n, title);
        look.strength <= Strength::Plain && (beside || below || above)
    };
    // The first paragraph of an entry stands above a table of facts.
    let lead = |n: usize| {
        let look = &looks[n];
        let sentence = look.strength == Strength::Prose && look.ended && look.han >= 40;
        sentence && look.weight >= 1.0 && n < article.start && title.is_some_and(|title| n > title)
    };
    for (n, verdict) in verdicts.iter_mut().enumerate() {
        if subtitle(n) && (verdict.dropped.is_none() || verdict.because == AMONG) {
            *verdict = Verdict { label: Label::Subtitle, dropped: None, because: "" };
            continue;
        }
        if !article.contains(&n) && Some(n) != title && verdict.dropped.is_none() && !lead(n) {
            drop(verdict, Class::Navigation, "outside the article");
        }
    }
}
