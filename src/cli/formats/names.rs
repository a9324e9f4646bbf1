//! Names in archives, which say in one bit whether they are UTF-8 and else not
//! what they are in.

use std::io::{Read, Seek};

use zhclean::Hint;
use zip::{ZipArchive, result::ZipResult};

use super::HEAD;

/// The upper half of code page 437, which is what an unpacker reads names as
/// that do not say what they are in.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
                     └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// How the names of one archive are read. All of them together tell: one name
/// is too short to.
pub(crate) struct Names {
    /// What names are in that are not UTF-8.
    raw: &'static str,
    /// What names are in that were read as code page 437, if that is asked for.
    misread: Option<&'static str>,
}

impl Names {
    /// # Errors
    ///
    /// When an entry of the archive is damaged.
    pub(crate) fn of<R: Read + Seek>(
        archive: &ZipArchive<R>,
        asked: Option<&str>,
        fix: bool,
    ) -> ZipResult<Names> {
        let (mut raw, mut misread) = (Vec::new(), Vec::new());
        for at in 0..archive.len() {
            let entry = archive.by_index_data(at)?;
            let name = entry.name_raw();
            let (into, bytes) = match str::from_utf8(name) {
                Err(_) => (&mut raw, Some(name.to_vec())),
                Ok(name) => (&mut misread, before_cp437(name)),
            };
            if let Some(bytes) = bytes.filter(|_| into.len() < HEAD) {
                into.extend(bytes);
                into.push(b'\n');
            }
        }
        let told =
            |names: &[u8]| zhclean::decode(names, Hint { encoding: asked, ..Hint::default() }).1;
        let of_misread = told(&misread);
        let fits = fix && !misread.is_empty() && of_misread.unreadable == 0;
        Ok(Names { raw: told(&raw).encoding, misread: fits.then_some(of_misread.encoding) })
    }

    /// A name as it was meant.
    pub(crate) fn name(&self, raw: &[u8]) -> String {
        let decoded = |bytes: &[u8], encoding| {
            let hint = Hint { encoding: Some(encoding), ..Hint::default() };
            zhclean::decode(bytes, hint).0.into_owned()
        };
        match str::from_utf8(raw) {
            Err(_) => decoded(raw, self.raw),
            Ok(name) => match (before_cp437(name), self.misread) {
                (Some(bytes), Some(encoding)) => decoded(&bytes, encoding),
                _ => name.to_owned(),
            },
        }
    }
}

/// The bytes that read as `name` in code page 437, if it is not just ASCII.
fn before_cp437(name: &str) -> Option<Vec<u8>> {
    if name.is_ascii() {
        return None;
    }
    name.chars()
        .map(|ch| match CP437.chars().position(|known| known == ch) {
            Some(at) => Some(0x80 + at as u8),
            None => u8::try_from(ch).ok().filter(u8::is_ascii),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_page_is_whole() {
        assert_eq!(CP437.chars().count(), 128);
        assert_eq!(before_cp437("╨┬╬┼.txt").unwrap(), b"\xd0\xc2\xce\xc5.txt");
        assert_eq!(before_cp437("新闻.txt"), None);
        assert_eq!(before_cp437("news.txt"), None);
    }
}
