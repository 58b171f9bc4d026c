//! Runs `awsdash list` as a person would, and reads what it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::moto::without_aws_settings;

/// One line of `--output ndjson`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Row {
    pub account_id: String,
    pub region: String,
    pub resource_type: String,
    pub resource_id: String,
    pub arn: Option<String>,
    pub status: Option<String>,
    pub tags: BTreeMap<String, String>,
    #[serde(default)]
    pub managed: bool,
}

/// One object of the ledger file. A profile or role that leads to no account has no key.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct LedgerRow {
    pub account_id: Option<String>,
    pub region: Option<String>,
    pub resource_type: Option<String>,
    pub outcome: String,
    pub rows: Option<u64>,
    pub provider: Option<String>,
    pub error: Option<String>,
}

/// Account, region, type.
pub(crate) type Key = (String, String, String);

impl Row {
    pub(crate) fn key(&self) -> Key {
        (
            self.account_id.clone(),
            self.region.clone(),
            self.resource_type.clone(),
        )
    }
}

impl LedgerRow {
    pub(crate) fn key(&self) -> Option<Key> {
        Some((
            self.account_id.clone()?,
            self.region.clone()?,
            self.resource_type.clone()?,
        ))
    }
}

/// Everything one run left behind.
pub(crate) struct Listing {
    pub rows: Vec<Row>,
    pub ledger: Vec<LedgerRow>,
    pub exit_code: Option<i32>,
    pub stderr: String,
}

/// Where a run takes its profiles from.
#[derive(Clone, Copy)]
pub(crate) struct Profiles<'a> {
    pub config: &'a Path,
    pub credentials: &'a Path,
}

impl Listing {
    /// Runs `awsdash list ARGUMENTS` in a home of its own.
    pub(crate) fn run(profiles: Profiles<'_>, arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let ledger = home.path().join("ledger.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_awsdash"));
        without_aws_settings(&mut command);
        let output = command
            .args(["list", "--output", "ndjson", "--ledger"])
            .arg(&ledger)
            .args(arguments)
            .env("AWSDASH_HOME", home.path())
            .env("AWS_CONFIG_FILE", profiles.config)
            .env("AWS_SHARED_CREDENTIALS_FILE", profiles.credentials)
            .stdin(Stdio::null())
            .output()
            .expect("awsdash runs");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let rows = String::from_utf8(output.stdout)
            .expect("rows are UTF-8")
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
            .collect();
        let ledger = fs::read(&ledger)
            .unwrap_or_else(|error| panic!("no ledger file ({error}); it said:\n{stderr}"));
        Self {
            rows,
            ledger: serde_json::from_slice(&ledger).expect("the ledger is a JSON array"),
            exit_code: output.status.code(),
            stderr,
        }
    }

    /// The ledger by query key.
    pub(crate) fn ledger_by_key(&self) -> BTreeMap<Key, &LedgerRow> {
        let keyed = self.ledger.iter();
        keyed
            .filter_map(|entry| Some((entry.key()?, entry)))
            .collect()
    }

    /// The rows by query key.
    pub(crate) fn rows_by_key(&self) -> BTreeMap<Key, Vec<&Row>> {
        let mut by_key: BTreeMap<Key, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            by_key.entry(row.key()).or_default().push(row);
        }
        by_key
    }
}
