//! The operations.

use crate::aws::transport::partition::{domain, partition};
use crate::catalog::partitions;
use crate::model::Region;

/// One operation of a service.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct SignedOperation {
    /// The service as the SDK names it; also how its endpoint is configured.
    pub sdk_name: &'static str,
    /// The service as signatures name it.
    pub signing_name: &'static str,
    /// `ListAccounts`.
    pub name: &'static str,
    /// IAM action.
    pub action: &'static str,
    /// How requests are written.
    pub wire: Wire,
    /// Where it is, and in which region requests are signed.
    pub location: ServiceLocation,
}

/// How requests are written.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) enum Wire {
    /// JSON 1.1, with this `X-Amz-Target`.
    Json { target: &'static str },
    /// `GET` with path and query.
    RestXml,
    /// `HEAD` with path and query: the answer is its status and headers.
    Head,
    /// `POST` of a form with this version.
    Query { version: &'static str },
    /// `POST` of JSON to a path that is the operation's name.
    RestJson,
}

/// Where a service is.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) enum ServiceLocation {
    /// In every region, at `HOST.REGION`.
    Regional { host: &'static str },
    /// Once per partition, in its main region.
    Global { host: &'static str },
}

impl ServiceLocation {
    /// The region that answers for a question asked in `region`.
    pub(in crate::aws) fn region(self, region: Region) -> Region {
        let Self::Global { host } = self else {
            return region;
        };
        let name = partition(region);
        let home = || partitions::named(name).map(|known| known.home);
        let answers = partitions::host_of(host, name).and_then(|own| own.region);
        answers.or_else(home).unwrap_or(region)
    }

    /// The host that answers in `region`, which [`Self::region`] has said.
    pub(in crate::aws) fn host_in(self, region: Region) -> String {
        let host = self.host();
        match (self, partitions::host_of(host, partition(region))) {
            (Self::Global { .. }, Some(own)) => own.host.replace("{region}", region.as_str()),
            // IAM's name has no region in it where it is at home.
            (Self::Global { host: "iam" }, None) if partition(region) == "aws" => {
                "iam.amazonaws.com".to_owned()
            }
            _ => format!("{host}.{region}.{}", domain(region)),
        }
    }

    /// The first label of the host name.
    pub(in crate::aws) fn host(self) -> &'static str {
        match self {
            Self::Regional { host } | Self::Global { host } => host,
        }
    }
}

/// An operation of Organizations, 20 a page.
const fn organizations(
    name: &'static str,
    action: &'static str,
    target: &'static str,
) -> SignedOperation {
    SignedOperation {
        sdk_name: "Organizations",
        signing_name: "organizations",
        name,
        action,
        wire: Wire::Json { target },
        location: ServiceLocation::Global {
            host: "organizations",
        },
    }
}

/// Accounts of the organization.
pub(in crate::aws) const LIST_ACCOUNTS: SignedOperation = organizations(
    "ListAccounts",
    "organizations:ListAccounts",
    "AWSOrganizationsV20161128.ListAccounts",
);

/// The organization that an account belongs to. Every member may be allowed to ask.
pub(in crate::aws) const DESCRIBE_ORGANIZATION: SignedOperation = organizations(
    "DescribeOrganization",
    "organizations:DescribeOrganization",
    "AWSOrganizationsV20161128.DescribeOrganization",
);

/// The root of the organization.
pub(in crate::aws) const LIST_ROOTS: SignedOperation = organizations(
    "ListRoots",
    "organizations:ListRoots",
    "AWSOrganizationsV20161128.ListRoots",
);

/// Units right below a unit or the root.
pub(in crate::aws) const LIST_ORGANIZATIONAL_UNITS_FOR_PARENT: SignedOperation = organizations(
    "ListOrganizationalUnitsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "AWSOrganizationsV20161128.ListOrganizationalUnitsForParent",
);

/// Accounts right below a unit or the root.
pub(in crate::aws) const LIST_ACCOUNTS_FOR_PARENT: SignedOperation = organizations(
    "ListAccountsForParent",
    "organizations:ListAccountsForParent",
    "AWSOrganizationsV20161128.ListAccountsForParent",
);

/// The alias of the account.
pub(in crate::aws) const LIST_ACCOUNT_ALIASES: SignedOperation = SignedOperation {
    sdk_name: "IAM",
    signing_name: "iam",
    name: "ListAccountAliases",
    action: "iam:ListAccountAliases",
    wire: Wire::Query {
        version: "2010-05-08",
    },
    location: ServiceLocation::Global { host: "iam" },
};

/// Buckets of the account; with their regions when paginated.
pub(in crate::aws) const LIST_BUCKETS: SignedOperation = SignedOperation {
    sdk_name: "S3",
    signing_name: "s3",
    name: "ListBuckets",
    action: "s3:ListAllMyBuckets",
    wire: Wire::RestXml,
    location: ServiceLocation::Regional { host: "s3" },
};

/// The region of one bucket.
pub(in crate::aws) const GET_BUCKET_LOCATION: SignedOperation = SignedOperation {
    sdk_name: "S3",
    signing_name: "s3",
    name: "GetBucketLocation",
    action: "s3:GetBucketLocation",
    wire: Wire::RestXml,
    location: ServiceLocation::Regional { host: "s3" },
};

/// Whether there is a bucket. Its headers name the region, also where it is refused. To IAM it is the right to
/// list the bucket.
pub(in crate::aws) const HEAD_BUCKET: SignedOperation = SignedOperation {
    sdk_name: "S3",
    signing_name: "s3",
    name: "HeadBucket",
    action: "s3:ListBucket",
    wire: Wire::Head,
    location: ServiceLocation::Regional { host: "s3" },
};

/// An operation of Resource Explorer, which has them all at paths of their names.
const fn explorer(name: &'static str, action: &'static str) -> SignedOperation {
    SignedOperation {
        sdk_name: "Resource Explorer 2",
        signing_name: "resource-explorer-2",
        name,
        action,
        wire: Wire::RestJson,
        location: ServiceLocation::Regional {
            host: "resource-explorer-2",
        },
    }
}

/// Indexes of the account, of all regions; any region answers.
pub(in crate::aws) const LIST_INDEXES: SignedOperation =
    explorer("ListIndexes", "resource-explorer-2:ListIndexes");

/// Views of a region.
pub(in crate::aws) const LIST_VIEWS: SignedOperation =
    explorer("ListViews", "resource-explorer-2:ListViews");

/// What some views show.
pub(in crate::aws) const BATCH_GET_VIEW: SignedOperation =
    explorer("BatchGetView", "resource-explorer-2:BatchGetView");

/// The types that Resource Explorer knows.
pub(in crate::aws) const LIST_SUPPORTED_RESOURCE_TYPES: SignedOperation = explorer(
    "ListSupportedResourceTypes",
    "resource-explorer-2:ListSupportedResourceTypes",
);

/// Resources that a view shows. To IAM it is a search.
pub(in crate::aws) const LIST_RESOURCES: SignedOperation =
    explorer("ListResources", "resource-explorer-2:Search");

/// An operation of Config.
const fn config(name: &'static str, action: &'static str, target: &'static str) -> SignedOperation {
    SignedOperation {
        sdk_name: "Config Service",
        signing_name: "config",
        name,
        action,
        wire: Wire::Json { target },
        location: ServiceLocation::Regional { host: "config" },
    }
}

/// Aggregators of a region.
pub(in crate::aws) const DESCRIBE_CONFIGURATION_AGGREGATORS: SignedOperation = config(
    "DescribeConfigurationAggregators",
    "config:DescribeConfigurationAggregators",
    "StarlingDoveService.DescribeConfigurationAggregators",
);

/// Resources that an aggregator knows.
pub(in crate::aws) const SELECT_AGGREGATE_RESOURCE_CONFIG: SignedOperation = config(
    "SelectAggregateResourceConfig",
    "config:SelectAggregateResourceConfig",
    "StarlingDoveService.SelectAggregateResourceConfig",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn global_services_answer_in_their_partitions_main_region() {
        let location = LIST_ACCOUNTS.location;
        for (asked, answers, host) in [
            (
                "eu-west-1",
                "us-east-1",
                "organizations.us-east-1.amazonaws.com",
            ),
            (
                "cn-north-1",
                "cn-northwest-1",
                "organizations.cn-northwest-1.amazonaws.com.cn",
            ),
            (
                "us-gov-east-1",
                "us-gov-west-1",
                "organizations.us-gov-west-1.amazonaws.com",
            ),
            (
                "eusc-de-east-1",
                "eusc-de-east-1",
                "organizations.eusc-de-east-1.amazonaws.eu",
            ),
        ] {
            let region = location.region(asked.parse().unwrap());
            assert_eq!(
                (region.as_str(), location.host_in(region).as_str()),
                (answers, host)
            );
        }
        let iam = LIST_ACCOUNT_ALIASES.location;
        for (asked, host) in [
            ("eu-west-1", "iam.amazonaws.com"),
            ("us-gov-east-1", "iam.us-gov.amazonaws.com"),
            ("cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn"),
            ("us-iso-east-1", "iam.us-iso-east-1.c2s.ic.gov"),
        ] {
            let region = iam.region(asked.parse().unwrap());
            assert_eq!(iam.host_in(region), host);
        }
        assert_eq!(
            LIST_BUCKETS
                .location
                .region("eu-west-1".parse().unwrap())
                .as_str(),
            "eu-west-1"
        );
    }
}
