//! What `awsdash list` prints, and what it says is missing.

use std::collections::{BTreeMap, BTreeSet};

use awsdash::model::{AccountId, Region, TypeId};
use awsdash::sandbox::{Sandbox, SandboxSpec};
use serde_json::Value;

use crate::program::{Home, ledger_at};
use crate::{SMALL, small};

const FIELDS: [&str; 9] = [
    "account_id",
    "region",
    "resource_type",
    "resource_id",
    "display_name",
    "arn",
    "status",
    "tags",
    "properties",
];

fn names_of(row: &Value) -> Vec<&str> {
    let fields = row.as_object().expect("rows are objects");
    fields.keys().map(String::as_str).collect()
}

/// Account, region, type → rows.
fn counted(rows: &[Value]) -> BTreeMap<[String; 3], u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let key = ["account_id", "region", "resource_type"]
            .map(|field| row[field].as_str().expect("a text").to_owned());
        *counts.entry(key).or_default() += 1;
    }
    counts
}

#[test]
fn a_smart_query_over_an_index_finds_what_a_whole_one_finds() {
    let home = Home::new();
    let whole = home.run(&small("list --type default --output ndjson"));
    let all = identities(&whole.rows());
    for index in [
        "explorer=organization",
        "explorer=local",
        "config=organization",
    ] {
        let ledger = home.path("smart.json");
        let command = format!(
            "list --smart --type default --output ndjson --ledger {}",
            ledger.display()
        );
        let ended = home.run(&small(&command).replace(SMALL, &format!("{SMALL},{index}")));
        let rows = ended.rows();
        let found = identities(&rows);
        assert_eq!(found.len(), rows.len(), "{index}: a row came twice");
        let missed: Vec<_> = all.difference(&found).collect();
        assert_eq!(missed, Vec::<&[String; 4]>::new(), "{index}");
        let ledger = ledger_at(&ledger);
        let of_index = |entry: &&Value| {
            let ty = entry["resource_type"].as_str().unwrap_or_default();
            ty == "awsdash:ResourceExplorer:Index" || ty == "awsdash:Config:Aggregator"
        };
        let answered = ledger.iter().filter(of_index);
        assert!(answered.clone().count() > 0, "{index} was asked");
        for entry in answered {
            assert_eq!(entry["outcome"], "complete", "{entry}");
        }
    }
}

/// Account, region, type and id of every row.
fn identities(rows: &[Value]) -> BTreeSet<[String; 4]> {
    let fields = ["account_id", "region", "resource_type", "resource_id"];
    rows.iter()
        .map(|row| fields.map(|field| row[field].as_str().expect("a text").to_owned()))
        .collect()
}

#[test]
fn every_row_of_the_estate_is_listed_once_and_the_ledger_counts_them() {
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let types =
        "ec2,volume,AWS::EC2::Snapshot,vpc,subnet,sg,eni,AWS::EC2::RouteTable,AWS::EC2::KeyPair";
    let command = format!(
        "list --type {types} --output ndjson --ledger {}",
        ledger.display()
    );
    let ended = home.run(&small(&command));
    ended.assert_said(0, &["resources in"]);
    let rows = ended.rows();
    for row in &rows {
        assert_eq!(names_of(row), FIELDS);
        assert!(row["tags"].is_object() && row["properties"].is_object());
    }
    let estate = Sandbox::new(SMALL.parse::<SandboxSpec>().expect("a sandbox"));
    let counts = counted(&rows);
    let ledger = ledger_at(&ledger);
    assert_eq!(ledger.len(), 2 * 2 * types.split(',').count());
    for entry in &ledger {
        assert_eq!(
            names_of(entry),
            [
                "account_id",
                "region",
                "resource_type",
                "outcome",
                "rows",
                "provider",
                "error"
            ]
        );
        assert_eq!(
            (&entry["outcome"], &entry["error"]),
            (&"complete".into(), &Value::Null)
        );
        let [account, region, ty] = ["account_id", "region", "resource_type"]
            .map(|field| entry[field].as_str().expect("a text"));
        let wanted = estate.expected_count(
            account.parse::<AccountId>().expect("an account"),
            region.parse::<Region>().expect("a region"),
            ty.parse::<TypeId>().expect("a type"),
        );
        let key = [account, region, ty].map(str::to_owned);
        assert_eq!(counts.get(&key).copied().unwrap_or(0), wanted, "{key:?}");
        assert_eq!(entry["rows"], wanted, "{key:?}");
    }
}

#[test]
fn each_format_has_the_same_rows_and_fields() {
    let home = Home::new();
    let listed = |format: &str| {
        let ended = home.run(&small(&format!("list --type volume --output {format}")));
        ended.assert_said(0, &[]);
        ended
    };
    let rows = listed("ndjson").rows();
    assert!(!rows.is_empty());
    let sorted = |mut rows: Vec<Value>| {
        rows.sort_by_key(|row| row["arn"].to_string());
        rows
    };
    let wanted = sorted(rows);

    let array: Vec<Value> = serde_json::from_str(&listed("json").stdout).expect("one array");
    assert_eq!(sorted(array), wanted);

    let text = listed("csv").stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().expect("a header"), &FIELDS.to_vec()[..]);
    let records = reader.records().map(|record| {
        let record = record.expect("a record");
        let cell = |at: usize| Value::from(&record[at]);
        let json = |at: usize| serde_json::from_str(&record[at]).expect("JSON in a cell");
        let row = FIELDS.iter().enumerate().map(|(at, field)| {
            let value = if at < 7 { cell(at) } else { json(at) };
            ((*field).to_owned(), value)
        });
        Value::Object(row.collect())
    });
    assert_eq!(sorted(records.collect()), wanted);

    let table = listed("table").stdout;
    let mut lines = table.lines();
    assert!(
        lines
            .next()
            .is_some_and(|titles| titles.starts_with("ACCOUNT "))
    );
    assert_eq!(lines.count(), wanted.len());
    for row in &wanted {
        let id = row["resource_id"].as_str().expect("an id");
        assert!(table.contains(id), "{id} is cut in the table");
    }
}

#[test]
fn output_that_is_no_terminal_is_ndjson_and_progress_is_silent() {
    let ended = Home::new().run(&small("list --type vpc"));
    ended.assert_said(0, &[]);
    assert!(!ended.rows().is_empty());
    assert!(!ended.stderr.contains("Phase 1"), "{}", ended.stderr);
}

#[test]
fn the_filter_leaves_what_matches_and_the_summary_says_of_how_many() {
    let home = Home::new();
    let all = home.run(&small("list --type volume")).rows();
    let ended = home.run(&small("list --type volume --filter status:in-use"));
    ended.assert_said(0, &["the filter"]);
    let in_use = all.iter().filter(|row| row["status"] == "in-use").count();
    assert!(in_use > 0 && in_use < all.len());
    assert_eq!(ended.rows().len(), in_use);
}

#[test]
fn details_come_with_the_rows_when_they_are_asked_for() {
    let home = Home::new();
    let ended = home.run(&small("list --type ec2 --details"));
    ended.assert_said(0, &[]);
    let rows = ended.rows();
    assert!(!rows.is_empty());
    for row in &rows {
        assert_eq!(names_of(row), [&FIELDS[..], &["details"]].concat());
    }
    let with_status = rows
        .iter()
        .filter(|row| row["details"]["DescribeInstanceStatus"].is_object());
    assert!(with_status.count() > 0);
}

#[test]
fn what_is_denied_is_missing_and_said() {
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let ended = home.run(&format!(
        "list --type vpc,volume --sandbox={SMALL},deny=ec2:DescribeVolumes --ledger {}",
        ledger.display()
    ));
    ended.assert_said(
        2,
        &["4 of 8 query keys could not be answered: 4 denied (ec2:DescribeVolumes)"],
    );
    assert!(!ended.rows().is_empty());
    let denied = ledger_at(&ledger);
    let denied = denied.iter().filter(|entry| entry["outcome"] == "denied");
    assert_eq!(denied.count(), 4);
}

#[test]
fn when_everything_is_denied_nothing_could_be_listed() {
    let ended = Home::new().run(&format!(
        "list --type volume --sandbox={SMALL},deny=ec2:DescribeVolumes"
    ));
    ended.assert_said(1, &["Nothing could be listed", "awsdash doctor"]);
    assert_eq!(ended.stdout, "");
}

#[test]
fn an_unknown_account_or_region_is_named_and_the_rest_goes_on() {
    let home = Home::new();
    let sandbox = Sandbox::new(SMALL.parse::<SandboxSpec>().expect("a sandbox"));
    let account = sandbox.accounts()[0].0;
    let both = format!("list --type vpc --account {account},999999999999");
    let ended = home.run(&small(&both));
    ended.assert_said(2, &["account 999999999999", "awsdash accounts"]);
    assert!(
        ended
            .rows()
            .iter()
            .all(|row| row["account_id"] == *account.digits())
    );
    let ended = home.run(&small("list --type vpc --account 999999999999"));
    ended.assert_said(1, &["999999999999", "Nothing could be listed"]);

    let ended = home.run(&small("list --type vpc --region us-east-1,eu-wset-1"));
    ended.assert_said(2, &["eu-wset-1 is not a region", "awsdash regions"]);
    assert!(!ended.rows().is_empty());
}

/// Types that Cloud Control lists first of all providers, two of them under parents.
const BY_CLOUD_CONTROL: [&str; 7] = [
    "AWS::AppConfig::Application",
    "AWS::AppConfig::ConfigurationProfile",
    "AWS::AppConfig::DeploymentStrategy",
    "AWS::AppConfig::Environment",
    "AWS::ImageBuilder::ImagePipeline",
    "AWS::VpcLattice::Listener",
    "AWS::VpcLattice::Service",
];

#[test]
fn a_query_goes_through_cloud_control_to_children_of_every_parent_and_their_properties() {
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let command = format!(
        "list --type {} --details=all --output ndjson --ledger {}",
        BY_CLOUD_CONTROL.join(","),
        ledger.display()
    );
    let ended = home.run(&small(&command));
    ended.assert_said(0, &["resources in"]);
    let rows = ended.rows();
    let counts = counted(&rows);
    let estate = Sandbox::new(SMALL.parse::<SandboxSpec>().expect("a sandbox"));
    let ledger = ledger_at(&ledger);
    assert_eq!(ledger.len(), 2 * 2 * BY_CLOUD_CONTROL.len());
    for entry in &ledger {
        assert_eq!(entry["outcome"], "complete", "{entry}");
        assert_eq!(entry["provider"], "cloudcontrol", "{entry}");
        let [account, region, ty] = ["account_id", "region", "resource_type"]
            .map(|field| entry[field].as_str().expect("a text"));
        let wanted = estate.cloud_control_count(
            account.parse::<AccountId>().expect("an account"),
            region.parse::<Region>().expect("a region"),
            ty.parse::<TypeId>().expect("a type"),
        );
        let key = [account, region, ty].map(str::to_owned);
        assert!(wanted > 0, "{key:?}");
        assert_eq!(counts.get(&key).copied().unwrap_or(0), wanted, "{key:?}");
    }
    let named = |row: &&Value| row["resource_type"] == "AWS::AppConfig::Environment";
    let environments = rows.iter().filter(named);
    for row in environments {
        let id = row["resource_id"].as_str().expect("a text");
        let (application, _) = id.split_once('|').expect("below an application");
        assert_eq!(row["properties"]["ApplicationId"], application, "{row}");
    }
}

#[test]
fn the_ledger_says_unexpected_answer_where_only_tags_are_left() {
    // Cloud Control refuses the type here, and the service's own list says something else.
    let ty = "AWS::AccessAnalyzer::Analyzer";
    let home = Home::new();
    let ledger = home.path("ledger.json");
    let command = format!(
        "list --type {ty} --output ndjson --ledger {}",
        ledger.display()
    );
    let odd = format!("{SMALL},odd=access-analyzer:ListAnalyzers@0");
    let ended = home.run(&small(&command).replace(SMALL, &odd));
    ended.assert_said(2, &["gave an unexpected answer", "unexpected answer"]);
    let lines = ledger_at(&ledger);
    let of_type = lines.iter().filter(|line| line["resource_type"] == ty);
    let (by_tags, by_list): (Vec<&Value>, Vec<&Value>) =
        of_type.partition(|line| line["provider"] == "tagging");
    assert_eq!((by_tags.len(), by_list.len()), (2, 2), "one account of two");
    for line in by_list {
        assert_eq!(
            (&line["outcome"], &line["provider"]),
            (&"complete".into(), &"native".into())
        );
    }
    for line in by_tags {
        assert_eq!(line["outcome"], "partial", "{line}");
        let why = line["error"].as_str().expect("a reason");
        assert!(
            why.starts_with(
                "by tags only, because: unexpected answer from access-analyzer:ListAnalyzers"
            ),
            "{why}"
        );
    }
    let log = std::fs::read_to_string(home.path("data/logs/awsdash.log")).expect("a log");
    assert!(log.contains("answer=a JSON object with notice"), "{log}");
    assert!(!log.contains("This service is being moved"), "{log}");
}

#[test]
fn accounts_are_chosen_by_name_and_an_unknown_name_is_said() {
    let home = Home::new();
    let list = |account: &str| {
        let command = format!("list --type vpc --output ndjson --account {account}");
        home.run(&small(&command))
    };
    let estate = Sandbox::new(SMALL.parse::<SandboxSpec>().expect("a sandbox"));
    let (number, name) = estate.accounts()[1].clone();
    for chosen in [name.clone(), format!("sandbox-{name}"), number.to_string()] {
        let ended = list(&chosen);
        ended.assert_said(0, &["resources in"]);
        let accounts: BTreeSet<String> = ended
            .rows()
            .iter()
            .map(|row| row["account_id"].as_str().expect("a text").to_owned())
            .collect();
        assert_eq!(accounts, BTreeSet::from([number.to_string()]), "{chosen}");
    }
    list("nobody").assert_said(1, &["nobody", "no account that can be reached"]);
}
