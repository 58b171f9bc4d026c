//! Checkpoints: resident memory at named places of the program. Debug builds only.
#![deny(unsafe_code)]

#[cfg(debug_assertions)]
pub use written::{CHECKPOINT_FILE, write_checkpoint};

/// Leaves a line with the name of a place, the thread and the resident memory in
/// `agent_perf_timing.log`. The name and the context may be anything that displays.
///
/// In release builds this is nothing: neither argument is evaluated, and no text of it is in the
/// binary.
///
/// ```no_run
/// let rows = 314;
/// awsdash::perf_checkpoint!("phase1_complete", &format!("{rows} resources"));
/// ```
#[cfg(debug_assertions)]
#[macro_export]
macro_rules! perf_checkpoint {
    ($name:expr $(,)?) => {
        $crate::app::memory_profiling::write_checkpoint(format_args!("{}", $name))
    };
    ($name:expr, $context:expr $(,)?) => {
        $crate::app::memory_profiling::write_checkpoint(format_args!("{} - {}", $name, $context))
    };
}

/// Leaves a line with the name of a place, the thread and the resident memory in
/// `agent_perf_timing.log` in debug builds. This is a release build: nothing is evaluated.
#[cfg(not(debug_assertions))]
#[macro_export]
macro_rules! perf_checkpoint {
    ($name:expr $(,)?) => {
        if false {
            let _ = &$name;
        }
    };
    ($name:expr, $context:expr $(,)?) => {
        if false {
            let _ = (&$name, &$context);
        }
    };
}

/// [`memory_checkpoint`] with the name written as in `format!`. In release builds nothing is
/// evaluated, so prefer this where the name has to be put together.
///
/// ```no_run
/// let rows = 314;
/// awsdash::memory_checkpoint!("after_phase1_complete_{rows}_resources");
/// ```
#[cfg(debug_assertions)]
#[macro_export]
macro_rules! memory_checkpoint {
    ($($name:tt)+) => {
        $crate::app::memory_profiling::write_checkpoint(format_args!($($name)+))
    };
}

/// [`memory_checkpoint`](crate::app::memory_profiling::memory_checkpoint) with the name written as
/// in `format!`. This is a release build: nothing is evaluated.
#[cfg(not(debug_assertions))]
#[macro_export]
macro_rules! memory_checkpoint {
    ($($name:tt)+) => {
        if false {
            let _ = format_args!($($name)+);
        }
    };
}

/// Leaves a line with `name`, the thread and the resident memory in `agent_perf_timing.log` in debug
/// builds; does nothing in release builds. Where the name is put together first, use
/// [`memory_checkpoint!`](crate::memory_checkpoint).
#[inline]
pub fn memory_checkpoint(name: &str) {
    #[cfg(debug_assertions)]
    write_checkpoint(format_args!("{name}"));
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod written {
    use std::fmt::{self, Write as _};
    use std::fs::{self, File, OpenOptions};
    use std::io::{self, Write as _};
    use std::path::{Path, PathBuf};
    use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
    use std::thread;
    use std::time::Instant;

    use jiff::ZonedDateTime;

    use crate::app::logging::redact;
    use crate::app::memory_profiling::{RSS_SAMPLE_INTERVAL, rss_bytes};
    use crate::paths::{AppPaths, private_dir};

    /// The file in the log directory.
    pub const CHECKPOINT_FILE: &str = "agent_perf_timing.log";

    /// At this size the file becomes `agent_perf_timing.1.log` and a new one is begun.
    const MAX_BYTES: u64 = 16 << 20;

    /// Writes one line. Use the macros, which are nothing in release builds.
    ///
    /// One system call per line and no buffer of our own, so that a line is in the file at once, even if the
    /// program crashes next. What cannot be written is dropped: a checkpoint never fails.
    pub fn write_checkpoint(text: fmt::Arguments<'_>) {
        static LOG: LazyLock<Mutex<Option<CheckpointLog>>> = LazyLock::new(|| {
            let opened =
                AppPaths::find().map(|paths| CheckpointLog::open(&paths.logs_dir(), MAX_BYTES));
            Mutex::new(opened.ok().and_then(Result::ok))
        });
        if let Some(log) = lock(&LOG).as_mut() {
            // A full disk must not stop the program.
            let _ = log.write(text);
        }
    }

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resident bytes, read at most every [`RSS_SAMPLE_INTERVAL`].
    fn cached_rss_bytes() -> u64 {
        static CACHED: Mutex<Option<(Instant, u64)>> = Mutex::new(None);
        let mut cached = lock(&CACHED);
        match *cached {
            Some((read_at, rss)) if read_at.elapsed() < RSS_SAMPLE_INTERVAL => rss,
            _ => {
                let rss = rss_bytes().unwrap_or(0);
                *cached = Some((Instant::now(), rss));
                rss
            }
        }
    }

    /// Where lines go, and how many bytes went there.
    struct CheckpointLog {
        path: PathBuf,
        file: File,
        written_bytes: u64,
        max_bytes: u64,
        line: String,
    }

    impl CheckpointLog {
        fn open(logs_dir: &Path, max_bytes: u64) -> io::Result<Self> {
            private_dir(logs_dir).map_err(io::Error::other)?;
            let path = logs_dir.join(CHECKPOINT_FILE);
            let file = open_private(&path)?;
            Ok(Self {
                written_bytes: file.metadata()?.len(),
                path,
                file,
                max_bytes,
                line: String::new(),
            })
        }

        fn write(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
            self.line.clear();
            let mem_mb = cached_rss_bytes() as f64 / (1024.0 * 1024.0);
            let time = ZonedDateTime::now();
            write!(
                self.line,
                "[{}] [{:?}] [mem: {mem_mb:.1}MB] CHECKPOINT: {}",
                time.strftime("%H:%M:%S%.3f"),
                thread::current().id(),
                redact(&text.to_string()).replace(['\n', '\r'], " "),
            )
            .map_err(io::Error::other)?;
            self.line.push('\n');
            if self.written_bytes + self.line.len() as u64 > self.max_bytes {
                self.rotate()?;
            }
            self.file.write_all(self.line.as_bytes())?;
            self.written_bytes += self.line.len() as u64;
            Ok(())
        }

        fn rotate(&mut self) -> io::Result<()> {
            fs::rename(&self.path, self.path.with_extension("1.log"))?;
            self.file = open_private(&self.path)?;
            self.written_bytes = 0;
            Ok(())
        }
    }

    fn open_private(path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options.open(path)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn log_in(dir: &Path, max_bytes: u64) -> CheckpointLog {
            CheckpointLog::open(dir, max_bytes).unwrap()
        }

        fn read(dir: &Path) -> String {
            fs::read_to_string(dir.join(CHECKPOINT_FILE)).unwrap()
        }

        /// `[14:23:45.123] [ThreadId(5)] [mem: 245.3MB] ` with every digit as a 9, runs as one.
        fn shape(prefix: &str) -> String {
            let mut shape: String = prefix
                .chars()
                .map(|c| if c.is_ascii_digit() { '9' } else { c })
                .collect();
            while shape.contains("99") {
                shape = shape.replace("99", "9");
            }
            shape
        }

        #[test]
        fn lines_have_exactly_the_promised_form() {
            let dir = tempfile::tempdir().unwrap();
            let mut log = log_in(dir.path(), MAX_BYTES);
            log.write(format_args!("{} - {}", "phase1_complete", "314 resources"))
                .unwrap();
            let text = read(dir.path());
            let (prefix, rest) = text.split_once("CHECKPOINT: ").unwrap();
            assert_eq!(rest, "phase1_complete - 314 resources\n");
            assert_eq!(shape(prefix), "[9:9:9.9] [ThreadId(9)] [mem: 9.9MB] ");
            assert_eq!(
                prefix.find(']'),
                Some(13),
                "hours to milliseconds: {prefix}"
            );
        }

        #[test]
        fn the_macros_and_the_function_write_where_the_logs_are() {
            crate::perf_checkpoint!("tests.only_a_name");
            crate::perf_checkpoint!("tests.with_context", &format!("{} rows", 3));
            crate::memory_checkpoint!("tests_after_{}_resources", 314);
            crate::app::memory_profiling::memory_checkpoint(&format!("tests_fn_{}", 1));
            let text = read(&AppPaths::find().unwrap().logs_dir());
            for line in [
                "CHECKPOINT: tests.only_a_name\n",
                "CHECKPOINT: tests.with_context - 3 rows\n",
                "CHECKPOINT: tests_after_314_resources\n",
                "CHECKPOINT: tests_fn_1\n",
            ] {
                assert!(text.contains(line), "{line} not in {text}");
            }
        }

        #[test]
        fn the_file_is_bounded_and_one_older_one_is_kept() {
            let dir = tempfile::tempdir().unwrap();
            let mut log = log_in(dir.path(), 1000);
            for n in 0..200 {
                log.write(format_args!("line_{n}")).unwrap();
            }
            assert!(read(dir.path()).ends_with("line_199\n"));
            let sizes: Vec<u64> = fs::read_dir(dir.path())
                .unwrap()
                .map(|entry| entry.unwrap().metadata().unwrap().len())
                .collect();
            assert_eq!(sizes.len(), 2);
            assert!(sizes.iter().all(|&bytes| bytes <= 1000), "{sizes:?}");
        }

        #[test]
        fn a_text_of_many_lines_stays_one_line_and_secrets_stay_out() {
            let dir = tempfile::tempdir().unwrap();
            log_in(dir.path(), MAX_BYTES)
                .write(format_args!("a\nb AKIAIOSFODNN7EXAMPLE"))
                .unwrap();
            let text = read(dir.path());
            assert!(text.ends_with("a b [redacted]\n"), "{text}");
        }

        #[cfg(unix)]
        #[test]
        fn only_the_owner_can_read_it() {
            use std::os::unix::fs::PermissionsExt as _;
            let dir = tempfile::tempdir().unwrap();
            let log = log_in(dir.path(), MAX_BYTES);
            let mode = log.file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
