//! Which credentials are meant: decided from files and environment as the AWS CLI decides it, before anything is
//! asked.
//!
//! What is named (a profile, a source, a role) is used, or it is an error with the place. Only a profile with
//! nothing of its own leaves the choice to the container or the machine.

mod choice;
mod machine;
mod roles;
mod sign_ins;

use compact_str::CompactString;

use super::config::Place;

pub(in crate::aws::access) use choice::plan;
pub(in crate::aws::access) use machine::MachinePlan;
pub(in crate::aws::access) use sign_ins::SsoPlan;

/// A key pair. Secret: no `Debug`.
#[derive(Clone)]
pub(in crate::aws::access) struct Keys {
    pub key_id: String,
    pub secret: String,
    pub token: Option<String>,
}

/// Where credentials come from.
#[derive(Clone)]
pub(in crate::aws::access) enum Plan {
    /// Keys of the environment or of a file.
    Keys(Keys),
    /// A role, entered from other credentials.
    Role(Box<RolePlan>),
    /// A role, entered with a token of another identity provider.
    WebIdentity(WebIdentityPlan),
    /// What a program prints.
    Process(ProcessPlan),
    /// A role that IAM Identity Center gives.
    Sso(SsoPlan),
    /// What `aws login` keeps.
    LoginSession(LoginSessionPlan),
    /// The role of the container.
    Container,
    /// The role of the machine.
    Machine(MachinePlan),
    /// The role of the container, or else that of the machine: nothing else is configured.
    Surroundings(MachinePlan),
}

/// A role of a profile.
#[derive(Clone)]
pub(in crate::aws::access) struct RolePlan {
    /// The profile that has it.
    pub profile: String,
    /// The role.
    pub arn: String,
    /// Where that stands.
    pub place: Place,
    /// The credentials that enter it.
    pub source: Plan,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// What the session is called.
    pub session_name: Option<String>,
    /// `DurationSeconds`.
    pub duration_seconds: Option<i32>,
    /// The device whose code is needed.
    pub mfa_serial: Option<String>,
}

/// A role by web identity.
#[derive(Clone)]
pub(in crate::aws::access) struct WebIdentityPlan {
    /// The role.
    pub role_arn: String,
    /// The file of the token: it is read each time.
    pub token_file: std::path::PathBuf,
    /// What the session is called.
    pub session_name: Option<String>,
}

/// A program that prints credentials.
#[derive(Clone)]
pub(in crate::aws::access) struct ProcessPlan {
    /// The profile that names it.
    pub profile: String,
    /// Program and arguments; at least the program.
    pub command: Vec<String>,
    /// Where it is named.
    pub place: Place,
}

/// A session of `aws login`.
#[derive(Clone)]
pub(in crate::aws::access) struct LoginSessionPlan {
    /// The profile that names it.
    pub profile: String,
    /// The session: its file is called by its hash.
    pub session: String,
}

/// Why there is no plan: one sentence.
pub(in crate::aws::access) type Unplanned = CompactString;

impl Plan {
    /// The plan at the end of a chain of roles.
    pub(in crate::aws::access) fn first_source(&self) -> &Self {
        match self {
            Self::Role(role) => role.source.first_source(),
            other => other,
        }
    }

    /// In words, for what a person reads: "a role, from IAM Identity Center".
    pub(in crate::aws::access) fn described(&self) -> String {
        match self {
            Self::Keys(_) => "keys".into(),
            Self::Role(role) => {
                let arn = role.arn.as_str();
                let name = arn.split_once(":role/").map_or(arn, |(_, name)| name);
                format!("role {name} from {}", role.source.described())
            }
            Self::WebIdentity(_) => "a web identity token".into(),
            Self::Process(_) => "credential_process".into(),
            Self::Sso(sso) => format!("Identity Center, profile {}", sso.profile),
            Self::LoginSession(_) => "aws login".into(),
            Self::Container => "the role of the container".into(),
            Self::Machine(_) => "the role of the machine".into(),
            Self::Surroundings(_) => "the role of the container or machine".into(),
        }
    }
}

#[cfg(test)]
mod tests;
