//! Days and times of day.

use super::shadow::Shadow;

/// A date at character `n`: how many characters it takes, and its year, month and day.
pub(super) fn date_at(shadow: &Shadow, n: usize) -> Option<(usize, [u32; 3])> {
    if !shadow.get(n).is_ascii_digit() {
        return None;
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
    if shadow.get(at) != ':' || hour > 23 {
        return None;
    }
    let (minute, end) = number_at(shadow, at + 1, 2)?;
    if minute > 59 || end != at + 3 {
        return None;
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
