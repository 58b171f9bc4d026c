//! Names, tags and ARNs.

use std::fmt::Write;

use super::kind::{Kind, Presence};
use super::place::Place;
use super::values::{Dice, Hex, Padded, Uuid, mix};
use crate::sandbox::xml::Put;

const APPS: [&str; 24] = [
    "payments",
    "checkout",
    "catalog",
    "search",
    "identity",
    "billing",
    "ledger",
    "pricing",
    "inventory",
    "shipping",
    "returns",
    "reviews",
    "mailer",
    "media",
    "reports",
    "insights",
    "ingest",
    "stream",
    "gateway",
    "portal",
    "mobile",
    "partner",
    "fraud",
    "loyalty",
];
const ROLES: [&str; 12] = [
    "api", "worker", "web", "batch", "cache", "db", "queue", "proxy", "cron", "edge", "admin",
    "canary",
];
const ENVIRONMENTS: [&str; 8] = [
    "prod", "prod", "prod", "prod", "staging", "staging", "dev", "test",
];
const TEAMS: [&str; 10] = [
    "Payments",
    "Storefront",
    "Platform",
    "Data",
    "Security",
    "Logistics",
    "Growth",
    "Mobile",
    "Site Reliability",
    "Finance Systems",
];
const OWNERS: [&str; 8] = [
    "Jürgen Weiß",
    "佐藤 美咲",
    "Zoë Nuñez",
    "Łukasz Żółć",
    "أمينة الحسن",
    "Ана Петровић",
    "김민준",
    "Siobhán O'Neill 🚀",
];
const LONG_NOTE: &str = "Kept for the yearly audit; do not delete before the retention period of \
    seven years has passed. Ask the owning team first, and write down who agreed and when. \
    Restores are tested every quarter, see the runbook for the steps and for the people to call.";

/// What a resource is part of.
#[derive(Clone, Copy)]
struct Ownership {
    app: &'static str,
    role: &'static str,
    environment: &'static str,
    team: &'static str,
}

fn belonging(dice: Dice) -> Ownership {
    let app = dice.below(100, APPS.len() as u32) as usize;
    Ownership {
        app: APPS[app],
        role: dice.pick(101, &ROLES),
        environment: dice.pick(102, &ENVIRONMENTS),
        team: TEAMS[app % TEAMS.len()],
    }
}

impl Place<'_> {
    /// What a resource is called, such as `payments-api-prod-07`, whether or not it has a tag that
    /// says so. Letters, digits and dashes only.
    pub(crate) fn name(self, kind: Kind, ordinal: u32) -> String {
        let Ownership {
            app,
            role,
            environment,
            ..
        } = belonging(self.dice(kind, ordinal));
        let suffix = match kind {
            Kind::SecurityGroup => "-sg",
            Kind::Subnet => "-net",
            Kind::RouteTable => "-rtb",
            Kind::Volume => "-data",
            _ => "",
        };
        format!("{app}-{role}-{environment}{suffix}-{:02}", ordinal % 100)
    }

    /// A name that no other resource of the kind has: it ends with the ordinal.
    pub(crate) fn unique_name(self, kind: Kind, ordinal: u32) -> String {
        if let Some(given) = given_by_aws(kind, ordinal) {
            return given.to_owned();
        }
        let Ownership {
            app,
            role,
            environment,
            ..
        } = belonging(self.dice(kind, ordinal));
        let prefix = if kind.is_ec2() {
            ""
        } else {
            kind.info().prefix
        };
        let mut name = format!("{prefix}{app}-{role}-{environment}-");
        Padded(ordinal, 4).put(&mut name);
        name
    }

    /// A name for what is not a kind of the estate, by its dice and number.
    pub(crate) fn made_up_name(self, dice: Dice, number: u32) -> String {
        let Ownership {
            app,
            role,
            environment,
            ..
        } = belonging(dice);
        let mut name = format!("{app}-{role}-{environment}-");
        Padded(number, 4).put(&mut name);
        name
    }

    /// The resource that has a [`Place::unique_name`], if it is here.
    pub(crate) fn find_name(self, kind: Kind, name: &str) -> Option<u32> {
        let ordinal: u32 = name.rsplit('-').next()?.parse().ok()?;
        let known = ordinal < self.count(kind) && self.unique_name(kind, ordinal) == name;
        known.then_some(ordinal)
    }

    /// The name of a bucket. It can be read backwards from any region.
    pub(crate) fn bucket_name(self, ordinal: u32) -> String {
        let id = self.id(Kind::Bucket, ordinal);
        let belongs = belonging(self.dice(Kind::Bucket, ordinal));
        let mut name = format!("{}-{}-", belongs.app, belongs.environment);
        Hex(id.bits, 16).put(&mut name);
        name
    }

    /// Whether a resource has tags at all.
    pub(crate) fn is_tagged(self, kind: Kind, ordinal: u32) -> bool {
        !self.dice(kind, ordinal).among(110, self.estate.untagged)
    }

    /// Shows every tag of a resource to `see`, keys and values unescaped.
    pub(crate) fn each_tag(self, kind: Kind, ordinal: u32, mut see: impl FnMut(&str, &str)) {
        if !self.is_tagged(kind, ordinal) {
            return;
        }
        let dice = self.dice(kind, ordinal);
        let Ownership {
            app,
            role,
            environment,
            team,
        } = belonging(dice);
        see("Environment", environment);
        if dice.among(111, 0.95) {
            see("Name", &self.name(kind, ordinal));
        }
        if dice.among(112, 0.85) {
            see("Team", team);
        }
        let mut text = String::with_capacity(64);
        if dice.among(113, 0.7) {
            text.push_str("CC-");
            (1_000 + dice.below(114, 60) * 50).put(&mut text);
            see("CostCenter", &text);
        }
        see("Application", app);
        if dice.among(115, 0.4) {
            see("ManagedBy", "terraform");
        }
        if dice.among(116, 0.2) {
            text.clear();
            // Writing to a String cannot fail.
            let _ = write!(text, "{app}-{environment}-stack");
            see("aws:cloudformation:stack-name", &text);
            see("aws:cloudformation:logical-id", role);
        }
        self.each_rare_tag(dice, see);
    }

    /// Rare tags that programs often handle wrongly.
    fn each_rare_tag(self, dice: Dice, mut see: impl FnMut(&str, &str)) {
        if dice.among(120, 0.12) {
            see("Owner", dice.pick(121, &OWNERS));
        }
        if dice.among(122, 0.04) {
            see("Note", LONG_NOTE);
        }
        if dice.among(123, 0.03) {
            see("担当部署", "物流・配送");
        }
        if dice.among(124, 0.03) {
            see("Backup", "");
        }
        if dice.among(125, 0.02) {
            see("Contact", "Fish & <Chips> \"fryers\" = ops@example.com");
        }
        if dice.among(126, 0.02) {
            see("environment", "PROD");
        }
    }

    /// The resource of another service than EC2 that has an ARN, if it is here.
    pub(crate) fn find_arn(self, arn: &str) -> Option<(Kind, u32)> {
        let facts = crate::catalog::arn::resolve(arn)?;
        let kind = Kind::of_type(facts.resource_type.as_str()).filter(|kind| !kind.is_ec2())?;
        let mut spelled = String::new();
        let mut is_it = |ordinal: &u32| {
            spelled.clear();
            self.put_arn(kind, *ordinal, &mut spelled);
            spelled == arn
        };
        // Most names end with the ordinal; a secret's is followed by a suffix.
        let digits = arn
            .rsplit(['-', '/', ':'])
            .filter(|part| part.len() >= 4)
            .find_map(|part| part.parse().ok());
        let candidates = digits.into_iter().chain(ordinal_of_code(kind, arn));
        let near = candidates
            .filter(|ordinal| *ordinal < self.count(kind))
            .find(&mut is_it);
        let found = near.or_else(|| (0..self.count(kind)).find(|ordinal| is_it(ordinal)));
        found.map(|ordinal| (kind, ordinal))
    }

    /// Appends the ARN of a resource. It contains nothing that needs escaping.
    pub(crate) fn put_arn(self, kind: Kind, ordinal: u32, out: &mut String) {
        let info = kind.info();
        let prefix = self.arn_prefix(info.service);
        match kind {
            Kind::Bucket => {
                out.push_str("arn:aws:s3:::");
                out.push_str(&self.bucket_name(ordinal));
            }
            Kind::HostedZone => {
                ("arn:aws:route53:::", info.arn_path).put(out);
                out.push_str(&self.own_part(kind, ordinal));
            }
            kind if info.presence == Presence::Home => {
                let service = info.service;
                ("arn:aws:", service, "::", self.owner(), ":", info.arn_path).put(out);
                out.push_str(&self.own_part(kind, ordinal));
            }
            // Names of paths of their own, without an account between.
            Kind::RestApi | Kind::HttpApi => {
                (
                    "arn:aws:apigateway:",
                    self.region_name(),
                    "::",
                    info.arn_path,
                )
                    .put(out);
                out.push_str(&self.own_part(kind, ordinal));
            }
            Kind::Key => {
                (prefix, info.arn_path, Uuid(self.id(kind, ordinal).bits)).put(out);
            }
            Kind::PlacementGroup => {
                (prefix, info.arn_path).put(out);
                out.push_str(&self.unique_name(kind, ordinal));
            }
            kind if kind.is_ec2() => self.ec2_arn(kind, ordinal).put(out),
            _ => {
                (prefix, info.arn_path).put(out);
                out.push_str(&self.own_part(kind, ordinal));
                if matches!(kind, Kind::LoadBalancer | Kind::TargetGroup) {
                    ("/", Hex(self.id(kind, ordinal).bits, 16)).put(out);
                }
                if kind == Kind::Secret {
                    // Secrets Manager adds six random characters to every name.
                    ("-", Hex(self.id(kind, ordinal).bits, 6)).put(out);
                }
            }
        }
    }
}

impl Place<'_> {
    /// The last part of the ARN: the name, or the code that the service gives.
    fn own_part(self, kind: Kind, ordinal: u32) -> String {
        let code = |digits| self.code(kind, ordinal, digits);
        let uuid = || {
            let all = self.code(kind, ordinal, 32);
            let part = |range: std::ops::Range<usize>| &all[range];
            [
                part(0..8),
                part(8..12),
                part(12..16),
                part(16..20),
                part(20..32),
            ]
            .join("-")
        };
        match kind {
            Kind::RestApi | Kind::HttpApi => code(10),
            Kind::GraphQlApi => code(26),
            Kind::Certificate => uuid(),
            Kind::Distribution => format!("E{}", code(13).to_uppercase()),
            Kind::EmrApplication => format!("00{}", code(14)),
            Kind::FileSystem => format!("fs-{}", code(17)),
            Kind::HostedZone => format!("Z{}", code(20).to_uppercase()),
            Kind::TransferServer => format!("s-{}", code(17)),
            Kind::UserPool => format!("{}_{}", self.region_name(), code(9)),
            Kind::EcsTaskDefinition => {
                format!("{}:{}", self.unique_name(kind, ordinal), 1 + ordinal % 9)
            }
            Kind::Stack => format!("{}/{}", self.unique_name(kind, ordinal), uuid()),
            Kind::KafkaCluster => format!("{}/{}-2", self.unique_name(kind, ordinal), uuid()),
            _ => self.unique_name(kind, ordinal),
        }
    }

    /// Hexadecimal digits that no other resource of the kind here has: the last ones hide its ordinal.
    fn code(self, kind: Kind, ordinal: u32, digits: u32) -> String {
        let dice = self.dice(kind, ordinal);
        let mut code = String::new();
        for salt in 0..2 {
            Hex(dice.roll(130 + salt), 16).put(&mut code);
        }
        code.truncate(digits as usize - CODE_TAIL);
        let tail = (u64::from(ordinal) ^ mix(kind as u64)) & ((1 << (4 * CODE_TAIL)) - 1);
        Hex(tail, CODE_TAIL as u32).put(&mut code);
        code
    }
}

/// Digits of a code that hide the ordinal.
const CODE_TAIL: usize = 6;

/// The ordinal that the end of a code hides, if it is one.
fn ordinal_of_code(kind: Kind, arn: &str) -> Option<u32> {
    let text = arn.strip_suffix("-2").unwrap_or(arn);
    let tail = text.get(text.len().checked_sub(CODE_TAIL)?..)?;
    let tail = u64::from_str_radix(tail, 16).ok()?;
    let ordinal = (tail ^ mix(kind as u64)) & ((1 << (4 * CODE_TAIL)) - 1);
    u32::try_from(ordinal).ok()
}

/// The first of some kinds, which AWS puts into every account.
fn given_by_aws(kind: Kind, ordinal: u32) -> Option<&'static str> {
    let names: &[&str] = match kind {
        Kind::Alias => &["aws/ebs", "aws/rds", "aws/s3"],
        Kind::BackupVault => &["Default"],
        Kind::DbParameterGroup => &["default.mysql8.0"],
        Kind::EventBus => &["default"],
        Kind::WorkGroup => &["primary"],
        _ => &[],
    };
    names.get(ordinal as usize).copied()
}
