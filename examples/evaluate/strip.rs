//! `strip DIR`: how well the article is told from the rest of its page.
//!
//! DIR holds `lines_full.jsonl` and `lines_light.jsonl` (`{"id","group","title","lines":[["B",text],…]}` with
//! B body, X furniture, N either), `gold/ID.txt` (the article alone) and `adversarial.jsonl`
//! (`{"label","cls","text"}`). Sites whose name hashes to 0 of 3 are held apart: nothing was tuned on them.
//! `strip FILE` reads clean text, twelve lines an article, and shows what is dropped of it.
//! `--strictness gentle` or `strict` moves the balance. Add `-v` to see each line that was judged wrongly.
//!
//! Golds keep what an editor would cut: captions, who wrote it, whom to call in distress. What lines would be kept
//! without such lines, told by their words alone, is printed as well, and what is kept when captions are.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use serde_json::Value;
use zhclean::{Cleaner, Label, Options, Site, SiteStats, Strictness};

use crate::{
    corpus::Dice,
    kinds::{Disputed, Place},
};

pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) group: String,
    lines: Vec<(char, String)>,
    gold: String,
}

#[derive(Default)]
struct Score {
    pages: usize,
    kept_body: f64,
    lost_body: f64,
    kept_rest: f64,
    cut_rest: f64,
    kept_body_chars: f64,
    lost_body_chars: f64,
    kept_rest_chars: f64,
    page_f1: Vec<f64>,
    /// The same without the lines of the gold that its makers do not agree on: credits, captions, dates.
    agreed_f1: Vec<f64>,
    losing: usize,
    /// Lines of body which an editor would cut ([`Disputed`]): kept, and lost.
    disputed: BTreeMap<Disputed, (usize, usize)>,
    /// Lost lines of body, by the label they were given.
    lost: BTreeMap<&'static str, usize>,
    /// Lines of articles that are cleaned without their pages, and how many of them were dropped.
    alone: usize,
    alone_dropped: usize,
}

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let dir = args.first().ok_or("which folder?")?;
    let dir = Path::new(dir);
    let verbose = args.iter().any(|arg| arg == "-v");
    let strictness: Strictness = match args.iter().position(|arg| arg == "--strictness") {
        Some(n) => args.get(n + 1).map_or("", |word| word).parse()?,
        None => Strictness::default(),
    };
    let options = Options::default().only(["strip", "reflow"]).map_err(|e| e.to_string())?;
    let options = options.strictness(strictness);
    let captioned = options.clone().without("captions").map_err(|e| e.to_string())?;
    let (cleaner, captioned) = (Cleaner::new(options), Cleaner::new(captioned));
    if dir.is_file() {
        return clean_text(&cleaner, dir);
    }
    for name in ["lines_full", "lines_light"] {
        let pages = pages(dir, name)?;
        for (apart, what) in [(false, "development"), (true, "held apart")] {
            let pages: Vec<&Page> =
                pages.iter().filter(|page| held_apart(&page.group) == apart).collect();
            let mut score = Score::default();
            for page in &pages {
                score_page(&cleaner, page, &mut score, (verbose && !apart).then_some(name));
            }
            println!("{name}, {what} sites");
            score.print();
            let mut kept = Score::default();
            pages.iter().for_each(|page| score_page(&captioned, page, &mut kept, None));
            kept.print_lines("with captions kept");
            for place in [Place::Mainland, Place::TaiwanAndHongKong] {
                let mut score = Score::default();
                let of = pages.iter().filter(|page| Place::of(&page.gold) == place);
                of.for_each(|page| score_page(&cleaner, page, &mut score, None));
                score.print_lines(place.name());
            }
        }
    }
    for name in ["lines_full", "lines_light"] {
        let mut pages = pages(dir, name)?;
        sites(&cleaner, &pages, name);
        pages.iter_mut().for_each(veil);
        sites(&cleaner, &pages, &format!("{name}, furniture in words that no cue knows"));
    }
    adversarial(&cleaner, dir, verbose)
}

/// Each hanzi of the furniture becomes the next one: what a site repeats it still repeats, and no table knows it.
fn veil(page: &mut Page) {
    let next = |ch: char| match ch {
        '\u{4E00}'..='\u{9FA4}' => char::from_u32(ch as u32 + 1).unwrap_or(ch),
        _ => ch,
    };
    for (_, line) in page.lines.iter_mut().filter(|(label, _)| *label == 'X') {
        *line = line.chars().map(next).collect();
    }
}

/// What is gained where a site has several pages, by what they repeat.
fn sites(cleaner: &Cleaner, pages: &[Page], name: &str) {
    let mut stats = SiteStats::default();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for page in pages {
        let text: Vec<&str> = page.lines.iter().map(|(_, line)| line.as_str()).collect();
        if stats.learn(&Site::named(&page.group), &text.join("\n")) {
            *count.entry(page.group.as_str()).or_default() += 1;
        }
    }
    let options = Options::default().only(["strip", "reflow"]).expect("there are such stages");
    let learnt = Cleaner::new(options.site_stats(Arc::new(stats)));
    for (apart, what) in [(false, "development"), (true, "held apart")] {
        let many = |page: &&Page| {
            count.get(page.group.as_str()).is_some_and(|n| *n >= 4)
                && held_apart(&page.group) == apart
        };
        let (mut before, mut after) = (Score::default(), Score::default());
        for page in pages.iter().filter(many) {
            score_page(cleaner, page, &mut before, None);
            score_page(&learnt.at(&Site::named(&page.group)), page, &mut after, None);
        }
        if before.pages > 0 {
            println!("{name}, {what} sites with four pages or more, each by itself");
            before.print();
            println!("{name}, the same with what their pages repeat");
            after.print();
        }
    }
}

/// Nothing of clean text should go.
fn clean_text(cleaner: &Cleaner, path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let (mut dropped, mut changed) = (0, 0);
    for article in lines.chunks(12) {
        let cleaned = cleaner.clean(&article.join("\n")).into_owned();
        changed += usize::from(!cleaned.trace.is_empty());
        for line in cleaned.lines.iter().filter(|line| !line.kept) {
            dropped += 1;
            println!("{} {} [{}]", line.label, article[line.line - 1], line.because);
        }
    }
    println!("{dropped} of {} lines dropped; {changed} articles changed", lines.len());
    Ok(())
}

/// One site in three, by a hash of its name.
pub(crate) fn held_apart(group: &str) -> bool {
    let hash = group.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    });
    (hash >> 17) % 3 == 0
}

pub(crate) fn pages(dir: &Path, name: &str) -> Result<Vec<Page>, String> {
    let path = dir.join(name).with_extension("jsonl");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut pages = Vec::new();
    for line in text.lines() {
        let value: Value =
            serde_json::from_str(line).map_err(|e| format!("{}: {e}", path.display()))?;
        let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let pair = |pair: &Value| {
            let label = pair[0].as_str()?.chars().next()?;
            // A label is of one line, whatever its text held.
            Some((label, pair[1].as_str()?.replace(['\n', '\r', '\u{2028}'], " ")))
        };
        let lines = value["lines"].as_array().into_iter().flatten().filter_map(pair).collect();
        let id = word("id");
        let gold = fs::read_to_string(dir.join("gold").join(&id).with_extension("txt"))
            .unwrap_or_default();
        pages.push(Page { group: word("group"), lines, gold, id });
    }
    Ok(pages)
}

fn score_page(cleaner: &Cleaner, page: &Page, score: &mut Score, verbose: Option<&str>) {
    let text: Vec<&str> = page.lines.iter().map(|(_, line)| line.as_str()).collect();
    let cleaned = cleaner.clean(&text.join("\n")).into_owned();
    let mut kept = vec![true; text.len()];
    let mut title = vec![false; text.len()];
    let mut because = vec![""; text.len()];
    let mut labels = vec![Label::Body; text.len()];
    for line in &cleaned.lines {
        kept[line.line - 1] = line.kept;
        title[line.line - 1] = line.label == Label::Title;
        because[line.line - 1] = line.because;
        labels[line.line - 1] = line.label;
    }
    let mut lost = false;
    let mut predicted = String::new();
    for (n, (label, line)) in page.lines.iter().enumerate() {
        let size = line.chars().filter(|ch| !ch.is_whitespace()).count() as f64;
        if size == 0.0 {
            continue;
        }
        if let Some(kind) = Disputed::of(line).filter(|_| *label == 'B') {
            let count = score.disputed.entry(kind).or_default();
            *(if kept[n] { &mut count.0 } else { &mut count.1 }) += 1;
        }
        match (label, kept[n]) {
            ('B', true) => {
                (score.kept_body, score.kept_body_chars) =
                    (score.kept_body + 1.0, score.kept_body_chars + size)
            }
            ('B', false) => {
                (score.lost_body, score.lost_body_chars) =
                    (score.lost_body + 1.0, score.lost_body_chars + size);
                *score.lost.entry(labels[n].as_str()).or_default() += 1;
                lost = true;
            }
            ('X', true) => {
                (score.kept_rest, score.kept_rest_chars) =
                    (score.kept_rest + 1.0, score.kept_rest_chars + size)
            }
            ('X', false) => score.cut_rest += 1.0,
            _ => {}
        }
        if kept[n] && *label != 'N' && !title[n] {
            predicted.push_str(line);
        }
        let wrong = matches!((label, kept[n]), ('B', false) | ('X', true)) && !title[n];
        if let Some(set) = verbose.filter(|_| wrong) {
            println!("{set} {}:{n} {label} {line} [{}]", page.id, because[n]);
        }
    }
    score.pages += 1;
    score.losing += usize::from(lost);
    let alone = cleaner.clean(&page.gold);
    let dropped: Vec<usize> =
        alone.lines.iter().filter(|line| !line.kept).map(|line| line.line).collect();
    score.alone_dropped += dropped.len();
    score.alone += alone.lines.len();
    if let Some(set) = verbose {
        for line in dropped {
            let text = page.gold.lines().nth(line - 1).unwrap_or_default();
            println!("{set} {}:gold {line} {text}", page.id);
        }
    }
    let f1 = f1(&page.gold, &predicted);
    if let Some(set) = verbose.filter(|_| f1 < 0.95) {
        println!("{set} {} F1 {f1:.3}", page.id);
    }
    score.page_f1.push(f1);
    score.agreed_f1.push(self::f1(&agreed(page), &predicted));
}

/// The gold without lines that are neither body nor furniture to those who made it.
pub(crate) fn agreed(page: &Page) -> String {
    let neither: BTreeSet<&str> =
        page.lines.iter().filter(|(label, _)| *label == 'N').map(|(_, line)| line.trim()).collect();
    let lines = page.gold.lines().filter(|line| !neither.contains(line.trim()));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The middle 95 of 100 means of as many values drawn again, 1,000 times.
pub(crate) fn interval(values: &[f64]) -> (f64, f64) {
    let mut dice = Dice::new(7);
    let mut mean = || -> f64 {
        let sum: f64 = values.iter().map(|_| dice.pick(values)).sum();
        sum / values.len().max(1) as f64
    };
    let mut means: Vec<f64> = (0..1_000).map(|_| mean()).collect();
    means.sort_by(f64::total_cmp);
    (means[25], means[974])
}

impl Score {
    fn print(&self) {
        let precision = self.kept_body / (self.kept_body + self.kept_rest).max(1.0);
        let recall = self.kept_body / (self.kept_body + self.lost_body).max(1.0);
        let char_precision =
            self.kept_body_chars / (self.kept_body_chars + self.kept_rest_chars).max(1.0);
        let char_recall =
            self.kept_body_chars / (self.kept_body_chars + self.lost_body_chars).max(1.0);
        let mean = self.page_f1.iter().sum::<f64>() / self.page_f1.len().max(1) as f64;
        let share = |test: fn(&f64) -> bool| {
            self.page_f1.iter().filter(|f| test(f)).count() as f64 * 100.0
                / self.pages.max(1) as f64
        };
        println!(
            "  {} pages; lines P {precision:.3} R {recall:.3}; characters P {char_precision:.3} R {char_recall:.3} F1 {:.3}",
            self.pages,
            2.0 * char_precision * char_recall / (char_precision + char_recall).max(1e-9),
        );
        println!(
            "  page F1 {mean:.3} (>= .95: {:.0} %, < .5: {:.0} %); furniture removed {:.1} %; pages that lost a body line {}",
            share(|f| *f >= 0.95),
            share(|f| *f < 0.5),
            self.cut_rest * 100.0 / (self.cut_rest + self.kept_rest).max(1.0),
            self.losing,
        );
        let agreed = self.agreed_f1.iter().sum::<f64>() / self.agreed_f1.len().max(1) as f64;
        let ((low, high), (least, most)) = (interval(&self.page_f1), interval(&self.agreed_f1));
        println!(
            "  page F1 [{low:.3}, {high:.3}]; where the makers agree {agreed:.3} [{least:.3}, {most:.3}]; lost lines of body by label {:?}",
            self.lost
        );
        let (kept, lost) = self.disputed.values().fold((0, 0), |sum, n| (sum.0 + n.0, sum.1 + n.1));
        let (kept, lost) = (self.kept_body - kept as f64, self.lost_body - lost as f64);
        println!(
            "  lines without captions, credits and helplines: R {:.3} ({lost} of {} lost); of those, kept and lost {:?}",
            kept / (kept + lost).max(1.0),
            kept + lost,
            self.disputed
        );
        println!(
            "  articles without their pages: {} of {} lines dropped",
            self.alone_dropped, self.alone
        );
    }

    fn print_lines(&self, what: &str) {
        let mean = |some: &[f64]| some.iter().sum::<f64>() / some.len().max(1) as f64;
        let ((low, high), (least, most)) = (interval(&self.page_f1), interval(&self.agreed_f1));
        println!(
            "  {what}: {} pages; lines P {:.3} R {:.3}; page F1 {:.3} [{low:.3}, {high:.3}]; where the makers agree {:.3} [{least:.3}, {most:.3}]",
            self.pages,
            self.kept_body / (self.kept_body + self.kept_rest).max(1.0),
            self.kept_body / (self.kept_body + self.lost_body).max(1.0),
            mean(&self.page_f1),
            mean(&self.agreed_f1),
        );
    }
}

/// F1 of the longest common subsequence of the characters, white space left out.
pub(crate) fn f1(gold: &str, predicted: &str) -> f64 {
    let tight =
        |text: &str| -> Vec<char> { text.chars().filter(|ch| !ch.is_whitespace()).collect() };
    let (gold, predicted) = (tight(gold), tight(predicted));
    if gold.is_empty() || predicted.is_empty() {
        return f64::from(u8::from(gold.is_empty() && predicted.is_empty()));
    }
    2.0 * common(&gold, &predicted) as f64 / (gold.len() + predicted.len()) as f64
}

/// The length of the longest common subsequence, 64 columns at a time (Hyyrö 2004).
fn common(a: &[char], b: &[char]) -> usize {
    let words = a.len().div_ceil(64);
    let mut places: BTreeMap<char, Vec<u64>> = BTreeMap::new();
    for (n, ch) in a.iter().enumerate() {
        places.entry(*ch).or_insert_with(|| vec![0; words])[n / 64] |= 1 << (n % 64);
    }
    let none = vec![0; words];
    let mut row = vec![u64::MAX; words];
    for ch in b {
        let at = places.get(ch).unwrap_or(&none);
        let mut carry = false;
        for (word, at) in row.iter_mut().zip(at) {
            let both = *word & at;
            let (sum, over) = word.overflowing_add(both);
            let (sum, more) = sum.overflowing_add(u64::from(carry));
            carry = over || more;
            *word = sum | (*word & !at);
        }
    }
    (0..a.len()).filter(|n| row[n / 64] >> (n % 64) & 1 == 0).count()
}

/// The lines made to mislead, each in the middle of an article, between two sentences.
fn adversarial(cleaner: &Cleaner, dir: &Path, verbose: bool) -> Result<(), String> {
    const BEFORE: &str = "河岸新桥通车\n记者昨天从市交通局了解到，连接两岸的新桥上午正式通车，全长一千二百米，双向六车道。\n大桥的建设用了三年时间，先后有两千多名工人参加，没有发生一起事故。\n";
    const AFTER: &str = "\n“以前过河要等渡船，现在五分钟就到了。”家住河东的老人说，他每天都要来桥上走一走。\n据介绍，下一步还将建设三座人行天桥，方便市民出行。";
    let path = dir.join("adversarial.jsonl");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let (label, class, text) = (word("label"), word("cls"), word("text"));
        let middle = cleaner.clean(&format!("{BEFORE}{text}{AFTER}")).text.contains(&text);
        let page = format!(
            "当前位置：首页 > 新闻 > 正文\n{BEFORE}{text}{AFTER}\n责任编辑：李小河\n版权所有 平原晚报"
        );
        let kept = middle && cleaner.clean(&page).text.contains(&text);
        let count = counts.entry((label.clone(), class.clone())).or_default();
        count.0 += 1;
        count.1 += usize::from(kept);
        if verbose && kept != (label == "B") {
            println!("adversarial {label} {class} {text}");
        }
    }
    for label in ["B", "X", "M", "C"] {
        let of: Vec<_> = counts.iter().filter(|((l, _), _)| l == label).collect();
        let (all, kept) =
            of.iter().fold((0, 0), |sum, (_, (all, kept))| (sum.0 + all, sum.1 + kept));
        println!("adversarial {label}: {kept} of {all} kept in the middle of an article");
    }
    Ok(())
}
