//! A text as a page: its lines, their labels, and what is to be cut.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::{
    Class, Label, LabelledLine, Metadata,
    boxes::{self, Boxes},
    copies,
    evidence::{self, Evidence},
    headline, jumps,
    label::{self, Verdict},
    look::Look,
    metadata,
    paragraph::{Lines, Paragraphs},
    policy::Policy,
    shadow::Shadow,
    tail,
};
use crate::{
    Edits,
    extract::{Facts, Mark},
    paragraphs::{self, Join, trim_start},
};

/// The lines of a text with their labels.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// As they were when the page was read.
    lines: Vec<PageLine>,
    /// Where captions begin.
    captions: Vec<Range<u32>>,
    cuts: Vec<Cut>,
    /// Why they are made, each kept once: there may be millions of cuts.
    reasons: Vec<&'static str>,
    metadata: Metadata,
    /// The caller's selectors decided: what is left is not to be judged again without its markup.
    settled: bool,
}

#[derive(Clone, Debug)]
struct PageLine {
    /// With its line end.
    at: Range<u32>,
    label: Label,
    dropped: Option<Class>,
    evidence: Evidence,
    because: &'static str,
}

/// Something to be removed.
#[derive(Clone, Debug)]
struct Cut {
    at: Range<u32>,
    class: Class,
    /// Which of the page's reasons.
    reason: u16,
}

impl Page {
    /// Labels the lines of `text`.
    pub(crate) fn read(text: &str, joins: &[Join], policy: &Policy) -> Page {
        Page::of_pieces(text, joins, policy, false)
    }

    /// What is to be cut from a text that has been read before: nobody asks again what its lines are and say.
    pub(crate) fn reread(text: &str, joins: &[Join], policy: &Policy) -> Page {
        Page::of_pieces(text, joins, policy, true)
    }

    /// Labels the lines of each piece of `text` as those of a page.
    fn of_pieces(text: &str, joins: &[Join], policy: &Policy, again: bool) -> Page {
        let mut page = Page::default();
        for piece in paragraphs::pieces(text) {
            if piece == (0..text.len()) {
                return Page::label(text, joins, &[], &Facts::default(), policy, again);
            }
            let joins = joins_within(joins, piece.clone());
            let part =
                Page::label(&text[piece.clone()], &joins, &[], &Facts::default(), policy, again);
            page.append(part, piece.start as u32);
        }
        page
    }

    /// Appends what is to be done in a piece of the text that begins at `start`. What is known of each line,
    /// and what the page says of itself, is that of the first piece; in others, lines that are removed for one
    /// reason are removed together.
    fn append(&mut self, part: Page, start: u32) {
        if start == 0 {
            *self = part;
            return;
        }
        let moved = |at: Range<u32>| at.start + start..at.end + start;
        self.captions.extend(part.captions.into_iter().map(moved));
        for Cut { at, class, reason } in part.cuts {
            let (at, reason) = (moved(at), self.number(part.reasons[usize::from(reason)]));
            match self.cuts.last_mut() {
                Some(last)
                    if (last.at.end, last.class, last.reason) == (at.start, class, reason) =>
                {
                    last.at.end = at.end;
                }
                _ => self.cuts.push(Cut { at, class, reason }),
            }
        }
    }

    /// Has `at` removed.
    fn cut(&mut self, at: Range<u32>, class: Class, because: &'static str) {
        let reason = self.number(because);
        self.cuts.push(Cut { at, class, reason });
    }

    /// Which of the page's reasons `because` is.
    fn number(&mut self, because: &'static str) -> u16 {
        let known = self.reasons.iter().rposition(|known| std::ptr::eq(*known, because));
        let number = known.unwrap_or_else(|| {
            self.reasons.push(because);
            self.reasons.len() - 1
        });
        number as u16
    }

    /// Labels the lines of `text`, of which the markup knew `marks`, one for
    /// each line, and `facts`.
    pub(crate) fn read_marked(text: &str, marks: &[Mark], facts: &Facts, policy: &Policy) -> Page {
        Page::label(text, &paragraphs::joins(text), marks, facts, policy, false)
    }

    fn label(
        text: &str,
        joins: &[Join],
        marks: &[Mark],
        facts: &Facts,
        policy: &Policy,
        again: bool,
    ) -> Page {
        let lines = Lines::of(text);
        let paragraphs = Paragraphs::of(text, &lines, joins);
        // One line is a clean text to be left alone, or nothing to learn from.
        let selected = |mark: &Mark| mark.body || mark.chosen.is_some();
        let mut page = Page { settled: marks.iter().any(selected), ..Page::default() };
        if paragraphs.len() < 2 {
            return page;
        }
        let named = headline::named(facts);
        let mut looks = look_at(&paragraphs, marks, &named, policy);
        if let (Some(stats), Some(site)) = (&policy.stats, &policy.site) {
            stats.weigh(site, paragraphs.texts(), &mut looks);
        }
        let first = |n: usize| marks.get(paragraphs.lines(n).start);
        let boxes = Boxes::of((0..looks.len()).map_while(first).collect(), &looks);
        let mut verdicts = label::label(&mut looks, &boxes, &named);
        copies::mark(&paragraphs, &looks, &mut verdicts);
        let asked = !again || policy.weighs();
        let known = if asked { evidence::evidence(&looks, &verdicts) } else { Vec::new() };
        policy.weigh(&looks, &known, &mut verdicts);
        if !again {
            page.metadata = metadata::of(&paragraphs, &looks, &verdicts, facts);
        }
        for (n, (verdict, look)) in verdicts.iter().zip(&looks).enumerate() {
            if verdict.dropped == Some(Class::Caption) {
                let at = lines.at(paragraphs.lines(n).start).start;
                page.captions.push(at..at);
            }
            if verdict.dropped.is_some() {
                continue;
            }
            let (first, last) = (lines.at(paragraphs.lines(n).start), paragraphs.last(n));
            let first = first.start as usize..first.end as usize;
            if let Some(at) = jumps::before(text, first) {
                page.cut(at, Class::Paging, jumps::ELSEWHERE);
            }
            if let Some(at) = jumps::behind(text, last.clone()) {
                page.cut(at, Class::Paging, jumps::ELSEWHERE);
            } else if let Some((at, class, because)) =
                tail::cut(text, last, look, &mut page.metadata)
            {
                page.cut(at, class, because);
            }
        }
        // A text of millions of lines has room for them only once.
        drop(looks);
        if !again {
            page.keep_lines(text, &lines, &paragraphs, &verdicts, &known);
        }
        drop(known);
        page.cut_lines(&lines, &paragraphs, &verdicts);
        page
    }

    /// Keeps what was found out about each line.
    fn keep_lines(
        &mut self,
        text: &str,
        lines: &Lines,
        paragraphs: &Paragraphs<'_>,
        verdicts: &[Verdict],
        known: &[Evidence],
    ) {
        self.lines.reserve_exact(lines.len());
        for (p, (verdict, known)) in verdicts.iter().zip(known).enumerate() {
            let own = paragraphs.lines(p);
            for n in own.clone() {
                let at = lines.at(n);
                let line = &text[at.start as usize..at.end as usize];
                if n > own.start && trim_start(line).is_empty() {
                    continue;
                }
                self.lines.push(PageLine {
                    at,
                    label: verdict.label,
                    dropped: verdict.dropped,
                    evidence: *known,
                    because: verdict.because,
                });
            }
        }
    }

    /// Cuts what is dropped, and the blank lines that would be left double.
    fn cut_lines(&mut self, lines: &Lines, paragraphs: &Paragraphs<'_>, verdicts: &[Verdict]) {
        if verdicts.iter().all(|verdict| verdict.dropped.is_none()) {
            return;
        }
        let mut fate: Vec<Option<&Verdict>> = vec![None; lines.len()];
        let mut kept = vec![false; lines.len()];
        for (p, verdict) in verdicts.iter().enumerate() {
            for n in paragraphs.lines(p) {
                fate[n] = Some(verdict).filter(|v| v.dropped.is_some());
                kept[n] = verdict.dropped.is_none();
            }
        }
        let mut n = 0;
        while n < lines.len() {
            let end = (n..lines.len()).find(|m| kept[*m]).unwrap_or(lines.len());
            self.cut_run(lines, n..end, &fate);
            n = end + 1;
        }
        self.cuts.sort_by_key(|cut| cut.at.start);
    }

    /// A run of lines between two that stay; some dropped, some blank.
    fn cut_run(&mut self, lines: &Lines, run: Range<usize>, fate: &[Option<&Verdict>]) {
        let Some(first) = run.clone().find(|n| fate[*n].is_some()) else { return };
        let outer = run.start == 0 || run.end == lines.len();
        let mut spare = !outer;
        let mut owner = fate[first];
        for n in run {
            owner = fate[n].or(owner);
            if fate[n].is_none() && spare {
                spare = false;
                continue;
            }
            let Some(Verdict { dropped: Some(class), because, .. }) = owner else { continue };
            self.cut(lines.at(n), *class, because);
        }
    }

    /// What is to be removed as one of `classes`, from left to right, and why.
    pub(super) fn cuts(
        &self,
        classes: &[Class],
    ) -> impl Iterator<Item = (Range<u32>, &'static str)> {
        let cuts = self.cuts.iter().filter(move |cut| classes.contains(&cut.class));
        cuts.map(|cut| (cut.at.clone(), self.reasons[usize::from(cut.reason)]))
    }

    /// Where the captions begin, from left to right.
    pub(super) fn captions(&self) -> impl Iterator<Item = usize> {
        self.captions.iter().map(|at| at.start as usize)
    }

    /// What is left to do on the same page after `edits`.
    pub(crate) fn followed(self, edits: &Edits) -> Page {
        let mut follow = edits.follower();
        // The same memory is used again: there may be millions.
        let cuts = self.cuts.into_iter();
        let cuts = cuts.map(|cut| Cut { at: follow.followed(cut.at.clone()), ..cut });
        let mut cuts: Vec<Cut> = cuts.filter(|cut| !cut.at.is_empty()).collect();
        cuts.shrink_to_fit();
        Page {
            lines: Vec::new(),
            captions: self.captions.into_iter().map(|at| edits.followed(at)).collect(),
            cuts,
            reasons: self.reasons,
            metadata: Metadata::default(),
            settled: self.settled,
        }
    }

    /// True when no rule has anything to do on it.
    pub(crate) fn is_done(&self) -> bool {
        self.cuts.is_empty() && self.captions.is_empty()
    }

    /// True when the next round has nothing to add.
    pub(crate) fn is_settled(&self) -> bool {
        self.settled
    }

    /// What is known of each line, in words, with its number in the text that was read.
    pub(super) fn evidence(&self, text: &str) -> Vec<(usize, String)> {
        let number =
            |at: u32| 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at as usize]).count();
        let words = |line: &PageLine| (number(line.at.start), evidence::in_words(&line.evidence));
        self.lines.iter().map(words).collect()
    }

    /// What the page says about its article.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Its lines, for the caller; `runs` says which rules run, `number` which
    /// line of the text that was given a place belongs to.
    pub(crate) fn labelled(
        &self,
        runs: impl Fn(&str) -> bool,
        mut number: impl FnMut(u32) -> usize,
    ) -> Vec<LabelledLine> {
        // Asked once for each class, not for each line.
        let mut run = [None; Class::COUNT];
        let mut removed =
            |class: Class| *run[class as usize].get_or_insert_with(|| runs(class.rule()));
        let lines = self.lines.iter().map(|line| LabelledLine {
            line: number(line.at.start),
            label: line.label,
            kept: line.dropped.is_none_or(|class| !removed(class)),
            probability: evidence::probability(&line.evidence),
            because: line.because,
        });
        lines.collect()
    }
}

/// Those of `joins` that lie in `piece`, as places in it.
fn joins_within(joins: &[Join], piece: Range<usize>) -> Vec<Join> {
    let from = joins.partition_point(|join| join.at.start < piece.start);
    let within = joins[from..].iter().take_while(|join| join.at.end <= piece.end);
    let moved = |at: &Range<usize>| at.start - piece.start..at.end - piece.start;
    within.map(|join| Join { at: moved(&join.at), ..join.clone() }).collect()
}

/// Looks at each of `paragraphs` by itself.
fn look_at<'p>(
    paragraphs: &'p Paragraphs<'_>,
    marks: &[Mark],
    named: &HashSet<String>,
    policy: &Policy,
) -> Vec<Look<'p>> {
    let mut shadow = Shadow::default();
    if marks.is_empty() && policy.cues.is_none() {
        return look_once(paragraphs, &mut shadow);
    }
    let look = |text: &'p str| {
        let mut look = Look::of(text, &mut shadow);
        if let Some(cues) = &policy.cues {
            cues.judge(policy.host.as_deref(), text, &mut shadow, &mut look);
        }
        look
    };
    let mut looks: Vec<Look<'p>> = paragraphs.texts().map(look).collect();
    let mark = |n: usize| marks.get(paragraphs.lines(n).start);
    let main =
        boxes::fullest(looks.iter().enumerate().filter_map(|(n, look)| Some((look, mark(n)?))));
    let heads = |(n, look): (usize, &Look)| {
        let mark = mark(n)?;
        let named = (1..=3).contains(&mark.heading) && named.contains(&*look.tight);
        named.then_some(mark.container)
    };
    let head = looks.iter().enumerate().find_map(heads);
    for (n, look) in looks.iter_mut().enumerate() {
        let Some(mark) = mark(n) else { continue };
        // Whatever a container is called that holds most of what the page tells, or the headline.
        let called = [main, head].contains(&Some(mark.container));
        let favour = if called { mark.favour.max(0) } else { mark.favour };
        look.mark(&Mark { favour, ..*mark });
        if let Some(cues) = &policy.cues {
            cues.select(mark, look);
        }
    }
    looks
}

/// The same where nothing but its words says what a line is: dumps of pages say much twice.
fn look_once<'p>(paragraphs: &'p Paragraphs<'_>, shadow: &mut Shadow) -> Vec<Look<'p>> {
    let mut looks: Vec<Look<'p>> = Vec::with_capacity(paragraphs.len());
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(paragraphs.len().min(REMEMBERED));
    for (n, text) in paragraphs.texts().enumerate() {
        let old = match text.len() {
            0..=REPEATED if known.len() < REMEMBERED => *known.entry(text).or_insert(n),
            0..=REPEATED => known.get(text).copied().unwrap_or(n),
            _ => n,
        };
        looks.push(if old < n { looks[old].clone() } else { Look::of(text, shadow) });
    }
    looks
}

/// Longer lines seldom stand on a page twice. In bytes: 15 hanzi.
const REPEATED: usize = 45;

/// So many lines are remembered: a page has hundreds, and a text of millions is no page.
const REMEMBERED: usize = 4096;
