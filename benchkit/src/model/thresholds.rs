//! Every number that decides whether something is said, in one place.
//!
//! They are set so that an honest, steady workload on a two-core virtual
//! machine with occasional preemption is not complained about: a detector
//! that cries wolf is switched off in people's heads. Where a number was
//! measured, the comment says what was seen.

/// Trials shorter than this, in nanoseconds, are located by the clean ones
/// among them. On a loaded two-core machine 5 % of 100 us trials were
/// preempted, of 20 ms trials nearly all: at 1 ms most are still clean.
pub const CLEAN_BELOW_NS: f64 = 1e6;

/// Clean trials that it takes to locate a launch by them: with fewer, their
/// median has no interval worth the name.
pub const FEWEST_CLEAN: usize = 5;

/// An estimate up to this many empty iterations cannot be told from an empty
/// workload: a core overlaps a cycle or two of work with the loop itself.
pub const EMPTY_ITERATIONS: f64 = 1.5;

/// Time at 2n iterations / time at n: 2 for work that is done, 1 for work
/// that is not. The band around 1 is as far from 2 as preemption of half of
/// the trials in a quiet launch would bring it.
pub const DOUBLING_NEAR_ONE: (f64, f64) = (0.8, 1.25);

/// Launches whose doubling must be known: a single one may have been
/// preempted just so.
pub const DOUBLING_LAUNCHES: usize = 2;

/// Preempted share of short trials that makes a host busy whatever else it
/// says: four times what a fully loaded two-core machine showed (5 %).
pub const PREEMPTED: f64 = 0.2;

/// Trials below which a preempted share says nothing: one of 20 is the 5 %
/// that a loaded machine shows.
pub const TRIALS_FOR_A_SHARE: u64 = 20;

/// Preempted share that makes it busy where other signs agree: twice that
/// 5 %.
pub const PREEMPTED_WITH_PRESSURE: f64 = 0.1;

/// Share of the time in which some task waited for a CPU from which pressure
/// is such a sign; the limit that kernel documentation and measurement agree
/// on for "some".
pub const PRESSURE: f64 = 0.1;

/// Share of the host's CPU time that the hypervisor took. Shared cloud
/// machines show 1 to 2 % when nothing is wrong.
pub const STEAL: f64 = 0.1;

/// Share of the threads' time spent runnable without a CPU. Short daemons cost
/// about 1 %. On two cores under a load of six it was 62 %, while 97 % of the
/// short trials stayed clean: preemption alone does not tell.
pub const RUN_DELAY: f64 = 0.1;

/// Distance between the clean estimate and the all-trial median, relative,
/// below which their disagreement does not matter even where the interval is
/// narrower: twice the default margin of a verdict.
pub const CLEAN_DISAGREES: f64 = 0.02;

/// Spread of the launches (interquartile range / 1.349, relative) from which
/// they are called unstable. Over 300 launches of one binary the standard
/// deviation was .7 % for arithmetic and 4.8 % for a pointer walk, both
/// honest; the cases that need a cure showed 35 to 60 %. Three launches in
/// ten that a neighbour makes a third slower spread by 17 %.
pub const UNSTABLE_SPREAD: f64 = 0.25;

/// The same spread / what the trials within the launches explain: below it
/// the trials, not the launches, are what varies.
pub const UNSTABLE_OVER_TRIALS: f64 = 3.0;

/// Relative change of the processor's clock that is told. The steps seen on
/// a cloud machine were 2.4 %; on a quiet one the loop that shows the clock
/// repeats to a hundredth of a per cent.
pub const CLOCK_CHANGED: f64 = 0.01;

/// Iterations, or trials, that it takes to tell two kinds of them.
pub const MODES_ITERATIONS: u64 = 100;

/// The gap between two kinds of iterations, relative.
pub const MODES_APART: f64 = 0.1;

/// The same gap / what each kind spreads by: normal modes of equal size are
/// told from seven of their standard deviations on. The widest gap of wide
/// and of skewed distributions is a third of that.
pub const MODES_GAP: f64 = 1.0;

/// The same gap in steps of the clock: what the clock rounds has gaps.
pub const MODES_STEPS: f64 = 5.0;

/// The first iteration of a process / later ones, from which a cache is
/// suspected: cold caches, page faults and lazy symbols make it ten times for
/// work of microseconds.
pub const CACHED_TIMES: f64 = 50.0;

/// What the first iteration takes more, in nanoseconds: less is what code and
/// pages cost that are not there yet.
pub const CACHED_MORE_NS: f64 = 2e6;

/// Launches that must show it, all of them.
pub const CACHED_LAUNCHES: usize = 3;

/// Launches that a spread needs: quartiles of fewer are single values.
pub const UNSTABLE_LAUNCHES: usize = 5;

/// ln(later / earlier half of a launch's trials) from which the launch
/// drifts: five times the widest interval (.4 %) that was measured within a
/// launch of steady work.
pub const DRIFT: f64 = 0.02;

/// Share of the launches that must drift the same way: of ten whose halves
/// differ by chance alone, as many or more do so in one case of ten, and
/// they would have become steady.
pub const DRIFTING: f64 = 0.8;

/// Trials, over all launches, below which even their median has no 95 %
/// interval (the smallest n of the sign interval).
pub const TRIALS_FOR_A_MEDIAN: u64 = 6;

/// Trials, over all launches, below which quartiles and 95 % quantile of the
/// trials are a handful of single values.
pub const TRIALS_FOR_A_SPREAD: u64 = 20;

/// Largest / smallest value of a numeric parameter from which something must
/// move.
pub const SWEEP_RANGE: f64 = 8.0;

/// Largest / smallest estimate over such a sweep, less one, up to which
/// nothing has moved: beyond the launch-to-launch spread of arithmetic,
/// below what any real growth over an 8-fold range shows.
pub const SWEEP_MOVES: f64 = 0.03;

/// Relative half-width beyond which an interval is too wide to say that
/// nothing moved.
pub const SWEEP_WIDTH: f64 = 0.05;

/// Share of the time in which a quota stopped the work: one thread that asks
/// for exactly its quota loses less than this without harm.
pub const THROTTLED: f64 = 0.01;

/// The share from which throttling decides the result.
pub const SEVERELY_THROTTLED: f64 = 0.05;

/// Relative change that does not matter: the margin of equivalence.
pub const MARGIN: f64 = 0.01;

/// Earlier runs that show the host's noise between runs: fewer have no
/// spread to speak of.
pub const FLOOR_RUNS: usize = 5;

/// Most earlier runs that do: the 2.5 % and 97.5 % quantiles of so many lie
/// beside their extremes, and older ones say less about the host of today.
pub const FLOOR_WINDOW: usize = 40;
