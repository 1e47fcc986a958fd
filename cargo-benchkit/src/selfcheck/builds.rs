//! The binaries whose kernels are compared: this tool itself, or builds of
//! it with other code layouts, of which every comparison draws two.

use crate::error::{Error, Result};
use benchkit::harness::Random;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The binaries of the old and of the new side; none is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Builds([Vec<PathBuf>; 2]);

impl Builds {
    /// Those that are asked for, a file or a folder of files each; `own`
    /// where none is.
    ///
    /// # Errors
    /// When a path cannot be read, or a folder holds no file.
    pub(crate) fn new(asked: [Option<&Path>; 2], own: &Path) -> Result<Self> {
        let [old, new] = asked.map(|one| match one {
            Some(path) => files(path),
            None => Ok(vec![own.to_owned()]),
        });
        Ok(Self([old?, new?]))
    }

    /// Two builds, old and new: drawn at random where there are more, and
    /// not the same twice then.
    pub(crate) fn draw(&self, seed: u64) -> [&Path; 2] {
        let mut random = Random::new(seed);
        let mut draw = |all: &[PathBuf]| {
            let number = random.next_number() % all.len().max(1) as u64;
            usize::try_from(number).unwrap_or(0)
        };
        let [olds, news] = &self.0;
        let old = &olds[draw(olds)];
        let mut at = draw(news);
        if news.len() > 1 && news[at] == *old {
            at = (at + 1 + draw(&news[1..])) % news.len();
        }
        [old, &news[at]]
    }

    /// Their names, where there is more than one.
    pub(crate) fn names(&self, drawn: [&Path; 2]) -> Option<[String; 2]> {
        let more = self.0.iter().any(|side| side.len() > 1);
        more.then(|| {
            drawn.map(|path| {
                let name = path.file_name().unwrap_or(path.as_os_str());
                name.to_string_lossy().into_owned()
            })
        })
    }

    /// What tells them from other builds.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(crate) fn hash(&self) -> Result<String> {
        let [old, new] = &self.0;
        let first = hash(old)?;
        if old == new {
            return Ok(first);
        }
        Ok(format!("{first}-{}", hash(new)?))
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let fail = |e: io::Error| Error::because(&path.display().to_string(), e);
    let path = path.canonicalize().map_err(fail)?;
    if !path.is_dir() {
        return Ok(vec![path]);
    }
    let mut all = Vec::new();
    for entry in fs::read_dir(&path).map_err(fail)? {
        let entry = entry.map_err(fail)?.path();
        if entry.is_file() {
            all.push(entry);
        }
    }
    all.sort();
    if all.is_empty() {
        let message = format!("{} holds no build of this tool", path.display());
        return Err(Error::new(message));
    }
    Ok(all)
}

/// Fowler, Noll and Vo's hash (FNV-1a, 64 bits) of files: tells builds
/// apart.
fn hash(paths: &[PathBuf]) -> Result<String> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for path in paths {
        let bytes = fs::read(path)
            .map_err(|e| Error::because(&path.display().to_string(), e))?;
        for byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{hash:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn builds(old: usize, new: usize) -> Builds {
        let side = |count| (0..count).map(|n| format!("b{n}").into()).collect();
        Builds([side(old), side(new)])
    }

    #[test]
    fn one_build_is_compared_with_itself_and_has_no_name() {
        let one = builds(1, 1);
        let drawn = one.draw(3);
        assert_eq!(drawn, [Path::new("b0"); 2]);
        assert_eq!(one.names(drawn), None);
    }

    #[test]
    fn of_many_two_that_differ_are_drawn_by_the_seed_alone() {
        for (old, new) in [(2, 2), (3, 3), (30, 30), (1, 3)] {
            let many = builds(old, new);
            let mut seen = BTreeSet::new();
            for seed in 0..20_000 {
                let drawn = many.draw(seed);
                assert_ne!(drawn[0], drawn[1]);
                assert_eq!(drawn, many.draw(seed));
                seen.insert(drawn);
            }
            let all = if old == 1 { new - 1 } else { old * (new - 1) };
            assert_eq!(seen.len(), all, "{old} x {new}");
            let names = many.names([Path::new("/a/b1"), Path::new("/a/b2")]);
            assert_eq!(names, Some(["b1".to_owned(), "b2".to_owned()]));
        }
    }

    #[test]
    fn a_folder_is_all_of_its_files_and_their_bytes_tell_them_apart() {
        let name = format!("selfcheck-builds-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("a folder");
        let own = PathBuf::from("own");
        let read = || Builds::new([Some(&folder), None], &own);
        let refused = read().expect_err("refused").to_string();
        assert!(refused.contains("holds no build"), "{refused}");
        fs::write(folder.join("two"), "2").expect("a file");
        fs::write(folder.join("one"), "1").expect("a file");
        let Builds([old, new]) = read().expect("some");
        let names: Vec<_> = old.iter().filter_map(|p| p.file_name()).collect();
        assert_eq!(
            (names, new),
            (vec!["one".as_ref(), "two".as_ref()], vec![own])
        );
        let same = Builds([old.clone(), old.clone()]).hash().expect("some");
        let fewer = Builds([old.clone(), vec![old[0].clone()]]);
        let other = fewer.hash().expect("some");
        assert!(other.starts_with(&same) && other != same, "{other}");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
