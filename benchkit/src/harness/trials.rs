//! Every single trial, for `cargo benchkit run --csv`: one line of JSON a
//! launch, added to the file that [`VARIABLE`] names.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where trials are written"
)]

use crate::{
    harness::{environment::variable, output},
    model::{BenchmarkId, Trial, json},
    unit::Nanos,
};
use std::{fmt::Write as _, fs::OpenOptions, io::Write as _};

/// Names the file.
const VARIABLE: &str = "BENCHKIT_TRIALS";

/// Whether anybody asked for them.
pub(super) fn wanted() -> bool {
    variable(VARIABLE).is_some()
}

/// Adds the line of a launch of `id`; trouble is said and costs nothing
/// else.
pub(super) fn write(id: &BenchmarkId, threads: &[Vec<Trial>]) {
    let path = variable(VARIABLE).unwrap_or_default();
    let file = OpenOptions::new().append(true).create(true).open(&path);
    let written =
        file.and_then(|mut file| file.write_all(line(id, threads).as_bytes()));
    if let Err(error) = written {
        output::warn(&format!("writing {path}: {error}"));
    }
}

/// `{"id":…,"threads":[[[iterations,wall,cpu,process cpu,switches,faults]]]}`
fn line(id: &BenchmarkId, threads: &[Vec<Trial>]) -> String {
    let mut line = "{\"id\":".to_owned();
    json::text(&mut line, id.as_str());
    line.push_str(",\"threads\":[");
    for (at, trials) in threads.iter().enumerate() {
        line.push_str(if at == 0 { "[" } else { ",[" });
        for (at, trial) in trials.iter().enumerate() {
            let Trial { iterations, wall_ns, tags } = trial;
            let comma = if at == 0 { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(line, "{comma}[{iterations},{wall_ns}");
            let ns = |span: Option<Nanos>| span.map(|span| span.0);
            for value in [
                ns(tags.thread_cpu),
                ns(tags.process_cpu),
                tags.involuntary_switches,
                tags.page_faults,
            ] {
                let _ = match value {
                    Some(value) => write!(line, ",{value}"),
                    None => write!(line, ",null"),
                };
            }
            line.push(']');
        }
        line.push(']');
    }
    line.push_str("]}\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HostTags;

    #[test]
    fn a_launch_is_one_line_of_json() {
        let tags = HostTags {
            thread_cpu: Some(Nanos(90)),
            page_faults: Some(0),
            ..HostTags::default()
        };
        let trial = Trial { iterations: 7, wall_ns: -1.5, tags };
        let line = line(&"a\"b".into(), &[vec![trial; 2], vec![trial]]);
        assert_eq!(line.matches('\n').count(), 1);
        let value: serde_json::Value =
            serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["id"], "a\"b");
        let one = serde_json::json!([7, -1.5, 90, null, null, 0]);
        assert_eq!(value["threads"][0][1], one);
        assert_eq!(value["threads"][1], serde_json::json!([one]));
    }
}
