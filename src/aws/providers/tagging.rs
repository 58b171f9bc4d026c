//! The tagging sweep: every tagged resource of an account and region, of all services.

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;

use crate::app::resource_explorer::source::{Page, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::session::AccountSession;
use crate::aws::transport::clients::ClientSet;
use crate::aws::transport::errors::{Asked, CallError, Failure, OutlineKeeper};
use crate::aws::transport::request_pacing::lane;
use crate::catalog::{arn, ec2, ec2_id, managed, shared, types};
use crate::model::{
    AccountId, ArnText, Properties, Provider, Region, ResourceEntry, SharedStr, StatusClass, Tags,
    TypeId,
};

/// IAM action, and the name of the quota.
pub(in crate::aws) const ACTION: &str = "tag:GetResources";

/// The most that the service gives.
const PAGE_SIZE: i32 = 100;

/// One page of the sweep. Pages may be short or empty and still not the last.
pub(in crate::aws) async fn page(
    session: &AccountSession,
    region: Region,
    token: Option<&str>,
) -> Result<Page, Failure> {
    let access = &session.access;
    let login = &access.login;
    let endpoint = login.endpoint_name("Resource Groups Tagging API", "tagging", region);
    let asked = login.asked(ACTION, region, &endpoint);
    let clients = session.clients.of(region);
    let call = clients
        .tagging()
        .get_resources()
        .resources_per_page(PAGE_SIZE);
    let call = call.set_pagination_token(token.map(str::to_owned));
    let outline = OutlineKeeper::default();
    let answer = call.customize().interceptor(outline.clone()).send().await;
    let answer = answer.map_err(|error| asked.explain(CallError::new(error)))?;
    let next = answer.pagination_token().filter(|next| !next.is_empty());
    if next.is_some() && next == token {
        return Err(asked.bad_answer("the same page again and again").into());
    }
    let Some(mappings) = &answer.resource_tag_mapping_list else {
        let reason = "no ResourceTagMappingList in it";
        return Err(outline.bad_answer(&asked, reason).into());
    };
    let maker = Maker::new(Provider::Tagging, access.account, region);
    let mut page = Page {
        next: next.map(CompactString::from),
        ..Page::default()
    };
    for mapping in mappings {
        let told = mapping.tags.as_ref();
        let tags =
            told.map(|told| Tags::from_pairs(told.iter().map(|tag| (tag.key(), tag.value()))));
        if tags.is_none() {
            let odd = || outline.bad_answer(&asked, "a resource without Tags");
            page.gaps.tags.get_or_insert_with(odd);
        }
        let arn = mapping.resource_arn();
        let tags = tags.unwrap_or_else(Tags::unknown);
        let seen = arn.and_then(|arn| maker.sighting(arn, tags));
        let Some(sighting) = seen else {
            let reason = "something else where an ARN belongs";
            page.gaps.add_item(asked.bad_answer(reason));
            continue;
        };
        let region = match sighting.place {
            Place::Bucket => Region::global(),
            Place::Known(region) => region,
        };
        page.entries.push(ResourceEntry {
            region,
            ..sighting.entry
        });
    }
    if let Some(odd) = &page.gaps.items {
        outline.log(&asked, &odd.first.to_string());
    }
    let Page { entries, gaps, .. } = &mut page;
    session.buckets.place(access, entries, gaps).await;
    Ok(page)
}

/// Most ARNs that the service takes at once.
pub(in crate::aws) const ARNS_AT_ONCE: usize = 100;

/// Requests that one question about [`ARNS_AT_ONCE`] resources may take, where answers come in parts.
const MOST_PARTS: usize = 32;

/// The answer of the service about named resources.
#[derive(Debug, Default)]
pub(in crate::aws) struct Named {
    /// By ARN. Resources without tags are not in it.
    pub tags: HashMap<String, Tags>,
    /// Why it does not cover all of them.
    pub failed: Option<Failure>,
}

/// The tags of up to [`ARNS_AT_ONCE`] resources of a region, by ARN.
///
/// An answer with a token is not whole. AWS documents no paging of named resources and may refuse the token:
/// what is left is then asked for by smaller lists of names.
pub(in crate::aws) async fn tags_of(
    session: &AccountSession,
    region: Region,
    arns: Vec<String>,
) -> Named {
    let access = &session.access;
    let clients = session.clients.of(region);
    let mut named = Named::default();
    let mut waiting: Vec<(Vec<String>, Option<String>)> = vec![(arns, None)];
    let mut tokens: HashSet<String> = HashSet::new();
    for _ in 0..MOST_PARTS {
        let Some((arns, token)) = waiting.pop() else {
            return named;
        };
        let ask = || part_of(access, &clients, region, &arns, token.as_deref());
        let part = session.pace.ask(lane(access, region, ACTION), ask).await;
        let goes_on = match part {
            Ok(part) => {
                named.tags.extend(part.tags);
                part.next
            }
            // The token was refused, not the request.
            Err(failure) if token.is_some() && is_refusal(&failure.error) => token.clone(),
            Err(failure) => {
                named.failed = Some(failure);
                return named;
            }
        };
        match goes_on {
            None => {}
            Some(next) if tokens.insert(next.clone()) => waiting.push((arns, Some(next))),
            Some(_) => waiting.extend(halves(arns, &named.tags)),
        }
    }
    if !waiting.is_empty() {
        let reason = "it says that there are more tags and does not tell them";
        named.failed = Some(asked(access, region, |asked| asked.bad_answer(reason)).into());
    }
    named
}

fn is_refusal(error: &SourceError) -> bool {
    matches!(error, SourceError::Service { .. })
}

/// The ARNs without an answer, in two halves; a single one is asked about once more.
fn halves(
    mut arns: Vec<String>,
    told: &HashMap<String, Tags>,
) -> impl Iterator<Item = (Vec<String>, Option<String>)> {
    arns.retain(|arn| !told.contains_key(arn));
    let second = arns.split_off(arns.len() / 2);
    let both = [second, arns].into_iter();
    both.filter(|half| !half.is_empty())
        .map(|half| (half, None))
}

/// A part of an answer about named resources.
struct Part {
    tags: Vec<(String, Tags)>,
    next: Option<String>,
}

async fn part_of(
    access: &Access,
    clients: &ClientSet,
    region: Region,
    arns: &[String],
    token: Option<&str>,
) -> Result<Part, Failure> {
    let call = clients
        .tagging()
        .get_resources()
        .set_resource_arn_list(Some(arns.to_vec()))
        .set_pagination_token(token.map(str::to_owned));
    let outline = OutlineKeeper::default();
    let answer = call.customize().interceptor(outline.clone()).send().await;
    let answer = answer
        .map_err(|error| asked(access, region, |asked| asked.explain(CallError::new(error))))?;
    let odd =
        |reason: &str| Failure::from(asked(access, region, |it| outline.bad_answer(it, reason)));
    let Some(mappings) = answer.resource_tag_mapping_list else {
        return Err(odd("no ResourceTagMappingList in it"));
    };
    let mut tags = Vec::with_capacity(mappings.len());
    for mapping in mappings {
        match (mapping.resource_arn, mapping.tags) {
            (Some(arn), Some(told)) => {
                let told = told.iter().map(|tag| (tag.key(), tag.value()));
                tags.push((arn, Tags::from_pairs(told)));
            }
            (None, _) => return Err(odd("a resource without ResourceARN")),
            (Some(_), None) => return Err(odd("a resource without Tags")),
        }
    }
    let next = answer.pagination_token.filter(|next| !next.is_empty());
    Ok(Part { tags, next })
}

fn asked<T>(access: &Access, region: Region, say: impl FnOnce(&Asked<'_>) -> T) -> T {
    let login = &access.login;
    let endpoint = login.endpoint_name("Resource Groups Tagging API", "tagging", region);
    say(&login.asked(ACTION, region, &endpoint))
}

/// A resource as the sweep sees it.
pub(in crate::aws) struct Sighting {
    pub entry: ResourceEntry,
    pub place: Place,
}

/// What is known of a resource's region.
#[derive(Debug, PartialEq)]
pub(in crate::aws) enum Place {
    /// This one.
    Known(Region),
    /// The region of its bucket.
    Bucket,
}

/// Makes rows of ARNs and tags, which is all that sweeps and indexes return.
pub(in crate::aws) struct Maker {
    provider: Provider,
    /// The account of ARNs that name none.
    pub account: AccountId,
    /// The region of ARNs that name none.
    pub region: Region,
    bucket: TypeId,
}

impl Maker {
    pub(in crate::aws) fn new(provider: Provider, account: AccountId, region: Region) -> Self {
        Self {
            provider,
            account,
            region,
            bucket: "AWS::S3::Bucket".parse().expect("a valid type name"),
        }
    }

    /// `None` for what is not an ARN.
    pub(in crate::aws) fn sighting(&self, text: &str, tags: Tags) -> Option<Sighting> {
        let facts = arn::resolve(text)?;
        let named = facts.resource_type;
        let listed = shared::listed_as(named).unwrap_or(named);
        let (ty, canonical) = self.ec2_type(text, &facts).unwrap_or((listed, None));
        let id = match &canonical {
            Some(canonical) => last_part(canonical).into(),
            None => facts.id.clone(),
        };
        let is_global = types::get(ty).is_some_and(|info| info.is_global);
        let place = match facts.region {
            // Buckets are listed once per account, yet each has a region.
            None if ty == self.bucket => Place::Bucket,
            _ if is_global => Place::Known(Region::global()),
            Some(region) => Place::Known(region),
            None => Place::Known(self.region),
        };
        let mut entry = ResourceEntry {
            account: facts.account.unwrap_or(self.account),
            region: self.region,
            resource_type: ty,
            provider: self.provider,
            status_class: StatusClass::Unknown,
            managed: false,
            status: SharedStr::new(),
            arn: ArnText::of(canonical.as_deref().unwrap_or(text), &id),
            id,
            tags,
            properties: Properties::default(),
        };
        entry.managed = managed::is_managed(&entry, &serde_json::Value::Null);
        Some(Sighting { entry, place })
    }

    /// EC2's resources have ids that tell the type, also where the ARN names another. An ARN that is not written
    /// as AWS writes those of the type is brought to that form, so that it is the same row that EC2 lists.
    fn ec2_type(
        &self,
        text: &str,
        facts: &arn::ArnFacts<'_>,
    ) -> Option<(TypeId, Option<CompactString>)> {
        let (_, id) = facts.resource.split_once('/')?;
        if facts.service != "ec2" || id.contains('/') {
            return None;
        }
        let ty = ec2_id::type_of(id).unwrap_or(facts.resource_type);
        // AWS's own prefix lists belong to the account `aws`.
        let owner = text.split(':').nth(4).unwrap_or_default();
        if facts.account.is_none() && !owner.is_empty() {
            return Some((ty, None));
        }
        let account = facts.account.unwrap_or(self.account);
        let region = facts.region.unwrap_or(self.region);
        let own = ec2::ArnForm::of(ty)?.arn(facts.partition, region, account, id);
        Some((ty, Some(own)))
    }
}

fn last_part(resource: &str) -> &str {
    resource.rsplit('/').next().unwrap_or(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(arn: &str) -> Option<Sighting> {
        let maker = Maker::new(
            Provider::Tagging,
            "001234567890".parse().unwrap(),
            "eu-west-1".parse().unwrap(),
        );
        maker.sighting(arn, Tags::from_pairs([("Name", "mine")]))
    }

    fn place(region: &str) -> Place {
        Place::Known(region.parse().unwrap())
    }

    #[test]
    fn a_sighting_has_type_id_name_and_place() {
        let queue = see("arn:aws:sqs:eu-west-1:001234567890:jobs").unwrap();
        assert_eq!(queue.entry.resource_type.as_str(), "AWS::SQS::Queue");
        assert_eq!(queue.entry.name(), "mine");
        assert_eq!(queue.place, place("eu-west-1"));
        assert_eq!(
            queue.entry.arn().unwrap(),
            "arn:aws:sqs:eu-west-1:001234567890:jobs"
        );
        assert_eq!(queue.entry.provider, Provider::Tagging);
    }

    #[test]
    fn buckets_and_global_types_are_placed_by_what_they_are() {
        assert_eq!(see("arn:aws:s3:::logs").unwrap().place, Place::Bucket);
        assert_eq!(see("arn:aws:s3:::logs").unwrap().entry.id, "logs");
        let role = see("arn:aws:iam::001234567890:role/audit").unwrap();
        assert_eq!(role.place, place("global"));
    }

    #[test]
    fn what_maps_to_nothing_is_kept_under_its_service() {
        let odd = see("arn:aws:brandnew:eu-west-1:001234567890:widget/w-1").unwrap();
        assert!(
            odd.entry
                .resource_type
                .as_str()
                .starts_with("awsdash:brandnew:")
        );
        assert_eq!(odd.place, place("eu-west-1"));
    }

    #[test]
    fn the_account_is_the_one_in_the_arn() {
        let shared = see("arn:aws:ec2:eu-west-1:009999999999:subnet/subnet-0a").unwrap();
        assert_eq!(&*shared.entry.account.digits(), "009999999999");
    }

    #[test]
    fn ec2_resources_have_the_arn_that_ec2_lists_them_under() {
        let of = |arn: &str| see(arn).unwrap().entry;
        let snapshot = of("arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234");
        assert_eq!(
            snapshot.arn().unwrap(),
            "arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234"
        );
        let odd = of("arn:aws:ec2:eu-west-1:001234567890:flow-logs/fl-0abc1234");
        assert_eq!(odd.resource_type.as_str(), "AWS::EC2::FlowLog");
        assert_eq!(odd.id, "fl-0abc1234");
        assert_eq!(
            odd.arn().unwrap(),
            "arn:aws:ec2:eu-west-1:001234567890:vpc-flow-log/fl-0abc1234"
        );
        let plain = of("arn:aws:ec2:eu-west-1:001234567890:volume/vol-0abc");
        assert_eq!(
            plain.arn().unwrap(),
            "arn:aws:ec2:eu-west-1:001234567890:volume/vol-0abc"
        );
    }

    #[test]
    fn what_is_not_an_arn_is_not_a_sighting() {
        assert!(see("not-an-arn").is_none());
    }
}
