//! `awsdash accounts`: what the credentials reach.

use serde_json::{Value, json};

use super::args::{GlobalArgs, OutputArgs};
use super::connect::{connect, runtime};
use super::exit::Exit;
use super::notes;
use super::output::{Column, Shape, exit_of, print_all};
use super::startup::Startup;
use crate::app::resource_explorer::source::AccountInfo;

const SHAPE: Shape = Shape {
    columns: &[
        Column::new("ACCOUNT", "account_id", 12, 12),
        Column::new("NAME", "name", 8, 40),
        Column::new("ALIAS", "alias", 5, 40),
        Column::new("UNIT", "unit", 4, 40),
        Column::new("CREDENTIALS", "via", 8, 80),
    ],
    fields: &["account_id", "name", "alias", "unit", "via"],
};

/// Prints the accounts, and the profiles and roles that lead to none.
pub(super) fn run(
    output: OutputArgs,
    global: &GlobalArgs,
    startup: &Startup,
) -> anyhow::Result<Exit> {
    let source = connect(global, startup);
    let list = runtime()?.block_on(source.accounts())?;
    notes::say_broken(&list);
    let (found, failed) = (list.accounts.len(), list.broken.len());
    print_all(output, SHAPE, list.accounts.iter().map(row))?;
    Ok(exit_of(found, failed))
}

fn row(account: &AccountInfo) -> Value {
    json!({
        "account_id": account.id,
        "name": account.name.as_str(),
        "alias": account.alias.as_str(),
        "unit": account.unit.as_str(),
        "via": account.via.as_str(),
    })
}
