use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252,
};

use super::*;

const NEWS: &str = "市政府昨天召开新闻发布会，通报今冬供暖情况。";
const NEWS_TW: &str = "市政府昨天召開記者會，說明今年冬季的供電情形。";

fn read(bytes: &[u8]) -> (String, &'static str) {
    let (text, decoded) = decode(bytes, Hint::default());
    (text.into_owned(), decoded.encoding)
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{text} is not in {}", encoding.name());
    bytes.into_owned()
}

fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf32be(text: &str) -> Vec<u8> {
    text.chars().flat_map(|ch| u32::from(ch).to_be_bytes()).collect()
}

#[test]
fn utf8_is_borrowed() {
    let (text, decoded) = decode("新闻".as_bytes(), Hint::default());
    assert!(matches!(text, Cow::Borrowed("新闻")));
    assert_eq!(decoded.because, Because::ValidUtf8);
    let (text, decoded) = decode("\u{FEFF}新闻".as_bytes(), Hint::default());
    assert!(matches!(text, Cow::Borrowed("新闻")));
    assert_eq!(decoded.because, Because::ByteOrderMark);
}

#[test]
fn nothing_and_ascii_are_utf8() {
    for text in ["", "a", "plain text\n", "\r\n\t", "~{}", "a+b"] {
        let (read, decoded) = decode(text.as_bytes(), Hint::default());
        assert_eq!((&*read, decoded.encoding), (text, "utf-8"));
        assert_eq!(decoded.unreadable, 0);
    }
}

#[test]
fn long_utf8_is_utf8_whatever_it_says() {
    // UTF-8 read as GBK, saved as UTF-8: damage for the repair stage.
    let text = GBK.decode(NEWS.as_bytes()).0;
    assert_eq!(read(text.as_bytes()).1, "utf-8");
}

#[test]
fn genuine_foreign_text_is_not_taken_for_chinese() {
    for (text, encoding) in [
        ("昨日の夜、東京に着いたばかりです。", SHIFT_JIS),
        ("昨日の夜、東京に着いたばかりです。", EUC_JP),
        ("어제 저녁에 서울에 도착했습니다.", EUC_KR),
        ("Он приехал в город вчера вечером.", WINDOWS_1251),
        ("Он приехал в город вчера вечером.", KOI8_R),
        ("Il est arrivé hier soir à l'hôtel, très fatigué.", WINDOWS_1252),
        ("Die Prüfung wäre für ihn möglich gewesen.", WINDOWS_1252),
    ] {
        assert_eq!(read(&encoded(text, encoding)).0, text, "{}", encoding.name());
    }
    for text in ["café", "naïve", "Ünal", "ñ", "жук", "日本"] {
        assert_eq!(read(text.as_bytes()), (text.to_owned(), "utf-8"));
    }
}

#[test]
fn chinese_is_read_in_every_encoding() {
    for (bytes, encoding, text) in [
        (encoded(NEWS, GBK), "gb18030", NEWS),
        (encoded("我叫𠮷㐂，来自北京。", encoding_rs::GB18030), "gb18030", "我叫𠮷㐂，来自北京。"),
        (encoded(NEWS_TW, BIG5), "big5", NEWS_TW),
        (utf16le(NEWS), "utf-16le", NEWS),
        (utf32be(NEWS), "utf-32be", NEWS),
        (utf16le("<p>news 新闻</p>\n"), "utf-16le", "<p>news 新闻</p>\n"),
        (utf16le("no Chinese at all"), "utf-16le", "no Chinese at all"),
        (b"~{VP9zPBNE~}".to_vec(), "hz-gb-2312", "中国新闻"),
        (b"\x1B$)A\x0EVP9zPBNE\x0F".to_vec(), "iso-2022-cn", "中国新闻"),
    ] {
        assert_eq!(read(&bytes), (text.to_owned(), encoding));
    }
}

#[test]
fn a_name_is_enough() {
    for text in ["北京", "上海市", "李小明", "新闻中心"] {
        assert_eq!(read(&encoded(text, GBK)).0, text);
    }
    for text in ["臺北市", "新聞中心", "陳水木"] {
        assert_eq!(read(&encoded(text, BIG5)).0, text);
    }
}

#[test]
fn a_declared_encoding_that_does_not_fit_is_not_believed() {
    let page = format!("<html><head><meta charset=\"gbk\"></head><p>{NEWS}</p></html>");
    let (text, decoded) = decode(page.as_bytes(), Hint::default());
    assert_eq!((&*text, decoded.encoding), (&*page, "utf-8"));
    assert_eq!(decoded.declared.as_deref(), Some("gbk"));

    let page = page.replace("gbk", "utf-8");
    let bytes = encoded(&page, GBK);
    let (text, decoded) = decode(&bytes, Hint::default());
    assert_eq!((&*text, decoded.encoding), (&*page, "gb18030"));
    assert_eq!(decoded.declared.as_deref(), Some("utf-8"));
    assert_eq!(decoded.because, Because::Detected);

    for declared in ["big5", "iso-8859-1", "klingon", "euc-kr", "utf-16le", "hz-gb-2312"] {
        let hint = Hint { declared: Some(declared), ..Hint::default() };
        let (text, decoded) = decode(&bytes, hint);
        assert_eq!(text, page, "{declared}");
        assert_eq!(decoded.declared.as_deref(), Some(declared));
    }
}

#[test]
fn a_declared_encoding_that_fits_is_the_reason() {
    let page = format!("<meta charset=gb2312><p>{NEWS}</p>");
    let bytes = encoded(&page, GBK);
    let decoded = decode(&bytes, Hint::default()).1;
    assert_eq!((decoded.encoding, decoded.because), ("gb18030", Because::Declared));
}

#[test]
fn the_caller_is_obeyed() {
    let bytes = encoded(NEWS, GBK);
    let hint = Hint { encoding: Some("latin1"), ..Hint::default() };
    let (text, decoded) = decode(&bytes, hint);
    assert_eq!((decoded.encoding, decoded.because), ("windows-1252", Because::Told));
    assert!(text.starts_with("ÊÐ"));
    assert!(knows_encoding("Big5-HKSCS") && !knows_encoding("klingon"));
}

#[test]
fn half_a_character_at_an_end_is_free() {
    for (text, encoding) in [(NEWS, GBK), (NEWS_TW, BIG5)] {
        let bytes = encoded(text, encoding);
        let (read, decoded) = decode(&bytes[1..bytes.len() - 1], Hint::default());
        let inner: String = text.chars().skip(1).take(text.chars().count() - 2).collect();
        assert_eq!(read, format!("\u{FFFD}{inner}\u{FFFD}"));
        assert_eq!(decoded.unreadable, 2);
    }
    let bytes = &NEWS.as_bytes()[1..NEWS.len() - 1];
    let (_, decoded) = decode(bytes, Hint::default());
    assert_eq!(decoded.encoding, "utf-8");
}

#[test]
fn a_bad_byte_disqualifies_no_encoding() {
    for (text, encoding) in [(NEWS, GBK), (NEWS_TW, BIG5)] {
        for bad in [0xFF, 0x80, b' ', b'?'] {
            let mut bytes = encoded(text, encoding);
            bytes[10] = bad;
            let (read, _) = read(&bytes);
            assert!(read.starts_with(&text[..12]), "{bad:x}: {read}");
            assert!(read.ends_with(&text[text.len() - 30..]), "{bad:x}: {read}");
        }
    }
    let mut bytes = NEWS.as_bytes().to_vec();
    bytes[10] = 0xFF;
    let (text, decoded) = decode(&bytes, Hint::default());
    assert_eq!(decoded.encoding, "utf-8");
    assert!(decoded.unreadable > 0 && text.ends_with(&NEWS[12..]));
}

#[test]
fn a_mixed_file_is_read_line_by_line() {
    for (mine, other) in [(GBK, None), (BIG5, None), (encoding_rs::UTF_8, Some(GBK))] {
        let text = if mine == BIG5 { NEWS_TW } else { NEWS };
        let mut bytes = Vec::new();
        for i in 0..9 {
            match other {
                _ if i != 4 => bytes.extend(encoded(text, mine)),
                Some(other) => bytes.extend(encoded(text, other)),
                None => bytes.extend(text.as_bytes()),
            }
            bytes.push(b'\n');
        }
        let (read, decoded) = decode(&bytes, Hint::default());
        assert_eq!(read, format!("{text}\n").repeat(9), "{}", mine.name());
        assert_eq!(decoded.unreadable, 0);
    }
}

#[test]
fn what_stood_there_as_unreadable_is_not_counted_again() {
    let mut bytes = "读不出\u{FFFD}的字，前人已经标出。".as_bytes().to_vec();
    assert_eq!(decode(&bytes, Hint::default()).1.unreadable, 0);
    bytes.push(0xFF);
    assert_eq!(decode(&bytes, Hint::default()).1.unreadable, 1);
}

#[test]
fn the_halves_of_a_character_are_joined() {
    let mut bytes = "店主姓吉，招牌上写的是".as_bytes().to_vec();
    bytes.extend(b"\xED\xA1\x82\xED\xBE\xB7\n");
    let (text, decoded) = decode(&bytes, Hint::default());
    assert_eq!(text, "店主姓吉，招牌上写的是𠮷\n");
    assert_eq!((decoded.encoding, decoded.unreadable), ("utf-8", 0));
}

#[test]
fn a_mark_of_utf8_before_other_bytes_is_a_mistake() {
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(encoded(NEWS, GBK));
    assert_eq!(read(&bytes), (NEWS.to_owned(), "gb18030"));
}

#[test]
fn any_bytes_at_all_are_read() {
    let mut state = 1u32;
    for length in 0..600 {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        decode(&bytes, Hint::default());
        candidates(&bytes);
    }
    for byte in 0..=255 {
        decode(&[byte; 100], Hint::default());
        decode(&[byte], Hint::default());
    }
}
