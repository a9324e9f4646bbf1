//! What the lines say about the article.

use std::ops::Range;

use foldhash::HashSet;

use super::{
    Class, Label, Metadata, bylines,
    credits::{self, Credits},
    dates::{self, date_at},
    heads::{longer, merge},
    judge::DATE,
    keys::{self, Key},
    label::Verdict,
    look::Look,
    names,
    outlets::{is_outlet, site},
    paragraph::Paragraphs,
    photo_credits, scan,
    shadow::Shadow,
};
use crate::extract::Facts;

/// How far into an article a dateline with names reaches, in characters.
const DATELINE: usize = 60;

/// So many lines are looked at for one: something may stand above the first paragraph.
const DATELINES: usize = 4;

/// Collects what the lines of a page say, and what its head says beside.
pub(super) fn of(
    paragraphs: &Paragraphs<'_>,
    looks: &[Look],
    verdicts: &[Verdict],
    facts: &Facts,
) -> Metadata {
    if verdicts.iter().all(|verdict| verdict.dropped.is_some()) {
        // A list of articles says nothing of any one of them.
        return Metadata::default();
    }
    let mut reader = Reader::of(paragraphs, looks, verdicts);
    reader.credits();
    reader.keys_alone();
    reader.datelines();
    reader.signatures();
    reader.day_of_notice();
    reader.set_names();
    reader.beside_the_day();
    if facts.date.is_none() && facts.shown.is_none() {
        reader.day_of_edition();
    }
    reader.clock_of_office();
    let mut found = reader.found;
    merge(&mut found, facts);
    if found.title.is_none() {
        found.title = paragraphs.texts().zip(looks).find_map(|(text, look)| original(text, look));
    }
    if found.source.is_none() {
        let outlet = facts.outlet.as_deref().filter(|name| is_outlet(name)).map(str::to_owned);
        found.source = outlet.or_else(|| site(paragraphs, looks, verdicts, facts));
    }
    keep_people(&mut found);
    found
}

/// 车驿站 王河: whose page it is did not write it; and nobody wrote it twice.
fn keep_people(found: &mut Metadata) {
    let (Some(author), Some(source)) = (&mut found.author, &found.source) else { return };
    let mut seen = HashSet::default();
    let names: Vec<&str> = author
        .split('、')
        .filter(|name| name != source && !keys::is_key(name) && seen.insert(*name))
        .collect();
    if !names.is_empty() {
        *author = names.join("、");
    }
}

/// The lines of a page, and what they have said so far.
struct Reader<'p> {
    paragraphs: &'p Paragraphs<'p>,
    looks: &'p [Look<'p>],
    verdicts: &'p [Verdict],
    place: Place,
    /// The lines of credits that are the article's, the nearest first.
    lines: Vec<usize>,
    found: Metadata,
}

impl<'p> Reader<'p> {
    fn of(
        paragraphs: &'p Paragraphs<'p>,
        looks: &'p [Look<'p>],
        verdicts: &'p [Verdict],
    ) -> Reader<'p> {
        let kept = |n: usize| verdicts[n].dropped.is_none();
        let titled = (0..looks.len()).find(|n| verdicts[*n].label == Label::Title && kept(*n));
        let body = |n: &usize| kept(*n) && verdicts[*n].label == Label::Body;
        let first = (0..looks.len()).find(body).unwrap_or(0);
        let last = (0..looks.len()).rfind(body).unwrap_or(0);
        let place = Place { title: titled.filter(|n| *n <= first).unwrap_or(first), first, last };
        let title = titled.map(|n| paragraphs.text(n).trim().to_owned());
        // Below the article, other articles have dates and sources of their own.
        let other = |n: usize| {
            let unsaid = looks[n].credits.as_ref().is_none_or(|credits| credits.keys == 0);
            n >= first && matches!(verdicts[n].dropped, Some(Class::Related | Class::Comment))
                || n > last + BESIDE && unsaid
        };
        let credited = (0..looks.len()).filter(|n| looks[*n].credits.is_some() && !kept(*n));
        let mut lines: Vec<usize> = credited.filter(|n| !other(*n)).collect();
        // When it was published says more than when it was changed.
        let changed =
            |n: usize| looks[n].tight.contains("更新") && !looks[n].tight.contains("发布");
        lines.sort_by_key(|n| place.distance(*n) + if changed(*n) { CHANGED } else { 0 });
        let found = Metadata { title, ..Metadata::default() };
        Reader { paragraphs, looks, verdicts, place, lines, found }
    }

    fn text(&self, n: usize) -> &'p str {
        self.paragraphs.text(n).trim()
    }

    /// The first lines of the article and what stands right above, so many below the first.
    fn head(&self, from: usize) -> Range<usize> {
        from..self.looks.len().min(self.place.first + 3)
    }

    /// What lines of credits say.
    fn credits(&mut self) {
        for n in &self.lines {
            self.looks[*n].credits.iter().for_each(|credits| take(&mut self.found, credits));
        }
    }

    /// 作者： and who it is on the line below.
    fn keys_alone(&mut self) {
        for n in self.place.title..self.place.first.min(self.looks.len().saturating_sub(1)) {
            let key = self.looks[n].tight.trim_end_matches([':', '/', '|']);
            let name = self.text(n + 1);
            let (author, source) = (&mut self.found.author, &mut self.found.source);
            match keys::key_of(key) {
                Some(Key::Author) if author.is_none() && names::are_people(name) => {
                    *author = Some(names::listed(name));
                }
                Some(Key::Source) if source.is_none() && is_outlet(name) => {
                    *source = Some(name.to_owned());
                }
                _ => {}
            }
        }
    }

    /// What the first paragraphs begin with.
    fn datelines(&mut self) {
        let body =
            |n: &usize| self.verdicts[*n].dropped.is_none() && self.looks[*n].han >= SENTENCE;
        for n in (0..self.looks.len()).filter(body).take(DATELINES) {
            dateline(self.paragraphs.text(n), &mut self.found);
        }
    }

    /// Who wrote it may stand as a line of its own among the first and the last that stay.
    fn signatures(&mut self) {
        let Place { first, last, .. } = self.place;
        let near =
            self.head(first.saturating_sub(2)).chain(last.saturating_sub(2).max(first)..last + 1);
        for n in near.filter(|n| (3..=40).contains(&self.looks[*n].han)) {
            if self.found.author.is_none() {
                self.found.author = signed(self.paragraphs.text(n));
            }
        }
    }

    /// Notices and speeches keep their day: under the headline, or under who signed.
    fn day_of_notice(&mut self) {
        if self.found.date.is_some() {
            return;
        }
        let Place { first, last, .. } = self.place;
        let foot = last.saturating_sub(1).max(first)..self.looks.len().min(last + 2);
        let mut near =
            self.head(first.saturating_sub(2)).chain(foot).filter(|n| self.looks[*n].han <= 16);
        let Some((n, day)) = near.find_map(|n| Some((n, day(self.paragraphs.text(n))?))) else {
            return;
        };
        self.found.date = Some(day);
        let issuer = || issuer(self.paragraphs.text(n));
        self.found.source = self.found.source.take().or_else(issuer);
        // Who speaks is named below the day.
        let below = Some(n + 1).filter(|m| n < first + 2 && *m < self.paragraphs.len());
        let named = below.map(|m| self.text(m)).filter(|name| names::is_name(name));
        self.found.author = self.found.author.take().or_else(|| named.map(names::listed));
    }

    /// Papers set who wrote it below the headline, each name as wide as the others: 王 河 李小山.
    fn set_names(&mut self) {
        if self.found.author.is_none() {
            let short = |n: &usize| (4..=16).contains(&self.looks[*n].han);
            let lines = self.head(self.place.title).filter(short).map(|n| self.text(n));
            self.found.author =
                lines.filter(|line| names::are_set_names(line)).map(names::listed).next();
        }
    }

    /// Beside the date, right under the headline, nothing but a source is so short.
    fn beside_the_day(&mut self) {
        if self.found.source.is_none() {
            let near = |n: &&usize| self.place.distance(**n) <= 2;
            let mut close = self.lines.iter().filter(near);
            let beside = |n: &usize| self.looks[*n].credits.as_ref()?.beside.clone();
            self.found.source = close.find_map(beside);
        }
    }

    /// The day of a paper's edition, among its menus.
    fn day_of_edition(&mut self) {
        if self.found.date.is_some() {
            return;
        }
        let Place { title, first, .. } = self.place;
        let above = (0..title).rev().chain(title..first).filter(|n| {
            let look = &self.looks[*n];
            look.han <= 40 && !look.tight.contains("今天")
        });
        self.found.date = above.map(|n| Shadow::of(self.paragraphs.text(n))).find_map(|shadow| {
            let mut dates = (0..shadow.chars.len()).filter_map(|at| date_at(&shadow, at));
            dates.next().map(|(_, date)| dates::iso(date))
        });
    }

    /// Hong Kong's offices set the time below the day: 香港時間15時30分.
    fn clock_of_office(&mut self) {
        let clock = |look: &&Look| look.tight.starts_with("香港时间") && look.han <= 8;
        if let Some(day) = self.found.date.as_mut().filter(|date| date.len() == DAY)
            && let Some(look) = self.looks.iter().find(clock)
        {
            let shadow = Shadow::of(&look.tight);
            let time = (0..shadow.chars.len()).find_map(|at| dates::time_at(&shadow, at));
            time.iter().for_each(|(_, time)| *day = format!("{day}T{time}"));
        }
    }
}

/// A paragraph with a dateline has so many hanzi.
const SENTENCE: usize = 20;

/// `2021-03-04` has so many characters.
const DAY: usize = 10;

/// `（原标题：河岸新桥昨天通车）`: what it was called where it is from.
fn original(line: &str, look: &Look) -> Option<String> {
    if !look.tight.starts_with(['原', '(', '[']) || look.han > 60 {
        return None;
    }
    let inner = line
        .trim()
        .trim_matches(|ch| matches!(ch, '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】'));
    let rest =
        ["原标题", "原標題", "原题", "原題"].iter().find_map(|key| inner.strip_prefix(key))?;
    let title = rest.trim_start().strip_prefix([':', '：'])?.trim();
    (title.chars().count() >= 4).then(|| title.to_owned())
}

/// Where the article stands among the lines of its page.
struct Place {
    title: usize,
    first: usize,
    last: usize,
}

impl Place {
    /// How far a line is from where one looks for a date: between the headline and the first line.
    fn distance(&self, n: usize) -> usize {
        match n {
            _ if n < self.title => 2 * (self.title - n),
            _ if n < self.first => 0,
            _ if n <= self.last => 1,
            _ => 1 + n - self.last,
        }
    }
}

/// So many lines below the article a date without a word such as 发布 may still be its own.
const BESIDE: usize = 3;

/// `（2021年3月4日）`, `平原市气象台2021年3月4日17时发布`: a day and nothing else, or what was published on it.
fn day(line: &str) -> Option<String> {
    if !line.contains(|ch: char| ch.is_ascii_digit() || ('０'..='９').contains(&ch)) {
        return None;
    }
    let shadow = Shadow::of(line);
    let found = credits::credits(line, &shadow);
    found.date.filter(|_| found.rest <= 1 || shadow.tight.ends_with("发布"))
}

/// `平原市气象台2021年3月4日17时发布`: who published it.
fn issuer(line: &str) -> Option<String> {
    let shadow = Shadow::of(line);
    let at = (0..shadow.chars.len()).find(|n| date_at(&shadow, *n).is_some())?;
    let name = line[..shadow.at(at)].trim();
    let office = name.ends_with(photo_credits::OFFICES) && (4..=16).contains(&name.chars().count());
    (shadow.tight.ends_with("发布") && office).then(|| name.to_owned())
}

/// A line that says when the page was changed is looked at as if it stood so much farther away.
const CHANGED: usize = 8;

/// `【文/平原网专栏作者 王河】`, `作者：王河`: who wrote it, on a line that stays.
fn signed(line: &str) -> Option<String> {
    let inner = line.trim().trim_matches(|ch| matches!(ch, '(' | ')' | '（' | '）' | '【' | '】'));
    let marked = inner.contains([':', '：', '/', '／']);
    let role =
        || inner.contains(names::ROLES_END) && names::ROLES.iter().any(|r| inner.contains(r));
    if !marked && !role() {
        return None;
    }
    // 作者：阿河，住在桥边。
    let told = ["作者：", "作者:"].iter().find_map(|key| inner.strip_prefix(key)?.split_once('，'));
    if let Some((name, _)) = told.filter(|(name, _)| (2..=4).contains(&name.trim().chars().count()))
    {
        return Some(name.trim().to_owned());
    }
    let shadow = Shadow::of(inner);
    let found = credits::credits(inner, &shadow);
    let plain = found.author.filter(|_| found.keys > 0 && found.rest == 0);
    // What he is may stand before his name.
    let named = || {
        let role = names::ROLES.iter().filter_map(|role| Some(inner.rfind(role)? + role.len()));
        let name = inner[role.max()?..].trim();
        names::are_people(name).then(|| names::listed(name))
    };
    plain.or_else(named)
}

fn take(found: &mut Metadata, credits: &Credits) {
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
    if found.source.is_none() && names::may_name_agency(head) {
        found.source = names::agency(head, &Shadow::of(head));
    }
    if found.author.is_none() {
        found.author = own_reporters(head);
    }
    let Some(open) = head.find(['(', '（', '〔', '【']).filter(|_| found.author.is_none())
    else {
        return;
    };
    let inner = &head[open..];
    let Some(close) = inner.find([')', '）', '〕', '】']) else { return };
    let inner = inner[..close].trim_start_matches(['(', '（', '〔', '【']);
    let mut shadow = Shadow::default();
    let sights = shadow.cast(inner);
    // Who reports is named by his role, or beside a day.
    if !sights.may_hold(scan::KEY) && sights.digits < DATE {
        return;
    }
    found.author = match bylines::byline(inner, &shadow) {
        Some(byline) => byline.author,
        None => credits::credits(inner, &shadow).author,
    };
}

/// `本报讯 记者王河报道`, `本报讯（记者……）` without its brackets: who reports, at the head of an article.
fn own_reporters(head: &str) -> Option<String> {
    const OWN: &[&str] = &["本报讯", "本報訊", "本网讯", "本网消息", "本台消息", "本报综合消息"];
    let rest = OWN.iter().find_map(|own| head.strip_prefix(own))?.trim_start();
    let rest =
        ["见习记者", "实习记者", "首席记者", "特约记者", "全媒体记者", "记者", "記者", "通讯员"]
            .iter()
            .find_map(|role| rest.strip_prefix(role))?;
    let end = ["报道", "報道", "報導", "摄影"].iter().filter_map(|word| rest.find(word)).min()?;
    let names = rest[..end].trim();
    names::are_people(names).then(|| names::listed(names))
}
