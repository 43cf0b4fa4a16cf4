//! A fact of the file in plain words, by its path: "maturity of design", "effort of legal in approval".

use crate::model::{Practice, PracticeFigure};

/// The last part of a path, and what it means to a reader.
const MEANINGS: [(&str, &str); 23] = [
    ("before", "time before the due date"),
    ("correlation", "how alike the efforts of one campaign are"),
    ("detect", "flaws found"),
    ("drift", "how fast people who do not talk diverge"),
    ("fix", "work redone to mend a flaw"),
    ("flaw", "flaws made"),
    ("for", "length"),
    ("half_life", "how fast tiredness fades"),
    ("impact", "work that a new version undoes"),
    ("latency", "time until a handoff is seen"),
    ("learning", "how much quicker rework gets each time"),
    ("occurs", "how often it is needed"),
    ("penalty", "what missing maturity costs"),
    ("per_rework", "tiredness by a rework"),
    ("per_sync", "tiredness by a meeting"),
    ("reject", "rejections"),
    ("rereview", "effort of a further review"),
    ("response", "time until an interruption is answered"),
    ("revise", "work redone after a rejection"),
    ("sensitivity", "how often a new version matters"),
    ("spot", "flaws noticed by who receives them"),
    ("switch_cost", "time lost at each interruption or rework"),
    ("turnaround", "time to answer"),
];

/// Where facts have a name, with what joins it to what they are.
const NAMED: [(&str, &str); 5] = [
    ("absences.", "of the absence of"),
    ("changes.", "of the change"),
    ("deliverables.", "of"),
    ("streams.", "of"),
    ("teams.", "of"),
];

/// What is said of a path whose last part says nothing.
const WHOLE: [(&str, &str); 1] = [("launch.at", "launch date")];

/// What a path of the file speaks of.
pub fn words(path: &str) -> String {
    let whole = WHOLE.iter().find(|(key, _)| *key == path);
    whole
        .map(|(_, words)| (*words).to_owned())
        .or_else(|| of_practice(path))
        .unwrap_or_else(|| by_parts(path))
}

/// A figure of the practices, as its table has it.
fn of_practice(path: &str) -> Option<String> {
    let below = path.strip_prefix("practices.")?;
    let figure = Practice::TABLE.iter().find(|figure| figure.path == below)?;
    Some(meaning(figure))
}

/// What a figure is, as a part of a sentence.
pub(super) fn meaning(figure: &PracticeFigure) -> String {
    let mut letters = figure.what.trim_end_matches('.').chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn by_parts(path: &str) -> String {
    let (head, last) = path.rsplit_once('.').unwrap_or(("", path));
    let known = MEANINGS.iter().find(|(key, _)| *key == last).map(|(_, meaning)| *meaning);
    let meaning = known.map_or_else(|| last.replace('_', " "), str::to_owned);
    let (table, reviewer) = head.split_once(".reviewers.").unwrap_or((head, ""));
    let bare = |name: &str| name.trim_matches('"').to_owned();
    let named = |(key, of): &(&str, &'static str)| Some((*of, bare(table.strip_prefix(key)?)));
    if let Some((model, lever)) = of_model(head) {
        return format!("{lever}{meaning} of {model}");
    }
    match NAMED.iter().find_map(named) {
        Some((_, stream)) if !reviewer.is_empty() => {
            format!("{meaning} by {} in {stream}", bare(reviewer))
        }
        Some((of, name)) => format!("{meaning} {of} {name}"),
        None if known.is_none() && !head.is_empty() => format!("{meaning} of {head}"),
        None => meaning,
    }
}

/// Of the path `models."Mesh".coordination`: the model, and the words before the last part.
fn of_model(head: &str) -> Option<(String, String)> {
    let rest = head.strip_prefix("models.")?;
    let (model, lever) = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => rest.split_once('.').unwrap_or((rest, "")),
    };
    let lever = lever.trim_start_matches('.').replace(['.', '_'], " ");
    Some((model.to_owned(), if lever.is_empty() { lever } else { lever + " " }))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn paths_are_told_in_words() {
        for (path, wanted) in [
            ("teams.legal.maturity", "maturity of legal"),
            ("streams.approval.reviewers.legal.effort", "effort by legal in approval"),
            ("deliverables.\"launch film\".size", "size of launch film"),
            ("changes.new-name.severity", "severity of the change new-name"),
            ("broker.effort", "effort of broker"),
            ("models.\"Mesh\".coordination.per_link", "coordination per link of Mesh"),
            ("models.Mesh.maturity_required", "maturity required of Mesh"),
            ("handoffs.latency", "time until a handoff is seen"),
            ("handoffs.between[0].sensitivity", "how often a new version matters"),
            ("before", "time before the due date"),
            ("correlation", "how alike the efforts of one campaign are"),
            ("launch.at", "launch date"),
            // As `Practice::TABLE` has it.
            ("practices.base.person", "share of effort for each other person, whatever people do"),
        ] {
            assert_eq!(words(path), wanted);
        }
    }
}
