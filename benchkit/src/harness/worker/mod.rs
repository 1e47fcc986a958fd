//! The worker's side of a launch: one request, one answer.

use crate::{
    error::{Error, Result},
    harness::{
        Target,
        arguments::Arguments,
        benchmark::{self, Benchmark},
        environment, exit, file,
        launcher::{InProcess, Launcher as _},
        machine::Machine,
        output, select,
    },
    model::{
        BenchmarkId, Failure, FailureKind, LaunchOutcome, Mismatch,
        PROTOCOL_VERSION, Reply, Request, RunConfig, Settings, Value, Warmup,
        from_json, to_json,
    },
    probe,
    runner::{Plan, conducted},
    unit::Nanos,
    workload::{Bencher, Requires},
};
#[cfg(unix)]
use std::io::BufReader;
use std::{
    io::{BufRead, Write},
    path::Path,
};

#[cfg(unix)]
mod inherited;
mod partner;

use partner::Partner;

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
    input: &mut (dyn BufRead + Send),
    output: &mut (dyn Write + Send),
) -> Result<()> {
    let library = env!("CARGO_PKG_VERSION").to_owned();
    let protocol = PROTOCOL_VERSION;
    say(output, &Reply::Hello { protocol, library, turns: true })?;
    let outcome = match asked(input)? {
        Some(Request::Measure { protocol, id, config, time_ns }) => {
            same(protocol)?;
            measure(target, &id, *config, Nanos(time_ns))
        }
        Some(Request::Pair { protocol, id, warmup_ns, flags }) => {
            same(protocol)?;
            let settings = settings(target, &flags)?;
            match find(target, &id, settings) {
                Ok(found) => match lacking(&found) {
                    None => take_turns(&found, warmup_ns, input, output),
                    Some(failure) => LaunchOutcome::Failed(failure),
                },
                Err(failure) => LaunchOutcome::Failed(failure),
            }
        }
        Some(Request::Turn { .. }) => {
            return Err(Error::format("a turn before there was a pair"));
        }
        None => return Err(Error::format("the harness asked for nothing")),
    };
    say(output, &Reply::Done { outcome })
}

/// The harness's next request; `None` where it has none.
///
/// # Errors
/// When the pipe breaks or the request cannot be understood.
fn asked(input: &mut dyn BufRead) -> Result<Option<Request>> {
    let mut line = String::new();
    let read = input
        .read_line(&mut line)
        .map_err(|e| Error::io("reading the harness's request", e))?;
    if read == 0 {
        return Ok(None);
    }
    from_json(&line).map(Some).map_err(|e| strange(&line, e))
}

fn same(protocol: u32) -> Result<()> {
    if protocol == PROTOCOL_VERSION {
        return Ok(());
    }
    Err(other_protocol(protocol.into()))
}

/// What is wrong with a request that cannot be read: its version, where it
/// has one.
fn strange(line: &str, error: Mismatch) -> Error {
    let value = Value::parse(line).unwrap_or(Value::Null);
    let protocol = value.get("measure").and_then(|m| m.get("protocol"));
    match protocol.and_then(Value::as_u64) {
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
    // By the numbers of threads of its attribute or, where the harness was
    // told others, by those.
    let threads = Some(vec![config.threads]);
    let told = Settings { threads, ..Settings::default() };
    let found = find(target, id, Settings::default())
        .or_else(|_| find(target, id, told));
    match found {
        Ok(found) => in_this_process(&found, config, time),
        Err(failure) => LaunchOutcome::Failed(failure),
    }
}

/// What a harness that is given `flags` would measure by.
fn settings(target: &Target, flags: &[String]) -> Result<Settings> {
    let arguments = Arguments::parse(flags, &environment::variable)?;
    let file = file::read(Path::new(target.manifest_dir))?;
    Ok(file.merge(&arguments.settings))
}

/// What the benchmark requires and this machine lacks: a run leaves it out
/// before it has a worker, a comparison has nobody who would.
fn lacking(benchmark: &Benchmark) -> Option<Failure> {
    let requires = &benchmark.options.requires;
    if *requires == Requires::default() {
        return None;
    }
    let lacks = select::lack(requires, &probe::host_facts())?;
    Some(Failure::new(FailureKind::Unavailable, lacks))
}

/// Makes the benchmark warm and takes turns.
fn take_turns(
    benchmark: &Benchmark,
    warmup_ns: u64,
    input: &mut (dyn BufRead + Send),
    output: &mut (dyn Write + Send),
) -> LaunchOutcome {
    let mut config = benchmark.config().clone();
    if let Warmup::Until(cap) = config.warmup {
        config.warmup = Warmup::Until(cap.min(Nanos(warmup_ns)));
    }
    let partner = Partner::new(&config, input, output);
    let time = config.launch_time;
    let body = |bencher: &mut Bencher<'_>| benchmark.run(bencher);
    conducted(&Machine::new(), &Plan { config, time }, &partner, &body)
}

fn find(
    target: &Target,
    id: &BenchmarkId,
    overrides: Settings,
) -> std::result::Result<Benchmark, Failure> {
    benchmark::find(target.crate_name, id, overrides).ok_or_else(|| {
        Failure::new(
            FailureKind::NotFound,
            "the worker does not know this benchmark: the expression in \
             `args` must give the same values each time",
        )
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
