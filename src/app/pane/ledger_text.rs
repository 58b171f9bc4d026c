//! The ledger as text, for the clipboard. Each text goes through all lines: on a thread of its own when they are
//! many.
//! own.

use std::collections::BTreeSet;

use super::ledger_matrix::LedgerFilter;
use crate::app::policy::{Needs, Policy};
use crate::app::resource_explorer::ledger::{FailureGroup, LedgerEntry, Lines, failure_groups};
use crate::catalog::permissions;
use crate::model::QueryKey;

/// Most keys that a text of failures names per cause.
const MOST_KEYS: usize = 10_000;

/// What of a ledger is wanted as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerText {
    /// The lines that pass, as CSV with a header.
    Csv(LedgerFilter),
    /// An IAM policy of the reads that were refused.
    PolicyOfDenied,
    /// What failed, by cause.
    Failures,
}

impl LedgerText {
    /// As a confirmation names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv(_) => "Ledger",
            Self::PolicyOfDenied => "Policy",
            Self::Failures => "Failures",
        }
    }

    /// Why there is nothing to write.
    pub fn why_empty(self) -> &'static str {
        match self {
            Self::Csv(_) => "no query key is done yet",
            Self::PolicyOfDenied => {
                "no read was denied, and leave to assume a role has to be given by the role"
            }
            Self::Failures => "nothing failed",
        }
    }

    /// Writes it; nothing when there is nothing to say.
    pub fn write(self, lines: &Lines) -> Option<String> {
        match self {
            Self::Csv(filter) => Some(ledger_csv(lines, filter)),
            Self::PolicyOfDenied => policy_of_denied(lines),
            Self::Failures => {
                let groups = failure_groups(lines);
                let texts: Vec<String> = groups.iter().map(failure_text).collect();
                (!texts.is_empty()).then(|| texts.join("\n"))
            }
        }
    }
}

/// A cause and a line per key.
pub fn failure_text(group: &FailureGroup) -> String {
    let mut text = format!("{}: {}\n", group.outcome.label(), group.cause);
    for key in group.keys.iter().take(MOST_KEYS) {
        text += &format!("  {key}\n");
    }
    if group.keys.len() > MOST_KEYS {
        text += &format!("  and {} more\n", group.keys.len() - MOST_KEYS);
    }
    text
}

/// The lines that pass as CSV with a header.
fn ledger_csv(lines: &Lines, filter: LedgerFilter) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let heading = [
        "account_id",
        "region",
        "resource_type",
        "outcome",
        "rows",
        "provider",
        "error",
        "age_s",
    ];
    // Writing to memory cannot fail, and every record has as many fields as the heading.
    let _ = out.write_record(heading);
    for entry in lines.iter().filter(|entry| filter.passes(entry)) {
        let QueryKey {
            account,
            region,
            resource_type,
        } = entry.key;
        let _ = out.write_record([
            &*account.digits(),
            region.as_str(),
            resource_type.as_str(),
            entry.outcome.as_str(),
            &entry.rows.to_string(),
            entry.provider.map_or("", |provider| provider.as_str()),
            &entry.why().unwrap_or_default(),
            &entry
                .cached_age
                .map(|age| age.as_secs().to_string())
                .unwrap_or_default(),
        ]);
    }
    let bytes = out.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A policy of the reads that were refused; nothing when none was. Leave to assume a role is not
/// among them: it belongs to one role, and the ledger does not know which.
fn policy_of_denied(lines: &Lines) -> Option<String> {
    let denied: BTreeSet<&str> = lines
        .iter()
        .filter_map(LedgerEntry::denied_action)
        .collect();
    let reads = denied
        .into_iter()
        .filter(|action| permissions::is_read(action));
    let needs = Needs {
        reads: reads.map(str::to_owned).collect(),
        ..Needs::default()
    };
    (!needs.reads.is_empty()).then(|| Policy::of(&needs).to_text())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::app::resource_explorer::ledger::{Ledger, Outcome};
    use crate::app::resource_explorer::source::SourceError;
    use crate::model::Provider;

    fn line(ty: &str, outcome: Outcome, error: Option<SourceError>) -> LedgerEntry {
        let key = QueryKey {
            account: "176031372159".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        };
        LedgerEntry {
            provider: Some(Provider::Ec2),
            error: error.map(Arc::new),
            ..LedgerEntry::new(key, outcome)
        }
    }

    fn denied(action: &str) -> SourceError {
        SourceError::Denied {
            action: action.into(),
            code: "AccessDenied".into(),
            principal: None,
        }
    }

    fn text(what: LedgerText, lines: impl IntoIterator<Item = LedgerEntry>) -> Option<String> {
        let mut ledger = Ledger::default();
        ledger.extend(lines);
        what.write(ledger.lines())
    }

    #[test]
    fn csv_has_a_line_per_key_that_passes_and_quotes_what_needs_it() {
        let said = SourceError::Config("said \"no\", twice".into());
        let mut failed = line("AWS::EC2::VPC", Outcome::Failed, Some(said));
        failed.cached_age = Some(Duration::from_secs(90));
        let complete = line("AWS::EC2::Volume", Outcome::Complete, None);
        let lines = [failed, complete];
        let all = text(LedgerText::Csv(LedgerFilter::All), lines.clone()).unwrap();
        assert_eq!(
            all,
            "account_id,region,resource_type,outcome,rows,provider,error,age_s\n\
             176031372159,us-east-1,AWS::EC2::VPC,failed,0,ec2,\"said \"\"no\"\", twice\",90\n\
             176031372159,us-east-1,AWS::EC2::Volume,complete,0,ec2,,\n"
        );
        let only = LedgerFilter::Only(Outcome::Complete);
        let complete = text(LedgerText::Csv(only), lines).unwrap();
        assert_eq!(complete.lines().count(), 1 + 1);
    }

    #[test]
    fn csv_says_why_only_tags_are_left() {
        let mut by_tags = line("AWS::EC2::VPC", Outcome::Partial, None);
        by_tags.left_to_tags = Some(Arc::new(SourceError::BadAnswer {
            action: "ec2:DescribeVpcs".into(),
            reason: "no Vpcs in it".into(),
        }));
        let text = text(LedgerText::Csv(LedgerFilter::All), [by_tags]).unwrap();
        let why = "by tags only, because: unexpected answer from ec2:DescribeVpcs: no Vpcs in it";
        assert!(text.contains(why), "{text}");
    }

    #[test]
    fn the_policy_allows_the_reads_that_were_refused_and_no_role() {
        let read = "ec2:DescribeVolumes";
        let volumes = line("AWS::EC2::Volume", Outcome::Denied, Some(denied(read)));
        let role = Some(denied("sts:AssumeRole"));
        let only_role = line("AWS::EC2::VPC", Outcome::Denied, role);
        let policy = LedgerText::PolicyOfDenied;
        let written = text(policy, [volumes, only_role.clone()]).unwrap();
        let written: serde_json::Value = serde_json::from_str(&written).unwrap();
        let actions = &written["Statement"][0]["Action"];
        assert_eq!(*actions, serde_json::json!([read]));
        assert_eq!(text(policy, [only_role]), None);
    }

    #[test]
    fn failures_are_told_by_cause_with_their_keys() {
        let volumes = Some(denied("ec2:DescribeVolumes"));
        let lines = [
            line("AWS::EC2::VPC", Outcome::Complete, None),
            line("AWS::EC2::Host", Outcome::Cancelled, None),
            line("AWS::EC2::Subnet", Outcome::Denied, volumes.clone()),
            line("AWS::EC2::Volume", Outcome::Denied, volumes),
        ];
        let told = text(LedgerText::Failures, lines.clone()).unwrap();
        assert_eq!(
            told,
            "denied: not allowed: ec2:DescribeVolumes (AccessDenied)\n  \
             176031372159:us-east-1:AWS::EC2::Subnet\n  \
             176031372159:us-east-1:AWS::EC2::Volume\n\n\
             cancelled: cancelled\n  \
             176031372159:us-east-1:AWS::EC2::Host\n"
        );
        let [complete, ..] = lines;
        assert_eq!(text(LedgerText::Failures, [complete]), None);
    }
}
