//! The commands beside `list`.

use awsdash::sandbox::{Sandbox, SandboxSpec};
use serde_json::Value;

use crate::program::Home;
use crate::{SMALL, small};

#[test]
fn accounts_and_regions_are_what_the_credentials_see() {
    let home = Home::new();
    let accounts = home.run(&small("accounts"));
    accounts.assert_said(0, &[]);
    let sandbox = Sandbox::new(SMALL.parse::<SandboxSpec>().expect("a sandbox"));
    let mut wanted: Vec<String> = sandbox
        .accounts()
        .iter()
        .map(|(id, _)| id.to_string())
        .collect();
    let mut got: Vec<String> = accounts
        .rows()
        .iter()
        .map(|row| row["account_id"].as_str().expect("a text").to_owned())
        .collect();
    wanted.sort();
    got.sort();
    assert_eq!(got, wanted);

    let regions = home.run(&small("regions"));
    regions.assert_said(0, &[]);
    let rows = regions.rows();
    let enabled = rows.iter().filter(|row| row["enabled"] == true).count();
    assert_eq!(enabled, 2 * wanted.len());
    assert!(rows.iter().any(|row| row["enabled"] == false));
}

#[test]
fn types_are_found_by_text_and_say_who_lists_them() {
    let home = Home::new();
    let ended = home.run("types security");
    ended.assert_said(0, &[]);
    let rows = ended.rows();
    let group = rows
        .iter()
        .find(|row| row["resource_type"] == "AWS::EC2::SecurityGroup")
        .expect("it is in the catalog");
    assert_eq!(
        (&group["provider"], &group["regions"]),
        (&"ec2".into(), &"all".into())
    );
    let all = home.run("types --output csv");
    all.assert_said(0, &[]);
    assert!(all.stdout.lines().count() > 1000);
    home.run("types qqqqqq")
        .assert_said(1, &["'qqqqqq' is not a resource type"]);
}

#[test]
fn the_doctor_reports_in_text_and_json_and_fails_without_credentials() {
    let home = Home::new();
    let ended = home.run("doctor --output json");
    ended.assert_said(1, &[]);
    let checks: Vec<Value> = serde_json::from_str(&ended.stdout).expect("one array");
    for name in [
        "version",
        "logs",
        "settings",
        "log",
        "memory",
        "graphics",
        "credentials",
    ] {
        assert!(
            checks.iter().any(|check| check["check"] == name),
            "no {name}"
        );
    }
    let failed = checks.iter().filter(|check| check["state"] == "fail");
    for check in failed {
        assert!(check["advice"].is_string(), "{check}");
    }
    let text = home.run(&small("doctor --output table"));
    text.assert_said(0, &[]);
    assert!(text.stdout.contains("ok    credentials"), "{}", text.stdout);
}

#[test]
fn help_and_version_are_answers_not_errors() {
    let home = Home::new();
    for arguments in ["--help", "--version", "list --help", "help list"] {
        let ended = home.run(arguments);
        ended.assert_said(0, &[]);
        assert!(!ended.stdout.is_empty(), "{arguments}");
    }
}
