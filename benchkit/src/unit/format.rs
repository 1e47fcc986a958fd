//! What people read: SI units, and no more digits than are known.

/// A unit of time or a decimal prefix: `factor` of the base are one of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// How many of the base unit it is.
    pub factor: f64,
    /// How it is written.
    pub symbol: &'static str,
}

impl Unit {
    /// Whether `value` has one to four digits before the point in this unit,
    /// or is at least 0.1 of it; below a nanosecond there is no other unit.
    pub fn reads_well(&self, value: f64) -> bool {
        let scaled = value.abs() / self.factor;
        scaled < 1e4 && (scaled >= 0.1 || self.factor < 10.0)
    }
}

/// The units of time, smallest first; the base is the nanosecond.
const TIME: [Unit; 4] = [
    Unit { factor: 1.0, symbol: "ns" },
    Unit { factor: 1e3, symbol: "µs" },
    Unit { factor: 1e6, symbol: "ms" },
    Unit { factor: 1e9, symbol: "s" },
];

/// The decimal prefixes of rates and counts.
const PREFIXES: [Unit; 5] = [
    Unit { factor: 1.0, symbol: "" },
    Unit { factor: 1e3, symbol: "k" },
    Unit { factor: 1e6, symbol: "M" },
    Unit { factor: 1e9, symbol: "G" },
    Unit { factor: 1e12, symbol: "T" },
];

/// From here on a number reads better in the next unit.
const NEXT: f64 = 999.5;

/// The largest unit in which `value` is at least about 1, else the smallest.
fn fitting(value: f64, units: &[Unit]) -> Unit {
    let mut best = units[0];
    for unit in units {
        if value.abs() >= unit.factor * (NEXT / 1e3) {
            best = *unit;
        }
    }
    best
}

/// The unit in which a time of `ns` nanoseconds reads best.
pub fn time_unit(ns: f64) -> Unit {
    fitting(ns, &TIME)
}

/// The one unit in which all of `values` (in nanoseconds) read well: none
/// below 0.1 and none of more than four digits. `None` where there is none.
pub fn shared_time_unit(values: &[f64]) -> Option<Unit> {
    let sizes = || values.iter().map(|value| value.abs());
    let smallest = sizes().filter(|v| *v > 0.0).fold(f64::MAX, f64::min);
    let largest = sizes().fold(0.0, f64::max);
    let low = time_unit(smallest.min(largest));
    let high = time_unit(largest);
    [high, low]
        .into_iter()
        .find(|unit| unit.reads_well(smallest) && unit.reads_well(largest))
}

/// The decimal exponent of a positive number: 0 for 1 to 9.99, 1 for 10.
#[expect(
    clippy::cast_possible_truncation,
    reason = "exponents of f64 lie within -324 and 308"
)]
fn exponent(value: f64) -> i32 {
    value.log10().floor() as i32
}

/// The decimal place (-2: hundredths) of the last digit that is worth
/// printing of `value`: at most `digits` significant ones, and no more than
/// an interval of half-width `half_width` supports.
///
/// What it supports is the rounding rule of the Particle Data Group (Review
/// of Particle Physics, Introduction, "Rounding"): of the three leading
/// digits of the uncertainty, 100 to 354 keep two, 355 to 949 keep one, and
/// 950 to 999 become 1000 and keep two.
pub fn place(value: f64, half_width: Option<f64>, digits: i32) -> i32 {
    let size = value.abs();
    let wanted = if size > 0.0 && size.is_finite() {
        significant(size, digits)
    } else {
        1 - digits
    };
    let known = half_width.filter(|h| h.is_finite() && *h > 0.0);
    known.map_or(wanted, |half| wanted.max(supported(half)))
}

/// Place of the last of `digits` significant digits, after rounding.
fn significant(size: f64, digits: i32) -> i32 {
    let place = exponent(size) + 1 - digits;
    let scale = 10_f64.powi(place);
    let carried = (size / scale).round() * scale;
    if exponent(carried) > exponent(size) { place + 1 } else { place }
}

fn supported(half: f64) -> i32 {
    let exponent = exponent(half);
    let leading = (half / 10_f64.powi(exponent - 2)).round();
    if leading < 355.0 { exponent - 1 } else { exponent }
}

/// `value` rounded at the decimal place `place`, without an exponent.
pub fn rounded(value: f64, place: i32) -> String {
    let decimals = usize::try_from(-place).unwrap_or(0);
    let scale = 10_f64.powi(place.max(0));
    let rounded = (value / scale).round() * scale;
    let kept = if place > 0 { rounded } else { value };
    let text = format!("{kept:.decimals$}");
    match text.strip_prefix('-') {
        // "-0.00" claims a sign that it does not show.
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => {
            rest.to_owned()
        }
        _ => text,
    }
}

/// A time for prose: "2.3 s", "850 ms", "5 min 45 s"; two significant
/// digits, or all that stand before the decimal point.
pub fn duration(ns: f64) -> String {
    if ns.abs() >= 119.5e9 {
        return minutes(ns);
    }
    let unit = time_unit(ns);
    let value = ns / unit.factor;
    let text = rounded(value, place(value, None, 2).min(0));
    format!("{} {}", short(&text), unit.symbol)
}

fn minutes(ns: f64) -> String {
    let seconds = (ns / 1e9).round();
    let minutes = (seconds / 60.0).floor();
    if minutes < 120.0 {
        return format!("{minutes} min {} s", seconds % 60.0);
    }
    let hours = (minutes / 60.0).floor();
    format!("{hours} h {} min", minutes % 60.0)
}

/// A share as a percentage of two significant digits: "14 %", "0.4 %".
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let text = rounded(value, place(value, None, 2).clamp(-2, 0));
    format!("{} %", short(&text))
}

/// A number without zeros at the end of its fraction.
fn short(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

/// A number for the eye and its unit with a decimal prefix, as in "831" and
/// "MB/s"; `half_width` is in the unit of `value`.
pub fn prefixed(
    value: f64,
    half_width: Option<f64>,
    unit: &str,
) -> (String, String) {
    let prefix = fitting(value, &PREFIXES);
    let scaled = value / prefix.factor;
    let place = place(scaled, half_width.map(|h| h / prefix.factor), 3);
    let symbol = prefix.symbol;
    (rounded(scaled, place), format!("{symbol}{unit}"))
}

/// A size in the binary unit in which it reads best: "2 GiB", "1.5 MiB".
#[expect(clippy::cast_precision_loss, reason = "three digits are printed")]
pub fn bytes(count: u64) -> String {
    let mut value = count as f64;
    let mut unit = "B";
    for next in ["KiB", "MiB", "GiB", "TiB"] {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    let text = rounded(value, place(value, None, 3).min(0));
    format!("{} {unit}", short(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_particle_data_group() {
        // Examples of the rule's text: 0.827 ± 0.119 is 0.83 ± 0.12, and
        // 0.827 ± 0.367 is 0.8 ± 0.4.
        assert_eq!(rounded(0.827, place(0.827, Some(0.119), 4)), "0.83");
        assert_eq!(rounded(0.827, place(0.827, Some(0.367), 4)), "0.8");
        // 950 to 999 round up to 1000 and keep two digits: ± 1.0.
        assert_eq!(rounded(118.94, place(118.94, Some(0.96), 4)), "118.9");
    }

    #[test]
    fn no_more_than_the_digits_asked_for() {
        assert_eq!(rounded(1.20449, place(1.20449, Some(1e-6), 4)), "1.204");
        assert_eq!(rounded(118.94, place(118.94, None, 3)), "119");
        assert_eq!(rounded(9.9996, place(9.9996, None, 4)), "10.00");
        assert_eq!(rounded(118.9, place(118.9, Some(71.0), 4)), "120");
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!(rounded(-0.0004, place(-0.0004, Some(0.012), 4)), "0.000");
        assert_eq!(rounded(-0.04, place(-0.04, Some(0.012), 4)), "-0.040");
        assert_eq!(rounded(0.0, place(0.0, None, 3)), "0.00");
    }

    #[test]
    fn one_unit_where_it_reads_well() {
        let symbol =
            |values: &[f64]| shared_time_unit(values).map(|unit| unit.symbol);
        assert_eq!(symbol(&[1_204.0, 118_900.0]), Some("µs"));
        assert_eq!(symbol(&[900.0, 1_200.0]), Some("µs"));
        assert_eq!(symbol(&[12.0, 1_200.0]), Some("ns"));
        assert_eq!(symbol(&[12.0, 1_200_000.0]), None);
        assert_eq!(symbol(&[0.25, 0.001]), Some("ns"));
        assert_eq!(time_unit(999.7).symbol, "µs");
        assert_eq!(time_unit(-5e9).symbol, "s");
    }

    #[test]
    fn prose() {
        assert_eq!(duration(2.31e9), "2.3 s");
        assert_eq!(duration(850e6), "850 ms");
        assert_eq!(duration(2e9), "2 s");
        assert_eq!(duration(0.0), "0 ns");
        assert_eq!(duration(62e9), "62 s");
        assert_eq!(duration(119.6e9), "2 min 0 s");
        assert_eq!(duration(345e9), "5 min 45 s");
        assert_eq!(duration(7.5e12), "2 h 5 min");
    }

    #[test]
    fn shares_sizes_and_rates() {
        assert_eq!(percent(0.1432), "14 %");
        assert_eq!(percent(0.0041), "0.41 %");
        assert_eq!(percent(0.004), "0.4 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(bytes(2 << 30), "2 GiB");
        assert_eq!(bytes(1_572_864), "1.5 MiB");
        assert_eq!(bytes(100), "100 B");
        let (number, unit) = prefixed(8.31e8, Some(2e6), "B/s");
        assert_eq!((number.as_str(), unit.as_str()), ("831", "MB/s"));
    }
}
