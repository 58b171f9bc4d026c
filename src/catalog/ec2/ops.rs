//! EC2's read operations, from `ec2_ops.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::table::{count_bytes, packed, rows, unpack};
use super::shapes::{ShapeId, shape_named};
use crate::model::TypeId;

/// One operation.
#[derive(Clone, Debug)]
pub struct Op {
    /// `DescribeInstances`.
    pub name: &'static str,
    /// What it answers.
    pub kind: OpKind,
    /// The type it is about; `None` for `DescribeTags`, which is about all.
    pub ty: Option<TypeId>,
    /// Input that must be given, by member name; may be empty.
    pub required: &'static str,
    /// How it pages.
    pub paging: Paging,
    /// The least and the most `MaxResults` may be, where the API says so.
    pub page_size: (Option<u32>, Option<u32>),
    /// Where the items are, in model names: `Vpcs`, `Reservations[].Instances[]`.
    pub result: &'static str,
    /// The shape of an item.
    pub element: Option<ShapeId>,
    /// Member of an item that identifies it; several have `+` between them.
    pub id: &'static str,
    /// Member of an item that holds its tags; empty if it has none.
    pub tags: &'static str,
    /// Member of an item that holds its ARN; empty if it has none.
    pub arn: &'static str,
    /// What to know before calling it.
    pub note: &'static str,
}

/// What an operation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpKind {
    /// All resources of a type.
    List,
    /// Something about many resources of a type.
    Status,
    /// Something about one resource.
    Attribute,
    /// What belongs to one resource.
    Child,
    /// A setting of the account.
    Account,
    /// Not asked: AWS's own catalogues, tasks, history, secrets.
    Other,
}

/// How an operation pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// It answers everything at once.
    None,
    /// `MaxResults` and `NextToken`; the SDK has a paginator.
    Paginator,
    /// `MaxResults` and `NextToken`, without a paginator in the SDK.
    NextToken,
}

struct Ops {
    all: Vec<Op>,
    by_name: HashMap<&'static str, usize>,
    lists: HashMap<TypeId, usize>,
}

static OPS: LazyLock<Ops> = LazyLock::new(|| {
    let all: Vec<Op> = rows(unpack(packed!("ec2_ops"))).map(parse).collect();
    let by_name: HashMap<_, _> = all
        .iter()
        .enumerate()
        .map(|(at, op)| (op.name, at))
        .collect();
    let lists = all.iter().enumerate();
    let lists = lists.filter(|(_, op)| op.kind == OpKind::List);
    let lists: HashMap<_, _> = lists.filter_map(|(at, op)| Some((op.ty?, at))).collect();
    count_bytes(
        all.capacity() * size_of::<Op>()
            + by_name.capacity() * (size_of::<(&str, usize)>() + 1)
            + lists.capacity() * (size_of::<(TypeId, usize)>() + 1),
    );
    Ops {
        all,
        by_name,
        lists,
    }
});

/// Every operation of the table.
pub fn all() -> &'static [Op] {
    &OPS.all
}

/// The operation of that name.
pub fn get(name: &str) -> Option<&'static Op> {
    OPS.by_name.get(name).map(|&at| &OPS.all[at])
}

/// The operation that lists a type.
pub fn list_of(ty: TypeId) -> Option<&'static Op> {
    OPS.lists.get(&ty).map(|&at| &OPS.all[at])
}

/// The operations of one kind about a type, in the table's order.
pub fn about(ty: TypeId, kind: OpKind) -> impl Iterator<Item = &'static Op> {
    OPS.all
        .iter()
        .filter(move |op| op.ty == Some(ty) && op.kind == kind)
}

fn parse(row: [&'static str; 13]) -> Op {
    let [
        name,
        kind,
        ty,
        required,
        paging,
        sizes,
        result,
        element,
        id,
        tags,
        arn,
        note,
        _in_sdk,
    ] = row;
    Op {
        name,
        kind: match kind {
            "list" => OpKind::List,
            "status" => OpKind::Status,
            "attr" => OpKind::Attribute,
            "child" => OpKind::Child,
            "account" => OpKind::Account,
            _ => OpKind::Other,
        },
        ty: ty.parse().ok(),
        required,
        paging: match paging {
            "yes" => Paging::Paginator,
            "NextToken" => Paging::NextToken,
            _ => Paging::None,
        },
        page_size: parse_sizes(sizes),
        result,
        element: shape_named(element),
        id,
        tags,
        arn,
        note,
    }
}

/// `5-1000`, `?-500 (doc)`, `1-`, `unspecified` or nothing.
fn parse_sizes(text: &str) -> (Option<u32>, Option<u32>) {
    let sizes = text.split(' ').next().unwrap_or_default();
    let (least, most) = sizes.split_once('-').unwrap_or_default();
    (least.parse().ok(), most.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_say_how_they_page_and_what_they_answer() {
        let op = get("DescribeNetworkInterfaces").unwrap();
        assert_eq!(op.kind, OpKind::List);
        assert_eq!(op.paging, Paging::Paginator);
        assert_eq!(op.page_size, (Some(5), Some(1000)));
        assert_eq!(
            (op.result, op.id, op.tags),
            ("NetworkInterfaces", "NetworkInterfaceId", "TagSet")
        );
        assert_eq!(get("DescribeAddresses").unwrap().paging, Paging::None);
        assert_eq!(
            get("DescribeHosts").unwrap().page_size,
            (Some(5), Some(500))
        );
        assert_eq!(get("DescribeInstances").unwrap().page_size, (None, None));
    }

    #[test]
    fn a_type_leads_to_its_list_and_status_calls() {
        let instance = "AWS::EC2::Instance".parse().unwrap();
        assert_eq!(list_of(instance).unwrap().name, "DescribeInstances");
        let names: Vec<_> = about(instance, OpKind::Status).map(|op| op.name).collect();
        assert!(names.contains(&"DescribeInstanceStatus"), "{names:?}");
    }

    #[test]
    fn every_list_has_a_place_for_its_items_and_a_known_shape() {
        for op in all().iter().filter(|op| op.kind == OpKind::List) {
            assert!(!op.result.is_empty() && !op.id.is_empty(), "{op:?}");
            assert!(op.element.is_some(), "{op:?}");
        }
    }
}
