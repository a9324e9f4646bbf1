//! HTML → lines, each with what the markup knew about it.
//!
//! The tokenizer is html5ever's; there is no tree. What is asked of the markup
//! (how much of a line is links, which names its containers have) follows from
//! the tags that are open, so the cost is linear in the page, and nesting
//! without end, entities without end and tags without end cost no more.
mod chosen;
mod facts;
mod home;
mod line;
mod lines;
mod pictures;
mod rows;
mod selector;
mod tags;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, TokenSink, Tokenizer, TokenizerOpts},
};

pub(crate) use self::{
    chosen::{Choice, Chosen, Selectors},
    facts::{Facts, Field},
    home::host,
    lines::Mark,
    pictures::Caption,
    selector::Selector,
};

/// The lines of a page and what its head says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extracted {
    /// One line a block of the page.
    pub(crate) text: String,
    /// What the markup knew, one for each line.
    pub(crate) marks: Vec<Mark>,
    /// What the head, and comments of content systems, say of the article.
    pub(crate) facts: Facts,
}

/// The largest piece that is handed to the tokenizer at once, in bytes.
const PIECE: usize = 1 << 16;

/// Reads the lines of a page, of which `selectors` choose some if it is one of `host`.
pub(crate) fn extract(html: &str, selectors: &Selectors, host: Option<&str>) -> Extracted {
    tokenize(html, lines::Sink::new(selectors.at(host))).finish()
}

fn tokenize<S: TokenSink>(html: &str, sink: S) -> S {
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = html;
    while !rest.is_empty() {
        let mut cut = rest.len().min(PIECE);
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        queue.push_back(StrTendril::from_slice(&rest[..cut]));
        rest = &rest[cut..];
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    tokenizer.sink
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extract(html: &str) -> Extracted {
        super::extract(html, &Selectors::default(), None)
    }

    #[test]
    fn blocks_become_lines_and_scripts_do_not() {
        let page = extract(
            "<html><head><title>新桥通车_平原网</title><script>var a = '<p>';</script></head><body>\
             <ul class=nav><li><a href=#>首页</a><li><a>新闻</a></ul>\
             <div id=news-content><h1>新桥通车</h1><p>连接<b>两岸</b>的\n新桥通车。<br>市民过河&nbsp;只要五分钟。</div>",
        );
        assert_eq!(
            page.text,
            "首页\n新闻\n新桥通车\n连接两岸的新桥通车。\n市民过河 只要五分钟。\n"
        );
        assert_eq!(page.marks.len(), 5);
        assert_eq!(page.marks[0].linked, 1.0);
        assert!(page.marks[0].favour < 0 && page.marks[3].favour > 0);
        assert_eq!(page.facts.title.as_deref(), Some("新桥通车_平原网"));
    }

    #[test]
    fn neighbours_that_are_set_apart_are_not_glued() {
        for (html, text) in [
            ("<a>文</a><a>桥梁</a>\n<a>渡船</a>", "文 桥梁 渡船\n"),
            ("<a>首页</a><a>新闻</a><a>桥梁</a>", "首页 新闻 桥梁\n"),
            (
                "<summary>新桥</summary>通车<span style='display: block'>市民过河</span>",
                "新桥\n通车\n市民过河\n",
            ),
            (
                "于<a>2008年</a><a>8月8日</a>通车，市民过河只要五分钟",
                "于2008年8月8日通车，市民过河只要五分钟\n",
            ),
            ("<b>新</b><span>桥</span>通车<i style='display:inline-block'>了</i>", "新桥通车了\n"),
            ("<a>首页</a><a></a><a>新闻</a>", "首页 新闻\n"),
            ("&nbsp;<a></a><a>首页</a>", "首页\n"),
            ("<a>首页\n&nbsp;</a>\n<a>新闻</a>", "首页 新闻\n"),
            ("<ruby>桥<rp>(<rt>qiáo<rp>)</ruby>", "桥\n"),
        ] {
            assert_eq!(extract(html).text, text, "{html}");
        }
    }

    #[test]
    fn what_stands_below_a_picture_is_told_from_headings_and_paragraphs() {
        let captions = |html: &str| -> Vec<Caption> {
            extract(html).marks.iter().map(|mark| mark.caption).collect()
        };
        let text = "<p>连接两岸的新桥昨天上午正式通车，市民从此可以步行过河，不必再等渡船。</p>";
        for (caption, html) in [
            (Caption::None, "<p><img></p><p>新桥的夜景</p>"),
            (Caption::None, "<p align=center><img></p><p align=center><b>新桥的夜景</b></p>"),
            (Caption::None, "<p align=center>新桥的夜景</p>"),
            (
                Caption::None,
                "<p align=center><img></p><p align=center>新桥的夜景</p><p align=center>某某</p>",
            ),
            (Caption::None, "<h2><img>新桥的夜景</h2>"),
            (Caption::Beside, "<p><img><br>新桥的夜景</p>"),
            (
                Caption::Beside,
                "<p style='text-align: center;'><img></p><center>新桥的夜景</center>",
            ),
            (Caption::Named, "<div class=img-desc><img>新桥的夜景</div>"),
            (Caption::Named, "<figure><img><figcaption>新桥的夜景</figcaption></figure>"),
        ] {
            assert_eq!(captions(&format!("{text}{html}{text}"))[1], caption, "{html}");
        }
    }

    #[test]
    fn nesting_without_end_is_read_to_its_end() {
        let page = extract(&format!("{}新桥通车", "<div class=a>".repeat(200_000)));
        assert_eq!(page.text, "新桥通车\n");
    }

    #[test]
    fn a_tag_that_is_cut_off_does_no_harm() {
        for html in
            ["<p>新桥<", "<p class=\"", "<!--", "<script>", "&#", "<p>&nosuch;", "</div></div>桥"]
        {
            extract(html);
        }
    }
}
