//! EC2: the query protocol's XML answers, element names as AWS has them.

mod answer_of;
mod attributes;
mod bulk;
mod connect;
mod empty;
mod instances;
mod interfaces;
mod lists;
mod machines;
mod paging;
mod storage;
mod vpc;
mod vpn;

use super::estate::{Estate, Place, RegionStatus};
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::service::Service;
use answer_of::answer_of;

/// Answers an EC2 request.
pub(crate) fn answer(request: &Request, place: Place<'_>, call: u64) -> Result<Reply, Refusal> {
    let operation = request.operation.as_str();
    if operation == "DescribeRegions" {
        return describe_regions(request, place.estate, call);
    }
    if let Some(list) = lists::LISTS.iter().find(|list| list.operation == operation) {
        return lists::answer(list, request, place, call);
    }
    if let Some(answer) = bulk::answer(request, place, call) {
        return answer;
    }
    if let Some(answer) = attributes::answer(request, place, call) {
        return answer;
    }
    if let Some(answer) = empty::answer(request, place, call) {
        return answer;
    }
    Err(Refusal::unknown_operation(Service::Ec2, operation))
}

fn describe_regions(request: &Request, estate: &Estate, call: u64) -> Result<Reply, Refusal> {
    let all = request.params.get("AllRegions") == Some("true");
    let names = request.params.list("RegionName");
    if let Some(unknown) = names
        .iter()
        .find(|&&name| estate.regions().iter().all(|region| region.name != name))
    {
        let message = format!("Invalid region provided: [{unknown}]");
        return Err(Refusal::bad("InvalidParameterValue", message));
    }
    let filters = request.params.filters();
    if let Some((name, _)) = filters.iter().find(|(name, _)| *name != "opt-in-status") {
        return Err(paging::bad_filter(name));
    }
    let shown = estate.regions().iter().filter(|region| {
        (all || region.status != RegionStatus::NotOptedIn)
            && (names.is_empty() || names.contains(&region.name))
            && filters
                .iter()
                .all(|(_, values)| values.contains(&region.status.as_str()))
    });
    Ok(answer_of(&request.operation, call, 8 * 1024, |x| {
        x.within("regionInfo", |x| {
            for region in shown {
                x.item(|x| {
                    x.el("regionName", region.name);
                    x.el("regionEndpoint", ("ec2.", region.name, ".amazonaws.com"));
                    x.el("optInStatus", region.status.as_str());
                });
            }
        });
    }))
}
