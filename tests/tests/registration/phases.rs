//! Setup, teardown, verify and runtimes: who is called when.

use super::{Bencher, log, logged, run};
use benchkit::Runtime;
use std::{io, pin::Pin};

fn path(name: &str) -> String {
    format!("registration::phases::{name}")
}

fn prepare() {
    log("setup");
}

fn clean() {
    log("teardown");
}

/// A state that says when it is dropped.
pub(crate) struct Noisy(Vec<u8>);

impl Drop for Noisy {
    fn drop(&mut self) {
        log("drop");
    }
}

fn noisy() -> Noisy {
    log("setup");
    Noisy(vec![1, 2])
}

fn bytes(len: u8) -> Vec<u8> {
    log(format!("setup{len}"));
    vec![0; usize::from(len)]
}

#[benchkit::workload(setup = prepare, teardown = clean)]
fn launch() {
    log("a");
}

#[benchkit::workload(setup = noisy, teardown = clean)]
fn launch_state(state: &mut Noisy) {
    state.0.push(0);
    log(state.0.len().to_string());
}

#[benchkit::workload(args = [3, 4], setup = bytes(n))]
fn launch_of_argument(n: u8, state: &[u8]) -> usize {
    log(format!("{n}{}", state.len()));
    state.len()
}

#[benchkit::workload(args = ["s".to_owned()], setup = bytes(1))]
fn launch_of_owned(text: String, state: &[u8]) -> String {
    log(format!("{text}{}", state.len()));
    text
}

#[benchkit::workload(setup(trial, prepare), teardown = clean)]
fn trial() {
    log("a");
}

#[benchkit::workload(setup(trial, noisy), teardown = clean)]
fn trial_state(state: &mut Noisy) {
    state.0.push(0);
    log(state.0.len().to_string());
}

#[benchkit::workload(
    args = [3],
    setup(trial, bytes(n)),
    verify = |sum: &usize| *sum == usize::from(n)
)]
fn trial_of_argument(n: u8, state: &mut [u8]) -> io::Result<usize> {
    log(format!("{n}{}", state.len()));
    state[0] = 1;
    Ok(state.len())
}

#[benchkit::workload(args = [1, 2], setup(process, bytes(n)))]
fn process(n: u8, state: &mut Vec<u8>) {
    state.push(n);
    log(state.len().to_string());
}

#[benchkit::workload(setup = prepare, teardown = clean, verify = holds)]
fn with_bencher(b: &mut Bencher<'_>) {
    log("function");
    b.iter(|| log("a"));
}

#[benchkit::workload(setup = noisy)]
fn with_bencher_and_state(b: &mut Bencher<'_>, state: &Noisy) {
    b.iter(|| log(state.0.len().to_string()));
}

#[benchkit::workload(setup = bytes(2))]
async fn awaited_state(state: &[u8]) -> usize {
    log("a");
    state.len()
}

fn holds() -> bool {
    log("verify");
    true
}

#[test]
fn a_launch_has_one_setup_and_one_teardown() {
    let bare = super::BARE;
    assert_eq!(logged(&path("launch"), 0), format!("setup {bare} teardown"));
    assert_eq!(
        logged(&path("launch_state"), 0),
        "setup trial run 3 4 end trial run 5 6 end drop teardown"
    );
    assert_eq!(
        logged(&path("launch_of_argument"), 1),
        "setup4 trial run 44 44 end trial run 44 44 end"
    );
    assert_eq!(
        logged(&path("launch_of_owned"), 0),
        "setup1 trial run s1 s1 end trial run s1 s1 end"
    );
    assert_eq!(logged(&path("awaited_state"), 0), format!("setup2 {bare}"));
}

#[test]
fn a_trial_has_its_own_setup_and_teardown() {
    let once = "trial setup run a a end teardown";
    assert_eq!(logged(&path("trial"), 0), format!("{once} {once}"));
    let once = "trial setup run 3 4 end drop teardown";
    assert_eq!(logged(&path("trial_state"), 0), format!("{once} {once}"));
    let once = "trial setup3 run 33 33 end";
    let (log, fake) = run(&path("trial_of_argument"), 0);
    assert_eq!(log, format!("{once} {once}"));
    assert!(fake.failures.is_empty());
}

#[test]
fn a_process_has_one_setup_for_each_case() {
    assert!(logged(&path("process"), 0).starts_with("setup1 trial run 2 3"));
    assert!(logged(&path("process"), 0).starts_with("trial run 6 7"));
    assert!(logged(&path("process"), 1).starts_with("setup2 trial run 3 4"));
}

#[test]
fn a_function_with_a_bencher_has_the_same_phases() {
    let once = "trial run a a end verify";
    assert_eq!(
        logged(&path("with_bencher"), 0),
        format!("setup function {once} {once} teardown")
    );
    assert_eq!(
        logged(&path("with_bencher_and_state"), 0),
        "setup trial run 2 2 end trial run 2 2 end drop"
    );
}

mod verified {
    use super::{Bencher, io, log};

    fn is_short(text: &str) -> bool {
        log("verify");
        text.len() < 3
    }

    fn checked(text: &str) -> Result<(), String> {
        Err(format!("{text:?} is wrong"))
    }

    fn never() -> bool {
        false
    }

    #[benchkit::workload(verify = is_short)]
    fn good() -> String {
        log("a");
        "ab".into()
    }

    #[benchkit::workload(verify = is_short)]
    fn long() -> Result<String, io::Error> {
        Ok("abc".into())
    }

    #[benchkit::workload(verify = checked)]
    fn wrong() -> String {
        "ab".into()
    }

    #[benchkit::workload(verify = is_short)]
    fn failed() -> Result<String, io::Error> {
        Err(io::Error::other("gone"))
    }

    #[benchkit::workload(verify = checked)]
    async fn awaited() -> &'static str {
        "ab"
    }

    #[benchkit::workload(args = [Box::<str>::from("abc")], verify = is_short)]
    fn owned(text: Box<str>) -> Box<str> {
        text
    }

    #[benchkit::workload(verify = never)]
    fn with_bencher(b: &mut Bencher<'_>) {
        b.iter(|| 1);
    }
}

#[test]
fn verify_decides_after_each_trial() {
    let (log, fake) = run(&path("verified::good"), 0);
    assert_eq!(log, "trial run a a end verify trial run a a end verify");
    assert!(fake.failures.is_empty());
    for (name, expected) in [
        ("long", "VerifyFailed: `is_short` returned false"),
        ("owned", "VerifyFailed: `is_short` returned false"),
        ("wrong", "VerifyFailed: \"ab\" is wrong"),
        ("awaited", "VerifyFailed: \"ab\" is wrong"),
        ("failed", "Error: gone"),
        ("with_bencher", "VerifyFailed: `never` returned false"),
    ] {
        let (_, fake) = run(&path(&format!("verified::{name}")), 0);
        assert_eq!(fake.failures, [expected, expected], "{name}");
    }
}

/// A runtime that says what it does.
struct Noted;

impl Runtime for Noted {
    fn block_on(&self, future: Pin<&mut dyn Future<Output = ()>>) {
        log("block_on");
        benchkit::block_on(future);
    }
}

fn noted() -> Noted {
    log("runtime");
    Noted
}

#[benchkit::workload(runtime = noted)]
async fn on_runtime() -> u8 {
    log("a");
    1
}

#[benchkit::workload(runtime = noted)]
fn bencher_on_runtime(b: &mut Bencher<'_>) {
    b.iter_async(|| async { log("a") });
}

#[test]
fn the_runtime_is_made_once_outside_the_timing() {
    let once = "trial run block_on a a end";
    for name in ["on_runtime", "bencher_on_runtime"] {
        let log = logged(&path(name), 0);
        assert_eq!(log, format!("runtime {once} {once}"), "{name}");
    }
}
