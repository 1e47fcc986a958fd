//! Small files of `/proc` and `/sys`, below any root.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// `path` (absolute, as the system has it) below `root`.
pub(super) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// The text of `path` below `root`; `None` where it cannot be read.
pub(super) fn text(root: &Path, path: &str) -> Option<String> {
    read(&below(root, path))
}

/// The text of a file; bytes that are no UTF-8 are replaced.
pub(super) fn read(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The first line of `path` below `root`, trimmed; `None` where it is empty.
pub(super) fn line(root: &Path, path: &str) -> Option<String> {
    let text = text(root, path)?;
    let line = text.lines().next()?.trim_matches(['\0', ' ', '\t']);
    if line.is_empty() { None } else { Some(line.to_owned()) }
}

/// The names in the folder `path` below `root`, sorted; none where it
/// cannot be read.
pub(super) fn names(root: &Path, path: &str) -> Vec<String> {
    let Ok(folder) = fs::read_dir(below(root, path)) else {
        return Vec::new();
    };
    let mut names: Vec<String> = folder
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    names
}

/// The number behind `key` in lines of "key number".
pub(super) fn value(text: &str, key: &str) -> Option<u64> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(char::is_whitespace)?;
        if name == key { value.trim().parse().ok() } else { None }
    })
}
