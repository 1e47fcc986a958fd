//! A run as `run.json`.

use crate::{
    error::{Error, Result},
    model::{RunDocument, to_json},
};

/// The document, pretty-printed, always the same for the same document.
///
/// JSON has no number that is not finite. Where such a one comes here by
/// mistake in place of a value that may be absent, it is left out.
///
/// # Errors
/// When a value that may not be absent is not finite; the error names it and
/// its benchmark.
pub fn json(document: &RunDocument) -> Result<String> {
    without_null(&pretty(&to_json(document)))
}

/// Keys whose values may be absent.
const OPTIONAL: &[&str] = &[
    "clean_share",
    "cpu_pressure",
    "cpu_share",
    "cpus",
    "doubling",
    "drift",
    "first_iteration_ns",
    "lower",
    "max",
    "relative",
    "run_delay",
    "smallest_detectable",
    "steal",
    "throttled",
    "upper",
    "value",
];

/// Objects in which the same keys may not be absent.
const NEEDED_IN: &[&str] = &["ratio", "trial_quantiles"];

/// Takes out the lines whose value is `null`: serde writes one for each
/// number that is not finite, and for nothing else.
fn without_null(text: &str) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut benchmark = "the run";
    let mut object = "";
    for line in text.lines() {
        let content = line.trim();
        if let Some(id) = content.strip_prefix("\"id\": ") {
            benchmark = id.trim_end_matches(',');
        }
        let key = content.split('"').nth(1).unwrap_or_default();
        if !key.is_empty() && content.ends_with(['{', '[']) {
            object = key;
        }
        // A string ends with a quote, so that it is never mistaken.
        if !content.trim_end_matches(',').ends_with("null") {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        if !OPTIONAL.contains(&key) || NEEDED_IN.contains(&object) {
            return Err(Error::format(format!(
                "{benchmark} holds a number that is not finite: {content}"
            )));
        }
        // Whatever was the last of its object has no comma behind it.
        if !content.ends_with(',') && out.ends_with(",\n") {
            out.truncate(out.len() - 2);
            out.push('\n');
        }
    }
    Ok(out)
}

/// Compact JSON with line breaks and indentation, as serde's pretty printer
/// sets them.
fn pretty(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let mut depth = 0;
    let mut quoted = false;
    let mut escaped = false;
    let mut opened = false;
    for c in compact.chars() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        let closes = c == '}' || c == ']';
        if closes {
            depth -= 1;
        }
        // Nothing stands between the brackets of what is empty.
        if opened != closes {
            indent(&mut out, depth);
        }
        opened = c == '{' || c == '[';
        quoted = c == '"';
        out.push(c);
        match c {
            '{' | '[' => depth += 1,
            ',' => indent(&mut out, depth),
            ':' => out.push(' '),
            _ => {}
        }
    }
    out.push('\n');
    out
}

fn indent(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_as_serde_s_pretty_printer() {
        let value = serde_json::json!({
            "a": [], "b": {}, "c": [1, [2.5, "x"], {"d": null}],
            "e": "{\"[,:\\\\\"]}", "f": [[], [{}]], "g": "\\", "h": true
        });
        let mut wanted = serde_json::to_string_pretty(&value).unwrap();
        wanted.push('\n');
        assert_eq!(pretty(&value.to_string()), wanted);
        assert_eq!(pretty("[]"), "[]\n");
        assert_eq!(pretty("1"), "1\n");
    }

    #[test]
    fn a_null_is_left_out_or_an_error() {
        let left = |text| {
            without_null(&pretty(text)).map(|t| t.replace(['\n', ' '], ""))
        };
        let shown = |text| left(text).unwrap();
        assert_eq!(shown(r#"{"a":1,"upper":null}"#), r#"{"a":1}"#);
        assert_eq!(shown(r#"{"upper":null,"a":1}"#), r#"{"a":1}"#);
        assert_eq!(shown(r#"{"lower":null,"max":null}"#), "{}");
        assert_eq!(
            shown(r#"{"a":"x: null","b":["null"]}"#),
            r#"{"a":"x:null","b":["null"]}"#
        );
        let error = left(r#"{"id":"a::b","point":null}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"a::b\" holds a number that is not finite: \"point\": null"
        );
        assert!(left("[1.0,null]").is_err());
        let ratio = r#"{"ratio":{"point":1.0,"lower":null}}"#;
        assert!(left(ratio).is_err());
    }

    /// The numbers of one type of the schema, by whether they must be there.
    #[cfg(feature = "schema")]
    fn numbers(of: &serde_json::Value, needed: bool) -> Vec<String> {
        let required: Vec<&str> = of["required"]
            .as_array()
            .map(|keys| keys.iter().filter_map(|key| key.as_str()).collect())
            .unwrap_or_default();
        let properties = of["properties"].as_object().into_iter().flatten();
        properties
            .filter(|(name, property)| {
                property["type"] == "number"
                    && required.contains(&name.as_str()) == needed
            })
            .map(|(name, _)| name.clone())
            .collect()
    }

    #[cfg(feature = "schema")]
    #[test]
    fn the_optional_keys_are_those_of_the_types() {
        let schema = crate::model::run_schema();
        let types = schema["$defs"].as_object().unwrap();
        let mut optional = std::collections::BTreeSet::new();
        for of in types.values() {
            optional.extend(numbers(of, false));
        }
        // Settings that no measurement changes.
        optional.remove("confidence");
        assert_eq!(OPTIONAL, optional.into_iter().collect::<Vec<_>>());
        for (name, of) in types {
            let clash = numbers(of, true)
                .iter()
                .any(|key| OPTIONAL.contains(&key.as_str()));
            let known = ["Ratio", "TrialQuantiles"].contains(&name.as_str());
            assert_eq!(clash, known, "{name}");
        }
    }
}
