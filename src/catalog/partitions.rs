//! Partitions, the separate AWSs: their regions, and the hosts of services in them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};
use crate::model::Region;

/// One partition.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// As ARNs name it, `aws-us-gov`.
    pub name: &'static str,
    /// What most endpoints end in, `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// What endpoints of newer services end in, `api.aws`.
    pub api_suffix: &'static str,
    /// The region of account-wide services.
    pub home: Region,
    /// Host of the console, without a region; none where it is not public.
    pub console_host: Option<&'static str>,
    /// Regions that every account has.
    pub regions: Vec<Region>,
    /// Regions that an account has to enable first.
    pub opt_in_regions: Vec<Region>,
    /// The beginning of region codes, up to the direction: `us-gov` of `us-gov-west-1`.
    prefixes: Vec<&'static str>,
}

/// The host of a service in a partition where it is unlike the one in `aws`.
#[derive(Clone, Copy, Debug)]
pub struct ServiceHost {
    /// With `{region}` to fill, if it names one.
    pub host: &'static str,
    /// The region that answers for all others; `None` where each region has its own.
    pub region: Option<Region>,
}

static PARTITIONS: LazyLock<Vec<Partition>> = LazyLock::new(|| {
    let regions = |codes: &str| {
        codes
            .split(',')
            .filter_map(|code| code.parse().ok())
            .collect()
    };
    let partition = |fields: [&'static str; 8]| {
        let [
            name,
            prefixes,
            dns_suffix,
            api_suffix,
            home,
            console_host,
            of_all,
            opt_in,
        ] = fields;
        Partition {
            name,
            dns_suffix,
            api_suffix,
            home: home.parse().expect("a region of the table"),
            console_host: (!console_host.is_empty()).then_some(console_host),
            prefixes: prefixes.split(',').collect(),
            regions: regions(of_all),
            opt_in_regions: regions(opt_in),
        }
    };
    let all: Vec<Partition> = rows(unpack(packed!("partitions"))).map(partition).collect();
    count_bytes(all.len() * size_of::<Partition>());
    all
});

static HOSTS: LazyLock<HashMap<(&'static str, &'static str), ServiceHost>> = LazyLock::new(|| {
    let hosts: HashMap<_, _> = rows(unpack(packed!("service_hosts")))
        .map(|[service, partition, host, region]| {
            let region = region.parse().ok();
            ((service, partition), ServiceHost { host, region })
        })
        .collect();
    count_bytes(hosts.capacity() * (size_of::<((&str, &str), ServiceHost)>() + 1));
    hosts
});

/// Every partition of the table.
pub fn all() -> &'static [Partition] {
    &PARTITIONS
}

/// The partition of that name.
pub fn named(name: &str) -> Option<&'static Partition> {
    all().iter().find(|partition| partition.name == name)
}

/// The partition of a region, by the form of its code: a region that was opened after the table was
/// written is known too. `None` for a partition that the table does not have.
pub fn of_region(region: Region) -> Option<&'static Partition> {
    let code = region.as_str();
    let mut parts = code.rsplitn(3, '-');
    let (number, _direction, prefix) = (parts.next()?, parts.next()?, parts.next()?);
    number.parse::<u8>().ok()?;
    all().iter().find(|one| one.prefixes.contains(&prefix))
}

/// The host of a service (as botocore names it) in a partition, if that is not its host in `aws` with another
/// suffix.
pub fn host_of(service: &str, partition: &str) -> Option<ServiceHost> {
    HOSTS.get(&(service, partition)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_tells_its_partition_even_if_it_is_new() {
        for (region, expected) in [
            ("eu-west-1", Some("aws")),
            ("mx-north-7", Some("aws")),
            ("cn-north-1", Some("aws-cn")),
            ("us-gov-west-1", Some("aws-us-gov")),
            ("us-iso-east-1", Some("aws-iso")),
            ("us-isob-east-1", Some("aws-iso-b")),
            ("eu-isoe-west-1", Some("aws-iso-e")),
            ("eusc-de-east-1", Some("aws-eusc")),
            ("xx-moon-east-1", None),
            ("global", None),
        ] {
            let found = of_region(region.parse().unwrap());
            assert_eq!(found.map(|partition| partition.name), expected, "{region}");
        }
    }

    #[test]
    fn services_that_answer_elsewhere_in_other_partitions_are_known() {
        let of = |service, partition| {
            let host = host_of(service, partition).unwrap();
            (host.host, host.region.map(|region| region.to_string()))
        };
        let at = |region: &str| Some(region.to_owned());
        assert_eq!(
            of("iam", "aws-us-gov"),
            ("iam.us-gov.amazonaws.com", at("us-gov-west-1"))
        );
        assert_eq!(
            of("route53", "aws-cn"),
            ("route53.amazonaws.com.cn", at("cn-northwest-1"))
        );
        assert_eq!(of("waf", "aws-cn"), ("waf.{region}.amazonaws.com.cn", None));
        assert!(host_of("lambda", "aws-cn").is_none());
    }

    #[test]
    fn every_home_is_in_its_own_partition() {
        assert_eq!(all().len(), 8);
        for partition in all() {
            assert_eq!(of_region(partition.home), Some(partition));
            assert!(
                partition.regions.contains(&partition.home),
                "{}",
                partition.name
            );
        }
    }

    #[test]
    fn regions_stand_once_in_the_partition_that_they_belong_to() {
        let mut seen = std::collections::HashSet::new();
        for partition in all() {
            for region in partition.regions.iter().chain(&partition.opt_in_regions) {
                assert_eq!(of_region(*region), Some(partition), "{region}");
                assert!(seen.insert(*region), "{region} stands twice");
            }
        }
        assert_eq!((all()[0].regions.len(), seen.len()), (17, 46));
    }

    #[test]
    fn every_region_that_a_type_is_limited_to_is_a_region_of_its_partition() {
        let aws = named("aws").unwrap();
        for region in crate::catalog::types::known_regions() {
            let is_known = aws.regions.contains(&region) || aws.opt_in_regions.contains(&region);
            assert!(is_known, "{region}");
        }
    }
}
