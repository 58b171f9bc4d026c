//! Whether an answer is what the row of the catalog promises: a list that may be empty, or something else
//! that must not pass for an empty list.
//! Nearly all services write their list also when it is empty. The catalog names those that do not; an answer of
//! theirs without the list counts as empty if it has no member that an answer of another kind would have.

use serde_json::{Map, Value};

use crate::aws::providers::native::wire::{Element, ParsedAnswer};
use crate::catalog::native::{Detail, ItemKind, NativeOp, Protocol, Trust};

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The items are where they belong; there may be none.
    Listed,
    /// The list was left out, because it is empty.
    LeftOut,
}

/// Members about the request or the page, and not about what is listed.
const ABOUT_THE_ANSWER: [&str; 5] = [
    "requestid",
    "responsemetadata",
    "marker",
    "nexttoken",
    "maxresults",
];

/// What the answer is; `asked_with` are the names of the parameters that the list was asked with, which
/// some answers repeat.
///
/// # Errors
/// Why it is not an answer to the row's call.
pub(super) fn of(
    answer: &ParsedAnswer,
    op: &NativeOp,
    asked_with: &[String],
) -> Result<Shape, String> {
    match answer {
        ParsedAnswer::Json(value) => of_json(value, op, asked_with),
        ParsedAnswer::Xml(root) => of_xml(root, op),
    }
}

/// Whether an answer to the call for a resource's tags tells them, or that there are none.
///
/// # Errors
/// Why its tags are still unknown.
pub(super) fn of_tags(answer: &ParsedAnswer, op: &NativeOp, detail: &Detail) -> Result<(), String> {
    let path = detail.result_path;
    let is_told = match answer {
        ParsedAnswer::Json(Value::Object(members)) => match value_at(members, path) {
            Some(Value::Array(_) | Value::Object(_)) => true,
            None | Some(Value::Null) => {
                op.empty_is_left_out && what_speaks(members, op, &[]).is_none()
            }
            Some(_) => false,
        },
        ParsedAnswer::Json(_) => false,
        ParsedAnswer::Xml(root) => {
            let mut around = path.split('.');
            // The last part is the repeated element; what is around it stands there when there are no tags, too.
            around.next_back();
            around.try_fold(root, |at, name| at.child(name)).is_some()
        }
    };
    is_told
        .then_some(())
        .ok_or_else(|| format!("no {path} in it"))
}

fn of_json(value: &Value, op: &NativeOp, asked_with: &[String]) -> Result<Shape, String> {
    let members = match value {
        Value::Object(members) => members,
        Value::Null => return Err("there is nothing in it".into()),
        _ => return Err("it is not an object".into()),
    };
    if op.result_path == "$" {
        let is_there = !members.is_empty();
        return is_there
            .then_some(Shape::Listed)
            .ok_or_else(|| "there is nothing in it".into());
    }
    match value_at(members, op.result_path) {
        Some(found) => of_json_list(found, op),
        None if may_be_left_out(op) => match what_speaks(members, op, asked_with) {
            None => Ok(Shape::LeftOut),
            Some(other) => Err(format!("no {} in it, but {other}", op.result_path)),
        },
        None => Err(format!("no {} in it", op.result_path)),
    }
}

fn of_json_list(found: &Value, op: &NativeOp) -> Result<Shape, String> {
    match (found, op.item_kind) {
        (Value::Null, _) if may_be_left_out(op) => Ok(Shape::LeftOut),
        (Value::Array(_), ItemKind::Object | ItemKind::Text)
        | (Value::Object(_), ItemKind::Map | ItemKind::Single) => Ok(Shape::Listed),
        _ => Err(format!("{} is not the list it should be", op.result_path)),
    }
}

/// Whether an answer without the list is an empty list: where the catalog says that the service leaves it out,
/// and for an operation that describes a single thing.
fn may_be_left_out(op: &NativeOp) -> bool {
    op.empty_is_left_out || op.item_kind == ItemKind::Single && op.trust == Trust::Proven
}

fn value_at<'a>(members: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let first = members.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

/// The first member that an answer with an empty list would not have.
fn what_speaks<'a>(
    members: &'a Map<String, Value>,
    op: &NativeOp,
    asked_with: &[String],
) -> Option<&'a str> {
    let is_known = |name: &str| {
        ABOUT_THE_ANSWER.contains(&name.to_ascii_lowercase().as_str())
            || op.token_out.split(',').any(|token| token == name)
            || op.more_results == name
            || asked_with
                .iter()
                .any(|asked| asked.eq_ignore_ascii_case(name))
    };
    let says_nothing = |value: &Value| match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(inner) => inner.is_empty(),
    };
    let mut speaking = members
        .iter()
        .filter(|(name, value)| !says_nothing(value) && !is_known(name));
    speaking.next().map(|(name, _)| name.as_str())
}

fn of_xml(root: &Element, op: &NativeOp) -> Result<Shape, String> {
    let unlike = || {
        format!(
            "<{}> where an answer to {} belongs",
            root.name, op.operation
        )
    };
    let mut path: Vec<&str> = op.result_path.split('.').collect();
    // The last part is the repeated element; the list is what is around it.
    let item = path.pop();
    let mut around = root;
    if op.protocol == Protocol::Query {
        // These answers are named after their operation, twice.
        let is_own = root.name.strip_suffix("Response") == Some(op.operation);
        let result = path.first().and_then(|name| root.child(name));
        let Some(result) = result.filter(|_| is_own) else {
            return Err(unlike());
        };
        around = result;
        path.remove(0);
    }
    let list = path.iter().try_fold(around, |at, name| at.child(name));
    let is_own = || op.protocol == Protocol::Query || is_named_after(&root.name, op.operation);
    if let Some(list) = list {
        // A list without an element of its own fits any answer: then the root's name must be the operation's.
        let has_own_element = !path.is_empty();
        if !has_own_element && !is_own() {
            return Err(unlike());
        }
        let is_list = op.item_kind != ItemKind::Single;
        if has_own_element && is_list && item.is_some_and(|item| !holds_only(list, item)) {
            return Err(format!("{} is not the list it should be", op.result_path));
        }
        return Ok(Shape::Listed);
    }
    let counts_none = around
        .child("Quantity")
        .is_some_and(|count| count.text == "0");
    let may_be_left_out = op.empty_is_left_out && is_own();
    let is_bare = around
        .children
        .iter()
        .all(|child| child.children.is_empty());
    if is_bare && (counts_none || may_be_left_out) {
        return Ok(Shape::LeftOut);
    }
    Err(format!("no {} in it", op.result_path))
}

/// `ListBucketsOutput`, `ListHostedZonesResponse`; one service leaves out a plural's last letter.
fn is_named_after(root: &str, operation: &str) -> bool {
    let mut endings = ["Result", "Response", "Output"].into_iter();
    let name = endings.find_map(|ending| root.strip_suffix(ending));
    name.is_some_and(|name| name.trim_end_matches('s') == operation.trim_end_matches('s'))
}

/// Whether there is nothing in a list but its items.
fn holds_only(list: &Element, item: &str) -> bool {
    list.text.trim_ascii().is_empty() && list.children.iter().all(|child| child.name == item)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::native;

    fn op(ty: &str) -> &'static NativeOp {
        native::of(ty.parse().unwrap()).unwrap()
    }

    fn json_of(ty: &str, value: &Value) -> Result<Shape, String> {
        let body = value.to_string();
        let answer = ParsedAnswer::read(body.as_bytes(), op(ty)).unwrap();
        of(&answer, op(ty), &["applicationName".to_owned()])
    }

    fn xml_of(ty: &str, body: &str) -> Result<Shape, String> {
        let answer = ParsedAnswer::read(body.as_bytes(), op(ty)).unwrap();
        of(&answer, op(ty), &[])
    }

    const FUNCTION: &str = "AWS::Lambda::Function";
    const QUEUE: &str = "AWS::SQS::Queue";
    /// A row that was derived from the service's model.
    const DERIVED: &str = "AWS::AccessAnalyzer::ArchiveRule";

    #[test]
    fn a_list_may_be_left_out_where_the_catalog_says_so_and_nothing_else_is_said() {
        for empty in [
            json!({}),
            json!({"QueueUrls": null}),
            json!({"NextToken": "goes on"}),
            json!({"NextToken": null, "Count": 0, "requestId": "r-1", "Empty": []}),
            json!({"applicationName": "asked with"}),
        ] {
            assert_eq!(json_of(QUEUE, &empty), Ok(Shape::LeftOut), "{empty}");
            assert!(json_of(FUNCTION, &empty).is_err(), "{empty}");
        }
        for (ty, whole) in [
            (QUEUE, json!({"QueueUrls": []})),
            (FUNCTION, json!({"Functions": [], "NextMarker": null})),
        ] {
            assert_eq!(json_of(ty, &whole), Ok(Shape::Listed));
        }
    }

    #[test]
    fn an_answer_that_says_something_else_is_no_empty_list() {
        for (other, hint) in [
            (json!({"message": "Service Unavailable"}), "message"),
            (json!({"queueUrls": ["a"]}), "queueUrls"),
            (json!({"Output": {"QueueUrls": []}}), "Output"),
            (json!({"QueueUrls": "none"}), "not the list"),
            (json!({"QueueUrls": {"member": []}}), "not the list"),
            (json!([]), "not an object"),
            (json!(null), "nothing in it"),
        ] {
            let reason = json_of(QUEUE, &other).unwrap_err();
            assert!(reason.contains(hint), "{other}: {reason}");
            assert!(json_of(FUNCTION, &other).is_err());
        }
        let nothing = ParsedAnswer::read(b" ", op(FUNCTION)).unwrap();
        assert!(of(&nothing, op(FUNCTION), &[]).is_err());
    }

    #[test]
    fn a_derived_list_has_to_be_there() {
        assert_eq!(op(DERIVED).trust, Trust::Derived);
        assert_eq!(
            json_of(DERIVED, &json!({"archiveRules": []})),
            Ok(Shape::Listed)
        );
        assert!(json_of(DERIVED, &json!({})).is_err());
        assert!(json_of(DERIVED, &json!({"nextToken": "x"})).is_err());
    }

    #[test]
    fn one_thing_that_is_the_whole_answer_has_to_say_something() {
        let hub = "AWS::SecurityHub::Hub";
        assert_eq!(json_of(hub, &json!({"HubArn": "x"})), Ok(Shape::Listed));
        assert!(json_of(hub, &json!({})).is_err());
    }

    #[test]
    fn query_answers_are_named_after_their_operation() {
        let topics = "AWS::SNS::Topic";
        let whole = |inner: &str| format!("<ListTopicsResponse>{inner}</ListTopicsResponse>");
        let empty = whole("<ListTopicsResult><Topics/></ListTopicsResult>");
        assert_eq!(xml_of(topics, &empty), Ok(Shape::Listed));
        for other in [
            whole("<ListTopicsResult/>"),
            whole("<ListTopicsResult><Topics>none</Topics></ListTopicsResult>"),
            whole("<ListTopicsResult><Topics><error/></Topics></ListTopicsResult>"),
            whole("<ResponseMetadata/>"),
            whole("<ListTopicsResult><Other><member/></Other></ListTopicsResult>"),
            "<ListQueuesResponse><ListTopicsResult/></ListQueuesResponse>".to_owned(),
            "<ErrorResponse><Error><Code>x</Code></Error></ErrorResponse>".to_owned(),
        ] {
            assert!(xml_of(topics, &other).is_err(), "{other}");
        }
        let derived = "AWS::Redshift::UsageLimit";
        assert_eq!(op(derived).trust, Trust::Derived);
        let limits = |inner: &str| {
            let (result, answer) = ("DescribeUsageLimitsResult", "DescribeUsageLimitsResponse");
            format!("<{answer}><{result}>{inner}</{result}></{answer}>")
        };
        assert_eq!(
            xml_of(derived, &limits("<UsageLimits/>")),
            Ok(Shape::Listed)
        );
        assert!(xml_of(derived, &limits("<Marker/>")).is_err());
    }

    #[test]
    fn lists_of_paths_and_methods_show_themselves_or_count_none() {
        let distribution = "AWS::CloudFront::Distribution";
        let list = |inner: &str| format!("<DistributionList>{inner}</DistributionList>");
        let none = list("<MaxItems>100</MaxItems><Quantity>0</Quantity>");
        assert_eq!(xml_of(distribution, &none), Ok(Shape::LeftOut));
        let some = list("<Quantity>1</Quantity><Items><DistributionSummary/></Items>");
        assert_eq!(xml_of(distribution, &some), Ok(Shape::Listed));
        for (ty, other) in [
            (distribution, list("<Message>no</Message>")),
            (distribution, "<Error><Code>x</Code></Error>".to_owned()),
            ("AWS::S3::Bucket", "<Other><head/></Other>".to_owned()),
            (
                "AWS::S3::StorageLens",
                "<Error><Code>x</Code></Error>".to_owned(),
            ),
            (
                "AWS::CloudFront::VpcOrigin",
                list("<MaxItems>100</MaxItems>"),
            ),
        ] {
            assert!(xml_of(ty, &other).is_err(), "{ty}: {other}");
        }
        let flat = "<ListStorageLensConfigurationResult/>";
        assert_eq!(xml_of("AWS::S3::StorageLens", flat), Ok(Shape::Listed));
        let zones = "<ListHostedZonesResponse><HostedZones/></ListHostedZonesResponse>";
        assert_eq!(xml_of("AWS::Route53::HostedZone", zones), Ok(Shape::Listed));
    }
}
