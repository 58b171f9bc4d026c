//! Set-ups of a person's machine lead to the account that the AWS CLI finds there, or to a refusal that says why.
//!
//! `tests/access/run` prepares files and variables for each and runs the program against a small AWS that verifies
//! every signature and knows whose each key is. It needs Python 3.9 and the `openssl` command.

use std::path::Path;
use std::process::Command;

/// The kinds of set-ups that take no longer than a moment each.
const QUICK: [&str; 15] = [
    "00", "01", "02", "03", "05", "06", "07", "08", "09", "10", "11", "12", "14", "15", "16",
];

#[test]
fn set_ups_lead_to_the_account_that_the_aws_cli_finds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ended = Command::new("python3")
        .arg(root.join("tests/access/run"))
        .args(QUICK)
        .env("AWSDASH", env!("CARGO_BIN_EXE_awsdash"))
        .output()
        .expect("python3 starts");
    assert!(
        ended.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
}
