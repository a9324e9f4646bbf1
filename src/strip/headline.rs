//! Which line of a page is the headline.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::{
    Class,
    label::{Verdict, drop, sure},
    look::{AN_ACCOUNT, Look, Strength},
    outlets::EDITIONS,
    shadow::tight,
};
use crate::extract::Facts;

/// The headline, if there is one.
pub(super) fn title(
    looks: &[Look],
    article: &Range<usize>,
    licensed: bool,
    named: &HashSet<String>,
) -> Option<usize> {
    let prose = |look: &Look| look.strength == Strength::Prose;
    let first = article.clone().find(|n| prose(&looks[*n])).unwrap_or(article.start);
    if !licensed {
        return (first > 0 && can_head(&looks[0])).then_some(0);
    }
    let heads: Vec<usize> = (0..first).filter(|n| can_head(&looks[*n])).collect();
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(heads.len());
    for n in &heads {
        seen.insert(looks[*n].tight.as_ref(), 0);
    }
    // What is the same has as many hanzi.
    let sizes = heads.iter().fold(0_u64, |sizes, n| sizes | 1 << looks[*n].han);
    for look in looks.iter().filter(|look| look.han <= 50 && sizes >> look.han & 1 != 0) {
        if let Some(times) = seen.get_mut(look.tight.as_ref()) {
            *times += 1;
        }
    }
    let titles: HashSet<&str> = looks[..first].iter().flat_map(|l| titles(&l.tight)).collect();
    // How far it is from the top to each line.
    let mut until = Vec::with_capacity(first + 1);
    until.push(0.0_f32);
    for look in &looks[..first] {
        until.push(until[until.len() - 1] + if sure(look) { 0.3 } else { 1.0 });
    }
    // Below a headline and its day there are buttons, and no other headline.
    let dated = |look: &Look| sure(look) && look.credits.as_ref().is_some_and(|c| c.date.is_some());
    let whole = |n: &usize| looks[*n].han >= 6 && beneath(&looks[..first], *n).any(dated);
    let settled = heads.iter().copied().find(whole).unwrap_or(first);
    let few = heads.len() <= 200;
    let mut best = (1.5, None);
    for n in heads {
        let look = &looks[n];
        // Alone between the furniture and the first sentence.
        let alone = n + 1 == first && n > 0 && sure(&looks[n - 1]);
        let mut score = if alone { 0.7 } else { 0.0 };
        let named = titles.contains(look.tight.as_ref()) || named.contains(look.tight.as_ref());
        score += if look.first_heading { 2.0 } else { 0.0 };
        // Words of menus come again, too.
        if seen[look.tight.as_ref()] > 1 && look.han >= 5 || named {
            score += 2.5;
        }
        let meta = |look: &Look| look.class == Some(Class::Meta);
        if beneath(looks, n).any(meta) {
            score += if meta(&looks[n + 1]) { 2.0 } else { 1.5 };
        } else if looks[n.saturating_sub(2)..n].iter().any(|look| look.class == Some(Class::Meta)) {
            // Some set the day above the headline.
            score += 0.8;
        }
        if n == 0 || looks[n - 1].strength >= Strength::Near {
            score += 1.0;
        }
        // 三代人，一件事——: the line above a headline ends so.
        if n > 0 && looks[n - 1].tight.ends_with('—') {
            score += 2.5;
        }
        // 首页 社会 新桥通车: the way to it ends with it.
        let bare = look.tight.split_once(']').map_or(&*look.tight, |(_, rest)| rest);
        let ends =
            |other: &Look| other.tight.len() > look.tight.len() && other.tight.ends_with(bare);
        if look.han >= 8 && few && looks[n.saturating_sub(WAY)..n].iter().any(ends) {
            score += 1.5;
        }
        score -= if look.because == AN_ACCOUNT { 2.0 } else { 0.0 };
        score -= if n > settled && !look.first_heading { 1.0 } else { 0.0 };
        if n + 1 == first {
            score += 0.5;
        }
        score += match look.han {
            9..=36 => 1.0,
            // A headline of two characters is known by what stands above and below it.
            4..=50 => -0.5,
            _ => -1.0,
        };
        // The first heading is the headline however far above the article it stands. Buttons between them are near.
        let most = if look.first_heading { 5.0 } else { 20.0 };
        let between = until[article.start.max(n + 1).min(first)] - until[n + 1];
        score -= 0.1 * (1.0 + between).min(most);
        if score > best.0 {
            best = (score, Some(n));
        }
    }
    best.1
}

/// The way to a headline stands so many lines above it at most.
const WAY: usize = 12;

/// The two lines below line `n`, buttons and counts left out.
fn beneath<'l>(looks: &'l [Look<'l>], n: usize) -> impl Iterator<Item = &'l Look<'l>> {
    let button = |look: &&Look| {
        sure(look) && matches!(look.class, Some(Class::Widget | Class::Comment | Class::Promo))
    };
    let near = &looks[n + 1..(n + 6).min(looks.len())];
    near.iter().filter(move |look| !button(look)).take(2)
}

/// What the head of the page calls the headline, as the shadow of a line would be.
pub(super) fn named(facts: &Facts) -> HashSet<String> {
    let mut named = HashSet::default();
    let mut add = |long: &str| {
        named.extend(titles(long).map(str::to_owned));
        named.insert(long.to_owned());
    };
    // Windows name the site, too, and some of them first.
    match (&facts.headline, &facts.title) {
        (Some(headline), _) => add(&tight(headline)),
        (None, Some(window)) => {
            let window = tight(window);
            add(&window);
            let last = window.rsplit(SITE_MARKS).next().unwrap_or_default();
            // 平原日报数字报-新桥通车: the paper stands first.
            let edition = |first: &str| EDITIONS.iter().any(|word| first.ends_with(word));
            if last.chars().count() >= LONG || window.split(SITE_MARKS).next().is_some_and(edition)
            {
                add(last);
            }
        }
        _ => {}
    }
    named
}

/// The names of sites have fewer characters.
const LONG: usize = 14;

pub(super) fn can_head(look: &Look) -> bool {
    let cries = look.tight.trim_end_matches(['”', '"']).ends_with(['!', '?', '…']);
    let plain = look.strength == Strength::Plain
        || look.strength == Strength::Prose && look.han < 45 && (!look.ended || cries);
    plain
        && (2..=50).contains(&look.han)
        && !look.tight.is_empty()
        && !is_of_figures(look)
        && !look.tight.ends_with(['。', ',', '，', ':', '；'])
        && !look.tight.starts_with(['—', '('])
        && !look.tight.starts_with("[文/")
}

/// `上证指数 3017.78 +29.48`: more digits than headlines have (`河岸发布新手机：64GB售5499元`).
pub(super) fn is_of_figures(look: &Look) -> bool {
    look.tight.bytes().filter(u8::is_ascii_digit).count() > look.han * 2
}

/// What may be the headline before the name of a site or a channel in the title of a window.
pub(super) fn titles(long: &str) -> impl Iterator<Item = &str> {
    // The first byte of the dash is that of other marks too.
    let marked = long.bytes().any(|byte| matches!(byte, b'_' | b'-' | b'|' | 0xE2));
    let most = if marked && long.len() <= 600 { 8 } else { 0 };
    let marks = long.match_indices(SITE_MARKS).take(most);
    marks.map(|(at, _)| &long[..at]).filter(|title| names_site(title, long))
}

/// What stands between a headline and the name of a site.
const SITE_MARKS: [char; 4] = ['_', '-', '|', '—'];

/// True when `long` is `title` with the name of a site or a channel behind it.
fn names_site(title: &str, long: &str) -> bool {
    long.strip_prefix(title)
        .is_some_and(|rest| rest.starts_with(SITE_MARKS) && rest.chars().count() <= 40)
}

/// The headline again: the first stays.
pub(super) fn repeats(
    looks: &[Look],
    title: usize,
    article: &Range<usize>,
    verdicts: &mut [Verdict],
) {
    let name = looks[title].tight.as_ref();
    for (n, look) in looks.iter().enumerate() {
        let other = n != title && verdicts[n].dropped.is_none() && !look.tight.is_empty();
        let above = n < article.start.max(title);
        if other
            && (look.tight == name && name.chars().count() >= 6
                || above && names_site(name, &look.tight))
        {
            drop(&mut verdicts[n], Class::RepeatedTitle, "the headline again");
        }
    }
}
