//! The code's revision, read from the repository's own files.

use super::files;
use crate::model::GitFacts;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The revision of the repository that holds `dir`.
///
/// Commit and branch come from `.git` itself, without starting a process,
/// where the repository keeps its references in files; whether tracked files
/// differ, only `git status` knows: absent where there is no git. `None`
/// outside a repository and before its first commit.
pub fn git_facts(dir: &Path) -> Option<GitFacts> {
    let (top, folder) =
        dir.ancestors().find_map(|top| Some((top, git_folder(top)?)))?;
    let (commit, branch) = head(&folder).or_else(|| asked(top))?;
    Some(GitFacts { commit, dirty: dirty(top), branch })
}

/// The git folder of the working tree `top`, if it is one: `.git`, or where
/// the file `.git` of a linked working tree points.
fn git_folder(top: &Path) -> Option<PathBuf> {
    let own = top.join(".git");
    if own.is_dir() {
        return own.join("HEAD").exists().then_some(own);
    }
    let text = files::read(&own)?;
    let target = text.strip_prefix("gitdir:")?.trim();
    // `join` keeps an absolute path as it is.
    Some(top.join(target))
}

/// Commit and branch as the files of `folder` have them.
fn head(folder: &Path) -> Option<(String, Option<String>)> {
    let head = files::read(&folder.join("HEAD"))?;
    let Some(name) = head.trim().strip_prefix("ref:") else {
        return Some((hash(&head)?, None));
    };
    let name = name.trim();
    let commit = resolve(folder, name)?;
    let branch = name.strip_prefix("refs/heads/").map(str::to_owned);
    Some((commit, branch))
}

/// The commit of the reference `name`.
fn resolve(folder: &Path, name: &str) -> Option<String> {
    let common = files::read(&folder.join("commondir"))
        .map_or_else(|| folder.to_path_buf(), |text| folder.join(text.trim()));
    let loose = [folder, &common]
        .iter()
        .find_map(|base| hash(&files::read(&base.join(name))?));
    loose.or_else(|| {
        let packed = files::read(&common.join("packed-refs"))?;
        packed.lines().find_map(|line| {
            let (commit, packed_name) = line.split_once(' ')?;
            if packed_name == name { hash(commit) } else { None }
        })
    })
}

/// The hash in `text`, SHA-1 or SHA-256, if it is one.
fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    let is_hash = [40, 64].contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}

/// Commit and branch as git has them, for references that are no files.
fn asked(top: &Path) -> Option<(String, Option<String>)> {
    let commit = hash(&git(top, &["rev-parse", "--verify", "HEAD"])?)?;
    let branch = git(top, &["symbolic-ref", "--short", "--quiet", "HEAD"])
        .map(|text| text.trim().to_owned());
    Some((commit, branch))
}

/// Whether tracked files differ from the commit.
fn dirty(top: &Path) -> Option<bool> {
    let status = ["status", "--porcelain", "--untracked-files=no"];
    git(top, &status).map(|changes| !changes.trim().is_empty())
}

/// What git says in `top`; `None` where it is missing or fails.
fn git(top: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("--no-optional-locks")
        .args(arguments)
        .current_dir(top)
        // A hook that runs benchmarks must not send git elsewhere.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const ONE: &str = "1111111111111111111111111111111111111111";
    const TWO: &str = "2222222222222222222222222222222222222222";

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let name = format!("benchkit-git-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).expect("writable");
            Self(path)
        }

        #[expect(clippy::disallowed_methods, reason = "makes a fixture")]
        fn put(&self, path: &str, text: &str) {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().expect("has one"))
                .expect("writable");
            fs::write(path, text).expect("writable");
        }

        fn commit_and_branch(&self, path: &str) -> Option<(String, String)> {
            let facts = git_facts(&self.0.join(path))?;
            Some((facts.commit, facts.branch.unwrap_or_default()))
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "compared with what may be None"
    )]
    fn found(commit: &str, branch: &str) -> Option<(String, String)> {
        Some((commit.to_owned(), branch.to_owned()))
    }

    #[test]
    fn loose_references_go_before_packed_ones() {
        let scratch = Scratch::new("loose");
        scratch.put(".git/HEAD", "ref: refs/heads/feature/x\n");
        scratch.put("deep/er/file", "");
        assert_eq!(scratch.commit_and_branch("deep/er"), None, "unborn");
        let packed = format!(
            "# pack-refs with: peeled fully-peeled sorted\n\
             {TWO} refs/heads/feature\n{TWO} refs/heads/feature/x\n^{ONE}\n"
        );
        scratch.put(".git/packed-refs", &packed);
        assert_eq!(
            scratch.commit_and_branch("deep/er"),
            found(TWO, "feature/x")
        );
        scratch.put(".git/refs/heads/feature/x", &format!("{ONE}\n"));
        assert_eq!(
            scratch.commit_and_branch("deep/er"),
            found(ONE, "feature/x")
        );
    }

    #[test]
    fn a_detached_head_has_no_branch() {
        let scratch = Scratch::new("detached");
        scratch.put(".git/HEAD", &format!("{ONE}\n"));
        assert_eq!(scratch.commit_and_branch(""), found(ONE, ""));
    }

    #[test]
    fn a_linked_working_tree_finds_the_common_references() {
        let scratch = Scratch::new("linked");
        scratch.put("main/.git/HEAD", "ref: refs/heads/main\n");
        scratch.put("main/.git/refs/heads/side", TWO);
        let own = "main/.git/worktrees/side";
        scratch.put(&format!("{own}/HEAD"), "ref: refs/heads/side\n");
        scratch.put(&format!("{own}/commondir"), "../..\n");
        scratch.put("side/.git", "gitdir: ../main/.git/worktrees/side\n");
        assert_eq!(scratch.commit_and_branch("side"), found(TWO, "side"));
    }

    #[test]
    fn a_real_repository_is_clean_until_a_tracked_file_changes() {
        let scratch = Scratch::new("real");
        let run = |arguments: &[&str]| git(&scratch.0, arguments).is_some();
        if !run(&["init", "--quiet"]) {
            // No git here: the fact must be absent, not false.
            assert_eq!(dirty(&scratch.0), None);
            return;
        }
        scratch.put("file", "one");
        assert!(run(&["add", "file"]));
        let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let what = ["-c", "commit.gpgsign=false", "commit", "-qm", "one"];
        assert!(run(&[&who[..], &what[..]].concat()));
        let facts = git_facts(&scratch.0).expect("a repository");
        assert_eq!(facts.dirty, Some(false));
        let told = asked(&scratch.0).expect("git tells the same");
        assert_eq!(told, (facts.commit, facts.branch));
        scratch.put("untracked", "no matter");
        assert_eq!(dirty(&scratch.0), Some(false));
        scratch.put("file", "two");
        assert_eq!(dirty(&scratch.0), Some(true));
    }
}
