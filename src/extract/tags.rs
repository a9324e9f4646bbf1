//! What tags and the names of containers say.

use std::sync::LazyLock;

use daachorse::DoubleArrayAhoCorasick;
use foldhash::HashMap;
use html5ever::tokenizer::Tag;

/// The value of an attribute.
pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

/// What begins a line, and ends one.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// What is not shown, or is no text.
pub(super) fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "select"
            | "svg"
            | "template"
            | "noscript"
            | "object"
            | "video"
            | "audio"
            | "canvas"
            | "button"
            // How the characters beside it are read.
            | "rt"
            | "rp"
    )
}

/// The names of containers say more the further in they stand, and what is furniture stays so.
pub(super) fn outer_and(outer: i8, own: i8) -> i8 {
    match own {
        0 => outer,
        _ if outer < 0 => outer.min(own),
        _ => own,
    }
}

/// What names speak for. The blocks of a list are called alike: each name is looked at once.
#[derive(Debug, Default)]
pub(super) struct Favours(HashMap<Box<str>, i8>);

/// So many names are remembered; a page that has more was built to.
pub(super) const NAMES: usize = 4096;

impl Favours {
    /// What the tag and its class and id speak for: above 0 the article, below 0 furniture.
    pub(super) fn of(&mut self, tag: &Tag) -> i8 {
        match &*tag.name {
            "nav" | "footer" | "aside" => return -2,
            "article" | "main" => return 1,
            _ => {}
        }
        let mut favour = 0;
        for key in ["class", "id"] {
            let Some(value) = attribute(tag, key).filter(|value| value.len() <= 200) else {
                continue;
            };
            favour += match self.0.get(value) {
                Some(known) => *known,
                None => {
                    let found = name(value);
                    if self.0.len() < NAMES {
                        self.0.insert(value.into(), found);
                    }
                    found
                }
            };
        }
        if hides(tag) {
            favour -= 2;
        }
        favour.clamp(-2, 2)
    }
}

/// The words of [`ARTICLE`], from 0, and of [`FURNITURE`].
static WORDS: LazyLock<DoubleArrayAhoCorasick<u32>> = LazyLock::new(|| {
    DoubleArrayAhoCorasick::new(ARTICLE.iter().chain(FURNITURE)).expect("no word is there twice")
});

fn name(value: &str) -> i8 {
    let value = value.to_ascii_lowercase();
    let (mut article, mut furniture) = (false, false);
    for found in WORDS.find_overlapping_iter(&value) {
        if (found.value() as usize) < ARTICLE.len() {
            article = true;
        } else {
            // At the start of a name's part: `foot` in `page-footer`, not in `barefoot`.
            let before = &value[..found.start()];
            let starts = before.bytes().last().is_none_or(|b| !b.is_ascii_alphanumeric());
            // `entry-header` is the head of an article, not of the page.
            let own = value[found.start()..].starts_with("header")
                && OWN_HEADER.iter().any(|word| before.ends_with(word));
            furniture |= starts && !own;
        }
    }
    let words = || value.split(|ch: char| !ch.is_ascii_alphanumeric());
    furniture |= words().any(|word| WHOLE.contains(&word));
    2 * i8::from(article) - 2 * i8::from(furniture)
}

/// Parts of names that furniture has, and that begin others: `biology`.
const WHOLE: [&str; 2] = ["bio", "player"];

/// What stands before `header` where it is the head of an article.
const OWN_HEADER: [&str; 8] =
    ["post-", "entry-", "article-", "page-", "content-", "story-", "news-", "detail-"];

fn hides(tag: &Tag) -> bool {
    displays(tag, &["none"])
}

/// True for what its style makes a line of its own.
pub(super) fn is_set_as_block(tag: &Tag) -> bool {
    displays(tag, &["block", "flex", "table;", "list-item"])
}

/// True for what shows the line ends of the source: by its kind, its style, or as Taiwan's bulletin boards call it.
pub(super) fn keeps_lines(tag: &Tag) -> bool {
    let style = || {
        let style = attribute(tag, "style").filter(|style| style.contains("white-space"))?;
        let bare: String = style.chars().filter(|ch| !ch.is_whitespace()).take(200).collect();
        Some(bare.contains("white-space:pre"))
    };
    let board = || attribute(tag, "class").is_some_and(|class| class.contains("bbs-content"));
    matches!(&*tag.name, "pre" | "listing") || style().unwrap_or(false) || board()
}

/// True when the style of `tag` displays it as one of `ways`.
fn displays(tag: &Tag, ways: &[&str]) -> bool {
    attribute(tag, "style").filter(|style| style.contains("display")).is_some_and(|style| {
        let bare: String = style.chars().filter(|ch| !ch.is_whitespace()).take(200).collect();
        let set = bare.match_indices("display:").map(|(at, word)| &bare[at + word.len()..]);
        set.into_iter().any(|way| ways.iter().any(|word| way.starts_with(word)))
    })
}

/// Names that content systems and sites give to the container of the article.
const ARTICLE: &[&str] = &[
    "article",
    "artical",
    "trs_editor",
    "artibody",
    "endtext",
    "js_content",
    "rich_media_content",
    "ozoom",
    "enpcontent",
    "founder-content",
    "zoom",
    "ucap-content",
    "pages_content",
    "vsb_content",
    "wp_articlecontent",
    "xl_content",
    "rwb_zw",
    "p-detail",
    "post_text",
    "post_body",
    "news_txt",
    "newstext",
    "main_text",
    "maintext",
    "article-content",
    "content-article",
    "articlecontent",
    "newscontent",
    "news-content",
    "news_content",
    "detail-content",
    "zhengwen",
    "entry-content",
    "post-content",
    "story",
    "cnt_bd",
    "text_area",
    "textcontent",
];

/// Names that furniture has.
const FURNITURE: &[&str] = &[
    "nav",
    "menu",
    "foot",
    "sidebar",
    "side",
    "breadcrumb",
    "crumb",
    "related",
    "relate",
    "recommend",
    "recom",
    "rec-",
    "share",
    "comment",
    "hot",
    "rank",
    "copyright",
    "login",
    "search",
    "advert",
    "ad-",
    "ads",
    "banner",
    "toolbar",
    "pagination",
    "pager",
    "tags",
    "qrcode",
    "pop",
    "tip",
    "header",
    "topbar",
    "more",
    "bdshare",
    "friend",
    "links",
    "feedback",
    "keyword",
    "editor-info",
    "statement",
    "disclaimer",
    "tie-",
    "post_comment",
    "profile_inner",
    "profile_meta",
    "vote",
    "poll",
    "survey",
    "satisf",
    "donat",
    "reward",
    "sponsor",
    "subscri",
    "newsletter",
    "paywall",
    "promo",
    "download",
    "author-card",
    "author-box",
    "author-bio",
    "author-intro",
    "authorcard",
    "audio",
    "cookie",
    "qr",
    "summary-ai",
    "ai-summary",
    "aisummary",
    "ai-",
    "emotion",
    "widget",
];
