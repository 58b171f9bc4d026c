//! What has to be known before a list can be asked for: parents, and choices the service wants made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use compact_str::format_compact;
use serde_json::Value;

use super::asking::{Asking, Tokens};
use super::rows;
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::transport::errors::Failure;
use crate::aws::transport::request_pacing::{Pace, lane};
use crate::catalog::native::{self, NativeOp};
use crate::model::{AccountId, QueryKey, Region, TypeId};

/// How long parents are taken to be the same while several of their children's types are listed.
const FRESH: Duration = Duration::from_secs(60);

/// Pages of parents, before something must be wrong.
const MAX_PAGES: usize = 1_000;

/// What one call of a list needs to be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// Parameters and their values.
    pub values: Vec<(String, String)>,
    /// The parents they come from.
    parents: Vec<(TypeId, Arc<Parent>)>,
}

/// A resource under which others are listed.
#[derive(Debug)]
struct Parent {
    id: String,
    name: Option<String>,
    arn: Option<String>,
    properties: Value,
    /// Its own parents.
    above: Vec<(TypeId, Arc<Parent>)>,
}

type Known = Arc<tokio::sync::Mutex<Option<(Instant, Arc<Vec<Arc<Parent>>>)>>>;

/// Parents of all accounts, asked once for all of their children's types.
#[derive(Debug, Default)]
pub(in crate::aws) struct Parents {
    pace: Pace,
    known: Mutex<HashMap<(AccountId, Region, TypeId), Known>>,
}

/// One thing that a list wants to know.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Need<'a> {
    /// One list for each of these values.
    Choice(&'a str, &'a str),
    /// One list for each resource of this type.
    Parent(&'a str, TypeId, &'a str),
}

impl Parents {
    /// Parents that are asked for at this pace.
    pub(in crate::aws) fn at(pace: Pace) -> Self {
        Self {
            pace,
            ..Self::default()
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(AccountId, Region, TypeId), Known>> {
        self.known
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The calls that a list takes: one, or one for each parent and choice.
    pub(super) async fn contexts(
        &self,
        asking: &Asking<'_>,
        first_page: bool,
    ) -> Result<Vec<Context>, Failure> {
        let mut needs = needs_of(asking.op)?;
        // Children before their own parents: they bring them along.
        needs.sort_by_key(|need| std::cmp::Reverse(depth(*need)));
        let mut contexts = vec![Context::default()];
        for need in needs {
            let mut wider = Vec::new();
            for context in contexts {
                match need {
                    Need::Choice(name, values) => wider.extend(
                        values
                            .split('|')
                            .filter(|value| is_offered(value, asking.key.region))
                            .map(|value| context.with(name, value.to_owned(), None)),
                    ),
                    Need::Parent(name, ty, how) => {
                        let known = context.parents.iter().find(|(known, _)| *known == ty);
                        if let Some((_, parent)) = known {
                            let value = parent.value(how);
                            wider.extend(value.map(|value| context.with(name, value, None)));
                            continue;
                        }
                        for parent in self.of(asking, ty, first_page).await?.iter() {
                            let value = parent.value(how);
                            let with = |value| context.with(name, value, Some((ty, parent)));
                            wider.extend(value.map(with));
                        }
                    }
                }
            }
            contexts = wider;
        }
        Ok(contexts)
    }

    /// Every resource of a parent type; asked anew when a list begins and what is known is old.
    async fn of(
        &self,
        asking: &Asking<'_>,
        ty: TypeId,
        first_page: bool,
    ) -> Result<Arc<Vec<Arc<Parent>>>, Failure> {
        let place = (asking.key.account, asking.key.region, ty);
        let slot = Arc::clone(self.lock().entry(place).or_default());
        // Held while asking, so that two types with the same parents ask once.
        let mut slot = slot.lock().await;
        if let Some((asked, parents)) = &*slot
            && (!first_page || asked.elapsed() < FRESH)
        {
            return Ok(Arc::clone(parents));
        }
        let parents = Arc::new(self.ask(asking, ty).await?);
        *slot = Some((Instant::now(), Arc::clone(&parents)));
        Ok(parents)
    }

    fn ask<'a>(
        &'a self,
        asking: &'a Asking<'_>,
        ty: TypeId,
    ) -> BoxFuture<'a, Result<Vec<Arc<Parent>>, Failure>> {
        Box::pin(async move {
            let op = native::of(ty).ok_or_else(|| not_listed(ty))?;
            let key = QueryKey {
                resource_type: ty,
                ..*asking.key
            };
            let asking = Asking::new(asking.access, &key, op);
            let lane = lane(asking.access, key.region, op.action);
            let mut parents = Vec::new();
            for context in self.contexts(&asking, true).await? {
                let mut tokens = Tokens::new();
                for _ in 0..MAX_PAGES {
                    let one_page = || asking.one_page(&context, &tokens);
                    let answered = self.pace.ask(lane, one_page).await?;
                    for item in answered.items(&asking)? {
                        let Some(id) = rows::identifier(op, key.account, item) else {
                            let reason = "a parent without an identifier";
                            return Err(answered.unexpected(&asking, reason));
                        };
                        parents.push(Arc::new(Parent {
                            id: id.into(),
                            name: item.text(op.name_path).map(Into::into),
                            arn: item.text(op.arn_path).map(Into::into),
                            properties: item.properties(),
                            above: context.parents.clone(),
                        }));
                    }
                    match answered.next(op) {
                        Some(next) if next != tokens => tokens = next,
                        _ => break,
                    }
                }
            }
            Ok(parents)
        })
    }
}

impl Context {
    /// The value of a parameter, by its name in CloudFormation, which differs in case at most.
    pub(super) fn value_of(&self, name: &str) -> Option<&str> {
        let found = self
            .values
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The same question about what is below an item, which takes the place of the parent.
    pub(super) fn under(&self, item: &str) -> Self {
        let mut context = self.clone();
        if let Some((_, value)) = context.values.first_mut() {
            item.clone_into(value);
        }
        context
    }

    fn with(&self, name: &str, value: String, parent: Option<(TypeId, &Arc<Parent>)>) -> Self {
        let mut context = self.clone();
        context.values.push((name.to_owned(), value));
        if let Some((ty, parent)) = parent {
            context.parents.push((ty, Arc::clone(parent)));
            context.parents.extend(parent.above.iter().cloned());
        }
        context
    }
}

impl Parent {
    fn value(&self, how: &str) -> Option<String> {
        match how {
            "id" => Some(self.id.clone()),
            "name" => self.name.clone().or_else(|| Some(self.id.clone())),
            "arn" => self.arn.clone(),
            path => {
                let pointer = path.trim_start_matches('$').replace('.', "/");
                Some(self.properties.pointer(&pointer)?.as_str()?.to_owned())
            }
        }
    }
}

/// Reads `param=Type:id;other=enum:A|B`.
fn needs_of(op: &NativeOp) -> Result<Vec<Need<'_>>, SourceError> {
    let parts = op.needs_parent.split(';').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            read_need(part).ok_or_else(|| SourceError::Unsupported {
                reason: format_compact!("{} needs {part}, which is not known", op.ty),
            })
        })
        .collect()
}

/// The types of its parents.
pub(super) fn types_above(op: &NativeOp) -> Vec<TypeId> {
    let needs = needs_of(op).unwrap_or_default().into_iter();
    needs
        .filter_map(|need| match need {
            Need::Parent(_, ty, _) => Some(ty),
            Need::Choice(..) => None,
        })
        .collect()
}

fn read_need(part: &str) -> Option<Need<'_>> {
    let (name, from) = part.split_once('=')?;
    let choice = from
        .strip_prefix("enum:")
        .or_else(|| from.strip_prefix("const:"));
    if let Some(values) = choice {
        return Some(Need::Choice(name, values));
    }
    let (ty, how) = match from.split_once(":$") {
        Some((ty, _)) => (ty, &from[ty.len() + 1..]),
        None => from.rsplit_once(':')?,
    };
    Some(Need::Parent(name, ty.parse().ok()?, how))
}

/// What belongs to CloudFront is managed from one region, whatever it is used in.
fn is_offered(choice: &str, region: Region) -> bool {
    choice != "CLOUDFRONT" || region.as_str() == "us-east-1"
}

/// How many parents stand above each other.
fn depth(need: Need<'_>) -> usize {
    let Need::Parent(_, ty, _) = need else {
        return 0;
    };
    let above = native::of(ty).and_then(|op| needs_of(op).ok());
    1 + above
        .into_iter()
        .flatten()
        .map(depth)
        .max()
        .unwrap_or_default()
}

fn not_listed(ty: TypeId) -> SourceError {
    SourceError::Unsupported {
        reason: format_compact!("it is listed under {ty}, which has no list call"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_read_in_every_form_that_the_table_has() {
        let cluster = "AWS::ECS::Cluster".parse().unwrap();
        assert_eq!(
            read_need("cluster=AWS::ECS::Cluster:arn"),
            Some(Need::Parent("cluster", cluster, "arn"))
        );
        assert_eq!(
            read_need("Scope=enum:CLOUDFRONT|REGIONAL"),
            Some(Need::Choice("Scope", "CLOUDFRONT|REGIONAL"))
        );
        let instance = "AWS::SSO::Instance".parse().unwrap();
        assert_eq!(
            read_need("IdentityStoreId=AWS::SSO::Instance:$.IdentityStoreId"),
            Some(Need::Parent(
                "IdentityStoreId",
                instance,
                "$.IdentityStoreId"
            ))
        );
        for op in native::all() {
            assert!(needs_of(op).is_ok(), "{}: {}", op.ty, op.needs_parent);
        }
    }

    #[test]
    fn a_service_stands_below_its_cluster() {
        let of = |part| depth(read_need(part).unwrap());
        assert_eq!(of("a=AWS::ECS::Cluster:arn"), 1);
        assert_eq!(of("a=AWS::ECS::Service:arn"), 2);
        assert_eq!(of("a=enum:x"), 0);
    }
}
