//! The program's log: one line per event in `logs/awsdash.log`, bounded in size, without secrets.
//!
//! An event is formatted on the thread that logs it and handed to a worker thread, which removes
//! what looks like a credential ([`redact`](redact())), writes, and rotates. A thread that logs never waits
//! for a disk; when the worker cannot keep up, lines are dropped and counted.

mod format;
mod level;
mod redact;
mod rotating;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use tracing::Subscriber;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Registry, fmt, reload};

pub use level::{BadLogFilter, LogFilter, LogLevel};
pub use redact::{REDACTED, redact};
pub use rotating::{LogLimits, RotatingFile};

use crate::paths::{AppPaths, PathsError, private_dir};

/// Overrides the level in the settings: a level, or a filter such as `info,aws_smithy_runtime=debug`.
pub const LEVEL_VARIABLE: &str = "AWSDASH_LOG";

/// Lines that wait for the worker at most.
const MAX_WAITING_LINES: usize = 16_384;

/// Longer lines are cut: one event must not push everything else out of the log.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// Why there is no log. The program runs on without one, and says so.
#[derive(Debug, Error)]
pub enum LoggingError {
    /// No folder to write to.
    #[error(transparent)]
    Folder(#[from] PathsError),
    /// The file cannot be opened.
    #[error("cannot write the log {}: {source}; check the permissions of the file and its folder", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in this process logs already.
    #[error("logging is set up already")]
    AlreadySet,
}

/// Keeps the log running. Dropping it writes the lines that still wait; hold it until `main` returns.
#[must_use = "lines that wait are lost when this is dropped too early"]
pub struct Logging {
    path: PathBuf,
    filter: reload::Handle<Targets, Registry>,
    dropped: ErrorCounter,
    _guard: WorkerGuard,
}

impl Logging {
    /// The file that is written now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes what is logged from now on.
    pub fn set_filter(&self, filter: &LogFilter) {
        // Fails only when the subscriber is gone, and then there is nothing to filter.
        let _ = self.filter.reload(filter.targets());
    }

    /// Lines that were dropped because the disk could not keep up.
    pub fn dropped_lines(&self) -> usize {
        self.dropped.dropped_lines()
    }
}

/// Starts logging for the whole process.
///
/// # Errors
/// When the log file cannot be had, or logging was started before.
pub fn init(paths: &AppPaths, filter: &LogFilter) -> Result<Logging, LoggingError> {
    let (subscriber, logging) = build(paths, filter, LogLimits::default())?;
    subscriber
        .try_init()
        .map_err(|_| LoggingError::AlreadySet)?;
    Ok(logging)
}

fn build(
    paths: &AppPaths,
    filter: &LogFilter,
    limits: LogLimits,
) -> Result<(impl Subscriber + Send + Sync + use<>, Logging), LoggingError> {
    let path = paths.log_file();
    private_dir(&paths.logs_dir())?;
    let file = RotatingFile::open(&path, limits).map_err(|source| LoggingError::File {
        path: path.clone(),
        source,
    })?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(MAX_WAITING_LINES)
        .thread_name("log-writer")
        .finish(RedactingWriter { file });
    let dropped = writer.error_counter();
    let (targets, handle) = reload::Layer::new(filter.targets());
    let lines = fmt::layer()
        .with_ansi(false)
        .event_format(format::LineFormat)
        .with_writer(writer);
    let logging = Logging {
        path,
        filter: handle,
        dropped,
        _guard: guard,
    };
    Ok((Registry::default().with(targets).with(lines), logging))
}

/// Removes secrets from each line on its way to the file. The worker writes line by line.
struct RedactingWriter {
    file: RotatingFile,
}

impl Write for RedactingWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches('\n');
        // Cut twice: a secret that the first cut goes through is beyond the second one.
        let clean = redact(&text[..text.floor_char_boundary(2 * MAX_LINE_BYTES)]);
        let cut = clean.floor_char_boundary(MAX_LINE_BYTES);
        let mut whole = clean[..cut].to_owned();
        if cut < clean.len() {
            whole.push_str(" … [cut]");
        }
        whole.push('\n');
        self.file.write_line(whole.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tracing::subscriber::with_default;

    /// What `log` leaves in the file.
    fn logged(filter: &str, log: impl FnOnce(&Logging)) -> String {
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::under(home.path());
        let filter = filter.parse().unwrap();
        let (subscriber, logging) = build(&paths, &filter, LogLimits::default()).unwrap();
        with_default(subscriber, || log(&logging));
        drop(logging);
        fs::read_to_string(paths.log_file()).unwrap()
    }

    #[test]
    fn the_budgets_line_stands_in_the_file_word_for_word() {
        let text = logged("info", |_| {
            tracing::info!("Memory budget initialized: total 16384 MB, limit 13107 MB (80%)");
        });
        assert!(
            text.ends_with(
                " INFO logging::tests: \
                 Memory budget initialized: total 16384 MB, limit 13107 MB (80%)\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_line_has_local_time_with_milliseconds_and_offset_level_target_spans_and_fields() {
        let text = logged("info", |_| {
            let span = tracing::info_span!("list", account = "001234567890");
            span.in_scope(|| tracing::warn!(target: "awsdash::app::resource_explorer::cache", rows = 3, "Page is short"));
        });
        let (time, rest) = text.split_once(' ').unwrap();
        let parsed: jiff::Timestamp = time.parse().unwrap();
        assert!(
            jiff::Timestamp::now()
                .duration_since(parsed)
                .as_secs()
                .abs()
                < 60
        );
        assert_eq!(time.len(), "2026-01-02T03:04:05.678+01:00".len(), "{time}");
        assert_eq!(
            rest,
            " WARN cache: list{account=\"001234567890\"}: Page is short rows=3\n"
        );
    }

    #[test]
    fn the_level_can_be_changed_while_the_program_runs() {
        let text = logged("info", |logging| {
            tracing::debug!("not yet");
            logging.set_filter(&LogFilter::from(LogLevel::Debug));
            tracing::debug!("but now");
        });
        assert!(
            !text.contains("not yet") && text.contains("but now"),
            "{text}"
        );
    }

    #[test]
    fn the_sdk_speaks_up_only_when_asked() {
        let speak = |_: &Logging| {
            tracing::info!(target: "aws_smithy_runtime::client", "sdk info");
            tracing::warn!(target: "aws_config", "sdk warning");
            tracing::debug!(target: "hyper_util::client", "pool");
            tracing::info!(target: "awsdash::app", "ours");
        };
        let text = logged("debug", speak);
        assert!(
            text.contains("sdk warning") && text.contains("ours"),
            "{text}"
        );
        assert!(
            !text.contains("sdk info") && !text.contains("pool"),
            "{text}"
        );
        let text = logged("info,aws_smithy_runtime=debug", speak);
        assert!(text.contains("sdk info"), "{text}");
    }

    #[test]
    fn a_message_cannot_forge_a_second_line() {
        let text = logged("info", |_| {
            tracing::info!("name: {}", "web\n2026-01-01 ERROR forged\r\u{1b}[31m");
        });
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text}");
    }

    #[test]
    fn secrets_do_not_reach_the_file() {
        let text = logged("info", |_| {
            let token = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQD".repeat(4);
            tracing::info!(%token, "x-amz-security-token: {token} key AKIAIOSFODNN7EXAMPLE");
        });
        assert!(!text.contains("IQoJ") && !text.contains("AKIA"), "{text}");
        assert!(text.contains(REDACTED), "{text}");
    }

    #[test]
    fn an_endless_line_is_cut() {
        let text = logged("info", |_| tracing::info!("{}", "ab ".repeat(100_000)));
        assert!(text.len() < MAX_LINE_BYTES + 100 && text.ends_with("[cut]\n"));
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_named() {
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::under(home.path());
        fs::create_dir_all(paths.log_file()).unwrap();
        let filter = LogFilter::from(LogLevel::Info);
        let error = build(&paths, &filter, LogLimits::default()).err().unwrap();
        assert!(error.to_string().contains("awsdash.log"), "{error}");
    }
}
