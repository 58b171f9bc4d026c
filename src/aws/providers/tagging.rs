//! The tagging sweep: every tagged resource of an account and region, of all services.

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;

use crate::app::resource_explorer::source::{Page, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::providers::arn_rows::{ArnReader, RowRegion};
use crate::aws::session::AccountSession;
use crate::aws::transport::clients::ClientSet;
use crate::aws::transport::errors::{CallContext, CallError, Failure, OutlineKeeper};
use crate::model::{Provider, Region, ResourceEntry, Tags};

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
    let asked = login.call_context(ACTION, region, &endpoint);
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
    let arns = ArnReader::new(Provider::Tagging, access.account, region);
    let mut page = Page {
        next: next.map(CompactString::from),
        ..Page::default()
    };
    for mapping in mappings {
        let tags = mapping.tags.as_ref();
        let tags = tags.map(|all| Tags::from_pairs(all.iter().map(|tag| (tag.key(), tag.value()))));
        if tags.is_none() {
            let odd = || outline.bad_answer(&asked, "a resource without Tags");
            page.gaps.tags.get_or_insert_with(odd);
        }
        match swept_row(&arns, mapping.resource_arn(), tags) {
            Some(row) => page.entries.push(row),
            None => page
                .gaps
                .add_item(asked.bad_answer("something else where an ARN belongs")),
        }
    }
    if let Some(odd) = &page.gaps.items {
        outline.log(&asked, &odd.first.to_string());
    }
    let Page { entries, gaps, .. } = &mut page;
    session.buckets.place(access, entries, gaps).await;
    Ok(page)
}

/// The row of one resource; `None` for what has no ARN.
fn swept_row(arns: &ArnReader, arn: Option<&str>, tags: Option<Tags>) -> Option<ResourceEntry> {
    let row = arns.row(arn?, tags.unwrap_or_else(Tags::unknown))?;
    let region = match row.region {
        RowRegion::OfBucket => Region::global(),
        RowRegion::Known(region) => region,
    };
    Some(ResourceEntry {
        region,
        ..row.entry
    })
}

/// Most ARNs that the service takes at once.
pub(in crate::aws) const ARNS_AT_ONCE: usize = 100;

/// Requests that one question about [`ARNS_AT_ONCE`] resources may take, where answers come in parts.
const MOST_PARTS: usize = 32;

/// The answer of the service about named resources.
#[derive(Debug, Default)]
pub(in crate::aws) struct TagAnswer {
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
) -> TagAnswer {
    let access = &session.access;
    let clients = session.clients.of(region);
    let mut named = TagAnswer::default();
    let mut waiting: Vec<(Vec<String>, Option<String>)> = vec![(arns, None)];
    let mut tokens: HashSet<String> = HashSet::new();
    for _ in 0..MOST_PARTS {
        let Some((arns, token)) = waiting.pop() else {
            return named;
        };
        let ask = || part_of(access, &clients, region, &arns, token.as_deref());
        let part = session.pacer.ask(access.lane(region, ACTION), ask).await;
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
    found: &HashMap<String, Tags>,
) -> impl Iterator<Item = (Vec<String>, Option<String>)> {
    arns.retain(|arn| !found.contains_key(arn));
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
            (Some(arn), Some(found)) => {
                let found = found.iter().map(|tag| (tag.key(), tag.value()));
                tags.push((arn, Tags::from_pairs(found)));
            }
            (None, _) => return Err(odd("a resource without ResourceARN")),
            (Some(_), None) => return Err(odd("a resource without Tags")),
        }
    }
    let next = answer.pagination_token.filter(|next| !next.is_empty());
    Ok(Part { tags, next })
}

fn asked<T>(access: &Access, region: Region, say: impl FnOnce(&CallContext<'_>) -> T) -> T {
    let login = &access.login;
    let endpoint = login.endpoint_name("Resource Groups Tagging API", "tagging", region);
    say(&login.call_context(ACTION, region, &endpoint))
}
