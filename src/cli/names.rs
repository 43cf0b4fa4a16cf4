//! Names that were typed, looked up.

use flowcast::error::Error;
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

    const NAMES: [&str; 3] = ["Sequential Cascade", "Adaptive Mesh", "adaptive mesh"];

    #[test]
    fn the_exact_name_wins_then_the_only_alike() {
        assert_eq!(find("model", "adaptive mesh", &NAMES).unwrap(), 2);
        assert_eq!(find("model", "sequential-cascade", &NAMES).unwrap(), 0);
        assert!(find("model", "ADAPTIVE-MESH", &NAMES).is_err());
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
