use crate::{fixture, snapshot};
use benchkit::{
    compat::libtest,
    model::{Percentiles, RunDocument, from_json},
    report::{csv, json, markdown},
};
use serde_json::Value;

#[test]
fn the_snapshots() {
    let document = fixture::document();
    snapshot("run.md", &markdown(&document));
    snapshot("run.csv", &csv(&document));
    let usual = json(&fixture::usual()).expect("finite numbers");
    snapshot("run.json", &usual);
    let lines: Vec<String> =
        document.results.iter().filter_map(libtest::bench_line).collect();
    snapshot("libtest.txt", &lines.concat());
}

#[test]
fn every_row_of_a_markdown_table_has_the_cells_of_its_header() {
    let text = markdown(&fixture::document());
    let mut wanted = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            wanted = None;
            continue;
        }
        // As cmark-gfm splits: a backslash takes the next character along.
        let mut cells = 0;
        let mut escaped = false;
        for c in line.chars() {
            cells += usize::from(c == '|' && !escaped);
            escaped = c == '\\' && !escaped;
        }
        assert_eq!(*wanted.get_or_insert(cells), cells, "{line}");
    }
}

#[test]
fn csv_lines_have_the_fields_of_their_header() {
    let text = csv(&fixture::document());
    assert!(text.ends_with("\r\n"));
    let fields = |line: &str| {
        let mut quoted = false;
        let comma = |c: char| {
            quoted ^= c == '"';
            c == ',' && !quoted
        };
        line.chars()
            .filter({
                let mut comma = comma;
                move |c| comma(*c)
            })
            .count()
    };
    let wanted = fields(text.lines().next().unwrap_or_default());
    assert_eq!(text.lines().count(), 29);
    assert!(text.lines().all(|line| fields(line) == wanted));
}

#[test]
fn json_reads_back_as_what_it_was() {
    let document = fixture::document();
    let text = json(&document).expect("finite numbers");
    let back: RunDocument = from_json(&text).expect("readable");
    assert_eq!(back, document);
}

fn parsed(document: &RunDocument) -> Value {
    let text = json(document).expect("a document");
    assert!(!text.contains(": null"), "{text}");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn what_is_absent_is_left_out_and_never_null() {
    let mut document = fixture::document();
    for result in &mut document.results {
        *result = fixture::blank(&result.workload, &[]);
        result.percentiles = Percentiles::default();
    }
    document.provenance = benchkit::model::Provenance::default();
    let value = parsed(&document);
    assert_eq!(value["results"][0].get("estimate"), None);
}

#[test]
fn numbers_that_are_not_finite_become_absent() {
    let mut document = fixture::document();
    let result = &mut document.results[0];
    result.metrics[0].value = Some(f64::NAN);
    result.percentiles.values[2].value = Some(f64::NAN);
    result.percentiles.values[2].lower = Some(f64::NEG_INFINITY);
    result.relative = Some(f64::NAN);
    if let Some(estimate) = &mut result.estimate {
        estimate.upper = Some(f64::INFINITY);
    }
    let value = parsed(&document);
    let result = &value["results"][0];
    assert_eq!(result["metrics"][0].get("value"), None);
    assert_eq!(result["percentiles"]["values"][2].get("value"), None);
    assert_eq!(result["estimate"].get("upper"), None);
    assert_eq!(result.get("relative"), None);
    let text = value.to_string();
    let back: Result<RunDocument, _> = serde_json::from_str(&text);
    assert!(back.is_ok());
}

#[test]
fn a_number_that_must_be_there_and_is_not_finite_is_an_error() {
    let mut document = fixture::document();
    document.results[1].launches[0].mean = f64::NAN;
    let error = json(&document).expect_err("no mean");
    assert_eq!(
        error.to_string(),
        "\"parse::hash[n=100000]\" holds a number that is not finite: \
         \"mean\": null,"
    );
}

#[test]
fn bench_lines_are_what_the_parsers_take() {
    for result in &fixture::document().results {
        let Some(line) = libtest::bench_line(result) else { continue };
        // github-action-benchmark:
        // ^test (.+)\s+\.\.\. bench:\s+([0-9,.]+) ns\/iter \(\+\/- ([0-9,.]+)\)$
        let (name, rest) = line
            .trim_end()
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... bench: "))
            .expect("a bench line");
        assert!(!name.contains(char::is_whitespace), "{name}");
        let (median, rest) = rest.split_once(" ns/iter (+/- ").expect("unit");
        let deviation = rest.strip_suffix(')').expect("closed");
        for number in [median.trim(), deviation] {
            let digits = number.replace(',', "");
            assert!(digits.parse::<f64>().is_ok(), "{line}");
        }
    }
}
