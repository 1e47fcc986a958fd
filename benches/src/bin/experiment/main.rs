//! The experiments behind the library's defaults, and the proofs of its
//! claims. Everything is resumable: what a file under `target/` already
//! holds is not measured again.

mod collect;
mod coverage;
mod criterion;
mod exact;
mod harness;
mod layout;
mod peer_tools;
mod peers;
#[cfg(target_os = "linux")]
mod placement;
mod plan;
mod report;
mod series;
mod verdicts;

use benchkit_benches::Failure;
use clap::{Parser, Subcommand};

/// The experiments behind the library's defaults.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Measures kernels over trial and launch lengths, alone and beside
    /// noise, then prints the tables.
    Sample(plan::Options),
    /// Prints the tables of what `sample` has measured.
    Report(plan::Options),
    /// Measures builds of one source with other code layouts.
    Layout(layout::Options),
    /// How often the interval of a default run covers later launches.
    Coverage(coverage::Options),
    /// Whether loops of k, 2k and 3k steps differ by exactly k steps.
    Linear(exact::Options),
    /// How often it is right, with criterion and tango in the same minutes:
    /// the tables of docs/COMPARE.md.
    Verdicts(verdicts::Options),
    /// The same comparisons by criterion and tango.
    Peers(peers::Options),
    /// How far launches of a pointer chase lie apart, by where its memory
    /// lies.
    #[cfg(target_os = "linux")]
    Placement(placement::Options),
    /// One launch of it.
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    PlacementLaunch(placement::LaunchOptions),
    /// Whether an empty workload costs nothing, on average.
    Empty(exact::Options),
}

fn main() -> Result<(), Failure> {
    match Arguments::parse().action {
        Action::Sample(options) => {
            collect::sample(&options)?;
            report::print_tables(&options)
        }
        Action::Report(options) => report::print_tables(&options),
        Action::Layout(options) => layout::run(&options),
        Action::Coverage(options) => coverage::run(&options),
        Action::Verdicts(options) => verdicts::run(&options),
        Action::Peers(options) => peers::run(&options),
        #[cfg(target_os = "linux")]
        Action::Placement(options) => placement::run(&options),
        #[cfg(target_os = "linux")]
        Action::PlacementLaunch(options) => placement::launch(&options),
        Action::Linear(options) => exact::linear(&options),
        Action::Empty(options) => exact::empty(&options),
    }
}
