//! `flowcast init`: a scenario to start from.

use super::{Outcome, args, names, output};
use flowcast::error::{Error, shown};
use flowcast::files;

/// An example that is shipped.
struct Template {
    name: &'static str,
    text: &'static str,
}

macro_rules! template {
    ($name:literal) => {
        Template { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".toml")) }
    };
}

/// The shipped scenarios, in the order in which they are best read.
const TEMPLATES: &[Template] = &[template!("first")];

pub fn run(args: &args::Init) -> Result<Outcome, Error> {
    if args.list {
        output::print(&list())?;
        return Ok(Outcome::Complete);
    }
    let known: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
    let template = &TEMPLATES[names::find("template", &args.template, &known)?];
    let Some(path) = &args.file else {
        output::print(template.text)?;
        return Ok(Outcome::Complete);
    };
    if path.exists() && !args.force {
        let name = shown(path);
        return Err(Error::Usage(format!("{name} exists already; replace it with --force")));
    }
    files::write_new(path, template.text, args.force)?;
    output::note(&format!("wrote {0}; next: flowcast compare {0}", shown(path)));
    Ok(Outcome::Complete)
}

/// Each name with the first words of its file, which say what it teaches.
fn list() -> String {
    let widest = TEMPLATES.iter().map(|template| template.name.len()).max().unwrap_or(0);
    let line =
        |template: &Template| format!("{:widest$}  {}\n", template.name, teaches(template.text));
    TEMPLATES.iter().map(line).collect()
}

/// The first comment of a file that is not for editors (`#:schema ...`).
fn teaches(text: &str) -> &str {
    let comments = text.lines().filter(|line| !line.starts_with("#:"));
    let mut words = comments.filter_map(|line| line.strip_prefix('#')).map(str::trim);
    words.find(|words| !words.is_empty()).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_says_what_it_teaches() {
        for template in TEMPLATES {
            assert!(!teaches(template.text).is_empty(), "{}", template.name);
        }
        assert_eq!(teaches("#:schema x\n#\n# The least.\n# More."), "The least.");
    }
}
