//! Options reach the harness, groups hand theirs down.

use super::{Workload, workload};
use benchkit::{
    Nanos,
    model::{Settings, Warmup},
    workload::Requires,
};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(2);

#[benchkit::workload(
    name = "all of them",
    tags = ["b", "a"],
    baseline,
    ignore = false,
    once,
    requires(memory = "2GiB", cpus = 2),
    launches = 3,
    budget = "1.5 s",
    launch_time = LONG,
    warmup = 5,
    trial = "100us",
    iterations = 7,
    timeout = "1min",
    latency = "10%",
    target = 0.02,
    confidence = 0.9,
    threads = [1, 2],
    version = "2"
)]
fn everything() -> u8 {
    1
}

#[benchkit::workload]
fn nothing() -> u8 {
    1
}

#[benchkit::workload(warmup = LONG)]
#[ignore = "slow"]
fn ignored() -> u8 {
    1
}

fn of(name: &str) -> Workload {
    workload(&format!("registration::{name}"))
}

#[test]
fn every_option_arrives() {
    let options = of("options::all of them").options();
    let expected = Settings {
        budget: Some(Nanos(1_500_000_000)),
        warmup: Some(Warmup::Trials(5)),
        launches: Some(3),
        launch_time: Some(Nanos(2_000_000_000)),
        trial: Some(Nanos(100_000)),
        iterations: Some(7),
        threads: Some(vec![1, 2]),
        target: Some(0.02),
        confidence: Some(0.9),
        latency: Some(0.1),
        once: Some(true),
        timeout: Some(Nanos(60_000_000_000)),
        pin: None,
    };
    assert_eq!(options.settings, expected);
    assert_eq!(options.tags, ["a", "b"]);
    assert_eq!(options.baseline, Some(true));
    assert_eq!(options.ignore, Some(false));
    let requires = Requires { memory: Some(2 << 30), cpus: Some(2) };
    assert_eq!(options.requires, requires);
    assert_eq!(options.version.as_deref(), Some("2"));
}

#[test]
fn no_options_leave_nothing_to_call() {
    assert!(of("options::nothing").descriptor.options.is_none());
}

#[test]
fn ignore_may_stand_on_the_function() {
    let options = of("options::ignored").options();
    assert_eq!(options.ignore, Some(true));
    let cap = Warmup::Until(Nanos(2_000_000_000));
    assert_eq!(options.settings.warmup, Some(cap));
}

#[benchkit::group(name = "Outer", tags = ["outer"], launches = 4, once)]
mod outer {
    #[benchkit::group(launches = 6, warmup = "1ms")]
    pub(super) mod inner {
        #[benchkit::workload(tags = ["own"], launches = 9)]
        pub(super) fn own() {}

        #[benchkit::workload]
        fn inherited() {}
    }

    #[benchkit::workload]
    fn beside() {}

    pub(super) fn call() {
        inner::own();
    }
}

#[test]
fn groups_hand_their_options_down() {
    let inner = "options::Outer::inner";
    let launches = |name: &str| of(name).options().settings.launches;
    assert_eq!(launches(&format!("{inner}::own")), Some(9));
    assert_eq!(launches(&format!("{inner}::inherited")), Some(6));
    assert_eq!(launches("options::Outer::beside"), Some(4));
    let own = of(&format!("{inner}::own")).options();
    assert_eq!(own.tags, ["outer", "own"]);
    assert_eq!(own.settings.once, Some(true));
    outer::call();
}

#[test]
fn a_descriptor_says_where_the_function_stands() {
    let all = of("options::all of them");
    let none = of("options::nothing");
    assert!(all.descriptor.file.ends_with("options.rs"));
    assert!(all.descriptor.line < none.descriptor.line);
    assert_eq!(all.descriptor.column, 4, "the name behind `fn `");
    assert_eq!(all.descriptor.module, "registration::options");
}

mod before {
    #[benchkit::workload]
    pub(super) fn same(/* what it adds */) -> u8 {
        1 + 1
    }
}

mod after {
    /// Adds.
    #[benchkit::workload(launches = 3)]
    #[doc = "Still."]
    pub(super) fn same() -> u8 {
        // white space and comments
        1 + 1
    }
}

mod changed {
    #[benchkit::workload]
    pub(super) fn same() -> u8 {
        1 + 2
    }
}

#[test]
fn the_hash_changes_with_the_code_only() {
    let hash =
        |module: &str| of(&format!("options::{module}::same")).descriptor.hash;
    assert_eq!(hash("before"), hash("after"));
    assert_ne!(hash("before"), hash("changed"));
    assert_eq!(before::same() + after::same() + changed::same(), 7);
}
