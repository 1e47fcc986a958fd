//! The order of launches: every program in every place, and after every
//! other one, equally often.

use crate::compare::{chance::Chance, williams};

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

/// A square; of an odd number of programs it is two, the second one backwards.
fn square(count: usize) -> Vec<Vec<usize>> {
    let rows = (0..count).map(|number| williams::row(number, count));
    let mut rows: Vec<Vec<usize>> = rows.collect();
    if count % 2 == 1 {
        let mut backwards = rows.clone();
        for row in &mut backwards {
            row.reverse();
        }
        rows.extend(backwards);
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
