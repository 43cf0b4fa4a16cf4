//! What a folder keeps as JSON, so that its page can be made again without simulating.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something that a folder keeps.
pub trait Stored: Serialize + DeserializeOwned {
    /// Reads what was kept; the error says what is wrong with it.
    ///
    /// # Errors
    /// What serde says.
    fn parse(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// As JSON on one line.
    fn to_json(&self) -> String {
        // Only maps with keys that are not strings and failing writers can make this fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}
