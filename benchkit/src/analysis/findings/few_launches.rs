//! `FewLaunches`: fewer launches than an interval needs.

use super::{
    Context,
    text::{finding, percent},
};
use crate::{
    model::{Finding, FindingKind, Severity},
    stats::smallest_n,
};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    let config = &context.result.config;
    let launches = context.result.launches.len();
    let needed = smallest_n(0.5, config.confidence);
    if launches == 0 || launches as u64 >= needed {
        return None;
    }
    let asked = percent(config.confidence);
    let covers = context.result.estimate.as_ref().and_then(|e| e.confidence);
    let evidence = match covers {
        Some(covers) => {
            let covers = percent(covers);
            format!(
                "{launches} launches: the interval covers {covers}, not {asked}"
            )
        }
        None => {
            format!("{launches} launch: no interval, {needed} give {asked}")
        }
    };
    // Once is what somebody asked for; the rest is what time allowed.
    let severity = if config.once { Severity::Info } else { Severity::Warning };
    let advice = if config.once {
        "take it as one observation; without `once` it would be repeated"
    } else if config.launches_fixed {
        "ask for more --launches; without it there are 10"
    } else {
        "give it a larger --budget, or less to do in an iteration"
    };
    Some(finding(FindingKind::FewLaunches, severity, evidence, advice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::findings::fixture::{context, finish, honest};

    #[test]
    fn what_the_interval_lacks_is_told() {
        let mut result = honest(100.0);
        assert_eq!(detect(&context(&result)), None);
        result.launches.truncate(6);
        assert_eq!(detect(&context(&finish(result.clone()))), None);
        result.launches.truncate(3);
        let found = detect(&context(&finish(result.clone()))).unwrap();
        let said = "3 launches: the interval covers 75 %, not 95 %";
        assert_eq!(found.evidence, said);
        assert_eq!(found.severity, Severity::Warning);
        result.launches.truncate(1);
        let found = detect(&context(&finish(result.clone()))).unwrap();
        assert_eq!(found.evidence, "1 launch: no interval, 6 give 95 %");
        result.config.once = true;
        let found = detect(&context(&finish(result))).unwrap();
        assert_eq!(found.severity, Severity::Info);
    }
}
