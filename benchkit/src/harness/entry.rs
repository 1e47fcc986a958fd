//! Where a bench binary starts.

use crate::{
    error::{ErrorKind, Result},
    harness::{
        arguments::{Arguments, Mode},
        bench,
        benchmark::Benchmark,
        environment::{self, Surroundings},
        exit, file, help, list, output,
        select::{mark_lacking, select},
        target::Target,
        testmode, worker,
    },
    probe, workload,
};
use std::{cell::LazyCell, path::Path, process::ExitCode};

/// What `benchkit::main!` calls: a worker's side of a launch, or everything
/// that the arguments ask for.
pub fn main(target: &Target) -> ExitCode {
    if let Some(pipes) = environment::variable(worker::VARIABLE) {
        return ExitCode::from(worker::run(target, &pipes));
    }
    ExitCode::from(harness(target, &Surroundings::read()))
}

fn harness(target: &Target, around: &Surroundings) -> u8 {
    let parsed = Arguments::parse(&around.arguments, &environment::variable);
    let outcome = parsed.and_then(|arguments| act(target, around, &arguments));
    outcome.unwrap_or_else(|error| {
        output::complain(&error);
        match error.kind() {
            ErrorKind::Usage => exit::USAGE,
            _ => exit::FAILED,
        }
    })
}

fn act(
    target: &Target,
    around: &Surroundings,
    arguments: &Arguments,
) -> Result<u8> {
    let name = target.crate_name;
    match arguments.mode() {
        Mode::Help => output::say(&help::text(name)),
        Mode::Version => {
            output::say(&format!("benchkit {}\n", env!("CARGO_PKG_VERSION")))
        }
        Mode::List => {
            let listed = chosen(target, arguments)?;
            warn_of_nothing(target, arguments, &listed);
            output::say(&list::text(&listed, arguments))
        }
        Mode::Test => {
            let mut chosen = chosen(target, arguments)?;
            warn_of_nothing(target, arguments, &chosen);
            mark_lacking(&mut chosen, LazyCell::new(probe::host_facts));
            let code = testmode::run(&chosen, arguments, &mut output::stdout());
            return Ok(code);
        }
        Mode::Bench => {
            let chosen = chosen(target, arguments)?;
            warn_of_nothing(target, arguments, &chosen);
            return bench::run(target, around, arguments, chosen);
        }
    }
    .map(|()| exit::OK)
}

/// Says that there is nothing to do, which is no error: a filter may be for
/// another bench target.
fn warn_of_nothing(
    target: &Target,
    arguments: &Arguments,
    chosen: &[Benchmark],
) {
    if !chosen.is_empty() {
        return;
    }
    let name = target.crate_name;
    if workload::workloads(name).is_empty() {
        output::warn(&format!(
            "`{name}` has no workload: put #[benchkit::workload] on a \
             function of it, or `use` the crate that has them"
        ));
    } else if arguments.mode() == Mode::Bench {
        let mut asked = arguments.filters.clone();
        asked.extend(arguments.tags.iter().map(|tag| format!("--tag {tag}")));
        let asked = asked.join("`, `");
        output::warn(&format!(
            "`{name}` has no benchmark for `{asked}`; --list shows all"
        ));
    }
}

/// The benchmarks that were asked for.
fn chosen(target: &Target, arguments: &Arguments) -> Result<Vec<Benchmark>> {
    let file = file::read(Path::new(target.manifest_dir))?;
    select(target.crate_name, arguments, file.merge(&arguments.settings))
}
