use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use serde_json::json;

use super::*;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::filter::Verdict;
use crate::app::resource_explorer::testing::entry;
use crate::app::resource_explorer::tree::PaneRows;
use crate::model::tags::shared;
use crate::model::{ArnText, Properties, ResourceEntry, RowFacts, StatusClass, Tags};

static NEVER: AtomicBool = AtomicBool::new(false);

fn later() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

/// Rows that differ in every field a filter looks at, in batches of odd sizes.
fn rows(count: usize) -> PaneRows {
    let mut rows = PaneRows::default();
    let make = |number: usize| {
        let region = ["eu-west-1", "us-east-1"][number / 100 % 2];
        let kind = ["Volume", "Instance"][number / 50 % 2];
        let name = ["web-Größe", "api", "Ledger-7", ""][number % 4];
        let ty = format!("AWS::EC2::{kind}");
        let mut row = entry(region, &ty, &format!("vol-{number:05x}"), name);
        row.status = shared(["in-use", "available", ""][number % 3]);
        row.tags = match number % 5 {
            0 => Tags::NONE.or_called(name),
            1 => Tags::from_pairs([("Name", "web-Größe"), ("Environment", "prod")]),
            2 => Tags::from_pairs([("Team", "payments"), ("Environment", "dev")]),
            3 => Tags::unknown().or_called(name),
            _ => Tags::from_pairs([("Name", "other"), ("Owner", "ops")]),
        };
        row.arn = match number % 3 {
            0 => ArnText::NONE,
            1 => ArnText::of(
                &format!("arn:aws:ec2:{region}:1:volume/{}", row.id),
                &row.id,
            ),
            _ => ArnText::of(&format!("arn:aws:s3:::bucket-{number}"), &row.id),
        };
        row.properties = Properties::from_json(&json!({"Size": number, "Kms": "key-77"}));
        row
    };
    let all: Vec<ResourceEntry> = (0..count).map(make).collect();
    let mut rest = all.as_slice();
    for size in (1..).map(|step| step * 37 % 501 + 1) {
        if rest.is_empty() {
            break;
        }
        let (batch, after) = rest.split_at(size.min(rest.len()));
        assert!(rows.push(Batch::new(batch.to_vec())));
        rest = after;
    }
    rows
}

const FILTERS: [&str; 28] = [
    "key-77 api",
    "Size>=19000 or largest",
    "!Size<500 web",
    "(api or größe) not Kms=key-78",
    "web",
    "größe",
    "vol-00a",
    "volume/vol-0001",
    "e/vol-0002",
    "instance",
    "in-use|available",
    "!in-use api",
    "payments",
    "name",
    "owner",
    "eu-west",
    "arn:*bucket-1*",
    "arn:aws:ec2:us-east-1",
    "*vol-0000f",
    "tag:Environment",
    "tag:environment=prod|Owner",
    "!tag:Name",
    "tag:Name=web*",
    "type:volume region:us-east-1",
    "status:available",
    "properties:key-77",
    "properties:1234",
    "account:0 ledger",
];

#[test]
fn a_search_finds_what_the_filter_lets_through_row_by_row() {
    let rows = rows(20_000);
    for text in FILTERS {
        let filter = Arc::new(Filter::parse(text).unwrap());
        let mut search = Search::new(Arc::clone(&filter));
        assert_eq!(search.advance(&rows, later(), &NEVER), Advanced::ToTheEnd);
        let (mut found, mut undecided) = (0, 0);
        for (row, entry) in rows.iter() {
            let is = filter.matches(entry);
            found += usize::from(is);
            undecided += u32::from(filter.verdict(entry) == Verdict::Unknown);
            assert_eq!(search.found().contains(row), is, "{text}: {entry:?}");
        }
        assert_eq!(search.undecided(), undecided, "{text}");
        let is_in_all = text == "properties:key-77";
        assert!(
            found > 0 && (found < rows.len() || is_in_all),
            "{text}: {found}"
        );
    }
}

#[test]
fn what_a_search_leaves_changes_nothing_that_the_next_one_finds() {
    let rows = rows(20_000);
    let mut kept = Kept::default();
    for text in [
        "key-77",
        "Size>=500 web",
        "key-78",
        "Size>=500 api",
        "Size>=500 key-77",
        "key-77",
    ] {
        let filter = Arc::new(Filter::parse(text).unwrap());
        let mut alone = Search::new(Arc::clone(&filter));
        alone.advance(&rows, later(), &NEVER);
        let mut search = Search::new(filter).with_kept(kept);
        search.advance(&rows, later(), &NEVER);
        assert_eq!(search.found(), alone.found(), "{text}");
        kept = search.into_kept();
        assert!(kept.heap_bytes() < 20_000 * 32);
    }
    // What was known before properties were given up still is.
    rows.iter()
        .for_each(|(_, entry)| _ = entry.properties.evict());
    for (text, count) in [("Size>=500", 19_500), ("key-77", 20_000)] {
        let filter = Arc::new(Filter::parse(text).unwrap());
        let mut search = Search::new(filter).with_kept(kept);
        search.advance(&rows, later(), &NEVER);
        assert!(search.found().count() > 0, "{text}");
        if text == "key-77" {
            assert_eq!(search.found().count(), count);
        }
        kept = search.into_kept();
    }
}

#[test]
fn what_details_have_told_is_found_and_a_search_from_before_is_outdated() {
    let rows = rows(5_000);
    let facts = Arc::new(RowFactStore::default());
    let filter = Arc::new(Filter::parse("tag:Owner=me status:READY").unwrap());
    let search = || {
        let mut search = Search::with_facts(Arc::clone(&filter), &facts);
        assert_eq!(search.advance(&rows, later(), &NEVER), Advanced::ToTheEnd);
        search
    };
    let before = search();
    assert_eq!(before.found().count(), 0);
    let lacking = |entry: &ResourceEntry| !entry.tags.are_known() && entry.status.is_empty();
    let told: Vec<_> = rows.iter().filter(|(_, entry)| lacking(entry)).collect();
    for (_, entry) in &told {
        let told = RowFacts {
            tags: Some(Tags::from_pairs([("Owner", "me")])),
            status: Some(("READY".into(), StatusClass::Ok)),
        };
        facts.add(entry.resource_type, (*entry).into(), told);
    }
    assert!(before.is_outdated());
    let after = search();
    assert!(!after.is_outdated() && !told.is_empty());
    assert_eq!(after.found().count(), told.len());
    assert!(told.iter().all(|(row, _)| after.found().contains(*row)));
}

#[test]
fn a_search_goes_on_where_it_stopped() {
    let all = rows(30_000);
    let filter = Arc::new(Filter::parse("api|größe").unwrap());
    let mut search = Search::new(Arc::clone(&filter));
    let stopped = AtomicBool::new(true);
    assert_eq!(search.advance(&all, later(), &stopped), Advanced::Stopped);
    assert_eq!(search.looked_at(), 0);
    assert_eq!(
        search.advance(&all, Instant::now(), &NEVER),
        Advanced::InTime
    );
    // Batches arrive one by one.
    let mut rows = PaneRows::default();
    for batch in all.batches() {
        assert!(rows.push(batch.clone()));
        assert_eq!(search.advance(&rows, later(), &NEVER), Advanced::ToTheEnd);
        assert_eq!(search.looked_at() as usize, rows.len());
    }
    for (row, entry) in rows.iter() {
        assert_eq!(search.found().contains(row), filter.matches(entry));
    }
}

#[test]
fn properties_that_were_given_up_are_told() {
    let rows = rows(100);
    rows.iter()
        .take(7)
        .for_each(|(_, entry)| _ = entry.properties.evict());
    let filter = Arc::new(Filter::parse("properties:key-77").unwrap());
    let mut search = Search::new(filter);
    search.advance(&rows, later(), &NEVER);
    assert_eq!(search.unsearched(), 7);
    let plain = Arc::new(Filter::parse("api").unwrap());
    let mut search = Search::new(plain);
    search.advance(&rows, later(), &NEVER);
    assert_eq!(search.unsearched(), 0);
}

#[test]
fn terms_that_match_nothing_by_themselves_are_told_and_what_was_read_is_kept() {
    let all = rows(5_000);
    let filter =
        Arc::new(Filter::parse("nosuch api (x or nosuch) !api properties:nosuch").unwrap());
    let mut search = Search::new(filter);
    assert_eq!(search.advance(&all, later(), &NEVER), Advanced::ToTheEnd);
    assert_eq!(search.found().count(), 0);
    let bytes = search.heap_bytes();
    let without = search.terms_without_match(&all, &NEVER).unwrap();
    let spans: Vec<_> = without
        .iter()
        .filter_map(|term| search.filter().span_of_term(*term))
        .collect();
    assert_eq!(spans, [0..6, 30..47]);
    assert!(search.heap_bytes() >= bytes);
    let stopped = AtomicBool::new(true);
    assert_eq!(search.terms_without_match(&all, &stopped), None);
    assert_eq!(search.terms_without_match(&all, &NEVER), Some(without));
}
