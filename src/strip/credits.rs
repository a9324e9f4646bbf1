//! Lines that are made of dates, sources and names.

use std::ops::Range;

use super::{
    cues,
    dates::{date_at, iso, time_at},
    keys::{self, Key, filler_at, glued_key_at, key_at},
    names::{is_paper, is_person, is_place, listed, names, paper},
    shadow::{Shadow, is_han, is_letter},
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
    /// Says that the author is not known.
    pub(super) nameless: bool,
    /// How many keys such as 来源 or 编辑 were read.
    pub(super) keys: usize,
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
    while n < shadow.chars.len() {
        let digit = shadow.get(n).is_ascii_digit();
        if digit && let Some((len, date)) = date_at(shadow, n) {
            n += len;
            found.date.get_or_insert_with(|| iso(date));
            continue;
        }
        if digit && let Some((len, time)) = time_at(shadow, n) {
            n += len;
            found.clock = n;
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
        if keys::begins(ch) {
            let glued = || if n > 0 && n == behind { glued_key_at(shadow, n) } else { None };
            if let Some((key, value)) = key_at(shadow, n).or_else(glued) {
                let end = value_end(shadow, value, key);
                let text = line[shadow.at(value)..shadow.at(end)].trim();
                if fits(key, text, shadow.get(value - 1)) {
                    found.keys += usize::from(key != Key::Other);
                    let slot = match key {
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
                    // 作者：平原晚报 says whose it is.
                    if key == Key::Author && found.source.is_none() {
                        let named = is_paper(&Shadow::of(text).tight) && text.chars().count() <= 12;
                        found.source = named.then(|| text.to_owned());
                    }
                    n = if key == Key::Date { value } else { end };
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

impl Credits {
    /// Beside a date, a name without a key is a paper's or an author's.
    fn name_the_rest(&mut self, line: &str, shadow: &Shadow) {
        if self.date.is_none() || self.rest > 16 {
            return;
        }
        for run in std::mem::take(&mut self.loose) {
            let text = line[shadow.at(run.start)..shadow.at(run.end)].trim_matches('·').trim();
            let folded: String = shadow.chars[run.clone()].iter().map(|(ch, _)| *ch).collect();
            let han = folded.chars().filter(|ch| is_han(*ch)).count();
            let boxed = matches!(shadow.get(run.start.wrapping_sub(1)), '□' | '■' | '◎' | '○');
            let spaced = matches!(shadow.get(run.start.wrapping_sub(2)), '□' | '■' | '◎' | '○');
            self.named |= (2..=12).contains(&han);
            let behind = self.timed && run.start >= self.clock;
            if (2..=12).contains(&han) && behind && self.beside.is_none() {
                let known = cues::whole(&folded).is_some() || is_nobody(&folded);
                self.beside = Some(text.to_owned()).filter(|_| !known && !is_person(&folded));
            }
            let person = is_person(&folded) && !is_nobody(&folded)
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

/// `记者林月/南市报道`, `〔記者王明／台北報導〕`, `（中央社記者陳河台南8日電）` on a line of its own.
pub(super) fn byline(line: &str, shadow: &Shadow) -> Option<Credits> {
    let tight = shadow.tight.trim_matches(['(', ')', '[', ']']);
    let ends = ["报导", "报道", "日电", "特稿"].iter().any(|end| tight.ends_with(end));
    if !ends {
        return None;
    }
    let size = tight.chars().count();
    let role = tight.find("记者").filter(|at| tight[..*at].chars().count() <= 6);
    let marked = tight.contains('/') || tight.ends_with("日电");
    if !marked || size > 24 || tight.contains(['。', ',', '，', ':', '“']) {
        return None;
    }
    let centre = tight.contains("中心/");
    if role.is_none() && !centre {
        return None;
    }
    let mut found = Credits { keys: 1, ..Credits::default() };
    if let Some(at) = (0..shadow.chars.len()).find(|n| shadow.has(*n, "记者")) {
        let mut name: Vec<usize> = (at + 2..shadow.chars.len())
            .take_while(|n| is_han(shadow.get(*n)) || shadow.get(*n) == '、')
            .collect();
        if !tight.contains('/') {
            name.truncate(3);
        }
        if let (Some(first), Some(last)) = (name.first(), name.last()) {
            found.author = Some(line[shadow.at(*first)..shadow.at(last + 1)].trim().to_owned());
        }
    }
    Some(found)
}

/// `作者 hekou (河口) 看板 bridges`: who wrote on a bulletin board.
pub(super) fn on_board(line: &str) -> Option<Credits> {
    let rest =
        line.trim_start().strip_prefix("作者")?.trim_start_matches([':', '：', ' ', '\u{3000}']);
    let name = rest.split([' ', '(', '（', '\u{3000}']).next()?;
    let named = name.len() >= 2 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    named.then(|| Credits { author: Some(name.to_owned()), keys: 1, ..Credits::default() })
}

/// `（总台央视记者 王河 李小山）`: whose reporters, who, and nothing else.
pub(super) fn reporters(line: &str, shadow: &Shadow) -> Option<Credits> {
    const HOUSES: &[char] = &['社', '报', '网', '台', '视', '端', '刊', '闻'];
    let count = shadow.chars.len();
    if count < 4 {
        return None;
    }
    let boxed = matches!(shadow.get(0), '(' | '[') && matches!(shadow.get(count - 1), ')' | ']');
    let (start, end) = if boxed { (1, count - 1) } else { (0, count) };
    let role = (start..end.min(start + 12)).find(|n| shadow.has(*n, "记者"))?;
    let house: String = shadow.chars[start..role].iter().map(|(ch, _)| *ch).collect();
    let house = house.trim_end_matches("本报").trim();
    // 有记者李明在场 is the beginning of a sentence.
    let named = house.is_empty() || house.ends_with(HOUSES) && house.chars().all(is_letter);
    let names = line[shadow.at(role + 2)..shadow.at(end)].trim();
    let persons = listed(names);
    let all = |names: &str| names.split('、').all(|name| is_person(&Shadow::of(name).tight));
    (named && count <= 40 && !names.is_empty() && all(&persons)).then(|| Credits {
        author: Some(persons),
        keys: 1,
        ..Credits::default()
    })
}

/// `□ 陈 慧 胡鹏`, and scans that make a duck of the box: names behind an ornament and nothing else.
pub(super) fn boxed_names(line: &str) -> Option<Credits> {
    let names = line.trim().strip_prefix(is_ornament)?.trim_start();
    let names = listed(names);
    let persons: Vec<&str> = names.split('、').collect();
    let all = persons.iter().all(|name| is_person(&Shadow::of(name).tight));
    (all && persons.len() <= 3).then(|| Credits { author: Some(names), ..Credits::default() })
}

/// True when `line` begins as [`boxed_names`] must.
pub(super) fn is_boxed(line: &str) -> bool {
    line.trim_start().starts_with(is_ornament)
}

fn is_ornament(ch: char) -> bool {
    matches!(ch, '□' | '■' | '◎' | '○' | '●' | '☐' | '▢' | '◆' | '\u{1F300}'..='\u{1FAFF}')
}

/// Keeps the first source; collects names.
fn keep(slot: &mut Option<String>, text: &str, key: Key) {
    let text = text.trim_matches(|ch: char| ch.is_whitespace() || "()（）【】[]|：:".contains(ch));
    if text.is_empty() {
        return;
    }
    // A button may be glued to it.
    let text = text.strip_suffix("举报").unwrap_or(text);
    let text = if key == Key::Source { paper(text).to_owned() } else { listed(text) };
    if text.chars().count() < 2 || key == Key::Author && is_nobody(&text) {
        return;
    }
    match slot {
        Some(_) if key == Key::Source => {}
        Some(old) => {
            old.push('、');
            old.push_str(&text);
        }
        None => *slot = Some(text),
    }
}

/// 作者：佚名 and 作者：平原网 name nobody.
fn is_nobody(text: &str) -> bool {
    let folded = Shadow::of(text).tight;
    is_paper(&folded) || NOBODY.contains(&&*folded)
}

/// What stands for an author who is not known.
const NOBODY: &[&str] =
    &["未知", "佚名", "匿名", "原创", "网络", "网络整理", "综合", "本站", "小编"];

/// Where the value that begins at character `n` ends.
fn value_end(shadow: &Shadow, n: usize, key: Key) -> usize {
    let mut at = n;
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    while at < shadow.chars.len() {
        let ch = shadow.get(at);
        let wide = ch == ' ' && shadow.get(at + 1) == ' ';
        let source = key == Key::Source && ch == ' ';
        if wide || matches!(ch, '|' | ']' | ')' | '[' | '(') && at > n {
            break;
        }
        let new = || {
            date_at(shadow, at).is_some()
                || time_at(shadow, at).is_some()
                || glued_key_at(shadow, at).is_some()
        };
        if at > n && new() || at == n && glued_key_at(shadow, at).is_some() {
            break;
        }
        let after = matches!(shadow.get(at.wrapping_sub(1)), ' ' | '、' | ';' | ',' | '/');
        if at > n && (after || source) {
            let next = if source { at + 1 } else { at };
            if key_at(shadow, next).is_some() {
                break;
            }
        }
        at += 1;
    }
    at
}

/// True when `text` can be the value of `key`.
fn fits(key: Key, text: &str, mark: char) -> bool {
    let text = text.trim();
    if text.contains(['。', '！', '？', '!', '?', '；', '“', '”', '：']) {
        return false;
    }
    match key {
        Key::Date => true,
        Key::Source => text.chars().count() <= 24 && !text.contains(['，', ',']) && !is_place(text),
        Key::Other => text.chars().count() <= 12,
        Key::Author | Key::Editor => text.is_empty() || names(text, mark == ' ' || is_han(mark)),
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
    fn who_is_with_reporters_is_no_byline() {
        for line in ["现场有记者王河", "（记者手记）", "记者王河：您为什么留下来", "平原晚报记者站"]
        {
            assert!(reporters(line, &Shadow::of(line)).is_none(), "{line}");
        }
    }

    #[test]
    fn reporters_of_a_house_are_its_authors() {
        for line in ["（平原卫视记者 王河 李小山）", "平原晚报记者 王河、李小山"]
        {
            let found = reporters(line, &Shadow::of(line)).unwrap();
            assert_eq!(found.author.as_deref(), Some("王河、李小山"));
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
