//! What a bench binary starts: arguments, selection, launches, reports. The
//! only module that knows all the others.

mod arguments;
mod assemble;
mod bench;
mod benchmark;
mod body;
mod compare;
mod entry;
mod environment;
mod file;
mod flags;
mod help;
mod journal;
mod judge;
mod launcher;
mod list;
mod machine;
mod noise;
mod observe;
mod output;
#[cfg(unix)]
mod process;
mod provenance;
mod random;
mod resume;
mod select;
mod signals;
mod suite;
mod target;
mod testmode;
mod toml;
mod trials;
mod worker;

pub use entry::main;
pub use file::find as settings_file;
#[cfg(unix)]
pub use process::{Worker, pin_to};
pub use random::Random;
pub use target::Target;

/// Exit codes of a bench binary.
pub mod exit {
    /// All well.
    pub const OK: u8 = 0;
    /// A workload failed, after everything was measured.
    pub const FAILED: u8 = 1;
    /// Wrong usage or configuration.
    pub const USAGE: u8 = 2;
    /// A regression, with `--fail-on regression`.
    pub const REGRESSION: u8 = 3;
    /// A gate failed or could not be evaluated.
    pub const GATE: u8 = 4;
    /// Inconclusive, with `--strict` or nothing to judge by.
    pub const INCONCLUSIVE: u8 = 5;
    /// A workload failed in test mode, as libtest says it.
    pub const TEST_FAILED: u8 = 101;
    /// Interrupted by Ctrl-C.
    pub const INTERRUPTED: u8 = 130;
    /// Ended by SIGTERM or SIGHUP.
    pub const TERMINATED: u8 = 143;
}
