//! Lines that are made of dates, sources and names.

use std::ops::Range;

use super::{
    cues,
    dates::{date_at, english_at, iso, minguo_at, time_at},
    keys::{self, Key, filler_at, glued_key_at, key_at},
    names::{is_paper, is_person, is_place},
    shadow::{Shadow, is_han, is_letter},
    values::{fits, is_nobody, keep, value_end},
};

/// What a line of dates, sources and names says. Ranges are in bytes of the line.
#[derive(Clone, Debug, Default)]
pub(super) struct Credits {
    /// In ISO 8601.
    pub(super) date: Option<String>,
    pub(super) source: Option<String>,
    pub(super) author: Option<String>,
    pub(super) editor: Option<String>,
    /// A time of day stands beside the date.
    pub(super) timed: bool,
    /// A few characters beside the date may be a name.
    pub(super) named: bool,
    /// What stands right behind the time of day, though it is not known for a source.
    pub(super) beside: Option<String>,
    /// A post of a forum: what stands beside its time is no source.
    posted: bool,
    /// Says that the author is not known.
    pub(super) nameless: bool,
    /// How many keys such as 来源 or 编辑 were read.
    pub(super) keys: usize,
    /// How many keys were read whose value nobody wants.
    pub(super) others: usize,
    /// How many of the first were 时间 or 日期, which may be of anything.
    pub(super) vague: usize,
    /// Letters that are neither keys nor values.
    pub(super) rest: usize,
    /// What stands right before 记者.
    house: Option<String>,
    /// Where the time of day ends, in characters.
    clock: usize,
    /// Where they stand, each run of them, in characters.
    loose: Vec<Range<usize>>,
}

/// Reads a line of dates, keys and values; `line` is what `shadow` is the shadow of.
pub(super) fn credits(line: &str, shadow: &Shadow) -> Credits {
    let mut found = Credits::default();
    let (mut n, mut behind) = (0, 0);
    // A time of day before the date, and where it ends.
    let mut early: Option<(usize, String)> = None;
    while n < shadow.chars.len() {
        let digit = shadow.get(n).is_ascii_digit();
        if digit && let Some((len, date)) = date_at(shadow, n) {
            let before = early.take().filter(|(end, _)| n - end <= 2 && found.date.is_none());
            n += len;
            found.date_is(date);
            // 05:06 2021/03/04: some sites set the time first.
            if let (Some((_, time)), Some(date)) = (before, &mut found.date) {
                (found.timed, found.clock) = (true, n);
                date.push('T');
                date.push_str(&time);
            }
            continue;
        }
        if digit && let Some((len, time)) = time_at(shadow, n) {
            n += len;
            found.clock = n;
            if found.date.is_none() {
                early = Some((n, time.clone()));
            }
            if !found.timed
                && let Some(date) = &mut found.date
            {
                found.timed = true;
                date.push('T');
                date.push_str(&time);
            }
            continue;
        }
        let ch = shadow.get(n);
        if let Some(len) = skipped_at(shadow, n) {
            n += len;
            continue;
        }
        if (digit || ch.is_ascii_alphabetic())
            && let Some((len, date, time)) = english_at(shadow, n)
        {
            n += len;
            found.date_is(date);
            if let (Some(time), Some(date), false) = (time, &mut found.date, found.timed) {
                (found.timed, found.clock) = (true, n);
                date.push('T');
                date.push_str(&time);
            }
            continue;
        }
        if (shadow.has(n, "民国") || shadow.has(n, "中华民国"))
            && let Some((len, date)) = minguo_at(shadow, n)
        {
            n += len;
            found.date_is(date);
            continue;
        }
        if keys::begins(ch) {
            let glued = || if n > 0 && n == behind { glued_key_at(shadow, n) } else { None };
            if let Some((key, value)) = key_at(shadow, n).or_else(glued) {
                let end = value_end(shadow, value, key);
                let text =
                    line[shadow.at(value)..shadow.at(end)].trim().trim_end_matches([';', '；']);
                if fits(key, text, shadow.get(value - 1)) {
                    found.keys += usize::from(key != Key::Other);
                    found.others += usize::from(key == Key::Other);
                    let slot = match key {
                        // Of a post: from which place.
                        Key::Source
                            if shadow.has(n, "来自") && (found.posted || is_device(text)) =>
                        {
                            None
                        }
                        Key::Source => Some(&mut found.source),
                        Key::Author => Some(&mut found.author),
                        Key::Editor => Some(&mut found.editor),
                        Key::Date | Key::Other => None,
                    };
                    found.nameless |= key == Key::Author && is_nobody(text);
                    // 島訊 記者王河: whose reporter.
                    if shadow.has(n, "记者") && n > 0 && shadow.get(n - 1) == ' ' {
                        let house =
                            found.loose.last().filter(|run| run.end + 1 == n && run.len() <= 6);
                        let house =
                            house.map(|run| line[shadow.at(run.start)..shadow.at(run.end)].trim());
                        found.house = house.filter(|_| found.loose.len() == 1).map(str::to_owned);
                    }
                    if let Some(slot) = slot {
                        keep(slot, text, key);
                    }
                    if shadow.has(n, "发表于") {
                        found.posted_by(line, shadow, n);
                    }
                    // 作者：平原晚报 says whose it is.
                    if key == Key::Author && found.source.is_none() {
                        let named = is_paper(&Shadow::of(text).tight) && text.chars().count() <= 12;
                        found.source = named.then(|| text.to_owned());
                    }
                    found.vague += usize::from(key == Key::Date && keys::is_vague(shadow, n));
                    n = if key == Key::Date { value } else { end };
                    let shown = (value..shadow.chars.len()).find(|at| shadow.get(*at) != ' ');
                    if key == Key::Date
                        && let Some((at, (len, date))) =
                            shown.and_then(|at| Some((at, minguo_at(shadow, at)?)))
                    {
                        found.date_is(date);
                        n = at + len;
                    }
                    behind = n;
                    continue;
                }
            }
            // One character alone may be of a name: 王小河.
            let glued = found.loose.last().is_some_and(|last| last.end == n);
            if let Some(len) = filler_at(shadow, n).filter(|len| *len > 1 || !glued) {
                n += len;
                continue;
            }
        }
        if is_letter(ch) || matches!(ch, '《' | '》' | '·') {
            found.rest += usize::from(is_letter(ch) && !ch.is_ascii_digit());
            match found.loose.last_mut() {
                Some(last) if last.end == n => last.end = n + 1,
                _ => found.loose.push(n..n + 1),
            }
        }
        n += 1;
    }
    found.name_the_rest(line, shadow);
    found
}

/// An address, and the day of the old calendar, say nothing: `http://…`, `農曆丙申年七月二十`.
fn skipped_at(shadow: &Shadow, n: usize) -> Option<usize> {
    let word = |other: fn(char) -> bool| {
        (n..shadow.chars.len()).take_while(|at| !other(shadow.get(*at))).count()
    };
    if shadow.has(n, "http") || shadow.has(n, "www.") {
        return Some(word(|ch| ch == ' ' || is_han(ch)));
    }
    if shadow.has(n, "农历") {
        return Some(word(|ch| !is_han(ch)).min(16));
    }
    None
}

/// `鉅網記者王河`: whose reporter, and who.
fn reporter(text: &str, folded: &str) -> Option<(Option<String>, String)> {
    let (house, name) = folded.split_once("记者")?;
    if house.chars().count() > 8
        || !is_person(name)
        || text.chars().count() != folded.chars().count()
    {
        return None;
    }
    let parts = |skip: usize, take: usize| text.chars().skip(skip).take(take).collect::<String>();
    let house = house.chars().count();
    Some((Some(parts(0, house)).filter(|_| house >= 2), parts(house + 2, usize::MAX)))
}

/// `来自Android客户端`, `来自 iPhone`: with what somebody wrote.
fn is_device(text: &str) -> bool {
    text.starts_with(|ch: char| ch.is_ascii_alphabetic())
        || text.contains('楼')
        || text.ends_with("网页版")
}

impl Credits {
    /// Of a line that names who wrote it behind so many keys, and says nothing else.
    pub(super) fn by(author: Option<String>, keys: usize) -> Credits {
        Credits { author, keys, ..Credits::default() }
    }

    /// Keeps the first day.
    fn date_is(&mut self, date: [u32; 3]) {
        self.date.get_or_insert_with(|| iso(date));
    }

    /// 平原老王 发表于 2021-3-4: who posted it stands before character `n`.
    fn posted_by(&mut self, line: &str, shadow: &Shadow, n: usize) {
        self.posted = true;
        let [run] = self.loose.as_slice() else { return };
        let name = line[shadow.at(run.start)..shadow.at(run.end)].trim();
        let alone = run.start == 0 && run.end + 1 == n && run.len() <= 12;
        if self.author.is_none() && alone && !is_nobody(name) {
            self.author = Some(name.to_owned());
        }
    }

    /// Beside a date, a name without a key is a paper's or an author's.
    fn name_the_rest(&mut self, line: &str, shadow: &Shadow) {
        if self.date.is_none() || self.rest > 16 {
            return;
        }
        for run in std::mem::take(&mut self.loose) {
            let text = line[shadow.at(run.start)..shadow.at(run.end)].trim_matches('·').trim();
            let folded: String = shadow.chars[run.clone()].iter().map(|(ch, _)| *ch).collect();
            // From where somebody wrote: 江苏 begins with a family name.
            if is_place(text) {
                continue;
            }
            if let Some((house, name)) = reporter(text, &folded) {
                self.author.get_or_insert(name);
                self.source = self.source.take().or(house);
                continue;
            }
            let han = folded.chars().filter(|ch| is_han(*ch)).count();
            let boxed = matches!(shadow.get(run.start.wrapping_sub(1)), '□' | '■' | '◎' | '○');
            let spaced = matches!(shadow.get(run.start.wrapping_sub(2)), '□' | '■' | '◎' | '○');
            self.named |= (2..=12).contains(&han);
            let behind = self.timed && !self.posted && run.start >= self.clock;
            if (2..=12).contains(&han) && behind && self.beside.is_none() {
                // 社會中心 is a desk.
                let desk = folded.ends_with("中心") && han <= 6;
                let known = desk
                    || folded == "上传"
                    || keys::is_key(&folded)
                    || cues::whole(&folded).is_some()
                    || is_nobody(&folded);
                // From which place somebody wrote, or with what.
                let known = known
                    || ["来自", "发布于", "发表于"].iter().any(|word| folded.starts_with(word));
                self.beside = Some(text.to_owned()).filter(|_| !known && !is_person(&folded));
            }
            // 关闭 and 时间 begin with family names.
            let word = cues::whole(&folded).is_some() || keys::is_key(&folded);
            let person = is_person(&folded) && !is_nobody(&folded) && !word
                || (boxed || spaced) && (2..=4).contains(&han);
            // What is neither a person nor a paper says nothing: a place, a button.
            let slot = match is_paper(&folded) {
                true => &mut self.source,
                false if person => &mut self.author,
                false => continue,
            };
            if (2..=12).contains(&han) && slot.is_none() {
                // 平原晚报专讯 is by 平原晚报.
                let of = ["专讯", "專訊"].iter().find_map(|word| text.strip_suffix(word));
                *slot = Some(of.unwrap_or(text).to_owned());
            }
        }
        if self.source.is_none() {
            self.source = self.house.take();
        }
        // Beside people stand people.
        if self.author.is_some() {
            self.beside = self.beside.take().filter(|name| name.chars().count() >= 4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Credits {
        credits(line, &Shadow::of(line))
    }

    #[test]
    fn a_sentence_is_no_line_of_credits() {
        for line in ["资金来源:财政拨款", "记者手记", "作者简介", "文化强国", "编辑部的故事"]
        {
            assert_eq!(read(line).keys, 0, "{line}");
        }
    }

    #[test]
    fn who_posts_in_a_forum_is_the_author_of_a_post() {
        let found = read("平原老王 发表于 2021-3-4 05:06 | 只看该作者 来自 - 平原 | 倒序浏览");
        assert_eq!(found.author.as_deref(), Some("平原老王"));
        assert_eq!(found.date.as_deref(), Some("2021-03-04T05:06"));
        assert!(found.source.is_none() && found.beside.is_none());
        assert_eq!(read("文章发表于《桥》2021年第4期").keys, 0);
    }

    #[test]
    fn a_time_of_day_may_stand_before_its_day() {
        assert_eq!(read("05:06 2021/03/04").date.as_deref(), Some("2021-03-04T05:06"));
        assert_eq!(read("05:06 平原 2021/03/04").date.as_deref(), Some("2021-03-04"));
    }

    #[test]
    fn who_took_the_pictures_did_not_write_it() {
        for line in ["记者 王河 / 摄影 李山 报道", "（文：王河；图：河岸小组）"]
        {
            let found = read(line);
            assert_eq!(found.author.as_deref(), Some("王河"), "{line}");
        }
    }

    #[test]
    fn keys_that_are_glued_to_a_value_are_read() {
        let found = read("本文来源：平原网责任编辑：王河_PY00318");
        assert_eq!(found.source.as_deref(), Some("平原网"));
        assert_eq!(found.editor.as_deref(), Some("王河"));
        assert_eq!((found.keys, found.rest), (2, 0));
    }

    #[test]
    fn dates_sources_and_names_are_read() {
        let found = read("2021-03-04 05:06:07 来源:平原晚报 责任编辑:李小河");
        assert_eq!(found.date.as_deref(), Some("2021-03-04T05:06:07"));
        assert_eq!(found.source.as_deref(), Some("平原晚报"));
        assert_eq!(found.editor.as_deref(), Some("李小河"));
        assert_eq!(found.rest, 0);
        let found = read("本报记者 陈 河 通讯员 杜小山");
        assert_eq!(found.author.as_deref(), Some("陈河、杜小山"));
        let found = read("執行總監：王大山 編輯：張小河");
        assert_eq!(found.editor.as_deref(), Some("王大山、張小河"));
        assert_eq!(found.keys, 2);
    }
}
