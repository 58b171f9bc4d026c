//! Details of many resources in one call.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::AddressAttributeName;
use compact_str::CompactString;
use serde_json::{Map, Value};

use super::capture::{Answered, Ask, Capture};
use crate::app::resource_explorer::source::DetailPage;
use crate::app::resource_explorer::state::{Properties, TypeId};

/// One call that says something about many resources of a type.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct BulkCall {
    /// CloudFormation name of the type.
    pub type_name: &'static str,
    /// `DescribeInstanceStatus`.
    pub operation: &'static str,
    /// IAM action.
    pub action: &'static str,
    /// Asks for one page.
    pub page: fn(Client, Ask) -> Answered,
    /// Member of the answer that holds the items.
    items: &'static str,
    /// Member of an item that names the resource.
    id: &'static str,
    /// How many items a resource has.
    count: Count,
}

/// How many items an answer has for one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// One: the item is the detail.
    One,
    /// Any number: the detail is the list of them, under the answer's own name.
    Many,
}

macro_rules! bulk_calls {
    ($($ty:literal $operation:literal $method:ident page $size:literal
        $count:ident $items:literal by $id:literal $(with $set:ident($value:expr))*;)+) => {
        &[$(BulkCall {
            type_name: concat!("AWS::EC2::", $ty),
            operation: $operation,
            action: concat!("ec2:", $operation),
            items: $items,
            id: $id,
            count: Count::$count,
            page: |client, ask| Box::pin(async move {
                let capture = Capture::new($operation);
                let call = client.$method().max_results($size).set_next_token(ask.token);
                let call = call$(.$set($value))*.customize().interceptor(capture.clone());
                capture.finish(call.send().await)
            }),
        },)+]
    };
}

/// All of them.
pub(super) const BULK: &[BulkCall] = bulk_calls! {
    "Instance" "DescribeInstanceStatus" describe_instance_status page 1000
        One "InstanceStatuses" by "InstanceId" with include_all_instances(true);
    "Instance" "DescribeInstanceCreditSpecifications" describe_instance_credit_specifications
        page 1000 One "InstanceCreditSpecifications" by "InstanceId";
    // What the catalog calls a list of its own merges with the hosts: same ids.
    "Host" "DescribeMacHosts" describe_mac_hosts page 500
        One "MacHosts" by "HostId";
    "Volume" "DescribeVolumeStatus" describe_volume_status page 1000
        One "VolumeStatuses" by "VolumeId";
    "Volume" "DescribeVolumesModifications" describe_volumes_modifications page 500
        One "VolumesModifications" by "VolumeId";
    "EIP" "DescribeAddressesAttribute" describe_addresses_attribute page 1000
        One "Addresses" by "AllocationId" with attribute(AddressAttributeName::DomainName);
    "LaunchTemplate" "DescribeLaunchTemplateVersions" describe_launch_template_versions page 200
        Many "LaunchTemplateVersions" by "LaunchTemplateId"
        with versions("$Latest") with versions("$Default");
    "Snapshot" "DescribeSnapshotTierStatus" describe_snapshot_tier_status page 1000
        One "SnapshotTierStatuses" by "SnapshotId";
};

/// The bulk calls of a type.
pub(in crate::aws) fn bulk_calls(ty: TypeId) -> impl Iterator<Item = &'static BulkCall> {
    BULK.iter()
        .filter(move |call| call.type_name == ty.as_str())
}

impl BulkCall {
    /// Sorts the items of an answer by resource.
    pub(in crate::aws) fn details(&self, mut answer: Value) -> DetailPage {
        let next = answer["NextToken"]
            .as_str()
            .filter(|token| !token.is_empty());
        let next = next.map(CompactString::from);
        let items = match answer.get_mut(self.items).map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        let named = items.into_iter().filter_map(|item| {
            let id = CompactString::from(item.get(self.id)?.as_str()?);
            Some((id, item))
        });
        let answers = match self.count {
            Count::One => named
                .map(|(id, item)| (id, Properties::from_json(&item)))
                .collect(),
            Count::Many => self.grouped(named),
        };
        DetailPage { answers, next }
    }

    fn grouped(
        &self,
        named: impl Iterator<Item = (CompactString, Value)>,
    ) -> Vec<(CompactString, Properties)> {
        let mut lists: Vec<(CompactString, Vec<Value>)> = Vec::new();
        for (id, item) in named {
            match lists.iter_mut().rev().find(|(known, _)| *known == id) {
                Some((_, list)) => list.push(item),
                None => lists.push((id, vec![item])),
            }
        }
        let document = |list| {
            Value::Object(Map::from_iter([(
                self.items.to_owned(),
                Value::Array(list),
            )]))
        };
        lists
            .into_iter()
            .map(|(id, list)| (id, Properties::from_json(&document(list))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(operation: &str) -> &'static BulkCall {
        BULK.iter()
            .find(|call| call.operation == operation)
            .unwrap()
    }

    #[test]
    fn single_items_become_the_detail_of_their_resource() {
        let page = call("DescribeVolumeStatus").details(json!({
            "VolumeStatuses": [{"VolumeId": "vol-1", "VolumeStatus": {"Status": "ok"}}, {"x": 1}],
            "NextToken": "more",
        }));
        assert_eq!(page.answers.len(), 1);
        assert_eq!(page.answers[0].0, "vol-1");
        assert_eq!(page.answers[0].1.to_json()["VolumeStatus"]["Status"], "ok");
        assert_eq!(page.next.as_deref(), Some("more"));
    }

    #[test]
    fn several_items_of_a_resource_are_kept_together() {
        let page = call("DescribeLaunchTemplateVersions").details(json!({
            "LaunchTemplateVersions": [
                {"LaunchTemplateId": "lt-1", "VersionNumber": 3},
                {"LaunchTemplateId": "lt-2", "VersionNumber": 1},
                {"LaunchTemplateId": "lt-1", "VersionNumber": 1},
            ],
            "NextToken": "",
        }));
        assert_eq!(page.next, None);
        assert_eq!(page.answers.len(), 2);
        let first = page.answers[0].1.to_json();
        assert_eq!(first["LaunchTemplateVersions"][1]["VersionNumber"], 1);
    }
}
