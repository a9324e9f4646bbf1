//! Whole pages, from the bytes to the article.

mod common;

use std::{borrow::Cow, fs};

use common::{Fixture, f1, folder, lines, same_as_file};
use zhclean::{Cleaned, Cleaner, Hint, Metadata, Options, Strictness};

#[test]
fn the_files_are_what_their_sources_say() {
    let mut faults = Vec::new();
    for page in Fixture::all() {
        let file = format!("{}.txt", page.name);
        faults.extend(same_as_file(&folder("pages").join(&file), &page.scraped()).err());
        faults.extend(
            same_as_file(&folder("expected").join(&file), page.expected().as_bytes()).err(),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_comes_out_as_an_editor_would_cut_it() {
    let cleaner = Cleaner::new(Options::default());
    let mut faults = Vec::new();
    for page in Fixture::all() {
        let bytes = page.bytes();
        let cleaned = cleaner.clean_bytes(&bytes, Hint::default());
        let text = text_fault(&page, &cleaned);
        faults.extend(verdict(&page.name, "text", text, page.fails.as_deref()));
        let metadata = metadata_fault(&page, &cleaned.metadata);
        faults.extend(verdict(&page.name, "metadata", metadata, page.fails_metadata.as_deref()));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// A fault that was not announced, or an announced one that is gone.
/// `SHOW=1` shows the announced ones too.
fn verdict(name: &str, what: &str, fault: Option<String>, known: Option<&str>) -> Option<String> {
    let known = known.filter(|_| std::env::var_os("SHOW").is_none());
    match (fault, known) {
        (Some(fault), None) => Some(format!("## {name}: {what}\n{fault}")),
        (None, Some(why)) => {
            Some(format!("## {name}: the {what} is right now; it was marked as failing: {why}"))
        }
        _ => None,
    }
}

fn text_fault(page: &Fixture, cleaned: &Cleaned<'_>) -> Option<String> {
    let expected = page.expected();
    let (wanted, got) = (lines(&expected), lines(&cleaned.text));
    if wanted == got {
        return None;
    }
    let missing = wanted.iter().filter(|line| !got.contains(line)).map(|line| format!("- {line}"));
    let extra = got.iter().filter(|line| !wanted.contains(line)).map(|line| format!("+ {line}"));
    Some(missing.chain(extra).collect::<Vec<_>>().join("\n"))
}

fn metadata_fault(page: &Fixture, got: &Metadata) -> Option<String> {
    let day = got.date.as_ref().map(|date| date.chars().take(10).collect::<String>());
    let faults: Vec<String> = [
        ("title", &page.title, &got.title, false),
        ("date", &page.date, &day, false),
        ("source", &page.source, &got.source, false),
        ("author", &page.author, &got.author, true),
        ("editor", &page.editor, &got.editor, true),
    ]
    .into_iter()
    .filter(|(_, wanted, got, are_names)| match are_names {
        true => names(wanted) != names(got),
        false => wanted != got,
    })
    .map(|(key, wanted, got, _)| format!("  {key}: {got:?}, not {wanted:?}"))
    .collect();
    (!faults.is_empty()).then(|| faults.join("\n"))
}

/// In percent of the pages that say it; a page that is marked as failing counts.
#[test]
fn metadata_is_read_from_nearly_every_page_that_says_it() {
    let cleaner = Cleaner::new(Options::default());
    let mut counts = [("title", 0, 0), ("date", 0, 0), ("source", 0, 0), ("author", 0, 0)];
    for page in Fixture::all() {
        let bytes = page.bytes();
        let got = cleaner.clean_bytes(&bytes, Hint::default()).metadata;
        let day = got.date.as_ref().map(|date| date.chars().take(10).collect::<String>());
        let fields = [
            (page.title.is_some(), page.title == got.title),
            (page.date.is_some(), page.date == day),
            (page.source.is_some(), page.source == got.source),
            (page.author.is_some(), names(&page.author) == names(&got.author)),
        ];
        for ((_, all, right), (said, same)) in counts.iter_mut().zip(fields) {
            *all += usize::from(said);
            *right += usize::from(said && same);
        }
    }
    let floors = [97, 98, 96, 95];
    let low: Vec<_> = counts
        .iter()
        .zip(floors)
        .filter(|((_, all, right), floor)| right * 100 < all * floor)
        .collect();
    assert!(low.is_empty(), "right and all, below their floors: {low:?}");
}

fn names(list: &Option<String>) -> Vec<&str> {
    let list = list.as_deref().unwrap_or_default();
    let mut names: Vec<&str> =
        list.split(['、', ' ', '，', ',', '/']).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names
}

#[test]
fn cleaning_a_page_twice_is_cleaning_it_once() {
    let cleaner = Cleaner::new(Options::default());
    let faults: Vec<String> = Fixture::all()
        .iter()
        .filter_map(|page| {
            let bytes = page.bytes();
            let once = cleaner.clean_bytes(&bytes, Hint::default());
            changed(&page.name, &cleaner, &once.text)
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_page_cleaned_gently_or_strictly_is_cleaned_once_too() {
    for strictness in [Strictness::Gentle, Strictness::Strict] {
        let cleaner = Cleaner::new(Options::default().strictness(strictness));
        for page in Fixture::all() {
            let bytes = page.bytes();
            let once = cleaner.clean_bytes(&bytes, Hint::default());
            assert!(once.lines.iter().all(|line| (0.0..=1.0).contains(&line.probability)));
            let twice = cleaner.clean(&once.text);
            assert_eq!(twice.text, once.text, "{} {strictness}", page.name);
        }
    }
}

#[test]
fn an_article_without_its_page_is_left_as_it_is() {
    let cleaner = Cleaner::new(Options::default());
    let mut faults = Vec::new();
    for page in Fixture::all() {
        let article = page.expected();
        faults.extend(changed(&page.name, &cleaner, &article));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn repair_and_normalize_leave_clean_pages_alone() {
    let mut faults = Vec::new();
    for stage in ["repair", "normalize"] {
        let cleaner = Cleaner::new(Options::default().only([stage]).unwrap());
        for page in Fixture::all() {
            faults.extend(changed(&page.name, &cleaner, &page.page()));
        }
        for (name, text) in clean_texts() {
            faults.extend(changed(&name, &cleaner, &text));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn clean_text_of_every_kind_is_left_as_it_is() {
    let cleaner = Cleaner::new(Options::default());
    let faults: Vec<String> =
        clean_texts().iter().filter_map(|(name, text)| changed(name, &cleaner, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn clean_texts() -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = fs::read_dir(folder("clean"))
        .expect("fixtures/clean is there")
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().into(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    texts.sort();
    texts
}

fn changed(name: &str, cleaner: &Cleaner, text: &str) -> Option<String> {
    let cleaned = cleaner.clean(text);
    if matches!(cleaned.text, Cow::Borrowed(_)) {
        return None;
    }
    let changes: Vec<String> = cleaned
        .trace
        .changes()
        .take(5)
        .map(|change| format!("  {}: {:?} → {:?}", change.rule, change.removed, change.inserted))
        .collect();
    Some(format!("{name}\n{}", changes.join("\n")))
}

/// Pages that must come out right to the letter, in percent.
const EXACT: f64 = 72.0;

/// How much of the characters must be right, over the pages.
const CHARACTERS: f64 = 0.984;

#[test]
fn the_share_of_pages_that_come_out_right_does_not_drop() {
    let cleaner = Cleaner::new(Options::default());
    let (mut exact, mut characters, pages) = (0, 0.0, Fixture::all());
    for page in &pages {
        let bytes = page.bytes();
        let cleaned = cleaner.clean_bytes(&bytes, Hint::default());
        exact += usize::from(text_fault(page, &cleaned).is_none());
        let score = f1(&page.expected(), &cleaned.text);
        eprintln!("{score:.3} {}", page.name);
        characters += score;
    }
    let exact = 100.0 * exact as f64 / pages.len() as f64;
    let characters = characters / pages.len() as f64;
    eprintln!("{} pages: {exact:.1} % right to the letter, F1 {characters:.4}", pages.len());
    assert!(exact >= EXACT, "{exact:.1} % of the pages are right to the letter");
    assert!(characters >= CHARACTERS, "the mean F1 of the characters is {characters:.4}");
}

#[test]
fn a_window_that_opens_before_the_page_is_not_of_its_article() {
    let page = "河岸新桥通车_平原晚报\n首页 | 新闻 | 体育 | 财经\n订阅声明\n\
        本报只接受读者本人订阅，任何第三方平台的赠送或售卖行为均未获得我们的授权，请读者留意。\n我知道了\n\
        河岸新桥通车\n2021-03-04 05:06 来源：平原晚报\n\
        连接两岸的新桥昨天上午正式通车，市民从此可以步行过河，不必再等渡船。\n\
        桥面宽三十米，双向有六条车道，两侧还有人行道，桥下的航道也比从前宽了一倍。\n\
        “以前过河要等半个小时，现在五分钟就到了。”家住河东的老人说，他每天都要来桥上走一走。\n\
        大桥的建设用了三年时间，先后有两千多名工人参加，没有发生一起事故，工程质量全部合格。\n\
        版权所有 平原晚报\n";
    let cleaned = Cleaner::new(Options::default()).clean(page);
    assert!(cleaned.text.starts_with("河岸新桥通车\n连接两岸"), "{}", cleaned.text);
    assert!(!cleaned.text.contains("订阅"), "{}", cleaned.text);
    assert_eq!(cleaned.metadata.title.as_deref(), Some("河岸新桥通车"));
}

const ARTICLE: &str = "连接两岸的新桥昨天上午正式通车，市民从此可以步行过河，不必再等渡船。\n\
    桥面宽三十米，双向有六条车道，两侧还有人行道，桥下的航道也比从前宽了一倍。\n\
    “以前过河要等半个小时，现在五分钟就到了。”家住河东的老人说，他每天都要来桥上走一走。\n";

/// The page that is `above` the article, the article, and a foot.
fn page(above: &str) -> zhclean::Cleaned<'static> {
    let page =
        format!("{above}{ARTICLE}责任编辑：李小河\n相关阅读\n两岸渡船停航\n版权所有 平原晚报\n");
    Cleaner::new(Options::default()).clean(&page).into_owned()
}

#[test]
fn a_headline_is_found_among_buttons() {
    for above in [
        "汽车\n视频\n河岸两座新桥昨天同时通车\n分享到：\n22  59\n\
         2021-03-04 05:06:07 字号：A- A A+ 来源：平原网\n最后更新: 2021-03-04 05:07:08\n",
        "酒业\n美食\n资讯 > 大陆 > 正文\n河岸两座新桥昨天同时通车\n平原通讯\n下载客户端\n独家抢先看\n2021年03月04日 05:06:07 来自北京\n",
        "首页 > 时政 > 河岸两座新桥昨天同时通车\n河岸两座新桥昨天同时通车\n2021年03月04日 平原风物 时政 1665 0\n",
    ] {
        let cleaned = page(above);
        assert_eq!(cleaned.metadata.title.as_deref(), Some("河岸两座新桥昨天同时通车"), "{above}");
        assert_eq!(cleaned.text, format!("河岸两座新桥昨天同时通车\n{ARTICLE}"), "{above}");
        let place = cleaned.metadata.source.filter(|source| source.contains("北京"));
        assert_eq!(place, None, "where somebody wrote is no source");
    }
}

#[test]
fn a_headline_that_cries_or_trails_off_is_one() {
    for headline in
        ["他放弃高薪来到河岸 唯一的要求竟是……", "河岸两座新桥昨天同时通车，市民：等了三十年！"]
    {
        let cleaned = page(&format!(
            "首页 > 时政 > {headline}\n{headline}\n2021年03月04日 05:06\n来源：平原网\n57人参与11评论\n"
        ));
        assert_eq!(cleaned.metadata.title.as_deref(), Some(headline));
        assert_eq!(cleaned.text, format!("{headline}\n{ARTICLE}"));
    }
}

#[test]
fn numbers_of_parts_stay_and_numbers_of_pages_go() {
    let page = |lines: &[&str]| {
        let head = "首页 > 正文\n河岸两座新桥昨天同时通车\n2021-03-04 05:06 来源：平原网\n";
        let page = format!("{head}{}\n责任编辑：李小河\n", lines.join("\n"));
        Cleaner::new(Options::default()).clean(&page).text.into_owned()
    };
    let [first, second, third] = ARTICLE.lines().collect::<Vec<_>>()[..] else { unreachable!() };
    for kept in [
        vec!["1", first, "2", second, "3", third],
        vec!["01", "渡口的老人", first, "02", "桥上的人", second, third],
        vec!["Part 1", first, second, "Part 2", third],
    ] {
        let article = format!("河岸两座新桥昨天同时通车\n{}\n", kept.join("\n"));
        assert_eq!(page(&kept), article);
    }
    for pages in [vec!["1", "2", "3", "下一页"], vec!["1 2 3 下一页"], vec!["1/3"]] {
        let article = [first, second, third];
        let whole = page(&[&article[..], &pages].concat());
        assert_eq!(whole, format!("河岸两座新桥昨天同时通车\n{}\n", article.join("\n")));
    }
}

#[test]
fn an_account_and_where_pictures_are_from_go() {
    let above = "首页 > 正文\n河岸两座新桥昨天同时通车\n2021年03月04日 05:06 平原网\n原创： 王河小组编译 平原风物\n图/hean\n";
    let cleaned = page(above);
    assert_eq!(cleaned.text, format!("河岸两座新桥昨天同时通车\n{ARTICLE}"));
    assert_eq!(cleaned.metadata.source.as_deref(), Some("平原网"));
    let cleaned =
        page("首页 > 正文\n原创：两座新桥昨天 同时正式通车\n2021年03月04日 05:06 平原网\n");
    assert_eq!(cleaned.text, format!("原创：两座新桥昨天 同时正式通车\n{ARTICLE}"));
}

#[test]
fn a_window_may_open_where_nothing_names_the_headline() {
    let cleaned = page(
        "河岸峰会\n×\n本刊声明\n本刊只接受读者本人订阅，任何第三方的赠送或售卖行为均未获得我们的授权！\n我知道了\n广告\n\
         河岸两座新桥昨天同时通车\n时间：2021-03-04 作者：网络整理 阅读：1644\n",
    );
    assert_eq!(cleaned.metadata.title.as_deref(), Some("河岸两座新桥昨天同时通车"));
}

/// What stands above and below an article on the pages it is put into.
const FRAMES: [(&str, &str, &str); 4] = [
    ("alone", "", ""),
    (
        "a light dump",
        "当前位置：首页 > 新闻 > 正文\n",
        "责任编辑：李小河\n相关阅读\n河岸新桥通车\n两岸渡船停航\n版权所有 平原晚报\n",
    ),
    (
        "a whole dump",
        "平原网\n首页\n新闻\n体育\n财经\n登录 | 注册 | 设为首页 | 加入收藏\n请输入关键字\n\
         您现在的位置：平原网 > 新闻中心 > 社会\n",
        "（编辑：李小河）\n【打印】【关闭】\n分享到：\n微信\n微博\nQQ空间\n上一篇：河岸新桥通车\n下一篇：两岸渡船停航\n\
         热点新闻\n老桥拆除前市民合影留念\n渡口的最后一班船\n网友评论\n我来说两句\n\
         关于我们 | 联系我们 | 广告服务 | 网站地图\nCopyright © 2021 平原网 All Rights Reserved\n×ICP备00000000号\n",
    ),
    (
        "a dump from Taiwan",
        "首頁 > 即時 > 生活\n分享\n列印\n字級\n",
        "（編輯：李小河）\n延伸閱讀\n新橋通車 兩岸往來更方便\n渡船停航 老船長落淚\n你可能還想看\n老橋拆除前 民眾合影\n\
         © 平原日報 版權所有 不得轉載\n",
    ),
];

#[test]
fn lines_that_only_look_like_furniture_stay() {
    let file = fs::read_to_string(folder("misleading.txt")).expect("fixtures/misleading.txt");
    let cleaner = Cleaner::new(Options::default());
    let mut faults = Vec::new();
    for block in file.split("\n## ").skip(1) {
        let (what, lines) = block.split_once('\n').expect("an article has lines");
        let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        let article: String =
            lines.iter().flat_map(|line| [line.trim_start_matches('!'), "\n"]).collect();
        for (frame, above, below) in FRAMES {
            let cleaned = cleaner.clean(&format!("{above}{article}{below}")).into_owned();
            if cleaned.text == article {
                continue;
            }
            let kept: Vec<&str> = cleaned.text.lines().collect();
            let lost = article.lines().filter(|line| !kept.contains(line));
            let lost = lost.map(|line| format!("  - {line}"));
            let left = kept.iter().filter(|line| !article.contains(**line));
            let left = left.map(|line| format!("  + {line}"));
            let lines: Vec<String> = lost.chain(left).collect();
            faults.push(format!("{what}, {frame}\n{}", lines.join("\n")));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
