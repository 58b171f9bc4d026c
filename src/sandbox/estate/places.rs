//! The accounts and regions of the estate.

use super::values::mix;
use crate::model::AccountId;

/// Regions in the order in which a sandbox gets them. The first is home of the global services.
const DEFAULT_REGIONS: [&str; 17] = [
    "us-east-1",
    "eu-west-1",
    "eu-central-1",
    "us-west-2",
    "ap-southeast-2",
    "ap-northeast-1",
    "us-east-2",
    "eu-west-2",
    "ap-south-1",
    "ap-southeast-1",
    "eu-north-1",
    "ca-central-1",
    "sa-east-1",
    "eu-west-3",
    "us-west-1",
    "ap-northeast-2",
    "ap-northeast-3",
];

/// Regions that an account has to ask for, in the order in which a sandbox gets them.
const OPT_IN_REGIONS: [&str; 13] = [
    "af-south-1",
    "eu-south-1",
    "ap-east-1",
    "me-south-1",
    "eu-central-2",
    "eu-south-2",
    "me-central-1",
    "il-central-1",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ca-west-1",
    "mx-central-1",
];

/// How many regions there are to choose from.
pub(crate) const MOST_REGIONS: usize = DEFAULT_REGIONS.len() + OPT_IN_REGIONS.len();

/// A region of the estate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RegionFacts {
    /// Such as `eu-west-1`.
    pub(crate) name: &'static str,
    pub(crate) status: RegionStatus,
}

/// Whether accounts can use a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegionStatus {
    /// Enabled in every account from the start.
    Default,
    /// Enabled by the account's owner.
    OptedIn,
    /// Not enabled.
    NotOptedIn,
}

impl RegionStatus {
    /// As `DescribeRegions` spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Default => "opt-in-not-required",
            Self::OptedIn => "opted-in",
            Self::NotOptedIn => "not-opted-in",
        }
    }
}

/// The enabled regions, then the disabled ones.
pub(crate) fn regions(enabled: usize, disabled: usize) -> Vec<RegionFacts> {
    let defaults = DEFAULT_REGIONS
        .iter()
        .map(|&name| (name, RegionStatus::Default));
    let opt_in = OPT_IN_REGIONS
        .iter()
        .map(|&name| (name, RegionStatus::OptedIn));
    let mut regions: Vec<RegionFacts> = defaults
        .chain(opt_in.clone())
        .take(enabled.max(1))
        .map(|(name, status)| RegionFacts { name, status })
        .collect();
    let rest: Vec<&str> = opt_in
        .map(|(name, _)| name)
        .chain(DEFAULT_REGIONS)
        .filter(|name| regions.iter().all(|known| known.name != *name))
        .take(disabled)
        .collect();
    regions.extend(rest.into_iter().map(|name| RegionFacts {
        name,
        status: RegionStatus::NotOptedIn,
    }));
    regions
}

/// What zone ids of a region begin with: `euw1` of `eu-west-1`.
pub(crate) fn zone_id_prefix(region: &str) -> String {
    let mut parts = region.split('-');
    let mut prefix = parts.next().unwrap_or_default().to_owned();
    let direction = parts.next().unwrap_or_default();
    prefix.push_str(match direction {
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        other => other.get(..1).unwrap_or_default(),
    });
    prefix.push_str(parts.next().unwrap_or_default());
    prefix
}

/// An account of the estate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountFacts {
    pub(crate) id: AccountId,
    pub(crate) name: String,
}

const PURPOSES: [&str; 12] = [
    "management",
    "production",
    "staging",
    "development",
    "security",
    "log-archive",
    "shared-services",
    "network",
    "data-platform",
    "machine-learning",
    "backup",
    "playground",
];

/// The accounts, the management account first, and one suspended account that no role can enter.
pub(crate) fn accounts(count: usize, seed: u64) -> (Vec<AccountFacts>, AccountFacts) {
    let mut numbers = std::collections::HashSet::new();
    let mut number = |index: u64| {
        let mut bits = mix(mix(seed) ^ index);
        loop {
            // The third account has two leading zeros, to show programs that lose them.
            let number = match index {
                2 => bits % 9_000_000_000 + 1_000_000_000,
                _ => bits % 899_999_999_999 + 100_000_000_000,
            };
            if numbers.insert(number) {
                return number;
            }
            bits = mix(bits);
        }
    };
    let mut account = |index: usize, name: String| AccountFacts {
        id: format!("{:012}", number(index as u64))
            .parse()
            .expect("twelve digits were written"),
        name,
    };
    let all = (0..count.max(1))
        .map(|index| {
            let purpose = PURPOSES[index % PURPOSES.len()];
            let name = match index / PURPOSES.len() {
                0 => purpose.to_owned(),
                round => format!("{purpose}-{}", round + 1),
            };
            account(index, name)
        })
        .collect();
    let suspended = account(usize::MAX >> 1, "acquired-2019 (closed)".into());
    (all, suspended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_distinct_and_one_begins_with_zeros() {
        let (all, suspended) = accounts(2_000, 1);
        let mut ids: Vec<AccountId> = all.iter().map(|account| account.id).collect();
        ids.push(suspended.id);
        assert!(ids[2].digits().starts_with("00"), "{}", ids[2]);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 2_001);
        assert_ne!(accounts(3, 1).0, accounts(3, 2).0);
    }

    #[test]
    fn no_region_is_both_enabled_and_disabled() {
        for (enabled, disabled) in [(1, 0), (4, 2), (17, 13), (20, 10), (30, 0)] {
            let all = regions(enabled, disabled);
            assert_eq!(all.len(), enabled + disabled);
            let mut names: Vec<&str> = all.iter().map(|region| region.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all.len());
            assert_eq!(all[0].name, "us-east-1");
        }
    }

    #[test]
    fn zone_ids_are_named_as_aws_names_them() {
        for (region, prefix) in [
            ("us-east-1", "use1"),
            ("eu-central-1", "euc1"),
            ("ap-southeast-2", "apse2"),
            ("ap-northeast-3", "apne3"),
        ] {
            assert_eq!(zone_id_prefix(region), prefix);
        }
    }
}
