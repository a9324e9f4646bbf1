//! Days and times of day.

use super::shadow::Shadow;

/// A date at character `n`: how many characters it takes, and its year, month and day.
pub(super) fn date_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3])> {
    if !shadow.get(n).is_ascii_digit() {
        return None;
    }
    if [1, 2].into_iter().any(|len| matches!(shadow.get(n + len), '/' | '-')) {
        return day_first_at(shadow, n);
    }
    if [1, 2].into_iter().any(|len| shadow.get(n + len) == '月') {
        return month_first_at(shadow, n);
    }
    let (year, mut at) = number_at(shadow, n, 4)?;
    if !(1949..2100).contains(&year)
        || at != n + 4
        || shadow.get(n.wrapping_sub(1)).is_ascii_digit()
    {
        return None;
    }
    let gap = |mut at: usize| {
        while shadow.get(at) == ' ' && at < shadow.chars.len() {
            at += 1;
        }
        at
    };
    at = gap(at);
    let separator = shadow.get(at);
    let spaced = at > n + 4;
    if !matches!(separator, '年' | '-' | '/' | '.') {
        if !spaced {
            return None;
        }
    } else {
        at += 1;
    }
    let (month, end) = number_at(shadow, gap(at), 2)?;
    at = gap(end);
    if !matches!(shadow.get(at), '月' | '-' | '/' | '.') || !(1..=12).contains(&month) {
        return None;
    }
    let (day, end) = number_at(shadow, gap(at + 1), 2)?;
    at = end;
    if !(1..=31).contains(&day) {
        return None;
    }
    if shadow.get(gap(at)) == '日' {
        at = gap(at) + 1;
    } else if separator == '年' {
        return None;
    }
    Some((at - n, [year, month, day]))
}

/// `14/09/2023`, `1/3/2023`, as Hong Kong and Malaysia write it; where that is no day, the month stands first.
fn day_first_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3])> {
    let before = shadow.get(n.wrapping_sub(1));
    if before.is_ascii_digit() || before == '/' {
        return None;
    }
    let (day, at) = number_at(shadow, n, 2)?;
    let mark = Some(shadow.get(at)).filter(|mark| matches!(mark, '/' | '-'))?;
    let (month, at) = number_at(shadow, at + 1, 2)?;
    if shadow.get(at) != mark {
        return None;
    }
    let (year, end) = number_at(shadow, at + 1, 4)?;
    let (day, month) = if month > 12 { (month, day) } else { (day, month) };
    let fits = (1949..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let whole = end == at + 5 && !shadow.get(end).is_ascii_digit();
    (fits && whole).then_some((end - n, [year, month, day]))
}

/// `11月 28, 2022`, as programs made for English write it.
fn month_first_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3])> {
    if shadow.get(n.wrapping_sub(1)).is_ascii_digit() {
        return None;
    }
    let gap = |at: usize| {
        (at..).find(|at| !matches!(shadow.get(*at), ' ' | ',') || *at >= shadow.chars.len())
    };
    let (month, at) = number_at(shadow, n, 2)?;
    let (day, at) = number_at(shadow, gap(at + 1)?, 2)?;
    let from = Some(gap(at)?).filter(|from| *from > at)?;
    let (year, end) = number_at(shadow, from, 4)?;
    let fits = (1949..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    (fits && end == from + 4).then_some((end - n, [year, month, day]))
}

/// `112-03-15`, `民國112年3月15日`: a date at character `n` whose year is counted from 1912, as Taiwan's offices count. Anywhere
/// but behind a word such as 發布日期 it may be a number of anything.
pub(super) fn minguo_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3])> {
    let mut at = n;
    for word in ["中华", "民国"] {
        at += if shadow.has(at, word) { 2 } else { 0 };
    }
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    let (year, end) = number_at(shadow, at, 3)?;
    let mark = Some(shadow.get(end)).filter(|mark| matches!(mark, '年' | '-' | '/' | '.'))?;
    let (month, end) = number_at(shadow, end + 1, 2)?;
    let next = if mark == '年' { '月' } else { mark };
    if shadow.get(end) != next || !(38..=188).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let (day, end) = number_at(shadow, end + 1, 2)?;
    let end = if mark == '年' && shadow.get(end) == '日' { end + 1 } else { end };
    let whole = (1..=31).contains(&day) && !shadow.get(end).is_ascii_digit();
    whole.then_some((end - n, [year + 1911, month, day]))
}

/// `Mar 11 2023`, `11 March 2023`, `Sat Mar 11 21:04:33 2023`: a date in English at character `n`, and the time of day in it.
pub(super) fn english_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3], Option<String>)> {
    if shadow.get(n.wrapping_sub(1)).is_ascii_alphanumeric() && n > 0 {
        return None;
    }
    let gap = |mut at: usize| {
        while matches!(shadow.get(at), ' ' | ',' | '.') && at < shadow.chars.len() {
            at += 1;
        }
        at
    };
    let mut at = n;
    if WEEKDAYS.iter().any(|day| shadow.has(at, day)) {
        at += (at..).take_while(|n| shadow.get(*n).is_ascii_alphabetic()).count();
        at = gap(at);
    }
    let first = number_at(shadow, at, 2);
    let named = gap(first.map_or(at, |(_, end)| end));
    let word = (named..).take_while(|n| shadow.get(*n).is_ascii_alphabetic()).count();
    let is_month = |month: &&str| {
        (word == 3 || word == month.len() || word == 4 && *month == "september")
            && shadow.has(named, &month[..word])
    };
    let month = MONTHS.iter().position(is_month)?;
    let mut at = gap(named + word);
    let day = match first {
        Some((day, _)) => day,
        None => {
            let (day, end) = number_at(shadow, at, 2)?;
            at = gap(end);
            day
        }
    };
    let mut time = None;
    if let Some((len, found)) = time_at(shadow, at) {
        (time, at) = (Some(found), gap(at + len));
    }
    let (year, end) = number_at(shadow, at, 4)?;
    let whole = end == at + 4 && !shadow.get(end).is_ascii_digit();
    let fits = whole && (1949..2100).contains(&year) && (1..=31).contains(&day);
    fits.then_some((end - n, [year, month as u32 + 1, day], time))
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `二〇一七年六月十二日`: the day below who signed a notice, at character `n`.
pub(super) fn numerals_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3])> {
    let digit = |ch: char| match ch {
        '○' | 'o' | '0' | '零' => Some(0),
        _ => "〇一二三四五六七八九".chars().position(|one| one == ch).map(|at| at as u32),
    };
    let year = (n..n + 4).try_fold(0, |year, at| Some(year * 10 + digit(shadow.get(at))?))?;
    // 十二, 二十, 廿一.
    let number = |from: usize| {
        let (mut at, mut value) = (from, 0);
        loop {
            match shadow.get(at) {
                // No month and no day has more.
                '十' if value < 10 => value = value.max(1) * 10,
                '十' => return (0, at),
                '廿' => value = 20,
                '卅' => value = 30,
                ch => match digit(ch) {
                    Some(one) if value < 100 => value += one,
                    Some(_) => return (0, at),
                    None => return (value, at),
                },
            }
            at += 1;
        }
    };
    let (month, at) = number(n + 5);
    let (day, end) = number(at + 1);
    let marked = (shadow.get(n + 4), shadow.get(at), shadow.get(end)) == ('年', '月', '日');
    let fits = (1949..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    (marked && fits).then_some((end + 1 - n, [year, month, day]))
}

/// A day and time in ISO 8601, so many hours later; fewer than a day's.
pub(super) fn hours_later(date: &str, hours: u32) -> Option<String> {
    let number = |from: usize, to: usize| date.get(from..to)?.parse::<u32>().ok();
    let (mut year, mut month, mut day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let mut hour = number(11, 13)? + hours;
    if hour >= 24 {
        (hour, day) = (hour - 24, day + 1);
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if day > days {
            (day, month) = (1, month + 1);
        }
        if month > 12 {
            (month, year) = (1, year + 1);
        }
    }
    Some(format!("{}T{hour:02}{}", iso([year, month, day]), date.get(13..)?))
}

/// A day in ISO 8601.
pub(super) fn iso([year, month, day]: [u32; 3]) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// A time of day at character `n`: how many characters it takes, and the time as `hh:mm:ss` or `hh:mm`.
pub(super) fn time_at(shadow: &Shadow, n: usize) -> Option<(usize, String)> {
    if !shadow.get(n).is_ascii_digit() {
        return None;
    }
    let (hour, at) = number_at(shadow, n, 2)?;
    if !matches!(shadow.get(at), ':' | '时') || hour > 23 {
        return None;
    }
    let (minute, end) = number_at(shadow, at + 1, 2)?;
    if minute > 59 || end != at + 3 {
        return None;
    }
    if shadow.get(at) == '时' {
        let closed = shadow.get(end) == '分';
        return closed.then(|| (end + 1 - n, format!("{hour:02}:{minute:02}")));
    }
    // 7:33pm, 7:33 下午
    let half = usize::from(shadow.get(end) == ' ') + end;
    let halves = [("am", 0), ("pm", 12), ("上午", 0), ("下午", 12)];
    let half =
        halves.into_iter().find(|(word, _)| shadow.has(half, word)).map(|half_| (half, half_.1));
    if let Some((at, noon)) = half.filter(|_| (1..=12).contains(&hour))
        && !shadow.get(at + 2).is_ascii_alphanumeric()
    {
        return Some((at + 2 - n, format!("{:02}:{minute:02}", hour % 12 + noon)));
    }
    if shadow.get(end) == ':'
        && let Some((second, last)) = number_at(shadow, end + 1, 2)
        && second < 60
        && last == end + 3
    {
        return Some((last - n, format!("{hour:02}:{minute:02}:{second:02}")));
    }
    Some((end - n, format!("{hour:02}:{minute:02}")))
}

fn number_at(shadow: &Shadow, n: usize, most: usize) -> Option<(u32, usize)> {
    let digits = (n..n + most).map(|at| shadow.get(at)).take_while(char::is_ascii_digit);
    let (mut value, mut len) = (0, 0);
    for digit in digits {
        value = value * 10 + digit.to_digit(10)?;
        len += 1;
    }
    (len > 0).then_some((value, n + len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_each_place_writes_them() {
        let day = |line: &str| date_at(&Shadow::of(line), 0).map(|(_, date)| iso(date));
        for line in [
            "9月 14, 2023",
            "2023-09-14",
            "2023年9月14日",
            "14/09/2023 10:20",
            "14-9-2023",
            "9/14/2023",
        ] {
            assert_eq!(day(line).as_deref(), Some("2023-09-14"), "{line}");
        }
        for line in ["14/09/23", "31/12/20234", "3/4", "14/9-2023", "1-2-3", "112-03-15"] {
            assert_eq!(day(line), None, "{line}");
        }
    }

    #[test]
    fn years_of_the_republic_are_read_behind_a_key() {
        let day = |line: &str| minguo_at(&Shadow::of(line), 0).map(|(_, date)| iso(date));
        for line in
            ["112-03-15", "112/3/15", "112年3月15日", "民國112年3月15日", "中華民國 112年3月15日"]
        {
            assert_eq!(day(line).as_deref(), Some("2023-03-15"), "{line}");
        }
        for line in ["2023-03-15", "12-03-15", "112-13-15", "112"] {
            assert_eq!(day(line), None, "{line}");
        }
    }

    #[test]
    fn clocks_go_over_midnight_and_the_year() {
        assert_eq!(hours_later("2023-02-08T10:20:05", 8).as_deref(), Some("2023-02-08T18:20:05"));
        assert_eq!(hours_later("2024-02-28T16:00", 8).as_deref(), Some("2024-02-29T00:00"));
        assert_eq!(hours_later("2023-12-31T23:59", 8).as_deref(), Some("2024-01-01T07:59"));
        assert_eq!(hours_later("2023-12-31", 8), None);
    }

    #[test]
    fn days_in_numerals_are_read() {
        let day = |line: &str| numerals_at(&Shadow::of(line), 0).map(|(_, date)| iso(date));
        for (line, date) in [
            ("二〇一七年六月十二日", "2017-06-12"),
            ("二○一七年十二月三十一日", "2017-12-31"),
            ("二零一七年十月廿一日", "2017-10-21"),
        ] {
            assert_eq!(day(line).as_deref(), Some(date), "{line}");
        }
        for line in [
            "二〇一七年",
            "一九年六月十二日",
            "二〇一七年十三月一日",
            "二〇一七年十十十十十十十十十十十十月一日",
            "二〇一七年六月",
        ] {
            assert_eq!(day(line), None, "{line}");
        }
    }

    #[test]
    fn dates_in_english_are_read() {
        let read = |line: &str| {
            let (_, date, time) = english_at(&Shadow::of(line), 0)?;
            Some((iso(date), time))
        };
        let day = "2023-03-11".to_owned();
        for line in ["Mar 11, 2023", "11 March 2023", "Sat, 11 Mar 2023"] {
            assert_eq!(read(line), Some((day.clone(), None)), "{line}");
        }
        let clock = Some("21:04:33".to_owned());
        assert_eq!(read("Sat Mar 11 21:04:33 2023"), Some((day, clock)));
        for line in ["Mar 2023", "March of the 11 2023", "sat", "mayor 11 2023", "11 桥 2023"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
