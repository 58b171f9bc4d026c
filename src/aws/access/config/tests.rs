use super::*;

fn names(config: &Configuration) -> Vec<&str> {
    config.profiles().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn profiles_have_the_names_that_the_aws_cli_gives_them() {
    let config = configuration(
        "[profile \"my dev\"]\nregion = a\n[profile größe]\n[profile acme(dev)]\n[profile 'a b']\n[default]\n",
        "[my profile]\nregion = b\n[my dev]\naws_access_key_id = x\n",
        &[],
    );
    let expected = [
        "a b",
        "acme(dev)",
        "default",
        "größe",
        "my dev",
        "my profile",
    ];
    let mut found = names(&config);
    found.sort_unstable();
    assert_eq!(found, expected);
    let dev = config.profile("my dev").unwrap();
    assert_eq!(
        (dev.get("region"), dev.get("aws_access_key_id")),
        (Some("a"), Some("x"))
    );
    assert_eq!(config.files[0].state, FileState::Read { profiles: 5 });
}

#[test]
fn the_later_of_two_sections_of_one_name_holds_alone() {
    let config = configuration(
        "[profile default]\nregion = a\noutput = json\n[default]\nregion = b\n",
        "",
        &[],
    );
    let default = config.profile("default").unwrap();
    assert_eq!(
        (default.get("region"), default.get("output")),
        (Some("b"), None)
    );
    assert!(
        config.notes[0].contains("line 4: [default] takes the place"),
        "{:?}",
        config.notes
    );
}

#[test]
fn every_section_that_is_not_used_is_noted_with_its_line() {
    let config = configuration(
        "[dev]\nregion = a\n[profile a b]\n[profile it's]\n[sso-session]\n[profiles]\n",
        "[profile x]\n",
        &[],
    );
    assert_eq!(names(&config), ["profile x"]);
    let notes = config.notes.join("\n");
    for part in [
        "line 1: [dev] is not used: in this file the header of a profile is [profile dev]",
        "line 3: [profile a b] is not used: a name with blanks needs quotes",
        "line 4: [profile it's] is not used: a quote in its name is not closed",
        "line 5: [sso-session] is not used: it has no name",
        "line 6: [profiles] is not used",
        "in this file the header of profile x is [x]",
    ] {
        assert!(notes.contains(part), "{part} in {notes}");
    }
}

#[test]
fn sign_ins_and_services_may_have_any_name_and_values_know_their_place() {
    let config = configuration(
        "[sso-session 'my corp']\nsso_region = eu-west-1\n[services \"x y\"]\nec2 =\n  endpoint_url = http://x\n",
        "",
        &[],
    );
    let session = config.sso_session("my corp").unwrap();
    let place = session.setting("sso_region").unwrap().place.to_string();
    assert!(place.ends_with(".aws/config, line 2"), "{place}");
    let ec2 = config.services("x y").unwrap().setting("ec2").unwrap();
    assert_eq!(ec2.nested["endpoint_url"], "http://x");
}

#[test]
fn the_environment_names_the_profile_as_in_the_aws_cli() {
    let of = |variables: &[(&str, &str)]| {
        configuration("", "", variables)
            .default_profile()
            .to_owned()
    };
    assert_eq!(of(&[]), "default");
    assert_eq!(of(&[("AWS_PROFILE", "")]), "default");
    assert_eq!(of(&[("AWS_PROFILE", "a")]), "a");
    assert_eq!(
        of(&[("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")]),
        "b"
    );
}

#[test]
fn a_file_that_is_none_is_told_and_the_other_still_counts() {
    let config = configuration(
        "[profile a]\nregion = x\n[profile\n",
        "[b]\nregion = y\n",
        &[],
    );
    assert_eq!(names(&config), ["b"]);
    assert!(config.has_broken_file());
    assert!(
        config.problems[0].contains("config, line 3: "),
        "{:?}",
        config.problems
    );
    let nowhere = configuration("", "", &[("AWS_CONFIG_FILE", "/dev/null")]);
    assert_eq!(nowhere.files[0].state, FileState::Missing);
    let folder = configuration("", "", &[("AWS_CONFIG_FILE", "/")]);
    assert!(matches!(
        folder.files[0].state,
        FileState::Unreadable { .. }
    ));
}
