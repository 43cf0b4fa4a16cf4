//! The JSON Schema of scenario files, made from the same declarations as the reader.

use super::definitions::Definitions;
use super::read::Read;
use super::wire::File;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a scenario file, pretty-printed.
pub fn schema() -> String {
    let mut definitions = Definitions::default();
    File::schema(&mut definitions);
    super::wire::complete(&mut definitions.0);
    complete(&mut definitions.0);
    let mut schema = definitions.0.remove("File").unwrap_or_default();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "flowcast scenario".into();
    schema["$defs"] = definitions.0.into();
    format!("{schema:#}\n")
}

/// Adds what goes beyond single fields: a launch says something, lists have something, one way to say it.
fn complete(definitions: &mut Map<String, Value>) {
    let mut add = |table: &str, key: &str, value: Value| {
        if let Some(table) = definitions.get_mut(table) {
            table[key] = value;
        }
    };
    add("Launch", "minProperties", 1.into());
    let either = ["stream", "streams"].map(|key| json!({ "required": [key] }));
    add("Change", "oneOf", either.to_vec().into());
    let times = ["at", "within", "before", "every"].map(|key| json!({ "required": [key] }));
    add("Change", "allOf", json!([{ "oneOf": times }]));
    let times = ["at", "within", "every"].map(|key| json!({ "required": [key] }));
    add("Absence", "oneOf", times.to_vec().into());
    let times = ["at", "before", "on"].map(|key| json!({ "required": [key] }));
    add("Then", "oneOf", times.to_vec().into());
    let levers =
        ["route", "on_demand", "patience", "bypass"].map(|key| json!({ "required": [key] }));
    add("ApprovalRow", "anyOf", levers.to_vec().into());
    add("Approval", "not", json!({ "required": ["sessions", "on_demand"] }));
    let least = [("Change", "streams", "minItems"), ("Portfolio", "at", "minItems")];
    for (table, field, least) in least.into_iter().chain([("Pod", "people", "minProperties")]) {
        if let Some(field) = definitions.get_mut(table).and_then(|t| t["properties"].get_mut(field))
        {
            field[least] = 1.into();
        }
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
    fn what_the_reader_refuses_for_its_form_the_schema_refuses() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let field = |path: &str| schema.pointer(path).cloned().unwrap_or_default();
        assert_eq!(field("/$defs/Launch/minProperties"), 1);
        assert_eq!(field("/$defs/Change/properties/streams/minItems"), 1);
        assert_eq!(field("/$defs/Portfolio/properties/at/minItems"), 1);
        assert_eq!(field("/$defs/Change/oneOf/1/required/0"), "streams");
        assert_eq!(field("/$defs/Change/allOf/0/oneOf/2/required/0"), "before");
        assert_eq!(field("/$defs/Absence/oneOf/2/required/0"), "every");
        assert_eq!(field("/$defs/Then/oneOf/2/required/0"), "on");
        assert_eq!(field("/$defs/ApprovalRow/anyOf/0/required/0"), "route");
        assert_eq!(field("/$defs/Approval/not/required/0"), "sessions");
        assert_eq!(field("/$defs/Pod/properties/people/minProperties"), 1);
        // "-3w" begins with no digit.
        assert_eq!(field("/$defs/Launch/properties/at/pattern"), "^\\s*[0-9]");
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
        assert_eq!(field("/$defs/Change/required"), serde_json::json!(["severity"]));
        assert_eq!(field("/properties/correlation/maximum"), 1);
    }
}
