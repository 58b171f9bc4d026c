//! The list call of each type.

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use aws_sdk_ec2::Client;

use super::capture::{AnswerAsPage, Ask};
use crate::model::TypeId;

pub(super) use table::LISTS;

/// How one type is listed.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct ListCall {
    /// CloudFormation name of the type, or `awsdash:EC2::...` where it has none.
    pub type_name: &'static str,
    /// `DescribeInstances`.
    pub operation: &'static str,
    /// IAM action, which is also the name of its quota.
    pub action: &'static str,
    /// How one resource is asked for.
    pub by_id: ById,
    /// `most`, or a number of its own; `None` for a call that answers everything at once.
    #[cfg(test)]
    page_size: Option<&'static str>,
    /// Asks for one page.
    pub page: fn(Client, Ask) -> AnswerAsPage,
}

/// How one resource of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum ById {
    /// The operation takes identifiers.
    Accepted,
    /// It does not: the list has to be searched.
    Searched,
}

impl ListCall {
    /// What to ask to find one resource again.
    pub(in crate::aws) fn ask_for(&self, id: &str) -> Ask {
        Ask {
            token: None,
            ids: (self.by_id == ById::Accepted).then(|| vec![id.to_owned()]),
        }
    }
}

static BY_TYPE: LazyLock<HashMap<TypeId, &'static ListCall>> = LazyLock::new(|| {
    let typed = |call: &'static ListCall| Some((call.type_name.parse().ok()?, call));
    LISTS.iter().filter_map(typed).collect()
});

/// How a type is listed; `None` for what EC2 does not list.
pub(in crate::aws) fn list_call(ty: TypeId) -> Option<&'static ListCall> {
    BY_TYPE.get(&ty).copied()
}

/// Every type that EC2 lists.
pub(in crate::aws) fn listable_types() -> Vec<TypeId> {
    let mut types: Vec<TypeId> = BY_TYPE.keys().copied().collect();
    types.sort();
    types
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::ec2::ops::{self, OpKind, Paging};

    /// The lists of the catalog that are not asked; `table.rs` says why.
    const NOT_ASKED: [&str; 4] = [
        "DescribeElasticGpus",
        "DescribeMacHosts",
        "DescribeNetworkingFlexCostAllocationPolicies",
        "DescribeTransitGatewayNetworkFunctionAttachments",
    ];

    #[test]
    fn every_list_of_the_catalog_is_asked_or_known_not_to_be() {
        let known: BTreeSet<&str> = ops::all()
            .iter()
            .filter(|op| op.kind == OpKind::List)
            .map(|op| op.name)
            .collect();
        let asked = LISTS.iter().map(|call| call.operation);
        let covered: Vec<&str> = asked.chain(NOT_ASKED).collect();
        assert_eq!((known.len(), covered.len()), (116, 116));
        assert_eq!(known, covered.into_iter().collect());
        assert_eq!(listable_types().len(), 112);
    }

    #[test]
    fn every_call_agrees_with_the_catalog() {
        for call in LISTS {
            let name = call.operation;
            let op = ops::get(name).unwrap();
            assert_eq!(op.ty.unwrap().as_str(), call.type_name);
            assert!(["", "MaxResults"].contains(&op.required), "{name}");
            let pages = op.paging != Paging::None;
            assert_eq!(call.page_size.is_some(), pages, "{name}");
            let (least, most) = op.page_size;
            match call.page_size.map(str::parse::<u32>) {
                None => {}
                Some(Err(_)) => assert!(most.is_some(), "{name}"),
                Some(Ok(own)) => assert!(most.is_none() || least == Some(own), "{name}"),
            }
        }
    }

    #[test]
    fn a_resource_is_named_where_the_operation_takes_names() {
        let ids = |ty: &str| {
            let call = list_call(ty.parse().unwrap()).unwrap();
            call.ask_for("it").ids
        };
        assert_eq!(ids("AWS::EC2::VPC"), Some(vec!["it".to_owned()]));
        assert_eq!(ids("awsdash:EC2::ByoipCidr"), None);
    }
}
