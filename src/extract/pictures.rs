//! Which lines are captions, by what stands above them and what their containers are called.

use foldhash::HashMap;
use html5ever::tokenizer::Tag;

use super::{
    lines::Mark,
    tags::{NAMES, is_block},
};

/// What the markup knew of a line beside a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Caption {
    /// It is none, or nothing says so.
    #[default]
    None,
    /// It stands as captions do: below the picture in the same paragraph, or in the middle of the column.
    Beside,
    /// Its container is called so.
    Named,
}

/// What an open tag says of the lines in it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frame {
    /// The number of the block.
    block: u32,
    /// The block is a paragraph, or what else holds a picture and its caption and no more.
    paragraph: bool,
    centred: bool,
    bold: bool,
    /// It, or what it stands in, is called a caption: by its tag, or by its name.
    figure: bool,
    named: bool,
    /// Not 0 in what is called that of an author, and in two more tags.
    pub(super) author: u8,
    /// Not 0 in what is called that of a source, and in two more tags.
    pub(super) source: u8,
    /// It is called a line above or below the headline.
    pub(super) subtitle: bool,
}

/// How a line stood.
#[derive(Clone, Copy, Debug)]
struct Stand {
    /// Nothing but the picture stands between it and the line above.
    pictured: bool,
    /// In the same paragraph.
    together: bool,
    frame: Frame,
    /// Some of it is bold: a heading.
    bold: bool,
    /// So long that captions seldom are.
    long: bool,
}

/// Bytes of a line that is long: 25 hanzi.
const LONG: usize = 75;

#[derive(Debug, Default)]
pub(super) struct Pictures {
    blocks: u32,
    /// The block of the last picture, if no text stands between it and the line.
    shown: Option<u32>,
    bold: bool,
    /// What a class is called as: each is looked at once.
    names: HashMap<Box<str>, Names>,
    /// One for each line.
    stands: Vec<Stand>,
}

impl Pictures {
    /// What `tag` says, which stands in `outer`.
    pub(super) fn open(&mut self, tag: &Tag, outer: Option<&Frame>) -> Frame {
        let name: &str = &tag.name;
        let mut frame = outer.copied().unwrap_or_default();
        frame.author = frame.author.saturating_sub(1);
        frame.source = frame.source.saturating_sub(1);
        if is_block(name) {
            self.blocks += 1;
            frame.block = self.blocks;
            frame.paragraph = matches!(name, "p" | "center" | "figure");
        }
        frame.bold |= matches!(name, "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        frame.figure |= name == "figcaption";
        frame.centred |= name == "center";
        for attribute in &tag.attrs {
            let value: &str = &attribute.value;
            match &*attribute.name.local {
                "class" if value.len() <= 200 => {
                    let names = self.names(value);
                    frame.named |= names.caption;
                    frame.author = if names.author { 3 } else { frame.author };
                    frame.source = if names.source { 3 } else { frame.source };
                    frame.subtitle = names.subtitle;
                }
                "style" => {
                    frame.bold |= value.contains("font-weight");
                    if let Some((_, align)) = value.split_once("text-align") {
                        frame.centred = align.trim_start_matches([':', ' ']).starts_with("center");
                    }
                }
                "align" => frame.centred = value.eq_ignore_ascii_case("center"),
                "rel" | "itemprop" if value == "author" => frame.author = 3,
                _ => {}
            }
        }
        frame
    }

    /// What a class is called as.
    fn names(&mut self, class: &str) -> Names {
        if let Some(known) = self.names.get(class) {
            return *known;
        }
        let lower = class.to_ascii_lowercase();
        let caption = CAPTIONS.iter().any(|name| lower.contains(name));
        let author = AUTHORS.iter().any(|name| lower.contains(name));
        let words = lower.split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '-' && ch != '_');
        let found = Names { caption, author, source: false, subtitle: false };
        let found = words.fold(found, |found, word| Names {
            subtitle: found.subtitle || SUBTITLES.contains(&word),
            source: found.source || SOURCES.contains(&word),
            ..found
        });
        if self.names.len() < NAMES {
            self.names.insert(class.into(), found);
        }
        found
    }

    /// A picture stands in `frame`, before the text of the next line.
    pub(super) fn see(&mut self, frame: Option<&Frame>) {
        self.shown = Some(frame.map_or(0, |frame| frame.block));
    }

    /// Text that is not blank stands in `frame`.
    pub(super) fn text(&mut self, frame: Option<&Frame>) {
        self.bold |= frame.is_some_and(|frame| frame.bold);
    }

    /// A line ends, of so many bytes.
    pub(super) fn end_line(&mut self, frame: Option<&Frame>, size: usize) {
        let frame = frame.copied().unwrap_or_default();
        let shown = self.shown.take();
        self.stands.push(Stand {
            pictured: shown.is_some(),
            together: shown == Some(frame.block) && frame.paragraph,
            frame,
            bold: std::mem::take(&mut self.bold),
            long: size >= LONG,
        });
    }

    /// The lines from number `first` on are one.
    pub(super) fn join_lines(&mut self, first: usize) {
        self.stands.truncate(first + 1);
    }

    /// Says of each line whether it is a caption.
    pub(super) fn mark(&mut self, marks: &mut [Mark]) {
        let stands = std::mem::take(&mut self.stands);
        // Where the article itself is set in the middle, a line in the middle is no caption.
        let mut columns: HashMap<u32, (u32, u32)> = HashMap::default();
        for (stand, mark) in stands.iter().zip(&*marks).filter(|(stand, _)| stand.long) {
            let column = columns.entry(mark.container).or_default();
            *(if stand.frame.centred { &mut column.0 } else { &mut column.1 }) += 1;
        }
        for (n, stand) in stands.iter().enumerate() {
            let column = columns.get(&marks[n].container).copied().unwrap_or_default();
            // What the lines of a poem follow is its title.
            let next = stands.get(n + 1);
            let alone = next.is_none_or(|next| next.pictured || !next.frame.centred);
            let middle = stand.frame.centred && alone && column.1 > column.0;
            let named = stand.frame.named
                && (stand.pictured || n > 0 && stands[n - 1].pictured && stands[n - 1].frame.named);
            let mark = &mut marks[n];
            let plain = mark.heading == 0 && mark.linked < 0.5 && !stand.bold && !stand.long;
            if stand.frame.figure || named {
                mark.caption = Caption::Named;
            } else if stand.pictured && plain && (stand.together || middle) {
                mark.caption = Caption::Beside;
            }
        }
    }
}

/// What a class is called as.
#[derive(Clone, Copy, Debug)]
struct Names {
    caption: bool,
    author: bool,
    source: bool,
    subtitle: bool,
}

/// What is in the names that content systems give to who wrote it.
const AUTHORS: &[&str] =
    &["author", "authi", "byline", "reporter", "writer", "journalist", "nickname"];

/// What content systems call where it is from.
const SOURCES: &[&str] = &[
    "source",
    "src",
    "origin",
    "article-source",
    "article_source",
    "news-source",
    "news_source",
    "media-name",
    "media_name",
    "medianame",
    "account-name",
    "laiyuan",
    "publisher",
];

/// What content systems call a line above or below the headline.
const SUBTITLES: &[&str] = &[
    // Founder's e-papers: the headline is font01.
    "font02",
    "introtitle",
    "intro-title",
    "intro_title",
    "subtitle",
    "sub-title",
    "sub_title",
    "subhead",
    "sub-headline",
    "kicker",
    "pretitle",
    "pre-title",
    "pre_title",
    "pre",
    "sub",
    "uptitle",
    "up-title",
    "shoulder",
    "yinti",
    "jianti",
    "futi",
    "fubiaoti",
    "second-title",
    "second_title",
    "subtitle1",
    "bt2",
];

/// What content systems and sites call the container of a caption, or of a picture with its caption.
const CAPTIONS: &[&str] = &[
    "caption",
    "img_desc",
    "img-desc",
    "imgdesc",
    "image_desc",
    "image-desc",
    "imagedesc",
    "pic_desc",
    "pic-desc",
    "picdesc",
    "pic_text",
    "pic-text",
    "pictext",
    "pic_txt",
    "pic-txt",
    "pictxt",
    "img_text",
    "img-text",
    "img_txt",
    "img-txt",
    "imgtxt",
    "photo_desc",
    "photo-desc",
    "photodesc",
    "photo_info",
    "photo-info",
    "photo_text",
    "photo-text",
    "img_wrap",
    "img-wrap",
    "image_wrap",
    "image-wrap",
    "pic_wrap",
    "pic-wrap",
    "photo_wrap",
    "photo-wrap",
    "f_center",
    "img_note",
    "img-note",
    "pic_note",
    "pic-note",
    "img_info",
    "img-info",
    "pic_info",
    "pic-info",
    "picinfo",
    "tushuo",
    "tuzhu",
];
