//! Search for a word in 100 kB of text that does not hold it until its end.
//!
//! Bound by compute; `memchr`'s vector search by the bandwidth of the L2
//! cache. The group compares three ways, the standard library's being the
//! reference, and shows what is gained.

/// Three ways to the same answer.
#[benchkit::group(
    name = "find",
    tags = ["example", "cpu", "text"],
)]
pub mod find {
    use crate::data::{CORPUS_LENGTH, RARE_WORD, corpus};
    use memchr::memmem;
    use std::{hint::black_box, sync::OnceLock};

    /// The corpus with the rare word behind it.
    fn haystack() -> &'static str {
        static TEXT: OnceLock<String> = OnceLock::new();
        TEXT.get_or_init(|| format!("{}{RARE_WORD}", corpus()))
    }

    /// Whether `at` is behind the corpus, where the only rare word is.
    pub fn is_at_the_end(at: &usize) -> bool {
        *at == CORPUS_LENGTH
    }

    /// `str::find`, 0 where there is none: the two-way algorithm.
    #[benchkit::workload(
        baseline,
        throughput = bytes(CORPUS_LENGTH),
        verify = is_at_the_end,
    )]
    pub fn standard() -> usize {
        black_box(haystack()).find(black_box(RARE_WORD)).unwrap_or(0)
    }

    /// `memchr`'s search: two rare bytes at a time in vectors.
    #[benchkit::workload(
        throughput = bytes(CORPUS_LENGTH),
        verify = is_at_the_end,
    )]
    pub fn vectors() -> usize {
        memmem::find(
            black_box(haystack().as_bytes()),
            black_box(RARE_WORD.as_bytes()),
        )
        .unwrap_or(0)
    }

    /// A comparison at every position.
    #[benchkit::workload(
        throughput = bytes(CORPUS_LENGTH),
        verify = is_at_the_end,
    )]
    pub fn windows() -> usize {
        let word = black_box(RARE_WORD.as_bytes());
        black_box(haystack().as_bytes())
            .windows(word.len())
            .position(|window| window == word)
            .unwrap_or(0)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn all_ways_find_it_where_it_is() {
            for found in [standard(), vectors(), windows()] {
                assert!(is_at_the_end(&found), "{found:?}");
            }
            assert!(!is_at_the_end(&0));
        }
    }
}
