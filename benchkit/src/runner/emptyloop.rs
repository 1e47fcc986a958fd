//! The empty loop beside the trials: a clock that changes its rate during a
//! launch changes it too.

use crate::{
    model::Trial,
    runner::{
        calibration,
        sampler::{Length, Sampler},
    },
    stats::float64,
};

/// A trial that takes so many times its empty loop does not feel it.
const FELT: f64 = 1_000.0;

impl Sampler<'_> {
    /// Times the empty loop anew, from now on to be taken off each trial:
    /// nanoseconds an iteration, or `None` where no trial feels it.
    pub(super) fn time_loop(&mut self, length: Length) -> Option<f64> {
        let trial = self.plan.config.trial.as_f64();
        let clock = &mut self.stopwatch.clock;
        let share = clock.empty_iteration_ns * float64(length.iterations);
        if self.own_clock || share * FELT < trial {
            return None;
        }
        let now = calibration::empty_loop(self.stopwatch.host, *clock, trial);
        clock.empty_iteration_ns = now;
        Some(now)
    }

    /// Times the empty loop once more, and takes off each trial what lies
    /// between `early`, which was taken off, and what the loop takes now.
    pub(super) fn time_loop_again(
        &mut self,
        early: Option<f64>,
        length: Length,
    ) {
        let (Some(early), Some(late)) = (early, self.time_loop(length)) else {
            return;
        };
        interpolate(&mut self.record.trials, early, late);
        let clock = &mut self.stopwatch.clock;
        clock.empty_iteration_ns = f64::midpoint(early, late);
        self.record.clock = Some(*clock);
    }
}

/// Corrects `trials`, off which the empty loop's `early` cost was taken, for
/// a cost that went straight from there to `late`.
fn interpolate(trials: &mut [Trial], early: f64, late: f64) {
    let count = float64(trials.len() as u64);
    for (at, trial) in (0_u32..).zip(trials) {
        let share = (f64::from(at) + 0.5) / count;
        let more = (late - early) * share;
        trial.wall_ns -= more * float64(trial.iterations);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HostTags;

    fn trial(wall_ns: f64) -> Trial {
        Trial { iterations: 100, wall_ns, tags: HostTags::default() }
    }

    #[test]
    fn a_loop_that_slowed_down_is_taken_off_in_the_middle_of_each_trial() {
        let mut trials = vec![trial(50.0); 4];
        interpolate(&mut trials, 1.0, 1.8);
        let walls: Vec<f64> = trials.iter().map(|t| t.wall_ns).collect();
        for (got, wanted) in walls.iter().zip([40.0, 20.0, 0.0, -20.0]) {
            assert!((got - wanted).abs() < 1e-9, "{walls:?}");
        }
    }

    #[test]
    fn a_steady_loop_changes_nothing() {
        let mut trials = vec![trial(50.0); 3];
        interpolate(&mut trials, 1.0, 1.0);
        assert!(trials.iter().all(|t| (t.wall_ns - 50.0).abs() < 1e-9));
    }
}
