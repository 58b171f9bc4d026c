#!/usr/bin/env python3
"""Lists what moto has, by boto3: what any client should find in it.

The second witness beside truth.json: enabled regions, the ids of every EC2 type (also those the
seed script does not count) without what belongs to AWS itself, and every tagged ARN. Prints one JSON object:

  regions  {account: {region: enabled}}
  listed   [{account, region, type, ids}]       ids is null where the operation does not exist
  tagged   [{account, region, tags}]            GetResources to the end, as {arn: {key: value}}
"""
import argparse
import csv
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

# A missing operation answers 500: asking again would only take time.
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=60, connect_timeout=5)

# type: operation, member with the list, member with the identifier, arguments. What differs from the
# catalog, or is worth a second pair of eyes, stands here; further_types() adds the rest.
EC2 = {
    "AWS::EC2::CapacityReservation": ("describe_capacity_reservations", "CapacityReservations", "CapacityReservationId", {}),
    "AWS::EC2::CustomerGateway": ("describe_customer_gateways", "CustomerGateways", "CustomerGatewayId", {}),
    "AWS::EC2::DHCPOptions": ("describe_dhcp_options", "DhcpOptions", "DhcpOptionsId", {}),
    "AWS::EC2::EIP": ("describe_addresses", "Addresses", "AllocationId", {}),
    "AWS::EC2::EgressOnlyInternetGateway": (
        "describe_egress_only_internet_gateways", "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", {}),
    "AWS::EC2::FlowLog": ("describe_flow_logs", "FlowLogs", "FlowLogId", {}),
    "AWS::EC2::Host": ("describe_hosts", "Hosts", "HostId", {}),
    "AWS::EC2::Image": ("describe_images", "Images", "ImageId", {"Owners": ["self"]}),
    "AWS::EC2::Instance": ("describe_instances", "Reservations", "InstanceId", {}),
    "AWS::EC2::InternetGateway": ("describe_internet_gateways", "InternetGateways", "InternetGatewayId", {}),
    "AWS::EC2::KeyPair": ("describe_key_pairs", "KeyPairs", "KeyName", {}),
    "AWS::EC2::LaunchTemplate": ("describe_launch_templates", "LaunchTemplates", "LaunchTemplateId", {}),
    "AWS::EC2::NatGateway": ("describe_nat_gateways", "NatGateways", "NatGatewayId", {}),
    "AWS::EC2::NetworkAcl": ("describe_network_acls", "NetworkAcls", "NetworkAclId", {}),
    "AWS::EC2::NetworkInterface": ("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId", {}),
    "AWS::EC2::PlacementGroup": ("describe_placement_groups", "PlacementGroups", "GroupName", {}),
    "AWS::EC2::PrefixList": ("describe_managed_prefix_lists", "PrefixLists", "PrefixListId", {}),
    "AWS::EC2::RouteTable": ("describe_route_tables", "RouteTables", "RouteTableId", {}),
    "AWS::EC2::SecurityGroup": ("describe_security_groups", "SecurityGroups", "GroupId", {}),
    "AWS::EC2::Snapshot": ("describe_snapshots", "Snapshots", "SnapshotId", {"OwnerIds": ["self"]}),
    "AWS::EC2::Subnet": ("describe_subnets", "Subnets", "SubnetId", {}),
    "AWS::EC2::TransitGateway": ("describe_transit_gateways", "TransitGateways", "TransitGatewayId", {}),
    "AWS::EC2::TransitGatewayAttachment": (
        "describe_transit_gateway_attachments", "TransitGatewayAttachments", "TransitGatewayAttachmentId", {}),
    "AWS::EC2::VPC": ("describe_vpcs", "Vpcs", "VpcId", {}),
    "AWS::EC2::VPCEndpoint": ("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", {}),
    "AWS::EC2::VPCPeeringConnection": (
        "describe_vpc_peering_connections", "VpcPeeringConnections", "VpcPeeringConnectionId", {}),
    "AWS::EC2::VPNConnection": ("describe_vpn_connections", "VpnConnections", "VpnConnectionId", {}),
    "AWS::EC2::VPNGateway": ("describe_vpn_gateways", "VpnGateways", "VpnGatewayId", {}),
    "AWS::EC2::Volume": ("describe_volumes", "Volumes", "VolumeId", {}),
}

# Lists of the catalog that the program does not ask; src/aws/providers/ec2/lists/table.rs says why.
NOT_ASKED = {
    "DescribeElasticGpus",
    "DescribeMacHosts",
    "DescribeNetworkingFlexCostAllocationPolicies",
    "DescribeTransitGatewayNetworkFunctionAttachments",
}
ARGUMENTS = {"DescribeByoipCidrs": {"MaxResults": 100}, "DescribeFpgaImages": {"Owners": ["self"]}}
CATALOG = Path(__file__).parents[2] / "assets" / "catalog" / "ec2_ops.tsv"


def further_types():
    """The other types that EC2 lists, as the catalog describes them; the answers are still boto3's."""
    names = boto3.client("ec2", "us-east-1").meta.method_to_api_mapping.items()
    methods = {operation: method for method, operation in names}
    with CATALOG.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "list"]
    return {
        row["type"]: (methods[row["op"]], row["result"], row["id"], ARGUMENTS.get(row["op"], {}))
        for row in rows
        if row["type"] not in EC2 and row["op"] not in NOT_ASKED
    }


def session_of(account, management, endpoint):
    base = boto3.Session("test", "test")
    if account == management:
        return base
    sts = base.client("sts", region_name="us-east-1", endpoint_url=endpoint, config=ONCE)
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = sts.assume_role(RoleArn=role, RoleSessionName="witness")["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


# What the stand-in lacks it lacks in every account and region; asking a hundred times takes minutes.
lacking = set()


def ids_of(ec2, operation, member, identifier, arguments):
    if operation in lacking:
        return None
    try:
        if ec2.can_paginate(operation):
            pages = list(ec2.get_paginator(operation).paginate(**arguments))
        else:
            pages = [getattr(ec2, operation)(**arguments)]
    except ResponseParserError:  # the stand-in's page of HTML for what it lacks
        lacking.add(operation)
        return None
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
            lacking.add(operation)
            return None
        raise
    items = [item for page in pages for item in page.get(member) or []]
    # What AWS shares with every account belongs to none of them.
    items = [item for item in items if item.get("OwnerId") != "AWS"]
    if operation == "describe_instances":
        items = [instance for item in items for instance in item["Instances"]]
    return sorted("|".join(item[member] for member in identifier.split("+")) for item in items)


FURTHER = further_types()


def as_aws_writes(arn):
    """The ARN without the account that moto puts into those of snapshots and images: `arn:aws:ec2:REGION::image/ID`
    (Service Authorization Reference, Amazon EC2, resource types)."""
    parts = arn.split(":", 5)
    if parts[2] == "ec2" and parts[5].startswith(("snapshot/", "image/")):
        parts[4] = ""
    return ":".join(parts)


def tags_by_arn(tagging):
    pages = tagging.get_paginator("get_resources").paginate()
    items = [item for page in pages for item in page["ResourceTagMappingList"]]
    # The value of an empty tag may be left out.
    return {as_aws_writes(item["ResourceARN"]): {tag["Key"]: tag.get("Value", "") for tag in item["Tags"]} for item in items}


def look(account, management, endpoint):
    session = session_of(account, management, endpoint)

    def client(service, region):
        return session.client(service, region_name=region, endpoint_url=endpoint, config=ONCE)

    answer = client("ec2", "us-east-1").describe_regions(AllRegions=True)["Regions"]
    # moto tells the regions of every partition to everyone; AWS only those of the caller's own.
    answer = [region for region in answer if session.get_partition_for_region(region["RegionName"]) == "aws"]
    regions = {region["RegionName"]: region["OptInStatus"] != "not-opted-in" for region in answer}
    listed, tagged = [], []
    for region in sorted(name for name, enabled in regions.items() if enabled):
        ec2 = client("ec2", region)
        for kind, how in (EC2 | FURTHER).items():
            listed.append({"account": account, "region": region, "type": kind, "ids": ids_of(ec2, *how)})
        tags = tags_by_arn(client("resourcegroupstaggingapi", region))
        tagged.append({"account": account, "region": region, "tags": tags})
    return regions, listed, tagged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--truth", required=True, help="truth.json of the seed script: which accounts there are")
    arguments = parser.parse_args()
    with open(arguments.truth, encoding="utf-8") as file:
        truth = json.load(file)
    accounts = [account["id"] for account in truth["accounts"]]
    with ThreadPoolExecutor(2) as pool:
        looks = list(pool.map(lambda id: look(id, truth["management_account"], arguments.endpoint), accounts))
    print(json.dumps({
        "regions": {account: regions for account, (regions, _, _) in zip(accounts, looks)},
        "listed": [row for _, listed, _ in looks for row in listed],
        "tagged": [row for _, _, tagged in looks for row in tagged],
    }))


if __name__ == "__main__":
    main()
