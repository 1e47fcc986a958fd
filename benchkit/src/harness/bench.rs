//! Measures: from the selected benchmarks to reports and an exit code.

use crate::{
    clock::Clock,
    error::Result,
    harness::{
        arguments::Arguments,
        assemble,
        benchmark::Benchmark,
        compare,
        environment::Surroundings,
        exit,
        journal::Keeper,
        judge,
        launcher::{self, Launcher},
        noise,
        observe::Progress,
        output,
        provenance::provenance,
        resume::resume,
        select::{asked_for, mark_ignored, mark_lacking},
        signals,
        suite::{Ledger, Suite},
        target::Target,
    },
    model::{
        Baseline, Event, Failure, Observer as _, Provenance, Run, RunDocument,
        SCHEMA_VERSION, Status,
    },
    probe,
    report::Style,
    store::Store,
};

/// What `--fail-on` comes to in a bench binary.
const NOTHING_TO_JUDGE: &str = "--fail-on has nothing to judge by in one bench \
    binary, so it fails: gates are judged by `cargo benchkit run --fail-on \
    gate`, regressions by `cargo benchkit compare --fail-on regression`";

/// Everything that one invocation knows.
struct Session<'a> {
    target: &'a Target,
    around: &'a Surroundings,
    arguments: &'a Arguments,
    store: Store,
    clock: Clock,
    provenance: Provenance,
    started: String,
}

/// Measures `benchmarks` and reports; returns the exit code.
///
/// # Errors
/// On wrong usage (an unknown baseline, nothing to resume) and where a
/// report that was asked for cannot be written; what was measured is kept.
pub(super) fn run(
    target: &Target,
    around: &Surroundings,
    arguments: &Arguments,
    mut benchmarks: Vec<Benchmark>,
) -> Result<u8> {
    let folder = arguments.store.clone().unwrap_or_else(|| {
        target.target_dir(&around.executable).join("benchkit")
    });
    let store = Store::open(folder);
    if let Some(name) = &arguments.baselines.load {
        return show_stored(target, around, arguments, &store, name);
    }
    signals::listen();
    let session = Session {
        target,
        around,
        arguments,
        store,
        clock: Clock::new(),
        provenance: provenance(target, around, arguments),
        started: probe::rfc3339(probe::wall_clock()),
    };
    mark_ignored(&mut benchmarks, arguments);
    mark_lacking(&mut benchmarks, &session.provenance.sut.host);
    if !arguments.in_process {
        let provenance = &session.provenance;
        noise::learn(&session.store, target, provenance, &mut benchmarks);
    }
    session.measure(&benchmarks)
}

/// `--load-baseline`: a stored run as if it had just been measured.
fn show_stored(
    target: &Target,
    around: &Surroundings,
    arguments: &Arguments,
    store: &Store,
    name: &str,
) -> Result<u8> {
    let mut document = compare::load(store, name, target.crate_name)?;
    document
        .results
        .retain(|result| asked_for(arguments, &result.id, &result.tags));
    if let Some(baseline) =
        compare::baseline(store, &arguments.baselines, &document)?
    {
        compare::compare(&mut document, &baseline, arguments);
    }
    output::write_all(&document, None, arguments, around)?;
    Ok(exit::OK)
}

impl Session<'_> {
    fn measure(&self, benchmarks: &[Benchmark]) -> Result<u8> {
        let mut stderr = output::stderr();
        let mut progress = Progress {
            out: &mut stderr,
            style: self.progress_style(),
            drawn: false,
        };
        for message in &self.arguments.remarks {
            progress.observe(&Event::Warning { message });
        }
        let mut document = self.header();
        if self.arguments.profile_time.is_some() {
            return Ok(self.profile(benchmarks, &mut progress));
        }
        let baseline = self.baseline(&document, &mut progress)?;
        let mut ledgers = self.ledgers(benchmarks, &mut progress)?;
        let mut keeper = Keeper::begin(
            &self.store,
            &mut document,
            benchmarks,
            &mut progress,
        );
        for (benchmark, ledger) in benchmarks.iter().zip(&ledgers) {
            keeper.take_over(benchmark, ledger);
        }
        let mut launcher = self.launcher(&mut progress);
        Suite {
            benchmarks,
            launcher: &mut *launcher,
            journal: &mut keeper,
            observer: &mut progress,
            clock: self.clock,
            budget: self.arguments.suite_budget,
            seed: self.provenance.seed,
        }
        .run(&mut ledgers);
        self.conclude(&mut document, benchmarks, ledgers);
        if let Some(baseline) = &baseline {
            compare::compare(&mut document, baseline, self.arguments);
        }
        judge::judge(&mut document, baseline.as_ref());
        progress.observe(&Event::SuiteFinished { document: &document });
        let saved = keeper.finish(&document, &mut progress);
        if saved.is_some() && !self.arguments.in_process {
            noise::keep(&self.store, &document, &mut progress);
        }
        let saved = saved.as_deref();
        let written =
            output::write_all(&document, saved, self.arguments, self.around);
        let code = self.code(&document);
        let named = self.save_named(document, &mut progress);
        written.and(named)?;
        Ok(code)
    }

    /// `--save-baseline`; an interrupted run does not spoil a whole one.
    fn save_named(
        &self,
        document: RunDocument,
        progress: &mut Progress<'_>,
    ) -> Result<()> {
        let Some(name) = &self.arguments.baselines.save else {
            return Ok(());
        };
        if document.run.partial {
            let message = format!(
                "the run was interrupted, so it is not saved as baseline \
                 «{name}»: finish it with --resume --save-baseline {name}"
            );
            progress.observe(&Event::Warning { message: &message });
            return Ok(());
        }
        let saved = self.store.save_baseline(name, document)?;
        if let Some(aside) = saved.damaged {
            let message = format!(
                "what was saved as baseline «{name}» before is damaged: it \
                 is now {}",
                aside.display()
            );
            progress.observe(&Event::Warning { message: &message });
        }
        if let Some(other) = saved.replaced {
            let message = format!(
                "baseline «{name}» was measured by {other}: it is replaced \
                 as a whole"
            );
            progress.observe(&Event::Warning { message: &message });
        }
        Ok(())
    }

    /// What to compare with. One that was asked for and is missing is known
    /// before an hour is spent measuring; trouble with the last run is not
    /// worth one.
    fn baseline(
        &self,
        document: &RunDocument,
        progress: &mut Progress<'_>,
    ) -> Result<Option<Baseline>> {
        let asked = &self.arguments.baselines;
        match compare::baseline(&self.store, asked, document) {
            Err(error) if asked.with.is_none() => {
                let message = format!("{error}; compared with no earlier run");
                progress.observe(&Event::Warning { message: &message });
                Ok(None)
            }
            found => found,
        }
    }

    fn progress_style(&self) -> Option<Style> {
        let drawn = self.around.stderr_is_terminal && !self.arguments.quiet;
        drawn.then(|| Style {
            width: self.around.columns.unwrap_or(80),
            ..output::style(self.arguments, self.around)
        })
    }

    /// The document before anything is measured.
    fn header(&self) -> RunDocument {
        RunDocument {
            schema_version: SCHEMA_VERSION.to_owned(),
            run: Run {
                id: String::new(),
                suite: self.target.crate_name.to_owned(),
                started: self.started.clone(),
                duration_ns: 0,
                partial: true,
            },
            provenance: self.provenance.clone(),
            results: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn ledgers(
        &self,
        benchmarks: &[Benchmark],
        progress: &mut Progress<'_>,
    ) -> Result<Vec<Ledger>> {
        if !self.arguments.resume {
            return Ok(benchmarks.iter().map(|_| Ledger::default()).collect());
        }
        let suite = self.target.crate_name;
        let resumed = resume(&self.store, suite, &self.provenance, benchmarks)?;
        progress.observe(&Event::Warning {
            message: &format!(
                "going on from run {} with its {} launches",
                resumed.run, resumed.launches
            ),
        });
        if resumed.damaged > 0 {
            progress.observe(&Event::Warning {
                message: &format!(
                    "{} line(s) of the journal of run {} could not be read: \
                     what they held is measured again",
                    resumed.damaged, resumed.run
                ),
            });
        }
        Ok(resumed.ledgers)
    }

    fn launcher(&self, progress: &mut Progress<'_>) -> Box<dyn Launcher> {
        if !self.arguments.in_process {
            if let Some(workers) = launcher::workers(
                self.around,
                self.clock,
                self.arguments.nocapture,
            ) {
                return workers;
            }
            progress.observe(&Event::Warning {
                message: "this system has no worker processes yet: measured \
                          in this process, so the spread between processes \
                          is not in the interval",
            });
        }
        launcher::in_process()
    }

    /// `--profile-time`: each benchmark in this process for that long.
    fn profile(
        &self,
        benchmarks: &[Benchmark],
        progress: &mut Progress<'_>,
    ) -> u8 {
        let time = self.arguments.profile_time.unwrap_or_default();
        let mut failed = false;
        for benchmark in benchmarks.iter().filter(|b| b.skipped.is_none()) {
            let run = match &benchmark.broken {
                Some(failure) => Err(Failure::clone(failure)),
                None => launcher::profile(benchmark, time),
            };
            if let Err(failure) = run {
                failed = true;
                let message = format!("{}: {failure}", benchmark.id);
                progress.observe(&Event::Warning { message: &message });
            }
        }
        if failed { exit::FAILED } else { exit::OK }
    }

    fn conclude(
        &self,
        document: &mut RunDocument,
        benchmarks: &[Benchmark],
        ledgers: Vec<Ledger>,
    ) {
        document.run.duration_ns = self.clock.now();
        let interrupted = signals::received().is_some();
        document.run.partial = interrupted;
        document.results = benchmarks
            .iter()
            .zip(ledgers)
            .map(|(benchmark, ledger)| assemble::record(benchmark, ledger))
            .collect();
        assemble::relate(&mut document.results);
    }

    fn code(&self, document: &RunDocument) -> u8 {
        match signals::received() {
            Some(2) => return exit::INTERRUPTED,
            Some(_) => return exit::TERMINATED,
            None => {}
        }
        let failed = |status| {
            document.results.iter().any(|result| result.status == status)
        };
        if failed(Status::Failed) {
            return exit::FAILED;
        }
        // Nothing measured against a stored run can show a regression, so
        // what was to fail the run could not be judged.
        let judged = self.arguments.fail_on.is_empty();
        if !judged {
            output::warn(NOTHING_TO_JUDGE);
        }
        if !judged || (self.arguments.strict && failed(Status::Partial)) {
            return exit::INCONCLUSIVE;
        }
        exit::OK
    }
}
