//! How a query key ended.

use crate::app::resource_explorer::source::SourceError;

/// How a query key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Every row there is.
    Complete,
    /// Some rows; there may be more.
    Partial,
    /// The caller may not list this.
    Denied,
    /// The service or operation does not exist there.
    Unsupported,
    /// The account has not enabled the region.
    RegionNotEnabled,
    /// AWS does not offer the type in the region, or has it in another account; nothing is missing.
    NotOffered,
    /// No provider was asked, for a reason that the line gives.
    NotAsked,
    /// Given up after being throttled too often.
    Throttled,
    /// No valid credentials for the account.
    SignIn,
    /// Stopped by the person, or by a newer query.
    Cancelled,
    /// Anything else that went wrong.
    Failed,
    /// Stopped by the memory budget.
    MemoryLimit,
}

impl Outcome {
    /// Every way there is, in the order of the variants.
    pub const ALL: [Self; 12] = [
        Self::Complete,
        Self::Partial,
        Self::Denied,
        Self::Unsupported,
        Self::RegionNotEnabled,
        Self::NotOffered,
        Self::NotAsked,
        Self::Throttled,
        Self::SignIn,
        Self::Cancelled,
        Self::Failed,
        Self::MemoryLimit,
    ];

    /// As reports spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Denied => "denied",
            Self::Unsupported => "unsupported",
            Self::RegionNotEnabled => "region_not_enabled",
            Self::NotOffered => "not_offered",
            Self::NotAsked => "not_asked",
            Self::Throttled => "throttled",
            Self::SignIn => "sign_in",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::MemoryLimit => "memory_limit",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Denied => "denied",
            Self::Unsupported => "not available here",
            Self::RegionNotEnabled => "region not enabled",
            Self::NotOffered => "not offered here",
            Self::NotAsked => "not asked",
            Self::Throttled => "throttled",
            Self::SignIn => "sign-in needed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::MemoryLimit => "stopped by the memory limit",
        }
    }

    /// Whether rows may exist that are not shown. What does not exist in a place is not missing.
    pub fn is_incomplete(self) -> bool {
        !matches!(
            self,
            Self::Complete | Self::RegionNotEnabled | Self::NotOffered
        )
    }

    /// Whether a person should look: something was refused or broke.
    pub fn is_failure(self) -> bool {
        matches!(
            self,
            Self::Denied | Self::Throttled | Self::SignIn | Self::Failed | Self::MemoryLimit
        )
    }

    /// Whether asking again can help.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Partial
                | Self::Throttled
                | Self::SignIn
                | Self::Cancelled
                | Self::Failed
                | Self::MemoryLimit
                | Self::Denied
        )
    }
}

impl From<&SourceError> for Outcome {
    fn from(error: &SourceError) -> Self {
        match error {
            SourceError::Denied { .. } => Self::Denied,
            SourceError::Throttled { .. } => Self::Throttled,
            SourceError::SignIn { .. } => Self::SignIn,
            SourceError::Unsupported { .. } => Self::Unsupported,
            SourceError::RegionNotEnabled(_) => Self::RegionNotEnabled,
            SourceError::NotAsked(_) => Self::NotAsked,
            SourceError::MemoryLimit(_) => Self::MemoryLimit,
            SourceError::Elsewhere(_) => Self::NotOffered,
            SourceError::Network { .. }
            | SourceError::TimeLimit { .. }
            | SourceError::Gone { .. }
            | SourceError::BadAnswer { .. }
            | SourceError::Service { .. }
            | SourceError::Fault { .. }
            | SourceError::Config(_)
            | SourceError::Internal(_) => Self::Failed,
        }
    }
}
