//! `workloads!`.

use super::{cases, ids, log, logged, run, workload};
use benchkit::{Throughput, workload::Note};

benchkit::workloads! {
    "bencher" => |b| b.iter(|| log("a")),
    "value" => || { log("a"); 1 },
    "result" => || -> Result<u8, String> { Err("no".into()) },
    "unknown result" => || "x".parse::<u8>(),
    "args"(args = [10, 100], tags = ["t"], throughput = bytes(n)) => |n: usize| {
        log(format!("n{n}"));
        n
    },
    "both"(args(n = [1], m = ["x"])) => |b, n: u8, m: &str| {
        b.iter(|| log(format!("{n}{m}")));
    },
    "awaited" => async || log("a"),
    "state"(setup = vec![1_u8, 2]) => |state: &[u8]| log(state.len().to_string()),
    "a/b \"quoted\" ☃" => || 1,
}

fn path(name: &str) -> String {
    format!("registration::table::{name}")
}

#[test]
fn closures_of_every_form_run() {
    for name in ["bencher", "value", "awaited"] {
        assert_eq!(logged(&path(name), 0), super::BARE, "{name}");
    }
    assert_eq!(ids(&path("args")), ["n=10", "n=100"]);
    assert_eq!(ids(&path("both")), ["n=1,m=x"]);
    assert!(logged(&path("args"), 1).contains("run n100 n100 end"));
    assert!(logged(&path("both"), 0).contains("run 1x 1x end"));
    assert!(logged(&path("state"), 0).contains("run 2 2 end"));
    assert_eq!(cases(&path("a/b \"quoted\" ☃")).len(), 1);
}

#[test]
fn results_are_looked_at() {
    assert_eq!(run(&path("result"), 0).1.failures[0], "Error: no");
    let (_, fake) = run(&path("unknown result"), 0);
    assert_eq!(fake.failures[0], "Error: invalid digit found in string");
}

#[test]
fn options_stand_behind_the_name() {
    assert_eq!(workload(&path("args")).options().tags, ["t"]);
    let (_, fake) = run(&path("args"), 0);
    assert_eq!(fake.notes, [Note::Throughput(Throughput::Bytes(10))]);
}

#[test]
fn rows_keep_their_order() {
    let lines: Vec<u32> = ["bencher", "value", "args", "state"]
        .map(|name| workload(&path(name)).descriptor.line)
        .into();
    assert!(lines.is_sorted_by(|a, b| a < b), "{lines:?}");
}
