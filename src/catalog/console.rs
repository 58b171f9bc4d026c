//! Addresses of AWS's own console, from `console_links.tsv`.
//!
//! Each partition has a console of its own. A partition whose console is not known gets no address: a wrong one
//! would show the resource of another account.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::partitions::{self, Partition};
use super::table::{count_bytes, packed, rows, unpack};
use super::types;
use crate::model::percent;
use crate::model::{AccountId, Region, ResourceEntry, TypeId};

/// The facts of a resource that console addresses contain.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What it is.
    pub ty: TypeId,
    /// Its identifier.
    pub id: &'a str,
    /// Its ARN; empty for none.
    pub arn: &'a str,
    /// Where it is.
    pub region: Region,
    /// Whose it is.
    pub account: AccountId,
    /// The partition that AWS said it is in; `None` leaves it to the ARN and the region.
    pub partition: Option<&'a str>,
}

static LINKS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let links: HashMap<_, _> = rows(unpack(packed!("console_links")))
        .map(|[ty, url]| (ty, url))
        .collect();
    count_bytes(links.capacity() * (size_of::<(&str, &str)>() + 1));
    links
});

/// The address of a resource in the console: its own page where that is known, else the page that AWS opens for
/// its ARN. `None` where neither is known.
pub fn link(subject: &Subject<'_>) -> Option<String> {
    let filling = TemplateValues::of(subject)?;
    let own = LINKS.get(subject.ty.as_str());
    let by_arn = || LINKS.get("*").filter(|_| !subject.arn.is_empty());
    own.and_then(|template| filling.fill(template))
        .or_else(|| by_arn().and_then(|template| filling.fill(template)))
}

/// The address of a row's page; `None` where it is not known, as in a partition without a public console.
pub fn link_of_row(entry: &ResourceEntry) -> Option<String> {
    let arn = entry.arn().unwrap_or_default();
    link(&Subject {
        ty: entry.resource_type,
        id: &entry.id,
        arn: &arn,
        region: entry.region,
        account: entry.account,
        partition: None,
    })
}

/// Values for the placeholders of a template.
struct TemplateValues<'a> {
    subject: &'a Subject<'a>,
    partition: &'static Partition,
    host: &'static str,
    region: Region,
    /// The ARN after the fifth colon, by its parts.
    parts: Vec<&'a str>,
}

impl<'a> TemplateValues<'a> {
    fn of(subject: &'a Subject<'a>) -> Option<Self> {
        let mut of_arn = subject.arn.splitn(6, ':').skip(1);
        let (named, resource) = (of_arn.next(), of_arn.nth(3).unwrap_or_default());
        let partition = match subject.partition.or(named) {
            Some(name) => partitions::named(name),
            None if subject.region.is_global() => None,
            None => partitions::of_region(subject.region),
        }?;
        let region = if subject.region.is_global() {
            partition.home
        } else {
            subject.region
        };
        Some(Self {
            subject,
            partition,
            host: partition.console_host?,
            region,
            parts: resource.split(['/', ':']).collect(),
        })
    }

    fn fill(&self, template: &str) -> Option<String> {
        // A template with a host of its own is for the partition `aws` alone.
        if !template.contains("{console_host}") && self.partition.name != "aws" {
            return None;
        }
        let mut filled = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (gap, after) = after.split_once('}')?;
            filled += before;
            filled += &self.value(gap)?;
            rest = after;
        }
        Some(filled + rest)
    }

    fn value(&self, gap: &str) -> Option<String> {
        let encoded = |text: &str| (!text.is_empty()).then(|| percent::encoded(text).into_owned());
        match gap {
            "console_host" => Some(self.host.to_owned()),
            "home" => Some(self.partition.home.to_string()),
            "region_or_global" if self.subject.region.is_global() => Some("global".to_owned()),
            "region" | "region_or_global" => Some(self.region.to_string()),
            "account" => Some(self.subject.account.to_string()),
            "arn" => self.arn().map(|arn| percent::encoded_arn(arn).into_owned()),
            "arn_enc" => self.arn().map(|arn| percent::encoded(arn).into_owned()),
            "queue_url_enc" => Some(self.subject.id)
                .filter(|id| id.starts_with("https://"))
                .map(|url| percent::encoded(url).into_owned()),
            "id" => encoded(self.id()),
            "name" | "name_enc" => encoded(&self.name()?),
            "name_cw" => Some(encode_for_cloudwatch(&self.name()?)),
            "group_cw" => Some(encode_for_cloudwatch(self.before("log-stream")?)),
            // `nodegroup/CLUSTER/NAME`, `task/CLUSTER/ID`, `rule/BUS/NAME`, `schedule/GROUP/NAME`.
            "cluster" | "group" | "domain" => {
                encoded(self.part(1).filter(|_| self.parts.len() > 2)?)
            }
            "bus" => match self.parts.len() {
                2 => Some("default".to_owned()),
                _ => encoded(self.part(1)?),
            },
            // `task-definition/FAMILY:REVISION`, `layer:NAME:VERSION`.
            "family" => encoded(self.part(1)?),
            // `policy/o-1/service_control_policy/p-1`.
            "policy_type" | "revision" | "version" => encoded(self.part(2)?),
            property => encoded(self.property(property.strip_prefix("prop:")?)?),
        }
    }

    fn arn(&self) -> Option<&'a str> {
        Some(self.subject.arn).filter(|arn| !arn.is_empty())
    }

    fn part(&self, at: usize) -> Option<&'a str> {
        self.parts.get(at).copied()
    }

    /// The part of the ARN before the one of this name.
    fn before(&self, name: &str) -> Option<&'a str> {
        let (group, _) = self.subject.arn.split_once(&format!(":{name}:"))?;
        group.rsplit_once(":log-group:").map(|(_, group)| group)
    }

    /// The last part of identifiers that are composed, paths or ARNs.
    fn id(&self) -> &'a str {
        let id = self.subject.id;
        let own = id.rsplit_once('|').map_or(id, |(_, own)| own);
        let is_path = own.starts_with("arn:") || own.starts_with('/') || own.contains("://");
        if is_path && self.subject.ty.as_str() == "AWS::WAFv2::WebACL" {
            return self.part(3).unwrap_or(own);
        }
        match own.rsplit(['/', ':']).next() {
            Some(last) if is_path => last,
            _ => own,
        }
    }

    /// The name that the service uses: the identifier of most, never the tag `Name`.
    fn name(&self) -> Option<String> {
        let id = self.subject.id;
        match self.subject.ty.as_str() {
            // Log groups and parameters are paths themselves.
            "AWS::Logs::LogGroup" | "AWS::SSM::Parameter" if !id.starts_with("arn:") => {
                Some(id.to_owned())
            }
            "AWS::Logs::LogGroup" => {
                let (_, name) = self.subject.arn.split_once(":log-group:")?;
                Some(name.trim_end_matches(":*").to_owned())
            }
            "AWS::Logs::LogStream" => {
                let (_, stream) = self.subject.arn.split_once(":log-stream:")?;
                Some(stream.to_owned())
            }
            // The ARN ends in six random characters that are not part of the name.
            "AWS::SecretsManager::Secret" => {
                let (_, secret) = self.subject.arn.split_once(":secret:")?;
                let (name, _) = secret.rsplit_once('-')?;
                Some(name.to_owned())
            }
            // `regional/webacl/NAME/ID`, `layer:NAME:VERSION`, `nodegroup/CLUSTER/NAME/UUID`.
            "AWS::WAFv2::WebACL" | "AWS::EKS::Nodegroup" | "AWS::EKS::Addon" => {
                self.part(2).map(str::to_owned)
            }
            "AWS::Lambda::LayerVersion" => self.part(1).map(str::to_owned),
            // Projects, brokers and the like: `arn:…:fleet/NAME`.
            _ => Some(self.id().to_owned()),
        }
    }

    /// A property that the identifier or the ARN holds.
    fn property(&self, name: &str) -> Option<&'a str> {
        if name.ends_with("Arn") {
            return self.arn();
        }
        let primary = types::get(self.subject.ty)?.primary_id;
        let parts = self.subject.id.split('|');
        let mut named = primary.split('|').zip(parts);
        named
            .find(|(known, _)| *known == name)
            .map(|(_, part)| part)
    }
}

/// CloudWatch's pages encode twice and write `$` for the second percent sign.
fn encode_for_cloudwatch(text: &str) -> String {
    percent::encoded(&percent::encoded(text)).replace('%', "$")
}

#[cfg(test)]
mod tests;
