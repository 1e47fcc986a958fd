//! Many exit codes as one.
//!
//! | code | a bench binary says |
//! |---|---|
//! | 130, 143 | interrupted, terminated: no further binary is started |
//! | 2 | wrong usage or configuration: it measured nothing |
//! | 1 | a workload failed |
//! | 101 | a workload failed in test mode |
//! | 4 | a gate failed |
//! | 3 | a regression |
//! | 5 | inconclusive |
//! | 0 | all well |
//!
//! The gravest of them is the one that stands first here. A code that is not
//! here, or a binary that a signal ended, counts as 1.

use benchkit::harness::exit;

/// The gravest first.
const ORDER: [u8; 9] = [
    exit::TERMINATED,
    exit::INTERRUPTED,
    exit::USAGE,
    exit::FAILED,
    exit::TEST_FAILED,
    exit::GATE,
    exit::REGRESSION,
    exit::INCONCLUSIVE,
    exit::OK,
];

/// A code as the operating system reports it (`None` where a signal ended
/// the process), as one of those above.
pub fn known(code: Option<i32>) -> u8 {
    code.and_then(|code| u8::try_from(code).ok())
        .filter(|code| ORDER.contains(code))
        .unwrap_or(exit::FAILED)
}

/// Whether a code says that a person ended the run.
pub fn interrupted(code: u8) -> bool {
    [exit::INTERRUPTED, exit::TERMINATED].contains(&code)
}

/// The gravest of `codes`; 0 where there are none.
pub fn gravest(codes: impl IntoIterator<Item = u8>) -> u8 {
    let place = |code: &u8| ORDER.iter().position(|known| known == code);
    codes.into_iter().min_by_key(place).unwrap_or(exit::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_outweighs_all_after_it() {
        for (place, grave) in ORDER.iter().enumerate() {
            for light in &ORDER[place..] {
                assert_eq!(gravest([*light, *grave]), *grave);
                assert_eq!(gravest([*grave, *light]), *grave);
            }
        }
        assert_eq!(ORDER[2..], [2, 1, 101, 4, 3, 5, 0]);
    }

    #[test]
    fn no_binary_is_no_complaint() {
        assert_eq!(gravest([]), 0);
    }

    #[test]
    fn what_is_unknown_counts_as_failed() {
        assert_eq!(known(None), 1);
        assert_eq!(known(Some(77)), 1);
        assert_eq!(known(Some(-1)), 1);
        assert_eq!(known(Some(3)), 3);
    }
}
