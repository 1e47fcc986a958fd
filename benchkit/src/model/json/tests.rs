use super::*;
use crate::{
    model::{
        BenchmarkId, BenchmarkResult, CgroupLimits, Comparison,
        EnvironmentVariable, Estimate, Failure, FailureKind, Finding,
        FindingKind, GitFacts, JournalEntry, Launch, LaunchOutcome, Metric,
        MetricValue, NoiseFloor, Origin, Parameter, Percentile, Percentiles,
        Provenance, Ratio, Reply, Request, Run, RunConfig, RunDocument,
        Severity, Standing, Status, ThreadFacts, ThreadRow, Throughput,
        TrialQuantiles, Trials, Verdict, Warmup,
    },
    unit::Nanos,
};
use std::fmt::Debug;

/// Values that differ from field to field, present and absent in turn.
///
/// Numbers are eighths, so that every reader reads them exactly:
/// `serde_json` may miss the last bit of a number with 17 digits.
struct Source(u64);

impl Source {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn flag(&mut self) -> bool {
        self.bits().is_multiple_of(2)
    }

    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    fn number(&mut self) -> f64 {
        (self.bits() % 1_000_000) as f64 / 8.0 - 1000.0
    }

    fn whole(&mut self) -> u64 {
        let shift = self.bits() % 64;
        self.bits() >> shift
    }

    fn small(&mut self) -> u32 {
        u32::try_from(self.bits() >> 32).unwrap_or_default()
    }

    fn size(&mut self) -> usize {
        usize::try_from(self.bits() >> 48).unwrap_or_default()
    }

    fn nanos(&mut self) -> Nanos {
        Nanos(self.whole())
    }

    fn text(&mut self) -> String {
        let texts = ["", "plain", "ä\u{1F600}", "\"\\/\n\u{1}", "null", "{}"];
        let at = self.bits() % texts.len() as u64;
        texts[usize::try_from(at).unwrap_or_default()].to_owned()
    }

    fn maybe<T>(&mut self, make: fn(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    fn some<T>(&mut self, make: fn(&mut Self) -> T) -> Vec<T> {
        (0..self.bits() % 3).map(|_| make(self)).collect()
    }

    fn finding(&mut self) -> Finding {
        let flag = self.flag();
        Finding {
            kind: if flag {
                FindingKind::BusyHost
            } else {
                FindingKind::ParamNotApplied
            },
            severity: if flag { Severity::Info } else { Severity::Warning },
            evidence: self.text(),
            advice: self.text(),
        }
    }

    fn failure(&mut self) -> Failure {
        Failure {
            kind: if self.flag() {
                FailureKind::TimedOut
            } else {
                FailureKind::OutOfMemory
            },
            message: self.text(),
            signal: self.maybe(|_| -9),
            code: self.maybe(|_| i32::MIN),
            stderr: self.text(),
        }
    }

    fn parameter(&mut self) -> Parameter {
        Parameter { name: self.text(), value: self.text() }
    }

    fn metric(&mut self) -> MetricValue {
        MetricValue {
            metric: Metric {
                name: self.text(),
                unit: self.text(),
                direction: if self.flag() {
                    crate::model::Direction::Lower
                } else {
                    crate::model::Direction::Higher
                },
            },
            value: self.maybe(Self::number),
            reason: self.maybe(Self::text),
        }
    }

    fn launch(&mut self) -> Launch {
        let mut launch = Launch {
            order: self.small(),
            estimate: self.number(),
            all_median: self.number(),
            mean: self.number(),
            trials: self.whole(),
            clean_trials: self.maybe(Self::whole),
            iterations: self.whole(),
            quantiles: self.some(Self::number),
            doubling: self.maybe(Self::number),
            drift: self.maybe(Self::number),
            setup: self.nanos(),
            latency: self.some(|s| (s.whole(), s.whole())),
            threads: self.some(|s| ThreadFacts {
                mean_ns: s.number(),
                iterations: s.whole(),
            }),
            throughput: self.maybe(|s| {
                if s.flag() {
                    Throughput::Bytes(s.whole())
                } else {
                    Throughput::Items(s.whole())
                }
            }),
            metrics: self.some(Self::metric),
            effective: self.some(Self::parameter),
            batch_bytes: self.maybe(Self::whole),
            remarks: self.some(Self::text),
            ..Launch::default()
        };
        launch.warmup.steady = self.flag();
        launch.warmup.first_iteration_ns = self.maybe(Self::number);
        launch.clock.overhead_ns = self.number();
        launch.host.wall = self.nanos();
        launch.host.cpu_share = self.maybe(Self::number);
        launch.host.throttled = self.maybe(Self::nanos);
        launch.host.quota_periods = self.maybe(Self::whole);
        launch
    }

    fn config(&mut self) -> RunConfig {
        RunConfig {
            warmup: if self.flag() {
                Warmup::Until(self.nanos())
            } else {
                Warmup::Trials(self.whole())
            },
            launches: self.small(),
            iterations: self.maybe(Self::whole),
            target: self.number(),
            once: self.flag(),
            pin: self.maybe(Self::size),
            ..RunConfig::default()
        }
    }

    fn percentile(&mut self) -> Percentile {
        Percentile {
            quantile: self.number(),
            value: self.maybe(Self::number),
            lower: self.maybe(Self::number),
            upper: self.maybe(Self::number),
            reason: self.maybe(Self::text),
        }
    }

    fn comparison(&mut self) -> Comparison {
        Comparison {
            baseline: self.text(),
            standing: if self.flag() {
                Standing::Comparable
            } else {
                Standing::Forced
            },
            verdict: if self.flag() {
                Verdict::Slower
            } else {
                Verdict::Inconclusive
            },
            ratio: self.maybe(|s| Ratio {
                point: s.number(),
                lower: s.number(),
                upper: s.number(),
            }),
            advisory: self.flag(),
            confidence: self.maybe(Self::number),
            smallest_detectable: self.maybe(Self::number),
            reason: self.maybe(Self::text),
            findings: self.some(Self::finding),
        }
    }

    fn estimate(&mut self) -> Estimate {
        Estimate {
            point: self.number(),
            lower: self.maybe(Self::number),
            upper: self.maybe(Self::number),
            unit: self.text(),
            confidence: self.maybe(Self::number),
            floor: self.maybe(|s| NoiseFloor {
                runs: u32::try_from(s.whole() % 1000).unwrap_or(0),
                same_build: s.flag(),
                range: s.number(),
                alone_lower: s.number(),
                alone_upper: s.number(),
            }),
        }
    }

    fn origin(&mut self) -> Origin {
        Origin {
            run: self.text(),
            started: self.text(),
            git: self.maybe(|s| GitFacts {
                commit: s.text(),
                dirty: s.maybe(Self::flag),
                branch: s.maybe(Self::text),
            }),
        }
    }

    fn result(&mut self) -> BenchmarkResult {
        BenchmarkResult {
            id: BenchmarkId::from(self.text().as_str()),
            workload: self.text(),
            parameters: self.some(Self::parameter),
            backend: self.text(),
            tags: self.some(Self::text),
            version: self.maybe(Self::text),
            hash: self.text(),
            reference: self.flag(),
            status: if self.flag() {
                Status::Measured
            } else {
                Status::Partial
            },
            reason: self.maybe(Self::text),
            failure: self.maybe(Self::failure),
            config: self.config(),
            estimate: self.maybe(Self::estimate),
            launches: self.some(Self::launch),
            trials: self.maybe(|s| Trials {
                count: s.whole(),
                clean_share: s.maybe(Self::number),
                iterations: s.whole(),
                all_median: s.number(),
                mean: s.number(),
            }),
            trial_quantiles: self.maybe(|s| TrialQuantiles {
                min: s.number(),
                q25: s.number(),
                q50: s.number(),
                q75: s.number(),
                q95: s.number(),
                max: s.number(),
            }),
            percentiles: Percentiles {
                count: self.whole(),
                confidence: self.number(),
                values: self.some(Self::percentile),
                max: self.maybe(Self::number),
                reason: self.maybe(Self::text),
            },
            metrics: self.some(Self::metric),
            stress: self.maybe(|s| ThreadRow {
                threads: s.size(),
                mean: s.number(),
                ratio: s.number(),
                throttled: s.maybe(Self::number),
                run_delay: s.maybe(Self::number),
            }),
            relative: self.maybe(Self::number),
            findings: self.some(Self::finding),
            verdict: self.maybe(Self::comparison),
            origin: self.maybe(Self::origin),
        }
    }

    fn provenance(&mut self) -> Provenance {
        let mut provenance = Provenance {
            library: self.text(),
            executable: self.text(),
            build: self.maybe(Self::text),
            arguments: self.some(Self::text),
            directory: self.maybe(Self::text),
            environment: self.some(|s| EnvironmentVariable {
                name: s.text(),
                value: s.text(),
            }),
            seed: self.whole(),
            ..Provenance::default()
        };
        let sut = &mut provenance.sut;
        sut.git = self.maybe(|s| GitFacts {
            commit: s.text(),
            dirty: s.maybe(Self::flag),
            branch: s.maybe(Self::text),
        });
        sut.toolchain.rustc = self.maybe(Self::text);
        sut.toolchain.debug_assertions = self.flag();
        sut.host.os = self.text();
        sut.host.cpu_features = self.some(Self::text);
        sut.host.logical_cpus = self.maybe(Self::size);
        sut.host.caches = self.some(|s| (s.text(), s.whole()));
        sut.host.cgroup = CgroupLimits {
            cpus: self.maybe(Self::number),
            memory: self.maybe(Self::whole),
            version: self.maybe(Self::small),
        };
        provenance
    }

    fn document(&mut self) -> RunDocument {
        RunDocument {
            schema_version: self.text(),
            run: Run {
                id: self.text(),
                suite: self.text(),
                started: self.text(),
                duration_ns: self.whole(),
                partial: self.flag(),
            },
            provenance: self.provenance(),
            results: self.some(Self::result),
            missing: self.some(|_| BenchmarkId::from("a::gone")),
        }
    }

    fn entry(&mut self) -> JournalEntry {
        match self.bits() % 5 {
            0 => JournalEntry::Header {
                document: Box::new(self.document()),
                configs: Vec::new(),
            },
            1 => JournalEntry::Launch {
                id: BenchmarkId::from("a::b[n=1]"),
                outcome: LaunchOutcome::Measured(Box::new(self.launch())),
            },
            2 => JournalEntry::Launch {
                id: BenchmarkId::from("a"),
                outcome: LaunchOutcome::Failed(self.failure()),
            },
            3 => JournalEntry::Result { result: Box::new(self.result()) },
            _ => JournalEntry::Note { message: self.text() },
        }
    }
}

fn reads_back<T: FromJson + ToJson + Debug + PartialEq>(value: &T) {
    let text = to_json(value);
    assert_eq!(from_json::<T>(&text).as_ref(), Ok(value), "{text}");
}

#[test]
fn what_is_written_reads_back_equal() {
    let mut source = Source(0x9E37_79B9_7F4A_7C15);
    for _ in 0..500 {
        reads_back(&source.entry());
        reads_back(&source.document());
        let (id, config) = (BenchmarkId::from("x"), Box::new(source.config()));
        let (protocol, time_ns) = (source.small(), source.whole());
        reads_back(&Request::Measure { protocol, id, config, time_ns });
        reads_back(&Reply::Hello {
            protocol,
            library: source.text(),
            turns: source.flag(),
        });
        let outcome = LaunchOutcome::Failed(source.failure());
        reads_back(&Reply::Done { outcome });
    }
}

/// Both ways and both libraries: who reads or writes does not matter.
#[cfg(feature = "serde")]
#[test]
fn serde_s_derives_write_and_read_the_same() {
    let mut source = Source(0xD1B5_4A32_D192_ED03);
    for _ in 0..500 {
        let entry = source.entry();
        let text = to_json(&entry);
        assert_eq!(text, serde_json::to_string(&entry).unwrap());
        let back: JournalEntry = serde_json::from_str(&text).unwrap();
        assert_eq!(back, entry);
        let config = Box::new(source.config());
        let (id, time_ns) = (BenchmarkId::from("\u{7}"), source.whole());
        let request = Request::Measure { protocol: 1, id, config, time_ns };
        let text = to_json(&request);
        assert_eq!(text, serde_json::to_string(&request).unwrap());
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    }
}

#[cfg(feature = "serde")]
#[test]
fn serde_s_derives_refuse_the_same() {
    let text = to_json(&Source(7).launch());
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut refused = 0;
    for name in whole.as_object().unwrap().keys() {
        for bad in ["null", "\"x\"", "-1", "1.5", "[]", "{}", "true"] {
            let mut value = whole.clone();
            value[name] = serde_json::from_str(bad).unwrap();
            let theirs = serde_json::from_value::<Launch>(value.clone()).ok();
            refused += usize::from(theirs.is_none());
            let ours = from_json(&value.to_string()).ok();
            assert_eq!(ours, theirs, "{name}: {bad}");
        }
        let mut value = whole.clone();
        value.as_object_mut().unwrap().remove(name);
        let theirs = serde_json::from_value::<Launch>(value.clone()).ok();
        assert_eq!(from_json(&value.to_string()).ok(), theirs, "{name}");
    }
    assert!(refused > 50);
}

fn refusal<T: FromJson + Debug>(text: &str) -> String {
    from_json::<T>(text).unwrap_err().to_string()
}

#[test]
fn a_mismatch_names_the_place() {
    let launch = LaunchOutcome::Measured(Box::default());
    let id = BenchmarkId::from("a");
    let text = to_json(&JournalEntry::Launch { id, outcome: launch });
    let said = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        refusal::<JournalEntry>(&text.replace(from, to))
    };
    assert_eq!(
        said("\"estimate\":0.0", "\"estimate\":null"),
        "launch.outcome.measured.estimate: expected a number"
    );
    assert_eq!(
        said("\"steady\":false", "\"stead\":false"),
        "launch.outcome.measured.warmup.steady: is missing"
    );
    assert_eq!(
        said("\"quantiles\":[]", "\"quantiles\":[1,[]]"),
        "launch.outcome.measured.quantiles[1]: expected a number"
    );
    assert_eq!(
        said("\"measured\"", "\"weighed\""),
        "launch.outcome: expected one of measured, failed"
    );
    assert_eq!(
        refusal::<Vec<(u64, u64)>>("[[1,2],[1]]"),
        "[1]: expected two values"
    );
    assert!(refusal::<u64>("{").starts_with("this is no JSON: the text ends"));
    assert_eq!(
        refusal::<u32>("4294967296"),
        "expected a whole number below 2^32"
    );
}

#[test]
fn members_that_are_not_known_are_left_alone() {
    let text = r#"{"name":"n","value":"v","note":[{"x":null}]}"#;
    let read: Parameter = from_json(text).expect("readable");
    assert_eq!(read, Parameter::new("n", "v"));
    let read: Result<Percentile, _> = from_json(r#"{"quantile":1}"#);
    assert_eq!(read.expect("the rest may be absent").value, None);
}

/// The same tree as `serde_json` makes of it.
fn same_tree(ours: &Value<'_>, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Theirs;
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(a), Theirs::Bool(b)) => a == b,
        (Value::Number(_), Theirs::Number(b)) => {
            // It may miss the last bit of a number with many digits.
            let (a, c) = (ours.as_f64().unwrap(), b.as_f64().unwrap());
            ours.as_u64() == b.as_u64()
                && (a - c).abs() <= c.abs() * f64::EPSILON
        }
        (Value::Text(a), Theirs::String(b)) => a == b,
        (Value::List(a), Theirs::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_tree(a, b))
        }
        (Value::Object(a), Theirs::Object(b)) => {
            a.iter().all(|(name, _)| b.contains_key(name))
                && b.iter().all(|(name, value)| {
                    same_tree(ours.get(name).unwrap(), value)
                })
        }
        _ => false,
    }
}

fn agrees_with_serde_json(text: &str) -> bool {
    let ours = Value::parse(text);
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(theirs) => {
            let ours = ours.unwrap_or_else(|e| panic!("{text}: {e}"));
            assert!(same_tree(&ours, &theirs), "{text}: {ours:?}");
            true
        }
        Err(error) => {
            assert!(ours.is_err(), "{text}: {ours:?}, {error}");
            false
        }
    }
}

#[test]
fn texts_are_read_and_refused_as_by_serde_json() {
    let deep = |n| format!("{}1{}", "[".repeat(n), "]".repeat(n));
    for text in [&deep(127), &deep(128), &deep(100_000)] {
        agrees_with_serde_json(text);
    }
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "true false",
        "-",
        "01",
        "-01",
        "-0",
        "1.",
        ".5",
        "+1",
        "1e",
        "1e+",
        "1E-3",
        "1e400",
        "-1e400",
        "1e-400",
        "18446744073709551615",
        "18446744073709551616",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ude00\"",
        "\"\u{1}\"",
        "\"\u{7f}\"",
        "\"\\/\\b\\f\\n\\r\\t\"",
        "\u{feff}1",
        "\u{a0}1",
        "1\0",
        " [ 1 , { \"x\" : [ ] } ] ",
    ] {
        agrees_with_serde_json(text);
    }
}

#[test]
fn damaged_texts_are_read_and_refused_as_by_serde_json() {
    let mut source = Source(0xA076_1D64_78BD_642F);
    let marks = b"\"\\{}[],:0123456789.eE+- \nutrfalsn\x01";
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = to_json(&source.percentile()).into_bytes();
        for _ in 0..=source.bits() % 3 {
            let at = source.size() % bytes.len();
            let mark = marks[source.size() % marks.len()];
            match source.bits() % 3 {
                0 => bytes[at] = mark,
                1 => bytes.insert(at, mark),
                _ => drop(bytes.remove(at)),
            }
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if agrees_with_serde_json(&text) { read += 1 } else { refused += 1 }
    }
    assert!(read > 1000 && refused > 1000, "{read} {refused}");
}

#[test]
fn numbers_and_texts_are_written_so_that_they_read_back() {
    let mut source = Source(0xE703_7ED1_A0B4_28DB);
    for _ in 0..10_000 {
        let number = f64::from_bits(source.bits());
        let text = to_json(&number);
        let theirs: serde_json::Value = serde_json::from_str(&text).unwrap();
        if number.is_finite() {
            let back: f64 = from_json(&text).unwrap();
            assert_eq!(back.to_bits(), number.to_bits(), "{text}");
            assert!(theirs.is_f64(), "{text}");
        } else {
            assert!(theirs.is_null());
        }
    }
    let all: String = (0..0x2000).filter_map(char::from_u32).collect();
    let text = to_json(&all);
    assert_eq!(text, serde_json::to_string(&all).unwrap());
    assert_eq!(from_json::<String>(&text), Ok(all));
}

#[test]
fn a_refusal_names_line_and_column() {
    assert_eq!(
        refusal::<u64>("[1,\n  x]"),
        "this is no JSON: a value is expected at line 2 column 3"
    );
    assert_eq!(
        refusal::<u64>("{\"a\""),
        "this is no JSON: the text ends too early at line 1 column 5"
    );
}
