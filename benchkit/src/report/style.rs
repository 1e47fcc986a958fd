//! How text may look where it is going.

use std::fmt::Write as _;

/// What the place that text goes to can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line; 120 suits a log, `usize::MAX` cuts nothing.
    pub width: usize,
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether characters outside ASCII may be used.
    pub unicode: bool,
}

/// What a colour says; words always say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// Nothing.
    Plain,
    /// Detail.
    Dim,
    /// The name of the whole.
    Strong,
    /// Faster.
    Good,
    /// Slower, or failed.
    Bad,
    /// A finding.
    Doubt,
}

impl Style {
    /// `text` in the colour of `paint`, where colours may be used.
    pub(super) fn paint(&self, text: &str, paint: Paint) -> String {
        let code = match paint {
            Paint::Plain => return text.to_owned(),
            Paint::Dim => "2",
            Paint::Strong => "1",
            Paint::Good => "32",
            Paint::Bad => "31",
            Paint::Doubt => "33",
        };
        if self.colour && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// `text` as one line that this place can show: control characters and
    /// those that reorder text are escaped, and without Unicode everything
    /// outside ASCII is spelled or escaped.
    pub(super) fn text(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\n' | '\t' => shown.push(' '),
                c if c.is_control() || reorders(c) => escape(&mut shown, c),
                c if self.unicode || c.is_ascii() => shown.push(c),
                c => match spelled(c) {
                    Some(spelling) => shown.push_str(spelling),
                    None => escape(&mut shown, c),
                },
            }
        }
        shown
    }

    /// Stands where something was cut off.
    pub(super) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { ".." }
    }

    /// Stands for a value that is absent.
    pub(super) fn absent(&self) -> &'static str {
        if self.unicode { "–" } else { "-" }
    }
}

fn escape(shown: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(shown, "{}", c.escape_unicode());
}

/// Marks that change the direction of the text after them, or break lines.
fn reorders(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The ASCII spelling of the signs that reports and findings use.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'µ' | 'μ' => "u",
        '…' => "..",
        '–' | '—' | '−' | '·' | '▼' => "-",
        '→' => "->",
        '×' | '✗' => "x",
        '±' => "+/-",
        '≈' => "~",
        '≥' => ">=",
        '≤' => "<=",
        '▲' => "+",
        '«' | '»' | '“' | '”' => "\"",
        '‘' | '’' => "'",
        '\u{a0}' | '\u{202f}' => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RICH: Style = Style { width: 80, colour: true, unicode: true };
    const PLAIN: Style = Style { width: 80, colour: false, unicode: false };

    #[test]
    fn plain_text_is_ascii_and_one_line() {
        let hostile = "a\nb\u{1b}[31m µ 🚀 \u{202e}… ±";
        let plain = PLAIN.text(hostile);
        assert_eq!(plain, "a b\\u{1b}[31m u \\u{1f680} \\u{202e}.. +/-");
        assert!(plain.is_ascii());
        assert_eq!(RICH.text(hostile), "a b\\u{1b}[31m µ 🚀 \\u{202e}… ±");
    }

    #[test]
    fn no_colour_no_escape() {
        assert_eq!(PLAIN.paint("slower", Paint::Bad), "slower");
        assert_eq!(RICH.paint("slower", Paint::Bad), "\x1b[31mslower\x1b[0m");
        assert_eq!(RICH.paint("", Paint::Bad), "");
    }
}
