use super::*;
use crate::app::resource_explorer::filter::{Ast, Filter};
use crate::app::resource_explorer::testing::entry;
use crate::model::{Properties, ResourceEntry, Tags};
use serde_json::json;

fn production() -> Names {
    let account = entry("eu-west-1", "AWS::EC2::Volume", "vol-1", "").account;
    let info = AccountInfo {
        id: account,
        name: "production".into(),
        alias: "acme-live".into(),
        unit: CompactString::default(),
        via: CompactString::default(),
    };
    names(Arc::new(account_words(&[info])))
}

fn shows(filter: &str, row: &ResourceEntry) -> bool {
    let ast = Ast::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    Filter::of(&ast, &production()).matches(row)
}

fn volume() -> ResourceEntry {
    let mut row = entry("eu-west-1", "AWS::EC2::Volume", "vol-1", "data");
    row.status = "available".into();
    row.properties = Properties::from_json(&json!({"Size": 500, "Encrypted": false}));
    row
}

fn instance() -> ResourceEntry {
    let mut row = entry("eu-west-1", "AWS::EC2::Instance", "i-1", "web");
    row.status = "stopped".into();
    row.tags = Tags::NONE;
    row.properties = Properties::from_json(&json!({"InstanceType": "t3.large",
        "PrivateIpAddress": "10.0.32.6", "Placement": {"AvailabilityZone": "eu-west-1a"}}));
    row
}

#[test]
fn words_on_the_screen_are_words_in_the_filter() {
    for filter in [
        "production",
        "PROD",
        "acme",
        "account:production",
        "account:prod",
        "account:acme-live",
        "account=production",
        "ebs",
        "type:ebs",
        "type:\"ebs volume\"",
        "type:volume",
        "\"ebs volumes\"",
        "type=\"EBS Volume\"",
        "!account:staging",
    ] {
        assert!(shows(filter, &volume()), "{filter}");
    }
    for filter in [
        "account:staging",
        "!production",
        "!account:prod",
        "type:ec2-instance",
        "account=prod",
    ] {
        assert!(!shows(filter, &volume()), "{filter}");
    }
    for filter in [
        "stopped instances",
        "type:\"ec2 instance\"",
        "type:ec2",
        "untagged",
        "\"Instance type\"=t3.*",
        "\"private ip\"=10.0.32.6",
        "Zone=eu-west-1a",
    ] {
        assert!(shows(filter, &instance()), "{filter}");
    }
    assert!(!shows("\"Private IP\"=10.0.32", &instance()));
}

#[test]
fn a_size_is_compared_in_its_unit() {
    for filter in [
        "Size>=500",
        "Size>=500GiB",
        "size>500GB",
        ">1GB",
        "Size=500GiB",
        "size<1TB",
    ] {
        assert!(shows(filter, &volume()), "{filter}");
    }
    for filter in ["Size>500", ">1TB", "Size>500GiB", ">1GB !type:ebs"] {
        assert!(!shows(filter, &volume()), "{filter}");
    }
    let mut database = entry("eu-west-1", "AWS::RDS::DBInstance", "db", "db");
    database.properties = Properties::from_json(&json!({"AllocatedStorage": 100}));
    assert!(shows("size>50GiB", &database) && !shows("size>200GiB", &database));
}
