//! What the lines say about the article.

use super::{
    Class, Label, Metadata,
    credits::{self, Credits},
    label::Verdict,
    look::Look,
    names,
    page::Paragraph,
    shadow::Shadow,
};
use crate::extract::{Facts, Field};

/// How far into an article a dateline with names reaches, in characters.
const DATELINE: usize = 60;

/// Collects what the lines of a page say.
pub(super) fn of(
    paragraphs: &[Paragraph<'_>],
    looks: &[Look],
    verdicts: &[Verdict],
    facts: &Facts,
) -> Metadata {
    let mut found = Metadata::default();
    if verdicts.iter().all(|verdict| verdict.dropped.is_some()) {
        // A list of articles says nothing of any one of them.
        return found;
    }
    for ((paragraph, look), verdict) in paragraphs.iter().zip(looks).zip(verdicts) {
        if verdict.label == Label::Title && found.title.is_none() {
            found.title = Some(paragraph.text.trim().to_owned());
        }
        // Below the article, other articles have dates and sources of their own.
        let other = matches!(verdict.dropped, Some(Class::Related | Class::Comment));
        if let Some(credits) = look.credits.as_ref().filter(|_| verdict.dropped.is_some() && !other)
        {
            take(&mut found, credits);
        }
    }
    let body = paragraphs.iter().zip(verdicts).zip(looks);
    let body = body.filter(|((_, v), look)| v.dropped.is_none() && look.han >= 20).take(2);
    for ((paragraph, _), _) in body {
        dateline(&paragraph.text, &mut found);
    }
    merge(&mut found, facts);
    if found.source.is_none() {
        found.source = site(paragraphs, looks).or_else(|| facts.site.clone());
    }
    found
}

/// What the caller's selectors found, before all else.
fn own(found: &mut Metadata, facts: &Facts) {
    for (field, text) in &facts.own {
        let shadow = Shadow::of(text);
        let read = credits::credits(text, &shadow);
        let one = |value: Option<String>| value.or_else(|| Some(text.clone()));
        match field {
            Field::Title => found.title = Some(text.clone()),
            Field::Date => found.date = read.date.or(found.date.take()),
            Field::Source => found.source = one(read.source),
            Field::Author => found.author = one(read.author.or(Some(names::listed(text)))),
            Field::Editor => found.editor = one(read.editor.or(Some(names::listed(text)))),
        }
    }
}

/// Adds what the head of the page says where its lines said nothing.
pub(crate) fn merge(found: &mut Metadata, facts: &Facts) {
    own(found, facts);
    let named = facts.headline.as_ref().or(facts.title.as_ref());
    if found.title.is_none() {
        found.title = named.map(|title| headline(title).to_owned());
    }
    if found.date.is_none()
        && let Some(date) = &facts.date
    {
        let date = date.replacen('T', " ", 1);
        found.date = credits::credits(&date, &Shadow::of(&date)).date;
    }
    for (slot, fact) in [(&mut found.author, &facts.author), (&mut found.editor, &facts.editor)] {
        let people = fact.as_deref().filter(|fact| slot.is_none() && names::are_people(fact));
        if let Some(people) = people {
            *slot = Some(names::listed(people));
        }
    }
    if found.source.is_none() {
        found.source.clone_from(&facts.source);
    }
}

/// The headline in the title of a window: `新桥通车_平原网`, `新桥通车 - 平原网 - 要闻`.
fn headline(title: &str) -> &str {
    let mut title = title.split(['_', '|']).next().unwrap_or(title).trim();
    while let Some((before, last)) = title.rsplit_once(['-', '–', '—']) {
        let spaced = before.ends_with(' ') && last.starts_with(' ');
        let site = names::is_paper(&Shadow::of(last.trim()).tight);
        if !(spaced || site) || last.chars().count() > 16 || before.trim().chars().count() < 4 {
            break;
        }
        title = before.trim_end_matches(['-', '–', '—', ' ']);
    }
    title
}

fn take(found: &mut Metadata, credits: &Credits) {
    let longer = |old: &Option<String>, new: &Option<String>| match (old, new) {
        (None, _) => true,
        // The same day with the time of day says more.
        (Some(old), Some(new)) => new.len() > old.len() && new.starts_with(old.as_str()),
        _ => false,
    };
    if longer(&found.date, &credits.date) {
        found.date.clone_from(&credits.date);
    }
    for (slot, new) in [
        (&mut found.source, &credits.source),
        (&mut found.author, &credits.author),
        (&mut found.editor, &credits.editor),
    ] {
        if slot.is_none() {
            slot.clone_from(new);
        }
    }
}

/// What `新华社北京5月9日电（记者李明）……` says.
fn dateline(text: &str, found: &mut Metadata) {
    let text = text.trim_start();
    let end = text.char_indices().nth(DATELINE).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    if found.source.is_none() {
        found.source = names::agency(head, &Shadow::of(head));
    }
    let Some(open) = head.find(['(', '（', '〔', '【']).filter(|_| found.author.is_none())
    else {
        return;
    };
    let inner = &head[open..];
    let Some(close) = inner.find([')', '）', '〕', '】']) else { return };
    let inner = inner[..close].trim_start_matches(['(', '（', '〔', '【']);
    let shadow = Shadow::of(inner);
    found.author = match credits::byline(inner, &shadow) {
        Some(byline) => byline.author,
        None => credits::credits(inner, &shadow).author,
    };
}

/// The paper whose page it is: at the root of the breadcrumb, or at the foot.
fn site(paragraphs: &[Paragraph<'_>], looks: &[Look]) -> Option<String> {
    let lines = || paragraphs.iter().zip(looks).map(|(p, look)| (p.text.trim(), look));
    let root =
        lines().find(|(_, look)| look.class == Some(Class::Breadcrumb)).and_then(|(line, _)| {
            let root = line.split(['>', '＞', '»', '›']).next()?.trim();
            let named = !Shadow::of(root).tight.ends_with("首页") && !root.contains([':', '：']);
            (named && (3..=12).contains(&root.chars().count())).then(|| root.to_owned())
        });
    root.or_else(|| {
        let foot = lines().filter(|(_, look)| look.class == Some(Class::Footer));
        foot.filter_map(|(line, _)| names::owner(line, &Shadow::of(line))).next()
    })
}
