//! A result against a stored one: advice, never a judgement.

use crate::{
    analysis::findings::{clock_changed, clock_ratio, workload_changed},
    model::{
        Baseline, BenchmarkResult, Comparison, Ratio, Standing, Sut, Verdict,
        thresholds::MARGIN,
    },
    stats::{Shift, shift, smallest_detectable},
};

/// `new` against the result of the same benchmark in `baseline`. What does
/// not belong together (another kind of host or of build, another version,
/// parameters or back-end) is refused with its reason, or, where `force`
/// asks for it, compared and marked so.
///
/// `None` where an earlier run has no such benchmark: it may have been run
/// with a filter. In a baseline that was asked for by name it is new.
pub fn against(
    baseline: &Baseline,
    new: &BenchmarkResult,
    sut: &Sut,
    force: bool,
) -> Option<Comparison> {
    let Some(old) = baseline.find(&new.id) else {
        return baseline.asked.then(|| is_new(&baseline.name));
    };
    let reason = other_origin(baseline, sut).or_else(|| other_work(old, new));
    let Some(reason) = reason else {
        let floor = new.estimate.as_ref().and_then(|e| e.floor.as_ref());
        let floor = floor.map(|floor| floor.range - 1.0);
        return Some(compare(baseline, old, new, floor));
    };
    if !force {
        return Some(refused(&baseline.name, Standing::Refused, reason));
    }
    let mut forced = compare(baseline, old, new, None);
    forced.standing = Standing::Forced;
    forced.reason = Some(reason);
    Some(forced)
}

/// How the host or the build of `baseline` was another.
fn other_origin(baseline: &Baseline, sut: &Sut) -> Option<String> {
    if baseline.fingerprint != sut.host.fingerprint {
        let was = &baseline.fingerprint;
        return Some(format!("measured on another host ({was})"));
    }
    (baseline.debug_assertions != sut.toolchain.debug_assertions).then(|| {
        let was = if baseline.debug_assertions { "with" } else { "without" };
        format!("measured in a build {was} debug assertions")
    })
}

/// How the benchmark was another in spite of its id.
fn other_work(old: &BenchmarkResult, new: &BenchmarkResult) -> Option<String> {
    if old.version != new.version {
        let tell = |version: &Option<String>| match version {
            Some(version) => format!("version {version:?}"),
            None => "no version".to_owned(),
        };
        let (was, is) = (tell(&old.version), tell(&new.version));
        return Some(format!("the workload had {was} and has {is} now"));
    }
    if old.backend != new.backend {
        let (was, is) = (&old.backend, &new.backend);
        return Some(format!("it ran on {was:?} and runs on {is:?} now"));
    }
    (old.parameters != new.parameters)
        .then(|| "its parameters were others".to_owned())
}

/// The ratio `new` / `old` with its interval, from their launches: a
/// Hodges-Lehmann shift of the logarithms (see [`shift`]).
///
/// The two were not measured in turns, so whatever changed on the host
/// between them is in the ratio: it is always advisory. `noise_floor` is how
/// far the same code lies apart from one run to the next (relative); the
/// interval is widened by it, and without it the verdict is inconclusive.
/// Where the processor ran at another speed, and no floor says what that
/// does, the interval reaches to where the ratio would lie had the work
/// followed the clock.
fn compare(
    baseline: &Baseline,
    old: &BenchmarkResult,
    new: &BenchmarkResult,
    noise_floor: Option<f64>,
) -> Comparison {
    let name = baseline.name.as_str();
    let confidence = new.config.confidence;
    let mut comparison = match measured(old, new, confidence) {
        Ok(found) => advise(baseline, old, found, noise_floor),
        Err(reason) => refused(name, Standing::Comparable, reason),
    };
    let clock = clock_changed(old, new);
    if clock.is_some() && noise_floor.is_none() {
        allow_for_the_clock(&mut comparison, clock_ratio(old, new));
    }
    comparison.findings.extend(clock);
    comparison.findings.extend(workload_changed(old, new));
    comparison
}

/// Extends the ratio's interval to where it would lie at one clock, `clock`
/// being the time of an empty iteration now / then: how much of the work
/// follows the processor's clock is not known.
fn allow_for_the_clock(comparison: &mut Comparison, clock: f64) {
    let Some(ratio) = &mut comparison.ratio else { return };
    ratio.lower = ratio.lower.min(ratio.lower / clock);
    ratio.upper = ratio.upper.max(ratio.upper / clock);
    let half = (ratio.upper.ln() - ratio.lower.ln()) / 2.0;
    comparison.smallest_detectable =
        comparison.confidence.map(|sure| smallest_detectable(half, sure));
}

/// What has no counterpart.
fn is_new(name: &str) -> Comparison {
    let reason = "the baseline has no such benchmark".to_owned();
    refused(name, Standing::New, reason)
}

/// A comparison without a ratio.
fn refused(name: &str, standing: Standing, reason: String) -> Comparison {
    Comparison {
        baseline: name.to_owned(),
        standing,
        verdict: Verdict::Inconclusive,
        ratio: None,
        advisory: true,
        confidence: None,
        smallest_detectable: None,
        reason: Some(reason),
        findings: Vec::new(),
    }
}

/// The shift of the logarithms, and whether it covers as much as asked.
fn measured(
    old: &BenchmarkResult,
    new: &BenchmarkResult,
    confidence: f64,
) -> Result<(Shift, Option<String>), String> {
    let before = logarithms(old).ok_or("the baseline has no times above 0")?;
    let after = logarithms(new).ok_or("there are no times above 0")?;
    let sizes = format!("{} and {} launches", before.len(), after.len());
    let found = shift(&before, &after, confidence)
        .ok_or_else(|| format!("{sizes} have no interval"))?;
    let covers = found.interval.confidence;
    // Coverage is a ratio of counts: only rounding is forgiven.
    let lacking = (covers < confidence - 1e-9).then(|| {
        format!("the interval of {sizes} covers {:.0} % only", covers * 100.0)
    });
    Ok((found, lacking))
}

fn logarithms(result: &BenchmarkResult) -> Option<Vec<f64>> {
    let times = result.launches.iter().map(|launch| launch.estimate);
    let logs: Vec<f64> = times
        .filter(|time| time.is_finite() && *time > 0.0)
        .map(f64::ln)
        .collect();
    let all = !logs.is_empty() && logs.len() == result.launches.len();
    all.then_some(logs)
}

fn advise(
    baseline: &Baseline,
    old: &BenchmarkResult,
    (found, lacking): (Shift, Option<String>),
    noise_floor: Option<f64>,
) -> Comparison {
    let floor = noise_floor.unwrap_or(0.0).max(0.0).ln_1p();
    let (lower, upper) =
        (found.interval.lower - floor, found.interval.upper + floor);
    let ratio = Ratio {
        point: found.point.exp(),
        lower: lower.exp(),
        upper: upper.exp(),
    };
    let (verdict, reason) = match (lacking, noise_floor) {
        (Some(lacking), _) => (Verdict::Inconclusive, Some(lacking)),
        (None, None) => {
            let why = unknown_noise(baseline.commit_of(old));
            (Verdict::Inconclusive, Some(why))
        }
        (None, Some(_)) => (judge(&ratio, MARGIN), None),
    };
    Comparison {
        baseline: baseline.name.clone(),
        standing: Standing::Comparable,
        verdict,
        ratio: Some(ratio),
        advisory: true,
        confidence: Some(found.interval.confidence),
        smallest_detectable: Some(smallest_detectable(
            (upper - lower) / 2.0,
            found.interval.confidence,
        )),
        reason,
        findings: Vec::new(),
    }
}

/// Why there is no verdict yet, and how to have one.
fn unknown_noise(commit: Option<&str>) -> String {
    let revision = commit.unwrap_or("REV");
    let revision = revision.get(..12).unwrap_or(revision);
    format!(
        "the host's noise between runs is not known yet; `cargo benchkit \
         compare --rev {revision}` measures old and new in turns"
    )
}

/// What an interval of a ratio says about a change: its direction where it
/// excludes 1, against the relative `margin` that does not matter.
pub fn judge(ratio: &Ratio, margin: f64) -> Verdict {
    let inside =
        ratio.lower > 1.0 / (1.0 + margin) && ratio.upper < 1.0 + margin;
    match (ratio.lower > 1.0, ratio.upper < 1.0, inside) {
        (true, _, false) => Verdict::Slower,
        (_, true, false) => Verdict::Faster,
        (true, _, true) | (_, true, true) => Verdict::Trivial,
        (false, false, true) => Verdict::Equivalent,
        (false, false, false) => Verdict::Inconclusive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::findings::fixture::honest,
        model::{
            FindingKind, GitFacts, NoiseFloor, Origin, Parameter, Severity,
        },
    };

    fn main() -> Baseline {
        Baseline {
            name: "main".into(),
            asked: true,
            fingerprint: "here".into(),
            debug_assertions: false,
            commit: Some("0123456789abcdef".into()),
            entries: vec![honest(100.0)],
        }
    }

    fn here() -> Sut {
        let mut sut = Sut::default();
        sut.host.fingerprint = "here".into();
        sut
    }

    fn ratio_of(comparison: &Comparison) -> Ratio {
        comparison.ratio.expect("the two are comparable")
    }

    #[test]
    fn without_a_noise_floor_it_is_advice_with_a_cure() {
        let got = compare(&main(), &honest(100.0), &honest(120.0), None);
        assert!(got.advisory);
        assert_eq!(got.verdict, Verdict::Inconclusive);
        let ratio = ratio_of(&got);
        assert!((ratio.point - 1.2).abs() < 0.01);
        assert!(ratio.lower > 1.15 && ratio.upper < 1.25);
        assert!(ratio.lower <= ratio.point && ratio.point <= ratio.upper);
        let reason = got.reason.expect("why there is no verdict");
        let cure = "`cargo benchkit compare --rev 0123456789ab`";
        assert!(reason.contains(cure), "{reason}");
        assert!(got.smallest_detectable.is_some_and(|least| least < 0.05));
        assert_eq!(got.findings, []);
    }

    /// What a baseline keeps was measured at a commit of its own.
    #[test]
    fn the_cure_names_the_commit_of_the_old_result() {
        for (dirty, revision) in [(false, "fedcba987654"), (true, "REV")] {
            let mut old = honest(100.0);
            old.origin = Some(Origin {
                run: "1".into(),
                started: String::new(),
                git: Some(GitFacts {
                    commit: "fedcba9876543210".into(),
                    dirty: Some(dirty),
                    branch: None,
                }),
            });
            let got = compare(&main(), &old, &honest(120.0), None);
            let reason = got.reason.expect("why there is no verdict");
            let cure = format!("`cargo benchkit compare --rev {revision}`");
            assert!(reason.contains(&cure), "{reason}");
        }
    }

    #[test]
    fn a_noise_floor_widens_and_allows_a_verdict() {
        let (old, new) = (honest(100.0), honest(120.0));
        let plain = ratio_of(&compare(&main(), &old, &new, None));
        let got = compare(&main(), &old, &new, Some(0.05));
        assert_eq!((got.verdict, got.reason.as_ref()), (Verdict::Slower, None));
        assert!((ratio_of(&got).lower * 1.05 - plain.lower).abs() < 1e-9);
        let got = compare(&main(), &old, &new, Some(0.5));
        assert_eq!(got.verdict, Verdict::Inconclusive);
        let got = compare(&main(), &new, &old, Some(0.05));
        assert_eq!(got.verdict, Verdict::Faster);
        assert!(got.advisory);
    }

    #[test]
    fn what_the_clock_explains_is_no_change() {
        let (old, mut new) = (honest(100.0), honest(105.0));
        let plain = ratio_of(&compare(&main(), &old, &new, None));
        assert!(plain.lower > 1.02);
        for launch in &mut new.launches {
            launch.clock.empty_iteration_ns *= 1.05;
        }
        let got = compare(&main(), &old, &new, None);
        let ratio = ratio_of(&got);
        assert!(ratio.lower < 1.0 && 1.0 < ratio.upper, "{ratio:?}");
        assert!((ratio.lower - plain.lower / 1.05).abs() < 1e-9);
        assert!((ratio.upper - plain.upper).abs() < 1e-12);
        assert!(got.smallest_detectable.is_some_and(|least| least > 0.02));
        assert_eq!(got.findings[0].kind, FindingKind::ClockChanged);
        // A real change beyond it stays one.
        let mut slow = honest(130.0);
        for launch in &mut slow.launches {
            launch.clock.empty_iteration_ns *= 1.05;
        }
        assert!(ratio_of(&compare(&main(), &old, &slow, None)).lower > 1.2);
        // A learned floor holds the steps of the clock already.
        let floored = ratio_of(&compare(&main(), &old, &new, Some(0.001)));
        assert!(floored.lower > 1.02);
    }

    #[test]
    fn another_hash_is_told_and_compared() {
        let (old, mut new) = (honest(100.0), honest(120.0));
        new.hash = "other".into();
        let got = compare(&main(), &old, &new, None);
        assert!(got.ratio.is_some());
        assert_eq!(got.findings[0].kind, FindingKind::WorkloadChanged);
        assert_eq!(got.findings[0].severity, Severity::Info);
    }

    /// `change` makes the two differ; the reason must name it.
    fn differs(
        change: impl Fn(&mut Baseline, &mut BenchmarkResult),
        reason: &str,
    ) {
        let (mut baseline, mut new) = (main(), honest(150.0));
        // A floor that would allow a verdict.
        if let Some(estimate) = &mut new.estimate {
            estimate.floor = Some(NoiseFloor {
                runs: 5,
                same_build: true,
                range: 1.01,
                alone_lower: 149.0,
                alone_upper: 151.0,
            });
        }
        let got = against(&baseline, &new, &here(), false);
        let got = got.expect("compared");
        assert_eq!(got.verdict, Verdict::Slower);
        assert_eq!(got.standing, Standing::Comparable);
        change(&mut baseline, &mut new);
        for (force, standing) in
            [(false, Standing::Refused), (true, Standing::Forced)]
        {
            let got = against(&baseline, &new, &here(), force);
            let got = got.expect("told");
            assert_eq!(got.standing, standing);
            assert_eq!(got.ratio.is_some(), force);
            assert_eq!(got.verdict, Verdict::Inconclusive);
            let why = got.reason.expect("a reason");
            assert!(why.contains(reason), "{why}");
        }
    }

    #[test]
    fn what_does_not_belong_together_is_refused_or_forced() {
        differs(|b, _| b.fingerprint = "a Cray".into(), "host (a Cray)");
        differs(|b, _| b.debug_assertions = true, "with debug assertions");
        differs(|_, new| new.version = Some("2".into()), "version \"2\"");
        differs(|_, new| new.backend = "gpu".into(), "\"gpu\"");
        let parameter = Parameter::new("n", 1);
        differs(|_, n| n.parameters = vec![parameter.clone()], "parameters");
    }

    #[test]
    fn what_a_baseline_lacks_is_new_and_in_a_mere_run_nothing() {
        let mut baseline = main();
        baseline.entries.clear();
        let say = |baseline: &Baseline| {
            against(baseline, &honest(100.0), &here(), false)
        };
        let got = say(&baseline).expect("told");
        assert_eq!((got.standing, got.ratio), (Standing::New, None));
        baseline.asked = false;
        assert_eq!(say(&baseline), None);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let (old, mut new) = (honest(100.0), honest(120.0));
        new.launches[0].estimate = -1.0;
        let got = compare(&main(), &old, &new, None);
        assert_eq!(got.ratio, None);
        assert!(got.reason.is_some());
        new.launches.clear();
        assert_eq!(compare(&main(), &old, &new, None).ratio, None);
        let mut few = honest(100.0);
        few.launches.truncate(3);
        let got = compare(&main(), &few, &few, Some(0.01));
        assert_eq!(got.verdict, Verdict::Inconclusive);
        assert!(got.ratio.is_some());
        assert!(got.reason.is_some_and(|why| why.contains("90 %")));
        few.launches.truncate(1);
        assert_eq!(compare(&main(), &few, &few, None).ratio, None);
    }

    #[test]
    fn verdicts_by_where_the_interval_lies() {
        let cases = [
            (1.02, 1.04, Verdict::Slower),
            (1.001, 1.04, Verdict::Slower),
            (0.96, 0.98, Verdict::Faster),
            (1.001, 1.009, Verdict::Trivial),
            (0.992, 0.999, Verdict::Trivial),
            (0.995, 1.005, Verdict::Equivalent),
            (0.98, 1.005, Verdict::Inconclusive),
        ];
        for (lower, upper, verdict) in cases {
            let ratio =
                Ratio { point: f64::midpoint(lower, upper), lower, upper };
            assert_eq!(judge(&ratio, 0.01), verdict, "{lower} … {upper}");
        }
    }
}
