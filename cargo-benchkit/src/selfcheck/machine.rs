//! Comparisons on this machine.

use super::{
    builds::Builds,
    journal::Journal,
    plan::{Bench, Item, Plan},
    pressure::Pressure,
    record::Compared,
};
use crate::{
    compare::{Answer, Question, Single, single},
    error::Result,
    kernels,
};
use benchkit::{
    Nanos,
    clock::Clock,
    model::{BenchmarkId, Ratio, Verdict},
    probe,
    unit::duration,
};
use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// A side that does not answer for so long has failed.
const TIMEOUT: Nanos = Nanos(60_000_000_000);

/// This machine, and where progress is told.
pub(crate) struct Machine<'a> {
    pub(crate) plan: &'a Plan,
    /// The binaries whose kernels are compared.
    pub(crate) builds: Builds,
    pub(crate) pin: bool,
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) journal: Option<Journal>,
    pub(crate) clock: Clock,
    pub(crate) pressure: Pressure,
    pub(crate) talk: Talk<'a>,
}

/// Where progress is told.
pub(crate) struct Talk<'a> {
    pub(crate) to: &'a mut dyn Write,
    /// Whether it is a terminal: one line, drawn anew.
    pub(crate) terminal: bool,
    /// When the first comparison began, and how many were there already.
    pub(crate) begun: Option<(u64, usize)>,
    /// How many lines a log has got.
    pub(crate) lines: usize,
}

impl Machine<'_> {
    fn note(&mut self) {
        let at = Nanos(self.clock.now());
        self.pressure.note(probe::counters(at));
    }
}

impl Bench for Machine<'_> {
    fn compare(&mut self, item: &Item) -> Option<Compared> {
        if self.stop.load(Ordering::SeqCst) {
            return None;
        }
        let id = |per_mille| {
            BenchmarkId::from(&*kernels::benchmark(item.kernel, per_mille))
        };
        let margin = self.plan.margin(item.per_mille);
        self.note();
        let seed = self.plan.seed_of(item);
        let programs = self.builds.draw(seed);
        let names = self.builds.names(programs);
        let answer = single(
            &Single {
                programs,
                ids: [id(0), id(item.per_mille)],
                question: Question { margin, threshold: self.plan.threshold },
                budget: self.plan.budget,
                timeout: TIMEOUT,
                seed,
                pin: self.pin,
            },
            &self.stop,
        );
        self.note();
        // What was cut short is no comparison by the rules.
        (!self.stop.load(Ordering::SeqCst)).then(|| Compared {
            builds: names,
            ..compared(item, margin, answer, self.pressure.share())
        })
    }

    fn keep(&mut self, one: &Compared) -> Result<()> {
        self.journal.as_mut().map_or(Ok(()), |journal| journal.keep(one))
    }

    fn progress(&mut self, done: usize, all: usize) {
        self.talk.progress(self.clock.now(), done, all);
    }
}

fn compared(
    item: &Item,
    margin: f64,
    answer: Answer,
    pressure: Option<f64>,
) -> Compared {
    let judged = answer.judged.as_ref();
    Compared {
        kernel: item.kernel.name().to_owned(),
        per_mille: item.per_mille,
        number: item.number,
        margin,
        builds: None,
        verdict: judged.map_or(Verdict::Inconclusive, |j| j.direction.into()),
        regression: judged.is_some_and(|j| j.regression),
        ratio: judged.map(|j| Ratio {
            point: j.point.exp(),
            lower: j.lower.exp(),
            upper: j.upper.exp(),
        }),
        smallest_detectable: judged.map(|j| j.smallest_detectable),
        launch_pairs: answer.points,
        seconds: answer.spent.as_f64() / 1e9,
        pressure,
        failure: answer.failure,
    }
}

impl Talk<'_> {
    /// Says how far it is and how long it may take: on a terminal always,
    /// in a log every tenth.
    fn progress(&mut self, now: u64, done: usize, all: usize) {
        let (begun, before) = *self.begun.get_or_insert((now, done));
        let time = left(now - begun, done - before, all - done);
        let time = time.map_or_else(String::new, |time| {
            format!(", about {} left", duration(time))
        });
        let line = format!("{done} of {all} comparisons{time}");
        let tenth = 10 * done / all.max(1);
        if self.terminal {
            let end = if done == all { "\r\x1b[K" } else { "" };
            drop(write!(self.to, "\r\x1b[K{line}{end}"));
            drop(self.to.flush());
        } else if tenth >= self.lines {
            self.lines = tenth + 1;
            drop(writeln!(self.to, "{line}"));
        }
    }
}

/// The time for `left` comparisons, where `made` took `spent` nanoseconds;
/// `None` before there is one, and when none is left.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn left(spent: u64, made: usize, left: usize) -> Option<f64> {
    (made > 0 && left > 0).then(|| spent as f64 / made as f64 * left as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_a_line_every_tenth_with_the_time_that_is_left() {
        let mut out = Vec::new();
        let mut talk =
            Talk { to: &mut out, terminal: false, begun: None, lines: 0 };
        for done in 20..=120 {
            talk.progress(done as u64 * 1_000_000_000, done, 120);
        }
        let text = String::from_utf8(out).expect("some");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 10, "{text}");
        assert_eq!(lines[0], "20 of 120 comparisons");
        assert_eq!(lines[8], "108 of 120 comparisons, about 12 s left");
        assert_eq!(lines[9], "120 of 120 comparisons");
    }
}
