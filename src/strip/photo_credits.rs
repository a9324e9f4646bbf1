//! Who took a picture, and who stands in it.

use super::{
    names::{is_family, is_person},
    shadow::Shadow,
};

/// Where a photographer's credit begins at the end of a caption or a paragraph, in characters:
/// `本报通讯员李明摄`, `（张华摄）`.
pub(super) fn photo_credit(shadow: &Shadow) -> Option<usize> {
    let mut end = shadow.chars.len();
    while end > 0 && matches!(shadow.get(end - 1), ')' | ']' | ' ' | '。') {
        end -= 1;
    }
    if end == 0 || !matches!(shadow.get(end - 1), '摄' | '影' | '道' | '图' | '发') {
        return None;
    }
    // Who put it out may stand behind who took it: 李河 摄 平原网发.
    end = before_agency(shadow, end).unwrap_or(end);
    let verb = ["摄影报道", "摄影", "翻摄", "摄", "供图"].iter().find(|verb| {
        let len = verb.chars().count();
        end >= len && shadow.has(end - len, verb)
    })?;
    let verb_at = end - verb.chars().count();
    let mut at = verb_at;
    while at > 0 && verb_at - at < 24 {
        let ch = shadow.get(at - 1);
        if matches!(ch, '。' | '(' | '[' | ',' | '，' | '!' | '?' | '”' | '"') {
            break;
        }
        at -= 1;
    }
    let mut who: String = shadow.chars[at..verb_at].iter().map(|(ch, _)| *ch).collect();
    who.retain(|ch| !matches!(ch, ' ' | '/' | ':' | '图'));
    let role = ["记者", "通讯员", "本报", "新华社", "中新社", "实习生"]
        .iter()
        .any(|role| who.contains(role));
    // Pictures are 供图 by offices too; their names fill the place behind a sentence.
    let opens = at == 0 || matches!(shadow.get(at - 1), '。' | '!' | '?' | '”' | '"');
    let office = *verb == "供图" && opens && at > 0 && who.ends_with(OFFICES);
    let bracket = at > 0 && matches!(shadow.get(at - 1), '(' | '[');
    let len = who.chars().count();
    let family = who.chars().next().is_some_and(is_family);
    let verbal = who.ends_with(['拍', '航', '抓', '的', '是']);
    let named = (2..=4).contains(&len) && family;
    if verbal || len == 0 || !(role || bracket && len <= 12 || named || office && len <= 12) {
        return None;
    }
    // The role may stand before a space: 中新社记者 李明 摄 begins at 中.
    let start = if bracket { at - 1 } else { credit_start(shadow, at, verb_at) };
    Some(start)
}

/// `（读者提供）`, `（县消防局提供）`: who handed out the picture above, in brackets behind its caption. What else is
/// handed out is named there: `（以上数据由统计局提供）`.
pub(super) fn handed_out(shadow: &Shadow) -> bool {
    let line = shadow.tight.trim_end_matches('。');
    let handed = line.strip_suffix("提供)").or_else(|| line.strip_suffix("图片)"));
    let Some((told, who)) = handed.and_then(|line| line.rsplit_once('(')) else {
        return false;
    };
    let who = ["图片由", "照片由", "图由", "图:", "图/", "图"]
        .iter()
        .find_map(|word| who.strip_prefix(word))
        .unwrap_or(who);
    let office = who.ends_with(OFFICES) || who.ends_with(['者', '方', '友', '属', '众', '位']);
    // 由统计局提供 is of what the sentence says.
    let known = (office || is_person(who)) && !who.starts_with('由');
    !told.is_empty() && (2..=10).contains(&who.chars().count()) && known
}

/// What the names of those end with who hand out pictures, and notices.
pub(super) const OFFICES: &[char] = &[
    '局', '队', '院', '部', '社', '网', '报', '馆', '校', '司', '会', '台', '办', '所', '处', '府',
    '委', '心', '园', '站', '厂', '团', '署',
];

/// The end of what stands before `平原网发` at the end.
fn before_agency(shadow: &Shadow, end: usize) -> Option<usize> {
    let last = end.checked_sub(1).filter(|n| shadow.get(*n) == '发')?;
    if !matches!(shadow.get(last.wrapping_sub(1)), '网' | '社' | '报') {
        return None;
    }
    let gap = (last.saturating_sub(9)..last).rev().find(|n| shadow.get(*n) == ' ')?;
    Some((0..gap).rev().find(|n| shadow.get(*n) != ' ')? + 1)
}

/// The last role word or name before `verb_at`, not before `from`.
fn credit_start(shadow: &Shadow, from: usize, verb_at: usize) -> usize {
    const ROLES: &[&str] =
        &["本报", "新华社", "中新社", "本网", "特约", "记者", "通讯员", "实习生", "图"];
    (from..verb_at).find(|at| ROLES.iter().any(|role| shadow.has(*at, role))).unwrap_or_else(|| {
        let spaced = (from..verb_at).rev().find(|at| shadow.get(*at) == ' ' && verb_at - at > 2);
        spaced.map_or(from, |at| at + 1)
    })
}

/// What [`places_people`] looks for begins with one of these.
pub(super) const PLACES: &[&str] = &["(左", "(右", "(前", "(后", "(中"];

/// `(右一)`, `（左二）`: the line names who stands where in a picture.
pub(super) fn places_people(shadow: &Shadow) -> bool {
    let numeral = |n: usize| "一二三四五六七八1234567".contains(shadow.get(n));
    (0..shadow.chars.len()).filter(|n| shadow.get(*n) == '(').any(|n| {
        let row =
            matches!(shadow.get(n + 1), '前' | '后' | '左' | '右') && shadow.get(n + 2) == '排';
        let side = matches!(shadow.get(n + 1), '左' | '右')
            && (shadow.get(n + 2) == ')' || numeral(n + 2) && ")、,".contains(shadow.get(n + 3)));
        row || side || shadow.has(n + 1, "中)") || shadow.has(n + 1, "中间)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_hands_out_pictures_is_told_from_who_hands_in_papers() {
        for line in [
            "教师资格证（往届生提供）",
            "以上数据（由市统计局提供）",
            "（河岸美术馆提供）",
            "桥面积水严重（详情见后）",
        ] {
            assert!(!handed_out(&Shadow::of(line)), "{line}");
        }
        for line in [
            "货车尾部撞毁闸门。（读者提供）",
            "河岸老桥（圖／縣府提供）",
            "新馆内景（王小河提供）。",
            "幼豚身长一米二。（渔护署图片）",
        ] {
            assert!(handed_out(&Shadow::of(line)), "{line}");
        }
    }
}
