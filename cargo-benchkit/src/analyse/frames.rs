//! Frames: how many a second, on average and at worst, and whether they
//! stutter.

use super::{
    document::{Finding, FindingKind, Frames, Low, too_few},
    numbers::quantile,
};
use benchkit::{
    model::Severity,
    stats::{float, median, sorted},
    unit::{duration, percent},
};
use std::collections::BTreeMap;

/// The shares of "1 % low" and ".1 % low", and the fewest frames of which
/// one is such a share.
const SHARES: [(f64, usize); 2] = [(0.01, 100), (0.001, 1_000)];

/// A frame stutters where it takes more than this times the median of those
/// around it.
const STUTTER: f64 = 2.5;

/// Frames around one, itself among them.
const AROUND: usize = 31;

/// Share of the time in stuttering frames that is told.
const STUTTERING: f64 = 0.01;

/// Why there are no rates of frames that take no time.
const STILL: &str = "not estimable: no frame takes any time";

/// What `times`, in milliseconds and in their order, come to; the fields
/// that say where they are from are left to the caller.
pub(super) fn analyse(times: &[f64]) -> Frames {
    let order = sorted(times.iter().copied());
    let total: f64 = times.iter().sum();
    let mut frames =
        Frames { n: times.len(), seconds: total / 1e3, ..Frames::default() };
    frames.lows = SHARES
        .map(|(share, fewest)| low(&order, total, share, fewest))
        .to_vec();
    if total > 0.0 {
        frames.median_ms = Some(median(&order));
        frames.max_ms = order.last().copied();
        frames.average_fps = Some(float(times.len()) * 1e3 / total);
        frames.minimum_fps = order.last().map(|longest| 1e3 / longest);
    } else {
        for name in ["average_fps", "minimum_fps", "stutter_share"] {
            frames.absent.insert(name, STILL.to_owned());
        }
    }
    if times.len() < AROUND {
        frames.absent.insert("stutter_share", too_few(AROUND));
    } else if total > 0.0 {
        let long = stutters(times);
        let time: f64 = long.iter().sum();
        frames.stutters = Some(long.len());
        frames.stutter_share = Some(time / total);
    }
    frames.findings = finding(&frames).into_iter().collect();
    frames
}

/// The slowest `share` of the frames by three definitions; of `fewest` frames
/// it is one. `order` is in rising order, `total` its sum.
fn low(order: &[f64], total: f64, share: f64, fewest: usize) -> Low {
    let mut low = Low { share, ..Low::default() };
    if total <= 0.0 {
        for name in ["percentile_fps", "worst_mean_fps", "time_share_fps"] {
            low.absent.insert(name, STILL.to_owned());
        }
        return low;
    }
    match quantile(order, 1.0 - share) {
        // Long frames are low rates.
        Ok(found) => {
            let [point, upper, lower] = found.map(rate);
            low.percentile_fps = point;
            low.percentile_lower_fps = lower;
            low.percentile_upper_fps = upper;
        }
        Err(least) => {
            low.absent.insert("percentile_fps", too_few(least));
        }
    }
    let worst = order.len() / fewest;
    if worst == 0 {
        for name in ["worst_mean_fps", "time_share_fps"] {
            low.absent.insert(name, too_few(fewest));
        }
        return low;
    }
    let slowest: f64 = order[order.len() - worst..].iter().sum();
    low.worst_mean_fps = rate(slowest / float(worst));
    low.time_share_fps = filling(order, share * total).and_then(rate);
    low
}

/// Frames a second at a time of a frame in milliseconds.
fn rate(time: f64) -> Option<f64> {
    (time > 0.0).then(|| 1e3 / time)
}

/// The time of the fastest of those slowest frames that together last `time`.
fn filling(order: &[f64], time: f64) -> Option<f64> {
    let mut sum = 0.0;
    order.iter().rev().copied().find(|frame| {
        sum += frame;
        sum >= time
    })
}

/// The frames that are far longer than those around them. At the ends the
/// nearest [`AROUND`] frames are around one.
fn stutters(times: &[f64]) -> Vec<f64> {
    let last = times.len().saturating_sub(AROUND);
    times
        .iter()
        .enumerate()
        .filter(|(at, time)| {
            let from = at.saturating_sub(AROUND / 2).min(last);
            let around = &times[from..(from + AROUND).min(times.len())];
            let usual = median(&sorted(around.iter().copied()));
            **time > STUTTER * usual
        })
        .map(|(_, time)| *time)
        .collect()
}

/// Which column of a file of frames holds their times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// At this place: `PresentMon`'s.
    PresentMon(usize),
    /// At this place: `MangoHud`'s, with the place of its frames a second.
    MangoHud(usize, usize),
    /// At this place.
    Column(usize),
}

/// Columns that are taken for times of frames in milliseconds, without case
/// and what separates words.
const NAMES: [&str; 7] = [
    "framems",
    "frametimems",
    "framedurationms",
    "frametime",
    "ms",
    "durationms",
    "timems",
];

/// Names that show which row of a file holds the names.
pub(super) const HEADERS: [&str; 2] = ["msbetweenpresents", "frametime"];

/// Which of `names` holds the times of frames; the only one whatever its
/// name.
pub(super) fn column(names: &[String]) -> Option<Found> {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let at = |wanted: &str| names.iter().position(|name| name == wanted);
    if let Some(at) = at("msbetweenpresents") {
        return Some(Found::PresentMon(at));
    }
    if let Some(time) = at("frametime") {
        return Some(match (at("fps"), at("application")) {
            (Some(fps), _) => Found::MangoHud(time, fps),
            (None, Some(_)) => Found::PresentMon(time),
            (None, None) => Found::Column(time),
        });
    }
    if names.len() == 1 {
        return Some(Found::Column(0));
    }
    NAMES.iter().find_map(|name| at(name)).map(Found::Column)
}

/// A name in small letters and digits only.
pub(super) fn plain(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// How many milliseconds the unit of `MangoHud`'s times is: early versions
/// wrote microseconds. Of a frame, time times frames a second is a second.
pub(super) fn mangohud_ms(times: &[f64], rates: &[f64]) -> f64 {
    let products = times.iter().zip(rates).map(|(time, rate)| time * rate);
    let second = median(&sorted(products.filter(|second| *second > 0.0)));
    if second > 30e3 { 1e-3 } else { 1.0 }
}

/// The places of the rows that belong to the largest of the groups that
/// share a label.
pub(super) fn largest(labels: &[String]) -> Vec<usize> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate() {
        groups.entry(label).or_default().push(at);
    }
    let largest = groups.into_values().max_by_key(Vec::len);
    largest.unwrap_or_default()
}

fn finding(frames: &Frames) -> Option<Finding> {
    let share = frames.stutter_share.filter(|share| *share > STUTTERING)?;
    let count = frames.stutters?;
    Some(Finding {
        kind: FindingKind::Stutter,
        severity: Severity::Warning,
        evidence: format!(
            "{count} of {} frames take more than {STUTTER} times as long as \
             those around them: {} of the time, up to {}",
            frames.n,
            percent(share),
            duration(frames.max_ms.unwrap_or(0.0) * 1e6)
        ),
        advice: "look for what happens at these moments only: loading, \
                 compiling shaders, collecting garbage"
            .to_owned(),
    })
}

#[cfg(test)]
#[path = "frames_tests.rs"]
mod tests;
