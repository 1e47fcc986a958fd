//! The JSON Schema of the documents, generated from the types.

use crate::model::RunDocument;
use schemars::{
    JsonSchema, Schema,
    generate::SchemaSettings,
    transform::{RecursiveTransform, Transform as _},
};
use serde_json::Value;

/// The JSON Schema (draft 2020-12) of `run.json` as this version writes it.
///
/// Absent values are left out and never `null`, so the schema allows none.
pub fn run_schema() -> Value {
    schema_of::<RunDocument>("A run of benchkit")
}

/// The JSON Schema (draft 2020-12) of `T` as it is written, called `title`;
/// it allows no `null`, as [`run_schema`] does not.
pub fn schema_of<T: JsonSchema>(title: &str) -> Value {
    let generator =
        SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    RecursiveTransform(without_null).transform(&mut schema);
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}

/// Takes `null` out of what a value may be.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = object.get_mut("anyOf") else { return };
    choices.retain(|choice| choice["type"] != "null");
    if let [Value::Object(only)] = choices.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        object.extend(only);
    }
}
