//! Rows of an index's answer: account, region, ARN and tags.

use serde_json::Value;

use crate::app::resource_explorer::source::{ListJob, Page, PageToken};
use crate::aws::access::discovery::Access;
use crate::aws::providers::arn_rows::{ArnReader, RowRegion};
use crate::aws::transport::errors::Failure;
use crate::aws::transport::signed::SignedOperation;
use crate::model::{ArnText, Region, ResourceEntry, Tags, TypeId};

/// Makes the rows of one page. The account of a row is the one that the index names for it: AWS itself
/// wrote it there.
pub(super) struct IndexRows {
    arns: ArnReader,
    job: ListJob,
    operation: &'static SignedOperation,
    page: Page,
}

impl IndexRows {
    /// For an answer of `operation`.
    fn new(job: &ListJob, operation: &'static SignedOperation) -> Self {
        Self {
            arns: ArnReader::new(job.provider, job.key.account, job.key.region),
            job: *job,
            operation,
            page: Page::default(),
        }
    }

    /// A row of an ARN. One without an ARN or without an owner is a gap.
    pub(super) fn add(
        &mut self,
        arn: Option<&str>,
        owner: Option<&str>,
        region: Option<&str>,
        ty: Option<&str>,
        tags: Tags,
    ) {
        if self.read(arn, owner, region, ty, tags).is_none() {
            self.add_gap("a row without an ARN or an owner");
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
        self.arns.account = owner?.parse().ok()?;
        self.arns.region = place(region);
        let seen = self.arns.row(arn?, tags)?;
        let mut entry = seen.entry;
        entry.region = match seen.region {
            RowRegion::Known(region) => region,
            RowRegion::OfBucket => self.arns.region,
        };
        let named = ty.and_then(|ty| ty.parse::<TypeId>().ok());
        if let Some(named) = named.filter(|_| entry.resource_type.is_named_by_us()) {
            entry.resource_type = named;
        }
        self.page.entries.push(entry);
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
            Some(row) => self.page.entries.push(row),
            None => self.add_gap("a configuration item without an owner, type or identifier"),
        }
    }

    /// One more row that could not be read. The first one is logged.
    pub(super) fn add_gap(&mut self, reason: &str) {
        let error = self.operation.unreadable(&reason);
        if self.page.gaps.is_empty() {
            tracing::warn!(%error, "a row of an index cannot be read");
        }
        self.page.gaps.add_item(error);
    }

    /// The page of this answer, which says where the index goes on.
    fn finish(self, answer: &Value) -> Page {
        let next = answer["NextToken"].as_str().filter(|next| !next.is_empty());
        let next = next.map(PageToken::from);
        Page { next, ..self.page }
    }
}

/// One page of an index: what it is asked with, and what becomes of its items.
pub(super) async fn one_page(
    access: &Access,
    job: &ListJob,
    operation: &'static SignedOperation,
    mut json: Value,
    token: Option<&str>,
    items: &str,
    mut add: impl FnMut(&mut IndexRows, &Value),
) -> Result<Page, Failure> {
    if let Some(token) = token {
        json["NextToken"] = token.into();
    }
    let region = job.key.region;
    let answer = operation.ask(&access.login, region, json, items).await?;
    let mut rows = IndexRows::new(job, operation);
    for item in answer[items].as_array().into_iter().flatten() {
        add(&mut rows, item);
    }
    Ok(rows.finish(&answer))
}

/// Tags that are listed as pairs, under these names.
pub(super) fn tags_of(pairs: &[Value], key: &str, value: &str) -> Tags {
    Tags::from_pairs(pairs.iter().filter_map(|pair| {
        let key = pair[key].as_str()?;
        Some((key, pair[value].as_str().unwrap_or_default()))
    }))
}

fn place(region: Option<&str>) -> Region {
    let region = region.and_then(|region| region.parse().ok());
    region.unwrap_or(Region::global())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::aws::transport::signed::SELECT_AGGREGATE_RESOURCE_CONFIG;
    use crate::model::Provider;

    fn rows() -> IndexRows {
        let account = "001234567890".parse().unwrap();
        let region = "us-east-1".parse().unwrap();
        let job = super::super::job(account, region, Provider::Config);
        IndexRows::new(&job, &SELECT_AGGREGATE_RESOURCE_CONFIG)
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
        let page = rows.finish(&Value::Null);
        let unreadable = page.gaps.items.map(|items| items.count);
        assert_eq!(unreadable, Some(2), "what is not a row is told");
        let listed: Vec<_> = page
            .entries
            .iter()
            .map(|row| {
                (
                    row.account.to_string(),
                    row.region.as_str(),
                    row.id.as_str(),
                )
            })
            .collect();
        assert_eq!(
            listed,
            [
                ("009999999999".to_owned(), "eu-west-1", "logs"),
                ("009999999999".to_owned(), "global", "audit")
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
        let page = rows.finish(&Value::Null);
        assert_eq!(page.gaps.items.map(|items| items.count), Some(1));
        let rows = page.entries;
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].id.as_str(), rows[0].name()), ("net-1", "outer"));
    }
}
