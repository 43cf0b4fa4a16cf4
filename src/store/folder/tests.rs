use super::*;
use crate::store::{LARGEST_SCENARIO, read_scenario, write_new};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A manifest that lists these files with these contents.
fn listing(files: &[(&str, &str)]) -> String {
    let lists = |(path, text): &(&str, &str)| {
        format!("{path:?}: \"{}\"", crate::digest::sha256(text.as_bytes()))
    };
    let files: Vec<String> = files.iter().map(lists).collect();
    format!("{{\"flowcast\": \"0\", \"files\": {{{}}}}}", files.join(", "))
}

fn manifest() -> Artifact {
    Artifact::new(MANIFEST, listing(&[]))
}

fn claim(path: &Path) -> Result<Folder, Error> {
    Folder::claim(path, false, |_| {})
}

/// A folder with these files, all of which its manifest lists as they are.
fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let top = folder();
    files.iter().for_each(|(path, text)| fs::write(top.path().join(path), text).unwrap());
    fs::write(top.path().join(MANIFEST), listing(files)).unwrap();
    top
}

fn text(top: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(top.path().join(name)).unwrap()
}

#[test]
fn a_missing_file_and_a_folder_cannot_be_read() {
    let folder = folder();
    let missing = read_scenario(&folder.path().join("nothing.toml")).unwrap_err();
    assert_eq!(missing.exit_code(), 4);
    assert!(missing.to_string().contains("nothing.toml"));
    let directory = read_scenario(folder.path()).unwrap_err();
    assert_eq!(directory.exit_code(), 4);
    assert!(directory.to_string().contains("folder"));
}

#[test]
fn what_is_not_text_is_an_invalid_scenario() {
    let folder = folder();
    let path = folder.path().join("binary.toml");
    fs::write(&path, b"a = 1\nb = \xff\n").unwrap();
    let error = read_scenario(&path).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("byte 10 (line 2)"), "{error}");
}

#[test]
fn a_scenario_has_a_largest_size() {
    let folder = folder();
    let path = folder.path().join("big.toml");
    fs::write(&path, vec![b'#'; LARGEST_SCENARIO as usize]).unwrap();
    assert!(read_scenario(&path).is_ok());
    fs::write(&path, vec![b'#'; LARGEST_SCENARIO as usize + 1]).unwrap();
    assert_eq!(read_scenario(&path).unwrap_err().exit_code(), 2);
}

#[test]
fn commit_writes_everything_and_nothing_else() {
    let top = folder();
    let path = top.path().join("a/b");
    let mut out = claim(&path).unwrap();
    let files = [Artifact::new("x.csv", "1\n"), Artifact::new("charts/y.svg", "<svg/>")];
    out.commit(vec![], &files, &manifest()).unwrap();
    drop(out);
    assert_eq!(names(&path), ["charts", "manifest.json", "x.csv"]);
    assert_eq!(names(&path.join("charts")), ["y.svg"]);
    assert_eq!(fs::read(path.join("x.csv")).unwrap(), b"1\n");
}

#[cfg(unix)]
#[test]
fn others_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let top = folder();
    let mut out = claim(top.path()).unwrap();
    out.commit(vec![], &[], &manifest()).unwrap();
    let mode = fs::metadata(top.path().join(MANIFEST)).unwrap().permissions().mode();
    assert_eq!(mode & 0o600, 0o600);
    // The umask may take bits away from 0644, but never adds any.
    assert_eq!(mode & 0o777 & !0o644, 0);
}

#[test]
fn stale_files_go_and_foreign_files_stay() {
    let top = folder_of(&[("old.csv", "old"), ("new.csv", "old"), ("edited.csv", "old")]);
    fs::write(top.path().join("notes.txt"), "mine").unwrap();
    fs::write(top.path().join("edited.csv"), "mine").unwrap();
    let mut out = claim(top.path()).unwrap();
    out.commit(vec![], &[Artifact::new("new.csv", "new")], &manifest()).unwrap();
    assert_eq!(names(top.path()), ["edited.csv.yours", "manifest.json", "new.csv", "notes.txt"]);
    assert_eq!(text(&top, "new.csv"), "new");
    assert_eq!(text(&top, "edited.csv.yours"), "mine");
}

/// What `put` has written is listed by the new manifest, and is no file of the old results only.
#[test]
fn what_the_new_manifest_lists_is_not_stale() {
    let top = folder_of(&[("p1.json", "1"), ("p2.json", "2")]);
    let mut out = claim(top.path()).unwrap();
    let listed = Artifact::new(MANIFEST, listing(&[("p1.json", "1")]));
    out.commit(vec![], &[], &listed).unwrap();
    assert_eq!(names(top.path()), ["manifest.json", "p1.json"]);
}

#[test]
fn a_file_that_nobody_lists_is_not_replaced() {
    let top = folder_of(&[("a.csv", "old")]);
    for name in ["b.csv", "c.csv"] {
        fs::write(top.path().join(name), "mine").unwrap();
    }
    let files = ["a.csv", "b.csv", "c.csv", "d.csv"].map(|name| Artifact::new(name, "new"));
    let mut out = claim(top.path()).unwrap();
    for error in [
        out.expect(["a.csv", "b.csv", "c.csv", "d.csv"]).unwrap_err(),
        out.commit(vec![], &files, &manifest()).unwrap_err(),
    ] {
        assert_eq!(error.exit_code(), 4);
        let said = error.to_string();
        assert!(said.contains("b.csv: ") && said.contains("nor does it list c.csv;"), "{said}");
    }
    assert_eq!(out.put(&files[1]).unwrap_err().exit_code(), 4);
    assert_eq!(names(top.path()), ["a.csv", "b.csv", "c.csv", "manifest.json"]);
    assert_eq!((text(&top, "a.csv").as_str(), text(&top, "b.csv").as_str()), ("old", "mine"));
}

#[test]
fn force_replaces_what_is_written_and_nothing_else() {
    let top = folder();
    fs::create_dir(top.path().join("charts")).unwrap();
    for name in ["a.csv", "b.csv", "charts/a.svg", "manifest.json"] {
        fs::write(top.path().join(name), "mine").unwrap();
    }
    let mut out = Folder::claim(top.path(), true, |_| {}).unwrap();
    out.commit(vec![], &[Artifact::new("a.csv", "new")], &manifest()).unwrap();
    assert_eq!(names(top.path()), ["a.csv", "b.csv", "charts", "manifest.json"]);
    let found = ["a.csv", "b.csv", "charts/a.svg"].map(|name| text(&top, name));
    assert_eq!(found, ["new", "mine", "mine"]);
    // A folder is nothing that a file may replace.
    let error = out.expect(["charts"]).unwrap_err();
    assert!(error.to_string().contains("it is a folder"), "{error}");
}

#[test]
fn a_changed_file_is_kept_beside_its_place() {
    let top = folder_of(&[("a.csv", "old"), ("b.csv", "old"), ("c.csv", "old")]);
    for round in ["first", "second"] {
        fs::write(top.path().join("a.csv"), round).unwrap();
        let mut out = claim(top.path()).unwrap();
        let whole = [Artifact::new("a.csv", "new"), Artifact::new("b.csv", "new")];
        let listed = Artifact::new(MANIFEST, listing(&[("a.csv", "new"), ("b.csv", "new")]));
        out.commit(vec![], &whole, &listed).unwrap();
    }
    assert_eq!(
        names(top.path()),
        ["a.csv", "a.csv.yours", "a.csv.yours.2", "b.csv", "manifest.json"]
    );
    let found = ["a.csv", "a.csv.yours", "a.csv.yours.2"].map(|name| text(&top, name));
    assert_eq!(found, ["new", "first", "second"]);
}

/// A run that was killed between its first file and its manifest has left that under its temporary name:
/// what it has put in place is no file of the user's.
#[test]
fn files_of_a_killed_run_are_its_own() {
    let top = folder_of(&[("a.csv", "old"), ("b.csv", "old")]);
    fs::write(top.path().join("a.csv"), "killed").unwrap();
    fs::write(top.path().join("c.csv"), "killed").unwrap();
    let begun = listing(&[("a.csv", "killed"), ("b.csv", "killed"), ("c.csv", "killed")]);
    fs::write(top.path().join(".flowcast-abc.tmp"), begun).unwrap();
    // Claimed and given up: what the killed run left is still known.
    drop(claim(top.path()).unwrap());
    let mut out = claim(top.path()).unwrap();
    let files = ["a.csv", "b.csv", "c.csv"].map(|name| Artifact::new(name, "new"));
    out.commit(vec![], &files, &manifest()).unwrap();
    assert_eq!(names(top.path()), ["a.csv", "b.csv", "c.csv", "manifest.json"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    use std::os::unix::fs::symlink;
    let (top, outside) = (folder(), folder());
    fs::write(outside.path().join("y.svg"), "mine").unwrap();
    fs::write(outside.path().join(".flowcast-abc.tmp"), "mine").unwrap();
    symlink(outside.path(), top.path().join("charts")).unwrap();
    symlink(outside.path().join("y.svg"), top.path().join("y.svg")).unwrap();
    for force in [false, true] {
        let mut out = Folder::claim(top.path(), force, |_| {}).unwrap();
        let error = out.commit(vec![], &[Artifact::new("charts/y.svg", "new")], &manifest());
        let error = error.unwrap_err();
        assert_eq!(error.exit_code(), 4);
        assert!(error.to_string().contains("it is a link"), "{error}");
        assert!(out.draft("charts/z.svg").is_err());
    }
    // A link at a file's place is a file of the user's; replaced, what it leads to stays.
    assert!(claim(top.path()).unwrap().expect(["y.svg"]).is_err());
    let mut out = Folder::claim(top.path(), true, |_| {}).unwrap();
    out.commit(vec![], &[Artifact::new("y.svg", "new")], &manifest()).unwrap();
    assert_eq!(names(outside.path()), [".flowcast-abc.tmp", "y.svg"]);
    assert_eq!((text(&top, "y.svg"), text(&outside, "y.svg")), ("new".into(), "mine".into()));
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let top = folder();
    let inner = top.path().join("inner");
    let mut out = claim(&inner).unwrap();
    for path in ["../x", "/tmp/x", "", "a/../../x"] {
        let error = out.commit(vec![], &[Artifact::new(path, "x")], &manifest()).unwrap_err();
        assert!(error.to_string().contains("leads out"), "{path}: {error}");
    }
    drop(out);
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join(MANIFEST), listing(&[("../notes.txt", "")])).unwrap();
    assert!(claim(&inner).unwrap_err().to_string().contains("leads out"));
}

#[test]
fn when_one_file_cannot_be_written_none_changes() {
    let top = folder_of(&[("a.csv", "old")]);
    fs::write(top.path().join("charts"), "a file where a folder should be").unwrap();
    let mut out = claim(top.path()).unwrap();
    let files = [Artifact::new("a.csv", "new"), Artifact::new("charts/y.svg", "<svg/>")];
    let error = out.commit(vec![], &files, &manifest()).unwrap_err();
    assert_eq!(error.exit_code(), 4);
    assert!(error.to_string().contains("y.svg"));
    assert_eq!(fs::read(top.path().join("a.csv")).unwrap(), b"old");
    assert_eq!(names(top.path()), ["a.csv", "charts", "manifest.json"]);
}

#[test]
fn a_draft_is_kept_by_a_commit_only() {
    let top = folder();
    let path = top.path().join("new");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("raw.csv"), "old").unwrap();
    fs::write(path.join(MANIFEST), listing(&[("raw.csv", "old")])).unwrap();
    let mut out = claim(&path).unwrap();
    let write = |out: &Folder| {
        let mut draft = out.draft("raw.csv").unwrap();
        draft.add(b"a\n").unwrap();
        draft.add(b"b\n").unwrap();
        draft
    };
    drop(write(&out));
    assert_eq!(names(&path), ["manifest.json", "raw.csv"]);
    let draft = write(&out);
    assert_eq!(fs::read(path.join("raw.csv")).unwrap(), b"old");
    out.commit(vec![draft], &[], &manifest()).unwrap();
    assert_eq!(fs::read(path.join("raw.csv")).unwrap(), b"a\nb\n");
    assert_eq!(names(&path), ["manifest.json", "raw.csv"]);
    assert!(out.draft("../raw.csv").unwrap_err().to_string().contains("leads out"));
}

#[test]
fn a_folder_that_was_never_written_to_vanishes() {
    let top = folder();
    let path = top.path().join("new");
    drop(claim(&path).unwrap());
    assert!(!path.exists());
}

#[test]
fn a_file_where_the_folder_should_be_is_an_error() {
    let top = folder();
    let path = top.path().join("file");
    fs::write(&path, "x").unwrap();
    assert_eq!(claim(&path).unwrap_err().exit_code(), 4);
    assert_eq!(fs::read(&path).unwrap(), b"x");
}

#[cfg(target_os = "linux")]
#[test]
fn two_runs_do_not_share_a_folder() {
    let top = folder();
    let first = claim(top.path()).unwrap();
    let error = claim(top.path()).unwrap_err();
    assert!(error.to_string().contains("another run"), "{error}");
    drop(first);
    claim(top.path()).unwrap();
}

#[test]
fn what_a_killed_run_left_is_removed() {
    let top = folder();
    fs::write(top.path().join(".flowcast-abc.tmp"), "half").unwrap();
    drop(claim(top.path()).unwrap());
    assert!(names(top.path()).is_empty());
}

#[test]
fn a_new_file_replaces_an_old_one_only_if_asked() {
    let top = folder();
    let path = top.path().join("x.toml");
    write_new(&path, "one", false).unwrap();
    assert_eq!(write_new(&path, "two", false).unwrap_err().exit_code(), 4);
    assert_eq!(fs::read(&path).unwrap(), b"one");
    write_new(&path, "two", true).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
}
