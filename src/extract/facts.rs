//! What a page says of its article where readers do not look.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Candidates from the head, from JSON-LD and from comments of content systems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The title of the page, with the name of the site.
    pub(crate) title: Option<String>,
    /// The headline.
    pub(crate) headline: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) author: Option<String>,
    /// Who made it, as libraries call it: a person, or an office.
    pub(crate) creator: Option<String>,
    pub(crate) editor: Option<String>,
    /// The `datetime` of the first `<time>`.
    pub(crate) shown: Option<String>,
    /// The first short text whose container is called that of an author.
    pub(crate) byline: Option<String>,
    /// The first short text whose container is called that of a source.
    pub(crate) outlet: Option<String>,
    /// What the site calls itself.
    pub(crate) site: Option<String>,
    /// What the caller's selectors found: it says more than all else.
    pub(crate) own: Vec<(Field, String)>,
}

/// What is known of an article beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Date,
    Source,
    Author,
    Editor,
}

impl Field {
    /// As it is called in tables of cues.
    pub(crate) fn named(name: &str) -> Option<Field> {
        Some(match name {
            "title" => Field::Title,
            "date" => Field::Date,
            "source" => Field::Source,
            "author" => Field::Author,
            "editor" => Field::Editor,
            _ => return None,
        })
    }
}

impl Facts {
    /// A `<meta>` and its content.
    pub(super) fn meta(&mut self, key: &str, content: &str) {
        let slot = match key.to_ascii_lowercase().as_str() {
            "og:title" | "articletitle" | "twitter:title" | "dc.title" => &mut self.headline,
            "article:published_time"
            | "pubdate"
            | "pub_date"
            | "publish-date"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "parsely-pub-date"
            | "cxenseparse:recs:publishtime"
            | "publishdate"
            | "publish_time"
            | "datepublished"
            | "og:release_date"
            | "weibo:article:create_at"
            | "apub:time"
            | "firstcreatetime" => &mut self.date,
            "contentsource" | "source" | "mediaid" | "article:source" => &mut self.source,
            "dc.creator" => &mut self.creator,
            "author" | "article:author" | "og:article:author" | "cxenseparse:author" => {
                &mut self.author
            }
            "editor" | "responsibleeditor" => &mut self.editor,
            "og:site_name" => &mut self.site,
            _ => return,
        };
        keep(slot, content);
    }

    /// The `datetime` of a `<time>`: the first that is a day is the article's, where the head names none.
    pub(super) fn shown(&mut self, date: &str) {
        let day = date.len() >= 10
            && date.len() <= 40
            && date.bytes().take(4).all(|b| b.is_ascii_digit());
        if day && self.shown.is_none() {
            self.shown = Some(date.trim().to_owned());
        }
    }

    /// What stands where a class says that an author's name does, or a source's: the first.
    pub(super) fn called(&mut self, text: &str, author: bool, source: bool) {
        for (slot, called) in [(&mut self.byline, author), (&mut self.outlet, source)] {
            if called && slot.is_none() && !text.trim().is_empty() {
                *slot = Some(text.trim().to_owned());
            }
        }
    }

    /// What an element holds that the caller chose for `field`: the first that holds something.
    pub(super) fn own(&mut self, field: Field, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && !self.own.iter().any(|(known, _)| *known == field) {
            self.own.push((field, text));
        }
    }

    /// `<!--enpproperty <articleid>1</articleid><date>…</date><author>…</author>…/enpproperty-->`.
    pub(super) fn comment(&mut self, text: &str) {
        if !text.contains("enpproperty") || text.len() > 100_000 {
            return;
        }
        for (tag, slot) in [
            ("title", &mut self.headline),
            ("date", &mut self.date),
            ("author", &mut self.author),
            ("sourcename", &mut self.source),
            ("editor", &mut self.editor),
        ] {
            let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
            if let Some((_, rest)) = text.split_once(&open)
                && let Some((value, _)) = rest.split_once(&close)
            {
                keep(slot, value);
            }
        }
    }

    /// What a script of WeChat's writes into the page when it is shown: the day (`var ct = "1612345678";`) and the
    /// name of the account (`var nickname = htmlDecode("平原读报");`).
    pub(super) fn script(&mut self, text: &str) {
        // Most scripts are others'.
        if !MINE.iter().any(|finder| finder.find(text.as_bytes()).is_some()) {
            return;
        }
        let values = |name| {
            let each = text.match_indices(name).map(|(at, word)| &text[at + word.len()..]);
            each.filter_map(|rest: &str| {
                let rest = rest.trim_start().strip_prefix('=')?.trim_start();
                let rest = rest.strip_prefix("htmlDecode(").unwrap_or(rest);
                rest.strip_prefix(['"', '\''])?.split(['"', '\'']).next()
            })
        };
        if self.date.is_none() {
            self.date = values("var ct").find_map(|value| value.parse().ok()).and_then(china_time);
        }
        if self.source.is_none()
            && let Some(name) = values("var nickname").find(|name| !name.is_empty())
        {
            keep(&mut self.source, name);
        }
    }

    /// The few members of JSON-LD that matter, wherever in it they stand.
    pub(super) fn json(&mut self, text: &str) {
        for member in ["\"headline\"", "\"datePublished\"", "\"pubDate\""] {
            let slot = if member == "\"headline\"" { &mut self.headline } else { &mut self.date };
            if let Some(value) = member_of(text, member) {
                keep(slot, &value);
            }
        }
        if let Some(names) = people(text, "\"author\"") {
            keep(&mut self.author, &names);
        }
        if let Some(name) = people(text, "\"publisher\"") {
            keep(&mut self.source, &name);
        }
    }
}

/// The names of those whom `member` holds: one, or a list of them, each an object, or a string.
fn people(text: &str, member: &str) -> Option<String> {
    let (_, rest) = text.split_once(member)?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    if rest.starts_with('"') {
        return string(rest);
    }
    let close = if rest.starts_with('[') { ']' } else { '}' };
    let end = rest.find(close).unwrap_or(rest.len());
    // A list of names, or of objects that have names.
    let within = &rest[..end];
    let mut names: Vec<String> = Vec::new();
    if let Some(first) =
        within.strip_prefix('[').map(str::trim_start).filter(|it| it.starts_with('"'))
    {
        names.extend(first.split(',').take(MOST).filter_map(|name| string(name.trim_start())));
    } else {
        let each = within.match_indices("\"name\"").take(MOST);
        names.extend(each.filter_map(|(at, _)| member_of(&within[at..], "\"name\"")));
    }
    names.retain(|name| !name.trim().is_empty());
    (!names.is_empty()).then(|| names.join("、"))
}

/// An article has no more authors.
const MOST: usize = 8;

fn keep(slot: &mut Option<String>, value: &str) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !value.is_empty() && value.chars().count() <= 120 && !value.starts_with("http");
    if slot.is_none() && fits {
        *slot = Some(value);
    }
}

/// The string that is the value of `member`, with its escapes read.
fn member_of(text: &str, member: &str) -> Option<String> {
    let (_, rest) = text.split_once(member)?;
    string(rest.trim_start().strip_prefix(':')?.trim_start())
}

/// The string that `rest` begins with, with its escapes read.
fn string(rest: &str) -> Option<String> {
    let rest = rest.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => match chars.next()? {
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    value.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                }
                'n' | 'r' | 't' => value.push(' '),
                ch => value.push(ch),
            },
            ch => value.push(ch),
        }
        if value.len() > 2_000 {
            return None;
        }
    }
}

static MINE: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [Finder::new("var ct"), Finder::new("var nickname")]);

/// Seconds since 1970 as the clocks of China show them.
fn china_time(seconds: u64) -> Option<String> {
    // From 1990 to 2100: what is not is no time.
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    let seconds = seconds + 8 * 3600;
    let (mut days, clock) = (seconds / 86_400, seconds % 86_400);
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for len in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < len {
            break;
        }
        days -= len;
        month += 1;
    }
    Some(format!(
        "{year:04}-{month:02}-{:02} {:02}:{:02}:{:02}",
        days + 1,
        clock / 3600,
        clock / 60 % 60,
        clock % 60
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_author_of_a_list_is_read() {
        for (json, author) in [
            (r#"{"author":{"@type":"Person","name":"王河"},"name":"桥"}"#, "王河"),
            (
                r#"{"author":[{"name":"王河","url":"/1"},{"name":"李山"}],"publisher":{"name":"岸"}}"#,
                "王河、李山",
            ),
            (r#"{"author":["王河", "李山"]}"#, "王河、李山"),
            (r#"{"author":"\u738b河"}"#, "王河"),
        ] {
            let mut facts = Facts::default();
            facts.json(json);
            assert_eq!(facts.author.as_deref(), Some(author), "{json}");
        }
        for json in [r#"{"author":[]}"#, r#"{"author":{"url":"/1"}}"#, r#"{"author":"#] {
            let mut facts = Facts::default();
            facts.json(json);
            assert_eq!(facts.author, None, "{json}");
        }
    }

    #[test]
    fn wechat_writes_the_day_in_a_script() {
        let mut facts = Facts::default();
        facts
            .script("var a = 1; var ct = \"1709136000\"; var nickname = htmlDecode(\"平原读报\");");
        assert_eq!(facts.source.as_deref(), Some("平原读报"));
        assert_eq!(facts.date.as_deref(), Some("2024-02-29 00:00:00"));
        for text in
            ["var ct", "var ct = \"17091", "var ctx = \"1709136000\"", "var ct = \"桥桥桥桥\""]
        {
            let mut facts = Facts::default();
            facts.script(text);
            assert_eq!(facts.date, None, "{text}");
        }
    }
}
