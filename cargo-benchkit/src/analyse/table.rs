//! Comma-separated values, with the names of their columns and the lines
//! that they stand in.

use super::frames::plain;
use crate::error::{Error, Result};
use csv::{ReaderBuilder, StringRecord, Trim};
use std::{fs, path::Path};

/// Rows before the names of the columns: facts about a machine, at most.
const PREAMBLE: usize = 50;

/// Numbers beyond this are taken for garbage: they would lose digits.
const LARGEST: f64 = 1e15;

/// A file of comma-separated values.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The file, as it was given.
    pub(super) file: String,
    /// Line of the names; 0 where there are none.
    line: u64,
    /// The names of the columns; none where the first row is numbers.
    pub(super) names: Vec<String>,
    /// What stands below.
    pub(super) rows: Vec<Row>,
}

/// A row of a [`Table`].
#[derive(Clone, Debug)]
pub(super) struct Row {
    line: u64,
    cells: StringRecord,
}

/// The lines that records stand in. The reader's own count may be behind:
/// it takes the rest of a line end, and blank lines, for a record's start.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that starts at `byte`, no earlier than the
    /// last one.
    fn of(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(self.at).max(self.at);
        let rest = self.bytes.get(start..).unwrap_or_default();
        let blank = |byte: &&u8| matches!(**byte, b'\n' | b'\r');
        let start = start + rest.iter().take_while(blank).count();
        let passed = self.bytes.get(self.at..start).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.at = start;
        self.line
    }
}

impl Row {
    /// What stands at `place`; empty where nothing does.
    pub(super) fn cell(&self, place: usize) -> &str {
        self.cells.get(place).unwrap_or("")
    }
}

impl Table {
    /// The table in the file at `path`. The row that has one of `headers`
    /// (see [`plain`]) holds the names, otherwise the first one unless it is
    /// numbers.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is no text.
    pub(super) fn read(path: &Path, headers: &[&str]) -> Result<Self> {
        let file = path.display().to_string();
        let bytes = fs::read(path).map_err(|e| Error::because(&file, e))?;
        Self::parse(&file, &bytes, headers)
    }

    /// The same for what stood in `file`.
    pub(super) fn parse(
        file: &str,
        bytes: &[u8],
        headers: &[&str],
    ) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .from_reader(bytes);
        let mut rows = Vec::new();
        let mut lines = Lines { bytes, at: 0, line: 1 };
        for record in reader.into_records() {
            let cells = record.map_err(|e| Error::because(file, e))?;
            let start = cells.position().map_or(0, csv::Position::byte);
            rows.push(Row { line: lines.of(start), cells });
        }
        let Some(first) = rows.first() else {
            return Err(Error::new(format!("{file}: the file is empty")));
        };
        let named = |row: &Row| {
            row.cells.iter().any(|cell| headers.contains(&&*plain(cell)))
        };
        let numbers = first.cells.iter().all(|c| c.parse::<f64>().is_ok());
        let header = match rows.iter().take(PREAMBLE).position(named) {
            None if numbers => None,
            found => Some(found.unwrap_or(0)),
        };
        let (mut line, mut names) = (0, Vec::new());
        if let Some(at) = header {
            line = rows[at].line;
            names = rows[at].cells.iter().map(str::to_owned).collect();
            rows = rows.split_off(at + 1);
        }
        Ok(Self { file: file.to_owned(), line, names, rows })
    }

    /// The place of the column `name`; `position` where no column has a name.
    ///
    /// # Errors
    /// When there is none, with those that there are.
    pub(super) fn place(&self, name: &str, position: usize) -> Result<usize> {
        if self.names.is_empty() {
            return Ok(position);
        }
        self.named(name)
    }

    /// The place of the column `name`: spelt so, or but for case and what
    /// separates words.
    ///
    /// # Errors
    /// When there is none, with those that there are.
    pub(super) fn named(&self, name: &str) -> Result<usize> {
        let wanted = plain(name);
        let alike = |n: &String| !wanted.is_empty() && plain(n) == wanted;
        let same = self.names.iter().position(|n| n == name);
        let found = same.or_else(|| self.names.iter().position(alike));
        found.ok_or_else(|| {
            let there = match self.names.as_slice() {
                [] => "columns have no names there".to_owned(),
                names => format!("there are: {}", names.join(", ")),
            };
            let Self { file, line, .. } = self;
            let place = match line {
                0 => file.clone(),
                line => format!("{file}:{line}"),
            };
            Error::new(format!("{place}: no column «{name}» ({there})"))
        })
    }

    /// The name of the column at `place`, for messages.
    pub(super) fn name(&self, place: usize) -> String {
        let name = self.names.get(place).cloned();
        name.unwrap_or_else(|| format!("column {}", place + 1))
    }

    /// The number in `row` at `place`.
    ///
    /// # Errors
    /// When nothing is there, or no number, or none that is finite.
    pub(super) fn number(&self, row: &Row, place: usize) -> Result<f64> {
        let cell = row.cell(place);
        if cell.is_empty() {
            return Err(self.wrong(row, place, "there is no value"));
        }
        let wrong =
            |why: &str| self.wrong(row, place, &format!("«{cell}» is {why}"));
        let Ok(number) = cell.parse::<f64>() else {
            return Err(wrong("no number"));
        };
        if !number.is_finite() {
            return Err(wrong("not finite"));
        }
        if number.abs() > LARGEST {
            return Err(wrong("too large"));
        }
        Ok(number)
    }

    /// An error at a place: "a.csv:7: bytes: …".
    pub(super) fn wrong(&self, row: &Row, place: usize, why: &str) -> Error {
        let name = self.name(place);
        Error::new(format!("{}:{}: {name}: {why}", self.file, row.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table> {
        Table::parse("a.csv", text.as_bytes(), &["frametime"])
    }

    fn said<T>(result: Result<T>) -> String {
        result.err().expect("an error").to_string()
    }

    #[test]
    fn names_are_found_wherever_they_are() {
        let plain = table("\u{feff}t, value\r\n1,2\r\n").expect("a table");
        assert_eq!(plain.names, ["t", "value"]);
        assert_eq!(plain.rows.len(), 1);
        let below = table("os,cpu\nLinux,x\nfps,frametime\n60,16.7\n");
        let below = below.expect("a table");
        assert_eq!(below.names, ["fps", "frametime"]);
        assert_eq!((below.rows.len(), below.rows[0].line), (1, 4));
        let none = table("16.7\n16.6\n").expect("a table");
        assert!(none.names.is_empty());
        assert_eq!(none.rows.len(), 2);
        assert_eq!(none.name(0), "column 1");
        assert_eq!(none.place("any", 0).expect("by position"), 0);
        assert_eq!(
            said(none.named("any")),
            "a.csv: no column «any» (columns have no names there)"
        );
        let other = table("é,ü\n1,2\n").expect("a table");
        assert_eq!(other.named("ü").expect("as it is spelt"), 1);
        assert!(other.named("ö").is_err());
    }

    #[test]
    fn each_mistake_names_file_line_and_column() {
        assert_eq!(said(table("")), "a.csv: the file is empty");
        assert_eq!(said(table("\n\n")), "a.csv: the file is empty");
        let good = table("t,value\n1,x\n2,NaN\n3\n4,1e300\n5,-2.5\n");
        let good = good.expect("a table");
        let value = good.place("Value", 1).expect("a column");
        let wrong = |at: usize| said(good.number(&good.rows[at], value));
        assert_eq!(wrong(0), "a.csv:2: value: «x» is no number");
        assert_eq!(wrong(1), "a.csv:3: value: «NaN» is not finite");
        assert_eq!(wrong(2), "a.csv:4: value: there is no value");
        assert_eq!(wrong(3), "a.csv:5: value: «1e300» is too large");
        let got = good.number(&good.rows[4], value).expect("a number");
        assert!((got + 2.5).abs() < f64::EPSILON);
        assert_eq!(
            said(good.place("bytes", 1)),
            "a.csv:1: no column «bytes» (there are: t, value)"
        );
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for text in ["t\n1\n2\n\nx\n", "t\r\n1\r\n2\r\n\r\nx\r\n"] {
            let got = table(text).expect("a table");
            let lines: Vec<u64> = got.rows.iter().map(|r| r.line).collect();
            assert_eq!(lines, [2, 3, 5], "{text:?}");
        }
    }

    #[test]
    fn no_text_is_an_error() {
        let bytes = b"t,value\n1,\xFF\xFE\n";
        let foreign = said(Table::parse("a.csv", bytes, &[]));
        assert!(foreign.starts_with("a.csv: "), "{foreign}");
        let missing = said(Table::read(Path::new("/no/such/file.csv"), &[]));
        assert!(missing.starts_with("/no/such/file.csv: "), "{missing}");
    }
}
