//! The subcommand: from its arguments to reports and an exit code.

use super::{
    chance::Chance,
    document::{Document, Summary},
    markdown,
    pair::{self, LaunchPair, Plan, SideFailure},
    rule::Question,
    sources::{self, Field},
    suite::{self, Limits, Stage},
    text,
    words::{self, Row},
};
use crate::{
    cli::Asked,
    error::{Error, Result},
};
use benchkit::{
    Nanos, clock::Clock, harness::exit, model::BenchmarkId,
    unit::parse_duration,
};
use clap::{Args, ValueEnum};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// What fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A regression: exit code 3
    Regression,
    /// A comparison that could not be decided: exit code 5
    Inconclusive,
}

/// What to compare, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Git revision to compare the tree with; it is built in a checkout of
    /// its own
    #[arg(long, value_name = "REV", conflicts_with_all = ["old_exe", "old"])]
    pub(crate) rev: Option<String>,
    /// Bench binary of the old side
    #[arg(
        long,
        value_name = "PATH",
        requires = "new_exe",
        conflicts_with = "old"
    )]
    pub(crate) old_exe: Option<PathBuf>,
    /// Bench binary of the new side
    #[arg(long, value_name = "PATH", requires = "old_exe")]
    pub(crate) new_exe: Option<PathBuf>,
    /// Workload of the old side, where both are in one build
    #[arg(long, value_name = "NAME", requires = "new")]
    pub(crate) old: Option<String>,
    /// Workload of the new side
    #[arg(long, value_name = "NAME", requires = "old")]
    pub(crate) new: Option<String>,
    /// Change that does not matter: inside it two are equivalent
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = share)]
    pub(crate) margin: f64,
    /// Slow-down beyond which a change is a regression
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = share)]
    pub(crate) threshold: f64,
    /// Time of one comparison
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time)]
    pub(crate) budget: Nanos,
    /// Time of all comparisons
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) suite_budget: Option<Nanos>,
    /// Time after which a side that does not answer has failed
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time)]
    pub(crate) timeout: Nanos,
    /// Write all comparisons as JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Write a comment for a pull request; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// What fails the command (may be repeated)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) fail_on: Vec<FailOn>,
    /// Seed of the order of launches and turns
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Let the system choose the CPU of each process
    #[arg(long)]
    pub(crate) no_pin: bool,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

/// A percentage, "0.5%" or "0.5", as a share between 0 and 1.
fn share(text: &str) -> std::result::Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let value: f64 = number
        .parse()
        .map_err(|_| "expected a percentage such as 0.5%".to_owned())?;
    if value > 0.0 && value < 100.0 {
        return Ok(value / 100.0);
    }
    Err("it must lie above 0 % and below 100 %".to_owned())
}

fn time(text: &str) -> std::result::Result<Nanos, String> {
    parse_duration(text)
        .ok_or_else(|| "expected a duration such as 2s or 300ms".to_owned())
}

/// Compares, reports, and returns the exit code.
///
/// # Errors
/// When a side cannot be had, or a report not be written.
pub(crate) fn run(
    options: &Options,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    // Where no handler can be set, Ctrl-C ends this process at once.
    drop(ctrlc::set_handler(move || seen.store(true, Ordering::SeqCst)));
    let mut field = field(options)?;
    if field.contests.is_empty() {
        return Err(Error::new("the two sides have no benchmark in common"));
    }
    let seed = options.seed.unwrap_or_else(seed);
    let limits = Limits {
        question: Question {
            margin: options.margin,
            threshold: options.threshold,
        },
        budget: options.budget,
        suite_budget: options.suite_budget,
        timeout: options.timeout,
    };
    let mut stage = Real {
        clock: Clock::new(),
        cpus: if options.no_pin { Vec::new() } else { allowed_cpus() },
        stop,
        talk,
        said: 0,
    };
    let start = stage.clock.now();
    let mut chance = Chance::new(seed);
    suite::run(&mut field.contests, &limits, &mut chance, &mut stage);
    let ns = Nanos(stage.clock.now().saturating_sub(start)).as_f64();
    let interrupted = stage.interrupted();
    let summary = Summary::of(&field.contests, ns, interrupted);
    report(options, &field, &limits, seed, &summary, out)?;
    Ok(code(options, &summary))
}

fn field(options: &Options) -> Result<Field> {
    let filters: Vec<String> = options
        .asked
        .flags
        .iter()
        .map(|flag| flag.to_string_lossy().into_owned())
        .collect();
    if let (Some(old), Some(new)) = (&options.old_exe, &options.new_exe) {
        return sources::of_files(old, new, &filters);
    }
    if let (Some(old), Some(new)) = (&options.old, &options.new) {
        return sources::of_workloads(old, new, &options.asked);
    }
    match &options.rev {
        Some(revision) => {
            sources::of_revision(revision, &options.asked, &filters)
        }
        None => Err(Error::new(
            "what to compare with? --rev REV, or --old-exe and --new-exe, \
             or --old and --new",
        )),
    }
}

fn report(
    options: &Options,
    field: &Field,
    limits: &Limits,
    seed: u64,
    summary: &Summary,
    out: &mut dyn Write,
) -> Result<()> {
    let rows: Vec<Row> = field
        .contests
        .iter()
        .map(|contest| words::row(contest, limits.question))
        .collect();
    let names = |ids: &[BenchmarkId]| -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    };
    let (old, new) = (names(&field.only_old), names(&field.only_new));
    let only = [old.as_slice(), new.as_slice()];
    let document = Document::new(
        &field.contests,
        &field.labels,
        only,
        limits.question,
        seed,
        summary.interrupted,
    );
    let json = serde_json::to_string_pretty(&document)
        .map_err(|e| Error::because("the comparison as JSON", e))?;
    let comment = markdown::comment(&rows, &field.labels, only, summary);
    let dash = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    if !dash(&options.json) && !dash(&options.markdown) {
        put(out, &text::table(&rows, &field.labels, summary))?;
        for (label, ids) in field.labels.iter().zip(only) {
            if !ids.is_empty() {
                put(out, &format!("only in {label}: {}\n", ids.join(", ")))?;
            }
        }
    }
    for (path, text) in
        [(&options.json, format!("{json}\n")), (&options.markdown, comment)]
    {
        match path {
            Some(path) if path == Path::new("-") => put(out, &text)?,
            Some(path) => fs::write(path, text).map_err(|e| {
                Error::because(&format!("writing {}", path.display()), e)
            })?,
            None => {}
        }
    }
    Ok(())
}

fn put(out: &mut dyn Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes())
        .map_err(|e| Error::because("writing to standard output", e))
}

fn code(options: &Options, summary: &Summary) -> u8 {
    let fails = |what| options.fail_on.contains(&what);
    if summary.interrupted {
        exit::INTERRUPTED
    } else if summary.failed > 0 {
        exit::FAILED
    } else if fails(FailOn::Regression) && summary.regressions > 0 {
        exit::REGRESSION
    } else if fails(FailOn::Inconclusive) && summary.inconclusive > 0 {
        exit::INCONCLUSIVE
    } else {
        exit::OK
    }
}

/// A seed that nobody chose.
fn seed() -> u64 {
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
struct Real<'t> {
    clock: Clock,
    cpus: Vec<usize>,
    stop: Arc<AtomicBool>,
    talk: &'t mut dyn Write,
    said: usize,
}

impl Stage for Real<'_> {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn pair(
        &mut self,
        plan: &Plan<'_>,
        chance: &mut Chance,
    ) -> std::result::Result<LaunchPair, SideFailure> {
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
