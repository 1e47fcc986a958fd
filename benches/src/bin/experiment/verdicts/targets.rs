//! What was asked, beside what was measured.

use super::{
    kept::Kept,
    records::Compared,
    tally::{Rate, covered, inconclusive, seconds, smallest, tenths},
};
use benchkit::model::Verdict;
use benchkit_benches::lines::markdown;
use cargo_benchkit::kernels::Kernel;

/// A measured figure, and whether it is what was asked for.
struct Measured {
    text: String,
    met: bool,
}

/// Comparisons on a quiet or a noisy host.
type Host<'a> = [Vec<&'a Compared>; 2];

/// The table of targets.
pub(crate) fn targets(kept: &Kept) -> String {
    let rows = own_rows(kept).into_iter().chain(held_out_rows(kept));
    let rows: Vec<Vec<String>> = rows.collect();
    let header = ["", "asked, quiet", "quiet", "asked, noisy", "noisy"];
    markdown(&header, &rows)
}

/// A row: what `measure` makes of both hosts, beside what was asked.
fn row(
    what: &str,
    asked: [&str; 2],
    hosts: &Host<'_>,
    measure: impl Fn(usize, &[&Compared]) -> Option<Measured>,
) -> Vec<String> {
    let mut cells = vec![what.to_owned()];
    for (at, asked) in asked.into_iter().enumerate() {
        cells.push(asked.to_owned());
        let found = measure(at, &hosts[at]);
        cells.push(found.map_or("not measured".to_owned(), |found| {
            let missed = if found.met { "" } else { ", **missed**" };
            format!("{}{missed}", found.text)
        }));
    }
    cells
}

/// At most so many of all.
fn few(rate: Rate, most: usize) -> Option<Measured> {
    (rate.of > 0)
        .then(|| Measured { text: rate.text(), met: rate.hits <= most })
}

/// At most so many of `all`; of fewer, nothing is met yet.
fn few_of(rate: Rate, most: usize, all: usize) -> Option<Measured> {
    let found = few(rate, most)?;
    if rate.of >= all || !found.met {
        return Some(found);
    }
    Some(Measured { text: format!("{}, so far", found.text), ..found })
}

/// A share on the right side of a limit.
fn share(rate: Rate, met: impl Fn(f64) -> bool) -> Option<Measured> {
    let share = rate.share()?;
    Some(Measured { text: rate.percent(), met: met(share) })
}

fn hosts<'a>(kept: &'a Kept, ahead: &[&str]) -> Host<'a> {
    [false, true].map(|noisy| kept.some(noisy, ahead))
}

fn without_walk<'a>(all: &[&'a Compared], per_mille: u64) -> Vec<&'a Compared> {
    let walk = Kernel::PointerWalk.name();
    let wanted =
        |one: &&&Compared| one.kernel != walk && one.per_mille == per_mille;
    all.iter().filter(wanted).copied().collect()
}

fn own_rows(kept: &Kept) -> Vec<Vec<String>> {
    let same = hosts(kept, &["same"]);
    let two = [false, true].map(|noisy| kept.two(noisy));
    let chain = Kernel::AluChain.name();
    let mut rows = vec![row(
        "the same binary called slower or faster, of 1,000",
        ["at most 4"; 2],
        &same,
        |_, all| {
            let changed = Rate::count(all.iter().copied(), Compared::changed);
            few_of(changed, 4, 1_000)
        },
    )];
    rows.extend(power_rows(&hosts(kept, &["more"]), ""));
    rows.push(row("a wrong sign", ["0"; 2], &two, |_, all| {
        let more = all.iter().filter(|one| one.per_mille > 0).copied();
        few(Rate::count(more, Compared::wrong_sign), 0)
    }));
    rows.push(row(
        "the interval holds the true ratio (lower bound)",
        [">= 93 %"; 2],
        &two,
        |_, all| {
            let rate = covered(all.iter().copied());
            let lower = rate.interval()?.lower;
            Some(Measured { text: rate.percent(), met: lower >= 0.93 })
        },
    ));
    for (what, ahead, asked) in [
        (
            "found in 80 % of tries, ALU chain, 2 s",
            &["more", "fine"][..],
            [5, 10],
        ),
        ("found in 80 % of tries, ALU chain, 10 s", &["fine10"][..], [2, 5]),
    ] {
        let told = asked.map(tenths);
        rows.push(row(
            what,
            [&told[0], &told[1]],
            &hosts(kept, ahead),
            |at, all| effect(all, chain, asked[at]),
        ));
    }
    rows.extend(undecided_rows(&same, ""));
    rows.push(row(
        "the same binary called equivalent, median time",
        ["<= 0.5 s", "<= 1 s"],
        &same,
        |at, all| {
            let equal = |one: &&&Compared| one.verdict == Verdict::Equivalent;
            let median = seconds(all.iter().filter(equal).copied())?;
            let met = median <= [0.5, 1.0][at];
            Some(Measured { text: format!("{median:.2} s"), met })
        },
    ));
    rows
}

/// The smallest effect of `kernel`, beside the one that was asked for.
fn effect(all: &[&Compared], kernel: &str, asked: u64) -> Option<Measured> {
    let tried = |one: &&Compared| one.kernel == kernel && one.per_mille > 0;
    if !all.iter().any(tried) {
        return None;
    }
    let text = "more than was tried".to_owned();
    let none = Measured { text, met: false };
    Some(smallest(all, kernel).map_or(none, |(work, rate, tried)| Measured {
        text: format!(
            "{}{} ({})",
            if tried { "" } else { "at most " },
            tenths(work),
            rate.text()
        ),
        met: work <= asked,
    }))
}

fn power_rows(hosts: &Host<'_>, ahead: &str) -> [Vec<String>; 2] {
    let asked = [">= 95 %", ">= 90 %"];
    let enough = |at: usize| move |share: f64| share >= [0.95, 0.9][at];
    let slower = |one: &Compared| one.verdict == Verdict::Slower;
    [
        row(
            &format!("{ahead}+1 % called slower, margin 0.5 %"),
            asked,
            hosts,
            |at, all| {
                let some = without_walk(all, 10);
                share(Rate::count(some, slower), enough(at))
            },
        ),
        row(
            &format!("{ahead}+2 % called a regression"),
            asked,
            hosts,
            |at, all| {
                let some = without_walk(all, 20);
                share(Rate::count(some, |one| one.regression), enough(at))
            },
        ),
    ]
}

fn undecided_rows(hosts: &Host<'_>, ahead: &str) -> [Vec<String>; 1] {
    [row(
        &format!("{ahead}the same binary inconclusive"),
        ["<= 5 %", "<= 20 %"],
        hosts,
        |at, all| {
            let rate = inconclusive(all.iter().copied());
            share(rate, |share| share <= [0.05, 0.2][at])
        },
    )]
}

/// The rows of each kernel that nothing was chosen by.
fn held_out_rows(kept: &Kept) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for kernel in Kernel::HELD_OUT {
        let name = kernel.name();
        let own = |all: Vec<&'_ Compared>| -> Vec<Compared> {
            let own = all.into_iter().filter(|one| one.kernel == name);
            own.cloned().collect()
        };
        let [quiet, noisy] = hosts(kept, &["heldout"]).map(own);
        let both: Host<'_> = [quiet.iter().collect(), noisy.iter().collect()];
        let same = both.clone().map(|all| {
            all.into_iter().filter(|one| one.per_mille == 0).collect()
        });
        let ahead = format!("`{name}`: ");
        rows.push(row(
            &format!("{ahead}the same binary called slower or faster"),
            ["-"; 2],
            &same,
            |_, all| {
                few(Rate::count(all.iter().copied(), Compared::changed), 4)
            },
        ));
        rows.extend(power_rows(&both, &ahead));
        rows.extend(undecided_rows(&same, &ahead));
    }
    rows
}
