//! Workloads on private functions: how a crate measures what it does not
//! export.
//!
//! The workloads lie in a private module inside `src/`, beside the functions
//! that they measure; the bench target only names the crate
//! (`use benchkit_examples as _;`). A crate that has benchkit as a
//! dev-dependency puts such a module behind a feature of its own, which its
//! bench target requires: a library's normal build does not see
//! dev-dependencies.
//!
//! The example counts the different words of a text; bound by compute and
//! branches.

use std::collections::BTreeSet;

/// Number of different words of `text`, however they are capitalised.
///
/// ```
/// use benchkit_examples::private::different_words;
/// assert_eq!(different_words("The cat, the dog."), 3);
/// ```
pub fn different_words(text: &str) -> usize {
    let prints: BTreeSet<u64> = words(text).map(fingerprint).collect();
    prints.len()
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// FNV-1a (64 bits) of a word in lower-case ASCII letters.
fn fingerprint(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase()))
            .wrapping_mul(0x0100_0000_01b3)
    })
}

#[benchkit::group(tags = ["example", "cpu", "text", "private"])]
mod measured {
    #![expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "verification borrows what was computed"
    )]

    use super::{fingerprint, words};
    use crate::data::{CORPUS_LENGTH, corpus};
    use std::hint::black_box;

    /// Splits the corpus into words.
    #[benchkit::workload(
        throughput = bytes(CORPUS_LENGTH),
        verify = is_number_of_words,
    )]
    fn split() -> usize {
        words(black_box(corpus())).count()
    }

    /// Another way to the same number: the corpus has spaces, line ends and
    /// full stops between its words, and nothing else.
    fn is_number_of_words(found: &usize) -> bool {
        let spaced = corpus().replace('.', " ");
        *found == spaced.split_ascii_whitespace().count()
    }

    /// Fingerprints of all words of the corpus, folded into one.
    #[benchkit::workload(
        throughput = bytes(CORPUS_LENGTH),
        verify = is_fold_of_lower_case,
    )]
    fn fingerprints() -> u64 {
        fold(black_box(corpus()))
    }

    fn fold(text: &str) -> u64 {
        words(text)
            .map(fingerprint)
            .fold(0, |all, next| all.rotate_left(1) ^ next)
    }

    fn is_fold_of_lower_case(folded: &u64) -> bool {
        *folded == fold(&corpus().to_ascii_lowercase())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_workloads_hold() {
            assert!(is_number_of_words(&split()));
            assert!(!is_number_of_words(&0));
            assert!(is_fold_of_lower_case(&fingerprints()));
            assert!(!is_fold_of_lower_case(&0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test vectors of draft-eastlake-fnv, 64 bits.
    #[test]
    fn fingerprints_are_those_of_fnv_1a() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fingerprint("foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(fingerprint("FooBar"), fingerprint("foobar"));
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let found: Vec<&str> = words(" one, two\n3.Ünf-").collect();
        assert_eq!(found, ["one", "two", "3", "Ünf"]);
        assert_eq!(different_words(""), 0);
    }
}
