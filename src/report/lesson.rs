//! Lessons for a workshop, each read from its page in `docs/workshop`: what is run, predicted and learnt.

use crate::text::capitalised;
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
    /// Which of that reaches the simulation only at a value of another control.
    pub needs: Vec<Need>,
    /// In what a run differs from the one that it is compared with.
    pub compare: Compare,
    /// Of each variant, with which one it is compared under the same model: the first, unless the page says otherwise.
    pub against: Vec<usize>,
    /// What is predicted first: the place of a variant, and a model.
    pub guess: (usize, String),
    /// What that is compared with.
    pub before: (usize, String),
    /// The axis of its page holds so many days from the start on, and with them all its runs.
    pub until_d: u32,
    /// The setting, a paragraph each.
    pub setting: Vec<String>,
    /// The questions.
    pub questions: Vec<String>,
    /// What is learnt, a paragraph each.
    pub debrief: Vec<String>,
}

/// The one thing in which a run differs from the one that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Compare {
    /// The same variant under the first model.
    Models,
    /// The first variant under the same model.
    Variants,
}

/// What can be changed on a lesson's page.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// The path that it sets.
    pub path: String,
    /// What it is called.
    pub label: String,
    /// Its values in order, each with what it is called.
    pub values: Vec<(String, String)>,
    /// The path and the value of another control without which it does nothing.
    pub only: Option<(String, String)>,
}

/// A control that does nothing unless another one is at a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Need {
    /// The path that the control sets.
    pub path: String,
    /// The path of the other one.
    pub of: String,
    /// What its value is called.
    pub said: String,
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
        let at = at.ok_or("guess: no such variant")?;
        let against = against(&variants, all("against"))?;
        let (compare, before) = match one("compare")? {
            "models" => (Compare::Models, (at, models[0].clone())),
            "variants" => (Compare::Variants, (against[at], model.clone())),
            _ => return Err("compare: models or variants".to_owned()),
        };
        let until_d = one("days")?.parse().map_err(|_| "days: a whole number")?;
        let controls: Vec<Control> = all("control").into_iter().filter_map(Control::read).collect();
        let title = text.lines().next().and_then(|line| line.strip_prefix("# "));
        Ok(Lesson {
            title: title.ok_or("no title")?.to_owned(),
            columns: list(one("columns")?),
            chart: one("chart")?.to_owned(),
            needs: needs(&controls)?,
            controls,
            guess: (at, model),
            compare,
            against,
            before,
            until_d,
            setting: paragraphs(setting.ok_or("no ## Run it")?),
            questions: paragraphs(&questions.replace('\n', "\n\n").replace("\n\n   ", " ")),
            debrief: paragraphs(&learnt.replace("</details>", "")),
            scenario,
            models,
            variants,
        })
    }

    /// What its page begins with, as `--set` takes it.
    pub fn sets(&self) -> Vec<(String, String)> {
        let (variant, model) = &self.before;
        let baseline = ("study.baseline".to_owned(), format!("{model:?}"));
        [baseline].into_iter().chain(self.variants[*variant].sets.iter().cloned()).collect()
    }

    /// The tables of its controls, to stand behind its scenario.
    pub fn control_tables(&self) -> String {
        let table = |Control { path, label, values, .. }: &Control| {
            let options: Vec<String> = values.iter().map(|(value, _)| as_toml(value)).collect();
            let labels: Vec<&str> = values.iter().map(|(_, words)| words.as_str()).collect();
            let label = capitalised(label);
            // A text of Rust without control characters is one of TOML.
            format!(
                "\n[[controls]]\nlabel = {label:?}\npath = {path:?}\noptions = [{}]\nlabels = {labels:?}\n",
                options.join(", ")
            )
        };
        self.controls.iter().map(table).collect()
    }
}

/// Of each variant, with which one it is compared: the first, or what a line `VARIANT | ANOTHER` says.
fn against(variants: &[Variant], lines: Vec<&str>) -> Result<Vec<usize>, String> {
    let find = |name: &str| variants.iter().position(|variant| variant.name == name.trim());
    let mut against = vec![0; variants.len()];
    for line in lines {
        let found = line.split_once('|').and_then(|(own, other)| Some((find(own)?, find(other)?)));
        let (own, other) = found.ok_or(format!("against: VARIANT | VARIANT, not {line}"))?;
        against[own] = other;
    }
    Ok(against)
}

/// What controls need, in the words of the controls that they need.
fn needs(controls: &[Control]) -> Result<Vec<Need>, String> {
    let need = |control: &Control| {
        let (of, value) = control.only.clone()?;
        let other = controls.iter().find(|other| other.path == of);
        let words = other.and_then(|other| other.values.iter().find(|(own, _)| *own == value));
        let said = words.map(|(_, said)| said.clone()).ok_or(format!("only: no {of} = {value}"));
        Some(said.map(|said| Need { path: control.path.clone(), of, said }))
    };
    controls.iter().filter_map(need).collect()
}

impl Control {
    /// `path | label | value = words; value = words`, perhaps ` | only path=value`
    fn read(line: &str) -> Option<Control> {
        let mut parts = line.split('|').map(str::trim);
        let (path, label) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let value = |part: &str| -> (String, String) {
            let (value, words) = part.split_once(" = ").unwrap_or((part, part));
            (value.trim().to_owned(), words.trim().to_owned())
        };
        let values = parts.next()?.split(';').map(value).collect();
        let only = parts.next().and_then(|part| part.strip_prefix("only ")?.split_once('='));
        let only = only.map(|(path, value)| (path.trim().to_owned(), value.trim().to_owned()));
        Some(Control { path, label, values, only })
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
                    variant: now\nvariant: more | teams.a.people=2\ncontrol: teams.a.people | people | 1 = one; 2 = two\n\
                    control: teams.a.calendar | hours | office; x = few | only teams.a.people=2\n\
                    compare: variants\ndays: 30\nguess: more | B\n-->\n\nTwo [teams](x.md)\nwork. (Scenario:\n[s](s.toml).)\n\n## Run it\n\n\
                    ## Predict\n\n1. How long,\n   and why?\n2. Who?\n\n<details>\n<!-- end -->\n\nSo.\n\nAsk.\n\n\
                    </details>\n";
        let lesson = Lesson::read(text).unwrap();
        assert_eq!(lesson.setting, ["Two teams work."]);
        assert_eq!(lesson.questions, ["How long, and why?", "Who?"]);
        assert_eq!(lesson.debrief, ["So.", "Ask."]);
        assert_eq!(lesson.guess, (1, "B".to_owned()));
        assert_eq!((lesson.before.clone(), lesson.until_d), ((0, "B".to_owned()), 30));
        let need = |path: &str, of: &str, said: &str| {
            let [path, of, said] = [path, of, said].map(str::to_owned);
            Need { path, of, said }
        };
        assert_eq!(lesson.needs, [need("teams.a.calendar", "teams.a.people", "two")]);
        assert_eq!(lesson.sets(), [("study.baseline".to_owned(), "\"B\"".to_owned())]);
        let tables = lesson.control_tables();
        assert!(tables.contains("options = [1, 2]\nlabels = [\"one\", \"two\"]"), "{tables}");
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
            for (path, value) in sets {
                let offers = |control: &&Control| control.path == *path;
                let control =
                    lesson.controls.iter().find(offers).unwrap_or_else(|| panic!("{path}"));
                assert!(control.values.iter().any(|(own, _)| own == value), "{path}={value}");
            }
        }
    }

    /// What differs between the first comparison of a lesson and its counterpart is one thing; no control says codes.
    #[test]
    fn a_lesson_changes_one_thing_and_says_it_in_words() {
        let codes = ["serial", "concurrent", "phase", "item", "committee", "office", "1.5"];
        for (page, _) in LESSONS {
            let lesson = Lesson::read(page).unwrap();
            let ((place, model), (other, others)) = (&lesson.guess, &lesson.before);
            assert!((place == other) != (model == others), "{}", lesson.title);
            for (_, words) in lesson.controls.iter().flat_map(|control| &control.values) {
                let is_code = words.starts_with("0.") || codes.contains(&words.as_str());
                assert!(!is_code, "{}: {words}", lesson.title);
            }
        }
    }

    /// The axis of a page holds every run from the start, with room behind the latest.
    #[test]
    fn the_axis_of_a_lesson_holds_all_its_runs() {
        for (page, scenario) in LESSONS {
            let lesson = Lesson::read(page).unwrap();
            for variant in &lesson.variants {
                let loaded = scenario::load(&lesson.scenario, scenario, &variant.sets).unwrap();
                let mut plans = crate::plan::compile_all(&loaded).unwrap();
                plans.retain(|plan| lesson.models.contains(&plan.model));
                let seed = loaded.study.seed;
                let study = crate::study::run(&loaded, &plans, 60, seed, &crate::study::Unwatched);
                let study = study.unwrap();
                let time = crate::analysis::time_shown(&study).metric;
                for runs in &study.models {
                    let latest = runs.metric(time).flatten().fold(0.0, f64::max);
                    let days = latest / 24.0;
                    assert!(days < 0.95 * f64::from(lesson.until_d), "{} {days}", lesson.title);
                }
            }
        }
    }
}
