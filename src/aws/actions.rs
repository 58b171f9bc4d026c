//! The IAM actions that a scope needs: what this program really sends, no more.
//!
//! `sts:GetCallerIdentity` is sent as well, by which an account is known; it needs no permission and
//! so is nowhere in here.

use std::collections::BTreeSet;

use super::options::AccessOptions;
use super::source::AwsSource;
use super::{ec2, native, tagging};
use crate::app::resource_explorer::source::ResourceSource as _;
use crate::app::resource_explorer::state::{DetailDepth, Provider, TypeId};
use crate::catalog::permissions;

/// Sent once per account, whatever the scope.
const ALWAYS: &[&str] = &["ec2:DescribeRegions", "iam:ListAccountAliases"];

/// Sent by a sweep: its answer names buckets without their regions.
const SWEEP: &[&str] = &[
    tagging::ACTION,
    "s3:GetBucketLocation",
    "s3:ListAllMyBuckets",
];

/// Sent when accounts are reached by a role; assuming it comes on top.
pub const ROLE_ACTIONS: &[&str] = &[
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListRoots",
];

/// Sent by a smart query before it sweeps: what it takes to read AWS's own indexes.
pub const INDEX_ACTIONS: &[&str] = &[
    "config:DescribeConfigurationAggregators",
    "config:SelectAggregateResourceConfig",
    "resource-explorer-2:BatchGetView",
    "resource-explorer-2:ListIndexes",
    "resource-explorer-2:ListSupportedResourceTypes",
    "resource-explorer-2:ListViews",
    "resource-explorer-2:Search",
];

/// What it takes to list `types` with details of that depth, in accounts that are already reached.
/// A type that has no list of its own is seen by the sweep alone.
pub fn actions_for(
    types: impl IntoIterator<Item = TypeId>,
    depth: &DetailDepth,
) -> BTreeSet<&'static str> {
    // Connecting asks nobody; the source knows who lists what.
    let source = AwsSource::connect(AccessOptions::default());
    let mut actions: BTreeSet<&'static str> = ALWAYS.iter().copied().collect();
    for ty in types {
        match source.provider_of(ty) {
            Some(Provider::Ec2) => actions.extend(ec2_actions(&source, ty, depth)),
            Some(Provider::Native) => actions.extend(native_actions(ty)),
            Some(provider @ Provider::CloudControl) => {
                actions.extend(table_actions(provider, ty, depth));
            }
            Some(Provider::Tagging | Provider::ResourceExplorer | Provider::Config) | None => {
                actions.extend(SWEEP)
            }
        }
    }
    actions
}

fn ec2_actions(source: &AwsSource, ty: TypeId, depth: &DetailDepth) -> BTreeSet<&'static str> {
    let asked = source.detail_ops(ty, depth);
    let is_asked = |operation: &str| asked.iter().any(|op| op.operation == operation);
    let list = ec2::list_call(ty).map(|call| call.action);
    let bulk = ec2::bulk_calls(ty).filter(|call| is_asked(call.operation));
    let single = ec2::attribute_calls(ty).filter(|call| is_asked(call.operation));
    let details = bulk
        .map(|call| call.action)
        .chain(single.map(|call| call.action));
    list.into_iter().chain(details).collect()
}

/// A list of a service's own takes its action, its parents' and, where it does not tell tags, the sweep's.
/// An action is not always called like its operation: the catalog's permissions know better.
fn native_actions(ty: TypeId) -> BTreeSet<&'static str> {
    let mut actions = BTreeSet::new();
    for op in native::calls_of(ty) {
        let known = permissions::of(op.ty).into_iter();
        let known: Vec<_> = known.flat_map(|needed| needed.list()).collect();
        if known.is_empty() {
            actions.insert(op.action);
        }
        actions.extend(known);
        if op.tags_path.is_empty() {
            actions.extend(SWEEP);
        }
    }
    actions
}

/// What the catalog says a type takes, for providers that go by it.
fn table_actions(provider: Provider, ty: TypeId, depth: &DetailDepth) -> Vec<&'static str> {
    let mut actions = Vec::new();
    if provider == Provider::CloudControl {
        actions.push("cloudformation:ListResources");
    }
    let Some(needed) = permissions::of(ty) else {
        return actions;
    };
    actions.extend(needed.list());
    if *depth != DetailDepth::None {
        if provider == Provider::CloudControl {
            actions.push("cloudformation:GetResource");
        }
        actions.extend(needed.read());
    }
    actions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::READ_OPERATIONS;

    fn of(types: &[&str], depth: &DetailDepth) -> Vec<&'static str> {
        let types = types.iter().map(|name| name.parse().unwrap());
        actions_for(types, depth).into_iter().collect()
    }

    #[test]
    fn everything_that_may_be_sent_is_asked_for_and_nothing_else() {
        let source = AwsSource::connect(AccessOptions::default());
        let types = source.listable_types().into_iter();
        let mut needed = actions_for(types.chain([TypeId::tagged()]), &DetailDepth::All);
        needed.extend(ROLE_ACTIONS);
        needed.extend(INDEX_ACTIONS);
        needed.insert("sts:AssumeRole");
        let sent: BTreeSet<&str> = READ_OPERATIONS
            .iter()
            .map(|known| known.action)
            // A web identity proves itself; nobody is there yet to have permissions.
            .filter(|action| !action.is_empty() && *action != "sts:AssumeRoleWithWebIdentity")
            .collect();
        let missing: Vec<_> = sent.difference(&needed).collect();
        // Cloud Control is asked for what nothing else lists.
        let cloud_control = |action: &&&str| action.starts_with("cloudformation:");
        assert!(missing.iter().all(cloud_control), "{missing:?}");
        let is_by_table = |action: &&&str| {
            let (_, name) = action.split_once(':').unwrap_or_default();
            permissions::is_read(action) || name.starts_with("LookupEvents")
        };
        let beside: Vec<_> = needed
            .difference(&sent)
            .filter(|action| !is_by_table(action))
            .collect();
        assert!(beside.is_empty(), "{beside:?}");
    }

    #[test]
    fn a_type_takes_its_list_and_the_details_of_the_depth() {
        let vpc = ["AWS::EC2::VPC"];
        assert_eq!(
            of(&vpc, &DetailDepth::Bulk),
            [
                "ec2:DescribeRegions",
                "ec2:DescribeVpcs",
                "iam:ListAccountAliases"
            ]
        );
        assert_eq!(
            of(&vpc, &DetailDepth::All),
            [
                "ec2:DescribeRegions",
                "ec2:DescribeVpcAttribute",
                "ec2:DescribeVpcs",
                "iam:ListAccountAliases"
            ]
        );
    }

    #[test]
    fn a_child_takes_its_parents_list_too() {
        let needed = of(&["AWS::ECS::Service"], &DetailDepth::None);
        for action in ["ecs:ListServices", "ecs:ListClusters", "tag:GetResources"] {
            assert!(needed.contains(&action), "{action}: {needed:?}");
        }
    }

    #[test]
    fn providers_that_go_by_the_catalog_take_what_it_says() {
        let ty = "AWS::Lambda::Function".parse().unwrap();
        let list = native_actions(ty);
        assert!(list.contains("lambda:ListFunctions"), "{list:?}");
        let all = table_actions(Provider::CloudControl, ty, &DetailDepth::All);
        assert!(all.contains(&"cloudformation:ListResources"));
        assert!(all.contains(&"lambda:GetFunction"), "{all:?}");
    }
}
