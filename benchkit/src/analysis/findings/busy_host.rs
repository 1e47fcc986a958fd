//! `BusyHost`: the host took the CPU away from the work.

use super::{
    Context,
    text::{finding, percent},
};
use crate::{
    analysis::interference::Interference,
    model::{
        BenchmarkResult, Finding, FindingKind, HostFacts, Severity,
        thresholds::{
            CLEAN_BELOW_NS, CLEAN_DISAGREES, PREEMPTED,
            PREEMPTED_WITH_PRESSURE, PRESSURE, RUN_DELAY, STEAL,
            TRIALS_FOR_A_SHARE,
        },
    },
    stats::{float64, median, sorted},
};

/// Characters that one line of evidence has room for.
const LINE: usize = 90;

/// Signs that the evidence shows at most.
const SIGNS: usize = 3;

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let result = context.result;
    let cpus = cpus(result, context.host);
    // More threads than CPUs preempt each other: that is no busy host.
    if result.launches.is_empty()
        || cpus.is_some_and(|cpus| result.config.threads > cpus)
    {
        return None;
    }
    let host = Interference::of(&result.launches, result.config.threads, cpus);
    let preempted = preempted(result);
    let gap = disagreement(result);
    if !(busy(&host, preempted) || gap.is_some()) {
        return None;
    }
    // Only the strongest signs, as many as one line has room for.
    let mut signs = [
        (host.run_delay, RUN_DELAY, " of the time waiting for a CPU"),
        (preempted, PREEMPTED_WITH_PRESSURE, " of trials preempted"),
        (host.steal, STEAL, " stolen by the hypervisor"),
        (gap, CLEAN_DISAGREES, " between the clean trials and all"),
        (host.pressure, 1.0, " CPU pressure"),
    ]
    .map(|(share, limit, what)| (share.unwrap_or(0.0), limit, what));
    signs.sort_by(|(a, most_a, _), (b, most_b, _)| {
        (b / most_b).total_cmp(&(a / most_a))
    });
    let told = signs[..SIGNS]
        .iter()
        .filter(|(share, ..)| *share > 0.0)
        .map(|(share, _, what)| format!("{}{what}", percent(*share)));
    let said = told.reduce(|said, sign| {
        let more = format!("{said}, {sign}");
        if more.chars().count() > LINE { said } else { more }
    });
    Some(finding(
        FindingKind::BusyHost,
        Severity::Warning,
        said.unwrap_or_default(),
        "close what else runs here, or measure when the host is quiet",
    ))
}

/// CPUs that the work could run on: what affinity and quota leave of the
/// host's, and one for a worker that is pinned.
fn cpus(result: &BenchmarkResult, host: &HostFacts) -> Option<usize> {
    if result.config.pin.is_some() {
        return Some(1);
    }
    match (host.usable_cpus, host.logical_cpus) {
        (Some(usable), Some(logical)) => Some(usable.min(logical)),
        (usable, logical) => usable.or(logical),
    }
}

/// Whether one sign is strong, or two agree.
fn busy(host: &Interference, preempted: Option<f64>) -> bool {
    let above = |value: Option<f64>, limit| value.is_some_and(|v| v > limit);
    let pressed = above(host.pressure, PRESSURE);
    above(preempted, PREEMPTED)
        || (pressed && above(preempted, PREEMPTED_WITH_PRESSURE))
        || above(host.run_delay, RUN_DELAY)
        || above(host.steal, STEAL)
}

/// Share of the trials that were preempted, where they are short (nearly
/// every long one is) and enough of them for a share.
fn preempted(result: &BenchmarkResult) -> Option<f64> {
    let trials = result.trials.as_ref()?;
    let length = trials.all_median * float64(trials.iterations);
    let tells = length < CLEAN_BELOW_NS && trials.count >= TRIALS_FOR_A_SHARE;
    let clean = trials.clean_share.filter(|_| tells)?;
    Some(1.0 - clean)
}

/// How far the launches' clean estimates and all-trial medians lie apart, if
/// that is more than the interval and more than a trifle.
fn disagreement(result: &BenchmarkResult) -> Option<f64> {
    let estimate = result.estimate.as_ref()?;
    let gaps = result.launches.iter().map(|launch| {
        (launch.all_median - launch.estimate) / launch.estimate.abs()
    });
    let gap = median(&sorted(gaps.filter(|gap| gap.is_finite()))).abs();
    let allowed = estimate.relative_half_width()?.max(CLEAN_DISAGREES);
    (gap > allowed).then_some(gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            findings::fixture::{context, finish, honest},
            stress,
        },
        model::HostFacts,
        unit::Nanos,
    };

    fn with_clean(share: u64, pressure: f64) -> BenchmarkResult {
        let mut result = honest(100.0);
        for launch in &mut result.launches {
            launch.clean_trials = Some(launch.trials * share / 100);
            launch.host.cpu_pressure = Some(pressure);
        }
        finish(result)
    }

    #[test]
    fn preemption_counts_alone_or_with_pressure() {
        let fires = |clean, pressure| {
            detect(&context(&with_clean(clean, pressure))).is_some()
        };
        assert!(fires(70, 0.0));
        assert!(fires(86, 0.31));
        // A loaded two-core machine: 5 % preempted under full pressure.
        assert!(!fires(95, 0.9));
        assert!(!fires(86, 0.05));
        assert!(!fires(99, 0.2));
    }

    #[test]
    fn the_evidence_has_the_numbers() {
        let found = detect(&context(&with_clean(86, 0.31))).unwrap();
        let said = "14 % of trials preempted, 31 % CPU pressure";
        assert_eq!(found.evidence, said);
    }

    /// Measured on two cores under a load of six: 97 % of the trials clean,
    /// the median exact, the mean 2.7 times as long.
    #[test]
    fn waiting_counts_where_short_trials_stay_clean() {
        let mut result = with_clean(97, 0.998);
        for launch in &mut result.launches {
            launch.host.wall = Nanos(40_219_532);
            launch.host.run_delay = Some(Nanos(24_883_148));
        }
        let found = detect(&context(&result)).unwrap();
        let said = "62 % of the time waiting for a CPU, 100 % CPU pressure, \
                    3.0 % of trials preempted";
        assert_eq!(found.evidence, said);
    }

    /// Seen on a machine that its hypervisor took the CPUs from.
    #[test]
    fn what_does_not_fit_the_line_is_left_out() {
        let mut result = with_clean(70, 0.9);
        for launch in &mut result.launches {
            launch.host.wall = Nanos(40_000_000);
            launch.host.run_delay = Some(Nanos(34_400_000));
            launch.host.steal = Some(0.53);
        }
        let found = detect(&context(&result)).unwrap();
        let said = "86 % of the time waiting for a CPU, \
                    53 % stolen by the hypervisor";
        assert_eq!(found.evidence, said);
    }

    #[test]
    fn a_shifted_median_counts() {
        let mut result = honest(100.0);
        for launch in &mut result.launches {
            launch.all_median = launch.estimate * 1.01;
        }
        assert_eq!(detect(&context(&finish(result.clone()))), None);
        for launch in &mut result.launches {
            launch.all_median = launch.estimate * 1.2;
        }
        assert!(detect(&context(&finish(result))).is_some());
    }

    #[test]
    fn stolen_and_delayed_time_count() {
        let mut result = honest(5e6);
        for launch in &mut result.launches {
            launch.iterations = 1;
            launch.clean_trials = Some(0);
            launch.host.wall = Nanos(1000);
            launch.host.run_delay = Some(Nanos(30));
            launch.host.steal = Some(0.02);
        }
        let quiet = finish(result);
        assert_eq!(detect(&context(&quiet)), None);
        let mut delayed = quiet.clone();
        let mut stolen = quiet;
        for launch in &mut delayed.launches {
            launch.host.run_delay = Some(Nanos(300));
        }
        for launch in &mut stolen.launches {
            launch.host.steal = Some(0.2);
        }
        assert!(detect(&context(&delayed)).is_some());
        assert!(detect(&context(&stolen)).is_some());
    }

    #[test]
    fn more_threads_than_cpus_are_no_busy_host() {
        let mut result = with_clean(10, 0.9);
        result.config.threads = 4;
        let host = HostFacts { logical_cpus: Some(2), ..HostFacts::default() };
        let here = Context { host: &host, ..context(&result) };
        assert_eq!(detect(&here), None);
        assert_eq!(stress(&result, &[], &host), None);
    }

    #[test]
    fn cpus_are_those_that_the_work_may_use() {
        let fires = |pin, host: HostFacts| {
            let mut result = with_clean(10, 0.9);
            result.config.threads = 2;
            result.config.pin = pin;
            let here = Context { host: &host, ..context(&result) };
            detect(&here).is_some()
        };
        let host = |logical_cpus, usable_cpus| HostFacts {
            logical_cpus,
            usable_cpus,
            ..HostFacts::default()
        };
        assert!(fires(None, host(Some(8), None)));
        assert!(fires(None, host(Some(8), Some(2))));
        assert!(fires(None, host(None, None)));
        assert!(!fires(None, host(Some(8), Some(1))));
        assert!(!fires(None, host(None, Some(1))));
        assert!(!fires(Some(3), host(Some(8), Some(8))));
        assert!(!fires(Some(3), host(None, None)));
    }

    #[test]
    fn one_preempted_trial_of_a_few_is_no_share() {
        let fires = |trials: u64| {
            let mut result = honest(100.0);
            result.launches.truncate(1);
            for launch in &mut result.launches {
                launch.trials = trials;
                launch.clean_trials = Some(trials / 2);
                launch.host.cpu_pressure = Some(0.9);
            }
            detect(&context(&finish(result))).is_some()
        };
        assert!(!fires(1));
        assert!(!fires(19));
        assert!(fires(20));
    }
}
