//! `CacheSuspected`: only the first iteration of each process does the work,
//! the others may be answered by what it left.

use super::{
    Context,
    text::{finding, time},
};
use crate::{
    model::{
        Finding, FindingKind, Severity,
        thresholds::{CACHED_LAUNCHES, CACHED_MORE_NS, CACHED_TIMES},
    },
    stats::{median, sorted},
};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let launches = &context.result.launches;
    if launches.len() < CACHED_LAUNCHES {
        return None;
    }
    // In every process: a page that was not there yet, or a lease of the
    // CPU that ended, is in some only.
    let mut firsts = Vec::new();
    for launch in launches {
        let first = launch.warmup.first_iteration_ns?;
        let later = launch.estimate.max(0.0);
        if first < later * CACHED_TIMES || first - later < CACHED_MORE_NS {
            return None;
        }
        firsts.push(first);
    }
    let later = median(&sorted(launches.iter().map(|l| l.estimate)));
    let (first, later) = (time(median(&sorted(firsts))), time(later));
    Some(finding(
        FindingKind::CacheSuspected,
        Severity::Warning,
        format!(
            "the first iteration of a process takes {first}, later ones \
             {later}: something remembers"
        ),
        "where a cache answers: other inputs each time (with_inputs), or once",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest},
        model::BenchmarkResult,
    };

    fn first(ns: f64, later: f64) -> BenchmarkResult {
        let mut result = honest(later);
        for launch in &mut result.launches {
            launch.warmup.first_iteration_ns = Some(ns);
        }
        result
    }

    #[test]
    fn work_that_is_done_once_a_process_is_found() {
        let found = detect(&context(&first(20e6, 50.0))).expect("found");
        assert!(
            found.evidence.contains("takes 20.0 ms, later ones 50."),
            "{}",
            found.evidence
        );
    }

    #[test]
    fn cold_caches_and_pages_are_no_such_thing() {
        for (ns, later) in [
            // Short work whose code was not there yet.
            (400e3, 5.0),
            // Memory that had to be mapped.
            (9e6, 1e6),
            (60.0, 50.0),
        ] {
            let result = first(ns, later);
            assert_eq!(detect(&context(&result)), None, "{ns} {later}");
        }
        // One process that was warm already, and one that does not tell.
        let mut result = first(20e6, 50.0);
        result.launches[3].warmup.first_iteration_ns = Some(60.0);
        assert_eq!(detect(&context(&result)), None);
        result.launches[3].warmup.first_iteration_ns = None;
        assert_eq!(detect(&context(&result)), None);
    }
}
