//! Whether an effect is only layout: both sides are built once more with
//! every function aligned, and compared as well.
//!
//! Code that nobody touched moves when other code grows, and a loop that
//! lies differently across cache lines may take per cents longer (Mytkowicz,
//! Diwan, Hauswirth and Sweeney 2009). With functions aligned it lies the
//! same way in both builds.

use super::{contest::Contest, rule::Direction};
use crate::{
    binaries::Binary,
    cli::Asked,
    error::{Error, Result},
    run,
};
use std::{fs, io::Write, path::Path};

/// A change below this may be layout alone, a share: two of 30 builds of one
/// source whose functions lay elsewhere were up to 20 % apart
/// (docs/COMPARE.md).
const MAY_BE_LAYOUT: f64 = 0.25;

/// Makes LLVM align every function to 2^6 bytes, a cache line.
const FLAGS: [&str; 2] = ["-C", "llvm-args=-align-all-functions=6"];

/// Builds what was `asked` with aligned functions, below `below`; `plain`
/// is the same build without them.
///
/// # Errors
/// When it does not build, or the flags did not reach the compiler.
pub(super) fn build(
    asked: &Asked,
    below: &Path,
    plain: &[Binary],
    talk: &mut dyn Write,
) -> Result<Vec<Binary>> {
    let asked = Asked {
        rustflags: FLAGS.map(str::to_owned).to_vec(),
        target_dir: Some(below.join("aligned")),
        ..asked.clone()
    };
    let aligned = run::binaries(&asked, talk)?;
    for binary in &aligned {
        let plain = plain.iter().find(|p| p.target == binary.target);
        let Some(plain) = plain else { continue };
        if bytes(plain)? == bytes(binary)? {
            return Err(Error::new(format!(
                "--layout: `{}` did not change with aligned functions, so \
                 the flags did not reach the compiler: rustflags of a \
                 `[target]` in .cargo/config.toml stand above them; set \
                 them in RUSTFLAGS instead",
                binary.target.name
            )));
        }
    }
    Ok(aligned)
}

fn bytes(binary: &Binary) -> Result<Vec<u8>> {
    let path = &binary.executable;
    fs::read(path).map_err(|e| Error::because(&path.display().to_string(), e))
}

/// Puts each of the `aligned` contests beside its own of `contests`; an
/// effect that is only layout is no regression and no improvement.
pub(super) fn join(contests: &mut [Contest], aligned: Vec<Contest>) {
    for other in aligned {
        let own = contests.iter_mut().find(|contest| {
            contest.ids == other.ids
                && contest.sides[0].label == other.sides[0].label
                && contest.sides[1].folder == other.sides[1].folder
        });
        let Some(own) = own else { continue };
        own.aligned = Some(Box::new(other));
        if is_only_layout(own)
            && let Some(judged) = &mut own.judged
        {
            judged.regression = false;
            judged.improvement = false;
        }
    }
}

/// Whether the sides differ as built, and with aligned functions they are
/// known not to differ so.
pub(super) fn is_only_layout(contest: &Contest) -> bool {
    let direction = |contest: &Contest| contest.judged.map(|j| j.direction);
    let Some(aligned) = contest.aligned.as_deref().and_then(direction) else {
        return false;
    };
    match direction(contest) {
        Some(found @ (Direction::Slower | Direction::Faster)) => {
            aligned != found && aligned != Direction::Inconclusive
        }
        _ => false,
    }
}

/// Whether two builds differ by so little that only layout may be the reason,
/// and nobody looked.
pub(super) fn is_unchecked(contest: &Contest) -> bool {
    let [old, new] = &contest.sides;
    let builds = contest.ids[0] == contest.ids[1] && old.program != new.program;
    if !builds || contest.aligned.is_some() {
        return false;
    }
    contest.judged.is_some_and(|judged| match judged.direction {
        Direction::Slower | Direction::Faster => {
            judged.point.exp_m1().abs() < MAY_BE_LAYOUT
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{
        document::Summary,
        pair::Side,
        rule::{Judged, Question, judge},
    };
    use benchkit::model::BenchmarkId;
    use std::path::PathBuf;

    /// Twelve pairs around `percent`.
    fn judged(percent: f64, scatter: f64) -> Option<Judged> {
        let pairs: Vec<f64> = (0..12)
            .map(|n| percent / 100.0 + scatter * f64::from(n - 6))
            .collect();
        judge(&pairs, 1, Question { margin: 0.01, threshold: 0.01 })
    }

    fn contest(judged: Option<Judged>) -> Contest {
        let side = Side {
            label: "old".to_owned(),
            program: PathBuf::new(),
            folder: PathBuf::new(),
        };
        let id = BenchmarkId::from("s::x");
        let mut contest = Contest::new([id.clone(), id], [side.clone(), side]);
        contest.judged = judged;
        contest
    }

    #[test]
    fn a_small_change_of_two_builds_may_be_layout() {
        let unchecked = |percent, new: &str| {
            let mut one = contest(judged(percent, 1e-5));
            one.sides[1].program = PathBuf::from(new);
            is_unchecked(&one)
        };
        assert!(unchecked(3.0, "new"));
        assert!(unchecked(-3.0, "new"));
        assert!(!unchecked(0.0, "new"), "there is no change");
        assert!(!unchecked(30.0, "new"), "layout does not do that");
        assert!(!unchecked(3.0, ""), "of one build");
        let mut two = [contest(judged(3.0, 1e-5)), contest(None)];
        two[0].sides[1].program = PathBuf::from("new");
        let hint = Summary::of(&two, 0.0, false).hint();
        assert!(hint.is_some_and(|hint| hint.starts_with("1 change is")));
        assert_eq!(Summary::of(&two[1..], 0.0, false).hint(), None);
        let mut one = joined(3.0, judged(2.5, 1e-5));
        one.sides[1].program = PathBuf::from("new");
        assert!(!is_unchecked(&one), "it was looked at");
    }

    fn joined(plain: f64, aligned: Option<Judged>) -> Contest {
        let mut all = [contest(judged(plain, 1e-5))];
        join(&mut all, vec![contest(aligned)]);
        let [one] = all;
        one
    }

    #[test]
    fn an_effect_that_vanishes_is_only_layout_and_no_regression() {
        let one = joined(3.0, judged(0.0, 1e-5));
        assert!(is_only_layout(&one));
        let judged = one.judged.expect("judged");
        assert_eq!(judged.direction, Direction::Slower);
        assert!(!judged.regression);
        assert!(is_only_layout(&joined(3.0, self::judged(-3.0, 1e-5))));
    }

    #[test]
    fn an_effect_that_stays_or_is_not_known_to_vanish_is_real() {
        for aligned in [judged(2.5, 1e-5), judged(0.0, 5e-3), None] {
            let one = joined(3.0, aligned);
            assert!(!is_only_layout(&one), "{aligned:?}");
            assert!(one.judged.is_some_and(|judged| judged.regression));
        }
    }
}
