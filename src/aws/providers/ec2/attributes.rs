//! Details that are asked for one resource at a time.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    ImageAttributeName, InstanceAttributeName, SnapshotAttributeName, VolumeAttributeName,
    VpcAttributeName,
};
use serde_json::Value;

use super::capture::{AnswerAsJson, Capture};
use crate::model::TypeId;

/// One attribute of one resource.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct AttributeCall {
    /// CloudFormation name of the type.
    pub type_name: &'static str,
    /// Operation and attribute, `DescribeInstanceAttribute:userData`.
    pub operation: &'static str,
    /// IAM action.
    pub action: &'static str,
    /// Asks about the resource of that id.
    pub ask: fn(Client, String) -> AnswerAsJson,
}

macro_rules! attribute_calls {
    ($($ty:literal $operation:literal $attribute:literal $method:ident($id:ident)
        $value:expr;)+) => {
        &[$(AttributeCall {
            type_name: concat!("AWS::EC2::", $ty),
            operation: concat!($operation, ":", $attribute),
            action: concat!("ec2:", $operation),
            ask: |client, id| Box::pin(async move {
                let capture = Capture::new($operation);
                let call = client.$method().$id(id).attribute($value);
                let call = call.customize().interceptor(capture.clone());
                capture.finish_json(call.send().await)
            }),
        },)+]
    };
}

/// All of them.
pub(super) const ATTRIBUTES: &[AttributeCall] = attribute_calls! {
    "Instance" "DescribeInstanceAttribute" "userData"
        describe_instance_attribute(instance_id) InstanceAttributeName::UserData;
    "Instance" "DescribeInstanceAttribute" "disableApiTermination"
        describe_instance_attribute(instance_id) InstanceAttributeName::DisableApiTermination;
    "Instance" "DescribeInstanceAttribute" "disableApiStop"
        describe_instance_attribute(instance_id) InstanceAttributeName::DisableApiStop;
    "Instance" "DescribeInstanceAttribute" "instanceInitiatedShutdownBehavior"
        describe_instance_attribute(instance_id)
        InstanceAttributeName::InstanceInitiatedShutdownBehavior;
    "VPC" "DescribeVpcAttribute" "enableDnsSupport"
        describe_vpc_attribute(vpc_id) VpcAttributeName::EnableDnsSupport;
    "VPC" "DescribeVpcAttribute" "enableDnsHostnames"
        describe_vpc_attribute(vpc_id) VpcAttributeName::EnableDnsHostnames;
    "VPC" "DescribeVpcAttribute" "enableNetworkAddressUsageMetrics"
        describe_vpc_attribute(vpc_id) VpcAttributeName::EnableNetworkAddressUsageMetrics;
    "Volume" "DescribeVolumeAttribute" "autoEnableIO"
        describe_volume_attribute(volume_id) VolumeAttributeName::AutoEnableIo;
    "Snapshot" "DescribeSnapshotAttribute" "createVolumePermission"
        describe_snapshot_attribute(snapshot_id) SnapshotAttributeName::CreateVolumePermission;
    "Image" "DescribeImageAttribute" "launchPermission"
        describe_image_attribute(image_id) ImageAttributeName::LaunchPermission;
};

/// The attributes of a type.
pub(in crate::aws) fn attribute_calls(ty: TypeId) -> impl Iterator<Item = &'static AttributeCall> {
    ATTRIBUTES
        .iter()
        .filter(move |call| call.type_name == ty.as_str())
}

impl AttributeCall {
    /// The answer without what belongs to the request, and user data as text.
    pub(in crate::aws) fn detail(&self, mut answer: Value) -> Value {
        if let Some(members) = answer.as_object_mut() {
            members.remove("RequestId");
        }
        if let Some(data) = answer.pointer_mut("/UserData/Value")
            && let Some(text) = data.as_str().and_then(decode_text)
        {
            *data = text.into();
        }
        answer
    }
}

/// Base64 as text; nothing when it is not text (a gzipped script, say).
fn decode_text(base64: &str) -> Option<String> {
    let compact: String = base64.split_whitespace().collect();
    String::from_utf8(aws_smithy_types::base64::decode(compact).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn user_data_is_shown_as_text_and_binary_is_left_alone() {
        let call = &ATTRIBUTES[0];
        let text = call.detail(json!({
            "RequestId": "r", "InstanceId": "i-1", "UserData": {"Value": "IyEvYmluL3NoCg=="},
        }));
        assert_eq!(
            text,
            json!({"InstanceId": "i-1", "UserData": {"Value": "#!/bin/sh\n"}})
        );
        let binary = json!({"InstanceId": "i-1", "UserData": {"Value": "H4sIAP//"}});
        assert_eq!(call.detail(binary.clone()), binary);
    }
}
