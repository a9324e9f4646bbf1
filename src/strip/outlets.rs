//! What papers, accounts and sites call themselves.

use super::{
    Class, cues, keys,
    label::Verdict,
    look::Look,
    names::{self, is_paper},
    paragraph::Paragraphs,
    shadow::{Shadow, is_han},
};
use crate::extract::Facts;

/// What the site is called: by its own word, in the title of the window, at the root of the breadcrumb, or at the foot.
pub(super) fn site(
    paragraphs: &Paragraphs<'_>,
    looks: &[Look],
    verdicts: &[Verdict],
    facts: &Facts,
) -> Option<String> {
    let own = facts.site.as_deref().map(in_hanzi).filter(|name| name.chars().any(is_han));
    let of = |class| {
        let lines = paragraphs.texts().zip(looks);
        lines.filter(move |(_, look)| look.class == Some(class)).map(|(text, _)| text.trim())
    };
    let window = || {
        let parts = named_in_window(facts.title.as_deref()?);
        // What the foot of the page names, then what is called as papers are, then what any line of the frame begins with.
        let foot = |name: &&str| of(Class::Footer).any(|line| line.contains(*name));
        let paper = |name: &&str| is_paper(&Shadow::of(name).tight);
        let frame = |name: &&str| {
            let mut dropped = paragraphs.texts().zip(verdicts).filter(|(_, v)| v.dropped.is_some());
            dropped.any(|(text, _)| text.trim_start().starts_with(*name))
        };
        let named = |test: &dyn Fn(&&str) -> bool| parts.iter().copied().find(test);
        named(&|name| foot(name) && paper(name))
            .or_else(|| named(&paper))
            .or_else(|| named(&foot))
            .or_else(|| named(&frame))
            .map(str::to_owned)
    };
    let root = || {
        let line = of(Class::Breadcrumb).next()?;
        let root = line.split(['>', '＞', '»', '›', '/']).next()?.trim();
        let page = Shadow::of(root).tight;
        let named = !page.ends_with("首页") && page != "主页" && !root.contains([':', '：']);
        (named && (3..=12).contains(&root.chars().count())).then(|| root.to_owned())
    };
    let foot = || {
        let mut owned = of(Class::Footer).filter(|line| line.contains("所有"));
        owned.find_map(names::owner)
    };
    own.map(str::to_owned)
        .or_else(window)
        .or_else(root)
        .or_else(foot)
        .or_else(|| facts.site.clone())
}

/// `新桥通车 | 社会 | 平原新闻网`: the last parts of the title of a window, the very last first; `平原晚报数字报-新桥通车`:
/// the paper whose edition it is.
fn named_in_window(title: &str) -> Vec<&str> {
    let mark = |ch: char| matches!(ch, '|' | '｜' | '│' | '_' | '-' | '–' | '—' | '－' | '/');
    // The first part is the headline.
    let mut parts: Vec<&str> = title.split(mark).map(str::trim).collect();
    let first = parts.remove(0);
    let mut named: Vec<&str> =
        parts.into_iter().rev().filter(|part| !part.is_empty()).take(3).collect();
    if edition(first) != first {
        named.push(first);
    }
    let short = |name: &&str| (3..=12).contains(&name.chars().count()) && name.chars().any(is_han);
    named.into_iter().map(|part| in_hanzi(edition(part))).filter(short).collect()
}

/// What papers and sites call their pages on the web, behind their names.
pub(super) const EDITIONS: &[&str] = &[
    "数字报纸",
    "数字报",
    "电子报",
    "电子版",
    "數位報",
    "電子報",
    "電子版",
    "多媒体数字版",
    "官网",
    "官網",
];

/// `平原晚报电子版` without what it is an edition of.
fn edition(name: &str) -> &str {
    let name = name.trim();
    let paper = EDITIONS.iter().find_map(|word| name.strip_suffix(word)).map(str::trim_end);
    paper.filter(|paper| paper.chars().count() >= 3).unwrap_or(name)
}

/// `平原日报 Plain Daily`, `Plain 平原日报`: the part that is in hanzi.
pub(super) fn in_hanzi(name: &str) -> &str {
    let name = edition(name);
    // on.fast平原快讯网
    let bare =
        name.trim_start_matches(|ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '-'));
    let name =
        if is_paper(&Shadow::of(bare).tight) && bare.chars().count() >= 3 { bare } else { name };
    let mut words = name.split(' ').filter(|word| word.chars().any(is_han));
    match (words.next(), words.next()) {
        (Some(one), None) if name.chars().any(|ch| ch.is_ascii_alphabetic()) && is_outlet(one) => {
            one
        }
        _ => name,
    }
}

/// True for what may be the name of an account, a paper, a site: short, and no button.
pub(super) fn is_outlet(name: &str) -> bool {
    let folded = Shadow::of(name).tight;
    (2..=16).contains(&folded.chars().count())
        && folded.chars().all(|ch| ch.is_alphanumeric() || ch == '·')
        && folded.chars().any(is_han)
        && cues::whole(&folded).is_none()
        && !keys::is_key(&folded)
        && !names::is_place(name)
}
