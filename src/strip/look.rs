//! What can be said of a line by itself.

use super::{
    Class,
    credits::{self, Credits},
    cues, furniture, photo_credits,
    scan::{self, Scan, Sights},
    shadow::Shadow,
};
use crate::extract::Mark;

/// Longer lines that end a sentence are prose whatever words they hold; only
/// their ends are looked at. In bytes: 130 hanzi.
const PROSE: usize = 400;

/// A line with more hanzi is no headline.
const HEADLINE: usize = 50;

/// The fewest digits of a date: 2021-3-4.
const DATE: usize = 6;

/// Why a line that is only a date may be furniture.
pub(super) const A_DATE: &str = "a date";

/// Why a line that is only a number may be furniture.
pub(super) const A_NUMBER: &str = "a bare number";

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
pub(super) struct Look {
    pub(super) strength: Strength,
    /// What it would be, if it is furniture.
    pub(super) class: Option<Class>,
    /// The cue or shape that says so.
    pub(super) because: &'static str,
    /// Furniture between two sentences too.
    pub(super) inside: bool,
    /// It announces a list of other articles.
    pub(super) header: bool,
    pub(super) credits: Option<Credits>,
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
    pub(super) tight: String,
}

impl Look {
    /// Looks at `line`, which is one paragraph without its line end. `shadow` is room to work in.
    pub(super) fn of(line: &str, shadow: &mut Shadow) -> Look {
        if let Some(mut look) = Look::long(line) {
            look.disclaimer(line);
            return look;
        }
        let sights = shadow.cast(line);
        let mut look = Look::measured(line, &sights);
        look.judge(line, shadow, &sights);
        // The headline is looked for among lines like this, and its copies.
        if look.strength != Strength::Prose || look.han <= HEADLINE {
            look.tight.push_str(&shadow.tight);
        }
        look
    }

    /// What can be said of long prose without its shadow: its beginning says that it is prose.
    fn long(line: &str) -> Option<Look> {
        if line.len() <= PROSE {
            return None;
        }
        let (head, rest) = line.split_at(line.floor_char_boundary(PROSE));
        let mut scan = Scan::new();
        for ch in head.chars() {
            scan.see(ch, ' ');
        }
        let mut look = Look::measured(line, &scan.finish());
        // Each character from U+4000 to U+9FFF begins with one of these bytes.
        look.han += rest.bytes().filter(|byte| (0xE4..=0xE9).contains(byte)).count();
        (look.strength == Strength::Prose).then_some(look)
    }

    fn measured(line: &str, sights: &Sights) -> Look {
        let &Sights { han, stops, commas, .. } = sights;
        let closers = |ch: char| {
            matches!(ch, '”' | '’' | '」' | '』' | '"' | '\'' | ')' | '）' | '】' | '》' | ']')
                || ch.is_whitespace()
        };
        let ended = uncited(line)
            .trim_end_matches(closers)
            .ends_with(['。', '！', '？', '!', '?', '…', '；', ';']);
        let prose = han >= 12 && stops > 0 || han >= 40 && commas > 0 || han >= 25 && commas > 1;
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
            tight: String::new(),
        }
    }

    /// Adds what the markup knew.
    pub(super) fn marked(mut self, mark: &Mark) -> Look {
        self.first_heading = mark.heading == 1;
        let furniture = mark.favour < 0;
        let link = mark.linked >= 0.75;
        let class = self.class.unwrap_or(Class::Navigation);
        match self.strength {
            Strength::Plain | Strength::Near if mark.caption => {
                self.sure(Class::Caption, "in the caption of a figure");
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
        self
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
            && ["免责声明:", "特别声明:", "版权声明:", "notice:"]
                .iter()
                .any(|word| head.starts_with(word))
        {
            self.sure(Class::Footer, "a disclaimer");
        }
    }

    fn judge(&mut self, line: &str, shadow: &Shadow, sights: &Sights) {
        let digits = sights.digits;
        let prose = self.strength == Strength::Prose;
        if shadow.tight.is_empty() {
            return;
        }
        if sights.may_hold(scan::DOT) && furniture::is_file_name(shadow) {
            return self.sure(Class::Junk, "a file name");
        }
        if furniture::is_paging(shadow) {
            return self.sure(Class::Paging, "numbers of pages");
        }
        if !prose && sights.may_hold(scan::ARROW | scan::WORD) && furniture::is_breadcrumb(shadow) {
            return self.sure(Class::Breadcrumb, "names with arrows between them");
        }
        if !prose && digits > 0 && self.han <= 16 && furniture::is_counts(shadow) {
            return self.sure(Class::Comment, "how many read it and what they did");
        }
        if !prose && furniture::is_sheet(shadow) {
            return self.sure(Class::Junk, "the frame of a paper's page");
        }
        if !prose && shadow.tight.starts_with('#') && furniture::is_topics(shadow) {
            return self.sure(Class::Meta, "topics and nothing else");
        }
        if !prose && furniture::is_issue(shadow) {
            return self.near(Class::Navigation, "an issue of a journal");
        }
        if furniture::is_board_line(shadow) {
            self.credits = credits::on_board(line);
            return self.sure(Class::Comment, "a line of a bulletin board");
        }
        if !prose && self.han <= 6 && furniture::is_list_header(shadow) {
            self.header = true;
            return self.sure(Class::Related, "what a list of other articles is called");
        }
        if line.trim_start().starts_with(['※', '★']) && shadow.tight.contains("提醒您") {
            return self.sure(Class::Footer, "a paper's advice");
        }
        // Before the names: 本报记者李明摄 is of a picture.
        if self.han <= 70 && photo_credits::photo_credit(shadow).is_some() {
            return self.sure(Class::Caption, "a photographer's credit");
        }
        let credited = digits >= DATE || sights.may_hold(scan::KEY) || credits::is_boxed(line);
        if !prose && !self.ended && credited && self.read_credits(line, shadow) {
            return;
        }
        let measures = cues::Measures { han: self.han, digits, sentence: prose || self.ended };
        // 图为什么 is a question, not a caption.
        let cue = cues::of_line(shadow, measures, sights).filter(|cue| {
            // Several sentences behind a triangle are an item of a list.
            let item = cue.pattern.starts_with(['▲', '△', '▼'])
                && shadow.tight.trim_end_matches('。').contains('。')
                && !shadow.tight.contains("图/");
            cue.class != Class::Caption
                || !item && !shadow.tight.starts_with("图为什么") && !self.asks(shadow)
        });
        if let Some(cue) = cue.filter(|cue| !cue.near) {
            self.sure(cue.class, cue.pattern);
            self.header = matches!(cue.class, Class::Related | Class::Comment)
                && shadow.tight.chars().count()
                    <= cue.pattern.chars().count() + if prose || self.comma { 4 } else { 10 };
            return;
        }
        let placed = sights.may_hold(scan::PLACE) && self.han <= 70;
        if placed && photo_credits::places_people(shadow) {
            return self.sure(Class::Caption, "people by their places in a picture");
        }
        if !prose && sights.may_hold(scan::CONTACT) && furniture::contacts(shadow) >= 2 {
            return self.sure(Class::Footer, "an address with ways to get in touch");
        }
        let worded = !prose && sights.may_hold(scan::WORD);
        // One token alone is no row.
        let rowed = worded && sights.separators > 0;
        let (share, tokens, known) =
            if rowed { cues::known_share(shadow) } else { Default::default() };
        if let Some(known) = known.filter(|_| tokens >= 2 && share >= 0.6) {
            let buttons = share > 0.99 && matches!(known.class, Class::Widget | Class::Paging);
            if tokens >= 3 || !known.near || buttons {
                return self.sure(known.class, "words of menus and buttons");
            }
            return self.near(known.class, "words of menus and buttons");
        }
        if !prose && sights.gaps >= 3 && furniture::is_row_of_words(shadow) {
            return if share > 0.0 {
                self.sure(Class::Navigation, "a row of short words, some of them known")
            } else {
                self.near(Class::Navigation, "a row of short words")
            };
        }
        if !prose && !self.ended && sights.gaps >= 2 && furniture::is_tags(shadow) {
            return self.near(Class::Meta, "words with marks between them");
        }
        if worded && let Some((words, near)) = cues::glued(shadow) {
            return match near {
                // Two names of channels side by side may be a heading: 文化教育.
                true if words < 4 => self.near(Class::Navigation, "words of menus, glued"),
                _ => self.sure(Class::Navigation, "words of menus, glued"),
            };
        }
        if share > 0.0 && furniture::is_mixed_row(shadow) {
            return self.sure(Class::Navigation, "a row of short words, some of them known");
        }
        if let Some(cue) = cue {
            return self.near(cue.class, cue.pattern);
        }
        let dated = digits >= DATE && self.han <= 40;
        if !prose && !self.ended && dated && furniture::is_dated_headline(shadow) {
            return self.near(Class::Related, "a headline and its day");
        }
        if self.han == 0 && digits > 0 && digits * 2 >= shadow.tight.len() {
            self.near(Class::Widget, A_NUMBER);
        }
    }

    fn asks(&self, shadow: &Shadow) -> bool {
        shadow.tight.ends_with(['?', '？'])
    }

    /// Reads dates, sources and names; true when the line is nothing else.
    fn read_credits(&mut self, line: &str, shadow: &Shadow) -> bool {
        if let Some(found) = credits::byline(line, shadow) {
            self.sure(Class::Meta, "who reports from where");
            self.credits = Some(found);
            return true;
        }
        if let Some(found) = credits::reporters(line, shadow) {
            self.sure(Class::Meta, "whose reporters, who, and nothing else");
            self.credits = Some(found);
            return true;
        }
        if let Some(found) = credits::boxed_names(line) {
            self.sure(Class::Meta, "names behind an ornament, and nothing else");
            // Among paragraphs such a line is an item of a list.
            self.inside = false;
            self.credits = Some(found);
            return true;
        }
        let found = credits::credits(line, shadow);
        let size = shadow.tight.chars().count();
        let keyed = found.keys > 0 && found.rest <= 8 && found.rest * 2 <= size;
        let dated = found.date.is_some();
        let timed = dated && found.timed && found.rest <= 14 && !self.comma;
        let paper = dated && shadow.tight.starts_with('《') && shadow.tight.ends_with("版)");
        let marks = self.comma || self.ended;
        let loose = dated && found.rest <= 14 && !marks && size <= 50;
        let owned = loose && (found.source.is_some() || found.author.is_some() || found.named);
        // A headline and its day, not a paper's name and its day.
        let cells = dated && furniture::is_row_of_cells(shadow);
        if !keyed && !timed && !paper && !cells && self.han >= 10 {
            return false;
        }
        if !(keyed || timed || paper || loose || dated && found.rest <= 1) || size > 90 {
            return false;
        }
        // A date alone may be the signature of a notice or the heading of a chronicle; a time and place
        // may be those of a meeting: they are furniture above the article only.
        let named = found.editor.is_some()
            || found.source.is_some()
            || found.author.is_some()
            || found.nameless;
        if !keyed && !timed && !paper && !owned
            || keyed && !named && !found.timed && found.keys < 2 && dated
        {
            self.near(Class::Meta, A_DATE);
        } else {
            self.sure(Class::Meta, "dates, sources or names, and nothing else");
            self.inside = found.editor.is_some()
                || timed
                || paper
                || found.keys > 1
                || found.keys > 0 && found.rest == 0 && named;
        }
        self.credits = Some(found);
        true
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

    fn look(line: &str) -> Look {
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
