//! Names that were typed, looked up.

use flowcast::digest::sha256;
use flowcast::error::Error;
use flowcast::metric::{self, METRICS};
use flowcast::text::{nearest, plain, slug};

/// The index of a name. Case, spaces and hyphens may differ (`adaptive-mesh` is `Adaptive Mesh`) where
/// only one name fits.
///
/// # Errors
/// No such name: says what was typed, the nearest name, and all names.
pub fn find(what: &str, wanted: &str, names: &[&str]) -> Result<usize, Error> {
    if let Some(exact) = names.iter().position(|name| *name == wanted) {
        return Ok(exact);
    }
    let mut alike = (0..names.len()).filter(|index| slug(names[*index]) == slug(wanted));
    match (alike.next(), alike.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Error::Usage(unknown(what, wanted, names))),
    }
}

/// The index of a metric, by its column with or without the unit.
///
/// # Errors
/// As [`find`].
pub fn metric(name: &str) -> Result<usize, Error> {
    let known = || METRICS.iter().map(|metric| metric.name).collect::<Vec<&str>>();
    metric::find(name).map_or_else(|| find("metric", name, &known()), Ok)
}

/// The indices of names that were typed as a list and split at its commas, of which names may hold some
/// themselves: pieces belong together where they make a name. `count` says how many names there have to be.
///
/// # Errors
/// A piece that belongs to no name, as [`find`] says it; two ways to read the list as so many names.
pub fn list(
    what: &str,
    pieces: &[String],
    names: &[&str],
    count: Option<usize>,
) -> Result<Vec<usize>, Error> {
    if let Some(count) = count {
        match readings(what, pieces, names, count).as_slice() {
            [] => {}
            [only] => return Ok(only.clone()),
            [one, other, ..] => return Err(Error::Usage(ambiguous(pieces, names, [one, other]))),
        }
    }
    if let Some(found) = joined(what, pieces, names) {
        return Ok(found);
    }
    pieces.iter().map(|piece| find(what, piece, names)).collect()
}

/// Every way in which all pieces make up so many names.
fn readings(what: &str, pieces: &[String], names: &[&str], count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return if pieces.is_empty() { vec![Vec::new()] } else { Vec::new() };
    }
    let with = |length: usize| {
        let name = find(what, pieces[..length].join(",").trim(), names).ok();
        let rest = name.map(|_| readings(what, &pieces[length..], names, count - 1));
        let rest = rest.into_iter().flatten();
        rest.filter_map(move |rest| Some([vec![name?], rest].concat()))
    };
    (1..=pieces.len()).flat_map(with).collect()
}

fn ambiguous(pieces: &[String], names: &[&str], two: [&Vec<usize>; 2]) -> String {
    let [one, other] = two.map(|found| {
        let each = found.iter().map(|name| format!("\"{}\"", plain(names[*name])));
        each.collect::<Vec<String>>().join(" and ")
    });
    format!(
        "\"{}\" can be read as {one} or as {other}\nwrite names that hold commas in small letters with hyphens \
         instead, such as \"{}\"",
        plain(&pieces.join(",")),
        two[0].iter().map(|name| slug(names[*name])).collect::<Vec<String>>().join(",")
    )
}

/// The names that all pieces make up, the longest first.
fn joined(what: &str, pieces: &[String], names: &[&str]) -> Option<Vec<usize>> {
    if pieces.is_empty() {
        return Some(Vec::new());
    }
    (1..=pieces.len()).rev().find_map(|length| {
        let name = find(what, pieces[..length].join(",").trim(), names).ok()?;
        let rest = joined(what, &pieces[length..], names)?;
        Some([vec![name], rest].concat())
    })
}

/// A name as a part of a folder's name, unlike that of every other name on any system. Where several names
/// would have one, each ends with the beginning of its digest, after a `_`, which no other has.
pub fn folder(names: &[&str], index: usize) -> String {
    // Systems that do not tell cases apart differ in how they fold them.
    let folded = |name: &str| slug(name).to_uppercase().to_lowercase();
    let own = names[index];
    let alike = names.iter().filter(|name| folded(name) == folded(own)).count();
    match alike {
        0 | 1 => slug(own),
        _ => format!("{}_{}", slug(own), &sha256(own.as_bytes())[..12]),
    }
}

fn unknown(what: &str, wanted: &str, names: &[&str]) -> String {
    let suggestion = match nearest(wanted, names.iter().copied()) {
        Some(name) => format!("; did you mean \"{}\"?", plain(name)),
        None => String::new(),
    };
    let all: Vec<String> = names.iter().map(|name| format!("\"{}\"", plain(name))).collect();
    format!("there is no {what} \"{}\"{suggestion}\navailable: {}", plain(wanted), all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const NAMES: [&str; 3] = ["Sequential Cascade", "Adaptive Mesh", "adaptive mesh"];

    #[test]
    fn the_exact_name_wins_then_the_only_alike() {
        assert_eq!(find("model", "adaptive mesh", &NAMES).unwrap(), 2);
        assert_eq!(find("model", "sequential-cascade", &NAMES).unwrap(), 0);
        assert!(find("model", "ADAPTIVE-MESH", &NAMES).is_err());
    }

    #[test]
    fn names_of_a_list_may_hold_commas() {
        let names = ["Mesh build, gated approval", "N", "Mesh build", "N, Mesh build"];
        let of = |text: &str, count| {
            let pieces: Vec<String> = text.split(',').map(str::to_owned).collect();
            list("model", &pieces, &names, count)
        };
        assert_eq!(of("Mesh build, gated approval,N", Some(2)).unwrap(), [0, 1]);
        assert_eq!(of("n,mesh-build-gated-approval", Some(2)).unwrap(), [1, 0]);
        // Two models or one with a comma: as many as are asked for.
        assert_eq!(of("N, Mesh build", Some(2)).unwrap(), [1, 2]);
        assert_eq!(of("N, Mesh build", None).unwrap(), [3]);
        let error = of("Mesh build,Nobody", Some(2)).unwrap_err();
        assert!(error.to_string().contains("\"Nobody\""), "{error}");
    }

    #[test]
    fn a_list_with_two_readings_is_refused_with_both() {
        let names = ["A,B", "A", "B,A", "B"];
        let of = |text: &str| {
            let pieces: Vec<String> = text.split(',').map(str::to_owned).collect();
            list("model", &pieces, &names, Some(2))
        };
        let error = of("A,B,A").unwrap_err();
        let said = error.to_string();
        assert!(said.contains(r#"can be read as "A" and "B,A" or as "A,B" and "A""#), "{said}");
        assert_eq!(error.exit_code(), 2);
        // What is advised has one reading.
        assert!(said.contains(r#"such as "a,b-a""#), "{said}");
        assert_eq!(of("a,b-a").unwrap(), [1, 2]);
        assert_eq!(of("a-b,a").unwrap(), [0, 1]);
        assert_eq!(of("B,B,A").unwrap(), [3, 2]);
    }

    #[test]
    fn folders_of_different_names_differ() {
        let long = ["a".repeat(60) + "b", "a".repeat(60) + "c"];
        let names = ["Mesh", "Mesh+", "MESH", "Other", &long[0], &long[1], "ς", "Σ"];
        let folders: Vec<String> = (0..names.len()).map(|index| folder(&names, index)).collect();
        assert_eq!(folders[3], "other");
        // printf Mesh | sha256sum
        assert_eq!(folders[0], "mesh_f2b783e56128");
        let folded: BTreeSet<String> =
            folders.iter().map(|name| name.to_uppercase().to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "{folders:?}");
        assert_eq!(folder(&["Mesh"], 0), "mesh");
    }

    #[test]
    fn a_wrong_name_gets_the_nearest_one() {
        let error = find("model", "Sequental Cascade", &NAMES).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("did you mean \"Sequential Cascade\"?"), "{error}");
        let error = find("model", "zzz", &NAMES).unwrap_err();
        assert!(!error.to_string().contains("did you mean"), "{error}");
        assert!(error.to_string().contains("available: \"Sequential Cascade\""));
    }
}
