//! From a plan to a provider of credentials: each asks what its plan names and nothing else.
//!
//! What goes wrong is an error of the engine, in one sentence; it travels through the SDK as a cause.

mod login_session;
mod machine;
mod origin;
mod process;
mod process_output;
mod profile_role;
mod sso_role;
mod surroundings;
mod time;
mod web_identity;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

use super::login::Login;
use super::plan::{Keys, Plan};
use login_session::LoginSession;
use machine::MachineRole;
use origin::shared;
use process::HelperOutput;
use profile_role::ProfileRole;
use sso_role::SsoRole;
use web_identity::WebIdentity;

pub(in crate::aws) use process::Helpers;
pub(in crate::aws::access) use time::time_of;

/// The provider of a plan. `base` has the settings of its calls, and no credentials yet.
pub(in crate::aws::access) fn provider(
    plan: Plan,
    base: &Login,
    helpers: &Helpers,
) -> SharedCredentialsProvider {
    match plan {
        Plan::Keys(Keys {
            key_id,
            secret,
            token,
        }) => SharedCredentialsProvider::new(Credentials::new(
            key_id,
            secret,
            token,
            None,
            "configuration",
        )),
        Plan::Role(role) => {
            let source = provider(role.source.clone(), base, helpers);
            shared(ProfileRole::new(*role, base.with_provider(source)))
        }
        Plan::WebIdentity(role) => shared(WebIdentity::new(role, base)),
        Plan::Process(process) => shared(HelperOutput::new(process, helpers)),
        Plan::Sso(sso) => shared(SsoRole::new(sso, base)),
        Plan::LoginSession(session) => shared(LoginSession::new(session)),
        Plan::Container => surroundings::container(base),
        Plan::Machine(machine) => shared(MachineRole::new(machine, base)),
        Plan::Surroundings(machine) => surroundings::either(machine, base),
    }
}
