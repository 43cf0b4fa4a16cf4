//! What the command line changes in a study: models, baseline, replications, seed, threads.

use super::load::Loaded;
use super::names;
use crate::cli::options::{Simulation, Threads};
use flowcast::error::Error;
use rayon::ThreadPool;

/// Applies the options to a loaded scenario.
///
/// # Errors
/// A model or baseline that is not there.
pub fn apply(loaded: &mut Loaded, wanted: &Simulation) -> Result<(), Error> {
    let (scenario, names) = (&loaded.scenario, loaded.model_names());
    let kept = chosen(&names, &wanted.models)?;
    let baseline = match &wanted.baseline {
        Some(name) => kept_baseline(&names, &kept, name)?,
        None => kept.iter().position(|index| *index == scenario.study.baseline).unwrap_or(0),
    };
    loaded.plans = kept.iter().map(|index| loaded.plans[*index].clone()).collect();
    loaded.scenario.models =
        kept.iter().map(|index| loaded.scenario.models[*index].clone()).collect();
    let study = &mut loaded.scenario.study;
    study.baseline = baseline;
    study.replications = wanted.replications.unwrap_or(study.replications);
    study.seed = wanted.draws.seed.unwrap_or(study.seed);
    Ok(())
}

/// Indices of the models that were named, in the scenario's order; all where none was named.
pub fn chosen(names: &[&str], wanted: &[String]) -> Result<Vec<usize>, Error> {
    let found: Vec<usize> =
        wanted.iter().map(|name| names::find("model", name, names)).collect::<Result<_, _>>()?;
    Ok((0..names.len()).filter(|index| found.is_empty() || found.contains(index)).collect())
}

fn kept_baseline(names: &[&str], kept: &[usize], wanted: &str) -> Result<usize, Error> {
    let found = names::find("model", wanted, names)?;
    let place = kept.iter().position(|index| *index == found);
    place.ok_or_else(|| {
        Error::Usage(format!(
            "the baseline \"{}\" is not among the models chosen with --model",
            names[found]
        ))
    })
}

/// So many threads as [`threads`] says; as many as there are cores where nothing does.
///
/// # Errors
/// As [`threads`]; threads that cannot be started.
pub fn pool(asked: Threads) -> Result<ThreadPool, Error> {
    let threads = threads(asked.threads)?.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Error::Usage(format!("cannot start the threads asked for: {error}")))
}

/// How many threads to use: the option, else `RAYON_NUM_THREADS`, else `SLURM_CPUS_PER_TASK`, else
/// `None` for as many as there are cores.
///
/// # Errors
/// A variable that is set to something else than a whole number.
fn threads(option: Option<u16>) -> Result<Option<usize>, Error> {
    if let Some(threads) = option {
        return Ok(Some(usize::from(threads)));
    }
    for name in ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK"] {
        let value = std::env::var_os(name).unwrap_or_default();
        if let Some(threads) = from_variable(name, &value.to_string_lossy())? {
            return Ok(Some(threads));
        }
    }
    Ok(None)
}

/// The variable's value; `None` where it is empty or 0, which both mean "not set".
fn from_variable(name: &str, value: &str) -> Result<Option<usize>, Error> {
    if value.is_empty() {
        return Ok(None);
    }
    match value.parse::<u16>() {
        Ok(threads) if threads <= 1024 => Ok((threads > 0).then_some(usize::from(threads))),
        _ => Err(Error::Usage(format!(
            "the environment variable {name} is \"{value}\"; it has to be a number of threads up to 1024"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_stay_in_the_scenarios_order() {
        let names = ["A", "B", "C"];
        let wanted =
            |wanted: &[&str]| wanted.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(chosen(&names, &wanted(&["C", "a", "C"])).unwrap(), [0, 2]);
        assert_eq!(chosen(&names, &[]).unwrap(), [0, 1, 2]);
        assert!(chosen(&names, &wanted(&["D"])).is_err());
    }

    #[test]
    fn the_baseline_must_be_among_the_models() {
        assert_eq!(kept_baseline(&["A", "B", "C"], &[0, 2], "C").unwrap(), 1);
        assert!(kept_baseline(&["A", "B", "C"], &[0, 2], "B").is_err());
    }

    #[test]
    fn a_variable_is_a_number_or_nothing() {
        assert_eq!(from_variable("X", "3").unwrap(), Some(3));
        assert_eq!(from_variable("X", "0").unwrap(), None);
        assert_eq!(from_variable("X", "").unwrap(), None);
        assert!(from_variable("X", "many").is_err());
        assert!(from_variable("X", "100000").is_err());
    }
}
