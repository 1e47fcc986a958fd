use super::*;
use std::path::PathBuf;

const ASKED: Question = Question { margin: 0.01, threshold: 0.01 };

fn contest() -> Contest {
    let side = || Side {
        label: String::new(),
        program: PathBuf::new(),
        folder: PathBuf::new(),
    };
    let id = BenchmarkId::from("s::x");
    Contest::new([id.clone(), id], [side(), side()])
}

fn pair(point: f64) -> LaunchPair {
    LaunchPair { turns: vec![point], point, turns_ns: 5, cost: [1.0, 1.0] }
}

/// Pairs that decide nothing, until it is done: at how many it was looked.
fn looked(
    budget: u64,
    look_once: bool,
    took: impl Fn(usize) -> u64,
) -> Vec<usize> {
    let mut contest = contest();
    let may = Allowed { budget: Nanos(budget), share: None, look_once };
    let mut looks = Vec::new();
    while !contest.done {
        let at = contest.pairs.len();
        let wild = if at.is_multiple_of(2) { 0.5 } else { -0.5 };
        contest.add(pair(wild), took(at), may);
        if contest.is_due() {
            looks.push(contest.pairs.len());
            contest.look(ASKED);
        }
    }
    looks
}

#[test]
fn it_is_looked_at_where_planned_and_when_the_budget_is_spent() {
    assert_eq!(looked(1_300, false, |_| 10), [12, 24, 48, 96, 130]);
    // A few more pairs are not worth one more look.
    assert_eq!(looked(1_000, false, |_| 10), [12, 24, 48, 96]);
    assert_eq!(looked(960, false, |_| 10), [12, 24, 48, 96]);
    assert_eq!(looked(300, false, |_| 10), [12, 24, 30]);
    assert_eq!(looked(120, false, |_| 10), [12]);
    assert_eq!(looked(110, false, |_| 10), [0; 0], "it is too heavy");
}

/// How often is decided by the cheapest of three pairs: later ones of other
/// lengths change no number of looks.
#[test]
fn pairs_that_change_their_length_change_no_number_of_looks() {
    let cold = |at: usize| if at == 0 { 20 } else { 5 };
    assert_eq!(looked(500, false, cold), [12, 24, 48, 96]);
    assert_eq!(looked(240, false, cold), [12, 24, 45]);
    let shorter = |at: usize| if at < 3 { 20 } else { 5 };
    assert_eq!(looked(240, false, shorter), [12]);
    // A budget that is spent early ends it where there are enough.
    let longer = |at: usize| if at == 0 { 5 } else { 20 };
    assert_eq!(looked(500, false, longer), [12, 24, 25]);
    // Twelve are worth twice the budget, and no more.
    assert_eq!(looked(150, false, longer), [12]);
    let heavy = |at: usize| if at == 0 { 5 } else { 40 };
    assert_eq!(looked(100, false, heavy), [6]);
}

#[test]
fn the_first_look_may_be_taken_whatever_it_costs() {
    assert_eq!(looked(1, true, |_| 10), [12]);
    assert_eq!(looked(300, true, |_| 10), [12, 24, 30]);
}

/// Each look has its share of the error: the p of twelve equal signs,
/// 2 / 2^12, times two looks.
#[test]
fn the_last_look_has_its_share_of_the_error() {
    let mut contest = contest();
    let may = Allowed { budget: Nanos(200), share: None, look_once: false };
    for _ in 0..12 {
        contest.add(pair(0.1), 10, may);
    }
    contest.look(ASKED);
    assert!((contest.p() - 2.0 * 2.0 / 4096.0).abs() < 1e-12);
}

#[test]
fn a_failure_leaves_nothing_to_look_at() {
    let mut contest = contest();
    let may = Allowed { budget: Nanos(1_000), share: None, look_once: false };
    contest.add(pair(0.1), 10, may);
    let failure = benchkit::model::Failure::new(
        benchkit::model::FailureKind::Panicked,
        "no",
    );
    contest.fail(SideFailure { side: 1, failure });
    assert!(!contest.is_due() && contest.done);
    contest.look(ASKED);
    assert!((contest.p() - 1.0).abs() < 1e-12);
}

/// Others may leave it some of theirs: it waits for that after a look that
/// all of them have, and goes on where they did.
#[test]
fn a_share_that_grows_is_used() {
    let mut contest = contest();
    let may = |share| Allowed {
        budget: Nanos(1_000),
        share: Some(Nanos(share)),
        look_once: false,
    };
    for at in 0..12 {
        let wild = if at % 2 == 0 { 0.5 } else { -0.5 };
        contest.add(pair(wild), 10, may(100));
    }
    assert!(contest.is_due());
    contest.look(ASKED);
    assert!(!contest.done && !contest.is_due());
    contest.add(pair(0.5), 10, may(1_000));
    assert!(!contest.is_due());
    contest.add(pair(0.5), 10, may(145));
    assert!(contest.is_due());
    contest.look(ASKED);
    assert!(contest.done);
}

#[test]
fn one_that_was_not_looked_at_is_not_too_heavy() {
    assert!(!contest().too_heavy());
    assert_eq!(contest().cheapest(), None);
}

/// A direction that is none any more, since others say less, goes on.
#[test]
fn a_verdict_that_is_withdrawn_goes_on() {
    let mut contest = contest();
    let may = Allowed { budget: Nanos(1_000), share: None, look_once: false };
    for _ in 0..12 {
        contest.add(pair(0.1), 10, may);
    }
    contest.look(ASKED);
    contest.stand(true);
    assert!(contest.done);
    contest.stand(false);
    assert!(!contest.done && !contest.is_due(), "no second look at the same");
    contest.add(pair(0.1), 10, may);
    assert!(!contest.is_due());
}
