//! The pipeline: decode, then each rule that the text wakes.

use std::{borrow::Cow, ops::Range, rc::Rc, sync::Arc};

use crate::{
    Decoded, Options, Patch, Stage, Trace,
    census::{Census, Woken},
    decode::{self, Hint},
    extract,
    paragraphs::Join,
    script::{self, Script},
    strip::{LabelledLine, Metadata, Page, Policy, Site, heads},
};

/// Damage comes in layers; each round of the repair stage takes one off.
const MAX_REPAIR_ROUNDS: usize = 4;

/// What one stage uncovers an earlier one may repair, so the stages run until
/// nothing changes. Two rounds are the rule; the bound only stops a text built
/// to go on for ever.
const MAX_ROUNDS: usize = 8;

/// The longest text whose offsets fit in 32 bits.
const MAX_TEXT: usize = u32::MAX as usize / 4;

/// The cleaned text and what was done to it.
#[derive(Clone, Debug)]
pub struct Cleaned<'t> {
    /// Borrowed when nothing was changed.
    pub text: Cow<'t, str>,
    /// Every change, with what was removed: `trace.undo(&text)` is the text
    /// that was decoded.
    pub trace: Trace,
    /// How the bytes were read.
    pub decoded: Decoded,
    /// Each line that was not empty when the strip stage read it, with its
    /// label; of a text of more the first 65,536. Empty when that stage did not run.
    pub lines: Vec<LabelledLine>,
    /// What the lines said about the article.
    pub metadata: Metadata,
    /// Where it is known, or cannot be told any more.
    script: Option<Script>,
}

/// Built once, shared by every thread.
#[derive(Clone, Debug)]
pub struct Cleaner {
    options: Options,
    /// How many of the rules, from the first, are repairs.
    repairs: usize,
    /// Where the script stage begins.
    script: usize,
    /// The rules of the strip stage.
    strip: Range<usize>,
    census: Arc<Census>,
}

/// A text on its way through, and the rules it can still wake.
struct Job<'t> {
    /// The text before any rule.
    given: &'t str,
    woken: Woken,
    /// The text has changed since `woken` was taken.
    stale: bool,
    /// What fixed widths broke in the text as it is, once a rule has asked.
    joins: Option<Rc<[Join]>>,
    /// Labels of the lines, while they fit the text.
    page: Option<Rc<Page>>,
    /// How many passes the text had when they were read from it; nothing if
    /// they were not.
    page_of: Option<usize>,
    /// For each rule, how many passes the text had when the rule last left it
    /// as it was.
    settled: Vec<Option<usize>>,
    /// The lines have been labelled once.
    labelled: bool,
    cleaned: Cleaned<'t>,
}

impl Cleaner {
    /// Builds the table that says which characters wake which rules.
    pub fn new(options: Options) -> Self {
        let before = |stage: Stage| options.rules.partition_point(|r| Stage::of(r) < stage);
        let (repairs, script) = (before(Stage::Normalize), before(Stage::Script));
        let strip = before(Stage::Strip)..before(Stage::Reflow);
        let census = Arc::new(Census::new(&options.rules));
        Cleaner { options, repairs, script, strip, census }
    }

    /// The same for documents of one site, if there are statistics of sites ([`Options::site_stats`]).
    pub fn at(&self, site: &Site) -> Cleaner {
        let policy = self.options.policy.at_host(site.host().map(str::to_owned));
        self.under(Policy { site: Some(site.clone()), ..policy })
    }

    fn under(&self, policy: Policy) -> Cleaner {
        let mut cleaner = self.clone();
        cleaner.options.policy = Arc::new(policy);
        cleaner
    }

    /// Decodes and cleans one document.
    ///
    /// Borrows from `bytes` when they are UTF-8 and nothing was changed.
    pub fn clean_bytes<'b>(&self, bytes: &'b [u8], hint: Hint<'_>) -> Cleaned<'b> {
        let (text, decoded) = decode::decode(bytes, hint);
        let cleaned = match text {
            Cow::Borrowed(text) => self.clean(text),
            Cow::Owned(text) => {
                let mut cleaned = self.clean(&text);
                let changed = match std::mem::take(&mut cleaned.text) {
                    Cow::Owned(changed) => Some(changed),
                    Cow::Borrowed(_) => None,
                };
                let cleaned = cleaned.holding(String::new());
                // Moved, not copied, when cleaning changed nothing.
                Cleaned { text: Cow::Owned(changed.unwrap_or(text)), ..cleaned }
            }
        };
        Cleaned { decoded, ..cleaned }
    }

    /// Cleans one text.
    ///
    /// Borrows from `text` when nothing was changed. A text over 1 GiB comes
    /// back as it is: cut it after a line end and clean the parts.
    pub fn clean<'t>(&self, text: &'t str) -> Cleaned<'t> {
        self.clean_from(text, None)
    }

    fn clean_from<'t>(&self, text: &'t str, page: Option<Rc<Page>>) -> Cleaned<'t> {
        let cleaned = Cleaned {
            text: Cow::Borrowed(text),
            trace: Trace::default(),
            decoded: Decoded::of_text(),
            lines: Vec::new(),
            metadata: Metadata::default(),
            script: None,
        };
        let mut job = Job {
            given: text,
            woken: Woken::unknown(),
            stale: false,
            joins: None,
            page,
            page_of: None,
            settled: vec![None; self.options.rules.len()],
            labelled: false,
            cleaned,
        };
        if text.len() <= MAX_TEXT {
            job.woken = self.census.take(text);
            for _ in 0..MAX_ROUNDS {
                if !self.round(&mut job) {
                    break;
                }
                // What was stripped may make another page of what is left; the last round reads the text as a
                // second cleaning would.
                job.page = job.page.take().filter(|page| page.is_settled());
            }
            if job.cleaned.script.is_none() {
                self.count(&mut job);
                job.cleaned.script = script::by_counts(job.woken.scripts.unwrap_or_default());
            }
        }
        job.cleaned
    }

    /// Decodes a web page and cleans its article.
    ///
    /// As [`Cleaner::clean_html`], with the encoding that the page declares, where it fits.
    pub fn clean_html_bytes(&self, bytes: &[u8], hint: Hint<'_>) -> Cleaned<'static> {
        let (html, decoded) = decode::decode(bytes, hint);
        Cleaned { decoded, ..self.clean_html(&html) }
    }

    /// Cleans the article of a web page.
    ///
    /// The page becomes lines, one a block; the lines are cleaned as a text is, and the markup helps to tell
    /// which are the article. Offsets of the trace are those of the lines: `trace.undo` gives them.
    pub fn clean_html(&self, html: &str) -> Cleaned<'static> {
        let policy = &self.options.policy;
        if policy.asks_for_host()
            && let Some(host) = extract::host(html)
        {
            return self.under(policy.at_host(Some(host))).clean_html(html);
        }
        let extracted = extract::extract(html, policy.selectors(), policy.host.as_deref());
        let page = Page::read_marked(&extracted.text, &extracted.marks, &extracted.facts, policy);
        let mut cleaned = self.clean_from(&extracted.text, Some(Rc::new(page))).into_owned();
        heads::merge(&mut cleaned.metadata, &extracted.facts);
        cleaned
    }

    /// Runs every stage once; true when one of them changed the text.
    fn round(&self, job: &mut Job<'_>) -> bool {
        let mut changed = false;
        for _ in 0..MAX_REPAIR_ROUNDS {
            if !self.run(0..self.repairs, job) {
                break;
            }
            changed = true;
        }
        changed |= self.run(self.repairs..self.script, job);
        changed | self.run(self.script..self.options.rules.len(), job)
    }

    /// Runs some of the rules once; true when one of them changed the text.
    fn run(&self, rules: Range<usize>, job: &mut Job<'_>) -> bool {
        let mut changed = false;
        for at in rules {
            let sets = self.census.sets_of(at);
            if job.settled[at] == Some(job.cleaned.trace.passes()) {
                continue;
            }
            // The rules of the strip stage look at every text, one after the other, and share what the first has read.
            let read = job.page.as_ref().filter(|_| job.labelled && self.strip.contains(&at));
            if read.is_some_and(|page| page.is_done()) {
                continue;
            }
            // The rules of the script stage look at every text, and ask for its script.
            if !Census::is_always(sets) || (self.script..self.strip.start).contains(&at) {
                self.count(job);
            }
            if Census::is_always(sets) || job.woken.holds(sets) {
                changed |= self.apply(at, sets, job);
            }
        }
        changed
    }

    /// Counts what the text wakes, if it has changed since that was done.
    fn count(&self, job: &mut Job<'_>) {
        if std::mem::take(&mut job.stale) {
            job.woken = self.census.take(&job.cleaned.text);
        }
    }

    /// Runs the rule at `at`; true when it changed the text.
    fn apply(&self, at: usize, sets: u64, job: &mut Job<'_>) -> bool {
        let rule = self.options.rules[at];
        let cleaned = &mut job.cleaned;
        let passes = Some(cleaned.trace.passes());
        if job.page.is_none() {
            job.page_of = passes;
        }
        let woken = if job.stale { Woken::unknown() } else { job.woken.clone() };
        let mut patch = Patch::new(&cleaned.text, self.options.floor)
            .with_page(job.page.take(), job.joins.take())
            .under(&self.options.policy, job.labelled)
            .with_woken(woken, sets);
        (rule.apply)(&mut patch);
        let (new, edits, seen, page, joins) = patch.into_parts();
        cleaned.trace.saw(rule, seen);
        if let Some(page) = page.as_deref().filter(|_| !job.labelled) {
            job.labelled = true;
            let runs = |id: &str| self.options.rules.iter().any(|rule| rule.id == id);
            let mut lines = LineNumbers::of(job.given);
            let (trace, passes) = (&cleaned.trace, cleaned.trace.passes());
            cleaned.lines =
                page.labelled(runs, |at| lines.number(trace.origin(passes, at..at).start));
            cleaned.metadata = page.metadata().clone();
        }
        let Cow::Owned(new) = new else {
            // What is read anew from the same text is the same.
            if page.is_none() || job.page_of == passes {
                job.settled[at] = passes;
            }
            (job.page, job.joins) = (page, joins);
            return false;
        };
        job.page = page.map(|page| Rc::new(Rc::unwrap_or_clone(page).followed(&edits)));
        if script::takes_back(rule) {
            cleaned.script = Some(Script::Hans);
        } else if at >= self.script && cleaned.script.is_none() {
            // What the text will be now is not what it was written in.
            let counts = job.woken.scripts.filter(|_| !job.stale);
            cleaned.script = Some(script::of_counted(&cleaned.text, counts));
        }
        job.stale = true;
        cleaned.text = Cow::Owned(new);
        cleaned.trace.push(rule, edits);
        true
    }

    /// True when `text` wakes one of the rules; for the laws in `tests/`.
    #[doc(hidden)]
    pub fn wakes(&self, text: &str) -> bool {
        let woken = self.census.take(text);
        (0..self.options.rules.len()).any(|at| woken.holds(self.census.sets_of(at)))
    }
}

impl Cleaned<'_> {
    /// The script that the text was written in, once repaired.
    pub fn script(&self) -> Script {
        self.script.unwrap_or_else(|| Script::of(&self.text))
    }

    /// The same, holding its own text.
    pub fn into_owned(mut self) -> Cleaned<'static> {
        let text = std::mem::take(&mut self.text).into_owned();
        self.holding(text)
    }

    /// The same with another text, which it holds.
    fn holding(self, text: String) -> Cleaned<'static> {
        let Cleaned { text: _, trace, decoded, lines, metadata, script } = self;
        Cleaned { text: Cow::Owned(text), trace, decoded, lines, metadata, script }
    }
}

/// Counts lines up to places that come in order.
struct LineNumbers<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> LineNumbers<'t> {
    fn of(text: &'t str) -> Self {
        LineNumbers { text, at: 0, line: 1 }
    }

    /// The number, from 1, of the line that `place` is in.
    fn number(&mut self, place: u32) -> usize {
        let place = (place as usize).max(self.at);
        let bytes = &self.text.as_bytes()[..place];
        self.line += memchr::memchr2_iter(b'\n', b'\r', &bytes[self.at..])
            .filter(|i| bytes[self.at + i] == b'\n' || bytes.get(self.at + i + 1) != Some(&b'\n'))
            .count();
        self.at = place;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labelled_lines_are_numbered_as_in_the_text_that_was_given() {
        let text =
            "首页 | 新闻 | 体育 | 财经\r\n\r\n&#20013;国\r\n\u{200B}报道，今天下午天气晴朗。\r\n";
        let cleaned = Cleaner::new(Options::default()).clean(text);
        let numbers: Vec<usize> = cleaned.lines.iter().map(|line| line.line).collect();
        assert_eq!(numbers, [1, 3, 4]);
    }
}
