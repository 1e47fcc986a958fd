//! libtest's flags, as cargo, nextest and people send them.

use crate::{
    compat::libtest::Format,
    harness::{
        arguments::{Ignored, Mode},
        flags::{
            kinds::{Apply, Flag, Origin, Takes, flag},
            values::{
                FILE, NAME, NOTHING, NUMBER, color, ignore, number, one_of,
                remark, set,
            },
        },
    },
};

/// libtest's flags, as cargo, nextest and people send them.
pub(super) static FLAGS: &[Flag] = &[
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
];

const fn libtest(
    name: &'static str,
    takes: Takes,
    help: &'static str,
    apply: Apply,
) -> Flag {
    flag(name, takes, Origin::Libtest, help, apply)
}
