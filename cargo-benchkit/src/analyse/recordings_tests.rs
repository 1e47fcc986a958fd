use super::*;

fn table(text: &str) -> Table {
    Table::parse("a.csv", text.as_bytes(), &frames::HEADERS).expect("a table")
}

fn said<T>(result: Result<T>) -> String {
    result.err().expect("an error").to_string()
}

#[test]
fn chunks_by_name_and_by_position() {
    let expected = [
        Chunk { at_ms: 1.5, bytes: 10 },
        Chunk { at_ms: 1.5, bytes: 0 },
        Chunk { at_ms: 2.0, bytes: 30 },
    ];
    let named = "bytes,ms_since_start\n10,1.5\n0,1.5\n30,2\n";
    assert_eq!(chunks(&table(named)).expect("chunks"), expected);
    let bare = "1.5,10\n1.5,0\n2,30\n";
    assert_eq!(chunks(&table(bare)).expect("chunks"), expected);
    let nothing = "ms_since_start,bytes\n";
    assert_eq!(chunks(&table(nothing)).expect("chunks"), []);
}

#[test]
fn wrong_chunks_name_their_line() {
    let of = |rows: &str| {
        said(chunks(&table(&format!("ms_since_start,bytes\n{rows}"))))
    };
    assert_eq!(
        of("1,10\n5,10\n4.5,10\n"),
        "a.csv:4: ms_since_start: time runs backwards, from 5 to 4.5"
    );
    assert_eq!(of("-1,10\n"), "a.csv:2: ms_since_start: «-1» is below 0");
    assert_eq!(
        of("1,1.5\n"),
        "a.csv:2: bytes: «1.5» is no whole number of bytes"
    );
    assert_eq!(of("1,-5\n"), "a.csv:2: bytes: «-5» is below 0");
    assert_eq!(of("1,\n"), "a.csv:2: bytes: there is no value");
    assert_eq!(
        said(chunks(&table("t,value\n1,2\n"))),
        "a.csv:1: no column «ms_since_start» (there are: t, value)"
    );
}

#[test]
fn points_may_be_negative_but_not_go_back() {
    let got = points(&table("t,value\n-1,5\n0,-5\n")).expect("points");
    assert_eq!(got, [Point { x: -1.0, y: 5.0 }, Point { x: 0.0, y: -5.0 }]);
    assert_eq!(
        said(points(&table("t,value\n2,5\n1,5\n"))),
        "a.csv:3: t: time runs backwards, from 2 to 1"
    );
}

#[test]
fn frames_of_one_window() {
    let text = "Application,ProcessID,SwapChainAddress,MsBetweenPresents\n\
                game,1,0xA,NA\n\
                desktop,2,0xB,7\n\
                game,1,0xA,16.5\n\
                game,1,0xA,17\n";
    let got = frame_times(&table(text), None).expect("frames");
    assert_eq!(got.source, FrameSource::PresentMon);
    assert_eq!((got.times.as_slice(), got.left_out), (&[16.5, 17.0][..], 1));
    let hud = "os,cpu\nLinux,any\nfps,frametime\n50,20000\n40,25000\n";
    let got = frame_times(&table(hud), None).expect("frames");
    assert_eq!(got.source, FrameSource::MangoHud);
    assert_eq!(got.column, "frametime");
    let micros = (got.times[0] - 20.0).abs() + (got.times[1] - 25.0).abs();
    assert!(micros < 1e-9, "{got:?}");
    let micros = frame_times(&table("frame_us\n16500\n"), None);
    assert_eq!(micros.expect("frames").times, [16.5]);
    let bare = frame_times(&table("16\n17\n"), None).expect("frames");
    assert_eq!((bare.column.as_str(), bare.times.len()), ("column 1", 2));
}

#[test]
fn unknown_columns_are_asked_for() {
    let two = table("a,b\n1,2\n");
    let which = "a.csv: which column holds frame times? There are: a, b; \
                 name one with --column";
    assert_eq!(said(frame_times(&two, None)), which);
    let named = frame_times(&two, Some("b")).expect("frames");
    assert_eq!(named.times, [2.0]);
    assert!(said(times(&two, None, None)).contains("holds latencies"));
    assert!(said(times(&two, Some("c"), None)).contains("no column «c»"));
    let negative = said(frame_times(&table("ms\n5\n-1\n"), None));
    assert_eq!(negative, "a.csv:3: ms: «-1» is below 0");
}

#[test]
fn units_of_latencies() {
    let of = |text: &str, unit: Option<&str>| {
        times(&table(text), None, unit).expect("times").unit.0
    };
    assert_eq!(of("latency_us\n5\n", None), "us");
    assert_eq!(of("id,Latency (ns)\n1,5\n", None), "ns");
    assert_eq!(of("latency_us\n5\n", Some("s")), "s");
    assert_eq!(of("latency (µs)\n5\n", None), "us");
    assert_eq!(of("duration_seconds\n5\n", None), "s");
    assert_eq!(of("5\n6\n", None), "ms");
    assert_eq!(of("latency\n6\n", None), "ms");
    assert_eq!(of("timestamp,us\n1,6\n", None), "us");
}
