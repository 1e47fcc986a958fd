//! Measures one kernel in a process of its own, or makes noise; started by
//! `experiment`, harmless by hand. As a worker of `cargo benchkit selfcheck`
//! it has that tool's kernels, at other addresses.

use benchkit_benches::{
    Failure,
    kernels::Kernel,
    worker::{Task, measure},
};
use cargo_benchkit::noise::{SUBCOMMAND, hog};
use clap::{Parser, Subcommand};
use std::{
    io::{self, Write as _},
    process::ExitCode,
    time::Duration,
};

/// Bytes that are never executed, ahead of the kernels: the same source, the
/// same instructions, other addresses. The binary's own objects are linked
/// ahead of its libraries, where the kernels lie; "R" keeps the linker from
/// collecting them.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "bytes that nothing refers to or executes")]
mod padding {
    std::arch::global_asm!(
        ".pushsection .text.benchkit_salt,\"axR\",@progbits",
        "benchkit_layout_padding:",
        ".skip {salt}, 0xcc",
        ".popsection",
        salt = const benchkit_benches::salt::SALT,
    );
}

/// Measures one kernel and prints every trial, or makes noise.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Prints iterations, then "variant ns switches" a trial.
    Measure {
        /// `alu_chain`, `pointer_walk`, allocate or sweep.
        kernel: Kernel,
        /// Length of a trial in microseconds.
        #[arg(long, default_value_t = 100)]
        trial_us: u64,
        /// Time to measure each variant, in milliseconds.
        #[arg(long, default_value_t = 40)]
        launch_ms: u64,
        /// Extra work of each variant, in per cent.
        #[arg(long, value_delimiter = ',', default_value = "0")]
        variants: Vec<u64>,
        /// Iterations a trial, instead of as many as fit.
        #[arg(long)]
        iterations: Option<u64>,
        /// Seed of memory and order.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Works and pauses until standard input closes.
    #[command(name = SUBCOMMAND)]
    Hog {
        /// Memory traffic instead of arithmetic.
        #[arg(long)]
        memory: bool,
        /// Seed of bursts and pauses.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> Result<ExitCode, Failure> {
    if let Some(code) = cargo_benchkit::worker() {
        return Ok(code);
    }
    match Arguments::parse().action {
        Action::Hog { memory, seed } => hog(memory, seed),
        Action::Measure {
            kernel,
            trial_us,
            launch_ms,
            variants,
            iterations,
            seed,
        } => {
            let found = measure(&Task {
                kernel,
                trial: Duration::from_micros(trial_us),
                launch: Duration::from_millis(launch_ms),
                variants,
                iterations,
                seed,
            });
            io::stdout().write_all(found.to_text().as_bytes())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
