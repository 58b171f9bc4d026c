//! Groups of keys that failed.

use super::super::*;
use super::naive::random_rows;
use super::{VOLUME, input};
use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry, Lines, Outcome};
use crate::app::resource_explorer::testing::key;

pub(super) fn denied(region: &str) -> Lines {
    let mut ledger = Ledger::default();
    ledger.record(LedgerEntry::new(key(region, VOLUME), Outcome::Denied));
    ledger.lines().clone()
}

#[test]
fn what_failed_has_a_group_and_marks_those_above() {
    let rows = random_rows(1, 10);
    let tree = build_tree(&TreeInput {
        lists: denied("me-south-1"),
        ..input(&rows, &[GroupBy::Region, GroupBy::Type])
    });
    let region = "me-south-1".parse().unwrap();
    let group = tree
        .groups
        .iter()
        .find(|group| group.key == GroupKey::Region(region))
        .unwrap();
    assert_eq!((group.count(), group.failed, group.incomplete), (0, 1, 1));
    let others = tree
        .groups
        .iter()
        .filter(|other| other.depth == 0 && other.id != group.id);
    assert!(others.into_iter().all(|other| other.failed == 0));
}

#[test]
fn every_group_counts_the_lists_below_it_that_did_not_end_also_those_without_rows() {
    let ways = [
        Outcome::Cancelled,
        Outcome::NotAsked,
        Outcome::Complete,
        Outcome::Denied,
        Outcome::Partial,
        Outcome::NotOffered,
    ];
    for seed in 0..40 {
        let rows = random_rows(seed, 30);
        let mut ledger = Ledger::default();
        let types = [
            VOLUME,
            "AWS::EC2::VPC",
            "AWS::Zzz::Last",
            "awsdash:Tagging:Sweep",
        ];
        let regions = ["eu-west-1", "us-east-1", "ap-south-1", "me-south-1"];
        for (place, region) in regions.iter().enumerate() {
            for (kind, ty) in types.iter().enumerate() {
                let way = ways[(seed as usize * 7 + place * 5 + kind * 3) % ways.len()];
                ledger.record(LedgerEntry::new(key(region, ty), way));
            }
        }
        let levels = [GroupBy::Region, GroupBy::Type];
        let tree = build_tree(&TreeInput {
            lists: ledger.lines().clone(),
            ..input(&rows, &levels)
        });
        for group in &tree.groups {
            let parent = group.parent.map(|at| &tree.groups[at as usize].key);
            let is_below = |line: &&LedgerEntry| {
                let here = |of: &GroupKey| match of {
                    GroupKey::Region(region) => line.key.region == *region,
                    GroupKey::Type(ty) => line.key.resource_type == *ty,
                    GroupKey::Account(account) => line.key.account == *account,
                    _ => false,
                };
                here(&group.key) && parent.is_none_or(here)
            };
            let below = ledger.lines().incomplete().filter(is_below).count();
            assert_eq!(
                group.incomplete as usize, below,
                "{:?}, seed {seed}",
                group.key
            );
        }
    }
}
