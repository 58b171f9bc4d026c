//! Three accounts at the window: one fine, one denied in a region, one whose sign-in has expired. By
//! label and without a display.

mod support {
    pub(crate) mod app_harness;
}

use std::sync::Arc;

use awsdash::app::backend::Backend;
use awsdash::app::pane::{Pane, QueryState};
use awsdash::app::resource_explorer::ledger::Outcome;
use awsdash::aws::AccessOptions;
use awsdash::model::{AccountId, Region};
use awsdash::sandbox::{self, Sandbox};
use egui_kittest::kittest::Queryable as _;
use support::app_harness::AppHarness;

/// The sandbox behind the real client code; the test keeps a handle to inject faults.
fn on(sandbox: &Arc<Sandbox>) -> Backend {
    let (key_id, secret) = sandbox::credentials();
    Backend::Aws(AccessOptions {
        role: Some("OrganizationAccountAccessRole".into()),
        home_region: sandbox.regions().first().copied(),
        http_client: Some(sandbox.http_client()),
        static_credentials: Some((key_id.into(), secret.into())),
        ..AccessOptions::default()
    })
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

/// Three accounts: one fine, one denied in a region, one signed out.
struct Three {
    sandbox: Arc<Sandbox>,
    fine: AccountId,
    denied: AccountId,
    far: Region,
    expired: AccountId,
}

impl Three {
    fn new() -> Self {
        let spec = "accounts=3,regions=2,resources=900,latency=0ms";
        let sandbox = Sandbox::new(spec.parse().unwrap());
        let accounts: Vec<AccountId> = sandbox.accounts().into_iter().map(|(id, _)| id).collect();
        let [fine, denied, expired] = accounts[..] else {
            panic!("three accounts were asked for");
        };
        let far = sandbox.regions()[1];
        let pattern = format!("ec2:*@{denied}:{far}");
        sandbox.set_denied(&[&pattern]).unwrap();
        Self {
            sandbox,
            fine,
            denied,
            far,
            expired,
        }
    }
}

#[test]
fn an_expired_account_waits_while_others_go_on_and_resumes_after_sign_in() {
    let three = Three::new();
    let mut harness = AppHarness::with_backend(on(&three.sandbox));
    harness.until("accounts and regions", |app| {
        app.engine().directory().regions.len() == 3
    });
    three.sandbox.sign_out(three.expired);
    harness.click_leftmost("Run");
    rows_of_the_fine_account_come(&mut harness, &three);
    the_expired_one_waits_alone(&mut harness, &three);
    both_panels_say_so(&mut harness);
    it_resumes_after_a_sign_in(&mut harness, &three);
    all_is_well(&mut harness, &three);
}

fn rows_of_the_fine_account_come(harness: &mut AppHarness, three: &Three) {
    harness.until("rows of the fine account", |app| {
        let pane = app.panes().next().unwrap();
        rows_of(pane, three.fine) > 0
    });
    // They do not wait for the account that waits.
    let pane = harness.pane(0);
    assert_eq!(pane.state, QueryState::Running);
    assert_eq!(rows_of(pane, three.expired), 0);
}

fn the_expired_one_waits_alone(harness: &mut AppHarness, three: &Three) {
    let &Three {
        fine,
        denied,
        far,
        expired,
        ..
    } = three;
    harness.until("the account to be paused", |app| {
        let pane = app.panes().next().unwrap();
        outcomes(pane, expired, Outcome::SignIn) > 0
            && outcomes(pane, denied, Outcome::Denied) > 0
            && pane.ledger.len() as u32 > pane.counts.phase1_total / 2
    });
    harness.until("all query keys of the others", |app| {
        let pane = app.panes().next().unwrap();
        outcomes(pane, fine, Outcome::Complete) > 50
    });
    assert_eq!(harness.pane(0).state, QueryState::Running, "it waits");
    assert_eq!(rows_of(harness.pane(0), expired), 0);
    assert_eq!(outcomes(harness.pane(0), fine, Outcome::SignIn), 0);
    let only_there = harness.pane(0).ledger.iter().filter(|line| {
        line.outcome == Outcome::Denied && (line.key.account != denied || line.key.region != far)
    });
    assert_eq!(only_there.count(), 0, "denied elsewhere");
}

fn both_panels_say_so(harness: &mut AppHarness) {
    harness.until_shown("is paused");
    harness.harness.get_by_label("3 accounts, 1 paused").click();
    harness.harness.run_steps(5);
    harness.harness.get_by_label("Paused: sign-in needed");
    // The keys of the first account last for ever, the role in the second for an hour.
    harness.harness.get_by_label("Works");
    harness.harness.get_by_label_contains("Works, ");
}

fn it_resumes_after_a_sign_in(harness: &mut AppHarness, three: &Three) {
    three.sandbox.sign_in(three.expired);
    harness.harness.get_by_label("Retry").click();
    harness.until("the account to go on", |app| {
        app.engine().paused_accounts().is_empty()
    });
    harness.until("the rest", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
}

fn all_is_well(harness: &mut AppHarness, three: &Three) {
    let pane = harness.pane(0);
    assert!(rows_of(pane, three.expired) > 0);
    assert_eq!(outcomes(pane, three.expired, Outcome::SignIn), 0);
    assert_eq!(outcomes(pane, three.fine, Outcome::SignIn), 0);
    assert!(outcomes(pane, three.expired, Outcome::Complete) > 50);
    let mut said = pane.banners.iter();
    assert!(said.all(|said| !said.text.contains("is paused")));
    harness.harness.run_steps(5);
    let paused = harness.harness.query_all_by_label_contains("aused");
    assert_eq!(paused.count(), 0);
}
