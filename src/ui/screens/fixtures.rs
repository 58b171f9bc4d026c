//! Worlds of screens that need more than a line.

use super::rows;
use crate::app::account_marks::AccountMarks;
use crate::app::bookmarks::Bookmarks;
use crate::app::pane::summary::SummarySpec;
use crate::app::pane::{PaneSpec, View};
use crate::app::resource_explorer::figures::{Dimension, Weight};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::source::{AccountInfo, BrokenAccess, SourceError};
use crate::app::resource_explorer::tree::Open;
use crate::model::{Properties, Tags};
use crate::ui::fixtures::{DEV, NOW, PROD, PaneFixture, account, denied, instance};

pub(super) fn summary() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(24, 9);
    fixture.pane().set_view(View::Summary);
    fixture.settle();
    fixture
}

pub(super) fn summary_of_many() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(4, 8);
    let named = (0..90).map(|n| {
        let mut entry = instance(n);
        let team = format!("team-{}", n % 40);
        entry.tags = Tags::from_pairs([("Team", team.as_str())]);
        entry
    });
    fixture.add_rows(named.collect());
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    fixture.pane().set_view(View::Summary);
    fixture.pane().spec.summary = SummarySpec {
        by: "tag:Team".parse().expect("a dimension"),
        then: Some(Dimension::Status),
        weight: Weight::Rows,
    };
    fixture.settle();
    fixture
}

pub(super) fn summary_of_sizes() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(2, 9);
    fixture.pane().set_view(View::Summary);
    fixture.pane().spec.summary.weight = Weight::Size;
    fixture.settle();
    fixture
}

/// Twelve accounts: more than there are colours.
pub(super) fn marked_accounts() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(3, 3);
    let names = [
        "audit", "billing", "data", "edge", "mail", "media", "ops", "search", "shop", "tools",
    ];
    let known = fixture.directory.accounts[0].clone();
    for (number, name) in (1..).zip(names) {
        let id = account(&format!("2000000000{number:02}"));
        let mut row = instance(number + 500);
        row.account = id;
        fixture.add_rows(vec![row]);
        let name = name.into();
        fixture.directory.accounts.push(AccountInfo {
            id,
            name,
            ..known.clone()
        });
    }
    let accounts = &fixture.directory.accounts;
    fixture.directory.marks = AccountMarks::of(accounts, &fixture.settings.production_names);
    fixture.pane().set_all_groups(Open::Collapsed);
    fixture
}

/// Instances that say when they were launched.
pub(super) fn aged() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(0, 2);
    let names = [
        "checkout-queue-prod-02",
        "portal-cache-prod-00",
        "reporting-warehouse-loader-blue-prod-01",
    ];
    let ages = [3 * 86_400, 41 * 86_400, 5_400];
    let rows = names.iter().zip(ages).zip(1..).map(|((name, age), n)| {
        let mut entry = instance(n);
        let mut document = entry.properties.to_json();
        document["LaunchTime"] = (NOW - age).into();
        entry.properties = Properties::from_json(&document);
        entry.tags = Tags::from_pairs([("Name", *name)]);
        entry
    });
    fixture.add_rows(rows.collect());
    fixture
}

/// Profiles that lead to no account.
pub(super) fn failed_sources() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(1, 1);
    for via in ["audit", "billing"] {
        fixture.directory.broken.push(BrokenAccess {
            via: via.into(),
            error: SourceError::Config("there is no role of this name".into()),
        });
    }
    fixture
}

pub(super) fn messages() -> PaneFixture {
    let mut fixture = rows();
    let text = "Memory limit exceeded: 12,500 MB / 13,107 MB (80% of system RAM)";
    let error = || SourceError::SignIn {
        via: "profile prod".into(),
        reason: "expired".into(),
    };
    for digits in [PROD, DEV] {
        fixture.event(ProgressEvent::AccountPaused {
            account: account(digits),
            error: error(),
        });
    }
    fixture.event(ProgressEvent::MemoryLimit(text.into()));
    fixture
}

pub(super) fn bookmarked() -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(6, 4);
    fixture.bookmarks = Bookmarks::without_file();
    for name in ["Buckets of production", "Networks", "Roles"] {
        let added = fixture.bookmarks.add(name, PaneSpec::default());
        added.expect("a name of its own");
    }
    fixture
}

pub(super) fn no_accounts() -> PaneFixture {
    let mut fixture = PaneFixture::new();
    fixture.directory.accounts.clear();
    fixture.directory.error = Some("no credentials were found".into());
    fixture
}
