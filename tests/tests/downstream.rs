//! A project outside the workspace runs the workloads of a dependency that
//! it names but never calls. No profile may lose one of them: a linker drops
//! what nothing refers to, and nothing refers to a registered workload.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Debug, release, one unit of code over all crates, one unit a crate.
const PROFILES: [&str; 4] = ["dev", "release", "fat", "single"];

/// A workload by the module of its file and its name.
type Workloads = BTreeSet<(String, String)>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The workloads that stand in the sources of the examples.
fn written() -> Workloads {
    let mut found = Workloads::new();
    let sources = root().join("examples/src");
    for entry in fs::read_dir(sources).expect("readable folder") {
        let path = entry.expect("readable entry").path();
        let text = fs::read_to_string(&path).expect("readable source");
        let file = path.file_stem().expect("named").to_string_lossy();
        found.extend(
            names(&text).into_iter().map(|name| (file.to_string(), name)),
        );
    }
    found
}

/// The names of the workloads of a source: of the functions behind the
/// attribute, or those given with `name`.
fn names(source: &str) -> Vec<String> {
    let mut rest = source.split("#[benchkit::workload");
    rest.next();
    rest.map(|text| {
        let (options, function) = text.split_once("fn ").expect("a function");
        let function = function.split(['(', '<']).next().expect("a name");
        let given = options.split_once("name = \"");
        let given = given.and_then(|(_, name)| name.split('"').next());
        given.unwrap_or(function).to_owned()
    })
    .collect()
}

/// The workloads of a terse list: `target::crate::module::name[n=1]: …` a
/// line, parameters left out.
fn listed(list: &str) -> Workloads {
    let mut found = Workloads::new();
    for line in list.lines() {
        let path = line.split(['[', ' ']).next().expect("a path");
        let path = path.trim_end_matches(':');
        let parts: Vec<&str> = path.split("::").collect();
        assert!(parts.len() >= 4, "no path: {line}");
        assert_eq!(parts[..2], ["downstream", "benchkit_examples"], "{line}");
        let name = parts[parts.len() - 1];
        found.insert((parts[2].to_owned(), name.to_owned()));
    }
    found
}

/// Copies the project out of the workspace's sources, its dependencies named
/// by absolute paths and locked as the workspace has them.
fn copied() -> PathBuf {
    let from = root().join("tests/fixtures/downstream");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream");
    for file in ["Cargo.toml", "src/lib.rs", "benches/downstream.rs"] {
        let text = fs::read_to_string(from.join(file)).expect("a fixture");
        let root = root().canonicalize().expect("a workspace");
        let text = text.replace("../../..", &root.to_string_lossy());
        let path = to.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    fs::copy(root().join("Cargo.lock"), to.join("Cargo.lock")).expect("copied");
    to
}

/// What the project's bench target lists when it is built with `profile`.
fn list(project: &Path, profile: &str) -> Workloads {
    let output = Command::new(env::var_os("CARGO").expect("run by cargo"))
        .args(["bench", "--bench", "downstream", "--profile", profile])
        .args(["--", "--list", "--format", "terse"])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", project.join("target"))
        .output()
        .expect("cargo starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "profile {profile}:\n{said}");
    listed(&String::from_utf8(output.stdout).expect("text"))
}

#[test]
#[ignore = "builds four profiles; run by the gate script"]
fn no_profile_loses_a_workload_of_a_dependency() {
    let project = copied();
    let expected = written();
    for profile in PROFILES {
        let got = list(&project, profile);
        let lost: Vec<_> = expected.difference(&got).collect();
        let strange: Vec<_> = got.difference(&expected).collect();
        assert!(
            lost.is_empty() && strange.is_empty(),
            "profile {profile} lost {lost:?}, and has {strange:?}"
        );
    }
}

#[test]
fn the_examples_have_workloads_in_every_area() {
    let written = written();
    for area in ["json", "sorting", "hashing", "compression", "chase", "stream"]
    {
        assert!(written.iter().any(|(file, _)| file == area), "{area}");
    }
}

#[test]
fn names_are_found_in_sources_and_lists() {
    let source = "#[benchkit::workload]\nfn one() {}\n\
         #[benchkit::workload(name = \"two\", tags = [])]\n\
         pub fn measure<T>() {}\n";
    assert_eq!(names(source), ["one", "two"]);
    let list = "downstream::benchkit_examples::a::one: benchmark\n\
         downstream::benchkit_examples::a::g::two[n=1, m=x y]: benchmark\n\
         downstream::benchkit_examples::a::g::two[n=2]: benchmark\n";
    let expected = [("a", "one"), ("a", "two")];
    let expected =
        expected.map(|(file, name)| (file.to_owned(), name.to_owned()));
    assert_eq!(listed(list), Workloads::from(expected));
}
