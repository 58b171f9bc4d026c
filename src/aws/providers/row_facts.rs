//! Tags and status of a row in the answer to a detail call.

use serde_json::Value;

use crate::aws::providers::{cloud_control, native};
use crate::catalog::{status, types};
use crate::model::tags::shared;
use crate::model::{Properties, RowFacts, Tags, TypeId};

/// Members under which services have tags beside other things.
const TAG_MEMBERS: [&str; 5] = ["Tags", "tags", "TagList", "tagList", "tagSet"];

/// The facts in an answer of `operation` about a resource of type `ty` that its list may have left out.
pub(in crate::aws) fn facts_in(ty: TypeId, operation: &str, answer: &Properties) -> RowFacts {
    let document = answer.to_json();
    let tags = if native::tells_tags(ty, operation) {
        Some(Tags::from_pairs(pairs_in(&document["Tags"])))
    } else if operation == cloud_control::GET_RESOURCE.operation {
        tags_of_read(ty, &document)
    } else {
        // Many services leave tags out of such an answer, or write an empty list.
        let mut found = TAG_MEMBERS
            .iter()
            .map(|member| pairs_in(&document[*member]));
        found.find(|pairs| !pairs.is_empty()).map(Tags::from_pairs)
    };
    let (text, class) = status::of(ty, &document);
    RowFacts {
        tags,
        status: (!text.is_empty()).then(|| (shared(&text), class)),
    }
}

/// A read has tags in a member of the schema's name; not every handler of CloudFormation reads them.
fn tags_of_read(ty: TypeId, document: &Value) -> Option<Tags> {
    let info = types::get(ty).filter(|info| info.is_taggable)?;
    Some(Tags::from_pairs(pairs_in(
        document.get(info.cloud_control.tag_prop)?,
    )))
}

/// Pairs in any form that services use: a list of keys and values, a map, or a list around either.
fn pairs_in(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Array(list) => list.iter().flat_map(pairs_in).collect(),
        Value::Object(members) => {
            if let Some(pair) = pair(value) {
                return vec![pair];
            }
            // A description of whose tags they are, with the tags inside.
            let is_inner = |value: &&Value| value.is_array() || value.is_object();
            if members.values().any(|value| is_inner(&value)) {
                return members
                    .values()
                    .filter(is_inner)
                    .flat_map(pairs_in)
                    .collect();
            }
            let texts = members.iter();
            texts
                .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn pair(tag: &Value) -> Option<(String, String)> {
    let text = |names: [&str; 4]| {
        let mut found = names.iter().filter_map(|name| tag.get(name)?.as_str());
        found.next().map(str::to_owned)
    };
    let key = text(["Key", "key", "TagKey", "tagKey"])?;
    let value = text(["Value", "value", "TagValue", "tagValue"]);
    Some((key, value.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts(ty: &str, operation: &str, answer: &Value) -> RowFacts {
        facts_in(
            ty.parse().unwrap(),
            operation,
            &Properties::from_json(answer),
        )
    }

    #[test]
    fn tags_are_told_in_every_form_that_services_use() {
        for (ty, operation, answer) in [
            (
                "AWS::DynamoDB::Table",
                "ListTagsOfResource",
                json!({"Tags": [{"Key": "Owner", "Value": "me"}]}),
            ),
            (
                "AWS::SQS::Queue",
                "ListQueueTags",
                json!({"Tags": [{"Owner": "me"}]}),
            ),
            (
                "AWS::ElasticLoadBalancing::LoadBalancer",
                "DescribeTags",
                json!({"Tags": [{"LoadBalancerName": "x", "Tags": [{"Key": "Owner", "Value": "me"}]}]}),
            ),
            (
                "AWS::ECS::Cluster",
                "DescribeClusters",
                json!({"tags": [{"key": "Owner", "value": "me"}]}),
            ),
            (
                "AWS::AppConfig::Application",
                "GetResource",
                json!({"Tags": [{"Key": "Owner", "Value": "me"}]}),
            ),
        ] {
            let tags = facts(ty, operation, &answer).tags.expect(ty);
            assert_eq!((tags.get("Owner"), tags.len()), (Some("me"), 1), "{ty}");
        }
    }

    #[test]
    fn only_a_call_for_tags_tells_that_there_are_none() {
        let none = facts(
            "AWS::DynamoDB::Table",
            "ListTagsOfResource",
            &json!({"Tags": []}),
        );
        assert_eq!(none.tags, Some(Tags::NONE));
        let silent = facts(
            "AWS::ECS::Cluster",
            "DescribeClusters",
            &json!({"tags": []}),
        );
        assert_eq!(silent.tags, None);
        let table = facts(
            "AWS::DynamoDB::Table",
            "DescribeTable",
            &json!({"TableStatus": "ACTIVE"}),
        );
        assert_eq!(table.tags, None);
        assert_eq!(
            table.status.map(|(text, _)| text.to_string()).as_deref(),
            Some("ACTIVE")
        );
    }
}
