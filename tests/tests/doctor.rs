//! `cargo benchkit doctor` from its arguments to JSON and exit codes, on the
//! files of machines, and for a moment on this one.

use benchkit_tests::Folder;
use serde_json::Value;
use std::{env, ffi::OsString, fs};

#[path = "../../cargo-benchkit/tests/machines/unpack.rs"]
mod machines;
#[path = "report/valid.rs"]
mod valid;

/// The files of a machine of `cargo-benchkit/tests/machines`.
fn machine(name: &str) -> Folder {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"), "doctor");
    machines::unpack(name, &folder.0);
    folder
}

/// Exit code, standard output, standard error.
fn doctor(arguments: &[&str]) -> (u8, String, String) {
    let all = ["cargo-benchkit", "doctor"].iter().chain(arguments);
    let (mut out, mut talk) = (Vec::new(), Vec::new());
    let code =
        cargo_benchkit::main(all.map(OsString::from), &mut out, &mut talk);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (code, text(out), text(talk))
}

/// The document about `machine`, with more arguments.
fn look(machine: &str, more: &[&str]) -> (u8, Value) {
    let machine = self::machine(machine);
    let root = machine.0.to_str().expect("text");
    let mut all = vec!["--root", root, "--json", "-"];
    all.extend(more);
    let (code, out, talk) = doctor(&all);
    assert_eq!(talk, "");
    (code, valid(&out))
}

/// A document that obeys the schema and has no `null`.
fn valid(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("JSON");
    valid::valid("doctor", &value);
    assert!(!text.contains("null"), "{text}");
    value
}

#[test]
fn errors_are_code_4_and_warnings_5_with_strict() {
    for (machine, lax, strict) in [
        ("laptop", 0, 5),
        ("container-v2", 4, 4),
        ("container-v1", 0, 5),
        ("vm-steal", 4, 4),
        ("server", 0, 0),
    ] {
        assert_eq!(look(machine, &[]).0, lax, "{machine}");
        assert_eq!(look(machine, &["--strict"]).0, strict, "{machine}");
    }
}

#[test]
fn the_gravest_checks_come_first_with_cure_and_evidence() {
    let (_, found) = look("vm-steal", &[]);
    assert_eq!(found["schema_version"], "1.0");
    assert_eq!(found["status"], "error");
    assert_eq!(found["count"]["error"], 1);
    let first = &found["checks"][0];
    assert_eq!(first["name"], "steal");
    assert_eq!(first["status"], "error");
    for key in ["evidence", "why", "cure"] {
        assert!(first[key].as_str().is_some_and(|s| !s.is_empty()), "{key}");
    }
    assert!(found.get("noise").is_none());
    let statuses: Vec<&str> = found["checks"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|check| check["status"].as_str())
        .collect();
    let mut sorted = statuses.clone();
    sorted.sort_by_key(|status| {
        ["error", "warn", "unknown", "ok"].iter().position(|s| s == status)
    });
    assert_eq!(statuses, sorted);
}

#[test]
fn this_machine_is_measured_for_a_moment() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"), "doctor");
    let path = folder.path("a.json");
    let (code, out, talk) = doctor(&["--seconds", "0.06", "--json", &path]);
    // Whatever state this machine is in.
    assert!([0, 4].contains(&code), "{code}: {out}{talk}");
    assert!(out.contains("noise"), "{out}");
    let found = valid(&folder.read("a.json"));
    let kernels: Vec<&str> = found["noise"]["kernels"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|kernel| kernel["kernel"].as_str())
        .collect();
    assert_eq!(kernels, ["compute", "memory", "wake-up"]);
    for kernel in found["noise"]["kernels"].as_array().into_iter().flatten() {
        assert_eq!(kernel["slices"], 20, "{kernel}");
        assert!(kernel["median_ns"].as_f64().is_some_and(|ns| ns > 0.0));
    }
}

#[test]
fn nothing_is_measured_in_no_time() {
    let (_, out, talk) = doctor(&["--seconds", "0", "--json", "-"]);
    assert_eq!(talk, "");
    let found = valid(&out);
    assert!(found.get("noise").is_none());
    let noise = found["checks"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|check| check["name"] == "noise-compute")
        .expect("a check");
    assert_eq!(noise["status"], "unknown");
    assert_eq!(noise["evidence"], "not measured: --seconds 0");
}

#[test]
fn bad_input_is_named() {
    for (arguments, words) in [
        (&["--root", "/nowhere"][..], "/nowhere"),
        (&["--seconds=-1"], "seconds from 0"),
        (&["--seconds=NaN"], "seconds from 0"),
        (&["--seconds", "2", "--quick"], "--quick"),
        (&["--seconds", "0", "--json", "/nowhere/x.json"], "/nowhere/x.json"),
    ] {
        let (code, _, talk) = doctor(arguments);
        assert_eq!(code, 2, "{arguments:?}: {talk}");
        assert!(talk.contains(words), "{arguments:?}: {talk}");
    }
}

#[test]
fn a_project_that_is_built_for_debugging_is_an_error() {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"), "doctor");
    fs::create_dir_all(folder.0.join("src")).expect("made");
    fs::write(folder.0.join("src/lib.rs"), "").expect("written");
    let path = folder.path("Cargo.toml");
    let text = "[package]\nname = 'x'\nedition = '2024'\n[workspace]\n\
                [profile.release]\ndebug-assertions = true\n";
    fs::write(&path, text).expect("written");
    let (code, out, _) =
        doctor(&["--seconds", "0", "--json", "-", "--manifest-path", &path]);
    let found = valid(&out);
    assert_eq!(code, 4);
    let first = &found["checks"][0];
    assert_eq!(
        (&first["name"], &first["status"]),
        (&"build".into(), &"error".into())
    );
    let evidence = first["evidence"].as_str().unwrap_or_default();
    assert!(evidence.contains("Cargo.toml [profile.release]"), "{evidence}");
    let (_, out, _) = doctor(&[
        "--seconds",
        "0",
        "--json",
        "-",
        "--manifest-path",
        "/no.toml",
    ]);
    let build = valid(&out)["checks"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|check| check["name"] == "build")
        .cloned()
        .expect("a check");
    assert_eq!(build["status"], "unknown");
}

#[test]
fn the_schema_refuses_other_documents() {
    let (_, right) = look("server", &[]);
    valid::strict(
        "doctor",
        &right,
        &[
            ("/status", Value::from("PASS")),
            ("/checks/0/status", Value::from("fine")),
            ("/checks/0/evidence", Value::Null),
            ("/count/ok", Value::from(-1)),
            ("/schema_version", Value::from(1)),
        ],
    );
}
