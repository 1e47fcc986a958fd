use super::*;
use crate::compare::{
    pair::Side,
    rule::{Direction, Question},
};
use benchkit::{Nanos, harness::Random, model::BenchmarkId};
use std::path::PathBuf;

/// Programs without processes: a time for each, and what its place in the
/// round and the hour of the day do to it.
struct Played {
    times: Vec<f64>,
    scatter: Random,
    now: u64,
    launches: Vec<usize>,
    fails_at: Option<(usize, usize)>,
    stops_at: usize,
    /// What every launch but the first of a round takes more.
    later: f64,
    /// What every launch takes more than the one before it.
    drift: f64,
}

impl Played {
    fn new(times: &[f64], seed: u64) -> Self {
        Self {
            times: times.to_vec(),
            scatter: Random::new(seed),
            now: 0,
            launches: Vec::new(),
            fails_at: None,
            stops_at: usize::MAX,
            later: 0.0,
            drift: 0.0,
        }
    }

    /// Uniform between -1 and 1.
    fn noise(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits")]
        let bits = (self.scatter.next_number() >> 11) as f64;
        bits / 4_503_599_627_370_496.0 - 1.0
    }
}

impl Stage for Played {
    fn now(&self) -> u64 {
        self.now
    }

    fn launch(&mut self, program: usize) -> Result<Launch, Trouble> {
        let number = self.launches.len();
        self.launches.push(program);
        self.now += 1_000;
        let earlier = self.launches.iter().filter(|p| **p == program).count();
        if self.fails_at == Some((program, earlier)) {
            let failure = Failure::new(FailureKind::Exited, "exit code 3");
            return Err(Trouble::Failed(failure));
        }
        let place = number % self.times.len();
        let later = if place > 0 { self.later } else { 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "hundreds")]
        let aged = self.drift * number as f64;
        let noise = 0.005 * self.noise();
        let wall_ns = self.times[program] * (1.0 + noise + later + aged);
        Ok(Launch { wall_ns, ..Launch::default() })
    }

    fn interrupted(&self) -> bool {
        self.launches.len() >= self.stops_at
    }

    fn progress(&mut self, _: &[Contest]) {}
}

fn contests(count: usize) -> Vec<Contest> {
    let side = || Side {
        label: "a".to_owned(),
        program: PathBuf::new(),
        folder: PathBuf::new(),
    };
    (1..count)
        .map(|at| {
            let ids = [0, at].map(|at| BenchmarkId::from(at.to_string()));
            Contest::new(ids, [side(), side()])
        })
        .collect()
}

fn bounds(budget: u64) -> Bounds {
    Bounds {
        limits: Limits {
            question: Question { margin: 0.01, threshold: 0.01 },
            budget: Nanos(budget),
            suite_budget: None,
            timeout: Nanos(1),
            flags: Vec::new(),
        },
        warmup: 0,
        look_once: false,
        shell_ns: 0.0,
    }
}

fn play(
    stage: &mut Played,
    bounds: Bounds,
    seed: u64,
) -> (Vec<Contest>, Vec<Record>) {
    let mut contests = contests(stage.times.len());
    let mut records = vec![Record::default(); stage.times.len()];
    Series::new(&mut contests, &mut records, bounds)
        .run(&mut Chance::new(seed), stage)
        .expect("nothing fatal");
    (contests, records)
}

fn directions(contests: &[Contest]) -> Vec<Option<Direction>> {
    contests.iter().map(|c| c.judged.map(|judged| judged.direction)).collect()
}

const ALL: u64 = 1_000_000;

#[test]
fn each_program_is_compared_with_the_first() {
    let mut stage = Played::new(&[1e6, 1e6, 1.1e6, 0.9e6], 1);
    let (contests, records) = play(&mut stage, bounds(ALL), 1);
    assert_eq!(
        directions(&contests),
        [
            Some(Direction::Equivalent),
            Some(Direction::Slower),
            Some(Direction::Faster)
        ]
    );
    assert!(contests[1].judged.is_some_and(|judged| judged.regression));
    assert!(records.iter().all(|r| r.launches.len() >= 12));
    assert!(records.iter().all(|r| r.failure.is_none()));
}

/// A first place that is always quicker, and a machine that slows down, are
/// no property of a program: 400 comparisons of equal ones, of which at most
/// 1 % may be called slower or faster.
#[test]
fn place_and_drift_change_no_verdict() {
    let mut changed = 0;
    for seed in 0..400 {
        let mut stage = Played::new(&[1e6, 1e6], seed);
        stage.later = 0.03;
        stage.drift = 1e-4;
        let (contests, _) = play(&mut stage, bounds(ALL), seed + 1_000);
        changed += directions(&contests)
            .iter()
            .filter(|d| {
                matches!(d, Some(Direction::Slower | Direction::Faster))
            })
            .count();
    }
    assert!(changed <= 4, "{changed}");
}

#[test]
fn a_budget_without_room_gives_no_verdict_unless_nobody_named_it() {
    let mut stage = Played::new(&[1e6, 2e6], 2);
    let (contests, records) = play(&mut stage, bounds(20_000), 2);
    assert_eq!(directions(&contests), [None]);
    assert!(contests[0].too_heavy());
    assert_eq!(records[1].launches.len(), 3);
    let once = Bounds { look_once: true, ..bounds(2_000) };
    let mut stage = Played::new(&[1e6, 2e6], 2);
    let (contests, records) = play(&mut stage, once, 2);
    assert_eq!(directions(&contests), [Some(Direction::Slower)]);
    assert_eq!(records[1].launches.len(), 12);
}

#[test]
fn who_fails_leaves_and_the_others_go_on() {
    let mut stage = Played::new(&[1e6, 1e6, 1.1e6], 3);
    stage.fails_at = Some((1, 5));
    let (contests, records) = play(&mut stage, bounds(ALL), 3);
    assert_eq!(directions(&contests)[1], Some(Direction::Slower));
    assert_eq!(contests[0].judged, None);
    assert_eq!(contests[0].failure.as_ref().map(|f| f.side), Some(1));
    assert_eq!(records[1].launches.len(), 4, "what was measured is kept");
    assert!(records[1].failure.is_some() && records[0].failure.is_none());

    let mut stage = Played::new(&[1e6, 1e6, 1.1e6], 3);
    stage.fails_at = Some((0, 1));
    let (contests, _) = play(&mut stage, bounds(ALL), 3);
    assert!(contests.iter().all(|c| c.failure.is_some()));
    assert!(stage.launches.len() <= 3, "{:?}", stage.launches);
}

#[test]
fn warm_up_does_not_count_and_the_shell_is_taken_off() {
    let mut stage = Played::new(&[3e6, 4e6], 4);
    let with =
        Bounds { warmup: 2, shell_ns: 2e6, look_once: true, ..bounds(1) };
    let (contests, records) = play(&mut stage, with, 4);
    assert_eq!(stage.launches[..4], [0, 1, 0, 1]);
    assert_eq!((records[0].warmup.len(), records[0].launches.len()), (2, 12));
    let point = contests[0].judged.expect("judged").point;
    assert!((point - 2.0_f64.ln()).abs() < 0.05, "{point}");

    let mut stage = Played::new(&[3e6, 4e6], 4);
    let more = Bounds { shell_ns: 3.5e6, ..bounds(ALL) };
    let (contests, _) = play(&mut stage, more, 4);
    let failed = contests[0].failure.as_ref().expect("failed");
    assert!(failed.failure.message.contains("shell"), "{failed:?}");
}

#[test]
fn an_interruption_keeps_what_there_is() {
    let mut stage = Played::new(&[1e6, 1e6], 5);
    stage.stops_at = 9;
    let (contests, records) = play(&mut stage, bounds(ALL), 5);
    assert_eq!(contests[0].pairs.len(), 4);
    assert_eq!(contests[0].judged, None);
    let launches: usize = records.iter().map(|r| r.launches.len()).sum();
    assert_eq!(launches, 9);
}
