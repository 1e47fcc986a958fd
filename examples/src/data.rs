//! Input made from fixed seeds: the same on every machine, licence-free.

use std::sync::OnceLock;

/// Splitmix64 by Sebastiano Vigna: small, seeded, good enough for input.
///
/// ```
/// let mut random = benchkit_examples::data::Random::new(1);
/// assert!(random.below(6) < 6);
/// ```
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator whose numbers follow from `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`, 0 where `bound` is 0; by multiplication, so
    /// that it favours no value by more than `bound` / 2^64.
    pub const fn below(&mut self, bound: u64) -> u64 {
        ((self.draw() as u128 * bound as u128) >> 64) as u64
    }

    /// An index into something of `length` items, 0 where it is empty.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the result is below a usize"
    )]
    pub const fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// A number in `0.0..1.0`, one of 2^53 equally likely ones.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64")]
    pub const fn unit(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of `items`, `None` where there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.index(items.len()))
    }
}

/// Words of the texts, the frequent ones first.
const WORDS: [&str; 64] = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "was",
    "on",
    "with",
    "as",
    "by",
    "at",
    "from",
    "which",
    "river",
    "water",
    "over",
    "between",
    "valley",
    "bridge",
    "harbour",
    "winter",
    "market",
    "station",
    "northern",
    "measured",
    "written",
    "village",
    "mountain",
    "railway",
    "library",
    "machine",
    "engine",
    "number",
    "history",
    "century",
    "language",
    "council",
    "district",
    "ancient",
    "forest",
    "island",
    "southern",
    "morning",
    "summer",
    "stone",
    "garden",
    "narrow",
    "several",
    "remains",
    "carried",
    "traveller",
    "population",
    "granite",
    "lighthouse",
    "orchard",
    "cathedral",
    "observatory",
    "archipelago",
    "meridian",
];

/// Words that only [`text`]'s reader looks for: see [`crate::search`].
pub const RARE_WORD: &str = "zephyr";

/// English-like text of exactly `length` bytes, all of them ASCII: words by
/// Zipf's law (the k-th is 1/k as frequent as the first), sentences and
/// lines. [`RARE_WORD`] is not in it.
pub fn text(length: usize, seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut text = String::with_capacity(length + 32);
    let (mut in_sentence, mut in_line) = (0, 0);
    while text.len() < length {
        let word = WORDS[zipf(&mut random)];
        let start = text.len();
        text.push_str(word);
        if in_sentence == 0 {
            text[start..=start].make_ascii_uppercase();
        }
        in_sentence += 1;
        in_line += word.len() + 1;
        if in_sentence > 4 && random.below(9) == 0 {
            text.push('.');
            in_sentence = 0;
        }
        text.push(if in_line > 70 { '\n' } else { ' ' });
        in_line = if in_line > 70 { 0 } else { in_line };
    }
    text.truncate(length);
    text
}

/// A rank below the number of words, the k-th with weight 1/k.
fn zipf(random: &mut Random) -> usize {
    static BOUNDS: OnceLock<[f64; WORDS.len()]> = OnceLock::new();
    let bounds = BOUNDS.get_or_init(|| {
        let (mut bounds, mut sum, mut rank) = ([0.0; WORDS.len()], 0.0, 1.0);
        for bound in &mut bounds {
            sum += 1.0 / rank;
            rank += 1.0;
            *bound = sum;
        }
        bounds
    });
    let all = bounds[WORDS.len() - 1];
    let at = random.unit() * all;
    bounds.partition_point(|bound| *bound <= at).min(WORDS.len() - 1)
}

/// Length of [`corpus`] in bytes.
pub const CORPUS_LENGTH: usize = 100_000;

/// The text that several workloads share, made at its first use.
pub fn corpus() -> &'static str {
    static CORPUS: OnceLock<String> = OnceLock::new();
    CORPUS.get_or_init(|| text(CORPUS_LENGTH, 42))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that <https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64>
    /// gives for seed 1234567.
    #[test]
    fn random_numbers_are_those_of_splitmix64() {
        let mut random = Random::new(1_234_567);
        let drawn = [(); 5].map(|()| random.draw());
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }

    #[test]
    fn bounds_hold_and_all_values_come() {
        let mut random = Random::new(7);
        let mut seen = [0; 6];
        for _ in 0..600 {
            seen[random.index(6)] += 1;
            assert!((0.0..1.0).contains(&random.unit()));
        }
        assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
        assert_eq!((random.below(0), random.index(0)), (0, 0));
        assert_eq!(random.pick::<u8>(&[]), None);
    }

    #[test]
    fn a_text_has_its_length_follows_from_its_seed_and_lacks_the_rare_word() {
        let one = text(5_000, 1);
        assert_eq!(one.len(), 5_000);
        assert_eq!(one, text(5_000, 1));
        assert_ne!(one, text(5_000, 2));
        assert!(!corpus().contains(RARE_WORD));
        assert!(corpus().is_ascii());
    }

    /// Zipf's law for 64 words: the first has 1/H(64) = 0.2108 of all.
    #[test]
    fn words_are_as_frequent_as_zipf_says() {
        let mut random = Random::new(3);
        let mut firsts = 0;
        for _ in 0..10_000 {
            firsts += usize::from(zipf(&mut random) == 0);
        }
        assert!((1_950..2_270).contains(&firsts), "{firsts}");
    }
}
