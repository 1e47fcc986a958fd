use super::*;

fn near(got: Option<f64>, expected: f64) {
    let got = got.expect("a value");
    assert!((got - expected).abs() < 1e-9 * expected, "{got}, {expected}");
}

/// 990 frames of 10 ms and 10 of 40 ms, one of them every 100.
fn stuttering() -> Vec<f64> {
    (1..=1_000).map(|n| if n % 100 == 0 { 40.0 } else { 10.0 }).collect()
}

/// By hand: 10.3 s for 1,000 frames; the 99 % quantile is the 990th of
/// 1,000; the worst 10 take 40 ms each; 1 % of the time, 103 ms, is filled by
/// three of them, .1 % by one. Interval: ranks 983 and 997, as scipy 1.17.1
/// has them (`binom.ppf`).
#[test]
fn three_definitions_of_a_low() {
    let frames = analyse(&stuttering());
    assert_eq!(frames.n, 1_000);
    near(frames.average_fps, 1_000.0 / 10.3);
    near(frames.minimum_fps, 25.0);
    near(frames.median_ms, 10.0);
    let one = &frames.lows[0];
    near(one.percentile_fps, 100.0);
    near(one.percentile_lower_fps, 25.0);
    near(one.percentile_upper_fps, 100.0);
    near(one.worst_mean_fps, 25.0);
    near(one.time_share_fps, 25.0);
    let tenth = &frames.lows[1];
    assert_eq!(tenth.percentile_fps, None);
    assert_eq!(tenth.absent["percentile_fps"], "not estimable (n<3688)");
    near(tenth.worst_mean_fps, 25.0);
    near(tenth.time_share_fps, 25.0);
}

/// Times 1 to 1,000 ms, all different: the definitions differ. numpy 2.4.6:
/// 990 ms; the mean of 991 to 1,000; 1,000 + 999 + … reaches 5,005 of
/// 500,500 ms at 995 (5 of them are 4,990).
#[test]
fn the_definitions_differ() {
    let ramp: Vec<f64> = (1..=1_000_u32).map(f64::from).collect();
    let low = &analyse(&ramp).lows[0];
    near(low.percentile_fps, 1e3 / 990.0);
    near(low.worst_mean_fps, 1e3 / 995.5);
    near(low.time_share_fps, 1e3 / 995.0);
    near(low.percentile_lower_fps, 1e3 / 997.0);
    near(low.percentile_upper_fps, 1e3 / 983.0);
}

#[test]
fn stutters_are_frames_far_longer_than_their_neighbours() {
    let frames = analyse(&stuttering());
    assert_eq!(frames.stutters, Some(10));
    near(frames.stutter_share, 400.0 / 10_300.0);
    assert_eq!(frames.findings[0].kind, FindingKind::Stutter);
    assert_eq!(
        frames.findings[0].evidence,
        "10 of 1000 frames take more than 2.5 times as long as those around \
         them: 3.9 % of the time, up to 40 ms"
    );
    // A scene that is slower as a whole does not stutter.
    let mut scenes = vec![10.0; 200];
    scenes.extend([40.0; 200]);
    let frames = analyse(&scenes);
    assert!(frames.stutters.expect("enough") <= 15, "{frames:?}");
    assert_eq!(analyse(&[10.0; 400]).findings, []);
}

#[test]
fn absent_is_not_zero() {
    let few = analyse(&[16.0; 30]);
    assert_eq!((few.stutters, few.stutter_share), (None, None));
    assert_eq!(few.absent["stutter_share"], "not estimable (n<31)");
    assert_eq!(few.lows[0].absent["worst_mean_fps"], "not estimable (n<100)");
    near(few.average_fps, 62.5);
    let still = analyse(&[0.0; 500]);
    assert_eq!((still.average_fps, still.minimum_fps), (None, None));
    assert_eq!(still.lows[0].worst_mean_fps, None);
    assert_eq!(analyse(&[]).average_fps, None);
}

fn names(all: &str) -> Vec<String> {
    all.split(',').map(str::to_owned).collect()
}

#[test]
fn each_programs_column_is_found() {
    let of = |all: &str| column(&names(all));
    let first = "Application,ProcessID,SwapChainAddress,TimeInSeconds,\
                 msBetweenPresents";
    assert_eq!(of(first), Some(Found::PresentMon(4)));
    let second = "Application,ProcessID,CPUStartTime,FrameTime,CPUBusy";
    assert_eq!(of(second), Some(Found::PresentMon(3)));
    let hud = "fps,frametime,cpu_load,gpu_load";
    assert_eq!(of(hud), Some(Found::MangoHud(1, 0)));
    assert_eq!(of("n,Frame time (ms)"), Some(Found::Column(1)));
    assert_eq!(of("anything"), Some(Found::Column(0)));
    assert_eq!(of("a,b"), None);
}

#[test]
fn early_hud_files_are_in_microseconds() {
    let near = |got: f64, expected: f64| {
        assert!((got - expected).abs() < 1e-12, "{got}");
    };
    near(mangohud_ms(&[16.7, 16.6], &[60.0, 60.2]), 1.0);
    near(mangohud_ms(&[16_700.0, 16_600.0], &[60.0, 60.2]), 1e-3);
    near(mangohud_ms(&[16.7], &[0.0]), 1.0);
    near(mangohud_ms(&[], &[]), 1.0);
}

#[test]
fn the_largest_group_is_taken() {
    assert_eq!(largest(&names("a,b,b,a,b")), [1, 2, 4]);
    assert_eq!(largest(&[]), Vec::<usize>::new());
}
