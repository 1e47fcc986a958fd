//! The tables of the sampling experiment, in Markdown.

use crate::{collect::Launch, plan::Options, series::Series};
use benchkit_benches::{Failure, lines::markdown, print};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

const HEADER: [&str; 15] = [
    "trial",
    "launch",
    "trials",
    "clean",
    "sd clean",
    "sd all",
    "sd min",
    "sd mean",
    "lag 1",
    "cover 5",
    "cover 10",
    "cover 20",
    "A/A within",
    "A/A across",
    "+1 % within/across",
];

/// Launches by kernel and noise, then by trial length, then by mode.
type Groups<'a> =
    BTreeMap<(&'a str, bool), BTreeMap<u64, BTreeMap<bool, Vec<&'a Launch>>>>;

/// Prints one table for each kernel, quiet and noisy.
///
/// # Errors
/// When the file cannot be read or standard output not written.
pub(crate) fn print_tables(options: &Options) -> Result<(), Failure> {
    let lines = options.lines();
    let launches: Vec<Launch> = lines.read()?;
    let known: BTreeSet<_> = options.cells().into_iter().collect();
    let mut groups = Groups::new();
    for launch in launches.iter().filter(|l| known.contains(&l.cell)) {
        let cell = &launch.cell;
        groups
            .entry((&cell.kernel, cell.noisy))
            .or_default()
            .entry(cell.trial_us)
            .or_default()
            .entry(cell.within)
            .or_default()
            .push(launch);
    }
    let mut text = explanation(launches.len());
    for ((kernel, noisy), trials) in &groups {
        let noise = if *noisy { "beside noise" } else { "quiet" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n### {kernel}, {noise}\n");
        let mut rows = Vec::new();
        for (trial_us, modes) in trials {
            for launch_ms in options.launch_lengths() {
                rows.push(row(*trial_us, *launch_ms, modes));
            }
        }
        text.push_str(&markdown(&HEADER, &rows));
    }
    Ok(print(&text)?)
}

fn explanation(launches: usize) -> String {
    format!(
        "{launches} launches. Trials are the median a launch; clean is the \
         share of trials without an involuntary switch; sd is the standard \
         deviation between launches of the logarithm of the clean median, \
         the all-trial median, the minimum and the mean, in per cent; lag 1 \
         is the correlation of successive clean medians; cover is how often \
         the interval of so many launches in a row covers the median of all \
         the others; A/A is how often the same code is called different, \
         from the trials of one process or from twelve launch pairs; the \
         last column is how often one per cent more steps is called \
         slower.\n"
    )
}

fn row(
    trial_us: u64,
    launch_ms: u64,
    modes: &BTreeMap<bool, Vec<&Launch>>,
) -> Vec<String> {
    let none = Vec::new();
    let across = Series::new(modes.get(&false).unwrap_or(&none), launch_ms);
    let within = Series::new(modes.get(&true).unwrap_or(&none), launch_ms);
    let more_within = rate(within.called_within(2, true));
    let more_across = rate(across.called_across(2, true));
    vec![
        format!("{trial_us} us"),
        format!("{launch_ms} ms"),
        across.trials().map_or_else(missing, |n| format!("{n:.0}")),
        across
            .clean_share()
            .map_or_else(missing, |s| format!("{:.1} %", s * 100.0)),
        percent(across.spread(|l| l.clean)),
        percent(across.spread(|l| l.all)),
        percent(across.spread(|l| l.min)),
        percent(across.spread(|l| l.mean)),
        across.lag().map_or_else(missing, |lag| format!("{lag:+.2}")),
        rate(across.coverage(5)),
        rate(across.coverage(10)),
        rate(across.coverage(20)),
        rate(within.called_within(1, false)),
        rate(across.called_across(1, false)),
        format!("{more_within} / {more_across}"),
    ]
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(missing, |share| format!("{:.3} %", share * 100.0))
}

fn rate(share: Option<f64>) -> String {
    share.map_or_else(missing, |share| format!("{share:.3}"))
}

fn missing() -> String {
    "-".to_owned()
}
