//! One line of the doctor's report.

/// Whether something works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// It works.
    Ok,
    /// It works in part, or something else needs it and will fail.
    Warn,
    /// It does not work.
    Fail,
}

impl Finding {
    /// As the report spells it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What was looked at, what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Check {
    /// What was looked at, one or two words.
    pub name: &'static str,
    /// Whether it works.
    pub finding: Finding,
    /// What was found.
    pub found: String,
    /// What to do; `None` when there is nothing to do.
    pub advice: Option<String>,
}

impl Check {
    /// It works.
    pub(super) fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            finding: Finding::Ok,
            found: found.into(),
            advice: None,
        }
    }

    /// It works in part.
    pub(super) fn warn(
        name: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            name,
            finding: Finding::Warn,
            found: found.into(),
            advice: Some(advice.into()),
        }
    }

    /// It does not work.
    pub(super) fn fail(
        name: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            finding: Finding::Fail,
            ..Self::warn(name, found, advice)
        }
    }
}
