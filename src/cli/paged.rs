//! Results whose folder keeps their page as words and as what its charts show.

use super::outcome::Outcome;
use super::results::{self, Results, Shown, Wanted};
use super::session::Session;
use super::session::claim::{BEST, data_files};
use super::session::fitted::Fitted;
use flowcast::error::Error;
use flowcast::report::stored::Stored;
use flowcast::report::story::{STORY, Story};
use flowcast::report::told::{PAGE, Told};
use flowcast::report::{Document, Table, csv, html};
use flowcast::store::manifest::{Manifest, Question};
use flowcast::store::{Artifact, Folder, Kept};

/// Tables and a page.
pub struct Paged {
    told: Told,
    story: Story,
    tables: Vec<Table>,
    /// The model that was found, as text.
    best: Option<String>,
}

impl Paged {
    /// Of what was found.
    pub fn of(told: Told, story: Story, tables: Vec<Table>) -> Paged {
        Paged { told, story, tables, best: None }
    }

    /// With a model that was found.
    #[must_use]
    pub fn with_best(self, best: String) -> Paged {
        Paged { best: Some(best), ..self }
    }

    /// The results in a folder.
    ///
    /// # Errors
    /// A file that cannot be read, or is not the one that the manifest speaks of.
    pub fn read(kept: &Kept) -> Result<Paged, Error> {
        let files = data_files(kept.manifest.question.name()).iter();
        let tables = files.filter(|file| kept.lists(file)).filter_map(|file| {
            let name = file.strip_suffix(".csv")?;
            Some(kept.parse(file, |bytes| csv::read(name, bytes)))
        });
        let tables = tables.collect::<Result<_, Error>>()?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|it| it.to_string());
        let best = kept.lists(BEST).then(|| kept.parse(BEST, text)).transpose()?;
        let (told, story) = (kept.parse(PAGE, Told::parse)?, kept.parse(STORY, Story::parse)?);
        Ok(Paged { told, story, tables, best })
    }

    /// Writes and shows them, beside what a fitted scenario measures and assumes.
    ///
    /// # Errors
    /// As [`Session::finish`].
    pub fn finish(
        mut self,
        session: &mut Session<'_>,
        folder: Folder,
        question: Question,
    ) -> Result<Outcome, Error> {
        if let Some(fitted) = Fitted::beside(&session.ask.scenario.scenario)? {
            fitted.tell(&session.loaded.document, &mut self.story);
        }
        let manifest = session.manifest(question);
        session.finish(folder, &self, manifest)
    }
}

impl Results for Paged {
    fn is_complete(&self) -> bool {
        self.told.complete
    }

    fn tables(&self) -> Vec<Table> {
        self.tables.clone()
    }

    fn files(
        &self,
        tables: &[Table],
        manifest: &Manifest,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Artifact>, Error> {
        let mut files = results::csv_files(tables)?;
        files.extend(self.best.iter().map(|text| Artifact::new(BEST, text.clone())));
        files.push(Artifact::new(PAGE, self.told.to_json()));
        files.push(Artifact::new(STORY, self.story.to_json()));
        let drawings = if wanted.draws() { self.told.drawings() } else { Vec::new() };
        let drawn: Vec<_> = drawings.iter().flatten().cloned().collect();
        files.extend(results::charts(&drawn, wanted.charts)?);
        if wanted.report {
            let page = self.told.document(manifest, &self.story, &drawings);
            files.push(results::report(html::render(&page))?);
        }
        Ok(files)
    }

    fn page(&self, shown: &Shown<'_>) -> Document {
        self.told.document(shown.manifest, &self.story, &[])
    }
}
