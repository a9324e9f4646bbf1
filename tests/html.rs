//! Web pages, from the markup to the article.

mod common;

use common::{WebPage, f1};
use zhclean::{Cleaner, Hint, Options};

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="gbk"><title>河岸新桥通车_平原新闻网</title>
<meta name="PubDate" content="2021-03-04 05:06:07"><meta name="ContentSource" content="平原晚报">
<script>var page = "<p>新闻</p>";</script><style>p { color: red }</style></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news">本地</a> <a href="/photo">影像</a> <a href="/about">人物</a></div>
<div class="crumbs"><a href="/">平原新闻网</a> &gt; 正文</div>
<div id="articleContent"><h1>河岸新桥通车</h1>
<p>&emsp;连接两岸的新桥昨天上午正式通车，
市民可以步行过河。</p>
<h2>桥上</h2>
<p>桥面宽三十米，双向有六条车道，两侧还有人行道。</p>
<figure><img src="a.jpg"><figcaption>市民在桥上合影</figcaption></figure>
<p>“以前过河要等渡船，现在五分钟就到了。”一位老人说。</p></div>
<div class="recommend"><h3>大家都在看</h3><ul><li><a href="1">老桥的前世今生</a></li><li><a href="2">全市今年再建五座桥</a></li></ul></div>
<div class="footer">平原晚报社版权所有</div></body></html>"#;

const ARTICLE: &str = "河岸新桥通车\n连接两岸的新桥昨天上午正式通车，市民可以步行过河。\n桥上\n桥面宽三十米，双向有六条车道，两侧还有人行道。\n“以前过河要等渡船，现在五分钟就到了。”一位老人说。\n";

fn cleaner() -> Cleaner {
    Cleaner::new(Options::default())
}

#[test]
fn the_article_is_cut_from_its_page() {
    let cleaned = cleaner().clean_html(PAGE);
    assert_eq!(cleaned.text, ARTICLE);
    let metadata = cleaned.metadata;
    assert_eq!(metadata.title.as_deref(), Some("河岸新桥通车"));
    assert_eq!(metadata.date.as_deref(), Some("2021-03-04T05:06:07"));
    assert_eq!(metadata.source.as_deref(), Some("平原晚报"));
}

#[test]
fn the_article_is_clean_text() {
    assert_eq!(cleaner().clean(ARTICLE).text, ARTICLE);
}

#[test]
fn the_bytes_say_the_encoding_when_the_declaration_is_wrong() {
    let cleaned = cleaner().clean_html_bytes(PAGE.as_bytes(), Hint::default());
    assert_eq!(cleaned.text, ARTICLE);
    assert_eq!(cleaned.decoded.encoding, "utf-8");
}

#[test]
fn a_page_that_hides_its_article_until_a_script_shows_it_is_read() {
    let page = PAGE.replace(
        "<div id=\"articleContent\">",
        "<div id=\"js_content\" style=\"visibility: hidden\">",
    );
    assert_eq!(cleaner().clean_html(&page).text, ARTICLE);
}

#[test]
fn a_page_without_an_article_gives_no_text() {
    let page = r#"<html><body><div class="menu"><a>首页</a> <a>新闻</a></div><ul><li><a href="1">老桥的前世今生</a></li>
<li><a href="2">全市今年再建五座桥</a></li></ul><div class="footer">平原晚报社版权所有</div></body></html>"#;
    assert_eq!(cleaner().clean_html(page).text, "");
}

#[test]
fn markup_without_end_is_read_to_its_end() {
    let cleaner = cleaner();
    for page in [
        "<div>".repeat(100_000),
        "<table><tr><td>".repeat(50_000),
        "<a class='x' ".repeat(50_000),
        "&lt;&amp;&#12345;".repeat(50_000),
        "</p>".repeat(100_000),
        "<!--".repeat(50_000),
        "<tr><td>桥<tr><td>河<td>岸".repeat(20_000),
        "<table><tr><td><p>桥<td><table><tr><td><p>河<td><p>岸".repeat(5_000),
        "<pre>桥\n<tr><td>河\n</pre><td>岸".repeat(20_000),
    ] {
        cleaner.clean_html(&page);
    }
}

#[test]
fn the_first_paragraph_of_an_entry_stays_above_its_table_of_facts() {
    let facts: String = (1..12).map(|n| format!("<dt>项目{n}<dd><a href=#>三号桥</a>")).collect();
    let lead = "望云石桥位于松湾区望云路北端，是一座三孔石拱桥，始建于明代，清光绪年间重修，桥栏雕有石狮二十四只，形态各不相同。";
    let page = format!(
        "<body><div class=nav><a href=#>首页</a></div><div id=article><h1>望云石桥</h1><p>{lead} [1]</p></div>\
         <dl>{facts}</dl><div id=article><h2>历史沿革</h2><p>明万历十二年，里人募资建桥，三年乃成，两岸从此相通。</p>\
         <p>清光绪二十三年大水，桥毁其一，次年重修，至今仍可通行。</p></div>"
    );
    let text = cleaner().clean_html(&page).text.into_owned();
    assert!(text.contains(lead) && text.contains("历史沿革") && !text.contains("项目3"), "{text}");
}

#[test]
fn tables_of_text_processors_have_a_line_for_each_row() {
    let lead = "为方便市民过河，平原市交通局决定自三月四日起调整两岸公交线路，现将有关事项公告如下，请广大市民留意。";
    let cell = |text: &str| format!("<td><p><span>{text}</span></p></td>");
    let row = |cells: [&str; 2]| format!("<tr>{}</tr>", cells.map(cell).concat());
    let page = format!(
        "<body><h1>关于调整公交线路的公告</h1><div><p>{lead}</p><table>{}{}</table><p>{lead}</p></div></body>",
        row(["线路", "首班时间"]),
        row(["12路", "5:30"])
    );
    let text = cleaner().clean_html(&page).text.into_owned();
    assert!(text.contains("线路\t首班时间\n12路\t5:30\n"), "{text}");
}

#[test]
fn a_table_in_a_cell_of_a_layout_does_not_end_the_cell() {
    let lead = "以下为今日在会议上的提问和答复：";
    let text = "过去三年，交通部门接获有关桥面的投诉不多，分项数字载于下表，其余各年的数字仍在整理，年内公布。";
    let page = format!(
        "<body><table><tr><td><h1>桥面投诉的数字</h1></td></tr><tr><td><div>{lead}<br>问题：<br>{text}<br>\
         <table><tr><td>年份</td><td>宗数</td></tr><tr><td>去年</td><td>143</td></tr></table>{text}<br>{text}</div></td></tr>\
         <tr><td><a>重要告示</a> <a>私隐政策</a></td></tr></table></body>"
    );
    let cleaned = cleaner().clean_html(&page).text.into_owned();
    assert!(cleaned.contains(lead) && cleaned.contains("问题：\n"), "{cleaned}");
}

#[test]
fn line_ends_that_a_page_shows_are_lines() {
    let page = "<body><div class='bbs-screen bbs-content'>昨天下午我去看了河岸新桥，人很多。\n桥面有六条车道，走过去只要五分钟。\n\n1. 桥上有风\n2. 桥下有船\n</div></body>";
    let text = cleaner().clean_html(page).text.into_owned();
    assert!(text.contains("五分钟。\n") && text.contains("1. 桥上有风\n2. 桥下有船"), "{text}");
}

/// How much of the characters of each page must be right, and of all of them.
const PAGE_CHARACTERS: f64 = 0.95;
const CHARACTERS: f64 = 0.985;
/// Of a page that is known not to come out right yet.
const KNOWN: f64 = 0.83;

#[test]
fn pages_of_many_sites_come_out_as_an_editor_would_cut_them() {
    let (cleaner, pages) = (cleaner(), WebPage::all());
    let (mut faults, mut sum) = (Vec::new(), 0.0);
    let mut right = [("title", 0, 0), ("date", 0, 0), ("source", 0, 0), ("author", 0, 0)];
    for page in &pages {
        let cleaned = cleaner.clean_html_bytes(&page.html, Hint::default());
        let score = f1(&page.article, &cleaned.text);
        sum += score;
        let known = page.says("fails").is_some();
        if score < if known { KNOWN } else { PAGE_CHARACTERS } {
            faults.push(format!("{}: {score:.3}\n{}", page.name, cleaned.text));
        }
        let lost: Vec<&str> =
            page.article.lines().filter(|line| !cleaned.text.contains(*line)).collect();
        assert!(lost.is_empty(), "{} lost {lost:?}", page.name);
        assert_eq!(cleaner.clean(&cleaned.text).text, cleaned.text, "{}", page.name);
        let found = cleaned.metadata;
        let found = [found.title, found.date, found.source, found.author];
        let known = page.says("fails_metadata").is_some();
        for ((field, all, same), found) in right.iter_mut().zip(found) {
            if let Some(told) = page.says(field).filter(|_| !known) {
                (*all, *same) = (*all + 1, *same + usize::from(found.as_deref() == Some(told)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mean = sum / pages.len() as f64;
    assert!(pages.len() >= 150 && mean >= CHARACTERS, "{mean:.4}");
    let floors = [100, 99, 98, 98];
    let low: Vec<_> = right
        .iter()
        .zip(floors)
        .filter(|((_, all, same), floor)| same * 100 < all * floor)
        .collect();
    assert!(low.is_empty(), "said and found, below their floors: {low:?}");
}
