//! What a page says of its article where readers do not look.

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
    pub(crate) editor: Option<String>,
}

impl Facts {
    /// A `<meta>` and its content.
    pub(super) fn meta(&mut self, key: &str, content: &str) {
        let slot = match key.to_ascii_lowercase().as_str() {
            "og:title" | "articletitle" | "twitter:title" => &mut self.headline,
            "article:published_time"
            | "pubdate"
            | "publishdate"
            | "publish_time"
            | "datepublished"
            | "og:release_date"
            | "weibo:article:create_at"
            | "apub:time"
            | "firstcreatetime" => &mut self.date,
            "contentsource" | "source" | "mediaid" | "article:source" => &mut self.source,
            "author" | "article:author" | "og:article:author" => &mut self.author,
            "editor" | "responsibleeditor" => &mut self.editor,
            _ => return,
        };
        keep(slot, content);
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

    /// The few members of JSON-LD that matter, wherever in it they stand.
    pub(super) fn json(&mut self, text: &str) {
        for member in ["\"headline\"", "\"datePublished\"", "\"pubDate\""] {
            let slot = if member == "\"headline\"" { &mut self.headline } else { &mut self.date };
            if let Some(value) = member_of(text, member) {
                keep(slot, &value);
            }
        }
        for (member, slot) in
            [("\"author\"", &mut self.author), ("\"publisher\"", &mut self.source)]
        {
            if let Some((_, rest)) = text.split_once(member) {
                let end = rest.find('}').unwrap_or(rest.len());
                if let Some(value) = member_of(&rest[..end], "\"name\"") {
                    keep(slot, &value);
                }
            }
        }
    }
}

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
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
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
