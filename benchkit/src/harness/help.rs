//! What `--help` prints, made from the tables.

use crate::{
    harness::flags::{Flag, Origin, Takes, flags},
    model::SETTINGS,
};

const COLUMN: usize = 28;

/// The whole help.
pub(super) fn text(target: &str) -> String {
    let mut out = format!(
        "Usage: cargo bench --bench {target} -- [FILTER]… [OPTION]…\n\n\
         Runs the benchmarks whose id contains a FILTER (all without one).\n\
         Every option is also a variable: --suite-budget is \
         BENCHKIT_SUITE_BUDGET.\nOptions that say how to measure also stand \
         in benchkit.toml.\nA FILE is written anew by each bench target: \
         with several, choose one with\n--bench NAME before the `--`.\n\n\
         How to measure:\n"
    );
    for setting in SETTINGS {
        let name = format!("--{} …", setting.name.replace('_', "-"));
        line(&mut out, &name, setting.help);
    }
    for (origin, title) in [
        (Origin::Own, "What to do with it"),
        (Origin::Criterion, "As in criterion"),
        (Origin::Libtest, "As in libtest"),
    ] {
        out.push('\n');
        out.push_str(title);
        out.push_str(":\n");
        for flag in flags().filter(|flag| flag.origin == origin) {
            line(&mut out, &usage(flag), flag.help);
        }
    }
    out
}

fn usage(flag: &Flag) -> String {
    let short = flag.short.map_or(String::new(), |s| format!("{s}, "));
    let value = match flag.takes {
        Takes::Nothing => String::new(),
        Takes::Value(name) => format!(" {name}"),
    };
    format!("{short}--{}{value}", flag.name)
}

fn line(out: &mut String, name: &str, help: &str) {
    let name = format!("  {name:COLUMN$} ");
    out.extend([name.as_str(), help, "\n"]);
}
