//! Settings, bookmarks and the session go to their files on another thread, half a second after a change, and at the end of the
//! program. Files of another window of the program are merged, not overwritten.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::AwsDash;
use crate::app::bookmarks::Bookmarks;
use crate::app::jobs::{Failure, Job, JobLine, Progress, Task};
use crate::app::resource_explorer::query_engine::Waker;
use crate::app::session::Session;
use crate::app::settings::Settings;
use crate::atomic_file::FileError;

/// How long a change waits for others: a key that is held down changes the zoom thirty times a second.
const SAVE_AFTER: Duration = Duration::from_millis(500);

/// Longest that the end of the program waits for a file that is being written.
const END_TIME: Duration = Duration::from_secs(5);

/// What came of writing a file.
struct Saved<T> {
    /// What was written, as it is after the merge.
    value: T,
    /// What to tell, or why the file is as it was.
    outcome: Result<Vec<String>, FileError>,
}

/// One file that is written when its content has changed.
pub(super) struct Saver<T> {
    changed: Option<Instant>,
    job: Option<Job<Saved<T>>>,
}

impl<T> Default for Saver<T> {
    fn default() -> Self {
        Self {
            changed: None,
            job: None,
        }
    }
}

/// The files.
#[derive(Default)]
pub(super) struct Saving {
    pub(super) session: Saver<Session>,
    settings: Saver<Settings>,
    bookmarks: Saver<Bookmarks>,
}

impl Saving {
    /// What is being written.
    pub(super) fn lines(&self) -> impl Iterator<Item = JobLine> {
        let settings = self.settings.job.as_ref().map(Job::line);
        let bookmarks = self.bookmarks.job.as_ref().map(Job::line);
        let session = self.session.job.as_ref().map(Job::line);
        settings.into_iter().chain(bookmarks).chain(session)
    }
}

impl<T: Send + 'static> Saver<T> {
    pub(super) fn note_change(&mut self) {
        self.changed.get_or_insert_with(Instant::now);
    }

    /// Starts writing when it is time; one run at a time. Returns when to be called again.
    fn start_if_due(
        &mut self,
        task: Task,
        wake: &Waker,
        work: impl FnOnce() -> Box<dyn FnOnce() -> Saved<T> + Send>,
    ) -> Option<Duration> {
        let changed = self.changed.filter(|_| self.job.is_none())?;
        let rest = SAVE_AFTER.saturating_sub(changed.elapsed());
        if !rest.is_zero() {
            return Some(rest);
        }
        self.changed = None;
        let wake = Arc::clone(wake);
        self.job = Some(Job::start(task, move || wake(), work()));
        None
    }

    fn take(&mut self) -> Option<Result<Saved<T>, Failure>> {
        match self.job.as_ref()?.progress() {
            Progress::Pending => None,
            Progress::Done(saved) => {
                self.job = None;
                Some(Ok(saved))
            }
            Progress::Failed(failure) => {
                self.job = None;
                Some(Err(failure))
            }
        }
    }

    /// Waits for the run under way.
    fn settle(&mut self) -> Option<Saved<T>> {
        match self.job.take()?.wait(END_TIME) {
            Progress::Done(saved) => Some(saved),
            Progress::Pending | Progress::Failed(_) => None,
        }
    }
}

impl AwsDash {
    /// Settings have changed.
    pub(super) fn save_settings(&mut self) {
        if self.paths.is_some() {
            self.saving.settings.note_change();
        }
    }

    /// Bookmarks have changed.
    pub(super) fn save_bookmarks(&mut self) {
        self.saving.bookmarks.note_change();
    }

    /// Takes in what was written and writes what has changed. Returns when to be called again.
    pub(super) fn update_saving(&mut self) -> Option<Duration> {
        if let Some(saved) = self.saving.settings.take() {
            self.take_saved(saved, |app, settings| app.settings.take_saved(&settings));
        }
        if let Some(saved) = self.saving.bookmarks.take() {
            self.take_saved(saved, |app, bookmarks| app.bookmarks.take_saved(bookmarks));
        }
        let settings = self.paths.as_ref().and_then(|paths| {
            let (settings, path) = (&self.settings, paths.settings_file());
            let task = Task::new("save-settings", "Saving settings");
            let work = || -> Box<dyn FnOnce() -> Saved<Settings> + Send> {
                let mut value = settings.clone();
                Box::new(move || {
                    let outcome = value.save(&path).map(|()| Vec::new());
                    Saved { value, outcome }
                })
            };
            self.saving.settings.start_if_due(task, &self.wake, work)
        });
        let bookmarks = &self.bookmarks;
        let task = Task::new("save-bookmarks", "Saving bookmarks");
        let work = || -> Box<dyn FnOnce() -> Saved<Bookmarks> + Send> {
            let mut value = bookmarks.clone();
            Box::new(move || {
                let outcome = value.save();
                Saved { value, outcome }
            })
        };
        let bookmarks = self.saving.bookmarks.start_if_due(task, &self.wake, work);
        let session = self.start_saving_session();
        settings.into_iter().chain(bookmarks).chain(session).min()
    }

    fn start_saving_session(&mut self) -> Option<Duration> {
        if let Some(saved) = self.saving.session.take() {
            self.take_saved(saved, |_, _| {});
        }
        let path = self.session.file.as_ref()?.path().to_owned();
        let latest = &self.session.latest;
        let task = Task::new("save-session", "Saving the session");
        let work = || -> Box<dyn FnOnce() -> Saved<Session> + Send> {
            let value = latest.clone();
            Box::new(move || {
                let outcome = value.save(&path).map(|()| Vec::new());
                Saved { value, outcome }
            })
        };
        self.saving.session.start_if_due(task, &self.wake, work)
    }

    fn take_saved<T>(&mut self, saved: Result<Saved<T>, Failure>, keep: impl FnOnce(&mut Self, T)) {
        let told = match saved {
            Ok(Saved { value, outcome }) => {
                keep(self, value);
                outcome.unwrap_or_else(|error| vec![error.to_string()])
            }
            Err(failure) => vec![format!("A change was not saved: {failure}.")],
        };
        told.into_iter()
            .for_each(|text| _ = self.notify_error(text));
    }

    /// Writes what has not been written. The window is closed by now, so errors go to the log.
    pub(super) fn save_at_the_end(&mut self) {
        if let Some(saved) = self.saving.settings.settle() {
            self.settings.take_saved(&saved.value);
        }
        if let Some(saved) = self.saving.bookmarks.settle() {
            self.bookmarks.take_saved(saved.value);
        }
        let _ = self.saving.session.settle();
        if self.saving.session.changed.take().is_some()
            && let Some(file) = &self.session.file
            && let Err(error) = self.session.latest.save(file.path())
        {
            tracing::error!(%error, "the session was not saved at the end");
        }
        if self.saving.settings.changed.take().is_some()
            && let Some(paths) = &self.paths
            && let Err(error) = self.settings.save(&paths.settings_file())
        {
            tracing::error!(%error, "settings were not saved at the end");
        }
        if self.saving.bookmarks.changed.take().is_some()
            && let Err(error) = self.bookmarks.save()
        {
            tracing::error!(%error, "bookmarks were not saved at the end");
        }
    }
}
