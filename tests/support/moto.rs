//! A server in place of AWS: moto on a free loopback port, filled with the estate.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tempfile::TempDir;

const START_LIMIT: Duration = Duration::from_mins(1);

/// A running moto with the estate of `tests/estate/` in it. Dropping it ends the process.
pub(crate) struct Moto {
    server: Child,
    endpoint: String,
    folder: TempDir,
}

impl Moto {
    /// Starts moto and fills it from a seed; takes about half a minute at scale 1.
    pub(crate) fn start_with_estate(seed: u32, scale: f32) -> Self {
        let venv = venv();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (server, endpoint) = start(&venv, folder.path());
        let moto = Self {
            server,
            endpoint,
            folder,
        };
        moto.run_script(
            "seed_estate.py",
            &format!(
                "--seed {seed} --scale {scale} --empty-regions eu-north-1 \
                 --truth truth.json --ids ids.json --aws-dir aws"
            ),
        );
        moto
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `aws/config` or `aws/credentials`, as the seed script wrote them.
    pub(crate) fn aws_file(&self, name: &str) -> PathBuf {
        self.folder.path().join("aws").join(name)
    }

    /// One of the seed script's reports, such as `truth.json`.
    pub(crate) fn report<T: DeserializeOwned>(&self, name: &str) -> T {
        let text = fs::read(self.folder.path().join(name)).expect("the seed script wrote it");
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What moto returns to boto3; see `tests/estate/witness.py`.
    pub(crate) fn witness<T: DeserializeOwned>(&self) -> T {
        let text = self.run_script("witness.py", "--truth truth.json");
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("witness.py: {error}"))
    }

    /// Runs a script of `tests/estate/` against this server; returns its standard output.
    fn run_script(&self, name: &str, arguments: &str) -> Vec<u8> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/estate")
            .join(name);
        let mut command = Command::new(venv().join("bin/python"));
        command
            .arg(script)
            .args(["--endpoint", &self.endpoint])
            .args(arguments.split(' '))
            .current_dir(self.folder.path());
        without_aws_settings(&mut command);
        let output = command.output().expect("python runs");
        assert!(
            output.status.success(),
            "{name} failed ({}):\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself; either way no process is left.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Removes AWS variables of the shell, so that only the estate's own profiles count.
pub(crate) fn without_aws_settings(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let is_proxy = name.to_ascii_lowercase().ends_with("_proxy");
        if name.starts_with("AWS_") || is_proxy {
            command.env_remove(&*name);
        }
    }
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

fn venv() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/moto-venv");
    assert!(
        venv.join("stamp").is_file(),
        "moto is not installed in {}: run tests/run once, it makes the environment",
        venv.display()
    );
    venv
}

/// Starts the server; again on another port if another process took the free one first.
fn start(venv: &Path, folder: &Path) -> (Child, String) {
    for _ in 0..3 {
        let port = free_port();
        let log = File::create(folder.join("moto.log")).expect("the log can be written");
        let mut server = Command::new(venv.join("bin/moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            // The images of AWS's own catalog: thousands, and none of them ours.
            .env("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the log can be shared"))
            .stderr(log)
            .spawn()
            .expect("moto_server starts");
        if answers(&mut server, port) {
            return (server, format!("http://127.0.0.1:{port}"));
        }
        let _ = server.kill();
        let _ = server.wait();
    }
    let log = fs::read_to_string(folder.join("moto.log")).unwrap_or_default();
    panic!("moto_server did not start:\n{log}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
    listener.local_addr().expect("it is bound").port()
}

fn answers(server: &mut Child, port: u16) -> bool {
    let started = Instant::now();
    while started.elapsed() < START_LIMIT {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return true;
        }
        if server.try_wait().expect("a child of ours").is_some() {
            return false;
        }
        sleep(Duration::from_millis(100));
    }
    false
}
