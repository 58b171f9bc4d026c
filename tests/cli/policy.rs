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
                "Action": ["ec2:DescribeRegions", "ec2:DescribeVpcAttribute", "ec2:DescribeVpcs", "iam:ListAccountAliases"],
                "Resource": "*",
            }],
        })
    );
    let (lists, _) = policy("--type vpc --details none");
    assert_eq!(
        actions(&lists),
        [
            "ec2:DescribeRegions",
            "ec2:DescribeVpcs",
            "iam:ListAccountAliases"
        ]
    );
}

#[test]
fn all_types_take_several_documents_of_reads_in_order() {
    let ended = Home::new().run("policy --type all");
    ended.assert_said(0, &["One managed policy is too small"]);
    let documents: Vec<Value> = serde_json::from_str(&ended.stdout).expect("JSON");
    let all: Vec<&str> = documents.iter().flat_map(actions).collect();
    assert!(documents.len() > 1 && all.len() > 400, "{}", all.len());
    for document in &documents {
        assert!(actions(document).is_sorted());
        let text = document.to_string();
        let counted = text.chars().filter(|c| !c.is_whitespace()).count();
        assert!(counted <= 6_144, "{counted}");
    }
    for known in [
        "cloudformation:GetResource",
        "ec2:Describe*",
        "lambda:List*",
        "s3:GetBucketLocation",
        "tag:GetResources",
    ] {
        assert!(all.contains(&known), "no {known}");
    }
    for action in all {
        let (_, name) = action.split_once(':').expect("a service");
        let name = name.to_lowercase();
        let reads = [
            "batchget",
            "batchdescribe",
            "describe",
            "get",
            "list",
            "search",
            "view",
        ];
        assert!(reads.iter().any(|verb| name.starts_with(verb)), "{action}");
        assert!(!name.starts_with("get*") && name != "*", "{action}");
    }
}

#[test]
fn types_seen_by_their_tags_alone_bring_the_sweep_and_are_counted() {
    let (document, ended) = policy("--type AWS::Cognito::UserPoolDomain");
    assert_eq!(
        actions(&document),
        [
            "ec2:DescribeRegions",
            "iam:ListAccountAliases",
            "s3:GetBucketLocation",
            "s3:ListAllMyBuckets",
            "s3:ListBucket",
            "tag:GetResources"
        ]
    );
    ended.assert_said(0, &["no list for 1 type", "tag:GetResources"]);
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
