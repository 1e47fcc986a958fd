//! Workloads that say themselves that something is wrong, or that cannot
//! run here.

use crate::support::{measure, result, results};
use serde_json::Value;

/// The only result of measuring `name`, with the exit code `code`.
#[track_caller]
fn measured(name: &str, code: i32) -> Value {
    let answer = measure(&[name]).exits(code);
    let document = answer.document();
    assert_eq!(results(&document).len(), 1);
    document["results"][0].clone()
}

#[track_caller]
fn fails(name: &str, kind: &str, message: &str) {
    let result = measured(name, 1);
    assert_eq!(result["status"], "failed", "{result:#}");
    assert_eq!(result["failure"]["kind"], kind, "{result:#}");
    let said = result["failure"]["message"].as_str().unwrap_or_default();
    assert!(said.contains(message), "{result:#}");
}

#[test]
fn an_err_is_told_with_its_causes() {
    let chain = "the corpus cannot be read: the disk is gone";
    fails("refusing::err", "error", chain);
}

#[test]
fn a_result_that_is_not_verified_is_no_number() {
    let result = measured("refusing::unverified", 1);
    assert_eq!(result["failure"]["kind"], "verify_failed", "{result:#}");
    let reason = result["reason"].as_str().unwrap_or_default();
    assert!(reason.starts_with("verify failed: "), "{reason}");
}

#[test]
fn a_panic_in_the_arguments_is_the_workloads_failure() {
    let message = "its arguments panicked: no such corpus";
    fails("exploding_arguments", "panicked", message);
}

#[test]
fn arguments_that_change_are_named() {
    fails("changing_arguments", "not_found", "the same values each time");
}

#[test]
fn a_workload_that_measures_nothing_fails() {
    fails("forgetful", "nothing_measured", "");
}

#[test]
fn a_workload_that_measures_twice_says_so() {
    let answer = measure(&["repeating"]);
    let document = answer.document();
    let told = result(&document, "repeating").to_string();
    assert!(
        told.contains("more than once") || told.contains("twice"),
        "{told}"
    );
}

#[test]
fn an_empty_list_of_arguments_is_skipped_with_that_reason() {
    let result = measured("refusing::no_arguments", 0);
    assert_eq!(result["status"], "skipped");
    assert_eq!(result["reason"], "its list of arguments is empty");
}

#[test]
fn a_machine_that_is_too_small_skips_with_both_numbers() {
    let result = measured("steady::roomy", 0);
    assert_eq!(result["status"], "skipped");
    let reason = result["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("900 TiB"), "{reason}");
    let result = measured("steady::parallel", 0);
    let reason = result["reason"].as_str().unwrap_or_default();
    assert!(reason.starts_with("requires 100000 CPUs, there "), "{reason}");
}

#[test]
fn an_ignored_workload_runs_only_when_asked_for() {
    let result = measured("steady::ignored", 0);
    assert_eq!(result["status"], "skipped", "{result:#}");
    let reason = result["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("--include-ignored"), "{reason}");
    for flag in ["--ignored", "--include-ignored"] {
        let document = measure(&["steady::ignored", flag]).exits(0).document();
        assert_eq!(document["results"][0]["status"], "measured", "{flag}");
    }
    let document = measure(&["steady::", "--ignored"]).exits(0).document();
    assert_eq!(results(&document).len(), 1);
}

#[test]
fn a_metric_that_is_no_number_is_absent_with_its_reason() {
    let result = measured("steady::metrics", 0);
    let metrics = result["metrics"].as_array().expect("metrics");
    let find = |name: &str| {
        let found = metrics.iter().find(|m| m["name"] == name);
        found.unwrap_or_else(|| panic!("no {name}: {metrics:#?}")).clone()
    };
    let nothing = find("nothing");
    assert!(nothing.get("value").is_none_or(Value::is_null), "{nothing:#}");
    assert!(nothing["reason"].as_str().is_some_and(|r| r.contains("NaN")));
    assert_eq!(find("something")["value"], 7.0);
}
