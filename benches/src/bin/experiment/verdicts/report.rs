//! What was kept, as the tables of a document.

use super::{
    blocks::Task,
    detect::check,
    kept::Kept,
    records::Compared,
    tally::{Rate, covered, inconclusive, measured, seconds, tenths},
    targets::targets,
};
use crate::peers;
use benchkit::model::Verdict;
use benchkit_benches::lines::markdown;
use cargo_benchkit::kernels::Kernel;
use std::fmt::Write as _;

/// Error of a direction that `compare` allows itself.
const ALLOWED: f64 = 0.01;

/// A promise that is broken, in words; `None` where all are kept.
pub(crate) fn broken(kept: &Kept) -> Option<String> {
    let all: Vec<&Compared> =
        [false, true].iter().flat_map(|noisy| kept.two(*noisy)).collect();
    if all.is_empty() {
        return Some("nothing was compared that counts".to_owned());
    }
    let same = all.iter().filter(|one| one.per_mille == 0).copied();
    let alarms = Rate::count(same, Compared::changed);
    let wrong = Rate::count(all.iter().copied(), Compared::wrong_sign);
    if alarms.interval().is_some_and(|ends| ends.lower > ALLOWED) {
        return Some(format!(
            "the same binary was called changed in {}",
            alarms.text()
        ));
    }
    let text = || format!("more work was called less in {}", wrong.text());
    (wrong.hits > 0).then(text)
}

/// All tables.
pub(crate) fn text(kept: &Kept) -> String {
    let mut text = String::new();
    let mut section = |title: &str, body: &str| {
        if !body.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{title}\n\n{body}\n");
        }
    };
    section("What was asked and what was measured:", &targets(kept));
    section("Kernel by kernel:", &kernels(kept));
    section(
        "Builds of one source with other code layouts (each comparison draws \
         two of 30):",
        &layouts(kept),
    );
    section(
        "The smallest change that an undecided comparison claims to find in \
         80 % of tries, and the one that 80 % of these comparisons would \
         have found:",
        &detectable(kept),
    );
    section(
        "Other tools in the same minutes, and benchkit beside criterion's \
         defaults:",
        &others(kept),
    );
    let _ = writeln!(
        text,
        "In brackets 95 % intervals (Wilson). Build {}; {} comparisons count \
         for nothing: a side failed, or the noise did not press the host.",
        kept.built, kept.left_out
    );
    text
}

const KERNEL_HEADER: [&str; 13] = [
    "kernel",
    "more work",
    "host",
    "n",
    "slower",
    "faster",
    "found",
    "regression",
    "inconclusive",
    "interval covers",
    "measured (median)",
    "furthest off",
    "median time",
];

fn kernels(kept: &Kept) -> String {
    let mut rows = Vec::new();
    for noisy in [false, true] {
        let host = if noisy { "noisy" } else { "quiet" };
        rows.extend(kernel_rows(&kept.two(noisy), host));
        let ten = kept.some(noisy, &["fine10"]);
        rows.extend(kernel_rows(&ten, &format!("{host}, 10 s")));
    }
    table(&KERNEL_HEADER, &rows)
}

fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() { String::new() } else { markdown(header, rows) }
}

/// A row for each kernel and amount of work.
fn kernel_rows(all: &[&Compared], host: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut amounts: Vec<u64> = all.iter().map(|o| o.per_mille).collect();
    amounts.sort_unstable();
    amounts.dedup();
    for kernel in Kernel::ALL {
        for work in &amounts {
            let own: Vec<&Compared> = all
                .iter()
                .filter(|o| o.kernel == kernel.name() && o.per_mille == *work)
                .copied()
                .collect();
            if !own.is_empty() {
                rows.push(kernel_row(kernel, *work, host, &own));
            }
        }
    }
    rows
}

fn kernel_row(
    kernel: Kernel,
    work: u64,
    host: &str,
    own: &[&Compared],
) -> Vec<String> {
    let count =
        |seen: fn(&Compared) -> bool| Rate::count(own.iter().copied(), seen);
    let short = |rate: Rate| {
        let text = rate.text();
        text.replacen(&format!(" of {}", rate.of), "", 1)
    };
    let found = count(Compared::found);
    let known = measured(own);
    vec![
        kernel.name().to_owned(),
        tenths(work),
        host.to_owned(),
        own.len().to_string(),
        short(count(|one| one.verdict == Verdict::Slower)),
        short(count(|one| one.verdict == Verdict::Faster)),
        if work == 0 { "-".to_owned() } else { short(found) },
        count(|one| one.regression).hits.to_string(),
        short(inconclusive(own.iter().copied())),
        covered(own.iter().copied()).text(),
        known.map_or("-".to_owned(), |(m, _)| format!("{:+.2} %", m * 100.0)),
        known.map_or("-".to_owned(), |(_, o)| format!("{:.2} %", o * 100.0)),
        seconds(own.iter().copied())
            .map_or("-".to_owned(), |s| format!("{s:.2} s")),
    ]
}

fn layouts(kept: &Kept) -> String {
    let mut rows = Vec::new();
    for (block, all) in &kept.blocks {
        let Task::Layouts { aligned } = block.task else { continue };
        let all: Vec<&Compared> = all.iter().collect();
        let kind = if aligned { "aligned" } else { "as built" };
        rows.extend(kernel_rows(&all, kind));
        let same = all.iter().filter(|one| one.per_mille == 0).copied();
        let changed = Rate::count(same, Compared::changed);
        if changed.of > 0 {
            let mut sum = vec!["-".to_owned(); KERNEL_HEADER.len()];
            sum[0] = format!("all, {kind}: called changed {}", changed.text());
            rows.push(sum);
        }
    }
    let mut header = KERNEL_HEADER;
    header[2] = "functions";
    table(&header, &rows)
}

fn detectable(kept: &Kept) -> String {
    let mut rows = Vec::new();
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    for (noisy, host) in [(false, "quiet"), (true, "noisy")] {
        let all = kept.some(noisy, &["same", "heldout"]);
        for kernel in Kernel::ALL {
            let Some(found) = check(&all, kernel.name()) else { continue };
            let ends = found.interval.map_or("-".to_owned(), |ends| {
                format!("{}-{}", percent(ends.lower), percent(ends.upper))
            });
            rows.push(vec![
                kernel.name().to_owned(),
                host.to_owned(),
                found.tries.to_string(),
                percent(found.claimed),
                percent(found.found),
                ends,
                format!("{:.2}", found.claimed / found.found),
                if found.right() { "yes" } else { "**no**" }.to_owned(),
                found.within.to_string(),
            ]);
        }
    }
    let header = [
        "kernel",
        "host",
        "undecided",
        "claimed (median)",
        "found by 80 %",
        "95 % interval",
        "ratio",
        "within a fifth",
        "claims within a fifth",
    ];
    table(&header, &rows)
}

fn others(kept: &Kept) -> String {
    let mut rows = Vec::new();
    for (noisy, host) in [(false, "quiet"), (true, "noisy")] {
        for (ahead, when) in [
            (&["same", "more"][..], "benchkit, 2 s"),
            (&["beside"][..], "benchkit, 2 s, beside criterion's defaults"),
        ] {
            let all = kept.some(noisy, ahead);
            rows.extend(benchkit_rows(&all, when, host));
        }
    }
    let peers = peers::rows(&kept.peers);
    if peers.is_empty() {
        return String::new();
    }
    rows.extend(peers);
    rows.sort_by_key(|row| {
        (row[3] != "quiet", row[2].clone(), row[1] != "all", row[3].clone())
    });
    table(&peers::HEADER, &rows)
}

/// What benchkit said, in the columns of the other tools.
fn benchkit_rows(
    all: &[&Compared],
    tool: &str,
    host: &str,
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for work in [0, 10, 20] {
        let own: Vec<&Compared> =
            all.iter().filter(|o| o.per_mille == work).copied().collect();
        if own.is_empty() {
            continue;
        }
        let said = |verdict| {
            let rate =
                Rate::count(own.iter().copied(), |o| o.verdict == verdict);
            rate.text().replacen(&format!(" of {}", rate.of), "", 1)
        };
        rows.push(vec![
            tool.to_owned(),
            "all".to_owned(),
            format!("{} %", work / 10),
            host.to_owned(),
            own.len().to_string(),
            said(Verdict::Slower),
            said(Verdict::Faster),
            covered(own.iter().copied()).text(),
            seconds(own.iter().copied())
                .map_or("-".to_owned(), |s| format!("{s:.1} s")),
        ]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{
        super::{blocks::all, records::made_up},
        *,
    };

    fn kept(some: &[(&str, Vec<Compared>)]) -> Kept {
        let blocks = all().into_iter().filter_map(|block| {
            let (_, own) = some.iter().find(|(n, _)| *n == block.name)?;
            Some((block, own.clone()))
        });
        Kept {
            blocks: blocks.collect(),
            built: "abc".to_owned(),
            ..Kept::default()
        }
    }

    fn many(
        count: usize,
        kernel: &str,
        work: u32,
        verdict: Verdict,
    ) -> Vec<Compared> {
        vec![made_up(kernel, work, verdict); count]
    }

    fn line<'a>(text: &'a str, begin: &str) -> Vec<&'a str> {
        let found = text
            .lines()
            .find(|line| line.trim_start_matches("| ").starts_with(begin));
        let found = found.unwrap_or_else(|| panic!("{begin}: {text}"));
        found.split('|').map(str::trim).skip(1).collect()
    }

    #[test]
    fn what_was_missed_is_said_and_what_was_not_measured_too() {
        let mut same = many(995, "sweep", 0, Verdict::Equivalent);
        same.extend(many(5, "sweep", 0, Verdict::Faster));
        let mut more = many(96, "sweep", 10, Verdict::Slower);
        more.extend(many(4, "sweep", 10, Verdict::Inconclusive));
        more.extend(many(50, "pointer_walk", 10, Verdict::Inconclusive));
        more.extend(many(5, "sweep", 20, Verdict::Slower));
        more.extend(many(5, "sweep", 20, Verdict::Trivial));
        let text = text(&kept(&[("same-quiet", same), ("more-quiet", more)]));
        let alarms = line(&text, "the same binary called slower");
        assert_eq!(alarms[2], "5 of 1000 (0.2-1.2 %), **missed**");
        assert_eq!(alarms[4], "not measured");
        let slower = line(&text, "+1 % called slower");
        assert_eq!(slower[2], "96.0 %: 96 of 100 (90.1-98.5 %)");
        let regression = line(&text, "+2 % called a regression");
        assert!(regression[2].starts_with("50.0 %: 5 of 10"));
        assert!(regression[2].ends_with("**missed**"));
        assert_eq!(line(&text, "a wrong sign")[2], "0 of 160 (0-2.4 %)");
        let equal = line(&text, "the same binary called equivalent");
        assert_eq!(equal[2], "0.40 s");
        assert_eq!(line(&text, "pointer_walk")[3], "50");
        assert!(text.contains("Build abc; 0 comparisons"), "{text}");
        assert!(!text.contains("Other tools"), "{text}");
    }

    #[test]
    fn few_of_a_thousand_are_met_once_a_thousand_were_compared() {
        let said = |count, alarms| {
            let mut same = many(count - alarms, "sweep", 0, Verdict::Trivial);
            same.extend(many(alarms, "sweep", 0, Verdict::Slower));
            let text = text(&kept(&[("same-quiet", same)]));
            line(&text, "the same binary called slower")[2].to_owned()
        };
        assert_eq!(said(600, 3), "3 of 600 (0.1-1.5 %), so far");
        assert!(said(600, 5).ends_with("%), **missed**"));
        assert!(said(1_000, 4).ends_with("%)"));
    }

    #[test]
    fn the_smallest_effect_is_that_of_the_budget() {
        let mut fine = many(10, "alu_chain", 2, Verdict::Inconclusive);
        fine.extend(many(10, "alu_chain", 5, Verdict::Slower));
        let ten = many(10, "alu_chain", 2, Verdict::Slower);
        let text = text(&kept(&[("fine-noisy", fine), ("fine10-noisy", ten)]));
        let two = line(&text, "found in 80 % of tries, ALU chain, 2 s");
        assert_eq!(two[4], "0.5 % (10 of 10 (72.2-100 %))");
        let ten = line(&text, "found in 80 % of tries, ALU chain, 10 s");
        assert_eq!(ten[4], "at most 0.2 % (10 of 10 (72.2-100 %))");
        assert_eq!((ten[2], ten[3]), ("not measured", "0.5 %"));
    }

    #[test]
    fn kernels_that_nothing_was_chosen_by_and_layouts_stand_apart() {
        let same = many(20, "parse", 0, Verdict::Equivalent);
        let mut other = many(9, "parse", 0, Verdict::Equivalent);
        other.extend(many(1, "parse", 0, Verdict::Slower));
        let text =
            text(&kept(&[("heldout-quiet", same), ("layouts-plain", other)]));
        let own = line(&text, "`parse`: the same binary called slower");
        assert_eq!(own[2], "0 of 20 (0-16.2 %)");
        let alarms = line(&text, "the same binary called slower");
        assert_eq!(alarms[2], "not measured");
        let changed = line(&text, "all, as built");
        assert!(changed[0].contains("1 of 10"), "{changed:?}");
    }

    #[test]
    fn a_broken_promise_is_named() {
        let same = |alarms| {
            let mut all = many(60, "parse", 0, Verdict::Equivalent);
            all.extend(many(alarms, "parse", 0, Verdict::Slower));
            kept(&[("same-quiet", all)])
        };
        assert_eq!(broken(&same(2)), None);
        let said = broken(&same(5)).expect("broken");
        assert!(said.contains("called changed in 5 of 65"), "{said}");
        let mut wrong = made_up("parse", 10, Verdict::Faster);
        wrong.ratio = wrong.ratio.map(|ratio| benchkit::model::Ratio {
            upper: 0.99,
            lower: 0.98,
            ..ratio
        });
        let said = broken(&kept(&[("more-quiet", vec![wrong])]));
        assert!(said.is_some_and(|said| said.contains("called less")));
        let said = broken(&kept(&[]));
        assert!(said.is_some_and(|said| said.contains("nothing")));
    }
}
