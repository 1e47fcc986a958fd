//! A file of JSON lines that only grows: what an interrupted tool goes on
//! from.

use crate::Failure;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

/// A file of JSON lines.
#[derive(Clone, Debug)]
pub struct Lines {
    path: PathBuf,
}

impl Lines {
    /// The file at `path`; it need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its records. A last line that was cut off is left out, and closed, so
    /// that the next record does not land on it.
    ///
    /// # Errors
    /// When it exists and cannot be read or closed.
    pub fn read<T: DeserializeOwned>(&self) -> Result<Vec<T>, Failure> {
        if !self.path.exists() {
            return Ok(Vec::new());
        }
        let text = fs::read_to_string(&self.path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            let mut file = OpenOptions::new().append(true).open(&self.path)?;
            file.write_all(b"\n")?;
        }
        Ok(text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect())
    }

    /// Adds `record` as one line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append<T: Serialize>(&self, record: &T) -> Result<(), Failure> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut line = serde_json::to_string(record)?;
        line.push('\n');
        let mut file =
            OpenOptions::new().create(true).append(true).open(&self.path)?;
        Ok(file.write_all(line.as_bytes())?)
    }
}

/// A Markdown table with aligned columns.
pub fn markdown(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut all: Vec<Vec<String>> =
        vec![header.iter().map(|cell| (*cell).to_owned()).collect()];
    all.extend(rows.iter().cloned());
    let widths: Vec<usize> = (0..header.len())
        .map(|at| {
            let cells = all.iter().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect();
    all.insert(1, rule);
    let mut text = String::new();
    for row in all {
        for (cell, width) in row.iter().zip(&widths) {
            text.push_str("| ");
            text.push_str(cell);
            let missing = width.saturating_sub(cell.chars().count());
            text.push_str(&" ".repeat(missing + 1));
        }
        text.push_str("|\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![vec!["µs".to_owned(), "12345".to_owned()]];
        let table = markdown(&["unit", "n"], &rows);
        let expected = "| unit | n     |\n| ---- | ----- |\n| µs   | 12345 |\n";
        assert_eq!(table, expected);
    }

    #[test]
    fn a_cut_off_line_is_left_out() {
        let name = format!("benchkit-lines-{}.jsonl", std::process::id());
        let lines = Lines::new(std::env::temp_dir().join(name));
        lines.append(&1).unwrap();
        lines.append(&2).unwrap();
        let mut file =
            OpenOptions::new().append(true).open(lines.path()).unwrap();
        file.write_all(b"[3,").unwrap();
        assert_eq!(lines.read::<i32>().unwrap(), [1, 2]);
        lines.append(&4).unwrap();
        assert_eq!(lines.read::<i32>().unwrap(), [1, 2, 4]);
        fs::remove_file(lines.path()).unwrap();
    }
}
