//! What a line is by its words and its shape, one question after the other.

use super::{
    Class, bylines,
    credits::{self, Credits},
    cues,
    dates::{iso, numerals_at},
    furniture,
    look::{A_DATE, A_NUMBER, A_ROW, AN_ACCOUNT, CAPTION, Look, Strength},
    photo_credits, picture_sources,
    scan::{self, Sights},
    shadow::Shadow,
    tokens,
};

/// The fewest digits of a date: 2021-3-4.
pub(super) const DATE: usize = 6;

/// The share of known words in a menu's row of short ones: of the row of a timetable (`星期一 语文 数学 体育`) it is less.
const MENU: f32 = 0.3;

/// With so many gaps one known word is enough: rows of tables are shorter.
const BAR: usize = 5;

impl Look<'_> {
    /// Looks for all that may make `line` furniture, the surest first.
    pub(super) fn judge(&mut self, line: &str, shadow: &Shadow, sights: &Sights) {
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
        let stepped = || sights.may_hold(scan::ARROW) && furniture::is_breadcrumb(shadow);
        let rooted = || sights.may_hold(scan::WORD) && furniture::begins_at_root(shadow);
        let led = || sights.may_hold(scan::ARROW) && furniture::leads_to_headline(shadow);
        if !prose && (rooted() || stepped()) || led() {
            return self.sure(Class::Breadcrumb, "names with arrows between them");
        }
        if !prose && digits > 0 && self.han <= 16 && furniture::is_counts(shadow) {
            return self.sure(Class::Comment, "how many read it and what they did");
        }
        if !prose && furniture::is_sizes(shadow) {
            return self.sure(Class::Widget, "sizes of letters");
        }
        if !prose && !self.ended && furniture::calls_for_app(shadow) {
            return self.near(Class::Promo, "a call to get an app");
        }
        if !prose && furniture::is_sheet(shadow) {
            return self.sure(Class::Junk, "the frame of a paper's page");
        }
        if !prose && shadow.tight.starts_with('#') && furniture::is_topics(shadow) {
            return self.sure(Class::Meta, "topics and nothing else");
        }
        if !prose && self.han >= 6 && self.han <= 16 && self.is_day_in_numerals(shadow) {
            return;
        }
        if !prose && furniture::is_issue(shadow) {
            return self.near(Class::Navigation, "an issue of a journal");
        }
        if furniture::is_board_line(shadow) {
            self.credits = bylines::on_board(line).map(Box::new);
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
        if self.han <= CAPTION && photo_credits::photo_credit(shadow).is_some() {
            return self.sure(Class::Caption, "a photographer's credit");
        }
        if self.han <= CAPTION && photo_credits::handed_out(shadow) {
            return self.sure(Class::Caption, "who handed out a picture");
        }
        if !prose && picture_sources::is_picture_source(shadow) {
            return self.sure(Class::Caption, "where a picture is from");
        }
        let credited = digits >= DATE || sights.may_hold(scan::KEY) || bylines::is_boxed(line);
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
        let placed = sights.may_hold(scan::PLACE) && self.han <= CAPTION;
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
            if rowed { tokens::known_share(shadow) } else { Default::default() };
        if let Some(known) = known.filter(|_| tokens >= 2 && share >= 0.6) {
            let buttons = share > 0.99 && matches!(known.class, Class::Widget | Class::Paging);
            if tokens >= 3 || !known.near || buttons {
                return self.sure(known.class, "words of menus and buttons");
            }
            return self.near(known.class, "words of menus and buttons");
        }
        if !prose && sights.gaps >= 3 && furniture::is_row_of_words(shadow) {
            return if share >= MENU || share > 0.0 && sights.gaps >= BAR {
                self.sure(Class::Navigation, "a row of short words, some of them known")
            } else {
                self.near(Class::Navigation, A_ROW)
            };
        }
        if !prose && !self.ended && sights.gaps >= 2 && furniture::is_tags(shadow) {
            return self.near(Class::Meta, "words with marks between them");
        }
        if worded && let Some((words, near)) = tokens::glued(shadow) {
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
        // The row of a table has cells.
        let row = line.contains('\t');
        if self.han == 0 && digits > 0 && digits * 2 >= shadow.tight.len() && !row {
            self.near(Class::Widget, A_NUMBER);
        }
    }

    /// `二〇一七年六月十二日`, and nothing else.
    fn is_day_in_numerals(&mut self, shadow: &Shadow) -> bool {
        let trimmed = shadow.chars.iter().take_while(|(ch, _)| *ch == ' ').count();
        let found = numerals_at(shadow, trimmed);
        let whole = |len: &usize| shadow.tight.chars().count() == *len;
        let Some((_, date)) = found.filter(|(len, _)| whole(len)) else { return false };
        self.near(Class::Meta, A_DATE);
        let mut found = Credits::by(None, 0);
        found.date = Some(iso(date));
        self.told(found)
    }

    fn asks(&self, shadow: &Shadow) -> bool {
        shadow.tight.ends_with(['?', '？'])
    }

    /// Reads dates, sources and names; true when the line is nothing else.
    fn read_credits(&mut self, line: &str, shadow: &Shadow) -> bool {
        if let Some(found) = bylines::byline(line, shadow) {
            self.sure(Class::Meta, "who reports from where");
            return self.told(found);
        }
        if let Some(found) = bylines::of_account(line) {
            self.sure(Class::Meta, "an account, its author and the day");
            return self.told(found);
        }
        if let Some(found) = bylines::reporters(line, shadow) {
            self.sure(Class::Meta, "whose reporters, who, and nothing else");
            return self.told(found);
        }
        if let Some(found) = bylines::of_house(line, shadow) {
            self.sure(Class::Meta, "whose reporter, and nothing else");
            return self.told(found);
        }
        if let Some(found) = bylines::boxed_names(line) {
            self.sure(Class::Meta, "names behind an ornament, and nothing else");
            // Among paragraphs such a line is an item of a list.
            self.inside = false;
            return self.told(found);
        }
        let size = shadow.tight.chars().count();
        if size > 90 {
            return false;
        }
        let found = credits::credits(line, shadow);
        if found.keys == 0
            && let Some(found) = bylines::of_repost(line)
        {
            // Where it stands tells: below the headline; anywhere else it may be one.
            self.because = AN_ACCOUNT;
            return self.told(found);
        }
        let keyed = found.keys > 0 && found.rest <= 8 && found.rest * 2 <= size;
        let dated = found.date.is_some();
        let timed = dated && found.timed && found.rest <= 14 && !self.comma;
        let paper = dated && shadow.tight.starts_with('《') && shadow.tight.ends_with("版)");
        let marks = self.comma || self.ended;
        let loose = dated && found.rest <= 14 && !marks && size <= 50;
        let owned = loose && (found.source.is_some() || found.author.is_some() || found.named);
        // A headline and its day, not a paper's name and its day.
        let cells = dated && furniture::is_row_of_cells(shadow);
        // 點閱數：733 says nothing of the article.
        let counted = shadow.tight.ends_with(|ch: char| ch.is_ascii_digit());
        if found.keys == 0 && found.others > 0 && found.rest == 0 && counted {
            self.near(Class::Meta, "what nobody wants to know");
            return self.told(found);
        }
        if !keyed && !timed && !paper && !cells && self.han >= 10 {
            return false;
        }
        if !(keyed || timed || paper || loose || dated && found.rest <= 1) {
            return false;
        }
        // 时间：九点半，周六延长 is of what the article announces.
        if found.keys > 0 && found.keys == found.vague && !dated {
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
        self.told(found)
    }

    /// Keeps what the line says.
    fn told(&mut self, found: Credits) -> bool {
        self.credits = Some(Box::new(found));
        true
    }
}
