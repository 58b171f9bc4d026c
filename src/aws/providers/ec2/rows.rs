//! From items of an answer to rows.

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use crate::aws::transport::partition::partition_of;
use crate::catalog::ec2::{self, ArnForm, ops};
use crate::catalog::{managed, status, types};
use crate::model::tags::shared;
use crate::model::{
    AccountId, ArnText, Properties, Provider, QueryKey, Region, ResourceEntry, Tags, TypeId,
};

/// What a type calls its name, where it is not the `Name` tag.
const NAME_MEMBERS: &[(&str, &str)] = &[
    ("AWS::EC2::FpgaImage", "Name"),
    ("AWS::EC2::Image", "Name"),
    ("AWS::EC2::InstanceEventWindow", "Name"),
    (
        "AWS::EC2::IpamExternalResourceVerificationToken",
        "TokenName",
    ),
    ("AWS::EC2::KeyPair", "KeyName"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateName"),
    ("AWS::EC2::PlacementGroup", "GroupName"),
    ("AWS::EC2::PrefixList", "PrefixListName"),
    ("AWS::EC2::SecurityGroup", "GroupName"),
    ("AWS::EC2::VPCEndpointService", "ServiceName"),
    ("awsdash:EC2::ImageInRecycleBin", "Name"),
];

/// Makes the rows of one page, which share what they have in common.
#[derive(Debug)]
pub(in crate::aws) struct RowMaker {
    account: AccountId,
    region: Region,
    ty: TypeId,
    op: &'static ops::Op,
    id_member: &'static str,
    arn_id_member: &'static str,
    arn_form: Option<ArnForm>,
    name_member: Option<&'static str>,
}

impl RowMaker {
    /// For the answers of `operation`; `None` when the catalog does not know it.
    pub(in crate::aws) fn new(key: &QueryKey, operation: &str) -> Option<Self> {
        let ty = key.resource_type;
        let name_member = NAME_MEMBERS.iter().find(|(name, _)| *name == ty.as_str());
        Some(Self {
            account: key.account,
            region: key.region,
            ty,
            op: ops::get(operation)?,
            id_member: ec2::cfn_id_member(ty),
            arn_id_member: ec2::arn_id_member(ty),
            arn_form: ArnForm::of(ty),
            name_member: name_member.map(|(_, member)| *member),
        })
    }

    /// The row of one item; an item without an identifier is not what the API promises.
    pub(in crate::aws) fn row(&self, item: &Value) -> Result<ResourceEntry, CompactString> {
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        let Some(id) = ec2::item_id(item, self.id_member) else {
            return Err(format_compact!("an item without {}", self.id_member));
        };
        let tags = self.tags(item);
        let own_name = self.name_member.and_then(text);
        let (status, status_class) = status::of(self.ty, item);
        let mut row = ResourceEntry {
            account: self.account,
            region: self.region,
            resource_type: self.ty,
            provider: Provider::Ec2,
            status_class,
            managed: false,
            arn: self.arn(item, &id),
            id,
            status: shared(&status),
            tags: tags.or_called(own_name.unwrap_or_default()),
            properties: Properties::from_json(item),
        };
        row.managed = managed::is_managed(&row, item);
        Ok(row)
    }

    /// Tags in the item; EC2 leaves the list out where it is empty. A few lists never have tags.
    fn tags(&self, item: &Value) -> Tags {
        let has_place = !self.op.tags.is_empty();
        let can_have = || types::get(self.ty).is_some_and(|info| info.is_taggable);
        if !has_place && can_have() {
            return Tags::unknown();
        }
        tags_of(item.get(self.op.tags))
    }

    fn arn(&self, item: &Value, id: &str) -> ArnText {
        let text = |member: &str| item.get(member).and_then(Value::as_str);
        // Some items hold the ARN of something else under the name the catalog has: the topic of a
        // notification, the route table of an association.
        let given = Some(self.op.arn)
            .filter(|member| !member.is_empty())
            .and_then(text)
            .filter(|arn| arn.contains(id));
        if let Some(arn) = given.or_else(|| text("PrefixListArn")) {
            return ArnText::of(arn, id);
        }
        let Some(form) = self.arn_form else {
            return ArnText::NONE;
        };
        let owner = text("OwnerId").and_then(|owner| owner.parse().ok());
        let owner: AccountId = owner.unwrap_or(self.account);
        let (partition, region) = (partition_of(self.account, self.region), self.region);
        let arn_id = text(self.arn_id_member).unwrap_or(id);
        ArnText::of(&form.arn(partition, region, owner, arn_id), id)
    }
}

fn tags_of(list: Option<&Value>) -> Tags {
    let pairs = list
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|tag| {
            let key = tag.get("Key")?.as_str()?;
            Some((
                key,
                tag.get("Value").and_then(Value::as_str).unwrap_or_default(),
            ))
        });
    Tags::from_pairs(pairs)
}

#[cfg(test)]
mod tests {
    use crate::model::ArnParts;
    use serde_json::json;

    use super::*;

    fn maker(ty: &str, operation: &str, region: &str) -> RowMaker {
        let key = QueryKey {
            account: "001234567890".parse().unwrap(),
            region: region.parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        };
        RowMaker::new(&key, operation).unwrap()
    }

    #[test]
    fn an_instance_becomes_a_row_with_name_status_tags_and_arn() {
        let maker = maker("AWS::EC2::Instance", "DescribeInstances", "eu-west-1");
        let item = json!({
            "InstanceId": "i-0abc", "OwnerId": "009999999999", "State": {"Code": 16, "Name": "running"},
            "Tags": [{"Key": "Name", "Value": "web"}, {"Key": "Empty"}], "NewField": true,
        });
        let row = maker.row(&item).unwrap();
        assert_eq!(
            (row.id.as_str(), row.name(), row.status.as_str()),
            ("i-0abc", "web", "running")
        );
        assert_eq!(
            row.arn().unwrap(),
            "arn:aws:ec2:eu-west-1:009999999999:instance/i-0abc"
        );
        assert_eq!(&*row.account.digits(), "001234567890");
        assert_eq!(row.tags.get("Empty"), Some(""));
        assert_eq!(row.properties.to_json(), item);
    }

    #[test]
    fn rows_share_the_prefix_of_their_arns() {
        let maker = maker("AWS::EC2::Volume", "DescribeVolumes", "cn-north-1");
        let rows = ["vol-1", "vol-2"].map(|id| maker.row(&json!({"VolumeId": id})).unwrap());
        let [ArnParts::Prefix(a), ArnParts::Prefix(b)] = rows.each_ref().map(|row| row.arn.parts())
        else {
            panic!("{rows:?}");
        };
        assert!(std::ptr::eq(a, b));
        assert_eq!(
            rows[1].arn().unwrap(),
            "arn:aws-cn:ec2:cn-north-1:001234567890:volume/vol-2"
        );
    }

    #[test]
    fn a_key_pair_goes_by_its_name_and_its_arn_by_its_id() {
        let maker = maker("AWS::EC2::KeyPair", "DescribeKeyPairs", "eu-west-1");
        let row = maker
            .row(&json!({"KeyName": "deploy", "KeyPairId": "key-0a"}))
            .unwrap();
        assert_eq!((row.id.as_str(), row.name()), ("deploy", "deploy"));
        assert_eq!(
            row.arn().unwrap(),
            "arn:aws:ec2:eu-west-1:001234567890:key-pair/key-0a"
        );
    }

    #[test]
    fn lists_of_aws_keep_the_arn_they_came_with() {
        let maker = maker(
            "AWS::EC2::PrefixList",
            "DescribeManagedPrefixLists",
            "eu-west-1",
        );
        let arn = "arn:aws:ec2:eu-west-1:aws:prefix-list/pl-1";
        let item = json!({"PrefixListId": "pl-1", "PrefixListArn": arn, "OwnerId": "AWS"});
        assert_eq!(maker.row(&item).unwrap().arn().unwrap(), arn);
    }

    #[test]
    fn an_item_without_an_identifier_is_refused() {
        let maker = maker("AWS::EC2::VPC", "DescribeVpcs", "eu-west-1");
        assert_eq!(
            maker.row(&json!({"State": "available"})).unwrap_err(),
            "an item without VpcId"
        );
    }
}
