//! Statistics as the bytes of a file.

use super::{COLUMNS, ROWS, SEEN, SiteStats};

const MAGIC: &[u8; 8] = b"zhsites1";

/// What was given is no saved statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no file of site statistics that this version can read")]
pub struct NoSiteStats;

impl SiteStats {
    /// For a file, from which [`SiteStats::load`] reads it.
    pub fn save(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((self.pages.len() as u64).to_le_bytes());
        let mut pages: Vec<(&u64, &u32)> = self.pages.iter().collect();
        pages.sort_unstable();
        for (site, pages) in pages {
            out.extend(site.to_le_bytes());
            out.extend(pages.to_le_bytes());
        }
        out.extend(self.sketch.iter().flat_map(|cell| cell.to_le_bytes()));
        out.extend(self.seen.iter().flat_map(|word| word.to_le_bytes()));
        out
    }

    /// Reads what [`SiteStats::save`] wrote.
    ///
    /// # Errors
    ///
    /// When it is anything else.
    pub fn load(bytes: &[u8]) -> Result<SiteStats, NoSiteStats> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(NoSiteStats)?;
        let (count, rest) = rest.split_first_chunk::<8>().ok_or(NoSiteStats)?;
        let count = usize::try_from(u64::from_le_bytes(*count)).map_err(|_| NoSiteStats)?;
        let size = count.checked_mul(12).filter(|size| *size <= rest.len()).ok_or(NoSiteStats)?;
        let (sites, rest) = rest.split_at(size);
        if rest.len() != ROWS * COLUMNS * 2 + SEEN / 8 {
            return Err(NoSiteStats);
        }
        let (sketch, seen) = rest.split_at(ROWS * COLUMNS * 2);
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
        let one = |site: &[u8]| (number(&site[..8]), number(&site[8..]) as u32);
        Ok(SiteStats {
            pages: sites.chunks_exact(12).map(one).collect(),
            sketch: sketch.chunks_exact(2).map(|cell| number(cell) as u16).collect(),
            seen: seen.chunks_exact(8).map(number).collect(),
        })
    }
}
