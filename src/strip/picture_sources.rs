//! Lines that say where a picture is from, and nothing else: `图/视觉中国`, `（题图来自网络）`, `图片由受访者提供`.

use super::{
    names::{is_paper, is_person},
    shadow::Shadow,
};

/// True for a line that says where a picture is from, and nothing else.
pub(super) fn is_picture_source(shadow: &Shadow) -> bool {
    let tight = shadow.tight.trim_start_matches(['(', '[', '▲', '△', '*']);
    if tight.len() > LONGEST || !tight.starts_with(BEGIN) {
        return false;
    }
    let tight = tight.trim_end_matches([')', ']', '。', '*']);
    let Some((whose, rest)) = picture(tight) else { return false };
    let said = rest.strip_prefix([':', '/', '|', '丨', '｜', '@']);
    if let Some(value) = said {
        return match whose {
            Picture::Marked => is_name(value),
            // 图片：不超过五张 is said of what one hands in.
            Picture::Named => is_known(value),
        };
    }
    let rest = rest.trim_start_matches(['均', '皆', '都', '系']);
    let from = ["来源于", "来源", "来自", "源自", "取自", "选自", "截自", "自", "源", "据", "via"];
    let value = from.iter().find_map(|word| rest.strip_prefix(word));
    let by = || rest.strip_prefix('由').and_then(|rest| rest.strip_suffix("提供"));
    match value {
        Some(value) => is_name(value.trim_start_matches([':', '/', '|'])),
        None => by().is_some_and(is_name),
    }
}

/// Longer lines say more. In bytes: 26 hanzi.
const LONGEST: usize = 78;

/// What [`is_picture_source`] begins with.
const BEGIN: [char; 13] =
    ['图', '题', '头', '配', '首', '插', '封', '照', '供', '本', '文', '以', '漫'];

/// What a picture is called at the beginning of a line.
enum Picture {
    /// With a mark behind it nothing but its origin follows.
    Marked,
    /// Other things are said of it, too.
    Named,
}

/// What a picture is called at the start of `tight`, and what follows.
fn picture(tight: &str) -> Option<(Picture, &str)> {
    const MARKED: &[&str] = &[
        "图片来源",
        "照片来源",
        "图片源",
        "图源",
        "题图",
        "头图",
        "配图",
        "首图",
        "插图",
        "封面图",
        "供图",
        "图",
    ];
    const NAMED: &[&str] = &["图片", "照片", "封面", "漫画"];
    const OF: &[&str] = &["本文", "文中", "文内", "文章", "以上"];
    let tight = OF.iter().find_map(|of| tight.strip_prefix(of)).unwrap_or(tight);
    let at = |words: &[&str]| {
        words.iter().find(|word| tight.starts_with(**word)).map(|word| &tight[word.len()..])
    };
    // 图片来源 begins with 图片, and with 图.
    let marked = at(&MARKED[..MARKED.len() - 1]).map(|rest| (Picture::Marked, rest));
    let named = || Some((Picture::Named, at(NAMED)?));
    marked.or_else(named).or_else(|| Some((Picture::Marked, at(&MARKED[MARKED.len() - 1..])?)))
}

/// True for what may be the name of a person, an agency, an account or a site.
fn is_name(value: &str) -> bool {
    let size = value.chars().count();
    let marks = |ch: char| matches!(ch, '。' | ',' | '，' | '!' | '?' | ':' | '/' | '|' | '“');
    // 图/文 is of who wrote it, too.
    (2..=16).contains(&size) && !value.contains(marks) && !value.starts_with('文')
}

fn is_known(value: &str) -> bool {
    const KNOWN: &[&str] = &["网络", "受访者", "视觉中国", "资料", "官方", "官网", "截图"];
    let latin = value.len() >= 3 && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name(value)
        && (latin
            || is_person(value)
            || is_paper(value)
            || KNOWN.iter().any(|word| value.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_pictures_otherwise_stays() {
        for line in [
            "图书馆/博物馆",
            "图",
            "图/表",
            "图片：不超过五张",
            "照片：近期免冠一寸照",
            "图/文 王河",
            "图片 | 视频 | 音频",
            "图为什么要这样画",
            "图据此绘制，误差很小",
            "插图的来历",
            "封面：河岸新桥",
            "图片来自哪里？",
        ] {
            assert!(!is_picture_source(&Shadow::of(line)), "{line}");
        }
    }

    #[test]
    fn where_a_picture_is_from_is_read() {
        for line in [
            "图/hean",
            "圖／河岸社",
            "图 | 平原日报",
            "（图源：河岸）",
            "题图来自网络",
            "本文图片均来自网络",
            "图片由受访者提供",
            "头图来源：河岸图库",
            "供图/受访者",
            "图片：河岸社",
            "图片源自网络",
            "漫画：王小河",
            "▲圖／翻攝自網路",
        ] {
            assert!(is_picture_source(&Shadow::of(line)), "{line}");
        }
    }
}
