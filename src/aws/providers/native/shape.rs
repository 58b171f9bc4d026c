//! Whether an answer is what the row of the catalog promises: a list that may be empty, or something else
//! that must not pass for an empty list.
//!
//! Services leave out lists that are empty, some of them. A row that is proven may then be taken at its
//! word, as long as the answer says nothing that an answer of another kind would say. A row that was only
//! derived from the service's model has to show its list.

use serde_json::{Map, Value};

use crate::aws::providers::native::wire::{Answer, Element};
use crate::catalog::native::{self, ItemKind, NativeOp, Protocol, Trust};

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The items are where they belong; there may be none.
    Listed,
    /// The list was left out, because it is empty.
    LeftOut,
}

/// Members that tell of the request or of the page, and of nothing that is listed.
const ABOUT_THE_ANSWER: [&str; 6] = [
    "requestid",
    "responsemetadata",
    "status",
    "marker",
    "nexttoken",
    "maxresults",
];

/// What the answer is; `asked_with` are the names of the parameters that the list was asked with, which
/// some answers repeat.
///
/// # Errors
/// Why it is not an answer to the row's call.
pub(super) fn of(answer: &Answer, op: &NativeOp, asked_with: &[String]) -> Result<Shape, String> {
    match answer {
        Answer::Json(value) => of_json(value, op, asked_with),
        Answer::Xml(root) => of_xml(root, op),
    }
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
        None if op.trust == Trust::Proven => match what_speaks(members, op, asked_with) {
            None => Ok(Shape::LeftOut),
            Some(other) => Err(format!("no {} in it, but {other}", op.result_path)),
        },
        None => Err(format!("no {} in it", op.result_path)),
    }
}

fn of_json_list(found: &Value, op: &NativeOp) -> Result<Shape, String> {
    match (found, op.item_kind) {
        (Value::Null, _) => Ok(Shape::LeftOut),
        (Value::Array(_), ItemKind::Object | ItemKind::Text)
        | (Value::Object(_), ItemKind::Map | ItemKind::Single) => Ok(Shape::Listed),
        _ => Err(format!("{} is not the list it should be", op.result_path)),
    }
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
    let first = speaking.find(|(name, _)| !is_listed_beside(op, name));
    first.map(|(name, _)| name.as_str())
}

/// Whether the same call lists another type there: alarms of two kinds come in one answer.
fn is_listed_beside(op: &NativeOp, name: &str) -> bool {
    native::all().any(|other| {
        other.signing_name == op.signing_name
            && other.operation == op.operation
            && other.result_path == name
    })
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
    path.pop();
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
    if list.is_some() {
        // A list without an element of its own is in any answer: then the name has to tell.
        let has_own_element = !path.is_empty();
        return (has_own_element || is_own())
            .then_some(Shape::Listed)
            .ok_or_else(unlike);
    }
    let counts_none = around
        .child("Quantity")
        .is_some_and(|count| count.text == "0");
    let may_be_left_out = op.trust == Trust::Proven && (is_own() || is_page(around));
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

/// Whether it says of itself that it is a page of a list.
fn is_page(element: &Element) -> bool {
    ["MaxItems", "IsTruncated"]
        .iter()
        .any(|name| element.child(name).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn op(ty: &str) -> &'static NativeOp {
        native::of(ty.parse().unwrap()).unwrap()
    }

    fn json_of(ty: &str, value: &Value) -> Result<Shape, String> {
        let body = value.to_string();
        let answer = Answer::read(body.as_bytes(), op(ty).protocol).unwrap();
        of(&answer, op(ty), &["applicationName".to_owned()])
    }

    fn xml_of(ty: &str, body: &str) -> Result<Shape, String> {
        let answer = Answer::read(body.as_bytes(), op(ty).protocol).unwrap();
        of(&answer, op(ty), &[])
    }

    const FUNCTION: &str = "AWS::Lambda::Function";
    /// A row that was derived from the service's model.
    const DERIVED: &str = "AWS::AccessAnalyzer::ArchiveRule";

    #[test]
    fn a_proven_list_may_be_left_out_where_nothing_else_is_said() {
        for empty in [
            json!({}),
            json!({"Functions": null}),
            json!({"NextMarker": "goes on"}),
            json!({"NextMarker": null, "Count": 0, "requestId": "r-1", "Empty": []}),
            json!({"applicationName": "asked with"}),
        ] {
            assert_eq!(json_of(FUNCTION, &empty), Ok(Shape::LeftOut), "{empty}");
        }
        let whole = json!({"Functions": []});
        assert_eq!(json_of(FUNCTION, &whole), Ok(Shape::Listed));
    }

    #[test]
    fn an_answer_that_says_something_else_is_no_empty_list() {
        for (other, hint) in [
            (json!({"message": "Service Unavailable"}), "message"),
            (json!({"functions": [{"FunctionName": "a"}]}), "functions"),
            (json!({"Output": {"Functions": []}}), "Output"),
            (json!({"Functions": "none"}), "not the list"),
            (json!({"Functions": {"member": []}}), "not the list"),
            (json!([]), "not an object"),
            (json!(null), "nothing in it"),
        ] {
            let reason = json_of(FUNCTION, &other).unwrap_err();
            assert!(reason.contains(hint), "{other}: {reason}");
        }
        let nothing = Answer::read(b" ", op(FUNCTION).protocol).unwrap();
        assert!(of(&nothing, op(FUNCTION), &[]).is_err());
    }

    #[test]
    fn what_another_type_of_the_same_call_lists_is_no_contradiction() {
        let alarms = json!({"CompositeAlarms": [{"AlarmName": "both"}]});
        assert_eq!(
            json_of("AWS::CloudWatch::Alarm", &alarms),
            Ok(Shape::LeftOut)
        );
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
        let left_out = whole("<ListTopicsResult/>");
        assert_eq!(xml_of(topics, &left_out), Ok(Shape::LeftOut));
        for other in [
            whole("<ResponseMetadata/>"),
            whole("<ListTopicsResult><Other><member/></Other></ListTopicsResult>"),
            "<ListQueuesResponse><ListTopicsResult/></ListQueuesResponse>".to_owned(),
            "<ErrorResponse><Error><Code>x</Code></Error></ErrorResponse>".to_owned(),
            "<html><body/></html>".to_owned(),
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
            ("AWS::S3::Bucket", "<html><head/></html>".to_owned()),
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
