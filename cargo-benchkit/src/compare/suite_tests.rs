use super::*;
use crate::compare::{pair::Side, rule::Direction};
use benchkit::model::{Failure, FailureKind};
use std::path::PathBuf;

/// Launch pairs without processes: the n-th contest's ratio by its id.
struct Played {
    now: u64,
    cost: u64,
    asked: Vec<String>,
    stop_after: usize,
}

impl Stage for Played {
    fn now(&self) -> u64 {
        self.now
    }

    fn group(
        &mut self,
        plan: &Plan<'_>,
        chance: &mut Chance,
    ) -> Result<Vec<LaunchPair>, SideFailure> {
        self.now += self.cost;
        let (new, olds) = plan.sides.split_last().expect("a new side");
        let id = new.1.to_string();
        self.asked.push(id.clone());
        let scatter = if chance.below(2) == 0 { 1e-4 } else { -1e-4 };
        if let Some(side) = olds.iter().position(|s| s.0.label == "broken") {
            let failure = Failure::new(FailureKind::Panicked, "no");
            return Err(SideFailure { side, failure });
        }
        let point = match id.as_str() {
            "s::slow" => 0.03 + scatter,
            "s::same" => scatter,
            // Two values alone would have their averages at 0.
            "s::wild" => {
                let part =
                    f64::from(u16::try_from(chance.below(1_000)).unwrap_or(0));
                scatter * (1e3 + part)
            }
            _ => {
                let failure = Failure::new(FailureKind::Panicked, "no");
                return Err(SideFailure { side: olds.len(), failure });
            }
        };
        let pair = LaunchPair {
            turns: vec![point],
            point,
            turns_ns: 5,
            cost: [1.0, 1.0],
        };
        Ok(vec![pair; olds.len()])
    }

    fn cpu(&mut self, _: &mut Chance) -> Option<usize> {
        None
    }

    fn interrupted(&self) -> bool {
        self.asked.len() >= self.stop_after
    }

    fn progress(&mut self, _: usize, _: usize) {}
}

fn side() -> Side {
    Side {
        label: String::new(),
        program: PathBuf::new(),
        folder: PathBuf::new(),
    }
}

fn fresh(names: &[&str]) -> Vec<Contest> {
    let contest = |(at, name): (usize, &&str)| {
        let id = BenchmarkId::from(*name);
        // A binary of its own: it shares its launches with no other.
        let new = Side { program: PathBuf::from(at.to_string()), ..side() };
        Contest::new([id.clone(), id], [side(), new])
    };
    names.iter().enumerate().map(contest).collect()
}

fn played(names: &[&str], budget: u64, stop_after: usize) -> Vec<Contest> {
    let mut contests = fresh(names);
    play(&mut contests, budget, stop_after);
    contests
}

/// Plays them; which benchmarks were launched.
fn play(contests: &mut [Contest], budget: u64, stop_after: usize) -> usize {
    play_within(contests, &limits(budget), stop_after)
}

fn limits(budget: u64) -> Limits {
    Limits {
        question: Question { margin: 0.01, threshold: 0.01 },
        budget: Nanos(budget),
        suite_budget: None,
        timeout: Nanos(1),
        flags: Vec::new(),
    }
}

fn play_within(
    contests: &mut [Contest],
    limits: &Limits,
    stop_after: usize,
) -> usize {
    let mut stage = Played { now: 0, cost: 10, asked: Vec::new(), stop_after };
    run(contests, limits, &mut Chance::new(5), &mut stage);
    stage.asked.len()
}

fn direction(contest: &Contest) -> Option<Direction> {
    contest.judged.map(|judged| judged.direction)
}

#[test]
fn each_contest_ends_when_it_is_decided() {
    let names = ["s::slow", "s::same", "s::wild", "s::broken"];
    let all = played(&names, 1_000, usize::MAX);
    assert_eq!(direction(&all[0]), Some(Direction::Slower));
    assert!(all[0].judged.is_some_and(|judged| judged.regression));
    assert_eq!(direction(&all[1]), Some(Direction::Equivalent));
    assert_eq!(direction(&all[2]), Some(Direction::Inconclusive));
    assert!(all[3].failure.is_some());
    let counts: Vec<usize> = all.iter().map(|c| c.pairs.len()).collect();
    assert_eq!((counts[0], counts[1], counts[3]), (12, 12, 0));
    assert_eq!(counts[2], 96, "the whole budget");
}

#[test]
fn a_budget_has_room_for_some_looks_or_none() {
    let some = played(&["s::wild"], 300, usize::MAX);
    assert_eq!(some[0].pairs.len(), 30);
    let none = played(&["s::slow"], 100, usize::MAX);
    assert_eq!((none[0].pairs.len(), none[0].judged), (3, None));
    assert!(none[0].too_heavy());
}

/// What those that are decided leave of the time of all is for the others.
#[test]
fn a_suites_time_goes_to_the_undecided() {
    let mut all = fresh(&["s::slow", "s::same", "s::wild"]);
    let suite_budget = Some(Nanos(1_500));
    let limits = Limits { suite_budget, ..limits(10_000) };
    play_within(&mut all, &limits, usize::MAX);
    let counts: Vec<usize> = all.iter().map(|c| c.pairs.len()).collect();
    assert_eq!(counts, [24, 12, 114]);
}

#[test]
fn an_interruption_keeps_what_there_is() {
    let some = played(&["s::slow", "s::same"], 10_000, 30);
    let pairs: usize = some.iter().map(|c| c.pairs.len()).sum();
    assert!(pairs >= 24, "{pairs}");
    let early = played(&["s::slow"], 10_000, 5);
    assert_eq!((early[0].pairs.len(), early[0].judged), (5, None));
}

/// A direction that is certain alone is none among a hundred: more pairs
/// are made first.
#[test]
fn many_comparisons_need_more_pairs() {
    let mut names = vec!["s::slow"];
    names.extend(["s::wild"; 99]);
    let all = played(&names, 1_000, usize::MAX);
    assert_eq!(direction(&all[0]), Some(Direction::Slower));
    assert_eq!(all[0].pairs.len(), 24);
    let changed = all[1..]
        .iter()
        .filter(|c| direction(c) != Some(Direction::Inconclusive))
        .count();
    assert_eq!(changed, 0);
}

/// With room for one look only, a test of twelve pairs is no discovery
/// among a hundred; it says so, and it is not lost where it can be one.
#[test]
fn one_of_too_many_is_said_to_be_so() {
    let mut names = vec!["s::slow"];
    names.extend(["s::wild"; 99]);
    let all = played(&names, 120, usize::MAX);
    assert_eq!(direction(&all[0]), Some(Direction::Inconclusive));
    assert!(all[0].is_one_of_too_many());
    let few = played(&names[..10], 120, usize::MAX);
    assert_eq!(direction(&few[0]), Some(Direction::Slower));
    assert!(!few[0].is_one_of_too_many());
}

#[test]
fn contests_with_aligned_functions_are_a_family_of_their_own() {
    let id = BenchmarkId::from("s::slow");
    let wild = BenchmarkId::from("s::wild");
    let contest = |id: &BenchmarkId, is_second| {
        let both = [id.clone(), id.clone()];
        let mut contest = Contest::new(both, [side(), side()]);
        contest.is_second = is_second;
        contest
    };
    let mut all: Vec<Contest> = vec![contest(&id, false)];
    all.extend((0..40).map(|_| contest(&wild, true)));
    play(&mut all, 120, usize::MAX);
    assert_eq!(direction(&all[0]), Some(Direction::Slower));
}

#[test]
fn a_side_that_fails_later_leaves_no_verdict() {
    let mut all = played(&["s::slow"], 10_000, usize::MAX);
    assert!(all[0].judged.is_some());
    let failure = Failure::new(FailureKind::Panicked, "no");
    all[0].fail(SideFailure { side: 1, failure });
    assert!(all[0].judged.is_none() && !all[0].is_one_of_too_many());
}

#[test]
fn several_threads_want_several_cpus() {
    for (id, wanted) in [
        ("s::x", false),
        ("s::x[threads=1]", false),
        ("s::x[n=3,threads=4]", true),
        ("s::my_threads=4", false),
    ] {
        assert_eq!(has_threads(&BenchmarkId::from(id)), wanted, "{id}");
    }
}

/// Several old sides share the launches of the new one; one that fails
/// leaves, and costs the others nothing.
#[test]
fn alternatives_share_launches_and_fail_alone() {
    let id = BenchmarkId::from("s::slow");
    let against = |label: &str| {
        let old = Side { label: label.to_owned(), ..side() };
        Contest::new([id.clone(), id.clone()], [old, side()])
    };
    let mut contests = ["a", "broken", "b"].map(against);
    let launched = play(&mut contests, 10_000, usize::MAX);
    let [a, broken, b] = &contests;
    for contest in [a, b] {
        assert_eq!(direction(contest), Some(Direction::Slower));
        assert_eq!(contest.pairs.len(), 12);
    }
    let failure = broken.failure.as_ref().expect("a failure");
    assert_eq!((failure.side, broken.pairs.len()), (0, 0));
    assert_eq!(launched, 13);
}
