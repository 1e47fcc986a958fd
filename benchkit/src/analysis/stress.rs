//! What more threads cost.

use crate::{
    analysis::interference::Interference,
    model::{BenchmarkResult, HostFacts, Parameter, ThreadRow},
};

/// The parameter's name in ids of benchmarks with several threads.
const THREADS: &str = "threads";

/// The row of `result` in the stress table of its workload: its mean against
/// the one at the fewest threads, among itself and those `siblings` that
/// differ from it in nothing but `threads`.
///
/// `None` where all of them have the same number of threads, or a mean is
/// missing or not above 0.
pub fn stress(
    result: &BenchmarkResult,
    siblings: &[&BenchmarkResult],
    host: &HostFacts,
) -> Option<ThreadRow> {
    let threads = result.config.threads;
    let own = mean(result)?;
    let (mut fewest, mut differ) = (result, false);
    for other in siblings {
        if same_but_threads(result, other) {
            differ |= other.config.threads != threads;
            let fewer = other.config.threads < fewest.config.threads;
            if fewer && mean(other).is_some() {
                fewest = other;
            }
        }
    }
    if !differ {
        return None;
    }
    let interference =
        Interference::of(&result.launches, threads, host.logical_cpus);
    Some(ThreadRow {
        threads,
        mean: own,
        ratio: own / mean(fewest)?,
        throttled: interference.throttled,
        run_delay: interference.run_delay,
    })
}

fn mean(result: &BenchmarkResult) -> Option<f64> {
    let mean = result.trials.as_ref()?.mean;
    (mean > 0.0).then_some(mean)
}

fn same_but_threads(one: &BenchmarkResult, other: &BenchmarkResult) -> bool {
    fn rest(result: &BenchmarkResult) -> impl Iterator<Item = &Parameter> {
        result.parameters.iter().filter(|p| p.name != THREADS)
    }
    one.workload == other.workload
        && one.backend == other.backend
        && rest(one).eq(rest(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{honest, with_parameters},
        model::HostDelta,
        unit::Nanos,
    };

    fn benchmark(threads: usize, mean: f64, n: u32) -> BenchmarkResult {
        let mut result = with_parameters(
            honest(mean),
            &[Parameter::new("n", n), Parameter::new(THREADS, threads)],
        );
        result.config.threads = threads;
        result
    }

    #[test]
    fn a_row_stands_against_the_fewest_threads() {
        let (one, two) = (benchmark(1, 100.0, 7), benchmark(2, 150.0, 7));
        let other = benchmark(1, 10.0, 8);
        let siblings = [&one, &other];
        let row = stress(&two, &siblings, &HostFacts::default()).unwrap();
        assert_eq!((row.threads, row.ratio), (2, 1.5));
        assert!((row.mean / 150.0 - 1.0).abs() < 1e-3);
        let row = stress(&one, &[&two], &HostFacts::default()).unwrap();
        assert_eq!((row.threads, row.ratio), (1, 1.0));
        assert_eq!(stress(&two, &[&other], &HostFacts::default()), None);
        assert_eq!(stress(&two, &[], &HostFacts::default()), None);
    }

    #[test]
    fn quota_and_waiting_are_shares_of_time() {
        let (one, mut two) = (benchmark(1, 100.0, 7), benchmark(2, 150.0, 7));
        for launch in &mut two.launches {
            launch.host = HostDelta {
                wall: Nanos(1000),
                throttled: Some(Nanos(500)),
                run_delay: Some(Nanos(1000)),
                ..HostDelta::default()
            };
        }
        let host = HostFacts { logical_cpus: Some(1), ..HostFacts::default() };
        let row = stress(&two, &[&one], &host).unwrap();
        assert_eq!((row.throttled, row.run_delay), (Some(0.5), Some(0.5)));
    }
}
