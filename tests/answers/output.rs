//! Output: names that may act on a terminal or spreadsheet, and runs that are ended by a signal.

use std::io::Read as _;
use std::process::Command;

use serde_json::json;

use crate::run::{Ended, home, list};
use crate::scripted_aws::{Answer, Body, Request, ScriptedAws, ec2, json_answer, query};

/// Texts that a spreadsheet would compute.
const FORMULAS: [&str; 5] = [
    "=HYPERLINK(\"http://example.com/\",\"x\")",
    "@SUM(1)",
    "+1",
    "-2+3",
    "\t=1",
];

fn cells_of(ended: &Ended) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(&ended.stdout[..]);
    let records = reader.records().map(|record| record.expect("CSV"));
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

#[track_caller]
fn assert_no_formula(ended: &Ended, rows: usize) {
    let cells = cells_of(ended);
    assert_eq!(cells.len(), rows, "{ended}");
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n'];
    let mut cells = cells.iter().flatten();
    assert_eq!(cells.find(|cell| cell.starts_with(starts)), None);
}

#[test]
fn names_in_tags_are_no_formulas_in_csv() {
    let aws = ScriptedAws::start(|request| {
        let escaped = |text: &str| {
            text.replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('\t', "&#9;")
        };
        let item = |(at, name): (usize, &&str)| {
            format!(
                "<item><vpcId>vpc-0aaaaaaaaaaaaaaa{at}</vpcId><tagSet><item><key>Name</key>\
                 <value>{}</value></item></tagSet></item>",
                escaped(name)
            )
        };
        let items: String = FORMULAS.iter().enumerate().map(item).collect();
        (request.op == "DescribeVpcs")
            .then(|| ec2(&request.op, &format!("<vpcSet>{items}</vpcSet>")))
    });
    assert_no_formula(&list(&aws, "vpc").output("csv").run(), FORMULAS.len());
}

#[test]
fn ids_that_people_chose_are_no_formulas_in_csv() {
    let aws = ScriptedAws::start(|request| {
        (request.op == "ListTables")
            .then(|| json_answer(&json!({"TableNames": ["-2+3", "=1", "@x", "plain"]})))
    });
    assert_no_formula(&list(&aws, "AWS::DynamoDB::Table").output("csv").run(), 4);
}

#[test]
fn a_status_that_a_service_tells_is_no_formula_in_csv() {
    let aws = ScriptedAws::start(|request| {
        (request.op == "DescribeDBInstances").then(|| {
            let inner = "<DBInstances><DBInstance><DBInstanceIdentifier>db</DBInstanceIdentifier>\
                         <Engine>mysql</Engine><DBInstanceStatus>=1+1</DBInstanceStatus>\
                         </DBInstance></DBInstances>";
            query(&request.op, inner)
        })
    });
    let ended = list(&aws, "AWS::RDS::DBInstance").output("csv").run();
    assert_no_formula(&ended, 1);
}

/// Names with a title, a colour, a bell and the eight-bit form of an escape sequence.
fn with_escapes(request: &Request) -> Option<Answer> {
    let name = "\u{1b}]0;title\u{7}\u{1b}[31mred\u{9b}32m\u{7f}";
    match request.op.as_str() {
        "ListSecrets" => Some(json_answer(&json!({"SecretList": [{
            "ARN": "arn:aws:secretsmanager:us-east-1:111111111111:secret:s-AbCdEf", "Name": name,
        }]}))),
        "ListTables" => Some(json_answer(&json!({"TableNames": [name]}))),
        _ => None,
    }
}

/// What a terminal receives, by `script`, which runs the program on one.
#[cfg(target_os = "linux")]
fn on_a_terminal(aws: &ScriptedAws, types: &str, output: &str) -> Option<String> {
    let home = home();
    let inner = list(aws, types)
        .output(output)
        .command(home.path(), &home.path().join("ledger.json"));
    let words: Vec<String> = std::iter::once(inner.get_program())
        .chain(inner.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let mut script = Command::new("script");
    script.args(["-qec", &words.join(" "), "/dev/null"]);
    script.env_clear().envs(
        inner
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    // Not installed everywhere; the unit tests of the sheet cover the same without a terminal.
    let output = script.stdin(std::process::Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_obeys_no_name_in_any_format() {
    let aws = ScriptedAws::start(with_escapes);
    for output in ["csv", "table", "ndjson", "json"] {
        let Some(text) = on_a_terminal(
            &aws,
            "AWS::SecretsManager::Secret,AWS::DynamoDB::Table",
            output,
        ) else {
            return;
        };
        assert!(text.contains("red"), "{output}: {text:?}");
        for raw in ["\u{1b}]0", "\u{1b}[31m", "\u{7}", "\u{9b}", "\u{7f}"] {
            assert!(!text.contains(raw), "{output} has {raw:?}: {text:?}");
        }
    }
}

#[test]
fn a_pipe_gets_names_as_they_are() {
    let aws = ScriptedAws::start(with_escapes);
    let ended = list(&aws, "AWS::SecretsManager::Secret")
        .output("csv")
        .run();
    let text = String::from_utf8(ended.stdout).expect("UTF-8");
    assert!(text.contains("\u{1b}]0;title\u{7}"), "{text:?}");
}

/// One list answers, one never does.
fn half_held(request: &Request) -> Option<Answer> {
    match request.op.as_str() {
        "DescribeVpcs" => Some(ec2(
            &request.op,
            "<vpcSet><item><vpcId>vpc-0aaaaaaaaaaaaaaa1</vpcId></item></vpcSet>",
        )),
        "DescribeVolumes" => Some(Answer {
            body: Body::Never,
            ..ec2(&request.op, "")
        }),
        _ => None,
    }
}

/// Sends a signal once the first row is there.
fn signalled(output: &str, signal: &str) -> Ended {
    let aws = ScriptedAws::start(half_held);
    let mut sent = false;
    list(&aws, "AWS::EC2::VPC,AWS::EC2::Volume")
        .output(output)
        .run_and(|child, printed| {
            if !sent && printed.windows(4).any(|word| word == b"vpc-") {
                sent = send_signal(signal, child.id());
            }
        })
}

fn send_signal(signal: &str, process: u32) -> bool {
    let kill = format!("kill -{signal} {process}");
    Command::new("sh").args(["-c", &kill]).status().is_ok()
}

#[cfg(unix)]
#[test]
fn every_polite_signal_leaves_the_ledger_and_its_own_exit_code() {
    for (signal, code) in [("INT", 130), ("TERM", 130), ("HUP", 129)] {
        for output in ["ndjson", "csv", "json"] {
            let ended = signalled(output, signal);
            assert_eq!(ended.code, Some(code), "{signal}: {ended}");
            assert_eq!(
                ended.outcomes("AWS::EC2::VPC"),
                ["complete"],
                "{signal}: {ended}"
            );
            assert_eq!(
                ended.outcomes("AWS::EC2::Volume"),
                ["cancelled"],
                "{signal}: {ended}"
            );
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_shall_outlive_its_terminal_does() {
    let aws = ScriptedAws::start(with_escapes);
    let home = home();
    let inner =
        list(&aws, "AWS::DynamoDB::Table").command(home.path(), &home.path().join("l.json"));
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' HUP; \"$@\" & kill -HUP $!; wait $!", "sh"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .envs(
            inner
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    let ended = command.output().expect("sh runs");
    assert_eq!(ended.status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn whatever_ends_it_there_is_no_empty_ledger() {
    let aws = ScriptedAws::start(half_held);
    let home = home();
    let ledger = home.path().join("ledger.json");
    let mut child = list(&aws, "AWS::EC2::VPC,AWS::EC2::Volume")
        .command(home.path(), &ledger)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("awsdash starts");
    let mut first = [0];
    let mut out = child.stdout.take().expect("it is piped");
    out.read_exact(&mut first).expect("a row comes");
    assert!(send_signal("KILL", child.id()));
    child.wait().expect("a child of ours");
    assert!(!ledger.exists());
    let beside = std::fs::read_dir(home.path()).expect("the home is ours");
    assert_eq!(
        beside.count(),
        3,
        "credentials, config and the program's own folder"
    );
}
