//! Bytes that somebody spelled out, read as Chinese.

use encoding_rs::GB18030;

use crate::plausible;

/// Two hanzi in GBK: fewer are as likely to be anything else.
const MIN_GBK: usize = 4;

/// Above this a reading as GBK is no Chinese: news costs 6 to 10 bits a
/// character, four random bytes of the right kind 15 and more.
const MAX_BITS: f32 = 12.0;

/// `bytes` as UTF-8 or GBK, if they are Chinese in one of them.
pub(super) fn read(bytes: &[u8]) -> Option<String> {
    if bytes.is_ascii() {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.chars().any(|ch| ch >= '\u{800}').then(|| text.to_owned());
    }
    if bytes.len() < MIN_GBK {
        return None;
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    let chars = text.chars().count() as f32;
    (plausible::bits(&text) < MAX_BITS * chars).then(|| text.into_owned())
}

/// Two bytes as the hanzi that they are in GBK, where others beside them are known to be GBK.
pub(super) fn hanzi(bytes: &[u8]) -> Option<String> {
    let [0xB0..=0xF7, 0xA1..=0xFE] = bytes else { return None };
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    text.chars().all(|ch| matches!(ch, '\u{4E00}'..='\u{9FFF}')).then(|| text.into_owned())
}
