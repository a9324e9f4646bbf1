//! What the lines say about the article.

use super::{
    Class, Label, Metadata,
    label::Verdict,
    look::Look,
    page::Paragraph,
    shadow::Shadow,
    shapes::{self, Credits},
};

/// How far into an article a dateline with names reaches, in characters.
const DATELINE: usize = 60;

/// Collects what the lines of a page say.
pub(super) fn of(paragraphs: &[Paragraph<'_>], looks: &[Look], verdicts: &[Verdict]) -> Metadata {
    let mut found = Metadata::default();
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
    if found.author.is_none() {
        let body = paragraphs.iter().zip(verdicts).zip(looks);
        let first = body.filter(|((_, v), look)| v.dropped.is_none() && look.han >= 20);
        found.author = first.take(2).find_map(|((p, _), _)| dateline(&p.text));
    }
    found
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

/// The names in `新华社北京5月9日电（记者李明）……`.
fn dateline(text: &str) -> Option<String> {
    let end = text.char_indices().nth(DATELINE).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let open = head.find(['(', '（'])?;
    let inner = &head[open..];
    let close = inner.find([')', '）'])?;
    let inner = inner[..close].trim_start_matches(['(', '（']);
    shapes::credits(inner, &Shadow::of(inner)).author
}
