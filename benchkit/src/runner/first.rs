//! The first iteration of a launch: what it is prepared for, what its inputs
//! weigh, and whether there will be another one.

use crate::{
    model::{BATCH_SIZE_UNKNOWN, COLD_ONLY, Failure, Trial, Warmup},
    runner::sampler::{Length, Sampler},
    workload::Routine,
};

/// Share of the nearest cache that the inputs of a batch may fill.
const BATCH_SHARE: u64 = 2;
/// Inputs of a batch where the cache is unknown.
const BATCH_INPUTS: u64 = 1_024;
/// Inputs of a batch at most where they may own memory that the allocator
/// does not tell of.
const BATCH_UNKNOWN: u64 = 64;
/// A first iteration that takes this part of the benchmark's budget, or of
/// the time after which the launch is killed, is the launch's only one.
const HEAVY_PART: u64 = 3;

impl Sampler<'_> {
    /// Whether the first iteration took so long that another one would not
    /// be worth its time, or not end before the launch is killed. Whoever
    /// asks for warm-up trials or for longer trials gets them.
    ///
    /// The launch's own time is no measure: a first iteration of short work
    /// may well take as long, where something is loaded in it.
    #[expect(clippy::cast_precision_loss, reason = "durations below 2^53 ns")]
    pub(super) fn is_heavy(&self, first: Trial) -> bool {
        let config = &self.plan.config;
        let warm = matches!(config.warmup, Warmup::Trials(1..));
        let several = config.iterations.is_some_and(|n| n > 1);
        let long = (config.budget.0 / HEAVY_PART).max(self.plan.time.0);
        let limit = long.min(config.timeout.0 / HEAVY_PART);
        !warm && !several && first.wall_ns >= limit as f64
    }

    /// Ends the launch with its first iteration as the only trial.
    pub(super) fn keep_cold(
        &mut self,
        routine: &mut dyn Routine,
        first: Trial,
    ) -> Result<(), Failure> {
        self.record.trials.push(first);
        self.record.launch.remarks.push(COLD_ONLY.to_owned());
        let length = Length { iterations: 1, segment: 1 };
        self.executor(routine, length);
        self.latency(routine, length)
    }

    /// Prepares the first iteration. Returns how many inputs a segment
    /// holds: as many as fit in half the nearest cache. Their size is what
    /// the allocator says one more input costs.
    pub(super) fn prepare_first(
        &mut self,
        routine: &mut dyn Routine,
    ) -> Result<u64, Failure> {
        let host = self.stopwatch.host;
        let before = host.heap_bytes();
        routine.prepare(1);
        let after = host.heap_bytes();
        let Some(inline) = routine.input_size() else { return Ok(u64::MAX) };
        if self.plan.config.once {
            return Ok(u64::MAX);
        }
        let heap =
            before.zip(after).map(|(then, now)| now.saturating_sub(then));
        // The list of the inputs itself moves a heap that is counted.
        let unknown = heap.unwrap_or(0) == 0 && routine.input_may_own();
        let inline = u64::try_from(inline).unwrap_or(u64::MAX);
        let size = heap.unwrap_or(0).max(inline);
        let room = host.batch_cache_bytes().map(|cache| cache / BATCH_SHARE);
        let count = match room {
            Some(room) if size > 0 => (room / size).max(1),
            _ => BATCH_INPUTS,
        };
        let most = if unknown { BATCH_UNKNOWN } else { u64::MAX };
        let count = self.agree(count.min(most))?;
        if unknown {
            self.record.launch.remarks.push(BATCH_SIZE_UNKNOWN.to_owned());
        }
        self.record.launch.batch_bytes = Some(size);
        Ok(count)
    }
}
