//! A sweep in parts: `plan`, `run`, `status`, `merge`.

use super::args::{Merge, Options, Part, Run, Status};
use super::asked::Asked;
use super::points::{PLAN, Points, SIDECAR, point_file, raw_file};
use super::swept::{Swept, bench, fill, names, told};
use crate::cli::outcome::Outcome;
use crate::cli::results::{self, Wanted};
use crate::cli::session::{interrupt, output, settings};
use flowcast::digest::sha256;
use flowcast::draws::STREAM_VERSION;
use flowcast::error::{Error, shown};
use flowcast::question::sweep::{Plan, Shard, Sidecar, gather};
use flowcast::store::{self, Artifact, Folder};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of shards, beside the plan.
const SHARDS: &str = "shards";

pub fn run(part: &Part, command: &[String]) -> Result<Outcome, Error> {
    match part {
        Part::Plan(options) => plan(options, command),
        Part::Run(args) => run_shard(args),
        Part::Status(args) => status(args),
        Part::Merge(args) => merge(args),
    }
}

/// Writes the plan of a sweep, so that it can be run in parts.
fn plan(options: &Options, command: &[String]) -> Result<Outcome, Error> {
    let asked = Asked::of(options, command)?;
    let plan = asked.plan(options)?;
    let outlook = asked.outlook(&plan);
    if !options.common.dry_run {
        let path = asked.session.path();
        Points::claim(&path, &plan, &[], options.common.files.force)?;
        if !options.common.talk.quiet {
            output::print(&format!("{}\n", shown(&path.join(PLAN))))?;
        }
    }
    output::note(outlook.trim_end());
    Ok(Outcome::Complete)
}

/// A plan as read from the disk, and its hash.
struct Read {
    plan: Plan,
    sha256: String,
    /// The folder that it is in.
    home: PathBuf,
}

fn read(path: &Path) -> Result<Read, Error> {
    let path = if path.is_dir() { path.join(PLAN) } else { path.to_owned() };
    let bytes = store::read(&path)?;
    let plan = Plan::parse(&bytes)
        .map_err(|why| Error::Usage(format!("{} is not a plan of a sweep: {why}", shown(&path))))?;
    let ours = (env!("CARGO_PKG_VERSION"), STREAM_VERSION);
    if (plan.identity.flowcast.as_str(), plan.identity.stream_version) != ours {
        return Err(Error::Usage(format!(
            "{} was made by flowcast {} (streams {}); this is flowcast {} (streams {})",
            shown(&path),
            plan.identity.flowcast,
            plan.identity.stream_version,
            ours.0,
            ours.1
        )));
    }
    let home = path.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    Ok(Read { sha256: sha256(&bytes), plan, home })
}

/// Runs one shard of a plan into its own folder; started again, only what is missing.
fn run_shard(args: &Run) -> Result<Outcome, Error> {
    let shard = Shard::parse(&args.shard).map_err(|why| Error::Usage(format!("--shard {why}")))?;
    let read = read(&args.plan)?;
    let home = args.out.clone().unwrap_or_else(|| read.home.join(SHARDS).join(shard.folder()));
    let bench = bench(&read.plan)?;
    let pool = settings::pool(args.threads)?;
    let (points, folder) = Points::claim(&home, &read.plan, &[SIDECAR.to_owned()], args.force)?;
    interrupt::listen()?;
    let indices: Vec<usize> = shard.points(&read.plan).collect();
    fill((&bench, &pool), &read.plan, (&points, &folder), &indices, args.quiet)?;
    let sidecar = sidecar(&read, shard, &home, &indices)?;
    // Strings and numbers always have a form in JSON.
    let json = serde_json::to_string_pretty(&sidecar).unwrap_or_default() + "\n";
    folder.put(&Artifact::new(SIDECAR, json))?;
    if !args.quiet {
        output::note(&format!("shard {}: {} points done", shard.folder(), indices.len()));
    }
    Ok(Outcome::Complete)
}

fn sidecar(read: &Read, shard: Shard, home: &Path, indices: &[usize]) -> Result<Sidecar, Error> {
    let mut hashes = BTreeMap::new();
    for index in indices {
        let id = &read.plan.points[*index].id;
        for file in [point_file(id), raw_file(id)] {
            if let Some(bytes) = store::read_if_there(&home.join(&file))? {
                hashes.insert(file, sha256(&bytes));
            }
        }
    }
    Ok(Sidecar { shard, plan_sha256: read.sha256.clone(), files: hashes })
}

/// The shards' folders: those that were named, or all beside the plan.
fn shard_folders(read: &Read, named: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    if named.is_empty() { store::folders_in(&read.home.join(SHARDS)) } else { Ok(named.to_vec()) }
}

/// Says how far each shard is.
fn status(args: &Status) -> Result<Outcome, Error> {
    let read = read(&args.parts.plan)?;
    let mut text = String::new();
    let mut done = 0;
    for folder in shard_folders(&read, &args.parts.shards)? {
        let there = |id: &String| folder.join(point_file(id)).exists();
        let count = read.plan.points.iter().filter(|point| there(&point.id)).count();
        let state = if folder.join(SIDECAR).exists() { "finished" } else { "not finished" };
        text.push_str(&format!("{}: {count} points, {state}\n", shown(&folder)));
        done += count;
    }
    let total = read.plan.points.len();
    output::print(&format!("{text}{done} of {total} points\n"))?;
    Ok(if done == total { Outcome::Complete } else { Outcome::Incomplete })
}

/// Puts finished shards together: the same files as a sweep on one machine.
fn merge(args: &Merge) -> Result<Outcome, Error> {
    let read = read(&args.parts.plan)?;
    let folders = shard_folders(&read, &args.parts.shards)?;
    let sidecars: Vec<Sidecar> =
        folders.iter().map(|folder| read_sidecar(folder)).collect::<Result<_, _>>()?;
    let order = gather(&sidecars, &read.sha256)
        .map_err(|why| Error::Usage(format!("the shards do not make a whole: {why}")))?;
    let path = args.out.clone().unwrap_or_else(|| read.home.clone());
    let charts = args.files.pictures.charts(&args.talk);
    let wanted = Wanted { charts, report: args.page.report, talk: &args.talk };
    let names = names(&read.plan, &wanted);
    let (points, mut folder) = Points::claim(&path, &read.plan, &names, args.files.force)?;
    for place in order {
        copy(&folders[place], &sidecars[place], &folder)?;
    }
    let (story, found) = (told(&read.plan)?, points.read(&read.plan)?);
    let swept = Swept { plan: read.plan, found, story, points };
    let manifest = swept.manifest();
    results::deliver(&swept, &mut folder, manifest, &wanted, None)
}

fn read_sidecar(folder: &Path) -> Result<Sidecar, Error> {
    let path = folder.join(SIDECAR);
    let Some(bytes) = store::read_if_there(&path)? else {
        return Err(Error::Usage(format!(
            "the shard in {} is not finished; run it again, it does only what is missing",
            shown(folder)
        )));
    };
    serde_json::from_slice(&bytes)
        .map_err(|why| Error::Usage(format!("{} cannot be read: {why}", shown(&path))))
}

/// Copies a shard's files whose hashes are those of its sidecar.
fn copy(folder: &Path, sidecar: &Sidecar, whole: &Folder) -> Result<(), Error> {
    for (file, wanted) in &sidecar.files {
        let path = folder.join(file);
        let bytes = store::read(&path)?;
        if sha256(&bytes) != *wanted {
            return Err(Error::Usage(format!(
                "{} is not the file that its shard.json describes",
                shown(&path)
            )));
        }
        whole.put(&Artifact::new(file.clone(), bytes))?;
    }
    Ok(())
}
