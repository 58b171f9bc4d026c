//! The regions of an account, as the account sees them or as the catalog knows them.

use std::time::Duration;

use crate::app::resource_explorer::source::{RegionInfo, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;
use crate::aws::transport::partition::partition;
use crate::catalog::partitions::{self, Partition};
use crate::model::Region;

/// How long listing the account's regions may take, retries included.
const WITHIN: Duration = Duration::from_secs(15);

/// Asks EC2, in the account's home region; sorted by code.
pub(in crate::aws) async fn regions(access: &Access) -> Result<Vec<RegionInfo>, SourceError> {
    let login = &access.login;
    let ec2 = clients::ec2(login, login.home);
    let endpoint = login.endpoint_name("EC2", "ec2", login.home);
    let asked = login.call_context("ec2:DescribeRegions", login.home, &endpoint);
    let ask = || async {
        let answer = ec2.describe_regions().all_regions(true).send().await;
        let answer = answer.map_err(|error| asked.explain(CallError::new(error)).error)?;
        let regions: Option<Vec<RegionInfo>> = answer.regions().iter().map(info).collect();
        let mut regions = regions.ok_or_else(|| asked.bad_answer("a region without a name"))?;
        // Credentials hold in one partition only, also where an emulator lists regions of others.
        regions.retain(|info| partition(info.region) == partition(login.home));
        if regions.is_empty() {
            return Err(asked.bad_answer("no region in it"));
        }
        regions.sort_by_key(|info| info.region);
        Ok(regions)
    };
    let regions = login.ask("ec2:DescribeRegions", login.home, ask);
    let in_time = tokio::time::timeout(WITHIN, regions).await;
    in_time.unwrap_or_else(|_| Err(asked.explain(CallError::TimedOut).error))
}

/// The regions that every account of the partition has.
pub(in crate::aws) fn sure(home: Region) -> Vec<RegionInfo> {
    listed(home, |known| known.regions.clone())
}

/// The home region, where everything else is asked.
pub(in crate::aws) fn home_alone(home: Region) -> Vec<RegionInfo> {
    vec![RegionInfo {
        region: home,
        enabled: true,
    }]
}

/// Every region of the partition that the catalog knows, for an account that may not list its own. A region that
/// it has not enabled says so when a list is asked there.
pub(in crate::aws) fn assumed(home: Region) -> Vec<RegionInfo> {
    listed(home, |known| {
        let all = known.regions.iter().chain(&known.opt_in_regions);
        all.copied().collect()
    })
}

/// Some regions of the partition and the home region, which is asked for everything else; sorted by code.
fn listed(home: Region, some: impl Fn(&Partition) -> Vec<Region>) -> Vec<RegionInfo> {
    let mut regions = partitions::named(partition(home)).map_or_else(Vec::new, some);
    if !home.is_global() && !regions.contains(&home) {
        regions.push(home);
    }
    regions.sort_unstable();
    let info = |region| RegionInfo {
        region,
        enabled: true,
    };
    regions.into_iter().map(info).collect()
}

fn info(region: &aws_sdk_ec2::types::Region) -> Option<RegionInfo> {
    let status = region.opt_in_status().unwrap_or("opt-in-not-required");
    Some(RegionInfo {
        region: region.region_name()?.parse().ok()?,
        enabled: matches!(status, "opt-in-not-required" | "opted-in"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regions_that_were_switched_on_are_enabled() {
        let of = |status: &str| {
            let region = aws_sdk_ec2::types::Region::builder().region_name("ap-east-1");
            info(&region.opt_in_status(status).build()).unwrap().enabled
        };
        assert!(of("opt-in-not-required") && of("opted-in"));
        assert!(!of("not-opted-in"));
    }

    #[test]
    fn assumed_regions_are_those_of_the_partition_and_the_home() {
        let codes = |all: Vec<RegionInfo>| -> Vec<&str> {
            all.iter().map(|info| info.region.as_str()).collect()
        };
        let china = assumed("cn-north-1".parse().unwrap());
        assert_eq!(codes(china), ["cn-north-1", "cn-northwest-1"]);
        let home = "eu-moon-1".parse().unwrap();
        let (sure, assumed) = (codes(sure(home)), codes(assumed(home)));
        assert!(sure.contains(&"eu-moon-1") && sure.contains(&"us-east-1"));
        assert!(!sure.contains(&"me-south-1") && assumed.contains(&"me-south-1"));
        assert!(sure.is_sorted() && assumed.len() == 35, "{assumed:?}");
    }
}
