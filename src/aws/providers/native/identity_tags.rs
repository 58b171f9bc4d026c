//! Tags of IAM users and roles. Their lists leave them out and the tagging service does not have them; one paged
//! call returns those of all users, or all roles, of an account.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::asking::Asking;
use super::request::Wire;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::discovery::Access;
use crate::aws::transport::errors::Failure;
use crate::aws::transport::request_pacing::RequestPacer;
use crate::catalog::native::{self, Detail};
use crate::model::{QueryKey, Region, Tags, TypeId};

/// The call's IAM action, and the name of its quota.
pub(in crate::aws) const IDENTITY_TAGS_ACTION: &str = "iam:GetAccountAuthorizationDetails";

const CALL: Detail = Detail {
    operation: "GetAccountAuthorizationDetails",
    method: "POST",
    uri: "/",
    input: "",
    bind: "",
    batch: 1,
    result_path: "",
    action: IDENTITY_TAGS_ACTION,
    permission: IDENTITY_TAGS_ACTION,
    tells_tags: true,
};

const RESULT: &str = "GetAccountAuthorizationDetailsResult";

/// Each comes with all of its policies: many at once would be a large answer.
const PAGE_SIZE: u32 = 200;

/// Pages, before something must be wrong: IAM allows 5,000 users, and roles by the thousand.
const MAX_PAGES: usize = 500;

/// How long an answer serves the later pages of a list.
const FRESH: Duration = Duration::from_secs(120);

/// Tags by ARN. Users and roles without tags are in it as well.
pub(in crate::aws) type TagsByArn = HashMap<String, Tags>;

/// The answer, and when it came.
type CachedTags = Option<(Instant, Arc<TagsByArn>)>;

/// Tags of the users and of the roles of an account, while they are being listed.
#[derive(Debug, Default)]
pub(in crate::aws) struct IdentityTags {
    users: tokio::sync::Mutex<CachedTags>,
    roles: tokio::sync::Mutex<CachedTags>,
}

/// Which page of a list wants the tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum ListPage {
    /// The first: tags of an earlier answer may have changed.
    First,
    /// A later one: the answer for the first page serves it.
    Later,
}

impl IdentityTags {
    /// Whether the tags of a type come from here.
    pub(in crate::aws) fn has(ty: TypeId) -> bool {
        member_of(ty).is_some()
    }

    /// The tags of all users, or all roles, of an account.
    pub(in crate::aws) async fn of(
        &self,
        access: &Access,
        pacer: &RequestPacer,
        ty: TypeId,
        page: ListPage,
    ) -> Result<Arc<TagsByArn>, SourceError> {
        let cached = match ty.as_str() {
            "AWS::IAM::User" => &self.users,
            _ => &self.roles,
        };
        let mut cached = cached.lock().await;
        if let Some((since, tags)) = &*cached
            && page == ListPage::Later
            && since.elapsed() < FRESH
        {
            return Ok(Arc::clone(tags));
        }
        let tags = ask_all(access, pacer, ty)
            .await
            .map_err(|failure| failure.error)?;
        let tags = Arc::new(tags);
        *cached = Some((Instant::now(), Arc::clone(&tags)));
        Ok(tags)
    }
}

/// What the call names a kind, and where its answer has it.
fn member_of(ty: TypeId) -> Option<(&'static str, &'static str)> {
    match ty.as_str() {
        "AWS::IAM::User" => Some(("User", "UserDetailList")),
        "AWS::IAM::Role" => Some(("Role", "RoleDetailList")),
        _ => None,
    }
}

async fn ask_all(access: &Access, pacer: &RequestPacer, ty: TypeId) -> Result<TagsByArn, Failure> {
    let (Some((filter, list)), Some(op)) = (member_of(ty), native::of(ty)) else {
        return Ok(TagsByArn::new());
    };
    let key = QueryKey {
        account: access.account,
        region: Region::global(),
        resource_type: ty,
    };
    let asking = Asking::new(access, &key, op);
    let wire = Wire::of_detail(op, &CALL);
    let odd = |reason: &str| asking.bad_answer_from(IDENTITY_TAGS_ACTION, reason);
    let mut tags = TagsByArn::new();
    let mut markers: HashSet<String> = HashSet::new();
    let mut marker: Option<String> = None;
    for _ in 0..MAX_PAGES {
        let mut places = vec![
            (wire.place("Filter.member.1"), filter.into()),
            (wire.place("MaxItems"), PAGE_SIZE.into()),
        ];
        places.extend(marker.take().map(|at| (wire.place("Marker"), at.into())));
        let lane = access.lane(access.login.home, IDENTITY_TAGS_ACTION);
        let ask = || asking.send(&wire, CALL.operation, IDENTITY_TAGS_ACTION, &places);
        let answer = pacer.ask(lane, ask).await?;
        let root = answer.root();
        if root.walk(&format!("{RESULT}.{list}")).is_empty() {
            return Err(odd(&format!("no {list} in it")));
        }
        for item in root.walk(&format!("{RESULT}.{list}.member")) {
            let Some(arn) = item.text("Arn").filter(|arn| !arn.is_empty()) else {
                return Err(odd("an item without Arn"));
            };
            let own = item.tags("Tags.member").unwrap_or_default();
            tags.insert(arn.into_owned(), Tags::from_pairs(own));
        }
        let goes_on = root.text(&format!("{RESULT}.IsTruncated"));
        if goes_on.is_none_or(|more| !more.eq_ignore_ascii_case("true")) {
            return Ok(tags);
        }
        let next = root.text(&format!("{RESULT}.Marker"));
        let next = next.filter(|next| !next.is_empty());
        let next = next.ok_or_else(|| odd("more is promised without a Marker"))?;
        if !markers.insert(next.clone().into_owned()) {
            return Err(odd("the same page again and again"));
        }
        marker = Some(next.into_owned());
    }
    Err(odd("a list that does not end"))
}
