use super::*;
use toml_span::value::{Value, ValueInner};

fn values(text: &str) -> Vec<(String, String)> {
    let entries = read(text).unwrap_or_else(|e| panic!("{text:?}: {e:?}"));
    entries.into_iter().map(|entry| (entry.key, entry.value)).collect()
}

fn value(text: &str) -> String {
    values(&format!("x = {text}")).remove(0).1
}

fn mistake(text: &str) -> (usize, String) {
    let mistake = read(text).expect_err(text);
    (mistake.line, mistake.what)
}

#[test]
fn settings_as_people_write_them() {
    let text = "\u{feff}# all of them\r\n\r\nbudget = \"2s\" # long\n\
                \t'launches'=1_0\n\"trial\" = '1ms'\nthreads = [1, # one\n\
                \n 2,\n]\nonce=true";
    let wanted = [
        ("budget", "2s"),
        ("launches", "10"),
        ("trial", "1ms"),
        ("threads", "1,2"),
        ("once", "true"),
    ];
    assert_eq!(values(text), wanted.map(|(k, v)| (k.into(), v.into())));
    assert_eq!(read(text).unwrap()[4].line, 10);
    assert_eq!(values(" \n# nothing"), []);
}

/// The examples of the specification (TOML 1.0.0) that fit one line.
#[test]
fn values_of_the_specification() {
    assert_eq!(
        value(r#""I'm a string. \"You can quote me\". Jos\u00E9\nSF.""#),
        "I'm a string. \"You can quote me\". Jos\u{e9}\nSF."
    );
    assert_eq!(
        value(r"'C:\Users\nodejs\templates'"),
        r"C:\Users\nodejs\templates"
    );
    assert_eq!(value(r"'<\i\c*\s*>'"), r"<\i\c*\s*>");
    for (written, meant) in [
        ("+99", "99"),
        ("0", "0"),
        ("-17", "-17"),
        ("5_349_221", "5349221"),
        ("+1.0", "1.0"),
        ("-0.01", "-0.01"),
        ("5e+22", "5e+22"),
        ("6.626e-34", "6.626e-34"),
        ("224_617.445_991_228", "224617.445991228"),
        ("[ ]", ""),
        ("[\"a\", 'b,c',]", "a,b,c"),
    ] {
        assert_eq!(value(written), meant);
    }
}

#[test]
fn what_is_no_toml_is_refused() {
    for text in [
        "x",
        "x =",
        "= 1",
        "x 1",
        "x = y",
        "x = 1 2",
        "x = \"a",
        "x = 'a\n'",
        "x = .7",
        "x = 7.",
        "x = 3.e+20",
        "x = 01",
        "x = 1__0",
        "x = _1",
        "x = 1_",
        "x = - 1",
        "x = \"\\x\"",
        "x = \"\\uD800\"",
        "x = \"\\u+123\"",
        "x = [1",
        "x = [1 2]",
        "x = [,]",
        "x = [1,,2]",
        "x = 1\ny",
        "ä = 1",
        "x = 1 # \u{1}",
        "x = 1\r",
        "x = True",
        "x = \"\u{7f}\"",
        "x = 1]",
    ] {
        assert!(read(text).is_err(), "{text:?}");
        assert!(toml_span::parse(text).is_err(), "{text:?} for toml-span");
    }
}

#[test]
fn what_has_no_place_here_is_named() {
    assert_eq!(mistake("a=1\n[b]").0, 2);
    assert!(mistake("[b]").1.contains("no tables"));
    assert!(mistake("a.b = 1").1.contains("expected `a = "));
    assert!(mistake("a = \"\"\"x\"\"\"").1.contains("over lines"));
    assert!(mistake("a = 0x10").1.contains("decimal number"));
    assert!(mistake("a = 1979-05-27").1.contains("decimal number"));
    assert!(mistake("a = {b = 1}").1.contains("decimal number"));
    assert!(mistake("a = inf").1.contains("decimal number"));
    assert_eq!(mistake("a=1\n\na=2"), (3, "`a` is set a second time".into()));
}

fn of_library(value: &Value<'_>) -> String {
    match value.as_ref() {
        ValueInner::String(text) => text.to_string(),
        ValueInner::Integer(number) => number.to_string(),
        ValueInner::Float(number) => number.to_string(),
        ValueInner::Boolean(flag) => flag.to_string(),
        ValueInner::Array(all) => {
            all.iter().map(of_library).collect::<Vec<_>>().join(",")
        }
        ValueInner::Table(_) => unreachable!("tables are refused"),
    }
}

fn same(ours: &str, theirs: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let items = |text: &str| text.split(',').map(str::to_owned).collect();
    let (ours, theirs): (Vec<String>, Vec<String>) =
        (items(ours), items(theirs));
    ours.len() == theirs.len()
        && ours.iter().zip(&theirs).all(|(a, b)| {
            a == b || (number(a).is_some() && number(a) == number(b))
        })
}

/// Both readers found the same; how many entries stand in gates.
fn compare(text: &str, root: &Value<'_>, entries: &[Entry]) -> usize {
    let table = root.as_table().expect("a table");
    let gates = table.get("gate").and_then(Value::as_array);
    let gates: Vec<_> = gates.into_iter().flatten().collect();
    let inner: usize =
        gates.iter().map(|g| g.as_table().expect("a gate").len()).sum();
    let outer = table.len() - usize::from(!gates.is_empty());
    assert_eq!(outer + inner, entries.len(), "{text:?}");
    for Entry { key, value, gate, .. } in entries {
        let table = match gate.checked_sub(1) {
            Some(at) => gates[at].as_table().expect("a gate"),
            None => table,
        };
        let theirs = of_library(&table[key.as_str()]);
        assert!(same(value, &theirs), "{text:?}: {value} != {theirs}");
    }
    inner
}

/// What is read is what a whole TOML library reads.
#[test]
fn what_is_read_is_what_toml_says() {
    let pieces = [
        "a",
        "b-1",
        "\"k\"",
        "'q'",
        " = ",
        "=",
        "\n",
        "\r\n",
        " ",
        "\t",
        "# c",
        "1",
        "0",
        "_",
        ".",
        "e3",
        "-",
        "+",
        "true",
        "\"x\"",
        "'y'",
        "\"\\n\"",
        "\"\\u00e4\"",
        "[",
        "]",
        ",",
        "[1, 2]",
        "\"",
        "\\",
        "\"\"",
        "2.5",
        "[[gate]]",
        "\n[[ gate ]]\n",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or_default()
    };
    let (mut read_by_both, mut gated) = (0, 0);
    for _ in 0..200_000 {
        let starts = ["a = ", "b = [", "c = \"", "", "[[gate]]\na = "];
        let mut text = starts[next(starts.len())].to_owned();
        for _ in 0..next(9) {
            text.push_str(pieces[next(pieces.len())]);
        }
        let Ok(entries) = read(&text) else { continue };
        let root = toml_span::parse(&text)
            .unwrap_or_else(|e| panic!("{text:?}: {entries:?}, but {e}"));
        let inner = compare(&text, &root, &entries);
        gated += usize::from(inner > 0);
        read_by_both += usize::from(!entries.is_empty());
    }
    assert!(read_by_both > 3_000, "{read_by_both}");
    assert!(gated > 100, "{gated}");
}
