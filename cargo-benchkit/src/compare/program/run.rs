//! From options to reports: set-up, all launches, clean-up.

use super::{
    cast::Cast,
    document,
    hooks::{self, Hooks},
    hyperfine,
    launch::{self, Call, Ended, Took},
    options::Options,
    series::{Bounds, Launch, Record, Series, Stage, Trouble},
    shell, table,
};
use crate::{
    compare::{
        chance::Chance, contest::Contest, document::Summary, pair::Side,
        rule::LOOKS, suite::Limits,
    },
    error::{Error, Result},
    outlet::{deliver, is_dash, put},
};
use benchkit::{
    Nanos, clock::Clock, harness::pin_to, model::Failure, unit::duration,
};
use std::{
    env,
    io::{self, Write},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Time of one comparison, where nobody names another.
pub(crate) const BUDGET: Nanos = Nanos(10_000_000_000);

/// Time above which the first round says how long it may take.
const PATIENCE_NS: f64 = 2e9;

/// What comparisons of all kinds are told.
#[derive(Clone, Debug)]
pub(crate) struct Common {
    pub(crate) limits: Limits,
    /// Whether the first look is taken whatever it costs.
    pub(crate) look_once: bool,
    pub(crate) seed: u64,
    pub(crate) json: Option<PathBuf>,
    pub(crate) markdown: Option<PathBuf>,
    pub(crate) stop: Arc<AtomicBool>,
}

/// What all launches came to.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) cast: Cast,
    pub(super) contests: Vec<Contest>,
    pub(super) records: Vec<Record>,
    /// What the shell's start takes, in nanoseconds; 0 without a shell.
    pub(super) shell_ns: f64,
    pub(super) cpu: Option<usize>,
}

impl Measured {
    fn new(options: &Options) -> Result<Self> {
        let cast = Cast::of(options)?;
        let folder = env::current_dir()
            .map_err(|e| Error::because("the current folder", e))?;
        let side = |at: usize| Side {
            label: cast.programs[at].id.to_string(),
            program: PathBuf::from(&cast.programs[at].words[0]),
            folder: folder.clone(),
        };
        let contests = (1..cast.programs.len()).map(|at| {
            let ids = [0, at].map(|at| cast.programs[at].id.clone());
            Contest::new(ids, [side(0), side(at)])
        });
        let contests = contests.collect();
        let records = vec![Record::default(); cast.programs.len()];
        let cpu = options.pin;
        Ok(Self { cast, contests, records, shell_ns: 0.0, cpu })
    }
}

/// Compares whole programs, reports, and returns what it came to.
///
/// # Errors
/// When the options contradict each other, a program or a set-up command
/// cannot be executed, or a report not be written.
pub(crate) fn run(
    options: &Options,
    common: &Common,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<Summary> {
    let mut measured = Measured::new(options)?;
    if let Some(cpu) = measured.cpu {
        pin_to(cpu).map_err(|e| Error::because(&format!("--pin {cpu}"), e))?;
    }
    let clock = Clock::new();
    let start = clock.now();
    let hooks = Hooks {
        shell: measured.cast.hook_shell.clone(),
        timeout: common.limits.timeout,
        stop: Arc::clone(&common.stop),
    };
    let done = set_up(options, &hooks, clock)
        .and_then(|()| measure(&mut measured, options, common, clock, talk));
    let cleaned = clean_up(options, &hooks, clock);
    if let (Err(_), Err(error)) = (&done, &cleaned) {
        drop(writeln!(talk, "error: {error}"));
    }
    done?;
    let ns = Nanos(clock.now().saturating_sub(start)).as_f64();
    let interrupted = common.stop.load(Ordering::SeqCst);
    let summary = Summary::of(&measured.contests, ns, interrupted);
    report(&measured, options, common, &summary, out)?;
    cleaned?;
    Ok(summary)
}

fn set_up(options: &Options, hooks: &Hooks, clock: Clock) -> Result<()> {
    let Some(command) = &options.setup else { return Ok(()) };
    match hooks.execute("--setup", command, clock) {
        Err(_) if hooks.stop.load(Ordering::SeqCst) => Ok(()),
        done => done.map_err(|failure| hook_error(&failure)),
    }
}

/// The clean-up is not cut short by what ended the rest.
fn clean_up(options: &Options, hooks: &Hooks, clock: Clock) -> Result<()> {
    let Some(command) = &options.cleanup else { return Ok(()) };
    let hooks = Hooks { stop: Arc::default(), ..hooks.clone() };
    hooks
        .execute("--cleanup", command, clock)
        .map_err(|failure| hook_error(&failure))
}

fn hook_error(failure: &Failure) -> Error {
    match hooks::last_line(&failure.stderr) {
        Some(line) => Error::because(&failure.message, line),
        None => Error::new(failure.message.clone()),
    }
}

fn measure(
    measured: &mut Measured,
    options: &Options,
    common: &Common,
    clock: Clock,
    talk: &mut dyn Write,
) -> Result<()> {
    let Common { limits, stop, .. } = common;
    if let Some(words) = &measured.cast.empty_shell {
        measured.shell_ns =
            shell::start_ns(words, limits.timeout, stop, clock)?;
    }
    let bounds = Bounds {
        limits: limits.clone(),
        warmup: options.warmup,
        look_once: common.look_once,
        shell_ns: measured.shell_ns,
    };
    let Measured { cast, contests, records, .. } = measured;
    let mut stage = Real {
        hooks: Hooks {
            shell: cast.hook_shell.clone(),
            timeout: limits.timeout,
            stop: Arc::clone(stop),
        },
        cast,
        clock,
        talk,
        said: 0,
    };
    let mut chance = Chance::new(common.seed);
    Series::new(contests, records, bounds).run(&mut chance, &mut stage)
}

fn report(
    measured: &Measured,
    options: &Options,
    common: &Common,
    summary: &Summary,
    out: &mut dyn Write,
) -> Result<()> {
    let question = common.limits.question;
    let rows = table::rows(measured, question);
    let whole = document::Document::new(
        measured,
        question,
        common.seed,
        summary.interrupted,
    );
    let json = |value: serde_json::Result<String>| {
        value
            .map(|text| format!("{text}\n"))
            .map_err(|e| Error::because("the comparison as JSON", e))
    };
    let files = [
        (&common.json, json(serde_json::to_string_pretty(&whole))?),
        (&common.markdown, table::comment(&rows, summary, &whole)),
        (&options.export_json, json(hyperfine::export(measured))?),
    ];
    if !files.iter().any(|(path, _)| is_dash(path.as_deref())) {
        put(out, &table::text(&rows, summary, &whole))?;
    }
    files
        .iter()
        .try_for_each(|(path, text)| deliver(path.as_deref(), text, out))
}

/// Real processes on this machine.
struct Real<'a> {
    cast: &'a Cast,
    hooks: Hooks,
    clock: Clock,
    talk: &'a mut dyn Write,
    said: usize,
}

impl Real<'_> {
    fn hook(
        &self,
        flag: &str,
        command: Option<&String>,
    ) -> std::result::Result<(), Trouble> {
        let Some(command) = command else { return Ok(()) };
        match self.hooks.execute(flag, command, self.clock) {
            Err(_) if self.interrupted() => Err(Trouble::Stopped),
            done => done.map_err(Trouble::Failed),
        }
    }

    /// What a launch that ended says.
    fn judged(&self, took: &Took) -> std::result::Result<Launch, Trouble> {
        if took.ended == Ended::Stopped {
            return Err(Trouble::Stopped);
        }
        match took.ended.code() {
            Some(code) if self.cast.accepts(code) => Ok(Launch {
                wall_ns: Nanos(took.wall_ns).as_f64(),
                user_ns: Nanos(took.user_ns).as_f64(),
                system_ns: Nanos(took.system_ns).as_f64(),
                peak_bytes: took.peak_bytes,
                peak_floor: took.peak_floor,
                code,
                at: None,
            }),
            _ => Err(Trouble::Failed(hooks::failure(
                took,
                "",
                self.hooks.timeout,
            ))),
        }
    }
}

impl Stage for Real<'_> {
    fn now(&self) -> u64 {
        self.clock.now()
    }

    fn launch(
        &mut self,
        program: usize,
    ) -> std::result::Result<Launch, Trouble> {
        let program = &self.cast.programs[program];
        self.hook("--prepare", program.prepare.as_ref())?;
        let call = Call {
            words: &program.words,
            input: self.cast.input.as_deref(),
            output: &program.output,
            timeout: self.hooks.timeout,
            stop: &self.hooks.stop,
            may_leave: false,
        };
        let took = launch::launch(&call, self.clock)
            .map_err(|error| Trouble::Fatal(refused(&call, &error)))?;
        let launch = self.judged(&took);
        let concluded = self.hook("--conclude", program.conclude.as_ref());
        launch.and_then(|launch| concluded.map(|()| launch))
    }

    fn interrupted(&self) -> bool {
        self.hooks.stop.load(Ordering::SeqCst)
    }

    fn progress(&mut self, contests: &[Contest]) {
        if contests.iter().any(|c| c.pairs.len() == 1 && !c.done) {
            let all = contests.iter().map(|c| c.spent.as_f64()).sum::<f64>();
            #[expect(clippy::cast_precision_loss, reason = "a dozen")]
            let dozen = all * LOOKS[0] as f64;
            if dozen > PATIENCE_NS {
                drop(writeln!(
                    self.talk,
                    "a round takes {}: {} for the first look",
                    duration(all),
                    duration(dozen)
                ));
            }
        }
        let done = contests.iter().filter(|c| c.done).count();
        if contests.len() > 1 && done > self.said {
            self.said = done;
            drop(writeln!(self.talk, "decided: {done} of {}", contests.len()));
        }
    }
}

/// Why a command cannot be started, and what to do about it.
fn refused(call: &Call<'_>, error: &io::Error) -> Error {
    let program = call.words.first().map_or("", String::as_str);
    let cure = match error.kind() {
        io::ErrorKind::NotFound => {
            " (no such file, and no program of this name in PATH)"
        }
        _ if error.raw_os_error() == Some(libc::ENOEXEC) => {
            " (a script without #!: --shell sh)"
        }
        _ => "",
    };
    Error::because(&format!("«{program}» cannot be started{cure}"), error)
}
