//! The order of launches: every program in every place, and after every
//! other one, equally often.

use crate::compare::chance::Chance;

/// Rounds without end: a round has a launch of each program.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    count: usize,
    /// What is left of the present square, the next round last.
    rounds: Vec<Vec<usize>>,
}

impl Order {
    pub(crate) fn new(count: usize) -> Self {
        Self { count, rounds: Vec::new() }
    }

    /// The next round. For two programs, two rounds are ABBA or BAAB.
    pub(crate) fn next(&mut self, chance: &mut Chance) -> Vec<usize> {
        if self.rounds.is_empty() {
            self.rounds = drawn(self.count, chance);
        }
        self.rounds.pop().unwrap_or_default()
    }
}

/// A square with its programs and its rows drawn by lot.
fn drawn(count: usize, chance: &mut Chance) -> Vec<Vec<usize>> {
    let mut names: Vec<usize> = (0..count).collect();
    chance.shuffle(&mut names);
    let square = square(count);
    let mut rows: Vec<usize> = (0..square.len()).collect();
    chance.shuffle(&mut rows);
    rows.into_iter()
        .map(|row| square[row].iter().map(|at| names[*at]).collect())
        .collect()
}

/// Williams' square (1949), balanced for what the launch before leaves
/// behind; of an odd number of programs it is two squares, the second one
/// backwards.
fn square(count: usize) -> Vec<Vec<usize>> {
    // 0, 1, n-1, 2, n-2, …
    let first: Vec<usize> = (0..count)
        .map(|at| match (at, at % 2) {
            (0, _) => 0,
            (_, 1) => at.div_ceil(2),
            _ => count - at / 2,
        })
        .collect();
    let mut rows: Vec<Vec<usize>> = (0..count)
        .map(|by| first.iter().map(|at| (at + by) % count).collect())
        .collect();
    if count % 2 == 1 {
        let backwards = rows.clone();
        rows.extend(backwards.into_iter().map(|mut row| {
            row.reverse();
            row
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn places_and_neighbours_are_balanced() {
        for count in 2..=7 {
            let rows = square(count);
            let mut places = BTreeMap::new();
            let mut neighbours = BTreeMap::new();
            for row in &rows {
                for (place, at) in row.iter().enumerate() {
                    *places.entry((place, *at)).or_insert(0) += 1;
                }
                for pair in row.windows(2) {
                    *neighbours.entry((pair[0], pair[1])).or_insert(0) += 1;
                }
            }
            let each = rows.len() / count;
            assert_eq!(places.len(), count * count);
            assert!(places.values().all(|n| *n == each), "{count}");
            assert_eq!(neighbours.len(), count * (count - 1));
            assert!(neighbours.values().all(|n| *n == each), "{count}");
        }
    }

    #[test]
    fn two_programs_go_there_and_back() {
        let mut chance = Chance::new(1);
        let mut order = Order::new(2);
        let mut leads = [0, 0];
        for _ in 0..100 {
            let there = order.next(&mut chance);
            let mut back = order.next(&mut chance);
            leads[there[0]] += 1;
            back.reverse();
            assert_eq!(there, back);
        }
        assert!(leads.iter().all(|n| *n > 30), "{leads:?}");
    }

    #[test]
    fn a_seed_gives_one_order() {
        let rounds = |seed| {
            let mut chance = Chance::new(seed);
            let mut order = Order::new(4);
            (0..20).map(|_| order.next(&mut chance)).collect::<Vec<_>>()
        };
        assert_eq!(rounds(3), rounds(3));
        assert_ne!(rounds(3), rounds(4));
    }
}
