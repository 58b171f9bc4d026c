//! Worlds of screens that need more than a line.

use crate::app::account_marks::AccountMarks;
use crate::app::pane::View;
use crate::app::pane::summary::SummarySpec;
use crate::app::resource_explorer::figures::{Dimension, Weight};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::resource_explorer::tree::Open;
use crate::ui::fixtures::{World, account, denied, instance};

pub(super) fn summary() -> World {
    let mut world = World::with_rows(24, 9);
    world.pane().set_view(View::Summary);
    world.settle();
    world
}

pub(super) fn summary_of_many() -> World {
    let mut world = World::with_rows(4, 8);
    let named = (0..90).map(|n| {
        let mut entry = instance(n);
        let team = format!("team-{}", n % 40);
        entry.tags = crate::model::Tags::from_pairs([("Team", team.as_str())]);
        entry
    });
    world.add_rows(named.collect());
    world.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    world.pane().set_view(View::Summary);
    world.pane().spec.summary = SummarySpec {
        by: "tag:Team".parse().expect("a dimension"),
        then: Some(Dimension::Status),
        weight: Weight::Rows,
    };
    world.settle();
    world
}

pub(super) fn summary_of_sizes() -> World {
    let mut world = World::with_rows(2, 9);
    world.pane().set_view(View::Summary);
    world.pane().spec.summary.weight = Weight::Size;
    world.settle();
    world
}

/// Twelve accounts: more than there are colours.
pub(super) fn marked_accounts() -> World {
    let mut world = World::with_rows(3, 3);
    let names = [
        "audit", "billing", "data", "edge", "mail", "media", "ops", "search", "shop", "tools",
    ];
    let known = world.directory.accounts[0].clone();
    for (number, name) in (1..).zip(names) {
        let id = account(&format!("2000000000{number:02}"));
        let mut row = instance(number + 500);
        row.account = id;
        world.add_rows(vec![row]);
        let name = name.into();
        world.directory.accounts.push(AccountInfo {
            id,
            name,
            ..known.clone()
        });
    }
    let accounts = &world.directory.accounts;
    world.directory.marks = AccountMarks::of(accounts, &world.settings.production_names);
    world.pane().set_all_groups(Open::Collapsed);
    world
}
