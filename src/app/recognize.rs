//! What a pasted text names: an ARN, an id, an address, a bucket, a page of AWS's console. Tells the type, the account and
//! the region as far as they stand in the text, and what to look for.

use std::net::IpAddr;

use crate::app::resource_explorer::filter::word_text;
use crate::catalog::{arn, ec2_id, partitions, types};
use crate::model::percent;
use crate::model::{AccountId, DetailDepth, QueryScope, Region, Selection, TypeId};

/// What a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recognized {
    /// What it looks like: `ARN`, `ID`, `IP address`.
    pub kind: &'static str,
    /// Types that it may be of.
    pub types: Vec<TypeId>,
    /// Whose it is, where the text says so.
    pub account: Option<AccountId>,
    /// Where it is, where the text says so.
    pub region: Option<Region>,
    /// What finds it among rows: an ARN, an id, an address.
    pub word: String,
}

/// Longer texts are no names.
const LONGEST: usize = 2048;

/// What `text` names, whatever it was copied with: spaces, quotes, brackets, a full stop.
pub(crate) fn recognize(text: &str) -> Option<Recognized> {
    let around = |c: char| c.is_whitespace() || "\"'`<>()[]{},;".contains(c);
    let text = text.trim_matches(around).trim_end_matches(['.', ':']);
    if text.is_empty() || text.len() > LONGEST || text.contains(char::is_whitespace) {
        return None;
    }
    of_arn(text)
        .or_else(|| of_bucket_address(text))
        .or_else(|| of_page(text))
        .or_else(|| of_id(text))
        .or_else(|| of_address(text))
}

impl Recognized {
    /// The smallest scope that has it.
    pub(crate) fn scope(&self) -> QueryScope {
        let of_types: Vec<TypeId> = self.types.iter().map(|ty| asked_as(*ty)).collect();
        QueryScope {
            accounts: one_or_all(self.account),
            regions: one_or_all(self.region),
            types: of_types.into_iter().collect(),
            details: DetailDepth::default(),
            smart: false,
        }
    }

    /// The filter that finds it.
    pub(crate) fn filter(&self) -> String {
        word_text(&self.word)
    }

    /// Whether a query of `scope` would have found it.
    pub(crate) fn is_within(&self, scope: &QueryScope) -> bool {
        let accounts = within(self.account, &scope.accounts);
        let regions = within(self.region, &scope.regions)
            || self
                .types
                .iter()
                .all(|ty| types::get(*ty).is_some_and(|info| info.is_global));
        let types = self
            .types
            .iter()
            .all(|ty| scope.types.contains(&asked_as(*ty)));
        accounts && regions && types
    }
}

fn one_or_all<T: Ord>(one: Option<T>) -> Selection<T> {
    one.map_or(Selection::All, |one| [one].into_iter().collect())
}

/// What is not known is within all only.
fn within<T: Ord>(one: Option<T>, selection: &Selection<T>) -> bool {
    match (one, selection) {
        (_, Selection::All) => true,
        (Some(one), Selection::Only(set)) => set.contains(&one),
        (None, Selection::Only(_)) => false,
    }
}

/// What a type without a list of its own is found by: the sweep over everything tagged.
fn asked_as(ty: TypeId) -> TypeId {
    if types::get(ty).is_some() {
        ty
    } else {
        TypeId::tagged()
    }
}

fn of_arn(text: &str) -> Option<Recognized> {
    let facts = arn::resolve(text)?;
    Some(Recognized {
        kind: "ARN",
        types: vec![facts.resource_type],
        account: facts.account,
        region: facts.region,
        word: text.to_owned(),
    })
}

fn of_id(text: &str) -> Option<Recognized> {
    let ty = ec2_id::type_of(text)?;
    Some(named("ID", &[ty], text))
}

fn named(kind: &'static str, types: &[TypeId], word: &str) -> Recognized {
    Recognized {
        kind,
        types: types.to_vec(),
        account: None,
        region: None,
        word: word.to_owned(),
    }
}

fn type_called(name: &str) -> Option<TypeId> {
    name.parse().ok()
}

/// Addresses belong to network interfaces, public ones to elastic addresses as well.
fn of_address(text: &str) -> Option<Recognized> {
    let alone = text.split_once('/').map_or(text, |(address, _)| address);
    let address: IpAddr = alone.parse().ok()?;
    if address.is_unspecified() || address.is_loopback() {
        return None;
    }
    let is_private = matches!(address, IpAddr::V4(v4) if v4.is_private());
    let names = ["AWS::EC2::NetworkInterface", "AWS::EC2::EIP"];
    let count = if is_private { 1 } else { 2 };
    let types: Vec<TypeId> = names[..count]
        .iter()
        .filter_map(|name| type_called(name))
        .collect();
    Some(named("IP address", &types, alone))
}

/// `s3://bucket/key`, `https://bucket.s3.eu-west-1.amazonaws.com/key`, `https://s3.eu-west-1.amazonaws.com/bucket/key`.
fn of_bucket_address(text: &str) -> Option<Recognized> {
    let bucket_type = type_called("AWS::S3::Bucket")?;
    let bucket = |name: &str, region: Option<Region>| {
        let recognized = named("S3 address", &[bucket_type], name);
        (!name.is_empty()).then_some(Recognized {
            region,
            ..recognized
        })
    };
    if let Some(rest) = text.strip_prefix("s3://") {
        return bucket(rest.split('/').next()?, None);
    }
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_suffix(".amazonaws.com")?;
    let region_of = |tail: &str| {
        tail.trim_start_matches(['.', '-'])
            .parse()
            .ok()
            .filter(|region| is_known(*region))
    };
    if let Some(tail) = host.strip_prefix("s3") {
        return bucket(path.split('/').next()?, region_of(tail));
    }
    let at = host.rfind(".s3")?;
    bucket(&host[..at], region_of(&host[at + 3..]))
}

fn is_known(region: Region) -> bool {
    partitions::of_region(region).is_some()
}

/// A page of the console names its region, and the resource by an ARN, an id, or a bucket's name.
fn of_page(text: &str) -> Option<Recognized> {
    let rest = text.strip_prefix("https://")?;
    let (host, path) = rest.split_once('/')?;
    let is_console = host.contains("console.aws.amazon.")
        || host.contains("console.amazonaws")
        || host.contains("console.amazonaws-us-gov");
    if !is_console {
        return None;
    }
    // Pages of logs code their codes again.
    let path = percent::decoded_form(path.replace("$25", "%").as_bytes());
    let path = percent::decoded_form(path.as_bytes());
    let in_host = host
        .split('.')
        .find_map(|part| part.parse().ok().filter(|region| is_known(*region)));
    let region = in_host.or_else(|| {
        let (_, behind) = path.split_once("region=")?;
        let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        behind[..end.unwrap_or(behind.len())]
            .parse()
            .ok()
            .filter(|region| is_known(*region))
    });
    let found = in_path(&path)?;
    let is_global = found
        .types
        .iter()
        .all(|ty| types::get(*ty).is_some_and(|info| info.is_global));
    let region = found.region.or(region.filter(|_| !is_global));
    Some(Recognized {
        kind: "Console page",
        region,
        ..found
    })
}

fn in_path(path: &str) -> Option<Recognized> {
    if let Some(at) = path.find("arn:aws") {
        let end = path[at..]
            .find(['&', '?', '#', ' ', ';'])
            .map_or(path.len(), |end| at + end);
        return of_arn(&path[at..end]);
    }
    if let Some((_, behind)) = path.split_once("s3/buckets/") {
        let name = behind
            .split(['/', '?', '#', '&'])
            .next()
            .filter(|name| !name.is_empty())?;
        return Some(named(
            "S3 address",
            &[type_called("AWS::S3::Bucket")?],
            name,
        ));
    }
    for (before, ty) in [
        ("#/functions/", "AWS::Lambda::Function"),
        ("roles/details/", "AWS::IAM::Role"),
        ("#/roles/", "AWS::IAM::Role"),
        ("users/details/", "AWS::IAM::User"),
        ("#/users/", "AWS::IAM::User"),
        ("#table?name=", "AWS::DynamoDB::Table"),
        ("#database:id=", "AWS::RDS::DBInstance"),
        ("log-groups/log-group/", "AWS::Logs::LogGroup"),
    ] {
        if let Some((_, behind)) = path.split_once(before) {
            // Names of log groups have slashes of their own.
            let ends: &[char] = if ty.ends_with("LogGroup") {
                &['?', '&', ';', '#']
            } else {
                &['/', '?', '&', ';', '#']
            };
            let name = behind.split(ends).next()?;
            let name = name.split("/log-events").next()?;
            return (!name.is_empty())
                .then(|| type_called(ty).map(|ty| named("Name", &[ty], name)))?;
        }
    }
    path.split(['=', '/', ':', '&', '#', '?', ';', ','])
        .find_map(of_id)
}

#[cfg(test)]
mod tests;
