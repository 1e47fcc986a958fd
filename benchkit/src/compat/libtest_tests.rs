//! Expected texts are the output of a libtest binary of Rust 1.95.0.

use super::*;

fn items() -> [Listed<'static>; 2] {
    let item = |name, ignored| Listed {
        name,
        ignored,
        file: "benches/a.rs",
        line: 3,
        column: 1,
    };
    [item("a::one", None), item("a::two \"x\"", Some("slow"))]
}

#[test]
fn lists() {
    assert_eq!(
        list(items(), Format::Terse),
        "a::one: benchmark\na::two \"x\": benchmark\n"
    );
    assert_eq!(
        list(items().into_iter().take(1), Format::Pretty),
        "a::one: benchmark\n\n0 tests, 1 benchmark\n"
    );
    assert_eq!(list([], Format::Pretty), "0 tests, 0 benchmarks\n");
    assert_eq!(list([], Format::Terse), "");
}

#[test]
fn a_json_list_is_an_object_a_line() {
    let text = list(items(), Format::Json);
    let lines: Vec<serde_json::Value> =
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["event"], "discovery");
    assert_eq!(lines[1]["name"], "a::one");
    assert_eq!(lines[2]["name"], "a::two \"x\"");
    assert_eq!(lines[2]["ignore_message"], "slow");
    assert_eq!(lines[3]["benchmarks"], 2);
    assert_eq!(lines[3]["ignored"], 1);
}

#[test]
fn a_test_run() {
    assert_eq!(started(2, Format::Pretty), "\nrunning 2 tests\n");
    assert_eq!(started(1, Format::Terse), "\nrunning 1 test\n");
    let line = |outcome| test("a", outcome, Format::Pretty);
    assert_eq!(line(TestOutcome::Ok), "test a ... ok\n");
    assert_eq!(line(TestOutcome::Failed("no")), "test a ... FAILED\n");
    assert_eq!(line(TestOutcome::Ignored("")), "test a ... ignored\n");
    assert_eq!(
        line(TestOutcome::Ignored("slow")),
        "test a ... ignored, slow\n"
    );
    assert_eq!(test("a", TestOutcome::Failed("no"), Format::Terse), "F");
}

#[test]
fn the_end_of_a_test_run() {
    let totals = Totals { passed: 1, ..Totals::default() };
    assert_eq!(
        finished(&totals, &[], 0.004, Format::Pretty),
        "\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; \
         0 filtered out; finished in 0.00s\n\n"
    );
    let totals = Totals { passed: 2, failed: 1, ignored: 2, ..totals };
    let failures = [("bad".to_owned(), "hello\n".to_owned())];
    assert_eq!(
        finished(&totals, &failures, 0.06, Format::Pretty),
        "\nfailures:\n\n---- bad stdout ----\nhello\n\n\nfailures:\n    \
         bad\n\ntest result: FAILED. 2 passed; 1 failed; 2 ignored; \
         0 measured; 0 filtered out; finished in 0.06s\n\n"
    );
}

#[test]
fn json_events_are_an_object_a_line() {
    let totals = Totals { failed: 1, ..Totals::default() };
    let failed = TestOutcome::Failed("x\n");
    let text = [
        started(1, Format::Json),
        test("a \"b\"", failed, Format::Json),
        finished(&totals, &[], 0.5, Format::Json),
    ]
    .concat();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["test_count"], 1);
    assert_eq!(lines[1]["event"], "started");
    assert_eq!(lines[2]["name"], "a \"b\"");
    assert_eq!(lines[2]["stdout"], "x\n");
    assert_eq!(lines[3]["event"], "failed");
    assert_eq!(lines[3]["exec_time"], 0.5);
}

#[test]
fn numbers_as_libtest_groups_them() {
    assert_eq!(thousands(4.564), "4.56");
    assert_eq!(thousands(397.79), "397.79");
    assert_eq!(thousands(1_234.5), "1,234.50");
    assert_eq!(thousands(1_234_567.0), "1,234,567.00");
    assert_eq!(thousands(-1_234.0), "-1,234.00");
}
