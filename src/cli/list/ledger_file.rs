//! The ledger as a file: a JSON array with one object per query key.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::summary::Missing;
use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry};
use crate::atomic_file::{folder_of, follow_links};

/// Where the ledger goes once the query has ended.
///
/// A regular file is replaced in one step, so that a reader never finds an empty one or half of one, also when
/// the program is killed. The file of an earlier run is removed at the start: it must not pass for this run's.
pub(super) struct LedgerFile {
    path: PathBuf,
    destination: Destination,
}

enum Destination {
    /// A file in a folder that takes new files.
    Replaced(PathBuf),
    /// A pipe, a terminal, or a file in a folder that takes none: written to as it is.
    Opened(File),
}

impl LedgerFile {
    /// Checks that the file can be written, and removes an older one.
    pub(super) fn prepare(path: &Path) -> anyhow::Result<Self> {
        let destination = Self::destination_of(path).with_context(|| refusal(path))?;
        Ok(Self {
            path: path.into(),
            destination,
        })
    }

    fn destination_of(path: &Path) -> io::Result<Destination> {
        let open = || File::options().write(true).open(path);
        // Links there lead to open descriptors, which are to be written and not replaced.
        if ["/dev", "/proc"]
            .iter()
            .any(|system| path.starts_with(system))
        {
            return open().map(Destination::Opened);
        }
        let target = follow_links(path);
        match fs::metadata(path) {
            Ok(found) if found.is_file() => {
                // Fails where the file itself must not be written, though its folder may be.
                let file = open()?;
                if temporary(&target).is_err() {
                    return Ok(Destination::Opened(file));
                }
                fs::remove_file(&target)?;
            }
            Ok(_) => return open().map(Destination::Opened),
            Err(_) => drop(temporary(&target)?),
        }
        Ok(Destination::Replaced(target))
    }

    /// Writes every line of the ledger, then what is missing and belongs to no query key.
    pub(super) fn write(self, ledger: &Ledger, broken: &[Missing]) -> anyhow::Result<()> {
        let lines = || {
            ledger
                .iter()
                .map(line)
                .chain(broken.iter().map(broken_line))
        };
        let written = match self.destination {
            Destination::Opened(mut file) => {
                write_lines(&mut file, lines()).and_then(|()| cut(&mut file))
            }
            Destination::Replaced(target) => temporary(&target).and_then(|mut file| {
                write_lines(file.as_file_mut(), lines())?;
                file.as_file().sync_all()?;
                file.persist(&target).map_err(|error| error.error)?;
                Ok(())
            }),
        };
        written.with_context(|| refusal(&self.path))
    }
}

/// A file beside `target` that is deleted on drop, unless it replaces `target`.
fn temporary(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".awsdash-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file: the user's mask decides who may read it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder_of(target))
}

fn write_lines(file: &mut File, lines: impl Iterator<Item = Value>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    let mut lead = "[\n";
    for line in lines {
        out.write_all(lead.as_bytes())?;
        serde_json::to_writer(&mut out, &line)?;
        lead = ",\n";
    }
    out.write_all(if lead == "[\n" { b"[]\n" } else { b"\n]\n" })?;
    out.flush()
}

/// Cuts off what a longer ledger left behind the new one. A pipe has nothing behind.
fn cut(file: &mut File) -> io::Result<()> {
    if file.metadata()?.is_file() {
        let end = file.stream_position()?;
        file.set_len(end)?;
    }
    Ok(())
}

fn refusal(path: &Path) -> String {
    format!("the ledger cannot be written to {}", path.display())
}

fn line(entry: &LedgerEntry) -> Value {
    let mut line = json!({
        "account_id": entry.key.account,
        "region": entry.key.region,
        "resource_type": entry.key.resource_type,
        "outcome": entry.outcome.as_str(),
        "rows": entry.rows,
        "provider": entry.provider.map(|provider| provider.as_str()),
        "error": entry.why().as_deref(),
    });
    if let Some(age) = entry.cached_age {
        line["cached_age_secs"] = age.as_secs().into();
    }
    line
}

fn broken_line(missing: &Missing) -> Value {
    json!({
        "account_id": missing.key.map(|key| key.account),
        "region": missing.key.map(|key| key.region),
        "resource_type": missing.key.map(|key| key.resource_type),
        "outcome": missing.outcome.as_str(),
        "rows": 0,
        "provider": null,
        "error": missing.sentence,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::resource_explorer::ledger::Outcome;
    use crate::app::resource_explorer::source::SourceError;
    use crate::model::{Provider, QueryKey};

    fn written(ledger: &Ledger, broken: &[Missing]) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.json");
        let file = LedgerFile::prepare(&path).unwrap();
        file.write(ledger, broken).unwrap();
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    #[test]
    fn every_key_is_an_object_and_so_is_every_broken_way_in() {
        let mut ledger = Ledger::default();
        ledger.record(LedgerEntry {
            key: QueryKey {
                account: "001234567890".parse().unwrap(),
                region: "eu-west-1".parse().unwrap(),
                resource_type: "AWS::EC2::Volume".parse().unwrap(),
            },
            outcome: Outcome::Denied,
            rows: 0,
            provider: Some(Provider::Ec2),
            error: Some(Arc::new(SourceError::Denied {
                action: "ec2:DescribeVolumes".into(),
                code: "UnauthorizedOperation".into(),
                principal: None,
            })),
            left_to_tags: None,
            gaps: None,
            cached_age: None,
        });
        let error = SourceError::Config("no such profile 'x'".into());
        let broken = Missing::of_error(&error, error.to_string());
        assert_eq!(
            written(&ledger, &[broken]),
            json!([
                {
                    "account_id": "001234567890",
                    "region": "eu-west-1",
                    "resource_type": "AWS::EC2::Volume",
                    "outcome": "denied",
                    "rows": 0,
                    "provider": "ec2",
                    "error": "not allowed: ec2:DescribeVolumes (UnauthorizedOperation)",
                },
                {
                    "account_id": null,
                    "region": null,
                    "resource_type": null,
                    "outcome": "failed",
                    "rows": 0,
                    "provider": null,
                    "error": "no such profile 'x'",
                },
            ])
        );
    }

    #[test]
    fn an_empty_ledger_is_an_empty_array() {
        assert_eq!(written(&Ledger::default(), &[]), json!([]));
    }

    #[test]
    fn until_the_end_there_is_no_file_and_then_a_whole_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.json");
        fs::write(&path, "of an earlier run").unwrap();
        let file = LedgerFile::prepare(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        file.write(&Ledger::default(), &[]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "[]\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_what_is_no_file_is_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        std::os::unix::fs::symlink("target", &link).unwrap();
        let write = |path: &Path| LedgerFile::prepare(path)?.write(&Ledger::default(), &[]);
        write(&link).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "[]\n");
        write(Path::new("/dev/null")).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_at_once() {
        let error = LedgerFile::prepare(Path::new("/nowhere/at/all.json"))
            .err()
            .unwrap();
        assert!(format!("{error:#}").contains("/nowhere/at/all.json"));
    }
}
