//! The draft as TOML, with a comment for every key.

use super::Answers;

/// What every draft says; `@word@` is what the answers put there.
const TEMPLATE: &str = include_str!("template.txt");

/// The file: a scenario wherever the answers are right, made to be changed by hand.
pub fn text(answers: &Answers) -> String {
    let [creative, data, publishing] = answers.people.map(|people| people.to_string());
    let parts = [
        ("name", quoted(&answers.name)),
        ("start", start(answers)),
        ("deadline", deadline(answers)),
        ("launch", launch(answers)),
        ("sessions", answers.approvers.iter().map(sessions).collect()),
        ("creative", creative),
        ("data", data),
        ("publishing", publishing),
        ("approvers", answers.approvers.iter().map(team).collect()),
        ("median", quoted(&answers.effort[0])),
        ("p90", quoted(&answers.effort[1])),
        ("reviewers", reviewers(answers)),
        ("deliverables", answers.channels.iter().map(deliverable).collect()),
        ("change", change(answers)),
    ];
    // In one pass, so that an answer is never taken for a place of the template.
    let mut pieces = TEMPLATE.split('@');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    while let (Some(place), Some(after)) = (pieces.next(), pieces.next()) {
        let found = parts.iter().find(|(name, _)| *name == place);
        text.extend([found.map_or(place, |(_, part)| part.as_str()), after]);
    }
    text
}

/// A text as TOML writes it, as a value or as a key.
fn quoted(words: &str) -> String {
    toml::Value::String(words.to_owned()).to_string()
}

fn start(answers: &Answers) -> String {
    let line = |start| format!("start = \"{start}\"     # when the work starts\n");
    answers.start.as_ref().map_or_else(String::new, line)
}

fn deadline(answers: &Answers) -> String {
    if answers.fixed {
        return String::new();
    }
    format!("deadline = {}                # the promised launch\n", quoted(&answers.launch))
}

fn launch(answers: &Answers) -> String {
    if !answers.fixed {
        return String::new();
    }
    format!(
        "# The launch is fixed: what is ready earlier waits for it, what is not launches late.\n[launch]\nat = {}\n\n",
        quoted(&answers.launch)
    )
}

/// The name of the calendar of an approver who sits on some days only.
fn calendar((name, days): &(String, Vec<&'static str>)) -> Option<String> {
    (!days.is_empty()).then(|| quoted(&format!("{name} days")))
}

fn sessions(approver: &(String, Vec<&'static str>)) -> String {
    let Some(name) = calendar(approver) else { return String::new() };
    let hours: Vec<String> = approver.1.iter().map(|day| format!("{day} 09:00-17:00")).collect();
    format!("{name} = \"{}\"\n", hours.join(", "))
}

fn team(approver: &(String, Vec<&'static str>)) -> String {
    let own = calendar(approver).map_or_else(String::new, |name| format!("calendar = {name}\n"));
    format!(
        "[teams.{}]\npeople = 1\ncost_per_hour = 100\nmaturity = 0.6\nswitch_cost = \"10m\"\n{own}\n",
        quoted(&approver.0)
    )
}

/// The reviewers, each rejecting so often that together they send back as many as was answered.
fn reviewers(answers: &Answers) -> String {
    let passes = 1.0 - f64::from(answers.sent_back) / 100.0;
    let each = 1.0 - libm::pow(passes, 1.0 / answers.approvers.len() as f64);
    let reviewer = |(name, _): &(String, Vec<&str>)| {
        format!(
            "[[streams.reviewers]]\nteam = {}\neffort = {{ median = \"30m\", p90 = \"66m\" }}\nreject = {each:.2}\ndetect = 0.5\n\n",
            quoted(name)
        )
    };
    answers.approvers.iter().map(reviewer).collect()
}

fn deliverable((name, count): &(String, u32)) -> String {
    format!("[[deliverables]]\nname = {}\ncount = {count}\n\n", quoted(name))
}

fn change(answers: &Answers) -> String {
    let Some((name, before)) = &answers.change else { return String::new() };
    format!(
        "# What may still change. before: so long before the launch. probability: that it happens. reach: the share of pieces\n\
         # that it hits. stream: the step that it reopens. severity: the share of that work that is then done again.\n\
         [[changes]]\nname = {}\nstream = \"creative\"\nbefore = {}\nprobability = 0.7\nreach = 0.6\nseverity = 0.3\n\n",
        quoted(name),
        quoted(before)
    )
}
