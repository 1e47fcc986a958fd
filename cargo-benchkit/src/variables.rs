//! What bench binaries read, from flags and variables of the environment,
//! where a command would pass over it in silence or write over what it asks
//! for.

use crate::error::{Error, Result};
use std::{
    env,
    ffi::{OsStr, OsString},
};

/// What a bench binary takes as `--<name>` and as `BENCHKIT_<NAME>`.
struct Word {
    name: &'static str,
    /// What a comparison makes of it: nothing.
    compared: Compared,
    /// Whether `cargo benchkit run` uses the variable itself.
    taken: bool,
    /// Whether it names a file that every bench binary would write anew.
    file: bool,
}

/// Where a word belongs that changes nothing in a comparison.
#[derive(Clone, Copy)]
enum Compared {
    /// To `compare` itself, which has the flag.
    Ahead,
    /// To bench binaries that run by themselves.
    Alone,
    /// To nobody: no flag of a bench binary.
    NoFlag,
}

use Compared::{Ahead, Alone, NoFlag};

/// All that is not the same everywhere.
const WORDS: [Word; 19] = [
    word("baseline", Alone),
    word("baseline-lenient", Alone),
    word("budget", Ahead),
    Word { file: true, ..word("csv", Alone) },
    word("fail-on", Ahead),
    word("force", Alone),
    word("in-process", Alone),
    Word { file: true, taken: true, ..word("json", Ahead) },
    word("launches", Alone),
    word("load-baseline", Alone),
    Word { file: true, ..word("markdown", Ahead) },
    word("profile-time", Alone),
    word("resume", Alone),
    word("save-baseline", Alone),
    word("seed", Ahead),
    word("store", Alone),
    word("strict", Alone),
    word("suite-budget", Ahead),
    Word { taken: true, ..word("trials", NoFlag) },
];

const fn word(name: &'static str, compared: Compared) -> Word {
    Word { name, compared, taken: false, file: false }
}

impl Word {
    fn variable(&self) -> String {
        format!("BENCHKIT_{}", self.name.to_uppercase().replace('-', "_"))
    }
}

/// Variables, and why they are refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    concerns: fn(&Word) -> bool,
    /// Whether `-`, standard output, is no file.
    but_dash: bool,
    why: &'static str,
}

/// In a comparison.
pub(crate) const COMPARING: Refused = Refused {
    concerns: |_| true,
    but_dash: false,
    why: "changes nothing in a comparison: unset it (what is to be written \
          or to fail, and how long it may take, stands in flags of `cargo \
          benchkit compare`)",
};

/// In a run of all bench binaries.
pub(crate) const RUNNING: Refused = Refused {
    concerns: |word| word.taken,
    but_dash: false,
    why: "is for one bench binary, and several cannot write one file: unset \
          it; `cargo benchkit run --json FILE --csv FILE` writes all runs and \
          trials",
};

/// In a run of more than one.
const SEVERAL: Refused = Refused {
    concerns: |word| word.file,
    but_dash: true,
    why: "names a file that each of several bench binaries would write over: \
          unset it, or choose one with --bench NAME; `cargo benchkit run \
          --json FILE --markdown FILE --csv FILE` writes all of them",
};

/// # Errors
/// Names a variable that is set, and says why it must not be.
pub(crate) fn refuse(what: Refused) -> Result<()> {
    refuse_where(what, &|name| env::var_os(name))
}

fn refuse_where(
    what: Refused,
    value: &dyn Fn(&str) -> Option<OsString>,
) -> Result<()> {
    let set = |word: &&Word| {
        let value = value(&word.variable());
        value.is_some_and(|value| !what.but_dash || value != "-")
    };
    let concerned = WORDS.iter().filter(|word| (what.concerns)(word));
    let Some(word) = { concerned }.find(set) else {
        return Ok(());
    };
    let (name, why) = (word.variable(), what.why);
    Err(Error::new(format!("{name} is set in the environment and {why}")))
}

/// Where the flag `--<name>` belongs, if it changes nothing behind the `--`
/// of a comparison.
pub(crate) fn belongs(name: &str) -> Option<&'static str> {
    let word = WORDS.iter().find(|word| word.name == name)?;
    match word.compared {
        Ahead => Some("give it before `--`"),
        Alone => Some("it is for `cargo bench` and `cargo benchkit run`"),
        NoFlag => None,
    }
}

/// Refuses one file for `binaries` bench binaries, as `flags` behind `--` or
/// the environment name it.
///
/// # Errors
/// Names the flag or the variable, and what to do instead.
pub(crate) fn refuse_one_file(
    binaries: usize,
    flags: &[OsString],
) -> Result<()> {
    if binaries < 2 {
        return Ok(());
    }
    match one_file(flags) {
        Some(name) => Err(Error::new(format!(
            "--{name} behind `--` names a file that each of {binaries} bench \
             binaries would write over: give it before `--`, which writes all \
             of them, or choose one with --bench NAME"
        ))),
        None => refuse(SEVERAL),
    }
}

/// The flag behind `--` that names a file.
fn one_file(flags: &[OsString]) -> Option<&'static str> {
    let mut rest = flags.iter().take_while(|flag| *flag != OsStr::new("--"));
    while let Some(flag) = rest.next() {
        let text = flag.to_string_lossy();
        let Some(text) = text.strip_prefix("--") else { continue };
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let files = WORDS.iter().filter(|word| word.file);
        let Some(word) = { files }.find(|word| word.name == name) else {
            continue;
        };
        let to_dash = match value {
            Some(value) => value == "-",
            None => rest.next().is_some_and(|value| value == "-"),
        };
        if !to_dash {
            return Some(word.name);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(what: Refused, name: &str, value: &str) -> Option<String> {
        let value = |asked: &str| (asked == name).then(|| value.into());
        refuse_where(what, &value).err().map(|error| error.to_string())
    }

    #[test]
    fn a_variable_that_would_be_passed_over_is_named() {
        for what in [COMPARING, RUNNING, SEVERAL] {
            let said = said(what, "BENCHKIT_JSON", "x").expect("refused");
            assert!(said.starts_with("BENCHKIT_JSON is set"));
            assert!(refuse_where(what, &|_| None).is_ok());
        }
    }

    #[test]
    fn what_is_refused_behind_a_comparison_is_refused_as_a_variable() {
        for name in [
            "LAUNCHES",
            "STRICT",
            "IN_PROCESS",
            "BUDGET",
            "SUITE_BUDGET",
            "SEED",
            "STORE",
            "TRIALS",
            "BASELINE_LENIENT",
        ] {
            let name = format!("BENCHKIT_{name}");
            assert!(said(COMPARING, &name, "1").is_some(), "{name}");
        }
        // What measures as it says there too.
        for name in ["LAUNCH_TIME", "TIMEOUT", "WARMUP", "TAG", "COLOR"] {
            let name = format!("BENCHKIT_{name}");
            assert_eq!(said(COMPARING, &name, "1"), None, "{name}");
        }
        assert_eq!(belongs("seed"), Some("give it before `--`"));
        assert!(belongs("store").is_some_and(|cure| cure.contains("bench")));
        assert_eq!(belongs("trials"), None);
        assert_eq!(belongs("tag"), None);
    }

    #[test]
    fn several_binaries_do_not_write_one_file() {
        for name in ["BENCHKIT_CSV", "BENCHKIT_MARKDOWN"] {
            let said = said(SEVERAL, name, "x").expect("refused");
            assert!(said.contains("--bench NAME"), "{said}");
        }
        assert_eq!(said(SEVERAL, "BENCHKIT_CSV", "-"), None);
        assert_eq!(said(RUNNING, "BENCHKIT_CSV", "x"), None);
        let flags = |text: &str| -> Vec<OsString> {
            text.split(' ').map(Into::into).collect()
        };
        for (text, name) in [
            ("--csv x", "csv"),
            ("works --markdown=x", "markdown"),
            ("--csv - --json x", "json"),
        ] {
            assert_eq!(one_file(&flags(text)), Some(name), "{text}");
            let said = refuse_one_file(2, &flags(text)).expect_err("refused");
            let start = format!("--{name} behind `--` names a file");
            assert!(said.to_string().starts_with(&start), "{said}");
            assert!(refuse_one_file(1, &flags(text)).is_ok());
        }
        for text in ["--csv -", "--csv=-", "--store x", "-- --csv x", "csv"] {
            assert_eq!(one_file(&flags(text)), None, "{text}");
        }
    }
}
