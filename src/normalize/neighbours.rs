//! What kind of character stands beside another.

/// A Han character of any block.
pub(super) fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '々'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Closes what Chinese text quotes.
pub(super) fn is_closing(ch: char) -> bool {
    matches!(ch, '”' | '’' | '》' | '〉' | '」' | '』' | '】' | '〕' | '）' | '…')
}

/// Opens it.
pub(super) fn is_opening(ch: char) -> bool {
    matches!(ch, '“' | '‘' | '《' | '〈' | '「' | '『' | '【' | '〔' | '（')
}
