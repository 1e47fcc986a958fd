//! Options that change how a run is measured.

use crate::support::{
    Folder, SHORT, SUITE, answer, command, folders, measure, result, results,
    run, stored,
};
use serde_json::Value;

/// Which benchmark stood where in the order of all launches.
fn order(document: &Value) -> Vec<(u64, String)> {
    let mut order: Vec<(u64, String)> = results(document)
        .iter()
        .flat_map(|result| {
            let id = result["id"].as_str().unwrap_or_default();
            let launches = result["launches"].as_array().expect("launches");
            launches.iter().map(move |launch| {
                (launch["order"].as_u64().expect("a number"), id.to_owned())
            })
        })
        .collect();
    order.sort();
    order
}

#[test]
fn a_seed_is_recorded_and_gives_its_order_again() {
    let three = ["plain", "sized", "steady::metrics", "--budget=60s"];
    let ordered = |seed: &str| {
        let arguments = [&three[..], &["--seed", seed]].concat();
        let document = measure(&arguments).exits(0).document();
        assert_eq!(document["provenance"]["seed"].to_string(), seed);
        let order = order(&document);
        let places: Vec<u64> = order.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, (0..8).collect::<Vec<u64>>(), "interleaved");
        order
    };
    let (first, again) = (ordered("7"), ordered("7"));
    assert_eq!(first, again);
    assert!(["8", "9", "10"].iter().any(|seed| ordered(seed) != first));
    // Each of the two rounds has each benchmark once.
    let mut round: Vec<&String> = first[..4].iter().map(|(_, id)| id).collect();
    round.sort();
    round.dedup();
    assert_eq!(round.len(), 4);
    // A seed that nobody chose is recorded too.
    let document = measure(&["steady::plain"]).exits(0).document();
    assert!(document["provenance"]["seed"].is_u64());
}

#[test]
fn the_environment_sets_what_the_command_line_sets_and_gives_way_to_it() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    for (name, value) in [
        ("BENCHKIT_BUDGET", "250ms"),
        ("BENCHKIT_LAUNCHES", "3"),
        ("BENCHKIT_LAUNCH_TIME", "3ms"),
        ("BENCHKIT_WARMUP", "20"),
        ("BENCHKIT_TRIAL", "50us"),
        ("BENCHKIT_ITERATIONS", "11"),
        ("BENCHKIT_TARGET", "50%"),
        ("BENCHKIT_CONFIDENCE", "0.9"),
        ("BENCHKIT_LATENCY", "0"),
        ("BENCHKIT_TIMEOUT", "59s"),
        ("BENCHKIT_THREADS", "2"),
        ("BENCHKIT_JSON", "-"),
        ("BENCHKIT_SEED", "5"),
        ("BENCHKIT_SAVE_BASELINE", "from-env"),
        ("BENCHKIT_IN_PROCESS", "false"),
        ("BENCHKIT_NOCAPTURE", "1"),
        ("BENCHKIT_COLOR", "never"),
        ("BENCHKIT_SKIP", "metrics"),
    ] {
        command.env(name, value);
    }
    command.args(["--bench", "steady::plain", "metrics", "--launches=2"]);
    let document = answer(&mut command).exits(0).document();
    assert_eq!(results(&document).len(), 1, "--skip from the environment");
    let result = &results(&document)[0];
    let config = &result["config"];
    assert_eq!(config["budget"], 250_000_000);
    assert_eq!(config["launches"], 2);
    assert_eq!(config["warmup"]["trials"], 20);
    assert_eq!(config["trial"], 50_000);
    assert_eq!(config["iterations"], 11);
    assert_eq!(config["threads"], 2);
    assert_eq!(config["timeout"], 59_000_000_000_u64);
    assert_eq!(document["provenance"]["seed"], 5);
    assert!(store.join("baselines/from-env/fake_suite.json").is_file());
}

#[test]
fn in_process_starts_no_worker() {
    let answer = measure(&["steady::plain", "--in-process"]).exits(0);
    let document = answer.document();
    assert_eq!(result(&document, "plain")["status"], "measured");
    // The workload that looks for the pipe of its answers finds none.
    let answer = measure(&["scribbling", "--in-process"]).exits(0);
    let document = answer.document();
    assert_eq!(result(&document, "scribbling")["status"], "measured");
    // A panic is a failure here too, and the others go on.
    let answer = measure(&["panicking", "plain", "--in-process"]).exits(1);
    let document = answer.document();
    assert_eq!(result(&document, "panicking")["failure"]["kind"], "panicked");
    assert_eq!(result(&document, "plain")["status"], "measured");
}

#[test]
fn a_profilers_run_leaves_nothing_and_fails_with_its_workloads() {
    let store = Folder::new();
    let profile = |filters: &[&str]| {
        let mut command = command(SUITE, &store);
        command.args(["--bench", "--profile-time", "0.01"]).args(filters);
        answer(&mut command)
    };
    let answer = profile(&["plain", "steady::ignored", "roomy"]).exits(0);
    assert_eq!(answer.stdout, "");
    let answer = profile(&["refusing::err", "exploding"]).exits(1);
    let answer = answer.complains("the disk is gone");
    answer.complains(
        "exploding_arguments: its arguments panicked: no such corpus",
    );
    assert!(folders(&store).is_empty(), "no run that looks interrupted");
}

#[test]
fn pinning_is_recorded_and_a_cpu_that_is_not_there_is_named() {
    let document = measure(&["plain", "--pin", "0"]).exits(0).document();
    assert_eq!(result(&document, "plain")["config"]["pin"], 0);
    for cpu in ["9999", "1000"] {
        let answer = measure(&["plain", "--pin", cpu]);
        assert_ne!(answer.code, Some(0), "{answer:#?}");
        let told = format!("{}{}", answer.stdout, answer.stderr);
        assert!(told.contains("--pin"), "{answer:#?}");
        assert!(told.contains(cpu), "{answer:#?}");
    }
}

#[test]
fn a_suite_budget_ends_the_run_in_good_order() {
    let arguments = ["steady::", "--suite-budget=1ns", "--launches=50"];
    let document = measure(&arguments).document();
    assert_eq!(document["run"]["partial"], false, "nobody interrupted it");
    let short = |r: &&Value| r["status"] != "skipped";
    for result in results(&document).iter().filter(short) {
        let made = result["launches"].as_array().map_or(0, Vec::len);
        assert!(made <= 1, "{result:#}");
        let told = result.to_string();
        assert!(told.contains("suite"), "why it is so short: {told}");
    }
}

#[test]
fn once_is_one_iteration_in_one_launch() {
    let document = measure(&["plain", "--once=true"]).exits(0).document();
    let plain = result(&document, "plain");
    assert_eq!(plain["config"]["once"], true);
    assert_eq!(plain["launches"].as_array().map(Vec::len), Some(1));
    assert_eq!(plain["launches"][0]["iterations"], 1);
    assert_eq!(plain["launches"][0]["trials"], 1);
    assert_eq!(plain["launches"][0]["warmup"]["trials"], 0);
    let estimate = &plain["estimate"];
    assert!(estimate["lower"].is_null(), "one launch has no interval");
}

#[test]
fn threads_are_benchmarks_of_their_own_with_a_stress_row_each() {
    let document = measure(&["plain", "--threads", "1,2"]).exits(0).document();
    for count in [1, 2] {
        let one = result(&document, &format!("plain[threads={count}]"));
        assert_eq!(one["config"]["threads"], count);
        assert_eq!(one["parameters"][0]["name"], "threads");
        assert_eq!(one["stress"]["threads"], count, "{one:#}");
        assert!(one["stress"]["mean"].is_number());
        let threads = one["launches"][0]["threads"].as_array().map(Vec::len);
        assert_eq!(threads.unwrap_or(1), count);
    }
    let answer = run(SUITE, &["plain", "--list", "--threads=1,2"]);
    answer.exits(0).says("plain[threads=2]: benchmark");
}

#[test]
fn heavy_work_gets_fewer_launches_and_a_finding() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(["--bench", "heavy", "--budget=200ms", "--json=-"]);
    let document = answer(&mut command).exits(0).document();
    let heavy = result(&document, "heavy");
    let made = heavy["launches"].as_array().map_or(0, Vec::len);
    assert!((1..10).contains(&made), "{made}");
    let findings = heavy["findings"].as_array().expect("findings");
    assert!(findings.iter().any(|f| f["kind"] == "FewLaunches"), "{heavy:#}");
}

#[test]
fn strict_fails_what_cannot_be_judged() {
    let answer = measure(&["plain", "--strict"]);
    assert!(matches!(answer.code, Some(0 | 5)), "{answer:#?}");
    let starved = ["plain", "--strict", "--suite-budget=1ns", "--launches=9"];
    measure(&starved).exits(5);
}

#[test]
fn a_run_says_how_to_reproduce_it() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    command.args(SHORT).arg("steady::plain");
    answer(&mut command).exits(0);
    let document = &stored(&store)[0];
    let provenance = &document["provenance"];
    let arguments = provenance["arguments"].as_array().expect("arguments");
    assert_eq!(arguments.last(), Some(&Value::from("steady::plain")));
    assert!(provenance["host"]["fingerprint"].is_string());
    assert!(provenance["toolchain"]["rustc"].is_string());
    assert!(provenance["library"].is_string());
    assert!(provenance["build"].is_string());
}
