//! The accounts of an organization, and the units that they are in.

use std::collections::{BTreeSet, HashMap};

use compact_str::{CompactString, format_compact};
use serde_json::{Value, json};

use super::login::Login;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::bounded_join::in_order;
use crate::aws::transport::signed::{
    LIST_ACCOUNTS, LIST_ACCOUNTS_FOR_PARENT, LIST_ORGANIZATIONAL_UNITS_FOR_PARENT, LIST_ROOTS,
};
use crate::model::AccountId;

/// The largest page the service gives.
const PAGE_SIZE: u32 = 20;

/// Deeper than the service lets units be nested; a circle would never end.
const DEEPEST: usize = 8;

/// An active account of the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::aws) struct Member {
    /// Account number.
    pub id: AccountId,
    /// Account name.
    pub name: CompactString,
}

/// The units of the accounts of an organization.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Units {
    /// Names from the outermost, `Workloads/Prod`, and ids of all units above, by account.
    of_account: HashMap<AccountId, (CompactString, Vec<CompactString>)>,
    /// Names of all units, in order.
    names: BTreeSet<CompactString>,
}

/// A unit, or the root.
#[derive(Clone, Debug, Default)]
struct ParentUnit {
    id: CompactString,
    path: CompactString,
    ids: Vec<CompactString>,
}

/// What an organization told, and what of it could not be read.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Partial<T> {
    /// What could be read.
    pub all: T,
    /// How much could not, and why the first of it.
    pub odd: Option<SourceError>,
}

/// Every active account of the organization that the login belongs to. Suspended accounts and those
/// on their way out are left out.
pub(in crate::aws) async fn members(login: &Login) -> Result<Partial<Vec<Member>>, SourceError> {
    let json = json!({"MaxResults": PAGE_SIZE});
    let listed = LIST_ACCOUNTS.ask_all(login, login.home, json, "Accounts");
    let mut odd = Unreadable::default();
    let listed = listed.await?;
    let all = listed
        .iter()
        .filter_map(|account| odd.note(member(account))?);
    Ok(Partial {
        all: all.collect(),
        odd: odd.gap(LIST_ACCOUNTS.action, "accounts"),
    })
}

/// Counts what cannot be read.
#[derive(Default)]
struct Unreadable {
    count: u32,
    first: &'static str,
}

impl Unreadable {
    fn note<T>(&mut self, read: Result<T, &'static str>) -> Option<T> {
        read.map_err(|reason| {
            if self.count == 0 {
                self.first = reason;
            }
            self.count += 1;
        })
        .ok()
    }

    fn gap(&self, action: &'static str, of_what: &str) -> Option<SourceError> {
        let Self { count, first } = self;
        (*count > 0).then(|| SourceError::BadAnswer {
            action: action.into(),
            reason: format_compact!("{count} of the {of_what} cannot be read: {first}"),
        })
    }
}

/// The units of the organization that the login belongs to, level by level.
pub(in crate::aws) async fn units(login: &Login) -> Result<Partial<Units>, SourceError> {
    let json = json!({"MaxResults": PAGE_SIZE});
    let roots = LIST_ROOTS.ask_all(login, login.home, json, "Roots").await?;
    let mut odd = Unreadable::default();
    let root = |root: &Value| {
        let id = root["Id"].as_str().ok_or("a root without Id")?.into();
        Ok(ParentUnit {
            id,
            ..ParentUnit::default()
        })
    };
    let mut level: Vec<ParentUnit> = roots
        .iter()
        .filter_map(|value| odd.note(root(value)))
        .collect();
    let mut units = Units::default();
    for _ in 0..DEEPEST {
        let asked = std::mem::take(&mut level).into_iter().map(|parent| {
            let login = login.clone();
            async move {
                let below = below(&login, &parent).await?;
                Ok::<_, SourceError>((parent, below))
            }
        });
        for answered in in_order(asked).await {
            let (parent, (children, accounts)) = answered?;
            for unit in children.into_iter().filter_map(|unit| odd.note(unit)) {
                units.names.insert(unit.path.clone());
                level.push(unit);
            }
            for account in accounts.into_iter().filter_map(|account| odd.note(account)) {
                let place = (parent.path.clone(), parent.ids.clone());
                units.of_account.insert(account, place);
            }
        }
        if level.is_empty() {
            break;
        }
    }
    for _deeper in level {
        odd.note(Err::<(), _>("it stands deeper than units can"));
    }
    Ok(Partial {
        all: units,
        odd: odd.gap(LIST_ORGANIZATIONAL_UNITS_FOR_PARENT.action, "units"),
    })
}

/// What could be read of one thing, or what is wrong with it.
type Read<T> = Result<T, &'static str>;

/// Units and accounts right below a parent.
async fn below(
    login: &Login,
    parent: &ParentUnit,
) -> Result<(Vec<Read<ParentUnit>>, Vec<Read<AccountId>>), SourceError> {
    let json = json!({"MaxResults": PAGE_SIZE, "ParentId": &*parent.id});
    let operation = &LIST_ORGANIZATIONAL_UNITS_FOR_PARENT;
    let units = operation.ask_all(login, login.home, json.clone(), "OrganizationalUnits");
    let accounts = LIST_ACCOUNTS_FOR_PARENT.ask_all(login, login.home, json, "Accounts");
    let (units, accounts) = tokio::try_join!(units, accounts)?;
    let units = units.iter().map(|unit| {
        let id = unit["Id"].as_str().ok_or("a unit without Id")?;
        let name = unit["Name"].as_str().ok_or("a unit without Name")?;
        let path = match parent.path.as_str() {
            "" => name.into(),
            above => format_compact!("{above}/{name}"),
        };
        let mut ids = parent.ids.clone();
        ids.push(id.into());
        Ok(ParentUnit {
            id: id.into(),
            path,
            ids,
        })
    });
    Ok((units.collect(), accounts.iter().map(account_id).collect()))
}

impl Units {
    /// The names of the units that an account is in; empty for none.
    pub(in crate::aws) fn path_of(&self, account: AccountId) -> CompactString {
        let place = self.of_account.get(&account);
        place.map_or_else(CompactString::default, |(path, _)| path.clone())
    }

    /// Whether an account is in a unit, or in one below it: `ou-ab12-cdef3456`, `Workloads/Prod`, or the last
    /// name of a path. Names are compared without case.
    pub(in crate::aws) fn has(&self, unit: &str, account: AccountId) -> bool {
        let Some((path, ids)) = self.of_account.get(&account) else {
            return false;
        };
        let wanted = unit.trim_matches('/').to_lowercase();
        let path = path.to_lowercase();
        let mut ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .collect::<Vec<_>>();
        ends.push(path.len());
        let is_named = |end: usize| {
            let above = &path[..end];
            above == wanted
                || above
                    .strip_suffix(&wanted)
                    .is_some_and(|rest| rest.ends_with('/'))
        };
        ids.iter().any(|id| *id == wanted) || !wanted.is_empty() && ends.into_iter().any(is_named)
    }

    /// Whether there is such a unit, with accounts or without.
    pub(in crate::aws) fn knows(&self, unit: &str) -> bool {
        let wanted = unit.trim_matches('/').to_lowercase();
        let named = |name: &CompactString| {
            let name = name.to_lowercase();
            name == wanted
                || name
                    .strip_suffix(&wanted)
                    .is_some_and(|rest| rest.ends_with('/'))
        };
        let mut ids = self.of_account.values().flat_map(|(_, ids)| ids);
        self.names.iter().any(named) || ids.any(|id| *id == wanted)
    }

    /// Names of all units, for a person to choose from.
    pub(in crate::aws) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(CompactString::as_str)
    }
}

/// A member of the organization; none for an account that is not active.
fn member(account: &Value) -> Read<Option<Member>> {
    // `State` has taken the place of `Status`.
    let state = account["State"]
        .as_str()
        .or_else(|| account["Status"].as_str())
        .ok_or("an account without State")?;
    if state != "ACTIVE" {
        return Ok(None);
    }
    Ok(Some(Member {
        id: account_id(account)?,
        name: account["Name"].as_str().unwrap_or_default().into(),
    }))
}

fn account_id(account: &Value) -> Read<AccountId> {
    let id = account["Id"].as_str().ok_or("an account without Id")?;
    id.parse()
        .map_err(|_| "an account whose Id is no account number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_active_accounts_are_members() {
        let active = json!({"Id": "001234567890", "Name": "prod", "Status": "ACTIVE"});
        assert_eq!(member(&active).unwrap().unwrap().name, "prod");
        let leaving = json!({"Id": "001234567890", "Status": "ACTIVE", "State": "PENDING_CLOSURE"});
        assert_eq!(member(&leaving), Ok(None));
        assert_eq!(
            member(&json!({"Id": "001234567890", "Status": "SUSPENDED"})),
            Ok(None)
        );
    }

    #[test]
    fn accounts_that_cannot_be_read_are_counted_and_told() {
        let mut odd = Unreadable::default();
        for account in [
            json!({"Id": "12", "Status": "ACTIVE"}),
            json!({"Status": "ACTIVE"}),
            json!({"Id": "001234567890"}),
            json!("001234567890"),
        ] {
            assert_eq!(odd.note(member(&account)), None, "{account}");
        }
        let gap = odd.gap("organizations:ListAccounts", "accounts").unwrap();
        assert_eq!(
            gap.to_string(),
            "unexpected answer from organizations:ListAccounts: 4 of the accounts cannot be read: \
             an account whose Id is no account number"
        );
        assert_eq!(Unreadable::default().gap("", ""), None);
    }

    #[test]
    fn a_unit_is_named_by_path_by_last_name_or_by_id() {
        let account: AccountId = "001234567890".parse().unwrap();
        let mut units = Units::default();
        let ids = vec!["ou-ab12-00000001".into(), "ou-ab12-00000002".into()];
        units
            .of_account
            .insert(account, ("Workloads/Prod".into(), ids));
        units
            .names
            .extend(["Workloads".into(), "Workloads/Prod".into()]);
        for name in ["workloads", "Workloads/Prod", "prod", "ou-ab12-00000001"] {
            assert!(units.has(name, account), "{name}");
            assert!(units.knows(name), "{name}");
        }
        for name in ["", "rod", "Prod/Workloads", "ou-ab12-00000009", "/"] {
            assert!(!units.has(name, account), "{name}");
            assert!(
                !units.knows(name) || name.is_empty() || name == "/",
                "{name}"
            );
        }
        assert!(!units.has("prod", "009999999999".parse().unwrap()));
    }
}
