//! Resource Explorer: an index per region, and an aggregator index of all regions where the account has set one
//! up.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::format_compact;
use serde_json::{Value, json};

use super::rows::{IndexRows, one_page, tags_of};
use super::{Indexes, job};
use crate::app::resource_explorer::source::{
    IndexReach, ListJob, Page, ResourceIndex, SourceError,
};
use crate::aws::access::discovery::Access;
use crate::aws::transport::errors::Failure;
use crate::aws::transport::signed::{
    BATCH_GET_VIEW, LIST_INDEXES, LIST_RESOURCES, LIST_SUPPORTED_RESOURCE_TYPES, LIST_VIEWS,
};
use crate::model::{Provider, Region, Selection, Tags, TypeId};

/// The largest page of `ListResources`.
const PAGE_SIZE: u32 = 1000;

/// Most views that are described at once.
const VIEWS_AT_ONCE: usize = 20;

/// A view that shows all there is in its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
struct View {
    arn: String,
    is_of_organization: bool,
    has_tags: bool,
}

pub(super) async fn indexes(
    indexes: &Indexes,
    access: &Access,
) -> Result<Vec<ResourceIndex>, SourceError> {
    let (account, home) = (access.account, access.login.home);
    let all = LIST_INDEXES
        .ask_all(&access.login, home, json!({"MaxResults": 100}), "Indexes")
        .await?;
    let region_of = |index: &Value| index["Region"].as_str()?.parse::<Region>().ok();
    let regions: BTreeSet<Region> = all.iter().filter_map(region_of).collect();
    if regions.is_empty() {
        return Ok(Vec::new());
    }
    let types = indexes
        .supported
        .get_or_try_init(|| supported(access))
        .await
        .cloned()
        .unwrap_or_default();
    let index = |region, reach, regions| ResourceIndex {
        job: job(account, region, Provider::ResourceExplorer),
        reach,
        regions,
        types: types.clone(),
    };
    let mut found = Vec::new();
    let aggregator = all.iter().find(|index| index["Type"] == "AGGREGATOR");
    if let Some(region) = aggregator.and_then(region_of)
        && let Some(view) = best_view(access, region).await?
    {
        let reach = if view.is_of_organization {
            IndexReach::Organization
        } else {
            IndexReach::Account
        };
        let whole = index(region, reach, Selection::Only(regions.clone()));
        indexes.chosen().insert(whole.job, Arc::from(view.arn));
        found.push(whole);
    }
    let wide: Vec<Region> = found.iter().map(|index| index.job.key.region).collect();
    let local = regions.iter().filter(|region| !wide.contains(region));
    found.extend(local.map(|region| {
        let only = Selection::from_iter([*region]);
        index(*region, IndexReach::Region, only)
    }));
    Ok(found)
}

async fn supported(access: &Access) -> Result<BTreeSet<TypeId>, SourceError> {
    let json = json!({"MaxResults": PAGE_SIZE});
    let operation = &LIST_SUPPORTED_RESOURCE_TYPES;
    let home = access.login.home;
    let types = operation
        .ask_all(&access.login, home, json, "ResourceTypes")
        .await?;
    let names = types
        .iter()
        .flat_map(|ty| ty["CFNResourceTypes"].as_array().into_iter().flatten());
    Ok(names
        .filter_map(|name| name.as_str()?.parse().ok())
        .collect())
}

/// The view of a region that shows most; none with a filter, which would hide things.
async fn best_view(access: &Access, region: Region) -> Result<Option<View>, SourceError> {
    let json = json!({"MaxResults": 50});
    let arns = LIST_VIEWS
        .ask_all(&access.login, region, json, "Views")
        .await?;
    let mut views = Vec::new();
    for arns in arns.chunks(VIEWS_AT_ONCE) {
        let json = json!({ "ViewArns": arns });
        let ask = || BATCH_GET_VIEW.ask(&access.login, region, json.clone(), "Views");
        let answer = access.login.ask(BATCH_GET_VIEW.action, region, ask).await;
        let answer = answer.map_err(|failure: Failure| failure.error)?;
        let views_found = answer["Views"].as_array().into_iter().flatten();
        views.extend(views_found.filter_map(view));
    }
    views.sort_by(|a, b| {
        let rank = |view: &View| (!view.is_of_organization, !view.has_tags);
        rank(a).cmp(&rank(b)).then_with(|| a.arn.cmp(&b.arn))
    });
    Ok(views.into_iter().next())
}

fn view(view: &Value) -> Option<View> {
    let filter = view["Filters"]["FilterString"].as_str().unwrap_or_default();
    if !filter.trim().is_empty() {
        return None;
    }
    let scope = view["Scope"].as_str().unwrap_or_default();
    let mut properties = view["IncludedProperties"].as_array().into_iter().flatten();
    Some(View {
        arn: view["ViewArn"].as_str()?.to_owned(),
        is_of_organization: scope.contains(":organizations:"),
        has_tags: properties.any(|property| property["Name"] == "tags"),
    })
}

/// One page of what a view shows.
pub(super) async fn page(
    indexes: &Indexes,
    access: &Access,
    job: &ListJob,
    token: Option<&str>,
) -> Result<Page, Failure> {
    let region = job.key.region;
    let known = indexes.chosen_for(job);
    let view = match known {
        Some(view) => view,
        None => {
            let Some(view) = best_view(access, region).await? else {
                let reason =
                    format_compact!("Resource Explorer has no view without filters in {region}");
                return Err(SourceError::Unsupported { reason }.into());
            };
            let arn: Arc<str> = Arc::from(view.arn);
            indexes.chosen().insert(*job, Arc::clone(&arn));
            arn
        }
    };
    let json = json!({"MaxResults": PAGE_SIZE, "ViewArn": &*view});
    let add = |rows: &mut IndexRows, resource: &Value| {
        rows.add(
            resource["Arn"].as_str(),
            resource["OwningAccountId"].as_str(),
            resource["Region"].as_str(),
            resource["CfnResourceType"].as_str(),
            tags(resource),
        );
    };
    one_page(access, job, &LIST_RESOURCES, json, token, "Resources", add).await
}

/// Whether a view includes tags is its own setting: a resource without that property may have tags.
fn tags(resource: &Value) -> Tags {
    let mut properties = resource["Properties"].as_array().into_iter().flatten();
    let tags = properties.find(|property| property["Name"] == "tags");
    let pairs = tags.and_then(|tags| tags["Data"].as_array());
    pairs.map_or_else(Tags::unknown, |pairs| tags_of(pairs, "Key", "Value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_with_a_filter_is_of_no_use_and_one_of_the_organization_is_seen() {
        let listed = json!({
            "ViewArn": "arn:v", "Scope": "arn:aws:organizations::001234567890:organization/o-abc",
            "Filters": {"FilterString": ""}, "IncludedProperties": [{"Name": "tags"}],
        });
        let seen = view(&listed).unwrap();
        assert!(seen.is_of_organization && seen.has_tags);
        let mut filtered = listed.clone();
        filtered["Filters"]["FilterString"] = "service:ec2".into();
        assert_eq!(view(&filtered), None);
        let of_account = json!({"ViewArn": "arn:v", "Scope": "arn:aws:iam::001234567890:root"});
        let seen = view(&of_account).unwrap();
        assert!(!seen.is_of_organization && !seen.has_tags);
    }

    #[test]
    fn tags_are_a_property_among_others() {
        let resource = json!({"Properties": [
            {"Name": "other", "Data": {}},
            {"Name": "tags", "Data": [{"Key": "Name", "Value": "db"}, {"Key": "Empty"}]},
        ]});
        let tags = tags(&resource);
        assert_eq!(
            (tags.get("Name"), tags.get("Empty")),
            (Some("db"), Some(""))
        );
        assert!(!super::tags(&json!({})).are_known());
    }
}
