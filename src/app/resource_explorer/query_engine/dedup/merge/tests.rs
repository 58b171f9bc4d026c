//! What is shown of one list of all regions and of sweeps that see its rows in a region.

use super::*;
use crate::app::resource_explorer::query_engine::planning::plan::Unreached;
use crate::app::resource_explorer::testing::{ACCOUNT, Scripted, entry, key};
use crate::model::{ArnText, Provider, Selection, TypeId};

const BUCKET: &str = "AWS::S3::Bucket";

fn bucket(region: &str, name: &str, provider: Provider) -> ResourceEntry {
    ResourceEntry {
        provider,
        arn: ArnText::of(&format!("arn:aws:s3:::{name}"), name),
        ..entry(region, BUCKET, name, "")
    }
}

fn sweep_of(region: &str) -> ListJob {
    ListJob {
        key: key(region, TypeId::tagged().as_str()),
        provider: Provider::Tagging,
    }
}

/// A merge that expects the list of all buckets, and sweeps of two regions.
fn merge() -> Merge {
    let list = key("global", BUCKET);
    let regions = ["eu-west-1", "us-east-1"].map(|code| code.parse().unwrap());
    let wanted = Wanted {
        everything: true,
        tagged_types: BTreeSet::new(),
        direct_types: [list.resource_type].into(),
        regions: [(ACCOUNT.parse().unwrap(), regions.into())].into(),
        unreached: Unreached {
            accounts: Selection::All,
            regions: Selection::All,
        },
    };
    merge_that_expects(wanted, &[list])
}

fn merge_that_expects(wanted: Wanted, lists: &[QueryKey]) -> Merge {
    let mut source = Scripted::new(&["eu-west-1", "us-east-1"]);
    source.global_types = vec![BUCKET.parse().unwrap()];
    let mut merge = Merge::default();
    merge.expect(wanted, lists.iter().copied(), true);
    merge.find_ambiguous_types(&source);
    merge
}

/// The names of what comes. Nothing goes: none of it is shown ahead of its list.
fn shown(change: &Change) -> Vec<&str> {
    assert!(change.taken_back.is_empty());
    let rows = change.shown.iter().flat_map(|batch| batch.iter());
    rows.map(|row| row.id.as_str()).collect()
}

#[test]
fn a_bucket_that_a_sweep_saw_first_is_shown_once_when_the_list_of_all_regions_has_it() {
    let mut merge = merge();
    let list = key("global", BUCKET);
    let swept = [
        bucket("eu-west-1", "logs", Provider::Tagging),
        bucket("eu-west-1", "new", Provider::Tagging),
    ];
    let waiting = merge.swept(&Batch::new(swept.to_vec()), &sweep_of("eu-west-1"));
    assert_eq!(shown(&waiting), [""; 0], "its list may have it");
    let listed = Batch::new(vec![bucket("eu-west-1", "logs", Provider::Native)]);
    assert_eq!(shown(&merge.direct_page(&list, &listed)), ["logs"]);
    assert_eq!(shown(&merge.direct_ended(&list, Extent::Whole)), ["new"]);
    assert_eq!(merge.total_rows(), 2);
}

#[test]
fn a_bucket_that_a_sweep_sees_after_the_list_of_all_regions_is_not_shown_again() {
    let mut merge = merge();
    let list = key("global", BUCKET);
    let listed = Batch::new(vec![bucket("us-east-1", "logs", Provider::Native)]);
    assert_eq!(shown(&merge.direct_page(&list, &listed)), ["logs"]);
    assert_eq!(shown(&merge.direct_ended(&list, Extent::Whole)), [""; 0]);
    for region in ["us-east-1", "eu-west-1"] {
        let swept = Batch::new(vec![
            bucket("us-east-1", "logs", Provider::Tagging),
            bucket("us-east-1", region, Provider::Tagging),
        ]);
        let change = merge.swept(&swept, &sweep_of(region));
        assert_eq!(shown(&change), [region], "what the list lacks, once");
    }
    assert_eq!(merge.total_rows(), 3);
}

#[test]
fn a_bucket_that_a_sweep_saw_gives_way_to_a_list_that_joins_later() {
    let list = key("global", BUCKET);
    let mut merge = merge_that_expects(merge().wanted, &[]);
    let swept = Batch::new(vec![bucket("eu-west-1", "logs", Provider::Tagging)]);
    let change = merge.swept(&swept, &sweep_of("eu-west-1"));
    assert_eq!(
        shown(&change),
        ["logs"],
        "no list is asked that may have it"
    );
    merge.restart_list(&list);
    let listed = Batch::new(vec![bucket("eu-west-1", "logs", Provider::Native)]);
    let change = merge.direct_page(&list, &listed);
    assert_eq!(change.shown.len(), 1);
    assert_eq!(change.taken_back.len(), 1, "the sweep's row");
    assert_eq!(merge.total_rows(), 1);
}

#[test]
fn a_bucket_of_another_account_gives_way_to_that_accounts_list_when_it_joins() {
    let other: AccountId = "210987654321".parse().unwrap();
    let of_other = |provider| ResourceEntry {
        account: other,
        ..bucket("eu-west-1", "logs", provider)
    };
    let mut merge = merge_that_expects(merge().wanted, &[]);
    let swept = Batch::new(vec![of_other(Provider::Tagging)]);
    let change = merge.swept(&swept, &sweep_of("eu-west-1"));
    assert_eq!(shown(&change), ["logs"], "the sweep's own account sees it");
    let list = QueryKey {
        account: other,
        ..key("global", BUCKET)
    };
    merge.restart_list(&list);
    let listed = Batch::new(vec![of_other(Provider::Native)]);
    let change = merge.direct_page(&list, &listed);
    assert_eq!((change.shown.len(), change.taken_back.len()), (1, 1));
    assert_eq!(merge.total_rows(), 1);
}
