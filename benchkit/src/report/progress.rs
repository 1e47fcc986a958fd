//! One line that says how far a run is.

use crate::{
    model::Event,
    report::{style::Style, text},
    unit::duration,
};

/// The line to show after `event`: launches done and expected, the benchmark
/// that is measured now, the time left. Always shorter than the style's
/// width; `None` where the event changes nothing in it.
pub fn progress_line(event: &Event<'_>, style: &Style) -> Option<String> {
    let Event::LaunchStarted { id, done, expected, left } = event else {
        return None;
    };
    let expected = expected.max(done).to_string();
    let done = text::pad_left(&done.to_string(), expected.len());
    let before = format!("{done}/{expected}  ");
    let after = left.map_or_else(String::new, |left| {
        style.text(&format!("  {} left", duration(left.as_f64())))
    });
    let line = style.width.saturating_sub(1);
    let room = line.saturating_sub(text::width(&before) + text::width(&after));
    let name = style.text(id.as_str());
    let name = text::fit_middle(&name, room, style.ellipsis());
    Some(text::fit(&format!("{before}{name}{after}"), line, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::BenchmarkId, unit::Nanos};

    fn line(width: usize) -> String {
        let id = BenchmarkId::from("parse::hash[n=100000]");
        let event = Event::LaunchStarted {
            id: &id,
            done: 7,
            expected: 120,
            left: Some(Nanos(34_000_000_000)),
        };
        let style = Style { width, colour: false, unicode: false };
        progress_line(&event, &style).unwrap()
    }

    #[test]
    fn it_says_what_is_done_what_runs_and_how_long() {
        assert_eq!(line(80), "  7/120  parse::hash[n=100000]  34 s left");
    }

    #[test]
    fn it_never_fills_a_line() {
        for width in 1..60 {
            assert!(text::width(&line(width)) < width, "{width}");
        }
    }

    #[test]
    fn other_events_leave_the_line_alone() {
        let style = Style { width: 80, colour: false, unicode: true };
        let event = Event::SuiteStarted { benchmarks: 3 };
        assert_eq!(progress_line(&event, &style), None);
    }
}
