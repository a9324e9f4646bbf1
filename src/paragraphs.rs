//! Which lines of a text are one paragraph that a fixed width broke.
//!
//! The strip stage asks before it labels lines; the reflow stage joins them.
use std::ops::Range;

use crate::plausible;

/// What stands between two parts of one paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Join {
    /// The line ends and spaces between the parts, in bytes.
    pub(crate) at: Range<usize>,
    /// What belongs there: nothing between hanzi, a space between Latin words.
    pub(crate) with: &'static str,
    /// What broke it.
    pub(crate) by: Break,
}

/// What broke a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// A line end at a fixed width.
    Wrap,
    /// A space where a line end at a fixed width was.
    WrapSpace,
    /// The end of a column or of a page.
    Column,
}

/// The narrowest column, in half widths: a poem's lines have at most eleven hanzi and a comma.
const NARROWEST: usize = 24;

/// How far the lines of one column differ: an indent of two hanzi that may be gone, and marks that may not
/// begin a line.
const RAGGED: usize = 8;

/// The widest column, in half widths.
const WIDEST: usize = 160;

#[derive(Clone, Debug)]
struct Line<'t> {
    /// Without the white space around it.
    text: &'t str,
    start: usize,
    width: usize,
    indented: bool,
    /// Blank lines above it.
    above: bool,
}

/// Every place where a paragraph was broken, from left to right.
pub(crate) fn joins(text: &str) -> Vec<Join> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        let from = found.len();
        joins_of(&text[piece.clone()], &mut found);
        for join in &mut found[from..] {
            join.at = join.at.start + piece.start..join.at.end + piece.start;
        }
    }
    found
}

/// A text of more lines is no page: it is read in pieces of so many, so that what has
/// to be remembered of each is bounded.
const LINES: usize = 1 << 16;

/// What is read as one page: `text`, or parts of it, if it has too many lines.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr_iter(b'\n', rest).nth(LINES - 1);
        let end = end.map_or(text.len(), |end| start + end + 1);
        Some(std::mem::replace(&mut start, end)..end)
    })
}

fn joins_of(text: &str, found: &mut Vec<Join>) {
    let lines = lines(text);
    let spaced = space_width(&lines);
    let width = spaced.or_else(|| line_width(&lines));
    let Some(width) = width else { return };
    for (n, line) in lines.iter().enumerate() {
        if spaced.is_some() && line.width >= width * 3 / 2 {
            spaces(line, found);
        }
        let Some(next) = lines.get(n + 1) else { break };
        let by = if spaced.is_none() && wrapped(line, next, width) {
            Break::Wrap
        } else if parted(line, next, width, spaced.is_some()) {
            Break::Column
        } else {
            continue;
        };
        let at = line.start + line.text.len()..next.start;
        found.push(Join { at, with: between(line.text, next.text), by });
    }
}

/// The lines that are not blank.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut above = false;
    let mut found = Vec::with_capacity(text.len() / 64 + 8);
    for at in split(text) {
        let whole = &text[at.clone()];
        let body = trim_start(whole);
        if body.is_empty() {
            above = true;
            continue;
        }
        let line = trim_end(body);
        let indent = whole.len() - body.len();
        found.push(Line {
            text: line,
            start: at.start + indent,
            width: width(line),
            indented: indent > 1,
            above: std::mem::take(&mut above),
        });
    }
    found
}

/// The lines of `text`, with their ends.
pub(crate) fn split(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    let last = (!text.is_empty() && !text.ends_with('\n')).then_some(text.len());
    ends.chain(last).map(move |end| std::mem::replace(&mut start, end)..end)
}

/// `line` without the white space at its start: most lines begin with a character that their first byte tells
/// from white space.
pub(crate) fn trim_start(line: &str) -> &str {
    match line.as_bytes() {
        [b'!'..=b'~' | 0xE4..=0xE9, ..] => line,
        _ => line.trim_start(),
    }
}

/// `line` without the white space at its end.
pub(crate) fn trim_end(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    match line.as_bytes() {
        [.., b'!'..=b'~'] | [.., 0xE4..=0xE9 | 0xEF, _, _] => line,
        // U+3000 is the only white space that begins so, and the full stop stands two after it.
        [.., 0xE3, _, last] if *last != 0x80 => line,
        _ => line.trim_end(),
    }
}

/// Each byte counts two at most.
const AT_A_TIME: usize = 112;

/// How wide `line` is set, in half widths.
fn width(line: &str) -> usize {
    // Counted in bytes, which is much faster: E2 begins U+2000 and all that follows begins higher. As many as
    // the counter of one byte can hold are counted at a time, in whole steps of the processor.
    let cells = |part: &[u8]| {
        part.iter()
            .fold(0, |sum: u8, byte| sum + u8::from(*byte as i8 >= -0x40) + u8::from(*byte >= 0xE2))
    };
    line.as_bytes().chunks(AT_A_TIME).map(|part| usize::from(cells(part))).sum()
}

/// The width at which line ends broke the text, if they did.
fn line_width(lines: &[Line<'_>]) -> Option<usize> {
    if lines.len() < 4 {
        return None;
    }
    // How many lines have each width; wider ones stand together.
    let mut widths = [0_usize; WIDEST + 2];
    for line in lines {
        widths[line.width.min(WIDEST + 1)] += 1;
    }
    // Of twenty lines one may stick out: an address, a link.
    let mut wider = 0;
    let widest = (0..widths.len()).rev().find(|width| {
        wider += widths[*width];
        wider > lines.len() / 20
    })?;
    if !(NARROWEST..=WIDEST).contains(&widest) {
        return None;
    }
    let near = widest - RAGGED..=widest;
    let count: usize = widths[near.clone()].iter().sum();
    if count < 4 || count * 5 < lines.len() * 2 {
        return None;
    }
    let full = || lines.iter().filter(|line| near.contains(&line.width));
    let open = full().filter(|line| !ends_sentence(line.text)).count();
    let flowing = || full().filter(|line| stops_inside(line.text)).count();
    let broken = open * 10 >= count * 7 && flowing() * 6 >= count && ends_paragraphs(lines, widest);
    let parted = || lines.windows(2).filter(|pair| wrapped(&pair[0], &pair[1], widest));
    (broken && one_sentence(parted().filter_map(|pair| saved(pair[0].text, pair[1].text))))
        .then_some(widest)
}

/// Where a width broke the text, a line that is shorter ends its paragraph; headings do not, but they are few.
fn ends_paragraphs(lines: &[Line<'_>], width: usize) -> bool {
    let short = || lines.iter().filter(|line| line.width + RAGGED < width);
    let open = short().filter(|line| !ends_sentence(line.text)).count();
    open * 2 <= lines.len() - short().count()
}

/// True when what stands at the ends and beginnings of lines belongs together, and does not only happen to be as wide
/// as its neighbours: the lines of a poem, a list or a table do.
fn one_sentence(saved: impl Iterator<Item = f32>) -> bool {
    let (count, sum) = saved.fold((0.0, 0.0), |(count, sum), bits| (count + 1.0, sum + bits));
    sum >= SAVED * count + DOUBT
}

/// The width at which spaces stand between hanzi, if it is one width.
fn space_width(lines: &[Line<'_>]) -> Option<usize> {
    let mut apart: Vec<usize> = Vec::new();
    for line in lines.iter().filter(|line| line.width >= NARROWEST * 3) {
        let mut last = None;
        for at in gaps(line.text) {
            let before = last.replace(at + 1);
            apart.extend(before.map(|before| width(&line.text[before..=at])));
        }
    }
    // Six of ten distances agree, or are two columns; fewer than five say nothing.
    apart.sort_unstable();
    let near = |width: usize| {
        let past = |bound: usize| apart.partition_point(|other| *other < bound);
        past(width + RAGGED + 1) - past(width.saturating_sub(RAGGED))
    };
    let best = apart
        .iter()
        .copied()
        .filter(|width| *width >= NARROWEST)
        .max_by_key(|width| near(*width))?;
    let agree = near(best) + near(best * 2);
    (apart.len() >= 5 && agree * 10 >= apart.len() * 6).then_some(best)
}

/// True when the line end between two lines is one of a fixed width.
fn wrapped(line: &Line<'_>, next: &Line<'_>, width: usize) -> bool {
    let full = line.width + RAGGED >= width && line.width <= width;
    full && !next.above
        && (line.indented || !next.indented)
        && next.width <= width
        && !ends_sentence(line.text)
        && !begins_item(next.text)
}

/// True when a paragraph goes on behind a blank line: at the end of a column.
fn parted(line: &Line<'_>, next: &Line<'_>, width: usize, spaced: bool) -> bool {
    let (Some(last), Some(first)) = (line.text.chars().next_back(), next.text.chars().next())
    else {
        return false;
    };
    let long = |line: &Line<'_>| line.width >= width * 3 / 2;
    if !next.above || !long(line) || !long(next) || begins_item(next.text) {
        return false;
    }
    if matches!(last, ',' | '，' | '、') {
        return true;
    }
    // Spaces still tell how long the last line was. The end of a column leaves it full, the end of a
    // paragraph seldom does, and a heading was never broken.
    let tail = line.text.rsplit(' ').next().map_or(0, self::width);
    let full = tail + RAGGED / 2 >= width && tail <= width + RAGGED;
    if spaced && !full {
        return false;
    }
    let bound = if spaced { SAVED_IF_FULL } else { SAVED };
    is_han(last) && is_han(first) && saved(line.text, next.text).is_some_and(|bits| bits >= bound)
}

/// Bits that two characters save side by side, against an end and a new start.
fn saved(left: &str, right: &str) -> Option<f32> {
    let (last, first) = (left.chars().next_back()?, right.chars().next()?);
    let apart = plausible::step(last, '\n') + plausible::step('\n', first);
    Some(apart - plausible::step(last, first))
}

/// So many more are asked of all line ends together: where four follow each other, of 40,000 wrapped passages 76 in 100 save as
/// much, of 21,000 passages of headlines, sentences and pairs of clauses one in 100; where eight do, 93 and less than one.
const DOUBT: f32 = 6.0;
/// Of 27,000 places inside paragraphs of news 70 in 100 save as much, of 29,000 ends of paragraphs
/// that lost their full stop 7.
const SAVED: f32 = 8.0;
/// As much save 99 in 100, and 81.
const SAVED_IF_FULL: f32 = 4.0;

/// The spaces of a line that stand where a wrap was.
fn spaces(line: &Line<'_>, found: &mut Vec<Join>) {
    for at in gaps(line.text).map(|at| line.start + at) {
        found.push(Join { at: at..at + 1, with: "", by: Break::WrapSpace });
    }
}

/// Where spaces stand in a sentence that would be one without them.
fn gaps(line: &str) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b' ', line.as_bytes()).filter(|at| {
        let (before, after) = (&line[..*at], &line[at + 1..]);
        before.chars().next_back().is_some_and(flows) && after.chars().next().is_some_and(flows)
    })
}

/// True for what a paragraph goes on with and no word ends with a space after.
fn flows(ch: char) -> bool {
    is_han(ch) || matches!(ch, ',' | '，' | '、' | '。' | ';' | '；' | '…' | '”' | '"' | '：')
}

/// What belongs between two parts.
fn between(left: &str, right: &str) -> &'static str {
    let latin = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric());
    if latin(left.chars().next_back()) && latin(right.chars().next()) { " " } else { "" }
}

fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['”', '’', '」', '』', '"', ')', '）', '】']);
    bare.ends_with(['。', '！', '？', '!', '?', '…', '：', ':'])
}

fn stops_inside(line: &str) -> bool {
    let mut chars = line.chars();
    chars.next_back();
    chars.as_str().contains(['。', '，', ',', '、', '；'])
}

/// True for what begins a line of a list, a dialogue or a heading.
fn begins_item(line: &str) -> bool {
    let first = line.chars().next().unwrap_or(' ');
    let numbered = || {
        let rest = line.trim_start_matches(|ch: char| {
            ch.is_ascii_digit() || "一二三四五六七八九十第（(".contains(ch)
        });
        rest.len() < line.len() && rest.starts_with(['、', '.', '．', ')', '）', '章', '条', '节'])
    };
    let spoken = || {
        let colon = line.char_indices().take(8).find(|(_, ch)| matches!(ch, '：' | ':'));
        colon.is_some_and(|(at, _)| line[..at].chars().all(is_han))
    };
    matches!(
        first,
        '•' | '·' | '●' | '■' | '◆' | '★' | '▲' | '△' | '-' | '—' | '*' | '【' | '［' | '#'
    ) || numbered()
        || spoken()
}

fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quotation marks, dashes and dots take a whole cell in Chinese; the spaces of U+2000 are normalised by now.
    fn cells(ch: char) -> usize {
        if ch < '\u{2000}' { 1 } else { 2 }
    }

    #[test]
    fn a_width_counted_in_bytes_is_that_of_the_characters() {
        for line in ["", "a", "é…", "“桥”\u{2003}\u{200F}\u{2010}—→", "𠀀桥\u{1FFF}\u{2000}b"]
        {
            assert_eq!(width(line), line.chars().map(cells).sum(), "{line}");
        }
        assert_eq!(width(&"桥，a".repeat(1000)), 5000);
    }

    #[test]
    fn white_space_is_trimmed_as_ever() {
        for space in ["", " ", "\u{3000}", "\r", "\u{A0}", "\u{2003}", "\u{85}", "\u{FEFF}"] {
            for ch in ['a', '桥', '。', '、', '”', '！', '\u{3041}', '\u{3000}', 'é', '𠀀']
            {
                let line = format!("{space}{ch}{space}\n");
                assert_eq!(trim_start(&line), line.trim_start(), "{line:?}");
                assert_eq!(trim_end(&line), line.trim_end(), "{line:?}");
            }
        }
    }

    #[test]
    fn a_text_of_very_many_lines_is_read_in_pieces() {
        let text = "好\n".repeat(2 * LINES + 1);
        let lines = pieces(&text).map(|at| text[at].lines().count());
        assert_eq!(lines.collect::<Vec<_>>(), [LINES, LINES, 1]);
        assert_eq!(pieces("一行").next(), Some(0..6));
        assert_eq!(pieces("").count(), 0);
    }

    #[test]
    fn lines_that_happen_to_be_as_wide_are_not_one_paragraph() {
        for text in [
            // Headlines.
            "新桥昨日正式通车，两岸往来只需五分钟\n全市中小学今日开学，交警上岗护学\n冷空气明天抵达，气温将骤降十摄氏度\n\
             地铁六号线延长，年底前有望试运行\n老旧小区加装电梯，居民可申请补贴\n图书馆延长开放，读者可以借阅到深夜\n",
            // A poem.
            "我把一生的雨水都收进了旧陶罐里\n等你从远方回来，用它煮一壶茶\n炉火映红了窗纸，雪落满了山岗\n\
             没有人说话，只有水在轻轻地响\n你说这味道像极了那一年的春天\n我们在桥头分手，谁也没有回头\n",
            // A table.
            "姓名,城市,职业,简介\n张三,北京,记者,长期报道农村新闻\n李四,上海,编辑,负责版面\n\
             王五,广州,摄影,拍摄体育比赛\n赵六,深圳,作家,出版小说多部\n",
            // Subtitles.
            "1\n00:00:01,000 --> 00:00:04,000\n你好,世界\n\n2\n00:00:05,000 --> 00:00:08,500\n今天天气不错,我们出去走走\n\n\
             3\n00:00:09,000 --> 00:00:12,500\n好的,走吧\n",
            // A programme, and people.
            "08:30 开幕式，主会场，市长致辞并剪彩\n09:30 主题报告，第一会议厅，全体代表\n\
             11:00 分组讨论，第二至第五会议室，按名单\n14:00 参观考察，统一乘车，门口集合\n",
            "张三，男，1968年生，中共党员，高级工程师\n李四，女，1972年生，民盟盟员，主任医师\n\
             王五，男，1965年生，无党派人士，教授\n赵六，男，1970年生，中共党员，研究员\n",
        ] {
            assert_eq!(joins(text), [], "{text}");
        }
    }

    #[test]
    fn lines_are_parted_behind_line_feeds() {
        for text in ["", "\n", "a", "a\n", "a\n\nb", "\na\r\n"] {
            let lines: Vec<&str> = split(text).map(|at| &text[at]).collect();
            assert_eq!(lines, text.split_inclusive('\n').collect::<Vec<_>>());
        }
    }
}
