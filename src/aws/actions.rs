//! The IAM actions that a scope needs: what this program really sends, no more.
//!
//! `sts:GetCallerIdentity` is sent as well, by which an account is known; it needs no permission and so is not
//! listed here.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::source::AwsSource;
use crate::app::resource_explorer::source::ResourceSource as _;
use crate::aws::access::options::AccessOptions;
use crate::aws::providers::{cloud_control, ec2, native, tagging};
use crate::catalog::{self, permissions};
use crate::model::{DetailDepth, Provider, TypeId};

/// Sent once per account, with any scope.
const ALWAYS: &[&str] = &["ec2:DescribeRegions", "iam:ListAccountAliases"];

/// Sent by a sweep: its answer names buckets without their regions.
const SWEEP: &[&str] = &[
    tagging::ACTION,
    "s3:GetBucketLocation",
    "s3:ListAllMyBuckets",
    "s3:ListBucket",
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
    // Connecting sends nothing; the source knows who lists what.
    let mut needed = NeededActions {
        source: AwsSource::connect(AccessOptions::default()),
        actions: ALWAYS.iter().copied().collect(),
        listed: BTreeSet::new(),
    };
    for ty in types {
        needed.list(ty);
        needed.details(ty, depth);
    }
    needed.actions
}

/// The actions found so far, and the types that were gone through.
struct NeededActions {
    source: Arc<AwsSource>,
    actions: BTreeSet<&'static str>,
    listed: BTreeSet<TypeId>,
}

impl NeededActions {
    /// A type's list, and those of the types it is listed under.
    fn list(&mut self, ty: TypeId) {
        if !self.listed.insert(ty) {
            return;
        }
        match self.source.provider_of(ty) {
            Some(Provider::Ec2) => {
                self.actions
                    .extend(ec2::list_call(ty).map(|call| call.action));
            }
            Some(Provider::Native) => self.native_list(ty),
            Some(Provider::CloudControl) => {
                self.actions.insert(cloud_control::LIST_PERMISSION);
                self.by_table(ty, permissions::Permissions::list);
                for parent in cloud_control::parent_types(ty) {
                    self.list(parent);
                }
                // What Cloud Control refuses goes to a list derived from the service's model, then to
                // the sweep.
                if native::derived_call(ty).is_some() {
                    self.native_list(ty);
                }
                self.actions.extend(SWEEP);
            }
            Some(Provider::Tagging | Provider::ResourceExplorer | Provider::Config) | None => {
                self.actions.extend(SWEEP);
            }
        }
    }

    /// A list of a service's own takes its action, those of its parents' lists, and, where it lacks tags or may
    /// turn out not to be a list, the sweep's.
    fn native_list(&mut self, ty: TypeId) {
        let Some(op) = catalog::native::of(ty) else {
            return;
        };
        self.actions.insert(op.permission);
        if op.tags_path.is_empty() || native::derived_call(ty).is_some() {
            self.actions.extend(SWEEP);
        }
        // Lists leave tags out, of some resources or of all.
        self.actions.insert(if native::IdentityTags::has(ty) {
            native::IDENTITY_TAGS_ACTION
        } else {
            tagging::ACTION
        });
        for parent in native::parent_types(ty) {
            match self.source.provider_of(parent) {
                Some(_) => self.list(parent),
                None => self.native_list(parent),
            }
        }
    }

    /// Everything that phase 2 asks about resources of a type.
    fn details(&mut self, ty: TypeId, depth: &DetailDepth) {
        for op in self.source.detail_ops(ty, depth) {
            if op == cloud_control::GET_RESOURCE {
                self.actions.insert(cloud_control::READ_PERMISSION);
                self.by_table(ty, permissions::Permissions::read);
                continue;
            }
            let is_it = |operation: &str| operation == op.operation;
            let of_ec2 = ec2::bulk_calls(ty)
                .filter(|call| is_it(call.operation))
                .map(|call| call.action);
            let of_each = ec2::attribute_calls(ty)
                .filter(|call| is_it(call.operation))
                .map(|call| call.action);
            let native = native::detail_calls(ty)
                .filter(|call| is_it(call.operation))
                .map(|call| call.permission);
            self.actions.extend(of_ec2.chain(of_each).chain(native));
        }
    }

    /// What CloudFormation's handler of a type needs: Cloud Control acts in the caller's name.
    fn by_table<I: Iterator<Item = &'static str>>(
        &mut self,
        ty: TypeId,
        which: impl Fn(permissions::Permissions) -> I,
    ) {
        self.actions
            .extend(permissions::of(ty).into_iter().flat_map(which));
    }
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
            // AssumeRoleWithWebIdentity comes before there is a caller who could have permissions.
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
    fn details_of_a_services_own_take_their_actions_at_their_depth() {
        let at = |ty: &str, depth: &DetailDepth| of(&[ty], depth);
        let cluster = "AWS::EKS::Cluster";
        assert!(at(cluster, &DetailDepth::All).contains(&"eks:DescribeCluster"));
        assert!(!at(cluster, &DetailDepth::None).contains(&"eks:DescribeCluster"));
        assert!(at("AWS::IAM::Role", &DetailDepth::All).contains(&"iam:ListRoleTags"));
        assert!(at("AWS::ECS::Cluster", &DetailDepth::Bulk).contains(&"ecs:DescribeClusters"));
        let chosen = DetailDepth::Chosen(["DescribeCluster".into()].into_iter().collect());
        assert!(at(cluster, &chosen).contains(&"eks:DescribeCluster"));
        assert!(at("AWS::ApiGateway::RestApi", &DetailDepth::None).contains(&"apigateway:GET"));
    }

    #[test]
    fn what_cloud_control_lists_takes_its_parents_lists_and_what_is_asked_after_a_refusal() {
        let groups = "AWS::AppConfig::Environment";
        let source = AwsSource::connect(AccessOptions::default());
        let ty = groups.parse().unwrap();
        assert_eq!(source.provider_of(ty), Some(Provider::CloudControl));
        let list = of(&[groups], &DetailDepth::None);
        for action in [
            "cloudformation:ListResources",
            "appconfig:ListEnvironments",
            "appconfig:ListApplications",
            "tag:GetResources",
        ] {
            assert!(list.contains(&action), "{action}: {list:?}");
        }
        let all = of(&[groups], &DetailDepth::All);
        assert!(all.contains(&"cloudformation:GetResource"), "{all:?}");
        assert!(all.contains(&"appconfig:GetEnvironment"), "{all:?}");
        assert!(!list.contains(&"appconfig:GetEnvironment"), "{list:?}");
    }
}
