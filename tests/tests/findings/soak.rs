//! Honest work, over and over: nothing may be found in it. On a quiet host
//! only, and for minutes, so it has to be asked for:
//! `cargo test -p benchkit-tests --test findings -- --ignored --nocapture`.

use crate::fakes::{Folder, command, finish, optimised};
use std::{collections::BTreeMap, env, path::PathBuf};

/// Runs `honest_work` (or the bench binary `SOAK_BINARY`) `SOAK_RUNS` times
/// (200) and counts what is found, by kind and severity.
#[test]
#[ignore = "takes minutes, and needs a quiet host"]
fn honest_work_is_never_complained_about() {
    let runs = env::var("SOAK_RUNS").ok().and_then(|n| n.parse().ok());
    let runs: u32 = runs.unwrap_or(200);
    let program = env::var_os("SOAK_BINARY")
        .map_or_else(|| optimised("honest_work").to_owned(), PathBuf::from);
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut benchmarks = 0;
    for run in 0..runs {
        // A store of its own: nothing is compared.
        let folder = Folder::new();
        let ran = finish(command(&program, &folder), &folder);
        let results = ran.document["results"].as_array();
        benchmarks += results.map_or(0, Vec::len);
        for (id, found) in ran.all_found() {
            let line = format!("{} {id}: {}", found.kind, found.evidence);
            eprintln!("run {run}: {line}");
            *counts.entry((found.severity, found.kind)).or_default() += 1;
        }
    }
    eprintln!("{runs} runs of {benchmarks} benchmarks in all");
    for ((severity, kind), count) in &counts {
        eprintln!("{count:6}  {severity:7}  {kind}");
    }
    let alarms = counts.keys().filter(|(severity, _)| severity != "info");
    assert_eq!(alarms.count(), 0, "findings in honest work");
}
