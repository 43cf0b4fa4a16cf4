//! What columns mean: by known names, or as told.

use super::Form;
use super::findings::Findings;
use super::table::{Row, Table};
use Field::*;
use std::collections::BTreeMap;

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The case.
    Campaign,
    /// The deliverable.
    Item,
    /// The step.
    Step,
    /// Work, review, broker or audit.
    Kind,
    /// The team.
    Team,
    /// The person.
    Person,
    /// When it became ready.
    Asked,
    /// When work began.
    Start,
    /// When it was over, or changed.
    End,
    /// Approved, rejected, ...
    Outcome,
    /// The round of a review, the version of a proof.
    Round,
    /// Why something was done again.
    Cause,
    /// Done, stopped or open.
    Status,
    /// Whether a row is the start or the end of a job.
    Lifecycle,
    /// Which field of an item was changed.
    Changed,
    /// From what.
    From,
    /// To what.
    To,
    /// Nothing: the column is not looked at.
    Unused,
}

/// A column of a log.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// What it was taken for.
    pub field: Option<Field>,
    /// Why.
    pub how: &'static str,
}

/// Fields, and names that tools give them, in lower case without spaces and signs; the likeliest first.
const NAMES: [(Field, &str); 18] = [
    (
        Campaign,
        "campaign campaignname caseconceptname caseid case casename epiclink epic project projects \
         projectname kampagne projekt folder foldername traceid processinstance",
    ),
    (
        Item,
        "item deliverable proofid issuekey key issue issueid parenttask taskid itemid ticket ticketid \
         deliverablename piece asset name proofname proofversionname element élément elemento vorgang stück stueck",
    ),
    (
        Step,
        "step activity conceptname activityname task taskname stage stagename sectioncolumn section \
         workflowstage event issuetype schritt étape etapa aufgabe tâche tarea phase",
    ),
    (Kind, "kind"),
    (Team, "team abteilung orggroup group department role orgrole"),
    (
        Person,
        "person orgresource resource assignee assignedto reviewer reviewername revieweremail owner user \
         username author changeauthor changedby completedby bearbeiter wer",
    ),
    (
        Asked,
        "asked enabled enabledtime enabledtimestamp queued ready requested requestedat assignedtime \
         proofversioncreateddate versioncreateddate angefragt beauftragt bereit createdat createddate created",
    ),
    (
        Start,
        "start beginn starttime starttimestamp startdate started startedat begin begintime from",
    ),
    (
        End,
        "end ende endtime endtimestamp enddate ended finish finished finishedat completetimestamp completiontime \
         completed completedat completeddate decisiondate resolved timetimestamp timestamp to datetime date \
         time",
    ),
    (
        Outcome,
        "outcome ergebnis entscheidung decision verdict reviewerdecision approvalstatus approverdecision result",
    ),
    (Round, "round runde version versionnumber iteration revision proofversion"),
    (Cause, "cause reworkcause"),
    (Status, "status jobstatus"),
    (Lifecycle, "lifecycletransition lifecycle transition eventtype"),
    (Changed, "field fieldname changedfield"),
    (From, "from fromstring fromvalue fromstatus oldvalue old previous"),
    (To, "to tostring tovalue tostatus newvalue new"),
    (Unused, ""),
];
/// Names of what may be a piece or a step: a piece where another column tells the step.
const TASKS: &str = "task taskname aufgabe tâche tarea";
const NOT_USED: &str = "not used";
const TOLD: &str = "--map";
/// Names of the time of a change; where there is another, `created` is when the item was.
const WHEN: &str =
    "when changedat changed changedate historydate timestamp datetime date time created";
/// Names of who made a change: before those of whom an item is assigned to, today.
const WHO: &str = "author changeauthor changedby authorname authordisplayname by user username person \
                   actor orgresource resource assignee assignedto owner bearbeiter wer";
/// Names of the campaign in a history besides those of other forms: the epic, as Jira calls it today.
const EPIC: &str = "parent parentkey parentid parentsummary";
/// Names of when something was made, which need not be when it was asked for.
const MADE: [&str; 3] = ["createdat", "createddate", "created"];
/// A history has it beside its statuses: what kind of thing an item is.
const TYPE: &str = "issuetype";
/// Fields of each form.
const OF_JOBS: &[Field] = &[
    Lifecycle, Campaign, Item, Step, Kind, Team, Person, Asked, Start, End, Outcome, Round, Cause,
    Status,
];
const OF_CHANGES: &[Field] = &[Campaign, Item, Team, Person, End, Changed, From, To];
const OF_PROOFS: &[Field] =
    &[Campaign, Item, Step, Team, Person, Asked, Start, End, Outcome, Round];

impl Field {
    /// Its name in `--map`, and in the files of `export-log`.
    pub fn name(self) -> &'static str {
        match self {
            Campaign => "campaign",
            Item => "item",
            Step => "step",
            Kind => "kind",
            Team => "team",
            Person => "person",
            Asked => "asked",
            Start => "start",
            End => "end",
            Outcome => "outcome",
            Round => "round",
            Cause => "cause",
            Status => "status",
            Lifecycle => "lifecycle",
            Changed => "changed",
            From => "from",
            To => "to",
            Unused => "unused",
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Field> {
        NAMES.iter().map(|(field, _)| *field)
    }

    /// That of a name.
    pub fn named(name: &str) -> Option<Field> {
        Field::all().find(|field| field.name() == name)
    }

    fn known_names(self, form: Form) -> impl Iterator<Item = &'static str> {
        let known = NAMES.iter().find(|(field, _)| *field == self).map_or("", |(_, names)| *names);
        let [names, more] = match (form, self) {
            (Form::Changes, End) => [WHEN, ""],
            (Form::Changes, Person) => [WHO, ""],
            (Form::Changes, Campaign) => [known, EPIC],
            _ => [known, ""],
        };
        names.split_whitespace().chain(more.split_whitespace())
    }
}

/// Which column is what.
pub struct Columns {
    /// What a row is.
    pub form: Form,
    /// All columns.
    pub list: Vec<Column>,
    places: BTreeMap<Field, usize>,
}

impl Columns {
    /// Guesses, after what was told; none if a column that is needed is missing.
    pub fn of(
        table: &Table<'_>,
        told: &[(String, Field)],
        found: &mut Findings<'_>,
    ) -> Option<Columns> {
        let names: Vec<String> = table.header.iter().map(|name| normal(name)).collect();
        let is_told = |name: &String| told.iter().any(|(told, _)| told == name);
        let guessed = names.iter().zip(&table.header).filter(|(_, name)| !is_told(name));
        let form = form(&guessed.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), told);
        let unused = |name: &String| Column { name: name.clone(), field: None, how: NOT_USED };
        let list = table.header.iter().map(unused).collect();
        let mut columns = Columns { form, list, places: BTreeMap::new() };
        columns.tell(table, told, found);
        let fields = match form {
            Form::Jobs => OF_JOBS,
            Form::Changes => OF_CHANGES,
            Form::Proofs => OF_PROOFS,
        };
        for field in fields.iter().filter(|field| told.iter().all(|(_, told)| told != *field)) {
            columns.guess(table, &names, *field, found);
        }
        if columns.form != Form::Changes && columns.place(Item).is_none() {
            columns.task_as_item(&names, told);
        }
        if let Some(name) = columns.subtasks(table) {
            columns.replace(Field::Step, name, "the section of subtasks is empty");
        }
        columns.require(table, found);
        columns.refuse_issues(table, found);
        found.is_clean().then_some(columns)
    }

    /// Whether the item is what Asana calls the parent: then a row is a subtask.
    pub fn has_parents(&self) -> bool {
        self.place(Field::Item).is_some_and(|item| normal(&self.list[item].name) == "parenttask")
    }

    /// The name of a task, in a column that is free.
    pub fn of_task(&self) -> Option<usize> {
        let is_free = |it: &Column| matches!(it.field, None | Some(Field::Step));
        self.list.iter().position(|it| normal(&it.name) == "name" && is_free(it))
    }

    /// The section of a subtask is mostly empty, in Asana: then its name is the step.
    fn subtasks(&self, table: &Table<'_>) -> Option<usize> {
        let section = self.place(Field::Step)?;
        if !self.has_parents() || self.list[section].how == TOLD {
            return None;
        }
        let subtasks = || table.rows.iter().filter(|row| self.cell(row, Field::Item).is_some());
        let empty = subtasks().filter(|row| row.cell(section).is_none()).count();
        self.of_task().filter(|_| empty * 2 > subtasks().count())
    }

    /// A list of Jira's issues says when each was created and resolved, nothing of what lay between.
    fn refuse_issues(&self, table: &Table<'_>, found: &mut Findings<'_>) {
        let Some(step) = self.place(Field::Step).map(|place| &self.list[place]) else { return };
        let guessed = normal(&step.name) == "issuetype" && step.how != TOLD;
        if self.form == Form::Jobs && guessed && self.place(Field::Start).is_none() {
            let message = "this is a list of issues without their history: when each was created and resolved, not what was done in between";
            let help = format!(
                "export the changelog, a row a transition (key, author, date, field, from, to); if each issue is one step, say which column names it, such as --map \"{}=step\"",
                step.name
            );
            found.place(table.head.clone(), message, &help);
        }
    }

    fn tell(&mut self, table: &Table<'_>, told: &[(String, Field)], found: &mut Findings<'_>) {
        for (name, field) in told {
            let Some(place) = table.header.iter().position(|column| column == name) else {
                let near = table
                    .header
                    .iter()
                    .max_by(|a, b| strsim::jaro(a, name).total_cmp(&strsim::jaro(b, name)));
                let near = near.map_or(String::new(), |near| format!("; the nearest is `{near}`"));
                found.place(
                    table.head.clone(),
                    &format!("--map speaks of a column `{name}` that the log does not have{near}"),
                    "it is --map COLUMN=FIELD: first the name in the file, then what it means",
                );
                continue;
            };
            if *field == Unused {
                self.list[place].how = TOLD;
                continue;
            }
            if self.places.contains_key(field) || self.list[place].field.is_some() {
                let message = format!("--map gives `{name}` or `{}` twice", field.name());
                found.place(table.head.clone(), &message, "one column for one field");
            }
            self.set(*field, place, TOLD);
        }
    }

    fn set(&mut self, field: Field, place: usize, how: &'static str) {
        self.places.insert(field, place);
        (self.list[place].field, self.list[place].how) = (Some(field), how);
    }

    /// Another column for a field.
    fn replace(&mut self, field: Field, place: usize, how: &'static str) {
        if let Some(old) = self.place(field) {
            (self.list[old].field, self.list[old].how) = (None, NOT_USED);
        }
        self.set(field, place, how);
    }

    fn guess(
        &mut self,
        table: &Table<'_>,
        names: &[String],
        field: Field,
        found: &mut Findings<'_>,
    ) {
        let free = |place: &usize| self.list[*place].how == NOT_USED;
        for known in field.known_names(self.form) {
            let all: Vec<usize> =
                (0..names.len()).filter(free).filter(|place| names[*place] == known).collect();
            if let [_, _, ..] = *all {
                let message =
                    format!("the column `{}` is there {} times", table.header[all[0]], all.len());
                found.place(table.head.clone(), &message, "give each column a name of its own");
            }
            if let [first, ..] = *all {
                return self.set(field, first, "known name");
            }
        }
    }

    /// A task is a piece where another column tells the step.
    fn task_as_item(&mut self, names: &[String], told: &[(String, Field)]) {
        let step = self.place(Step);
        let free = |place: &usize| self.list[*place].how == NOT_USED;
        let mut tasks = TASKS.split_whitespace();
        let task = tasks
            .find_map(|task| (0..names.len()).filter(free).find(|place| names[*place] == task));
        let is_told = told.iter().any(|(_, field)| *field == Item);
        if let Some(task) = task.filter(|_| step.is_some() && !is_told) {
            self.set(Item, task, "known name, beside that of the step");
        }
    }

    /// Notes what is missing.
    fn require(&mut self, table: &Table<'_>, found: &mut Findings<'_>) {
        let any = |of: &[Field]| of.iter().any(|field| self.places.contains_key(field));
        let mut example = None;
        let mut missing = Vec::new();
        let mut lack = |field: Field, words: &'static str| {
            example.get_or_insert(field);
            missing.push(words);
        };
        if !any(&[Campaign, Item]) {
            lack(Item, "campaign (the case) or item");
        }
        match self.form {
            Form::Jobs if !any(&[Step]) => lack(Step, "step"),
            Form::Proofs if !any(&[Outcome]) => lack(Outcome, "outcome"),
            Form::Changes if !any(&[Item]) => lack(Item, "item"),
            Form::Changes if !any(&[From]) => lack(From, "from"),
            _ => {}
        }
        if !any(&[End]) {
            lack(End, "end (when a job was over, or a status changed)");
        }
        if !missing.is_empty() {
            let message = format!("no column was recognised as {}", missing.join(", nor as "));
            let columns: Vec<String> =
                table.header.iter().take(30).map(|name| format!("`{name}`")).collect();
            let fields: Vec<&str> = Field::all().map(Field::name).collect();
            let numbered = |name: &&String| name.contains(|c: char| c.is_ascii_digit());
            let help = if table.header.iter().filter(numbered).count() * 2 >= table.header.len() {
                "the first line must name the columns: item, step, person, start, end, ..."
                    .to_owned()
            } else {
                format!(
                    "say what a column holds, such as --map \"{}={}\": columns are {}, fields {}",
                    self.spare(),
                    example.unwrap_or(Step).name(),
                    columns.join(", "),
                    fields.join(", ")
                )
            };
            found.place(table.head.clone(), &message, &help);
        }
    }

    /// The first column that was taken for nothing.
    fn spare(&self) -> &str {
        let mut free = self.list.iter().filter(|column| column.field.is_none());
        free.next().map_or("COLUMN", |column| &column.name)
    }

    /// Which column holds a field.
    pub fn place(&self, field: Field) -> Option<usize> {
        self.places.get(&field).copied()
    }

    /// What a row says of a field.
    pub fn cell<'r>(&self, row: &'r Row, field: Field) -> Option<&'r str> {
        self.place(field).and_then(|place| row.cell(place))
    }

    /// The column from which it was guessed when work was asked for, if its name says only when something was made.
    pub fn made(&self) -> Option<&str> {
        let column = &self.list[self.place(Asked).filter(|_| self.form == Form::Jobs)?];
        let is_made = MADE.contains(&&*normal(&column.name)) && column.how != TOLD;
        is_made.then_some(&*column.name)
    }

    /// Leaves the column of a field aside.
    pub fn leave(&mut self, field: Field) {
        if let Some(place) = self.places.remove(&field) {
            (self.list[place].field, self.list[place].how) = (None, NOT_USED);
        }
    }

    /// What the choice of columns means.
    pub fn notes(&self) -> Vec<String> {
        let lacks = |field| self.place(field).is_none();
        let mut notes = Vec::new();
        if lacks(Campaign) {
            notes.push("No column tells the campaign: each item is a case of its own.".to_owned());
        }
        let spare = self.list.iter().any(|column| column.how == NOT_USED);
        if self.form == Form::Jobs && lacks(Item) && !lacks(Campaign) {
            let how = match spare {
                true => "if a column holds the deliverable, say --map COLUMN=item",
                false => "if it has several, export which one a row is about",
            };
            notes.push(format!("No column tells the item: a campaign is one piece, and what comes again in it counts as done again: {how}."));
        }
        if self.form == Form::Proofs && lacks(Step) {
            notes.push(
                "Rows are proof rounds without a stage: the step is called `review`.".to_owned(),
            );
        }
        notes
    }
}

/// Ziflow writes the time zone behind a name.
const UTC: &str = "(UTC)";

/// Whether a column's name says that its times are UTC.
pub fn is_utc(name: &str) -> bool {
    name.trim().ends_with(UTC)
}

/// A name in lower case, without spaces and signs.
pub fn normal(name: &str) -> String {
    let name = name.trim().trim_end_matches(UTC);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// By the names of columns of which nobody said what they are, and by what was said.
fn form(names: &[&str], told: &[(String, Field)]) -> Form {
    let told = |field: Field| told.iter().any(|(_, told)| *told == field);
    let named = |field: Field| field.known_names(Form::Jobs).find(|known| names.contains(known));
    let known = |field: Field| told(field) || named(field).is_some();
    let has_step = told(Step) || named(Step).is_some_and(|name| name != TYPE && !known(Changed));
    let proofs = names.iter().any(|name| name.starts_with("proof"));
    if known(To) && (told(From) || known(From)) && !has_step {
        Form::Changes
    } else if proofs && known(Outcome) {
        Form::Proofs
    } else {
        Form::Jobs
    }
}
