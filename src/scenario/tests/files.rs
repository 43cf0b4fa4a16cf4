//! Deliverables and distributions from CSV files: they mean what tables mean, and are refused with their file, row and column.

use crate::model::{Deliverable, Scenario, Tier, When};
use crate::scenario::{Document, Problems};
use crate::time::{DAY, Elapsed};
use std::collections::BTreeMap;

const HEAD: &str = r#"schema = 2
name = "many pieces"
teams = { a = {}, b = {} }
streams = [
  { name = "make", team = "a", effort = "1h" },
  { name = "check", team = "b", effort = "1h", needs = ["make"] },
  { name = "set-up", team = "a", effort = "1h", needs = ["check"] },
]
"#;

fn document(head: &str, csv: &str, sets: &[(&str, &str)]) -> Result<Scenario, Problems> {
    let text =
        format!("{head}deliverables = [{{ file = \"assets.csv\" }}, {{ name = \"last\" }}]\n");
    let document = Document::parse("campaign.toml", &text)?;
    assert_eq!(document.files(), ["assets.csv"]);
    let files = BTreeMap::from([("assets.csv".to_owned(), csv.to_owned())]);
    let sets = sets.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    document.with_files(&files)?.with(&sets.collect::<Vec<_>>())?.resolve()
}

fn read(csv: &str, sets: &[(&str, &str)]) -> Vec<Deliverable> {
    let scenario = document(HEAD, csv, sets);
    scenario.unwrap_or_else(|problems| panic!("{problems}")).facts.deliverables
}

#[test]
fn rows_mean_what_tables_mean() {
    let csv = "\u{feff}name,count,size,tier,skip,due\r\n\
               e-mail,6,,,,\r\n\
               \"film, long\",,2.5,high,set-up; check,3d\r\n\
               ,,,,,\r\n\
               \"the \"\"one\"\"\",1,1,low,check,\r\n";
    let found = read(csv, &[]);
    let names: Vec<&str> = found.iter().map(|of| of.name.as_str()).collect();
    assert_eq!(names, ["e-mail", "film, long", "the \"one\"", "last"]);
    let [mail, film, one, _] = &found[..] else { panic!("{found:?}") };
    assert_eq!((mail.count, mail.size, mail.tier, mail.due), (6, 1.0, Tier::Medium, None));
    assert_eq!(
        (film.count, film.size, film.tier, &film.skip[..]),
        (1, 2.5, Tier::High, &[1, 2][..])
    );
    assert_eq!(film.due, Some(When::After(Elapsed(3 * DAY))));
    assert_eq!((one.tier, &one.skip[..]), (Tier::Low, &[1][..]));
}

/// A quote within a cell is a letter; lines may end as they like, the last not at all.
#[test]
fn quotes_within_cells_and_odd_line_ends() {
    let found = read("name,size\r\nbanner 5\" wide,2\n\n\n a b ,\"3\"", &[]);
    let told: Vec<(&str, f64)> = found.iter().map(|of| (of.name.as_str(), of.size)).collect();
    assert_eq!(told, [("banner 5\" wide", 2.0), ("a b", 3.0), ("last", 1.0)]);
}

#[test]
fn what_came_from_a_file_can_be_set() {
    let found = read(
        "name,size\nfilm,2\n",
        &[("deliverables.film.size", "4"), ("deliverables[0].count", "3")],
    );
    assert_eq!((found[0].size, found[0].count), (4.0, 3));
}

/// The file (a line of which is wrong), where that is, and what is said.
const WRONG: [(&str, &str, &str); 19] = [
    ("", "assets.csv:1:1", "without a line"),
    ("name,size\n", "assets.csv:1:1", "without rows"),
    ("size,count\n1,1\n", "assets.csv:1:1", "needs a column `name`"),
    ("name,siez\nfilm,1\n", "assets.csv:1:6", "did you mean `size`"),
    ("name,size,name\nfilm,1,x\n", "assets.csv:1:11", "two columns `name`"),
    ("name;size\nfilm;1\n", "assets.csv:1:1", "separated by commas, not by ';'"),
    ("name,size\nfilm,1,2\n", "assets.csv:2:1", "3 cells in a file of 2 columns"),
    ("name,size\na,1\n\nfilm,big\n", "assets.csv:4:6", "`big` is not a number"),
    ("name,size\nfilm,-1\n", "assets.csv:2:6", "is out of range"),
    ("name,count\nfilm,1.5\n", "assets.csv:2:6", "expected a whole number"),
    ("name,count\nfilm,0\n", "assets.csv:2:6", "is out of range"),
    ("name,tier\nfilm,urgent\n", "assets.csv:2:6", "`urgent` is not"),
    ("name,skip\nfilm,make;chekc\n", "assets.csv:2:6", "unknown stream `chekc`"),
    ("name,due\nfilm,soon\n", "assets.csv:2:6", "`soon` is not a deadline"),
    ("name,due\nfilm,2026-05-04\n", "assets.csv:2:6", "needs the campaign's start"),
    ("name,size\n,2\n", "assets.csv:2:1", "a row without a name"),
    ("name,size\n\"film,1\nmail,2\n", "assets.csv:2:1", "a quote that is not closed"),
    ("name,due\n,1d\nfilm,9000d\n", "assets.csv:3:6", "due after the horizon"),
    ("name,size\nfilm,1\nlast,1\n", "campaign.toml:9:", "two deliverables called `last`"),
];

#[test]
fn what_is_wrong_is_named_with_file_row_and_column() {
    for (csv, place, said) in WRONG {
        let problems = document(HEAD, csv, &[]).map(|_| ()).expect_err(csv).render(false);
        assert!(problems.contains(place) && problems.contains(said), "{csv:?}: {problems}");
    }
}

#[test]
fn all_problems_of_a_file_are_told_at_once() {
    let problems = document(HEAD, "name,size,tier\nfilm,big,high\nmail,1,urgent\n", &[]);
    let problems = problems.map(|_| ()).unwrap_err().render(false);
    assert!(
        problems.contains("assets.csv:2:6") && problems.contains("assets.csv:3:8"),
        "{problems}"
    );
}

/// A row of another length hides neither what is wrong with other rows nor its own name.
#[test]
fn a_row_of_another_length_hides_nothing() {
    let csv = "name,size,tier\nfilm,1\nmail,big,low\npost,1,urgent\n";
    let head = format!(
        "{HEAD}changes = [{{ stream = \"make\", at = \"1d\", deliverables = [\"film\"] }}]\n"
    );
    let found = document(&head, csv, &[]).map(|_| ()).unwrap_err().render(false);
    for said in ["2 cells in a file of 3 columns", "assets.csv:3:6", "assets.csv:4:8"] {
        assert!(found.contains(said), "{said}: {found}");
    }
    assert!(!found.contains("`film`"), "{found}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_line() {
    let text = format!("{HEAD}deliverables = [{{ file = \"assets.csv\" }}]\n");
    let document = Document::parse("campaign.toml", &text).unwrap();
    let found = document.file_problem("assets.csv", "no such file").render(false);
    assert!(found.contains("campaign.toml:9:26") && found.contains("no such file"), "{found}");
    assert!(found.contains("relative to the scenario's folder"), "{found}");
}

#[test]
fn a_file_is_of_schema_2_and_alone_in_its_table() {
    let old = document(&HEAD.replace("schema = 2", "schema = 1"), "name\nfilm\n", &[]);
    let old = old.map(|_| ()).unwrap_err().render(false);
    assert!(old.contains("campaign.toml:9:") && old.contains("`file` needs `schema = 2`"), "{old}");
    let text = format!("{HEAD}deliverables = [{{ file = \"assets.csv\", tier = \"high\" }}]\n");
    let files = BTreeMap::from([("assets.csv".to_owned(), "name\nfilm\n".to_owned())]);
    let both = Document::parse("campaign.toml", &text).unwrap().with_files(&files);
    let both = both.map(|_| ()).unwrap_err().render(false);
    assert!(both.contains("unknown key `tier`"), "{both}");
}

#[test]
fn a_file_that_nobody_read_is_not_passed_over() {
    let set = document(HEAD, "name\nfilm\n", &[("deliverables[0].file", "more.csv")]);
    let set = set.map(|_| ()).unwrap_err().render(false);
    assert!(set.contains("unknown key `name`") || set.contains("was not read"), "{set}");
    let text = format!("{HEAD}deliverables = [{{ file = \"assets.csv\" }}]\n");
    let unread = Document::parse("campaign.toml", &text).unwrap().resolve();
    let unread = unread.map(|_| ()).unwrap_err().render(false);
    assert!(unread.contains("was not read"), "{unread}");
}

/// A scenario whose first stream's effort comes from a file.
fn efforts(csv: &str, more: &str) -> Result<Scenario, Problems> {
    let effort = format!("{{ dist = \"file\", path = \"lists/h.csv\"{more} }}");
    let text = HEAD.replacen("\"1h\"", &effort, 1) + "deliverables = [{ name = \"film\" }]\n";
    let document = Document::parse("campaign.toml", &text)?;
    assert_eq!(document.files(), ["lists/h.csv"]);
    let files = BTreeMap::from([("lists/h.csv".to_owned(), csv.to_owned())]);
    document.with_files(&files)?.resolve()
}

/// Values, weighted values and quantiles: the same as if the file stood in the table.
#[test]
fn a_distribution_from_a_file_is_the_table_that_it_means() {
    let of = |text: &str| {
        let text = HEAD.replacen("\"1h\"", text, 1) + "deliverables = [{ name = \"film\" }]\n";
        crate::scenario::load("campaign.toml", &text, &[]).unwrap().facts.streams[0].clone()
    };
    for (csv, table) in [
        ("value\n2h\n\"1d\"\n", "{ dist = \"empirical\", values = [\"2h\", \"1d\"] }"),
        (
            "\u{feff}value_h,weight\r\n2,3\r\n8.5,1\r\n\r\n",
            "{ dist = \"empirical\", values = [\"2h\", \"8.5h\"], weights = [3, 1] }",
        ),
        (
            "p,value_h\n0,1\n0.5,2\n1,9\n",
            "{ dist = \"quantiles\", p = [0, 0.5, 1], values = [\"1h\", \"2h\", \"9h\"] }",
        ),
    ] {
        let found = efforts(csv, "").unwrap_or_else(|problems| panic!("{csv}: {problems}"));
        assert_eq!(format!("{:?}", found.facts.streams[0]), format!("{:?}", of(table)), "{csv}");
    }
}

#[test]
fn a_wrong_file_of_a_distribution_is_named_with_row_and_column() {
    for (csv, more, place, said) in [
        ("", "", "lists/h.csv:1:1", "without values"),
        ("value\n", "", "lists/h.csv:1:1", "without values"),
        ("hours\n2\n", "", "lists/h.csv:1:1", "the columns `hours` make no distribution"),
        ("value,p,weight\n2h,0,1\n", "", "lists/h.csv:1:1", "make no distribution"),
        ("weight\n2\n", "", "lists/h.csv:1:1", "make no distribution"),
        ("value,value\n2h,3h\n", "", "lists/h.csv:1:1", "make no distribution"),
        ("value\n2h\n3\n", "", "lists/h.csv:3:1", "needs a unit"),
        ("value_h,weight\n2,1\n3,many\n", "", "lists/h.csv:3:3", "`many` is not a number"),
        ("value_h,weight\n2,1\n3\n", "", "lists/h.csv:3:1", "1 cells in a file of 2 columns"),
        ("value_h,weight\n2,1\n3,-1\n", "", "lists/h.csv:3:3", "0 or more"),
        ("value_h\n2\n-3\n", "", "lists/h.csv:3:1", "cannot be negative"),
        ("value_h,p\n2,0.5\n3,1\n", "", "lists/h.csv:2:3", "`p` begins with 0.5"),
        ("value_h,p\n4,0\n3,1\n", "", "lists/h.csv:3:1", "`values` fall from 4 h to 3 h"),
        ("value_h,p\n1,0\n\n2,.6\n3,.5\n4,1\n", "", "lists/h.csv:5:3", "`p` hold 0.5"),
        ("value_h,p\n1,0\n2,0.9\n", "", "lists/h.csv:3:3", "`p` end with 0.9"),
        ("value\n2h\n", ", values = []", "campaign.toml:5:", "`values` stands beside a file"),
    ] {
        let problems = efforts(csv, more).map(|_| ()).expect_err(csv).render(false);
        assert!(problems.contains(place) && problems.contains(said), "{csv:?}: {problems}");
        assert_eq!(problems.matches("error:").count(), 1, "{problems}");
    }
    // Hours as Python writes them.
    assert!(efforts("value_h\n1e-05\n2.5E0\n", "").is_ok());
    let text = HEAD.replacen("\"1h\"", "{ dist = \"file\", path = \"h.csv\" }", 1)
        + "deliverables = [{ name = \"film\" }]\n";
    let document = Document::parse("campaign.toml", &text).unwrap();
    let found = document.file_problem("h.csv", "no such file").render(false);
    assert!(found.contains("campaign.toml:5:") && found.contains("no such file"), "{found}");
    let unread = document.resolve().map(|_| ()).unwrap_err().render(false);
    assert!(unread.contains("a file that was not read"), "{unread}");
    let old = text.replace("schema = 2", "schema = 1");
    let old = Document::parse("campaign.toml", &old).unwrap();
    let files = BTreeMap::from([("h.csv".to_owned(), "value\n2h\n".to_owned())]);
    let old = old.with_files(&files).unwrap().resolve().map(|_| ()).unwrap_err().render(false);
    assert!(old.contains("`dist = \"file\"` needs `schema = 2`"), "{old}");
}
