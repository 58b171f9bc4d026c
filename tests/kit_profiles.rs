//! Profiles of three accounts at the window, as a person has them in the files of the AWS CLI: one fine,
//! one denied in a region, one whose sign-in expires; and a fourth profile that hangs.

#![cfg(unix)]

mod support {
    pub(crate) mod app_harness;
    pub(crate) mod child;
}

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use awsdash::app::backend::Backend;
use awsdash::app::pane::{Pane, QueryState};
use awsdash::app::resource_explorer::ledger::Outcome;
use awsdash::aws::AccessOptions;
use awsdash::model::AccountId;
use awsdash::sandbox::{self, Sandbox};
use awsdash::shell::AwsDash;
use egui_kittest::kittest::Queryable as _;
use support::app_harness::AppHarness;
use support::child;

const NAME: &str = "rows_of_the_fine_profile_come_while_another_profile_hangs";
const SPEC: &str = "accounts=4,regions=2,resources=900,latency=0ms";

/// The file that ends the profile that hangs.
const RELEASED: &str = "released";

fn sandbox() -> (Arc<Sandbox>, [AccountId; 3]) {
    let sandbox = Sandbox::new(SPEC.parse().unwrap());
    let accounts: Vec<AccountId> = sandbox.accounts().into_iter().map(|(id, _)| id).collect();
    // The first is the one of the credentials themselves.
    (sandbox, [accounts[1], accounts[2], accounts[3]])
}

/// A helper of a profile that hangs until the file `released` beside it is there, two minutes at most, and then
/// tells no credentials.
fn write_slow_helper(home: &Path) -> PathBuf {
    let helper = home.join("slow");
    let released = home.join(RELEASED);
    let text = format!(
        "n=0\nwhile [ ! -e '{}' ] && [ $n -lt 1200 ]; do n=$((n+1)); sleep 0.1; done\nexit 1\n",
        released.display()
    );
    std::fs::write(&helper, text).unwrap();
    helper
}

fn write_profiles(file: &Path, slow_helper: &Path) {
    let (sandbox, accounts) = sandbox();
    let region = sandbox.regions()[0];
    let (key_id, secret) = sandbox::credentials();
    let mut text = format!(
        "[profile base]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n\
         region = {region}\n\n[profile slow]\ncredential_process = sh {}\n\
         region = {region}\n\n",
        slow_helper.display()
    );
    for (name, account) in ["fine", "denied", "expired"].into_iter().zip(accounts) {
        text += &format!(
            "[profile {name}]\nrole_arn = arn:aws:iam::{account}:role/OrganizationAccountAccessRole\n\
             source_profile = base\nregion = {region}\n\n"
        );
    }
    std::fs::write(file, text).unwrap();
}

fn stage_on(sandbox: &Arc<Sandbox>) -> AppHarness {
    let mut harness = AppHarness::with_backend(Backend::Aws(AccessOptions {
        profiles: ["slow", "fine", "denied", "expired"]
            .map(str::to_owned)
            .into(),
        http_client: Some(sandbox.http_client()),
        ..AccessOptions::default()
    }));
    // The profile that hangs does not delay the others.
    harness.until("three accounts and their regions", |app| {
        app.engine().directory().regions.len() == 3
    });
    harness
}

fn rows_of(pane: &Pane, account: AccountId) -> usize {
    let rows = pane.rows.iter();
    rows.filter(|(_, entry)| entry.account == account).count()
}

fn outcomes(pane: &Pane, account: AccountId, outcome: Outcome) -> usize {
    let lines = pane.ledger.iter();
    lines
        .filter(|line| line.key.account == account && line.outcome == outcome)
        .count()
}

fn pane(app: &AwsDash) -> &Pane {
    app.panes().next().expect("a pane")
}

#[test]
fn rows_of_the_fine_profile_come_while_another_profile_hangs() {
    let home = child::home_of_child(NAME, |home, child| {
        let config = home.join("config");
        write_profiles(&config, &write_slow_helper(home));
        child
            .env("AWS_CONFIG_FILE", config)
            .env("AWS_SHARED_CREDENTIALS_FILE", home.join("none"));
    });
    if let Some(home) = home {
        in_child(&home);
    }
}

fn in_child(home: &Path) {
    let (sandbox, [fine, denied, expired]) = sandbox();
    let far = sandbox.regions()[1];
    sandbox
        .set_denied(&[&format!("ec2:*@{denied}:{far}")])
        .unwrap();
    sandbox.sign_in(expired);
    let mut harness = stage_on(&sandbox);
    sandbox.sign_out(expired);
    harness.click_leftmost("Run");
    let asked = Instant::now();
    // The profile that hangs goes on to hang.
    harness.until("rows of the fine account", |app| {
        rows_of(pane(app), fine) > 0
    });
    println!("first rows after {:?}", asked.elapsed());
    let hung = &harness.harness.state().engine().directory().broken;
    assert!(hung.iter().all(|broken| !broken.via.contains("slow")));

    harness.until("the ledger to tell the rest", |app| {
        outcomes(pane(app), expired, Outcome::SignIn) > 0
            && outcomes(pane(app), denied, Outcome::Denied) > 0
            && outcomes(pane(app), fine, Outcome::Complete) > 50
    });
    assert_eq!(harness.pane(0).state, QueryState::Running, "it waits");
    assert_eq!(rows_of(harness.pane(0), expired), 0);
    let elsewhere = harness.pane(0).ledger.iter().filter(|line| {
        line.outcome == Outcome::Denied && (line.key.account != denied || line.key.region != far)
    });
    assert_eq!(elsewhere.count(), 0);
    assert_eq!(outcomes(harness.pane(0), fine, Outcome::SignIn), 0);

    // What was denied can be asked again while the other account waits for its sign-in.
    sandbox.set_denied(&[]).unwrap();
    harness.click_leftmost("More");
    harness.click("Ledger");
    harness.harness.get_by_label("Retry failed").click();
    harness.until("the denied lists to be complete", |app| {
        outcomes(pane(app), denied, Outcome::Denied) == 0
            && outcomes(pane(app), denied, Outcome::Complete) > 100
    });
    assert_eq!(harness.pane(0).state, QueryState::Running, "it still waits");
    assert!(outcomes(harness.pane(0), expired, Outcome::SignIn) > 0);
    assert!(outcomes(harness.pane(0), expired, Outcome::Cancelled) == 0);

    sandbox.sign_in(expired);
    harness.harness.state().engine().check_paused_accounts();
    std::fs::write(home.join(RELEASED), "").unwrap();
    harness.until("the rest", |app| pane(app).state == QueryState::Done);
    let pane = harness.pane(0);
    assert!(rows_of(pane, expired) > 0);
    assert_eq!(outcomes(pane, expired, Outcome::SignIn), 0);
    assert!(outcomes(pane, expired, Outcome::Complete) > 50);
    // The profile that hung fails, and is reported.
    let told: Vec<&str> = pane.broken.iter().map(|broken| &*broken.via).collect();
    assert!(told.iter().any(|via| via.contains("slow")), "{told:?}");
    assert_no_row_is_twice(pane);
}

fn assert_no_row_is_twice(pane: &Pane) {
    let ids: std::collections::HashSet<_> = pane
        .rows
        .iter()
        .map(|(_, entry)| {
            (
                entry.account,
                entry.region,
                entry.resource_type,
                entry.id.clone(),
            )
        })
        .collect();
    assert_eq!(ids.len(), pane.rows.iter().count(), "a row is there twice");
}
