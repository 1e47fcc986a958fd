//! Literals as people write them in options.

use crate::tokens::flatten;
use proc_macro2::{TokenStream, TokenTree};

/// What a single literal says.
#[derive(Debug, PartialEq)]
pub(crate) enum Literal {
    /// Text, without its quotes; escapes are kept as written.
    Text(String),
    /// A whole number; `None` where it does not fit.
    Whole(Option<u64>),
    /// A number with a fraction.
    Fraction(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A byte, a character, a negative number, …
    Other,
}

/// The literal that `tokens` are; `None` for any other expression.
pub(crate) fn literal(tokens: &TokenStream) -> Option<Literal> {
    let all: Vec<TokenTree> = flatten(tokens.clone()).collect();
    match all.as_slice() {
        [TokenTree::Ident(word)] if word == "true" => Some(Literal::Flag(true)),
        [TokenTree::Ident(word)] if word == "false" => {
            Some(Literal::Flag(false))
        }
        [TokenTree::Literal(one)] => Some(read(&one.to_string())),
        [TokenTree::Punct(minus), TokenTree::Literal(_)]
            if minus.as_char() == '-' =>
        {
            Some(Literal::Other)
        }
        _ => None,
    }
}

fn read(text: &str) -> Literal {
    let raw = text.strip_prefix('r').map(|rest| rest.trim_matches('#'));
    if let Some(inner) = raw.unwrap_or(text).strip_prefix('"') {
        return Literal::Text(inner.strip_suffix('"').unwrap_or(inner).into());
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Literal::Other;
    }
    let digits = text.replace('_', "");
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            let (rest, _) = split_suffix(rest, radix);
            return Literal::Whole(u64::from_str_radix(rest, radix).ok());
        }
    }
    let (number, suffix) = split_suffix(&digits, 10);
    if number.contains(['.', 'e', 'E']) || suffix.starts_with('f') {
        return number.parse().map_or(Literal::Other, Literal::Fraction);
    }
    Literal::Whole(number.parse().ok())
}

/// The number, and the type written behind it.
fn split_suffix(text: &str, radix: u32) -> (&str, &str) {
    let end = text
        .char_indices()
        .find(|&(at, c)| {
            let next = text[at + c.len_utf8()..].chars().next();
            let exponent = radix == 10
                && matches!(c, 'e' | 'E')
                && next.is_some_and(|n| n.is_ascii_digit() || n == '-');
            !(c.is_digit(radix) || c == '.' || c == '-' || exponent)
        })
        .map_or(text.len(), |(at, _)| at);
    text.split_at(end)
}

/// Reads "300ms", "1.5 s" or "2min" as nanoseconds; a unit is needed here.
pub(crate) fn duration(text: &str) -> Option<u64> {
    let (number, suffix) = split_unit(text)?;
    let factor = match suffix {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "s" | "sec" => 1e9,
        "m" | "min" => 60e9,
        "h" => 3_600e9,
        _ => return None,
    };
    whole(number * factor).filter(|span| *span > 0)
}

/// Reads "2GiB", "512 MB" or "4096" as bytes.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    let (number, suffix) = split_unit(text)?;
    let factor = match suffix {
        "" | "B" => 1.0,
        "kB" | "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "KiB" | "K" => 1024.0,
        "MiB" | "M" => 1_048_576.0,
        "GiB" | "G" => 1_073_741_824.0,
        "TiB" | "T" => 1_099_511_627_776.0,
        _ => return None,
    };
    whole(number * factor)
}

/// Reads "10%" as a share of 1.
pub(crate) fn percent(text: &str) -> Option<f64> {
    let number = text.trim().strip_suffix('%')?.trim().parse::<f64>().ok()?;
    Some(number / 100.0)
}

fn split_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_')
        .unwrap_or(text.len());
    let number: f64 = text[..end].replace('_', "").parse().ok()?;
    Some((number, text[end..].trim()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked in the same line"
)]
fn whole(value: f64) -> Option<u64> {
    (0.0..1.8e19).contains(&value).then(|| value.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Literal> {
        literal(&text.parse().unwrap())
    }

    #[test]
    fn every_literal_is_read() {
        assert_eq!(of("\"3s\""), Some(Literal::Text("3s".into())));
        assert_eq!(of("r#\"3s\"#"), Some(Literal::Text("3s".into())));
        assert_eq!(of("1_000u32"), Some(Literal::Whole(Some(1000))));
        assert_eq!(of("0xff"), Some(Literal::Whole(Some(255))));
        assert_eq!(of("1.5"), Some(Literal::Fraction(1.5)));
        assert_eq!(of("1e3"), Some(Literal::Fraction(1000.0)));
        assert_eq!(of("0.1f64"), Some(Literal::Fraction(0.1)));
        assert_eq!(of("true"), Some(Literal::Flag(true)));
        assert_eq!(of("-1"), Some(Literal::Other));
        assert_eq!(of("'a'"), Some(Literal::Other));
        assert_eq!(of("99999999999999999999"), Some(Literal::Whole(None)));
        assert_eq!(of("SIZE"), None);
        assert_eq!(of("1 + 1"), None);
    }

    #[test]
    fn units_as_people_write_them() {
        assert_eq!(duration("300ms"), Some(300_000_000));
        assert_eq!(duration("1.5 s"), Some(1_500_000_000));
        assert_eq!(duration("100µs"), Some(100_000));
        assert_eq!(duration("3"), None);
        assert_eq!(duration("0s"), None);
        assert_eq!(bytes("2GiB"), Some(2 << 30));
        assert_eq!(bytes("2GHz"), None);
        assert_eq!(percent("10%"), Some(0.1));
    }
}
