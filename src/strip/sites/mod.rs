//! What the pages of one site repeat.
//!
//! A line that stands on a third of the pages of a site is seldom of an article. How many pages of a site hold a
//! line, and how many begin or end with the same lines, is counted in a sketch of fixed size: a count may be too
//! high, hardly ever by much, and is never too low. Pages that say what another page of their site said (copies of
//! one article) are set aside first, or its sentences would look like furniture.
//!
//! What is learnt is a prior. It makes a line look more like furniture; the labels are still decided on the page.

mod hash;
mod lines;
mod saved;

use foldhash::HashMap;

pub use self::saved::NoSiteStats;
use self::{
    hash::{hash, mixed},
    lines::{Line, blocks, lines},
};
use super::{
    Class,
    look::{Look, Strength},
    shadow::Shadow,
};
use crate::hosts;

/// Rows and columns of the sketch, of two bytes each: 4 MB. A million lines that differ share cells then, but seldom in every row.
const ROWS: usize = 4;
const COLUMNS: usize = 1 << 19;

/// The bits of the filter of sentences that were seen: 4 MB.
const SEEN: usize = 1 << 25;

/// Fewer pages of a site say nothing.
const PAGES: u32 = 4;

/// The share of the pages of a site from which a line is the site's, and the fewest pages. Of the lines of ten
/// sites that stand on so many pages of theirs, 0.3 to 0.8 in 100 lines of body were such, with copies counted.
const SHARE: f32 = 0.3;
const FEWEST: f32 = 3.0;

/// The most sites that are told apart: those after them share one count.
const SITES: usize = 1 << 20;

/// What is known of the pages of many sites.
#[derive(Clone)]
pub struct SiteStats {
    /// How many pages of each site were counted, by a hash of its name.
    pages: HashMap<u64, u32>,
    sketch: Vec<u16>,
    /// A filter of the sentences by which a page is known again.
    seen: Vec<u64>,
}

/// Where a document is from: what shares its furniture with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// From the narrowest to the widest.
    keys: Vec<u64>,
    host: Option<String>,
}

impl Site {
    /// The site of a web address: its host, and under that the first part of the path, which most sites give to
    /// pages of one kind. `None` for what is no address.
    pub fn of_url(url: &str) -> Option<Site> {
        let (_, rest) = url.split_once("://")?;
        let rest = rest.split(['?', '#']).next().unwrap_or(rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
        if host.is_empty() {
            return None;
        }
        let mut keys = Vec::new();
        if let Some((first, _)) = path.split_once('/') {
            keys.push(hash(&[b"url", host.as_bytes(), first.as_bytes()]));
        }
        keys.push(hash(&[b"url", host.as_bytes()]));
        Some(Site { keys, host: hosts::of_url(url) })
    }

    /// What has a name of its own: a folder, a source, a crawl. A folder that is called as a host is says which
    /// host it is.
    pub fn named(name: &str) -> Site {
        Site { keys: vec![hash(&[b"name", name.as_bytes()])], host: hosts::of_path(name) }
    }

    /// The host, if it is known.
    pub(crate) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }
}

impl Default for SiteStats {
    fn default() -> Self {
        SiteStats {
            pages: HashMap::default(),
            sketch: vec![0; ROWS * COLUMNS],
            seen: vec![0; SEEN / 64],
        }
    }
}

impl std::fmt::Debug for SiteStats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteStats").field("sites", &self.pages.len()).finish_non_exhaustive()
    }
}

impl SiteStats {
    /// Counts the lines of one page. False when it was set aside: its article was there before.
    pub fn learn(&mut self, site: &Site, text: &str) -> bool {
        let lines = lines(text);
        let Some(narrow) = site.keys.first() else { return false };
        if self.is_copy(*narrow, &lines) {
            return false;
        }
        let mut own: Vec<u64> = lines.iter().filter(|l| l.short).map(|l| l.key).collect();
        own.extend(blocks(lines.iter(), b"head"));
        own.extend(blocks(lines.iter().rev(), b"foot"));
        own.sort_unstable();
        own.dedup();
        for site in &site.keys {
            let known = self.pages.contains_key(site) || self.pages.len() < SITES;
            let site = if known { *site } else { 0 };
            let pages = self.pages.entry(site).or_default();
            *pages = pages.saturating_add(1);
            for key in &own {
                self.count(mixed(site, *key));
            }
        }
        true
    }

    /// How many sites, and pages of the site that has most.
    pub fn size(&self) -> (usize, u32) {
        (self.pages.len(), self.pages.values().copied().max().unwrap_or(0))
    }

    /// True when two of the three sentences with the lowest hashes were seen on this site; they are seen now.
    fn is_copy(&mut self, site: u64, lines: &[Line]) -> bool {
        let mut sentences: Vec<u64> =
            lines.iter().filter(|line| line.sentence).map(|line| line.key).collect();
        // A page without sentences is known by all that it holds.
        if sentences.is_empty() {
            sentences = vec![lines.iter().fold(0, |all, line| mixed(all, line.key))];
        }
        sentences.sort_unstable();
        sentences.dedup();
        sentences.truncate(3);
        let mut old = 0;
        for sentence in &sentences {
            let key = mixed(!site, *sentence);
            let bits = [key as usize % SEEN, (key >> 32) as usize % SEEN];
            let there = bits.iter().all(|bit| self.seen[bit / 64] >> (bit % 64) & 1 == 1);
            old += usize::from(there);
            for bit in bits {
                self.seen[bit / 64] |= 1 << (bit % 64);
            }
        }
        old * 3 >= sentences.len() * 2
    }

    /// Adds one where the sketch is lowest. A cell that is full says only that it is: a third of 200,000 pages.
    fn count(&mut self, key: u64) {
        let cells = cells(key);
        let least = cells.iter().map(|cell| self.sketch[*cell]).min().unwrap_or(0);
        for cell in cells {
            if self.sketch[cell] == least {
                self.sketch[cell] = least.saturating_add(1);
            }
        }
    }

    /// On how many pages of the site `key` stands.
    fn often(&self, site: u64, key: u64) -> u32 {
        cells(mixed(site, key)).iter().map(|cell| u32::from(self.sketch[*cell])).min().unwrap_or(0)
    }

    /// True when `key` stands on so many pages of the site that it is the site's own.
    fn is_furniture(&self, site: &Site, key: u64) -> bool {
        site.keys.iter().any(|site| {
            let pages = self.pages.get(site).copied().unwrap_or(0);
            let enough = (SHARE * pages as f32).clamp(FEWEST, f32::from(u16::MAX));
            pages >= PAGES && self.often(*site, key) as f32 >= enough
        })
    }

    /// Makes lines that the site repeats look like what they are.
    pub(super) fn weigh<'t>(
        &self,
        site: &Site,
        lines: impl Iterator<Item = &'t str>,
        looks: &mut [Look],
    ) {
        if !site.keys.iter().any(|site| self.pages.get(site).is_some_and(|n| *n >= PAGES)) {
            return;
        }
        let mut shadow = Shadow::default();
        let lines: Vec<Line> = lines.map(|line| Line::of(line, &mut shadow)).collect();
        let ours = |key: &u64| self.is_furniture(site, *key);
        let head = blocks(lines.iter(), b"head").iter().take_while(|key| ours(key)).count();
        let foot = blocks(lines.iter().rev(), b"foot").iter().take_while(|key| ours(key)).count();
        for (n, (line, look)) in lines.iter().zip(looks.iter_mut()).enumerate() {
            let framed = n < head || lines.len() - n <= foot;
            if framed || line.short && ours(&line.key) {
                look.repeated(framed);
            }
        }
    }
}

impl Look<'_> {
    /// Other pages of the site hold the line; in a frame, with the same lines above it or below.
    fn repeated(&mut self, framed: bool) {
        const WHY: &str = "on many pages of the site";
        let class = self.class.unwrap_or(Class::Navigation);
        match self.strength {
            Strength::Prose if !framed => self.weight *= 0.2,
            // Between two sentences of the article it stays all the same.
            Strength::Plain if framed => {
                (self.strength, self.class, self.because) = (Strength::Sure, Some(class), WHY);
                self.inside = false;
            }
            Strength::Prose | Strength::Plain => {
                (self.strength, self.class, self.because) = (Strength::Near, Some(class), WHY);
            }
            Strength::Near => self.strength = Strength::Sure,
            Strength::Sure => {}
        }
        self.lean -= 0.5;
    }
}

/// Where in the sketch `key` is counted.
fn cells(key: u64) -> [usize; ROWS] {
    let (low, high) = (key as usize % COLUMNS, (key >> 32) as usize | 1);
    std::array::from_fn(|row| row * COLUMNS + (low + row * high) % COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of one site: the same frame around articles that differ.
    fn pages() -> Vec<String> {
        const PLACES: [&str; 6] = ["东桥", "西山", "南湖", "北塔", "中街", "新村"];
        let page = |(n, place): (usize, &str)| {
            format!(
                "平原读报\n{place}今起通车\n记者从{place}了解到，这里的道路今天上午全部通车，市民出行更加方便了。\n\
                 {place}的居民说，等这一天等了{n}年，往后上班再也不用绕路了。\n平原读报，天天陪您读新闻。\n读报热词{n}"
            )
        };
        PLACES.into_iter().enumerate().map(page).collect()
    }

    fn learnt() -> (SiteStats, Site) {
        let (mut stats, site) = (SiteStats::default(), Site::named("平原"));
        for page in pages() {
            assert!(stats.learn(&site, &page));
        }
        (stats, site)
    }

    #[test]
    fn copies_of_an_article_are_set_aside() {
        let (mut stats, site) = learnt();
        assert!(!stats.learn(&site, &pages()[0]));
        assert_eq!(stats.size(), (1, 6));
    }

    #[test]
    fn what_is_saved_is_what_is_loaded() {
        let (stats, site) = learnt();
        let loaded = SiteStats::load(&stats.save()).unwrap();
        assert_eq!(loaded.pages, stats.pages);
        assert!(loaded.sketch == stats.sketch && loaded.seen == stats.seen);
        let key = Line::of("平原读报", &mut Shadow::default()).key;
        assert!(loaded.is_furniture(&site, key));
        assert!(SiteStats::load(b"").is_err() && SiteStats::load(&stats.save()[..99]).is_err());
        let endless = [&stats.save()[..8], &[0xFF; 64]].concat();
        assert!(SiteStats::load(&endless).is_err());
    }

    #[test]
    fn only_what_other_pages_hold_is_the_sites() {
        let (stats, site) = learnt();
        let is_ours = |line| stats.is_furniture(&site, Line::of(line, &mut Shadow::default()).key);
        assert!(is_ours("平原读报") && is_ours("读报热词9"));
        assert!(!is_ours("东桥今起通车"));
        assert!(!stats.is_furniture(&Site::named("别处"), 7));
    }

    #[test]
    fn a_web_address_has_a_host_and_a_first_folder() {
        let keys = |url| Site::of_url(url).map(|site| site.keys);
        assert_eq!(keys("https://news.example.org/a/1.html").unwrap().len(), 2);
        assert_eq!(
            keys("http://news.example.org/1.html"),
            keys("https://user@NEWS.example.org?page=2")
        );
        assert_eq!(keys("news/1.html"), None);
        assert_eq!(keys("file:///news/1.html"), None);
    }
}
