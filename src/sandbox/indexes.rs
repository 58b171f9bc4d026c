//! AWS's own indexes: Resource Explorer, and an aggregator of Config for the whole organization.

use serde_json::{Value, json};

use super::estate::values::mix;
use super::estate::{ALL_KINDS, Kind, Place, Presence, RegionStatus};
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::spec::{Explorer, SandboxSpec};
use super::token;

/// Where aggregators are, the estate's first region.
const AGGREGATOR_REGION: usize = 0;
const AGGREGATOR: &str = "organization";
/// The list number in its page tokens.
const LIST: u64 = 0x1DE8;
/// Kinds that Resource Explorer does not index: it does not cover all types.
const UNKNOWN_TO_EXPLORER: [Kind; 2] = [Kind::Alias, Kind::Schedule];

type IndexResult = Result<Reply, Refusal>;

/// Answers what belongs to an index; `None` for everything else.
pub(crate) fn answer(
    request: &Request,
    place: Place<'_>,
    spec: &SandboxSpec,
) -> Option<IndexResult> {
    let json = &request.json;
    Some(match request.action.as_str() {
        "resource-explorer-2:ListIndexes" => Ok(list_indexes(place, spec.explorer)),
        "resource-explorer-2:ListSupportedResourceTypes" => Ok(supported()),
        "resource-explorer-2:ListViews" => Ok(list_views(place, spec.explorer)),
        "resource-explorer-2:BatchGetView" => Ok(batch_get_view(json, place, spec.explorer)),
        "resource-explorer-2:ListResources" => list_resources(json, place, spec.explorer),
        "config:DescribeConfigurationAggregators" => Ok(aggregators(place, spec.config)),
        "config:SelectAggregateResourceConfig" => select(json, place, spec.config),
        _ => return None,
    })
}

/// Whether the region has an index, and whether it is the aggregator index.
fn index_of(place: Place<'_>, region: usize, explorer: Explorer) -> Option<&'static str> {
    let is_enabled = place.estate.regions()[region].status != RegionStatus::NotOptedIn;
    match explorer {
        _ if !is_enabled => None,
        Explorer::None => None,
        Explorer::Account | Explorer::Organization if region == AGGREGATOR_REGION => {
            Some("AGGREGATOR")
        }
        _ => Some("LOCAL"),
    }
}

fn list_indexes(place: Place<'_>, explorer: Explorer) -> Reply {
    let regions = place.estate.regions().iter().enumerate();
    let indexes: Vec<Value> = regions
        .filter_map(|(at, region)| {
            let kind = index_of(place, at, explorer)?;
            let (region, owner) = (region.name, place.owner());
            let number = mix(at as u64);
            let arn = format!("arn:aws:resource-explorer-2:{region}:{owner}:index/{number:016x}");
            Some(json!({"Region": region, "Type": kind, "Arn": arn}))
        })
        .collect();
    Reply::json(&json!({ "Indexes": indexes }))
}

fn supported() -> Reply {
    let known = ALL_KINDS
        .iter()
        .filter(|info| !UNKNOWN_TO_EXPLORER.contains(&info.kind) && info.kind != Kind::Mystery);
    let types: Vec<Value> = known
        .map(|info| {
            let ty = explorer_type(info.service, info.arn_path);
            json!({"Service": info.service, "ResourceType": ty, "CFNResourceTypes": [info.type_name]})
        })
        .collect();
    Reply::json(&json!({ "ResourceTypes": types }))
}

fn explorer_type(service: &str, arn_path: &str) -> String {
    let kind = arn_path.trim_matches('/').split(['/', ':']).next();
    format!("{service}:{}", kind.unwrap_or_default())
}

fn view_arn(place: Place<'_>) -> String {
    let (region, owner) = (place.region_name(), place.owner());
    format!("arn:aws:resource-explorer-2:{region}:{owner}:view/everything/00000000-0001")
}

fn has_view(place: Place<'_>, explorer: Explorer) -> bool {
    index_of(place, place.region, explorer).is_some()
}

fn list_views(place: Place<'_>, explorer: Explorer) -> Reply {
    let views: Vec<String> = has_view(place, explorer)
        .then(|| view_arn(place))
        .into_iter()
        .collect();
    Reply::json(&json!({ "Views": views }))
}

/// Whether the view of a place shows all accounts.
fn is_of_organization(place: Place<'_>, explorer: Explorer) -> bool {
    let is_aggregator = index_of(place, place.region, explorer) == Some("AGGREGATOR");
    explorer == Explorer::Organization && place.account == 0 && is_aggregator
}

fn batch_get_view(json: &Value, place: Place<'_>, explorer: Explorer) -> Reply {
    let known = view_arn(place);
    let asked = json["ViewArns"].as_array().into_iter().flatten();
    let (views, errors): (Vec<&Value>, Vec<&Value>) =
        asked.partition(|arn| **arn == known.as_str() && has_view(place, explorer));
    let owner = place.owner();
    let scope = if is_of_organization(place, explorer) {
        format!("arn:aws:organizations::{owner}:organization/o-sandbox001")
    } else {
        format!("arn:aws:iam::{owner}:root")
    };
    let view = |arn: &Value| {
        json!({
            "ViewArn": arn, "ViewName": "everything", "Owner": owner, "Scope": scope,
            "IncludedProperties": [{"Name": "tags"}], "Filters": {"FilterString": ""},
        })
    };
    let views: Vec<Value> = views.into_iter().map(view).collect();
    let error = |arn: &Value| json!({"ViewArn": arn, "ErrorMessage": "View not found"});
    let errors: Vec<Value> = errors.into_iter().map(error).collect();
    Reply::json(&json!({"Views": views, "Errors": errors}))
}

fn list_resources(json: &Value, place: Place<'_>, explorer: Explorer) -> IndexResult {
    let known = has_view(place, explorer) && json["ViewArn"] == view_arn(place).as_str();
    if !known {
        let message = "You do not have access to the view, or it does not exist.";
        return Err(Refusal::new(401, "UnauthorizedException", message));
    }
    let size = size_of_page(&json["MaxResults"], 1000)?;
    let shows = |of: Place<'_>| {
        is_of_organization(place, explorer)
            || of.account == place.account
                && (explorer != Explorer::Local && place.region == AGGREGATOR_REGION
                    || of.region == place.region)
    };
    let mut rows = Vec::with_capacity(size);
    let next = walk(place, json, size, shows, |of, kind, ordinal| {
        if UNKNOWN_TO_EXPLORER.contains(&kind) {
            return;
        }
        let info = kind.info();
        let mut tags = Vec::new();
        of.each_tag(kind, ordinal, |key, value| {
            tags.push(json!({"Key": key, "Value": value}));
        });
        rows.push(json!({
            "Arn": arn(of, kind, ordinal),
            "OwningAccountId": of.owner(),
            "Region": region_of(of, kind),
            "ResourceType": explorer_type(info.service, info.arn_path),
            "Service": info.service,
            "Properties": [{"Name": "tags", "Data": tags}],
        }));
    })?;
    Ok(Reply::json(&paged(
        json!({"Resources": rows, "ViewArn": view_arn(place)}),
        next,
    )))
}

fn has_aggregator(place: Place<'_>, config: bool) -> bool {
    config && place.account == 0 && place.region == AGGREGATOR_REGION
}

fn aggregators(place: Place<'_>, config: bool) -> Reply {
    let owner = place.owner();
    let region = place.region_name();
    let aggregator = json!({
        "ConfigurationAggregatorName": AGGREGATOR,
        "ConfigurationAggregatorArn":
            format!("arn:aws:config:{region}:{owner}:config-aggregator/config-aggregator-sandbox1"),
        "OrganizationAggregationSource": {
            "RoleArn": format!("arn:aws:iam::{owner}:role/config-aggregator"),
            "AllAwsRegions": true,
        },
    });
    let all: Vec<Value> = has_aggregator(place, config)
        .then_some(aggregator)
        .into_iter()
        .collect();
    Reply::json(&json!({ "ConfigurationAggregators": all }))
}

fn select(json: &Value, place: Place<'_>, config: bool) -> IndexResult {
    if !has_aggregator(place, config) || json["ConfigurationAggregatorName"] != AGGREGATOR {
        let message = "The configuration aggregator does not exist.";
        return Err(Refusal::bad(
            "NoSuchConfigurationAggregatorException",
            message,
        ));
    }
    let expression = json["Expression"].as_str().unwrap_or_default();
    if !expression.starts_with("SELECT ") || expression.contains(" WHERE ") {
        let message = "The syntax of the query is incorrect.";
        return Err(Refusal::bad("InvalidExpressionException", message));
    }
    let size = size_of_page(&json["Limit"], 100)?;
    let mut rows = Vec::with_capacity(size);
    let next = walk(
        place,
        json,
        size,
        |_| true,
        |of, kind, ordinal| {
            // Config records no types that CloudFormation does not know.
            if kind == Kind::Mystery {
                return;
            }
            let arn = arn(of, kind, ordinal);
            let mut tags = Vec::new();
            of.each_tag(kind, ordinal, |key, value| {
                tags.push(json!({"key": key, "value": value, "tag": format!("{key}={value}")}));
            });
            let id = arn.rsplit(['/', ':']).next().unwrap_or_default();
            let item = json!({
                "accountId": of.owner(), "awsRegion": region_of(of, kind),
                "resourceType": kind.info().type_name, "resourceId": id,
                "resourceName": of.name(kind, ordinal), "arn": arn, "tags": tags,
            });
            rows.push(Value::from(item.to_string()));
        },
    )?;
    let fields = json!({"SelectFields": [{"Name": "accountId"}]});
    Ok(Reply::json(&paged(
        json!({"Results": rows, "QueryInfo": fields}),
        next,
    )))
}

fn arn(place: Place<'_>, kind: Kind, ordinal: u32) -> String {
    let mut arn = String::new();
    place.put_arn(kind, ordinal, &mut arn);
    arn
}

fn region_of(place: Place<'_>, kind: Kind) -> &'static str {
    match kind.info().presence {
        Presence::Home => "global",
        _ => place.region_name(),
    }
}

fn size_of_page(given: &Value, most: u64) -> Result<usize, Refusal> {
    match given {
        Value::Null => Ok(most as usize),
        given => given
            .as_u64()
            .filter(|size| (1..=most).contains(size))
            .map(|size| size as usize)
            .ok_or_else(|| Refusal::bad("ValidationException", "The page size is not valid.")),
    }
}

fn paged(mut answer: Value, next: Option<String>) -> Value {
    if let Some(next) = next {
        answer["NextToken"] = next.into();
    }
    answer
}

/// Visits resources from the token's position on, and returns the next position. A token is made of two: one for
/// place and kind, one for the ordinal.
fn walk(
    asked: Place<'_>,
    json: &Value,
    size: usize,
    shows: impl Fn(Place<'_>) -> bool,
    mut visit: impl FnMut(Place<'_>, Kind, u32),
) -> Result<Option<String>, Refusal> {
    let list = mix(LIST ^ (asked.account as u64) << 8 ^ asked.region as u64);
    let (first, mut ordinal) = match json["NextToken"].as_str() {
        None => (0, 0),
        Some(text) => {
            let halves = text.split_at_checked(text.len() / 2);
            halves
                .and_then(|(place, ordinal)| {
                    let ordinal = token::position(list ^ 1, ordinal)? as u32;
                    Some((token::position(list, place)?, ordinal))
                })
                .ok_or_else(|| Refusal::bad("ValidationException", "The token is not valid."))?
        }
    };
    let kinds = ALL_KINDS.len() as u64;
    let (first_place, mut kind) = (first / kinds, first % kinds);
    let mut visited = 0;
    for (number, place) in asked.estate.places().enumerate().skip(first_place as usize) {
        if shows(place) {
            for info in &ALL_KINDS[kind as usize..] {
                for at in ordinal..place.count(info.kind) {
                    if visited == size {
                        let of = number as u64 * kinds + info.kind as u64;
                        let (of, at) = (token::token(list, of), token::token(list ^ 1, at.into()));
                        return Ok(Some(of + &at));
                    }
                    visited += 1;
                    visit(place, info.kind, at);
                }
                ordinal = 0;
            }
        }
        (kind, ordinal) = (0, 0);
    }
    Ok(None)
}
