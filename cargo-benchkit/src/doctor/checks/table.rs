//! All checks, what matters most first.

use super::{cpu, kernel, load, machine, noise};
use crate::doctor::{Check, facts::Facts};

/// A check.
pub(super) type Examine = fn(&Facts) -> Check;

/// Every check. Within one status they are shown in this order.
pub(super) const CHECKS: &[Examine] = &[
    machine::build,
    kernel::timer,
    kernel::clocksource,
    load::quota,
    load::throttling,
    load::steal,
    load::cpu_pressure,
    load::run_queue,
    noise::compute,
    noise::memory,
    noise::wake_up,
    load::swap,
    load::memory_pressure,
    load::io_pressure,
    machine::battery,
    cpu::governor,
    cpu::turbo,
    cpu::smt,
    kernel::randomisation,
    cpu::affinity,
    machine::nodes,
    machine::virtualisation,
    cpu::isolated,
    kernel::huge_pages,
    kernel::mitigations,
    kernel::perf,
];

/// All checks of a host, the gravest first.
pub(crate) fn examine(facts: &Facts) -> Vec<Check> {
    let mut checks: Vec<Check> =
        CHECKS.iter().map(|check| check(facts)).collect();
    // Stable: the table's order stays within a status.
    checks.sort_by_key(|check| check.status);
    checks
}
