//! Which bench binary of one build is compared with which of another.

use crate::{binaries::Binary, targets::Target};
use std::{cmp::Reverse, path::Path};

/// For each of `news` the one of `olds` that is of the same target in its own
/// tree, if there is one, and the `olds` that are left. Targets of one name
/// are told apart by their manifests: those whose paths end most alike are
/// taken first, and each only once.
pub(super) fn partners<'a>(
    olds: &'a [Binary],
    news: &[Binary],
) -> (Vec<Option<&'a Binary>>, Vec<&'a Binary>) {
    let mut pairs = Vec::new();
    for (new, after) in news.iter().enumerate() {
        for (old, before) in olds.iter().enumerate() {
            if before.target.name == after.target.name {
                let alike = alike(&before.target, &after.target);
                pairs.push((alike, new, old));
            }
        }
    }
    pairs.sort_by_key(|(alike, ..)| Reverse(*alike));
    let mut found = vec![None; news.len()];
    let mut left: Vec<Option<&Binary>> = olds.iter().map(Some).collect();
    for (_, new, old) in pairs {
        if found[new].is_none() {
            found[new] = left[old].take();
        }
    }
    (found, left.into_iter().flatten().collect())
}

/// How many parts of the paths of two manifests are the same, from the end.
fn alike(a: &Target, b: &Target) -> usize {
    let a = Path::new(&a.manifest).components().rev();
    let b = Path::new(&b.manifest).components().rev();
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn binary(folder: &str, name: &str) -> Binary {
        let target = Target {
            manifest: format!("{folder}/Cargo.toml"),
            name: name.to_owned(),
        };
        Binary { target, executable: PathBuf::new() }
    }

    /// The folder of each partner, and of each that is left.
    fn found(olds: &[Binary], news: &[Binary]) -> (Vec<String>, Vec<String>) {
        let (found, left) = partners(olds, news);
        let folder = |binary: &Binary| binary.folder().display().to_string();
        let found = found.into_iter().map(|b| b.map_or("-".into(), folder));
        (found.collect(), left.into_iter().map(folder).collect())
    }

    #[test]
    fn a_target_is_found_by_its_package_too() {
        let olds = [binary("/old/a", "perf"), binary("/old/b", "perf")];
        let news = [binary("/new/b", "perf"), binary("/new/a", "perf")];
        let expected = ["/old/b", "/old/a"].map(str::to_owned);
        assert_eq!(found(&olds, &news), (expected.into(), Vec::new()));
    }

    #[test]
    fn each_is_taken_once_and_what_nobody_takes_is_left() {
        let olds = [binary("/old/b", "perf"), binary("/old/b", "gone")];
        let news = [binary("/new/a", "perf"), binary("/new/b", "perf")];
        let expected = ["-", "/old/b"].map(str::to_owned);
        let left = vec!["/old/b".to_owned()];
        assert_eq!(found(&olds, &news), (expected.into(), left));
        let (_, left) = partners(&olds, &news);
        assert_eq!(left, [&olds[1]]);
    }

    #[test]
    fn a_package_that_moved_is_still_found() {
        let olds = [binary("/old/a", "perf")];
        let news = [binary("/new/crates/c", "perf")];
        let expected = vec!["/old/a".to_owned()];
        assert_eq!(found(&olds, &news), (expected, Vec::new()));
    }
}
