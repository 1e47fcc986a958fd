//! criterion's flags, for those who know them.

use crate::harness::flags::{
    kinds::{Apply, Flag, Origin, Takes, flag},
    values::{
        NAME, NOTHING, NUMBER, TIME, duration, forward, ignore, number, one_of,
        remark, seconds, set,
    },
};

/// criterion's flags, for those who know them.
pub(super) static FLAGS: &[Flag] = &[
    criterion(
        "save-baseline",
        NAME,
        "keep it under this name, with what was there",
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
    criterion("verbose", NOTHING, "accepted; all is in run.json", ignore)
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

const fn criterion(
    name: &'static str,
    takes: Takes,
    help: &'static str,
    apply: Apply,
) -> Flag {
    flag(name, takes, Origin::Criterion, help, apply)
}
