//! `script --hans FILE… --hant FILE…`: detection, machine-made text, and the
//! round trip, on text known to be simplified or traditional, one paragraph a
//! line. The files after `--hant-tw` and `--hant-hk` are for the region.

use std::{collections::BTreeMap, fs};

use zhclean::{Cleaner, OpenCc, Options, Script, machine_evidence};

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let texts = super::corpus::named(args)?;
    let of = |name: &str| texts.get(name).map_or(&[][..], Vec::as_slice);
    detection(of("hans"), of("hant"));
    mixed(of("hans"), of("hant"));
    machine(of("hans"), of("hant"));
    for (name, right) in [("hant-tw", Script::HantTw), ("hant-hk", Script::HantHk)] {
        region(of(name), right);
    }
    zhe(of("hans"));
    for text in of("hant") {
        RoundTrip::of(text).print();
    }
    no_harm(of("hans"), of("hant"));
    Ok(())
}

fn is_han(ch: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&ch)
}

/// Passages of `han` Han characters, one after the other, from whole lines.
fn passages(text: &str, han: usize) -> Vec<String> {
    let (mut passages, mut passage, mut seen) = (Vec::new(), String::new(), 0);
    for line in text.lines() {
        for ch in line.chars().chain(['\n']) {
            if seen < han {
                passage.push(ch);
                seen += usize::from(is_han(ch));
            }
        }
        if seen >= han {
            passages.push(std::mem::take(&mut passage));
            seen = 0;
        }
    }
    passages
}

fn is_hant(script: Script) -> bool {
    matches!(script, Script::Hant | Script::HantTw | Script::HantHk)
}

fn detection(hans: &[String], hant: &[String]) {
    println!("detection, in 100: right, wrong, mixed, undecided");
    for han in [4, 8, 16, 32, 64, 200] {
        let (mut counts, mut all) = ([0; 4], 0);
        for (texts, traditional) in [(hans, false), (hant, true)] {
            for passage in texts.iter().flat_map(|text| passages(text, han)) {
                let at = match Script::of(&passage) {
                    Script::Mixed => 2,
                    Script::None => 3,
                    script => usize::from(is_hant(script) != traditional),
                };
                counts[at] += 1;
                all += 1;
            }
        }
        let share = counts.map(|n| format!("{:.2}", f64::from(n) * 100.0 / f64::from(all)));
        println!("  {han:>4} Han, {all} passages: {}", share.join("  "));
    }
}

/// Documents of twenty sentences of which some are in the other script.
fn mixed(hans: &[String], hant: &[String]) {
    let sentences = |texts: &[String]| -> Vec<String> {
        let all = texts.iter().flat_map(|t| t.split_inclusive(['。', '\n']));
        let long = |s: &&str| (12..60).contains(&s.chars().filter(|c| is_han(*c)).count());
        all.filter(long).map(str::to_owned).collect()
    };
    let (a, b) = (sentences(hans), sentences(hant));
    for foreign in [1, 2, 4] {
        let (mut found, mut all) = (0, 0);
        for (most, few) in [(&a, &b), (&b, &a)] {
            for (most, few) in most.chunks_exact(20 - foreign).zip(few.chunks_exact(foreign * 7)) {
                let document = [&most[..9], &few[..foreign], &most[9..]].concat().concat();
                found += i32::from(Script::of(&document) == Script::Mixed);
                all += 1;
            }
        }
        let share = f64::from(found) * 100.0 / f64::from(all.max(1));
        println!("mixed, {foreign} of 20 sentences foreign: {share:.1} of 100 found ({all})");
    }
}

fn table(name: &str) -> BTreeMap<char, Vec<char>> {
    let text = fs::read_to_string(format!("data/opencc/{name}.txt")).unwrap_or_default();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(key, values)| {
            Some((key.chars().next()?, values.split(' ').flat_map(|v| v.chars().next()).collect()))
        })
        .collect()
}

/// Three tables that a careless converter might use.
fn machines() -> Vec<(&'static str, BTreeMap<char, char>)> {
    let all = table("STCharacters");
    let first = all.iter().map(|(s, t)| (*s, t[0])).collect();
    let in_big5 = |ch: char| {
        let mut text = [0; 4];
        !encoding_rs::BIG5.encode(ch.encode_utf8(&mut text)).2
    };
    let big5 = all.iter().map(|(s, t)| (*s, if in_big5(*s) { *s } else { t[0] })).collect();
    let mut both: BTreeMap<char, char> =
        all.iter().map(|(s, t)| (*s, if t.contains(s) { *s } else { t[0] })).collect();
    both.extend([('着', '著'), ('么', '么'), ('余', '余'), ('净', '凈')]);
    vec![("first", first), ("big5", big5), ("both", both)]
}

fn machine(hans: &[String], hant: &[String]) {
    println!("machine-made, in 100 at odds of 3 5 7 9 11, the last at the default");
    let on = Cleaner::new(Options::default().only(["machine-traditional"]).expect("a rule"));
    for han in [64, 128, 256, 512] {
        let show = |name: &str, passages: Vec<String>| {
            let scores: Vec<f32> = passages.iter().map(|p| machine_evidence(p)).collect();
            let all = scores.len().max(1) as f64;
            let over =
                |odds: f32| scores.iter().filter(|s| **s > odds).count() as f64 * 100.0 / all;
            let done = passages.iter().filter(|p| !on.clean(p).trace.is_empty()).count() as f64;
            println!(
                "  {han} Han, {name:>8} ({all}): {:.2} {:.2} {:.2} {:.2} {:.2}; {:.2}",
                over(3.0),
                over(5.0),
                over(7.0),
                over(9.0),
                over(11.0),
                done * 100.0 / all
            );
        };
        let traditional = |p: &String| is_hant(Script::of(p));
        show("genuine", hant.iter().flat_map(|t| passages(t, han)).filter(traditional).collect());
        for (name, table) in machines() {
            let made = |p: String| p.chars().map(|c| *table.get(&c).unwrap_or(&c)).collect();
            let some = hans.iter().flat_map(|t| passages(t, han).into_iter().step_by(5));
            show(name, some.map(made).collect());
        }
    }
}

fn region(texts: &[String], right: Script) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for passage in texts.iter().flat_map(|text| passages(text, 400)) {
        *counts.entry(Script::of(&passage).as_str()).or_default() += 1;
    }
    if !texts.is_empty() {
        println!("region of {}, 400 Han: {counts:?}", right.as_str());
    }
}

/// 着 and 著 after all 着 were made 著, as traditional text has them.
fn zhe(hans: &[String]) {
    let cleaner = Cleaner::new(Options::default().only(["to-simplified"]).expect("a rule"));
    let (mut right, mut all) = (0, 0);
    for line in hans.iter().flat_map(|text| text.lines()).filter(|l| l.contains(['着', '著'])) {
        let traditional = OpenCc::S2tw.convert(line).replace('着', "著");
        let back = cleaner.clean(&traditional).text.into_owned();
        let kept = |text: &str| text.chars().filter(|c| "着著".contains(*c)).collect::<Vec<_>>();
        let (expected, got) = (kept(line), kept(&back));
        all += expected.len();
        right += expected.iter().zip(&got).filter(|(a, b)| a == b).count();
    }
    println!("著 or 着: {right} of {all} as printed");
}

/// Pairs that are printed for the same word, by habit: simplified text does not say
/// which it was.
const PRINTED_EITHER_WAY: &str = "臺台 甚什 份分 佔占 砲炮 裏裡 鎗槍 爲為 迺乃 畫劃 週周 箇個 綫線 汙污 牠它 妳你 佈布 麽麼 祕秘 \
     説說 衆眾 幷並 游遊 誌志 昇升 讚贊 啓啟 拚拼 溼濕 鑑鑒 兇凶 蹟跡 羣群 傢家 侷局 銹鏽 瞭了 籤簽 産產 着著";

/// The way back of traditional text, character by character.
#[derive(Default)]
struct RoundTrip {
    han: usize,
    opencc_wrong: usize,
    /// Printed, and what came back instead.
    wrong: BTreeMap<(char, char), usize>,
    /// What is printed for a simplified character between the same neighbours, one on
    /// each side and two.
    printed: [BTreeMap<String, BTreeMap<char, usize>>; 2],
}

impl RoundTrip {
    fn of(text: &str) -> RoundTrip {
        let only = |rule| Cleaner::new(Options::default().only([rule]).expect("a rule"));
        let (there, back) = (only("to-simplified"), only("to-taiwan"));
        let mut trip = RoundTrip::default();
        for line in text.lines() {
            let theirs = OpenCc::S2tw.convert(&OpenCc::Tw2s.convert(line)).into_owned();
            let simplified = there.clean(line).text.into_owned();
            let ours = back.clean(&simplified).text.into_owned();
            let pairs = |other: String| -> Vec<(char, char)> {
                line.chars().zip(other.chars().collect::<Vec<_>>()).collect()
            };
            trip.han += line.chars().filter(|ch| is_han(*ch)).count();
            trip.opencc_wrong +=
                pairs(theirs).into_iter().filter(|(a, b)| is_han(*a) && a != b).count();
            for wrong in pairs(ours).into_iter().filter(|(a, b)| is_han(*a) && a != b) {
                *trip.wrong.entry(wrong).or_default() += 1;
            }
            let around: Vec<char> =
                ['\n'; 2].into_iter().chain(simplified.chars()).chain(['\n'; 2]).collect();
            for (at, printed) in line.chars().enumerate().filter(|(_, ch)| is_han(*ch)) {
                for (seen, window) in trip.printed.iter_mut().zip([at + 1..at + 4, at..at + 5]) {
                    let key = around.get(window).unwrap_or_default().iter().collect();
                    *seen.entry(key).or_default().entry(printed).or_default() += 1;
                }
            }
        }
        trip
    }

    fn print(&self) {
        let per = |n: usize| n as f64 * 1e4 / self.han.max(1) as f64;
        let (ours, opencc) = (self.wrong.values().sum(), self.opencc_wrong);
        println!(
            "round trip, {} Han: {:.1} wrong in 10,000, OpenCC {:.1}",
            self.han,
            per(ours),
            per(opencc)
        );
        let either = |a: char, b: char| {
            PRINTED_EITHER_WAY.split(' ').any(|pair| pair.contains(a) && pair.contains(b))
        };
        let count = |of: &dyn Fn(char, char) -> bool| {
            per(self.wrong.iter().filter(|((a, b), _)| of(*a, *b)).map(|(_, n)| n).sum())
        };
        let simplified = |ch: char| Script::of(ch.encode_utf8(&mut [0; 4])) == Script::Hans;
        println!(
            "  of them printed either way {:.1}, printed in simplified characters {:.1}",
            count(&either),
            count(&|a, _| simplified(a))
        );
        let best = self.printed.each_ref().map(|seen| {
            let lost = |forms: &BTreeMap<char, usize>| {
                forms.values().sum::<usize>() - forms.values().max().unwrap_or(&0)
            };
            per(seen.values().map(lost).sum())
        });
        println!(
            "  printed both ways between the same neighbours: {:.1} (one on each side), {:.1} (two)",
            best[0], best[1]
        );
        let mut wrong: Vec<_> = self.wrong.iter().collect();
        wrong.sort_by_key(|(_, n)| usize::MAX - **n);
        let shown =
            wrong.iter().take(40).map(|((printed, back), n)| format!("{printed}{back} {n}"));
        println!("  printed, came back: {}", shown.collect::<Vec<_>>().join(", "));
    }
}

/// Text that is in the script already, and text converted once.
fn no_harm(hans: &[String], hant: &[String]) {
    for (rule, texts) in [
        ("to-simplified", hans),
        ("to-taiwan", hant),
        ("to-hong-kong", hant),
        ("to-traditional", hant),
    ] {
        let cleaner = Cleaner::new(Options::default().only([rule]).expect("a rule"));
        let (mut touched, mut again, mut lines) = (0, 0, 0);
        for line in texts.iter().flat_map(|text| text.lines()) {
            lines += 1;
            touched += cleaner.clean(line).trace.changes().count();
        }
        for text in hans.iter().chain(hant) {
            let once = cleaner.clean(text).text.into_owned();
            again += cleaner.clean(&once).trace.changes().count();
        }
        println!(
            "{rule}: {touched} changes in {lines} lines in the script already; {again} by a second run"
        );
    }
}
