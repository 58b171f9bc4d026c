//! Bad input and a broken environment: one clear sentence, no panic.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::thread;

use crate::program::{Ended, Home};
use crate::small;

#[test]
fn nonsense_on_the_command_line_is_one_sentence_and_exit_code_1() {
    let home = Home::new();
    for (arguments, said) in [
        ("list --type instnace", "did you mean AWS::EC2::Instance"),
        ("list --region Ireland", "regions look like eu-west-1"),
        ("list --account 42", "account numbers have twelve digits"),
        ("list --filter nmae:web", "unknown field 'nmae' at column 1"),
        (
            "list --output xml",
            "possible values: table, json, ndjson, csv",
        ),
        ("list --details=deep", "use none, bulk, all"),
        ("list --timeout soon", "write 90s, 5m"),
        (
            "list --ledger /nowhere/at/all.json --sandbox",
            "/nowhere/at/all.json",
        ),
        ("list --memory-limit lots", "2GB or 800MB"),
        ("list --memory-limit 81%", "above 80%"),
        ("list --sandbox=acounts=2", "no setting 'acounts'"),
        ("list --sandbox=accounts=many", "a whole number"),
        ("--endpoint-url localhost", "http://127.0.0.1:5000"),
        ("--log-level loud", "use trace, debug, info"),
        (
            "--profile-frames /nowhere/at/all.csv --sandbox",
            "Frame times cannot be written to /nowhere/at/all.csv",
        ),
        ("--profile-frames a.csv types", "about the window"),
        ("polish", "policy"),
    ] {
        let ended = home.run(arguments);
        ended.assert_said(1, &[said]);
        assert_eq!(ended.stdout, "", "{arguments}");
    }
}

#[test]
fn an_unknown_profile_names_the_ones_there_are() {
    let home = Home::new();
    home.put("aws-config", "[profile prod]\nregion = eu-west-1\n");
    let ended = home.run("list --type vpc --profile nobody");
    ended.assert_said(1, &["nobody", "prod"]);
}

#[test]
fn a_broken_configuration_file_is_named() {
    let home = Home::new();
    let config = home.put("aws-config", "[profile prod\nregion = eu-west-1\n");
    let ended = home.run("list --type vpc");
    ended.assert_said(1, &[&config.display().to_string()]);
}

#[test]
fn without_credentials_it_says_what_to_do() {
    let ended = Home::new().run("list --type vpc");
    ended.assert_said(1, &["Nothing could be listed", "awsdash doctor"]);
}

/// `awsdash` with credentials that no server checks, asking `endpoint`.
fn ask(home: &Home, endpoint: &str, arguments: &str) -> Ended {
    let mut command = home.command(arguments);
    command
        .args(["--endpoint-url", endpoint])
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env(
            "AWS_SECRET_ACCESS_KEY",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        )
        .env("AWS_REGION", "us-east-1");
    Ended::of(command)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a server beside the test")]
fn an_endpoint_that_answers_html_is_not_taken_for_aws() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
    let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let page = "<html><body>Please sign in to the hotel's network</body></html>";
            // The request is read as far as it has come; what matters is the answer.
            let mut request = [0; 8192];
            let _ = client.read(&mut request);
            let _ = write!(
                client,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    let home = Home::new();
    for command in ["list --type vpc", "accounts", "doctor"] {
        let ended = ask(&home, &endpoint, command);
        ended.assert_said(1, &[]);
        let said = ended.stderr + &ended.stdout;
        assert!(
            said.contains("a web page instead of an answer"),
            "{command}: {said}"
        );
        assert!(!said.contains("wJalrXUtnFEMI"), "{command} tells a secret");
    }
}

#[test]
fn without_a_network_it_says_where_it_wanted_to_go() {
    // A port that was free a moment ago: nothing listens there.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
    let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let ended = ask(&Home::new(), &endpoint, "list --type vpc");
    ended.assert_said(1, &["no connection to"]);
}

#[test]
fn settings_that_are_not_json_are_kept_aside_and_the_list_goes_on() {
    let home = Home::new();
    home.put("config/settings.json", "{ this is not JSON");
    let ended = home.run(&small("list --type vpc"));
    ended.assert_said(0, &["settings.json"]);
    let kept = std::fs::read_dir(home.path("config")).expect("the folder is there");
    let broken = kept.flatten().find(|file| {
        let name = file.file_name();
        name.to_string_lossy().starts_with("settings.json.broken")
    });
    assert!(broken.is_some(), "the broken file is gone");
}
