//! What `docs/coverage-moto.md` calls proven is found: the program against one resource of every type that
//! the stand-in for AWS can make.

use std::path::Path;
use std::process::Command;

#[test]
fn what_the_documents_call_proven_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = root.join("target/moto-venv/bin");
    let (python, moto) = (venv.join("python"), venv.join("moto_server"));
    assert!(
        python.exists() && moto.exists(),
        "moto is not installed in {}; run `tests/run`, which installs it",
        venv.display()
    );
    let ended = Command::new(&python)
        .arg(root.join("tests/coverage/coverage.py"))
        .args(["--awsdash", env!("CARGO_BIN_EXE_awsdash"), "--moto"])
        .arg(&moto)
        .arg("--check")
        .arg(root.join("docs/coverage-moto.md"))
        .output()
        .expect("python starts");
    assert!(
        ended.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
}
