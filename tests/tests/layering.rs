//! The module layers of `benchkit`, as a test.
//!
//! A module may name only modules of lower layers. Files stay short enough to
//! be read in one sitting.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Lowest layer first; modules in one row may not name each other.
const LAYERS: &[&[&str]] = &[
    &["error", "unit"],
    &["stats"],
    &["model"],
    &["clock", "probe", "analysis", "store", "report", "compat"],
    &["backend"],
    &["workload"],
    &["runner", "criterion"],
    &["harness"],
    &["__private"],
    &["macros"],
];

/// Lines a source file may have, tests not counted.
const MAX_LINES: usize = 400;

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../benchkit/src")
}

/// Every source file below `dir`, with the top-level module that owns it.
fn sources(dir: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![dir.to_path_buf()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next).expect("readable source folder") {
            let path = entry.expect("readable entry").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(dir).expect("below dir");
                let first = inside.iter().next().expect("not empty");
                let owner = first.to_string_lossy().replace(".rs", "");
                found.insert(path, owner);
            }
        }
    }
    found
}

/// The part of a file before its unit tests, without comments.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    body.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Top-level modules named through `crate::`.
fn named_modules(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let group = rest.strip_prefix('{');
        let end = group.map_or(rest.len(), |g| closing_brace(g) + 1);
        let text = &rest[group.map_or(0, |_| 1)..end];
        let items =
            if group.is_some() { top_level_items(text) } else { vec![text] };
        names.extend(items.into_iter().map(first_identifier));
    }
    names
}

/// Position of the brace that closes a group already entered.
fn closing_brace(group: &str) -> usize {
    let mut depth = 1;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    group.len()
}

/// Splits a use-group at the commas that are not inside nested braces.
fn top_level_items(group: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&group[start..]);
    items
}

fn first_identifier(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

#[test]
fn modules_name_only_lower_layers() {
    let mut wrong = Vec::new();
    for (path, owner) in sources(&source_root()) {
        if owner == "lib" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable source");
        let Some(own) = layer_of(&owner) else {
            wrong.push(format!("{owner}: in no layer"));
            continue;
        };
        for name in named_modules(&code(&text)) {
            let lower = layer_of(&name).is_some_and(|layer| layer < own);
            if name != owner && !name.is_empty() && !lower {
                wrong.push(format!("{}: names crate::{name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "layering broken:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_short() {
    for path in sources(&source_root()).into_keys() {
        let text = fs::read_to_string(&path).expect("readable source");
        let lines = code(&text).lines().count();
        assert!(
            lines <= MAX_LINES,
            "{}: {lines} lines of at most {MAX_LINES}",
            path.display()
        );
    }
}
