use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;
use crate::aws::access::config::configuration;
use crate::aws::testing::Fixture;

fn session() -> Session {
    Session {
        name: "corp".into(),
        start_url: "https://corp.awsapps.com/start".into(),
        region: "eu-west-1".parse().unwrap(),
        scopes: vec![DEFAULT_SCOPES.into()],
        profile: "prod".into(),
    }
}

/// An Identity Center: each `CreateToken` gets the next of `answers`, the last one for ever.
fn center(answers: Vec<(u16, &'static str)>) -> Fixture {
    let asked = Arc::new(AtomicUsize::new(0));
    Fixture::new(move |seen| {
        let path = seen
            .uri
            .rsplit_once(".com")
            .map_or(&*seen.uri, |(_, path)| path);
        match path {
            "/client/register" => (
                200,
                r#"{"clientId":"c-1","clientSecret":"client-s3cret","clientSecretExpiresAt":1900000000}"#.into(),
            ),
            "/device_authorization" => (
                200,
                r#"{"deviceCode":"d-1","userCode":"ABCD-EFGH","verificationUri":"https://device.sso/","verificationUriComplete":"https://device.sso/?user_code=ABCD-EFGH","expiresIn":600,"interval":1}"#.into(),
            ),
            "/token" => {
                let at = asked.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
                let (status, body) = answers[at];
                (status, body.to_owned())
            }
            other => panic!("asked for {other}"),
        }
    })
}

const PENDING: (u16, &str) = (
    400,
    r#"{"__type":"AuthorizationPendingException","error":"authorization_pending"}"#,
);
const DENIED: (u16, &str) = (
    400,
    r#"{"__type":"AccessDeniedException","error":"access_denied"}"#,
);
const GIVEN: (u16, &str) = (
    200,
    r#"{"accessToken":"t0ken","tokenType":"Bearer","expiresIn":3600,"refreshToken":"refr3sh"}"#,
);

async fn sign_in(
    center: &Fixture,
    folder: &std::path::Path,
) -> (Result<(), SourceError>, Vec<SignInPrompt>) {
    let prompts = Mutex::new(Vec::new());
    let login_settings = center.source().login_settings().unwrap();
    let on_prompt = |prompt| prompts.lock().unwrap().push(prompt);
    let done = device::login(&login_settings, &session(), folder, &on_prompt).await;
    (done, prompts.into_inner().unwrap())
}

#[test]
fn profiles_of_a_session_share_it_and_so_do_roles_that_are_entered_from_them() {
    let role = "sso_account_id = 001234567890\nsso_role_name = Admin\n";
    let files = format!(
        "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp/start\n\
         [profile a]\nsso_session = corp\n{role}[profile b]\nsso_session = corp\n{role}\
         [profile old]\nsso_start_url = https://old/start\nsso_region = us-east-1\n{role}\
         [profile r]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = a\n\
         [profile keys]\naws_access_key_id = AKID\n[profile lost]\nsso_session = nowhere\n"
    );
    let sessions = sessions(&configuration(&files, "", &[]));
    assert_eq!(sessions.keys().collect::<Vec<_>>(), ["a", "b", "old", "r"]);
    assert_eq!(sessions["a"].name, sessions["b"].name);
    assert_eq!(sessions["r"].profile, "a");
    assert_eq!(sessions["a"].scopes, [DEFAULT_SCOPES]);
    assert_eq!(sessions["old"].name, "https://old/start");
    assert!(sessions["old"].scopes.is_empty());
}

#[tokio::test]
async fn a_confirmed_code_becomes_a_token_file_as_the_cli_writes_it() {
    let home = tempfile::tempdir().unwrap();
    let center = center(vec![PENDING, GIVEN]);
    let (done, prompts) = sign_in(&center, home.path()).await;
    done.unwrap();
    assert_eq!(prompts.len(), 1);
    assert_eq!(prompts[0].code, "ABCD-EFGH");
    assert_eq!(prompts[0].url, "https://device.sso/?user_code=ABCD-EFGH");
    // `printf corp | sha1sum`
    let file = home
        .path()
        .join("ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
    assert_eq!(token_file::path(home.path(), &session()), file);
    let text = std::fs::read_to_string(&file).unwrap();
    let token: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(token["accessToken"], "t0ken");
    assert_eq!(token["refreshToken"], "refr3sh");
    assert_eq!(token["clientId"], "c-1");
    assert_eq!(token["startUrl"], "https://corp.awsapps.com/start");
    assert_eq!(token["region"], "eu-west-1");
    assert_eq!(token["registrationExpiresAt"], "2030-03-17T17:46:40Z");
    let expires = token["expiresAt"].as_str().unwrap();
    assert!(expires.len() == 20 && expires.ends_with('Z'), "{expires}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_refused_code_is_one_clear_sentence_and_leaves_no_file() {
    let home = tempfile::tempdir().unwrap();
    let (done, prompts) = sign_in(&center(vec![DENIED]), home.path()).await;
    let sentence = done.unwrap_err().to_string();
    assert_eq!(
        sentence,
        "corp: the sign-in came to nothing: it was refused in the browser; try again"
    );
    assert_eq!(prompts.len(), 1);
    assert!(std::fs::read_dir(home.path()).unwrap().next().is_none());
}
