//! Times one trial: the only place where the clock is read around work.

use crate::{
    model::{ClockFacts, Failure, FailureKind, HostTags, Trial},
    runner::{Host, gate::Gate},
    unit::Nanos,
    workload::Routine,
};
use std::time::Duration;

/// Times trials on `host`, in step with the other threads of the launch.
#[derive(Clone, Copy)]
pub(super) struct Stopwatch<'h> {
    pub(super) host: &'h dyn Host,
    pub(super) gate: &'h Gate,
    pub(super) clock: ClockFacts,
}

impl Stopwatch<'_> {
    /// Times `iterations` iterations of `routine`, at most `segment` of them
    /// at a time: inputs of more would not fit in the cache.
    pub(super) fn trial(
        &self,
        routine: &mut dyn Routine,
        iterations: u64,
        segment: u64,
    ) -> Result<Trial, Failure> {
        let mut left = iterations;
        let mut wall_ns = 0.0;
        let mut tags: Option<HostTags> = None;
        while left > 0 {
            let now = left.min(segment);
            let (took, did) = self.segment(routine, now)?;
            wall_ns += took;
            tags = Some(tags.map_or(did, |all| add(&all, &did)));
            left -= now;
        }
        Ok(Trial { iterations, wall_ns, tags: tags.unwrap_or_default() })
    }

    /// Times the one iteration that `routine` is already prepared for.
    pub(super) fn first(
        &self,
        routine: &mut dyn Routine,
    ) -> Result<Trial, Failure> {
        let (wall_ns, tags) = self.prepared(routine, 1)?;
        Ok(Trial { iterations: 1, wall_ns, tags })
    }

    /// Times `iterations` iterations, untagged, and waits for no other
    /// thread: net nanoseconds.
    pub(super) fn bare(
        &self,
        routine: &mut dyn Routine,
        iterations: u64,
    ) -> Result<f64, Failure> {
        routine.prepare(iterations);
        let start = self.host.now();
        let own = routine.run(iterations);
        let end = self.host.now();
        routine.finish()?;
        Ok(self.net(own, end.saturating_sub(start), iterations))
    }

    /// Times `iterations` iterations at once: net nanoseconds, and tags.
    fn segment(
        &self,
        routine: &mut dyn Routine,
        iterations: u64,
    ) -> Result<(f64, HostTags), Failure> {
        routine.prepare(iterations);
        self.prepared(routine, iterations)
    }

    /// Times the iterations that `routine` is prepared for.
    fn prepared(
        &self,
        routine: &mut dyn Routine,
        iterations: u64,
    ) -> Result<(f64, HostTags), Failure> {
        self.gate.meet()?;
        let before = self.host.tags();
        let start = self.host.now();
        let own = routine.run(iterations);
        let end = self.host.now();
        let tags = self.host.tags().since(&before);
        self.gate.meet()?;
        routine.finish()?;
        if end < start {
            return Err(Failure::new(
                FailureKind::Clock,
                "the clock went backwards during a trial",
            ));
        }
        Ok((self.net(own, end - start, iterations), tags))
    }

    /// What the work took: the workload's own time, or the clock's without
    /// what the clock and the empty loop cost. Not clamped at zero.
    #[expect(clippy::cast_precision_loss, reason = "trials are short")]
    fn net(&self, own: Option<Duration>, wall: u64, iterations: u64) -> f64 {
        if let Some(time) = own {
            return time.as_nanos() as f64;
        }
        let empty = self.clock.empty_iteration_ns * iterations as f64;
        wall as f64 - self.clock.overhead_ns - empty
    }
}

fn add(a: &HostTags, b: &HostTags) -> HostTags {
    let sum = |x: Option<u64>, y: Option<u64>| Some(x? + y?);
    let span = |x: Option<Nanos>, y: Option<Nanos>| Some(Nanos(x?.0 + y?.0));
    HostTags {
        thread_cpu: span(a.thread_cpu, b.thread_cpu),
        process_cpu: span(a.process_cpu, b.process_cpu),
        involuntary_switches: sum(
            a.involuntary_switches,
            b.involuntary_switches,
        ),
        page_faults: sum(a.page_faults, b.page_faults),
    }
}
