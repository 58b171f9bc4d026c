//! `awsdash regions`: the regions of each account.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::args::{GlobalArgs, OutputArgs};
use super::connect::{connect, runtime};
use super::exit::Exit;
use super::notes;
use super::output::{Column, Shape, exit_of, print_all};
use super::startup::Startup;
use crate::app::resource_explorer::progress::regions_assumed;
use crate::app::resource_explorer::source::{
    AccountInfo, BrokenAccess, RegionList, ResourceSource, SourceError,
};
use crate::model::Region;

const SHAPE: Shape = Shape {
    columns: &[
        Column::new("ACCOUNT", "account_id", 12, 12),
        Column::new("NAME", "account_name", 8, 40),
        Column::new("REGION", "region", 14, 20),
        Column::new("ENABLED", "enabled", 7, 7),
    ],
    fields: &["account_id", "account_name", "region", "enabled"],
};

/// Accounts that are asked at once.
const ACCOUNTS_AT_ONCE: usize = 16;

/// Prints every region of every account, and says what could not be asked.
pub(super) fn run(
    output: OutputArgs,
    global: &GlobalArgs,
    startup: &Startup,
) -> anyhow::Result<Exit> {
    let source = connect(global, startup);
    let runtime = runtime()?;
    let list = runtime.block_on(source.accounts())?;
    notes::say_broken(&list);
    let mut failed = list.broken.len();
    let mut rows = Vec::new();
    for (account, regions) in runtime.block_on(ask_all(source, list.accounts)) {
        match regions {
            Ok(RegionList { regions, assumed }) => {
                rows.extend(regions.iter().map(|info| match assumed {
                    None => row(&account, info.region, Some(info.enabled)),
                    Some(_) => row(&account, info.region, None),
                }));
                if let Some(error) = assumed {
                    failed += 1;
                    let codes: Vec<Region> = regions.iter().map(|info| info.region).collect();
                    notes::say(&regions_assumed(account.id, &codes, &error));
                }
            }
            Err(error) => {
                failed += 1;
                let via = (&*account.id.digits()).into();
                notes::say(&notes::broken_access(&BrokenAccess { via, error }));
            }
        }
    }
    let found = rows.len();
    print_all(output, SHAPE, rows)?;
    Ok(exit_of(found, failed))
}

type AccountRegions = (AccountInfo, Result<RegionList, SourceError>);

/// Asks every account, a few at once; answers in the order of accounts.
async fn ask_all(
    source: Arc<dyn ResourceSource>,
    accounts: Vec<AccountInfo>,
) -> Vec<AccountRegions> {
    let mut asking = JoinSet::new();
    let mut answers = Vec::new();
    for (at, account) in accounts.into_iter().enumerate() {
        if asking.len() == ACCOUNTS_AT_ONCE {
            answers.extend(asking.join_next().await.and_then(Result::ok));
        }
        let source = Arc::clone(&source);
        asking.spawn(async move {
            let regions = source.regions(account.id).await;
            (at, (account, regions))
        });
    }
    answers.extend(asking.join_all().await);
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// `enabled` is `None` where it is not known.
fn row(account: &AccountInfo, region: Region, enabled: Option<bool>) -> Value {
    json!({
        "account_id": account.id,
        "account_name": account.name.as_str(),
        "region": region,
        "enabled": enabled,
    })
}
