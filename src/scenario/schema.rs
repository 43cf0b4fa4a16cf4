//! The JSON Schema of scenario files, made from the same declarations as the reader.

use super::wire::File;
use schemars::generate::SchemaSettings;
use schemars::{Schema, json_schema};
use serde_json::{Map, Value};

/// The JSON Schema (draft 2020-12) of a scenario file, pretty-printed.
pub fn schema() -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<File>();
    schema.insert("title".to_owned(), "flowcast scenario".into());
    format!("{:#}\n", schema.to_value())
}

/// The schema of one table, built field by field.
pub struct TableSchema {
    description: String,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl TableSchema {
    /// A table without fields.
    pub fn new(description: &str) -> TableSchema {
        let description = description.trim().to_owned();
        TableSchema { description, properties: Map::new(), required: Vec::new() }
    }

    /// Adds a field.
    pub fn field(&mut self, name: &str, required: bool, description: &str, mut schema: Schema) {
        schema.insert("description".to_owned(), description.trim().into());
        self.properties.insert(name.to_owned(), schema.to_value());
        if required {
            self.required.push(name.into());
        }
    }

    /// The finished schema: no other keys are allowed.
    pub fn finish(self) -> Schema {
        let mut schema = json_schema!({
            "type": "object",
            "description": self.description,
            "properties": self.properties,
            "additionalProperties": false,
        });
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(self.required));
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(value: &Value, found: &mut Vec<Map<String, Value>>) {
        match value {
            Value::Object(map) => {
                if map.get("properties").is_some() && map.get("type") == Some(&"object".into()) {
                    found.push(map.clone());
                }
                map.values().for_each(|inner| tables(inner, found));
            }
            Value::Array(items) => items.iter().for_each(|inner| tables(inner, found)),
            _ => {}
        }
    }

    #[test]
    fn every_table_refuses_unknown_keys() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let mut found = Vec::new();
        tables(&schema, &mut found);
        assert!(found.len() > 20, "{}", found.len());
        for table in found {
            assert_eq!(table.get("additionalProperties"), Some(&Value::Bool(false)), "{table:?}");
        }
    }

    #[test]
    fn fields_are_described_and_required_as_they_are_read() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let field = |path: &str| schema.pointer(path).cloned().unwrap_or_default();
        assert_eq!(
            field("/required"),
            serde_json::json!(["schema", "name", "streams", "deliverables"])
        );
        assert_eq!(
            field("/$defs/Team/properties/people/description"),
            "How many people (default 1)."
        );
        assert_eq!(field("/$defs/Team/properties/people/minimum"), 1);
        assert_eq!(field("/$defs/Change/required"), serde_json::json!(["stream", "severity"]));
        assert_eq!(field("/properties/correlation/maximum"), 1);
    }
}
