//! The subcommand: from its arguments to a report and an exit code.

use super::{
    builds::Builds,
    document::{Around, Document, SCHEMA_VERSION},
    journal::{Journal, Rules},
    machine::{Machine, Talk},
    plan::Plan,
    pressure::Pressure,
    record::parse_percent,
    text,
};
use crate::{
    compare::{seed, share, time},
    error::{Error, Result},
    kernels::Kernel,
    noise::Hogs,
    signals::Stop,
};
use benchkit::{Nanos, clock::Clock, harness::exit, probe};
use clap::Args;
use std::{
    env, fs,
    io::{self, IsTerminal as _, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Comparisons of each kernel and work: by default, and with `--quick`.
const REPETITIONS: [u32; 2] = [40, 6];

/// Thousandths of more work: by default, and with `--quick`.
const WORK: [&[u64]; 2] = [&[0, 2, 5, 10, 20, 50], &[0, 10, 20]];

/// What to check, and how long.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(crate) struct Options {
    /// A minute or two: three kinds of work, few comparisons of each
    #[arg(long)]
    quick: bool,
    /// Beside hogs, as many as CPUs, on and off at random
    #[arg(long)]
    noise: bool,
    /// Comparisons of each kernel and work [default: 40; 6 with --quick]
    #[arg(long, value_name = "N")]
    repetitions: Option<u32>,
    #[arg(
        long,
        value_name = "NAME",
        help = "Kernel to compare (may be repeated) [default: alu_chain, \
                pointer_walk, allocate, sweep]; hash_lookup and parse are \
                the others"
    )]
    kernel: Vec<Kernel>,
    /// More work in per cent, 0 for the same
    /// [default: 0,0.2,0.5,1,2,5; 0,1,2 with --quick]
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        value_parser = parse_percent
    )]
    delta: Vec<u64>,
    /// Time of one comparison
    #[arg(
        long,
        value_name = "TIME",
        default_value = "2s",
        value_parser = time
    )]
    budget: Nanos,
    /// Change that does not matter [default: half of what is added, at most
    /// 1%]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    margin: Option<f64>,
    /// Slow-down beyond which a change is a regression
    #[arg(
        long,
        value_name = "PERCENT",
        default_value = "1%",
        value_parser = share
    )]
    threshold: f64,
    /// Seed of every order
    #[arg(long)]
    seed: Option<u64>,
    /// Write the check as JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Keep every comparison in a file, and go on from what it holds
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Let the system choose the CPU of each process
    #[arg(long)]
    no_pin: bool,
    /// Check a debug build of this tool too, and say so
    #[arg(long)]
    allow_debug: bool,
    /// Another build of this tool for the kernels of the old side, or a
    /// folder of builds of which each comparison draws one
    #[arg(long, value_name = "PATH", hide = true)]
    old_exe: Option<PathBuf>,
    /// The same for the new side; not the build that was drawn for the old
    #[arg(long, value_name = "PATH", hide = true)]
    new_exe: Option<PathBuf>,
}

impl Options {
    fn plan(&self, seed: u64) -> Plan {
        let preset = usize::from(self.quick);
        let mut kernels = self.kernel.clone();
        if kernels.is_empty() {
            kernels = Kernel::TUNED.to_vec();
        }
        let mut per_mille = self.delta.clone();
        if per_mille.is_empty() {
            per_mille = WORK[preset].to_vec();
        }
        kernels.sort_unstable();
        kernels.dedup();
        per_mille.sort_unstable();
        per_mille.dedup();
        Plan {
            kernels,
            per_mille,
            repetitions: self.repetitions.unwrap_or(REPETITIONS[preset]),
            seed,
            margin: self.margin,
            threshold: self.threshold,
            budget: self.budget,
        }
    }

    fn rules(&self, builds: &Builds) -> Result<Rules> {
        Ok(Rules {
            schema_version: SCHEMA_VERSION.to_owned(),
            build: builds.hash()?,
            seed: self.seed.unwrap_or_else(seed),
            budget: self.budget,
            margin: self.margin,
            threshold: self.threshold,
            noise: self.noise,
        })
    }

    fn builds(&self) -> Result<Builds> {
        let asked = [self.old_exe.as_deref(), self.new_exe.as_deref()];
        Builds::new(asked, &own_program()?)
    }
}

/// Checks, reports, and returns the exit code.
///
/// # Errors
/// When this is a debug build, the noise is none, or a file cannot be
/// written.
pub(crate) fn run(
    options: &Options,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    refuse_debug(options)?;
    let builds = options.builds()?;
    let mut rules = options.rules(&builds)?;
    let (journal, mut done) = journal(options, &mut rules)?;
    let plan = options.plan(rules.seed);
    let stop = Stop::watch();
    let hogs = options
        .noise
        .then(|| Hogs::start(&own_program()?, rules.seed).map_err(no_hogs))
        .transpose()?;
    let terminal = io::stderr().is_terminal();
    let mut machine = Machine {
        plan: &plan,
        builds,
        pin: !options.no_pin,
        stop: Arc::clone(&stop.asked),
        journal,
        clock: Clock::new(),
        pressure: Pressure::default(),
        talk: Talk { to: talk, terminal, begun: None, lines: 0 },
    };
    let played = plan.play(&mut done, &mut machine);
    let around = Around {
        host: probe::host_facts(),
        debug: cfg!(debug_assertions),
        hogs: hogs.as_ref().map(Hogs::count),
        planned: plan.items().len(),
        partial: !matches!(played, Ok(true)),
    };
    drop(hogs);
    let document = Document::new(&rules, around, done);
    report(options, &document, out)?;
    // What was measured is reported even where it could not be kept.
    let whole = played?;
    Ok(stop.code().unwrap_or_else(|| code(&document, whole)))
}

fn refuse_debug(options: &Options) -> Result<()> {
    if cfg!(debug_assertions) && !options.allow_debug {
        return Err(Error::new(
            "this is a debug build of the tool, and its kernels are not those \
             of an installed one: build it with --release, or say \
             --allow-debug",
        ));
    }
    Ok(())
}

fn no_hogs(e: io::Error) -> Error {
    Error::because("the noise cannot be made", e)
}

/// What a journal holds, where one is asked for.
fn journal(
    options: &Options,
    rules: &mut Rules,
) -> Result<(Option<Journal>, Vec<super::record::Compared>)> {
    match &options.journal {
        None => Ok((None, Vec::new())),
        Some(path) => {
            let opened = Journal::open(path, rules, options.seed.is_some());
            opened.map(|(journal, done)| (Some(journal), done))
        }
    }
}

fn report(
    options: &Options,
    document: &Document,
    out: &mut dyn Write,
) -> Result<()> {
    let json = serde_json::to_string_pretty(document)
        .map_err(|e| Error::because("the check as JSON", e))?;
    let dash = options.json.as_deref() == Some(Path::new("-"));
    let text = if dash {
        format!("{json}\n")
    } else {
        text::report(document, columns())
    };
    out.write_all(text.as_bytes())
        .map_err(|e| Error::because("writing to standard output", e))?;
    match &options.json {
        Some(path) if !dash => {
            fs::write(path, format!("{json}\n")).map_err(|e| {
                Error::because(&format!("writing {}", path.display()), e)
            })
        }
        _ => Ok(()),
    }
}

/// Columns of a line: `COLUMNS`; 100 on a terminal; as many as there are
/// elsewhere.
fn columns() -> usize {
    let told = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    told.unwrap_or_else(|| {
        if io::stdout().is_terminal() { 100 } else { usize::MAX }
    })
}

/// The gravest first: interrupted, a kernel failed, a promise is broken.
fn code(document: &Document, whole: bool) -> u8 {
    if !whole {
        exit::INTERRUPTED
    } else if document.left_out.failed > 0 {
        exit::FAILED
    } else if !document.claims.broken.is_empty() {
        exit::GATE
    } else {
        exit::OK
    }
}

/// What to start for a process of this binary: on Linux the running image,
/// whatever is installed over it meanwhile.
fn own_program() -> Result<PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from("/proc/self/exe"));
    }
    env::current_exe().map_err(|e| Error::because("this program's file", e))
}
