//! Takes the messages of a query: rows are printed, the rest is kept for the summary.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use super::progress_line::ProgressLine;
use super::rows::RowPrinter;
use super::summary::{Missing, Run, StoppedBy, keys};
use crate::app::resource_explorer::ledger::Ledger;
use crate::app::resource_explorer::progress::{
    PhaseCounts, ProgressEvent, QueryProgress, regions_assumed,
};
use crate::app::resource_explorer::query_engine::QueryEngine;
use crate::app::resource_explorer::source::BrokenAccess;
use crate::cli::args::ListArgs;
use crate::cli::exit::Exit;
use crate::cli::notes;
use crate::cli::output::write_error;

/// One run of `list`.
pub(super) struct Listing {
    rows: RowPrinter,
    total_rows: u64,
    ledger: Ledger,
    broken: Vec<Missing>,
    counts: PhaseCounts,
    memory_message: Option<String>,
    stopped_by: Option<StoppedBy>,
    lost: Option<io::Error>,
    finished: Option<Instant>,
    progress: ProgressLine,
    started: Instant,
}

impl Listing {
    /// Nothing has come yet.
    pub(super) fn new(args: &ListArgs, engine: &QueryEngine) -> Self {
        let parents = engine.types_with_needed_documents();
        Self {
            rows: RowPrinter::new(args, parents, Arc::clone(engine.row_facts()))
                .with_names_of(engine),
            total_rows: 0,
            ledger: Ledger::default(),
            broken: Vec::new(),
            counts: PhaseCounts::default(),
            memory_message: None,
            stopped_by: None,
            lost: None,
            finished: None,
            progress: ProgressLine::new(),
            started: Instant::now(),
        }
    }

    /// Takes one message.
    pub(super) fn take(&mut self, message: QueryProgress) {
        if let Some(counts) = message.counts {
            self.counts = counts;
        }
        match message.event {
            ProgressEvent::Rows(batch) => {
                self.total_rows += batch.len() as u64;
                self.write(|rows| rows.page(batch));
            }
            // Nothing can be taken back on standard output, so no row was shown ahead of its list.
            ProgressEvent::Replaced { shown, .. } => {
                for batch in shown {
                    self.total_rows += batch.len() as u64;
                    self.write(|rows| rows.page(batch));
                }
            }
            ProgressEvent::Outcome(entry) => self.ledger.record(entry),
            ProgressEvent::Outcomes(entries) => self.ledger.extend(entries),
            ProgressEvent::Recounted(keys) => {
                for (key, rows) in keys {
                    self.ledger.recount(&key, rows);
                }
            }
            ProgressEvent::AccessBroken(broken) => self.access_is_broken(&broken),
            ProgressEvent::RegionsAssumed {
                account,
                regions,
                error,
            } => {
                let sentence = regions_assumed(account, &regions, &error);
                self.missing(Missing::of_error(&error, sentence));
            }
            ProgressEvent::PlanFailed(error) => {
                self.missing(Missing::of_error(&error, error.to_string()));
            }
            ProgressEvent::DetailsFailed(failure) => self.missing(Missing {
                key: Some(failure.key),
                ..Missing::of_error(&failure.error, failure.to_string())
            }),
            ProgressEvent::DetailsLeft { lists } => {
                let keys = keys(lists.into());
                self.say(&format!("Details of {keys} were not fetched."));
            }
            ProgressEvent::Waiting(reason) => self.say(&reason),
            ProgressEvent::MemoryLimit(message) => {
                self.say(&message);
                self.memory_message = Some(message);
            }
            ProgressEvent::Finished(_) => self.finished = Some(Instant::now()),
            // Here lists end instead of waiting for a sign-in.
            ProgressEvent::AccountPaused { .. }
            | ProgressEvent::Seen { .. }
            // The engine keeps them until the end.
            | ProgressEvent::Details(_)
            | ProgressEvent::AccountResumed { .. }
            | ProgressEvent::Started
            | ProgressEvent::KeyComplete { .. }
            | ProgressEvent::Phase1Complete
            // The reason for the stop is reported anyway.
            | ProgressEvent::PlanUnfinished
            | ProgressEvent::Phase2Complete => {}
        }
    }

    /// Source and engine may both report it: it is said once.
    fn access_is_broken(&mut self, broken: &BrokenAccess) {
        let missing = Missing::of_error(&broken.error, notes::broken_access(broken));
        let known = |known: &Missing| known.via.as_deref() == Some(broken.via.as_str());
        if !self.broken.iter().any(known) {
            self.missing(Missing {
                via: Some(broken.via.to_string()),
                ..missing
            });
        }
    }

    fn missing(&mut self, missing: Missing) {
        if !self.broken.contains(&missing) {
            self.say(&missing.sentence);
            self.broken.push(missing);
        }
    }

    fn say(&mut self, sentence: &str) {
        self.progress.clear();
        notes::say(sentence);
    }

    /// Writes rows, unless that has failed before.
    fn write(&mut self, write: impl FnOnce(&mut RowPrinter) -> io::Result<()>) {
        if self.lost.is_none() {
            self.progress.make_way_for_rows();
            self.lost = write(&mut self.rows).err();
        }
    }

    /// Draws how far the query has come, on a terminal.
    pub(super) fn draw_progress(&mut self) {
        let failed = self.ledger.failures() + self.broken.len();
        self.progress.draw(&self.counts, self.total_rows, failed);
    }

    /// Remembers why the query was stopped; the first reason counts.
    pub(super) fn stop(&mut self, by: StoppedBy) {
        self.stopped_by.get_or_insert(by);
    }

    /// Why the query was stopped, if it was.
    pub(super) fn stopped_by(&self) -> Option<StoppedBy> {
        self.stopped_by
    }

    /// Whether nothing of the query runs any more.
    pub(super) fn is_finished(&self) -> bool {
        self.finished.is_some()
    }

    /// Whether rows cannot be written any more.
    pub(super) fn reader_is_gone(&self) -> bool {
        self.lost.is_some()
    }

    /// How every question was answered.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What is missing and belongs to no question.
    pub(super) fn broken(&self) -> &[Missing] {
        &self.broken
    }

    /// Writes what waits and ends the output.
    pub(super) fn finish(&mut self, engine: &QueryEngine) {
        self.progress.clear();
        self.write(|rows| rows.finish(engine));
        self.progress.clear();
    }

    /// Prints how it went, on standard error.
    ///
    /// # Errors
    /// When rows could not be written, unless their reader closed the pipe.
    pub(super) fn report(self) -> anyhow::Result<Exit> {
        match self.lost {
            // A terminal that was closed takes no rows.
            Some(_) if self.stopped_by == Some(StoppedBy::HangUp) => return Ok(Exit::HungUp),
            // A reader that has seen enough is no trouble: `awsdash list | head`.
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return Ok(Exit::Complete);
            }
            Some(error) => return Err(write_error(&error)),
            None => {}
        }
        let ended = self.finished.unwrap_or_else(Instant::now);
        let counts = self.rows.counts();
        let run = Run {
            total_rows: self.total_rows,
            shown_rows: self.rows.is_filtered().then_some(counts.shown),
            undecided_rows: counts.undecided,
            rows_without_tags: counts.without_tags,
            took: ended.duration_since(self.started),
            ledger: &self.ledger,
            broken: &self.broken,
            over_memory: self.memory_message.is_some(),
            stopped_by: self.stopped_by,
        };
        run.sentences()
            .iter()
            .for_each(|sentence| notes::say(sentence));
        tracing::info!(
            rows = self.total_rows,
            requests = self.counts.requests,
            exit = run.exit().code(),
            "list ends"
        );
        Ok(run.exit())
    }
}
