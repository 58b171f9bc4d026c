//! The identifiers of EC2 resources: in CloudFormation, in items, in ARNs.

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::super::arn;
use super::ops::list_of;
use crate::model::{AccountId, Region, TypeId};

/// What differs from "the id member is the identifier": type, member that CloudFormation takes,
/// member that the ARN ends in.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("AWS::EC2::KeyPair", "KeyName", "KeyPairId"),
    ("AWS::EC2::PlacementGroup", "GroupName", "GroupName"),
];

/// The member of an item that is CloudFormation's identifier, `InstanceId`. Elastic IP addresses,
/// whose identifier is a pair, go by their `AllocationId`. Empty for what EC2 does not list.
pub fn cfn_id_member(ty: TypeId) -> &'static str {
    match exception(ty) {
        Some((_, member, _)) => member,
        None => id_member(ty),
    }
}

/// The member of an item that its ARN ends in. Empty for what EC2 does not list.
pub fn arn_id_member(ty: TypeId) -> &'static str {
    match exception(ty) {
        Some((_, _, member)) => member,
        None => id_member(ty),
    }
}

/// The identifier of an item, by the name of its member from [`cfn_id_member`]: several members
/// with `+` between them make one with `|` between. `None` where the item lacks it.
pub fn item_id(item: &Value, member: &str) -> Option<CompactString> {
    let text = |member: &str| {
        let text = item.get(member).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    };
    let mut members = member.split('+');
    // Addresses of the old kind have no allocation.
    let or_address = || (member == "AllocationId").then(|| text("PublicIp"))?;
    let first = text(members.next()?).or_else(or_address)?;
    members.try_fold(CompactString::from(first), |id, member| {
        Some(format_compact!("{id}|{}", text(member)?))
    })
}

/// What comes before the id in the resource part of the ARN: `instance/`, `elastic-ip/`. Empty for
/// what has no EC2 ARN of its own: the VPC attachments of transit gateways share theirs with the
/// attachments, and an ARN is one resource.
pub fn arn_resource_prefix(ty: TypeId) -> &'static str {
    let prefix = arn::resource_prefix("ec2", ty).unwrap_or_default();
    let example = format!("arn:aws:ec2:us-east-1:001234567890:{prefix}id");
    let named = arn::resolve(&example).map(|facts| facts.resource_type);
    if named == Some(ty) { prefix } else { "" }
}

/// How AWS writes the ARNs of a type: images and snapshots name no account, the resources of an IP address
/// manager no region.
#[derive(Clone, Copy, Debug)]
pub struct ArnForm {
    prefix: &'static str,
    has_region: bool,
    has_account: bool,
}

impl ArnForm {
    /// The form of a type's ARNs; `None` for what has no ARN of its own.
    pub fn of(ty: TypeId) -> Option<Self> {
        let prefix = arn_resource_prefix(ty);
        let (has_region, has_account) = arn::names_place("ec2", ty)?;
        (!prefix.is_empty()).then_some(Self {
            prefix,
            has_region,
            has_account,
        })
    }

    /// The ARN of a resource.
    pub fn arn(self, partition: &str, region: Region, owner: AccountId, id: &str) -> CompactString {
        let prefix = self.prefix;
        let region = if self.has_region { region.as_str() } else { "" };
        if self.has_account {
            format_compact!("arn:{partition}:ec2:{region}:{owner}:{prefix}{id}")
        } else {
            format_compact!("arn:{partition}:ec2:{region}::{prefix}{id}")
        }
    }
}

fn exception(ty: TypeId) -> Option<&'static (&'static str, &'static str, &'static str)> {
    EXCEPTIONS.iter().find(|(name, ..)| *name == ty.as_str())
}

fn id_member(ty: TypeId) -> &'static str {
    list_of(ty).map(|op| op.id).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The types that the EC2 provider lists: ARN prefix, CloudFormation's member, the ARN's member.
    const LISTED: &[(&str, &str, &str, &str)] = &[
        ("Instance", "instance/", "InstanceId", "InstanceId"),
        ("Volume", "volume/", "VolumeId", "VolumeId"),
        ("Snapshot", "snapshot/", "SnapshotId", "SnapshotId"),
        ("Image", "image/", "ImageId", "ImageId"),
        ("VPC", "vpc/", "VpcId", "VpcId"),
        ("Subnet", "subnet/", "SubnetId", "SubnetId"),
        ("SecurityGroup", "security-group/", "GroupId", "GroupId"),
        ("RouteTable", "route-table/", "RouteTableId", "RouteTableId"),
        ("NetworkAcl", "network-acl/", "NetworkAclId", "NetworkAclId"),
        (
            "InternetGateway",
            "internet-gateway/",
            "InternetGatewayId",
            "InternetGatewayId",
        ),
        (
            "EgressOnlyInternetGateway",
            "egress-only-internet-gateway/",
            "EgressOnlyInternetGatewayId",
            "EgressOnlyInternetGatewayId",
        ),
        ("NatGateway", "natgateway/", "NatGatewayId", "NatGatewayId"),
        ("EIP", "elastic-ip/", "AllocationId", "AllocationId"),
        (
            "NetworkInterface",
            "network-interface/",
            "NetworkInterfaceId",
            "NetworkInterfaceId",
        ),
        ("KeyPair", "key-pair/", "KeyName", "KeyPairId"),
        (
            "LaunchTemplate",
            "launch-template/",
            "LaunchTemplateId",
            "LaunchTemplateId",
        ),
        (
            "VPCEndpoint",
            "vpc-endpoint/",
            "VpcEndpointId",
            "VpcEndpointId",
        ),
        (
            "VPCPeeringConnection",
            "vpc-peering-connection/",
            "VpcPeeringConnectionId",
            "VpcPeeringConnectionId",
        ),
        (
            "TransitGateway",
            "transit-gateway/",
            "TransitGatewayId",
            "TransitGatewayId",
        ),
        (
            "TransitGatewayAttachment",
            "transit-gateway-attachment/",
            "TransitGatewayAttachmentId",
            "TransitGatewayAttachmentId",
        ),
        (
            "CustomerGateway",
            "customer-gateway/",
            "CustomerGatewayId",
            "CustomerGatewayId",
        ),
        ("VPNGateway", "vpn-gateway/", "VpnGatewayId", "VpnGatewayId"),
        (
            "VPNConnection",
            "vpn-connection/",
            "VpnConnectionId",
            "VpnConnectionId",
        ),
        ("FlowLog", "vpc-flow-log/", "FlowLogId", "FlowLogId"),
        (
            "DHCPOptions",
            "dhcp-options/",
            "DhcpOptionsId",
            "DhcpOptionsId",
        ),
        (
            "PlacementGroup",
            "placement-group/",
            "GroupName",
            "GroupName",
        ),
        ("PrefixList", "prefix-list/", "PrefixListId", "PrefixListId"),
        (
            "CapacityReservation",
            "capacity-reservation/",
            "CapacityReservationId",
            "CapacityReservationId",
        ),
        ("Host", "dedicated-host/", "HostId", "HostId"),
    ];

    #[test]
    fn every_listed_type_has_an_id_and_an_arn() {
        for (kind, prefix, cfn, arn) in LISTED {
            let ty = format!("AWS::EC2::{kind}").parse().unwrap();
            assert_eq!(arn_resource_prefix(ty), *prefix, "{kind}");
            assert_eq!(cfn_id_member(ty), *cfn, "{kind}");
            assert_eq!(arn_id_member(ty), *arn, "{kind}");
        }
    }

    #[test]
    fn the_id_of_an_item_may_be_several_members() {
        let item = json!({"GroupId": "sg-1", "VpcId": "vpc-1", "PublicIp": "192.0.2.1", "No": ""});
        let id = |member| item_id(&item, member);
        assert_eq!(id("GroupId").as_deref(), Some("sg-1"));
        assert_eq!(id("GroupId+VpcId").as_deref(), Some("sg-1|vpc-1"));
        assert_eq!(id("AllocationId").as_deref(), Some("192.0.2.1"));
        assert_eq!([id("GroupId+No"), id("No"), id("")], [None, None, None]);
    }

    #[test]
    fn an_arn_belongs_to_one_type() {
        let prefix = |kind: &str| arn_resource_prefix(format!("AWS::EC2::{kind}").parse().unwrap());
        assert_eq!(
            prefix("TransitGatewayAttachment"),
            "transit-gateway-attachment/"
        );
        assert_eq!(prefix("TransitGatewayVpcAttachment"), "");
        assert_eq!(prefix("TransitGatewayPeeringAttachment"), "");
        assert_eq!(prefix("TransitGatewayConnect"), "");
        assert_eq!(prefix("SpotFleet"), "spot-fleet-request/");
    }

    #[test]
    fn what_ec2_does_not_list_has_neither() {
        let bucket = "AWS::S3::Bucket".parse().unwrap();
        assert_eq!(cfn_id_member(bucket), "");
        assert_eq!(arn_resource_prefix(bucket), "");
    }
}
