//! The regions of an account, as the account sees them.

use super::identity::patiently;
use crate::app::resource_explorer::source::{RegionInfo, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;
use crate::aws::transport::partition::partition;

/// Asks EC2, in the account's home region; sorted by code.
pub(in crate::aws) async fn regions(access: &Access) -> Result<Vec<RegionInfo>, SourceError> {
    let login = &access.login;
    let ec2 = clients::ec2(login, login.home);
    let regions = patiently(|| async {
        let endpoint = login.endpoint_name("EC2", "ec2", login.home);
        let asked = login.asked("ec2:DescribeRegions", login.home, &endpoint);
        let answer = ec2.describe_regions().all_regions(true).send().await;
        let answer = answer.map_err(|error| asked.explain(CallError::new(error)).error)?;
        let regions: Option<Vec<RegionInfo>> = answer.regions().iter().map(info).collect();
        let mut regions = regions.ok_or_else(|| asked.bad_answer("a region without a name"))?;
        // Credentials end where their partition ends, whatever an emulator lists.
        regions.retain(|info| partition(info.region) == partition(login.home));
        if regions.is_empty() {
            return Err(asked.bad_answer("no region in it"));
        }
        regions.sort_by_key(|info| info.region);
        Ok(regions)
    });
    regions.await
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
}
