//! Runs every bench binary, whatever became of the others.

use crate::{
    binaries::{self, Binary},
    cli::Asked,
    codes,
    error::{Error, Result},
    signals::Stop,
    targets::{self, Wanted},
};
use std::{
    io::Write,
    process::{Command, ExitStatus},
};

/// Builds what was `asked` for and runs each binary with `first`, the asked
/// flags and `--bench`; returns the gravest code.
///
/// # Errors
/// As [`binaries`].
pub(crate) fn all(
    asked: &Asked,
    first: &[&str],
    talk: &mut dyn Write,
) -> Result<u8> {
    let stop = Stop::watch();
    let built = binaries(asked, talk);
    // What was being built may have had the signal too.
    if let Some(code) = stop.code() {
        return Ok(code);
    }
    let binaries = built?;
    let reached = each(&binaries, asked, first, talk, &mut |_, _| ());
    Ok(codes::gravest(reached))
}

/// Builds what was `asked` for.
///
/// # Errors
/// Where there is nothing to run, or it does not build.
pub(crate) fn binaries(
    asked: &Asked,
    talk: &mut dyn Write,
) -> Result<Vec<Binary>> {
    let Wanted { targets: wanted, remarks } = targets::own_harness(asked)?;
    for remark in remarks {
        say(talk, &remark);
    }
    if wanted.is_empty() {
        return Err(Error::new(
            "no bench target has `harness = false`: see the first steps in \
             the documentation of benchkit",
        ));
    }
    let binaries = own(binaries::build(asked, &wanted)?, talk)?;
    if binaries.is_empty() {
        return Err(Error::new(
            "none of the bench binaries that were asked for is benchkit's \
             (`benchkit::main!();` makes it one)",
        ));
    }
    Ok(binaries)
}

/// Runs each binary with `first`, the asked flags and `--bench`, as
/// `prepare` makes it ready; returns their codes.
pub(crate) fn each(
    binaries: &[Binary],
    asked: &Asked,
    first: &[&str],
    talk: &mut dyn Write,
    prepare: &mut dyn FnMut(&Binary, &mut Command),
) -> Vec<u8> {
    // Ctrl-C reaches the bench binary too, which writes what it measured and
    // ends; this process waits for that.
    let stop = Stop::watch();
    let mut reached = Vec::new();
    for binary in binaries {
        let mut command = Command::new(&binary.executable);
        command.args(first).args(&asked.flags).arg("--bench");
        prepare(binary, &mut command);
        let code = run(binary, command, &stop, talk);
        let ended = stop.code();
        reached.push(ended.unwrap_or(code));
        if ended.is_some() || codes::interrupted(code) {
            break;
        }
    }
    summarise(binaries, &reached, talk);
    reached
}

/// Only benchkit's binaries; others are named.
fn own(all: Vec<Binary>, talk: &mut dyn Write) -> Result<Vec<Binary>> {
    let mut own = Vec::new();
    for binary in all {
        if binary.speaks_benchkit()? {
            own.push(binary);
        } else {
            let name = &binary.target.name;
            say(talk, &format!("{name} is not benchkit's and is left out"));
        }
    }
    Ok(own)
}

/// Runs one binary as cargo would, with the terminal to itself.
fn run(
    binary: &Binary,
    mut command: Command,
    stop: &Stop,
    talk: &mut dyn Write,
) -> u8 {
    let ended = command
        .current_dir(binary.folder())
        .env("CARGO", binaries::cargo())
        .env("CARGO_MANIFEST_DIR", binary.folder())
        .env("CARGO_MANIFEST_PATH", &binary.target.manifest)
        .spawn()
        .and_then(|child| stop.tell(child).wait());
    let name = &binary.target.name;
    match ended {
        Ok(status) => {
            if status.code().is_none() {
                say(talk, &format!("{name} ended with {status}"));
            }
            code(status)
        }
        Err(error) => {
            let path = binary.executable.display();
            say(talk, &format!("{name} does not start ({path}): {error}"));
            codes::known(None)
        }
    }
}

fn code(status: ExitStatus) -> u8 {
    codes::known(status.code())
}

/// One line for all binaries where one of them has something to say.
fn summarise(binaries: &[Binary], reached: &[u8], talk: &mut dyn Write) {
    let left = binaries.len() - reached.len();
    let notable: Vec<String> = binaries
        .iter()
        .zip(reached)
        .filter(|(_, code)| **code != 0)
        .map(|(binary, code)| format!("{} ({code})", binary.target.name))
        .collect();
    if notable.is_empty() {
        return;
    }
    let not_started = match left {
        0 => String::new(),
        left => format!("; {left} not started"),
    };
    let text = format!(
        "{} of {} bench binaries did not return 0: {}{not_started}",
        notable.len(),
        reached.len(),
        notable.join(", "),
    );
    say(talk, &text);
}

/// A reader that went away does not stop a run.
fn say(talk: &mut dyn Write, text: &str) {
    drop(writeln!(talk, "{text}"));
}
