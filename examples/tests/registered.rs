//! Every workload of this package, as the registry has it: each has its
//! tags, runs, and passes its own verification.

use benchkit::{
    Bencher,
    model::{Failure, Parameter},
    workload::{Body, Case, Cases, Driver, Note, Routine, Workload, workloads},
};
use benchkit_examples as _;
use std::collections::BTreeSet;

/// Runs one trial of two iterations.
#[derive(Default)]
struct OneTrial {
    trials: usize,
    failures: Vec<Failure>,
}

impl Driver for OneTrial {
    fn drive(&mut self, routine: &mut dyn Routine) {
        routine.prepare(2);
        routine.run(2);
        self.trials += 1;
        self.failures.extend(routine.finish().err());
    }

    fn note(&mut self, note: Note) {
        if let Note::Failed(failure) = note {
            self.failures.push(failure);
        }
    }
}

/// The smallest benchmark of each workload: its first combination.
fn first_case(workload: &Workload) -> Case {
    match workload.descriptor.body {
        Body::One(run) => Case { parameters: Vec::new(), run: Box::new(run) },
        Body::Many(list) => {
            let mut cases = Cases::default();
            list(&mut cases);
            let cases = cases.into_list();
            let ids: BTreeSet<Vec<Parameter>> =
                cases.iter().map(|case| case.parameters.clone()).collect();
            assert_eq!(ids.len(), cases.len(), "{}: twice", workload.path());
            cases.into_iter().next().expect("a combination")
        }
    }
}

#[test]
fn every_workload_runs_and_holds() {
    let all = workloads("examples");
    assert!(all.len() >= 30, "only {} registered", all.len());
    for workload in all {
        let mut driver = OneTrial::default();
        let case = first_case(&workload);
        (case.run)(&mut Bencher::new(&mut driver));
        assert_eq!(driver.failures, [], "{}", workload.path());
        assert!(driver.trials > 0, "{} drove nothing", workload.path());
    }
}

#[test]
fn every_workload_can_be_selected_by_tag() {
    for workload in workloads("examples") {
        let options = workload.options();
        let tags = &options.tags;
        let kind = |tag: &str| tags.iter().any(|own| own == tag);
        assert!(kind("example") != kind("kernel"), "{}", workload.path());
        assert!(tags.len() > 1, "{}: only {tags:?}", workload.path());
    }
}

#[test]
fn paths_are_unique() {
    let all = workloads("examples");
    let paths: BTreeSet<String> = all.iter().map(Workload::path).collect();
    assert_eq!(paths.len(), all.len());
}
