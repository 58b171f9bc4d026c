//! Runs `awsdash` as a shell would, in a home of its own and without variables of the test runner.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A home for runs of the program: settings, logs, AWS's files, and what a test puts there.
pub(crate) struct Home {
    folder: TempDir,
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Home {
    /// An empty home.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file there.
    pub(crate) fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("below the home")).expect("the home is ours");
        std::fs::write(&path, text).expect("the home is ours");
        path
    }

    /// The program with `arguments`, separated by spaces, in this home.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_awsdash"));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy().to_uppercase();
            let is_ours = ["AWS_", "AWSDASH_"]
                .iter()
                .any(|ours| text.starts_with(ours));
            if is_ours || text.ends_with("_PROXY") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments.split_whitespace())
            .env("AWSDASH_HOME", self.folder.path())
            .env("AWS_CONFIG_FILE", self.path("aws-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("aws-credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &str) -> Ended {
        Ended::of(self.command(arguments))
    }

    /// Starts it with pipes on both outputs.
    pub(crate) fn start(&self, arguments: &str) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("awsdash starts")
    }
}

impl Ended {
    /// Runs a command to its end.
    pub(crate) fn of(mut command: Command) -> Self {
        command.output().expect("awsdash runs").into()
    }

    /// The rows of `--output ndjson`.
    pub(crate) fn rows(&self) -> Vec<serde_json::Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.stdout.lines().map(parse).collect()
    }

    /// That it ended with `code` and said all of `said` on standard error, without panicking.
    #[track_caller]
    pub(crate) fn assert_said(&self, code: i32, said: &[&str]) {
        assert_eq!(self.code, Some(code), "it said:\n{}", self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        for text in said {
            assert!(
                self.stderr.contains(text),
                "no {text:?} in:\n{}",
                self.stderr
            );
        }
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("rows are UTF-8"),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The ledger that a run wrote.
pub(crate) fn ledger_at(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read(path).expect("a ledger was written");
    serde_json::from_slice(&text).expect("the ledger is a JSON array")
}
