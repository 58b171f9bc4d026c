//! From resource descriptions to rows.

use serde_json::Value;

use super::arn;
use crate::catalog::types::TypeInfo;
use crate::catalog::{managed, status};
use crate::model::tags::shared;
use crate::model::{
    AccountId, Properties, Provider, QueryKey, Region, ResourceEntry, Tags, name_in,
};

/// Makes the rows of one page.
#[derive(Debug)]
pub(super) struct RowMaker {
    account: AccountId,
    region: Region,
    /// The region that was asked; for global types another one than the row's.
    asked_in: Region,
    info: &'static TypeInfo,
}

/// What the answer has of a resource besides its type.
#[derive(Clone, Copy, Debug)]
pub(super) struct ResourceDescription<'a> {
    pub account: AccountId,
    pub region: Region,
    /// Parts with `|` between them.
    pub identifier: &'a str,
    pub properties: &'a Value,
}

impl RowMaker {
    pub(super) fn new(key: &QueryKey, info: &'static TypeInfo, asked_in: Region) -> Self {
        Self {
            account: key.account,
            region: key.region,
            asked_in,
            info,
        }
    }

    /// The row of one description. Without identifier, or with properties that cannot be read, it
    /// is not what the API promises.
    pub(super) fn row(
        &self,
        identifier: Option<&str>,
        properties: Option<&str>,
    ) -> Result<ResourceEntry, &'static str> {
        let ty = self.info.id;
        let Some(id) = identifier.filter(|id| !id.is_empty()) else {
            return Err("an item without Identifier");
        };
        let value = properties.map_or(Ok(Value::Null), parsed)?;
        let facts = &self.info.cloud_control;
        let given = value.get(facts.tag_prop).filter(|given| !given.is_null());
        let tags = match given {
            Some(given) => tags_of(given),
            // Lists may give a part of the properties, or the identifier alone.
            None if self.info.is_taggable => Tags::unknown(),
            None => Tags::NONE,
        };
        let text = |member: &str| value.get(member)?.as_str().filter(|text| !text.is_empty());
        let described = ResourceDescription {
            account: self.account,
            region: self.asked_in,
            identifier: id,
            properties: &value,
        };
        let own_name = text(facts.name_prop).or_else(|| described.part(self.info, facts.name_prop));
        let tags = match own_name {
            Some(name) => tags.called(name),
            None => tags.or_called(name_in(id)),
        };
        let (status, status_class) = status::of(ty, &value);
        let mut row = ResourceEntry {
            account: self.account,
            region: self.region,
            resource_type: ty,
            provider: Provider::CloudControl,
            status_class,
            managed: false,
            id: id.into(),
            status: shared(&status),
            arn: arn::of(self.info, described),
            tags,
            properties: Properties::from_json(&value),
        };
        row.managed = managed::is_managed(&row, &value);
        Ok(row)
    }
}

/// Properties come as JSON in a text.
///
/// # Errors
/// That they are not, or not an object.
pub(super) fn parsed(text: &str) -> Result<Value, &'static str> {
    match serde_json::from_str(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err("Properties that are no object"),
        Err(_) => Err("Properties that are not JSON"),
    }
}

/// A list of keys and values, however the service spells those, or a map.
fn tags_of(tags: &Value) -> Tags {
    let text = |tag: &'_ Value, names: [&str; 3]| {
        let mut found = names.iter().filter_map(|name| tag.get(name)?.as_str());
        found.next().map(str::to_owned)
    };
    match tags {
        Value::Array(list) => Tags::from_pairs(list.iter().filter_map(|tag| {
            let key = text(tag, ["Key", "TagKey", "key"])?;
            Some((
                key,
                text(tag, ["Value", "TagValue", "value"]).unwrap_or_default(),
            ))
        })),
        Value::Object(map) => Tags::from_pairs(
            map.iter()
                .map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())),
        ),
        _ => Tags::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::types;
    use crate::model::StatusClass;

    fn row(ty: &str, id: &str, properties: &Value) -> ResourceEntry {
        let info = types::get(ty.parse().unwrap()).unwrap();
        let home: Region = "eu-west-1".parse().unwrap();
        let key = QueryKey {
            account: "001234567890".parse().unwrap(),
            region: if info.is_global {
                Region::global()
            } else {
                home
            },
            resource_type: info.id,
        };
        let maker = RowMaker::new(&key, info, info.home_region.unwrap_or(home));
        maker.row(Some(id), Some(&properties.to_string())).unwrap()
    }

    #[test]
    fn names_come_from_the_property_then_the_tag_then_the_identifier() {
        let tags = json!([{"Key": "Name", "Value": "tagged"}, {"Key": "Empty"}]);
        let queue = "https://sqs.eu-west-1.amazonaws.com/001234567890/jobs";
        let named = row(
            "AWS::SQS::Queue",
            queue,
            &json!({"QueueName": "own", "Tags": tags}),
        );
        assert_eq!((named.name(), named.tags.len()), ("own", 2));
        assert_eq!(
            row("AWS::SQS::Queue", queue, &json!({"Tags": tags})).name(),
            "tagged"
        );
        assert_eq!(row("AWS::SQS::Queue", queue, &json!({})).name(), "jobs");
        assert_eq!(
            row("AWS::WAFv2::WebACL", "acl|id-1|REGIONAL", &json!({})).name(),
            "acl"
        );
        assert_eq!(
            row("AWS::Logs::LogGroup", "/aws/app/x", &json!({})).name(),
            "/aws/app/x"
        );
    }

    #[test]
    fn tags_are_lists_or_maps_under_the_name_that_the_type_gives_them() {
        let pool = json!({"UserPoolTags": {"Team": "Data", "Empty": ""}});
        let pool = row("AWS::Cognito::UserPool", "eu-west-1_abc", &pool);
        assert_eq!(
            (pool.tags.get("Team"), pool.tags.get("Empty")),
            (Some("Data"), Some(""))
        );
        let zone = json!({"HostedZoneTags": [{"Key": "Team", "Value": "Edge"}]});
        assert_eq!(
            row("AWS::Route53::HostedZone", "Z1", &zone)
                .tags
                .get("Team"),
            Some("Edge")
        );
        let block = json!({"Tags": [{"TagKey": "a", "TagValue": "b"}, "nonsense"]});
        assert_eq!(
            row("AWS::AppStream::AppBlock", "x", &block).tags.get("a"),
            Some("b")
        );
    }

    #[test]
    fn status_goes_through_the_catalog_and_properties_are_whole() {
        let properties = json!({"Name": "main", "Version": "1.34", "Brand": {"new": [1, null]}});
        let cluster = row("AWS::EKS::Cluster", "main", &properties);
        assert_eq!(cluster.properties.to_json(), properties);
        assert_eq!(cluster.provider, Provider::CloudControl);
        let alarm = json!({"TableName": "t", "TableStatus": "ACTIVE"});
        let table = row("AWS::DynamoDB::Table", "t", &alarm);
        assert_eq!(
            (table.status.as_str(), table.status_class),
            ("ACTIVE", StatusClass::Ok)
        );
    }

    #[test]
    fn global_types_are_rows_of_no_region() {
        let role = row(
            "AWS::IAM::Role",
            "r",
            &json!({"Path": "/a/", "RoleName": "r"}),
        );
        assert!(role.region.is_global());
        assert_eq!(role.arn().unwrap(), "arn:aws:iam::001234567890:role/a/r");
    }

    #[test]
    fn what_has_no_identifier_or_no_json_is_refused() {
        let info = types::get("AWS::SQS::Queue".parse().unwrap()).unwrap();
        let key = QueryKey {
            account: "001234567890".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            resource_type: info.id,
        };
        let maker = RowMaker::new(&key, info, key.region);
        for none in [None, Some("")] {
            let error = maker.row(none, Some("{}")).unwrap_err();
            assert_eq!(error, "an item without Identifier");
        }
        let error = maker.row(Some("q"), Some("{\"a\":")).unwrap_err();
        assert_eq!(error, "Properties that are not JSON");
        assert!(maker.row(Some("q"), Some("[]")).is_err());
        assert!(maker.row(Some("q"), Some("")).is_err());
        assert!(maker.row(Some("q"), None).unwrap().properties.is_empty());
    }
}
