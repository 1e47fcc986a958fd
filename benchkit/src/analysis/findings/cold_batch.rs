//! `ColdBatch`: the inputs of a batch exceed the last-level cache, so that
//! each iteration begins with a miss that real use may not have, or nobody
//! knows how large they are.

use super::{
    Context,
    text::{bytes, finding},
};
use crate::model::{BATCH_SIZE_UNKNOWN, Finding, FindingKind, Severity};

pub(super) fn detect(context: &Context<'_>) -> Option<Finding> {
    too_large(context).or_else(|| unknown(context))
}

fn unknown(context: &Context<'_>) -> Option<Finding> {
    let mut remarks =
        context.result.launches.iter().flat_map(|launch| &launch.remarks);
    if !remarks.any(|remark| remark == BATCH_SIZE_UNKNOWN) {
        return None;
    }
    Some(finding(
        FindingKind::ColdBatch,
        Severity::Info,
        "the allocator does not tell how large an input is".to_owned(),
        "if 64 inputs exceed the caches, read it as cold, or give it \
         iterations = 1",
    ))
}

fn too_large(context: &Context<'_>) -> Option<Finding> {
    let launches = &context.result.launches;
    let batch = launches.iter().filter_map(|l| l.batch_bytes).max()?;
    let (name, cache) =
        context.host.caches.iter().max_by_key(|(_, size)| *size)?;
    if batch <= *cache {
        return None;
    }
    // A single input that large is the workload's nature, not the batch's.
    let single = launches.iter().all(|launch| launch.iterations <= 1);
    let severity = if single { Severity::Info } else { Severity::Warning };
    let (inputs, size) = (bytes(batch), bytes(*cache));
    Some(finding(
        FindingKind::ColdBatch,
        severity,
        format!("{inputs} of inputs at a time, {name} holds {size}"),
        "use smaller inputs or fewer iterations, or read it as cold",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::{context, honest},
        model::HostFacts,
    };

    #[test]
    fn only_inputs_beyond_the_largest_cache_are_cold() {
        let caches = vec![("L1d".into(), 32 << 10), ("L3".into(), 8 << 20)];
        let host = HostFacts { caches, ..HostFacts::default() };
        let mut result = honest(100.0);
        let mut severity = |batch: Option<u64>, iterations| {
            for launch in &mut result.launches {
                launch.batch_bytes = batch;
                launch.iterations = iterations;
            }
            let context = Context { host: &host, ..context(&result) };
            detect(&context).map(|found| found.severity)
        };
        assert_eq!(severity(None, 100), None);
        assert_eq!(severity(Some(8 << 20), 100), None);
        assert_eq!(severity(Some(9 << 20), 100), Some(Severity::Warning));
        assert_eq!(severity(Some(9 << 20), 1), Some(Severity::Info));
        for launch in &mut result.launches {
            launch.batch_bytes = Some(9 << 20);
        }
        result.launches[0].remarks = vec![BATCH_SIZE_UNKNOWN.to_owned()];
        let found = detect(&Context { host: &host, ..context(&result) });
        assert!(found.unwrap().evidence.contains("9.0 MiB"));
        let found = detect(&context(&result)).unwrap();
        assert_eq!(found.severity, Severity::Info);
        result.launches[0].remarks.clear();
        let unknown = HostFacts::default();
        let nowhere = Context { host: &unknown, ..context(&result) };
        assert_eq!(detect(&nowhere), None);
    }
}
