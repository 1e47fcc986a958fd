//! Text in terminal columns: how wide it is, cutting it, breaking it.

/// Characters that take no column: combining marks, joiners, variation
/// selectors. Sorted.
const ZERO: &[(u32, u32)] = &[
    (0x0300, 0x036f),
    (0x0483, 0x0489),
    (0x0591, 0x05bd),
    (0x0610, 0x061a),
    (0x064b, 0x065f),
    (0x0900, 0x0902),
    (0x093c, 0x093c),
    (0x0941, 0x0948),
    (0x0e31, 0x0e31),
    (0x0e34, 0x0e3a),
    (0x0e47, 0x0e4e),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x200b, 0x200f),
    (0x2060, 0x2064),
    (0x20d0, 0x20ff),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
    (0xfeff, 0xfeff),
    (0xe0100, 0xe01ef),
];

/// Characters that take two columns: the East Asian wide and full-width
/// ones and the emoji (Unicode's `EastAsianWidth.txt`, neighbours joined).
/// Sorted.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x2329, 0x232a),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x2e80, 0x303e),
    (0x3041, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97c),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe6b),
    (0xff01, 0xff60),
    (0xffe0, 0xffe6),
    (0x16fe0, 0x18cff),
    (0x1b000, 0x1b2ff),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f200, 0x1f320),
    (0x1f32d, 0x1f335),
    (0x1f337, 0x1f37c),
    (0x1f37e, 0x1f393),
    (0x1f3a0, 0x1f3ca),
    (0x1f3cf, 0x1f3d3),
    (0x1f3e0, 0x1f3f0),
    (0x1f3f4, 0x1f3f4),
    (0x1f3f8, 0x1f43e),
    (0x1f440, 0x1f440),
    (0x1f442, 0x1f4fc),
    (0x1f4ff, 0x1f53d),
    (0x1f54b, 0x1f54e),
    (0x1f550, 0x1f567),
    (0x1f57a, 0x1f57a),
    (0x1f595, 0x1f596),
    (0x1f5a4, 0x1f5a4),
    (0x1f5fb, 0x1f64f),
    (0x1f680, 0x1f6c5),
    (0x1f6cc, 0x1f6cc),
    (0x1f6d0, 0x1f6d2),
    (0x1f6d5, 0x1f6df),
    (0x1f6eb, 0x1f6ec),
    (0x1f6f4, 0x1f6fc),
    (0x1f7e0, 0x1f7eb),
    (0x1f90c, 0x1f93a),
    (0x1f93c, 0x1f945),
    (0x1f947, 0x1f9ff),
    (0x1fa70, 0x1faff),
    (0x20000, 0x3fffd),
];

fn within(ranges: &[(u32, u32)], code: u32) -> bool {
    let after = ranges.partition_point(|range| range.1 < code);
    ranges.get(after).is_some_and(|range| range.0 <= code)
}

fn char_width(c: char) -> usize {
    let code = u32::from(c);
    if code < 0x300 {
        usize::from(!c.is_control())
    } else if within(ZERO, code) {
        0
    } else if within(WIDE, code) {
        2
    } else {
        1
    }
}

/// Columns that a terminal gives to `text`.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// `text`, or as much of it as fits `columns` with `ellipsis` behind it.
pub(super) fn fit(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut kept = head(text, room).to_owned();
    if width(ellipsis) <= columns {
        kept.push_str(ellipsis);
    }
    kept
}

/// Like [`fit`], but keeps the end too: parameters stand there.
pub(super) fn fit_middle(text: &str, columns: usize, ellipsis: &str) -> String {
    let room = columns.saturating_sub(width(ellipsis));
    if width(text) <= columns || room < 8 {
        return fit(text, columns, ellipsis);
    }
    let start = head(text, room - room / 2);
    let mut rest = text;
    while width(rest) > room / 2 {
        let mut chars = rest.chars();
        chars.next();
        rest = chars.as_str();
    }
    // A combining mark that lost its letter would join the ellipsis.
    let end = rest.trim_start_matches(|c| char_width(c) == 0);
    format!("{start}{ellipsis}{end}")
}

/// The longest beginning of `text` that fits `columns`.
fn head(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += char_width(c);
        if taken > columns {
            return &text[..at];
        }
    }
    text
}

/// `text` with blanks behind it up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{:blanks$}", "")
}

/// `text` with blanks before it up to `columns`.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{:blanks$}{text}", "")
}

/// `text` broken between words into lines of at most `columns`; a word that
/// is longer than a line is broken where it must be.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word;
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        while width(word) > columns {
            let start = head(word, columns);
            lines.push(start.to_owned());
            word = &word[start.len()..];
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_as_terminals_have_them() {
        assert_eq!(width("hash[n=1]"), 9);
        assert_eq!(width("µ … ▲ ├"), 7);
        assert_eq!(width("日本語"), 6);
        assert_eq!(width("🚀"), 2);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("한글"), 4);
        assert_eq!(width("ｆｕｌｌ"), 8);
    }

    #[test]
    fn the_tables_are_sorted_and_apart() {
        for table in [ZERO, WIDE] {
            assert!(table.iter().all(|(from, to)| from <= to));
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }

    #[test]
    fn cut_text_fits_and_says_so() {
        assert_eq!(fit("abcdef", 6, "…"), "abcdef");
        assert_eq!(fit("abcdef", 4, "…"), "abc…");
        assert_eq!(fit("日本語", 4, "…"), "日…");
        assert_eq!(fit_middle("abcdefghijklmnop", 11, "…"), "abcde…lmnop");
        for columns in 0..30 {
            let text = "🚀ab日本e\u{301}cdefghijklmnopqrstuvw";
            assert!(width(&fit(text, columns, "..")) <= columns);
            assert!(width(&fit_middle(text, columns, "…")) <= columns);
        }
    }

    #[test]
    fn lines_are_never_longer_than_asked_and_lose_nothing() {
        let text = "a quick brown fox_with_a_very_long_tail jumps 日本語日本語";
        for columns in 2..40 {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns));
            let joined: String = lines.concat().replace(' ', "");
            assert_eq!(joined, text.replace(' ', ""));
        }
    }
}
