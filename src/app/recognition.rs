//! What a text names by its form alone: an ARN, an id, an address, a bucket, a host of AWS, a page of its console. It
//! tells the type, and as much of account and region as is written in it.

mod hosts;
mod pages;
mod scope;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use crate::catalog::{arn, ec2_id, types};
use crate::model::{AccountId, Region, TypeId, name_in};

/// Longer texts name nothing.
const MOST_BYTES: usize = 2048;

/// What the form of a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Arn,
    /// An EC2 ID.
    Id,
    /// An IP address.
    Address,
    /// A name in a URL, a host or the address of a page.
    Name,
}

impl Form {
    /// What it is called in a sentence.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Arn => "ARN",
            Self::Id => "ID",
            Self::Address => "IP address",
            Self::Name => "name",
        }
    }
}

/// Something that a text names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recognized {
    pub(crate) form: Form,
    /// Its id or name.
    pub(crate) name: String,
    /// Its ARN; empty where the text is none.
    pub(crate) arn: String,
    /// What it can be; empty for a type without a list of its own.
    pub(crate) types: Vec<TypeId>,
    /// Whose it is, where the text says so.
    pub(crate) account: Option<AccountId>,
    /// Where it is, where the text says so.
    pub(crate) region: Option<Region>,
}

impl Recognized {
    fn new(form: Form, name: &str, types: &[&str]) -> Self {
        let types = types.iter().filter_map(|ty| ty.parse().ok());
        Self {
            form,
            name: name.to_owned(),
            arn: String::new(),
            types: types.filter(|ty| types::get(*ty).is_some()).collect(),
            account: None,
            region: None,
        }
    }

    fn in_region(mut self, region: Option<Region>) -> Self {
        self.region = region;
        self
    }

    fn in_account(mut self, account: Option<AccountId>) -> Self {
        self.account = account;
        self
    }

    /// Whether properties of other resources have it.
    pub(crate) fn is_identifier(&self) -> bool {
        matches!(self.form, Form::Id | Form::Address)
    }
}

/// What a text names, with what people copy around it taken off. `None` for a text that is no more than a name.
pub(crate) fn recognize(text: &str) -> Option<Recognized> {
    let around = |letter: char| letter.is_whitespace() || "\"'`<>()[]{},;".contains(letter);
    let text = text.trim_matches(around).trim_end_matches(['.', ':']);
    if text.is_empty() || text.len() > MOST_BYTES || text.contains(char::is_whitespace) {
        return None;
    }
    of_arn(text)
        .or_else(|| of_id(text))
        .or_else(|| of_address(text))
        .or_else(|| of_url(text))
        .or_else(|| of_host(text))
}

/// The type of the resource that a text is the id or the ARN of.
pub(crate) fn referred_type(text: &str) -> Option<TypeId> {
    let named = of_arn(text).or_else(|| of_id(text))?;
    named.types.first().copied()
}

/// Whether a text is the id or the ARN of a resource that can be listed.
pub(crate) fn is_reference(text: &str) -> bool {
    referred_type(text).is_some()
}

fn of_arn(text: &str) -> Option<Recognized> {
    // CloudWatch Logs writes the ARN of a log group with all its streams.
    let text = text.strip_suffix(":*").unwrap_or(text);
    let facts = arn::resolve(text)?;
    // What is in a bucket is not listed; the bucket is.
    if let ("s3", Some((bucket, _))) = (facts.service, facts.resource.split_once('/'))
        && !facts.resource.starts_with("accesspoint")
    {
        return Some(bucket_called(bucket));
    }
    let ty = facts.resource_type;
    let alike = arn::ambiguous_with(ty).iter().copied();
    let all = std::iter::once(ty).chain(alike);
    Some(Recognized {
        arn: text.to_owned(),
        types: all.filter(|ty| types::get(*ty).is_some()).collect(),
        account: facts.account,
        region: facts.region,
        ..Recognized::new(Form::Arn, name_in(text), &[])
    })
}

fn of_id(text: &str) -> Option<Recognized> {
    let ty = ec2_id::type_of(text)?;
    Some(Recognized::new(Form::Id, text, &[ty.as_str()]))
}

fn of_address(text: &str) -> Option<Recognized> {
    let bare = text.split('/').next()?;
    let address: IpAddr = bare.parse().ok()?;
    let names_nothing = address.is_unspecified() || address.is_loopback();
    (!names_nothing).then(|| interface_of(address))
}

/// Every address of a network is one of an interface; a public one may be an Elastic IP as well.
fn interface_of(address: IpAddr) -> Recognized {
    let types = ["AWS::EC2::NetworkInterface", "AWS::EC2::EIP"];
    let is_private = matches!(address, IpAddr::V4(v4) if v4.is_private());
    let count = if is_private { 1 } else { types.len() };
    Recognized::new(Form::Address, &address.to_string(), &types[..count])
}

fn bucket_called(name: &str) -> Recognized {
    Recognized::new(Form::Name, name, &["AWS::S3::Bucket"])
}

fn of_url(text: &str) -> Option<Recognized> {
    let (scheme, rest) = text.split_once("://")?;
    match scheme.to_ascii_lowercase().as_str() {
        "s3" | "s3a" | "s3n" => {
            let bucket = rest.split(['/', '?']).next()?;
            (!bucket.is_empty()).then(|| bucket_called(bucket))
        }
        "http" | "https" => {
            let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            if pages::is_console(host) {
                pages::recognize(host, path)
            } else {
                hosts::recognize(host, path)
            }
        }
        _ => None,
    }
}

/// A host of AWS without a scheme, with a path or without.
fn of_host(text: &str) -> Option<Recognized> {
    let (host, path) = text.split_at(text.find('/').unwrap_or(text.len()));
    hosts::recognize(host, path)
}
