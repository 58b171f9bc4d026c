//! EC2's API model: operations, answer shapes, identifiers, and its XML turned into JSON.

mod ids;
pub mod ops;
mod shapes;
pub mod xml;

use serde_json::{Map, Value};

use crate::catalog::xml::XmlError;

pub use ids::{ArnForm, arn_id_member, arn_resource_prefix, cfn_id_member, item_id};
pub(super) use shapes::steps;
pub use shapes::{ShapeId, model_path, shape_named, shape_of_output, wire_name};

/// Where the items of an answer are: in a list, or in a list of each element of a list.
#[derive(Clone, Copy, Debug)]
struct ItemsPath {
    outer: &'static str,
    inner: Option<&'static str>,
}

impl ItemsPath {
    /// By the result path of `ec2_ops.tsv`; `None` for operations that the catalog does not have.
    fn of(operation: &str) -> Option<Self> {
        let path = ops::get(operation)?.result;
        Some(match path.split_once("[].") {
            None => Self {
                outer: path,
                inner: None,
            },
            Some((outer, inner)) => Self {
                outer,
                inner: Some(inner.trim_end_matches("[]")),
            },
        })
    }
}

/// A page of a list: what it says beside its items, and the list that it should have and does not. EC2 never leaves
/// out the list of what it was asked for, not even when it is empty.
#[derive(Debug)]
pub struct PageRest {
    /// The answer, with its list empty.
    pub answer: Value,
    /// The list that is not in it.
    pub missing_list: Option<&'static str>,
}

/// Reads an answer of `operation` and hands each listed item to `each` as soon as it was read.
///
/// An instance also gets the `OwnerId` and `ReservationId` of the reservation around it, unless it has them.
///
/// # Errors
/// As [`xml::to_json`]. Items before the error are not a whole page.
pub fn read_items(
    body: &[u8],
    operation: &str,
    each: &mut dyn FnMut(Value),
) -> Result<PageRest, XmlError> {
    let Some(ItemsPath { outer, inner }) = ItemsPath::of(operation) else {
        let answer = xml::to_json(body, operation)?;
        let missing_list = None;
        return Ok(PageRest {
            answer,
            missing_list,
        });
    };
    let mut missing_list = None;
    let mut take = |element: Value| match inner {
        None => each(element),
        Some(inner) if !is_list(&element, inner) => missing_list = Some(inner),
        Some(inner) => items_within(element, inner)
            .into_iter()
            .for_each(&mut *each),
    };
    let mut answer = xml::read_elements(body, operation, outer, &mut take)?;
    let has_list = is_list(&answer, outer);
    // The model may not know that it is one.
    take_list(&mut answer, outer).into_iter().for_each(take);
    let is_list_operation = ops::get(operation).is_some_and(|op| op.kind == ops::OpKind::List);
    let missing_list = if has_list { missing_list } else { Some(outer) };
    Ok(PageRest {
        answer,
        missing_list: missing_list.filter(|_| is_list_operation),
    })
}

fn is_list(value: &Value, member: &str) -> bool {
    value.get(member).is_some_and(Value::is_array)
}

/// The element of an answer of `operation` that holds its items: `vpcSet`.
pub fn result_element(operation: &str) -> Option<&'static str> {
    let path = ops::get(operation)?.result;
    let member = path.split("[]").next()?;
    wire_name(shape_of_output(operation)?, member)
}

fn take_list(value: &mut Value, member: &str) -> Vec<Value> {
    let items = value.get_mut(member).and_then(Value::as_array_mut);
    items.map(std::mem::take).unwrap_or_default()
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

    /// The items of an answer, in order, and what else there was.
    fn read(operation: &str, inside: &str) -> (Vec<Value>, PageRest) {
        let body = format!("<{operation}Response>{inside}</{operation}Response>");
        let mut items = Vec::new();
        let rest = read_items(body.as_bytes(), operation, &mut |item| items.push(item));
        (items, rest.unwrap())
    }

    #[test]
    fn instances_know_their_reservation() {
        let (items, rest) = read(
            "DescribeInstances",
            "<reservationSet>
               <item><ownerId>001234567890</ownerId><reservationId>r-1</reservationId><instancesSet>
                 <item><instanceId>i-1</instanceId></item>
                 <item><instanceId>i-2</instanceId><ownerId>x</ownerId></item>
               </instancesSet></item>
               <item><reservationId>r-2</reservationId><instancesSet/></item>
             </reservationSet><nextToken>more</nextToken>",
        );
        assert_eq!(items.len(), 2);
        assert_eq!(items[0]["OwnerId"], "001234567890");
        assert_eq!(items[0]["ReservationId"], "r-1");
        assert_eq!(items[1]["OwnerId"], "x");
        assert_eq!(rest.missing_list, None);
        assert_eq!(
            rest.answer,
            json!({"Reservations": [], "NextToken": "more"})
        );
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
        let missing = |operation, inside| read(operation, inside).1.missing_list;
        assert_eq!(missing("DescribeVpcs", "<vpcSet/>"), None);
        let other = "<requestId>x</requestId>";
        assert_eq!(missing("DescribeVpcs", other), Some("Vpcs"));
        let reservations = "<reservationSet><item><instancesSet/></item>
                            <item><ownerId>x</ownerId></item></reservationSet>";
        let missing_inside = missing("DescribeInstances", reservations);
        assert_eq!(missing_inside, Some("Instances"));
        assert_eq!(missing("DescribeInstanceStatus", other), None);
    }

    #[test]
    fn of_an_answer_that_is_cut_short_items_may_come_and_an_error_does() {
        let body = b"<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item><item>";
        let mut items = 0;
        let read = read_items(body, "DescribeVpcs", &mut |_| items += 1);
        assert!(matches!(read, Err(XmlError::CutShort { .. })), "{read:?}");
        assert_eq!(items, 1);
    }

    #[test]
    fn an_operation_that_the_catalog_does_not_have_has_no_items() {
        let (items, rest) = read("NoSuchOperation", "<vpcSet><item>1</item></vpcSet>");
        assert!(items.is_empty());
        assert_eq!(rest.answer, json!({"VpcSet": ["1"]}));
    }
}
