//! Partitions, the separate AWSs: the partition of a region, and the suffix of its endpoints.
//!
//! The catalog knows the partitions of its day. For a region of none of them, what STS said of the
//! credentials used there counts, then the SDK's own endpoint rules.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{LazyLock, RwLock};
use std::task::{Context, Poll, Waker};

use aws_sdk_sts::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};

use crate::catalog::partitions::{self, Partition};
use crate::model::{AccountId, Region};

const COMMERCIAL: &str = "aws";

/// How many partition names that the catalog lacks are kept: each stays for the life of the process.
const MOST_NEW_NAMES: usize = 16;

/// What STS has said.
#[derive(Default)]
struct StsPartitions {
    /// The partition of each account.
    accounts: HashMap<AccountId, &'static str>,
    /// Partitions that the catalog does not have, by the first part of their regions' codes.
    beginnings: HashMap<String, &'static str>,
}

static FROM_STS: LazyLock<RwLock<StsPartitions>> = LazyLock::new(RwLock::default);

/// The SDK's word for a region.
pub(in crate::aws) fn sdk_region(region: Region) -> aws_config::Region {
    aws_config::Region::from_static(region.as_str())
}

/// The partition of a region, as ARNs name it.
pub(in crate::aws) fn partition(region: Region) -> &'static str {
    if let Some(known) = partitions::of_region(region) {
        return known.name;
    }
    let from_sts = FROM_STS
        .read()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let from_sts = from_sts.beginnings.get(beginning(region)).copied();
    let by_rules = || {
        let suffix = suffix_by_rules(region)?;
        let mut all = partitions::all().iter();
        all.find(|one| one.dns_suffix == suffix).map(|one| one.name)
    };
    from_sts.or_else(by_rules).unwrap_or(COMMERCIAL)
}

/// The partition of what an account has in a region, or has without one.
pub(in crate::aws) fn partition_of(account: AccountId, region: Region) -> &'static str {
    if partitions::of_region(region).is_some() {
        return partition(region);
    }
    let from_sts = FROM_STS
        .read()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let from_sts = from_sts.accounts.get(&account).copied();
    from_sts.unwrap_or_else(|| partition(region))
}

/// Keeps what STS said of an account: the partition in the ARN of credentials whose home is there.
pub(in crate::aws) fn learn(account: AccountId, home: Region, said: &str) {
    let mut from_sts = FROM_STS
        .write()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let name = match (partitions::of_region(home), partitions::named(said)) {
        // An emulator names the partition aws in every region that it plays.
        (Some(by_region), _) => by_region.name,
        (None, Some(named)) => named.name,
        (None, None) => match from_sts.new_name(said) {
            Some(name) => name,
            None => return,
        },
    };
    if partitions::of_region(home).is_none() && !home.is_global() {
        from_sts.beginnings.insert(beginning(home).to_owned(), name);
    }
    from_sts.accounts.insert(account, name);
}

impl StsPartitions {
    /// A name that the catalog does not have, if it can be one.
    fn new_name(&self, said: &str) -> Option<&'static str> {
        let known = self.beginnings.values().find(|name| **name == said);
        let fits = said.starts_with("aws-")
            && said.len() <= 24
            && said.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && self.beginnings.len() < MOST_NEW_NAMES;
        known
            .copied()
            .or_else(|| fits.then(|| &*String::leak(said.to_owned())))
    }
}

/// The first part of a region's code, which all regions of a partition share.
fn beginning(region: Region) -> &'static str {
    region.as_str().split('-').next().unwrap_or_default()
}

/// What most endpoints of a region end in.
pub(in crate::aws) fn domain(region: Region) -> &'static str {
    match known_by_any_means(region) {
        Some(known) => known.dns_suffix,
        None => suffix_by_rules(region).unwrap_or("amazonaws.com"),
    }
}

/// A host of the partition `aws` as it is called in the partition of `region`.
pub(in crate::aws) fn host_in(host: &str, region: Region) -> String {
    if let Some(labels) = host.strip_suffix("amazonaws.com") {
        return format!("{labels}{}", domain(region));
    }
    match (host.strip_suffix("api.aws"), known_by_any_means(region)) {
        (Some(labels), Some(known)) => format!("{labels}{}", known.api_suffix),
        _ => host.to_owned(),
    }
}

fn known_by_any_means(region: Region) -> Option<&'static Partition> {
    partitions::of_region(region).or_else(|| {
        let from_sts = FROM_STS
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        partitions::named(from_sts.beginnings.get(beginning(region))?)
    })
}

/// What the SDK's rules put after the region's name.
fn suffix_by_rules(region: Region) -> Option<&'static str> {
    static KNOWN: LazyLock<RwLock<HashMap<Region, Option<&'static str>>>> =
        LazyLock::new(RwLock::default);
    let read = KNOWN
        .read()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(known) = read.get(&region) {
        return *known;
    }
    drop(read);
    let params = Params::builder().region(region.as_str()).build().ok()?;
    let resolver = DefaultResolver::new();
    let resolved = pin!(resolver.resolve_endpoint(&params));
    // The rules are data in the program: there is nothing to wait for.
    let Poll::Ready(Ok(endpoint)) = resolved.poll(&mut Context::from_waker(Waker::noop())) else {
        return None;
    };
    let suffix = endpoint
        .url()
        .strip_prefix(&format!("https://sts.{region}."))
        .map(|suffix| &*String::leak(suffix.to_owned()));
    let mut known = KNOWN
        .write()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    known.insert(region, suffix);
    suffix
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        code.parse().unwrap()
    }

    #[test]
    fn partitions_and_domains_follow_the_region() {
        for (code, name, suffix) in [
            ("eu-west-1", "aws", "amazonaws.com"),
            ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
            ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
            ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
            ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
            ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ] {
            assert_eq!(
                (partition(region(code)), domain(region(code))),
                (name, suffix)
            );
        }
    }

    #[test]
    fn the_table_says_what_the_rules_of_the_sdk_say() {
        for known in partitions::all() {
            assert_eq!(
                suffix_by_rules(known.home),
                Some(known.dns_suffix),
                "{}",
                known.name
            );
        }
        // A region of a known form that no list has.
        assert_eq!(suffix_by_rules(region("eu-moon-9")), Some("amazonaws.com"));
        assert_eq!(partition(region("us-gov-moon-1")), "aws-us-gov");
    }

    #[test]
    fn a_partition_that_only_sts_knows_is_believed() {
        let account: AccountId = "009900990099".parse().unwrap();
        let (home, other) = (region("xq-moon-east-1"), region("xq-moon-west-2"));
        assert_eq!(
            partition_of(account, other),
            "aws",
            "until it is told otherwise"
        );
        learn(account, home, "aws-moon");
        assert_eq!(partition_of(account, other), "aws-moon");
        assert_eq!(partition_of(account, Region::global()), "aws-moon");
        assert_eq!(partition(other), "aws-moon");
        learn(account, region("xr-moon-east-1"), "aws; rm -rf");
        assert_eq!(partition(region("xr-moon-east-1")), "aws");
    }

    #[test]
    fn a_new_region_of_a_known_partition_has_its_names() {
        let account: AccountId = "009900990098".parse().unwrap();
        let home = region("eusd-fr-east-1");
        learn(account, home, "aws-eusc");
        assert_eq!(domain(home), "amazonaws.eu");
        assert_eq!(
            host_in("dsql.eusd-fr-east-1.api.aws", home),
            "dsql.eusd-fr-east-1.api.amazonwebservices.eu"
        );
        let gov = learn_gov();
        assert_eq!(partition_of(gov, Region::global()), "aws-us-gov");
    }

    /// An emulator that plays GovCloud and still names the partition `aws`.
    fn learn_gov() -> AccountId {
        let account = "009900990097".parse().unwrap();
        learn(account, region("us-gov-west-1"), "aws");
        account
    }
}
