//! Documents against their schemas.

use jsonschema::Validator;
use serde_json::Value;

fn validator(name: &str) -> Validator {
    let schemas = cargo_benchkit::schemas();
    let found = schemas.iter().find(|(known, _)| known == name);
    let (_, schema) = found.unwrap_or_else(|| panic!("no schema {name}"));
    jsonschema::validator_for(schema).expect("a schema")
}

/// Panics unless `document` is what `cargo benchkit schema NAME` describes,
/// where absent values are left out and never `null`.
pub(crate) fn valid(name: &str, document: &Value) {
    let errors: Vec<String> = validator(name)
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}\n{document:#}", errors.join("\n"));
}

/// Panics unless each of `wrong` values, at its pointer in the valid
/// document `right`, makes it invalid.
pub(crate) fn strict(name: &str, right: &Value, wrong: &[(&str, Value)]) {
    valid(name, right);
    let validator = validator(name);
    for (pointer, wrong) in wrong {
        let mut value = right.clone();
        *value.pointer_mut(pointer).expect("a value") = wrong.clone();
        assert!(!validator.is_valid(&value), "{name}{pointer}");
    }
}
