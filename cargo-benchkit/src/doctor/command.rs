//! The subcommand: from its arguments to a report and an exit code.

use super::{
    Count, DOCTOR_SCHEMA_VERSION, Document, Host, Status,
    checks::examine,
    facts::{Fact, Facts, Measured, Tree, build, read},
    noise::look,
    text::text,
};
use crate::{
    cli::Asked,
    error::{Error, Result},
    outlet::style,
};
use benchkit::{
    Nanos,
    clock::{Clock, Reading, facts as clock_facts},
    harness::exit,
    probe::{host_facts, rfc3339, wall_clock},
};
use clap::Args;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// How to look, and at what.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Time of the measurement of noise; 0 leaves it out
    #[arg(long, value_name = "SECONDS", default_value = "3", value_parser = seconds)]
    seconds: f64,
    /// Measure for one second
    #[arg(long, conflicts_with = "seconds")]
    quick: bool,
    /// Warnings fail, too: exit code 5
    #[arg(long)]
    strict: bool,
    /// Show the evidence of what is well, too
    #[arg(short, long)]
    verbose: bool,
    /// Write what was found as JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Look at a copy of another machine's /proc and /sys; nothing is
    /// measured
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Profile that bench targets are built with
    #[arg(long, value_name = "NAME", default_value = "bench")]
    profile: String,
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
}

/// A minute is enough for any question that is asked here.
const MOST_SECONDS: f64 = 600.0;

fn seconds(text: &str) -> std::result::Result<f64, String> {
    let number = text.trim().trim_end_matches('s').trim_end();
    match number.parse::<f64>() {
        Ok(value) if (0.0..=MOST_SECONDS).contains(&value) => Ok(value),
        _ => Err(format!("expected seconds from 0 to {MOST_SECONDS}")),
    }
}

/// Looks, reports, and returns the exit code.
///
/// # Errors
/// When the root is no folder, or a report cannot be written.
pub(crate) fn run(options: &Options, out: &mut dyn Write) -> Result<u8> {
    if let Some(root) = &options.root
        && !root.join("proc").is_dir()
    {
        let root = root.display();
        return Err(Error::new(format!("--root {root}: it has no proc")));
    }
    let at = rfc3339(wall_clock());
    let facts = facts(options);
    let document = document(at, &facts);
    report(options, &document, out)?;
    Ok(code(document.status, options.strict))
}

fn facts(options: &Options) -> Facts {
    let time = if options.quick { 1.0 } else { options.seconds };
    if let Some(root) = &options.root {
        let no = || "only the files below --root were looked at".to_owned();
        let measured = Measured {
            window: None,
            clock: Err(no()),
            noise: Err(no()),
            build: Err(no()),
        };
        return read(&Tree::new(root), measured);
    }
    let tree = Tree::new("/");
    let asked = Asked {
        manifest_path: options.manifest_path.clone(),
        ..Asked::default()
    };
    let mut measured = Measured {
        window: None,
        clock: clock(),
        noise: Err("not measured: --seconds 0".to_owned()),
        build: build(&asked, &options.profile),
    };
    if time > 0.0 {
        let host = host_facts();
        let last_cache = host.caches.last().map(|(_, bytes)| *bytes);
        let memory = host.cgroup.memory.into_iter().chain(host.memory).min();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most ten minutes in nanoseconds, above 0"
        )]
        let time = Nanos((time * 1e9) as u64);
        let look = look(&tree, time, last_cache, memory);
        measured.window = Some(look.window);
        measured.noise = look.noise;
    }
    read(&tree, measured)
}

fn clock() -> Fact<Reading> {
    let clock = Clock::new();
    clock_facts(&|| clock.now()).ok_or_else(|| {
        "the clock stands still, or went backwards (measured)".to_owned()
    })
}

/// What the facts come to.
pub(super) fn document(at: String, facts: &Facts) -> Document {
    let checks = examine(facts);
    let count = Count::of(&checks);
    Document {
        schema_version: DOCTOR_SCHEMA_VERSION.to_owned(),
        at,
        host: Host {
            fingerprint: facts.host.fingerprint.clone(),
            kernel: facts.host.kernel.clone(),
        },
        status: count.status(),
        count,
        checks,
        noise: facts.noise.clone().ok(),
    }
}

fn report(
    options: &Options,
    document: &Document,
    out: &mut dyn Write,
) -> Result<()> {
    let on_out = options.json.as_deref() == Some(Path::new("-"));
    let mut put = |text: &str| {
        out.write_all(text.as_bytes())
            .map_err(|e| Error::because("writing to standard output", e))
    };
    if !on_out {
        put(&text(document, &style(), options.verbose))?;
    }
    let Some(path) = &options.json else { return Ok(()) };
    let json = serde_json::to_string_pretty(document)
        .map_err(|e| Error::because("what was found as JSON", e))?;
    let json = format!("{json}\n");
    if on_out {
        return put(&json);
    }
    fs::write(path, json)
        .map_err(|e| Error::because(&format!("writing {}", path.display()), e))
}

/// An error is a gate that failed; a warning counts with `strict` only.
pub(super) fn code(status: Status, strict: bool) -> u8 {
    match status {
        Status::Error => exit::GATE,
        Status::Warn if strict => exit::INCONCLUSIVE,
        Status::Warn | Status::Unknown | Status::Ok => exit::OK,
    }
}
