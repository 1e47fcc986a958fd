//! `benchkit.toml` at the workspace root.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where the configuration file enters"
)]

use crate::{
    error::{Error, Result},
    model::{SETTINGS, Settings},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use toml_span::{
    Span,
    value::{Value, ValueInner},
};

/// The file's name.
const NAME: &str = "benchkit.toml";

/// The settings of the nearest `benchkit.toml` at or above `package`, no
/// further up than the workspace's root (the folder with `Cargo.lock`).
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

fn find(package: &Path) -> Option<PathBuf> {
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
    let at = |span: Span, what: String| {
        let line = text[..span.start.min(text.len())].matches('\n').count() + 1;
        Error::usage(format!("{}:{line}: {what}", path.display()))
    };
    let root = toml_span::parse(text)
        .map_err(|e| at(e.span, format!("this is no TOML: {e}")))?;
    let mut settings = Settings::default();
    let Some(table) = root.as_table() else { return Ok(settings) };
    for (key, value) in table {
        let name = key.name.as_ref();
        let Some(setting) = SETTINGS.iter().find(|s| s.name == name) else {
            let known: Vec<&str> = SETTINGS.iter().map(|s| s.name).collect();
            let what =
                format!("unknown key `{name}`; there are {}", known.join(", "));
            return Err(at(key.span, what));
        };
        let written = written(value).ok_or_else(|| {
            at(value.span, format!("`{name}`: expected {}", setting.expects))
        })?;
        setting
            .apply(&mut settings, &written)
            .map_err(|e| at(value.span, e.to_string()))?;
    }
    Ok(settings)
}

/// A TOML value as it would stand on the command line.
fn written(value: &Value<'_>) -> Option<String> {
    match value.as_ref() {
        ValueInner::String(text) => Some(text.to_string()),
        ValueInner::Integer(number) => Some(number.to_string()),
        ValueInner::Float(number) => Some(number.to_string()),
        ValueInner::Boolean(flag) => Some(flag.to_string()),
        ValueInner::Array(items) => {
            let items: Option<Vec<String>> =
                items.iter().map(written).collect();
            items.map(|items| items.join(","))
        }
        ValueInner::Table(_) => None,
    }
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
    fn mistakes_name_file_line_and_key() {
        assert!(error("\n\nwarm_up = 1\n").starts_with(
            "benchkit.toml:3: unknown key `warm_up`; there are budget"
        ));
        assert!(error("\nwarmup = \"fast\"").starts_with(
            "benchkit.toml:2: `warmup = \"fast\"`: expected a duration"
        ));
        assert!(error("budget = ").starts_with("benchkit.toml:1: this is no"));
        assert!(error("[budget]\nx = 1").contains("`budget`: expected a dur"));
    }
}
