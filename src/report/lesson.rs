//! Lessons for a workshop, each read from its page in `docs/workshop`: what is run, predicted and learnt.

use crate::format::percent;
use serde::Serialize;

/// A lesson's page, and its scenario.
type Source = (&'static str, &'static str);

const PRODUCT_LAUNCH: &str = include_str!("../../scenarios/product-launch.toml");

/// The lessons, in order.
pub const LESSONS: [Source; 8] = [
    (
        include_str!("../../docs/workshop/1-batch-size.md"),
        include_str!("../../docs/workshop/batch-size.toml"),
    ),
    (include_str!("../../docs/workshop/2-committee-days.md"), PRODUCT_LAUNCH),
    (include_str!("../../docs/workshop/3-late-change.md"), PRODUCT_LAUNCH),
    (
        include_str!("../../docs/workshop/4-misaligned-hybrid.md"),
        include_str!("../../scenarios/fundraising-misaligned-hybrid.toml"),
    ),
    (include_str!("../../docs/workshop/5-hub-bottleneck.md"), PRODUCT_LAUNCH),
    (
        include_str!("../../docs/workshop/6-faster-content.md"),
        include_str!("../../scenarios/faster-content.toml"),
    ),
    (
        include_str!("../../docs/workshop/7-offer-freeze.md"),
        include_str!("../../scenarios/fixed-date.toml"),
    ),
    (
        include_str!("../../docs/workshop/8-pods-or-pool.md"),
        include_str!("../../scenarios/pods.toml"),
    ),
];

/// Replications of each model: enough to see what a lesson is about, in seconds.
pub const REPLICATIONS: u32 = 400;

/// A lesson: a setting, a prediction, a run, a debrief, and what to try.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lesson {
    /// "2. Committee days"
    pub title: String,
    /// The path of its scenario.
    pub scenario: String,
    /// The models that it is about, the baseline first.
    pub models: Vec<String>,
    /// What the lesson's table shows.
    #[serde(skip)]
    pub columns: Vec<String>,
    /// The chart that the lesson shows.
    #[serde(skip)]
    pub chart: String,
    /// Its runs.
    pub variants: Vec<Variant>,
    /// What can be changed on its page.
    #[serde(skip)]
    pub controls: Vec<Control>,
    /// What is predicted first: the place of a variant, and a model.
    pub guess: (usize, String),
    /// The setting, a paragraph each.
    pub setting: Vec<String>,
    /// The questions.
    pub questions: Vec<String>,
    /// What is learnt, a paragraph each.
    pub debrief: Vec<String>,
}

/// What can be changed on a lesson's page.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// The path that it sets.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// A value beside those of the variants, if there is one.
    pub beside: Option<String>,
}

/// One run: a name, and what is set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// What it is.
    pub name: String,
    /// What is set.
    pub sets: Vec<(String, String)>,
    /// What one would type to see it.
    pub command: String,
}

impl Lesson {
    /// Reads the page of a lesson: what is run stands in its first comment, as `key: value` lines.
    ///
    /// # Errors
    /// What the page lacks.
    pub fn read(text: &str) -> Result<Lesson, String> {
        let comment = text.split("<!-- run").nth(1).and_then(|rest| rest.split("-->").next());
        let lines: Vec<(&str, &str)> = comment
            .ok_or("no <!-- run comment")?
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        let all = |key: &str| -> Vec<&str> {
            lines.iter().filter(|(k, _)| *k == key).map(|(_, value)| value.trim()).collect()
        };
        let one = |key: &str| all(key).first().copied().ok_or(format!("no line {key}:"));
        let list =
            |value: &str| -> Vec<String> { value.split(';').map(|it| it.trim().into()).collect() };
        let (scenario, models) = (one("scenario")?.to_owned(), list(one("models")?));
        let variants: Vec<Variant> = all("variant")
            .into_iter()
            .map(|line| Variant::read(line, &scenario, &models))
            .collect();
        let two =
            |line: &str| line.split_once('|').map(|(a, b)| (a.trim().into(), b.trim().into()));
        let (wanted, model): (String, String) =
            two(one("guess")?).ok_or("guess: VARIANT | MODEL")?;
        let at = variants.iter().position(|variant| variant.name == wanted);
        let (before, predict) = text.split_once("## Predict").ok_or("no ## Predict")?;
        let (questions, learnt) = predict.split_once("<details>").ok_or("no <details>")?;
        let learnt = learnt.rsplit("<!-- end -->").next().unwrap_or_default();
        let setting = before.split("-->").nth(1).and_then(|it| it.split("## Run it").next());
        let title = text.lines().next().and_then(|line| line.strip_prefix("# "));
        Ok(Lesson {
            title: title.ok_or("no title")?.to_owned(),
            columns: list(one("columns")?),
            chart: one("chart")?.to_owned(),
            controls: all("control").into_iter().filter_map(Control::read).collect(),
            guess: (at.ok_or("guess: no such variant")?, model),
            setting: paragraphs(setting.ok_or("no ## Run it")?),
            questions: paragraphs(&questions.replace('\n', "\n\n").replace("\n\n   ", " ")),
            debrief: paragraphs(&learnt.replace("</details>", "")),
            scenario,
            models,
            variants,
        })
    }

    /// The tables of its controls, to stand behind its scenario.
    pub fn control_tables(&self) -> String {
        let table = |Control { path, label, beside }: &Control| {
            let sets = self.variants.iter().flat_map(|variant| &variant.sets);
            let set = sets.filter(|(key, _)| key == path).map(|(_, value)| value.as_str());
            let mut values: Vec<&str> = beside.as_deref().into_iter().collect();
            set.for_each(|value| {
                if !values.contains(&value) {
                    values.push(value)
                }
            });
            let labels: Vec<String> = values.iter().map(|value| in_words(path, value)).collect();
            let options: Vec<String> = values.into_iter().map(as_toml).collect();
            // A text of Rust without control characters is one of TOML.
            format!(
                "\n[[controls]]\nlabel = {label:?}\npath = {path:?}\noptions = [{}]\nlabels = {labels:?}\n",
                options.join(", ")
            )
        };
        self.controls.iter().map(table).collect()
    }
}

impl Control {
    /// `path | label` or `path | label | value`
    fn read(line: &str) -> Option<Control> {
        let mut parts = line.split('|').map(|part| part.trim().to_owned());
        let (path, label) = (parts.next()?, parts.next()?);
        Some(Control { path, label, beside: parts.next() })
    }
}

impl Variant {
    /// `name | key=value | key=value`
    fn read(line: &str, scenario: &str, models: &[String]) -> Variant {
        let mut parts = line.split('|').map(str::trim);
        let name = parts.next().unwrap_or_default().to_owned();
        let sets: Vec<(String, String)> = parts
            .filter_map(|part| part.split_once('='))
            .map(|(key, value)| (key.trim().into(), value.trim().into()))
            .collect();
        let listed: String = models.iter().map(|name| format!(" \\\n  --model '{name}'")).collect();
        let set: String =
            sets.iter().map(|(key, value)| format!(" \\\n  --set '{key}={value}'")).collect();
        let command = format!(
            "flowcast compare {scenario} --report -n {REPLICATIONS}{listed} \\\n  --baseline '{}'{set}",
            models[0]
        );
        Variant { name, sets, command }
    }
}

/// A value as `--set` takes it, as TOML: a text may come without quotes.
fn as_toml(value: &str) -> String {
    let bare = !value.starts_with(['"', '[', '{']) && value.parse::<f64>().is_err();
    if bare { format!("{value:?}") } else { value.to_owned() }
}

/// A value without what TOML puts around it.
fn in_words(path: &str, value: &str) -> String {
    let is_share = [".probability", ".person"].iter().any(|key| path.ends_with(key));
    if let Some(share) = value.parse().ok().filter(|_| is_share) {
        return percent(share);
    }
    let bare = value.replace(['[', ']', '"'], "");
    if value.starts_with('[') { bare.replace(", ", " to ") } else { bare }
}

/// The paragraphs of Markdown in plain text, links as their words, without the word on where the scenario is.
fn paragraphs(text: &str) -> Vec<String> {
    let one = |block: &str| {
        let line = block.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = line.split(" (Scenario:").next().unwrap_or_default();
        let item = told.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        without_links(item.map_or(told, |(_, rest)| rest))
    };
    text.split("\n\n").map(one).filter(|block| !block.is_empty()).collect()
}

fn without_links(text: &str) -> String {
    let mut parts = text.split("](");
    let mut plain = parts.next().unwrap_or_default().replace('[', "");
    for part in parts {
        plain += &part.split_once(')').map_or(part, |(_, rest)| rest).replace('[', "");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn a_page_is_read() {
        let text = "# 9. Why\n\n<!-- run\nscenario: s.toml\nmodels: A; B\ncolumns: launch\nchart: waiting\n\
                    variant: now\nvariant: more | teams.a.people=2\ncontrol: teams.a.people | people | 1\n\
                    guess: more | B\n-->\n\nTwo [teams](x.md)\nwork. (Scenario:\n[s](s.toml).)\n\n## Run it\n\n\
                    ## Predict\n\n1. How long,\n   and why?\n2. Who?\n\n<details>\n<!-- end -->\n\nSo.\n\nAsk.\n\n\
                    </details>\n";
        let lesson = Lesson::read(text).unwrap();
        assert_eq!(lesson.setting, ["Two teams work."]);
        assert_eq!(lesson.questions, ["How long, and why?", "Who?"]);
        assert_eq!(lesson.debrief, ["So.", "Ask."]);
        assert_eq!(lesson.guess, (1, "B".to_owned()));
        assert!(lesson.control_tables().contains("options = [1, 2]\nlabels = [\"1\", \"2\"]"));
        assert!(
            lesson.variants[1].command.ends_with("--baseline 'A' \\\n  --set 'teams.a.people=2'")
        );
        assert_eq!(Lesson::read("# 1"), Err("no <!-- run comment".to_owned()));
    }

    #[test]
    fn every_lesson_makes_a_scenario_with_its_controls() {
        for (place, (page, scenario)) in LESSONS.iter().enumerate() {
            let lesson = Lesson::read(page).unwrap();
            assert!(lesson.title.starts_with(&format!("{}. ", place + 1)), "{}", lesson.title);
            let text = format!("{scenario}{}", lesson.control_tables());
            let loaded = scenario::load(&lesson.scenario, &text, &[]).unwrap();
            assert_eq!(loaded.controls.len(), lesson.controls.len());
            let known = |name: &String| loaded.models.iter().any(|model| model.name == *name);
            assert!(lesson.models.iter().chain([&lesson.guess.1]).all(known), "{}", lesson.title);
            let sets = lesson.variants.iter().flat_map(|variant| &variant.sets);
            // What the page begins with is what it compares with; so the others say what becomes of that.
            let first = &lesson.variants[0].sets;
            for variant in &lesson.variants {
                let says = |path: &String| variant.sets.iter().any(|(key, _)| key == path);
                assert!(first.iter().all(|(path, _)| says(path)), "{}", lesson.title);
            }
            for (path, _) in sets {
                assert!(lesson.controls.iter().any(|control| control.path == *path), "{path}");
            }
        }
    }
}
