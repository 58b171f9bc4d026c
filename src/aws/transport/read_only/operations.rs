//! The list: every operation this program may ever send.
//!
//! Explicit, because prefixes are not enough: `GetPasswordData`, `GetSessionToken` and
//! `GetSecretValue` start like reads and reveal secrets.

use crate::catalog::native::{self, NativeOp, Protocol};

/// One operation that may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadOperation {
    /// IAM service prefix, `ec2`.
    pub service: &'static str,
    /// API operation, `DescribeInstances`.
    pub operation: &'static str,
    /// The IAM action it needs, `ec2:DescribeInstances`; empty if it needs none.
    pub action: &'static str,
}

macro_rules! operations {
    ($($service:literal: $($operation:literal)+;)+) => {
        &[$($(ReadOperation {
            service: $service,
            operation: $operation,
            action: concat!($service, ":", $operation),
        },)+)+]
    };
}

/// Operations whose IAM action is called like the operation.
const PLAIN: &[ReadOperation] = operations! {
    // Cloud Control: to IAM it is a part of CloudFormation.
    "cloudformation": "GetResource" "ListResources";
    "ec2":
        "DescribeAddressTransfers" "DescribeAddresses" "DescribeAddressesAttribute"
        "DescribeApplicationStatusChecks" "DescribeAwsNetworkPerformanceMetricSubscriptions"
        "DescribeByoipCidrs" "DescribeCapacityBlockStatus" "DescribeCapacityBlocks"
        "DescribeCapacityManagerDataExports" "DescribeCapacityReservationFleets"
        "DescribeCapacityReservations" "DescribeCarrierGateways" "DescribeClientVpnEndpoints"
        "DescribeCoipPools" "DescribeCustomerGateways" "DescribeDhcpOptions"
        "DescribeEgressOnlyInternetGateways" "DescribeFastLaunchImages"
        "DescribeFastSnapshotRestores" "DescribeFleets" "DescribeFlowLogs" "DescribeFpgaImages"
        "DescribeHostReservations" "DescribeHosts" "DescribeIamInstanceProfileAssociations"
        "DescribeImageAttribute" "DescribeImageUsageReports" "DescribeImages"
        "DescribeInstanceAttribute" "DescribeInstanceConnectEndpoints"
        "DescribeInstanceCreditSpecifications" "DescribeInstanceEventWindows"
        "DescribeInstanceImageMetadata" "DescribeInstanceStatus" "DescribeInstances"
        "DescribeInternetGateways" "DescribeIpamExternalResourceVerificationTokens"
        "DescribeIpamInternetRegistryAssociations" "DescribeIpamPolicies"
        "DescribeIpamPoolAllocations" "DescribeIpamPools" "DescribeIpamPrefixListResolverTargets"
        "DescribeIpamPrefixListResolvers" "DescribeIpamResourceDiscoveries"
        "DescribeIpamResourceDiscoveryAssociations" "DescribeIpamScopes" "DescribeIpams"
        "DescribeIpv6Pools" "DescribeKeyPairs" "DescribeLaunchTemplateVersions"
        "DescribeLaunchTemplates" "DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations"
        "DescribeLocalGatewayRouteTableVpcAssociations" "DescribeLocalGatewayRouteTables"
        "DescribeLocalGatewayVirtualInterfaceGroups" "DescribeLocalGatewayVirtualInterfaces"
        "DescribeLocalGateways" "DescribeLockedSnapshots" "DescribeMacHosts"
        "DescribeManagedPrefixLists" "DescribeNatGateways" "DescribeNetworkAcls"
        "DescribeNetworkInsightsAccessScopeAnalyses" "DescribeNetworkInsightsAccessScopes"
        "DescribeNetworkInsightsAnalyses" "DescribeNetworkInsightsPaths"
        "DescribeNetworkInterfacePermissions" "DescribeNetworkInterfaces" "DescribeOutpostLags"
        "DescribePlacementGroups" "DescribePublicIpv4Pools" "DescribeRegions"
        "DescribeReservedInstances" "DescribeReservedInstancesListings"
        "DescribeRouteServerEndpoints" "DescribeRouteServerPeers" "DescribeRouteServers"
        "DescribeRouteTables" "DescribeScheduledInstances" "DescribeSecondaryInterfaces"
        "DescribeSecondaryNetworks" "DescribeSecondarySubnets" "DescribeSecurityGroupRules"
        "DescribeSecurityGroupVpcAssociations" "DescribeSecurityGroups"
        "DescribeServiceLinkVirtualInterfaces" "DescribeSnapshotAttribute"
        "DescribeSnapshotTierStatus" "DescribeSnapshots" "DescribeSpotFleetRequests"
        "DescribeSpotInstanceRequests" "DescribeSubnets" "DescribeTrafficMirrorFilterRules"
        "DescribeTrafficMirrorFilters" "DescribeTrafficMirrorSessions"
        "DescribeTrafficMirrorTargets" "DescribeTransitGatewayAttachments"
        "DescribeTransitGatewayConnectPeers" "DescribeTransitGatewayConnects"
        "DescribeTransitGatewayMeteringPolicies" "DescribeTransitGatewayMulticastDomains"
        "DescribeTransitGatewayPeeringAttachments" "DescribeTransitGatewayPolicyTables"
        "DescribeTransitGatewayRouteTableAnnouncements" "DescribeTransitGatewayRouteTables"
        "DescribeTransitGatewayVpcAttachments" "DescribeTransitGateways"
        "DescribeTrunkInterfaceAssociations" "DescribeVerifiedAccessEndpoints"
        "DescribeVerifiedAccessGroups" "DescribeVerifiedAccessInstanceLoggingConfigurations"
        "DescribeVerifiedAccessInstances" "DescribeVerifiedAccessTrustProviders"
        "DescribeVolumeAttribute" "DescribeVolumeStatus" "DescribeVolumes"
        "DescribeVolumesModifications" "DescribeVpcAttribute"
        "DescribeVpcBlockPublicAccessExclusions" "DescribeVpcEncryptionControls"
        "DescribeVpcEndpointAssociations" "DescribeVpcEndpointConnectionNotifications"
        "DescribeVpcEndpointConnections" "DescribeVpcEndpointServiceConfigurations"
        "DescribeVpcEndpoints" "DescribeVpcPeeringConnections" "DescribeVpcs"
        "DescribeVpnConcentrators" "DescribeVpnConnections" "DescribeVpnGateways"
        "ListImagesInRecycleBin" "ListSnapshotsInRecycleBin" "ListVolumesInRecycleBin";
    "config": "DescribeConfigurationAggregators" "SelectAggregateResourceConfig";
    "iam": "GetAccountAuthorizationDetails" "ListAccountAliases";
    "organizations":
        "DescribeOrganization" "ListAccounts" "ListAccountsForParent" "ListOrganizationalUnitsForParent" "ListRoots";
    "resource-explorer-2":
        "BatchGetView" "ListIndexes" "ListSupportedResourceTypes" "ListViews";
    "s3": "GetBucketLocation";
    "sts": "AssumeRole" "AssumeRoleWithWebIdentity";
    "tag": "GetResources";
};

/// Operations whose IAM action has another name, or that need none.
const RENAMED: &[ReadOperation] = &[
    ReadOperation {
        service: "resource-explorer-2",
        operation: "ListResources",
        action: "resource-explorer-2:Search",
    },
    ReadOperation {
        service: "s3",
        operation: "ListBuckets",
        action: "s3:ListAllMyBuckets",
    },
    ReadOperation {
        service: "s3",
        operation: "HeadBucket",
        action: "s3:ListBucket",
    },
    // Signing in, which is done in the name of a person and not of an account: the calls carry no signature,
    // need no permission and change nothing in AWS but the person's session.
    ReadOperation {
        service: "sso-oauth",
        operation: "RegisterClient",
        action: "",
    },
    ReadOperation {
        service: "sso-oauth",
        operation: "StartDeviceAuthorization",
        action: "",
    },
    ReadOperation {
        service: "sso-oauth",
        operation: "CreateToken",
        action: "",
    },
    ReadOperation {
        service: "sts",
        operation: "GetCallerIdentity",
        action: "",
    },
];

/// Every operation this program may send, in no particular order.
pub const READ_OPERATIONS: &[ReadOperation] = &{
    let mut all = [RENAMED[0]; PLAIN.len() + RENAMED.len()];
    let mut at = 0;
    while at < PLAIN.len() {
        all[at] = PLAIN[at];
        at += 1;
    }
    while at < all.len() {
        all[at] = RENAMED[at - PLAIN.len()];
        at += 1;
    }
    all
};

/// Whether the list has this operation.
pub(super) fn is_read(service: &str, operation: &str) -> bool {
    let mut all = READ_OPERATIONS.iter();
    all.any(|known| known.service == service && known.operation == operation)
        || native::all().any(|op| op.signing_name == service && may_send(op, operation))
}

/// Whether a request by method and path is a list call of the catalog, or one of Resource Explorer's
/// operations, whose paths are their names.
pub(super) fn is_listed_path(service: &str, method: &str, path: &str) -> bool {
    if service == "resource-explorer-2"
        && method == "POST"
        && path
            .strip_prefix('/')
            .is_some_and(|name| is_read(service, name))
    {
        return true;
    }
    let by_path = |op: &&NativeOp| {
        op.signing_name == service && matches!(op.protocol, Protocol::RestJson | Protocol::RestXml)
    };
    native::all().filter(by_path).any(|op| {
        let detail = op.details().map(|detail| (detail.method, detail.uri));
        let mut calls = detail.chain([(op.method, op.uri)]);
        calls.any(|(known, uri)| known == method && fits(uri, path))
    })
}

/// Whether a row of the catalog sends this operation, for a list or for details.
fn may_send(op: &NativeOp, operation: &str) -> bool {
    op.operation == operation || op.details().any(|detail| detail.operation == operation)
}

/// Whether a path is a template filled in, part by part.
fn fits(template: &str, path: &str) -> bool {
    let template = template.split('?').next().unwrap_or(template);
    let greedy = template.contains("+}");
    let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(part), Some(filled)) => {
                let is_place = part.starts_with('{') && part.ends_with('}');
                if !(part == filled || is_place && !filled.is_empty()) {
                    return false;
                }
            }
            (None, Some(_)) => return greedy,
            (Some(_), None) => return false,
        }
    }
}

/// The IAM prefix of a service as the SDK names it.
pub(super) fn service_of_sdk_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "EC2" => "ec2",
        "STS" => "sts",
        "CloudControl" => "cloudformation",
        "Resource Groups Tagging API" => "tag",
        "Organizations" => "organizations",
        "S3" => "s3",
        "IAM" => "iam",
        "SSO OIDC" => "sso-oauth",
        "Resource Explorer 2" => "resource-explorer-2",
        "Config Service" => "config",
        _ => return None,
    })
}

/// Whether the catalog lists something by this operation of a service as botocore names it.
pub(super) fn is_native_list(service: &str, operation: &str) -> bool {
    native::all().any(|op| op.service == service && may_send(op, operation))
}

/// The IAM prefix of a service as `X-Amz-Target` names it.
pub(super) fn service_of_target(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "ResourceGroupsTaggingAPI_20170126" => "tag",
        "AWSOrganizationsV20161128" => "organizations",
        "CloudApiService" => "cloudformation",
        _ => {
            let is_of = |op: &&NativeOp| {
                let target = op.target.rsplit_once('.');
                target.is_some_and(|(known, _)| known == prefix)
            };
            return Some(native::all().find(is_of)?.signing_name);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_each_operation_once_and_none_that_writes_or_reveals() {
        let names: std::collections::BTreeSet<_> = READ_OPERATIONS
            .iter()
            .map(|known| (known.service, known.operation))
            .collect();
        assert_eq!(names.len(), READ_OPERATIONS.len());
        for (service, operation) in names {
            let reads = [
                "BatchGet",
                "Describe",
                "Get",
                "Head",
                "List",
                "SelectAggregate",
            ]
            .iter()
            .any(|p| operation.starts_with(p));
            let signs_in = ["sts", "sso-oauth"].contains(&service);
            assert!(reads || signs_in, "{operation}");
            assert!(
                ![
                    "GetPasswordData",
                    "GetConsoleOutput",
                    "GetSessionToken",
                    "GetSecretValue"
                ]
                .contains(&operation)
            );
        }
    }

    #[test]
    fn the_catalog_adds_reads_alone_and_none_that_reveals() {
        for op in native::all() {
            let details = op.details().map(|detail| detail.operation);
            for name in details.chain([op.operation]) {
                let reads = [
                    "BatchGet",
                    "Describe",
                    "Get",
                    "List",
                    "LookupEvents",
                    "Search",
                ];
                assert!(
                    reads.iter().any(|verb| name.starts_with(verb)),
                    "{}: {name}",
                    op.ty
                );
                let reveals = ["Password", "SecretValue", "GetStreamKey", "GetAccessToken"];
                assert!(
                    !reveals.iter().any(|part| name.contains(part)),
                    "{}: {name}",
                    op.ty
                );
            }
        }
        for (service, operation) in [
            ("ssm", "GetParameters"),
            ("cognito-idp", "DescribeUserPoolClient"),
            ("lambda", "GetFunction"),
            ("appsync", "ListApiKeys"),
        ] {
            assert!(!is_read(service, operation), "{service}:{operation}");
        }
        assert!(is_read("ecs", "DescribeClusters") && is_read("sqs", "GetQueueAttributes"));
    }

    #[test]
    fn an_operation_belongs_to_its_service() {
        assert!(is_read("ec2", "DescribeVpcs"));
        assert!(!is_read("rds", "DescribeVpcs"));
        assert!(!is_read("ec2", "DescribeVpcsX") && !is_read("ec2", "describevpcs"));
    }
}
