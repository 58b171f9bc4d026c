//! Resources of which an ARN and tags are all that is told: by the tagging service and by AWS's indexes.

use compact_str::CompactString;

use crate::catalog::{arn, ec2, ec2_id, managed, shared, types};
use crate::model::{
    AccountId, ArnText, Properties, Provider, Region, ResourceEntry, SharedStr, StatusClass, Tags,
    TypeId,
};

/// A resource as the sweep sees it.
pub(in crate::aws) struct ArnRow {
    pub entry: ResourceEntry,
    pub region: RowRegion,
}

/// What is known of a resource's region.
#[derive(Debug, PartialEq)]
pub(in crate::aws) enum RowRegion {
    /// This one.
    Known(Region),
    /// The region of its bucket.
    OfBucket,
}

/// Makes rows of ARNs and tags, which is all that sweeps and indexes return.
pub(in crate::aws) struct ArnReader {
    provider: Provider,
    /// The account of ARNs that name none.
    pub account: AccountId,
    /// The region of ARNs that name none.
    pub region: Region,
    bucket: TypeId,
}

impl ArnReader {
    pub(in crate::aws) fn new(provider: Provider, account: AccountId, region: Region) -> Self {
        Self {
            provider,
            account,
            region,
            bucket: "AWS::S3::Bucket".parse().expect("a valid type name"),
        }
    }

    /// `None` for what is not an ARN.
    pub(in crate::aws) fn row(&self, text: &str, tags: Tags) -> Option<ArnRow> {
        let facts = arn::resolve(text)?;
        let named = facts.resource_type;
        let listed = shared::listed_as(named).unwrap_or(named);
        let (ty, canonical) = self.ec2_type(text, &facts).unwrap_or((listed, None));
        let id = match &canonical {
            Some(canonical) => last_part(canonical).into(),
            None => facts.id.clone(),
        };
        let is_global = types::get(ty).is_some_and(|info| info.is_global);
        let region = match facts.region {
            // Buckets are listed once per account, yet each has a region.
            None if ty == self.bucket => RowRegion::OfBucket,
            _ if is_global => RowRegion::Known(Region::global()),
            Some(region) => RowRegion::Known(region),
            None => RowRegion::Known(self.region),
        };
        let mut entry = ResourceEntry {
            account: facts.account.unwrap_or(self.account),
            region: self.region,
            resource_type: ty,
            provider: self.provider,
            status_class: StatusClass::Unknown,
            managed: false,
            status: SharedStr::new(),
            arn: ArnText::of(canonical.as_deref().unwrap_or(text), &id),
            id,
            tags,
            properties: Properties::default(),
        };
        entry.managed = managed::is_managed(&entry, &serde_json::Value::Null);
        Some(ArnRow { entry, region })
    }

    /// EC2's resources have ids that tell the type, also where the ARN names another. An ARN that is not written
    /// as AWS writes those of the type is brought to that form, so that it is the same row that EC2 lists.
    fn ec2_type(
        &self,
        text: &str,
        facts: &arn::ArnFacts<'_>,
    ) -> Option<(TypeId, Option<CompactString>)> {
        let (_, id) = facts.resource.split_once('/')?;
        if facts.service != "ec2" || id.contains('/') {
            return None;
        }
        let ty = ec2_id::type_of(id).unwrap_or(facts.resource_type);
        // AWS's own prefix lists belong to the account `aws`.
        let owner = text.split(':').nth(4).unwrap_or_default();
        if facts.account.is_none() && !owner.is_empty() {
            return Some((ty, None));
        }
        let account = facts.account.unwrap_or(self.account);
        let region = facts.region.unwrap_or(self.region);
        let own = ec2::ArnForm::of(ty)?.arn(facts.partition, region, account, id);
        Some((ty, Some(own)))
    }
}

fn last_part(resource: &str) -> &str {
    resource.rsplit('/').next().unwrap_or(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(arn: &str) -> Option<ArnRow> {
        let arns = ArnReader::new(
            Provider::Tagging,
            "001234567890".parse().unwrap(),
            "eu-west-1".parse().unwrap(),
        );
        arns.row(arn, Tags::from_pairs([("Name", "mine")]))
    }

    fn place(region: &str) -> RowRegion {
        RowRegion::Known(region.parse().unwrap())
    }

    #[test]
    fn a_swept_arn_has_type_id_name_and_place() {
        let queue = see("arn:aws:sqs:eu-west-1:001234567890:jobs").unwrap();
        assert_eq!(queue.entry.resource_type.as_str(), "AWS::SQS::Queue");
        assert_eq!(queue.entry.name(), "mine");
        assert_eq!(queue.region, place("eu-west-1"));
        assert_eq!(
            queue.entry.arn().unwrap(),
            "arn:aws:sqs:eu-west-1:001234567890:jobs"
        );
        assert_eq!(queue.entry.provider, Provider::Tagging);
    }

    #[test]
    fn buckets_and_global_types_are_placed_by_what_they_are() {
        assert_eq!(
            see("arn:aws:s3:::logs").unwrap().region,
            RowRegion::OfBucket
        );
        assert_eq!(see("arn:aws:s3:::logs").unwrap().entry.id, "logs");
        let role = see("arn:aws:iam::001234567890:role/audit").unwrap();
        assert_eq!(role.region, place("global"));
    }

    #[test]
    fn what_maps_to_nothing_is_kept_under_its_service() {
        let odd = see("arn:aws:brandnew:eu-west-1:001234567890:widget/w-1").unwrap();
        assert!(
            odd.entry
                .resource_type
                .as_str()
                .starts_with("awsdash:brandnew:")
        );
        assert_eq!(odd.region, place("eu-west-1"));
    }

    #[test]
    fn the_account_is_the_one_in_the_arn() {
        let shared = see("arn:aws:ec2:eu-west-1:009999999999:subnet/subnet-0a").unwrap();
        assert_eq!(&*shared.entry.account.digits(), "009999999999");
    }

    #[test]
    fn ec2_resources_have_the_arn_that_ec2_lists_them_under() {
        let of = |arn: &str| see(arn).unwrap().entry;
        let snapshot = of("arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234");
        assert_eq!(
            snapshot.arn().unwrap(),
            "arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234"
        );
        let odd = of("arn:aws:ec2:eu-west-1:001234567890:flow-logs/fl-0abc1234");
        assert_eq!(odd.resource_type.as_str(), "AWS::EC2::FlowLog");
        assert_eq!(odd.id, "fl-0abc1234");
        assert_eq!(
            odd.arn().unwrap(),
            "arn:aws:ec2:eu-west-1:001234567890:vpc-flow-log/fl-0abc1234"
        );
        let plain = of("arn:aws:ec2:eu-west-1:001234567890:volume/vol-0abc");
        assert_eq!(
            plain.arn().unwrap(),
            "arn:aws:ec2:eu-west-1:001234567890:volume/vol-0abc"
        );
    }

    #[test]
    fn what_is_not_an_arn_is_not_a_row() {
        assert!(see("not-an-arn").is_none());
    }
}
