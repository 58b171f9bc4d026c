//! Compares a listing with the estate. Every check returns what is wrong, in sentences.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::estate::{Estate, KnownId, Truth, WitnessTags};
use super::listing::{Key, LedgerRow, Listing, Row};

const SWEEP: &str = "awsdash:Tagging:Sweep";
const BUCKET: &str = "AWS::S3::Bucket";

/// What is wrong, in sentences; empty is good.
pub(crate) type Complaints = Vec<String>;

pub(crate) fn exit_code_is(listing: &Listing, wanted: i32) -> Complaints {
    if listing.exit_code == Some(wanted) {
        return vec![];
    }
    let (got, said) = (listing.exit_code, &listing.stderr);
    vec![format!(
        "exit code {got:?}, wanted {wanted}; it said:\n{said}"
    )]
}

/// Terminated instances are listed for an hour, and AWS's own policies are in every account: the truth does not
/// count them.
fn is_there(row: &Row) -> bool {
    row.status.as_deref() != Some("terminated") && !is_of_aws(row)
}

fn is_of_aws(row: &Row) -> bool {
    row.arn.as_deref().is_some_and(|arn| arn.contains("::aws:"))
}

/// AWS's own policies are listed in every account, and marked as AWS's.
pub(crate) fn policies_of_aws_are_marked(listing: &Listing, truth: &Truth) -> Complaints {
    let mut wrong = vec![];
    for account in &truth.accounts {
        let policies = listing.rows.iter().filter(|row| {
            row.account_id == account.id && row.resource_type == "AWS::IAM::ManagedPolicy"
        });
        let (of_aws, own): (Vec<&Row>, Vec<&Row>) = policies.partition(|row| is_of_aws(row));
        if of_aws.len() < 500 {
            wrong.push(format!(
                "{} policies of AWS in {}",
                of_aws.len(),
                account.id
            ));
        }
        let lost = of_aws.into_iter().filter(|row| !row.managed);
        wrong.extend(lost.map(|row| format!("not marked as AWS's: {row:?}")));
        let stolen = own.into_iter().filter(|row| row.managed);
        wrong.extend(stolen.map(|row| format!("marked as AWS's: {row:?}")));
    }
    wrong
}

pub(crate) fn ec2_counts_are_the_truth(listing: &Listing, estate: &Estate) -> Complaints {
    let rows = listing.rows_by_key();
    let truth = &estate.truth;
    let counted: BTreeMap<Key, usize> = truth
        .counts
        .iter()
        .map(|c| {
            (
                (c.account.clone(), c.region.clone(), c.kind.clone()),
                c.count,
            )
        })
        .collect();
    let types_with_truth: BTreeSet<&str> = counted
        .keys()
        .map(|(_, _, kind)| kind.as_str())
        .filter(|kind| estate.ec2_types().contains(kind))
        .collect();
    assert_eq!(types_with_truth.len(), 17, "the truth counts 17 EC2 types");
    let mut wrong = vec![];
    for account in &truth.accounts {
        for region in truth.regions.iter().chain(&truth.empty_regions) {
            for kind in &types_with_truth {
                let key = (account.id.clone(), region.clone(), (*kind).to_owned());
                let wanted = counted.get(&key).copied().unwrap_or(0);
                let got = rows.get(&key).map_or(0, |rows| {
                    rows.iter().copied().filter(|row| is_there(row)).count()
                });
                if got != wanted {
                    wrong.push(format!("{key:?}: {got} rows, the truth says {wanted}"));
                }
            }
        }
    }
    wrong
}

/// Every type that the truth counts, listed by any provider.
pub(crate) fn every_count_is_the_truth(listing: &Listing, truth: &Truth) -> Complaints {
    let rows = listing.rows_by_key();
    let counted: BTreeMap<Key, usize> = truth
        .counts
        .iter()
        .map(|c| {
            (
                (c.account.clone(), c.region.clone(), c.kind.clone()),
                c.count,
            )
        })
        .collect();
    let kinds: BTreeSet<&String> = counted.keys().map(|(_, _, kind)| kind).collect();
    assert!(kinds.len() > 50, "the truth counts {} types", kinds.len());
    let listed: BTreeSet<&Key> = rows.keys().collect();
    let places = listed.into_iter().chain(counted.keys());
    let keys: BTreeSet<&Key> = places.filter(|(_, _, kind)| kinds.contains(kind)).collect();
    let mut wrong = vec![];
    for key in keys {
        let wanted = counted.get(key).copied().unwrap_or(0);
        let of_key = rows.get(key).into_iter().flatten();
        let got = of_key.filter(|row| is_there(row)).count();
        if got != wanted {
            wrong.push(format!("{key:?}: {got} rows, the truth says {wanted}"));
        }
    }
    wrong
}

pub(crate) fn known_ids_are_rows(listing: &Listing, estate: &Estate) -> Complaints {
    let types = estate.ec2_types();
    let rows = listing.rows_by_key();
    let known = estate
        .ids
        .iter()
        .filter(|id| types.contains(id.kind.as_str()));
    known
        .filter(|known| {
            let key = (
                known.account.clone(),
                known.region.clone(),
                known.kind.clone(),
            );
            let found = rows.get(&key).into_iter().flatten();
            found.filter(|row| row.resource_id == known.id).count() != 1
        })
        .map(|known| {
            format!(
                "{} {} is not one row of {}",
                known.kind, known.id, known.region
            )
        })
        .collect()
}

pub(crate) fn ec2_ids_are_those_of_boto3(listing: &Listing, estate: &Estate) -> Complaints {
    let rows = listing.rows_by_key();
    let mut wrong = vec![];
    for list in &estate.witness.listed {
        let key = (list.account.clone(), list.region.clone(), list.kind.clone());
        let mut got: Vec<&str> = rows
            .get(&key)
            .into_iter()
            .flatten()
            .map(|row| row.resource_id.as_str())
            .collect();
        got.sort_unstable();
        let wanted = list.ids.as_deref().unwrap_or_default();
        if got != wanted {
            wrong.push(format!("{key:?}: listed {got:?}, boto3 sees {wanted:?}"));
        }
    }
    wrong
}

pub(crate) fn every_tagged_arn_is_one_row(listing: &Listing, estate: &Estate) -> Complaints {
    let mut rows: HashMap<&str, Vec<&Row>> = HashMap::new();
    for row in &listing.rows {
        if let Some(arn) = &row.arn {
            rows.entry(arn).or_default().push(row);
        }
    }
    let tagged: BTreeMap<&str, (&WitnessTags, &BTreeMap<String, String>)> = estate
        .witness
        .tagged
        .iter()
        .flat_map(|place| {
            let tags = place.tags.iter();
            tags.map(move |(arn, tags)| (arn.as_str(), (place, tags)))
        })
        .collect();
    assert!(tagged.len() > 1_000, "only {} tagged ARNs", tagged.len());
    let mut wrong = vec![];
    for (arn, (place, tags)) in tagged {
        match rows.get(arn).map_or(&[][..], Vec::as_slice) {
            [row] if row.account_id != place.account => {
                wrong.push(format!("{arn} is said to be in account {}", row.account_id));
            }
            [row] if &row.tags != tags => {
                wrong.push(format!("{arn} has tags {:?}, wanted {tags:?}", row.tags));
            }
            [_] => {}
            [] => wrong.push(format!("{arn} ({}) is not listed", place.region)),
            several => wrong.push(format!("{arn} is {} rows", several.len())),
        }
    }
    wrong
}

pub(crate) fn buckets_stand_in_their_own_region(listing: &Listing, estate: &Estate) -> Complaints {
    let homes: HashMap<&str, &KnownId> = estate
        .ids
        .iter()
        .filter(|id| id.kind == BUCKET)
        .map(|id| (id.id.as_str(), id))
        .collect();
    let mut wrong = vec![];
    let mut seen = 0;
    for row in listing
        .rows
        .iter()
        .filter(|row| row.resource_type == BUCKET)
    {
        seen += 1;
        match homes.get(row.resource_id.as_str()) {
            Some(home) if home.region == row.region && home.account == row.account_id => {}
            Some(home) => wrong.push(format!(
                "{} is in {} of {}, listed in {} of {}",
                home.id, home.region, home.account, row.region, row.account_id
            )),
            None => wrong.push(format!("{} is no bucket of the estate", row.resource_id)),
        }
    }
    if seen == 0 {
        wrong.push("no bucket at all".into());
    }
    wrong
}

/// No object is two rows: neither under one type nor under two names of it. ARNs are compared over
/// rows of all types, regions and accounts; rows without an ARN by type and identifier.
pub(crate) fn nothing_is_listed_twice(listing: &Listing) -> Complaints {
    let mut seen: HashMap<(Option<Key>, &str), Vec<&Row>> = HashMap::new();
    for row in &listing.rows {
        let identity = match &row.arn {
            // AWS's own resources are in every account alike.
            Some(arn) if !arn.contains("::aws:") => (None, arn.as_str()),
            _ => (Some(row.key()), row.resource_id.as_str()),
        };
        seen.entry(identity).or_default().push(row);
    }
    seen.into_iter()
        .filter(|(_, rows)| rows.len() > 1)
        .map(|((_, id), rows)| {
            let places: Vec<Key> = rows.iter().map(|row| row.key()).collect();
            format!("{id} is listed as each of {places:?}")
        })
        .collect()
}

pub(crate) fn ledger_has_every_ec2_key(listing: &Listing, estate: &Estate) -> Complaints {
    let ledger = listing.ledger_by_key();
    let mut wrong = vec![];
    for list in &estate.witness.listed {
        let key = (list.account.clone(), list.region.clone(), list.kind.clone());
        let outcome = if list.ids.is_some() {
            "complete"
        } else {
            "unsupported"
        };
        match ledger.get(&key) {
            Some(entry) => wrong.extend(complaint_about(&key, entry, outcome)),
            None => wrong.push(format!("{key:?} is not in the ledger, wanted {outcome}")),
        }
    }
    let asked = estate.witness.listed.len();
    if ledger.len() != asked {
        wrong.push(format!(
            "{} keys in the ledger, {asked} were asked",
            ledger.len()
        ));
    }
    wrong
}

/// Every sweep is complete; every other key is either complete or says why it is not. What only the
/// sweep saw is listed as far as it has tags, which is never the whole.
pub(crate) fn ledger_is_sound(listing: &Listing, estate: &Estate) -> Complaints {
    let ledger = listing.ledger_by_key();
    let mut wrong = vec![];
    for account in &estate.truth.accounts {
        for region in estate
            .truth
            .regions
            .iter()
            .chain(&estate.truth.empty_regions)
        {
            let key = (account.id.clone(), region.clone(), SWEEP.to_owned());
            match ledger.get(&key) {
                Some(entry) => wrong.extend(complaint_about(&key, entry, "complete")),
                None => wrong.push(format!("{key:?} is not in the ledger")),
            }
        }
    }
    for (key, entry) in &ledger {
        let by_sweep = entry.provider.as_deref() == Some("tagging") && key.2 != SWEEP;
        let outcome = if by_sweep { "partial" } else { &entry.outcome };
        wrong.extend(complaint_about(key, entry, outcome));
    }
    let keyless = listing.ledger.iter().filter(|entry| entry.key().is_none());
    wrong.extend(keyless.map(|entry| format!("a way in failed: {entry:?}")));
    wrong
}

fn complaint_about(key: &Key, entry: &LedgerRow, outcome: &str) -> Option<String> {
    if entry.outcome != outcome {
        return Some(format!("{key:?} should be {outcome}: {entry:?}"));
    }
    let says_why = entry
        .error
        .as_deref()
        .is_some_and(|error| !error.is_empty());
    match outcome {
        "complete" if says_why => Some(format!("{key:?} is complete with an error: {entry:?}")),
        "complete" | "partial" => None,
        _ if says_why => None,
        _ => Some(format!("{key:?} does not say why: {entry:?}")),
    }
}

pub(crate) fn ledger_counts_the_rows(listing: &Listing) -> Complaints {
    let ledger = listing.ledger_by_key();
    let rows = listing.rows_by_key();
    let mut wrong = vec![];
    for (key, rows) in &rows {
        // Buckets are asked for once per account, wherever they are.
        if key.2 == BUCKET {
            continue;
        }
        match ledger.get(key) {
            Some(entry) if entry.rows == Some(rows.len() as u64) => {}
            Some(entry) => wrong.push(format!(
                "{key:?} has {} rows, the ledger says {:?}",
                rows.len(),
                entry.rows
            )),
            None => wrong.push(format!("{key:?} has rows and no ledger entry")),
        }
    }
    for (key, entry) in ledger {
        let is_sweep = key.2 == SWEEP;
        if !is_sweep && key.2 != BUCKET && entry.rows.unwrap_or(0) > 0 && !rows.contains_key(&key) {
            wrong.push(format!(
                "the ledger has rows of {key:?} that were not listed"
            ));
        }
    }
    wrong
}

/// The ledger has exactly these outcomes, by region or by type.
pub(crate) fn outcomes_are(
    listing: &Listing,
    wanted: &[(&str, &str)],
    part: fn(&Key) -> &str,
) -> Complaints {
    let ledger = listing.ledger_by_key();
    let got: BTreeMap<&str, &str> = ledger
        .iter()
        .map(|(key, entry)| (part(key), entry.outcome.as_str()))
        .collect();
    let wanted: BTreeMap<&str, &str> = wanted.iter().copied().collect();
    if got == wanted {
        vec![]
    } else {
        vec![format!("ledger {:?}, wanted {wanted:?}", listing.ledger)]
    }
}

/// Beside the faults, complete means complete.
pub(crate) fn complete_rows_are_whole(listing: &Listing, estate: &Estate) -> Complaints {
    let rows = listing.rows_by_key();
    let complete = listing.ledger_by_key();
    let lists = estate.witness.listed.iter().filter_map(|list| {
        let key = (list.account.clone(), list.region.clone(), list.kind.clone());
        let entry = complete.get(&key)?;
        (entry.outcome == "complete").then_some((key, list))
    });
    let wrong = lists.filter(|(key, list)| {
        rows.get(key).map_or(0, Vec::len) != list.ids.as_ref().map_or(0, Vec::len)
    });
    wrong
        .map(|(key, _)| format!("{key:?} is called complete and is not"))
        .collect()
}
