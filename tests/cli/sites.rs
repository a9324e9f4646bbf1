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
    assert!(said.contains("bad.tsv:1: no class 'menu'"), "{said}");
}

/// A page whose article no name of a container gives away, and the rows that say where it is.
const PAGE: &str = "<html><head><title>河岸新桥通车</title>HOME</head><body><h1>河岸新桥通车</h1>\
    <p class=by><span>2021-03-04 05:06</span><b>平原晚报</b></p>\
    <div id=box><p>连接两岸的新桥昨天上午正式通车，市民可以步行过河。</p><p>三十米宽<i class=ad>桥友都在看</i></p>\
    <p class=sign>责任编辑：王河</p></div>\
    <div>去年的今天，这条河上还没有一座桥，人们过河要等渡船，一等就是半个小时。</div></body></html>";
const ROWS: &str = "平原读报\tnav\tstart\n[hekou.test]\n#box\tjunk\tcss\n\n[pingyuan.example]\n# ours\n#box\tbody\tcss\n\
    #box > .sign\tkeep\tcss\n#box .ad\tpromo\tcss\nb\tsource\tcss\n.by span\tdate\tcss\n";
const ARTICLE: &str =
    "河岸新桥通车\n连接两岸的新桥昨天上午正式通车，市民可以步行过河。\n三十米宽\n责任编辑：王河\n";

#[test]
fn selectors_hold_on_the_pages_of_their_host() {
    let canonical = "<link rel=canonical href=https://www.pingyuan.example/1.html>";
    let other = "<link rel=canonical href=https://www.hekou.test/1.html>";
    let page = |home: &str| PAGE.replace("HOME", home);
    let (named, foreign, plain) = (page(canonical), page(other), page(""));
    let record = |url: &str| {
        format!("{{\"url\": \"{url}\", \"html\": {}}}\n", serde_json::to_string(&foreign).unwrap())
    };
    let lines = record("https://pingyuan.example/1") + &record("https://hekou.test/1");
    let dir = tree(&[
        ("own.tsv", ROWS.as_bytes()),
        ("in/canonical.html", named.as_bytes()),
        ("in/nowhere.html", plain.as_bytes()),
        ("in/hekou.html", foreign.as_bytes()),
        ("in/www.pingyuan.example/2021/1.html", foreign.as_bytes()),
        ("in/lines.jsonl", lines.as_bytes()),
    ]);
    let own = ["--cues", "own.tsv"];
    zhclean(dir.path())
        .args(own)
        .args(["--url", "url", "--field", "html", "-o", "out", "in"])
        .assert()
        .success();
    let read = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).unwrap();
    assert_eq!(read("canonical.txt"), ARTICLE);
    assert_eq!(read("www.pingyuan.example/2021/1.txt"), ARTICLE);
    assert!(read("nowhere.txt").contains("去年的今天"));
    assert!(!read("hekou.txt").contains("连接两岸"));
    let lines = read("lines.jsonl");
    let (first, second) = lines.split_once('\n').unwrap();
    assert!(first.contains(&serde_json::to_string(ARTICLE).unwrap()), "{first}");
    assert!(!second.contains("连接两岸"), "{second}");
    let said = zhclean(dir.path())
        .args(["explain", "-v"])
        .args(own)
        .arg("in/canonical.html")
        .assert()
        .success();
    let said = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    for words in [
        "2021-03-04T05:06",
        "source  平原晚报",
        "promotions            a selector of your own",
        "outside what your selector calls the body",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_selector_that_cannot_be_read_is_named_with_its_file_and_line() {
    let dir = tree(&[("in/0.txt", b"a\n")]);
    for (row, why) in [
        ("p:first-child\tbody\tcss", "own.tsv:2: selector 'p:first-child': only :not(…) is known"),
        ("h1 + p\tdate\tcss", "own.tsv:2: selector 'h1 + p': '+' asks for what stands beside"),
        ("p\tarticle\tcss", "own.tsv:2: no class 'article'"),
        ("p\tbody\tcss\tnear", "own.tsv:2: a selector has no guards"),
        ("p\tbody\tstart", "own.tsv:2: no class 'body'"),
        ("[pingyuan/news]", "own.tsv:2: 'pingyuan/news' is no host"),
    ] {
        fs::write(dir.path().join("own.tsv"), format!("# ours\n{row}\n")).unwrap();
        let done = zhclean(dir.path()).args(["--cues", "own.tsv", "in"]).assert().code(2);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(why), "{row}: {said}");
    }
}
