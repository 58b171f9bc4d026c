//! Three accounts at the window: one fine, one denied in a region, one whose sign-in has expired. By
//! label and without a display.

mod support {
    pub(crate) mod stage;
}

use std::sync::Arc;
use std::time::{Duration, Instant};

use awsdash::app::backend::Backend;
use awsdash::app::pane::{Pane, QueryState};
use awsdash::app::resource_explorer::ledger::Outcome;
use awsdash::aws::AccessOptions;
use awsdash::model::AccountId;
use awsdash::sandbox::{self, Sandbox};
use egui_kittest::kittest::Queryable as _;
use support::stage::Stage;

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

#[test]
fn an_expired_account_waits_while_others_go_on_and_resumes_after_sign_in() {
    let sandbox = Sandbox::new(
        "accounts=3,regions=2,resources=900,latency=0ms"
            .parse()
            .unwrap(),
    );
    let accounts: Vec<AccountId> = sandbox.accounts().into_iter().map(|(id, _)| id).collect();
    let [fine, denied, expired] = accounts[..] else {
        panic!("three accounts were asked for");
    };
    let far = sandbox.regions()[1];
    let pattern = format!("ec2:*@{denied}:{far}");
    sandbox.set_denied(&[&pattern]).unwrap();

    let mut stage = Stage::with_backend(on(&sandbox));
    stage.until("accounts and regions", |app| {
        app.engine().directory().regions.len() == 3
    });
    sandbox.sign_out(expired);
    stage.click_leftmost("Run");
    let asked = Instant::now();
    let first = |app: &awsdash::shell::AwsDash| app.panes().next().map(|pane| rows_of(pane, fine));
    stage.until("rows of the fine account", |app| first(app) > Some(0));
    // Within the first second on an idle machine; a busy one takes longer, but never as long as the account that
    // waits.
    let first_rows = asked.elapsed();
    println!("first rows after {first_rows:?}");
    assert!(
        first_rows < Duration::from_secs(10),
        "first rows after {first_rows:?}"
    );

    stage.until("the account to be paused", |app| {
        let pane = app.panes().next().unwrap();
        outcomes(pane, expired, Outcome::SignIn) > 0
            && outcomes(pane, denied, Outcome::Denied) > 0
            && pane.ledger.len() as u32 > pane.counts.phase1_total / 2
    });
    stage.until("all lists of the others", |app| {
        let pane = app.panes().next().unwrap();
        outcomes(pane, fine, Outcome::Complete) > 50
    });
    assert_eq!(stage.pane(0).state, QueryState::Running, "it waits");
    assert_eq!(rows_of(stage.pane(0), expired), 0);
    assert_eq!(outcomes(stage.pane(0), fine, Outcome::SignIn), 0);
    let only_there = stage.pane(0).ledger.iter().filter(|line| {
        line.outcome == Outcome::Denied && (line.key.account != denied || line.key.region != far)
    });
    assert_eq!(only_there.count(), 0, "denied elsewhere");

    stage.until_shown("is paused");
    stage.harness.get_by_label("3 accounts, 1 paused").click();
    stage.harness.run_steps(5);
    stage.harness.get_by_label("Paused: sign-in needed");
    // The keys of the first account last for ever, the role in the second for an hour.
    stage.harness.get_by_label("Works");
    stage.harness.get_by_label_contains("Works, ");

    sandbox.sign_in(expired);
    stage.harness.get_by_label("Retry").click();
    let retried = Instant::now();
    stage.until("the account to go on", |app| {
        app.engine().paused_accounts().is_empty()
    });
    let took = retried.elapsed();
    assert!(took < Duration::from_secs(5), "goes on after {took:?}");
    println!("first rows after {first_rows:?}, goes on after {took:?}");
    stage.until("the rest", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    let pane = stage.pane(0);
    assert!(rows_of(pane, expired) > 0);
    assert_eq!(outcomes(pane, expired, Outcome::SignIn), 0);
    assert_eq!(outcomes(pane, fine, Outcome::SignIn), 0);
    assert!(outcomes(pane, expired, Outcome::Complete) > 50);
    assert!(
        pane.banners
            .iter()
            .all(|said| !said.text.contains("is paused"))
    );
    stage.harness.run_steps(5);
    assert_eq!(
        stage.harness.query_all_by_label_contains("aused").count(),
        0
    );
}
