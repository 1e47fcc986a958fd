//! The worker's side of a launch: one request, one answer.

use crate::{
    error::{Error, Result},
    harness::{
        Target,
        benchmark::{self, Benchmark},
        exit,
        launcher::{InProcess, Launcher as _},
        machine::Machine,
        output,
    },
    model::{
        BenchmarkId, Failure, FailureKind, LaunchOutcome, Mismatch,
        PROTOCOL_VERSION, Reply, Request, RunConfig, Settings, from_json,
        to_json,
    },
    runner::Plan,
    unit::Nanos,
};
#[cfg(unix)]
use std::io::BufReader;
use std::io::{BufRead, Write};

#[cfg(unix)]
mod inherited;

/// Set in a worker's environment to `<descriptor to read>,<to write>`.
pub(super) const VARIABLE: &str = "BENCHKIT_WORKER";

/// A worker's whole life; returns its exit code. `pipes` is the value of
/// [`VARIABLE`].
#[cfg(unix)]
pub(super) fn run(target: &Target, pipes: &str) -> u8 {
    let served = inherited::open(pipes).and_then(|(input, mut output)| {
        serve(target, &mut BufReader::new(input), &mut output)
    });
    match served {
        Ok(()) => exit::OK,
        Err(error) => {
            output::complain(&error);
            exit::USAGE
        }
    }
}

/// There are no workers on this system.
#[cfg(not(unix))]
pub(super) fn run(_target: &Target, _pipes: &str) -> u8 {
    output::complain(&Error::usage(format!(
        "{VARIABLE} is set, but this system has no worker processes"
    )));
    exit::USAGE
}

/// Greets, reads one request from `input`, answers it on `output`.
///
/// # Errors
/// When the pipe breaks or the request cannot be understood.
pub(super) fn serve(
    target: &Target,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<()> {
    let library = env!("CARGO_PKG_VERSION").to_owned();
    say(output, &Reply::Hello { protocol: PROTOCOL_VERSION, library })?;
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|e| Error::io("reading the harness's request", e))?;
    let Request::Measure { protocol, id, config, time_ns } =
        from_json(&line).map_err(|e| strange(&line, e))?;
    if protocol != PROTOCOL_VERSION {
        return Err(other_protocol(protocol.into()));
    }
    let outcome = measure(target, &id, *config, Nanos(time_ns));
    say(output, &Reply::Done { outcome })
}

/// What is wrong with a request that cannot be read: its version, where it
/// has one.
fn strange(line: &str, error: Mismatch) -> Error {
    let value: serde_json::Value =
        serde_json::from_str(line).unwrap_or_default();
    match value["measure"]["protocol"].as_u64() {
        Some(protocol) if protocol != u64::from(PROTOCOL_VERSION) => {
            other_protocol(protocol)
        }
        _ => Error::format("the harness's request has another form")
            .because(error),
    }
}

fn other_protocol(protocol: u64) -> Error {
    Error::format(format!(
        "the harness speaks protocol {protocol}, this worker \
         {PROTOCOL_VERSION}: both must be built with one benchkit"
    ))
}

fn measure(
    target: &Target,
    id: &BenchmarkId,
    config: RunConfig,
    time: Nanos,
) -> LaunchOutcome {
    match find(target, id, &config) {
        Some(found) => in_this_process(&found, config, time),
        None => LaunchOutcome::Failed(Failure::new(
            FailureKind::NotFound,
            "the worker does not know this benchmark: the expression in \
             `args` must give the same values each time",
        )),
    }
}

/// The benchmark, by the numbers of threads of its attribute or, where the
/// harness was told others, by those.
fn find(
    target: &Target,
    id: &BenchmarkId,
    config: &RunConfig,
) -> Option<Benchmark> {
    let find = |overrides| benchmark::find(target.crate_name, id, overrides);
    find(Settings::default()).or_else(|| {
        let threads = Some(vec![config.threads]);
        find(Settings { threads, ..Settings::default() })
    })
}

fn in_this_process(
    benchmark: &Benchmark,
    config: RunConfig,
    time: Nanos,
) -> LaunchOutcome {
    let plan = Plan { config, time };
    InProcess { machine: Machine::new() }.launch(benchmark, &plan)
}

fn say(output: &mut dyn Write, reply: &Reply) -> Result<()> {
    let mut line = to_json(reply);
    line.push('\n');
    output
        .write_all(line.as_bytes())
        .and_then(|()| output.flush())
        .map_err(|e| Error::io("answering the harness", e))
}
