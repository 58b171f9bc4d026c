//! The panel by its labels.

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::commands::{AccessCommand, AppCommand};
use crate::app::resource_explorer::source::{AccessFacts, AccountInfo, BrokenAccess, SignInPrompt};
use crate::app::settings::Theme;
use crate::ui::fixtures::{DEV, PROD, PaneFixture, account};
use crate::ui::theme;

struct State {
    fixture: PaneFixture,
    panel: AccountsUi,
    commands: Vec<Command>,
}

fn panel(change: impl FnOnce(&mut crate::app::view::Directory)) -> Harness<'static, State> {
    let mut fixture = PaneFixture::new();
    change(&mut fixture.directory);
    let state = State {
        fixture,
        panel: AccountsUi::default(),
        commands: Vec::new(),
    };
    let mut harness = Harness::builder().with_size([720.0, 480.0]).build_ui_state(
        |ui, state: &mut State| {
            theme::apply(ui.ctx(), Theme::Dark, 1.0);
            let view = state.fixture.view();
            accounts_ui(ui, &mut state.panel, &view, &mut state.commands);
        },
        state,
    );
    harness.run_steps(3);
    harness
}

fn expired() -> SourceError {
    SourceError::SignIn {
        via: "default".into(),
        reason: "the sign-in has expired".into(),
    }
}

#[test]
fn an_account_shows_who_we_are_there_and_for_how_long() {
    let harness = panel(|directory| {
        let facts = AccessFacts {
            identity: "arn:aws:sts::176031372159:assumed-role/Audit/me".into(),
            source: "role Audit from profile prod".into(),
            expires: Some(SystemTime::now() + Duration::from_secs(72 * 60 + 30)),
        };
        directory.facts.insert(account(PROD), facts);
    });
    harness.get_by_label("2 accounts");
    harness.get_by_label("Works, 1 h 12 min left");
    harness.get_by_label(
        "arn:aws:sts::176031372159:assumed-role/Audit/me, role Audit from profile prod",
    );
    assert_eq!(harness.query_all_by_label("Retry").count(), 0);
}

#[test]
fn a_paused_account_offers_retry_and_sign_in() {
    let mut harness = panel(|directory| {
        directory.paused.insert(account(DEV), expired());
        let names = &mut directory.sign_in_names;
        names.insert("default".into(), "corp".into());
    });
    harness.get_by_label("2 accounts, 1 paused");
    harness.get_by_label("default: the sign-in has expired");
    harness.get_by_label("Retry").click();
    harness.run_steps(2);
    harness.get_by_label("Sign in").click();
    harness.run_steps(2);
    let wanted = [
        Command::Access(AccessCommand::Retry),
        Command::Access(AccessCommand::SignIn("corp".into())),
    ];
    assert_eq!(harness.state().commands, wanted);
}

#[test]
fn the_code_of_a_sign_in_is_shown_once_for_all_that_share_it() {
    let mut harness = panel(|directory| {
        for id in [DEV, PROD] {
            directory.paused.insert(account(id), expired());
        }
        let names = &mut directory.sign_in_names;
        names.insert("default".into(), "corp".into());
        let prompt = SignInPrompt {
            url: "https://device.sso/?user_code=ABCD-EFGH".into(),
            code: "ABCD-EFGH".into(),
            ends: SystemTime::now(),
        };
        let state = SignInState::Prompt(prompt);
        directory.sign_ins.insert("corp".into(), state);
    });
    harness.get_by_label("ABCD-EFGH");
    harness.get_by_label("Open the page").click();
    harness.run_steps(2);
    let page = "https://device.sso/?user_code=ABCD-EFGH".to_owned();
    assert_eq!(
        harness.state().commands,
        [Command::App(AppCommand::OpenPage(page))]
    );
    // Disabled while it is under way.
    for button in harness.get_all_by_label("Sign in") {
        button.click();
    }
    harness.run_steps(2);
    assert_eq!(harness.state().commands.len(), 1);
}

#[test]
fn a_profile_that_leads_nowhere_says_why() {
    let harness = panel(|directory| {
        directory.broken.push(BrokenAccess {
            via: "audit-of-the-whole-organization-with-a-long-name".into(),
            error: SourceError::Denied {
                action: "sts:AssumeRole".into(),
                code: "AccessDenied".into(),
                principal: None,
            },
        });
    });
    harness.get_by_label("2 accounts, 1 credential source that cannot be used");
    harness.get_by_label("Not allowed");
    harness.get_by_label("not allowed: sts:AssumeRole (AccessDenied)");
}

fn field<'t>(harness: &'t Harness<'static, State>, name: &'t str) -> egui_kittest::Node<'t> {
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, name)
}

#[test]
fn how_accounts_are_reached_is_typed_and_used() {
    let mut harness = panel(|_| {});
    field(&harness, "Units").click();
    harness.run_steps(2);
    field(&harness, "Units").type_text("Workloads/Prod, Security");
    harness.run_steps(2);
    harness.get_by_label_contains("name the role");
    harness.get_by_label("Save and reconnect").click();
    harness.run_steps(2);
    assert_eq!(
        harness.state().commands,
        [],
        "units without a role lead nowhere"
    );
    field(&harness, "Role").click();
    harness.run_steps(2);
    field(&harness, "Role").type_text("audit-{account_name}");
    harness.run_steps(2);
    harness.get_by_label("Save and reconnect").click();
    harness.run_steps(2);
    let setup = crate::app::settings::AccessSetup {
        profiles: Vec::new(),
        role: Some("audit-{account_name}".into()),
        units: vec!["Workloads/Prod".into(), "Security".into()],
    };
    assert_eq!(
        harness.state().commands,
        [Command::Access(AccessCommand::Set(setup))]
    );
}

#[test]
fn an_account_tells_its_alias_and_unit() {
    let harness = panel(|directory| {
        let info = &mut directory.accounts[0];
        info.alias = "acme-prod".into();
        info.unit = "Workloads/Prod".into();
    });
    harness.get_by_label_contains("acme-prod, Workloads/Prod");
}

#[test]
fn a_thousand_accounts_are_drawn_as_far_as_they_are_visible() {
    let mut harness = panel(|directory| {
        directory.accounts = (0..1_000)
            .map(|n| AccountInfo {
                id: format!("{n:012}").parse().expect("twelve digits"),
                name: format!("account-{n:03}").into(),
                alias: Default::default(),
                unit: Default::default(),
                via: "default".into(),
            })
            .collect();
        directory.paused.insert(account("000000000900"), expired());
    });
    let shown = harness.query_all_by_label_contains("account-").count();
    // Each line is told as a whole, and the name on it.
    assert!((4..40).contains(&shown), "{shown} of them");
    // What waits for a person comes first.
    assert!(harness.query_by_label("account-900").is_some());
    harness.get_by_label("Accounts, profiles and roles").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::End);
    harness.run_steps(3);
    assert!(harness.query_by_label("account-999").is_some());
    harness.key_press(egui::Key::Home);
    harness.run_steps(3);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    let retry = Command::Access(AccessCommand::Retry);
    assert_eq!(harness.state().commands, [retry]);
}
