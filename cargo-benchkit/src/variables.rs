//! Variables of the environment that bench binaries read, where a command
//! would pass over them in silence or write over what they ask for.

use crate::error::{Error, Result};
use std::env;

/// Variables, and why they are refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    names: &'static [&'static str],
    why: &'static str,
}

/// In a comparison.
pub(crate) const COMPARING: Refused = Refused {
    names: &[
        "BENCHKIT_BASELINE",
        "BENCHKIT_BASELINE_LENIENT",
        "BENCHKIT_CSV",
        "BENCHKIT_FAIL_ON",
        "BENCHKIT_FORCE",
        "BENCHKIT_JSON",
        "BENCHKIT_LOAD_BASELINE",
        "BENCHKIT_MARKDOWN",
        "BENCHKIT_PROFILE_TIME",
        "BENCHKIT_RESUME",
        "BENCHKIT_SAVE_BASELINE",
        "BENCHKIT_TRIALS",
    ],
    why: "changes nothing in a comparison: unset it (what is to be written \
          or to fail stands in flags of `cargo benchkit compare`)",
};

/// In a run of all bench binaries.
pub(crate) const RUNNING: Refused = Refused {
    names: &["BENCHKIT_JSON", "BENCHKIT_TRIALS"],
    why: "is for one bench binary, and several cannot write one file: unset \
          it; `cargo benchkit run --json FILE --csv FILE` writes all runs and \
          trials",
};

/// # Errors
/// Names a variable that is set, and says why it must not be.
pub(crate) fn refuse(what: Refused) -> Result<()> {
    refuse_where(what, &|name| env::var_os(name).is_some())
}

fn refuse_where(what: Refused, is_set: &dyn Fn(&str) -> bool) -> Result<()> {
    let Some(name) = what.names.iter().find(|name| is_set(name)) else {
        return Ok(());
    };
    let why = what.why;
    Err(Error::new(format!("{name} is set in the environment and {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_would_be_passed_over_is_named() {
        let set = |name: &str| name == "BENCHKIT_JSON";
        for what in [COMPARING, RUNNING] {
            let said = refuse_where(what, &set).expect_err("refused");
            assert!(said.to_string().starts_with("BENCHKIT_JSON is set"));
            assert!(refuse_where(what, &|_| false).is_ok());
        }
    }
}
