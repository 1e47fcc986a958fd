//! From a file's tree to gates, or to all that is wrong with it.

use super::{
    fields::{Table, unknown},
    model::{
        Command, Expected, Gate, LEVELS, Metric, OPERATORS, Rule, SCHEMES,
        SMALLEST_N, STATISTICS, Scope, Severity, Statistic, Undecided,
    },
    tree::{self, Entry, Mistake, Node, Value},
    unit::{Dimension, Unit},
};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `[[gate]]` tables; what else there is belongs to the bench binaries.
    Toml,
    /// `{"gate": [{…}]}`.
    Json,
}

const KEYS: [&str; 17] = [
    "name",
    "metric",
    "statistic",
    "operator",
    "limit",
    "unit",
    "scheme",
    "fail_from",
    "benchmarks",
    "except",
    "tags",
    "severity",
    "smallest_n",
    "expected",
    "undecided",
    "advisory",
    "command",
];

/// The gates in `text`; `file` is what places are called after.
///
/// # Errors
/// All mistakes, each with file, line and key.
pub(super) fn read(
    text: &str,
    form: Form,
    file: &str,
) -> Result<Vec<Gate>, Vec<String>> {
    let mut mistakes = Vec::new();
    let tree = match form {
        Form::Toml => tree::toml(text),
        Form::Json => tree::json(text),
    };
    let gates = match tree {
        Ok(entries) => all(&entries, form, file, &mut mistakes),
        Err(mistake) => {
            mistakes.push(mistake);
            Vec::new()
        }
    };
    if mistakes.is_empty() {
        return Ok(gates);
    }
    mistakes.sort();
    let said = |m: Mistake| format!("{file}:{}: {}", m.line, m.what);
    Err(mistakes.into_iter().map(said).collect())
}

fn all(
    entries: &[Entry],
    form: Form,
    file: &str,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Gate> {
    let mut gates: Vec<Gate> = Vec::new();
    for entry in entries {
        let what = match (&entry.node.value, entry.key.as_str()) {
            (Value::List(items), "gate") => {
                for item in items {
                    gates.extend(gate(item, entry.line, file, mistakes));
                }
                continue;
            }
            (_, "gate") => match form {
                Form::Toml => "`gate`: expected [[gate]]".to_owned(),
                Form::Json => "`gate`: expected a list".to_owned(),
            },
            // Settings are read by the bench binaries, which know them.
            (value, _) if form == Form::Toml && !is_table(value) => continue,
            (_, key) => unknown(key, &["gate"]),
        };
        mistakes.push(Mistake { line: entry.line, what });
    }
    for (at, gate) in gates.iter().enumerate() {
        if let Some(first) = gates[..at].iter().find(|g| g.name == gate.name) {
            let what = format!(
                "`name = {:?}`: the gate at {} is called so too",
                gate.name, first.place
            );
            let line = gate.place.rsplit(':').next();
            let line = line.and_then(|n| n.parse().ok()).unwrap_or(1);
            mistakes.push(Mistake { line, what });
        }
    }
    gates
}

fn is_table(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::List(all) => {
            all.iter().any(|node| matches!(node.value, Value::Table(_)))
        }
        _ => false,
    }
}

fn gate(
    node: &Node,
    line: usize,
    file: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<Gate> {
    let Value::Table(entries) = &node.value else {
        let what = "`gate`: expected a table for each gate".to_owned();
        mistakes.push(Mistake { line: node.line, what });
        return None;
    };
    // TOML's tables begin with their header, wherever that is.
    let first = entries.first().map_or(line, |entry| entry.line);
    let before = mistakes.len();
    let mut table = Table { line: node.line.min(first), entries, mistakes };
    let gate = table.gate(file);
    (mistakes.len() == before).then_some(gate)
}

impl Table<'_> {
    fn gate(&mut self, file: &str) -> Gate {
        self.keys();
        let scheme = self.word("scheme", &SCHEMES);
        let metric = match self.text("metric").as_deref() {
            Some("time") => Metric::Time,
            Some("throughput") => Metric::Throughput,
            Some("change") => Metric::Change,
            Some(name) => Metric::Own(name.to_owned()),
            None if scheme.is_some() => Metric::Change,
            None => Metric::Time,
        };
        let statistic = self.statistic(&metric);
        let rule = match scheme {
            Some(scheme) => self.scheme(scheme, &metric),
            None => self.limit(&metric),
        };
        let undecided = match rule {
            Rule::Limit { .. } => Undecided::Fail,
            Rule::Scheme { .. } => Undecided::Pass,
        };
        let ends = [("fail", Undecided::Fail), ("pass", Undecided::Pass)];
        let hopes = [("pass", Expected::Pass), ("fail", Expected::Fail)];
        let grave =
            [("error", Severity::Error), ("warning", Severity::Warning)];
        let scope = Scope {
            ids: self.patterns("benchmarks"),
            except: self.patterns("except"),
            tags: self.texts("tags"),
        };
        let name = self
            .text("name")
            .unwrap_or_else(|| name(&metric, statistic, &rule, &scope));
        Gate {
            name,
            place: format!("{file}:{}", self.line),
            scope,
            statistic,
            rule,
            severity: self.word("severity", &grave).unwrap_or(Severity::Error),
            smallest_n: self.smallest_n(),
            expected: self.word("expected", &hopes).unwrap_or(Expected::Pass),
            undecided: self.word("undecided", &ends).unwrap_or(undecided),
            advisory: self.advisory(&metric),
            command: self.command(&metric),
            metric,
        }
    }

    /// Only known keys, each once.
    fn keys(&mut self) {
        for (at, entry) in self.entries.iter().enumerate() {
            let key = &entry.key;
            let again = self.entries[..at].iter().any(|e| e.key == *key);
            if !KEYS.contains(&key.as_str()) {
                self.mistake(entry.line, unknown(key, &KEYS));
            } else if again {
                self.mistake(
                    entry.line,
                    format!("`{key}` is set a second time"),
                );
            }
        }
    }

    fn statistic(&mut self, metric: &Metric) -> Statistic {
        let all = STATISTICS.map(|s| (s.name(), s));
        let statistic = self.word("statistic", &all);
        if let Some(statistic) = statistic
            && *metric != Metric::Time
            && !statistic.is_common()
        {
            self.wrong(
                "statistic",
                &format!(
                    "only `metric = \"time\"` has it; of {} there are \
                     estimate, lower and upper",
                    metric.name()
                ),
            );
        }
        statistic.unwrap_or(Statistic::Estimate)
    }

    fn scheme(
        &mut self,
        scheme: super::model::Scheme,
        metric: &Metric,
    ) -> Rule {
        if *metric != Metric::Change {
            self.wrong("metric", "a scheme is of `metric = \"change\"`");
        }
        for key in ["statistic", "operator", "limit", "unit"] {
            if self.entry(key).is_some() {
                self.wrong(
                    key,
                    "a scheme has its own limits: take this or `scheme` out",
                );
            }
        }
        let levels: Vec<_> = scheme
            .bounds()
            .iter()
            .map(|(level, _)| (level.name(), *level))
            .collect();
        if self.entry("fail_from").is_none() {
            self.needs("scheme", "`fail_from`, such as \"moderate\"");
        }
        let level = self.word("fail_from", &levels);
        Rule::Scheme { scheme, fail_from: level.unwrap_or(LEVELS[0].1) }
    }

    fn limit(&mut self, metric: &Metric) -> Rule {
        if self.entry("fail_from").is_some() {
            self.wrong("fail_from", "it belongs to a `scheme`");
        }
        for (key, example) in
            [("operator", "\"<=\""), ("limit", "a number such as 2.0")]
        {
            if self.entry(key).is_none() {
                self.lacks(&format!("`{key}`, {example}"));
            }
        }
        let operator = self.word("operator", &OPERATORS);
        Rule::Limit {
            operator: operator.unwrap_or(OPERATORS[0].1),
            limit: self.number("limit").unwrap_or(0.0),
            unit: self.unit(metric),
        }
    }

    fn unit(&mut self, metric: &Metric) -> Option<Unit> {
        let right: &[Dimension] = match metric {
            Metric::Time => &[Dimension::Time],
            Metric::Throughput => {
                &[Dimension::BytesPerTime, Dimension::ItemsPerTime]
            }
            Metric::Change => &[Dimension::Change],
            Metric::Own(_) => {
                return self.text("unit").map(|text| Unit::parse(&text));
            }
        };
        let examples: Vec<String> =
            right.iter().map(Dimension::examples).collect();
        let examples = examples.join(", ");
        if self.entry("unit").is_none() {
            self.lacks(&format!("`unit`, one of {examples}"));
        }
        let text = self.text("unit")?;
        let unit = match (metric, text.as_str()) {
            (Metric::Change, "%") => Unit::change_in_percent(),
            _ => Unit::parse(&text),
        };
        if !right.contains(&unit.dimension) {
            let name = metric.name();
            self.wrong(
                "unit",
                &format!("no unit of {name}: expected {examples}"),
            );
        }
        Some(unit)
    }

    fn smallest_n(&mut self) -> u64 {
        let Some(number) = self.number("smallest_n") else {
            return SMALLEST_N;
        };
        if !(1.0..=1e9).contains(&number) || number.fract() != 0.0 {
            self.wrong(
                "smallest_n",
                "expected a number of launches, 1 or more",
            );
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above; a cast of floats saturates"
        )]
        let whole = number as u64;
        whole
    }

    fn advisory(&mut self, metric: &Metric) -> bool {
        let Some(entry) = self.entry("advisory") else { return false };
        let Value::Truth(advisory) = entry.node.value else {
            self.wrong("advisory", "expected true or false");
            return false;
        };
        if *metric != Metric::Change {
            self.wrong("advisory", "only a change can be advisory");
        }
        advisory
    }

    fn command(&mut self, metric: &Metric) -> Option<Command> {
        let all = [Command::Run, Command::Compare].map(|c| (c.name(), c));
        let command = self.word("command", &all);
        if command == Some(Command::Compare) && *metric != Metric::Change {
            self.wrong(
                "command",
                "a comparison has only `metric = \"change\"`",
            );
        }
        command
    }
}

/// What a gate is called that has no name.
fn name(
    metric: &Metric,
    statistic: Statistic,
    rule: &Rule,
    scope: &Scope,
) -> String {
    let metric = metric.name();
    let of = match statistic {
        Statistic::Estimate => metric.to_owned(),
        other => format!("{} of {metric}", other.name()),
    };
    let rule = match rule {
        Rule::Limit { operator, limit, unit } => {
            let unit = unit.as_ref().map_or("", |unit| &unit.symbol);
            format!("{} {limit} {unit}", operator.sign())
        }
        Rule::Scheme { fail_from, .. } => {
            format!("below {}", fail_from.name())
        }
    };
    format!("{of} {} on {}", rule.trim_end(), scope.words())
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
