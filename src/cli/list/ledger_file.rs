//! The ledger as a file: a JSON array with one object per query key.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::summary::Missing;
use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry};

/// A file that stands ready. Empty, which is not JSON, until the query has ended.
pub struct LedgerFile {
    path: PathBuf,
    file: File,
}

impl LedgerFile {
    /// Creates the file, or empties it.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| refusal(path))?;
        Ok(Self {
            path: path.into(),
            file,
        })
    }

    /// Writes every line of the ledger, then what is missing and belongs to no query key.
    pub fn write(self, ledger: &Ledger, broken: &[Missing]) -> anyhow::Result<()> {
        let Self { path, file } = self;
        let lines: Vec<Value> = ledger
            .iter()
            .map(line)
            .chain(broken.iter().map(broken_line))
            .collect();
        let mut out = BufWriter::new(file);
        let mut write = || -> std::io::Result<()> {
            let mut lead = "[\n";
            for line in &lines {
                out.write_all(lead.as_bytes())?;
                serde_json::to_writer(&mut out, line)?;
                lead = ",\n";
            }
            out.write_all(if lines.is_empty() { b"[]\n" } else { b"\n]\n" })?;
            out.flush()
        };
        write().with_context(|| refusal(&path))
    }
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
        "account_id": null,
        "region": null,
        "resource_type": null,
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
        let file = LedgerFile::create(&path).unwrap();
        file.write(ledger, broken).unwrap();
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
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
    fn a_folder_that_is_not_there_is_said_at_once() {
        let error = LedgerFile::create(Path::new("/nowhere/at/all.json"))
            .err()
            .unwrap();
        assert!(format!("{error:#}").contains("/nowhere/at/all.json"));
    }
}
