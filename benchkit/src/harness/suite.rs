//! Runs the launches of all benchmarks, interleaved in a random order.

use crate::{
    analysis::{Decision, Progress, StopReason, decide, plan},
    clock::Clock,
    harness::{
        benchmark::Benchmark, launcher::Launcher, random::Random, signals,
    },
    model::{BenchmarkId, Event, Failure, Launch, LaunchOutcome, Observer},
    runner::Plan,
    unit::Nanos,
};

/// What became of one benchmark.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) launches: Vec<Launch>,
    pub(super) failure: Option<Failure>,
    /// Time that it took, process starts and setup included.
    pub(super) spent: Nanos,
    /// Launches that this time went into: not those that were taken over.
    made: u64,
    /// Launches that there is room for; set after the first one.
    planned: Option<u32>,
    pub(super) stopped: Option<StopReason>,
    done: bool,
}

impl Ledger {
    /// What a launch took on average, of those made in this invocation; 0
    /// before the first.
    fn launch_cost(&self) -> Nanos {
        Nanos(self.spent.0.checked_div(self.made).unwrap_or_default())
    }

    /// Whether it had all its launches.
    pub(super) fn complete(&self) -> bool {
        self.done
    }
}

/// Keeps each launch as soon as it has ended.
pub(super) trait Journal {
    /// A launch of `id` ended.
    fn record(&mut self, id: &BenchmarkId, outcome: &LaunchOutcome);
}

/// The launches of all benchmarks.
pub(super) struct Suite<'a> {
    pub(super) benchmarks: &'a [Benchmark],
    pub(super) launcher: &'a mut dyn Launcher,
    pub(super) journal: &'a mut dyn Journal,
    pub(super) observer: &'a mut dyn Observer,
    pub(super) clock: Clock,
    pub(super) budget: Option<Nanos>,
    pub(super) seed: u64,
}

impl Suite<'_> {
    /// Launches until every benchmark has enough, a budget is spent or a
    /// signal came. Each round launches every benchmark that needs it once.
    pub(super) fn run(mut self, ledgers: &mut [Ledger]) {
        let mut random = Random::new(self.seed);
        let benchmarks = self.benchmarks.len();
        self.observer.observe(&Event::SuiteStarted { benchmarks });
        for (benchmark, ledger) in self.benchmarks.iter().zip(&mut *ledgers) {
            let nothing = benchmark.skipped.is_some();
            if benchmark.broken.is_some() {
                ledger.failure = benchmark.broken.as_deref().cloned();
            }
            ledger.done = nothing || ledger.failure.is_some();
        }
        let mut order = count(ledgers);
        loop {
            let mut round: Vec<usize> =
                (0..benchmarks).filter(|at| !ledgers[*at].done).collect();
            random.shuffle(&mut round);
            for at in &round {
                self.step(*at, ledgers, order);
                order += 1;
            }
            if round.is_empty() || signals::received().is_some() {
                return;
            }
        }
    }

    /// One launch of benchmark `at`, if it still needs one.
    fn step(&mut self, at: usize, ledgers: &mut [Ledger], order: u32) {
        if signals::received().is_some() {
            return;
        }
        let benchmark = &self.benchmarks[at];
        if let Decision::Stop(reason) = self.decision(benchmark, &ledgers[at]) {
            ledgers[at].stopped = Some(reason);
            ledgers[at].done = true;
            return;
        }
        self.announce(benchmark, ledgers);
        let plan = Plan {
            config: benchmark.config().clone(),
            time: benchmark.config().launch_time,
        };
        let start = self.clock.now();
        let mut outcome = self.launcher.launch(benchmark, &plan);
        let took = Nanos(self.clock.now().saturating_sub(start));
        if signals::received().is_some()
            && matches!(outcome, LaunchOutcome::Failed(_))
        {
            return;
        }
        if let LaunchOutcome::Measured(launch) = &mut outcome {
            launch.order = order;
        }
        self.journal.record(&benchmark.id, &outcome);
        self.book(benchmark, &mut ledgers[at], outcome, took);
    }

    fn book(
        &mut self,
        benchmark: &Benchmark,
        ledger: &mut Ledger,
        outcome: LaunchOutcome,
        took: Nanos,
    ) {
        ledger.spent.0 = ledger.spent.0.saturating_add(took.0);
        ledger.made += 1;
        match outcome {
            LaunchOutcome::Measured(launch) => {
                ledger.launches.push(*launch);
                let left = self.left();
                ledger.planned.get_or_insert_with(|| {
                    plan(benchmark.config(), took, left)
                });
                if let Decision::Stop(reason) = self.decision(benchmark, ledger)
                {
                    ledger.stopped = Some(reason);
                    ledger.done = true;
                }
            }
            LaunchOutcome::Failed(failure) => {
                let id = &benchmark.id;
                let failure_seen = &failure;
                self.observer.observe(&Event::LaunchFailed {
                    id,
                    failure: failure_seen,
                });
                ledger.failure = Some(failure);
                ledger.done = true;
            }
        }
    }

    fn decision(&self, benchmark: &Benchmark, ledger: &Ledger) -> Decision {
        let launch_cost = ledger.launch_cost();
        let spent_out = self.left().is_some_and(|left| left.0 == 0);
        if ledger.launches.is_empty() && spent_out {
            return Decision::Stop(StopReason::SuiteBudget);
        }
        decide(&Progress {
            config: benchmark.config(),
            launches: &ledger.launches,
            planned: ledger.planned.unwrap_or(benchmark.config().launches),
            spent: ledger.spent,
            launch_cost,
            suite_left: self.left(),
            floor: benchmark.band.map_or(0.0, |band| band.half_width()),
        })
    }

    /// What is left of the suite's budget.
    fn left(&self) -> Option<Nanos> {
        let budget = self.budget?;
        Some(Nanos(budget.0.saturating_sub(self.clock.now())))
    }

    fn announce(&mut self, benchmark: &Benchmark, ledgers: &[Ledger]) {
        let done = ledgers.iter().map(|ledger| ledger.launches.len()).sum();
        let expected = self.expected(ledgers);
        let spent: u64 = ledgers.iter().map(|ledger| ledger.spent.0).sum();
        let made: u64 = ledgers.iter().map(|ledger| ledger.made).sum();
        let left = spent
            .checked_div(made)
            .map(|each| each.saturating_mul((expected - done) as u64))
            .map(Nanos);
        let id = &benchmark.id;
        self.observer.observe(&Event::LaunchStarted {
            id,
            done,
            expected,
            left,
        });
    }

    /// Launches that the suite will have made in all, as far as can be told.
    fn expected(&self, ledgers: &[Ledger]) -> usize {
        let each = ledgers.iter().zip(self.benchmarks);
        each.map(|(ledger, benchmark)| {
            let made = ledger.launches.len();
            let planned = ledger.planned.unwrap_or(benchmark.config().launches);
            let further = usize::from(!ledger.done);
            if ledger.done {
                made
            } else {
                (made + further).max(usize::try_from(planned).unwrap_or(made))
            }
        })
        .sum()
    }
}

fn count(ledgers: &[Ledger]) -> u32 {
    let made: usize = ledgers.iter().map(|l| l.launches.len()).sum();
    u32::try_from(made).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_over_cost_nothing_here() {
        let launches = vec![Launch::default(); 9];
        let mut ledger = Ledger { launches, ..Ledger::default() };
        assert_eq!(ledger.launch_cost(), Nanos(0));
        ledger.spent = Nanos(300);
        ledger.made = 1;
        ledger.launches.push(Launch::default());
        assert_eq!(ledger.launch_cost(), Nanos(300));
    }
}
