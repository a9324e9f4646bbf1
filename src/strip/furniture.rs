//! Lines whose shape says that they are furniture: breadcrumbs, menus, numbers of pages.

use super::{
    dates::date_at,
    shadow::{Shadow, is_han, is_letter},
};

/// `首页 - 新闻动态`, `首页 / 评论`: with one stroke for the arrow only the root says what it is.
pub(super) fn begins_at_root(shadow: &Shadow) -> bool {
    let rest = ["首页", "主页"].iter().find_map(|root| shadow.tight.strip_prefix(root));
    rest.is_some_and(|rest| rest.starts_with(['-', '/', '»', '›', '\\']))
        && shadow.chars.len() <= 24
}

/// `首页 > 时政 > 一桥飞架，两岸同城！`: the headline is the last step, and may be a sentence.
pub(super) fn leads_to_headline(shadow: &Shadow) -> bool {
    let Some(rest) = shadow.tight.strip_prefix("首页>") else { return false };
    let mut steps = rest.rsplit('>');
    let last = steps.next().unwrap_or_default();
    last.chars().count() <= 60
        && !last.contains('。')
        && steps.clone().next().is_some()
        && steps.all(|step| (1..=10).contains(&step.chars().count()))
}

/// `首页 > 新闻 > 正文`: names with arrows between them.
pub(super) fn is_breadcrumb(shadow: &Shadow) -> bool {
    let arrows = shadow.tight.bytes().filter(|byte| *byte == b'>').count();
    if arrows == 0 {
        return false;
    }
    let steps: Vec<usize> = shadow
        .tight
        .split('>')
        .filter(|step| !step.is_empty())
        .map(|step| step.chars().count())
        .collect();
    let first = shadow.tight.split(['>', '-', '|']).next().unwrap_or_default();
    let rooted = first.ends_with("首页")
        || ["网", "报", "》"].iter().any(|end| first.ends_with(end))
        || steps.iter().all(|len| *len <= 6);
    let short = !steps.is_empty() && steps.iter().all(|len| *len <= 24);
    short
        && (arrows >= 2 && steps.len() >= 2
            || arrows == 1 && (rooted || shadow.tight.ends_with("正文")))
}

/// `首页 手机 平板 Mac 应用 固件`: five words or more, at most half of them names in Latin letters.
pub(super) fn is_mixed_row(shadow: &Shadow) -> bool {
    let (mut words, mut names, mut shorts) = (0, 0, 0);
    for word in shadow.words(&[' ', '|']) {
        words += 1;
        names +=
            usize::from(word.len() <= 10 && word.iter().all(|(ch, _)| ch.is_ascii_alphanumeric()));
        shorts += usize::from(word.len() <= 5 && word.iter().all(|(ch, _)| is_han(*ch)));
    }
    words >= 5 && names + shorts == words && names <= shorts
}

/// `足球 篮球 排球 乒羽 综合`: four words or more of two to four hanzi each, and nothing else.
pub(super) fn is_row_of_words(shadow: &Shadow) -> bool {
    let short = |word: &[(char, u32)]| {
        (2..=4).contains(&word.len()) && word.iter().all(|(ch, _)| is_han(*ch))
    };
    let marks = &[' ', '|', '/', '·'];
    shadow.words(marks).all(short) && shadow.words(marks).count() >= 4
}

/// `2022年第4期`: an issue of a journal and nothing else.
pub(super) fn is_issue(shadow: &Shadow) -> bool {
    let tight = shadow.tight.as_str();
    let numbered = |text: &str| !text.is_empty() && text.chars().all(|ch| ch.is_ascii_digit());
    tight.strip_suffix('期').and_then(|rest| rest.split_once("年第")).is_some_and(
        |(year, issue)| numbered(year) && numbered(issue) && year.len() == 4 && issue.len() <= 4,
    )
}

/// `2021年3月4日 平原网 时政 1665 0`: a day, names and counts.
pub(super) fn is_row_of_cells(shadow: &Shadow) -> bool {
    let line: String = shadow.chars.iter().map(|(ch, _)| *ch).collect();
    let mut cells = line.split(' ').filter(|cell| !cell.is_empty()).skip(1).peekable();
    let count = |cell: &str| cell.chars().all(|ch| ch.is_ascii_digit());
    let counted = line.split(' ').next_back().is_some_and(count);
    date_at(shadow, 0).is_some()
        && counted
        && cells.all(|cell| count(cell) || cell.chars().count() <= 6)
}

/// `#稻草人# #乡村振兴`: topics and nothing else.
pub(super) fn is_topics(shadow: &Shadow) -> bool {
    let line: String = shadow.chars.iter().map(|(ch, _)| *ch).collect();
    let mut words = line.split(' ').filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| word.starts_with('#') && word.chars().count() > 2)
        && !line.contains(['。', ',', '，'])
        && line.chars().count() <= 80
}

/// `1032人参与308评论`, `阅读 1.2万 点赞 35`: how many have read it and what they did, and nothing else.
pub(super) fn is_counts(shadow: &Shadow) -> bool {
    const DEEDS: &[&str] = &[
        "参与", "评论", "阅读", "浏览", "点赞", "赞", "转发", "分享", "收藏", "回复", "跟贴",
        "跟帖", "点击", "播放", "留言", "喜欢", "关注",
    ];
    let (mut rest, mut deeds, mut counts) = (shadow.tight.as_str(), 0, 0);
    while let Some(first) = rest.chars().next() {
        let number =
            rest.trim_start_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, '.' | ','));
        if number.len() < rest.len() {
            counts += 1;
            rest =
                number.trim_start_matches(['万', '+']).trim_start_matches(['人', '次', '条', '个']);
        } else if let Some(deed) = DEEDS.iter().find(|deed| rest.starts_with(**deed)) {
            deeds += 1;
            rest = rest[deed.len()..].trim_start_matches(['数', '量']);
        } else if matches!(first, ':' | '(' | ')' | '|' | '/' | '·') {
            rest = &rest[first.len_utf8()..];
        } else {
            return false;
        }
    }
    counts > 0 && deeds > 0
}

/// `国贸|增长率|全球经济`, `桃園﹒夫妻﹒家暴`: three words or more with marks between them.
pub(super) fn is_tags(shadow: &Shadow) -> bool {
    let short = |word: &[(char, u32)]| word.len() <= 8 && word.iter().all(|(ch, _)| is_letter(*ch));
    let apart = |mark: &'static [char]| {
        let words = shadow.words(mark);
        words.clone().count() >= 3 && words.clone().all(short)
    };
    apart(&['|']) || apart(&['﹒'])
}

/// `第A01版:要闻 第A02版:时政`, `(下转A07版)`: the frame of a paper's page.
pub(super) fn is_sheet(shadow: &Shadow) -> bool {
    let tight = shadow.tight.as_str();
    let turned =
        tight.starts_with("(上接") || tight.starts_with("(下转") || tight.starts_with("(紧接");
    let sheets = tight
        .match_indices('版')
        .filter(|(at, _)| tight[..*at].ends_with(|ch: char| ch.is_ascii_digit()));
    turned && tight.chars().count() <= 16 || tight.starts_with('第') && sheets.count() >= 2
}

/// `延伸閱讀離島醫師返鄉`: what a list of other articles is called, before the first of them.
pub(super) fn begins_list(tight: &str) -> bool {
    let words = [
        "延伸阅读",
        "推荐阅读",
        "相关阅读",
        "相关新闻",
        "相关文章",
        "相关报道",
        "相关报导",
        "更多新闻",
    ];
    words.iter().any(|word| tight.strip_prefix(word).is_some_and(|rest| rest.chars().count() >= 4))
}

/// `相关菜谱`, `更多社评`: what a list of other articles is called.
pub(super) fn is_list_header(shadow: &Shadow) -> bool {
    const KINDS: &[&str] = &[
        "相关", "推荐", "更多", "热门", "精彩", "最新", "热点", "精选", "往期", "近期", "其他",
        "同类", "最热",
    ];
    const NOUNS: &[&str] = &[
        "视频", "新闻", "文章", "阅读", "图集", "报道", "报导", "资讯", "话题", "帖子", "社评",
        "专题", "链接", "菜谱", "推荐", "博客", "专栏", "图片", "稿件", "解读", "主题", "内容",
        "回顾",
    ];
    let first = shadow.tight.chars().find(|ch| is_letter(*ch)).unwrap_or(' ');
    if !matches!(first, '相' | '推' | '更' | '热' | '精' | '最' | '往' | '近' | '其' | '同')
    {
        return false;
    }
    let tight = shadow.tight.trim_matches(|ch: char| !is_letter(ch));
    KINDS.iter().any(|kind| tight.strip_prefix(kind).is_some_and(|noun| NOUNS.contains(&noun)))
}

/// `·新桥通车 2021-03-22`: a headline and its day.
pub(super) fn is_dated_headline(shadow: &Shadow) -> bool {
    let count = shadow.chars.len();
    (6..count.saturating_sub(4)).rev().take(24).any(|n| {
        date_at(shadow, n).is_some_and(|(len, _)| {
            let rest = (n + len..count)
                .filter(|at| is_letter(shadow.get(*at)) && !shadow.get(*at).is_ascii_digit())
                .count();
            rest == 0 && !(0..n).any(|at| matches!(shadow.get(at), '。' | '，' | ':'))
        })
    })
}

/// `推 oldtree: …… 04/14 22:40`, `※ 發信站: …`: the lines of a bulletin board.
pub(super) fn is_board_line(shadow: &Shadow) -> bool {
    let mut at = 1;
    let pushed = matches!(shadow.get(0), '推' | '嘘' | '→' | '>') && shadow.get(1) == ' ';
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    let name =
        (at..shadow.chars.len()).take_while(|n| shadow.get(*n).is_ascii_alphanumeric()).count();
    // 作者 hekou (河口), 看板 bridges: each on a line of its own.
    let ascii =
        |text: &str| text.starts_with(|ch: char| ch.is_ascii_alphanumeric()) && text.len() >= 2;
    let head =
        shadow.tight.strip_prefix("作者").is_some_and(|who| ascii(who) && who.ends_with(')'))
            || shadow.tight.strip_prefix("看板").is_some_and(|name| ascii(name) && name.is_ascii());
    head || pushed && name >= 2 && matches!(shadow.get(at + name), ':' | ' ')
        || shadow.tight.starts_with("发信站:")
        || shadow.tight.starts_with("文章网址:")
        || shadow.tight.starts_with("作者") && shadow.tight.contains("看板")
}

/// `封面.jpg`, `附件1.pdf`: a file name and nothing else.
pub(super) fn is_file_name(shadow: &Shadow) -> bool {
    const ENDS: &[&str] = &[
        ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".mp4", ".pdf", ".doc", ".docx", ".xls",
        ".xlsx", ".odt", ".ods", ".zip", ".rar",
    ];
    // 名单.pdf (412KB)
    let tight = match shadow.tight.rsplit_once('(') {
        Some((name, size))
            if size.ends_with("b)") && size.starts_with(|ch: char| ch.is_ascii_digit()) =>
        {
            name
        }
        _ => shadow.tight.as_str(),
    };
    let image = ENDS[..7].iter().any(|end| tight.ends_with(end));
    let any = ENDS.iter().any(|end| tight.ends_with(end));
    let bare = !tight.contains(['。', ',', '，', ':', '《']);
    any && bare && tight.chars().count() <= if image { 60 } else { 24 }
}

/// `A- A A+`: the sizes of letters one can choose.
pub(super) fn is_sizes(shadow: &Shadow) -> bool {
    let tight = shadow.tight.as_str();
    let tight =
        ["字体:", "字级:", "字号:"].iter().find_map(|key| tight.strip_prefix(key)).unwrap_or(tight);
    (2..=6).contains(&tight.len())
        && tight.starts_with('a')
        && tight.bytes().all(|b| b"a+-".contains(&b))
}

/// `下载「河岸」App，看更多精彩内容`: a call to get the site's program, and no sentence.
pub(super) fn calls_for_app(shadow: &Shadow) -> bool {
    let tight = shadow.tight.as_str();
    // In bytes: 48 hanzi.
    tight.len() <= 144
        && tight.contains("下载")
        && ["app", "客户端"].iter().any(|word| tight.contains(word))
}

/// `1/3`, `[1][2][3]`, `上一页 1 2 3`: numbers of pages.
pub(super) fn is_paging(shadow: &Shadow) -> bool {
    let (mut marks, mut digits) = (0, 0);
    for ch in shadow.tight.chars() {
        match ch {
            '[' | ']' | '/' | '第' | '页' | '共' | '<' | '>' | '|' => marks += 1,
            '0'..='9' => digits += 1,
            _ => return false,
        }
    }
    // 30/11/2022 is a day.
    let day = || date_at(shadow, 0).is_some_and(|(len, _)| len == shadow.chars.len());
    digits >= 1 && marks >= 2 && digits + marks <= 40 && !day()
}

/// Ways to get in touch: address, post code, telephone, fax, mail.
pub(super) const WAYS: &[&[&str]] = &[
    &["地址:"],
    &["邮编:", "邮政编码:"],
    &["电话", "热线:", "tel:", "发行:", "广告:", "网站:"],
    &["传真:", "fax:"],
    &["e-mail", "邮箱:", "email", "@"],
];

/// How many ways to get in touch a line names.
pub(super) fn contacts(shadow: &Shadow) -> usize {
    WAYS.iter().filter(|ways| ways.iter().any(|way| shadow.tight.contains(way))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_readers_are_told_from_counts_of_anything_else() {
        for line in ["两百人参与", "阅读20分钟", "2人受伤", "评论", "35", "转发微博抽奖10人"]
        {
            assert!(!is_counts(&Shadow::of(line)), "{line}");
        }
        for line in ["12人参与3评论", "阅读 1.2万 点赞 35", "0 跟贴 0", "评论(12)"] {
            assert!(is_counts(&Shadow::of(line)), "{line}");
        }
    }
}
