//! What `awsdash policy` prints.

use serde_json::{Value, json};

use crate::program::{Ended, Home};

fn policy(arguments: &str) -> (Value, Ended) {
    let ended = Home::new().run(&format!("policy {arguments}"));
    ended.assert_said(0, &[]);
    let document = serde_json::from_str(&ended.stdout).expect("JSON");
    (document, ended)
}

fn actions(document: &Value) -> Vec<&str> {
    let actions = document["Statement"][0]["Action"].as_array();
    let texts = actions.expect("a list of actions").iter();
    texts
        .map(|action| action.as_str().expect("a text"))
        .collect()
}

#[test]
fn one_type_takes_its_own_calls_and_the_regions() {
    let (document, _) = policy("--type vpc");
    assert_eq!(
        document,
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Sid": "AwsdashRead",
                "Effect": "Allow",
                "Action": ["ec2:DescribeRegions", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcs"],
                "Resource": "*",
            }],
        })
    );
    let (lists, _) = policy("--type vpc --details none");
    assert_eq!(actions(&lists), ["ec2:DescribeRegions", "ec2:DescribeVpcs"]);
}

#[test]
fn all_types_fit_one_document_of_reads_in_order() {
    let (document, ended) = policy("--type all");
    let actions = actions(&document);
    assert!(actions.len() > 40 && actions.is_sorted());
    for known in [
        "ec2:DescribeInstances",
        "ec2:DescribeVolumeStatus",
        "s3:GetBucketLocation",
        "s3:ListAllMyBuckets",
        "tag:GetResources",
    ] {
        assert!(actions.contains(&known), "no {known}");
    }
    for action in &actions {
        let (_, name) = action.split_once(':').expect("a service");
        let reads = ["Describe", "Get", "List"];
        assert!(reads.iter().any(|verb| name.starts_with(verb)), "{action}");
        assert!(!action.ends_with('*'), "{action}");
    }
    assert_eq!(ended.stderr, "");
}

#[test]
fn types_seen_by_their_tags_alone_bring_the_sweep_and_are_counted() {
    let (document, ended) = policy("");
    assert!(actions(&document).contains(&"tag:GetResources"));
    assert!(!ended.stdout.contains("lambda:"));
    ended.assert_said(0, &["have no list of their own", "tag:GetResources"]);
}

#[test]
fn a_role_brings_the_organization_and_leave_to_assume_it() {
    let (document, ended) = policy("--type vpc --role Audit --account 111122223333");
    assert!(actions(&document).contains(&"organizations:ListAccounts"));
    assert_eq!(
        document["Statement"][1],
        json!({
            "Sid": "AwsdashAssumeRole",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Resource": ["arn:aws:iam::111122223333:role/Audit"],
        })
    );
    ended.assert_said(0, &["The role needs the reads"]);
}
