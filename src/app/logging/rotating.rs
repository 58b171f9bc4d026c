//! A log file with a size limit: `awsdash.log`, `awsdash.1.log`, ...; the oldest file is dropped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often to look whether the file is still where it was.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// How much disk the logs may take: `max_files` × `max_file_bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLimits {
    /// Bytes of one file.
    pub max_file_bytes: u64,
    /// Files, the one that is written included; at least 1.
    pub max_files: u32,
}

impl Default for LogLimits {
    fn default() -> Self {
        Self {
            max_file_bytes: 8 << 20,
            max_files: 4,
        }
    }
}

/// An appended file that is renamed when it is full. Readable by its owner only.
///
/// Several processes may write the same log: lines are appended whole, and a process that finds the file rotated
/// by another goes on in the new file.
pub struct RotatingFile {
    path: PathBuf,
    limits: LogLimits,
    file: BufWriter<File>,
    written_bytes: u64,
    checked_at: Instant,
}

impl RotatingFile {
    /// Opens or creates the file at `path` and appends to it.
    ///
    /// # Errors
    /// Of the file system.
    pub fn open(path: &Path, limits: LogLimits) -> io::Result<Self> {
        let file = open_private(path)?;
        Ok(Self {
            path: path.into(),
            limits,
            written_bytes: file.metadata()?.len(),
            file: BufWriter::with_capacity(64 * 1024, file),
            checked_at: Instant::now(),
        })
    }

    /// Appends one line, its line break included. It is in the file after [`RotatingFile::flush`].
    ///
    /// # Errors
    /// Of the file system: the line may be missing.
    pub fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        let line_bytes = line.len() as u64;
        let full = self.written_bytes + line_bytes > self.limits.max_file_bytes;
        if full && self.written_bytes > 0 {
            self.rotate()?;
        }
        // Whole lines only reach the file, so that lines of two processes do not mix.
        if self.file.buffer().len() + line.len() > self.file.capacity() {
            self.file.flush()?;
        }
        self.file.write_all(line)?;
        self.written_bytes += line_bytes;
        Ok(())
    }

    /// Writes what is buffered; finds out, now and then, whether the file was moved or deleted.
    ///
    /// # Errors
    /// Of the file system: buffered lines may be missing.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()?;
        if self.checked_at.elapsed() >= CHECK_INTERVAL {
            self.checked_at = Instant::now();
            if self.is_in_place() {
                // Another process may have written to it, too.
                self.written_bytes = self.file.get_ref().metadata()?.len();
            } else {
                self.reopen()?;
            }
        }
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.file.flush()?;
        if self.is_in_place() && self.make_room().is_err() {
            // Renaming is not allowed here. Better to lose old lines than to fill the disk.
            self.file.get_ref().set_len(0)?;
        }
        self.reopen()
    }

    /// Moves every file one number up; the last one goes.
    fn make_room(&self) -> io::Result<()> {
        let numbered = |n: u32| self.path.with_extension(format!("{n}.log"));
        let last = self.limits.max_files.saturating_sub(1);
        if last == 0 {
            return fs::remove_file(&self.path);
        }
        for n in (1..last).rev() {
            if let Err(error) = fs::rename(numbered(n), numbered(n + 1))
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(error);
            }
        }
        fs::rename(&self.path, numbered(1))
    }

    fn reopen(&mut self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            super::private_dir(folder).map_err(io::Error::other)?;
        }
        let file = open_private(&self.path)?;
        self.written_bytes = file.metadata()?.len();
        self.file = BufWriter::with_capacity(self.file.capacity(), file);
        Ok(())
    }

    /// Whether our path still leads to our file.
    #[cfg(unix)]
    fn is_in_place(&self) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        match (self.file.get_ref().metadata(), fs::metadata(&self.path)) {
            (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }

    /// Elsewhere an open file cannot be replaced by another of the same name.
    #[cfg(not(unix))]
    fn is_in_place(&self) -> bool {
        self.path.exists()
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let file = options.mode(0o600).open(path)?;
        // A file from elsewhere may be open to others. If it is not ours to change, write anyway.
        let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: LogLimits = LogLimits {
        max_file_bytes: 100,
        max_files: 3,
    };

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_total_is_bounded_and_the_newest_lines_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        let mut log = RotatingFile::open(&path, SMALL).unwrap();
        for n in 0..1000 {
            log.write_line(format!("line {n}\n").as_bytes()).unwrap();
        }
        log.flush().unwrap();
        assert_eq!(
            names(dir.path()),
            ["awsdash.1.log", "awsdash.2.log", "awsdash.log"]
        );
        let all: String = ["awsdash.2.log", "awsdash.1.log", "awsdash.log"]
            .map(|name| fs::read_to_string(dir.path().join(name)).unwrap())
            .concat();
        assert!(all.len() <= 300);
        let numbers: Vec<u32> = all
            .lines()
            .map(|line| line["line ".len()..].parse().unwrap())
            .collect();
        let expected: Vec<u32> = (1000 - numbers.len() as u32..1000).collect();
        assert_eq!(numbers, expected, "no line is lost or moved in between");
    }

    #[test]
    fn a_restart_goes_on_in_the_same_file_and_counts_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        fs::write(&path, "x".repeat(95) + "\n").unwrap();
        let mut log = RotatingFile::open(&path, SMALL).unwrap();
        log.write_line(b"new line\n").unwrap();
        log.flush().unwrap();
        assert_eq!(names(dir.path()), ["awsdash.1.log", "awsdash.log"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "new line\n");
    }

    #[test]
    fn a_single_file_starts_over_when_it_is_full() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        let limits = LogLimits {
            max_files: 1,
            ..SMALL
        };
        let mut log = RotatingFile::open(&path, limits).unwrap();
        for _ in 0..50 {
            log.write_line(b"0123456789\n").unwrap();
        }
        log.flush().unwrap();
        assert_eq!(names(dir.path()), ["awsdash.log"]);
        assert!(fs::metadata(&path).unwrap().len() <= 100);
    }

    #[test]
    fn a_line_larger_than_a_file_is_still_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        let mut log = RotatingFile::open(&path, SMALL).unwrap();
        log.write_line(&[b'x'; 500]).unwrap();
        log.flush().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 500);
    }

    #[cfg(unix)]
    #[test]
    fn a_log_that_was_deleted_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("logs").join("awsdash.log");
        fs::create_dir(path.parent().unwrap()).unwrap();
        let mut log = RotatingFile::open(&path, SMALL).unwrap();
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
        log.checked_at -= CHECK_INTERVAL;
        log.write_line(b"lost\n").unwrap();
        log.flush().unwrap();
        log.write_line(b"kept\n").unwrap();
        log.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept\n");
    }

    #[cfg(unix)]
    #[test]
    fn two_writers_of_one_log_lose_nothing_to_each_others_rotation() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        let mut first = RotatingFile::open(&path, SMALL).unwrap();
        let mut second = RotatingFile::open(&path, SMALL).unwrap();
        first.write_line(&[b'a'; 95]).unwrap();
        first.write_line(b"rotates\n").unwrap();
        first.flush().unwrap();
        second.checked_at -= CHECK_INTERVAL;
        second.flush().unwrap();
        second.write_line(b"follows\n").unwrap();
        second.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "rotates\nfollows\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it_even_if_it_was_open_before() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let mut log = RotatingFile::open(&path, SMALL).unwrap();
        log.write_line(&[b'a'; 90]).unwrap();
        log.write_line(&[b'a'; 90]).unwrap();
        log.flush().unwrap();
        for name in names(dir.path()) {
            let mode = fs::metadata(dir.path().join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
