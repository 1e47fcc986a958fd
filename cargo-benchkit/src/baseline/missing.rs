//! Baselines that are there, and those that are not.

use crate::error::{Error, Result};
use benchkit::{
    model::RunDocument,
    store::{Store, SuiteFile},
};
use std::path::PathBuf;

/// The suites of the baseline `name`, as far as they can be read.
///
/// # Errors
/// Where there is no such baseline: the error lists those that exist.
pub(super) fn suites(store: &Store, name: &str) -> Result<Vec<SuiteFile>> {
    let there = store.baselines().map_err(Error::new_from)?;
    if !there.iter().any(|other| other == name) {
        let root = store.root().display().to_string();
        return Err(Error::new(said(name, &there, &root)));
    }
    store.suites_of(name).map_err(Error::new_from)
}

/// The documents of the baseline `name` with their files.
///
/// # Errors
/// Where there is no such baseline, or one of its documents cannot be read.
pub(super) fn documents(
    store: &Store,
    name: &str,
) -> Result<Vec<(PathBuf, RunDocument)>> {
    let all = suites(store, name)?.into_iter().map(|suite| {
        let document = suite.document.map_err(|error| {
            Error::new(format!("baseline «{name}»: {error}"))
        })?;
        Ok((suite.path, document))
    });
    let all = all.collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Err(Error::new(format!("baseline «{name}» has no results")));
    }
    Ok(all)
}

/// What a person is told who asked for a baseline that is not `there`.
pub(super) fn said(name: &str, there: &[String], root: &str) -> String {
    if there.is_empty() {
        return format!("baseline «{name}» does not exist: {root} has none");
    }
    let list = there.join(", ");
    let near = nearest(name, there);
    let near = near.map_or_else(String::new, |n| format!("; is it «{n}»?"));
    format!(
        "baseline «{name}» does not exist in {root} (there are: {list}){near}"
    )
}

/// The name that was probably meant.
fn nearest<'n>(name: &str, there: &'n [String]) -> Option<&'n String> {
    let lower = name.to_lowercase();
    let distance = |other: &String| {
        strsim::damerau_levenshtein(&lower, &other.to_lowercase())
    };
    let least = there.iter().min_by_key(|other| distance(other))?;
    let most = name.chars().count().div_ceil(3);
    (distance(least) <= most).then_some(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_near_is_proposed() {
        let there = ["main", "nightly"].map(String::from);
        let say = |name| said(name, &there, "S");
        assert_eq!(
            say("mian"),
            "baseline «mian» does not exist in S (there are: main, nightly); \
             is it «main»?"
        );
        assert!(say("NIGHTLY").ends_with("is it «nightly»?"));
        assert!(say("v0.3").ends_with("(there are: main, nightly)"));
        assert!(said("x", &[], "S").ends_with("S has none"));
    }
}
