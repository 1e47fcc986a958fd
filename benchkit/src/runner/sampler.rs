//! The driver that measures: first iteration, calibration, warm-up, trials,
//! the doubling check and single iterations, in this order.

use crate::{
    model::{
        ClockFacts, Direction, Failure, Launch, Metric, MetricValue, Trial,
        Warmup, WarmupFacts,
    },
    runner::{
        calibration::iterations_for, latency, launch::Plan,
        stopwatch::Stopwatch, turns::Conductor,
    },
    stats::{self, Steady},
    unit::Nanos,
    workload::{Driver, Note, Routine, idle},
};

/// Trials that a launch has at least, if one iteration is short.
const FEWEST_TRIALS: usize = 3;
/// Iterations longer than this are timed one by one from the start.
const LONG_NS: f64 = 1e6;
/// So many iterations that are not a trial yet never will be: nothing is
/// done, or the workload's own clock does not run while it is.
const WORTHLESS: u64 = 1 << 26;
/// Trials of empty futures.
const EXECUTOR_TRIALS: usize = 9;
/// Pairs of trials of n and 2n iterations.
const DOUBLINGS: usize = 5;
/// What one thread recorded.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) driven: u32,
    /// The clock as it was over the trials, where it was measured again.
    pub(super) clock: Option<ClockFacts>,
    pub(super) trials: Vec<Trial>,
    pub(super) launch: Launch,
    pub(super) failed: Option<Failure>,
}

/// Measures the routine that a workload hands over.
pub(super) struct Sampler<'h> {
    pub(super) stopwatch: Stopwatch<'h>,
    pub(super) plan: &'h Plan,
    pub(super) leader: bool,
    /// Who says whose turn it is, where another launch is lived through
    /// together.
    conductor: Option<&'h dyn Conductor>,
    began: u64,
    /// The empty loop is not in the times of a workload's own clock.
    pub(super) own_clock: bool,
    pub(super) record: Record,
}

/// How many iterations a trial has, and a segment of it.
#[derive(Clone, Copy)]
pub(super) struct Length {
    pub(super) iterations: u64,
    pub(super) segment: u64,
}

impl<'h> Sampler<'h> {
    pub(super) fn new(
        stopwatch: Stopwatch<'h>,
        plan: &'h Plan,
        leader: bool,
        conductor: Option<&'h dyn Conductor>,
    ) -> Self {
        let began = stopwatch.host.now();
        Self {
            stopwatch,
            plan,
            leader,
            conductor,
            began,
            own_clock: false,
            record: Record::default(),
        }
    }

    pub(super) fn into_record(self) -> Record {
        self.record
    }

    fn elapsed(&self, since: u64) -> u64 {
        self.stopwatch.host.now().saturating_sub(since)
    }

    /// The leader's answer, on every thread.
    pub(super) fn agree(&self, value: u64) -> Result<u64, Failure> {
        self.stopwatch.gate.agree(self.leader, value)
    }

    pub(super) fn trial(
        &self,
        routine: &mut dyn Routine,
        length: Length,
    ) -> Result<Trial, Failure> {
        self.stopwatch.trial(routine, length.iterations, length.segment)
    }

    fn measure(&mut self, routine: &mut dyn Routine) -> Result<(), Failure> {
        self.record.launch.setup = Nanos(self.elapsed(self.began));
        let start = self.stopwatch.host.now();
        self.own_clock = routine.has_own_clock();
        let before = self.stopwatch.host.counters();
        let segment = self.prepare_first(routine)?;
        let first = self.stopwatch.first(routine)?;
        self.record.launch.warmup.first_iteration_ns = Some(first.wall_ns);
        if self.plan.config.once {
            self.record.trials.push(first);
            return match self.conductor {
                Some(conductor) => self.tell(conductor, first.wall_ns),
                None => Ok(()),
            };
        }
        if let Some(conductor) = self.conductor {
            let length = self.calibrate(routine, first, segment)?;
            let (length, cost) = self.warm_up(routine, length, start)?;
            self.time_loop(length);
            self.tell(conductor, cost.unwrap_or(first.wall_ns))?;
            return self.take_turns(conductor, routine, length);
        }
        if self.agree(u64::from(self.is_heavy(first)))? == 1 {
            let counters = self.stopwatch.host.counters();
            self.record.launch.host = counters.since(&before);
            return self.keep_cold(routine, first);
        }
        let length = self.calibrate(routine, first, segment)?;
        let (length, _) = self.warm_up(routine, length, start)?;
        // Until here it is what one input takes.
        if let Some(bytes) = &mut self.record.launch.batch_bytes {
            let inputs = length.iterations.min(length.segment);
            *bytes = bytes.saturating_mul(inputs);
        }
        let before = self.stopwatch.host.counters();
        let early = self.time_loop(length);
        self.sample(routine, length)?;
        self.time_loop_again(early, length);
        self.record.launch.host = self.stopwatch.host.counters().since(&before);
        self.double(routine, length)?;
        self.executor(routine, length);
        self.latency(routine, length)
    }

    /// Grows a trial until it is long enough to tell what an iteration
    /// costs.
    fn calibrate(
        &mut self,
        routine: &mut dyn Routine,
        first: Trial,
        segment: u64,
    ) -> Result<Length, Failure> {
        if let Some(iterations) = self.plan.config.iterations {
            return Ok(Length { iterations, segment });
        }
        let wanted = self.plan.config.trial.as_f64();
        let mut last = first;
        let mut length = Length { iterations: 1, segment };
        // The time with the empty loop in it decides: work that was
        // optimised away takes no other.
        let mut took = self.gross(last);
        while self.agree(u64::from(took < wanted / 4.0))? == 1 {
            if length.iterations > WORTHLESS {
                break;
            }
            length.iterations =
                self.agree(grown(length.iterations, took, wanted))?;
            last = self.trial(routine, length)?;
            took = self.gross(last);
            self.record.launch.warmup.trials += 1;
        }
        self.fit(last.per_iteration(), segment)
    }

    /// The length of a trial whose iteration costs `cost_ns`.
    fn fit(&self, cost_ns: f64, segment: u64) -> Result<Length, Failure> {
        let trial = self.plan.config.trial.as_f64();
        let clock = &self.stopwatch.clock;
        let empty = if self.own_clock { 0.0 } else { clock.empty_iteration_ns };
        let gross = cost_ns + empty;
        let iterations = self.agree(iterations_for(trial, gross, clock))?;
        Ok(Length { iterations, segment })
    }

    /// Runs trials until they are steady, then fits their length anew; also
    /// what an iteration then takes, where there were trials.
    fn warm_up(
        &mut self,
        routine: &mut dyn Routine,
        length: Length,
        start: u64,
    ) -> Result<(Length, Option<f64>), Failure> {
        let (cap, most) = match self.plan.config.warmup {
            Warmup::Until(cap) => (cap.0, u64::MAX),
            Warmup::Trials(trials) => (u64::MAX, trials),
        };
        let timed = most == u64::MAX;
        let mut steady = Steady::default();
        let mut costs = Vec::new();
        let mut facts = WarmupFacts::default();
        while facts.trials < most {
            let done =
                timed && (steady.is_steady() || self.elapsed(start) >= cap);
            if self.agree(u64::from(done))? == 1 {
                break;
            }
            let cost = self.trial(routine, length)?.per_iteration();
            steady.push(cost);
            costs.push(cost);
            facts.trials += 1;
        }
        let warmup = &mut self.record.launch.warmup;
        warmup.trials += facts.trials;
        warmup.steady = steady.is_steady();
        warmup.time = Nanos(self.stopwatch.host.now().saturating_sub(start));
        if costs.is_empty() {
            return Ok((length, None));
        }
        let late = costs.split_off(costs.len() / 2);
        let cost = stats::median(&stats::sorted(late));
        if self.plan.config.iterations.is_some() {
            return Ok((length, Some(cost)));
        }
        Ok((self.fit(cost, length.segment)?, Some(cost)))
    }

    /// Runs trials for the plan's time, and at least a few short ones.
    fn sample(
        &mut self,
        routine: &mut dyn Routine,
        length: Length,
    ) -> Result<(), Failure> {
        let start = self.stopwatch.host.now();
        loop {
            let trial = self.trial(routine, length)?;
            self.record.trials.push(trial);
            let over = self.elapsed(start) >= self.plan.time.0;
            let few = self.record.trials.len() < FEWEST_TRIALS
                && trial.wall_ns < LONG_NS;
            if self.agree(u64::from(over && !few))? == 1 {
                return Ok(());
            }
        }
    }

    /// Compares trials of n and of 2n iterations, in turns: work that was
    /// optimised away does not take longer.
    fn double(
        &mut self,
        routine: &mut dyn Routine,
        length: Length,
    ) -> Result<(), Failure> {
        let fixed = self.plan.config.iterations.is_some();
        let short = self.record.trials.last().map_or(0.0, |t| t.wall_ns);
        if self.agree(u64::from(fixed || short >= LONG_NS))? == 1 {
            return Ok(());
        }
        let twice = Length { iterations: length.iterations * 2, ..length };
        let start = self.stopwatch.host.now();
        let mut ratios = Vec::with_capacity(DOUBLINGS);
        for _ in 0..DOUBLINGS {
            let once = self.gross(self.trial(routine, length)?);
            let double = self.gross(self.trial(routine, twice)?);
            if once > 0.0 {
                ratios.push(double / once);
            }
            // What is done around a trial may take far longer than it.
            let over = self.elapsed(start) >= self.plan.time.0;
            if self.agree(u64::from(over))? == 1 {
                break;
            }
        }
        let ratio = stats::median(&stats::sorted(ratios));
        self.record.launch.doubling = ratio.is_finite().then_some(ratio);
        Ok(())
    }

    /// What the executor of an asynchronous workload costs an iteration.
    pub(super) fn executor(&mut self, routine: &dyn Routine, length: Length) {
        let Some(runtime) = routine.executor() else { return };
        let host = self.stopwatch.host;
        let costs = (0..EXECUTOR_TRIALS).map(|_| {
            let start = host.now();
            idle(runtime, length.iterations);
            host.now().saturating_sub(start)
        });
        let costs = stats::sorted(costs.map(stats::float64));
        let net = stats::median(&costs) - self.stopwatch.clock.overhead_ns;
        self.record.launch.metrics.push(MetricValue {
            metric: Metric {
                name: "executor".to_owned(),
                unit: "ns".to_owned(),
                direction: Direction::Lower,
            },
            value: Some(net / stats::float64(length.iterations)),
            reason: None,
        });
    }

    /// A trial's time with the empty loop's put back; it was never in the
    /// times of a workload's own clock, where it would be all that doubles.
    #[expect(clippy::cast_precision_loss, reason = "trials are short")]
    fn gross(&self, trial: Trial) -> f64 {
        if self.own_clock {
            return trial.wall_ns;
        }
        let empty = self.stopwatch.clock.empty_iteration_ns;
        trial.wall_ns + empty * trial.iterations as f64
    }

    pub(super) fn latency(
        &mut self,
        routine: &mut dyn Routine,
        length: Length,
    ) -> Result<(), Failure> {
        let share = self.plan.config.latency;
        if share <= 0.0 {
            return Ok(());
        }
        self.record.launch.latency = if length.iterations == 1 {
            latency::of_values(self.record.trials.iter().map(|t| t.wall_ns))
        } else {
            let budget = part(self.plan.time, share);
            latency::pass(&self.stopwatch, routine, budget, self.plan.time.0)?
        };
        Ok(())
    }
}

impl Driver for Sampler<'_> {
    fn drive(&mut self, routine: &mut dyn Routine) {
        self.record.driven += 1;
        let ended = if self.record.driven == 1 {
            self.measure(routine)
        } else {
            Err(Failure::new(
                crate::model::FailureKind::Error,
                "the workload measures twice: call one iter method, once",
            ))
        };
        if let Err(failure) = ended {
            self.stopwatch.gate.break_open();
            self.record.failed.get_or_insert(failure);
        }
    }

    fn note(&mut self, note: Note) {
        let launch = &mut self.record.launch;
        match note {
            Note::Throughput(throughput) => {
                launch.throughput = Some(throughput);
            }
            Note::Metric(metric) => launch.metrics.push(metric),
            Note::Effective(parameter) => launch.effective.push(parameter),
            Note::Remark(remark) => launch.remarks.push(remark),
            Note::Failed(failure) => {
                self.record.failed.get_or_insert(failure);
            }
        }
    }
}

/// The next length of a growing trial: straight to where it should be, but
/// at least twice and at most a hundred times as long.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped in the same line"
)]
fn grown(iterations: u64, took_ns: f64, wanted_ns: f64) -> u64 {
    let factor = (wanted_ns / took_ns.max(1.0)).clamp(2.0, 100.0);
    (iterations as f64 * factor) as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a duration"
)]
fn part(whole: Nanos, share: f64) -> u64 {
    (whole.as_f64() * share) as u64
}
