mod completion;
mod language;
mod truth;

use super::*;
use crate::app::resource_explorer::testing::entry;
use crate::model::Tags;

fn web() -> ResourceEntry {
    let mut row = entry("eu-west-1", "AWS::EC2::Volume", "vol-0abc", "Web-Größe 1");
    row.status = "in-use".into();
    let tags = [("Environment", "prod"), ("Team", "payments")];
    row.tags = Tags::from_pairs(tags).or_called(row.name());
    row
}

fn shows(filter: &str) -> bool {
    Filter::parse(filter).unwrap().matches(&web())
}

#[test]
fn what_is_typed_finds_what_is_meant() {
    for yes in [
        "",
        "web",
        "gross|GRÖße",
        "vol-0",
        "payments",
        "name:web*",
        "type:volume region:eu-west-1",
        "!stopped",
        "status:available|in-use",
        "tag:Environment",
        "tag:environment=prod",
        "tag:Env*=p*d",
        "!tag:Owner",
        "AWS::EC2::Volume",
        "\"größe 1\"",
        "arn:aws:ec2:eu-west-1",
        "id:*abc",
    ] {
        assert!(shows(yes), "{yes}");
    }
    for no in [
        "db",
        "name:eb-gross",
        "!web",
        "tag:Env",
        "tag:Environment=pro",
        "status:available",
        "name:*2",
        "web stopped",
        "id:abc*",
    ] {
        assert!(!shows(no), "{no}");
    }
}

#[test]
fn account_numbers_are_found_as_the_window_shows_them() {
    let grouped = web().account.grouped();
    assert!(shows(&format!("account:{grouped}")) && shows(&grouped));
    assert!(!shows(&format!("!account:{grouped}")) && !shows("account:1111-2222-3333"));
}

#[test]
fn nothing_follows_from_tags_that_are_not_known() {
    let mut row = web();
    row.tags = Tags::unknown().or_called(row.name());
    let verdict = |filter: &str| Filter::parse(filter).unwrap().verdict(&row);
    for unknown in [
        "tag:Owner",
        "!tag:Owner",
        "tag:Environment=prod",
        "!tag:Environment=prod",
        "payments",
        "web !tag:Owner",
        "tag:Owner !tag:Owner",
    ] {
        assert_eq!(verdict(unknown), Verdict::Unknown, "{unknown}");
        assert!(!Filter::parse(unknown).unwrap().matches(&row), "{unknown}");
    }
    for passes in ["", "web", "name:web*", "!status:available"] {
        assert_eq!(verdict(passes), Verdict::Passes, "{passes}");
    }
    for fails in ["tag:Owner status:available", "!tag:Owner !web", "name:db"] {
        assert_eq!(verdict(fails), Verdict::Fails, "{fails}");
    }
}
