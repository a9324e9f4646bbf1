//! What the lines say about the article.

use foldhash::HashSet;

use super::{
    Class, Label, Metadata, bylines,
    credits::{self, Credits},
    cues,
    dates::{self, date_at},
    judge::DATE,
    keys::{self, Key},
    label::Verdict,
    look::Look,
    names::{self, is_paper},
    paragraph::Paragraphs,
    photo_credits, scan,
    shadow::{Shadow, is_han},
    values,
};
use crate::extract::{Facts, Field};

/// How far into an article a dateline with names reaches, in characters.
const DATELINE: usize = 60;

/// So many lines are looked at for one: something may stand above the first paragraph.
const DATELINES: usize = 4;

/// Collects what the lines of a page say.
pub(super) fn of(
    paragraphs: &Paragraphs<'_>,
    looks: &[Look],
    verdicts: &[Verdict],
    facts: &Facts,
) -> Metadata {
    let mut found = Metadata::default();
    if verdicts.iter().all(|verdict| verdict.dropped.is_some()) {
        // A list of articles says nothing of any one of them.
        return found;
    }
    let kept = |n: usize| verdicts[n].dropped.is_none();
    let titled = (0..looks.len()).find(|n| verdicts[*n].label == Label::Title && kept(*n));
    found.title = titled.map(|n| paragraphs.text(n).trim().to_owned());
    let body = |n: &usize| kept(*n) && verdicts[*n].label == Label::Body;
    let first = (0..looks.len()).find(body).unwrap_or(0);
    let last = (0..looks.len()).rfind(body).unwrap_or(0);
    let place = Place { title: titled.filter(|n| *n <= first).unwrap_or(first), first, last };
    // Below the article, other articles have dates and sources of their own.
    let other = |n: usize| {
        let look = &looks[n];
        let unsaid = look.credits.as_ref().is_none_or(|credits| credits.keys == 0);
        n >= first && matches!(verdicts[n].dropped, Some(Class::Related | Class::Comment))
            || n > last + BESIDE && unsaid
    };
    let credited = (0..looks.len()).filter(|n| looks[*n].credits.is_some() && !kept(*n));
    let mut lines: Vec<usize> = credited.filter(|n| !other(*n)).collect();
    // When it was published says more than when it was changed.
    let changed = |n: usize| looks[n].tight.contains("更新") && !looks[n].tight.contains("发布");
    lines.sort_by_key(|n| place.distance(*n) + if changed(*n) { CHANGED } else { 0 });
    for n in &lines {
        looks[*n].credits.iter().for_each(|credits| take(&mut found, credits));
    }
    // 作者： and who it is on the line below.
    for n in place.title..first.min(looks.len().saturating_sub(1)) {
        let key = looks[n].tight.trim_end_matches([':', '/', '|']);
        let name = paragraphs.text(n + 1).trim();
        match keys::key_of(key) {
            Some(Key::Author) if found.author.is_none() && names::are_people(name) => {
                found.author = Some(names::listed(name));
            }
            Some(Key::Source) if found.source.is_none() && is_outlet(name) => {
                found.source = Some(name.to_owned());
            }
            _ => {}
        }
    }
    let body = |n: &usize| kept(*n) && looks[*n].han >= 20;
    for n in (0..looks.len()).filter(body).take(DATELINES) {
        dateline(paragraphs.text(n), &mut found);
    }
    // Who wrote it may stand as a line of its own among the first and the last that stay.
    let near = (first.saturating_sub(2)..looks.len().min(first + 3))
        .chain(last.saturating_sub(2).max(first)..last + 1);
    for n in near.filter(|n| (3..=40).contains(&looks[*n].han)) {
        if found.author.is_none() {
            found.author = signed(paragraphs.text(n));
        }
    }
    // Notices and speeches keep their day: under the headline, or under who signed.
    if found.date.is_none() {
        let near = (first.saturating_sub(2)..looks.len().min(first + 3))
            .chain(last.saturating_sub(1).max(first)..looks.len().min(last + 2));
        let mut near = near.filter(|n| looks[*n].han <= 16);
        if let Some((n, day)) = near.find_map(|n| Some((n, day(paragraphs.text(n))?))) {
            found.date = Some(day);
            found.source = found.source.take().or_else(|| issuer(paragraphs.text(n)));
            // Who speaks is named below the day.
            let below = Some(n + 1).filter(|m| n < first + 2 && *m < paragraphs.len());
            let named =
                below.map(|m| paragraphs.text(m).trim()).filter(|name| names::is_name(name));
            found.author = found.author.take().or_else(|| named.map(names::listed));
        }
    }
    // Papers set who wrote it below the headline, each name as wide as the others: 王 河 李小山.
    if found.author.is_none() {
        let head = place.title..looks.len().min(first + 3);
        let short = head.filter(|n| (4..=16).contains(&looks[*n].han));
        let all = short.map(|n| paragraphs.text(n).trim());
        found.author = all.filter(|line| names::are_set_names(line)).map(names::listed).next();
    }
    // Beside the date, right under the headline, nothing but a source is so short.
    if found.source.is_none() {
        let beside = |n: &&usize| place.distance(**n) <= 2;
        let mut close = lines.iter().filter(beside).filter_map(|n| looks[*n].credits.as_ref());
        found.source = close.find_map(|credits| credits.beside.clone());
    }
    // The day of a paper's edition, among its menus.
    if found.date.is_none() && facts.date.is_none() && facts.shown.is_none() {
        let above =
            (0..place.title).rev().chain(place.title..first).filter(|n| looks[*n].han <= 40);
        found.date = above.filter(|n| !looks[*n].tight.contains("今天")).find_map(|n| {
            let shadow = Shadow::of(paragraphs.text(n));
            (0..shadow.chars.len())
                .find_map(|at| date_at(&shadow, at))
                .map(|(_, date)| dates::iso(date))
        });
    }
    // Hong Kong's offices set the time below the day: 香港時間15時30分.
    if let Some(day) = found.date.as_mut().filter(|date| date.len() == 10) {
        let clock = |look: &&Look| look.tight.starts_with("香港时间") && look.han <= 8;
        let time = looks.iter().find(clock).and_then(|look| {
            let shadow = Shadow::of(&look.tight);
            (0..shadow.chars.len()).find_map(|at| dates::time_at(&shadow, at))
        });
        if let Some((_, time)) = time {
            day.push('T');
            day.push_str(&time);
        }
    }
    merge(&mut found, facts);
    if found.title.is_none() {
        found.title = paragraphs.texts().zip(looks).find_map(|(text, look)| original(text, look));
    }
    if found.source.is_none() {
        let outlet = facts.outlet.as_deref().filter(|name| is_outlet(name)).map(str::to_owned);
        found.source = outlet.or_else(|| site(paragraphs, looks, verdicts, facts));
    }
    // 车驿站 王河: whose page it is did not write it.
    if let (Some(author), Some(source)) = (&mut found.author, &found.source) {
        let mut names: Vec<&str> = author.split('、').filter(|name| name != source).collect();
        let mut seen = HashSet::default();
        names.retain(|name| seen.insert(*name));
        let names = names.join("、");
        if !names.is_empty() {
            *author = names;
        }
    }
    found
}

/// True for what may be the name of an account, a paper, a site: short, and no button.
fn is_outlet(name: &str) -> bool {
    let folded = Shadow::of(name).tight;
    (2..=16).contains(&folded.chars().count())
        && folded.chars().all(|ch| ch.is_alphanumeric() || ch == '·')
        && folded.chars().any(is_han)
        && cues::whole(&folded).is_none()
        && !keys::is_key(&folded)
        && !names::is_place(name)
}

/// What stands where a class says that the name of who wrote it does, though no name is like it: `青竹`, `修车的老段`.
fn pen_name(facts: &Facts) -> Option<String> {
    let name = facts.byline.as_deref()?;
    let folded = Shadow::of(name).tight;
    let said = is_outlet(name) && !is_paper(&folded) && folded.chars().count() <= 8;
    (said && !values::is_nobody(&folded)).then(|| name.to_owned())
}

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
        let said = |fact: &String| credits::credits(fact, &Shadow::of(fact)).source;
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
    let read = |date: &str| credits::credits(date, &Shadow::of(date)).date;
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
fn longer(old: &Option<String>, new: &Option<String>) -> bool {
    match (old, new) {
        (None, _) => true,
        (Some(old), Some(new)) => new.len() > old.len() && new.starts_with(old.as_str()),
        _ => false,
    }
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

/// What the site is called: by its own word, in the title of the window, at the root of the breadcrumb, or at the foot.
fn site(
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

/// `平原晚报电子版` without what it is an edition of.
fn edition(name: &str) -> &str {
    const EDITIONS: &[&str] = &[
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
    let name = name.trim();
    let paper = EDITIONS.iter().find_map(|word| name.strip_suffix(word)).map(str::trim_end);
    paper.filter(|paper| paper.chars().count() >= 3).unwrap_or(name)
}

/// `平原日报 Plain Daily`, `Plain 平原日报`: the part that is in hanzi.
fn in_hanzi(name: &str) -> &str {
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
