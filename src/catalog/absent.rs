//! Error codes by which a list says that its parent is gone, from `absent_codes.tsv`. Any other code is a
//! refusal, and says nothing about what exists.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};
use crate::model::TypeId;

/// What a code says is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// The parent that the list was asked under, whichever it is.
    Parent,
    /// A parent of this type.
    ParentOf(TypeId),
    /// The single thing that the operation describes: it is not set up.
    Itself,
}

type Codes = HashMap<(&'static str, &'static str, &'static str), Absent>;

static CODES: LazyLock<Codes> = LazyLock::new(|| {
    let table = rows(unpack(packed!("absent_codes")));
    let codes: Codes = table
        .map(|[service, operation, code, absent]| {
            let absent = match absent {
                "parent" => Absent::Parent,
                "itself" => Absent::Itself,
                ty => Absent::ParentOf(ty.parse().expect("the build checked types")),
            };
            ((service, operation, code), absent)
        })
        .collect();
    count_bytes(codes.capacity() * size_of::<([&str; 3], Absent)>());
    codes
});

/// What an error code of an operation says is not there; `None` when it says something else. `service` is as
/// botocore names it.
pub fn of(service: &str, operation: &str, code: &str) -> Option<Absent> {
    CODES.get(&(service, operation, code)).copied()
}

/// The code by which an operation says that the single thing that it describes is not set up; the first in
/// alphabetical order where there are several.
pub fn code_of_itself(service: &str, operation: &str) -> Option<&'static str> {
    let codes = CODES
        .iter()
        .filter(|(_, absent)| **absent == Absent::Itself);
    let codes = codes.filter(|((of, by, _), _)| (*of, *by) == (service, operation));
    codes.map(|((_, _, code), _)| *code).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::native;

    #[test]
    fn a_code_stands_for_its_operation_and_its_parent_alone() {
        let cluster = "AWS::ECS::Cluster".parse().unwrap();
        assert_eq!(
            of("ecs", "ListServices", "ClusterNotFoundException"),
            Some(Absent::ParentOf(cluster))
        );
        assert_eq!(
            of("events", "ListRules", "ResourceNotFoundException"),
            Some(Absent::Parent)
        );
        for (service, operation, code) in [
            ("ecs", "ListServices", "InvalidParameterException"),
            ("ecs", "ListTasks", "ServiceNotFoundException"),
            ("ecs", "ListClusters", "ClusterNotFoundException"),
            ("elbv2", "DescribeListeners", "ListenerNotFound"),
            ("events", "ListRules", "ValidationException"),
        ] {
            assert_eq!(of(service, operation, code), None, "{operation} {code}");
        }
    }

    #[test]
    fn every_code_belongs_to_a_list_that_is_asked_under_something_or_tells_one_thing() {
        for ((service, operation, code), absent) in CODES.iter() {
            let lists = native::all();
            let lists = lists.filter(|op| (op.service, op.operation) == (*service, *operation));
            let lists: Vec<_> = lists.collect();
            let fits = lists.iter().any(|op| match absent {
                Absent::Parent => !op.needs_parent.is_empty(),
                Absent::ParentOf(ty) => op.needs_parent.contains(ty.as_str()),
                Absent::Itself => op.item_kind == native::ItemKind::Single,
            });
            // Lists that hand out secrets are in the table and are never sent.
            let fits = fits || lists.is_empty();
            let is_ours = *service == "cloudcontrol";
            assert!(fits || is_ours, "{service} {operation} {code}");
        }
    }
}
