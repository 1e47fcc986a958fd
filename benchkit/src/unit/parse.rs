//! What people write: durations and sizes.

use std::time::Duration;

/// A span of time in whole nanoseconds; in JSON a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Nanos(pub u64);

impl Nanos {
    /// The span as a floating-point number of nanoseconds.
    #[expect(clippy::cast_precision_loss, reason = "2^53 ns are 104 days")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64
    }
}

impl From<Duration> for Nanos {
    fn from(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX))
    }
}

impl From<Nanos> for Duration {
    fn from(nanos: Nanos) -> Self {
        Self::from_nanos(nanos.0)
    }
}

/// Reads "300ms", "1.5 s", "2min" or "1h"; a bare number is seconds, as
/// criterion's options have it. `None` when it is no duration.
pub fn parse_duration(text: &str) -> Option<Nanos> {
    let (number, suffix) = split_number(text)?;
    let factor = match suffix {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "" | "s" | "sec" => 1e9,
        "m" | "min" => 60e9,
        "h" => 3_600e9,
        _ => return None,
    };
    whole(number * factor).map(Nanos)
}

/// Reads "2GiB", "512 MB" or "4096"; the result is bytes.
pub fn parse_bytes(text: &str) -> Option<u64> {
    let (number, suffix) = split_number(text)?;
    let factor = match suffix {
        "" | "B" => 1.0,
        "kB" | "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "KiB" | "K" => 1024.0,
        "MiB" | "M" => 1_048_576.0,
        "GiB" | "G" => 1_073_741_824.0,
        "TiB" | "T" => 1_099_511_627_776.0,
        _ => return None,
    };
    whole(number * factor)
}

fn split_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_')
        .unwrap_or(text.len());
    let number: f64 = text[..end].replace('_', "").parse().ok()?;
    Some((number, text[end..].trim()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked in the same line"
)]
fn whole(value: f64) -> Option<u64> {
    (0.0..1.8e19).contains(&value).then(|| value.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        assert_eq!(parse_duration("300ms"), Some(Nanos(300_000_000)));
        assert_eq!(parse_duration("1.5 s"), Some(Nanos(1_500_000_000)));
        assert_eq!(parse_duration("3"), Some(Nanos(3_000_000_000)));
        assert_eq!(parse_duration("100µs"), Some(Nanos(100_000)));
        assert_eq!(parse_duration("fast"), None);
        assert_eq!(parse_duration("-3s"), None);
        assert_eq!(parse_duration("3 parsecs"), None);
    }

    #[test]
    fn bytes_as_people_write_them() {
        assert_eq!(parse_bytes("2GiB"), Some(2 << 30));
        assert_eq!(parse_bytes("1_000"), Some(1000));
        assert_eq!(parse_bytes("2GHz"), None);
    }
}
