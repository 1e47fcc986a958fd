//! What a clock finds out about itself.

/// Steps that are looked at for the smallest one.
const STEPS: usize = 64;
/// Reads after which a clock that has not moved stands still: even one
/// that ticks every 16 ms moves within them, at 10 ns a read or more.
const PATIENCE: u32 = 4_000_000;
/// Blocks of reads; the overhead is the median over them.
const BLOCKS: usize = 101;
/// Pairs of reads in a block; their mean has finer steps than the clock.
const PAIRS: u32 = 64;

/// What a clock found out about itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The smallest step it was seen to make, in nanoseconds.
    pub resolution_ns: f64,
    /// What the two reads around a trial add to the time between them, in
    /// nanoseconds: the second half of one and the first half of the other.
    pub overhead_ns: f64,
}

/// Measures the clock that `now` reads, in nanoseconds.
///
/// The number of reads is bounded. `None` where the clock stands still or
/// was seen to go backwards: nothing can be timed with it.
pub fn facts(now: &dyn Fn() -> u64) -> Option<Reading> {
    Some(Reading {
        resolution_ns: resolution(now)?,
        overhead_ns: overhead(now)?,
    })
}

/// The smallest of at most [`STEPS`] steps, from at most [`PATIENCE`]
/// reads; `None` where there was no step, or one backwards.
fn resolution(now: &dyn Fn() -> u64) -> Option<f64> {
    let (mut smallest, mut steps) = (u64::MAX, 0);
    let mut last = now();
    for _ in 0..PATIENCE {
        let next = now();
        let step = next.checked_sub(last)?;
        last = next;
        if step > 0 {
            smallest = smallest.min(step);
            steps += 1;
        }
        if steps == STEPS {
            break;
        }
    }
    (steps > 0).then(|| as_f64(smallest))
}

/// The median over blocks of the mean time between two reads in a row.
fn overhead(now: &dyn Fn() -> u64) -> Option<f64> {
    let mut blocks = [0.0; BLOCKS];
    for block in &mut blocks {
        let first = now();
        let mut last = first;
        for _ in 0..PAIRS {
            last = now();
        }
        *block = as_f64(last.checked_sub(first)?) / f64::from(PAIRS);
    }
    crate::stats::sort(&mut blocks);
    blocks.get(BLOCKS / 2).copied()
}

#[expect(clippy::cast_precision_loss, reason = "steps are far below 2^53 ns")]
fn as_f64(nanos: u64) -> f64 {
    nanos as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::{Clock, ManualClock},
        unit::Nanos,
    };
    use std::cell::Cell;

    /// Moves by `step` at every `every`th read.
    fn ticking(step: u64, every: u64) -> impl Fn() -> u64 {
        let reads = Cell::new(0);
        move || {
            reads.set(reads.get() + 1);
            reads.get() / every * step
        }
    }

    #[test]
    fn a_clock_that_moves_by_each_read_is_known_exactly() {
        let found = facts(&ticking(25, 1));
        assert_eq!(
            found,
            Some(Reading { resolution_ns: 25.0, overhead_ns: 25.0 })
        );
    }

    #[test]
    fn a_coarse_clock_has_an_overhead_below_its_step() {
        let found = facts(&ticking(100, 4)).expect("it moves");
        assert_eq!(found.resolution_ns.to_bits(), 100_f64.to_bits());
        assert!((found.overhead_ns - 25.0).abs() < 2.0, "{found:?}");
    }

    #[test]
    fn the_smallest_step_counts() {
        let reads = Cell::new(0_u64);
        let found = facts(&|| {
            let at = reads.get();
            reads.set(at + 1);
            at * 40 + u64::from(at % 10 == 9)
        })
        .expect("it moves");
        assert_eq!(found.resolution_ns.to_bits(), 39_f64.to_bits());
    }

    #[test]
    fn a_standing_clock_is_an_error_and_no_endless_loop() {
        let clock = ManualClock::new();
        assert_eq!(facts(&|| clock.now()), None);
    }

    #[test]
    fn a_clock_that_goes_backwards_is_an_error() {
        let clock = ManualClock::new();
        let hand = clock.handle();
        hand.set(Nanos(1_000_000));
        let found = facts(&|| {
            let now = clock.now();
            hand.set(Nanos(now.saturating_sub(10)));
            now
        });
        assert_eq!(found, None);
    }

    #[test]
    fn the_system_clock_moves_and_starts_near_zero() {
        let clock = Clock::new();
        let first = clock.now();
        assert!(clock.now() >= first);
        let found = facts(&|| clock.now()).expect("it moves");
        assert!(found.resolution_ns >= 1.0, "{found:?}");
        assert!(found.overhead_ns > 0.0, "{found:?}");
    }
}
