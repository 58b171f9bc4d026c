//! What a panic of the drawing thread leaves for the next start: a program that was started from the desktop has
//! no terminal to say it on.

use std::cell::Cell;
use std::fmt::Write as _;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Timestamp;

use crate::atomic_file;

/// A longer note is not ours.
const MAX_BYTES: u64 = 64 << 10;

/// Name of the thread whose panic ends the program.
const DRAWING_THREAD: &str = "main";

thread_local! {
    /// What a panic of this thread means now.
    static MEANING: Cell<Meaning> = const { Cell::new(Meaning::Fault) };
}

/// What a panic means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The program is at fault.
    Fault,
    /// A window that is not there any more, and no fault.
    Survived,
}

/// A panic ended what [`survive`] was given, and nothing else.
#[derive(Debug, PartialEq, Eq)]
pub struct Survived;

/// Does what may panic in code of others for a reason that is no fault of the program. Such a panic goes to the log
/// and leaves no note; one within [`end_with`] ends the thread as any other.
///
/// # Errors
/// After a panic that was survived.
pub fn survive<T>(act: impl FnOnce() -> T) -> Result<T, Survived> {
    let before = MEANING.replace(Meaning::Survived);
    let done = panic::catch_unwind(AssertUnwindSafe(act));
    let meaning = MEANING.replace(before);
    match done {
        Ok(value) => Ok(value),
        Err(_) if meaning == Meaning::Survived => Err(Survived),
        Err(panic) => panic::resume_unwind(panic),
    }
}

/// Does a part of what [`survive`] was given whose panics are faults of the program.
pub fn end_with<T>(act: impl FnOnce() -> T) -> T {
    let before = MEANING.replace(Meaning::Fault);
    let value = act();
    MEANING.set(before);
    value
}

/// From now on each panic goes to the log, and one of the drawing thread leaves a note at `note`. What the log has
/// waiting is written when the thread unwinds.
pub fn install(note: Option<PathBuf>) {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let thread = thread::current();
        let name = thread.name().unwrap_or("unnamed");
        let text = described(info);
        if MEANING.get() == Meaning::Survived {
            tracing::warn!("a window was destroyed from outside: {text}");
            return;
        }
        tracing::error!(thread = name, "panic: {text}");
        if let (DRAWING_THREAD, Some(note)) = (name, &note) {
            leave(note, &text);
        }
        before(info);
    }));
}

/// What the last run left, as a sentence; the note is gone after that.
pub fn take(note: &Path) -> Option<String> {
    let text = atomic_file::read_text(note, MAX_BYTES).ok().flatten()?;
    // One that stays would be told again at each start; it is told once at least.
    let _ = std::fs::remove_file(note);
    let text = text.trim();
    Some(format!(
        "awsdash ended unexpectedly: {text}. The log has more; please report it."
    ))
}

fn described(info: &PanicHookInfo<'_>) -> String {
    let mut text = info
        .payload_as_str()
        .unwrap_or("no message")
        .replace('\n', " ");
    if let Some(place) = info.location() {
        // Writing to a String does not fail.
        let _ = write!(text, " ({}:{})", place.file(), place.line());
    }
    text
}

fn leave(note: &Path, text: &str) {
    let now = Timestamp::now();
    let version = crate::version::version();
    let text = format!("{now}, version {version}: {text}\n");
    // Nothing can be told any more if this fails.
    let _ = atomic_file::write_private(note, text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_that_means_no_fault_is_survived_and_one_within_is_not() {
        assert_eq!(survive(|| 1), Ok(1));
        assert_eq!(survive(|| panic!("no such window")), Err::<(), _>(Survived));
        let ended = panic::catch_unwind(|| survive(|| end_with(|| panic!("a fault"))));
        assert!(ended.is_err());
        // And the thread is as it was.
        assert!(MEANING.get() == Meaning::Fault);
    }

    #[test]
    fn a_note_is_told_once_and_names_what_happened() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("crash.txt");
        assert_eq!(take(&note), None);
        leave(&note, "index out of bounds (src/ui/pane.rs:12)");
        let said = take(&note).unwrap();
        assert!(said.starts_with("awsdash ended unexpectedly: "), "{said}");
        assert!(said.contains("index out of bounds (src/ui/pane.rs:12)"));
        assert!(said.contains(crate::version::version()), "{said}");
        assert_eq!(take(&note), None);
    }
}
