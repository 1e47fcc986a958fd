//! Every mistake has its message, and one mistake has one.

use crate::{
    ast::function,
    attr::{Place, options},
    mistakes::Mistakes,
    valid::check,
};
use proc_macro2::TokenStream;

fn of(text: &str) -> TokenStream {
    text.parse().unwrap()
}

/// What is wrong with `item` under `written`.
fn said(written: &str, item: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    let options = options(of(written), Place::Workload, &mut mistakes);
    let function = function(of(item), &mut mistakes);
    if let Some(function) = &function {
        check(function, &options, &mut mistakes);
    }
    mistakes.messages().into_iter().map(String::from).collect()
}

fn group_said(written: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    options(of(written), Place::Group, &mut mistakes);
    mistakes.messages().into_iter().map(String::from).collect()
}

#[test]
fn one_mistake_one_message() {
    let plain = "fn f() -> u8 { 1 }";
    for (written, item, expected) in [
        ("arg = [1]", "fn f() {}", "did you mean `args`?"),
        ("arg = [1]", "fn f(n: u8) {}", "did you mean `args`?"),
        ("type = [u8]", "fn f<T>() {}", "did you mean `types`?"),
        ("args(m = [1])", "fn f(n: u8) {}", "no parameter is called `m`"),
        ("setup(trail, s)", "fn f(s: &u8) {}", "did you mean `trial`?"),
        ("colour = 1", "fn f() {}", "unknown option `colour`"),
        ("once, once", "fn f() {}", "`once` is given twice"),
        ("budget = 3", "fn f() {}", "expected a duration such as"),
        ("budget = \"fast\"", "fn f() {}", "expected a duration such as"),
        ("warmup = 1.5", "fn f() {}", "or a number of trials"),
        ("launches = 0", "fn f() {}", "a whole number, at least 1"),
        ("launches = \"3\"", "fn f() {}", "a whole number, at least 1"),
        ("latency = 2.0", "fn f() {}", "a share such as `0.1`"),
        ("once = 1", "fn f() {}", "`true` or `false`"),
        ("once(1)", "fn f() {}", "`true` or `false`"),
        ("tags = \"a\"", "fn f() {}", "a list of tags"),
        ("tags = [\"a\", 1]", "fn f() {}", "a tag such as"),
        ("threads = 2", "fn f() {}", "a list of thread counts"),
        ("threads = [1, 0]", "fn f() {}", "at least 1"),
        ("name = \"\"", "fn f() {}", "a text that is not empty"),
        ("name", "fn f() {}", "a text such as"),
        ("version = 2", "fn f() {}", "a text such as `\"2\"`"),
        ("requires = 1", "fn f() {}", "a list such as `(memory"),
        ("requires(cpu = 1)", "fn f() {}", "did you mean `cpus`?"),
        ("requires(memory = \"2GHz\")", "fn f() {}", "such as `\"2GiB\"`"),
        ("requires(cpus = \"2\")", "fn f() {}", "a number of CPUs"),
        ("once baseline", "fn f() {}", "expected `,` between options"),
        ("= 3", "fn f() {}", "expected an option such as"),
        ("budget =", "fn f() {}", "expected an option such as"),
        ("args = [1]", "fn f() {}", "`f` takes no arguments"),
        ("", "fn f(n: u8) {}", "no values for `n`: give them with `args ="),
        ("args(n = [1])", "fn f(n: u8, m: u8) {}", "no values for `m`"),
        ("args = [1]", "fn f(n: u8, m: u8) {}", "write `args(n = [..], m"),
        ("args = ([1], [2])", "fn f(n: u8) {}", "takes 1 argument, these"),
        ("args(n = [1], n = [2])", "fn f(n: u8) {}", "`n` is given twice"),
        ("args = 3", "fn f(n: u8) {}", "`args = [..]` with"),
        ("args = [1]", "fn f((n, m): (u8, u8)) {}", "needs a plain name"),
        ("args = [1]", "fn f(_: u8) {}", "needs a plain name"),
        (
            "args(n = [1], m = [1])",
            "fn f(n: u8, m: &mut u8) {}",
            "by value or by `&`",
        ),
        ("args = [1]", "fn f(n: &mut u8) {}", "by value or by `&`"),
        ("args = [1]", "fn f(b: &mut Bencher) {}", "no arguments behind"),
        ("args = [1]", "fn f(n: impl Into<u8>) {}", "`impl Trait` cannot"),
        ("", "fn f<T: Copy>() {}", "generic over `T`: give it values with"),
        ("", "fn f<const N: u8>() {}", "with `consts = [..]`"),
        ("types = [u8]", "fn f() {}", "`f` has no type parameter"),
        ("consts = [1]", "fn f() {}", "has no const parameter"),
        ("types = u8", "fn f<T>() {}", "`types = [..]` with"),
        ("types = []", "fn f<T>() {}", "`types = [..]` with"),
        ("types = [u8]", "fn f<T, U>() {}", "write `types(T = [..], U"),
        ("", "fn f(&self) {}", "it cannot take `self`"),
        ("", "unsafe fn f() {}", "cannot be `unsafe`"),
        ("", "fn f() -> impl Future<Output = u8> {}", "make this an `async"),
        ("args = []", "fn f(n: u8) {}", "with at least one value"),
        ("", "struct F;", "belongs on a function"),
        ("", "fn f(b: Bencher) {}", "its bencher as `&mut Bencher`"),
        ("", "async fn f(b: &mut Bencher) {}", "cannot take a bencher"),
        ("throughput = n", "fn f() {}", "expected `bytes(n)` or"),
        ("throughput = lines(1)", "fn f() {}", "expected `bytes(n)` or"),
        ("throughput = bytes()", "fn f() {}", "expected `bytes(n)` or"),
        ("setup(often, f)", "fn f() {}", "unknown scope `often`"),
        ("setup(trail, f)", "fn f() {}", "did you mean `trial`?"),
        ("setup(trial f)", "fn f() {}", "expected `setup = function`"),
        ("setup = \"f\"", "fn f() {}", "expected `setup = function`"),
        ("setup = s", "fn f(state: Vec<u8>) {}", "by `&` or `&mut`"),
        (
            "setup(process, s), teardown = t",
            plain,
            "lasts as long as the process",
        ),
        (
            "setup(trial, s)",
            "fn f(b: &mut Bencher, state: &u8) {}",
            "`Bencher::with_trial_setup`",
        ),
        ("setup = s", "async fn f(s: &mut u8) {}", "its state by `&`"),
        (
            "args = [1], setup(trial, s)",
            "fn f(text: String, state: &u8) {}",
            "arguments are taken by `&`",
        ),
        ("verify = v", "fn f() {}", "which is nothing"),
        ("verify", plain, "expected a function"),
        ("runtime = r", plain, "`runtime` is for an `async fn`"),
    ] {
        let messages = said(written, item);
        assert_eq!(messages.len(), 1, "{written} on {item}: {messages:?}");
        assert!(messages[0].contains(expected), "{written}: {messages:?}");
    }
}

#[test]
fn every_mistake_is_said_at_once() {
    let messages = said(
        "arg = [1], once = 3, budget = \"x\", once, runtime = r",
        "unsafe fn f<T>(&self) -> u8 { 1 }",
    );
    assert_eq!(messages.len(), 8, "{messages:#?}");
}

#[test]
fn what_is_right_is_silent() {
    for (written, item) in [
        ("", "fn f() {}"),
        ("once, baseline = true,", "pub async fn f() -> u8 { 1 }"),
        ("args = SIZES", "fn f(n: usize) {}"),
        ("args = (1..3)", "fn f(n: usize) {}"),
        ("args = [(1, 2)].map(|(a, b)| a + b)", "fn f(n: usize) {}"),
        ("args = ([1], [2])", "fn f(b: &mut Bencher<'_>, n: u8, m: &u8) {}"),
        ("setup = s", "fn f(state: &mut Vec<u8>) {}"),
        ("setup = s", "fn f(b: &mut Bencher) {}"),
        ("types = [HashMap<u8, u8>, u8]", "fn f<'a, T: 'a>() {}"),
        ("warmup = 3, budget = LONG, latency = 0", "fn f() {}"),
        ("verify = |x: &u8| *x == 1", "fn f() -> u8 { 1 }"),
        ("requires(memory = 1 << 20, cpus = CPUS)", "fn f() {}"),
    ] {
        assert_eq!(said(written, item), [""; 0], "{written} on {item}");
    }
}

#[test]
fn groups_know_what_is_not_theirs() {
    let of_workloads = "`args` belongs to a workload, not to a group";
    assert_eq!(group_said("args = [1]"), [of_workloads]);
    assert_eq!(group_said("baseline").len(), 1);
    assert_eq!(group_said("name = \"x\", once, launches = 3"), [""; 0]);
}
