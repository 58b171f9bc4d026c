//! The order of types, from `type_order.tsv`: in a tree, and that in which they are asked.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::get;
use crate::catalog::table::{count_bytes, packed, rows, unpack};
use crate::model::TypeId;

struct TypeOrder {
    types: HashMap<&'static str, u16>,
    services: HashMap<&'static str, u16>,
    groups: HashMap<&'static str, u16>,
    /// Types that are asked early without standing first.
    asked: HashMap<&'static str, u16>,
    /// Of what no row names.
    rest: u16,
}

static ORDER: LazyLock<TypeOrder> = LazyLock::new(load);

fn load() -> TypeOrder {
    let mut order = TypeOrder {
        types: HashMap::new(),
        services: HashMap::new(),
        groups: HashMap::new(),
        asked: HashMap::new(),
        rest: 0,
    };
    for [what, kind] in rows(unpack(packed!("type_order"))) {
        let named = match kind {
            "type" => &mut order.types,
            "service" => &mut order.services,
            "group" => &mut order.groups,
            _ => &mut order.asked,
        };
        named.insert(what, order.rest);
        order.rest += 1;
    }
    count_bytes(usize::from(order.rest) * size_of::<(&str, u16)>());
    order
}

/// Where a type stands among others, the first lowest; those of one weight stand by their names.
pub fn weight_of(ty: TypeId) -> u16 {
    let order = &*ORDER;
    let group = || get(ty).and_then(|info| order.groups.get(info.group));
    let own = order.types.get(ty.as_str());
    let named = own.or_else(|| order.services.get(ty.service()).or_else(group));
    named.copied().unwrap_or(order.rest)
}

/// The place of a type among those that are asked before all others; `None` for the others.
pub fn early_place(ty: TypeId) -> Option<u16> {
    let order = &*ORDER;
    let named = order.types.get(ty.as_str());
    named.or_else(|| order.asked.get(ty.as_str())).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::types;

    fn ty(name: &str) -> TypeId {
        name.parse().unwrap()
    }

    #[test]
    fn every_row_names_what_there_is() {
        for name in ORDER.types.keys().chain(ORDER.asked.keys()) {
            assert!(get(ty(name)).is_some(), "{name}");
        }
        for group in ORDER.groups.keys() {
            let mut all = types::all().iter();
            assert!(all.any(|info| info.group == *group), "{group}");
        }
        for service in ORDER.services.keys() {
            let mut all = types::all().iter();
            assert!(all.any(|info| info.service == *service), "{service}");
        }
    }

    #[test]
    fn compute_comes_first_then_what_runs_on_it_and_the_rest_by_name() {
        let order = [
            "AWS::EC2::Instance",
            "AWS::EC2::KeyPair",
            "AWS::ECS::Task",
            "AWS::Lambda::LayerVersion",
            "AWS::DynamoDB::Table",
            "AWS::S3::Bucket",
            "AWS::EC2::VPC",
            "AWS::EC2::NatGateway",
            "AWS::SQS::Queue",
        ];
        let weights: Vec<u16> = order.iter().map(|name| weight_of(ty(name))).collect();
        assert!(weights.is_sorted_by(|one, next| one < next), "{weights:?}");
        let rest = weight_of(ty("AWS::SQS::Queue"));
        assert_eq!(weight_of(ty("AWS::IAM::Role")), rest);
        assert_eq!(weight_of(ty("awsdash::Unknown::Thing")), rest);
        assert!(early_place(ty("AWS::IAM::Role")).is_some());
        assert_eq!(early_place(ty("AWS::EC2::KeyPair")), None);
    }
}
