//! Williams' square (1949): an order of several sides or programs that is
//! balanced for what the one before leaves behind.

/// Row `number` of the square of `count`: 0, 1, -1, 2, -2 … from `number` on,
/// around the circle. With the rows read backwards too, every one follows
/// every other equally often; of an even count the rows alone do.
pub(super) fn row(number: usize, count: usize) -> Vec<usize> {
    (0..count)
        .map(|at| {
            let step = at.div_ceil(2);
            let step = if at % 2 == 1 { step } else { count - step };
            (number + step) % count
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn two_take_turns_in_abba_and_baab() {
        assert_eq!(row(0, 2), [0, 1]);
        assert_eq!(row(1, 2), [1, 0]);
    }

    /// With its mirror image each row has every one once, and over all rows
    /// every one follows every other one equally often.
    #[test]
    fn rows_and_mirror_images_balance_who_follows_whom() {
        for count in 2..8 {
            let mut follows: BTreeMap<(usize, usize), usize> = BTreeMap::new();
            for number in 0..count {
                let row = row(number, count);
                let mut all = row.clone();
                all.sort_unstable();
                assert_eq!(all, (0..count).collect::<Vec<_>>());
                for two in row.windows(2) {
                    *follows.entry((two[0], two[1])).or_default() += 1;
                    *follows.entry((two[1], two[0])).or_default() += 1;
                }
            }
            assert_eq!(follows.len(), count * (count - 1));
            let mut counts: Vec<usize> = follows.into_values().collect();
            counts.dedup();
            assert_eq!(counts, [2], "{count}");
        }
    }
}
