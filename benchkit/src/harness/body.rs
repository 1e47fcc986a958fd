//! A benchmark as something that runs.

use crate::{
    harness::benchmark::Benchmark,
    workload::{Bencher, Body, Cases},
};

impl Benchmark {
    /// Runs the workload with the benchmark's arguments; on each thread the
    /// arguments are evaluated anew, so that none has to be shared.
    pub(super) fn run(&self, bencher: &mut Bencher<'_>) {
        match (self.workload.descriptor.body, self.case) {
            (Body::One(work), _) => work(bencher),
            (Body::Many(list), case) => {
                let mut cases = Cases::default();
                list(&mut cases);
                let wanted =
                    case.and_then(|at| cases.into_list().into_iter().nth(at));
                match wanted {
                    Some(case) if self.has(&case.parameters) => {
                        (case.run)(bencher);
                    }
                    _ => bencher.fail(
                        "its arguments differ from one evaluation to the \
                         next: make the expression in `args` deterministic",
                    ),
                }
            }
        }
    }

    fn has(&self, parameters: &[crate::model::Parameter]) -> bool {
        self.parameters.starts_with(parameters)
    }
}
