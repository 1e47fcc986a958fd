//! What a person sees while a suite runs: one line on standard error, drawn
//! between launches, never while one is timed.

use crate::{
    model::{Event, Observer},
    report::{Style, progress_line},
};
use std::io::Write;

/// Draws progress on a terminal; elsewhere prints only what went wrong.
pub(super) struct Progress<'w> {
    pub(super) out: &'w mut dyn Write,
    /// How the terminal looks; `None` where nothing is to be drawn.
    pub(super) style: Option<Style>,
    /// Whether a line stands there that the next one replaces.
    pub(super) drawn: bool,
}

impl Progress<'_> {
    fn clear(&mut self) {
        if self.drawn {
            drop(write!(self.out, "\r\x1b[K"));
            self.drawn = false;
        }
    }
}

impl Observer for Progress<'_> {
    fn observe(&mut self, event: &Event<'_>) {
        match event {
            Event::LaunchStarted { .. } => {
                let Some(style) = &self.style else { return };
                let Some(line) = progress_line(event, style) else { return };
                self.clear();
                drop(write!(self.out, "{line}"));
                self.drawn = true;
            }
            Event::Warning { message } => {
                self.clear();
                drop(writeln!(self.out, "warning: {message}"));
            }
            Event::SuiteFinished { .. } => self.clear(),
            _ => {}
        }
        drop(self.out.flush());
    }
}
