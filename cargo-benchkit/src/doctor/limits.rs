//! Every number that decides what the doctor says, with its reason.
//!
//! A warning says what to look at before trusting small differences; an
//! error says that what is measured now would mislead. Shares are between 0
//! and 1.

use benchkit::model::thresholds;

/// Share of the time in which some task waited for a CPU up to which a host
/// is quiet. The work of a timer, a shell and the measuring process itself
/// stays below it.
pub const QUIET_PRESSURE: f64 = 0.05;

/// Share from which it is an error: in a third of the time somebody waits, so
/// that long trials are preempted more often than not.
pub const PRESSURE_ERROR: f64 = 0.3;

/// Share of the CPU time that the hypervisor took up to which a host is
/// quiet. Shared cloud machines show 1 to 2 % when nothing is wrong.
pub const QUIET_STEAL: f64 = 0.02;

/// Share of stolen time that is an error: the one at which a run is called
/// `BusyHost` whatever else it shows.
pub const STEAL_ERROR: f64 = thresholds::STEAL;

/// Tasks beside the asking one that may run on a quiet host.
pub const QUIET_RUNNING: u64 = 0;

/// Share of the time that a quota stopped the process from which it is a
/// warning; that of the finding `Throttled`.
pub const THROTTLED: f64 = thresholds::THROTTLED;

/// Share from which it is an error: throttling decides the result.
pub const THROTTLED_ERROR: f64 = thresholds::SEVERELY_THROTTLED;

/// CPUs below which a quota is an error: one busy thread is stopped in every
/// period, and each benchmark is at least one busy thread.
pub const QUOTA_ERROR: f64 = 1.0;

/// Share of the time in which some task waited for memory, or for a disk,
/// from which it is a warning: the limit that counts as quiet for the CPU.
pub const WAITING: f64 = QUIET_PRESSURE;

/// Steps of the clock that a trial must be long.
pub const STEPS_A_TRIAL: f64 = 1_000.0;

/// Steps of the clock that a trial must be long at the least: with fewer, a
/// step is more than the change of a tenth that anybody would want to see.
pub const STEPS_A_TRIAL_ERROR: f64 = 10.0;

/// Length of the trials that benchkit plans, in nanoseconds.
pub const TRIAL_NS: f64 = 100_000.0;

/// Share of such a trial that a read of the clock may cost: the change that
/// does not matter.
pub const READ_COST: f64 = thresholds::MARGIN;

/// Largest difference of two looks at unchanged work that is no warning,
/// for the arithmetic chain: the change that does not matter.
pub const COMPUTE_NOISE: f64 = thresholds::MARGIN;

/// The same for the walk through memory, which shares the memory and, in a
/// virtual machine, the last cache with others. A guess, as the next one is:
/// no quiet machine was looked at for them.
pub const MEMORY_NOISE: f64 = 0.05;

/// The same for waking a thread. Each goes through the scheduler and, where
/// the CPU slept, out of its sleep.
pub const WAKE_NOISE: f64 = 0.25;

/// Difference of two looks from which noise of arithmetic or memory is an
/// error: no change that is smaller than a fifth could be seen in a run.
pub const NOISE_ERROR: f64 = 0.2;

/// Interruption of a trial that is a warning, in nanoseconds: several slices
/// of a scheduler, in which the process was not merely preempted but
/// forgotten.
pub const INTERRUPTION_NS: f64 = 20e6;
