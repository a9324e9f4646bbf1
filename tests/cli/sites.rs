//! What the pages of a site repeat.

use std::fs;

use super::{tree, zhclean};

/// A page of a paper whose furniture no cue knows.
fn page(n: usize, place: &str) -> String {
    format!(
        "平原读报\n掌上平原\n{place}今起通车\n记者从{place}了解到，这里的道路今天上午全部通车，市民出行更加方便了。\n\
         {place}的居民说，等这一天等了{n}年，往后上班再也不用绕路了。\n平原读报天天陪您\n读报热词{n}\n掌上平原{n}版\n"
    )
}

#[test]
fn what_the_pages_of_a_folder_repeat_is_learnt_and_kept() {
    let places = ["东桥", "西山", "南湖", "北塔", "中街", "新村"];
    let pages: Vec<String> = places.iter().enumerate().map(|(n, place)| page(n, place)).collect();
    let names: Vec<String> = (0..pages.len()).map(|n| format!("in/{n}.txt")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().zip(&pages).map(|(name, page)| (name.as_str(), page.as_bytes())).collect();
    let dir = tree(&files);
    let done = zhclean(dir.path())
        .args(["--learn-sites", "--site-stats", "sites.bin", "-o", "out", "in"])
        .assert()
        .success();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("learnt from 1 sites, at most 6 pages"), "{said}");
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(
        read("out/0.txt"),
        "东桥今起通车\n记者从东桥了解到，这里的道路今天上午全部通车，市民出行更加方便了。\n\
         东桥的居民说，等这一天等了0年，往后上班再也不用绕路了。\n"
    );
    // What was saved cleans another page of the folder; and what is clean stays.
    fs::write(dir.path().join("in/7.txt"), page(7, "河口")).unwrap();
    let with = ["--site-stats", "sites.bin"];
    zhclean(dir.path()).args(with).args(["-o", "more", "in/7.txt"]).assert().success();
    let cleaned = read("more/7.txt");
    assert!(!cleaned.contains("读报") && cleaned.contains("河口今起通车"), "{cleaned}");
    fs::write(dir.path().join("in/7.txt"), cleaned).unwrap();
    zhclean(dir.path()).args(with).args(["--check", "in/7.txt"]).assert().success();
}

#[test]
fn a_page_by_itself_keeps_what_no_cue_knows() {
    let dir = tree(&[("in/0.txt", page(0, "东桥").as_bytes())]);
    zhclean(dir.path()).args(["-o", "out", "in"]).assert().success();
    assert_eq!(fs::read_to_string(dir.path().join("out/0.txt")).unwrap(), page(0, "东桥"));
}

#[test]
fn statistics_that_are_not_there_or_are_none_are_an_error() {
    let dir = tree(&[("in/0.txt", b"a\n"), ("bad.bin", b"zhsites1")]);
    for name in ["none.bin", "bad.bin"] {
        zhclean(dir.path()).args(["--site-stats", name, "in"]).assert().code(2);
    }
}

#[test]
fn own_cues_are_read_and_a_bad_one_is_named() {
    let dir = tree(&[
        ("in/0.txt", page(0, "东桥").as_bytes()),
        (
            "own.tsv",
            "平原读报\tnav\tstart\n掌上平原\tnav\tstart\n读报热词\tfooter\tstart\n".as_bytes(),
        ),
        ("bad.tsv", "平原读报\tmenu\tstart\n".as_bytes()),
    ]);
    zhclean(dir.path()).args(["--cues", "own.tsv", "-o", "out", "in"]).assert().success();
    let cleaned = fs::read_to_string(dir.path().join("out/0.txt")).unwrap();
    assert!(!cleaned.contains("平原") && cleaned.contains("东桥今起通车"), "{cleaned}");
    let said = zhclean(dir.path()).args(["--cues", "bad.tsv", "in"]).assert().code(2);
    let said = String::from_utf8_lossy(&said.get_output().stderr).into_owned();
    assert!(said.contains("bad.tsv: line 1: no class 'menu'"), "{said}");
}
