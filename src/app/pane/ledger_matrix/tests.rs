use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::app::resource_explorer::source::SourceError;
use crate::model::{Provider, QueryKey};

const PROD: &str = "176031372159";
const DEV: &str = "001234567890";

fn key(account: &str, region: &str, ty: &str) -> QueryKey {
    QueryKey {
        account: account.parse().unwrap(),
        region: region.parse().unwrap(),
        resource_type: ty.parse().unwrap(),
    }
}

fn line(key: QueryKey, outcome: Outcome, rows: u64) -> LedgerEntry {
    let error = (outcome == Outcome::Denied).then(|| SourceError::Denied {
        action: "ec2:DescribeVolumes".into(),
        code: "UnauthorizedOperation".into(),
        principal: None,
    });
    LedgerEntry {
        rows,
        provider: Some(Provider::Ec2),
        error: error.map(Arc::new),
        ..LedgerEntry::new(key, outcome)
    }
}

fn ledger(lines: &[(&str, &str, &str, Outcome, u64)]) -> Ledger {
    let mut ledger = Ledger::default();
    for (account, region, ty, outcome, rows) in lines {
        ledger.record(line(key(account, region, ty), *outcome, *rows));
    }
    ledger
}

fn estate() -> Ledger {
    ledger(&[
        (
            PROD,
            "eu-west-1",
            "AWS::EC2::Instance",
            Outcome::Complete,
            7,
        ),
        (PROD, "eu-west-1", "AWS::EC2::Volume", Outcome::Denied, 0),
        (
            PROD,
            "eu-west-1",
            "awsdash:Tagging:Sweep",
            Outcome::Partial,
            3,
        ),
        (DEV, "us-east-1", "AWS::EC2::Instance", Outcome::Complete, 2),
        (DEV, "us-east-1", "AWS::EC2::Volume", Outcome::Complete, 5),
        (
            DEV,
            "us-east-1",
            "AWS::RDS::DBInstance",
            Outcome::Unsupported,
            0,
        ),
    ])
}

fn labels(matrix: &LedgerMatrix) -> Vec<CompactString> {
    matrix
        .columns()
        .iter()
        .map(|column| column.label())
        .collect()
}

#[test]
fn a_cell_is_as_bad_as_its_worst_key_and_counts_all_rows() {
    let ledger = estate();
    let matrix = LedgerMatrix::of(&ledger, &Selection::All, LedgerFilter::All);
    assert_eq!(labels(&matrix), ["EC2", "RDS", "Everything tagged"]);
    let places: Vec<&str> = matrix.places().iter().map(|p| p.region.as_str()).collect();
    assert_eq!(
        places,
        ["us-east-1", "eu-west-1"],
        "by account, then region"
    );
    let cell = |worst, keys, rows| {
        Some(Cell {
            worst,
            keys,
            rows,
            cached: 0,
            oldest: None,
        })
    };
    assert_eq!(
        matrix.cells(&ledger, 0),
        [
            cell(Outcome::Complete, 2, 7),
            cell(Outcome::Unsupported, 1, 0),
            None, // Not asked is not empty.
        ]
    );
    assert_eq!(
        matrix.cells(&ledger, 1),
        [
            cell(Outcome::Denied, 2, 7),
            None,
            cell(Outcome::Partial, 1, 3),
        ]
    );
    assert_eq!(matrix.cells(&ledger, 2), [None; 3], "there is no such row");
}

#[test]
fn one_service_in_scope_is_shown_by_its_types() {
    let volume = "AWS::EC2::Volume";
    let ledger = ledger(&[
        (PROD, "eu-west-1", volume, Outcome::Complete, 1),
        (PROD, "eu-west-1", "AWS::EC2::Instance", Outcome::Failed, 1),
    ]);
    let scope = |types: &[&str]| types.iter().map(|ty| ty.parse().unwrap()).collect();
    let columns = |scope, filter| labels(&LedgerMatrix::of(&ledger, &scope, filter));
    let all = LedgerFilter::All;
    assert_eq!(
        columns(scope(&[volume]), all),
        ["EC2 Instance", "EBS Volume"]
    );
    let failed = LedgerFilter::Only(Outcome::Failed);
    assert_eq!(columns(scope(&[volume]), failed), ["EC2 Instance"]);
    for wide in [
        Selection::All,
        scope(&[volume, "AWS::RDS::DBInstance"]),
        scope(&[volume, "awsdash:Tagging:Sweep"]),
    ] {
        assert_eq!(columns(wide, all), ["EC2"], "others may come");
    }
}

#[test]
fn the_filter_leaves_rows_and_columns_that_have_something() {
    let ledger = estate();
    let matrix = LedgerMatrix::of(
        &ledger,
        &Selection::All,
        LedgerFilter::Only(Outcome::Denied),
    );
    assert_eq!(
        (matrix.places().len(), labels(&matrix)),
        (1, vec!["EC2".into()])
    );
    assert_eq!(matrix.cells(&ledger, 0)[0].unwrap().keys, 1);
    let matrix = LedgerMatrix::of(&ledger, &Selection::All, LedgerFilter::NotComplete);
    assert_eq!(matrix.places().len(), 2);
    for (filter, count) in [
        (LedgerFilter::All, 6),
        (LedgerFilter::NotComplete, 3),
        (LedgerFilter::Only(Outcome::Complete), 3),
        (LedgerFilter::Only(Outcome::Throttled), 0),
    ] {
        assert_eq!(filter.count(ledger.tally()), count, "{filter:?}");
    }
    assert_eq!(ledger.tally().denied(), 1);
}

#[test]
fn the_matrix_agrees_with_a_look_at_every_line() {
    let mut ledger = Ledger::default();
    let types = [
        "AWS::EC2::Instance",
        "AWS::EC2::Volume",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
    ];
    for n in 0..400_usize {
        let account = format!("{:012}", n % 5);
        let region = ["eu-west-1", "us-east-1", "global"][n % 3];
        let outcome = Outcome::ALL[(n * 7 + n / 11) % Outcome::ALL.len()];
        let mut line = line(key(&account, region, types[n % 4]), outcome, n as u64);
        line.cached_age = (n % 3 == 1).then(|| Duration::from_secs(n as u64));
        ledger.record(line);
    }
    for filter in LedgerFilter::every() {
        let matrix = LedgerMatrix::of(&ledger, &Selection::All, filter);
        let mut seen = 0;
        for (row, place) in matrix.places().iter().enumerate() {
            let cells = matrix.cells(&ledger, row);
            for (at, column) in matrix.columns().iter().enumerate() {
                let lines: Vec<&LedgerEntry> = ledger
                    .iter()
                    .filter(|e| Place::from(&e.key) == *place && column.has(e.key.resource_type))
                    .filter(|e| filter.passes(e))
                    .collect();
                let naive = lines.first().map(|_| Cell {
                    worst: lines
                        .iter()
                        .map(|e| e.outcome)
                        .max_by_key(|o| severity(*o))
                        .unwrap(),
                    keys: lines.len() as u32,
                    rows: lines.iter().map(|e| e.rows).sum(),
                    cached: lines.iter().filter(|e| e.cached_age.is_some()).count() as u32,
                    oldest: lines.iter().filter_map(|e| e.cached_age).max(),
                });
                assert_eq!(cells[at], naive);
                assert_eq!(
                    matrix.lines_of(&ledger, *place, *column).count(),
                    lines.len()
                );
                seen += lines.len();
            }
        }
        assert_eq!(seen, filter.count(ledger.tally()), "{filter:?}");
    }
}

#[test]
fn a_cell_names_its_missing_action_and_its_first_error_beside_it() {
    let mut ledger = estate();
    let facts_of = |ledger: &Ledger| {
        let matrix = LedgerMatrix::of(ledger, &Selection::All, LedgerFilter::All);
        matrix.facts(ledger, matrix.places()[1], MatrixColumn::Service("EC2"))
    };
    let facts = facts_of(&ledger);
    assert_eq!(facts.counts, [(Outcome::Denied, 1), (Outcome::Complete, 1)]);
    assert!(facts.missing_actions.contains("ec2:DescribeVolumes"));
    assert_eq!(facts.first_error, None, "a denial is told by its action");
    let mut failed = line(key(PROD, "eu-west-1", "AWS::EC2::VPC"), Outcome::Failed, 0);
    failed.error = Some(Arc::new(SourceError::Config("no proxy".into())));
    ledger.record(failed);
    let facts = facts_of(&ledger);
    assert_eq!(facts.first_error.as_deref(), Some("no proxy"));
    assert_eq!(facts.missing_actions.len(), 1);
}

#[test]
fn cells_say_why_only_tags_are_left() {
    let mut ledger = Ledger::default();
    let mut by_tags = line(key(PROD, "eu-west-1", "AWS::EC2::VPC"), Outcome::Partial, 3);
    by_tags.left_to_tags = Some(Arc::new(SourceError::BadAnswer {
        action: "ec2:DescribeVpcs".into(),
        reason: "no Vpcs in it".into(),
    }));
    ledger.record(by_tags);
    let why = "by tags only, because: unexpected answer from ec2:DescribeVpcs: no Vpcs in it";
    let matrix = LedgerMatrix::of(&ledger, &Selection::All, LedgerFilter::All);
    let facts = matrix.facts(&ledger, matrix.places()[0], MatrixColumn::Service("EC2"));
    assert_eq!(facts.first_error.as_deref(), Some(why));
}
