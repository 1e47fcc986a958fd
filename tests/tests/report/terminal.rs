use crate::{fixture, snapshot};
use benchkit::{
    model::{RunDocument, Status},
    report::{Style, summary, table, terminal},
};

fn style(width: usize) -> Style {
    Style { width, colour: false, unicode: true }
}

#[test]
fn every_width() {
    let document = fixture::document();
    for width in [40, 60, 80, 100, 140] {
        let text = terminal(&document, Some("path/run.json"), &style(width));
        snapshot(&format!("terminal-{width}.txt"), &text);
    }
    let text = terminal(&document, Some("path/run.json"), &style(usize::MAX));
    snapshot("terminal-unlimited.txt", &text);
}

#[test]
fn a_usual_run_in_100_columns() {
    let document = fixture::usual();
    let text = terminal(&document, Some("path/run.json"), &style(100));
    snapshot("terminal-usual.txt", &text);
    assert!(text.contains("3.1 % slower, advisory"));
}

#[test]
fn ascii_is_ascii() {
    let plain = Style { width: 100, colour: false, unicode: false };
    let text = terminal(&fixture::document(), Some("µ/run.json"), &plain);
    assert!(text.is_ascii());
    snapshot("terminal-ascii.txt", &text);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let document = fixture::document();
    let coloured = Style { colour: true, ..style(140) };
    let text = terminal(&document, Some("path/run.json"), &coloured);
    snapshot("terminal-colour.txt", &text);
    let mut plain = String::new();
    for (at, part) in text.split('\x1b').enumerate() {
        let letter =
            if at == 0 { 0 } else { part.find('m').map_or(0, |m| m + 1) };
        plain.push_str(&part[letter..]);
    }
    assert_eq!(plain, terminal(&document, Some("path/run.json"), &style(140)));
}

/// Width of the characters that the fixture uses.
fn columns(line: &str) -> usize {
    let wide = |c: char| {
        ('\u{1f300}'..='\u{1faff}').contains(&c)
            || ('\u{3000}'..='\u{9fff}').contains(&c)
    };
    line.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

#[test]
fn no_line_of_the_table_wraps_and_no_status_is_lost() {
    let document = fixture::document();
    for width in 40..200 {
        for unicode in [true, false] {
            let style = Style { width, colour: false, unicode };
            let text = table(&document, &style);
            for line in text.lines() {
                assert!(columns(line) <= width, "{width}: {line}");
                assert_eq!(line, line.trim_end());
            }
            let rows = text.split("\n\n").next().unwrap_or_default();
            for word in ["failed", "skipped", "partial"] {
                assert!(rows.contains(word), "{width}: {word}\n{rows}");
            }
        }
    }
}

#[test]
fn narrow_terminals_still_say_slower_and_faster() {
    for width in [40, 80, 100, 200] {
        let text = table(&fixture::document(), &style(width));
        assert!(text.contains("3.1 % slower"), "{width}");
        assert!(text.contains("48 % faster"), "{width}");
    }
}

#[test]
fn tiny_terminals_do_no_harm() {
    for width in 0..40 {
        let text = table(&fixture::document(), &style(width));
        assert!(text.contains("partial"), "{width}");
    }
}

#[test]
fn an_empty_run_says_so() {
    let text = terminal(&RunDocument::default(), None, &style(80));
    assert_eq!(text, "nothing measured in 0 ns\n");
}

#[test]
fn the_summary_counts_each_status_once() {
    let mut document = fixture::document();
    document.run.partial = false;
    document.results.retain(|result| {
        matches!(result.status, Status::Measured | Status::Failed)
    });
    assert_eq!(
        summary(&document, Some("target/run.json"), &style(80)),
        "13 measured, 2 failed in 2.3 s · target/run.json"
    );
}
