//! `benchkit.toml` at the workspace root.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where the configuration file enters"
)]

use crate::{
    error::{Error, Result},
    harness::toml,
    model::{SETTINGS, Settings},
};
use std::{
    fmt::Display,
    fs, io,
    path::{Path, PathBuf},
};

/// The file's name.
const NAME: &str = "benchkit.toml";

/// The settings of the `benchkit.toml` of `package`.
///
/// # Errors
/// When the file cannot be read, is no TOML, or has an unknown key or a bad
/// value: the error names the file, the line and the key.
pub(super) fn read(package: &Path) -> Result<Settings> {
    let Some(path) = find(package) else { return Ok(Settings::default()) };
    match fs::read_to_string(&path) {
        Ok(text) => parse(&text, &path),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            Ok(Settings::default())
        }
        Err(e) => {
            Err(Error::usage(format!("reading {}", path.display())).because(e))
        }
    }
}

/// The nearest `benchkit.toml` at or above `package`, no further up than the
/// workspace's root (the folder with `Cargo.lock`).
pub fn find(package: &Path) -> Option<PathBuf> {
    for folder in package.ancestors() {
        let path = folder.join(NAME);
        if path.is_file() {
            return Some(path);
        }
        if folder.join("Cargo.lock").is_file() {
            return None;
        }
    }
    None
}

fn parse(text: &str, path: &Path) -> Result<Settings> {
    let at = |line: usize, what: &dyn Display| {
        Error::usage(format!("{}:{line}: {what}", path.display()))
    };
    let entries = toml::read(text).map_err(|e| at(e.line, &e.what))?;
    let mut settings = Settings::default();
    for entry in entries {
        let name = &entry.key;
        let setting = SETTINGS.iter().find(|s| s.name == *name);
        if entry.gate > 0 {
            // The gates themselves are read by `cargo benchkit`.
            if setting.is_none() {
                continue;
            }
            let what = format!(
                "`{name}` is a setting, and stands in a [[gate]]: settings \
                 come before all gates"
            );
            return Err(at(entry.line, &what));
        }
        let Some(setting) = setting else {
            let known: Vec<&str> = SETTINGS.iter().map(|s| s.name).collect();
            let what =
                format!("unknown key `{name}`; there are {}", known.join(", "));
            return Err(at(entry.line, &what));
        };
        setting
            .apply(&mut settings, &entry.value)
            .map_err(|e| at(entry.line, &e))?;
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Nanos;

    fn error(text: &str) -> String {
        parse(text, Path::new("benchkit.toml")).unwrap_err().to_string()
    }

    #[test]
    fn settings_are_read_by_name() {
        let text = "# here\nbudget = \"2s\"\nthreads = [1, 2]\n";
        let settings = parse(text, Path::new("x")).unwrap();
        assert_eq!(settings.budget, Some(Nanos(2_000_000_000)));
        assert_eq!(settings.threads, Some(vec![1, 2]));
    }

    #[test]
    fn gates_are_left_to_cargo_benchkit() {
        let text = "budget = \"2s\"\n[[gate]] # one\nlimit = 2.0\n\
                    tags = [\"a\"]\n[[ gate ]]\nlimit = 3\n";
        let settings = parse(text, Path::new("x")).unwrap();
        assert_eq!(settings.budget, Some(Nanos(2_000_000_000)));
        for (text, said) in [
            ("[[gate]]\nlaunches = 3", "x:2: `launches` is a setting"),
            ("[[gate]]\nlimit = 3\nlimit = 4", "x:3: `limit` is set a second"),
            ("[[gate]]\nlimit = 1979-05-27", "x:2: `limit`: expected"),
            ("[[gate]] limit = 3", "x:1: the value of `[[gate]]` should end"),
            ("[[gates]]", "x:1: `[[gates]]`: there are no tables here but"),
            ("[gate]\n", "x:1: `[gate]`: there are no tables here but"),
            ("[[gate]\n]", "x:1: `[[gate]`: there are no tables here but"),
            ("limt = 3\n[[gate]]", "x:1: unknown key `limt`"),
        ] {
            let error = parse(text, Path::new("x")).unwrap_err().to_string();
            assert!(error.starts_with(said), "{text}: {error}");
        }
    }

    #[test]
    fn mistakes_name_file_line_and_key() {
        assert!(error("\n\nwarm_up = 1\n").starts_with(
            "benchkit.toml:3: unknown key `warm_up`; there are budget"
        ));
        assert!(error("\nwarmup = \"fast\"").starts_with(
            "benchkit.toml:2: `warmup = \"fast\"`: expected a duration"
        ));
        assert!(
            error("budget = ")
                .starts_with("benchkit.toml:1: `budget`: expected")
        );
        assert!(error("once = 1").contains("expected true or false"));
        assert_eq!(
            error("\n[budget]\nx = 1"),
            "benchkit.toml:2: `[budget]`: there are no tables here but [[gate]], only `key = value`"
        );
    }
}
