//! Small files that are replaced as a whole or not at all: settings, bookmarks.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use thiserror::Error;

use crate::paths::{PathsError, private_dir};

/// Longest that one program waits for another that writes the same file.
const LOCK_TIME: Duration = Duration::from_secs(2);

/// A chain of more symbolic links than this is a loop.
const MAX_LINKS: usize = 40;

/// Why a file was not written.
#[derive(Debug, Error)]
pub enum FileError {
    /// Its folder is not there and cannot be made.
    #[error(transparent)]
    Folder(#[from] PathsError),
    /// The system refused; the file is as it was.
    #[error("cannot write {}: {source}; check its folder's permissions and free space", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing would destroy something that we could not read or set aside.
    #[error("{0}")]
    Refused(String),
}

/// Why a file was not read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The system refused.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Larger than such a file can sensibly be, or not text.
    #[error("{} {reason}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// The text of a file of at most `limit_bytes`; `None` when there is none.
///
/// # Errors
/// When it cannot be read, is too long or is not UTF-8.
pub fn read_text(path: &Path, limit_bytes: u64) -> Result<Option<String>, ReadError> {
    let io_error = |source| ReadError::Io {
        path: path.into(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(error)),
    };
    let mut bytes = Vec::new();
    file.take(limit_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(io_error)?;
    let not_ours = |reason: String| ReadError::NotOurs {
        path: path.into(),
        reason,
    };
    if bytes.len() as u64 > limit_bytes {
        return Err(not_ours(format!(
            "is larger than {} KB",
            limit_bytes / 1024
        )));
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| not_ours("is not text".into()))
}

/// Replaces the file at `path` in one step, readable by its owner only. A reader sees the old content or the new
/// one, also after a power cut. A symbolic link stays one: its target is replaced.
///
/// # Errors
/// When the folder or the file cannot be written; the old content is still there.
pub fn write_private(path: &Path, content: &[u8]) -> Result<(), FileError> {
    let target = follow_links(path);
    let folder = folder_of(&target);
    private_dir(folder)?;
    let write = || -> io::Result<()> {
        // Temporary files are created with mode 0600, and renaming keeps it.
        let mut file = tempfile::Builder::new()
            .prefix(".awsdash-")
            .tempfile_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        sync_folder(folder);
        Ok(())
    };
    write().map_err(|source| FileError::Write {
        path: target.clone(),
        source,
    })
}

/// Held while a file is read and written again, so that no other program does so meanwhile.
#[derive(Debug)]
pub struct Alone {
    _folder: File,
}

/// Waits until no other program holds the folder of `path`; `None` where that cannot be told, or if it takes too
/// long.
pub fn lock(path: &Path) -> Option<Alone> {
    let target = follow_links(path);
    let folder = File::open(folder_of(&target)).ok()?;
    let started = Instant::now();
    while started.elapsed() < LOCK_TIME {
        match folder.try_lock() {
            Ok(()) => return Some(Alone { _folder: folder }),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_TIME / 100),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// Moves a file that cannot be used to `NAME.broken-TIME` beside it; returns the new path.
///
/// # Errors
/// Of the file system: the file is where it was.
pub fn move_aside(path: &Path) -> io::Result<PathBuf> {
    let target = follow_links(path);
    let aside = free_name(&target)?;
    fs::rename(&target, &aside)?;
    Ok(aside)
}

/// Copies a file to `NAME.broken-TIME` beside it, before writing it would lose something.
///
/// # Errors
/// Of the file system: the file is as it was.
pub fn copy_aside(path: &Path) -> io::Result<PathBuf> {
    let target = follow_links(path);
    let aside = free_name(&target)?;
    fs::copy(&target, &aside)?;
    Ok(aside)
}

/// A name beside `target` that no file has yet.
fn free_name(target: &Path) -> io::Result<PathBuf> {
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?
        .to_string_lossy();
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let stem = format!("{name}.broken-{time}");
    (1..1000)
        .map(|n| match n {
            1 => target.with_file_name(&stem),
            _ => target.with_file_name(format!("{stem}-{n}")),
        })
        .find(|candidate| fs::symlink_metadata(candidate).is_err())
        .ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))
}

/// The target of `path`, whether it exists or not.
pub(crate) fn follow_links(path: &Path) -> PathBuf {
    let mut target = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            Err(_) => break,
        }
    }
    target
}

/// Where a file's folder is, also of a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the renaming itself survive a power cut. Not every file system can; the file is whole
/// either way.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Elsewhere a folder cannot be opened like a file.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_no_temporary_file_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/settings.json");
        write_private(&path, b"one").unwrap();
        write_private(&path, b"two").unwrap();
        assert_eq!(read_text(&path, 100).unwrap().as_deref(), Some("two"));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_what_was_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_private(&path, b"x").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_one_and_its_target_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let (link, target) = (dir.path().join("settings.json"), dir.path().join("dotfile"));
        std::os::unix::fs::symlink("dotfile", &link).unwrap();
        write_private(&link, b"x").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"x");
        let aside = move_aside(&link).unwrap();
        assert!(aside.to_string_lossy().contains("dotfile.broken-"));
        write_private(&link, b"y").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"y");
    }

    #[test]
    fn what_is_set_aside_never_overwrites_what_was_set_aside_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bookmarks.json");
        for content in ["1", "2", "3"] {
            fs::write(&path, content).unwrap();
            let aside = move_aside(&path).unwrap();
            assert_eq!(fs::read_to_string(aside).unwrap(), content);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }

    #[test]
    fn missing_large_and_binary_files_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        assert!(read_text(&path, 10).unwrap().is_none());
        fs::write(&path, "12345678901").unwrap();
        assert!(
            read_text(&path, 10)
                .unwrap_err()
                .to_string()
                .contains("larger")
        );
        fs::write(&path, b"\xff\xfe").unwrap();
        assert!(
            read_text(&path, 10)
                .unwrap_err()
                .to_string()
                .contains("not text")
        );
    }
}
