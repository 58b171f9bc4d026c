//! EC2's API model: operations, answer shapes, identifiers, and its XML turned into JSON.

mod ids;
pub mod ops;
mod shapes;
pub mod xml;

use serde_json::{Map, Value};

pub use ids::{ArnForm, arn_id_member, arn_resource_prefix, cfn_id_member, item_id};
pub(super) use shapes::steps;
pub use shapes::{ShapeId, model_path, shape_named, shape_of_output, wire_name};

/// The list that an answer of `operation` should have and does not. EC2 never leaves out the list of what
/// it was asked for, not even when it is empty. `None` for operations that list nothing.
pub fn missing_list(answer: &Value, operation: &str) -> Option<&'static str> {
    let op = ops::get(operation).filter(|op| op.kind == ops::OpKind::List)?;
    let is_list = |value: &Value, member: &str| value.get(member).is_some_and(Value::is_array);
    let (outer, inner) = match op.result.split_once("[].") {
        None => (op.result, None),
        Some((outer, inner)) => (outer, Some(inner.trim_end_matches("[]"))),
    };
    if !is_list(answer, outer) {
        return Some(outer);
    }
    let around = answer[outer].as_array().into_iter().flatten();
    let mut around = around.filter_map(|item| inner.filter(|inner| !is_list(item, inner)));
    around.next()
}

/// Takes the listed items out of the answer of `operation`, by the result path of `ec2_ops.tsv`.
///
/// An instance also gets the `OwnerId` and `ReservationId` of the reservation around it, unless it
/// has them. Whether the answer has the list, [`missing_list`] tells.
pub fn list_items(mut answer: Value, operation: &str) -> Vec<Value> {
    let Some(path) = ops::get(operation).map(|op| op.result) else {
        return Vec::new();
    };
    match path.split_once("[].") {
        None => take_list(&mut answer, path),
        Some((outer, inner)) => take_list(&mut answer, outer)
            .into_iter()
            .flat_map(|around| items_within(around, inner.trim_end_matches("[]")))
            .collect(),
    }
}

/// The element of an answer of `operation` that holds its items: `vpcSet`.
pub fn result_element(operation: &str) -> Option<&'static str> {
    let path = ops::get(operation)?.result;
    let member = path.split("[]").next()?;
    wire_name(shape_of_output(operation)?, member)
}

fn take_list(value: &mut Value, member: &str) -> Vec<Value> {
    match value.get_mut(member).map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn items_within(mut around: Value, member: &str) -> Vec<Value> {
    let mut items = take_list(&mut around, member);
    let inherited: Map<String, Value> = ["OwnerId", "ReservationId"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), around.get(name)?.clone())))
        .collect();
    for item in items.iter_mut().filter_map(Value::as_object_mut) {
        for (name, value) in &inherited {
            item.entry(name.as_str()).or_insert_with(|| value.clone());
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn instances_know_their_reservation() {
        let answer = json!({"Reservations": [
            {"OwnerId": "001234567890", "ReservationId": "r-1",
             "Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2", "OwnerId": "x"}]},
            {"ReservationId": "r-2", "Instances": []},
        ]});
        let items = list_items(answer, "DescribeInstances");
        assert_eq!(items.len(), 2);
        assert_eq!(items[0]["OwnerId"], "001234567890");
        assert_eq!(items[0]["ReservationId"], "r-1");
        assert_eq!(items[1]["OwnerId"], "x");
    }

    #[test]
    fn lists_are_in_an_element_of_their_answer() {
        let reservations = result_element("DescribeInstances");
        assert_eq!(reservations, Some("reservationSet"));
        assert_eq!(result_element("NoSuchOperation"), None);
        for op in ops::all().iter().filter(|op| op.kind == ops::OpKind::List) {
            assert!(result_element(op.name).is_some(), "{}", op.name);
        }
    }

    #[test]
    fn an_answer_without_the_list_is_not_an_empty_list() {
        let missing = |answer, operation| missing_list(&answer, operation);
        assert_eq!(missing(json!({"Vpcs": []}), "DescribeVpcs"), None);
        assert_eq!(
            missing(json!({"RequestId": "x"}), "DescribeVpcs"),
            Some("Vpcs")
        );
        assert_eq!(
            missing(json!({"Vpcs": "none"}), "DescribeVpcs"),
            Some("Vpcs")
        );
        let reservation = json!({"Reservations": [{"Instances": []}, {"OwnerId": "x"}]});
        assert_eq!(missing(reservation, "DescribeInstances"), Some("Instances"));
        let status = json!({"RequestId": "x"});
        assert_eq!(missing(status, "DescribeInstanceStatus"), None);
    }

    #[test]
    fn items_are_where_the_table_says() {
        assert!(list_items(json!({"Vpcs": [1]}), "NoSuchOperation").is_empty());
        assert_eq!(list_items(json!({"Vpcs": [1]}), "DescribeVpcs"), [json!(1)]);
    }
}
