//! What can be said of a line by itself.

use std::borrow::Cow;

use super::{
    Class,
    credits::Credits,
    furniture,
    scan::{Scan, Sights},
    sentence,
    shadow::{self, Shadow, is_han},
};
use crate::extract::{Caption, Mark};

/// Longer lines that end a sentence are prose whatever words they hold; only
/// their ends are looked at. In bytes: 130 hanzi.
const PROSE: usize = 400;

/// Shorter lines are no prose. In bytes: 12 hanzi and a mark of ASCII.
const SENTENCE: usize = 37;

/// A line with more hanzi is no headline.
const HEADLINE: usize = 50;

/// A sentence with more hanzi is no caption of one photographer's.
pub(super) const CAPTION: usize = 70;

/// The caption of a figure has no more hanzi.
const FIGURE: usize = 120;

/// Why a line in the container of a caption is one.
pub(super) const IN_A_FIGURE: &str = "in the caption of a figure";

/// Why a line that is only a date may be furniture.
pub(super) const A_DATE: &str = "a date";

/// Why a line that names an account may be furniture.
pub(super) const AN_ACCOUNT: &str = "an account and its author";

/// Why a line that is only a number may be furniture.
pub(super) const A_NUMBER: &str = "a bare number";

/// Why a line of short words may be furniture.
pub(super) const A_ROW: &str = "a row of short words";

/// How much furniture a line is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A sentence.
    Prose,
    /// Neither a sentence nor anything known: a heading, a line of a poem, a link.
    Plain,
    /// Furniture if it stands beside furniture.
    Near,
    /// Furniture wherever it stands.
    Sure,
}

/// A line, measured.
#[derive(Clone, Debug)]
pub(super) struct Look<'t> {
    pub(super) strength: Strength,
    /// What it would be, if it is furniture.
    pub(super) class: Option<Class>,
    /// The cue or shape that says so.
    pub(super) because: &'static str,
    /// Furniture between two sentences too.
    pub(super) inside: bool,
    /// It announces a list of other articles.
    pub(super) header: bool,
    pub(super) credits: Option<Box<Credits>>,
    pub(super) han: usize,
    pub(super) comma: bool,
    /// Ends as a sentence does.
    pub(super) ended: bool,
    /// What the markup makes of its worth: a factor, and what is added.
    pub(super) weight: f32,
    pub(super) lean: f32,
    /// The caller wants it to stay.
    pub(super) pinned: bool,
    /// The caller wants it to go.
    pub(super) banned: bool,
    /// The caller says that the article is there.
    pub(super) chosen: bool,
    /// The markup calls it the page's first heading.
    pub(super) first_heading: bool,
    /// Its shadow without spaces; empty for long prose.
    pub(super) tight: Cow<'t, str>,
}

impl<'t> Look<'t> {
    /// Looks at `line`, which is one paragraph without its line end. `shadow` is room to work in.
    pub(super) fn of(line: &'t str, shadow: &mut Shadow) -> Look<'t> {
        if let Some(mut look) = Look::long(line) {
            look.disclaimer(line);
            return look;
        }
        if let Some(look) = Look::sentence(line) {
            return look;
        }
        let sights = shadow.cast(line);
        let mut look = Look::measured(line, &sights);
        look.judge(line, shadow, &sights);
        // The headline is looked for among lines like this, and its copies.
        if look.strength != Strength::Prose || look.han <= HEADLINE {
            look.tight = shadow.tight_of(line);
        }
        look
    }

    /// What can be said of long prose without its shadow: its beginning says that it is prose.
    fn long(line: &'t str) -> Option<Look<'t>> {
        if line.len() <= PROSE {
            return None;
        }
        let head = &line[..line.floor_char_boundary(PROSE)];
        let mut scan = Scan::new();
        // Its first sentence is enough.
        let enough = head.char_indices().find(|(_, ch)| {
            scan.count(*ch);
            !is_han(*ch) && scan.sights().are_prose()
        });
        let mut look = Look::measured(line, &scan.finish());
        let rest = &line.as_bytes()[enough.map_or(head.len(), |(at, ch)| at + ch.len_utf8())..];
        // Each character from U+4000 to U+9FFF begins with one of these bytes.
        look.han += rest.iter().filter(|byte| (0xE4..=0xE9).contains(*byte)).count();
        (look.strength == Strength::Prose).then_some(look)
    }

    /// A sentence that holds no cue which holds in sentences, told without its shadow.
    fn sentence(line: &'t str) -> Option<Look<'t>> {
        if line.len() < SENTENCE {
            return None;
        }
        let mut look = Look::measured(line, &sentence::read(line)?);
        if look.strength != Strength::Prose {
            return None;
        }
        // What ends as a sentence does is no headline, unless it is cried.
        let cries = line.trim_end_matches(|ch: char| ch == '”' || ch == '"' || ch.is_whitespace());
        if look.han <= HEADLINE && (!look.ended || cries.ends_with(['!', '！', '?', '？', '…']))
        {
            look.tight = Cow::Owned(shadow::tight(line));
        }
        Some(look)
    }

    fn measured(line: &str, sights: &Sights) -> Look<'t> {
        let &Sights { han, commas, .. } = sights;
        let prose = sights.are_prose();
        let closers = |ch: char| {
            matches!(ch, '”' | '’' | '」' | '』' | '"' | '\'' | ')' | '）' | '】' | '》' | ']')
                || ch.is_whitespace()
        };
        let ended = uncited(line)
            .trim_end_matches(closers)
            .ends_with(['。', '！', '？', '!', '?', '…', '；', ';']);
        Look {
            strength: if prose { Strength::Prose } else { Strength::Plain },
            class: None,
            because: if prose { "sentences" } else { "" },
            inside: true,
            header: false,
            credits: None,
            han,
            comma: commas > 0,
            ended,
            weight: 1.0,
            lean: 0.0,
            pinned: false,
            banned: false,
            chosen: false,
            first_heading: false,
            tight: Cow::Borrowed(""),
        }
    }

    /// Adds what the markup knew.
    pub(super) fn mark(&mut self, mark: &Mark) {
        self.first_heading = mark.heading == 1;
        let furniture = mark.favour < 0;
        let link = mark.linked >= 0.75;
        let class = self.class.unwrap_or(Class::Navigation);
        match self.strength {
            Strength::Plain | Strength::Near if mark.caption == Caption::Named => {
                self.sure(Class::Caption, IN_A_FIGURE);
            }
            Strength::Prose if mark.caption == Caption::Named && self.han <= FIGURE => {
                self.sure(Class::Caption, IN_A_FIGURE);
            }
            Strength::Plain if mark.caption == Caption::Beside && self.can_describe() => {
                self.sure(Class::Caption, "below a picture, as captions are");
            }
            // A heading is no button: 扫一扫，认草药.
            Strength::Near | Strength::Sure
                if (2..=4).contains(&mark.heading)
                    && !link
                    && !furniture
                    && self.class == Some(Class::Promo) =>
            {
                (self.strength, self.class, self.because) = (Strength::Plain, None, "");
            }
            Strength::Plain | Strength::Near | Strength::Prose
                if mark.linked >= 0.5 && furniture::begins_list(&self.tight) =>
            {
                self.sure(Class::Related, "a link behind what a list is called");
                self.inside = true;
            }
            Strength::Plain if link && furniture => {
                self.sure(Class::Navigation, "a link among furniture")
            }
            Strength::Plain if link => self.near(Class::Navigation, "a link"),
            Strength::Plain if furniture => self.near(Class::Navigation, "among furniture"),
            Strength::Near if link || furniture => self.sure(class, self.because),
            Strength::Prose if link && self.han < 60 => self.near(Class::Related, "a link"),
            _ => {}
        }
        self.weight = if furniture {
            0.2
        } else if mark.favour > 0 {
            1.3
        } else {
            1.0
        };
        if mark.favour > 0 && !link {
            self.lean = 0.5;
        }
    }

    /// True for what may be said of a picture: no sentence, no heading with a number, no line that announces the next.
    fn can_describe(&self) -> bool {
        (2..=30).contains(&self.han)
            && !self.ended
            && !self.tight.ends_with([':', '，', ',', '、'])
            && !self.tight.starts_with(|ch: char| {
                ch.is_ascii_digit() || "一二三四五六七八九十第(".contains(ch)
            })
    }

    pub(super) fn sure(&mut self, class: Class, because: &'static str) {
        (self.strength, self.class, self.because) = (Strength::Sure, Some(class), because);
    }

    /// It stays whatever is around it.
    pub(super) fn pin(&mut self, because: &'static str) {
        (self.strength, self.class, self.because) = (Strength::Plain, None, because);
        self.pinned = true;
    }

    pub(super) fn near(&mut self, class: Class, because: &'static str) {
        (self.strength, self.class, self.because) = (Strength::Near, Some(class), because);
    }

    /// A disclaimer may be as long as it likes; it says what it is at the start.
    fn disclaimer(&mut self, line: &str) {
        let end = line.char_indices().nth(12).map_or(line.len(), |(at, _)| at);
        if !line[..end].contains([':', '：']) {
            return;
        }
        let head = Shadow::of(&line[..end]).tight;
        let head = head.trim_start_matches(['"', '“', '[', '(']);
        if line.len() < 1200
            && ["免责声明:", "特别声明:", "版权声明:", "广告声明:", "notice:"]
                .iter()
                .any(|word| head.starts_with(word))
        {
            self.sure(Class::Footer, "a disclaimer");
        }
    }
}

/// `line` without the numbers of sources behind its last sentence: `……。[2] [5]`.
fn uncited(line: &str) -> &str {
    let mut line = line.trim_end();
    while let Some(inner) = line.strip_suffix(']') {
        let rest = inner.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == '-');
        let Some(before) = rest.strip_suffix('[').filter(|_| rest.len() < inner.len()) else {
            break;
        };
        line = before.trim_end();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(line: &str) -> Look<'_> {
        Look::of(line, &mut Shadow::default())
    }

    #[test]
    fn a_sentence_ends_where_its_sources_are_cited() {
        for line in ["桥长三十六米，宽五米。[2] [5]", "桥长三十六米，宽五米。 [3-4]"]
        {
            assert!(look(line).ended, "{line}");
        }
        for line in ["桥长三十六米[注]", "桥长三十六米[2]", "[]", "]"] {
            assert!(!look(line).ended, "{line}");
        }
    }
}
