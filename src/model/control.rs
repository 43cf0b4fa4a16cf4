//! What can be changed on the page that plays.

/// Something that can be changed, as the file asks for it: over a range or by options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// What it is called.
    pub label: String,
    /// The path that it sets.
    pub path: String,
    /// Its values, as `--vary` takes them.
    pub range: Option<String>,
    /// Without a range: its values, as TOML.
    pub options: Vec<String>,
    /// What each option is called, or nothing.
    pub labels: Vec<String>,
}
