use crate::{RENEW, fixture, stored};
use benchkit::{
    model::{RunDocument, SCHEMA_VERSION, run_schema},
    report::json,
};
use serde_json::Value;
use std::{env, fs, path::Path};

const SCHEMA: &str = "docs/schema/run.schema.json";

fn value(document: &RunDocument) -> Value {
    let text = json(document).expect("finite numbers");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_stored_schema_is_the_one_of_the_types() {
    let mut text = serde_json::to_string_pretty(&run_schema()).expect("JSON");
    text.push('\n');
    stored(SCHEMA, &text);
}

#[test]
fn the_stored_schema_of_the_doctor_is_the_one_of_its_types() {
    let schema = cargo_benchkit::doctor::doctor_schema();
    let mut text = serde_json::to_string_pretty(&schema).expect("JSON");
    text.push('\n');
    stored("docs/schema/doctor.schema.json", &text);
}

#[test]
fn the_stored_schema_of_gates_is_the_one_of_the_types() {
    let schema = cargo_benchkit::gates_schema();
    let mut text = serde_json::to_string_pretty(&schema).expect("JSON");
    text.push('\n');
    stored("docs/schema/gates.schema.json", &text);
}

/// What lies in the repository; the generated one while that is renewed.
fn stored_schema() -> Value {
    if env::var_os("BENCHKIT_RENEW").is_some() {
        return run_schema();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(SCHEMA);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{SCHEMA}: {error}; {RENEW}"));
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn every_document_is_valid() {
    let schema = stored_schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut blank = fixture::document();
    for result in &mut blank.results {
        *result = fixture::blank(&result.workload, &[]);
    }
    for document in [fixture::document(), blank, RunDocument::default()] {
        let value = value(&document);
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }
}

#[test]
fn a_wrong_document_is_not_valid() {
    let validator = jsonschema::validator_for(&run_schema()).expect("a schema");
    let right = value(&fixture::document());
    for (pointer, wrong) in [
        ("/results/0/status", Value::from("PASS")),
        ("/results/0/estimate/point", Value::Null),
        ("/results/0/estimate/upper", Value::Null),
        ("/results/0/estimate/upper", Value::from("1.2")),
        ("/results/0/trials/count", Value::from(-1)),
        ("/schema_version", Value::from(1)),
    ] {
        let mut value = right.clone();
        *value.pointer_mut(pointer).expect("a value") = wrong;
        assert!(!validator.is_valid(&value), "{pointer}");
    }
}

/// The keys that readers rely on; they never change within version 1.
#[test]
fn the_keys_of_a_document() {
    let value = value(&fixture::document());
    assert_eq!(value["schema_version"], SCHEMA_VERSION);
    let has = |pointer: &str, keys: &[&str]| {
        let object =
            value.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
        for key in keys {
            assert!(object.get(*key).is_some(), "{pointer}/{key}");
        }
    };
    has("", &["schema_version", "run", "provenance", "results"]);
    has(
        "/results/1",
        &[
            "id",
            "workload",
            "parameters",
            "backend",
            "status",
            "estimate",
            "launches",
            "trials",
            "trial_quantiles",
            "percentiles",
            "metrics",
            "findings",
            "verdict",
        ],
    );
    has("/results/2", &["reason"]);
    has(
        "/results/1/estimate",
        &["point", "lower", "upper", "unit", "confidence"],
    );
    has("/results/1/trials", &["count", "clean_share", "iterations"]);
    has("/results/1/findings/0", &["kind", "severity", "evidence", "advice"]);
    assert_eq!(value["results"][1]["id"], "parse::hash[n=100000]");
    assert_eq!(value["results"][1]["workload"], "parse::hash");
    let statuses: Vec<&str> = value["results"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|result| result["status"].as_str())
        .collect();
    for status in ["measured", "failed", "skipped", "partial"] {
        assert!(statuses.contains(&status), "{status}");
    }
}
