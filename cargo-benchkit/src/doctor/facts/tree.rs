//! Small files of `/proc` and `/sys`, below any root.

use super::Fact;
use std::{
    fs,
    io::{Error, ErrorKind},
    path::{Path, PathBuf},
    str::FromStr,
};

/// The files of a machine.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    root: PathBuf,
}

impl Tree {
    /// This machine's for `/`.
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    fn below(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Fact<String> {
        match fs::read(self.below(path)) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => Err(reason(path, &error)),
        }
    }

    /// The first line, trimmed.
    pub(crate) fn line(&self, path: &str) -> Fact<String> {
        let text = self.text(path)?;
        Ok(text.lines().next().unwrap_or_default().trim().to_owned())
    }

    /// The number in the first line.
    pub(crate) fn number<T: FromStr>(&self, path: &str) -> Fact<T> {
        let line = self.line(path)?;
        line.parse().map_err(|_| format!("{path}: no number: {line:?}"))
    }

    /// The names in a folder, sorted.
    pub(crate) fn names(&self, path: &str) -> Fact<Vec<String>> {
        let folder = fs::read_dir(self.below(path))
            .map_err(|error| reason(path, &error))?;
        let mut names: Vec<String> = folder
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// A path below the root as the machine itself has it.
    pub(crate) fn own_path(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        format!("/{}", inside.display().to_string().trim_start_matches('/'))
    }
}

fn reason(path: &str, error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => absent(path),
        ErrorKind::PermissionDenied => format!("{path} may not be read"),
        _ => format!("{path}: {error}"),
    }
}

/// The reason of a file that does not exist.
pub(crate) fn absent(path: &str) -> String {
    format!("{path} is not there")
}
