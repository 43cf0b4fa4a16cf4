//! What an answer about time has to say of flaws: who lets more of them go live, or fewer.

use super::{Difference, Verdict, differences};
use crate::format;
use crate::metric;
use crate::study::Study;
use crate::text::listed;

/// " With it 2.5 more flaws go live (2.2 to 2.8)." of the model that is advised; where none is, who lets fewer go live. Nothing
/// where no difference to the baseline is shown.
pub fn flaws(study: &Study, advised: Option<usize>) -> Option<String> {
    let found = differences(study, metric::ESCAPES);
    let mut found = found.iter().filter(|found| !found.flagged);
    if let Some(model) = advised {
        let own = found.find(|found| found.model == model)?;
        let word = match own.verdict {
            Verdict::Higher => "more",
            Verdict::Lower => "fewer",
            _ => return None,
        };
        let [mean, reach] = amount(own)?;
        return Some(format!(" With it {mean} {word} flaws go live {reach}."));
    }
    let fewer = found.filter(|found| found.model < study.ways() && found.verdict == Verdict::Lower);
    let said = |found: &Difference| {
        let [mean, reach] = amount(found)?;
        Some(format!("{} by {mean} {reach}", study.models[found.model].name))
    };
    let said: Vec<String> = fewer.filter_map(said).collect();
    let names: Vec<&str> = said.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!(" But fewer flaws go live under {}.", listed(&names)))
}

/// "2.5" and "(2.2 to 2.8)", without their signs
fn amount(found: &Difference) -> Option<[String; 2]> {
    let (mean, ci) = found.mean.zip(found.ci)?;
    let mut ends = [ci.low.abs(), ci.high.abs()];
    ends.sort_by(f64::total_cmp);
    let decimals = format::decimals_of_ends(format::Interval { low: ends[0], high: ends[1] });
    let [mean, low, high] =
        [mean.abs(), ends[0], ends[1]].map(|value| format::fixed(value, decimals));
    Some([mean, format!("({low} to {high})")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::METRICS;
    use crate::record::Status;
    use crate::study::ModelRuns;

    /// Forty replications with so many escapes each, in turn.
    fn model(name: &str, escapes: [f64; 2]) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for at in 0..40 {
            let mut row = vec![None; METRICS.len()];
            row[metric::CYCLE_TIME] = Some(10.0);
            row[metric::ESCAPES] = Some(escapes[at % 2]);
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    #[test]
    fn flaws_are_said_where_they_differ() {
        // B less A: 3 and 1 in turn, 2 on average; C less A: -1 and 0, a half on average; D as A.
        let models = vec![
            model("A", [1.0, 1.0]),
            model("B", [4.0, 2.0]),
            model("C", [0.0, 1.0]),
            model("D", [1.0, 1.0]),
        ];
        let study = crate::analysis::fixture::study(models);
        let of = |model| flaws(&study, model).unwrap_or_default();
        assert!(of(Some(1)).starts_with(" With it 2.0"), "{}", of(Some(1)));
        assert!(of(Some(2)).starts_with(" With it 0.5"), "{}", of(Some(2)));
        assert_eq!(of(Some(3)), "");
        assert!(of(None).starts_with(" But fewer flaws go live under C by 0.5"), "{}", of(None));
    }
}
