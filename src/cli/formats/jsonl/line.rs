//! One line: its fields cleaned where they stand.

use std::{borrow::Cow, ops::Range};

use anyhow::{Result, bail};
use serde_json::value::RawValue;
use zhclean::Hint;

use super::Cleaning;
use crate::cli::{
    emit::{self, What},
    formats::{
        derived,
        quoted::{quote, unquote},
    },
    rejects::OnError,
    show,
    sites::Whence,
    work::Name,
};

/// A string of the line, and what it becomes.
struct Changed<'l> {
    at: Range<usize>,
    old: Cow<'l, str>,
    new: String,
}

/// What names the document of a line, and where it is from.
struct Named<'l> {
    number: u64,
    id: Option<&'l RawValue>,
    url: Option<Cow<'l, str>>,
}

impl Cleaning<'_> {
    /// The line cleaned, or `None` if it stays as it is.
    pub(super) fn line(&mut self, number: u64, line: &[u8]) -> Result<Option<Vec<u8>>> {
        let body = super::without_mark(line);
        if body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let text = match (&self.work.encoding, simdutf8::basic::from_utf8(body)) {
            (_, Ok(text)) => Cow::Borrowed(text),
            (Some(label), Err(_)) => {
                zhclean::decode(body, Hint { encoding: Some(label), ..Hint::default() }).0
            }
            (None, Err(_)) => bail!("is not UTF-8 (give --encoding if the whole file is not)"),
        };
        let found = match self.fields.find(&text) {
            Ok(found) => found,
            Err(e) => bail!("is not JSON (column {})", e.column()),
        };
        let named = self.named(number, &text);
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut changed = Vec::new();
        for at in found {
            match self.value(&named, &text[at.clone()]) {
                Ok(None) => {}
                Ok(Some((old, new))) => {
                    edits.push((at.clone(), quote(&new, &text[at.clone()])));
                    changed.push(Changed { at, old, new });
                }
                Err(why) if matches!(self.work.on_error, OnError::Null) => {
                    self.bad(number, &format!("{}{why}", in_words(&named)));
                    edits.push((at, "null".to_owned()));
                }
                Err(why) => bail!("{}{why}", in_words(&named)),
            }
        }
        edits.extend(self.derived(&text, &changed));
        // Of a long line there are copies enough.
        drop(changed);
        if edits.is_empty() && matches!(text, Cow::Borrowed(_)) {
            return Ok(None);
        }
        edits.sort_by_key(|(at, _)| at.start);
        let mark = &line[..line.len() - body.len()];
        Ok(Some(spliced(mark, &text, &edits)))
    }

    fn named<'l>(&self, number: u64, line: &'l str) -> Named<'l> {
        let first = |name: &Option<Name>| name.as_ref().and_then(|name| name.fields.first(line));
        let id = first(&self.work.id).and_then(|raw| serde_json::from_str(raw).ok());
        let url = first(&self.work.url).filter(|raw| raw.starts_with('"'));
        Named { number, id, url: url.and_then(|raw| unquote(raw).ok()) }
    }

    /// The string `raw` before and after, or `None` if it stays.
    fn value<'l>(
        &mut self,
        named: &Named<'_>,
        raw: &'l str,
    ) -> Result<Option<(Cow<'l, str>, String)>> {
        let text = match unquote(raw) {
            Ok(text) => text,
            Err(e) => bail!("holds a string that is no text ({e})"),
        };
        let work = self.work;
        let whence = named.url.as_deref().map_or(Whence::In(self.path), Whence::Url);
        let cleaned = work.clean_value(&text, whence);
        self.part.tally.count(&cleaned);
        match work.what {
            What::Text | What::Nothing => {}
            What::Diff => {
                if cleaned.text != text {
                    let name = format!("{}:{}", show::Name(self.path), named.number);
                    emit::diff(&mut self.part.bytes, &name, &text, &cleaned)?;
                }
            }
            What::Json | What::Spans => {
                let place = emit::Place {
                    id: named.id,
                    url: named.url.as_deref(),
                    ..emit::Place::record(self.path, named.number)
                };
                emit::json_line(&mut self.part.bytes, work.what, place, &cleaned)?;
            }
        }
        let new = (cleaned.text != text).then(|| cleaned.text.into_owned());
        Ok(new.map(|new| (text, new)))
    }

    /// What stands beside the changed texts and was computed from them.
    fn derived(&self, line: &str, changed: &[Changed<'_>]) -> Vec<(Range<usize>, String)> {
        let mut edits = Vec::new();
        if changed.is_empty() {
            return edits;
        }
        for object in self.fields.objects(line) {
            let here = changed.iter().filter(|changed| object.texts.contains(&changed.at));
            for Changed { old, new, .. } in here {
                for (name, at) in &object.others {
                    let Some(anew) = derived::anew(name, &line[at.clone()], old, new) else {
                        continue;
                    };
                    if !self.work.refresh {
                        self.work.say_stale(name);
                    } else if !edits.iter().any(|(known, _)| known == at) {
                        edits.push((at.clone(), anew));
                    }
                }
            }
        }
        edits
    }
}

fn in_words(named: &Named<'_>) -> String {
    named.id.map_or(String::new(), |id| format!("({id}) "))
}

/// `mark`, and `text` with other things in some places, which stand in order.
fn spliced(mark: &[u8], text: &str, edits: &[(Range<usize>, String)]) -> Vec<u8> {
    let added: usize = edits.iter().map(|(_, value)| value.len()).sum();
    let removed: usize = edits.iter().map(|(at, _)| at.len()).sum();
    let mut new = Vec::with_capacity(mark.len() + text.len() - removed + added);
    new.extend_from_slice(mark);
    let mut copied = 0;
    for (at, value) in edits {
        new.extend_from_slice(&text.as_bytes()[copied..at.start]);
        new.extend_from_slice(value.as_bytes());
        copied = at.end;
    }
    new.extend_from_slice(&text.as_bytes()[copied..]);
    new
}
