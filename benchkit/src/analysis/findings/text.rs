//! Numbers as evidence shows them.

use crate::model::{Finding, FindingKind, Severity};

/// A finding of `kind`.
pub(super) fn finding(
    kind: FindingKind,
    severity: Severity,
    evidence: String,
    advice: &str,
) -> Finding {
    Finding { kind, severity, evidence, advice: advice.to_owned() }
}

/// A time in nanoseconds with three significant digits: "1.20 µs".
pub(super) fn time(ns: f64) -> String {
    let size = ns.abs();
    let (scale, unit) = match size {
        _ if size < 1e3 => (1.0, "ns"),
        _ if size < 1e6 => (1e3, "µs"),
        _ if size < 1e9 => (1e6, "ms"),
        _ => (1e9, "s"),
    };
    // "-0.00" says no more than "0.00".
    let value = if size < 0.005 { 0.0 } else { ns / scale };
    let digits = match value.abs() {
        size if size < 10.0 => 2,
        size if size < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$} {unit}")
}

/// A share as whole per cent, with one digit below 10 %: "14 %", "2.5 %".
pub(super) fn percent(share: f64) -> String {
    let value = share * 100.0;
    let digits = usize::from(value.abs() < 10.0);
    format!("{value:.digits$} %")
}

/// A size in bytes: "8.0 MiB".
pub(super) fn bytes(count: u64) -> String {
    let (mut value, mut unit) = (crate::stats::float64(count), "B");
    for larger in ["KiB", "MiB", "GiB", "TiB"] {
        if value < 1024.0 {
            break;
        }
        (value, unit) = (value / 1024.0, larger);
    }
    let digits = usize::from(unit != "B" && value < 100.0);
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        assert_eq!(time(0.31), "0.31 ns");
        assert_eq!(time(-0.001), "0.00 ns");
        assert_eq!(time(1204.0), "1.20 µs");
        assert_eq!(time(118_900.0), "119 µs");
        assert_eq!(time(-2.5e6), "-2.50 ms");
        assert_eq!(time(3e9), "3.00 s");
        assert_eq!(percent(0.14), "14 %");
        assert_eq!(percent(0.025), "2.5 %");
        assert_eq!(bytes(512), "512 B");
        assert_eq!(bytes(8 << 20), "8.0 MiB");
    }
}
