use super::*;

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

fn manifest() -> Artifact {
    Artifact::new(MANIFEST, "{}")
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
    let mut out = Folder::claim(&path).unwrap();
    let files = [Artifact::new("x.csv", "1\n"), Artifact::new("charts/y.svg", "<svg/>")];
    out.commit(vec![], &files, &manifest(), &[]).unwrap();
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
    let mut out = Folder::claim(top.path()).unwrap();
    out.commit(vec![], &[], &manifest(), &[]).unwrap();
    let mode = fs::metadata(top.path().join(MANIFEST)).unwrap().permissions().mode();
    assert_eq!(mode & 0o600, 0o600);
    // The umask may take bits away from 0644, but never adds any.
    assert_eq!(mode & 0o777 & !0o644, 0);
}

#[test]
fn stale_files_go_and_foreign_files_stay() {
    let top = folder();
    fs::write(top.path().join("notes.txt"), "mine").unwrap();
    fs::write(top.path().join("old.csv"), "old").unwrap();
    let mut out = Folder::claim(top.path()).unwrap();
    let stale = ["old.csv".to_owned(), "new.csv".to_owned(), "gone.csv".to_owned()];
    out.commit(vec![], &[Artifact::new("new.csv", "new")], &manifest(), &stale).unwrap();
    assert_eq!(names(top.path()), ["manifest.json", "new.csv", "notes.txt"]);
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let top = folder();
    let inner = top.path().join("inner");
    let mut out = Folder::claim(&inner).unwrap();
    for path in ["../x", "/tmp/x", "", "a/../../x"] {
        let error = out.commit(vec![], &[Artifact::new(path, "x")], &manifest(), &[]).unwrap_err();
        assert!(error.to_string().contains("leads out"), "{path}: {error}");
    }
    let error = out.commit(vec![], &[], &manifest(), &["../notes.txt".to_owned()]).unwrap_err();
    assert!(error.to_string().contains("leads out"));
}

#[test]
fn when_one_file_cannot_be_written_none_changes() {
    let top = folder();
    fs::write(top.path().join("a.csv"), "old").unwrap();
    fs::write(top.path().join("charts"), "a file where a folder should be").unwrap();
    let mut out = Folder::claim(top.path()).unwrap();
    let files = [Artifact::new("a.csv", "new"), Artifact::new("charts/y.svg", "<svg/>")];
    let error = out.commit(vec![], &files, &manifest(), &[]).unwrap_err();
    assert_eq!(error.exit_code(), 4);
    assert!(error.to_string().contains("y.svg"));
    assert_eq!(fs::read(top.path().join("a.csv")).unwrap(), b"old");
    assert_eq!(names(top.path()), ["a.csv", "charts"]);
}

#[test]
fn a_draft_is_kept_by_a_commit_only() {
    let top = folder();
    let path = top.path().join("new");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("raw.csv"), "old").unwrap();
    let mut out = Folder::claim(&path).unwrap();
    let write = |out: &Folder| {
        let mut draft = out.draft("raw.csv").unwrap();
        draft.add(b"a\n").unwrap();
        draft.add(b"b\n").unwrap();
        draft
    };
    drop(write(&out));
    assert_eq!(names(&path), ["raw.csv"]);
    let draft = write(&out);
    assert_eq!(fs::read(path.join("raw.csv")).unwrap(), b"old");
    let stale = ["raw.csv".to_owned()];
    out.commit(vec![draft], &[], &manifest(), &stale).unwrap();
    assert_eq!(fs::read(path.join("raw.csv")).unwrap(), b"a\nb\n");
    assert_eq!(names(&path), ["manifest.json", "raw.csv"]);
    assert!(out.draft("../raw.csv").unwrap_err().to_string().contains("leads out"));
}

#[test]
fn many_files_at_once_stay_in_order_and_the_first_error_is_told() {
    let items: Vec<usize> = (0..100).collect();
    assert_eq!(at_once(items.clone(), |item| Ok(2 * item)).unwrap()[99], 198);
    let fails = |item: usize| match item {
        7 | 70 => Err(Error::Usage(format!("item {item}"))),
        _ => Ok(item),
    };
    assert_eq!(at_once(items, fails).unwrap_err().to_string(), "item 7");
    assert!(at_once(Vec::<usize>::new(), fails).unwrap().is_empty());
}

#[test]
fn a_folder_that_was_never_written_to_vanishes() {
    let top = folder();
    let path = top.path().join("new");
    drop(Folder::claim(&path).unwrap());
    assert!(!path.exists());
}

#[test]
fn a_file_where_the_folder_should_be_is_an_error() {
    let top = folder();
    let path = top.path().join("file");
    fs::write(&path, "x").unwrap();
    assert_eq!(Folder::claim(&path).unwrap_err().exit_code(), 4);
    assert_eq!(fs::read(&path).unwrap(), b"x");
}

#[cfg(target_os = "linux")]
#[test]
fn two_runs_do_not_share_a_folder() {
    let top = folder();
    let first = Folder::claim(top.path()).unwrap();
    let error = Folder::claim(top.path()).unwrap_err();
    assert!(error.to_string().contains("another run"), "{error}");
    drop(first);
    Folder::claim(top.path()).unwrap();
}

#[test]
fn what_a_killed_run_left_is_removed() {
    let top = folder();
    fs::write(top.path().join(".flowcast-abc.tmp"), "half").unwrap();
    drop(Folder::claim(top.path()).unwrap());
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
