//! What the head of a page says of its article, where the lines say nothing.

use super::{
    Metadata,
    credits::credits,
    dates,
    names::{self, is_paper},
    outlets::{in_hanzi, is_outlet},
    shadow::{Shadow, is_han},
    values,
};
use crate::extract::{Facts, Field};

/// What the caller's selectors found, before all else.
fn own(found: &mut Metadata, facts: &Facts) {
    for (field, text) in &facts.own {
        let shadow = Shadow::of(text);
        let read = credits(text, &shadow);
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
    if let Some(date) = facts.date.as_ref().or(facts.shown.as_ref()) {
        let said = said_by_head(date, found.date.as_deref());
        // What the page shows to the minute is when it says that it was.
        let timed = found.date.as_ref().is_some_and(|date| date.contains('T'));
        if !timed && longer(&found.date, &said) {
            found.date = said;
        }
    }
    let people = |fact: &Option<String>| {
        fact.as_deref().filter(|fact| names::are_people(fact)).map(names::listed)
    };
    if found.editor.is_none() {
        found.editor = people(&facts.editor);
    }
    // Heads call authors whom their pages call editors.
    let head = people(&facts.author).or_else(|| people(&facts.creator));
    if found.author.is_none() {
        let edits = |author: &String| found.editor.as_ref().is_some_and(|e| e.contains(author));
        let author = head.clone().or_else(|| people(&facts.byline)).or_else(|| pen_name(facts));
        found.author = author.filter(|author| !edits(author));
    }
    if let (Some(author), Some(head)) = (&mut found.author, head) {
        let all = |some: &str, others: &str| {
            some.split('、').all(|name| others.split('、').any(|other| other == name))
        };
        // The head names more of them, or the line below the headline more than them: the account, too.
        let account = |name: &str| {
            facts.source.as_deref() == Some(name) || facts.site.as_deref() == Some(name)
        };
        let others = author.split('、').filter(|name| !head.split('、').any(|one| one == *name));
        if all(author, &head) || all(&head, author) && others.clone().all(account) {
            *author = head;
        }
    }
    // Agencies call themselves the author.
    if found.source.is_none() && facts.source.is_none() {
        let agency = |name: &&String| is_paper(&Shadow::of(name).tight) && name.chars().all(is_han);
        found.source = facts.author.as_ref().filter(agency).cloned();
    }
    if found.source.is_none() && people(&facts.creator).is_none() {
        found.source.clone_from(&facts.creator);
    }
    if found.source.is_none() {
        let said = |fact: &String| credits(fact, &Shadow::of(fact)).source;
        let named = |fact: &String| said(fact).unwrap_or_else(|| in_hanzi(fact).to_owned());
        // The same name in hanzi says more than in letters.
        let latin = |name: &String| !name.chars().any(is_han);
        let both = facts.source.as_ref().is_some_and(latin)
            && facts.site.as_ref().is_some_and(|it| !latin(it));
        found.source = facts.source.as_ref().filter(|_| !both).map(named);
    }
}

/// What the head of a page says of the day. Clocks of the world's time (`2023-02-08T10:20:05Z`) are eight hours behind
/// those of China, unless the page shows the day that they tell.
fn said_by_head(date: &str, shown: Option<&str>) -> Option<String> {
    let read = |date: &str| credits(date, &Shadow::of(date)).date;
    let plain = read(&date.replacen('T', " ", 1))?;
    let utc = date.ends_with('Z') || date.ends_with("+00:00") || date.ends_with("+0000");
    let midnight = plain.len() <= 10 || plain.ends_with("T00:00:00") || plain.ends_with("T00:00");
    if !utc || midnight {
        return Some(plain);
    }
    let local = dates::hours_later(&plain, 8)?;
    let shows = |date: &str| shown.is_none_or(|day| date.get(..10) == day.get(..10));
    Some(if shows(&local) || !shows(&plain) { local } else { plain })
}

/// The headline in the title of a window: `新桥通车_平原网`, `新桥通车 - 平原网 - 要闻`.
fn headline(title: &str) -> &str {
    let mut title = title.split(['_', '|']).next().unwrap_or(title).trim();
    while let Some((before, last)) = title.rsplit_once(['-', '–', '—']) {
        let spaced = before.ends_with(' ') && last.starts_with(' ');
        let site = is_paper(&Shadow::of(last.trim()).tight);
        if !(spaced || site) || last.chars().count() > 16 || before.trim().chars().count() < 4 {
            break;
        }
        title = before.trim_end_matches(['-', '–', '—', ' ']);
    }
    title
}

/// True when `new` is the same date with more of the time of day.
pub(super) fn longer(old: &Option<String>, new: &Option<String>) -> bool {
    match (old, new) {
        (None, _) => true,
        (Some(old), Some(new)) => new.len() > old.len() && new.starts_with(old.as_str()),
        _ => false,
    }
}

/// What stands where a class says that the name of who wrote it does, though no name is like it: `青竹`, `修车的老段`.
fn pen_name(facts: &Facts) -> Option<String> {
    let name = facts.byline.as_deref()?;
    let folded = Shadow::of(name).tight;
    let said = is_outlet(name) && !is_paper(&folded) && folded.chars().count() <= 8;
    (said && !values::is_nobody(&folded)).then(|| name.to_owned())
}
