//! Calls before the lists: regions, identity, roles, organizations, aliases. A cut or foreign answer to one is
//! an error, and no run depends on any of them.

use std::time::{Duration, Instant};

use crate::prelude::*;

const SIX: &[&str] = &[
    "us-east-1",
    "us-west-2",
    "eu-west-1",
    "eu-central-1",
    "ap-southeast-2",
    "sa-east-1",
];

/// One volume in every region.
fn volume(r: &Request) -> Option<Answer> {
    (r.op == "DescribeVolumes").then(|| {
        let bytes: u64 = r.region.bytes().map(u64::from).sum();
        let item = format!("<item><volumeId>vol-0{bytes:016x}</volumeId></item>");
        ec2(&r.op, &format!("<volumeSet>{item}</volumeSet>"))
    })
}

fn regions(spoil: impl Fn(&Request, Answer) -> Answer + Send + Sync + 'static) -> ScriptedAws {
    ScriptedAws::with_regions(SIX, move |r| match r.op.as_str() {
        "DescribeRegions" => Some(spoil(r, ec2(&r.op, &regions_xml(SIX)))),
        _ => volume(r).or_else(|| vpc(r)).or_else(|| hosted_zone(r)),
    })
}

/// That regions which could not be read are reported, and that the rows seen are there.
#[track_caller]
fn assert_regions_unknown(aws: &ScriptedAws) {
    let ended = list(aws, "AWS::EC2::Volume").regions("all").run();
    assert!(matches!(ended.code, Some(1 | 2)), "{ended}");
    ended.assert_says(&["DescribeRegions"]);
}

#[test]
fn regions_of_an_answer_that_ends_in_the_middle_are_not_all() {
    assert_regions_unknown(&regions(|_, answer| answer.cut()));
}

#[test]
fn regions_of_a_connection_that_ends_in_the_middle_are_not_all() {
    assert_regions_unknown(&regions(|_, answer| answer.broken_off()));
}

#[test]
fn regions_from_a_captive_portal_are_not_all() {
    assert_regions_unknown(&regions(|_, _| html(200)));
}

#[test]
fn an_answer_without_the_list_of_regions_is_not_a_world_without_regions() {
    assert_regions_unknown(&regions(|r, _| ec2(&r.op, "")));
    assert_regions_unknown(&regions(|r, _| ec2(&r.op, "<regionInfo/>")));
}

#[test]
fn the_command_that_lists_regions_says_that_they_were_cut() {
    let aws = regions(|_, answer| answer.cut());
    let ended = command(&aws, &["regions", "--output", "ndjson"]);
    assert!(matches!(ended.code, Some(1 | 2)), "{ended}");
    ended.assert_says(&["DescribeRegions"]);
}

#[test]
fn regions_that_were_cut_once_are_asked_again() {
    let aws = regions(|r, answer| if r.n > 1 { answer } else { answer.cut() });
    let ended = list(&aws, "AWS::EC2::Volume").regions("all").run();
    let whole = ended.code == Some(0) && ended.rows.len() == SIX.len();
    assert!(whole || matches!(ended.code, Some(1 | 2)), "{ended}");
}

fn denied() -> ScriptedAws {
    regions(|_, _| ec2_error(403, "UnauthorizedOperation"))
}

#[test]
fn without_the_right_to_read_regions_the_named_ones_are_listed() {
    let types = "AWS::EC2::VPC,AWS::Route53::HostedZone";
    let ended = list(&denied(), types).run();
    assert_eq!(ended.rows.len(), 2, "{ended}");
    let ended = list(&denied(), "AWS::EC2::Volume")
        .regions("eu-west-1,sa-east-1")
        .run();
    ended.assert_whole(2);
}

#[test]
fn without_the_right_to_read_regions_all_that_are_known_are_asked_and_that_is_said() {
    let types = "AWS::EC2::VPC,AWS::Route53::HostedZone";
    let ended = list(&denied(), types).regions("all").run();
    assert_eq!(
        ended.rows_of("AWS::Route53::HostedZone").len(),
        1,
        "{ended}"
    );
    assert!(ended.rows_of("AWS::EC2::VPC").len() >= SIX.len(), "{ended}");
    assert_eq!(ended.code, Some(2), "{ended}");
    ended.assert_says(&["DescribeRegions"]);
}

#[test]
fn the_command_that_lists_regions_says_that_they_could_not_be_read() {
    let ended = command(&denied(), &["regions", "--output", "ndjson"]);
    assert_eq!(ended.code, Some(2), "{ended}");
    ended.assert_says(&["ec2:DescribeRegions"]);
    let enabled = ended.rows.iter().filter(|row| row["enabled"] == true);
    assert_eq!(
        enabled.count(),
        0,
        "which are enabled is not known: {ended}"
    );
}

#[test]
fn regions_that_never_answer_do_not_hold_the_lists_of_named_ones() {
    let aws = regions(|_, answer| Answer {
        body: Body::Never,
        ..answer
    });
    let started = Instant::now();
    let ended = list(&aws, "AWS::EC2::VPC,AWS::Route53::HostedZone").run();
    assert_eq!(ended.rows.len(), 2, "{ended}");
    assert!(started.elapsed() < Duration::from_secs(30), "{ended}");
}

fn identity(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> ScriptedAws {
    ScriptedAws::start(move |r| match r.op.as_str() {
        "GetCallerIdentity" => Some(answer(r)),
        _ => vpc(r),
    })
}

#[test]
fn an_identity_that_ends_in_the_middle_is_no_account() {
    let whole = |r: &Request| query(&r.op, &identity_xml("111111111111"));
    // Cut behind the account number and before it.
    for keep in [0.5, 0.8, 0.93] {
        let aws = identity(move |r| {
            let mut answer = whole(r);
            if let Body::Whole(body) = &mut answer.body {
                body.truncate((body.len() as f64 * keep) as usize);
            }
            answer
        });
        let ended = list(&aws, "AWS::EC2::VPC").run();
        assert!(matches!(ended.code, Some(1 | 2)), "{keep}: {ended}");
        ended.assert_says(&["GetCallerIdentity"]);
    }
}

#[test]
fn an_identity_from_a_captive_portal_is_no_account() {
    for answer in [
        |_: &Request| html(200),
        |_: &Request| json_answer(&json!({})),
    ] {
        let ended = list(&identity(answer), "AWS::EC2::VPC").run();
        assert!(matches!(ended.code, Some(1 | 2)), "{ended}");
        assert!(ended.rows.is_empty(), "{ended}");
        ended.assert_says(&["GetCallerIdentity"]);
    }
}

#[test]
fn an_account_whose_aliases_cannot_be_read_is_listed_all_the_same() {
    let spoilt: [fn(&Request) -> Answer; 4] = [
        |_| query_error(403, "AccessDenied"),
        |_| html(200),
        |r| query(&r.op, "<AccountAliases><member>a</member></AccountAliases>").cut(),
        |r| Answer {
            body: Body::Never,
            ..query(&r.op, "")
        },
    ];
    for answer in spoilt {
        let aws = ScriptedAws::start(move |r| match r.op.as_str() {
            "ListAccountAliases" => Some(answer(r)),
            _ => vpc(r),
        });
        let started = Instant::now();
        let ended = list(&aws, "AWS::EC2::VPC").run();
        ended.assert_whole(1);
        assert!(started.elapsed() < Duration::from_secs(20), "{ended}");
    }
}

#[test]
fn names_of_an_organization_that_are_denied_cut_or_foreign_cost_no_row() {
    let spoilt: [fn() -> Answer; 3] = [
        || json_error("AccessDeniedException", "no"),
        || json_answer(&json!({"Accounts": [{"Id": "111111111111", "Name": "a"}]})).cut(),
        || html(200),
    ];
    for answer in spoilt {
        let aws = ScriptedAws::start(move |r| match r.service.as_str() {
            "organizations" => Some(answer()),
            _ => vpc(r),
        });
        let ended = list(&aws, "AWS::EC2::VPC").run();
        assert_eq!(ended.rows.len(), 1, "{ended}");
    }
}

/// An organization of two accounts, of which one is told as `odd`; a role leads into both.
fn organization(odd: Value) -> ScriptedAws {
    ScriptedAws::start(move |r| match r.op.as_str() {
        "ListAccounts" => {
            let first = json!({"Id": ACCOUNT, "Name": "one", "Status": "ACTIVE"});
            Some(json_answer(&json!({"Accounts": [first, odd]})))
        }
        "ListRoots" => Some(json_answer(&json!({"Roots": []}))),
        "AssumeRole" => Some(query(
            &r.op,
            "<Credentials><AccessKeyId>AKIA0000000000000002</AccessKeyId>\
             <SecretAccessKey>example</SecretAccessKey><SessionToken>t</SessionToken>\
             <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>",
        )),
        _ => vpc(r),
    })
}

#[test]
fn an_account_of_an_organization_that_cannot_be_read_is_told() {
    let whole = json!({"Id": OTHER, "Name": "two", "Status": "ACTIVE"});
    let run = |odd: Value| {
        let aws = organization(odd);
        list(&aws, "AWS::EC2::VPC").with(&["--role", "Audit"]).run()
    };
    run(whole).assert_whole(2);
    for odd in [
        json!({"Name": "two", "Status": "ACTIVE"}),
        json!({"Id": "two", "Name": "two", "Status": "ACTIVE"}),
        json!({"Id": OTHER, "Name": "two"}),
        json!(null),
    ] {
        let ended = run(odd);
        ended.assert_lacking(
            1,
            &[
                "organizations:ListAccounts",
                "1 of the accounts cannot be read",
            ],
        );
    }
    // What is not active is no member any more.
    run(json!({"Id": OTHER, "Status": "SUSPENDED"})).assert_whole(1);
}

#[test]
fn accounts_of_an_organization_whose_pages_never_end_do_not_hold_the_run() {
    let aws = ScriptedAws::start(|r| match r.op.as_str() {
        "ListAccounts" => {
            let own = json!({"Id": ACCOUNT, "Name": "one", "Status": "ACTIVE"});
            let next = format!("t{}", r.n);
            Some(json_answer(&json!({"Accounts": [own], "NextToken": next})))
        }
        "ListRoots" => Some(json_answer(&json!({"Roots": []}))),
        _ => vpc(r),
    });
    let ended = list(&aws, "AWS::EC2::VPC").with(&["--role", "Audit"]).run();
    assert!(!ended.timed_out, "{ended}");
    assert!(matches!(ended.code, Some(1 | 2)), "{ended}");
    ended.assert_says(&["organizations:ListAccounts", "hardly anything new"]);
}
