//! Rows of what an index tells: whose, where, what, and the tags.

use serde_json::Value;

use crate::app::resource_explorer::source::ListJob;
use crate::aws::providers::tagging::{Maker, Place};
use crate::model::{ArnText, Region, ResourceEntry, Tags, TypeId};

/// Makes the rows of one page. The account of a row is the one that the index names for it: AWS itself
/// wrote it there.
pub(super) struct IndexRows {
    maker: Maker,
    job: ListJob,
    rows: Vec<ResourceEntry>,
}

impl IndexRows {
    pub(super) fn new(job: &ListJob) -> Self {
        Self {
            maker: Maker::new(job.provider, job.key.account, job.key.region),
            job: *job,
            rows: Vec::new(),
        }
    }

    /// A row of an ARN. What is not an ARN, or nobody's, is left out and logged.
    pub(super) fn add(
        &mut self,
        arn: Option<&str>,
        owner: Option<&str>,
        region: Option<&str>,
        ty: Option<&str>,
        tags: Tags,
    ) {
        if self.read(arn, owner, region, ty, tags).is_none() {
            let (provider, arn) = (self.job.provider.as_str(), arn.unwrap_or("nothing"));
            tracing::warn!(provider, %arn, "a row of an index that cannot be read");
        }
    }

    fn read(
        &mut self,
        arn: Option<&str>,
        owner: Option<&str>,
        region: Option<&str>,
        ty: Option<&str>,
        tags: Tags,
    ) -> Option<()> {
        self.maker.account = owner?.parse().ok()?;
        self.maker.region = place(region);
        let seen = self.maker.sighting(arn?, tags)?;
        let mut entry = seen.entry;
        entry.region = match seen.place {
            Place::Known(region) => region,
            Place::Bucket => self.maker.region,
        };
        let told = ty.and_then(|ty| ty.parse::<TypeId>().ok());
        if let Some(told) = told.filter(|_| entry.resource_type.as_str().starts_with("awsdash:")) {
            entry.resource_type = told;
        }
        self.rows.push(entry);
        Some(())
    }

    /// A row of a configuration item. Not every type is recorded with an ARN.
    pub(super) fn add_recorded(&mut self, item: &Value, tags: Tags) {
        let text = |key: &str| item[key].as_str().filter(|text| !text.is_empty());
        let arn = text("arn").filter(|arn| arn.starts_with("arn:"));
        let (owner, region, ty) = (text("accountId"), text("awsRegion"), text("resourceType"));
        if arn.is_some() {
            return self.add(arn, owner, region, ty, tags);
        }
        let read = || {
            Some(ResourceEntry {
                account: owner?.parse().ok()?,
                region: place(region),
                resource_type: ty?.parse().ok()?,
                provider: self.job.provider,
                status_class: Default::default(),
                managed: false,
                status: Default::default(),
                arn: ArnText::NONE,
                id: text("resourceId")?.into(),
                tags: tags
                    .clone()
                    .or_called(text("resourceName").unwrap_or_default()),
                properties: crate::model::Properties::default(),
            })
        };
        match read() {
            Some(row) => self.rows.push(row),
            None => tracing::warn!("a configuration item that cannot be read"),
        }
    }

    pub(super) fn finish(self) -> Vec<ResourceEntry> {
        self.rows
    }
}

fn place(region: Option<&str>) -> Region {
    let region = region.and_then(|region| region.parse().ok());
    region.unwrap_or(Region::global())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Provider;

    fn rows() -> IndexRows {
        let account = "001234567890".parse().unwrap();
        let region = "us-east-1".parse().unwrap();
        IndexRows::new(&super::super::job(account, region, Provider::Config))
    }

    #[test]
    fn a_row_is_of_the_account_and_region_that_the_index_names() {
        let mut rows = rows();
        let arn = Some("arn:aws:s3:::logs");
        rows.add(
            arn,
            Some("009999999999"),
            Some("eu-west-1"),
            None,
            Tags::NONE,
        );
        let role = Some("arn:aws:iam::009999999999:role/audit");
        rows.add(role, Some("009999999999"), Some("global"), None, Tags::NONE);
        rows.add(Some("no-arn"), Some("009999999999"), None, None, Tags::NONE);
        rows.add(arn, Some("nobody"), None, None, Tags::NONE);
        let rows = rows.finish();
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.account.as_str(), row.region.as_str(), row.id.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("009999999999", "eu-west-1", "logs"),
                ("009999999999", "global", "audit")
            ]
        );
    }

    #[test]
    fn what_was_recorded_without_an_arn_is_a_row_all_the_same() {
        let mut rows = rows();
        rows.add_recorded(
            &json!({
                "accountId": "009999999999", "awsRegion": "eu-west-1", "resourceId": "net-1",
                "resourceType": "AWS::EC2::NetworkAcl", "resourceName": "outer",
            }),
            Tags::NONE,
        );
        rows.add_recorded(&json!({"accountId": "009999999999"}), Tags::NONE);
        let rows = rows.finish();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].id.as_str(), rows[0].name()), ("net-1", "outer"));
    }
}
