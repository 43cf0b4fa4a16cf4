//! Where models are switched on and off, in every chart and table of the page at once.

use super::words;
use maud::{Markup, html};

/// A box for each model; hidden until the script shows it, and with one model for ever.
pub fn body(names: &[&str]) -> Markup {
    html! {
        @if names.len() > 1 {
            details.switches #switches hidden {
                summary { "Models shown: " span #shown-models { "all" } }
                fieldset {
                    legend { "Show" }
                    @for (model, name) in names.iter().enumerate() {
                        label {
                            input type="checkbox" checked value=(model) autocomplete="off";
                            (words::key(model)) bdi { (words::text(name)) }
                        }
                    }
                }
            }
        }
    }
}
