//! The check as text: what it comes to, then the tables it rests on.

use super::{
    claims::Smallest, document::Document, rate::Rate, record::percent,
    tally::Cell,
};
use crate::columns::table;
use benchkit::unit;
use std::fmt::Write as _;

/// The whole report; the tables lose columns from the right that do not fit
/// into `columns`.
pub(crate) fn report(document: &Document, columns: usize) -> String {
    let mut out = String::new();
    for line in warnings(document) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "! {line}");
    }
    out.push_str(&claims(document));
    let (same, more): (Vec<&Cell>, Vec<&Cell>) =
        document.cells.iter().partition(|cell| cell.per_mille == 0);
    for (cells, title, header, row) in [
        (same, "The same binary", &SAME[..], same_row as fn(&Cell) -> _),
        (more, "More work", &MORE[..], more_row),
    ] {
        if !cells.is_empty() {
            let rows: Vec<Vec<String>> = cells.into_iter().map(row).collect();
            let table = table(header, &rows, columns, false);
            let _ = write!(out, "\n{title}\n{table}");
        }
    }
    let _ = write!(out, "\n{}", foot(document));
    for line in &document.claims.broken {
        let _ = writeln!(out, "FAILED: {line}");
    }
    out
}

/// What a reader must know before any number.
fn warnings(document: &Document) -> Vec<String> {
    let mut all = Vec::new();
    if document.tool.debug {
        all.push(
            "a debug build of the tool: its kernels are not those of an \
             installed one"
                .to_owned(),
        );
    }
    if document.partial {
        all.push(format!(
            "partial: interrupted after {} of {} comparisons",
            document.comparisons.len(),
            document.planned
        ));
    }
    if document.noise.is_some_and(|noise| !noise.validated) {
        all.push(
            "the noise could not be validated: this system does not tell \
             its pressure"
                .to_owned(),
        );
    }
    let out = document.left_out;
    for (count, why) in [
        (out.failed, "failed"),
        (out.without_pressure, "not pressed by the noise"),
    ] {
        if count > 0 {
            all.push(format!("comparisons left out: {count} {why}"));
        }
    }
    let failed = document.comparisons.iter().find_map(|o| o.failure.as_ref());
    all.extend(failed.map(|why| format!("the first failure: {why}")));
    all
}

/// A line for each claim.
fn claims(document: &Document) -> String {
    let claims = &document.claims;
    let mut out = String::new();
    for (what, rate, bound) in [
        (
            "the same binary called changed",
            claims.false_alarms,
            at_most as Bound,
        ),
        ("more work called less", claims.wrong_signs, at_most),
        ("interval holds the true ratio", claims.covered, at_least),
        ("the same binary not decided", claims.same_inconclusive, at_most),
    ] {
        if rate.of > 0 {
            let of = format!("{} of {}", rate.hits, rate.of);
            let _ = writeln!(out, "{what:<31} {of:>12}  ({})", bound(&rate));
        }
    }
    if !claims.smallest.is_empty() {
        out.push_str("smallest effect found in 80 % of tries\n");
    }
    for one in &claims.smallest {
        let _ = writeln!(out, "  {:<13} {}", one.kernel, smallest(one));
    }
    out
}

type Bound = fn(&Rate) -> String;

fn at_most(rate: &Rate) -> String {
    rate.upper.map_or_else(String::new, |upper| {
        format!("at most {}", share(upper, f64::ceil))
    })
}

fn at_least(rate: &Rate) -> String {
    rate.lower.map_or_else(String::new, |lower| {
        format!("at least {}", share(lower, f64::floor))
    })
}

fn smallest(one: &Smallest) -> String {
    let tries = |work: Option<u64>, rate: Option<Rate>, bound: Bound| {
        let (work, rate) = (work?, rate?);
        let of = format!("{} of {}, {}", rate.hits, rate.of, bound(&rate));
        Some(format!("{} ({of})", percent(work)))
    };
    let found = tries(one.per_mille, one.found, at_least);
    let missed = tries(one.missed_per_mille, one.missed, at_most);
    match (missed, found) {
        (Some(missed), Some(found)) => format!("between {missed} and {found}"),
        (None, Some(found)) => format!("at most {found}"),
        (Some(missed), None) => format!("more than {missed}"),
        (None, None) => "not known".to_owned(),
    }
}

/// A share in per cent, rounded by `round` to a tenth where it is below 10 %
/// or above 90 %.
fn share(share: f64, round: fn(f64) -> f64) -> String {
    let digits = usize::from(!(0.1..=0.9).contains(&share));
    let scale = if digits == 0 { 1.0 } else { 10.0 };
    // 95 % must not become 95.1 % by the last bit.
    let exact = share * 100.0 * scale;
    let near = exact.round();
    let rounded = if (exact - near).abs() < 1e-9 { near } else { round(exact) };
    let text = format!("{:.digits$}", rounded / scale);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// "3 (1.2-9 %)".
fn rate(rate: Option<Rate>) -> String {
    let Some(rate) = rate.filter(|rate| rate.of > 0) else {
        return "-".to_owned();
    };
    let (Some(lower), Some(upper)) = (rate.lower, rate.upper) else {
        return "-".to_owned();
    };
    let lower = share(lower, f64::floor);
    let upper = share(upper, f64::ceil);
    format!("{} ({}-{upper})", rate.hits, lower.trim_end_matches(" %"))
}

const SAME: [&str; 9] = [
    "kernel",
    "tries",
    "false alarms",
    "equivalent",
    "trivial",
    "inconclusive",
    "time",
    "covered",
    "measured %",
];

fn same_row(cell: &Cell) -> Vec<String> {
    vec![
        cell.kernel.clone(),
        cell.comparisons.to_string(),
        rate(cell.false_alarms),
        cell.equivalent.to_string(),
        cell.trivial.to_string(),
        rate(Some(cell.inconclusive)),
        unit::duration(cell.seconds * 1e9),
        rate(Some(cell.covered)),
        measured(cell),
    ]
}

const MORE: [&str; 14] = [
    "kernel",
    "more",
    "tries",
    "found",
    "wrong sign",
    "slower",
    "regression",
    "trivial",
    "equivalent",
    "inconclusive",
    "time",
    "covered",
    "measured %",
    "margin",
];

fn more_row(cell: &Cell) -> Vec<String> {
    vec![
        cell.kernel.clone(),
        percent(cell.per_mille),
        cell.comparisons.to_string(),
        rate(cell.found),
        cell.wrong_signs.map_or(0, |rate| rate.hits).to_string(),
        cell.slower.to_string(),
        cell.regressions.hits.to_string(),
        cell.trivial.to_string(),
        cell.equivalent.to_string(),
        cell.inconclusive.hits.to_string(),
        unit::duration(cell.seconds * 1e9),
        rate(Some(cell.covered)),
        measured(cell),
        unit::percent(cell.margin),
    ]
}

/// The change that all launch pairs measured, in per cent.
fn measured(cell: &Cell) -> String {
    let Some(ratio) = cell.measured else { return "-".to_owned() };
    let ends = [ratio.lower, ratio.upper].map(|r| (r - 1.0) * 100.0);
    let digits = if ends[1] - ends[0] < 0.1 { 3 } else { 2 };
    let [lower, upper] =
        ends.map(|end| format!("{end:+.digits$}").replace('-', "−"));
    format!("{lower} … {upper}")
}

/// What the numbers rest on.
fn foot(document: &Document) -> String {
    let noise = match &document.noise {
        Some(noise) => format!(", beside {} hogs", noise.hogs),
        None => String::new(),
    };
    let took: f64 = document.comparisons.iter().map(|o| o.seconds).sum();
    format!(
        "{} comparisons of {} at most{noise}, {} in all · seed {} · in \
         brackets 95 % intervals (Wilson)\ntrue ratio: that of the steps; \
         measured: all launch pairs of a row, the 95 % interval of their \
         median\n",
        document.comparisons.len(),
        unit::duration(document.budget * 1e9),
        unit::duration(took * 1e9),
        document.seed
    )
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            document::tests::document,
            record::{Compared, fixture::compared},
        },
        *,
    };
    use benchkit::model::Verdict;

    fn played() -> Document {
        let mut all = Vec::new();
        for number in 0..10 {
            for (work, verdict) in [
                (0, Verdict::Equivalent),
                (2, Verdict::Equivalent),
                (10, Verdict::Slower),
            ] {
                let one = compared("alu_chain", work, verdict);
                all.push(Compared { number, ..one });
            }
        }
        document(false, all)
    }

    #[test]
    fn the_claims_come_first_with_their_bounds() {
        let text = report(&played(), usize::MAX);
        let expected = "\
the same binary called changed       0 of 10  (at most 28 %)
more work called less                0 of 20  (at most 17 %)
interval holds the true ratio       30 of 30  (at least 88 %)
the same binary not decided          0 of 10  (at most 28 %)
smallest effect found in 80 % of tries
  alu_chain     between 0.2 % (0 of 10, at most 28 %) and 1 % (10 of 10, at least 72 %)

The same binary
kernel     tries  false alarms  equivalent  trivial  inconclusive    time        covered       measured %
alu_chain     10    0 (0-28 %)          10        0    0 (0-28 %)  500 ms  10 (72-100 %)  +0.000 … +0.000
";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.contains("seed 5"), "{text}");
        assert!(!text.contains("FAILED"), "{text}");
    }

    #[test]
    fn narrow_terminals_lose_columns_from_the_right() {
        for columns in [30, 60, 80, 100] {
            let rows = [more_row(&played().cells[2])];
            let text = table(&MORE, &rows, columns, false);
            let longest = text.lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(columns), "{columns}: {text}");
            assert!(text.starts_with("kernel"), "{text}");
        }
    }

    #[test]
    fn what_a_reader_must_know_stands_at_the_top() {
        let failed = Compared {
            failure: Some("out of cheese".to_owned()),
            ..compared("sweep", 0, Verdict::Inconclusive)
        };
        let mut check = document(true, vec![failed]);
        check.partial = true;
        check.planned = 9;
        let text = report(&check, 80);
        for expected in [
            "! partial: interrupted after 1 of 9 comparisons",
            "! the noise could not be validated",
            "! comparisons left out: 1 failed",
            "! the first failure: out of cheese",
            "FAILED: no comparison counts",
            "beside 2 hogs",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }

    #[test]
    fn bounds_are_rounded_away_from_what_is_claimed() {
        // Wilson, statsmodels 0.15.0: at most .018845, at least .957496.
        assert_eq!(at_most(&Rate::new(0, 200)), "at most 1.9 %");
        assert_eq!(at_least(&Rate::new(970, 1000)), "at least 95.7 %");
        assert_eq!(rate(Some(Rate::new(8, 10))), "8 (49-94.4 %)");
        assert_eq!(rate(None), "-");
        assert_eq!(share(0.95, f64::ceil), "95 %");
    }
}
