//! What all pages share: the head with its policy, the way from section to section, the end.

use super::{Section, assets, words};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page before it is text.
pub struct Document<'a> {
    /// What it is about.
    pub title: &'a str,
    /// What kind of page it is.
    pub kind: &'static str,
    /// What the scenario says that it is about; may be empty.
    pub description: &'a str,
    /// What it holds.
    pub sections: Vec<Section>,
    /// Where models are switched on and off: before this section.
    pub switches: Option<(&'static str, Markup)>,
    /// The last line: where the numbers come from.
    pub closing: String,
}

impl Document<'_> {
    /// The page as text.
    pub fn into_text(self) -> String {
        let title = words::text(self.title);
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                (head(&title, self.kind))
                body {
                    a.skip href="#answer" { "Skip to the answer" }
                    (self.header(&title))
                    main {
                        @for section in &self.sections {
                            @if let Some((_, switches)) = self.switches.as_ref().filter(|(id, _)| *id == section.id) {
                                (switches)
                            }
                            section aria-labelledby=(section.id) {
                                h2 id=(section.id) { (section.heading) }
                                (section.body)
                            }
                        }
                    }
                    footer { p { (words::text(&self.closing)) } }
                    script { (PreEscaped(assets::SCRIPT)) }
                }
            }
        };
        page.into_string() + "\n"
    }

    fn header(&self, title: &str) -> Markup {
        let description = words::text(self.description);
        html! {
            header {
                p.kind { (self.kind) }
                h1 dir="auto" { (title) }
                @if !description.is_empty() { p.lede dir="auto" { (description) } }
                nav aria-label="Sections" {
                    ul {
                        @for section in &self.sections {
                            li { a href={ "#" (section.id) } { (section.heading) } }
                        }
                    }
                }
            }
        }
    }
}

fn head(title: &str, kind: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(assets::policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="generator" content="flowcast";
            title { (title) " – " (kind) }
            style { (PreEscaped(assets::STYLE)) }
        }
    }
}
