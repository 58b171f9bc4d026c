//! One run of `awsdash` against a scripted AWS, and its result.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::scripted_aws::{CONFIG, CREDENTIALS, ScriptedAws};

/// A run that takes longer is ended by force.
const LIMIT: Duration = Duration::from_secs(100);

/// A run that is being described.
pub(crate) struct List<'a> {
    aws: &'a ScriptedAws,
    types: &'a str,
    regions: &'a str,
    output: &'a str,
    more: Vec<&'a str>,
    limit: Duration,
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub rows: Vec<Value>,
    /// None when there is no ledger file, or none that is JSON.
    pub ledger: Option<Vec<Value>>,
    pub log: String,
    /// The most memory that it held, in MiB.
    pub peak_mib: u64,
    pub timed_out: bool,
}

/// `awsdash list` of these types in us-east-1.
pub(crate) fn list<'a>(aws: &'a ScriptedAws, types: &'a str) -> List<'a> {
    List {
        aws,
        types,
        regions: "us-east-1",
        output: "ndjson",
        more: Vec::new(),
        limit: LIMIT,
    }
}

impl<'a> List<'a> {
    pub(crate) fn regions(mut self, regions: &'a str) -> Self {
        self.regions = regions;
        self
    }

    pub(crate) fn output(mut self, output: &'a str) -> Self {
        self.output = output;
        self
    }

    /// More arguments.
    pub(crate) fn with(mut self, more: &[&'a str]) -> Self {
        self.more.extend(more);
        self
    }

    /// Ended by force after so long.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Ended {
        self.run_and(|_, _| {})
    }

    /// Runs it to its end; `meanwhile` is called with the process and its output, again and again.
    pub(crate) fn run_and(self, mut meanwhile: impl FnMut(&Child, &[u8])) -> Ended {
        let home = home();
        let path = |name: &str| home.path().join(name);
        let (ledger, out) = (path("ledger.json"), path("out"));
        let started = Instant::now();
        let file = |path: &Path| fs::File::create(path).expect("the home is ours");
        let mut child = self
            .command(home.path(), &ledger)
            .stdout(file(&out))
            .stderr(file(&path("err")))
            .spawn()
            .expect("awsdash starts");
        let (mut peak_mib, mut timed_out) = (0, false);
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child of ours") {
                break status;
            }
            peak_mib = peak_mib.max(resident_mib(child.id()));
            if started.elapsed() > self.limit || peak_mib > 1024 {
                timed_out = true;
                child.kill().expect("a child of ours");
            }
            meanwhile(&child, &fs::read(&out).unwrap_or_default());
            thread::sleep(Duration::from_millis(10));
        };
        let stdout = fs::read(&out).unwrap_or_default();
        Ended {
            code: status.code(),
            rows: rows_of(&stdout),
            stdout,
            stderr: read_lossy(&path("err")),
            ledger: fs::read(&ledger)
                .ok()
                .and_then(|text| serde_json::from_slice(&text).ok()),
            log: log_of(home.path()),
            peak_mib,
            timed_out,
        }
    }

    /// The command, in a home.
    pub(crate) fn command(&self, home: &Path, ledger: &Path) -> Command {
        let mut command = program(home);
        command
            .args(["list", "--region", self.regions, "--type", self.types])
            .args(["--output", self.output, "--endpoint-url"])
            .arg(self.aws.endpoint())
            .arg("--ledger")
            .arg(ledger)
            .args(&self.more);
        command
    }
}

/// Another command than `list`, run to its end.
pub(crate) fn command(aws: &ScriptedAws, arguments: &[&str]) -> Ended {
    let home = home();
    let output = program(home.path())
        .args(arguments)
        .arg("--endpoint-url")
        .arg(aws.endpoint())
        .output()
        .expect("awsdash runs");
    Ended {
        code: output.status.code(),
        rows: rows_of(&output.stdout),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        ledger: None,
        log: log_of(home.path()),
        peak_mib: 0,
        timed_out: false,
    }
}

/// A home with profiles for the scripted accounts.
pub(crate) fn home() -> TempDir {
    let home = tempfile::tempdir().expect("a temporary folder");
    fs::write(home.path().join("credentials"), CREDENTIALS).expect("the home is ours");
    fs::write(home.path().join("config"), CONFIG).expect("the home is ours");
    home
}

fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_awsdash"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "C.UTF-8")
        .env("HOME", home)
        .env("AWSDASH_HOME", home.join("awsdash"))
        .env("AWS_CONFIG_FILE", home.join("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", home.join("credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null());
    command
}

fn rows_of(stdout: &[u8]) -> Vec<Value> {
    let text = String::from_utf8_lossy(stdout);
    let rows = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    rows.filter(Value::is_object).collect()
}

fn read_lossy(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

fn log_of(home: &Path) -> String {
    let files = fs::read_dir(home.join("awsdash/data/logs"));
    let files = files.into_iter().flatten().flatten();
    files.map(|file| read_lossy(&file.path())).collect()
}

/// What a process holds, by Linux's account of it; elsewhere nothing is known.
fn resident_mib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0_u64) / 1024
}

impl Ended {
    /// Ledger lines that have a key, of one type if it is not empty.
    pub(crate) fn lines(&self, ty: &str) -> Vec<&Value> {
        let lines = self.ledger.iter().flatten();
        lines
            .filter(|line| line["resource_type"].is_string())
            .filter(|line| ty.is_empty() || line["resource_type"] == ty)
            .collect()
    }

    /// The different outcomes of a type's lines.
    pub(crate) fn outcomes(&self, ty: &str) -> Vec<String> {
        let mut outcomes: Vec<String> = self
            .lines(ty)
            .iter()
            .map(|line| text(&line["outcome"]))
            .collect();
        outcomes.sort();
        outcomes.dedup();
        outcomes
    }

    /// One field of every row, sorted.
    pub(crate) fn all(&self, field: &str) -> Vec<String> {
        let mut all: Vec<String> = self.rows.iter().map(|row| text(&row[field])).collect();
        all.sort();
        all
    }

    /// Rows of a type.
    pub(crate) fn rows_of(&self, ty: &str) -> Vec<&Value> {
        let rows = self.rows.iter();
        rows.filter(|row| row["resource_type"] == ty).collect()
    }

    /// Rows that have `operation` among their details.
    pub(crate) fn with_details_of(&self, operation: &str) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row["details"].get(operation).is_some())
            .count()
    }

    /// Whether the ledger or standard error has this text, in any case.
    pub(crate) fn says(&self, word: &str) -> bool {
        let errors: String = self
            .ledger
            .iter()
            .flatten()
            .map(|line| text(&line["error"]) + "\n")
            .collect();
        let said = (errors + &self.stderr).to_lowercase();
        said.contains(&word.to_lowercase())
    }

    /// That it says nothing is missing, and shows `rows` rows.
    #[track_caller]
    pub(crate) fn assert_whole(&self, rows: usize) {
        assert_eq!((self.code, self.rows.len()), (Some(0), rows), "{self}");
        let complete =
            |line: &&Value| line["outcome"] == "complete" || line["outcome"] == "not_offered";
        let ledger = self.ledger.iter().flatten();
        let other: Vec<&Value> = ledger.filter(|line| !complete(line)).collect();
        assert!(other.is_empty() && self.ledger.is_some(), "{self}");
    }

    /// That it shows `rows` rows and says that something is missing, with all of `words`.
    #[track_caller]
    pub(crate) fn assert_lacking(&self, rows: usize, words: &[&str]) {
        assert_eq!((self.code, self.rows.len()), (Some(2), rows), "{self}");
        self.assert_says(words);
    }

    /// That no list of a type is called complete, and the run neither.
    #[track_caller]
    pub(crate) fn assert_not_complete(&self, ty: &str) {
        assert!(matches!(self.code, Some(1 | 2)), "{self}");
        let outcomes = self.outcomes(ty);
        assert!(!outcomes.is_empty(), "{self}");
        assert!(
            !outcomes.iter().any(|outcome| outcome == "complete"),
            "{self}"
        );
    }

    /// That ledger or standard error have all of `words`.
    #[track_caller]
    pub(crate) fn assert_says(&self, words: &[&str]) {
        for word in words {
            assert!(self.says(word), "no {word:?} in {self}");
        }
    }

    /// That no row is there twice.
    #[track_caller]
    pub(crate) fn assert_each_once(&self) {
        let ids = self.all("resource_id");
        let mut once = ids.clone();
        once.dedup();
        assert_eq!(ids, once);
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids = self.all("resource_id");
        writeln!(
            out,
            "exit {:?}, {} rows {:?}",
            self.code,
            ids.len(),
            &ids[..ids.len().min(9)]
        )?;
        for line in self.ledger.iter().flatten().take(9) {
            writeln!(out, "ledger: {line}")?;
        }
        if self.ledger.is_none() {
            writeln!(out, "no ledger")?;
        }
        if self.timed_out {
            writeln!(out, "ended by force")?;
        }
        write!(out, "stderr: {}", self.stderr)
    }
}

/// A JSON text, or nothing.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
