//! Which provider is asked for a type, and which one after a refusal.
//!
//! EC2, then a service's own list that is proven, then Cloud Control, then a list that was only derived
//! from the service's model, then the tagging sweep. What a place refused for good is not asked for
//! there again.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{ec2, native};
use crate::app::resource_explorer::source::{DetailOp, DetailReach, ListJob, SourceError};
use crate::aws::providers::cloud_control;
use crate::catalog::types;
use crate::model::{Provider, QueryKey, Region, ResourceEntry, TypeId};

/// How deep children of children are listed. The deepest in the catalog are at five.
const DEEPEST: u8 = 6;

/// The provider that is asked first, by type, for the whole catalog.
static FIRST: LazyLock<HashMap<TypeId, Provider>> = LazyLock::new(|| {
    let ec2 = ec2::listable_types().into_iter();
    let all = ec2.chain(types::all().iter().map(|info| info.id));
    all.filter_map(|ty| Some((ty, decide(ty, 0)?))).collect()
});

/// The provider that lists a type; `None` when only the sweep can see it.
pub(in crate::aws) fn first(ty: TypeId) -> Option<Provider> {
    FIRST.get(&ty).copied()
}

/// Every type that has a list of its own, in order.
pub(in crate::aws) fn listable_types() -> Vec<TypeId> {
    let mut types: Vec<TypeId> = FIRST.keys().copied().collect();
    types.sort_unstable();
    types
}

fn decide(ty: TypeId, depth: u8) -> Option<Provider> {
    if ec2::list_call(ty).is_some() {
        return Some(Provider::Ec2);
    }
    if native::is_second_name(ty) {
        return None;
    }
    if native::list_call(ty).is_some() {
        return Some(Provider::Native);
    }
    let parents = cloud_control::parent_types(ty);
    let is_reachable = |parent: &TypeId| depth < DEEPEST && decide(*parent, depth + 1).is_some();
    if cloud_control::can_list(ty).is_some() && parents.iter().all(is_reachable) {
        return Some(Provider::CloudControl);
    }
    native::derived_call(ty).map(|_| Provider::Native)
}

/// The lists whose resources have to be known before a job can be done: it lists their children.
pub(in crate::aws) fn parents(job: &ListJob) -> Vec<ListJob> {
    let ty = job.key.resource_type;
    let types = match job.provider {
        Provider::CloudControl => cloud_control::parent_types(ty),
        Provider::Native => native::parent_types(ty),
        _ => Vec::new(),
    };
    let list_of = |ty: TypeId| {
        let is_global = types::get(ty).is_some_and(|info| info.is_global);
        let region = if is_global {
            Region::global()
        } else {
            job.key.region
        };
        let key = QueryKey {
            region,
            resource_type: ty,
            ..job.key
        };
        // A native list is asked with identifiers from its parents' native lists: Cloud Control may give an ARN
        // alone. Parent types that have no provider of their own, as CloudFormation does not know them, still
        // have the service's list.
        let provider = match (job.provider, first(ty)) {
            (Provider::Native, Some(Provider::CloudControl)) if native::call(ty).is_some() => {
                Provider::Native
            }
            (_, first) => first.unwrap_or(Provider::Native),
        };
        ListJob { key, provider }
    };
    types.into_iter().map(list_of).collect()
}

/// What tells of a parent what its row does not tell and the job is asked with. A list of Cloud Control
/// promises identifiers and nothing else.
pub(in crate::aws) fn parent_detail(job: &ListJob, parent: &ResourceEntry) -> Option<DetailOp> {
    let is_read = parent.provider == Provider::CloudControl;
    if !is_read || !cloud_control::can_read(parent.resource_type) {
        return None;
    }
    let ty = job.key.resource_type;
    let is_silent = match job.provider {
        // The service's own list knows better, where it has one.
        Provider::CloudControl => {
            native::derived_call(ty).is_none() && cloud_control::is_silent(ty, parent)
        }
        Provider::Native => native::is_silent(ty, parent),
        _ => false,
    };
    is_silent.then_some(cloud_control::GET_RESOURCE)
}

/// The provider that is asked when a job was refused like this; `None` when the refusal is final.
pub(in crate::aws) fn after(job: &ListJob, error: &SourceError) -> Option<Provider> {
    let ty = job.key.resource_type;
    let is_derived = || native::derived_call(ty).is_some();
    match (job.provider, error) {
        (Provider::CloudControl, SourceError::Unsupported { .. }) if is_derived() => {
            Some(Provider::Native)
        }
        (Provider::CloudControl, SourceError::Unsupported { .. }) => Some(Provider::Tagging),
        (
            Provider::Native,
            SourceError::Unsupported { .. }
            | SourceError::BadAnswer { .. }
            | SourceError::Service { .. }
            | SourceError::Fault { .. },
        ) if is_derived() => Some(Provider::Tagging),
        _ => None,
    }
}

/// What may be asked about single resources of a type, beside EC2's own.
pub(in crate::aws) fn detail_ops(ty: TypeId) -> impl Iterator<Item = DetailOp> {
    let of_service = native::detail_calls(ty).map(|detail| DetailOp {
        operation: detail.operation,
        reach: match detail.batch {
            0 | 1 => DetailReach::PerResource,
            several => DetailReach::Batch(several),
        },
    });
    let is_listed = move |provider| first(ty) == Some(provider);
    let of_service = of_service.filter(move |_| !is_listed(Provider::Ec2));
    let reads = is_listed(Provider::CloudControl) && cloud_control::can_read(ty);
    of_service.chain(reads.then_some(cloud_control::GET_RESOURCE))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::testing;

    fn key(ty: &str) -> QueryKey {
        testing::key("eu-west-1", ty)
    }

    fn provider(ty: &str) -> Option<Provider> {
        first(ty.parse().unwrap())
    }

    #[test]
    fn every_type_has_the_provider_that_knows_it_best() {
        assert_eq!(provider("AWS::EC2::Instance"), Some(Provider::Ec2));
        assert_eq!(provider("AWS::Lambda::Function"), Some(Provider::Native));
        assert_eq!(
            provider("AWS::AppConfig::Application"),
            Some(Provider::CloudControl)
        );
        assert_eq!(
            provider("AWS::Organizations::Account"),
            Some(Provider::Native)
        );
        assert_eq!(provider("AWS::IAM::Policy"), None, "a second name");
        let mut counts: BTreeMap<Provider, usize> = BTreeMap::new();
        for ty in listable_types() {
            *counts.entry(first(ty).unwrap()).or_default() += 1;
        }
        let all: usize = counts.values().sum();
        assert!(all > 1_700, "{counts:?}");
        assert_eq!(counts[&Provider::Ec2], ec2::listable_types().len());
    }

    #[test]
    fn no_list_waits_for_itself() {
        fn go_up(job: &ListJob, path: &mut Vec<TypeId>) {
            let ty = job.key.resource_type;
            assert!(!path.contains(&ty), "{ty} is listed under itself: {path:?}");
            path.push(ty);
            for parent in parents(job) {
                // The provider that follows after a refusal has parents of its own.
                for provider in [parent.provider, Provider::Native, Provider::CloudControl] {
                    go_up(&ListJob { provider, ..parent }, path);
                }
            }
            path.pop();
        }
        for ty in listable_types() {
            for provider in [Provider::Native, Provider::CloudControl] {
                let job = ListJob {
                    key: key(ty.as_str()),
                    provider,
                };
                go_up(&job, &mut Vec::new());
            }
        }
    }

    #[test]
    fn a_refusal_goes_to_the_next_and_a_denial_stands() {
        let job = |ty, provider| ListJob {
            key: key(ty),
            provider,
        };
        let unsupported = SourceError::Unsupported { reason: "x".into() };
        let bad = SourceError::BadAnswer {
            action: "x".into(),
            reason: "y".into(),
        };
        let denied = SourceError::Denied {
            action: "x".into(),
            code: "AccessDenied".into(),
            principal: None,
        };
        let derived = |ty: &TypeId| {
            first(*ty) == Some(Provider::CloudControl) && native::derived_call(*ty).is_some()
        };
        let ty = listable_types().into_iter().find(derived).unwrap().as_str();
        let cloud_control = job(ty, Provider::CloudControl);
        assert_eq!(after(&cloud_control, &unsupported), Some(Provider::Native));
        assert_eq!(after(&cloud_control, &denied), None);
        let native = job(ty, Provider::Native);
        assert_eq!(after(&native, &bad), Some(Provider::Tagging));
        assert_eq!(after(&native, &denied), None);
        let proven = job("AWS::Lambda::Function", Provider::Native);
        assert_eq!(
            after(&proven, &bad),
            None,
            "a proven list that breaks is told"
        );
    }
}
