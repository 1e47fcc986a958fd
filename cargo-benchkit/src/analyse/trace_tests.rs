use super::*;
use crate::analyse::numbers::testing::Noise;

/// A hundred bytes are a millisecond.
const RATE: Media = Media {
    byte_rate: Some(100e3),
    pre_buffer_ms: 0.0,
    header_bytes: 0,
    expected_bytes: None,
};

fn chunks(all: &[(f64, u64)]) -> Vec<Chunk> {
    all.iter().map(|&(at_ms, bytes)| Chunk { at_ms, bytes }).collect()
}

fn near(got: Option<f64>, expected: f64) {
    let got = got.expect("a value");
    assert!((got - expected).abs() < 1e-6, "{got}, {expected}");
}

fn kinds(trace: &Trace) -> Vec<FindingKind> {
    trace.findings.iter().map(|finding| finding.kind).collect()
}

/// Chunks of 20 ms: the third is 15 ms late, the fifth 30 ms; the stalls are
/// counted by hand.
#[test]
fn known_underruns() {
    let made = chunks(&[
        (50.0, 2_000),
        (60.0, 2_000),
        (105.0, 2_000),
        (110.0, 2_000),
        (175.0, 2_000),
    ]);
    let trace = analyse("a.csv", &made, &RATE);
    assert_eq!((trace.chunks, trace.bytes), (5, 10_000));
    assert_eq!(trace.underruns, Some(2));
    near(trace.stall_ms, 45.0);
    near(trace.longest_stall_ms, 30.0);
    near(trace.first_payload_ms, 50.0);
    near(trace.median_gap_ms, 27.5);
    near(trace.max_gap_ms, 65.0);
    near(trace.media_ms, 100.0);
    near(trace.real_time_factor, 1.75);
    near(trace.underruns_per_10min, 12_000.0);
    near(trace.sufficient_pre_buffer_ms, 45.0);
    assert_eq!(kinds(&trace), [FindingKind::Underruns]);
    assert_eq!(
        trace.findings[0].evidence,
        "2 underruns: playback stood still for 45 ms, at most 30 ms at once"
    );
    // With what is said to be enough there is none, with less there is one.
    let enough = Media { pre_buffer_ms: 45.0, ..RATE };
    let trace = analyse("a.csv", &made, &enough);
    assert_eq!(trace.underruns, Some(0));
    near(trace.stall_ms, 0.0);
    let less = Media { pre_buffer_ms: 44.0, ..RATE };
    let trace = analyse("a.csv", &made, &less);
    assert_eq!(trace.underruns, Some(1));
    near(trace.stall_ms, 1.0);
}

/// A stream that comes exactly as it plays has none, whatever the rounding.
#[test]
fn in_time_is_in_time() {
    for rate in [48_000.0, 44_100.0, 3.0] {
        let time = |n: u32| {
            // Three decimals, as files have them.
            let exact = f64::from(n) * 1_000.0 / rate * 1e3;
            (exact * 1e3).round() / 1e3
        };
        let made: Vec<Chunk> = (0..2_000)
            .map(|n| Chunk { at_ms: 12.0 + time(n), bytes: 1_000 })
            .collect();
        let media = Media { byte_rate: Some(rate), ..RATE };
        assert_eq!(analyse("a", &made, &media).underruns, Some(0), "{rate}");
    }
}

/// Traces with stalls put in at random: each count exact, each time too.
#[test]
fn planted_underruns_are_found() {
    let mut noise = Noise::new(9);
    for round in 0..200 {
        let pre_buffer_ms = (noise.uniform() * 40.0).round();
        let media = Media { pre_buffer_ms, ..RATE };
        let mut made = vec![Chunk { at_ms: 30.0, bytes: 2_000 }];
        // When playback runs empty.
        let mut empty = 30.0 + pre_buffer_ms + 20.0;
        let (mut count, mut stalled, mut last) = (0, 0.0, 30.0_f64);
        for _ in 0..100 {
            let late = noise.uniform() < 0.1;
            let at_ms = if late {
                empty + 1.0 + 100.0 * noise.uniform()
            } else {
                last + (empty - last) * noise.uniform()
            };
            if late {
                count += 1;
                stalled += at_ms - empty;
                empty = at_ms;
            }
            empty += 20.0;
            last = at_ms;
            made.push(Chunk { at_ms, bytes: 2_000 });
        }
        let trace = analyse("a", &made, &media);
        assert_eq!(trace.underruns, Some(count), "round {round}");
        let error = (trace.stall_ms.expect("a time") - stalled).abs();
        assert!(error < 1e-6, "round {round}: {error}");
    }
}

#[test]
fn a_header_plays_nothing() {
    let made = chunks(&[(1.0, 40), (5.0, 2_004), (24.0, 2_000)]);
    let media = Media { header_bytes: 44, ..RATE };
    let trace = analyse("a", &made, &media);
    near(trace.first_byte_ms, 1.0);
    near(trace.first_payload_ms, 5.0);
    near(trace.media_ms, 40.0);
    assert_eq!((trace.bytes, trace.underruns), (4_044, Some(0)));
    let media = Media { header_bytes: 5_000, ..RATE };
    let trace = analyse("a", &made, &media);
    assert_eq!((trace.first_payload_ms, trace.underruns), (None, None));
    let why = &trace.absent["first_payload_ms"];
    assert_eq!(why, "all 4044 bytes belong to the header of 5000");
}

#[test]
fn absent_is_not_zero() {
    let nothing = analyse("a", &[], &RATE);
    assert_eq!((nothing.chunks, nothing.underruns), (0, None));
    assert_eq!(nothing.absent["underruns"], "the stream has no bytes");
    assert_eq!(kinds(&nothing), [FindingKind::EmptyStream]);
    let blank = analyse("a", &chunks(&[(1.0, 0), (2.0, 0)]), &RATE);
    assert_eq!(blank, nothing);
    let one = analyse("a", &chunks(&[(7.0, 300)]), &RATE);
    assert_eq!((one.median_gap_ms, one.underruns), (None, Some(0)));
    assert_eq!(one.absent["max_gap_ms"], "not estimable: one chunk has no gap");
    let unknown = Media { byte_rate: None, ..RATE };
    let trace = analyse("a", &chunks(&[(7.0, 300), (9.0, 300)]), &unknown);
    assert_eq!((trace.underruns, trace.stall_ms), (None, None));
    assert!(trace.absent["underruns"].contains("--byte-rate"));
    near(trace.median_gap_ms, 2.0);
}

/// An empty chunk between two neither splits a stall nor makes a gap.
#[test]
fn empty_chunks_change_nothing() {
    let plain = chunks(&[(0.0, 1_000), (50.0, 1_000)]);
    let with = chunks(&[(0.0, 1_000), (30.0, 0), (50.0, 1_000)]);
    assert_eq!(analyse("a", &plain, &RATE), analyse("a", &with, &RATE));
}

/// By hand: |10 - 20| / 16 = .625, then .625 + (|40 - 20| - .625) / 16.
#[test]
fn jitter_is_that_of_the_rfc() {
    let made = chunks(&[(0.0, 2_000), (10.0, 2_000), (50.0, 2_000)]);
    near(analyse("a", &made, &RATE).jitter_ms, 1.835_937_5);
}

#[test]
fn a_stored_stream_is_suspected() {
    let fast: Vec<Chunk> = (0..10_u32)
        .map(|n| Chunk { at_ms: f64::from(n), bytes: 100_000 })
        .collect();
    let trace = analyse("a", &fast, &RATE);
    assert_eq!(kinds(&trace), [FindingKind::CacheSuspected]);
    assert_eq!(trace.findings[0].evidence, "10 s of media came within 9 ms");
    let short = chunks(&[(0.5, 90_000)]);
    assert_eq!(kinds(&analyse("a", &short, &RATE)), []);
}

#[test]
fn the_end_and_what_is_missing() {
    let made = chunks(&[(1.0, 300), (2.0, 300), (9.5, 0)]);
    let trace = analyse("a", &made, &RATE);
    near(trace.end_delay_ms, 7.5);
    near(trace.last_ms, 2.0);
    let open = analyse("a", &made[..2], &RATE);
    assert_eq!(open.end_delay_ms, None);
    let media = Media { expected_bytes: Some(1_000), ..RATE };
    let trace = analyse("a", &made, &media);
    assert_eq!(kinds(&trace), [FindingKind::Truncated]);
    assert_eq!(trace.findings[0].evidence, "600 of 1000 bytes came");
    let media = Media { expected_bytes: Some(600), ..RATE };
    assert_eq!(kinds(&analyse("a", &made, &media)), []);
}
