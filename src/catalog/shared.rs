//! Types whose objects come out of one list, from `shared_lists.tsv`: a property of an item decides which of
//! them it is. The first row of a list that fits decides; a row without a path takes the rest.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::native;
use super::path::Path;
use super::table::{count_bytes, packed, rows, unpack};
use crate::model::TypeId;
use crate::model::glob;

/// One type of a shared list, and the property that its items have.
struct SharedType {
    ty: TypeId,
    /// Path and value of that property; `None` for the type that takes the rest.
    sign: Option<(Path, &'static str)>,
}

struct Lists {
    lists: Vec<Vec<SharedType>>,
    positions: HashMap<TypeId, usize>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let (mut lists, mut positions): (Vec<Vec<SharedType>>, _) = (Vec::new(), HashMap::new());
    let mut current = "";
    for [list, ty, path, glob] in rows(unpack(packed!("shared_lists"))) {
        if list != current {
            current = list;
            lists.push(Vec::new());
        }
        let at = lists.len() - 1;
        let ty: TypeId = ty.parse().expect("the build checked the type");
        positions.insert(ty, at);
        lists[at].push(SharedType {
            ty,
            sign: (!path.is_empty()).then(|| (Path::parse(path), glob)),
        });
    }
    count_bytes(positions.len() * size_of::<(TypeId, usize, SharedType)>());
    Lists { lists, positions }
});

/// Whether an item of the list that a type shares with others is of this type. Items of a list that is not
/// shared are.
pub fn is_of(ty: TypeId, item: &Value) -> bool {
    let Some(&at) = LISTS.positions.get(&ty) else {
        return true;
    };
    let says = |path: &Path, glob: &str| {
        let value = path.first(item).and_then(Value::as_str);
        value.is_some_and(|text| glob::matches(glob, text))
    };
    let fits = |kind: &&SharedType| match &kind.sign {
        Some((path, glob)) => says(path, glob),
        None => true,
    };
    let decided = LISTS.lists[at].iter().find(fits);
    decided.is_some_and(|kind| kind.ty == ty)
}

/// The type under whose name the objects of this one are listed, where that is another.
pub fn listed_as(ty: TypeId) -> Option<TypeId> {
    native::of(ty)?.alias_of.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn owners(list_of: &str, item: &Value) -> Vec<&'static str> {
        let at = LISTS.positions[&list_of.parse().unwrap()];
        let kinds = LISTS.lists[at].iter().map(|kind| kind.ty);
        let owners = kinds.filter(|ty| is_of(*ty, item));
        owners.map(|ty| ty.as_str()).collect()
    }

    #[test]
    fn an_item_is_of_exactly_one_type() {
        for (item, owner) in [
            (json!({"Engine": "neptune"}), "AWS::Neptune::DBCluster"),
            (json!({"Engine": "docdb"}), "AWS::DocDB::DBCluster"),
            (json!({"Engine": "aurora-mysql"}), "AWS::RDS::DBCluster"),
            (json!({}), "AWS::RDS::DBCluster"),
            (
                json!({"DBParameterGroupFamily": "neptune1.3"}),
                "AWS::Neptune::DBClusterParameterGroup",
            ),
            (
                json!({"DBParameterGroupFamily": "docdb5.0"}),
                "AWS::DocDB::DBClusterParameterGroup",
            ),
            (
                json!({"DBParameterGroupFamily": "aurora-postgresql16"}),
                "AWS::RDS::DBClusterParameterGroup",
            ),
            // DocumentDB has no parameter groups of instances: such groups are listed under RDS.
            (
                json!({"DBParameterGroupFamily": "docdb5.0"}),
                "AWS::RDS::DBParameterGroup",
            ),
            (
                json!({"EngineType": "Elasticsearch"}),
                "AWS::Elasticsearch::Domain",
            ),
            (
                json!({"EngineType": "OpenSearch"}),
                "AWS::OpenSearchService::Domain",
            ),
            (
                json!({"LocationUri": "nfs://host/share"}),
                "AWS::DataSync::LocationNFS",
            ),
            (
                json!({"virtualInterfaceType": "transit"}),
                "AWS::DirectConnect::TransitVirtualInterface",
            ),
            (
                json!({"FileShareType": "SMB"}),
                "AWS::StorageGateway::SMBFileShare",
            ),
            (
                json!({"Type": "ADConnector"}),
                "AWS::DirectoryService::MicrosoftAD",
            ),
        ] {
            assert_eq!(owners(owner, &item), [owner], "{item}");
        }
        let bucket = json!({"LocationUri": "s3://bucket/"});
        assert!(owners("AWS::DataSync::LocationNFS", &bucket).is_empty());
        assert!(is_of("AWS::SQS::Queue".parse().unwrap(), &json!({})));
    }

    #[test]
    fn every_list_has_one_type_at_most_that_takes_the_rest_and_it_comes_last() {
        assert!(LISTS.lists.len() > 10);
        for list in &LISTS.lists {
            assert!(list.len() > 1);
            let (_, before) = list.split_last().unwrap();
            assert!(before.iter().all(|kind| kind.sign.is_some()));
            for kind in list {
                assert!(native::of(kind.ty).is_some(), "{}", kind.ty);
                assert_eq!(listed_as(kind.ty), None, "{}", kind.ty);
            }
        }
    }

    #[test]
    fn types_that_nothing_tells_apart_are_listed_under_one_name() {
        let listed = |ty: &str| listed_as(ty.parse().unwrap()).map(TypeId::as_str);
        let groups = Some("AWS::RDS::DBSubnetGroup");
        assert_eq!(listed("AWS::Neptune::DBSubnetGroup"), groups);
        assert_eq!(listed("AWS::DocDB::DBSubnetGroup"), groups);
        assert_eq!(listed("AWS::RDS::DBSubnetGroup"), None);
    }

    /// Two rows that send the same call and tell their items apart by no property would list everything twice.
    #[test]
    fn no_two_types_list_the_same_items_under_two_names() {
        let mut lists: HashMap<_, Vec<TypeId>> = HashMap::new();
        for op in native::all().filter(|op| op.alias_of.is_empty() && !op.id_path.is_empty()) {
            let call = (
                op.signing_name,
                op.operation,
                op.uri,
                op.fixed,
                op.needs_parent,
            );
            lists.entry((call, op.result_path)).or_default().push(op.ty);
        }
        for types in lists.values().filter(|types| types.len() > 1) {
            let told_apart = |ty: &TypeId| LISTS.positions.contains_key(ty);
            assert!(types.iter().all(told_apart), "{types:?}");
        }
    }
}
