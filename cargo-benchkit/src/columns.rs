//! What reports for a terminal are made of: aligned columns, broken lines,
//! short names, numbers that read well.

use benchkit::{
    report::Style,
    unit::{place, prefixed, rounded, time_unit},
};
use std::fmt::Write as _;
use textwrap::{Options, WordSplitter, fill};

/// Characters of a name in a table.
const NAME: usize = 32;

/// Narrower than this a line is not broken further.
const NARROWEST: usize = 40;

/// Prose is broken here, however wide the terminal is.
const WIDEST: usize = 120;

/// Rows below their titles: the first column, and the last one if it is
/// `words`, to the left, the others to the right. Columns that do not fit
/// into `columns` characters are left out, from the right.
pub(crate) fn table(
    titles: &[&str],
    rows: &[Vec<String>],
    columns: usize,
    words: bool,
) -> String {
    let titles: Vec<String> =
        titles.iter().map(|title| (*title).to_owned()).collect();
    let all = || [&titles].into_iter().chain(rows);
    let widths: Vec<usize> = (0..titles.len())
        .map(|at| {
            let cells = all().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let shown = fitting(&widths, columns);
    let mut out = String::new();
    for row in all() {
        let cells = row.iter().zip(&widths).take(shown);
        for (at, (cell, width)) in cells.enumerate() {
            let gap = if at == 0 { "" } else { "  " };
            let left = at == 0 || words && at + 1 == titles.len();
            // Writing to a string cannot fail.
            let _ = if left {
                write!(out, "{gap}{cell:<width$}")
            } else {
                write!(out, "{gap}{cell:>width$}")
            };
        }
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// How many columns of these `widths` fit into `columns` characters, the
/// first one always.
fn fitting(widths: &[usize], columns: usize) -> usize {
    let mut used = 0;
    let fitting = widths.iter().enumerate().take_while(|(at, width)| {
        used += **width + if *at == 0 { 0 } else { 2 };
        used <= columns
    });
    fitting.count().max(1)
}

/// A name that leaves room for numbers: its head and its tail.
pub(crate) fn short(name: &str) -> String {
    let count = name.chars().count();
    if count <= NAME {
        return name.to_owned();
    }
    let tail = NAME / 2;
    let head: String = name.chars().take(NAME - 1 - tail).collect();
    let tail: String = name.chars().skip(count - tail).collect();
    format!("{head}…{tail}")
}

/// A time of `ns` nanoseconds: three digits and the unit in which they read
/// best; 0 where there was nothing to count.
pub(crate) fn time(ns: f64) -> String {
    if ns == 0.0 {
        return "0 s".to_owned();
    }
    let unit = time_unit(ns);
    format!("{} {}", three(ns / unit.factor), unit.symbol)
}

/// Three digits.
pub(crate) fn three(value: f64) -> String {
    rounded(value, place(value, None, 3))
}

/// Three digits and a decimal prefix: "3.60 k".
pub(crate) fn number(value: f64) -> String {
    let (number, prefix) = prefixed(value, None, "");
    format!("{number} {prefix}").trim_end().to_owned()
}

/// `text` behind `first`, broken at the width, the rest indented.
pub(crate) fn block(
    text: &str,
    first: &str,
    indent: usize,
    style: &Style,
) -> String {
    let rest = " ".repeat(indent);
    let width = style.width.clamp(indent + NARROWEST, WIDEST);
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(&rest)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    fill(text, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let rows = [["a", "1", "22"], ["long", "333", "4"]];
        rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()
    }

    #[test]
    fn numbers_stand_below_each_other_and_words_begin_alike() {
        let titles = ["", "one", "two"];
        assert_eq!(
            table(&titles, &rows(), usize::MAX, false),
            "      one  two\na       1   22\nlong  333    4\n"
        );
        assert_eq!(
            table(&titles, &rows(), usize::MAX, true),
            "      one  two\na       1  22\nlong  333  4\n"
        );
    }

    #[test]
    fn narrow_terminals_lose_columns_from_the_right() {
        let of = |columns| table(&["", "one", "two"], &rows(), columns, false);
        assert_eq!(of(14), of(usize::MAX));
        assert_eq!(of(13), "      one\na       1\nlong  333\n");
        assert_eq!(of(8), "\na\nlong\n");
        assert_eq!(of(0), "\na\nlong\n");
    }

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(short("a/b.csv"), "a/b.csv");
        let long = short("/a/folder/of/recordings/of/an/experiment/run-7.csv");
        assert_eq!(long.chars().count(), NAME);
        assert_eq!(long, "/a/folder/of/re…riment/run-7.csv");
    }

    #[test]
    fn three_digits_and_a_unit() {
        assert_eq!(time(0.0), "0 s");
        assert_eq!(time(15e6), "15.0 ms");
        assert_eq!(number(3_600.0), "3.60 k");
        assert_eq!(number(7.0), "7.00");
    }
}
