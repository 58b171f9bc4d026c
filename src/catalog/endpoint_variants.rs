//! Hosts of services that are validated for FIPS 140, and hosts that have IPv6 addresses too.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::partitions::{self, Partition};
use super::table::{count_bytes, packed, rows, unpack};
use crate::model::Region;

/// Which hosts are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Validated for FIPS 140.
    Fips,
    /// With IPv6 addresses too.
    DualStack,
    /// Both at once.
    FipsAndDualStack,
}

impl Variant {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fips => "FIPS",
            Self::DualStack => "dual-stack",
            Self::FipsAndDualStack => "FIPS and dual-stack",
        }
    }
}

/// The hosts of a service, with places to fill.
#[derive(Clone, Copy, Debug)]
struct Hosts {
    plain: &'static str,
    fips: &'static str,
    dual_stack: &'static str,
    both: &'static str,
}

/// What stands in the table where a service has no such host.
const NONE: &str = "-";

/// Service, partition and region; the last two may be empty.
type Key = (&'static str, &'static str, &'static str);

static HOSTS: LazyLock<HashMap<Key, Hosts>> = LazyLock::new(|| {
    let hosts: HashMap<Key, Hosts> = rows(unpack(packed!("endpoint_variants")))
        .map(
            |[service, partition, region, plain, fips, dual_stack, both]| {
                let hosts = Hosts {
                    plain,
                    fips,
                    dual_stack,
                    both,
                };
                ((service, partition, region), hosts)
            },
        )
        .collect();
    count_bytes(hosts.capacity() * (size_of::<(Key, Hosts)>() + 1));
    hosts
});

/// The host to ask instead of `plain` in a region, where the service (as botocore names it) has one. What stands
/// before the service's own name in `plain` stays.
pub fn variant_of(plain: &str, service: &str, region: Region, variant: Variant) -> Option<String> {
    let partition = partitions::of_region(region)?;
    let hosts = hosts_of(service, partition.name, region)?;
    let own = filled(hosts.plain, partition, region, plain)?;
    let before = plain.strip_suffix(own.as_str())?;
    let template = match variant {
        Variant::Fips => hosts.fips,
        Variant::DualStack => hosts.dual_stack,
        Variant::FipsAndDualStack => hosts.both,
    };
    Some(format!(
        "{before}{}",
        filled(template, partition, region, plain)?
    ))
}

fn hosts_of(service: &str, partition: &str, region: Region) -> Option<Hosts> {
    let keys = [
        (service, partition, region.as_str()),
        (service, partition, ""),
        (service, "", ""),
    ];
    keys.iter().find_map(|key| HOSTS.get(key)).copied()
}

/// `{account}` is what `plain` begins with.
fn filled(template: &str, partition: &Partition, region: Region, plain: &str) -> Option<String> {
    let account = plain.split('.').next().unwrap_or_default();
    let host = template
        .replace("{region}", region.as_str())
        .replace("{dns}", partition.dns_suffix)
        .replace("{api}", partition.api_suffix)
        .replace("{account}", account);
    (template != NONE).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(plain: &str, service: &str, region: &str, variant: Variant) -> Option<String> {
        variant_of(plain, service, region.parse().unwrap(), variant)
    }

    #[test]
    fn hosts_are_those_of_the_endpoint_rules() {
        use Variant::{DualStack, Fips, FipsAndDualStack};
        let sqs = |variant| of("sqs.us-west-2.amazonaws.com", "sqs", "us-west-2", variant);
        assert_eq!(
            sqs(Fips).as_deref(),
            Some("sqs-fips.us-west-2.amazonaws.com")
        );
        assert_eq!(sqs(DualStack).as_deref(), Some("sqs.us-west-2.api.aws"));
        assert_eq!(
            sqs(FipsAndDualStack).as_deref(),
            Some("sqs-fips.us-west-2.api.aws")
        );
        let iam = |variant| of("iam.amazonaws.com", "iam", "us-east-1", variant);
        assert_eq!(iam(Fips).as_deref(), Some("iam-fips.amazonaws.com"));
        assert_eq!(iam(DualStack).as_deref(), Some("iam.global.api.aws"));
        let gov = of(
            "sqs.us-gov-west-1.amazonaws.com",
            "sqs",
            "us-gov-west-1",
            Fips,
        );
        assert_eq!(gov.as_deref(), Some("sqs.us-gov-west-1.amazonaws.com"));
        let s3 = of("s3.eu-west-1.amazonaws.com", "s3", "eu-west-1", DualStack);
        assert_eq!(s3.as_deref(), Some("s3.dualstack.eu-west-1.amazonaws.com"));
        let control = of(
            "001234567890.s3-control.eu-west-1.amazonaws.com",
            "s3control",
            "eu-west-1",
            DualStack,
        );
        assert_eq!(
            control.as_deref(),
            Some("001234567890.s3-control.dualstack.eu-west-1.amazonaws.com")
        );
    }

    #[test]
    fn what_stands_before_the_own_name_stays_and_what_is_not_known_has_no_host() {
        let tags = of(
            "tags.sqs.us-west-2.amazonaws.com",
            "sqs",
            "us-west-2",
            Variant::Fips,
        );
        assert_eq!(
            tags.as_deref(),
            Some("tags.sqs-fips.us-west-2.amazonaws.com")
        );
        assert_eq!(
            of(
                "s3.cn-north-1.amazonaws.com.cn",
                "s3",
                "cn-north-1",
                Variant::Fips
            ),
            None
        );
        assert_eq!(
            of("elsewhere.example", "sqs", "us-west-2", Variant::Fips),
            None
        );
        assert_eq!(
            of("x.us-west-2.amazonaws.com", "x", "us-west-2", Variant::Fips),
            None
        );
    }
}
