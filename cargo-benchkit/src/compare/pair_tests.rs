use super::*;

/// A machine that becomes slower at a steady rate: within a block that
/// cancels.
#[test]
fn a_drift_hits_all_sides_alike() {
    let mut drift = 0.0;
    let take = |side: usize| {
        drift += 1.0;
        Ok([100.0, 110.0, 121.0][side] * (drift * 1e-5_f64).exp())
    };
    let halves =
        in_turns(3, 16, &mut Chance::new(7), take).expect("nothing fails");
    assert_eq!(halves.len(), 16);
    for (old, wanted) in [(0, 1.21_f64), (1, 1.1)] {
        let pair = launch_pair(&halves, old, 2, 5).expect("a ratio");
        let mean = pair.turns.iter().sum::<f64>() / 16.0;
        assert!((mean - wanted.ln()).abs() < 1e-9, "{mean}");
        assert_eq!((pair.turns.len(), pair.turns_ns), (16, 5));
    }
}

/// In a single half block each side is as often before another one as behind
/// it, whatever their number.
#[test]
fn half_a_block_has_no_first_side() {
    for sides in 2..5 {
        let mut chance = Chance::new(3);
        let mut before = vec![vec![0; sides]; sides];
        for _ in 0..2_000 {
            let mut seen: Vec<usize> = Vec::new();
            let take = |side: usize| {
                for earlier in &seen {
                    before[*earlier][side] += 1;
                }
                seen.push(side);
                Ok(1.0)
            };
            in_turns(sides, 1, &mut chance, take).expect("nothing fails");
        }
        // Six standard deviations of 2,000 fair coins are 134.
        for one in 0..sides {
            for other in (0..sides).filter(|other| *other != one) {
                let count = before[one][other];
                assert!((866..=1_134).contains(&count), "{sides}: {before:?}");
            }
        }
    }
}

#[test]
fn long_trials_are_few() {
    let turn = |cost_ns: f64| {
        let side = Ready { cost_ns, trial_ns: 100_000, ..Ready::default() };
        turn_of(&[side; 2])
    };
    assert_eq!(turn(100.0), (1000, 3));
    assert_eq!(turn(2e6), (1, 1));
}

#[test]
fn a_pilot_is_short_and_has_one_half_at_least() {
    let side = |cost_ns: f64| Ready { cost_ns, ..Ready::default() };
    // Two sides, four trials of 100 us each: .8 ms.
    assert_eq!(pilot(&[side(100.0), side(100.0)], (1000, 3)), 5);
    assert_eq!(pilot(&[side(5e6), side(5e6)], (1, 1)), 1);
    assert_eq!(pilot(&[side(1.0), side(1.0)], (1, 1)), MOST_HALVES);
}

#[test]
fn work_without_time_is_named_by_its_side() {
    let halves = vec![vec![1.0, 0.0, 2.0]; 4];
    let failed = launch_pair(&halves, 1, 2, 0).expect_err("no time");
    assert_eq!(failed.side, 1);
    assert!(failed.said().contains("optimised away"), "{failed:?}");
}
