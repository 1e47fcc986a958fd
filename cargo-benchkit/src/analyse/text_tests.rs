use super::*;
use crate::analyse::{
    frames, latencies,
    numbers::testing::each_second,
    series,
    trace::{self, Chunk, Media},
};

const NARROW: Style = Style { width: 80, colour: false, unicode: false };

fn trace(file: &str, all: &[(f64, u64)], byte_rate: Option<f64>) -> Trace {
    let chunks: Vec<Chunk> =
        all.iter().map(|&(at_ms, bytes)| Chunk { at_ms, bytes }).collect();
    let media = Media { byte_rate, ..Media::default() };
    trace::analyse(file, &chunks, &media)
}

fn lines(document: &Document) -> Vec<String> {
    text(document, &NARROW).lines().map(str::to_owned).collect()
}

#[test]
fn a_table_of_traces() {
    let late = [(50.0, 2_000), (60.0, 2_000), (105.0, 2_000)];
    let traces = vec![
        trace("a.csv", &late, Some(100e3)),
        trace("b.csv", &[], Some(100e3)),
    ];
    let got = lines(&Document { traces, ..Document::default() });
    assert!(got[0].trim_start().starts_with("underruns  stalled"), "{got:#?}");
    assert!(got[1].starts_with("a.csv"), "{got:#?}");
    let cells: Vec<&str> = got[1].split("  ").map(str::trim).collect();
    assert!(cells.contains(&"15.0 ms"), "{got:#?}");
    assert!(got[2].contains(" - "), "{got:#?}");
    let all = got.join("\n");
    assert!(all.contains("b.csv: EmptyStream: the stream has no bytes"));
    assert!(all.contains("! a.csv: Underruns: 1 underrun: playback"), "{all}");
    assert!(got.iter().all(|line| line.chars().count() <= 80), "{all}");
    assert!(all.is_ascii(), "{all}");
}

#[test]
fn a_leak_stands_out_and_is_said_once() {
    let rising = each_second((0..100).map(f64::from));
    let flat = each_second([5.0; 100]);
    let series = vec![
        series::analyse("a.csv", &rising),
        series::analyse("b.csv", &flat),
    ];
    let got = lines(&Document { series, ..Document::default() });
    assert!(got[1].contains("LEAK") && got[1].contains("3.60 k"), "{got:#?}");
    assert!(got[2].contains("steady"), "{got:#?}");
    let ends: Vec<usize> = got[..3].iter().map(String::len).collect();
    assert_eq!(ends, [ends[0]; 3], "numbers end below each other: {got:#?}");
    let all = got.join("\n");
    assert!(all.contains("b.csv: it changes by less than"), "{all}");
    assert_eq!(all.matches("rises by").count(), 1, "{all}");
}

#[test]
fn what_is_not_estimable_says_so() {
    let mut few = frames::analyse(&[20.0; 40]);
    few.file = "f.csv".to_owned();
    let frames = vec![few];
    let all = lines(&Document { frames, ..Document::default() }).join("\n");
    assert!(all.starts_with("f.csv: 50.0 FPS on average"), "{all}");
    assert!(all.contains("1 % low: percentile_fps: not estimable (n<368)"));
    let mut few = latencies::analyse(&[1.5; 40], ("ms", 1e6));
    few.file = "l.csv".to_owned();
    let latencies = vec![few];
    let all = lines(&Document { latencies, ..Document::default() }).join("\n");
    assert!(all.contains("p50"), "{all}");
    assert!(all.contains("1.50 ms .. 1.50 ms"), "{all}");
    assert!(all.contains("not estimable (n<3688)"), "{all}");
    assert!(all.contains("p99.99"), "{all}");
}
