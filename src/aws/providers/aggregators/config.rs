//! Aggregators of Config: what the recorders of many accounts have written down.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::rows::{IndexRows, one_page, tags_of};
use super::{Indexes, job};
use crate::app::resource_explorer::source::{
    IndexReach, ListJob, Page, ResourceIndex, SourceError,
};
use crate::aws::access::discovery::Access;
use crate::aws::transport::errors::Failure;
use crate::aws::transport::signed::{
    DESCRIBE_CONFIGURATION_AGGREGATORS, SELECT_AGGREGATE_RESOURCE_CONFIG,
};
use crate::model::{Provider, Region, Selection, Tags};

/// The largest page of `SelectAggregateResourceConfig`.
const PAGE_SIZE: u32 = 100;

/// Everything that was recorded and has not been deleted since.
const EVERYTHING: &str =
    "SELECT accountId, awsRegion, resourceType, resourceId, resourceName, arn, tags";

/// The aggregator of the account's home region that has most.
pub(super) async fn indexes(
    indexes: &Indexes,
    access: &Access,
) -> Result<Vec<ResourceIndex>, SourceError> {
    let home = access.login.home;
    let operation = &DESCRIBE_CONFIGURATION_AGGREGATORS;
    let all = operation
        .ask_all(&access.login, home, json!({}), "ConfigurationAggregators")
        .await?;
    let mut usable: Vec<(bool, &str, Selection<Region>)> =
        all.iter().filter_map(aggregator).collect();
    usable.sort_by_key(|(is_of_organization, name, _)| (!is_of_organization, *name));
    let Some((_, name, regions)) = usable.into_iter().next() else {
        return Ok(Vec::new());
    };
    let job = job(access.account, home, Provider::Config);
    indexes.chosen().insert(job, Arc::from(name));
    Ok(vec![ResourceIndex {
        job,
        reach: IndexReach::Organization,
        regions,
        // Each account chooses which types are recorded: the index holds those that it shows.
        types: BTreeSet::new(),
    }])
}

/// Whether it is of the organization, its name and its regions. One with filters would hide things.
fn aggregator(json: &Value) -> Option<(bool, &str, Selection<Region>)> {
    let has_filter = json["AggregatorFilters"]
        .as_object()
        .is_some_and(|filters| !filters.is_empty());
    if has_filter {
        return None;
    }
    let name = json["ConfigurationAggregatorName"].as_str()?;
    let organization = &json["OrganizationAggregationSource"];
    let source = if organization.is_object() {
        organization
    } else {
        &json["AccountAggregationSources"][0]
    };
    let regions = if source["AllAwsRegions"] == true {
        Selection::All
    } else {
        let named = source["AwsRegions"].as_array()?.iter();
        named
            .filter_map(|region| region.as_str()?.parse().ok())
            .collect()
    };
    Some((organization.is_object(), name, regions))
}

/// One page of what an aggregator has.
pub(super) async fn page(
    indexes: &Indexes,
    access: &Access,
    job: &ListJob,
    token: Option<&str>,
) -> Result<Page, Failure> {
    let operation = &SELECT_AGGREGATE_RESOURCE_CONFIG;
    let name = match indexes.chosen_for(job) {
        Some(name) => Some(name),
        // The account has a new session since the aggregator was chosen.
        None => {
            self::indexes(indexes, access).await?;
            indexes.chosen_for(job)
        }
    };
    let name = name.ok_or_else(|| operation.unreadable(&"the aggregator is gone"))?;
    let json = json!({
        "ConfigurationAggregatorName": &*name,
        "Expression": EVERYTHING,
        "Limit": PAGE_SIZE,
    });
    let add = |rows: &mut IndexRows, text: &Value| match serde_json::from_str::<Value>(
        text.as_str().unwrap_or_default(),
    ) {
        Ok(item) => rows.add_recorded(&item, tags(&item)),
        Err(_) => rows.add_gap("a configuration item that is not JSON"),
    };
    one_page(access, job, operation, json, token, "Results", add).await
}

fn tags(item: &Value) -> Tags {
    let pairs = item["tags"].as_array();
    pairs.map_or_else(Tags::unknown, |pairs| tags_of(pairs, "key", "value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aggregator_says_whose_and_where() {
        let of_organization = json!({
            "ConfigurationAggregatorName": "org",
            "OrganizationAggregationSource": {"RoleArn": "arn:r", "AllAwsRegions": true},
        });
        assert_eq!(
            aggregator(&of_organization),
            Some((true, "org", Selection::All))
        );
        let of_accounts = json!({
            "ConfigurationAggregatorName": "some",
            "AccountAggregationSources": [{"AccountIds": ["001234567890"], "AwsRegions": ["eu-west-1"]}],
        });
        let region: Region = "eu-west-1".parse().unwrap();
        assert_eq!(
            aggregator(&of_accounts),
            Some((false, "some", [region].into_iter().collect()))
        );
        let mut filtered = of_organization.clone();
        filtered["AggregatorFilters"] = json!({"ResourceType": {"Type": "INCLUDE"}});
        assert_eq!(aggregator(&filtered), None);
    }
}
