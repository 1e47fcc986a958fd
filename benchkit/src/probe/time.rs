//! Wall-clock time, for people; never to measure with.

use std::time::{SystemTime, UNIX_EPOCH};

/// The wall-clock time of now.
#[expect(clippy::disallowed_methods, reason = "wall-clock time enters here")]
pub fn wall_clock() -> SystemTime {
    SystemTime::now()
}

/// `time` as RFC 3339 has it, in UTC with milliseconds:
/// `2025-03-01T12:00:00.000Z`. Times before 1970 are told as 1970.
pub fn rfc3339(time: SystemTime) -> String {
    let passed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = passed.as_secs();
    let (year, month, day) = civil(seconds / 86_400);
    let of_day = seconds % 86_400;
    let (hour, minute) = (of_day / 3_600, of_day / 60 % 60);
    let (second, millis) = (of_day % 60, passed.subsec_millis());
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.\
         {millis:03}Z"
    )
}

/// Year, month and day of the `days`th day after 1970-01-01.
///
/// `civil_from_days` of Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", for days from 1970 on: years begin in March, so that the leap
/// day is the last one; an era has 400 years.
fn civil(days: u64) -> (u64, u64, u64) {
    let since_era_0 = days + 719_468;
    let era = since_era_0 / 146_097;
    let of_era = since_era_0 % 146_097;
    let year_of_era =
        (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year =
        of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// What `date -u -d @N +%FT%T` of GNU coreutils says.
    const KNOWN: &[(u64, &str)] = &[
        (0, "1970-01-01T00:00:00.000Z"),
        (951_782_399, "2000-02-28T23:59:59.000Z"),
        (951_782_400, "2000-02-29T00:00:00.000Z"),
        (1_000_000_000, "2001-09-09T01:46:40.000Z"),
        (1_709_164_800, "2024-02-29T00:00:00.000Z"),
        (4_107_542_399, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000Z"),
    ];

    #[test]
    fn known_times_are_told_right() {
        for (seconds, expected) in KNOWN {
            let time = UNIX_EPOCH + Duration::from_secs(*seconds);
            assert_eq!(rfc3339(time), *expected);
        }
        let time = UNIX_EPOCH + Duration::from_millis(7);
        assert_eq!(rfc3339(time), "1970-01-01T00:00:00.007Z");
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(rfc3339(before), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut last = civil(0);
        assert_eq!(last, (1970, 1, 1));
        for days in 1..200_000 {
            let (year, month, day) = civil(days);
            let next_day = (year, month) == (last.0, last.1);
            let next_month = (year, month) == (last.0, last.1 + 1);
            let next_year = (year, month, last.1) == (last.0 + 1, 1, 12);
            if next_day {
                assert_eq!(day, last.2 + 1);
            } else {
                assert!((next_month || next_year) && day == 1, "{last:?}");
                assert!((28..=31).contains(&last.2), "{last:?}");
            }
            last = (year, month, day);
        }
    }
}
