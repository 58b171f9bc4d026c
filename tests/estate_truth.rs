//! The program against a whole made-up organization: what it lists is exactly what is there, and
//! what could not be answered is in the ledger.
//!
//! One moto for all checks, because filling it takes half a minute: one test starts it, runs the program in
//! several ways, and reports every difference at once.

use std::collections::BTreeSet;
use std::fs;

mod support {
    pub(crate) mod checks;
    pub(crate) mod estate;
    pub(crate) mod fault_proxy;
    pub(crate) mod listing;
    pub(crate) mod moto;
}

use support::checks::*;
use support::estate::{Estate, Truth};
use support::fault_proxy::{Fault, FaultProxy};
use support::listing::{Key, Listing, Profiles, Row};
use support::moto::Moto;

#[test]
fn the_whole_estate_is_listed_and_what_is_missing_is_said() {
    let moto = Moto::start_with_estate(7, 1.0);
    let estate = Estate::of(&moto);
    let (config, credentials) = (moto.aws_file("config"), moto.aws_file("credentials"));
    let profiles = Profiles {
        config: &config,
        credentials: &credentials,
    };
    let accounts = estate.truth.accounts.iter();
    let accounts: Vec<&str> = accounts
        .flat_map(|account| ["--profile", account.name.as_str()])
        .collect();
    let list = |regions: &str, types: &str| {
        let what = ["--region", regions, "--type", types];
        Listing::run(profiles, &[&accounts[..], &what].concat())
    };
    // EC2 in every region there is; every service where the estate is.
    let everywhere = list(
        "all",
        &estate.ec2_types().into_iter().collect::<Vec<_>>().join(","),
    );
    let everything = list(&estate.all_regions(), "all");
    let mut checks = checks_of_lists(&everywhere, &everything, &estate);
    checks.extend([
        ("by role", by_role_the_same(profiles, &estate, &everywhere)),
        (
            "every profile",
            profiles_of_one_account_are_one(profiles, &estate),
        ),
        (
            "region off",
            region_that_is_off_is_not_asked(profiles, &estate),
        ),
        (
            "bad profile",
            unknown_profile_spoils_nothing(profiles, &estate),
        ),
        ("faults", faults_stay_where_they_are(&moto, &estate)),
    ]);
    let complaints: Complaints = checks
        .into_iter()
        .flat_map(|(check, complaints)| shortened(check, complaints))
        .collect();
    assert!(
        complaints.is_empty(),
        "{}\n\nstandard error of the full run:\n{}",
        complaints.join("\n"),
        everything.stderr
    );
}

/// What holds of two lists: all of EC2 in every region, and every service where the estate is.
fn checks_of_lists(
    everywhere: &Listing,
    everything: &Listing,
    estate: &Estate,
) -> Vec<(&'static str, Complaints)> {
    vec![
        ("exit code", exit_code_is(everywhere, 2)),
        ("truth", ec2_counts_are_the_truth(everywhere, estate)),
        ("ids", known_ids_are_rows(everywhere, estate)),
        ("witness", ec2_ids_are_those_of_boto3(everywhere, estate)),
        (
            "ledger of EC2",
            ledger_has_every_ec2_key(everywhere, estate),
        ),
        (
            "every type",
            every_count_is_the_truth(everything, &estate.truth),
        ),
        ("tagged", every_tagged_arn_is_one_row(everything, estate)),
        (
            "buckets",
            buckets_stand_in_their_own_region(everything, estate),
        ),
        ("once", nothing_is_listed_twice(everything)),
        (
            "policies of AWS",
            policies_of_aws_are_marked(everything, &estate.truth),
        ),
        ("ledger", ledger_is_sound(everything, estate)),
        ("ledger of rows", ledger_counts_the_rows(everything)),
    ]
}

/// Another estate, smaller and with other dice: what holds by accident in one does not in two.
#[test]
fn every_type_of_a_second_estate_is_listed_and_nothing_else() {
    let moto = Moto::start_with_estate(11, 0.4);
    let truth: Truth = moto.report("truth.json");
    let (config, credentials) = (moto.aws_file("config"), moto.aws_file("credentials"));
    let profiles = Profiles {
        config: &config,
        credentials: &credentials,
    };
    let accounts = truth.accounts.iter();
    let accounts: Vec<&str> = accounts
        .flat_map(|account| ["--profile", account.name.as_str()])
        .collect();
    let kinds: BTreeSet<&str> = truth.counts.iter().map(|c| c.kind.as_str()).collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let regions = [&truth.regions[..], &truth.empty_regions].concat();
    let (regions, kinds) = (regions.join(","), kinds.join(","));
    let what = ["--region", regions.as_str(), "--type", kinds.as_str()];
    let listing = Listing::run(profiles, &[&accounts[..], &what].concat());
    let mut wrong = every_count_is_the_truth(&listing, &truth);
    wrong.extend(nothing_is_listed_twice(&listing));
    wrong.extend(exit_code_is(&listing, 0));
    let wrong = shortened("second estate", wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn shortened(check: &str, complaints: Complaints) -> Complaints {
    const MOST: usize = 12;
    let rest = complaints.len().saturating_sub(MOST);
    let mut said: Complaints = complaints
        .into_iter()
        .take(MOST)
        .map(|complaint| format!("{check}: {complaint}"))
        .collect();
    if rest > 0 {
        said.push(format!("{check}: and {rest} more"));
    }
    said
}

/// What a listing is compared by.
fn identities(rows: &[Row]) -> BTreeSet<(Key, String)> {
    let identities = rows.iter().map(|row| (row.key(), row.resource_id.clone()));
    identities.collect()
}

fn by_role_the_same(profiles: Profiles<'_>, estate: &Estate, everywhere: &Listing) -> Complaints {
    let regions = estate.all_regions();
    let types: Vec<&str> = estate.ec2_types().into_iter().collect();
    let types = types.join(",");
    let by_role = Listing::run(
        profiles,
        &[
            "--profile",
            "management",
            "--role",
            "OrganizationAccountAccessRole",
            "--region",
            &regions,
            "--type",
            &types,
        ],
    );
    let mut wrong = exit_code_is(&by_role, 2);
    let here = |region: &str| region == "global" || regions.split(',').any(|r| r == region);
    let mut wanted = identities(&everywhere.rows);
    wanted.retain(|((_, region, _), _)| here(region));
    let got = identities(&by_role.rows);
    let missing = wanted
        .difference(&got)
        .map(|row| format!("not listed by role: {row:?}"));
    let extra = got
        .difference(&wanted)
        .map(|row| format!("listed by role only: {row:?}"));
    wrong.extend(missing.chain(extra));
    wrong
}

fn profiles_of_one_account_are_one(profiles: Profiles<'_>, estate: &Estate) -> Complaints {
    // prod (by role) and prod-key (by a key of its own) lead to the same account.
    let listing = Listing::run(
        profiles,
        &[
            "--profile",
            "prod",
            "--profile",
            "prod-key",
            "--region",
            "eu-west-1",
            "--type",
            "AWS::EC2::VPC",
        ],
    );
    let mut wrong = exit_code_is(&listing, 0);
    let account = estate
        .truth
        .accounts
        .iter()
        .find(|account| account.name == "prod");
    let account = &account.expect("the estate has it").id;
    wrong.extend(nothing_is_listed_twice(&listing));
    if listing.ledger.len() != 1 || listing.rows.is_empty() {
        wrong.push(format!("wanted one key with rows: {:?}", listing.ledger));
    }
    let strangers = listing.rows.iter().filter(|row| &row.account_id != account);
    wrong.extend(strangers.map(|row| format!("not an account of prod's: {row:?}")));
    wrong
}

fn region_that_is_off_is_not_asked(profiles: Profiles<'_>, estate: &Estate) -> Complaints {
    let account = &estate.truth.management_account;
    let off = estate.witness.regions[account]
        .iter()
        .find_map(|(region, enabled)| (!enabled).then_some(region.as_str()))
        .expect("the stand-in has regions that are off");
    let regions = format!("us-east-1,{off}");
    let listing = Listing::run(
        profiles,
        &[
            "--profile",
            "management",
            "--region",
            &regions,
            "--type",
            "AWS::EC2::VPC",
        ],
    );
    let mut wrong = exit_code_is(&listing, 2);
    wrong.extend(outcomes_are(
        &listing,
        &[("us-east-1", "complete"), (off, "region_not_enabled")],
        |(_, region, _)| region,
    ));
    wrong
}

fn unknown_profile_spoils_nothing(profiles: Profiles<'_>, estate: &Estate) -> Complaints {
    let listing = Listing::run(
        profiles,
        &[
            "--profile",
            "management",
            "--profile",
            "nobody",
            "--region",
            "us-east-1",
            "--type",
            "AWS::EC2::VPC",
        ],
    );
    let mut wrong = exit_code_is(&listing, 2);
    if !listing.stderr.contains("nobody") {
        wrong.push(format!("does not name the profile: {}", listing.stderr));
    }
    if listing
        .rows
        .iter()
        .all(|row| row.account_id != estate.truth.management_account)
    {
        wrong.push("the good profile's rows are missing".into());
    }
    let broken = listing.ledger.iter().filter(|entry| entry.key().is_none());
    if broken.filter(|entry| entry.error.is_some()).count() != 1 {
        wrong.push(format!(
            "wanted one way in that failed: {:?}",
            listing.ledger
        ));
    }
    wrong
}

fn faults_stay_where_they_are(moto: &Moto, estate: &Estate) -> Complaints {
    let proxy = FaultProxy::start(
        moto.endpoint(),
        &[
            ("DescribeVolumes", Fault::CutDocument),
            ("DescribeSnapshots", Fault::CutConnection),
            ("DescribeAddresses", Fault::HtmlPage),
            ("DescribeSubnets", Fault::Denied),
            ("DescribeVpcs", Fault::Throttled { times: 2 }),
        ],
    );
    let outcomes = [
        ("AWS::EC2::Volume", "failed"),
        ("AWS::EC2::Snapshot", "failed"),
        ("AWS::EC2::EIP", "failed"),
        ("AWS::EC2::Subnet", "denied"),
        ("AWS::EC2::VPC", "complete"),
        ("AWS::EC2::Instance", "complete"),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("config");
    let text = format!(
        "[profile management]\nregion = us-east-1\nendpoint_url = {}\n",
        proxy.endpoint()
    );
    fs::write(&config, text).expect("the folder is ours");
    let profiles = Profiles {
        config: &config,
        credentials: &moto.aws_file("credentials"),
    };
    let types = outcomes.map(|(kind, _)| kind).join(",");
    let listing = Listing::run(
        profiles,
        &[
            "--profile",
            "management",
            "--region",
            "us-east-1",
            "--type",
            &types,
        ],
    );
    let mut wrong = exit_code_is(&listing, 2);
    wrong.extend(outcomes_are(&listing, &outcomes, |(_, _, kind)| kind));
    wrong.extend(complete_rows_are_whole(&listing, estate));
    let asked = proxy.asked();
    if asked.get("DescribeSubnets") != Some(&1) {
        wrong.push(format!("a denial was asked again: {asked:?}"));
    }
    let writes = asked.keys().filter(|name| {
        !["Describe", "Get", "List", "AssumeRole"]
            .iter()
            .any(|read| name.starts_with(read))
    });
    wrong.extend(writes.map(|name| format!("{name} is no read operation")));
    wrong
}
