//! All baselines as a table.

use super::missing;
use crate::error::{Error, Result};
use benchkit::{harness::exit, model::RunDocument, probe, store::Store};
use std::{
    fmt::Write as _,
    io::Write,
    time::{Duration, SystemTime},
};

const TITLES: [&str; 7] =
    ["baseline", "suite", "benchmarks", "when (UTC)", "commit", "age", "host"];

/// The column of numbers.
const NUMBERS: usize = 2;

/// Lists the baselines of `store`, one line a suite; one that cannot be read
/// is named to `talk`.
///
/// # Errors
/// Where the store cannot be read.
pub(super) fn list(
    store: &Store,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let mut rows = Vec::new();
    let mut troubles = Vec::new();
    let host = probe::host_facts().fingerprint;
    let now = probe::wall_clock();
    for name in store.baselines().map_err(Error::new_from)? {
        for suite in missing::suites(store, &name)? {
            match suite.document {
                Ok(document) => rows.push(row(&name, &document, &host, now)),
                Err(error) => {
                    troubles.push(format!("baseline «{name}»: {error}"));
                }
            }
        }
    }
    let text = match (rows.as_slice(), troubles.as_slice()) {
        ([], []) => format!(
            "no baseline in {}: save one with `cargo bench -- \
             --save-baseline NAME`\n",
            store.root().display()
        ),
        ([], _) => String::new(),
        _ => table(&rows),
    };
    write!(out, "{text}").map_err(Error::of_stdout)?;
    for trouble in troubles {
        drop(writeln!(talk, "warning: {trouble}"));
    }
    Ok(exit::OK)
}

fn row(
    name: &str,
    document: &RunDocument,
    here: &str,
    now: SystemTime,
) -> [String; 7] {
    let host = &document.provenance.sut.host.fingerprint;
    let host = if host == here { "this one" } else { host.as_str() };
    let started = &document.run.started;
    [
        name.escape_debug().to_string(),
        document.run.suite.escape_debug().to_string(),
        document.results.len().to_string(),
        minute(started),
        commit(document),
        age(started, now),
        host.escape_debug().to_string(),
    ]
}

/// "2026-03-01 12:00" of an RFC 3339 time.
pub(super) fn minute(started: &str) -> String {
    let text = started.get(..16).unwrap_or(started);
    text.replace('T', " ").escape_debug().to_string()
}

/// The commit, with a plus sign where files differed from it.
fn commit(document: &RunDocument) -> String {
    let Some(git) = &document.provenance.sut.git else {
        return "-".to_owned();
    };
    let short: String = git.commit.chars().take(10).collect();
    let plus = if git.dirty == Some(true) { "+" } else { "" };
    format!("{}{plus}", short.escape_debug())
}

/// How long ago it was, in the largest unit that fits; "?" where its time
/// cannot be read or lies ahead.
pub(super) fn age(started: &str, now: SystemTime) -> String {
    let then = humantime::parse_rfc3339_weak(started);
    let ago = then.ok().and_then(|then| now.duration_since(then).ok());
    let Some(seconds) = ago.as_ref().map(Duration::as_secs) else {
        return "?".to_owned();
    };
    let units = [
        (365 * 86_400, "year"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let fits = units.into_iter().find(|(length, _)| seconds >= *length);
    let (length, unit) = fits.unwrap_or((1, "second"));
    let count = seconds / length;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The rows below their titles, aligned.
fn table(rows: &[[String; 7]]) -> String {
    let titles = TITLES.map(String::from);
    let all = || [&titles].into_iter().chain(rows);
    let widths: [usize; 7] = std::array::from_fn(|at| {
        let cells = all().map(|row| row[at].chars().count());
        cells.max().unwrap_or_default()
    });
    let mut text = String::new();
    for row in all() {
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            // Writing to a string cannot fail.
            let _ = if at == NUMBERS {
                write!(text, "{cell:>width$}  ")
            } else {
                write!(text, "{cell:<width$}  ")
            };
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_have_one_unit() {
        let then = "2026-03-01T12:00:00.000Z";
        let start = humantime::parse_rfc3339_weak(then).expect("a time");
        let after = |seconds| age(then, start + Duration::from_secs(seconds));
        assert_eq!(after(0), "0 seconds");
        assert_eq!(after(1), "1 second");
        assert_eq!(after(119), "1 minute");
        assert_eq!(after(7_200), "2 hours");
        assert_eq!(after(86_400 * 364), "364 days");
        assert_eq!(after(86_400 * 800), "2 years");
        assert_eq!(age(then, SystemTime::UNIX_EPOCH), "?");
        assert_eq!(age("yesterday", start), "?");
    }

    #[test]
    fn columns_are_aligned() {
        let row = |name: &str, count: &str| {
            let all = [name, "s", count, "t", "c", "1 day", "this one"];
            all.map(String::from)
        };
        assert_eq!(
            table(&[row("main", "3"), row("a-long-name", "12")]),
            "\
baseline     suite  benchmarks  when (UTC)  commit  age    host
main         s               3  t           c       1 day  this one
a-long-name  s              12  t           c       1 day  this one
"
        );
    }
}
