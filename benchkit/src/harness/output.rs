//! Where results go.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where results leave the process"
)]

use crate::{
    compat::libtest,
    error::{Error, Result},
    harness::{
        arguments::{Arguments, Color},
        environment::{Surroundings, variable},
    },
    model::{Finding, RunDocument, Severity},
    report::{self, Style},
};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// Standard output.
pub(super) fn stdout() -> impl Write {
    io::stdout().lock()
}

/// Standard error.
pub(super) fn stderr() -> impl Write {
    io::stderr()
}

/// Prints results.
///
/// # Errors
/// When standard output cannot be written; a closed pipe is no error.
pub(super) fn say(text: &str) -> Result<()> {
    let mut out = stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::io("writing to standard output", e))
        }
        _ => Ok(()),
    }
}

/// Prints an error.
pub(super) fn complain(error: &Error) {
    drop(writeln!(stderr(), "error: {error}"));
}

type Maker = fn(&RunDocument) -> Result<String>;

/// Prints a warning.
pub(super) fn warn(message: &str) {
    drop(writeln!(stderr(), "warning: {message}"));
}

/// Every report that was asked for; the first that cannot be written is the
/// error, after all the others are.
///
/// # Errors
/// When a file cannot be written; the error names it.
pub(super) fn write_all(
    document: &RunDocument,
    saved: Option<&str>,
    arguments: &Arguments,
    around: &Surroundings,
) -> Result<()> {
    let outputs = &arguments.outputs;
    let files = [&outputs.json, &outputs.markdown, &outputs.csv];
    let on_stdout =
        files.iter().any(|path| path.as_deref() == Some(Path::new("-")));
    let mut first = Ok(());
    if !on_stdout {
        first = first.and(say(&text(document, saved, arguments, around)));
    }
    if outputs.bencher && !on_stdout {
        // libtest's lines have no place for them.
        for doubt in doubts(document) {
            warn(&doubt);
        }
    }
    let makers: [Maker; 3] = [
        report::json,
        |document| Ok(report::markdown(document)),
        |document| Ok(report::csv(document)),
    ];
    for (path, make) in files.into_iter().zip(makers) {
        if let Some(path) = path {
            let written = make(document).and_then(|text| write(path, &text));
            first = first.and(written);
        }
    }
    first
}

/// The findings that make numbers doubtful, one line each.
fn doubts(document: &RunDocument) -> Vec<String> {
    let mut lines = Vec::new();
    for result in &document.results {
        for finding in &result.findings {
            if finding.severity >= Severity::Warning {
                let Finding { kind, evidence, .. } = finding;
                lines.push(format!("{}: {kind}: {evidence}", result.id));
            }
        }
    }
    lines
}

fn write(path: &Path, text: &str) -> Result<()> {
    if path == Path::new("-") {
        return say(text);
    }
    fs::write(path, text)
        .map_err(|e| Error::io(format!("writing {}", path.display()), e))
}

fn text(
    document: &RunDocument,
    saved: Option<&str>,
    arguments: &Arguments,
    around: &Surroundings,
) -> String {
    if arguments.outputs.bencher {
        return document
            .results
            .iter()
            .filter_map(libtest::bench_line)
            .collect();
    }
    let style = style(arguments, around);
    if arguments.quiet {
        return report::table(document, &style);
    }
    report::terminal(document, saved, &style)
}

pub(super) fn style(arguments: &Arguments, around: &Surroundings) -> Style {
    let terminal = around.stdout_is_terminal;
    let wanted = match variable("CARGO_TERM_COLOR").as_deref() {
        Some("always") => true,
        Some("never") => false,
        _ => terminal,
    };
    let colour = match arguments.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            wanted && variable("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    };
    Style {
        width: around.columns.filter(|_| terminal).unwrap_or(100),
        colour,
        unicode: terminal && speaks_unicode(),
    }
}

/// What the locale says; a terminal without one gets ASCII.
fn speaks_unicode() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .is_some_and(|value| {
            let value = value.to_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        BenchmarkResult, FindingKind, Percentiles, RunConfig, from_json,
        to_json,
    };

    #[test]
    fn quiet_numbers_keep_their_doubt() {
        let result = format!(
            r#"{{"id":"s::a","workload":"s::a","parameters":[],
            "backend":"cpu","hash":"0","status":"measured","config":{},
            "percentiles":{}}}"#,
            to_json(&RunConfig::default()),
            to_json(&Percentiles::absent("none")),
        );
        let mut result: BenchmarkResult = from_json(&result).expect("a result");
        for severity in [Severity::Error, Severity::Warning] {
            result.findings.push(Finding {
                kind: FindingKind::Unstable,
                severity,
                evidence: format!("evidence of {severity:?}"),
                advice: String::new(),
            });
        }
        let document =
            RunDocument { results: vec![result], ..RunDocument::default() };
        let arguments = Arguments { quiet: true, ..Arguments::default() };
        let text = text(&document, None, &arguments, &Surroundings::read());
        assert!(text.contains("evidence of Error"), "{text}");
        assert!(text.contains("evidence of Warning"), "{text}");
        assert!(!text.contains("1 measured"), "{text}");
        assert_eq!(doubts(&document).len(), 2);
    }
}
