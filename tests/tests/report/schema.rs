use crate::{
    fixture, stored,
    valid::{strict, valid},
};
use benchkit::{
    model::{RunDocument, SCHEMA_VERSION},
    report::json,
};
use serde_json::Value;
use std::{fs, path::Path};

fn value(document: &RunDocument) -> Value {
    let text = json(document).expect("finite numbers");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_stored_schemas_are_those_of_the_types() {
    let mut names = Vec::new();
    for (name, schema) in cargo_benchkit::schemas() {
        let mut text = serde_json::to_string_pretty(&schema).expect("JSON");
        text.push('\n');
        let file = format!("{name}.schema.json");
        stored(&format!("docs/schema/{file}"), &text);
        names.push(file);
    }
    names.sort();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema");
    let there = fs::read_dir(folder).expect("a folder");
    let mut there: Vec<String> = there
        .map(|file| file.expect("a file").file_name())
        .map(|name| name.into_string().expect("text"))
        .collect();
    there.sort();
    assert_eq!(there, names, "a schema that nothing writes is stale");
}

#[test]
fn every_document_is_valid() {
    let mut blank = fixture::document();
    for result in &mut blank.results {
        *result = fixture::blank(&result.workload, &[]);
    }
    for document in [fixture::document(), blank, RunDocument::default()] {
        valid("run", &value(&document));
    }
}

#[test]
fn a_wrong_document_is_not_valid() {
    let right = value(&fixture::document());
    strict(
        "run",
        &right,
        &[
            ("/results/0/status", Value::from("PASS")),
            ("/results/0/estimate/point", Value::Null),
            ("/results/0/estimate/upper", Value::Null),
            ("/results/0/estimate/upper", Value::from("1.2")),
            ("/results/0/trials/count", Value::from(-1)),
            ("/schema_version", Value::from(1)),
        ],
    );
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
