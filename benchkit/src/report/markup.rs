//! Text that Markdown shows as it is.

use crate::report::style::Style;

const ONE_LINE: Style =
    Style { width: usize::MAX, colour: false, unicode: true };

/// `text` as prose: what Markdown or HTML would read as markup is escaped,
/// in tables too.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in ONE_LINE.text(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// `text` as code.
///
/// Backticks, where nothing in the text needs care. Else HTML: a table would
/// split at a pipe between backticks, and there is no way to write both a
/// backslash and a pipe there.
pub(super) fn code(text: &str) -> String {
    let text = ONE_LINE.text(text);
    let plain = !text.contains(['`', '|', '\\']) && text.trim() == text;
    if plain && !text.is_empty() {
        return format!("`{text}`");
    }
    let mut out = "<code>".to_owned();
    for c in text.chars() {
        if c.is_ascii_punctuation() && !"=,.;/()-\"'".contains(c) {
            out.push_str(&format_args!("&#{};", u32::from(c)).to_string());
        } else {
            out.push(c);
        }
    }
    out.push_str("</code>");
    out
}

/// Lines as a block of code in a list item; nothing where there are none.
pub(super) fn fenced(lines: &[String]) -> Vec<String> {
    if lines.is_empty() {
        return Vec::new();
    }
    let mut fence = "```".to_owned();
    while lines.iter().any(|line| line.contains(&fence)) {
        fence.push('`');
    }
    let mut out = vec![format!("  {fence}text")];
    for line in lines {
        out.push(format!("  {}", ONE_LINE.text(line)));
    }
    out.push(format!("  {fence}"));
    out
}

/// `lines` below a heading; nothing where there are none.
pub(super) fn section(title: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return lines;
    }
    let mut lines = lines;
    let mut out = vec![String::new(), format!("### {title}"), String::new()];
    out.append(&mut lines);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_is_text() {
        assert_eq!(code("hash[n=1]"), "`hash[n=1]`");
        assert_eq!(code("🚀 launch"), "`🚀 launch`");
        assert_eq!(code("a|b"), "<code>a&#124;b</code>");
        assert_eq!(code("`x`"), "<code>&#96;x&#96;</code>");
        assert_eq!(code("a\\|b"), "<code>a&#92;&#124;b</code>");
        assert_eq!(code("a|<b>"), "<code>a&#124;&#60;b&#62;</code>");
    }

    #[test]
    fn markup_in_prose_is_text() {
        assert_eq!(
            escape("a | b\\c *d* <e> _f_"),
            "a \\| b\\\\c \\*d\\* &lt;e&gt; \\_f\\_"
        );
        assert_eq!(escape("two\nlines"), "two lines");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let lines = ["a ```` b".to_owned()];
        assert_eq!(fenced(&lines)[0], "  `````text");
        assert_eq!(fenced(&["a".to_owned()])[0], "  ```text");
        assert!(fenced(&[]).is_empty());
    }
}
