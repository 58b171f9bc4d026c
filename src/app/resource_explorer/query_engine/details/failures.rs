//! Details that an operation of phase 2 could not give, gathered by key: a thousand refusals are one line.

use std::fmt;
use std::mem::{Discriminant, discriminant};

use compact_str::CompactString;

use crate::app::resource_explorer::source::SourceError;
use crate::model::QueryKey;

/// Resources that are named; the others are counted.
const MOST_NAMED: usize = 10;

/// Different reasons that are listed for one operation on one key.
const MOST_REASONS: usize = 8;

/// Details of resources of one key that one operation could not give, all for one kind of reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailsFailure {
    /// Whose resources.
    pub key: QueryKey,
    /// The operation, as [`crate::model::DetailSection::operation`] spells it.
    pub operation: &'static str,
    /// The first of the resources; none where one call was to answer for the whole key.
    pub resources: Vec<CompactString>,
    /// How many resources were refused.
    pub count: usize,
    /// How many were not asked about, because none of many was answered.
    pub not_asked: usize,
    /// Why, of the first.
    pub error: SourceError,
}

impl fmt::Display for DetailsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            operation,
            resources,
            count,
            not_asked,
            error,
        } = self;
        write!(f, "details of {operation} of {} ", key.resource_type)?;
        if let [only] = resources.as_slice() {
            write!(f, "{only} ")?;
        }
        write!(f, "in {} {}: {error}", key.account, key.region)?;
        if resources.len() > 1 {
            write!(f, " ({}", resources.join(", "))?;
            match count - resources.len() {
                0 => write!(f, ")")?,
                more => write!(f, " and {more} more)")?,
            }
        }
        if *not_asked > 0 {
            write!(
                f,
                "; {not_asked} others were not asked, because none was answered"
            )?;
        }
        Ok(())
    }
}

/// The failures of one operation on one key.
#[derive(Debug)]
pub(super) struct Failures {
    key: QueryKey,
    operation: &'static str,
    by_reason: Vec<DetailsFailure>,
}

impl Failures {
    pub(super) fn new(key: QueryKey, operation: &'static str) -> Self {
        Self {
            key,
            operation,
            by_reason: Vec::new(),
        }
    }

    /// One resource was refused; or the whole key, where none is named.
    pub(super) fn add(&mut self, resource: Option<CompactString>, error: SourceError) {
        let kind = kind_of(&error);
        let known = self
            .by_reason
            .iter()
            .position(|failure| kind_of(&failure.error) == kind);
        let at = match known {
            Some(at) => at,
            None if self.by_reason.len() == MOST_REASONS => MOST_REASONS - 1,
            None => {
                self.by_reason.push(DetailsFailure {
                    key: self.key,
                    operation: self.operation,
                    resources: Vec::new(),
                    count: 0,
                    not_asked: 0,
                    error,
                });
                self.by_reason.len() - 1
            }
        };
        let failure = &mut self.by_reason[at];
        failure.count += 1;
        if failure.resources.len() < MOST_NAMED {
            failure.resources.extend(resource);
        }
    }

    /// So many resources were not asked about, because of what was refused.
    pub(super) fn not_asked(&mut self, count: usize) {
        let most = self
            .by_reason
            .iter_mut()
            .max_by_key(|failure| failure.count);
        if let Some(failure) = most {
            failure.not_asked += count;
        }
    }

    pub(super) fn into_inner(self) -> Vec<DetailsFailure> {
        self.by_reason
    }
}

/// What makes two reasons the same: messages name resources, kinds and codes do not.
fn kind_of(error: &SourceError) -> (Discriminant<SourceError>, Option<&str>) {
    let code = match error {
        SourceError::Denied { code, .. }
        | SourceError::Throttled { code, .. }
        | SourceError::Service { code, .. }
        | SourceError::Fault { code, .. }
        | SourceError::Gone { code, .. } => Some(code.as_str()),
        _ => None,
    };
    (discriminant(error), code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::key;

    fn denied(code: &str) -> SourceError {
        SourceError::Denied {
            action: "kms:DescribeKey".into(),
            code: code.into(),
            principal: None,
        }
    }

    #[test]
    fn one_line_for_each_reason_names_place_and_resources() {
        let mut failures = Failures::new(key("eu-west-1", "AWS::KMS::Key"), "DescribeKey");
        failures.add(Some("odd".into()), denied("Other"));
        for at in 0..12 {
            let resource = compact_str::format_compact!("key-{at}");
            failures.add(Some(resource), denied("AccessDeniedException"));
        }
        failures.not_asked(30);
        let told: Vec<String> = failures
            .into_inner()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told[0],
            "details of DescribeKey of AWS::KMS::Key odd in 001234567890 eu-west-1: \
             not allowed: kms:DescribeKey (Other)"
        );
        assert!(
            told[1].contains("(key-0, key-1, ") && told[1].contains("key-9 and 2 more); 30 others"),
            "{}",
            told[1]
        );
    }
}
