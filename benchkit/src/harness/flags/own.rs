//! The library's own flags; the settings have a table of their own.

use crate::harness::{
    arguments::Mode,
    flags::{
        kinds::{Apply, Flag, Origin, Takes, flag},
        values::{
            FILE, NAME, NOTHING, NUMBER, TIME, duration, number, one_of, set,
        },
    },
};

/// The library's own flags; the settings have a table of their own.
pub(super) static FLAGS: &[Flag] = &[
    own(
        "json",
        FILE,
        "write the run as JSON; one bench target",
        set!(|a, v| {
            a.outputs.json = Some(v.into());
        }),
    ),
    own(
        "markdown",
        FILE,
        "write the run as Markdown; one bench target",
        set!(|a, v| {
            a.outputs.markdown = Some(v.into());
        }),
    ),
    own(
        "csv",
        FILE,
        "write one line a launch as CSV; one bench target",
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
        "force",
        NOTHING,
        "compare with a baseline that does not fit",
        set!(|a, _v| a.baselines.force = true),
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
];

const fn own(
    name: &'static str,
    takes: Takes,
    help: &'static str,
    apply: Apply,
) -> Flag {
    flag(name, takes, Origin::Own, help, apply)
}
