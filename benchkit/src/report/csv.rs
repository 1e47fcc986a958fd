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
    let fields = [
        quoted(result.id.as_str()),
        status_word(result.status).to_owned(),
        launch.order.to_string(),
        number(launch.estimate),
        number(launch.all_median),
        number(launch.mean),
        launch.trials.to_string(),
        whole(launch.clean_trials),
        launch.iterations.to_string(),
        result.config.threads.to_string(),
        launch.setup.0.to_string(),
        launch.host.wall.0.to_string(),
        whole(launch.host.throttled.map(|span| span.0)),
        whole(launch.host.run_delay.map(|span| span.0)),
    ];
    fields.join(",")
}

fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

fn whole(value: Option<u64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
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
        assert_eq!(number(f64::NAN), "");
        assert_eq!(number(1.5), "1.5");
    }
}
