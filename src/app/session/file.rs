//! The file of a session. Each program that runs has one of its own: the first `session.json`, a second one at the
//! same time `session-2.json`, and each finds its own again.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::layout::Layout;
use super::{SavedPane, SavedWindow, Session};
use crate::atomic_file::{self, FileError, ReadError};
use crate::paths::private_dir;

/// A larger file is not ours.
const MAX_FILE_BYTES: u64 = 4 << 20;

/// How many programs at once have a session.
const MAX_PROGRAMS: usize = 16;

/// More panes than these are not opened at a start.
const MAX_PANES: usize = 64;

/// What a session was of: scopes of a simulated AWS mean nothing elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionOf {
    /// AWS, or what takes its place at another address.
    Aws,
    /// The sandbox.
    Sandbox,
}

/// Where the session of this program is kept, for as long as it runs.
#[derive(Debug)]
pub struct SessionFile {
    path: PathBuf,
    /// What it held at the start.
    found: Option<Session>,
    /// Held until the program ends, however it ends.
    _alone: File,
}

/// The file as it is written, before each pane is looked at.
#[derive(Deserialize)]
struct Content {
    windows: Vec<SavedWindow<Value>>,
    #[serde(default)]
    focused: Option<usize>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

impl SessionFile {
    /// The first session file in `folder` that no other program has, and a sentence for everything in it that
    /// cannot be used. `None` when there is none; the program then keeps no session.
    pub fn open(folder: &Path, of: SessionOf) -> (Option<Self>, Vec<String>) {
        if private_dir(folder).is_err() {
            return (None, Vec::new());
        }
        let stem = match of {
            SessionOf::Aws => "session",
            SessionOf::Sandbox => "session-sandbox",
        };
        let names = (1..=MAX_PROGRAMS).map(|at| match at {
            1 => stem.to_owned(),
            at => format!("{stem}-{at}"),
        });
        for name in names {
            let lock = folder.join(format!("{name}.lock"));
            let Some(alone) = lock_of(&lock) else {
                continue;
            };
            let path = folder.join(format!("{name}.json"));
            return match read(&path) {
                Ok((found, notices)) => {
                    let file = Self {
                        path,
                        found,
                        _alone: alone,
                    };
                    (Some(file), notices)
                }
                Err(notice) => (None, vec![notice]),
            };
        }
        tracing::info!("the session is not kept: no session file is free");
        (None, Vec::new())
    }

    /// What was open when the program ended last.
    pub fn take_found(&mut self) -> Option<Session> {
        self.found.take()
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Session {
    /// Writes it to the file at `path` in one step.
    ///
    /// # Errors
    /// When it cannot be written: the old one is still there.
    pub fn save(&self, path: &Path) -> Result<(), FileError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| {
            FileError::Refused(format!("the session cannot be written: {error}"))
        })?;
        atomic_file::write_private(path, format!("{text}\n").as_bytes())
    }
}

/// The lock, unless another program has it or the file system has none.
fn lock_of(path: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(path);
    let file = file.ok()?;
    file.try_lock().is_ok().then_some(file)
}

/// The session at `path`, with a sentence for what cannot be used; or why the file must be left alone.
fn read(path: &Path) -> Result<(Option<Session>, Vec<String>), String> {
    let text = match atomic_file::read_text(path, MAX_FILE_BYTES) {
        Ok(None) => return Ok((None, Vec::new())),
        Ok(Some(text)) => text,
        Err(error @ ReadError::Io { .. }) => {
            return Err(format!("{error}; the session is neither opened nor kept"));
        }
        Err(error @ ReadError::NotOurs { .. }) => return set_aside(path, &error.to_string()),
    };
    match serde_json::from_str::<Content>(&text) {
        Ok(content) => usable(path, content),
        Err(error) => {
            let problem = format!("{} is no session: {error}", path.display());
            set_aside(path, &problem)
        }
    }
}

/// What can be used of it. Of a file with panes that cannot be opened a copy is kept.
fn usable(path: &Path, content: Content) -> Result<(Option<Session>, Vec<String>), String> {
    let mut problems = Vec::new();
    let mut count = 0;
    let mut pane = |value: Value| {
        count += 1;
        if count > MAX_PANES {
            return None;
        }
        serde_json::from_value::<SavedPane>(value)
            .map_err(|error| problems.push(format!("pane {count}: {error}")))
            .ok()
    };
    let windows: Vec<SavedWindow> = content
        .windows
        .into_iter()
        .filter_map(|window| {
            let layout: Layout<SavedPane> = window.layout.map(&mut pane)?;
            Some(SavedWindow {
                layout,
                other: window.other,
            })
        })
        .collect();
    if count > MAX_PANES {
        problems.push(format!("it has more than {MAX_PANES} panes"));
    }
    let mut notices = Vec::new();
    if !problems.is_empty() {
        let problems = problems.join("; ");
        let aside = atomic_file::copy_aside(path).map_err(|error| {
            format!("{problems}, and {} cannot be copied aside: {error}; the session is neither opened nor kept", path.display())
        })?;
        notices.push(format!(
            "Of the last session not everything was opened: {problems}. It is kept as {}.",
            aside.display()
        ));
    }
    let session = Session {
        windows,
        focused: content.focused,
        other: content.other,
    };
    Ok((Some(session), notices))
}

fn set_aside(path: &Path, problem: &str) -> Result<(Option<Session>, Vec<String>), String> {
    match atomic_file::move_aside(path) {
        Ok(aside) => {
            let notice = format!(
                "{problem}; it is kept as {} and the window starts with new panes",
                aside.display()
            );
            Ok((None, vec![notice]))
        }
        Err(error) => Err(format!(
            "{problem}, and it cannot be moved aside ({error}); the session is not kept until you move the file"
        )),
    }
}
