//! How fast AWS's APIs may be asked, per account and region.

use crate::app::resource_explorer::source::Rate;

/// The default rate of an API such as `ec2:DescribeInstances`. Sources: EC2's documented buckets
/// (100, +20/s; unpaged calls 50, +10/s) with room left for the person's other tools; the other
/// figures are what the services were seen to allow.
pub(in crate::aws) fn rate_of_api(api: &str) -> Rate {
    let (per_second, burst) = match api.split(':').next().unwrap_or_default() {
        "ec2" => (8.0, 20.0),
        // Tagging allows about fifteen; sweeps and the tags of listed rows share them.
        "tag" | "cloudcontrol" => (10.0, 10.0),
        "organizations" | "iam" | "route53" => (2.0, 4.0),
        // All of STS shares 600 a second.
        "sts" => (50.0, 50.0),
        _ => (5.0, 10.0),
    };
    Rate { per_second, burst }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_goes_at_the_rate_of_its_service_and_one_that_is_not_known_slowly() {
        let per_second = |api| rate_of_api(api).per_second;
        assert_eq!(per_second("ec2:DescribeVolumes"), 8.0);
        assert_eq!(per_second("tag:GetResources"), 10.0);
        assert_eq!(per_second("iam:ListRoles"), 2.0);
        assert_eq!(per_second("sqs:ListQueues"), 5.0);
    }
}
