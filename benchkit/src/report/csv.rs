//! The launches of a run as comma-separated values (RFC 4180).

use crate::{
    model::{BenchmarkResult, Launch, RunDocument},
    report::notes::status_word,
};

const HEADER: &str = "id,status,order,estimate_ns,all_median_ns,mean_ns,\
    trials,clean_trials,iterations,threads,setup_ns,wall_ns,throttled_ns,\
    run_delay_ns";

/// One line a launch, in the order of the results, below a line of names;
/// times are nanoseconds, an absent value is an empty field.
pub fn csv(document: &RunDocument) -> String {
    let mut text = HEADER.to_owned();
    text.push_str("\r\n");
    for result in &document.results {
        for launch in &result.launches {
            text.push_str(&line(result, launch));
            text.push_str("\r\n");
        }
    }
    text
}

fn line(result: &BenchmarkResult, launch: &Launch) -> String {
    let mut line = quoted(result.id.as_str());
    line.push(',');
    line.push_str(status_word(result.status));
    whole(&mut line, Some(launch.order.into()));
    number(&mut line, launch.estimate);
    number(&mut line, launch.all_median);
    number(&mut line, launch.mean);
    whole(&mut line, Some(launch.trials));
    whole(&mut line, launch.clean_trials);
    whole(&mut line, Some(launch.iterations));
    whole(&mut line, u64::try_from(result.config.threads).ok());
    whole(&mut line, Some(launch.setup.0));
    whole(&mut line, Some(launch.host.wall.0));
    whole(&mut line, launch.host.throttled.map(|span| span.0));
    whole(&mut line, launch.host.run_delay.map(|span| span.0));
    line
}

fn number(line: &mut String, value: f64) {
    line.push(',');
    if value.is_finite() {
        line.push_str(&value.to_string());
    }
}

fn whole(line: &mut String, value: Option<u64>) {
    line.push(',');
    if let Some(value) = value {
        line.push_str(&value.to_string());
    }
}

/// In quotes where the field holds a comma, a quote or a line break.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_as_rfc_4180_wants_them() {
        assert_eq!(quoted("a::b[n=1]"), "a::b[n=1]");
        assert_eq!(quoted("a[n=1,m=2]"), "\"a[n=1,m=2]\"");
        assert_eq!(quoted("say \"hi\""), "\"say \"\"hi\"\"\"");
        let mut line = String::new();
        number(&mut line, f64::NAN);
        number(&mut line, 1.5);
        assert_eq!(line, ",,1.5");
    }
}
