//! Every flag, in one table: what it takes, what it does, what it is for.

use crate::{
    compat::libtest::Format,
    error::{Error, Result},
    harness::arguments::{Arguments, Color, Ignored, Mode},
    model::SETTINGS,
    unit::{Nanos, parse_duration},
};

/// What follows a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    Nothing,
    /// A value, named so in the help.
    Value(&'static str),
}

/// Where a flag comes from; decides its place in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The library's own.
    Own,
    /// A word of libtest, as cargo and nextest send it.
    Libtest,
    /// A word of criterion.
    Criterion,
}

/// One flag.
pub(super) struct Flag {
    pub(super) name: &'static str,
    pub(super) short: Option<&'static str>,
    pub(super) takes: Takes,
    pub(super) origin: Origin,
    pub(super) help: &'static str,
    pub(super) apply: fn(&mut Arguments, &str) -> Result<()>,
}

impl Flag {
    /// Whether `BENCHKIT_<NAME>` sets it: all but those that say what the
    /// binary is asked to do at all.
    pub(super) fn in_environment(&self) -> bool {
        !["bench", "test", "list", "help", "version"].contains(&self.name)
    }
}

type Apply = fn(&mut Arguments, &str) -> Result<()>;

const fn flag(
    name: &'static str,
    takes: Takes,
    origin: Origin,
    help: &'static str,
    apply: Apply,
) -> Flag {
    Flag { name, short: None, takes, origin, help, apply }
}

const fn own(
    name: &'static str,
    takes: Takes,
    help: &'static str,
    apply: Apply,
) -> Flag {
    flag(name, takes, Origin::Own, help, apply)
}

const fn libtest(
    name: &'static str,
    takes: Takes,
    help: &'static str,
    apply: Apply,
) -> Flag {
    flag(name, takes, Origin::Libtest, help, apply)
}

const fn criterion(
    name: &'static str,
    takes: Takes,
    help: &'static str,
    apply: Apply,
) -> Flag {
    flag(name, takes, Origin::Criterion, help, apply)
}

impl Flag {
    const fn short(mut self, short: &'static str) -> Self {
        self.short = Some(short);
        self
    }
}

const NOTHING: Takes = Takes::Nothing;
const FILE: Takes = Takes::Value("FILE|-");
const NAME: Takes = Takes::Value("NAME");
const TIME: Takes = Takes::Value("TIME");
const NUMBER: Takes = Takes::Value("N");

macro_rules! set {
    (|$arguments:ident, $value:ident| $body:expr) => {
        |$arguments, $value| {
            $body;
            Ok(())
        }
    };
}

/// The flags beside the settings, which have a table of their own.
pub(super) static FLAGS: &[Flag] = &[
    own(
        "json",
        FILE,
        "write the run as JSON",
        set!(|a, v| {
            a.outputs.json = Some(v.into());
        }),
    ),
    own(
        "markdown",
        FILE,
        "write the run as Markdown",
        set!(|a, v| {
            a.outputs.markdown = Some(v.into());
        }),
    ),
    own(
        "csv",
        FILE,
        "write one line a launch as CSV",
        set!(|a, v| {
            a.outputs.csv = Some(v.into());
        }),
    ),
    own(
        "tag",
        NAME,
        "run workloads with this tag",
        set!(|a, v| {
            a.tags.push(v.to_owned());
        }),
    ),
    own("suite-budget", TIME, "time for all benchmarks together", |a, v| {
        a.suite_budget = Some(duration(v)?);
        Ok(())
    }),
    own(
        "resume",
        NOTHING,
        "go on with the last interrupted run",
        set!(|a, _v| a.resume = true),
    ),
    own(
        "in-process",
        NOTHING,
        "measure in this process",
        set!(|a, _v| {
            a.in_process = true;
        }),
    ),
    own("seed", NUMBER, "seed of the order of launches", |a, v| {
        a.seed = Some(number(v)?);
        Ok(())
    }),
    own(
        "store",
        Takes::Value("DIR"),
        "keep runs and baselines here",
        set!(|a, v| a.store = Some(v.into())),
    ),
    own(
        "strict",
        NOTHING,
        "exit 5 where nothing can be judged",
        set!(|a, _v| a.strict = true),
    ),
    own(
        "fail-on",
        Takes::Value("WHAT"),
        "regression, gate or inconclusive; commas between",
        |a, v| {
            for word in v.split(',') {
                one_of(word, &["regression", "gate", "inconclusive"])?;
                a.fail_on.push(word.to_owned());
            }
            Ok(())
        },
    ),
    own(
        "version",
        NOTHING,
        "print the version",
        set!(|a, _v| {
            a.mode = Mode::Version;
        }),
    )
    .short("-V"),
    libtest(
        "bench",
        NOTHING,
        "measure (what cargo bench sends)",
        set!(|a, _v| a.bench = true),
    ),
    libtest(
        "test",
        NOTHING,
        "run each workload once",
        set!(|a, _v| {
            a.test = true;
        }),
    ),
    libtest(
        "list",
        NOTHING,
        "list the benchmarks",
        set!(|a, _v| {
            a.mode = Mode::List;
        }),
    ),
    libtest("help", NOTHING, "print this", set!(|a, _v| a.mode = Mode::Help))
        .short("-h"),
    libtest(
        "exact",
        NOTHING,
        "filters are whole ids",
        set!(|a, _v| {
            a.exact = true;
        }),
    ),
    libtest(
        "ignored",
        NOTHING,
        "run only ignored workloads",
        set!(|a, _v| a.ignored = Ignored::Only),
    ),
    libtest(
        "include-ignored",
        NOTHING,
        "run ignored ones too",
        set!(|a, _v| a.ignored = Ignored::Include),
    ),
    libtest(
        "skip",
        Takes::Value("FILTER"),
        "leave these out",
        set!(|a, v| a.skips.push(v.to_owned())),
    ),
    libtest("format", NAME, "pretty, terse, json or junit", |a, v| {
        a.format = match v {
            "pretty" => Format::Pretty,
            "terse" => Format::Terse,
            "json" => Format::Json,
            "junit" => {
                remark(a, "--format junit is not written here");
                Format::Pretty
            }
            _ => return one_of(v, &["pretty", "terse", "json", "junit"]),
        };
        Ok(())
    }),
    libtest(
        "nocapture",
        NOTHING,
        "show what workloads print",
        set!(|a, _v| a.nocapture = true),
    ),
    libtest(
        "no-capture",
        NOTHING,
        "the same",
        set!(|a, _v| {
            a.nocapture = true;
        }),
    ),
    libtest(
        "show-output",
        NOTHING,
        "the same",
        set!(|a, _v| {
            a.nocapture = true;
        }),
    ),
    libtest("quiet", NOTHING, "print less", set!(|a, _v| a.quiet = true))
        .short("-q"),
    libtest("color", Takes::Value("WHEN"), "auto, always or never", color),
    libtest(
        "test-threads",
        NUMBER,
        "accepted; benchmarks run one by one",
        |_, v| number(v).map(|_| ()),
    ),
    libtest("logfile", FILE, "accepted; see --json", ignore),
    libtest("report-time", NOTHING, "accepted", ignore),
    libtest("ensure-time", NOTHING, "accepted", ignore),
    libtest("shuffle", NOTHING, "accepted; launches always are", ignore),
    libtest("shuffle-seed", NUMBER, "the same as --seed", |a, v| {
        a.seed = Some(number(v)?);
        Ok(())
    }),
    libtest("fail-fast", NOTHING, "accepted; every benchmark runs", ignore),
    libtest("force-run-in-process", NOTHING, "accepted", ignore),
    libtest("exclude-should-panic", NOTHING, "accepted", ignore),
    libtest("unstable-options", Takes::Value("OPTION"), "accepted", ignore)
        .short("-Z"),
    criterion(
        "save-baseline",
        NAME,
        "keep the run under this name",
        set!(|a, v| a.baselines.save = Some(v.to_owned())),
    )
    .short("-s"),
    criterion(
        "baseline",
        NAME,
        "compare with this one",
        set!(|a, v| {
            a.baselines.with = Some(v.to_owned());
        }),
    )
    .short("-b"),
    criterion(
        "baseline-lenient",
        NAME,
        "compare with it if it exists",
        set!(|a, v| {
            a.baselines.with = Some(v.to_owned());
            a.baselines.lenient = true;
        }),
    ),
    criterion(
        "load-baseline",
        NAME,
        "show this one, measure nothing",
        set!(|a, v| a.baselines.load = Some(v.to_owned())),
    ),
    criterion(
        "profile-time",
        TIME,
        "run each this long, for a profiler",
        |a, v| {
            a.profile_time = Some(duration(v)?);
            Ok(())
        },
    ),
    criterion("warm-up-time", TIME, "the same as --warmup", |a, v| {
        forward(a, "warmup", &seconds(v))
    }),
    criterion("measurement-time", TIME, "the same as --budget", |a, v| {
        forward(a, "budget", &seconds(v))
    }),
    criterion(
        "confidence-level",
        Takes::Value("SHARE"),
        "the same as --confidence",
        |a, v| forward(a, "confidence", v),
    ),
    criterion(
        "sample-size",
        NUMBER,
        "accepted; see --launches, --target",
        |a, v| {
            number(v)?;
            remark(
                a,
                "--sample-size has no counterpart: see --launches, --target",
            );
            Ok(())
        },
    ),
    criterion(
        "significance-level",
        Takes::Value("SHARE"),
        "accepted",
        |a, _| {
            remark(a, "--significance-level does nothing without --fail-on");
            Ok(())
        },
    ),
    criterion("noise-threshold", Takes::Value("SHARE"), "accepted", |a, _| {
        remark(a, "--noise-threshold does nothing without --fail-on");
        Ok(())
    }),
    criterion(
        "quick",
        NOTHING,
        "a rough answer: --budget 500ms --target 5%",
        |a, _| {
            forward(a, "budget", "500ms")?;
            forward(a, "target", "5%")
        },
    ),
    criterion(
        "verbose",
        NOTHING,
        "print more",
        set!(|a, _v| {
            a.verbose = true;
        }),
    )
    .short("-v"),
    criterion("noplot", NOTHING, "accepted; nothing is plotted", ignore)
        .short("-n"),
    criterion("discard-baseline", NOTHING, "accepted", ignore),
    criterion("plotting-backend", NAME, "accepted; nothing is plotted", ignore),
    criterion(
        "output-format",
        NAME,
        "bencher prints libtest's lines",
        |a, v| {
            one_of(v, &["bencher", "criterion", "benchkit"])?;
            a.outputs.bencher = v == "bencher";
            Ok(())
        },
    ),
    criterion("nresamples", NUMBER, "accepted; nothing is resampled", ignore),
];

#[expect(clippy::unnecessary_wraps, reason = "has the form of a flag")]
fn ignore(_: &mut Arguments, _: &str) -> Result<()> {
    Ok(())
}

fn remark(arguments: &mut Arguments, text: &str) {
    arguments.remarks.push(text.to_owned());
}

fn color(arguments: &mut Arguments, value: &str) -> Result<()> {
    arguments.color = match value {
        "auto" => Color::Auto,
        "always" => Color::Always,
        "never" => Color::Never,
        _ => return one_of(value, &["auto", "always", "never"]),
    };
    Ok(())
}

fn one_of(value: &str, known: &[&str]) -> Result<()> {
    if known.contains(&value) {
        return Ok(());
    }
    Err(Error::usage(format!("`{value}`: expected {}", known.join(", "))))
}

fn number(value: &str) -> Result<u64> {
    value
        .parse()
        .map_err(|_| Error::usage(format!("`{value}`: expected a number")))
}

fn duration(value: &str) -> Result<Nanos> {
    parse_duration(value).ok_or_else(|| {
        Error::usage(format!("`{value}`: expected a duration such as 300ms"))
    })
}

/// Criterion's times are bare seconds, which as a warm-up would be a number
/// of trials.
fn seconds(value: &str) -> String {
    let bare = value.parse::<f64>().is_ok();
    if bare { format!("{value}s") } else { value.to_owned() }
}

fn forward(arguments: &mut Arguments, name: &str, value: &str) -> Result<()> {
    match SETTINGS.iter().find(|setting| setting.name == name) {
        Some(setting) => setting.apply(&mut arguments.settings, value),
        None => Ok(()),
    }
}
