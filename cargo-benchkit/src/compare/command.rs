//! The subcommand: from its arguments to reports and an exit code.

use super::{
    chance::Chance,
    document::{Document, Summary},
    gated::{self, Gated, Gates},
    layout, markdown,
    once::Once,
    options::{FailOn, Options},
    pair::{self, LaunchPair, Plan, SideFailure},
    program,
    rule::Question,
    sources::{self, Field},
    suite::{self, Limits, Stage},
    text, words,
};
use crate::{
    error::{Error, Result},
    export, gates,
    outlet::{deliver, is_dash, put},
    signals::Stop,
    variables,
};
use benchkit::{
    Nanos,
    clock::Clock,
    harness::exit,
    probe::{counters, host_load},
};
use std::{
    fs,
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Time of one comparison of builds, where nobody names another.
const BUDGET: Nanos = Nanos(2_000_000_000);

/// Compares, reports, and returns the exit code.
///
/// # Errors
/// When a side cannot be had, or a report not be written.
pub(crate) fn run(
    options: &Options,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let stop = Stop::watch();
    let code = if options.programs.command.is_empty() {
        of_builds(options, &stop, out, talk)?
    } else {
        of_programs(options, Arc::clone(&stop.asked), out, talk)?
    };
    let interrupted = Some(exit::INTERRUPTED).filter(|known| *known == code);
    Ok(interrupted.and_then(|_| stop.code()).unwrap_or(code))
}

fn of_builds(
    options: &Options,
    stop: &Stop,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let flags = flags(options);
    let found = field(options, &flags, talk);
    // What was being built or listed may have had the signal too.
    if let Some(code) = stop.code() {
        return Ok(code);
    }
    let mut field = found?;
    if field.contests.is_empty() {
        return Err(Error::new("the two sides have no benchmark in common"));
    }
    // Mistakes are said before anything is measured.
    let gates = Gates::of(&field, &flags, options.gates.as_deref())?;
    let seed = options.seed.unwrap_or_else(seed);
    let limits = limits(options, BUDGET, flags);
    let mut stage = Real::new(!options.no_pin, Arc::clone(&stop.asked), talk);
    let start = stage.clock.now();
    let before = counters(Nanos(start));
    let mut chance = Chance::new(seed);
    let plain = field.contests.len();
    for mut contest in field.aligned.drain(..) {
        contest.is_second = true;
        field.contests.push(contest);
    }
    suite::run(&mut field.contests, &limits, &mut chance, &mut stage);
    let aligned = field.contests.split_off(plain);
    layout::join(&mut field.contests, aligned);
    let end = stage.clock.now();
    let ns = Nanos(end.saturating_sub(start)).as_f64();
    let summary = Summary {
        host: host_load(&before, &counters(Nanos(end))),
        pinned: !stage.cpus.is_empty(),
        ..Summary::of(&field.contests, ns, stage.interrupted())
    };
    let gated = gates.judge(&field.contests, &field.alone);
    let judge = options.fail_on.contains(&FailOn::Gate);
    for line in gated.tally.remarks(judge, gates::Command::Compare) {
        drop(writeln!(stage.talk, "{line}"));
    }
    let all = All { field: &field, summary: &summary, gated: &gated };
    report(options, &all, &limits, seed, out)?;
    Ok(code(options, &summary, &gated))
}

fn limits(options: &Options, budget: Nanos, flags: Vec<String>) -> Limits {
    Limits {
        question: Question {
            margin: options.margin,
            threshold: options.threshold,
        },
        budget: options.budget.unwrap_or(budget),
        suite_budget: options.suite_budget,
        timeout: options.timeout,
        flags,
    }
}

fn of_programs(
    options: &Options,
    stop: Arc<AtomicBool>,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let common = program::Common {
        limits: limits(options, program::BUDGET, Vec::new()),
        look_once: options.budget.is_none(),
        seed: options.seed.unwrap_or_else(seed),
        json: options.json.clone(),
        markdown: options.markdown.clone(),
        stop,
    };
    if options.gates.is_some() || options.junit.is_some() {
        return Err(Error::new(
            "--gates and --junit are of benchmarks, not of commands",
        ));
    }
    let none = Gated::default();
    let judge = options.fail_on.contains(&FailOn::Gate);
    let summary = program::run(&options.programs, &common, out, talk)?;
    for line in none.tally.remarks(judge, gates::Command::Compare) {
        drop(writeln!(talk, "{line}"));
    }
    Ok(code(options, &summary, &none))
}

/// What every side is told.
fn flags(options: &Options) -> Vec<String> {
    let flags = options.asked.flags.iter();
    flags.map(|flag| flag.to_string_lossy().into_owned()).collect()
}

fn field(
    options: &Options,
    flags: &[String],
    talk: &mut dyn Write,
) -> Result<Field> {
    let Options { rev, old_exe, old, layout, asked, .. } = options;
    useless(flags)?;
    variables::refuse(variables::COMPARING)?;
    if let Some(new) = &options.new_exe {
        if !asked.is_plain() {
            return Err(Error::new(
                "--old-exe and --new-exe are built already: flags of cargo \
                 change nothing",
            ));
        }
        return sources::of_files(old_exe, new, flags);
    }
    if options.new.is_none() && rev.is_empty() {
        return Err(Error::new(
            "what to compare with? --rev REV, or --old-exe and --new-exe, \
             or --old and --new, or --command twice",
        ));
    }
    // Mistakes are said before anything is built.
    gated::check(asked, options.gates.as_deref())?;
    let talk = &mut Once::new(talk);
    match &options.new {
        Some(new) => {
            sources::of_workloads(old, new, asked, *layout, flags, talk)
        }
        None => sources::of_revisions(rev, asked, *layout, flags, talk),
    }
}

/// Refuses what would be accepted behind `--` and change nothing.
///
/// # Errors
/// Names the flag, and where it belongs.
fn useless(flags: &[String]) -> Result<()> {
    for flag in flags.iter().filter_map(|flag| flag.strip_prefix("--")) {
        let name = flag.split('=').next().unwrap_or(flag);
        let Some(cure) = variables::belongs(name) else { continue };
        return Err(Error::new(format!(
            "--{name} behind `--` changes nothing in a comparison: {cure}"
        )));
    }
    Ok(())
}

/// All that is reported.
struct All<'a> {
    field: &'a Field,
    summary: &'a Summary,
    gated: &'a Gated,
}

fn report(
    options: &Options,
    all: &All<'_>,
    limits: &Limits,
    seed: u64,
    out: &mut dyn Write,
) -> Result<()> {
    let All { field, summary, gated: Gated { results, tally } } = all;
    let Field { contests, alone, olds, new, .. } = field;
    let rows = words::rows(contests, limits.question, olds.len() > 1);
    let labels = match olds.as_slice() {
        [old] => [old.clone(), new.clone()],
        _ => ["old".to_owned(), new.clone()],
    };
    let document =
        Document::new(field, limits.question, seed, summary, results);
    let json = serde_json::to_string_pretty(&document)
        .map_err(|e| Error::because("the comparison as JSON", e))?;
    let mut comment = markdown::comment(&rows, &labels, alone, summary);
    if !results.is_empty() {
        comment = format!("{comment}\n{}", gates::section(results, tally));
    }
    let cases: Vec<export::Case> = contests
        .iter()
        .zip(&rows)
        .map(|(contest, row)| gated::case(contest, &row.verdict))
        .collect();
    let files = [
        (options.json.as_deref(), format!("{json}\n")),
        (options.markdown.as_deref(), comment),
        (options.junit.as_deref(), export::junit(&cases, results)?),
    ];
    if !files.iter().any(|(path, _)| is_dash(*path)) {
        put(out, &text::table(&rows, &labels, summary))?;
        put(out, &text::alone(alone))?;
        if !results.is_empty() {
            let table = gates::table(results, tally, gates::columns());
            put(out, &format!("\n{table}"))?;
        }
    }
    files.iter().try_for_each(|(path, text)| deliver(*path, text, out))
}

fn code(options: &Options, summary: &Summary, gated: &Gated) -> u8 {
    let fails = |what| options.fail_on.contains(&what);
    if summary.interrupted {
        exit::INTERRUPTED
    } else if summary.failed > 0 {
        exit::FAILED
    } else if gated.tally.code(fails(FailOn::Gate)) == exit::GATE {
        exit::GATE
    } else if fails(FailOn::Regression) && summary.regressions > 0 {
        exit::REGRESSION
    } else if fails(FailOn::Inconclusive) && summary.inconclusive > 0
        || fails(FailOn::Regression) && summary.judged == 0
    {
        exit::INCONCLUSIVE
    } else {
        // Where there is no gate to judge by, the answer is not "all well".
        gated.tally.code(fails(FailOn::Gate))
    }
}

/// A seed that nobody chose.
pub(crate) fn seed() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    // Below 2^53, so that every JSON reader gets it whole.
    RandomState::new().build_hasher().finish() >> 11
}

/// The CPUs that this process may use, as the kernel lists them; none where
/// it does not tell, and then nothing is pinned.
fn allowed_cpus() -> Vec<usize> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let list = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))
        .unwrap_or_default();
    let mut cpus = Vec::new();
    for part in list.trim().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(first), Ok(last)) = (first.parse(), last.parse::<usize>()) {
            cpus.extend(first..=last);
        }
    }
    cpus
}

/// Real processes on this machine.
pub(super) struct Real<'t> {
    clock: Clock,
    cpus: Vec<usize>,
    stop: Arc<AtomicBool>,
    talk: &'t mut dyn Write,
    said: usize,
}

impl<'t> Real<'t> {
    /// Ends when `stop` is set; `pin` says whether processes are pinned.
    pub(super) fn new(
        pin: bool,
        stop: Arc<AtomicBool>,
        talk: &'t mut dyn Write,
    ) -> Self {
        let cpus = if pin { allowed_cpus() } else { Vec::new() };
        Self { clock: Clock::new(), cpus, stop, talk, said: 0 }
    }
}

impl Stage for Real<'_> {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn group(
        &mut self,
        plan: &Plan<'_>,
        chance: &mut Chance,
    ) -> std::result::Result<Vec<LaunchPair>, SideFailure> {
        let clock = self.clock;
        pair::run(plan, chance, &|| clock.now())
    }

    fn cpu(&mut self, chance: &mut Chance) -> Option<usize> {
        let at = chance.below(self.cpus.len());
        self.cpus.get(at).copied()
    }

    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    fn progress(&mut self, done: usize, all: usize) {
        if done > self.said {
            self.said = done;
            drop(writeln!(self.talk, "decided: {done} of {all}"));
        }
    }
}
