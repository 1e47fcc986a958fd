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

/// Lines a function may have.
const MAX_FUNCTION: usize = 60;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every source file below `dir`, by its path inside it, without tests.
fn sources(dir: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![dir.to_path_buf()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next).expect("readable source folder") {
            let path = entry.expect("readable entry").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|e| e == "rs")
                && !path.ends_with("tests.rs")
            {
                let text = fs::read_to_string(&path).expect("readable source");
                let inside = path.strip_prefix(dir).expect("below dir");
                found.insert(inside.to_path_buf(), code(&text));
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

/// The modules from the crate's root down to a file.
fn modules(inside: &Path) -> Vec<String> {
    let whole = inside.with_extension("");
    let parts = whole.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Top-level modules named through `crate::`, or through as many `super::`
/// as lead from `depth` modules down up to the root.
fn named_modules(code: &str, depth: usize) -> Vec<String> {
    let upwards = "super::".repeat(depth);
    let mut names = Vec::new();
    for root in ["crate::", upwards.as_str()] {
        for rest in code.split(root).skip(1) {
            names.extend(first_names(rest.trim_start_matches("super::")));
        }
    }
    names
}

/// The first names of a path, or of each path of a group.
fn first_names(rest: &str) -> Vec<String> {
    let group = rest.strip_prefix('{');
    let end = group.map_or(rest.len(), |g| closing_brace(g) + 1);
    let text = &rest[group.map_or(0, |_| 1)..end];
    let items =
        if group.is_some() { top_level_items(text) } else { vec![text] };
    items.into_iter().map(first_identifier).collect()
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

/// What is wrong with the imports of a file.
fn wrong_imports(inside: &Path, code: &str) -> Vec<String> {
    let modules = modules(inside);
    let owner = &modules[0];
    let Some(own) = layer_of(owner) else {
        return vec![format!("{owner}: in no layer")];
    };
    named_modules(code, modules.len())
        .into_iter()
        .filter(|name| name != owner && layer_of(name).is_some())
        .filter(|name| layer_of(name).is_none_or(|layer| layer >= own))
        .map(|name| format!("{}: names {name}", inside.display()))
        .collect()
}

/// The functions of a file that are too long, with their lines.
fn long_functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim_start();
        if !words.contains("fn ") || words.ends_with(';') {
            continue;
        }
        let begins = words
            .split("fn ")
            .next()
            .is_some_and(|before| before.chars().all(|c| c != '"' && c != '('));
        let close = format!("{}}}", " ".repeat(indent));
        let length = lines[at..].iter().position(|l| *l == close);
        if let (true, Some(length)) = (begins, length)
            && length > MAX_FUNCTION
        {
            long.push((words.to_owned(), length));
        }
    }
    long
}

#[test]
fn modules_name_only_lower_layers() {
    let mut wrong = Vec::new();
    for (inside, code) in sources(&workspace().join("benchkit/src")) {
        if inside != Path::new("lib.rs") {
            wrong.extend(wrong_imports(&inside, &code));
        }
    }
    assert!(wrong.is_empty(), "layering broken:\n{}", wrong.join("\n"));
}

#[test]
fn a_planted_violation_is_seen() {
    let planted = [
        ("stats/a.rs", "use crate::model::Launch;"),
        ("stats/a.rs", "fn f() -> crate::{error::Error, runner::Plan} {}"),
        ("stats/a.rs", "use super::super::model::Launch;"),
        ("stats/mod.rs", "use super::model::Launch;"),
        ("store/a/b.rs", "use super::super::super::report::csv;"),
        ("nowhere.rs", ""),
    ];
    for (inside, code) in planted {
        let seen = wrong_imports(Path::new(inside), code);
        assert_eq!(seen.len(), 1, "{inside}: {code}: {seen:?}");
    }
    let fine = "use crate::{error::Error, stats::median}; use super::x;";
    assert!(wrong_imports(Path::new("stats/a.rs"), fine).is_empty());
    let long = format!("fn f() {{\n{}}}\n", "    x();\n".repeat(61));
    assert_eq!(long_functions(&long).len(), 1);
}

#[test]
fn files_and_functions_stay_short() {
    let mut long = Vec::new();
    for package in
        ["benchkit", "benchkit-macros", "cargo-benchkit", "examples", "benches"]
    {
        let root = workspace().join(package).join("src");
        for (inside, code) in sources(&root) {
            let place = format!("{package}/src/{}", inside.display());
            let lines = code.lines().count();
            if lines > MAX_LINES {
                long.push(format!("{place}: {lines} lines"));
            }
            for (function, lines) in long_functions(&code) {
                long.push(format!("{place}: {lines} lines: {function}"));
            }
        }
    }
    assert!(long.is_empty(), "too long:\n{}", long.join("\n"));
}
