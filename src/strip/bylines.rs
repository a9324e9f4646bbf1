//! Lines that name who wrote it, and say nothing else.

use super::{
    credits::Credits,
    dates::{date_at, iso, time_at},
    names::{is_paper, is_person, listed},
    shadow::{Shadow, is_han, is_letter},
};

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
    let mut found = Credits::by(None, 1);
    if let Some(at) = (0..shadow.chars.len()).find(|n| shadow.has(*n, "记者")) {
        // 島訊報 記者王河: whose reporter.
        let house = line[..shadow.at(at)].trim_start_matches(['(', '（', '[', '〔', '【']).trim();
        let named = house.chars().all(is_han) && is_paper(&Shadow::of(house).tight);
        found.source =
            Some(house).filter(|_| named && house.chars().count() >= 3).map(str::to_owned);
        let from = (at + 2..).find(|n| shadow.get(*n) != ' ' || *n >= shadow.chars.len());
        let mut name: Vec<usize> = (from.unwrap_or(at + 2)..shadow.chars.len())
            .take_while(|n| is_han(shadow.get(*n)) || shadow.get(*n) == '、')
            .collect();
        // 记者王河、摄影李山/南市报道: who took the pictures did not write it.
        if let Some(took) = (0..name.len()).find(|n| shadow.has(name[*n], "摄影")) {
            name.truncate(took);
        }
        while name.last().is_some_and(|n| shadow.get(*n) == '、') {
            name.pop();
        }
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
    named.then(|| Credits::by(Some(name.to_owned()), 1))
}

/// `原创 阿河 平原风物 2021-3-4 05:06`: an article of a public account, who wrote it, and whose account it is.
pub(super) fn of_account(line: &str) -> Option<Credits> {
    let mut words = line.split_whitespace();
    words.next().filter(|word| matches!(*word, "原创" | "原創"))?;
    let day = |word: &str| {
        let shadow = Shadow::of(word);
        date_at(&shadow, 0).filter(|(len, _)| *len == shadow.chars.len()).map(|(_, date)| date)
    };
    let words: Vec<&str> = words.collect();
    let at = words.iter().position(|word| day(word).is_some())?;
    let (author, source) = match words[..at] {
        [account] => (None, account),
        [author, account] => (Some(author.to_owned()), account),
        _ => return None,
    };
    let time = words.get(at + 1).and_then(|word| time_at(&Shadow::of(word), 0));
    let clock = time.as_ref().map_or(String::new(), |(_, time)| format!("T{time}"));
    let short = |name: &&str| name.chars().count() <= 12 && name.chars().all(is_letter);
    let mut found = Credits::by(author, 1);
    found.date = day(words[at]).map(|date| iso(date) + &clock);
    found.source = Some(source).filter(short).map(str::to_owned);
    found.timed = time.is_some();
    Some(found)
}

/// `原创： 王小河编译 平原风物`: who wrote it, and whose account it is, below a headline. A headline with 原创 before it
/// looks the same.
pub(super) fn of_repost(line: &str) -> Option<Credits> {
    let rest = ["原创", "原創"].iter().find_map(|word| line.trim().strip_prefix(word))?;
    let words: Vec<&str> =
        rest.trim_start().strip_prefix([':', '：'])?.split_whitespace().collect();
    let [author, account] = words[..] else { return None };
    let name = |word: &str| (2..=10).contains(&word.chars().count()) && word.chars().all(is_letter);
    let author = Some(author).filter(|author| name(author) && name(account))?;
    let made = ["编译", "編譯", "整理", "撰文"].iter().find_map(|end| author.strip_suffix(end));
    let mut found = Credits::by(Some(made.unwrap_or(author).to_owned()), 1);
    // What a date stands beside says more.
    found.beside = Some(account.to_owned());
    Some(found)
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
    (named && count <= 40 && !names.is_empty() && all(&persons))
        .then(|| Credits::by(Some(persons), 1))
}

/// `平原日报记者`: whose reporter, and not who.
pub(super) fn of_house(line: &str, shadow: &Shadow) -> Option<Credits> {
    let house = shadow.tight.strip_suffix("记者").filter(|house| is_paper(house))?;
    let short = (3..=8).contains(&house.chars().count()) && house.chars().all(is_han);
    let name = line.trim().trim_end_matches(['记', '記', '者']);
    let mut found = Credits::by(None, 1);
    found.source = Some(name.to_owned());
    short.then_some(found)
}

/// `□ 陈 慧 胡鹏`, and scans that make a duck of the box: names behind an ornament and nothing else.
pub(super) fn boxed_names(line: &str) -> Option<Credits> {
    let names = line.trim().strip_prefix(is_ornament)?.trim_start();
    let names = listed(names);
    let persons: Vec<&str> = names.split('、').collect();
    let all = persons.iter().all(|name| is_person(&Shadow::of(name).tight));
    (all && persons.len() <= 3).then(|| Credits::by(Some(names), 0))
}

/// True when `line` begins as [`boxed_names`] must.
pub(super) fn is_boxed(line: &str) -> bool {
    line.trim_start().starts_with(is_ornament)
}

fn is_ornament(ch: char) -> bool {
    matches!(ch, '□' | '■' | '◎' | '○' | '●' | '☐' | '▢' | '◆' | '\u{1F300}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_with_reporters_is_no_byline() {
        for line in ["现场有记者王河", "（记者手记）", "记者王河：您为什么留下来", "平原晚报记者站"]
        {
            assert!(reporters(line, &Shadow::of(line)).is_none(), "{line}");
        }
    }

    #[test]
    fn the_account_of_an_article_is_its_source() {
        let found = of_account("原创 阿河 平原风物 2021-03-04 05:06").unwrap();
        assert_eq!(found.author.as_deref(), Some("阿河"));
        assert_eq!(found.source.as_deref(), Some("平原风物"));
        assert_eq!(found.date.as_deref(), Some("2021-03-04T05:06"));
        assert!(of_account("原创 首发 独家 转载 2021-03-04").is_none());
    }

    #[test]
    fn who_wrote_what_an_account_posted_stands_before_its_name() {
        let found = of_repost("原创： 王小河编译 平原风物").unwrap();
        assert_eq!(found.author.as_deref(), Some("王小河"));
        assert_eq!(found.beside.as_deref(), Some("平原风物"));
        for line in ["原创：新桥通车以后", "原创 王小河 平原风物", "原创：桥，河 与岸"]
        {
            assert!(of_repost(line).is_none(), "{line}");
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
}
