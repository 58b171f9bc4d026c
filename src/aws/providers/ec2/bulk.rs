//! Details of many resources in one call.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::AddressAttributeName;
use compact_str::{CompactString, format_compact};
use serde_json::{Map, Value};

use super::capture::{AnswerAsJson, Ask, Capture};
use crate::app::resource_explorer::source::{DetailPage, Gaps, SourceError};
use crate::model::{Properties, TypeId};

/// One call that says something about many resources of a type.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct BulkCall {
    /// CloudFormation name of the type, or `awsdash:EC2::...` where it has none.
    pub type_name: &'static str,
    /// `DescribeInstanceStatus`.
    pub operation: &'static str,
    /// IAM action.
    pub action: &'static str,
    /// Asks for one page.
    pub page: fn(Client, Ask) -> AnswerAsJson,
    /// Member of the answer that holds the items.
    items: &'static str,
    /// Member of an item that names the resource.
    id: &'static str,
    /// How many items a resource has.
    count: Count,
    #[cfg(test)]
    page_size: u32,
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
            type_name: $ty,
            operation: $operation,
            action: concat!("ec2:", $operation),
            items: $items,
            id: $id,
            count: Count::$count,
            #[cfg(test)]
            page_size: $size,
            page: |client, ask| Box::pin(async move {
                let capture = Capture::new($operation);
                let call = client.$method().max_results($size).set_next_token(ask.token);
                let call = call$(.$set($value))*.customize().interceptor(capture.clone());
                capture.finish_json(call.send().await)
            }),
        },)+]
    };
}

/// All of them.
///
/// Left out of the catalog's: what must be asked with the ids of the resources
/// (`DescribeImageReferences`, `DescribeSecurityGroupReferences`), what names a resource by something
/// other than its id (`DescribeMovingAddresses`), and what few machines have at pages of ten to a
/// hundred (`DescribeCapacityReservationTopology`, `DescribeInstanceTopology`).
pub(super) const BULK: &[BulkCall] = bulk_calls! {
    "AWS::EC2::Instance" "DescribeInstanceStatus" describe_instance_status page 1000
        One "InstanceStatuses" by "InstanceId" with include_all_instances(true);
    "AWS::EC2::Instance" "DescribeInstanceCreditSpecifications"
        describe_instance_credit_specifications page 1000
        One "InstanceCreditSpecifications" by "InstanceId";
    "AWS::EC2::Instance" "DescribeIamInstanceProfileAssociations"
        describe_iam_instance_profile_associations page 1000
        Many "IamInstanceProfileAssociations" by "InstanceId";
    "AWS::EC2::Instance" "DescribeInstanceImageMetadata" describe_instance_image_metadata page 1000
        One "InstanceImageMetadata" by "InstanceId";
    // The catalog has it as a list, of the same ids as the hosts.
    "AWS::EC2::Host" "DescribeMacHosts" describe_mac_hosts page 500
        One "MacHosts" by "HostId";
    "AWS::EC2::Image" "DescribeFastLaunchImages" describe_fast_launch_images page 200
        One "FastLaunchImages" by "ImageId";
    "AWS::EC2::Volume" "DescribeVolumeStatus" describe_volume_status page 1000
        One "VolumeStatuses" by "VolumeId";
    "AWS::EC2::Volume" "DescribeVolumesModifications" describe_volumes_modifications page 500
        One "VolumesModifications" by "VolumeId";
    "AWS::EC2::EIP" "DescribeAddressesAttribute" describe_addresses_attribute page 1000
        One "Addresses" by "AllocationId" with attribute(AddressAttributeName::DomainName);
    "AWS::EC2::LaunchTemplate" "DescribeLaunchTemplateVersions" describe_launch_template_versions
        page 200 Many "LaunchTemplateVersions" by "LaunchTemplateId"
        with versions("$Latest") with versions("$Default");
    "AWS::EC2::Snapshot" "DescribeSnapshotTierStatus" describe_snapshot_tier_status page 1000
        One "SnapshotTierStatuses" by "SnapshotId";
    // One item per availability zone.
    "AWS::EC2::Snapshot" "DescribeFastSnapshotRestores" describe_fast_snapshot_restores page 200
        Many "FastSnapshotRestores" by "SnapshotId";
    "AWS::EC2::Snapshot" "DescribeLockedSnapshots" describe_locked_snapshots page 1000
        One "Snapshots" by "SnapshotId";
    "AWS::EC2::VerifiedAccessInstance" "DescribeVerifiedAccessInstanceLoggingConfigurations"
        describe_verified_access_instance_logging_configurations page 10
        One "LoggingConfigurations" by "VerifiedAccessInstanceId";
    "awsdash:EC2::CapacityBlock" "DescribeCapacityBlockStatus" describe_capacity_block_status
        page 1000 One "CapacityBlockStatuses" by "CapacityBlockId";
};

/// The bulk calls of a type.
pub(in crate::aws) fn bulk_calls(ty: TypeId) -> impl Iterator<Item = &'static BulkCall> {
    BULK.iter()
        .filter(move |call| call.type_name == ty.as_str())
}

impl BulkCall {
    /// Sorts the items of an answer by resource.
    ///
    /// # Errors
    /// That the list is not in it: EC2 writes it also when it is empty.
    pub(in crate::aws) fn details(&self, mut answer: Value) -> Result<DetailPage, CompactString> {
        let next = answer["NextToken"]
            .as_str()
            .filter(|token| !token.is_empty());
        let next = next.map(CompactString::from);
        let Some(Value::Array(items)) = answer.get_mut(self.items).map(Value::take) else {
            return Err(format_compact!("no {} in it", self.items));
        };
        let mut gaps = Gaps::default();
        let mut named = Vec::with_capacity(items.len());
        for item in items {
            match item.get(self.id).and_then(Value::as_str) {
                Some(id) if !id.is_empty() => named.push((CompactString::from(id), item)),
                _ => gaps.add_item(SourceError::BadAnswer {
                    action: self.action.into(),
                    reason: format_compact!("an item without {}", self.id),
                }),
            }
        }
        let named = named.into_iter();
        let answers = match self.count {
            Count::One => named
                .map(|(id, item)| (id, Properties::from_json(&item)))
                .collect(),
            Count::Many => self.grouped(named),
        };
        Ok(DetailPage {
            answers,
            next,
            gaps,
        })
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
    use crate::catalog::ec2::ops;

    fn call(operation: &str) -> &'static BulkCall {
        BULK.iter()
            .find(|call| call.operation == operation)
            .unwrap()
    }

    #[test]
    fn every_call_agrees_with_the_catalog() {
        for call in BULK {
            let op = ops::get(call.operation).unwrap();
            assert_eq!((call.items, call.id), (op.result, op.id));
            let (_, most) = op.page_size;
            let most = most.unwrap_or(call.page_size);
            assert_eq!(call.page_size, most, "{}", call.operation);
            let merged = call.operation == "DescribeMacHosts";
            assert!(merged || op.ty.unwrap().as_str() == call.type_name);
        }
    }

    #[test]
    fn single_items_become_the_detail_of_their_resource() {
        let page = call("DescribeVolumeStatus").details(json!({
            "VolumeStatuses": [{"VolumeId": "vol-1", "VolumeStatus": {"Status": "ok"}}, {"x": 1}],
            "NextToken": "more",
        }));
        let page = page.unwrap();
        assert_eq!(page.answers.len(), 1);
        assert_eq!(page.answers[0].0, "vol-1");
        assert_eq!(page.answers[0].1.to_json()["VolumeStatus"]["Status"], "ok");
        assert_eq!(page.next.as_deref(), Some("more"));
    }

    #[test]
    fn an_item_that_names_no_resource_is_a_gap() {
        let page = call("DescribeVolumeStatus").details(json!({
            "VolumeStatuses": [{"VolumeId": ""}, {"VolumeId": "vol-1"}, {"x": 1}, "text"],
        }));
        let DetailPage { answers, gaps, .. } = page.unwrap();
        assert_eq!(answers.len(), 1);
        let odd = gaps.items.unwrap();
        assert_eq!(odd.count, 3);
        assert!(odd.first.to_string().contains("without VolumeId"));
    }

    #[test]
    fn an_answer_without_the_list_tells_nothing_of_anybody() {
        let missing = call("DescribeVolumeStatus").details(json!({"RequestId": "r"}));
        assert_eq!(missing.unwrap_err(), "no VolumeStatuses in it");
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
        let page = page.unwrap();
        assert_eq!(page.next, None);
        assert_eq!(page.answers.len(), 2);
        let first = page.answers[0].1.to_json();
        assert_eq!(first["LaunchTemplateVersions"][1]["VersionNumber"], 1);
    }
}
