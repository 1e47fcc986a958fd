//! Registered workloads under criterion.

use benchkit::Bencher;
use criterion::Criterion;
use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

static IGNORED_RAN: AtomicBool = AtomicBool::new(false);

/// Says that an iteration took `n` microseconds, however much longer it took:
/// criterion ends its warm-up by its own clock.
#[benchkit::workload(args = [3, 5])]
fn known(b: &mut Bencher<'_>, n: u64) {
    b.iter_custom(|iterations| {
        let said = Duration::from_micros(n * iterations);
        let start = Instant::now();
        while start.elapsed() < said {}
        said
    });
}

#[benchkit::workload]
fn sum() -> u64 {
    (0..benchkit::black_box(100)).sum()
}

#[benchkit::workload]
fn with_inputs(b: &mut Bencher<'_>) {
    b.with_inputs(|| vec![3, 1, 2]).iter_refs(|v| v.sort_unstable());
}

#[benchkit::workload]
fn fails() -> Result<u8, String> {
    Err("no such corpus".to_owned())
}

#[benchkit::workload(ignore)]
fn ignored() {
    IGNORED_RAN.store(true, Ordering::Relaxed);
}

/// Runs what `filter` selects, quickly, and keeps its files in a folder of
/// that name.
fn under(filter: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(filter);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("removed");
    }
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(10)
        .nresamples(1_001)
        .warm_up_time(Duration::from_millis(2))
        .measurement_time(Duration::from_millis(10))
        .output_directory(&folder)
        .with_filter(filter);
    benchkit::criterion::run(&mut criterion);
    folder
}

/// The mean that criterion wrote for the benchmark in `folder`, in
/// nanoseconds.
fn mean(folder: &Path) -> f64 {
    let path = folder.join("new/estimates.json");
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    value["mean"]["point_estimate"].as_f64().expect("a number")
}

/// Criterion's folders of benchmarks.
fn folders(of: &Path) -> Vec<String> {
    let entries = fs::read_dir(of).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().into_string();
    let mut names: Vec<String> =
        entries.map(|e| name(e.expect("an entry")).expect("text")).collect();
    names.sort();
    names
}

#[test]
fn times_go_to_criterion_as_they_are() {
    let folder = under("known");
    let names = folders(&folder);
    assert_eq!(names.len(), 2, "{names:?}");
    for (name, expected) in names.iter().zip([3_000.0, 5_000.0]) {
        let mean = mean(&folder.join(name));
        assert!((mean - expected).abs() < 1.0, "{name}: {mean}");
    }
}

#[test]
fn workloads_of_other_forms_are_measured() {
    for filter in ["sum", "with_inputs"] {
        let folder = under(filter);
        let names = folders(&folder);
        assert_eq!(names.len(), 1, "{names:?}");
        assert!(mean(&folder.join(&names[0])) > 0.0);
    }
}

#[test]
fn a_failed_workload_is_no_number() {
    let ended = catch_unwind(AssertUnwindSafe(|| under("fails")));
    let payload = ended.expect_err("criterion has no failed results");
    let said = payload.downcast_ref::<String>().expect("a text");
    assert!(said.contains("criterion::fails"), "{said}");
    assert!(said.contains("no such corpus"), "{said}");
}

#[test]
fn ignored_workloads_are_left_out() {
    let folder = under("ignored");
    assert!(!folder.exists() || folders(&folder).is_empty());
    assert!(!IGNORED_RAN.load(Ordering::Relaxed));
}
