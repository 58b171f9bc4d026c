use super::*;
use crate::aws::access::config::configuration;

/// The plan in words, or the refusal.
fn of(config: &str, credentials: &str, variables: &[(&str, &str)], named: Option<&str>) -> String {
    let config = configuration(config, credentials, variables);
    match plan(&config, named) {
        Ok(Plan::Keys(keys)) => format!("keys {}", keys.key_id),
        Ok(Plan::Role(role)) => match &role.source {
            Plan::Keys(keys) => format!("role {} from keys {}", role.arn, keys.key_id),
            other => format!("role {} from {}", role.arn, other.described()),
        },
        Ok(Plan::WebIdentity(role)) => format!("web identity {}", role.role_arn),
        Ok(Plan::Process(process)) => format!("process {:?}", process.command),
        Ok(Plan::Sso(sso)) => format!("sso {:?} {} {}", sso.session, sso.account_id, sso.role_name),
        Ok(Plan::LoginSession(login)) => format!("login {}", login.session),
        Ok(other) => other.described(),
        Err(sentence) => format!("refused: {sentence}"),
    }
}

fn keys(id: &str) -> String {
    format!("aws_access_key_id = {id}\naws_secret_access_key = s\n")
}

fn assert_refused(found: &str, parts: &[&str]) {
    assert!(found.starts_with("refused: "), "{found}");
    for part in parts {
        assert!(found.contains(part), "{part} in {found}");
    }
}

const CONTAINER: (&str, &str) = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/x");

#[test]
fn what_a_profile_names_is_used_or_refused_and_the_container_never_answers_for_it() {
    for (config, parts) in [
        (
            "role_arn = r\nsource_profile = nosuch",
            &["nosuch", "config, line 3", "neither"][..],
        ),
        ("role_arn = r\nsource_profile = a", &["a", "line 3"]),
        (
            "role_arn = r",
            &["source_profile", "credential_source", "line 2"],
        ),
        (
            "role_arn = r\nsource_profile = a\ncredential_source = Environment",
            &["both", "line 3", "line 4"],
        ),
        (
            "role_arn = r\ncredential_source = Elsewhere",
            &["Elsewhere", "EcsContainer"],
        ),
        (
            "role_arn = r\ncredential_source = Environment",
            &["AWS_ACCESS_KEY_ID"],
        ),
        ("source_profile = b", &["source_profile", "role_arn"]),
        ("aws_secret_access_key = x", &["aws_access_key_id"]),
        (
            "aws_access_key_id = x",
            &["aws_secret_access_key", "line 2"],
        ),
        ("web_identity_token_file = x", &["role_arn"]),
        ("sso_session = corp", &["corp", "[sso-session corp]"]),
        (
            "sso_start_url = x\nsso_region = eu-west-1\nsso_account_id = 1",
            &["sso_role_name"],
        ),
        (
            "credential_process = it's",
            &["credential_process", "quote"],
        ),
        (
            "role_arn = r\nsource_profile = b\nduration_seconds = x",
            &["duration_seconds", "'x'"],
        ),
    ] {
        let text = format!("[profile a]\n{config}\n[profile b]\n{}", keys("B"));
        assert_refused(&of(&text, "", &[CONTAINER], Some("a")), parts);
        assert_refused(
            &of(&text, "", &[CONTAINER, ("AWS_PROFILE", "a")], None),
            parts,
        );
    }
}

#[test]
fn only_a_profile_with_nothing_of_its_own_leaves_it_to_the_surroundings() {
    let surroundings = "the role of the container or machine";
    assert_eq!(
        of("[profile n]\nregion = x\n", "", &[], Some("n")),
        surroundings
    );
    assert_eq!(of("", "", &[], None), surroundings);
    assert_refused(&of("", "", &[], Some("default")), &["'default'", "neither"]);
    assert_refused(
        &of("", "", &[("AWS_PROFILE", "x")], None),
        &["AWS_PROFILE", "'x'"],
    );
}

#[test]
fn the_order_is_that_of_the_aws_cli() {
    let config = format!(
        "[default]\n{}[profile p]\ncredential_process = run it\n{}",
        keys("D"),
        keys("P")
    );
    let env = [("AWS_ACCESS_KEY_ID", " E "), ("AWS_SECRET_ACCESS_KEY", "s")];
    let web = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "w")];
    assert_eq!(of(&config, "", &env, None), "keys E");
    assert_eq!(of(&config, "", &env, Some("default")), "keys D");
    assert_eq!(of(&config, "", &web, None), "web identity w");
    assert_eq!(of(&config, "", &web, Some("default")), "keys D");
    assert_eq!(of(&config, "", &[], Some("p")), "process [\"run\", \"it\"]");
    assert_eq!(
        of(&config, &format!("[p]\n{}", keys("C")), &[], Some("p")),
        "keys C"
    );
    let unknown = [env[0], env[1], ("AWS_DEFAULT_PROFILE", "x")];
    assert_refused(
        &of(&config, "", &unknown, None),
        &["AWS_DEFAULT_PROFILE", "'x'"],
    );
    assert_refused(
        &of(&config, "", &env[..1], None),
        &["AWS_SECRET_ACCESS_KEY"],
    );
    assert_refused(&of(&config, "", &web[..1], None), &["AWS_ROLE_ARN"]);
    let role = format!("{config}[profile r]\nrole_arn = r\nsource_profile = p\n");
    let chosen = [web[0], web[1], ("AWS_PROFILE", "r")];
    assert_eq!(
        of(&role, "", &chosen, None),
        "role r from credential_process"
    );
}

#[test]
fn roles_are_entered_from_where_the_profile_says() {
    let config = format!(
        "[profile \"b c\"]\n{}[profile r]\nrole_arn = r\nsource_profile = b c\n\
         [profile self]\nrole_arn = s\nsource_profile = self\n{}\
         [profile two]\nrole_arn = t\nsource_profile = r\n\
         [profile x]\nrole_arn = x\nsource_profile = y\n[profile y]\nrole_arn = y\nsource_profile = x\n\
         [profile m]\nrole_arn = m\ncredential_source = Ec2InstanceMetadata\n",
        keys("BC"),
        keys("S"),
    );
    let named = |name: &str| of(&config, "", &[CONTAINER], Some(name));
    assert_eq!(named("r"), "role r from keys BC");
    assert_eq!(named("self"), "role s from keys S");
    assert_eq!(named("two"), "role t from role r from keys");
    assert_eq!(named("m"), "role m from the role of the machine");
    assert_refused(&named("x"), &["x, y", "from each other"]);
}

#[test]
fn sign_ins_take_the_session_and_the_profile_together() {
    let session = "[sso-session 'my corp']\nsso_start_url = https://x\nsso_region = eu-west-1\n";
    let profile = "[profile s]\nsso_session = my corp\nsso_account_id = 1\nsso_role_name = Admin\n";
    let named = |more: &str| of(&format!("{session}{profile}{more}"), "", &[], Some("s"));
    assert_eq!(named(""), "sso Some(\"my corp\") 1 Admin");
    assert_eq!(
        named("sso_region = eu-west-1\nsso_start_url = https://x\n"),
        named("")
    );
    assert_refused(
        &named("sso_region = eu-west-2\n"),
        &["sso_region", "line 8", "line 3"],
    );
    let role = "[profile r]\nrole_arn = r\nsource_profile = s\n";
    let config = configuration(&format!("{session}{profile}{role}"), "", &[]);
    let plan = plan(&config, Some("r")).ok().unwrap();
    assert!(matches!(plan.first_source(), Plan::Sso(sso) if sso.profile == "s"));
    assert_eq!(
        of("[profile g]\nlogin_session = arn\n", "", &[], Some("g")),
        "login arn"
    );
}
