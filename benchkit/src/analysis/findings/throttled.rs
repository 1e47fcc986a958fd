//! `Throttled`: a CPU quota stopped the work.

use super::{
    Context,
    text::{finding, percent},
};
use crate::{
    analysis::interference::Interference,
    model::{
        Finding, FindingKind, Severity,
        thresholds::{SEVERELY_THROTTLED, THROTTLED},
    },
};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let result = context.result;
    let host = Interference::of(
        &result.launches,
        result.config.threads,
        context.host.logical_cpus,
    );
    let share = host.throttled.filter(|share| *share > THROTTLED)?;
    let severity = if share > SEVERELY_THROTTLED {
        Severity::Error
    } else {
        Severity::Warning
    };
    let stopped = percent(share);
    let quota = match context.host.cgroup.cpus {
        Some(cpus) => format!(" of {cpus:.2} CPUs"),
        None => String::new(),
    };
    Some(finding(
        FindingKind::Throttled,
        severity,
        format!("a CPU quota{quota} stopped the work {stopped} of the time"),
        "raise the quota, or use fewer threads than it has CPUs",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest},
        unit::Nanos,
    };

    #[test]
    fn the_share_of_time_decides_not_the_count_of_periods() {
        let mut result = honest(100.0);
        let mut severity = |stopped: u64, periods: u64| {
            for launch in &mut result.launches {
                launch.host.wall = Nanos(1000);
                launch.host.throttled = Some(Nanos(stopped));
                launch.host.quota_periods = Some(periods);
                launch.host.throttled_periods = Some(periods / 2);
            }
            detect(&context(&result)).map(|found| found.severity)
        };
        assert_eq!(severity(9, 16), None);
        assert_eq!(severity(20, 16), Some(Severity::Warning));
        assert_eq!(severity(200, 16), Some(Severity::Error));
        assert_eq!(severity(200, 0), None);
    }
}
