//! The bytes of a document that tell its encoding: those above 0x7F, each run
//! of them with the few ASCII characters around it.

/// How many ASCII bytes stay before and after a run.
const AROUND: usize = 4;

/// At most about `limit` such bytes of `bytes`: half from the start, and half
/// from the middle, since the head of a page may be in another encoding.
pub(super) fn take(bytes: &[u8], limit: usize) -> Vec<u8> {
    if bytes.len() <= limit {
        return bytes.to_vec();
    }
    let mut sample = Vec::with_capacity(limit + 2 * AROUND);
    let end = collect(bytes, limit / 2, &mut sample);
    // At a control character nothing is cut through.
    let middle = end.max(bytes.len() / 2);
    let is_safe = |b: &u8| *b < b' ';
    match bytes[middle..].iter().take(1 << 16).position(is_safe) {
        Some(at) => {
            sample.push(b'\n');
            collect(&bytes[middle + at..], limit - limit / 2, &mut sample);
        }
        None => {
            collect(&bytes[end..], limit - limit / 2, &mut sample);
        }
    }
    sample
}

/// Adds runs from `bytes` until there are `limit` bytes; says where it stopped.
fn collect(bytes: &[u8], limit: usize, sample: &mut Vec<u8>) -> usize {
    let full = sample.len() + limit;
    let mut at = 0;
    while sample.len() < full {
        let Some(high) = next_high(&bytes[at..]) else { return bytes.len() };
        if high > AROUND {
            // What was left out is a gap to the model too.
            if at > 0 || !sample.is_empty() {
                sample.push(b'\n');
            }
            at += high - AROUND;
        }
        // To the first stretch of ASCII that is longer than what stays of it.
        let mut ascii = 0;
        let mut end = at;
        for &byte in &bytes[at..] {
            let is_around = end - at < AROUND;
            ascii = if byte < 0x80 && !is_around { ascii + 1 } else { 0 };
            if ascii > 2 * AROUND || sample.len() + (end - at) >= full {
                break;
            }
            end += 1;
        }
        let kept = if ascii > 2 * AROUND { end - AROUND } else { end };
        sample.extend_from_slice(&bytes[at..kept.max(at + 1)]);
        at = end.max(at + 1);
    }
    at
}

fn next_high(bytes: &[u8]) -> Option<usize> {
    // In blocks, so that long stretches of markup go by quickly.
    let blocks = bytes.chunks(64).take_while(|block| block.is_ascii()).count();
    let start = (blocks * 64).min(bytes.len());
    bytes[start..].iter().position(|b| *b >= 0x80).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_left_out() {
        let page = "<a href='/index_1.html' class='wide'>新闻</a>".repeat(100);
        let sample = take(page.as_bytes(), 300);
        let high = sample.iter().filter(|b| **b >= 0x80).count();
        assert!(high * 3 > sample.len(), "{}", String::from_utf8_lossy(&sample));
        assert!(std::str::from_utf8(&sample).is_ok());
    }

    #[test]
    fn any_bytes_at_all_can_be_sampled() {
        for step in 1..40 {
            let bytes: Vec<u8> = (0..3000usize).map(|i| (i * step * 7 % 256) as u8).collect();
            assert!(take(&bytes, 300).len() <= 300 + 4 * AROUND + 2);
        }
        assert!(take(&[b'a'; 5000], 300).is_empty());
        assert!(take(&[], 300).is_empty());
    }
}
